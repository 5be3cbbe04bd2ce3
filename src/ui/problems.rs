//! What is wrong with the text in the editor, as the editor shows it.

use crate::manifest::{self, Diagnostic, Position};
use crate::text::{Lang, diagnostic};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The text cannot run.
    Error,
    /// It runs, but perhaps not as meant.
    Warning,
    /// It runs; something is worth knowing.
    Advice,
}

/// A place in the text; line and column count from 1, the column in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// One problem, ready to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub start: Place,
    /// Just behind the last character.
    pub end: Place,
    pub severity: Severity,
    pub text: String,
    pub fix: Option<Fix>,
}

/// An edit that makes a problem go away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub start: Place,
    pub end: Place,
    pub replacement: String,
}

/// The problems of a text, in its order.
pub fn problems_of(text: &str, lang: Lang) -> Vec<Problem> {
    let diagnostics = manifest::read(text).diagnostics.into_iter();
    diagnostics
        .map(|diagnostic| problem(diagnostic, lang))
        .collect()
}

fn problem(diagnostic: Diagnostic, lang: Lang) -> Problem {
    let text = diagnostic::sentence(&diagnostic, lang).plain_text();
    let start = place(diagnostic.position);
    // A problem without an end is marked at its first character.
    let end = diagnostic.end.map_or(
        Place {
            column: start.column + 1,
            ..start
        },
        place,
    );
    let fix = diagnostic.fix.map(|fix| Fix {
        start: place(fix.start),
        end: place(fix.end),
        replacement: fix.text,
    });
    Problem {
        start,
        end,
        severity: match diagnostic.severity {
            manifest::Severity::Error => Severity::Error,
            manifest::Severity::Warning => Severity::Warning,
            manifest::Severity::Note => Severity::Advice,
        },
        text,
        fix,
    }
}

fn place(position: Position) -> Place {
    Place {
        line: position.line as usize,
        column: position.column as usize,
    }
}

/// The UTF-16 offset of a place, as text areas count; places behind a line's end are its end.
pub fn utf16_offset(text: &str, place: Place) -> u32 {
    let mut offset = 0;
    for (index, line) in text.split('\n').enumerate() {
        if index + 1 == place.line {
            let before = line.chars().take(place.column.saturating_sub(1));
            return offset
                + before
                    .map(|character| character.len_utf16() as u32)
                    .sum::<u32>();
        }
        offset += line.encode_utf16().count() as u32 + 1;
    }
    offset.saturating_sub(1)
}

/// The line (from 1) of a UTF-16 offset.
pub fn line_of_offset(text: &str, offset: u32) -> usize {
    let before = text.encode_utf16().take(offset as usize);
    1 + before.filter(|unit| *unit == u16::from(b'\n')).count()
}

/// The problem after (or before) the one on this line, around the ends.
pub fn next_problem(problems: &[Problem], line: usize, forward: bool) -> Option<&Problem> {
    let found = if forward {
        problems.iter().find(|problem| problem.start.line > line)
    } else {
        problems
            .iter()
            .rev()
            .find(|problem| problem.start.line < line)
    };
    found.or(if forward {
        problems.first()
    } else {
        problems.last()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: usize, column: usize) -> Place {
        Place { line, column }
    }

    #[test]
    fn offsets_count_as_text_areas_do() {
        let text = "a: 1\n파드: 🚀x\nend";
        let cases = [
            (place(1, 1), 0),
            (place(1, 99), 4),
            (place(2, 1), 5),
            (place(2, 5), 9),
            (place(2, 6), 11),
            (place(3, 1), 13),
            (place(9, 1), 16),
        ];
        for (place, offset) in cases {
            assert_eq!(utf16_offset(text, place), offset, "{place:?}");
        }
        assert_eq!(line_of_offset(text, 0), 1);
        assert_eq!(line_of_offset(text, 11), 2);
        assert_eq!(line_of_offset(text, 13), 3);
    }

    #[test]
    fn a_misspelled_field_is_found_where_it_stands_and_mends_itself() {
        let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  contianers: []\n";
        let problems = problems_of(text, Lang::En);
        let found = problems.iter().find(|problem| problem.fix.is_some());
        let found = found.expect("the nearest name is offered");
        assert_eq!(
            (found.start, found.severity),
            (place(6, 3), Severity::Error)
        );
        let fix = found.fix.as_ref().expect("it was looked for");
        assert_eq!(fix.replacement, "containers");
    }

    #[test]
    fn no_sample_has_a_problem() {
        for sample in crate::ui::samples::ALL {
            let errors: Vec<Problem> = problems_of(sample.text, Lang::En);
            assert_eq!(errors, [], "{}", sample.id);
        }
    }

    #[test]
    fn problems_go_round() {
        let at = |line| Problem {
            start: place(line, 1),
            end: place(line, 2),
            severity: Severity::Error,
            text: String::new(),
            fix: None,
        };
        let problems = [at(3), at(7)];
        let line =
            |from, forward| next_problem(&problems, from, forward).map(|found| found.start.line);
        assert_eq!(
            [line(1, true), line(3, true), line(7, true)],
            [Some(3), Some(7), Some(3)]
        );
        assert_eq!(
            [line(9, false), line(7, false), line(3, false)],
            [Some(7), Some(3), Some(7)]
        );
        assert_eq!(next_problem(&[], 1, true), None);
    }
}
