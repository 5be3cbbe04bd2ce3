//! `test`, `[` and `[[`.

use crate::shell::ast::is_name;
use crate::shell::machine::Context;
use crate::shell::path;
use crate::shell::pattern;
use crate::shell::state::Shell;

/// As a builtin: complaints carry the shell's name.
pub(in crate::shell) fn run(context: &mut Context, words: &[String], shell: &Shell) -> i32 {
    match evaluate(context, words, Some(shell)) {
        Ok(holds) => i32::from(!holds),
        Err(message) => {
            let name = words.first().map_or("test", String::as_str);
            let text = match message.as_str() {
                "missing ]" => shell.complaint(None, "[: missing ]"),
                _ => shell.complaint(None, &format!("{name}: {message}")),
            };
            // busybox's test speaks in its own name, without the line.
            context.process.complain(text);
            2
        }
    }
}

pub(super) fn run_program(context: &mut Context, words: &[String]) -> i32 {
    match evaluate(context, words, None) {
        Ok(holds) => i32::from(!holds),
        Err(message) => {
            context.process.complain(format!("test: {message}\n"));
            2
        }
    }
}

fn evaluate(
    context: &mut Context,
    words: &[String],
    shell: Option<&Shell>,
) -> Result<bool, String> {
    let Some((name, mut rest)) = words.split_first() else {
        return Ok(false);
    };
    let base = path::base_name(name);
    if base == "[" || base == "[[" {
        let closing = if base == "[" { "]" } else { "]]" };
        match rest.split_last() {
            Some((last, before)) if last == closing => rest = before,
            _ => return Err("missing ]".to_string()),
        }
    }
    let mut test = Test {
        context,
        words: rest,
        position: 0,
        depth: 0,
        is_double: base == "[[",
        shell,
    };
    if rest.is_empty() {
        return Ok(false);
    }
    let holds = test.either()?;
    match rest.get(test.position) {
        None => Ok(holds),
        Some(word) => Err(format!("{word}: unknown operand")),
    }
}

struct Test<'a, 'c> {
    context: &'a mut Context<'c>,
    words: &'a [String],
    position: usize,
    depth: u32,
    is_double: bool,
    shell: Option<&'a Shell>,
}

const BINARY: [&str; 15] = [
    "=", "==", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "<", ">", "=~",
];

impl Test<'_, '_> {
    fn peek(&self, offset: usize) -> Option<&str> {
        self.words.get(self.position + offset).map(String::as_str)
    }

    fn either(&mut self) -> Result<bool, String> {
        let mut holds = self.both()?;
        while matches!(self.peek(0), Some("-o" | "||")) {
            self.position += 1;
            holds |= self.both()?;
        }
        Ok(holds)
    }

    fn both(&mut self) -> Result<bool, String> {
        let mut holds = self.negation()?;
        while matches!(self.peek(0), Some("-a" | "&&")) {
            self.position += 1;
            holds &= self.negation()?;
        }
        Ok(holds)
    }

    fn negation(&mut self) -> Result<bool, String> {
        self.depth += 1;
        if self.depth > 200 {
            return Err("too many arguments".to_string());
        }
        let is_binary_next = self.peek(1).is_some_and(|word| BINARY.contains(&word));
        if self.peek(0) == Some("!")
            && self.peek(1).is_some()
            && !(is_binary_next && self.peek(2).is_some())
        {
            self.position += 1;
            return Ok(!self.negation()?);
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<bool, String> {
        let Some(first) = self.peek(0).map(str::to_string) else {
            return Err("argument expected".to_string());
        };
        if let Some(operator) = self.peek(1).filter(|word| BINARY.contains(word))
            && let Some(right) = self.peek(2)
        {
            let (operator, right) = (operator.to_string(), right.to_string());
            self.position += 3;
            return self.compare(&first, &operator, &right);
        }
        if first == "(" && self.peek(1).is_some() {
            self.position += 1;
            let holds = self.either()?;
            if self.peek(0) != Some(")") {
                return Err("closing paren expected".to_string());
            }
            self.position += 1;
            return Ok(holds);
        }
        let is_operator = first.len() == 2 && first.starts_with('-');
        match self.peek(1).map(str::to_string) {
            Some(operand) if is_operator => {
                self.position += 2;
                self.unary(&first, &operand)
            }
            _ => {
                self.position += 1;
                Ok(!first.is_empty())
            }
        }
    }

    fn unary(&mut self, operator: &str, operand: &str) -> Result<bool, String> {
        let path = path::absolute(&self.context.process.directory, operand);
        let special = matches!(
            path.as_str(),
            "/dev/null" | "/dev/stdout" | "/dev/stderr" | "/dev/stdin"
        );
        Ok(match operator {
            "-n" => !operand.is_empty(),
            "-z" => operand.is_empty(),
            "-t" => self.is_terminal(operand),
            "-v" => self
                .shell
                .is_some_and(|shell| is_name(operand) && shell.variables.get(operand).is_some()),
            "-L" | "-h" | "-p" | "-S" | "-b" | "-u" | "-g" | "-k" => false,
            "-c" => special,
            "-e" | "-a" | "-r" | "-w" if special => true,
            "-e" | "-a" | "-f" | "-d" | "-s" | "-r" | "-w" | "-x" | "-O" | "-G" => {
                let Ok(info) = self.context.host.metadata(&path) else {
                    return Ok(false);
                };
                match operator {
                    "-f" => !info.is_directory,
                    "-d" => info.is_directory,
                    "-s" => info.is_directory || info.size_bytes > 0,
                    "-x" => info.is_directory || info.mode & 0o111 != 0,
                    _ => true,
                }
            }
            _ => return Err(format!("{operator}: unknown operand")),
        })
    }

    fn is_terminal(&self, _descriptor: &str) -> bool {
        self.shell.is_some_and(|shell| shell.is_interactive)
    }

    fn compare(&mut self, left: &str, operator: &str, right: &str) -> Result<bool, String> {
        let modified = |test: &mut Self, operand: &str| {
            let path = path::absolute(&test.context.process.directory, operand);
            test.context
                .host
                .metadata(&path)
                .ok()
                .map(|info| info.modified_unix_seconds)
        };
        Ok(match operator {
            "=" | "==" if self.is_double => pattern::matches(right, left),
            "!=" if self.is_double => !pattern::matches(right, left),
            "=" | "==" => left == right,
            "!=" => left != right,
            "<" => left < right,
            ">" => left > right,
            "=~" => super::regex::Regex::parse(right, true)
                .is_ok_and(|regex| regex.find(left, 0).is_some()),
            "-nt" => modified(self, left) > modified(self, right),
            "-ot" => modified(self, left) < modified(self, right),
            "-ef" => {
                let directory = &self.context.process.directory;
                path::absolute(directory, left) == path::absolute(directory, right)
            }
            _ => {
                let order = number(left)?.cmp(&number(right)?);
                match operator {
                    "-eq" => order.is_eq(),
                    "-ne" => order.is_ne(),
                    "-lt" => order.is_lt(),
                    "-le" => order.is_le(),
                    "-gt" => order.is_gt(),
                    _ => order.is_ge(),
                }
            }
        })
    }
}

fn number(text: &str) -> Result<i64, String> {
    text.trim()
        .parse()
        .map_err(|_| match text.trim().is_empty() {
            true => "out of range".to_string(),
            false => format!("{text}: bad number"),
        })
}
