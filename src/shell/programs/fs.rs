//! Programs on files and directories.

use crate::shell::host::{Dialect, FileError, FileInfo};
use crate::shell::machine::Context;
use crate::shell::options::{self, Options};
use crate::shell::path::{absolute, base_name};
use crate::shell::pattern;

/// How many entries a walk through directories visits.
const MAX_VISITS: usize = 2_000;

pub(super) fn run(context: &mut Context, name: &str, arguments: &[String]) -> i32 {
    let known = match name {
        "touch" => "cmad:t:r:",
        "rm" => "frRiv",
        "rmdir" => "pv",
        "mkdir" => "pm:v",
        "cp" | "mv" => "arRpfidLPTuvn",
        "ln" => "sfnTvi",
        "chmod" | "chown" | "chgrp" => "Rvf",
        "stat" => "c:f:Lt",
        "ls" => "1aAlhRrtSdinFp",
        "mktemp" => "dp:tqu",
        "readlink" | "realpath" => "fenm",
        "df" | "du" => "hkmaTsxi",
        _ => return find(context, arguments),
    };
    let long = [
        ("parents", 'p'),
        ("recursive", 'r'),
        ("force", 'f'),
        ("all", 'a'),
        ("format", 'c'),
    ];
    // `chmod -x file`: a mode may look like an option.
    let is_mode = |argument: &String| {
        name == "chmod" && argument.starts_with('-') && argument[1..].starts_with(['x', 'w', 'r'])
    };
    let (modes, rest): (Vec<String>, Vec<String>) = arguments.iter().cloned().partition(is_mode);
    let mut options = match options::parse(&rest, known, &long) {
        Ok(options) => options,
        Err(unknown) => return super::unknown_option(context, name, &unknown),
    };
    options.operands.splice(0..0, modes);
    match name {
        "touch" => touch(context, &options),
        "rm" => remove(context, &options),
        "rmdir" => remove_directories(context, &options),
        "mkdir" => make_directories(context, &options),
        "cp" | "mv" | "ln" => copy(context, name, &options),
        "chmod" | "chown" | "chgrp" => change_mode(context, name, &options),
        "stat" => stat(context, &options),
        "ls" => list(context, &options),
        "mktemp" => make_temporary(context, &options),
        "df" | "du" => usage(context, name, &options),
        _ => {
            for operand in &options.operands {
                let path = absolute(&context.process.directory, operand);
                context.process.print(format!("{path}\n"));
            }
            0
        }
    }
}

fn full(context: &Context, operand: &str) -> String {
    absolute(&context.process.directory, operand)
}

fn is_gnu(context: &Context) -> bool {
    context.host.dialect() == Dialect::Gnu
}

fn complain(context: &mut Context, text: String) -> i32 {
    context.process.complain(text);
    1
}

fn touch(context: &mut Context, options: &Options) -> i32 {
    if options.operands.is_empty() {
        return super::missing_operand(context, "touch", "file operand");
    }
    let mut status = 0;
    for operand in &options.operands {
        let path = full(context, operand);
        if options.has('c') && context.host.metadata(&path).is_err() {
            continue;
        }
        if context
            .host
            .metadata(&path)
            .is_ok_and(|info| info.is_directory)
        {
            continue;
        }
        if let Err(error) = context.host.write_file(&path, "", true) {
            let problem = error.text();
            let text = match is_gnu(context) {
                true => format!("touch: cannot touch '{operand}': {problem}\n"),
                false => format!("touch: {operand}: {problem}\n"),
            };
            status = complain(context, text);
        }
    }
    status
}

fn remove(context: &mut Context, options: &Options) -> i32 {
    let is_forced = options.has('f');
    if options.operands.is_empty() {
        return if is_forced {
            0
        } else {
            super::missing_operand(context, "rm", "operand")
        };
    }
    let is_recursive = options.has('r') || options.has('R');
    let mut status = 0;
    for operand in &options.operands {
        let path = full(context, operand);
        let problem = match context.host.metadata(&path) {
            Err(FileError::NotFound) if is_forced => continue,
            Err(error) => Some(error.text()),
            Ok(info) if info.is_directory && !is_recursive => {
                let text = match is_gnu(context) {
                    true => format!("rm: cannot remove '{operand}': Is a directory\n"),
                    false => format!("rm: '{operand}' is a directory\n"),
                };
                status = complain(context, text);
                continue;
            }
            Ok(info) if info.is_directory => remove_tree(context, &path).err().map(FileError::text),
            Ok(_) => context.host.remove_file(&path).err().map(FileError::text),
        };
        if let Some(problem) = problem {
            let text = match is_gnu(context) {
                true => format!("rm: cannot remove '{operand}': {problem}\n"),
                false => format!("rm: can't remove '{operand}': {problem}\n"),
            };
            status = complain(context, text);
        }
    }
    status
}

