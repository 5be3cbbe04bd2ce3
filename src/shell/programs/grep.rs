//! `grep`, with the context lines that reading `kubectl describe` needs.

use std::collections::VecDeque;

use crate::order;
use crate::shell::machine::Context;
use crate::shell::options;

use super::filter::{Filter, Inputs, Kind};
use super::regex::Regex;
use super::{Begun, Program};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grep {
    patterns: Vec<Regex>,
    is_inverted: bool,
    is_quiet: bool,
    counts: bool,
    lists_files: bool,
    numbers: bool,
    only_matching: bool,
    whole_words: bool,
    whole_lines: bool,
    has_labels: bool,
    limit: usize,
    before: usize,
    after: usize,
    /// Lines that may still become context.
    held: VecDeque<(usize, String)>,
    after_left: usize,
    newest_printed: usize,
    line: usize,
    count: usize,
    has_matched: bool,
}

pub(super) fn start(context: &mut Context, name: &str, arguments: &[String]) -> Begun {
    let long = [
        ("ignore-case", 'i'),
        ("invert-match", 'v'),
        ("quiet", 'q'),
        ("silent", 'q'),
        ("count", 'c'),
        ("extended-regexp", 'E'),
        ("fixed-strings", 'F'),
        ("line-number", 'n'),
        ("only-matching", 'o'),
        ("word-regexp", 'w'),
        ("line-regexp", 'x'),
        ("line-buffered", 'u'),
        ("files-with-matches", 'l'),
        ("after-context", 'A'),
        ("before-context", 'B'),
        ("context", 'C'),
        ("max-count", 'm'),
        ("regexp", 'e'),
        ("color", 'u'),
        ("recursive", 'r'),
    ];
    let known = "ivqcEFGPnowxlshHruae:m:A:B:C:";
    let mut options = match options::parse(arguments, known, &long) {
        Ok(options) => options,
        Err(unknown) => {
            super::unknown_option(context, "grep", &unknown);
            return Begun::Done(2);
        }
    };
    let mut patterns: Vec<String> = options.values('e').map(str::to_string).collect();
    if patterns.is_empty() {
        if options.operands.is_empty() {
            return Begun::Done(no_pattern(context));
        }
        patterns.push(options.operands.remove(0));
    }
    let is_extended = options.has('E') || options.has('P') || name == "egrep";
    let is_fixed = options.has('F') || name == "fgrep";
    let mut compiled = Vec::new();
    for pattern in patterns.iter().flat_map(|pattern| pattern.split('\n')) {
        let regex = match is_fixed {
            true => Ok(Regex::literal(pattern)),
            false => Regex::parse(pattern, is_extended),
        };
        match regex {
            Ok(mut regex) => {
                regex.ignores_case = options.has('i');
                compiled.push(regex);
            }
            Err(_) => {
                context
                    .process
                    .complain(format!("grep: bad regex '{pattern}'\n"));
                return Begun::Done(2);
            }
        }
    }
    let number = |letter: char| {
        options
            .value(letter)
            .and_then(|text| text.parse::<usize>().ok())
    };
    let around = number('C').unwrap_or(0);
    let grep = Grep {
        patterns: compiled,
        is_inverted: options.has('v'),
        is_quiet: options.has('q'),
        counts: options.has('c'),
        lists_files: options.has('l'),
        numbers: options.has('n'),
        only_matching: options.has('o'),
        whole_words: options.has('w'),
        whole_lines: options.has('x'),
        has_labels: (options.operands.len() > 1 || options.has('H')) && !options.has('h'),
        limit: number('m').unwrap_or(usize::MAX),
        before: number('B').unwrap_or(around).min(1000),
        after: number('A').unwrap_or(around),
        held: VecDeque::new(),
        after_left: 0,
        newest_printed: 0,
        line: 0,
        count: 0,
        has_matched: false,
    };
    Begun::Goes(Program::Filter(Box::new(Filter {
        name: "grep".to_string(),
        inputs: Inputs::new(&options.operands),
        kind: Kind::Grep(grep),
        status: 0,
    })))
}

fn no_pattern(context: &mut Context) -> i32 {
    let text = match context.host.dialect() {
        crate::shell::host::Dialect::Busybox => super::usage("grep"),
        crate::shell::host::Dialect::Gnu => "Usage: grep [OPTION]... PATTERNS [FILE]...\n\
             Try 'grep --help' for more information.\n"
            .to_string(),
    };
    context.process.complain(text);
    2
}

