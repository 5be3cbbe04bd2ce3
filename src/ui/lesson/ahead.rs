//! A lesson's files are fetched when somebody is about to follow a link to it: with the pointer or
//! the keyboard on the link, the way to the click is long enough for them to come.

use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::route::Route;
use super::state::Learn;

const LINKS: &str = "a[href^='#/learn/']";

impl Learn {
    /// Listens to whatever comes onto a link, anywhere on the page.
    pub(super) fn look_ahead(self) {
        for event in ["pointerover", "focusin"] {
            let on = move |event: web_sys::Event| {
                let target = event.target().and_then(|target| target.dyn_into().ok());
                if let Some(id) = target.and_then(|target: Element| lesson_of_link(&target)) {
                    let language = self.app.language.get_untracked();
                    self.library.foresee(&id, language);
                }
            };
            let listener = window_event_listener_untyped(event, on);
            on_cleanup(move || listener.remove());
        }
    }
}

/// The lesson that a link leads to, from any element in the link.
fn lesson_of_link(element: &Element) -> Option<String> {
    let link = element.closest(LINKS).ok().flatten()?;
    let address = link.get_attribute("href")?;
    match Route::read(address.trim_start_matches('#')) {
        Route::Lesson { id, .. } => Some(id),
        _ => None,
    }
}