/// Everything below a directory, parents before children.
fn walk(context: &mut Context, root: &str) -> Vec<(String, FileInfo)> {
    let mut found: Vec<(String, FileInfo)> = Vec::new();
    let mut waiting = vec![root.to_string()];
    while let Some(path) = waiting.pop() {
        let Ok(info) = context.host.metadata(&path) else {
            continue;
        };
        if info.is_directory && found.len() < MAX_VISITS {
            let mut names = context.host.list_directory(&path).unwrap_or_default();
            names.sort_by(|left, right| right.cmp(left));
            let stem = path.trim_end_matches('/').to_string();
            waiting.extend(names.iter().map(|name| format!("{stem}/{name}")));
        }
        found.push((path, info));
        if found.len() >= MAX_VISITS {
            break;
        }
    }
    found
}

fn remove_tree(context: &mut Context, root: &str) -> Result<(), FileError> {
    for (path, info) in walk(context, root).into_iter().rev() {
        match info.is_directory {
            true => context.host.remove_directory(&path)?,
            false => context.host.remove_file(&path)?,
        }
    }
    Ok(())
}

fn remove_directories(context: &mut Context, options: &Options) -> i32 {
    let mut status = 0;
    for operand in &options.operands {
        let path = full(context, operand);
        if let Err(error) = context.host.remove_directory(&path) {
            let problem = error.text();
            let text = match is_gnu(context) {
                true => format!("rmdir: failed to remove '{operand}': {problem}\n"),
                false => format!("rmdir: '{operand}': {problem}\n"),
            };
            status = complain(context, text);
        }
    }
    status
}

fn make_directories(context: &mut Context, options: &Options) -> i32 {
    if options.operands.is_empty() {
        return super::missing_operand(context, "mkdir", "operand");
    }
    let mut status = 0;
    for operand in &options.operands {
        let path = full(context, operand);
        let outcome = match options.has('p') {
            true => make_parents(context, &path),
            false => context.host.make_directory(&path),
        };
        if let Err(error) = outcome {
            let problem = error.text();
            let text = match is_gnu(context) {
                true => format!("mkdir: cannot create directory ‘{operand}’: {problem}\n"),
                false => format!("mkdir: can't create directory '{operand}': {problem}\n"),
            };
            status = complain(context, text);
        }
    }
    status
}

fn make_parents(context: &mut Context, path: &str) -> Result<(), FileError> {
    let ends = path
        .char_indices()
        .skip(1)
        .filter(|(_, c)| *c == '/')
        .map(|(at, _)| at);
    for end in ends.chain([path.len()]).take(64) {
        let part = &path[..end];
        match context.host.metadata(part) {
            Ok(info) if info.is_directory => {}
            Ok(_) => return Err(FileError::Exists),
            Err(_) => context.host.make_directory(part)?,
        }
    }
    Ok(())
}

/// cp, mv and ln: what is there under one name also, or only, under another.
fn copy(context: &mut Context, name: &str, options: &Options) -> i32 {
    let mut operands = options.operands.clone();
    if name == "ln" && operands.len() == 1 {
        operands.push(base_name(&operands[0]).to_string());
    }
    let Some((target, sources)) = operands
        .split_last()
        .filter(|(_, sources)| !sources.is_empty())
    else {
        let what = if operands.is_empty() {
            "file operand"
        } else {
            "destination file operand"
        };
        return super::missing_operand(context, name, what);
    };
    let target_path = full(context, target);
    let is_into = context
        .host
        .metadata(&target_path)
        .is_ok_and(|info| info.is_directory);
    if sources.len() > 1 && !is_into {
        return complain(
            context,
            format!("{name}: target '{target}' is not a directory\n"),
        );
    }
    let mut status = 0;
    for source in sources {
        let from = full(context, source);
        let to = match is_into {
            true => format!(
                "{}/{}",
                target_path.trim_end_matches('/'),
                base_name(source)
            ),
            false => target_path.clone(),
        };
        let is_tree = context.host.metadata(&from).map(|info| info.is_directory);
        let recursive = name != "cp" || options.has('r') || options.has('R') || options.has('a');
        let outcome = match is_tree {
            Err(error) => Err((false, error)),
            Ok(true) if !recursive => {
                let text = match is_gnu(context) {
                    true => format!("cp: -r not specified; omitting directory '{source}'\n"),
                    false => format!("cp: omitting directory '{source}'\n"),
                };
                status = complain(context, text);
                continue;
            }
            Ok(true) => copy_tree(context, &from, &to).map_err(|error| (true, error)),
            Ok(false) => copy_file(context, &from, &to),
        };
        let outcome = match (outcome, name) {
            (Ok(()), "mv") => remove_tree(context, &from).map_err(|error| (true, error)),
            (outcome, _) => outcome,
        };
        if let Err((at_target, error)) = outcome {
            let (gnu, problem) = (is_gnu(context), error.text());
            let text = match (at_target, gnu, name) {
                (true, true, _) => {
                    format!("{name}: cannot create regular file '{target}': {problem}\n")
                }
                (true, false, _) => format!("{name}: can't create '{target}': {problem}\n"),
                (false, true, _) => format!("{name}: cannot stat '{source}': {problem}\n"),
                (false, false, "mv") => format!("mv: can't rename '{source}': {problem}\n"),
                (false, false, _) => format!("{name}: can't stat '{source}': {problem}\n"),
            };
            status = complain(context, text);
        }
    }
    status
}

