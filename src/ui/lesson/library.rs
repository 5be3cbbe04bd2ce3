//! The lessons' files: fetched when they are wanted, kept while the page is open.

use std::sync::Arc;

use crate::lesson::catalogue::Entry;
use crate::lesson::{Catalogue, Lesson, Texts, read};
use crate::order::Map;
use crate::text::Lang;
use crate::web::fetch;
use crate::web::reactive::*;

/// What has been fetched so far.
#[derive(Clone, Copy)]
pub struct Library {
    pub catalogue: RwSignal<Option<Arc<Catalogue>>>,
    lessons: RwSignal<Map<String, Arc<Lesson>>>,
    /// By `LESSON/LANGUAGE`.
    texts: RwSignal<Map<String, Arc<Texts>>>,
    /// A file could not be had.
    pub failed: RwSignal<bool>,
    /// What is under way or there, and whether anybody waits for it.
    asked: StoredValue<Map<String, bool>>,
}

impl Library {
    pub fn new() -> Library {
        Library {
            catalogue: RwSignal::new(None),
            lessons: RwSignal::new(Map::new()),
            texts: RwSignal::new(Map::new()),
            failed: RwSignal::new(false),
            asked: StoredValue::new(Map::new()),
        }
    }

    /// Asks for the catalogue.
    pub fn want_catalogue(self) {
        self.want("catalogue.yaml".to_owned(), true, move |text| {
            let (catalogue, _) = Catalogue::read(text);
            self.catalogue.set(Some(Arc::new(catalogue)));
        });
    }

    /// Asks for a lesson's data and sentences before anybody waits for them: if they cannot be
    /// had, nothing is said.
    pub fn foresee(self, id: &str, language: Lang) {
        self.ask_for_lesson(id, false);
        self.ask_for_texts(id, language, false);
    }

    /// Asks for a lesson's data.
    pub fn want_lesson(self, id: &str) {
        self.ask_for_lesson(id, true);
    }

    /// Asks for a lesson's sentences.
    pub fn want_texts(self, id: &str, language: Lang) {
        self.ask_for_texts(id, language, true);
    }

    fn ask_for_lesson(self, id: &str, waits: bool) {
        let id = id.to_owned();
        self.want(format!("{id}/lesson.yaml"), waits, move |text| {
            let (lesson, _) = read::read(&id, text);
            self.lessons.update(|lessons| {
                lessons.insert(id, Arc::new(lesson));
            });
        });
    }

    fn ask_for_texts(self, id: &str, language: Lang, waits: bool) {
        let file = format!("{id}/{}.md", language.tag());
        let key = texts_key(id, language);
        self.want(file.clone(), waits, move |text| {
            let (texts, _) = Texts::read(&file, text);
            self.texts.update(|all| {
                all.insert(key, Arc::new(texts));
            });
        });
    }

    /// A lesson's data, once they are there.
    pub fn lesson(self, id: &str) -> Option<Arc<Lesson>> {
        let lesson = self.lessons.with(|lessons| lessons.get(id).cloned());
        lesson.filter(|lesson| !lesson.steps.is_empty())
    }

    /// A lesson's sentences; until those of this language are there, those of the other.
    pub fn texts(self, id: &str, language: Lang) -> Option<Arc<Texts>> {
        let other = match language {
            Lang::Ko => Lang::En,
            Lang::En => Lang::Ko,
        };
        self.texts.with(|texts| {
            let of = |language| texts.get(&texts_key(id, language)).cloned();
            of(language).or_else(|| of(other))
        })
    }

    /// What the catalogue says about a lesson.
    pub fn entry(self, id: &str) -> Option<Entry> {
        self.catalogue.with(|catalogue| {
            let catalogue = catalogue.as_ref()?;
            catalogue.lesson(id).cloned()
        })
    }

    fn want(self, file: String, waits: bool, keep: impl FnOnce(&str) + 'static) {
        let is_new = self.asked.try_update_value(|asked| {
            let before = asked.get(&file).copied();
            asked.insert(file.clone(), waits || before == Some(true));
            before.is_none()
        });
        if is_new != Some(true) {
            return;
        }
        let address = format!("lessons/{file}");
        let done = move |text: Option<String>| match text {
            Some(text) => keep(&text),
            None => {
                let asked = self.asked.try_update_value(|asked| asked.remove(&file));
                if asked.flatten() == Some(true) {
                    self.failed.set(true);
                }
            }
        };
        fetch::text(&address, done);
    }
}

fn texts_key(id: &str, language: Lang) -> String {
    format!("{id}/{}", language.tag())
}
