//! Guided lessons: data that says what a learner predicts, does and sees, and the rules by which
//! the run itself, and nothing else, tells what is right. The format is in docs/lessons.md.
//!
//! * [`Lesson`] is what `lesson.yaml` says; [`Texts`] what `ko.md` or `en.md` says; [`Catalogue`]
//!   what holds for all lessons.
//! * [`fact`] and [`expression`] are the small language of goals; [`evidence`] finds a fact's
//!   stretches of time in a history, [`proof`] says when an expression holds.
//! * [`check`] finds what is wrong with lessons before anyone opens them.
//! * [`judge`] compares what a learner did and guessed with what the run shows.

pub mod catalogue;
pub mod check;
pub mod evidence;
pub mod expression;
pub mod fact;
pub mod judge;
pub mod marks;
mod model;
pub mod part;
pub mod progress;
pub mod proof;
pub mod read;
pub mod texts;
mod tree;
pub mod value;

pub use catalogue::Catalogue;
pub use model::{Find, Goal, Lesson, Question, Step, StepKind, Task};
pub use part::Part;
pub use texts::Texts;

use std::fmt;

/// What is wrong with a lesson's file, for its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file below the lessons' folder: `readiness/lesson.yaml`.
    pub file: String,
    /// Counts from 1.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}
