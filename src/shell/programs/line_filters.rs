//! The line-wise filters with a memory: tail, uniq, cut, and the counts of wc.

use std::collections::VecDeque;

use crate::shell::launch::Notice;
use crate::shell::machine::Context;
use crate::shell::options::Options;

/// What a program that must see everything first (sort, tail) keeps.
pub(super) const MAX_KEPT_BYTES: usize = 1 << 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tail {
    pub(super) count: usize,
    pub(super) from_start: bool,
    pub(super) by_bytes: bool,
    pub(super) seen: usize,
    pub(super) kept: VecDeque<String>,
    pub(super) kept_bytes: usize,
    pub(super) follows: bool,
    pub(super) headers: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Uniq {
    pub(super) counts: bool,
    pub(super) only_repeated: bool,
    pub(super) only_single: bool,
    pub(super) ignores_case: bool,
    pub(super) last: Option<(String, usize)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) delimiter: Option<char>,
    pub(super) ranges: Vec<(usize, usize)>,
    pub(super) skips_plain: bool,
}

pub(super) fn cut(options: &Options) -> Option<Cut> {
    let fields = options.value('f');
    let list = fields.or(options.value('c')).or(options.value('b'))?;
    let mut ranges = Vec::new();
    for part in list.split(',') {
        let (low, high) = part.split_once('-').unwrap_or((part, part));
        let low = if low.is_empty() { 1 } else { low.parse().ok()? };
        let high = if high.is_empty() {
            usize::MAX
        } else {
            high.parse().ok()?
        };
        ranges.push((low, high));
    }
    let delimiter = options
        .value('d')
        .and_then(|text| text.chars().next())
        .unwrap_or('\t');
    Some(Cut {
        delimiter: fields.map(|_| delimiter),
        ranges,
        skips_plain: options.has('s'),
    })
}

impl Tail {
    /// What can be printed at once, when counting from the start.
    pub(super) fn take(&mut self, text: String, context: &mut Context) -> Option<String> {
        self.seen += 1;
        if self.from_start {
            return (self.seen >= self.count.max(1)).then_some(text);
        }
        if self.count == 0 && !self.by_bytes {
            return None;
        }
        self.kept_bytes += text.len();
        self.kept.push_back(text);
        while (self.kept.len() > self.count && !self.by_bytes) || self.kept_bytes > MAX_KEPT_BYTES {
            if self.kept.len() <= self.count {
                context.machine.tell(Notice::TextTruncated);
            }
            let Some(dropped) = self.kept.pop_front() else {
                break;
            };
            self.kept_bytes -= dropped.len();
        }
        None
    }
}

impl Uniq {
    pub(super) fn take(&mut self, line: &str) -> String {
        let line = line.trim_end_matches('\n').to_string();
        if let Some((last, count)) = &mut self.last {
            let same = match self.ignores_case {
                true => last.to_lowercase() == line.to_lowercase(),
                false => *last == line,
            };
            if same {
                *count += 1;
                return String::new();
            }
        }
        let out = self.flush();
        self.last = Some((line, 1));
        out
    }

    pub(super) fn flush(&mut self) -> String {
        match self.last.take() {
            Some((_, 1)) if self.only_repeated => String::new(),
            Some((_, count)) if self.only_single && count > 1 => String::new(),
            Some((line, count)) if self.counts => format!("{count:7} {line}\n"),
            Some((line, _)) => format!("{line}\n"),
            None => String::new(),
        }
    }
}

impl Cut {
    pub(super) fn line(&self, line: &str) -> String {
        let holds = |number: usize| {
            self.ranges
                .iter()
                .any(|(low, high)| (*low..=*high).contains(&number))
        };
        match self.delimiter {
            None => {
                let kept = line
                    .chars()
                    .enumerate()
                    .filter(|(index, _)| holds(index + 1));
                kept.map(|(_, character)| character).chain(['\n']).collect()
            }
            Some(delimiter) if !line.contains(delimiter) => {
                if self.skips_plain {
                    String::new()
                } else {
                    format!("{line}\n")
                }
            }
            Some(delimiter) => {
                let fields = line.split(delimiter).enumerate();
                let kept: Vec<&str> = fields
                    .filter(|(index, _)| holds(index + 1))
                    .map(|(_, field)| field)
                    .collect();
                let mut buffer = [0; 4];
                format!("{}\n", kept.join(delimiter.encode_utf8(&mut buffer)))
            }
        }
    }
}

/// busybox pads to nine columns unless there is but one number.
pub(super) fn wc_line(shows: [bool; 3], counts: [usize; 3], label: &str) -> String {
    let shown: Vec<usize> = counts
        .iter()
        .zip(shows)
        .filter(|(_, is_shown)| *is_shown)
        .map(|(count, _)| *count)
        .collect();
    let mut line = match shown.as_slice() {
        [only] => only.to_string(),
        all => all
            .iter()
            .map(|count| format!("{count:9}"))
            .collect::<Vec<_>>()
            .join(" "),
    };
    if !label.is_empty() {
        line.push(' ');
        line.push_str(label);
    }
    line.push('\n');
    line
}
