//! Programs that make text from their command line: echo, seq, expr, basename, dirname.

use crate::shell::escape::{Style, unescape};
use crate::shell::machine::Context;
use crate::shell::path;
use crate::shell::syntax_error::Voice;

use super::regex::Regex;

/// `echo`: ash and bash know `-n -e -E`; dash knows only `-n` and always reads escapes.
pub(in crate::shell) fn echo(context: &mut Context, arguments: &[String], voice: Voice) -> i32 {
    let mut ends_line = true;
    let mut escapes = voice == Voice::Dash;
    let mut words = arguments;
    while let Some((first, rest)) = words.split_first() {
        let known = if voice == Voice::Dash { "n" } else { "neE" };
        let letters = first.strip_prefix('-').unwrap_or("");
        if letters.is_empty() || !letters.chars().all(|letter| known.contains(letter)) {
            break;
        }
        for letter in letters.chars() {
            match letter {
                'n' => ends_line = false,
                'e' => escapes = true,
                _ => escapes = false,
            }
        }
        words = rest;
    }
    let mut text = words.join(" ");
    if escapes {
        let unescaped = unescape(&text, Style::Echo);
        ends_line &= !unescaped.ends_output;
        text = unescaped.text;
    }
    if ends_line {
        text.push('\n');
    }
    context.process.print(text);
    0
}

/// How many numbers one `seq` prints at most.
const MAX_SEQUENCE: i64 = 100_000;

/// Whole numbers only, with `-w` and `-s`.
pub(super) fn seq(context: &mut Context, arguments: &[String]) -> i32 {
    let mut separator = "\n".to_string();
    let mut pads = false;
    let mut numbers: Vec<i64> = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "-s" => separator = rest.next().cloned().unwrap_or_default(),
            "-w" => pads = true,
            glued if glued.starts_with("-s") => separator = glued[2..].to_string(),
            _ => match argument.parse() {
                Ok(number) => numbers.push(number),
                Err(_) => {
                    context
                        .process
                        .complain(format!("seq: invalid number '{argument}'\n"));
                    return 1;
                }
            },
        }
    }
    let (first, step, last) = match numbers.as_slice() {
        [last] => (1, 1, *last),
        [first, last] => (*first, 1, *last),
        [first, step, last] if *step != 0 => (*first, *step, *last),
        _ => {
            context.process.complain(super::usage("seq"));
            return 1;
        }
    };
    let width = if pads {
        first.to_string().len().max(last.to_string().len())
    } else {
        0
    };
    let mut text = String::new();
    let mut number = first;
    for _ in 0..MAX_SEQUENCE {
        if (step > 0 && number > last) || (step < 0 && number < last) {
            break;
        }
        if !text.is_empty() {
            text.push_str(&separator);
        }
        text.push_str(&format!("{number:0width$}"));
        match number.checked_add(step) {
            Some(next) => number = next,
            None => break,
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    context.process.print(text);
    0
}

pub(super) fn basename(context: &mut Context, arguments: &[String]) -> i32 {
    let Some(operand) = arguments.first() else {
        return super::missing_operand(context, "basename", "operand");
    };
    let name = path::base_name(operand);
    let stripped = arguments
        .get(1)
        .and_then(|suffix| name.strip_suffix(suffix.as_str()));
    let name = stripped
        .filter(|rest| !rest.is_empty())
        .unwrap_or(name)
        .to_string();
    context.process.print(format!("{name}\n"));
    0
}

pub(super) fn dirname(context: &mut Context, arguments: &[String]) -> i32 {
    let Some(operand) = arguments.first() else {
        return super::missing_operand(context, "dirname", "operand");
    };
    context
        .process
        .print(format!("{}\n", path::directory_name(operand)));
    0
}

/// `expr`: arithmetic, comparisons, `|`, `&`, `:` and `length`.
pub(super) fn expr(context: &mut Context, arguments: &[String]) -> i32 {
    let mut expression = Expression {
        words: arguments,
        position: 0,
        depth: 0,
    };
    match expression
        .either()
        .filter(|_| expression.position == arguments.len())
    {
        Some(value) => {
            context.process.print(format!("{value}\n"));
            i32::from(value.is_empty() || value == "0")
        }
        None => {
            let problem = expression.problem();
            context.process.complain(format!("expr: {problem}\n"));
            2
        }
    }
}

struct Expression<'a> {
    words: &'a [String],
    position: usize,
    depth: u32,
}

