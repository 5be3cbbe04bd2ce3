//! Looking at files: ls, stat, find, df and du.

use crate::order;
use crate::shell::host::FileInfo;
use crate::shell::machine::Context;
use crate::shell::options::Options;
use crate::shell::path::{absolute, base_name};
use crate::shell::pattern;

use super::fs::{complain, full, is_gnu, walk};

fn mode_text(info: &FileInfo) -> String {
    let mut text = String::from(if info.is_directory { "d" } else { "-" });
    for shift in [6, 3, 0] {
        for (bit, letter) in [(4, 'r'), (2, 'w'), (1, 'x')] {
            text.push(if info.mode >> shift & bit != 0 {
                letter
            } else {
                '-'
            });
        }
    }
    text
}

pub(super) fn stat(context: &mut Context, options: &Options) -> i32 {
    let mut status = 0;
    for operand in &options.operands {
        let path = full(context, operand);
        let info = match context.host.metadata(&path) {
            Ok(info) => info,
            Err(error) => {
                let problem = error.text();
                let text = match is_gnu(context) {
                    true => format!("stat: cannot statx '{operand}': {problem}\n"),
                    false => format!("stat: can't stat '{operand}': {problem}\n"),
                };
                status = complain(context, text);
                continue;
            }
        };
        let size = info.size_bytes;
        let kind = if info.is_directory {
            "directory"
        } else {
            "regular file"
        };
        let text = match options.value('c') {
            Some(format) => format
                .replace("%s", &size.to_string())
                .replace("%n", operand)
                .replace("%a", &format!("{:o}", info.mode))
                .replace("%A", &mode_text(&info))
                .replace("%F", kind)
                .replace("%U", "root")
                .replace("%G", "root")
                .replace("%Y", &info.modified_unix_seconds.to_string()),
            None => format!(
                "  File: {operand}\n  Size: {size}\tBlocks: {}\tIO Block: 4096   {kind}\n\
                 Access: ({:04o}/{})  Uid: (    0/    root)   Gid: (    0/    root)\n\
                 Modify: {}",
                size.div_ceil(512),
                info.mode,
                mode_text(&info),
                super::time::stat_time(info.modified_unix_seconds)
            ),
        };
        context.process.print(format!("{text}\n"));
    }
    status
}

pub(super) fn list(context: &mut Context, options: &Options) -> i32 {
    let operands = match options.operands.is_empty() {
        true => vec![".".to_string()],
        false => options.operands.clone(),
    };
    let mut status = 0;
    let (mut files, mut directories) = (Vec::new(), Vec::new());
    for operand in operands.iter().cloned() {
        let path = full(context, &operand);
        match context.host.metadata(&path) {
            Ok(info) if info.is_directory && !options.has('d') => directories.push((operand, path)),
            Ok(info) => files.push((operand, info)),
            Err(error) => {
                let problem = error.text();
                let (text, code) = match is_gnu(context) {
                    true => (format!("ls: cannot access '{operand}': {problem}\n"), 2),
                    false => (format!("ls: {operand}: {problem}\n"), 1),
                };
                context.process.complain(text);
                status = code;
            }
        }
    }
    let has_files = !files.is_empty();
    print_entries(context, options, files, false);
    for (index, (operand, path)) in directories.iter().enumerate() {
        if operands.len() > 1 || options.has('R') {
            let gap = if index > 0 || has_files { "\n" } else { "" };
            context.process.print(format!("{gap}{operand}:\n"));
        }
        let mut entries = Vec::new();
        if options.has('a') {
            for name in [".", ".."] {
                if let Ok(info) = context.host.metadata(&absolute(path, name)) {
                    entries.push((name.to_string(), info));
                }
            }
        }
        let mut names = context.host.list_directory(path).unwrap_or_default();
        order::sort(&mut names);
        for name in names {
            if name.starts_with('.') && !options.has('a') && !options.has('A') {
                continue;
            }
            if let Ok(info) = context.host.metadata(&absolute(path, &name)) {
                entries.push((name, info));
            }
        }
        print_entries(context, options, entries, true);
    }
    status
}

