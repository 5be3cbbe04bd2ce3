//! The values of parameters, plain, special and transformed.

use super::ast::{Operation, Word};
use super::expand::{Expander, Interrupt};
use super::fields::Fields;
use super::syntax_error::Voice;
use super::trim::{remove_prefix, remove_suffix, replace, substring};

impl Expander<'_> {
    /// The value of a parameter, except `$@` and `$*`; `None` if unset.
    pub(super) fn value(&mut self, name: &str) -> Result<Option<String>, Interrupt> {
        let shell = &self.shell;
        Ok(match name {
            "#" => Some(shell.positional.len().to_string()),
            "?" => Some(shell.status.to_string()),
            "$" => Some(shell.own_pid.0.to_string()),
            "!" => Some(
                shell
                    .newest_background
                    .map(|pid| pid.0.to_string())
                    .unwrap_or_default(),
            ),
            "-" => Some(self.option_letters()),
            _ if name.starts_with(|first: char| first.is_ascii_digit()) => {
                let number = name.parse::<usize>().ok();
                number
                    .and_then(|number| shell.parameter(number))
                    .map(str::to_string)
            }
            _ => match shell.variables.get(name) {
                Some(value) => Some(value.to_string()),
                None => return self.dynamic_value(name),
            },
        })
    }

    fn dynamic_value(&mut self, name: &str) -> Result<Option<String>, Interrupt> {
        Ok(match name {
            "RANDOM" => {
                Some(self.taped(|expander| Ok((expander.host.random() % 32768).to_string()))?)
            }
            "HOSTNAME" => Some(self.host.hostname()),
            "LINENO" => Some(self.shell.line.to_string()),
            "PWD" => Some(self.directory.to_string()),
            "PPID" => Some("0".to_string()),
            "UID" | "EUID" if self.shell.voice == Voice::Bash => Some("0".to_string()),
            "BASHPID" if self.shell.voice == Voice::Bash => Some(self.pid.0.to_string()),
            "SECONDS" if self.shell.voice == Voice::Bash => {
                Some((self.host.now_ms() / 1000).to_string())
            }
            _ => None,
        })
    }

    fn option_letters(&self) -> String {
        let options = &self.shell.options;
        let letters = [
            (options.exits_on_error, 'e'),
            (options.leaves_globs, 'f'),
            (options.demands_variables, 'u'),
            (options.traces, 'x'),
        ];
        letters
            .iter()
            .filter(|(is_on, _)| *is_on)
            .map(|(_, letter)| *letter)
            .collect()
    }

    /// Under `set -u` an unset parameter ends the shell.
    pub(super) fn demanded(&self, name: &str, value: Option<String>) -> Result<String, Interrupt> {
        match value {
            Some(value) => Ok(value),
            None if !self.shell.options.demands_variables || name == "@" || name == "*" => {
                Ok(String::new())
            }
            None if self.shell.voice == Voice::Bash => Err(Interrupt::Failure {
                message: format!("{name}: unbound variable"),
                status: 127,
            }),
            None => Err(Interrupt::failure(format!("{name}: parameter not set"))),
        }
    }

    pub(super) fn transformed(
        &mut self,
        operation: &Operation,
        value: &str,
    ) -> Result<String, Interrupt> {
        Ok(match operation {
            Operation::Length => value.chars().count().to_string(),
            Operation::RemoveSuffix { longest, pattern } => {
                let pattern = self.pattern(pattern)?;
                remove_suffix(value, &pattern, *longest)
            }
            Operation::RemovePrefix { longest, pattern } => {
                let pattern = self.pattern(pattern)?;
                remove_prefix(value, &pattern, *longest)
            }
            Operation::Substring { offset, length } => {
                let offset = self.number(offset)?;
                let length = match length {
                    Some(length) => Some(self.number(length)?),
                    None => None,
                };
                substring(value, offset, length)
            }
            Operation::Replace {
                every,
                pattern,
                with,
            } => {
                let pattern = self.pattern(pattern)?;
                let with = self.string(with)?;
                replace(value, &pattern, &with, *every)
            }
            Operation::Value
            | Operation::Default { .. }
            | Operation::Assign { .. }
            | Operation::Alternative { .. }
            | Operation::Demand { .. }
            | Operation::Bad => value.to_string(),
        })
    }

    fn number(&mut self, word: &Word) -> Result<i64, Interrupt> {
        let expression = self.string(word)?;
        let text = self.taped(|expander| expander.arithmetic(&expression))?;
        Ok(text.parse().unwrap_or(0))
    }

    /// `$@` and `$*`, bare or quoted.
    pub(super) fn all_positional(
        &mut self,
        is_at: bool,
        is_quoted: bool,
        splits: bool,
        out: &mut Fields,
    ) {
        let separators = self
            .shell
            .variables
            .get("IFS")
            .unwrap_or(" \t\n")
            .to_string();
        let positional = self.shell.positional.clone();
        if !splits || (is_quoted && !is_at) {
            let joint = match separators.chars().next() {
                Some(first) if !is_at => first.to_string(),
                None if !is_at => String::new(),
                _ => " ".to_string(),
            };
            let text = positional.join(&joint);
            if is_quoted {
                out.quoted(&text)
            } else {
                out.bare(&text)
            }
            return;
        }
        for (index, value) in positional.iter().enumerate() {
            if index > 0 {
                out.end_field();
            }
            if is_quoted {
                out.quoted(value)
            } else {
                out.split(value, &separators)
            }
        }
        // `"$@"` without parameters is no field at all, although the word holds quotes.
        let is_only_quotes = out
            .current
            .as_ref()
            .is_some_and(|field| field.text.is_empty());
        if positional.is_empty() && is_quoted && is_only_quotes {
            out.current = None;
        }
    }
}
