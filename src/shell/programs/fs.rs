//! Programs on files and directories.

use crate::order;
use crate::shell::host::{Dialect, FileError, FileInfo};
use crate::shell::machine::Context;
use crate::shell::options::{self, Options};
use crate::shell::path::{absolute, base_name};

use super::listing;

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
        _ => return listing::find(context, arguments),
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
        "stat" => listing::stat(context, &options),
        "ls" => listing::list(context, &options),
        "mktemp" => make_temporary(context, &options),
        "df" | "du" => listing::usage(context, name, &options),
        _ => {
            for operand in &options.operands {
                let path = absolute(&context.process.directory, operand);
                context.process.print(format!("{path}\n"));
            }
            0
        }
    }
}

pub(super) fn full(context: &Context, operand: &str) -> String {
    absolute(&context.process.directory, operand)
}

pub(super) fn is_gnu(context: &Context) -> bool {
    context.host.dialect() == Dialect::Gnu
}

pub(super) fn complain(context: &mut Context, text: String) -> i32 {
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
pub(super) fn walk(context: &mut Context, root: &str) -> Vec<(String, FileInfo)> {
    let mut found: Vec<(String, FileInfo)> = Vec::new();
    let mut waiting = vec![root.to_string()];
    while let Some(path) = waiting.pop() {
        let Ok(info) = context.host.metadata(&path) else {
            continue;
        };
        if info.is_directory && found.len() < MAX_VISITS {
            let mut names = context.host.list_directory(&path).unwrap_or_default();
            order::sort_by(&mut names, |left, right| right.cmp(left));
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
