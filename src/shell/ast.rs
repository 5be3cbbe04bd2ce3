//! What a script says, as a tree. Nodes that a running process points at sit behind `Arc`, so a
//! checkpoint of a process shares its script.

use std::sync::Arc;

use super::syntax_error::SyntaxError;

/// A script, line by line. A shell runs each line before it reads the next, so the lines before a
/// syntax error do run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    pub lines: Vec<Arc<List>>,
    pub error: Option<SyntaxError>,
}

/// Commands one after the other: `a; b & c`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    pub chains: Vec<Arc<Chain>>,
}

/// Pipelines joined by `&&` and `||`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    pub links: Vec<Link>,
    pub is_background: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// How it hangs on the one before; the first is `Always`.
    pub when: When,
    pub pipeline: Pipeline,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Always,
    Succeeded,
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    pub is_negated: bool,
    pub commands: Vec<Arc<Command>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub line: u32,
    pub kind: CommandKind,
    pub redirects: Vec<Redirect>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandKind {
    Simple {
        assignments: Vec<Assignment>,
        words: Vec<Word>,
    },
    Group(Arc<List>),
    Subshell(Arc<List>),
    If {
        arms: Vec<(Arc<List>, Arc<List>)>,
        otherwise: Option<Arc<List>>,
    },
    Loop {
        is_until: bool,
        condition: Arc<List>,
        body: Arc<List>,
    },
    /// Without words it walks over `"$@"`.
    For {
        name: String,
        words: Option<Vec<Word>>,
        body: Arc<List>,
    },
    Case {
        subject: Word,
        arms: Vec<CaseArm>,
    },
    Function {
        name: String,
        body: Arc<Command>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseArm {
    pub patterns: Vec<Word>,
    pub body: Arc<List>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub name: String,
    /// `name+=value`.
    pub appends: bool,
    pub value: Word,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    pub descriptor: u8,
    pub kind: RedirectKind,
    /// A file name, a descriptor's number, or a here-document's text.
    pub target: Word,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectKind {
    Read,
    Write,
    Append,
    /// `&>`: both outputs.
    WriteBoth,
    /// `2>&1`, `<&3`, `>&-`.
    Duplicate,
    HereDocument,
}

/// One word of the source: what stands between blanks, before any expansion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Bare text: its `*`, `?` and `[` match files.
    Literal(String),
    /// Text in quotes; empty text still makes a field.
    Quoted(String),
    Parameter {
        parameter: Arc<Parameter>,
        is_quoted: bool,
    },
    Substitution {
        script: Arc<Script>,
        is_quoted: bool,
    },
    Arithmetic {
        expression: Arc<Word>,
        is_quoted: bool,
    },
}

/// `$name`, or `${name…}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub name: String,
    pub operation: Operation,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    Value,
    Length,
    /// `:-` and `-`; with the colon an empty value counts as unset.
    Default {
        colon: bool,
        word: Word,
    },
    Assign {
        colon: bool,
        word: Word,
    },
    Alternative {
        colon: bool,
        word: Word,
    },
    Demand {
        colon: bool,
        word: Word,
    },
    RemoveSuffix {
        longest: bool,
        pattern: Word,
    },
    RemovePrefix {
        longest: bool,
        pattern: Word,
    },
    /// `${x:offset:length}`.
    Substring {
        offset: Word,
        length: Option<Word>,
    },
    /// `${x/pattern/text}`, `//` for every match.
    Replace {
        every: bool,
        pattern: Word,
        with: Word,
    },
    /// `${x!}`: nothing a shell knows.
    Bad,
}

impl Word {
    /// A word of one piece of quoted text.
    pub fn quoted(text: &str) -> Word {
        Word {
            parts: vec![Part::Quoted(text.to_string())],
        }
    }

    /// The text, if the word is nothing but bare text.
    pub fn literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }
}

/// Whether the text may name a variable or a function.
pub fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|first| first == '_' || first.is_ascii_alphabetic())
        && characters.all(|character| character == '_' || character.is_ascii_alphanumeric())
}