impl Expression<'_> {
    fn problem(&self) -> &'static str {
        let word = |offset: usize| {
            self.position
                .checked_sub(offset)
                .and_then(|at| self.words.get(at))
                .map(String::as_str)
        };
        match (word(2), word(1)) {
            (Some("/" | "%"), Some("0")) => "division by zero",
            (Some("+" | "-" | "*" | "/" | "%"), _) => "non-integer argument",
            _ => "syntax error",
        }
    }

    fn take(&mut self, operators: &[&str]) -> Option<String> {
        let word = self.words.get(self.position)?;
        if !operators.contains(&word.as_str()) {
            return None;
        }
        self.position += 1;
        Some(word.clone())
    }

    fn either(&mut self) -> Option<String> {
        let mut left = self.both()?;
        while self.take(&["|"]).is_some() {
            let right = self.both()?;
            if left.is_empty() || left == "0" {
                left = right;
            }
        }
        Some(left)
    }

    fn both(&mut self) -> Option<String> {
        let mut left = self.comparison()?;
        while self.take(&["&"]).is_some() {
            let right = self.comparison()?;
            let is_null = |text: &str| text.is_empty() || text == "0";
            if is_null(&left) || is_null(&right) {
                left = "0".to_string();
            }
        }
        Some(left)
    }

    fn comparison(&mut self) -> Option<String> {
        let mut left = self.sum()?;
        while let Some(operator) = self.take(&["=", "==", "!=", "<", "<=", ">", ">="]) {
            let right = self.sum()?;
            let order = match (left.parse::<i64>(), right.parse::<i64>()) {
                (Ok(left), Ok(right)) => left.cmp(&right),
                _ => left.cmp(&right),
            };
            let holds = match operator.as_str() {
                "=" | "==" => order.is_eq(),
                "!=" => order.is_ne(),
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                ">" => order.is_gt(),
                _ => order.is_ge(),
            };
            left = i32::from(holds).to_string();
        }
        Some(left)
    }

    fn sum(&mut self) -> Option<String> {
        let mut left = self.product()?;
        while let Some(operator) = self.take(&["+", "-"]) {
            let right = self.product()?;
            let (a, b) = (left.parse::<i64>().ok()?, right.parse::<i64>().ok()?);
            let value = if operator == "+" {
                a.wrapping_add(b)
            } else {
                a.wrapping_sub(b)
            };
            left = value.to_string();
        }
        Some(left)
    }

    fn product(&mut self) -> Option<String> {
        let mut left = self.matching()?;
        while let Some(operator) = self.take(&["*", "/", "%"]) {
            let right = self.matching()?;
            let (a, b) = (left.parse::<i64>().ok()?, right.parse::<i64>().ok()?);
            let value = match operator.as_str() {
                "*" => a.wrapping_mul(b),
                "/" => a.checked_div(b)?,
                _ => a.checked_rem(b)?,
            };
            left = value.to_string();
        }
        Some(left)
    }

    fn matching(&mut self) -> Option<String> {
        let left = self.operand()?;
        if self.take(&[":"]).is_none() {
            return Some(left);
        }
        let pattern = self.operand()?;
        let regex = Regex::parse(&format!("^{pattern}"), false).ok()?;
        let found = regex.find(&left, 0);
        Some(match found {
            Some(found) if pattern.contains("\\(") => found.group(&left, 1),
            Some(found) => left[found.start..found.end].chars().count().to_string(),
            None if pattern.contains("\\(") => String::new(),
            None => "0".to_string(),
        })
    }

    fn operand(&mut self) -> Option<String> {
        self.depth += 1;
        if self.depth > 100 {
            return None;
        }
        if self.take(&["("]).is_some() {
            let value = self.either()?;
            self.take(&[")"])?;
            return Some(value);
        }
        let word = self.words.get(self.position)?.clone();
        self.position += 1;
        if word == "length" && self.position < self.words.len() {
            return Some(self.operand()?.chars().count().to_string());
        }
        Some(word)
    }
}
