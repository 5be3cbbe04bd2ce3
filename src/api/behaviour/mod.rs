//! What a container does, written in an annotation.
//!
//! A manifest says which image runs, not what the program in it does. Annotations may say it,
//! and stay harmless on a real cluster, where they are free text:
//!
//! ```text
//! podarium.dev/behaviour        for every container of the Pod
//! podarium.dev/behaviour.NAME   for the container NAME; replaces the one above
//! ```
//!
//! The value is one statement a line; `#` begins a comment. `TIME` is `300ms`, `14s`, `2.5s`,
//! `1m30s` or `2h`, counted from the start of the container, so each restart begins anew.
//!
//! ```text
//! listens [on PORT] [after TIME]
//! answers [PATH] STATUS [after TIME | until TIME] {, STATUS after TIME}
//! takes TIME to answer
//! exits CODE after TIME
//! on SIGTERM exits CODE [after TIME]
//! ignores SIGTERM
//! memory grows QUANTITY per second [up to QUANTITY]
//! pull takes TIME
//! pull fails ["MESSAGE"] [N times]
//! ```
//!
//! `docs/behaviour.md` explains each statement with an example.

mod parse;
mod traffic;
mod words;

use crate::order::Map;
use std::fmt;

pub use parse::{parse, parse_time_ms};
pub use traffic::{PER_SECOND_MAX, TRAFFIC_ANNOTATION, Traffic};

/// The annotation for every container of a Pod; with `.NAME`, for one.
pub const ANNOTATION: &str = "podarium.dev/behaviour";

/// What one container does. Absent parts are left to the image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behaviour {
    pub listens: Vec<Listen>,
    pub answers: Vec<Answers>,
    /// How long each answer takes, in milliseconds.
    pub answer_delay_ms: Option<u64>,
    pub exit: Option<Exit>,
    pub on_term: Option<OnTerm>,
    pub memory: Option<MemoryGrowth>,
    pub pull: PullBehaviour,
}

/// `listens …`: from when on connections are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    /// `None`: all ports that the container declares.
    pub port: Option<u16>,
    pub after_ms: u64,
}

/// `answers …`: the HTTP status of one path over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// `None`: every path without a line of its own.
    pub path: Option<String>,
    /// From which time on which status, times ascending; before the first one the status is 200.
    pub steps: Vec<AnswerStep>,
}

/// One status and the time from which it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerStep {
    pub from_ms: u64,
    pub status: u16,
}

/// `exits …`: the program ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    pub code: u8,
    pub after_ms: u64,
}

/// What SIGTERM does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnTerm {
    /// The program ends, this long after the signal.
    Exits(Exit),
    Ignores,
}

/// `memory grows …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryGrowth {
    pub bytes_per_second: i64,
    pub bytes_most: Option<i64>,
}

/// `pull …`: what fetching the image does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PullBehaviour {
    pub takes_ms: Option<u64>,
    pub failure: Option<PullFailure>,
}

/// `pull fails …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullFailure {
    /// Empty: the registry's usual words.
    pub message: String,
    /// `None`: every time.
    pub times: Option<u32>,
}

impl Behaviour {
    /// The status that a path is answered with, `at_ms` after the start; `None` if no line
    /// speaks of the path.
    pub fn status(&self, path: &str, at_ms: u64) -> Option<u16> {
        let of = |wanted: Option<&str>| {
            self.answers
                .iter()
                .find(|answers| answers.path.as_deref() == wanted)
        };
        let answers = of(Some(path)).or_else(|| of(None))?;
        let step = answers
            .steps
            .iter()
            .rev()
            .find(|step| step.from_ms <= at_ms);
        Some(step.map_or(200, |step| step.status))
    }
}

/// The behaviour annotations of one Pod.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behaviours {
    pub for_all: Option<Behaviour>,
    pub by_container: Map<String, Behaviour>,
}

