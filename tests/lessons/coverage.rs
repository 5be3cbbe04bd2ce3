//! `tests/lessons/coverage.yaml` names every heading and every picture of the three documents that
//! this project brings to life, and where a lesson tells of it. `docs/lesson-coverage.md` is made
//! of it.

use std::fs;
use std::path::Path;

use podarium::lesson::Catalogue;
use podarium::lesson::check::Library;
use podarium::manifest::{Node, read_tree};

/// The documents, and how many headings and pictures each has.
const DOCUMENTS: [(&str, usize, &str); 3] = [
    (
        "lifecycle",
        46,
        "Pod: lifecycle, readiness and liveness probes",
    ),
    ("pods", 29, "Pods and the life of a Pod"),
    (
        "practice",
        51,
        "Kubernetes in practice: from Pods to rollouts",
    ),
];

struct Row {
    document: String,
    place: String,
    about: [String; 2],
    at: Vec<String>,
    later: String,
}

/// Every row leads somewhere, none is missing, and the table in docs is the one made of them.
pub fn check(library: &Library) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(folder.join("tests/lessons/coverage.yaml"));
    let tree = read_tree(&text.expect("the coverage is there")).expect("the coverage is YAML");
    let rows: Vec<Row> = tree.items().iter().map(row).collect();
    let (catalogue, _) = Catalogue::read(&library.catalogue);
    let lessons = library.lessons();
    for row in &rows {
        let name = format!("{} / {}", row.document, row.place);
        assert!(
            DOCUMENTS.iter().any(|(id, ..)| *id == row.document),
            "{name}: unknown document"
        );
        assert!(
            !row.about.iter().any(String::is_empty),
            "{name}: say in both languages what it is about"
        );
        assert!(
            row.at.is_empty() != row.later.is_empty(),
            "{name}: at or later, one of them"
        );
        for place in &row.at {
            let (id, step) = place.split_once('/').unwrap_or((place, ""));
            let lesson = lessons.iter().find(|lesson| lesson.id == id);
            let found = lesson.is_some_and(|lesson| lesson.position(step).is_some());
            assert!(found, "{name}: {place} is no step");
        }
        let is_planned = catalogue.later.iter().any(|entry| entry.id == row.later);
        assert!(
            row.later.is_empty() || is_planned,
            "{name}: {} is no later lesson",
            row.later
        );
    }
    for (document, count, _) in DOCUMENTS {
        let found = rows.iter().filter(|row| row.document == document).count();
        assert_eq!(found, count, "rows of {document}");
    }
    let table = table(&rows, &catalogue);
    let path = folder.join("docs/lesson-coverage.md");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&path, &table).expect("docs can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == table,
        "docs/lesson-coverage.md is not what the rows give: UPDATE_GOLDENS=1 cargo test --test lessons"
    );
}

fn row(node: &Node) -> Row {
    let text = |node: Option<&Node>| node.and_then(Node::text).unwrap_or_default().to_owned();
    let about = |language: &str| text(node.get("about").and_then(|about| about.get(language)));
    let at = node.get("at").map_or(&[][..], Node::items);
    Row {
        document: text(node.get("document")),
        place: text(node.get("place")),
        about: [about("ko"), about("en")],
        at: at.iter().map(|place| text(Some(place))).collect(),
        later: text(node.get("later")),
    }
}

fn table(rows: &[Row], catalogue: &Catalogue) -> String {
    let mut table = "# What the lessons cover\n\nMade from `tests/lessons/coverage.yaml`; do not edit. Every heading and every picture of three\nKorean documents about Pods, and the step that tells of it.\n".to_owned();
    for (document, _, title) in DOCUMENTS {
        table += &format!("\n## {title}\n\n| place | about | lesson and step |\n|---|---|---|\n");
        for row in rows.iter().filter(|row| row.document == document) {
            let later = catalogue.later.iter().find(|entry| entry.id == row.later);
            let places = match later {
                Some(entry) => format!("waits for lesson {}, {}", entry.number, entry.title.en),
                None => row
                    .at
                    .iter()
                    .map(|place| format!("`{place}`"))
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            let [ko, en] = &row.about;
            table += &format!("| {} | {ko} · {en} | {places} |\n", row.place);
        }
    }
    table
}
