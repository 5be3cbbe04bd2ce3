//! `docs/fidelity.md` and `public/fidelity.html` are made from data that the tests read: `docs/fidelity/*.txt`, the schema and
//! the recordings. `UPDATE_GOLDENS=1 cargo test --test fidelity` writes it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "fidelity/page.rs"]
mod page;
#[path = "fidelity/rows.rs"]
mod rows;

use rows::{Row, STATUSES, read_area, read_rows};

const SCHEMA: &str = concat!(
    include_str!("../src/manifest/schema.txt"),
    include_str!("../src/manifest/schema-details.txt")
);
const RULES: &str = include_str!("../src/engine/rule.rs");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn text_of(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_default()
}

#[test]
fn every_row_is_whole() {
    let mut problems = Vec::new();
    let mut ids = BTreeSet::new();
    for row in read_rows() {
        let mut problem = |what: String| problems.push(format!("{}: {what}", row.place()));
        let is_id = |letter: char| letter.is_ascii_lowercase() || letter == '-';
        if row.id().is_empty() || !row.id().chars().all(is_id) {
            problem("an id has small letters and hyphens".to_owned());
        }
        if !ids.insert(row.id().to_owned()) {
            problem("the id is given twice".to_owned());
        }
        for key in ["claim", "source", "releases"] {
            if row.get(key).is_empty() {
                problem(format!("`{key}` is missing"));
            }
        }
        if !STATUSES.contains(&row.get("status")) {
            problem(format!("the status is one of {STATUSES:?}"));
        }
        for release in row.list("releases") {
            if !["1.34", "1.36", "recorded"].contains(&release) {
                problem(format!("there is no release {release}"));
            }
        }
        if row.list("shown-by").count() == 0 && row.get("status") != "not simulated" {
            problem("nothing shows it".to_owned());
        }
        if row.get("status") == "deliberate difference" && row.get("note").is_empty() {
            problem("the note says why it is otherwise".to_owned());
        }
        let missing = row.list("shown-by").filter(|shown| !is_there(shown));
        problems.extend(missing.map(|shown| format!("{}: there is no {shown}", row.place())));
        if row.get("recorded-text").is_empty() != row.get("text").is_empty() {
            problems.push(format!("{}: a text is changed into a text", row.place()));
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// Whether `recording NAME`, `trace NAME`, or the test `FILE FUNCTION` exists; a file in a folder
/// is one of `src`.
fn is_there(shown: &str) -> bool {
    match shown.split_once(' ') {
        Some(("recording", name)) => root()
            .join(format!("tests/oracle/{name}/scenario.txt"))
            .is_file(),
        Some(("trace", name)) => root()
            .join(format!("tests/traces/{name}.scenario"))
            .is_file(),
        Some((file, function)) => {
            let folder = if file.contains('/') { "src" } else { "tests" };
            text_of(&format!("{folder}/{file}.rs")).contains(&format!("fn {function}("))
        }
        None => false,
    }
}

#[test]
fn a_row_that_is_wrong_is_found() {
    let problem = |text: &str| read_area("area", text, &mut Vec::new()).err();
    assert_eq!(problem("id: a\nclaim: b\n  and c\n"), None);
    let place = "docs/fidelity/area.txt:";
    assert_eq!(
        problem("claim: b"),
        Some(format!("{place}1: a row begins with its id"))
    );
    assert_eq!(
        problem("id: a\nclam: b"),
        Some(format!("{place}2: there is no key `clam`"))
    );
    assert_eq!(
        problem("id: a\nid"),
        Some(format!("{place}2: a line is `key: value`"))
    );
    assert_eq!(
        problem("id: a\nclaim: b\nclaim: c"),
        Some(format!("{place}3: `claim` is given twice"))
    );
    assert!(!is_there("recording nowhere") && !is_there("replay nothing_of_the_kind"));
}

#[test]
fn every_rule_of_the_engine_has_a_row() {
    // Each rule's id is the first text behind its arrow.
    let ids = RULES
        .split("=> (")
        .skip(1)
        .filter_map(|rest| rest.split('"').nth(1));
    let known: BTreeSet<&str> = ids.collect();
    assert!(
        known.contains("kubelet.crash-back-off"),
        "the rules are read"
    );
    let rows = read_rows();
    let told: BTreeSet<&str> = rows.iter().flat_map(|row| row.list("rules")).collect();
    let untold: Vec<_> = known.difference(&told).collect();
    assert!(
        untold.is_empty(),
        "rules without a row in docs/fidelity: {untold:?}"
    );
    let unknown: Vec<_> = told.difference(&known).collect();
    assert!(
        unknown.is_empty(),
        "rows of rules that are no more: {unknown:?}"
    );
}

/// The fields marked `~` in the schema, by struct.
fn unsimulated_fields() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut fields: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut owner = "";
    for line in SCHEMA.lines().filter(|line| !line.starts_with('#')) {
        match line.split(' ').collect::<Vec<_>>()[..] {
            [name] => owner = name,
            [field, _, "~"] => fields.entry(owner).or_default().push(field),
            _ => {}
        }
    }
    fields
}

#[test]
fn every_field_that_does_nothing_has_a_row() {
    let fields = unsimulated_fields();
    assert!(fields.contains_key("PodSpec"), "the schema is read");
    let rows = read_rows();
    let told: BTreeSet<&str> = rows.iter().flat_map(|row| row.list("fields-of")).collect();
    let known: BTreeSet<&str> = fields.keys().copied().collect();
    assert_eq!(told, known, "structs with fields that are not simulated");
}

#[test]
fn every_allowance_is_needed() {
    let tables: String = recordings()
        .iter()
        .map(|name| text_of(&format!("tests/oracle/{name}/expected.txt")))
        .collect();
    let named = |id: &str| {
        [
            format!("[{id}]"),
            format!("[{id}, "),
            format!(", {id}]"),
            format!(", {id}, "),
        ]
        .iter()
        .any(|form| tables.contains(form))
    };
    for row in read_rows() {
        let keys = [
            ("recorded-later", "s"),
            ("recorded-earlier", "s"),
            ("counts-differ", "%"),
        ];
        let allows = keys.iter().any(|(key, unit)| row.number(key, unit) != 0);
        assert!(!allows || named(row.id()), "no line needs {}", row.place());
    }
}

fn recordings() -> Vec<String> {
    let entries = fs::read_dir(root().join("tests/oracle")).expect("tests/oracle is there");
    let folders = entries.flatten().filter(|entry| entry.path().is_dir());
    let names = folders.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let names: BTreeSet<String> = names.collect();
    names.into_iter().collect()
}

#[test]
fn the_documents_are_made_from_the_data() {
    let rows = read_rows();
    let documents = [
        ("docs/fidelity.md", document(&rows)),
        ("public/fidelity.html", page::page(&rows)),
    ];
    for (path, document) in documents {
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            fs::write(root().join(path), document).unwrap();
            continue;
        }
        let again = "UPDATE_GOLDENS=1 cargo test --test fidelity, and read it";
        assert!(text_of(path) == document, "{path}: {again}");
    }
}

/// What the page's content policy would block, and what would break a link, is not in it.
#[test]
fn the_page_is_static_and_whole() {
    let rows = read_rows();
    let page = page::page(&rows);
    for blocked in [
        "<script", "<style", "style=\"", "onclick", "http://", "https://",
    ] {
        assert!(!page.contains(blocked), "{blocked}");
    }
    for row in &rows {
        let id = format!("id=\"row-{}\"", row.id());
        assert_eq!(page.matches(&id).count(), 1, "{id}");
    }
    for (index, _) in page.match_indices("href=\"#") {
        let target = page[index + 7..].split('"').next().unwrap_or_default();
        assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
    }
    let opened = page.matches("<div").count();
    assert_eq!(opened, page.matches("</div>").count());
    let place = |id: &str| {
        page.find(&format!("id=\"{id}\""))
            .expect("the section is there")
    };
    assert!(place("differences") < place("not-simulated"));
    assert!(place("not-simulated") < place("start"));
}

const HEAD: &str = "\
# How true it is

This file is made by `tests/fidelity.rs` from `docs/fidelity/*.txt`, the schema of manifests and the
recordings; `UPDATE_GOLDENS=1 cargo test --test fidelity` makes it anew. Each row claims something,
says where it comes from (a file and function of Kubernetes, or a KEP), for which release it holds,
and which test or recording shows it. `recording` is a folder of `tests/oracle`, where a real cluster
was recorded and the engine is compared with it line by line; `trace` is a file of `tests/traces`;
anything else is a test of that file in `tests` or, with a folder, in `src`.

";

fn document(rows: &[Row]) -> String {
    let mut text = HEAD.to_owned();
    text += "| status | rows | meaning |\n|---|---|---|\n";
    for status in STATUSES {
        let count = rows
            .iter()
            .filter(|row| row.get("status") == status)
            .count();
        let _ = writeln!(text, "| {status} | {count} | {} |", meaning(status));
    }
    let mut area = "";
    for row in rows {
        if row.area != area {
            area = &row.area;
            let _ = write!(text, "\n## {}\n\n{}", area_title(area), ROW_HEAD);
        }
        text += &table_row(row);
    }
    text += "\n## Every field that does nothing\n\n| in | fields |\n|---|---|\n";
    for (owner, fields) in unsimulated_fields() {
        let _ = writeln!(text, "| {owner} | {} |", fields.join(", "));
    }
    text += RECORDINGS_HEAD;
    for (name, [same, recorded, engine]) in recording_counts() {
        let _ = writeln!(text, "| {name} | {same} | {recorded} | {engine} |");
    }
    text
}

/// The first line of an area's file.
fn area_title(area: &str) -> String {
    let file = text_of(&format!("docs/fidelity/{area}.txt"));
    let first = file.lines().next().unwrap_or_default();
    first.trim_start_matches("# ").to_owned()
}

/// How many lines of each recording are the same, recorded only, and the engine's only.
fn recording_counts() -> Vec<(String, [usize; 3])> {
    let counted = recordings().into_iter().map(|name| {
        let lines = text_of(&format!("tests/oracle/{name}/expected.txt"));
        let of = |mark: char| lines.lines().filter(|line| line.starts_with(mark)).count();
        (name, [of(' '), of('-'), of('+')])
    });
    counted.collect()
}

const ROW_HEAD: &str = "\
| id | what | status | releases | source | shown by |
|---|---|---|---|---|---|
";
const RECORDINGS_HEAD: &str = "
## Recordings

Lines that are the same, that only the recording has, and that only the engine has. The last two
name the row that explains them.

| recording | same | recorded only | engine only |
|---|---|---|---|
";

fn meaning(status: &str) -> &'static str {
    match status {
        "same" => "as in Kubernetes",
        "deliberate difference" => "otherwise on purpose, and the note says why",
        "newer release" => "as in the releases simulated, and otherwise in the recorded one (1.20)",
        "recording only" => "a circumstance of the recording",
        _ => "not done",
    }
}

fn table_row(row: &Row) -> String {
    let joined = |key: &str| row.list(key).collect::<Vec<_>>().join(", ");
    let mut what = row.get("claim").to_owned();
    if !row.get("note").is_empty() {
        let _ = write!(what, " *{}*", row.get("note"));
    }
    if !row.get("text").is_empty() {
        let _ = write!(
            what,
            " `{}` → `{}`",
            row.get("recorded-text"),
            row.get("text")
        );
    }
    let cells = [
        format!("`{}`", row.id()),
        what,
        row.get("status").to_owned(),
        joined("releases"),
        row.get("source").to_owned(),
        joined("shown-by"),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}
