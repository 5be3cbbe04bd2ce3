//! What can be done before a link to a lesson is followed. With the pointer or the keyboard on it,
//! the way to the click is long enough for the lesson's files to come; for who stays on it a
//! little, the step's run is computed as well.

use leptos::leptos_dom::helpers::window_event_listener_untyped;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::playback::scenario::Scenario;
use crate::playback::session::Session;
use crate::web::reactive::*;
use crate::web::timer::Timer;

use super::route::Route;
use super::state::{Learn, Open};

const LINKS: &str = "a[href^='#/learn/']";
/// Who passes over a link is gone by then.
const STAYS_MS: u32 = 40;

impl Learn {
    /// Follows whatever comes onto a link, anywhere on the page.
    pub(super) fn look_ahead(self) {
        let near = RwSignal::new(Route::Sandbox);
        for event in ["pointerover", "focusin"] {
            let on = move |event: web_sys::Event| {
                let target = event.target().and_then(|target| target.dyn_into().ok());
                let route = target.and_then(|target: Element| route_of_link(&target));
                let route = route.unwrap_or_default();
                if near.with_untracked(|near| *near != route) {
                    near.set(route);
                }
            };
            let listener = window_event_listener_untyped(event, on);
            on_cleanup(move || listener.remove());
        }
        let timer = StoredValue::new_local(Timer::default());
        effect(move || {
            timer.with_value(Timer::cancel);
            let Route::Lesson { id, step } = near.get() else {
                return;
            };
            self.library.foresee(&id, self.app.language.get_untracked());
            let lesson = self.library.lesson(&id);
            if let Some(open) = lesson.and_then(|lesson| self.place(lesson, step.as_deref())) {
                timer.with_value(|timer| timer.restart(STAYS_MS, move || self.compute(&open)));
            }
        });
    }

    fn compute(self, open: &Open) {
        // The page may be gone by then, or the link was followed.
        if self.open.try_get_untracked().flatten().as_ref() != Some(open) {
            let scenario = open.lesson.scenario(open.index);
            let session = Session::of_scenario(scenario, open.step().at);
            self.ahead.set_value(Some(session));
        }
    }

    /// The run that was computed ahead, if it is this one.
    pub(super) fn take_computed(self, scenario: &Scenario) -> Option<Session> {
        let session = self.ahead.try_update_value(Option::take).flatten();
        session.filter(|session| **session.history().scenario() == *scenario)
    }
}

/// Where a link leads, from any element in it.
fn route_of_link(element: &Element) -> Option<Route> {
    let link = element.closest(LINKS).ok().flatten()?;
    let address = link.get_attribute("href")?;
    Some(Route::read(address.trim_start_matches('#')))
}
