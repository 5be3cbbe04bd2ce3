//! `sort`: by line, number or field.

use std::cmp::Ordering;

use crate::order;
use crate::shell::launch::Notice;
use crate::shell::machine::Context;
use crate::shell::options;

use super::filter::{Filter, Inputs, Kind};
use super::{Begun, Program};

const MAX_BYTES: usize = 1 << 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sort {
    lines: Vec<String>,
    bytes: usize,
    is_numeric: bool,
    is_reversed: bool,
    is_unique: bool,
    ignores_case: bool,
    /// The first field of the key, from 1.
    key: Option<usize>,
    separator: Option<char>,
}

pub(super) fn start(context: &mut Context, arguments: &[String]) -> Begun {
    let options = match options::parse(arguments, "nruhfbVk:t:", &[]) {
        Ok(options) => options,
        Err(unknown) => return Begun::Done(super::unknown_option(context, "sort", &unknown)),
    };
    let key_text = options.value('k').unwrap_or("");
    let digits: String = key_text.chars().take_while(char::is_ascii_digit).collect();
    let sort = Sort {
        lines: Vec::new(),
        bytes: 0,
        is_numeric: options.has('n') || options.has('h') || key_text.contains('n'),
        is_reversed: options.has('r') || key_text.contains('r'),
        is_unique: options.has('u'),
        ignores_case: options.has('f'),
        key: digits.parse().ok(),
        separator: options.value('t').and_then(|text| text.chars().next()),
    };
    Begun::Goes(Program::Filter(Box::new(Filter {
        name: "sort".to_string(),
        inputs: Inputs::new(&options.operands),
        kind: Kind::Sort(sort),
        status: 0,
    })))
}

impl Sort {
    pub(super) fn take(&mut self, line: String, context: &mut Context) {
        self.bytes += line.len();
        if self.bytes > MAX_BYTES {
            context.machine.tell(Notice::TextTruncated);
            return;
        }
        self.lines.push(line.trim_end_matches('\n').to_string());
    }

    pub(super) fn sorted(&mut self) -> String {
        let mut lines = std::mem::take(&mut self.lines);
        order::sort_by(&mut lines, |left, right| {
            let order = self.compare(left, right);
            let order = match (order, self.is_unique) {
                (Ordering::Equal, false) => left.cmp(right),
                (order, _) => order,
            };
            if self.is_reversed {
                order.reverse()
            } else {
                order
            }
        });
        if self.is_unique {
            lines.dedup_by(|left, right| self.compare(left, right) == Ordering::Equal);
        }
        lines
            .iter()
            .flat_map(|line| [line.as_str(), "\n"])
            .collect()
    }

    fn compare(&self, left: &str, right: &str) -> Ordering {
        let (left, right) = (self.key_of(left), self.key_of(right));
        if self.is_numeric {
            return leading_number(&left).cmp(&leading_number(&right));
        }
        if self.ignores_case {
            return left.to_lowercase().cmp(&right.to_lowercase());
        }
        left.cmp(&right)
    }

    fn key_of(&self, line: &str) -> String {
        let Some(key) = self.key else {
            return line.to_string();
        };
        match self.separator {
            Some(separator) => line
                .split(separator)
                .skip(key - key.min(1))
                .collect::<Vec<_>>()
                .join(" "),
            None => line
                .split_whitespace()
                .skip(key - key.min(1))
                .collect::<Vec<_>>()
                .join(" "),
        }
    }
}

/// The number a line starts with, in thousandths, so that fractions order without floats.
fn leading_number(text: &str) -> i128 {
    let text = text.trim_start();
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let whole: String = digits
        .chars()
        .take_while(char::is_ascii_digit)
        .take(30)
        .collect();
    let rest = digits[whole.len()..].strip_prefix('.').unwrap_or("");
    let mut fraction: String = rest
        .chars()
        .take_while(char::is_ascii_digit)
        .take(3)
        .collect();
    while fraction.len() < 3 {
        fraction.push('0');
    }
    let value = whole.parse::<i128>().unwrap_or(0) * 1000 + fraction.parse::<i128>().unwrap_or(0);
    if is_negative { -value } else { value }
}
