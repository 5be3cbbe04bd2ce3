//! Word expansion (POSIX, XCU 2.6): parameters, `$(…)`, `$((…))`, field splitting, file patterns.
//! It never waits: where a word needs a command's output that is not there yet, it stops with
//! [`Interrupt::Substitution`] and is started over once the output is on the shell's tape.

use std::sync::Arc;

use super::arithmetic::{self, Numbers};
use super::ast::{Operation, Parameter, Part, Script, Word};
use super::host::{Host, Pid};
use super::pattern::{self, Effort};
use super::state::Shell;
use super::syntax_error::Voice;
use super::variables::SetError;

/// How long one expanded word may become.
const MAX_WORD_BYTES: usize = 256 * 1024;
/// How many files one pattern may find.
const MAX_MATCHES: usize = 1000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Interrupt {
    /// Run this, put its output on the tape, and expand the word again.
    Substitution(Arc<Script>),
    /// The shell says this and gives up.
    Failure { message: String, status: i32 },
}

impl Interrupt {
    fn failure(message: String) -> Interrupt {
        Interrupt::Failure { message, status: 2 }
    }
}

/// One field in the making: its text, and the same as a pattern with quoted parts escaped.
#[derive(Default)]
struct Field {
    text: String,
    pattern: String,
}

#[derive(Default)]
struct Fields {
    done: Vec<Field>,
    current: Option<Field>,
    bytes: usize,
}

impl Fields {
    fn quoted(&mut self, text: &str) {
        self.bytes += text.len();
        let field = self.current.get_or_insert_default();
        field.text.push_str(text);
        pattern::push_escaped(&mut field.pattern, text);
    }

    /// Text whose pattern characters count.
    fn bare(&mut self, text: &str) {
        self.bytes += text.len();
        let field = self.current.get_or_insert_default();
        field.text.push_str(text);
        field.pattern.push_str(text);
    }

    fn end_field(&mut self) {
        self.done.extend(self.current.take());
    }