impl Behaviours {
    /// Reads the annotations of a Pod. What cannot be read is left out and reported with the
    /// key of its annotation.
    pub fn read(annotations: &Map<String, String>) -> (Behaviours, Vec<(String, BehaviourError)>) {
        let mut behaviours = Behaviours::default();
        let mut errors = Vec::new();
        for (key, text) in annotations {
            let Some(rest) = key.strip_prefix(ANNOTATION) else {
                continue;
            };
            let container = match rest.strip_prefix('.') {
                Some(name) => Some(name),
                None if rest.is_empty() => None,
                None => continue,
            };
            let (behaviour, mut broken) = parse(text);
            errors.extend(broken.drain(..).map(|error| (key.clone(), error)));
            match container {
                Some(name) => {
                    behaviours.by_container.insert(name.to_owned(), behaviour);
                }
                None => behaviours.for_all = Some(behaviour),
            }
        }
        (behaviours, errors)
    }

    /// What the container of that name does, if an annotation says so.
    pub fn of(&self, container: &str) -> Option<&Behaviour> {
        self.by_container.get(container).or(self.for_all.as_ref())
    }
}

/// A statement that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehaviourError {
    /// 1-based line of the annotation's value.
    pub line: usize,
    /// 1-based column in characters.
    pub column: usize,
    pub problem: BehaviourProblem,
}

/// Why a statement cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BehaviourProblem {
    /// No statement begins with this word.
    UnknownStatement {
        word: String,
    },
    /// Something else is expected here; `found` is empty at the end of a line.
    Expected {
        what: Expected,
        found: String,
    },
    /// The statement is complete, and more follows.
    TooMuch {
        found: String,
    },
    /// The statement was made before.
    Repeated,
    /// Times that do not ascend.
    TimesNotAscending,
    TooManyLines {
        most: usize,
    },
    /// The annotation names a container that the Pod does not have.
    NoSuchContainer {
        name: String,
    },
}

/// What a statement needs at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Word(&'static str),
    Time,
    Port,
    HttpStatus,
    ExitCode,
    Quantity,
    Count,
    /// Requests in a second or a minute.
    Rate,
}

impl fmt::Display for BehaviourError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            BehaviourProblem::UnknownStatement { word } => write!(
                f,
                "unknown statement \"{word}\": expected listens, answers, takes, exits, on, ignores, memory or pull"
            ),
            BehaviourProblem::Expected { what, found } => {
                f.write_str("expected ")?;
                match what {
                    Expected::Word(word) => write!(f, "\"{word}\"")?,
                    Expected::Time => f.write_str("a time such as 300ms, 14s or 1m30s")?,
                    Expected::Port => f.write_str("a port from 1 to 65535")?,
                    Expected::HttpStatus => f.write_str("an HTTP status from 100 to 599")?,
                    Expected::ExitCode => f.write_str("an exit code from 0 to 255")?,
                    Expected::Quantity => f.write_str("a quantity such as 10Mi")?,
                    Expected::Count => f.write_str("a number of times")?,
                    Expected::Rate => {
                        write!(f, "\"every\" or a number from 1 to {PER_SECOND_MAX}")?;
                    }
                }
                if found.is_empty() {
                    f.write_str(", found the end of the line")
                } else {
                    write!(f, ", found \"{found}\"")
                }
            }
            BehaviourProblem::TooMuch { found } => {
                write!(f, "expected the end of the line, found \"{found}\"")
            }
            BehaviourProblem::Repeated => f.write_str("this was said before"),
            BehaviourProblem::TimesNotAscending => f.write_str("times must ascend"),
            BehaviourProblem::TooManyLines { most } => {
                write!(f, "must be no more than {most} lines")
            }
            BehaviourProblem::NoSuchContainer { name } => {
                write!(f, "the Pod has no container \"{name}\"")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_of_its_own_name_comes_first() {
        let annotations = Map::from([
            (ANNOTATION.to_owned(), "exits 0 after 5s".to_owned()),
            (format!("{ANNOTATION}.web"), "ignores SIGTERM".to_owned()),
            (format!("{ANNOTATION}al"), "whatever".to_owned()),
        ]);
        let (behaviours, errors) = Behaviours::read(&annotations);
        assert_eq!(errors, []);
        assert_eq!(behaviours.of("web").unwrap().exit, None);
        assert_eq!(behaviours.of("db").unwrap().exit.unwrap().after_ms, 5_000);
    }
}
