//! Word expansion (POSIX, XCU 2.6): parameters, `$(…)`, `$((…))`, field splitting, file patterns.
//! It never waits: where a word needs a command's output that is not there yet, it stops with
//! [`Interrupt::Substitution`] and is started over once the output is on the shell's tape.

use std::sync::Arc;

use super::arithmetic::{self, Numbers};
use super::ast::{Operation, Parameter, Part, Script, Word};
use super::fields::Fields;
use super::host::{Host, Pid};
use super::pattern;
use super::state::Shell;
use super::syntax_error::Voice;
use super::variables::SetError;

/// How long one expanded word may become.
const MAX_WORD_BYTES: usize = 256 * 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Interrupt {
    /// Run this, put its output on the tape, and expand the word again.
    Substitution(Arc<Script>),
    /// The shell says this and gives up.
    Failure { message: String, status: i32 },
}

impl Interrupt {
    pub(super) fn failure(message: String) -> Interrupt {
        Interrupt::Failure { message, status: 2 }
    }
}

pub(super) struct Expander<'a> {
    pub(super) shell: &'a mut Shell,
    pub(super) host: &'a mut dyn Host,
    pub(super) directory: &'a str,
    pub(super) pid: Pid,
    tape_position: usize,
}

/// Names in arithmetic are the shell's variables. A write may be refused; that ends the expression.
struct ShellNumbers<'a> {
    shell: &'a mut Shell,
    refusal: Option<SetError>,
}

impl Numbers for ShellNumbers<'_> {
    fn get(&mut self, name: &str) -> Option<String> {
        self.shell.variables.get(name).map(str::to_string)
    }

    fn set(&mut self, name: &str, value: i64) {
        if let Err(error) = self.shell.variables.set(name, &value.to_string()) {
            self.refusal = Some(error);
        }
    }
}

