//! The rows of `docs/fidelity/*.txt`: what is claimed, where it comes from, what shows it.
//!
//! A row is a paragraph of `key: value` lines that begins with `id:`; a line that is indented goes
//! on with the value before it. Lines with `#` in front are comments.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The keys of a row, in the order in which they are told.
pub const KEYS: [&str; 15] = [
    "id",
    "claim",
    "source",
    "rules",
    "releases",
    "shown-by",
    "status",
    "note",
    // What a comparison with a recording allows for a line that names the row.
    "recorded-later",
    "recorded-earlier",
    "counts-differ",
    // What a later release changed wherever it stands.
    "recorded-text",
    "text",
    "new-condition",
    // The structs of `src/manifest/schema.txt` and its details whose unsimulated fields the row answers for.
    "fields-of",
];

/// How a row stands to a real cluster.
pub const STATUSES: [&str; 5] = [
    "same",
    "deliberate difference",
    "newer release",
    "recording only",
    "not simulated",
];

/// One row: its area (the file's name), its line in that file, and its values by key.
pub struct Row {
    pub area: String,
    pub line: usize,
    values: BTreeMap<&'static str, String>,
}

impl Row {
    /// The value of a key; empty if it is not given.
    pub fn get(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    pub fn id(&self) -> &str {
        self.get("id")
    }

    /// Where the row stands.
    pub fn place(&self) -> String {
        format!(
            "docs/fidelity/{}.txt:{} {}",
            self.area,
            self.line,
            self.id()
        )
    }

    /// The parts of a value between semicolons.
    pub fn list(&self, key: &str) -> impl Iterator<Item = &str> {
        let parts = self.get(key).split(';').map(str::trim);
        parts.filter(|part| !part.is_empty())
    }

    /// A whole number with its unit, such as `6s` or `40%`; 0 if it is not given.
    pub fn number(&self, key: &str, unit: &str) -> i64 {
        match self.get(key) {
            "" => 0,
            text => text
                .strip_suffix(unit)
                .and_then(|number| number.parse().ok())
                .unwrap_or_else(|| panic!("{}: {key} needs a number in {unit}", self.id())),
        }
    }
}

/// Every row, by file and then in the order written.
pub fn read_rows() -> Vec<Row> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/fidelity");
    let entries = fs::read_dir(folder).expect("docs/fidelity is there");
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut rows = Vec::new();
    for path in paths {
        let area = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&path).expect("a row file can be read");
        read_area(&area, &text, &mut rows).unwrap_or_else(|problem| panic!("{problem}"));
    }
    rows
}

/// Reads one file's text; the first problem names its line.
pub fn read_area(area: &str, text: &str, rows: &mut Vec<Row>) -> Result<(), String> {
    let mut last_key = None;
    for (line, number) in text.lines().zip(1..) {
        let problem = |what: &str| Err(format!("docs/fidelity/{area}.txt:{number}: {what}"));
        if line.trim().is_empty() || line.starts_with('#') {
            last_key = None;
            continue;
        }
        if line.starts_with(' ') {
            let (Some(key), Some(row)) = (last_key, rows.last_mut()) else {
                return problem("nothing goes on here");
            };
            let value = row.values.entry(key).or_default();
            value.push(' ');
            value.push_str(line.trim());
            continue;
        }
        let Some((word, value)) = line.split_once(':') else {
            return problem("a line is `key: value`");
        };
        let Some(key) = KEYS.into_iter().find(|key| *key == word) else {
            return problem(&format!("there is no key `{word}`"));
        };
        if key == "id" {
            rows.push(Row {
                area: area.to_owned(),
                line: number,
                values: BTreeMap::new(),
            });
        }
        let Some(row) = rows.last_mut().filter(|row| row.area == area) else {
            return problem("a row begins with its id");
        };
        if row.values.insert(key, value.trim().to_owned()).is_some() {
            return problem(&format!("`{key}` is given twice"));
        }
        last_key = Some(key);
    }
    Ok(())
}