    /// Splits at the separators (POSIX 2.6.5): runs of blank ones count once, each other one ends a
    /// field, even an empty one.
    fn split(&mut self, text: &str, separators: &str) {
        let mut ended_by_blank = false;
        for character in text.chars() {
            if !separators.contains(character) {
                let mut buffer = [0; 4];
                self.bare(character.encode_utf8(&mut buffer));
                ended_by_blank = false;
            } else if matches!(character, ' ' | '\t' | '\n') {
                ended_by_blank |= self.current.is_some();
                self.end_field();
            } else {
                if !ended_by_blank {
                    self.current.get_or_insert_default();
                }
                self.end_field();
                ended_by_blank = false;
            }
        }
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
    fn taped(
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

    /// The value of a parameter, except `$@` and `$*`; `None` if unset.
    fn value(&mut self, name: &str) -> Result<Option<String>, Interrupt> {
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

    /// Under `set -u` an unset parameter ends the shell.
    fn demanded(&self, name: &str, value: Option<String>) -> Result<String, Interrupt> {
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

    pub(super) fn assign(&mut self, name: &str, text: &str) -> Result<(), Interrupt> {
        let result = self.shell.variables.set(name, text);
        result.map_err(|error| Interrupt::failure(set_error_text(error, name)))
    }

    fn transformed(&mut self, operation: &Operation, value: &str) -> Result<String, Interrupt> {
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
    fn all_positional(&mut self, is_at: bool, is_quoted: bool, splits: bool, out: &mut Fields) {
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

    /// The files a pattern finds, sorted; none if the pattern matches nothing.
    fn matching_files(&mut self, pattern: &str) -> Vec<String> {
        let is_absolute = pattern.starts_with('/');
        let mut found = vec![if is_absolute {
            "/".to_string()
        } else {
            String::new()
        }];
        let components: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
        for (index, component) in components.iter().enumerate() {
            let is_last = index + 1 == components.len();
            let mut next = Vec::new();
            for start in &found {
                let names = match pattern::is_magic(component) {
                    true => self.names_matching(start, component),
                    false => vec![unescaped(component)],
                };
                for name in names {
                    let path = format!("{start}{name}");
                    let info = self
                        .host
                        .metadata(&super::path::absolute(self.directory, &path));
                    match info {
                        Ok(info) if !is_last && info.is_directory => next.push(format!("{path}/")),
                        Ok(_) if is_last => next.push(path),
                        _ => {}
                    }
                    if next.len() >= MAX_MATCHES {
                        break;
                    }
                }
            }
            found = next;
        }
        found
    }

    fn names_matching(&mut self, start: &str, component: &str) -> Vec<String> {
        let directory = super::path::absolute(self.directory, start);
        let mut names = self.host.list_directory(&directory).unwrap_or_default();
        names.retain(|name| {
            (!name.starts_with('.') || component.starts_with('.'))
                && pattern::matches(component, name)
        });
        names.sort();
        names
    }
}

pub(super) fn set_error_text(error: SetError, name: &str) -> String {
    match error {
        SetError::ReadOnly => format!("{name}: is read only"),
        SetError::OutOfMemory => "out of memory".to_string(),
    }
}

/// A pattern without magic as the text it stands for.
fn unescaped(pattern: &str) -> String {
    let mut text = String::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.extend(characters.next()),
            _ => text.push(character),
        }
    }
    text
}

fn remove_suffix(value: &str, pattern: &str, longest: bool) -> String {
    let text: Vec<char> = value.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    let mut effort = Effort::new();
    let mut starts: Vec<usize> = (0..=text.len()).collect();
    if !longest {
        starts.reverse();
    }
    let cut = starts
        .into_iter()
        .find(|start| pattern::matches_characters(&pattern, &text[*start..], &mut effort));
    text[..cut.unwrap_or(text.len())].iter().collect()
}

fn remove_prefix(value: &str, pattern: &str, longest: bool) -> String {
    let text: Vec<char> = value.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    let mut effort = Effort::new();
    let mut ends: Vec<usize> = (0..=text.len()).collect();
    if longest {
        ends.reverse();
    }
    let cut = ends
        .into_iter()
        .find(|end| pattern::matches_characters(&pattern, &text[..*end], &mut effort));
    text[cut.unwrap_or(0)..].iter().collect()
}

fn substring(value: &str, offset: i64, length: Option<i64>) -> String {
    let text: Vec<char> = value.chars().collect();
    let count = i64::try_from(text.len()).unwrap_or(i64::MAX);
    let start = if offset < 0 {
        (count + offset).max(0)
    } else {
        offset.min(count)
    };
    let end = match length {
        None => count,
        Some(length) if length < 0 => (count + length).max(start),
        Some(length) => start.saturating_add(length).min(count),
    };
    let range = usize::try_from(start).unwrap_or(0)..usize::try_from(end).unwrap_or(0);
    text.get(range)
        .map(|piece| piece.iter().collect())
        .unwrap_or_default()
}

/// The first match, every match, or with `#` and `%` before the pattern only one at the start or the
/// end.
fn replace(value: &str, pattern: &str, with: &str, every: bool) -> String {
    if let Some(pattern) = pattern.strip_prefix('#') {
        let rest = remove_prefix(value, pattern, true);
        let is_match = rest.len() < value.len() || pattern::matches(pattern, "");
        return if is_match {
            format!("{with}{rest}")
        } else {
            value.to_string()
        };
    }
    if let Some(pattern) = pattern.strip_prefix('%') {
        let rest = remove_suffix(value, pattern, true);
        let is_match = rest.len() < value.len() || pattern::matches(pattern, "");
        return if is_match {
            format!("{rest}{with}")
        } else {
            value.to_string()
        };
    }
    let text: Vec<char> = value.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    let mut effort = Effort::new();
    let mut result = String::new();
    let mut at = 0;
    while at < text.len() && !effort.is_spent() {
        let end = (at + 1..=text.len())
            .rev()
            .find(|end| pattern::matches_characters(&pattern, &text[at..*end], &mut effort));
        match end {
            Some(end) if !pattern.is_empty() => {
                result.push_str(with);
                at = end;
                if !every {
                    break;
                }
            }
            _ => {
                result.push(text[at]);
                at += 1;
            }
        }
    }
    result.extend(&text[at..]);
    result
}
