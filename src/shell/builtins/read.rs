//! `read`: one line into variables.

use crate::shell::files::Read;
use crate::shell::machine::Context;
use crate::shell::process::Step;
use crate::shell::state::{Frame, Shell};

/// The longest line that is read as one.
const MAX_LINE_BYTES: usize = 64 * 1024;

pub(super) fn start(shell: &mut Shell, context: &mut Context, arguments: &[String]) {
    let mut names = Vec::new();
    let mut is_raw = false;
    let mut deadline_ms = None;
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "-r" => is_raw = true,
            "-s" | "--" => {}
            "-p" => {
                if let Some(prompt) = arguments.next() {
                    context.process.complain(prompt.clone());
                }
            }
            "-t" => {
                let duration = arguments
                    .next()
                    .and_then(|text| super::super::programs::time::duration_ms(text));
                deadline_ms = duration.flatten().map(|ms| context.host.now_ms() + ms);
            }
            "-n" | "-d" => {
                arguments.next();
            }
            name => names.push(name.to_string()),
        }
    }
    if names.is_empty() {
        names.push("REPLY".to_string());
    }
    shell.frames.push(Frame::ReadLine {
        names,
        is_raw,
        text: String::new(),
        deadline_ms,
    });
}

pub(in crate::shell) fn step(
    shell: &mut Shell,
    context: &mut Context,
    names: Vec<String>,
    is_raw: bool,
    mut text: String,
    deadline_ms: Option<u64>,
) -> Step {
    let file = context.process.descriptors.get(&0).copied();
    let piece = match file {
        Some(file) => context.machine.files.read(file, MAX_LINE_BYTES, true),
        None => Read::End,
    };
    match piece {
        Read::Blocked if deadline_ms.is_some_and(|at| at <= context.host.now_ms()) => {
            shell.status = 128 + 14;
            return Step::Ran;
        }
        Read::Blocked => {
            shell.frames.push(Frame::ReadLine {
                names,
                is_raw,
                text,
                deadline_ms,
            });
            return Step::Blocked(deadline_ms);
        }
        Read::Text(line) => {
            let is_whole = line.ends_with('\n');
            text.push_str(line.strip_suffix('\n').unwrap_or(&line));
            let continues = is_whole && !is_raw && ends_with_backslash(&text);
            if continues {
                text.pop();
            }
            if (continues || !is_whole) && text.len() < MAX_LINE_BYTES {
                shell.frames.push(Frame::ReadLine {
                    names,
                    is_raw,
                    text,
                    deadline_ms,
                });
                return Step::Ran;
            }
            shell.status = 0;
        }
        Read::End => shell.status = 1,
    }
    let separators = shell.variables.get("IFS").unwrap_or(" \t\n").to_string();
    let values = split(&text, &separators, names.len(), is_raw);
    for (index, name) in names.iter().enumerate() {
        let value = values.get(index).map_or("", String::as_str);
        if shell.variables.set(name, value).is_err() {
            shell.status = 2;
        }
    }
    Step::Ran
}

fn ends_with_backslash(text: &str) -> bool {
    text.chars()
        .rev()
        .take_while(|character| *character == '\\')
        .count()
        % 2
        == 1
}

/// The first fields, and everything else in the last (POSIX `read`).
fn split(text: &str, separators: &str, count: usize, is_raw: bool) -> Vec<String> {
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n') && separators.contains(c);
    // Each character with whether a backslash protects it.
    let mut characters: Vec<(char, bool)> = Vec::new();
    let mut source = text.chars();
    while let Some(character) = source.next() {
        match character {
            '\\' if !is_raw => characters.extend(source.next().map(|next| (next, true))),
            _ => characters.push((character, false)),
        }
    }
    let end = characters
        .iter()
        .rposition(|(character, is_protected)| *is_protected || !is_blank(*character))
        .map_or(0, |index| index + 1);
    characters.truncate(end);
    let is_separator = |(c, is_protected): &(char, bool)| !is_protected && separators.contains(*c);
    let skip_blanks = |at: &mut usize| {
        while characters
            .get(*at)
            .is_some_and(|(c, protected)| !protected && is_blank(*c))
        {
            *at += 1;
        }
    };
    let mut fields: Vec<String> = Vec::new();
    let mut at = 0;
    skip_blanks(&mut at);
    while fields.len() + 1 < count && at < characters.len() {
        let length = characters[at..]
            .iter()
            .position(is_separator)
            .unwrap_or(characters.len() - at);
        fields.push(
            characters[at..at + length]
                .iter()
                .map(|(c, _)| *c)
                .collect(),
        );
        at += length;
        skip_blanks(&mut at);
        let ended_by_mark = characters
            .get(at)
            .is_some_and(|it| is_separator(it) && !is_blank(it.0));
        if ended_by_mark {
            at += 1;
            skip_blanks(&mut at);
        }
    }
    let mut last: Vec<(char, bool)> = characters.get(at..).unwrap_or_default().to_vec();
    // A single separator at the very end belongs to no field.
    let separators_in_last = last.iter().filter(|it| is_separator(it)).count();
    if separators_in_last == 1 && last.last().is_some_and(is_separator) {
        last.pop();
    }
    fields.push(last.iter().map(|(c, _)| *c).collect());
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_split_into_names() {
        let cases: [(&str, &str, usize, &[&str]); 6] = [
            ("  a b  c ", " \t\n", 2, &["a", "b  c"]),
            ("a:b:c", ":", 3, &["a", "b", "c"]),
            ("a::c", ":", 3, &["a", "", "c"]),
            ("one", " ", 2, &["one", ""]),
            ("x y", "", 1, &["x y"]),
            ("a\\ b c", " ", 2, &["a b", "c"]),
        ];
        for (text, separators, count, expected) in cases {
            assert_eq!(split(text, separators, count, false), expected, "{text}");
        }
    }
}
