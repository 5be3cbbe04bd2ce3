//! `printf`: the format is used again until the operands are used up (POSIX `printf`).

use crate::shell::escape::{Style, unescape};
use crate::shell::machine::Context;

/// How often a format may be used again.
const MAX_ROUNDS: usize = 10_000;

/// `prefix` stands before complaints.
pub(in crate::shell) fn run(context: &mut Context, arguments: &[String], prefix: &str) -> i32 {
    let arguments = match arguments.first().map(String::as_str) {
        Some("--") => &arguments[1..],
        _ => arguments,
    };
    let Some((format, operands)) = arguments.split_first() else {
        let prefix = prefix.trim_end();
        context
            .process
            .complain(format!("{prefix} usage: printf format [arguments...]\n"));
        return 2;
    };
    let format: Vec<char> = format.chars().collect();
    let mut printer = Printer {
        operands,
        next: 0,
        text: String::new(),
        status: 0,
        is_over: false,
    };
    let mut problems = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let before = printer.next;
        printer.round(&format, &mut problems);
        if printer.is_over || printer.next >= operands.len() || printer.next == before {
            break;
        }
    }
    for problem in problems {
        context
            .process
            .complain(format!("{}{problem}\n", prefix.trim_end_matches('\n')));
    }
    context.process.print(printer.text);
    printer.status
}

struct Printer<'a> {
    operands: &'a [String],
    next: usize,
    text: String,
    status: i32,
    is_over: bool,
}

