//! Whether the engine does what a table expects, section by section.
//!
//! A section holds if the lines that are not `-` come in the same order with the same text, and
//! each at its time. Times are compared as gaps, because the kubelet's random delays add up over
//! a recording: a line counts from the object's own line before it or, if it came later, from the
//! last command that names the object.

use super::changes::Changes;
use super::table::{Line, Mark};

/// How far apart two gaps may be without a row that allows more.
const TOLERANCE_MS: i64 = 1_500;

/// A command of the scenario.
pub struct Command {
    pub time_ms: i64,
    pub line: String,
}

/// What is wrong with a section; `None` if nothing.
pub fn compare(
    title: &str,
    expected: &[Line],
    engine: &[Line],
    commands: &[Command],
    changes: &Changes,
) -> Option<String> {
    let expected: Vec<&Line> = expected
        .iter()
        .filter(|line| line.mark != Mark::RecordedOnly)
        .collect();
    let lines = expected.len().max(engine.len());
    let wrong = (0..lines).find_map(|index| {
        let problem = match (expected.get(index), engine.get(index)) {
            (Some(expected), Some(engine)) => text_problem(title, expected, engine, changes),
            _ => Some("one has more lines than the other".to_owned()),
        };
        problem.map(|problem| (index, problem))
    });
    let wrong = wrong.or_else(|| late_line(title, &expected, engine, commands, changes));
    let (index, problem) = wrong?;
    Some(side_by_side(title, &expected, engine, index, &problem))
}

fn text_problem(title: &str, expected: &Line, engine: &Line, changes: &Changes) -> Option<String> {
    let holds = if title.starts_with("events of ") {
        changes.same_event(title, expected, engine)
    } else {
        expected.text == engine.text
    };
    (!holds).then(|| "the text differs".to_owned())
}

/// The first line whose gap is too long or too short.
fn late_line(
    title: &str,
    expected: &[&Line],
    engine: &[Line],
    commands: &[Command],
    changes: &Changes,
) -> Option<(usize, String)> {
    let name = title.rsplit(' ').next().unwrap_or_default();
    let mut before = (0, 0);
    for (index, (wanted, found)) in expected.iter().zip(engine).enumerate() {
        let from = anchor(before, wanted.time_ms, name, commands);
        let (recorded, simulated) = (wanted.time_ms - from.0, found.time_ms - from.1);
        let (earlier_ms, later_ms) = changes.allowance(wanted);
        let late_ms = recorded - simulated;
        if late_ms > TOLERANCE_MS + later_ms || late_ms < -TOLERANCE_MS - earlier_ms {
            let problem = format!(
                "{:.3} s after what it counts from, but {:.3} s in the engine",
                recorded as f64 / 1_000.0,
                simulated as f64 / 1_000.0
            );
            return Some((index, problem));
        }
        before = (wanted.time_ms, found.time_ms);
    }
    None
}

/// The times, recorded and simulated, that a line counts from.
fn anchor(before: (i64, i64), time_ms: i64, name: &str, commands: &[Command]) -> (i64, i64) {
    let names_it = |command: &&Command| {
        let mut words = command.line.split([' ', '/']);
        words.any(|word| word == name)
    };
    let command = commands
        .iter()
        .filter(names_it)
        .rfind(|command| command.time_ms <= time_ms && command.time_ms >= before.0);
    match command {
        Some(command) if command.time_ms >= before.1 => (command.time_ms, command.time_ms),
        _ => before,
    }
}

/// Both tables, the first difference marked.
fn side_by_side(
    title: &str,
    expected: &[&Line],
    engine: &[Line],
    index: usize,
    problem: &str,
) -> String {
    let mut text = format!("{title}: {problem}\n");
    let rows = expected.len().max(engine.len());
    for row in 0..rows {
        let mark = if row == index { ">>" } else { "  " };
        let wanted = expected.get(row).map(|line| line.print());
        let found = engine.get(row).map(|line| line.print());
        let (wanted, found) = (wanted.unwrap_or_default(), found.unwrap_or_default());
        text += &format!("{mark} expected {wanted}\n{mark} engine   {found}\n");
    }
    text
}
