//! What the rows of `docs/fidelity` say about comparing: texts and conditions that later releases
//! changed everywhere, and how much a single line may differ.

use std::collections::BTreeMap;

use super::rows::Row;
use super::table::Line;

/// The rows, as far as a comparison asks them.
pub struct Changes {
    rows: BTreeMap<String, Row>,
}

impl Changes {
    pub fn new(rows: Vec<Row>) -> Changes {
        let by_id = rows.into_iter().map(|row| (row.id().to_owned(), row));
        Changes {
            rows: by_id.collect(),
        }
    }

    /// Whether there is such a row.
    pub fn knows(&self, id: &str) -> bool {
        self.rows.contains_key(id)
    }

    /// Conditions that the recorded release does not have.
    pub fn new_conditions(&self) -> Vec<&str> {
        let conditions = self.rows.values().map(|row| row.get("new-condition"));
        conditions
            .filter(|condition| !condition.is_empty())
            .collect()
    }

    /// How much less and more time the recording may take for a line.
    pub fn allowance(&self, line: &Line) -> (i64, i64) {
        let longest = |key| {
            let times = self.rows_of(line).map(|row| row.number(key, "s"));
            1_000 * times.max().unwrap_or(0)
        };
        (longest("recorded-earlier"), longest("recorded-later"))
    }

    fn rows_of<'a>(&'a self, line: &'a Line) -> impl Iterator<Item = &'a Row> {
        line.rows.iter().filter_map(|id| self.rows.get(id))
    }

    /// Whether the counts of an Event are as far apart as the line's rows allow.
    fn same_count(&self, line: &Line, wanted: &str, found: &str) -> bool {
        let percent = self
            .rows_of(line)
            .map(|row| row.number("counts-differ", "%"));
        let percent = percent.max().unwrap_or(0);
        let number = |text: &str| text.strip_prefix('x')?.parse::<i64>().ok();
        match (number(wanted), number(found)) {
            (Some(one), Some(other)) => (one - other).abs() * 100 <= percent * one.max(other),
            _ => false,
        }
    }

    /// Whether an Event is the recorded one, its text perhaps in the words of a later release.
    pub fn same_event(&self, title: &str, expected: &Line, engine: &Line) -> bool {
        let (Some(wanted), Some(found)) = (event(&expected.text), event(&engine.text)) else {
            return false;
        };
        let pod = title.rsplit(' ').next().unwrap_or_default();
        wanted.what == found.what
            && self.same_count(expected, wanted.count, found.count)
            && self.same_message(pod, &wanted, &found)
    }

    fn same_message(&self, pod: &str, wanted: &EventText, found: &EventText) -> bool {
        let filled = |pattern: &str| {
            let container = wanted.what[2];
            pattern
                .replace("{container}", container)
                .replace("{pod}", pod)
        };
        let changed = self.rows.values().any(|row| {
            let (old, new) = (row.get("recorded-text"), row.get("text"));
            !old.is_empty()
                && matches(&filled(old), wanted.message)
                && matches(&filled(new), found.message)
        });
        changed || wanted.message == found.message
    }
}

struct EventText<'a> {
    /// Reason, type and container.
    what: [&'a str; 3],
    count: &'a str,
    message: &'a str,
}

fn event(text: &str) -> Option<EventText<'_>> {
    let mut parts = text.splitn(5, "  ");
    Some(EventText {
        what: [parts.next()?, parts.next()?, parts.next()?],
        count: parts.next()?,
        message: parts.next().unwrap_or_default(),
    })
}

/// Whether a text has the form of a pattern, in which `*` stands for anything.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(start) else {
        return false;
    };
    (0..=text.len()).any(|at| text.get(at..).is_some_and(|end| matches(rest, end)))
}
