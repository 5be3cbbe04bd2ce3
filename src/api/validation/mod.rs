//! The API server's rules for objects, with its wording (control-plane.md §1.7;
//! pkg/apis/core/validation/validation.go). Objects are validated after defaulting, and every
//! broken rule is reported, in the order of the API server as far as learners can tell.

mod container;
mod meta;
pub mod names;
mod objects;
mod pod;
mod probe;
mod service;
mod volume;

use std::fmt;

pub use names::Grammar;
pub use objects::{validate_config_map, validate_namespace, validate_secret};
pub use pod::validate_pod;
pub use service::validate_service;

/// One broken rule. Displayed in the grammar of the API server:
/// `<path>: <Word>[: <value>][: <detail>]` (apimachinery/pkg/util/validation/field/errors.go).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// `spec.containers[0].image`
    pub path: String,
    pub kind: ErrorKind,
    /// As printed: texts in quotes, numbers bare, structs as JSON. Empty where none is printed.
    pub value: String,
    pub rule: Rule,
    /// The key concerned, where the API's path stops at the map that has it.
    pub key: Option<String>,
}

/// The class of a [`FieldError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    Required,
    Invalid,
    Duplicate,
    Unsupported,
    Forbidden,
    NotFound,
    TooLong,
}

impl ErrorKind {
    /// The words that begin the error: `Required value`.
    pub fn words(self) -> &'static str {
        match self {
            ErrorKind::Required => "Required value",
            ErrorKind::Invalid => "Invalid value",
            ErrorKind::Duplicate => "Duplicate value",
            ErrorKind::Unsupported => "Unsupported value",
            ErrorKind::Forbidden => "Forbidden",
            ErrorKind::NotFound => "Not found",
            ErrorKind::TooLong => "Too long",
        }
    }
}

/// Which rule is broken. Displayed as the detail that the API server prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The class of the error says it all.
    Plain,
    Grammar(Grammar),
    BytesMost(usize),
    Between(i64, i64),
    AtLeast(i64),
    MustBe(i64),
    Supported(&'static [&'static str]),
    /// A request above its limit.
    AboveLimit {
        resource: String,
        limit: String,
    },
    /// A `sleep` hook longer than the Pod's grace period.
    SleepTooLong {
        grace_seconds: i64,
    },
    /// A rule that only has a sentence.
    Says(&'static str),
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::Plain => Ok(()),
            Rule::Grammar(grammar) => f.write_str(grammar.message()),
            Rule::BytesMost(most) => write!(f, "must be no more than {most} bytes"),
            Rule::Between(least, most) => {
                write!(f, "must be between {least} and {most}, inclusive")
            }
            Rule::AtLeast(least) => write!(f, "must be greater than or equal to {least}"),
            Rule::MustBe(number) => write!(f, "must be {number}"),
            Rule::Supported(words) => {
                f.write_str("supported values: ")?;
                for (index, word) in words.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}\"{word}\"")?;
                }
                Ok(())
            }
            Rule::AboveLimit { resource, limit } => {
                write!(
                    f,
                    "must be less than or equal to {resource} limit of {limit}"
                )
            }
            Rule::SleepTooLong { grace_seconds } => write!(
                f,
                "must be non-negative and less than terminationGracePeriodSeconds ({grace_seconds})"
            ),
            Rule::Says(sentence) => f.write_str(sentence),
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.kind.words())?;
        if !self.value.is_empty() {
            write!(f, ": {}", self.value)?;
        }
        if self.rule != Rule::Plain {
            write!(f, ": {}", self.rule)?;
        }
        Ok(())
    }
}

