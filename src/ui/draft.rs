//! The text in the editor: what is typed, what runs, and what is wrong with it.

use std::sync::Arc;

use crate::text::Lang;
use crate::web::reactive::*;
use crate::web::storage;
use crate::web::timer::Timer;

use super::problems::{Problem, Severity, problems_of};
use super::samples;

/// The longest pause between typing and its check.
const CHECK_DELAY_MS: u32 = 150;

/// A longer text is not stored: the browser's store is small and shared.
const STORED_BYTES_MAX: usize = 256 * 1024;

/// The editor's text and what follows from it.
#[derive(Clone, Copy)]
pub struct Draft {
    pub text: RwSignal<String>,
    /// The text that the stage shows.
    pub applied: RwSignal<String>,
    /// Whether the browser took the newest text.
    pub saved: RwSignal<bool>,
    /// The text at its last check.
    checked: RwSignal<String>,
    /// What was found at the last check, in the order of the text.
    pub problems: Signal<Arc<Vec<Problem>>>,
    pub has_errors: Signal<bool>,
    /// The person's own text and the applied one, while the editor holds another's.
    own: StoredValue<Option<(String, String)>>,
    timer: StoredValue<Timer, LocalStorage>,
}

impl Draft {
    /// The stored draft, or the first sample; and the manifest to run.
    pub fn load(language: RwSignal<Lang>) -> (Draft, String) {
        let sample = || samples::FIRST.text.to_owned();
        let stored = |key| storage::read(key).filter(|text| !text.trim().is_empty());
        let applied = stored("applied").unwrap_or_else(sample);
        let text = stored("draft").unwrap_or_else(|| applied.clone());
        let checked = RwSignal::new(text.clone());
        let problems = Signal::from(Memo::new(move |_| {
            checked.with(|text| Arc::new(problems_of(text, language.get())))
        }));
        let draft = Draft {
            text: RwSignal::new(text),
            applied: RwSignal::new(applied.clone()),
            saved: RwSignal::new(true),
            checked,
            problems,
            has_errors: Signal::derive(move || problems.with(|problems| has_error(problems))),
            own: StoredValue::new(None),
            timer: StoredValue::new_local(Timer::default()),
        };
        (draft, applied)
    }

    /// Takes what was typed; it is checked and stored a moment later.
    pub fn typed(self, text: String) {
        self.text.set(text);
        let check = move || {
            // The page may be gone by then.
            if self.text.try_with_untracked(|_| ()).is_some() {
                self.check_now();
            }
        };
        self.timer
            .with_value(|timer| timer.restart(CHECK_DELAY_MS, check));
    }

    /// Takes another text as a whole.
    pub fn replace(self, text: &str) {
        let text = text.replace('\r', "");
        if self.text.with_untracked(|before| *before != text) {
            self.text.set(text);
        }
    }

    /// Checks and stores the text.
    pub fn check_now(self) {
        self.timer.with_value(Timer::cancel);
        let text = self.text.get_untracked();
        self.saved.set(self.store("draft", &text));
        if self.checked.with_untracked(|checked| *checked != text) {
            self.checked.set(text);
        }
    }

    /// The stage shows this text now.
    pub fn mark_applied(self, text: String) {
        self.store("applied", &text);
        self.applied.set(text);
    }

    /// Holds a text that is not the person's own: it is not stored.
    pub fn lend(self, text: &str) {
        let mine = (self.text.get_untracked(), self.applied.get_untracked());
        self.own.update_value(|own| {
            own.get_or_insert(mine);
        });
        self.show(text.to_owned(), text.to_owned());
    }

    /// The person's own text again.
    pub fn take_back(self) {
        if let Some((text, applied)) = self.own.try_update_value(Option::take).flatten() {
            self.show(text, applied);
        }
    }

    /// The text that is held is the person's own from now on.
    pub fn keep(self) {
        self.own.set_value(None);
    }

    fn show(self, text: String, applied: String) {
        self.text.set(text.clone());
        self.applied.set(applied);
        self.checked.set(text);
    }

    fn store(self, key: &str, text: &str) -> bool {
        let is_own = self.own.with_value(Option::is_none);
        !is_own || text.len() <= STORED_BYTES_MAX && storage::write(key, text)
    }
}

fn has_error(problems: &[Problem]) -> bool {
    problems
        .iter()
        .any(|problem| problem.severity == Severity::Error)
}
