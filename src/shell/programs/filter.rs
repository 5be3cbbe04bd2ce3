//! Programs that read their input to the end and write what they make of it: cat, head, tail, wc,
//! uniq, cut, tr, tee, awk and friends. They stream: a line goes out before the next is read.

use std::collections::VecDeque;

use crate::shell::files::Read;
use crate::shell::launch::Notice;
use crate::shell::machine::Context;
use crate::shell::options::{self, Options};
use crate::shell::process::{ExitStatus, Step};
use crate::shell::redirect::open_reading;

use super::awk::Awk;
use super::follow::Follow;
use super::grep::Grep;
use super::line_filters::{Cut, MAX_KEPT_BYTES, Tail, Uniq, cut, wc_line};
use super::sed::Sed;
use super::sort::Sort;
use super::{Begun, Program};

/// The descriptor the present input file is read from.
const INPUT: u8 = 3;
const CHUNK_BYTES: usize = 16 * 1024;

/// The files a program reads, one after the other; `-` and no file at all are standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::shell) struct Inputs {
    waiting: VecDeque<String>,
    pub(super) current: Option<String>,
    pub(super) count: usize,
}

pub(super) enum Got {
    Text(String),
    Blocked,
    FileEnd,
    End,
    /// A file could not be opened; it has been said.
    Missing,
}

impl Inputs {
    pub(super) fn new(operands: &[String]) -> Inputs {
        let mut waiting: VecDeque<String> = operands.iter().cloned().collect();
        if waiting.is_empty() {
            waiting.push_back("-".to_string());
        }
        Inputs {
            count: waiting.len(),
            waiting,
            current: None,
        }
    }

    /// A piece of the process's standard input.
    pub(in crate::shell) fn read_standard(context: &mut Context) -> Read {
        match context.process.descriptors.get(&0).copied() {
            Some(id) => context.machine.files.read(id, CHUNK_BYTES, false),
            None => Read::End,
        }
    }

