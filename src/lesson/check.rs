//! What is wrong with lessons, found before anyone opens them: form, texts in both languages, and
//! the runs themselves. `cargo xtask lesson check` and the tests ask the same questions here.

mod form;
mod runs;
mod values;
mod words;

use crate::order::Set;

use super::catalogue::Catalogue;
use super::model::Lesson;
use super::texts::Texts;
use super::{Problem, read};

pub use words::Glossary;

/// The files of one lesson, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    pub id: String,
    pub lesson: String,
    pub ko: String,
    pub en: String,
}

/// Everything below the lessons' folder, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    pub catalogue: String,
    pub glossary: String,
    pub lessons: Vec<Files>,
}

impl Library {
    /// Everything that is wrong, in the order of the files; of one lesson only, if it is named.
    pub fn check(&self, only: Option<&str>) -> Vec<Problem> {
        let (catalogue, mut problems) = Catalogue::read(&self.catalogue);
        let (glossary, of_glossary) = Glossary::read(&self.glossary);
        problems.extend(of_glossary);
        let mut lessons = Vec::new();
        for files in &self.lessons {
            let chosen = only.is_none_or(|only| only == files.id);
            let (lesson, found) = check_lesson(files, &glossary, chosen);
            problems.extend(found);
            lessons.push(lesson);
        }
        if only.is_none() {
            problems.extend(form::catalogue(&catalogue, &lessons));
        }
        problems
    }

    /// The lessons as far as they can be read.
    pub fn lessons(&self) -> Vec<Lesson> {
        let lessons = self.lessons.iter();
        lessons
            .map(|files| read::read(&files.id, &files.lesson).0)
            .collect()
    }
}

/// A lesson and what is wrong with it; nothing is played if its form is wrong or it is not chosen.
fn check_lesson(files: &Files, glossary: &Glossary, chosen: bool) -> (Lesson, Vec<Problem>) {
    let (lesson, mut problems) = read::read(&files.id, &files.lesson);
    if !chosen {
        return (lesson, Vec::new());
    }
    problems.extend(form::lesson(&lesson));
    let is_playable = problems.is_empty();
    let mut both = Vec::new();
    for (language, text) in [
        (words::Language::Ko, &files.ko),
        (words::Language::En, &files.en),
    ] {
        let file = format!("{}/{}", files.id, language.file());
        let (texts, found) = Texts::read(&file, text);
        problems.extend(found);
        problems.extend(words::texts(&lesson, &texts, language, glossary));
        both.push((file, texts));
    }
    if is_playable {
        problems.extend(runs::lesson(&lesson, &both));
    }
    (lesson, problems)
}

/// A problem of a lesson's `lesson.yaml`.
fn problem(lesson: &Lesson, line: usize, message: String) -> Problem {
    Problem {
        file: format!("{}/lesson.yaml", lesson.id),
        line,
        message,
    }
}

/// Names that are there more than once.
fn repeated<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Set::new();
    names.filter(|name| !seen.insert(*name)).collect()
}