impl<'a> Expander<'a> {
    pub(super) fn new(
        shell: &'a mut Shell,
        host: &'a mut dyn Host,
        directory: &'a str,
        pid: Pid,
    ) -> Expander<'a> {
        Expander {
            shell,
            host,
            directory,
            pid,
            tape_position: 0,
        }
    }

    /// A command's word: any number of fields.
    pub(super) fn fields(&mut self, word: &Word) -> Result<Vec<String>, Interrupt> {
        if self.shell.voice == Voice::Bash
            && let Some(words) = super::braces::expand(word)
        {
            let mut fields = Vec::new();
            for word in &words {
                fields.extend(self.plain_fields(word)?);
            }
            return Ok(fields);
        }
        self.plain_fields(word)
    }

    fn plain_fields(&mut self, word: &Word) -> Result<Vec<String>, Interrupt> {
        let mut fields = Fields::default();
        self.parts(&word.parts, true, &mut fields)?;
        fields.end_field();
        let mut expanded = Vec::new();
        for field in fields.done {
            if self.shell.options.leaves_globs || !pattern::is_magic(&field.pattern) {
                expanded.push(field.text);
                continue;
            }
            let found = self.matching_files(&field.pattern);
            if found.is_empty() {
                expanded.push(field.text);
            } else {
                expanded.extend(found);
            }
        }
        Ok(expanded)
    }

    /// A word that stays one: an assignment's value, a redirection's target, a `case` subject.
    pub(super) fn string(&mut self, word: &Word) -> Result<String, Interrupt> {
        let mut fields = Fields::default();
        self.parts(&word.parts, false, &mut fields)?;
        Ok(fields.current.map(|field| field.text).unwrap_or_default())
    }

    /// A word to match against.
    pub(super) fn pattern(&mut self, word: &Word) -> Result<String, Interrupt> {
        let mut fields = Fields::default();
        self.parts(&word.parts, false, &mut fields)?;
        Ok(fields
            .current
            .map(|field| field.pattern)
            .unwrap_or_default())
    }

    fn parts(&mut self, parts: &[Part], splits: bool, out: &mut Fields) -> Result<(), Interrupt> {
        for (index, part) in parts.iter().enumerate() {
            match part {
                Part::Literal(text) if index == 0 && text.starts_with('~') => {
                    let (home, rest) = self.home(text);
                    out.quoted(&home);
                    out.bare(rest);
                }
                Part::Literal(text) => out.bare(text),
                Part::Quoted(text) => out.quoted(text),
                Part::Parameter {
                    parameter,
                    is_quoted,
                } => {
                    self.parameter(parameter, *is_quoted, splits, out)?;
                }
                Part::Substitution { script, is_quoted } => {
                    let text = self.substitution(script)?;
                    self.place(&text, *is_quoted, splits, out);
                }
                Part::Arithmetic {
                    expression,
                    is_quoted,
                } => {
                    let expression = self.string(expression)?;
                    let text = self.taped(|expander| expander.arithmetic(&expression))?;
                    self.place(&text, *is_quoted, splits, out);
                }
            }
            if out.bytes > MAX_WORD_BYTES {
                return Err(Interrupt::failure("out of memory".to_string()));
            }
        }
        Ok(())
    }

    /// `~` and `~/…`.
    fn home<'t>(&self, text: &'t str) -> (String, &'t str) {
        let rest = &text[1..];
        if !(rest.is_empty() || rest.starts_with('/')) {
            return (String::new(), text);
        }
        match self.shell.variables.get("HOME") {
            Some(home) => (home.to_string(), rest),
            None => (String::new(), text),
        }
    }

    fn place(&mut self, text: &str, is_quoted: bool, splits: bool, out: &mut Fields) {
        if is_quoted {
            out.quoted(text);
        } else if splits {
            let separators = self
                .shell
                .variables
                .get("IFS")
                .unwrap_or(" \t\n")
                .to_string();
            out.split(text, &separators);
        } else {
            out.bare(text);
        }
    }

    /// Runs what may only run once, or takes its result from the tape.
    pub(super) fn taped(
        &mut self,
        make: impl FnOnce(&mut Self) -> Result<String, Interrupt>,
    ) -> Result<String, Interrupt> {
        if let Some(text) = self.shell.tape.get(self.tape_position) {
            self.tape_position += 1;
            return Ok(text.clone());
        }
        let text = make(self)?;
        self.shell.tape.push(text.clone());
        self.tape_position += 1;
        Ok(text)
    }

    fn substitution(&mut self, script: &Arc<Script>) -> Result<String, Interrupt> {
        self.taped(|_| Err(Interrupt::Substitution(script.clone())))
    }

    pub(super) fn arithmetic(&mut self, expression: &str) -> Result<String, Interrupt> {
        let mut numbers = ShellNumbers {
            shell: self.shell,
            refusal: None,
        };
        let value = arithmetic::evaluate(expression, &mut numbers);
        if let Some(error) = numbers.refusal {
            return Err(Interrupt::failure(set_error_text(error, expression)));
        }
        match value {
            Ok(value) => Ok(value.to_string()),
            Err(error) => Err(Interrupt::failure(error.text().to_string())),
        }
    }

    fn parameter(
        &mut self,
        parameter: &Parameter,
        is_quoted: bool,
        splits: bool,
        out: &mut Fields,
    ) -> Result<(), Interrupt> {
        let name = parameter.name.as_str();
        let is_list = name == "@" || name == "*";
        if is_list && parameter.operation == Operation::Value {
            self.all_positional(name == "@", is_quoted, splits, out);
            return Ok(());
        }
        let value = match is_list {
            true if self.shell.positional.is_empty() => None,
            true => Some(self.shell.positional.join(" ")),
            false => self.value(name)?,
        };
        let is_missing = |colon: bool| match &value {
            None => true,
            Some(text) => colon && text.is_empty(),
        };
        let text = match &parameter.operation {
            Operation::Default { colon, word } if is_missing(*colon) => {
                return self.alternative(word, is_quoted, splits, out);
            }
            Operation::Assign { colon, word } if is_missing(*colon) => {
                let text = self.string(word)?;
                self.assign(name, &text)?;
                text
            }
            Operation::Alternative { colon, word } => {
                if !is_missing(*colon) {
                    return self.alternative(word, is_quoted, splits, out);
                }
                String::new()
            }
            Operation::Demand { colon, word } if is_missing(*colon) => {
                let mut message = self.string(word)?;
                if message.is_empty() {
                    message = "parameter not set".to_string();
                }
                return Err(Interrupt::failure(format!("{name}: {message}")));
            }
            Operation::Default { .. } | Operation::Assign { .. } | Operation::Demand { .. } => {
                value.unwrap_or_default()
            }
            Operation::Bad => {
                let status = if self.shell.voice == Voice::Bash {
                    1
                } else {
                    2
                };
                return Err(Interrupt::Failure {
                    message: "bad substitution".into(),
                    status,
                });
            }
            operation => {
                let value = self.demanded(name, value)?;
                self.transformed(operation, &value)?
            }
        };
        self.place(&text, is_quoted, splits, out);
        Ok(())
    }

    /// The word of `:-` or `:+` in place of the parameter. Bare text in it splits like a value.
    fn alternative(
        &mut self,
        word: &Word,
        is_quoted: bool,
        splits: bool,
        out: &mut Fields,
    ) -> Result<(), Interrupt> {
        if is_quoted {
            out.quoted("");
        }
        for (index, part) in word.parts.iter().enumerate() {
            match part {
                Part::Literal(text) if splits && !is_quoted => {
                    let (home, rest) = match index == 0 && text.starts_with('~') {
                        true => self.home(text),
                        false => (String::new(), text.as_str()),
                    };
                    if !home.is_empty() {
                        out.quoted(&home);
                    }
                    self.place(rest, false, true, out);
                }
                _ => self.parts(std::slice::from_ref(part), splits, out)?,
            }
        }
        Ok(())
    }

    pub(super) fn assign(&mut self, name: &str, text: &str) -> Result<(), Interrupt> {
        let result = self.shell.variables.set(name, text);
        result.map_err(|error| Interrupt::failure(set_error_text(error, name)))
    }
}

pub(super) fn set_error_text(error: SetError, name: &str) -> String {
    match error {
        SetError::ReadOnly => format!("{name}: is read only"),
        SetError::OutOfMemory => "out of memory".to_string(),
    }
}