impl Printer<'_> {
    fn operand(&mut self) -> Option<&str> {
        let operand = self.operands.get(self.next)?;
        self.next += 1;
        Some(operand)
    }

    fn round(&mut self, format: &[char], problems: &mut Vec<String>) {
        let mut at = 0;
        while at < format.len() {
            match format[at] {
                '%' if format.get(at + 1) == Some(&'%') => {
                    self.text.push('%');
                    at += 2;
                }
                '%' => at = self.conversion(format, at + 1, problems),
                _ => {
                    let rest = &format[at..];
                    let length = rest.iter().position(|c| *c == '%').unwrap_or(rest.len());
                    let piece: String = rest[..length].iter().collect();
                    let unescaped = unescape(&piece, Style::Format);
                    self.text.push_str(&unescaped.text);
                    if unescaped.ends_output {
                        self.is_over = true;
                        return;
                    }
                    at += length;
                }
            }
            if self.is_over {
                return;
            }
        }
    }

    /// After the percent sign; returns where the format goes on.
    fn conversion(&mut self, format: &[char], start: usize, problems: &mut Vec<String>) -> usize {
        let mut at = start;
        let mut flags = String::new();
        while let Some(flag) = format.get(at).filter(|c| "-+ #0".contains(**c)) {
            flags.push(*flag);
            at += 1;
        }
        let width = self.size(format, &mut at);
        let mut precision = None;
        if format.get(at) == Some(&'.') {
            at += 1;
            precision = Some(self.size(format, &mut at).unwrap_or(0));
        }
        let Some(letter) = format.get(at).copied() else {
            problems.push("%: invalid format".to_string());
            self.status = 1;
            self.is_over = true;
            return at;
        };
        let body = match letter {
            's' => self.operand().unwrap_or("").to_string(),
            'b' => {
                let unescaped = unescape(self.operand().unwrap_or(""), Style::Echo);
                self.is_over |= unescaped.ends_output;
                unescaped.text
            }
            'c' => self.operand().unwrap_or("").chars().take(1).collect(),
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
                let number = self.number(problems);
                let digits = match letter {
                    'x' => format!("{number:x}"),
                    'X' => format!("{number:X}"),
                    'o' => format!("{number:o}"),
                    'u' => number.cast_unsigned().to_string(),
                    _ => number.to_string(),
                };
                let sign = if number >= 0 && flags.contains('+') && letter != 'x' {
                    "+"
                } else {
                    ""
                };
                let wanted = precision.unwrap_or(0);
                let zeros = "0".repeat(wanted.saturating_sub(digits.trim_start_matches('-').len()));
                precision = None;
                match digits.strip_prefix('-') {
                    Some(rest) if !zeros.is_empty() => format!("-{zeros}{rest}"),
                    _ => format!("{sign}{zeros}{digits}"),
                }
            }
            'f' | 'g' | 'e' => self.decimal(precision.take().unwrap_or(6), letter == 'g'),
            _ => {
                problems.push(format!("%{letter}: invalid format"));
                self.status = 1;
                self.is_over = true;
                return at + 1;
            }
        };
        let body: String = match precision {
            Some(length) => body.chars().take(length).collect(),
            None => body,
        };
        self.pad(&body, width.unwrap_or(0), &flags, letter);
        at + 1
    }

    fn size(&mut self, format: &[char], at: &mut usize) -> Option<usize> {
        if format.get(*at) == Some(&'*') {
            *at += 1;
            return self
                .operand()
                .and_then(|text| text.parse().ok())
                .map(|n: usize| n.min(4096));
        }
        let mut size = None;
        while let Some(digit) = format.get(*at).and_then(|c| c.to_digit(10)) {
            let digit = usize::try_from(digit).unwrap_or(0);
            size = Some((size.unwrap_or(0) * 10 + digit).min(4096));
            *at += 1;
        }
        size
    }

    fn pad(&mut self, body: &str, width: usize, flags: &str, letter: char) {
        let missing = width.saturating_sub(body.chars().count());
        if flags.contains('-') {
            self.text.push_str(body);
            self.text.push_str(&" ".repeat(missing));
        } else if flags.contains('0') && !matches!(letter, 's' | 'b' | 'c') {
            let (sign, digits) = match body.strip_prefix(['-', '+']) {
                Some(rest) => (&body[..1], rest),
                None => ("", body),
            };
            self.text
                .push_str(&format!("{sign}{}{digits}", "0".repeat(missing)));
        } else {
            self.text.push_str(&" ".repeat(missing));
            self.text.push_str(body);
        }
    }

    fn number(&mut self, problems: &mut Vec<String>) -> i64 {
        let text = self.operand().unwrap_or("0").trim().to_string();
        if let Some(character) = text
            .strip_prefix(['"', '\''])
            .and_then(|rest| rest.chars().next())
        {
            return i64::from(u32::from(character));
        }
        let parsed = match text.strip_prefix("0x") {
            Some(digits) => i64::from_str_radix(digits, 16).ok(),
            None => text.parse().ok(),
        };
        parsed.unwrap_or_else(|| {
            if !text.is_empty() {
                problems.push(format!("{text}: invalid number"));
                self.status = 1;
            }
            0
        })
    }

    /// Decimal fractions by their digits: cut or filled to the precision, rounded half up.
    fn decimal(&mut self, precision: usize, trims: bool) -> String {
        let text = self.operand().unwrap_or("0").trim().to_string();
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text.as_str()),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) || whole.len() + precision > 30 {
            self.status = 1;
            return text;
        }
        let mut kept: String = fraction.chars().take(precision).collect();
        kept.push_str(&"0".repeat(precision.saturating_sub(kept.len())));
        let rounds_up = fraction
            .chars()
            .nth(precision)
            .is_some_and(|digit| digit >= '5');
        let joined = format!("{whole}{kept}");
        let mut value = joined.parse::<u128>().unwrap_or(0);
        value += u128::from(rounds_up);
        let digits = format!("{value:0width$}", width = precision + 1);
        let (whole, fraction) = digits.split_at(digits.len() - precision);
        let fraction = if trims {
            fraction.trim_end_matches('0')
        } else {
            fraction
        };
        if fraction.is_empty() {
            return format!("{sign}{whole}");
        }
        format!("{sign}{whole}.{fraction}")
    }
}
