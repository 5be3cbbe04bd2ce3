//! `catalogue.yaml`: every lesson in its order, and what holds for all of them.

use crate::manifest::Node;

use super::Problem;
use super::read::is_name;
use super::tree::Source;

/// Everything that `catalogue.yaml` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    pub lessons: Vec<Entry>,
    /// Lessons that are still to be written.
    pub later: Vec<Entry>,
    pub misconceptions: Vec<Misconception>,
    pub corrections: Vec<Correction>,
}

/// A lesson in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    pub id: String,
    /// Its place in the course; 0 for an extra lesson.
    pub number: u32,
    pub minutes: u32,
    /// Lessons that it builds on; nothing is locked.
    pub needs: Vec<String>,
    pub title: Pair,
    pub summary: Pair,
    pub line: usize,
}

/// What many people believe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Misconception {
    pub id: String,
    /// `LESSON/STEP` where it is met.
    pub at: String,
    pub text: Pair,
    pub line: usize,
}

/// Where well-read notes are dated or loose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    pub id: String,
    /// `LESSON/STEP` where it is met, or a later lesson that will.
    pub at: String,
    pub said: Pair,
    pub today: Pair,
    /// Addresses, or a source file and its function.
    pub sources: Vec<String>,
    pub line: usize,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    pub ko: String,
    pub en: String,
}

impl Catalogue {
    /// Reads the catalogue; what is wrong with it stands beside what could be read.
    pub fn read(text: &str) -> (Catalogue, Vec<Problem>) {
        let mut source = Source::new("catalogue.yaml", text);
        let mut catalogue = Catalogue::default();
        if let Some(tree) = source.tree() {
            source.only_keys(
                &tree,
                &["lessons", "later", "misconceptions", "corrections"],
            );
            let items = |key: &str| tree.get(key).map_or(&[][..], Node::items);
            for node in items("lessons") {
                catalogue.lessons.push(entry(&mut source, node, true));
            }
            for node in items("later") {
                catalogue.later.push(entry(&mut source, node, false));
            }
            for node in items("misconceptions") {
                source.only_keys(node, &["id", "at", "text"]);
                let misconception = Misconception {
                    id: source.text_of(node, "id"),
                    at: source.text_of(node, "at"),
                    text: pair(&mut source, node, "text"),
                    line: source.line(node),
                };
                catalogue.misconceptions.push(misconception);
            }
            for node in items("corrections") {
                catalogue.corrections.push(correction(&mut source, node));
            }
        }
        (catalogue, source.problems)
    }

    /// The entry of a lesson.
    pub fn lesson(&self, id: &str) -> Option<&Entry> {
        self.lessons.iter().find(|entry| entry.id == id)
    }
}

fn entry(source: &mut Source, node: &Node, is_written: bool) -> Entry {
    source.only_keys(
        node,
        &["id", "number", "minutes", "needs", "title", "summary"],
    );
    let number = |source: &mut Source, key: &str| {
        let read = source.read(node, key, |text| {
            text.parse()
                .map_err(|_| format!("{key} is a whole number, not {text:?}"))
        });
        read.unwrap_or(0)
    };
    let needs = node.get("needs").map_or(&[][..], Node::items);
    let entry = Entry {
        id: source.text_of(node, "id"),
        number: number(source, "number"),
        minutes: number(source, "minutes"),
        needs: needs.iter().map(|node| source.text(node)).collect(),
        title: pair(source, node, "title"),
        summary: match is_written {
            true => pair(source, node, "summary"),
            false => Pair::default(),
        },
        line: source.line(node),
    };
    if !is_name(&entry.id) {
        source.problem(
            node,
            format!("the id {:?} is no name in lower case", entry.id),
        );
    }
    if is_written && !(5..=12).contains(&entry.minutes) {
        source.problem(node, "a lesson takes 5 to 12 minutes".to_owned());
    }
    entry
}

fn correction(source: &mut Source, node: &Node) -> Correction {
    source.only_keys(node, &["id", "at", "said", "today", "sources"]);
    let sources = node.get("sources").map_or(&[][..], Node::items);
    let correction = Correction {
        id: source.text_of(node, "id"),
        at: source.text_of(node, "at"),
        said: pair(source, node, "said"),
        today: pair(source, node, "today"),
        sources: sources.iter().map(|node| source.text(node)).collect(),
        line: source.line(node),
    };
    if correction.sources.is_empty() {
        source.problem(node, "a correction needs its sources".to_owned());
    }
    correction
}

fn pair(source: &mut Source, node: &Node, key: &str) -> Pair {
    let Some(inner) = node.get(key) else {
        source.problem(node, format!("{key} is missing"));
        return Pair::default();
    };
    source.only_keys(inner, &["ko", "en"]);
    let pair = Pair {
        ko: source.text_of(inner, "ko"),
        en: source.text_of(inner, "en"),
    };
    if pair.ko.is_empty() || pair.en.is_empty() {
        source.problem(inner, format!("{key} needs ko and en"));
    }
    pair
}
