//! What is wrong with a text, and where. The sentence a person reads is made in room `text`
//! from [`Code`]; `message` is what the API server or kubectl would have printed.

use crate::api::behaviour::BehaviourError;
use crate::api::validation::{ErrorKind, Rule};

/// One problem, or one remark, at its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    pub code: Code,
    /// The first character concerned.
    pub position: Position,
    /// Just after the last character concerned, where that is known.
    pub end: Option<Position>,
    /// Which of [`super::Manifest::documents`]; `None` for the text as a whole.
    pub document: Option<usize>,
    /// `spec.containers[0].image`; empty for a document as a whole.
    pub path: String,
    /// English, in the words of Kubernetes where it has words for it.
    pub message: String,
    pub fix: Option<Fix>,
}

/// Errors keep an object from being made; the others do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

/// A place in the text: 1-based line, 1-based column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// An edit that solves the problem: the characters from `start` up to `end` become `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub start: Position,
    pub end: Position,
    pub text: String,
}

impl Fix {
    /// The whole text after the edit; unchanged if the positions lie outside it.
    pub fn apply(&self, text: &str) -> String {
        let lines = super::lines::Lines::new(text);
        let (start, end) = (lines.offset(self.start), lines.offset(self.end));
        match (text.get(..start), text.get(end..)) {
            (Some(before), Some(after)) if start <= end => {
                format!("{before}{}{after}", self.text)
            }
            _ => text.to_owned(),
        }
    }
}

/// What kind of problem it is, with everything a sentence about it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// The text is longer than a manifest may be here.
    TextTooLong {
        bytes: usize,
        most: usize,
    },
    /// More documents in one text than are read; the rest is not looked at.
    TooManyDocuments {
        most: usize,
    },
    /// Nested deeper, or repeated by aliases to more values, than is read.
    TooDeep,
    TooManyValues {
        most: usize,
    },
    /// Not YAML.
    Syntax(SyntaxProblem),
    /// The same key twice in one mapping; the last one counts, as with kubectl.
    DuplicateKey {
        key: String,
    },
    /// A document that is a word or a list and not an object.
    NotAnObject,
    /// `apiVersion` or `kind` is missing. If the document looks like a part of something,
    /// `part_of` names it: `Container`, `PodSpec`, `PodStatus`.
    HeaderMissing {
        api_version: bool,
        kind: bool,
        part_of: Option<&'static str>,
    },
    UnknownKind {
        kind: String,
        api_version: String,
        nearest: Option<&'static str>,
    },
    WrongApiVersion {
        kind: String,
        api_version: String,
        right: &'static str,
    },
    /// No such field here. `nearest` is a field of the same place that is spelt alike;
    /// `belongs_at` is where a field of exactly this name exists.
    UnknownField {
        field: String,
        nearest: Option<&'static str>,
        belongs_at: Option<String>,
    },
    WrongType {
        expected: Shape,
        found: Shape,
    },
    /// A whole number outside what the field's type holds, or not whole.
    NumberOutOfRange {
        text: String,
    },
    BadQuantity {
        text: String,
    },
    BadTime {
        text: String,
    },
    NotBase64 {
        byte: usize,
    },
    /// A rule of the API's validation is broken.
    Invalid {
        kind: ErrorKind,
        /// As the API server prints it; empty where it prints none.
        value: String,
        rule: Rule,
    },
    /// A `podarium.dev/behaviour` annotation that cannot be read.
    Behaviour(BehaviourError),
    /// Valid, accepted, and without effect in this simulation.
    NotSimulated {
        what: String,
    },
    /// A kind that is known and not simulated.
    KindNotSimulated {
        kind: String,
    },
    /// Written by the cluster; what the manifest says here does not count.
    ServerWritten {
        field: String,
    },
}

/// The kinds of value, as JSON knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Null,
    Text,
    Number,
    Boolean,
    List,
    Object,
}

impl Shape {
    /// Go's word for it in `json: cannot unmarshal … into`.
    pub fn go_name(self) -> &'static str {
        match self {
            Shape::Null => "null",
            Shape::Text => "string",
            Shape::Number => "number",
            Shape::Boolean => "bool",
            Shape::List => "array",
            Shape::Object => "object",
        }
    }
}

/// Why a text is not YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxProblem {
    /// A tab where spaces belong.
    Tab,
    /// A quote that is never closed; the position is that of the opening quote.
    UnclosedQuote,
    /// A bracket or brace that is never closed, or closed by the wrong one.
    UnclosedBracket,
    /// A `key: value` under a line that already has its value: usually wrong indentation.
    UnexpectedMapping,
    /// Text after a key that was meant as a comment: a `#` is missing before it.
    CommentWithoutHash,
    /// The indentation of this line fits no line above it.
    Indentation,
    /// A list that begins on the line of its key.
    ListOnKeyLine,
    /// A plain text that begins with a character YAML keeps for itself: it needs quotes.
    ReservedCharacter(char),
    /// A key without its colon.
    ColonMissing,
    /// `*name` without `&name`.
    UnknownAnchor,
    /// A mapping or list as a key, as in `{{ .Values.name }}`.
    KeyNotText,
    /// A character that a text file does not have.
    ControlCharacter,
    /// Anything else, in the words of the YAML reader.
    Other(String),
}