impl Grep {
    /// One line; whether grep needs no more.
    pub(super) fn take(
        &mut self,
        context: &mut Context,
        label: &str,
        text: &str,
        status: &mut i32,
    ) -> bool {
        let line = text.trim_end_matches('\n');
        self.line += 1;
        let matches = self.matches(line);
        if matches.is_empty() == self.is_inverted || self.is_inverted {
            let selected = matches.is_empty() == self.is_inverted;
            if selected {
                return self.select(context, label, line, &matches, status);
            }
        }
        if self.after_left > 0 {
            self.after_left -= 1;
            self.print(context, label, self.line, line, '-');
        } else if self.before > 0 {
            self.held.push_back((self.line, line.to_string()));
            if self.held.len() > self.before {
                self.held.pop_front();
            }
        }
        false
    }

    fn select(
        &mut self,
        context: &mut Context,
        label: &str,
        line: &str,
        matches: &[(usize, usize)],
        status: &mut i32,
    ) -> bool {
        self.has_matched = true;
        self.count += 1;
        if self.is_quiet {
            *status = 0;
            return true;
        }
        if !self.counts && !self.lists_files {
            let first_held = self.held.front().map_or(self.line, |(number, _)| *number);
            let is_gap = self.newest_printed > 0 && first_held > self.newest_printed + 1;
            if is_gap && (self.before > 0 || self.after > 0) {
                context.process.print("--\n");
            }
            for (number, held) in std::mem::take(&mut self.held) {
                self.print(context, label, number, &held, '-');
            }
            if self.only_matching {
                for (start, end) in matches.iter().filter(|(start, end)| end > start) {
                    self.print(context, label, self.line, &line[*start..*end], ':');
                }
            } else {
                self.print(context, label, self.line, line, ':');
            }
            self.after_left = self.after;
        }
        if self.count >= self.limit && self.after_left == 0 {
            self.end_file(context, label);
            *status = 0;
            return true;
        }
        false
    }

    /// Where the line matches; one empty range stands for "somewhere".
    fn matches(&self, line: &str) -> Vec<(usize, usize)> {
        let mut ranges = Vec::new();
        for regex in &self.patterns {
            let mut from = 0;
            while let Some(found) = regex.find(line, from) {
                if self.fits(line, found.start, found.end) {
                    ranges.push((found.start, found.end));
                    if !self.only_matching {
                        return ranges;
                    }
                }
                let step = line[found.end..].chars().next().map_or(1, char::len_utf8);
                from = if found.end > found.start {
                    found.end
                } else {
                    found.end + step
                };
                if from > line.len() {
                    break;
                }
            }
        }
        order::sort(&mut ranges);
        ranges
    }

    fn fits(&self, line: &str, start: usize, end: usize) -> bool {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let is_free = !line[..start].chars().next_back().is_some_and(is_word)
            && !line[end..].chars().next().is_some_and(is_word);
        (!self.whole_words || is_free) && (!self.whole_lines || (start == 0 && end == line.len()))
    }

    fn print(&mut self, context: &mut Context, label: &str, number: usize, line: &str, mark: char) {
        self.newest_printed = number;
        let mut out = String::new();
        if self.has_labels {
            out.push_str(label);
            out.push(mark);
        }
        if self.numbers {
            out.push_str(&number.to_string());
            out.push(mark);
        }
        out.push_str(line);
        out.push('\n');
        context.process.print(out);
    }

    pub(super) fn end_file(&mut self, context: &mut Context, label: &str) {
        if self.counts && !self.is_quiet {
            let prefix = if self.has_labels {
                format!("{label}:")
            } else {
                String::new()
            };
            context.process.print(format!("{prefix}{}\n", self.count));
        }
        if self.lists_files && self.count > 0 {
            let label = if label == "-" {
                "(standard input)"
            } else {
                label
            };
            context.process.print(format!("{label}\n"));
        }
        self.count = 0;
        self.line = 0;
        self.newest_printed = 0;
        self.after_left = 0;
        self.held.clear();
    }

    /// 0 found, 1 not, 2 trouble.
    pub(super) fn status(&self, trouble: i32) -> i32 {
        if trouble != 0 {
            return trouble;
        }
        i32::from(!self.has_matched)
    }
}
