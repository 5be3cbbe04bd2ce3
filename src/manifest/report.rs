//! Problems while they are collected: places as byte offsets, and a bound on their number.

use super::diagnostic::{Code, Diagnostic, Fix, Severity};
use super::lines::Lines;
use super::node::Span;

/// Problems reported for one text; what follows is the same mistake again.
pub const PROBLEMS_MOST: usize = 100;

/// A diagnostic that does not know its line yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub severity: Severity,
    pub code: Code,
    pub span: Span,
    pub path: String,
    pub message: String,
    pub fix: Option<Edit>,
}

/// A fix in byte offsets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

impl Problem {
    /// An error without path and fix.
    pub fn error(code: Code, span: Span, message: String) -> Problem {
        Problem {
            severity: Severity::Error,
            code,
            span,
            path: String::new(),
            message,
            fix: None,
        }
    }
}

/// The problems of one text.
pub struct Report {
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// No problems yet.
    pub fn new() -> Report {
        Report {
            diagnostics: Vec::new(),
        }
    }

    /// Whether no further problem will be kept.
    pub fn is_full(&self) -> bool {
        self.diagnostics.len() >= PROBLEMS_MOST
    }

    /// Keeps a problem, unless there are too many already.
    pub fn add(&mut self, problem: Problem, document: Option<usize>, lines: &Lines) {
        if self.is_full() {
            return;
        }
        let Problem {
            severity,
            code,
            span,
            path,
            message,
            fix,
        } = problem;
        self.diagnostics.push(Diagnostic {
            severity,
            code,
            position: lines.position(span.start),
            end: (span.end > span.start).then(|| lines.position(span.end)),
            document,
            path,
            message,
            fix: fix.map(|edit| Fix {
                start: lines.position(edit.span.start),
                end: lines.position(edit.span.end),
                text: edit.text,
            }),
        });
    }
}