fn copy_file(context: &mut Context, from: &str, to: &str) -> Result<(), (bool, FileError)> {
    let text = context
        .host
        .read_file(from)
        .map_err(|error| (false, error))?;
    let mode = context.host.metadata(from).map(|info| info.mode);
    context
        .host
        .write_file(to, &text, false)
        .map_err(|error| (true, error))?;
    if let Ok(mode) = mode {
        context
            .host
            .set_mode(to, mode)
            .map_err(|error| (true, error))?;
    }
    Ok(())
}

fn copy_tree(context: &mut Context, from: &str, to: &str) -> Result<(), FileError> {
    if to == from || to.starts_with(&format!("{from}/")) {
        return Err(FileError::Exists);
    }
    for (path, info) in walk(context, from) {
        let place = format!("{to}{}", &path[from.len()..]);
        match info.is_directory {
            true => match context.host.make_directory(&place) {
                Ok(()) | Err(FileError::Exists) => {}
                Err(error) => return Err(error),
            },
            false => copy_file(context, &path, &place).map_err(|(_, error)| error)?,
        }
    }
    Ok(())
}

/// Numbers, and `u+x` in its simple forms; owners do not matter here.
fn change_mode(context: &mut Context, name: &str, options: &Options) -> i32 {
    let Some((mode, files)) = options
        .operands
        .split_first()
        .filter(|(_, files)| !files.is_empty())
    else {
        return super::missing_operand(context, name, "operand");
    };
    let mut status = 0;
    for file in files {
        let path = full(context, file);
        let info = match context.host.metadata(&path) {
            Ok(info) => info,
            Err(error) => {
                let problem = error.text();
                let text = match is_gnu(context) {
                    true => format!("{name}: cannot access '{file}': {problem}\n"),
                    false => format!("{name}: {file}: {problem}\n"),
                };
                status = complain(context, text);
                continue;
            }
        };
        if name != "chmod" {
            continue;
        }
        let Some(changed) = new_mode(mode, info.mode) else {
            return complain(context, format!("chmod: invalid mode '{mode}'\n"));
        };
        if let Err(error) = context.host.set_mode(&path, changed) {
            status = complain(context, format!("chmod: {file}: {}\n", error.text()));
        }
    }
    status
}

fn new_mode(text: &str, before: u32) -> Option<u32> {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return u32::from_str_radix(text, 8)
            .ok()
            .filter(|mode| *mode <= 0o7777);
    }
    let mut mode = before;
    for clause in text.split(',') {
        let at = clause.find(['+', '-', '='])?;
        let (who, rest) = clause.split_at(at);
        let mut mask = 0;
        for letter in rest[1..].chars() {
            mask |= match letter {
                'r' => 0o444,
                'w' => 0o222,
                'x' | 'X' => 0o111,
                's' | 't' => 0,
                _ => return None,
            };
        }
        let mut whom = 0;
        for letter in who.chars() {
            whom |= match letter {
                'u' => 0o700,
                'g' => 0o070,
                'o' => 0o007,
                'a' => 0o777,
                _ => return None,
            };
        }
        let whom = if who.is_empty() { 0o777 } else { whom };
        mode = match &rest[..1] {
            "+" => mode | (mask & whom),
            "-" => mode & !(mask & whom),
            _ => (mode & !whom) | (mask & whom),
        };
    }
    Some(mode)
}

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

fn stat(context: &mut Context, options: &Options) -> i32 {
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

fn list(context: &mut Context, options: &Options) -> i32 {
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
        names.sort();
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
        entries.sort_by_key(|(_, info)| std::cmp::Reverse(info.modified_unix_seconds));
    }
    if options.has('S') {
        entries.sort_by_key(|(_, info)| std::cmp::Reverse(info.size_bytes));
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

fn make_temporary(context: &mut Context, options: &Options) -> i32 {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnopqrstuvwxyzABCDEFG";
    let mut suffix = String::new();
    for _ in 0..6 {
        let index = usize::try_from(context.host.random() % 32).unwrap_or(0);
        suffix.push(char::from(LETTERS[index]));
    }
    let template = options
        .operands
        .first()
        .map_or("/tmp/tmp.XXXXXX", String::as_str);
    let path = full(context, &template.replace("XXXXXX", &suffix));
    let outcome = match options.has('d') {
        true => context.host.make_directory(&path),
        false => context.host.write_file(&path, "", false),
    };
    match outcome {
        Ok(()) => {
            context.process.print(format!("{path}\n"));
            0
        }
        Err(error) => complain(context, format!("mktemp: {path}: {}\n", error.text())),
    }
}

fn usage(context: &mut Context, name: &str, options: &Options) -> i32 {
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
fn find(context: &mut Context, arguments: &[String]) -> i32 {
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