fn print_entries(
    context: &mut Context,
    options: &Options,
    mut entries: Vec<(String, FileInfo)>,
    is_directory: bool,
) {
    if options.has('t') {
        order::sort_by_key(&mut entries, |(_, info)| {
            std::cmp::Reverse(info.modified_unix_seconds)
        });
    }
    if options.has('S') {
        order::sort_by_key(&mut entries, |(_, info)| std::cmp::Reverse(info.size_bytes));
    }
    if options.has('r') {
        entries.reverse();
    }
    let mut text = String::new();
    if options.has('l') && is_directory {
        let blocks: u64 = entries
            .iter()
            .map(|(_, info)| info.size_bytes.div_ceil(4096) * 4)
            .sum();
        text.push_str(&format!("total {blocks}\n"));
    }
    let gnu = is_gnu(context);
    let widest = entries
        .iter()
        .map(|(_, info)| info.size_bytes.to_string().len())
        .max();
    let width = if gnu { widest.unwrap_or(1) } else { 9 };
    for (name, info) in entries {
        let mark = if (options.has('F') || options.has('p')) && info.is_directory {
            "/"
        } else {
            ""
        };
        if options.has('l') {
            let mode = mode_text(&info);
            let links = if info.is_directory { 2 } else { 1 };
            let time = super::time::listing_time(info.modified_unix_seconds);
            let size = info.size_bytes;
            let owner = if gnu {
                "root root"
            } else {
                "root     root    "
            };
            let links = if gnu {
                links.to_string()
            } else {
                format!("   {links}")
            };
            text.push_str(&format!(
                "{mode} {links} {owner} {size:width$} {time} {name}{mark}\n"
            ));
        } else {
            text.push_str(&format!("{name}{mark}\n"));
        }
    }
    context.process.print(text);
}

pub(super) fn usage(context: &mut Context, name: &str, options: &Options) -> i32 {
    if name == "df" {
        context.process.print(
            "Filesystem           1K-blocks      Used Available Use% Mounted on\n\
             overlay               20466256   6123480  13277824  32% /\n",
        );
        return 0;
    }
    let operands = match options.operands.is_empty() {
        true => vec![".".to_string()],
        false => options.operands.clone(),
    };
    for operand in operands {
        let path = full(context, &operand);
        let kilobytes: u64 = walk(context, &path)
            .iter()
            .map(|(_, info)| info.size_bytes.div_ceil(4096) * 4)
            .sum();
        context.process.print(format!("{kilobytes}\t{operand}\n"));
    }
    0
}

/// `find [path…] [-name pattern] [-type f|d]`.
pub(super) fn find(context: &mut Context, arguments: &[String]) -> i32 {
    let split = arguments
        .iter()
        .position(|argument| argument.starts_with('-'));
    let (mut starts, tests) = match split {
        Some(at) => (arguments[..at].to_vec(), &arguments[at..]),
        None => (arguments.to_vec(), &arguments[arguments.len()..]),
    };
    if starts.is_empty() {
        starts.push(".".to_string());
    }
    let (mut name, mut kind) = (None, None);
    let mut rest = tests.iter();
    while let Some(test) = rest.next() {
        match test.as_str() {
            "-name" => name = rest.next().cloned(),
            "-type" => kind = rest.next().cloned(),
            "-print" => {}
            _ => return complain(context, format!("find: unrecognized: {test}\n")),
        }
    }
    let mut status = 0;
    for start in starts {
        let root = full(context, &start);
        if let Err(error) = context.host.metadata(&root) {
            status = complain(context, format!("find: {start}: {}\n", error.text()));
            continue;
        }
        for (path, info) in walk(context, &root) {
            let fits_name = name
                .as_ref()
                .is_none_or(|wanted| pattern::matches(wanted, base_name(&path)));
            let fits_kind = match kind.as_deref() {
                Some("d") => info.is_directory,
                Some("f") => !info.is_directory,
                _ => true,
            };
            if fits_name && fits_kind {
                let below = path.strip_prefix(root.trim_end_matches('/')).unwrap_or("");
                let shown = format!("{}{below}", start.trim_end_matches('/'));
                let shown = if shown.is_empty() {
                    "/".to_string()
                } else {
                    shown
                };
                context.process.print(format!("{shown}\n"));
            }
        }
    }
    status
}
