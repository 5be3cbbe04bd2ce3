//! What screen readers hear: the chapters of the run, one message at a time and not too often.

use crate::text::timeline;
use crate::web::reactive::*;
use crate::web::timer::{Timer, now_ms};
use crate::web::view::{View, view};

use super::layout::{clock, story};
use super::state::{App, use_app};

/// At most one message in this time; only the newest one waits.
const PAUSE_MS: f64 = 1_500.0;

/// The live region, and what feeds it.
pub fn announcer() -> View {
    let app = use_app();
    let spoken = RwSignal::new(String::new());
    let chapter = Memo::new(move |_| {
        let time = app.time.get();
        app.timeline
            .with(|timeline| story::chapter_at(timeline, time))
    });
    let timer = StoredValue::new_local(Timer::default());
    let last_ms = StoredValue::new(-PAUSE_MS);
    let mut before = None;
    effect(move || {
        let chapter = chapter.get();
        let toast = app.toast.get();
        let before = before.replace(chapter);
        if before.is_none_or(|before| chapter == before && toast.is_none()) {
            return;
        }
        let wait_ms = (last_ms.get_value() + PAUSE_MS - now_ms()).max(0.0);
        let speak = move || {
            let Some(sentence) = sentence(app, chapter) else {
                return;
            };
            last_ms.try_set_value(now_ms());
            spoken.set(sentence);
        };
        timer.with_value(|timer| timer.restart(wait_ms as u32, speak));
    });
    view! {
        <p class="sr" role="status" aria-live="polite">{spoken}</p>
    }
}

/// A short message if there is one, else the chapter with its time.
fn sentence(app: App, chapter: Option<usize>) -> Option<String> {
    let language = app.language.try_get_untracked()?;
    if let Some(toast) = app.toast.try_get_untracked()? {
        return Some(toast.in_lang(language).to_owned());
    }
    app.timeline.try_with_untracked(|timeline| {
        let chapter = timeline.chapters.get(chapter?)?;
        let name = timeline::chapter(language, &chapter.kind);
        Some(format!("{} {name}", clock::clock(chapter.time)))
    })?
}
