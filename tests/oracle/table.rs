//! The table form of a recording: sections of timed lines (README.md says what the columns mean).

use std::collections::BTreeMap;

/// The sections of a table by title: `pod web`, `events of web`, `endpoints web`.
pub type Table = BTreeMap<String, Vec<Line>>;

/// Where a line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Recorded, and the engine does the same.
    Same,
    /// Recorded, but not imitated.
    RecordedOnly,
    /// What the engine does instead.
    EngineOnly,
}

/// One change at its time.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub mark: Mark,
    pub time_ms: i64,
    /// The columns, two spaces apart.
    pub text: String,
    /// The rows of `docs/fidelity` that tell of the difference here.
    pub rows: Vec<String>,
}

impl Line {
    /// Whether the line names that row.
    pub fn names(&self, id: &str) -> bool {
        self.rows.iter().any(|row| row == id)
    }

    /// The line as a file has it.
    pub fn print(&self) -> String {
        let mark = match self.mark {
            Mark::Same => ' ',
            Mark::RecordedOnly => '-',
            Mark::EngineOnly => '+',
        };
        let (seconds, rest) = (self.time_ms / 1_000, self.time_ms % 1_000);
        let rows = match self.rows.as_slice() {
            [] => String::new(),
            ids => format!("  [{}]", ids.join(", ")),
        };
        format!("{mark} {seconds:>6}.{rest:03}  {}{rows}", self.text)
    }
}

/// Reads a table file; a line that is not understood is a mistake in it.
pub fn read(text: &str) -> Result<Table, String> {
    let mut table = Table::new();
    let mut title = String::new();
    for (line, number) in text.lines().zip(1..) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with(|first: char| first.is_ascii_lowercase()) {
            title = line.to_owned();
            if table.insert(title.clone(), Vec::new()).is_some() {
                return Err(format!("{number}: a second section {title:?}"));
            }
            continue;
        }
        let read = read_line(line).ok_or_else(|| format!("{number}: no line of a table"))?;
        let section = table.get_mut(&title);
        let section = section.ok_or_else(|| format!("{number}: a line before any section"))?;
        section.push(read);
    }
    Ok(table)
}

fn read_line(line: &str) -> Option<Line> {
    let mark = match line.get(..1)? {
        " " => Mark::Same,
        "-" => Mark::RecordedOnly,
        "+" => Mark::EngineOnly,
        _ => return None,
    };
    let (time, rest) = line.get(1..)?.trim_start().split_once("  ")?;
    let (seconds, milliseconds) = time.split_once('.')?;
    let time_ms = seconds.parse::<i64>().ok()? * 1_000 + milliseconds.parse::<i64>().ok()?;
    let (text, rows) = split_rows(rest);
    Some(Line {
        mark,
        time_ms,
        text: text.to_owned(),
        rows,
    })
}

/// The columns, and the ids in `  [id, id]` behind them.
fn split_rows(text: &str) -> (&str, Vec<String>) {
    let is_id = |letter: char| letter.is_ascii_lowercase() || "-, ".contains(letter);
    let found = text
        .strip_suffix(']')
        .and_then(|rest| rest.rsplit_once("  ["));
    match found.filter(|(_, ids)| ids.chars().all(is_id)) {
        Some((columns, ids)) => (columns, ids.split(", ").map(str::to_owned).collect()),
        None => (text, Vec::new()),
    }
}
