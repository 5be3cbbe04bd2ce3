//! The Events of the Pod in focus, as kubectl lists them, the newest first.

use std::sync::Arc;

use crate::api::EventType;
use crate::playback::snapshot::{EventView, Snapshot};
use crate::text::frame;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::controls::word;
use super::layout::clock;
use super::state::{App, use_app};

/// More Events than this are counted, not listed.
const LISTED_MAX: usize = 100;

/// How many Events the Pod in focus has.
pub fn event_count(app: App) -> Signal<usize> {
    Signal::from(Memo::new(move |_| with_events(app, |events| events.len())))
}

/// The list.
pub fn events() -> View {
    let app = use_app();
    let items = move || {
        with_events(app, |events| {
            let newest = events.first().map(|event| event.last);
            let items = events.iter().take(LISTED_MAX);
            items
                .map(|event| item(event, Some(event.last) == newest))
                .collect::<Vec<_>>()
        })
    };
    let empty = move || {
        let none = with_events(app, |events| events.is_empty());
        none.then(|| view! { <p class="hint">{word(frame::NO_EVENTS)}</p> })
    };
    view! {
        <div role="log" data-part="events" aria-live="off" aria-label=word(frame::TAB_EVENTS)>
            <ol class="events">{items}</ol>
        </div>
        {empty}
    }
}

fn with_events<T>(app: App, read: impl FnOnce(&[&EventView]) -> T) -> T {
    let pod = app.pod.with(|pod| pod.as_ref().map(|pod| pod.key.clone()));
    app.snapshot.with(|snapshot: &Arc<Snapshot>| {
        let about = |event: &&EventView| pod.as_ref().is_none_or(|pod| event.about == *pod);
        let events: Vec<&EventView> = snapshot.events.iter().filter(about).collect();
        read(&events)
    })
}

fn item(event: &EventView, current: bool) -> View {
    let warning = event.event_type == EventType::Warning;
    let (glyph, class) = if warning {
        ("M5 .8 9.2 5 5 9.2.8 5z", "g warning")
    } else {
        ("M5 2a3 3 0 1 0 .01 0z", "g normal")
    };
    let kind = if warning { "Warning" } else { "Normal" };
    view! {
        <li class:cur=current>
            <time>{clock::clock_with_tenths(event.last)}</time>
            <svg class=class viewBox="0 0 10 10" role="img" aria-label=kind>
                <path d=glyph></path>
            </svg>
            <b class="mono">{event.reason.clone()}</b>
            <span class="x">{event.age.clone()}</span>
            <p title=event.message.clone()>{event.message.clone()}</p>
        </li>
    }
}