/// What kubectl prints for an object with these errors; it drops repetitions (kubectl.md §3.2;
/// kubectl/pkg/cmd/util/helpers.go checkErr). Without a final line break.
pub fn invalid_message(kind: &str, name: &str, errors: &[FieldError]) -> String {
    let mut message = format!("The {kind} \"{name}\" is invalid: ");
    let mut lines: Vec<String> = Vec::new();
    for error in errors {
        let line = error.to_string();
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if let [line] = lines.as_slice() {
        message.push_str(line);
    } else {
        for line in lines {
            message.push_str("\n* ");
            message.push_str(&line);
        }
    }
    message
}

/// The server's own message for the same: `Pod "a" is invalid: [<err1>, <err2>]`.
pub fn status_message(kind: &str, name: &str, errors: &[FieldError]) -> String {
    let joined: Vec<String> = errors.iter().map(FieldError::to_string).collect();
    match joined.as_slice() {
        [one] => format!("{kind} \"{name}\" is invalid: {one}"),
        all => format!("{kind} \"{name}\" is invalid: [{}]", all.join(", ")),
    }
}

/// Errors reported for one object; what follows is the same mistake again.
const ERRORS_MOST: usize = 100;

/// Errors while they are collected.
#[derive(Default)]
pub(crate) struct Errors {
    found: Vec<FieldError>,
    /// Whether the last error was one too many.
    dropped: bool,
}

impl Errors {
    fn push(&mut self, path: &str, kind: ErrorKind, value: String, rule: Rule) {
        self.dropped = self.found.len() >= ERRORS_MOST;
        if self.dropped {
            return;
        }
        self.found.push(FieldError {
            path: path.to_owned(),
            kind,
            value,
            rule,
            key: None,
        });
    }

    /// Says which key of the map the last error is about.
    fn about_key(&mut self, key: &str) {
        if let Some(error) = self.found.last_mut().filter(|_| !self.dropped) {
            error.key = Some(key.to_owned());
        }
    }

    fn required(&mut self, path: &str, rule: Rule) {
        self.push(path, ErrorKind::Required, String::new(), rule);
    }

    fn forbidden(&mut self, path: &str, sentence: &'static str) {
        self.push(
            path,
            ErrorKind::Forbidden,
            String::new(),
            Rule::Says(sentence),
        );
    }

    fn duplicate(&mut self, path: &str, value: &str) {
        self.push(path, ErrorKind::Duplicate, quoted(value), Rule::Plain);
    }

    fn not_found(&mut self, path: &str, value: &str) {
        self.push(path, ErrorKind::NotFound, quoted(value), Rule::Plain);
    }

    fn invalid_text(&mut self, path: &str, value: &str, rule: Rule) {
        self.push(path, ErrorKind::Invalid, quoted(value), rule);
    }

    fn invalid_number(&mut self, path: &str, value: i64, rule: Rule) {
        self.push(path, ErrorKind::Invalid, value.to_string(), rule);
    }

    /// An error unless the word is one of those; an empty word is allowed only if listed.
    fn one_of(&mut self, path: &str, word: &str, supported: &'static [&'static str]) {
        if !supported.contains(&word) {
            let rule = Rule::Supported(supported);
            self.push(path, ErrorKind::Unsupported, quoted(word), rule);
        }
    }

    /// The errors of a text under a grammar, if any.
    fn grammar(&mut self, path: &str, text: &str, grammar: Grammar) {
        for rule in grammar.broken_rules(text) {
            self.invalid_text(path, text, rule);
        }
    }

    fn not_negative(&mut self, path: &str, number: i64) {
        if number < 0 {
            self.invalid_number(path, number, Rule::AtLeast(0));
        }
    }

    /// 1 to 65535.
    fn port_number(&mut self, path: &str, number: i32) {
        if !(1..=65_535).contains(&number) {
            self.invalid_number(path, number.into(), Rule::Between(1, 65_535));
        }
    }
}

/// A text as Go's `%q` prints it.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn required(path: &str) -> FieldError {
        let mut errors = Errors::default();
        errors.required(path, Rule::Plain);
        errors.found.remove(0)
    }

    #[test]
    fn one_cause_is_a_line_and_several_are_a_list() {
        let image = required("spec.containers[0].image");
        let name = required("spec.containers[0].name");
        assert_eq!(
            invalid_message("Pod", "a", std::slice::from_ref(&image)),
            "The Pod \"a\" is invalid: spec.containers[0].image: Required value"
        );
        assert_eq!(
            invalid_message("Pod", "a", &[image.clone(), name.clone(), image.clone()]),
            "The Pod \"a\" is invalid: \n* spec.containers[0].image: Required value\n\
             * spec.containers[0].name: Required value"
        );
        assert_eq!(
            status_message("Pod", "a", &[image, name]),
            "Pod \"a\" is invalid: [spec.containers[0].image: Required value, \
             spec.containers[0].name: Required value]"
        );
    }
}