    fn read(&mut self, context: &mut Context, name: &str, by_line: bool) -> Got {
        if self.current.is_none() {
            let Some(next) = self.waiting.pop_front() else {
                return Got::End;
            };
            let opened = match (next.as_str(), context.process.descriptors.get(&0)) {
                ("-", Some(id)) => Ok(context.machine.files.share(*id)),
                ("-", None) => return Got::End,
                _ => open_reading(context, &next),
            };
            match opened {
                Ok(id) => {
                    context.process.descriptors.insert(INPUT, id);
                    self.current = Some(next);
                }
                Err(error) => {
                    super::cannot_open(context, name, &next, error);
                    return Got::Missing;
                }
            }
        }
        let Some(id) = context.process.descriptors.get(&INPUT).copied() else {
            return Got::End;
        };
        match context.machine.files.read(id, CHUNK_BYTES, by_line) {
            Read::Text(text) => Got::Text(text),
            Read::Blocked => Got::Blocked,
            Read::End => {
                context.process.descriptors.remove(&INPUT);
                context.machine.files.close(id);
                Got::FileEnd
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::shell) struct Filter {
    pub(super) name: String,
    pub(super) inputs: Inputs,
    pub(super) kind: Kind,
    pub(super) status: i32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Cat {
        numbers: bool,
        line: usize,
    },
    Head {
        lines: bool,
        count: usize,
        left: usize,
        headers: bool,
    },
    Tail(Tail),
    Wc {
        shows: [bool; 3],
        counts: [usize; 3],
        total: [usize; 3],
    },
    Uniq(Uniq),
    Cut(Cut),
    Tr(super::translate::Translate),
    Tee,
    Rev,
    Whole {
        text: String,
        is_base64: bool,
        decodes: bool,
    },
    Awk(Awk),
    Sort(Sort),
    Grep(Grep),
    Sed(Sed),
}

pub(super) fn start(context: &mut Context, name: &str, arguments: &[String]) -> Begun {
    let known = match name {
        "cat" => "nbAeTuv",
        "head" => "n:c:qv",
        "tail" => "n:c:fFqvs:",
        "wc" => "lwcm",
        "uniq" => "cdui",
        "cut" => "d:f:c:b:s",
        "tr" => "cds",
        "tee" => "ai",
        "awk" => "+F:v:",
        "base64" => "dw:",
        _ => "b",
    };
    let long = [
        ("lines", 'n'),
        ("bytes", 'c'),
        ("follow", 'f'),
        ("number", 'n'),
        ("count", 'c'),
        ("delimiter", 'd'),
        ("fields", 'f'),
        ("characters", 'c'),
        ("append", 'a'),
        ("decode", 'd'),
        ("quiet", 'q'),
    ];
    let arguments = old_style_count(name, arguments);
    let options = match options::parse(&arguments, known, &long) {
        Ok(options) => options,
        Err(unknown) => return Begun::Done(super::unknown_option(context, name, &unknown)),
    };
    let mut inputs = Inputs::new(&options.operands);
    let kind = match name {
        "cat" => Kind::Cat {
            numbers: options.has('n') || options.has('b'),
            line: 0,
        },
        "nl" => Kind::Cat {
            numbers: true,
            line: 0,
        },
        "rev" => Kind::Rev,
        "tac" => Kind::Whole {
            text: String::new(),
            is_base64: false,
            decodes: false,
        },
        "base64" => Kind::Whole {
            text: String::new(),
            is_base64: true,
            decodes: options.has('d'),
        },
        "head" | "tail" => match head_or_tail(name, &options, inputs.count) {
            Some(kind) => kind,
            None => {
                let wrong = options
                    .value('n')
                    .or(options.value('c'))
                    .unwrap_or_default();
                context
                    .process
                    .complain(format!("{name}: invalid number '{wrong}'\n"));
                return Begun::Done(1);
            }
        },
        "wc" => {
            let mut shows = [
                options.has('l'),
                options.has('w'),
                options.has('c') || options.has('m'),
            ];
            if shows == [false; 3] {
                shows = [true; 3];
            }
            Kind::Wc {
                shows,
                counts: [0; 3],
                total: [0; 3],
            }
        }
        "uniq" => Kind::Uniq(Uniq {
            counts: options.has('c'),
            only_repeated: options.has('d'),
            only_single: options.has('u'),
            ignores_case: options.has('i'),
            last: None,
        }),
        "cut" => match cut(&options) {
            Some(cut) => Kind::Cut(cut),
            None => {
                let problem = "expected a list of bytes, characters, or fields";
                context.process.complain(format!("cut: {problem}\n"));
                return Begun::Done(1);
            }
        },
        "tr" => {
            inputs = Inputs::new(&[]);
            match super::translate::Translate::new(&options) {
                Some(translate) => Kind::Tr(translate),
                None => return Begun::Done(super::missing_operand(context, name, "operand")),
            }
        }
        "tee" => {
            inputs = Inputs::new(&[]);
            if let Err(status) = open_tee(context, &options) {
                return Begun::Done(status);
            }
            Kind::Tee
        }
        _ => {
            let Some((program, files)) = options.operands.split_first() else {
                return Begun::Done(super::missing_operand(context, name, "program"));
            };
            inputs = Inputs::new(files);
            match Awk::parse(program, &options) {
                Some(awk) => Kind::Awk(awk),
                None => {
                    context
                        .process
                        .complain("awk: cmd. line:1: Unexpected token\n");
                    return Begun::Done(1);
                }
            }
        }
    };
    Begun::Goes(Program::Filter(Box::new(Filter {
        name: name.to_string(),
        inputs,
        kind,
        status: 0,
    })))
}

/// `head -5` is `head -n 5`.
fn old_style_count(name: &str, arguments: &[String]) -> Vec<String> {
    let is_counted = matches!(name, "head" | "tail");
    let convert = |argument: &String| {
        let digits = argument.strip_prefix('-').unwrap_or("");
        let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
        if is_counted && is_number {
            format!("-n{digits}")
        } else {
            argument.clone()
        }
    };
    arguments.iter().map(convert).collect()
}

fn head_or_tail(name: &str, options: &Options, files: usize) -> Option<Kind> {
    let by_bytes = options.has('c');
    let text = options.value('n').or(options.value('c')).unwrap_or("10");
    let from_start = text.starts_with('+');
    let count: usize = text.trim_start_matches(['+', '-']).parse().ok()?;
    let headers = (files > 1 || options.has('v')) && !options.has('q');
    if name == "head" {
        return Some(Kind::Head {
            lines: !by_bytes,
            count,
            left: count,
            headers,
        });
    }
    Some(Kind::Tail(Tail {
        count,
        from_start,
        by_bytes,
        seen: 0,
        kept: VecDeque::new(),
        kept_bytes: 0,
        follows: options.has('f') || options.has('F'),
        headers,
    }))
}

/// The files tee writes to become descriptors 10 and up.
fn open_tee(context: &mut Context, options: &Options) -> Result<(), i32> {
    for (index, path) in options.operands.iter().take(16).enumerate() {
        match crate::shell::redirect::open_writing(context, path, options.has('a')) {
            Ok(id) => {
                let number = u8::try_from(10 + index).unwrap_or(10);
                context.process.descriptors.insert(number, id);
            }
            Err(error) => {
                super::cannot_open(context, "tee", path, error);
                return Err(1);
            }
        }
    }
    Ok(())
}

impl Filter {
    pub(super) fn step(&mut self, context: &mut Context) -> Step {
        let by_line = !matches!(
            self.kind,
            Kind::Cat { numbers: false, .. } | Kind::Tr(_) | Kind::Tee | Kind::Whole { .. }
        );
        if let Kind::Head {
            left: 0,
            lines,
            count,
            ..
        } = self.kind
        {
            // Enough of this file: the next one, if there is one.
            if self.inputs.count == 1 || (count == 0 && lines) {
                return Step::Ended(ExitStatus::Code(self.status));
            }
        }
        let is_new = self.inputs.current.is_none();
        match self.inputs.read(context, &self.name, by_line) {
            Got::Blocked => return Step::Blocked(None),
            Got::Missing => self.status = if self.name == "grep" { 2 } else { 1 },
            Got::Text(text) => {
                if is_new {
                    self.begin_file(context);
                }
                let is_over = self.take_text(context, text);
                if is_over {
                    return Step::Ended(ExitStatus::Code(self.status));
                }
            }
            Got::FileEnd => {
                if is_new {
                    self.begin_file(context);
                }
                let follow = self.end_file(context);
                self.inputs.current = None;
                if let Some(follow) = follow {
                    return Step::Becomes(Box::new(crate::shell::process::Body::Program(
                        Box::new(Program::Follow(Box::new(follow))),
                    )));
                }
            }
            Got::End => {
                self.finish(context);
                return Step::Ended(ExitStatus::Code(self.status));
            }
        }
        Step::Ran
    }

    fn begin_file(&mut self, context: &mut Context) {
        let has_header = match &mut self.kind {
            Kind::Head {
                count,
                left,
                headers,
                ..
            } => {
                *left = *count;
                *headers
            }
            Kind::Tail(tail) => tail.headers,
            _ => false,
        };
        if has_header {
            let label = match self.inputs.current.as_deref() {
                Some("-") | None => "standard input",
                Some(name) => name,
            };
            let gap = if self.inputs.waiting.len() + 1 < self.inputs.count {
                "\n"
            } else {
                ""
            };
            context.process.print(format!("{gap}==> {label} <==\n"));
        }
    }

    /// Whether the program has had enough.
    fn take_text(&mut self, context: &mut Context, text: String) -> bool {
        match &mut self.kind {
            Kind::Cat { numbers: false, .. } => context.process.print(text),
            Kind::Cat { line, .. } => {
                *line += 1;
                context.process.print(format!("{line:6}\t{text}"));
            }
            Kind::Head {
                lines: true, left, ..
            } => {
                if *left > 0 {
                    *left -= 1;
                    context.process.print(text);
                }
            }
            Kind::Head { left, .. } => {
                let piece = crate::shell::files::prefix(&text, *left).to_string();
                *left -= piece.len();
                if piece.len() < text.len() {
                    *left = 0;
                }
                context.process.print(piece);
            }
            Kind::Tail(tail) => {
                if let Some(text) = tail.take(text, context) {
                    context.process.print(text);
                }
            }
            Kind::Wc { counts, .. } => {
                counts[0] += text.matches('\n').count();
                counts[1] += text.split_whitespace().count();
                counts[2] += text.len();
            }
            Kind::Uniq(uniq) => {
                let out = uniq.take(&text);
                context.process.print(out);
            }
            Kind::Cut(cut) => {
                let out = cut.line(text.trim_end_matches('\n'));
                context.process.print(out);
            }
            Kind::Tr(translate) => {
                let out = translate.translate(&text);
                context.process.print(out);
            }
            Kind::Tee => {
                let copies: Vec<u8> = context
                    .process
                    .descriptors
                    .range(&10..)
                    .map(|(number, _)| *number)
                    .collect();
                for number in copies {
                    context.process.send(number, text.clone());
                }
                context.process.print(text);
            }
            Kind::Rev => {
                let line: String = text.trim_end_matches('\n').chars().rev().collect();
                context.process.print(format!("{line}\n"));
            }
            Kind::Whole { text: whole, .. } => {
                if whole.len() + text.len() <= MAX_KEPT_BYTES {
                    whole.push_str(&text);
                } else {
                    context.machine.tell(Notice::TextTruncated);
                }
            }
            Kind::Awk(awk) => {
                let out = awk.line(text.trim_end_matches('\n'));
                context.process.print(out);
                if let Some(status) = awk.exit_status() {
                    self.status = status;
                    return true;
                }
            }
            Kind::Sort(sort) => sort.take(text, context),
            Kind::Grep(grep) => {
                let label = self.inputs.current.clone().unwrap_or_default();
                return grep.take(context, &label, &text, &mut self.status);
            }
            Kind::Sed(sed) => {
                let out = sed.line(text.trim_end_matches('\n'));
                context.process.print(out);
                return sed.has_quit();
            }
        }
        false
    }

    fn end_file(&mut self, context: &mut Context) -> Option<Follow> {
        let label = self.inputs.current.clone().unwrap_or_default();
        match &mut self.kind {
            Kind::Wc {
                shows,
                counts,
                total,
            } => {
                let out = wc_line(*shows, *counts, if label == "-" { "" } else { &label });
                for (sum, count) in total.iter_mut().zip(counts.iter_mut()) {
                    *sum += std::mem::take(count);
                }
                context.process.print(out);
            }
            Kind::Tail(tail) => {
                let out: String = tail.kept.drain(..).collect();
                let out = match tail.by_bytes {
                    true => {
                        let mut start = out.len().saturating_sub(tail.count);
                        while !out.is_char_boundary(start) {
                            start += 1;
                        }
                        out[start..].to_string()
                    }
                    false => out,
                };
                context.process.print(out);
                tail.kept_bytes = 0;
                tail.seen = 0;
                if tail.follows && self.inputs.waiting.is_empty() && label != "-" {
                    return Some(Follow::new(context, &label));
                }
            }
            Kind::Grep(grep) => grep.end_file(context, &label),
            Kind::Sed(sed) => sed.end_file(context, &label),
            _ => {}
        }
        None
    }

    fn finish(&mut self, context: &mut Context) {
        match &mut self.kind {
            Kind::Wc { shows, total, .. } if self.inputs.count > 1 => {
                let out = wc_line(*shows, *total, "total");
                context.process.print(out);
            }
            Kind::Uniq(uniq) => {
                let out = uniq.flush();
                context.process.print(out);
            }
            Kind::Whole {
                text,
                is_base64,
                decodes,
            } => {
                let out = match (*is_base64, *decodes) {
                    (true, true) => super::base64::decode(text),
                    (true, false) => Some(super::base64::encode(text)),
                    (false, _) => {
                        let lines: Vec<&str> = text.split_inclusive('\n').rev().collect();
                        Some(lines.concat())
                    }
                };
                match out {
                    Some(out) => context.process.print(out),
                    None => {
                        context.process.complain("base64: truncated input\n");
                        self.status = 1;
                    }
                }
            }
            Kind::Awk(awk) => {
                let out = awk.end();
                context.process.print(out);
                self.status = awk.exit_status().unwrap_or(self.status);
            }
            Kind::Sort(sort) => {
                let out = sort.sorted();
                context.process.print(out);
            }
            Kind::Grep(grep) => self.status = grep.status(self.status),
            Kind::Sed(sed) => {
                let out = sed.end();
                context.process.print(out);
            }
            _ => {}
        }
    }
}
