//! What the commands up to the playhead printed.

use crate::kubectl::reply::Stream;
use crate::playback::session::Entry;
use crate::text::terminal as words;
use crate::web::focus;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::super::controls::word;
use super::super::layout::clock;
use super::super::state::App;

/// As many of the newest entries are shown.
const ENTRIES_MOST: usize = 100;
/// As much of one entry's output is shown, in bytes: its end.
const OUTPUT_BYTES_MOST: usize = 60_000;

/// The entries, oldest first; it stays at its end.
pub fn screen(app: App, id: &'static str) -> View {
    effect(move || {
        app.entries.track();
        request_animation_frame(move || {
            if let Some(screen) = focus::element(id) {
                screen.set_scroll_top(screen.scroll_height());
            }
        });
    });
    let entries = move || {
        app.entries.with(|entries| {
            let first = entries.len().saturating_sub(ENTRIES_MOST);
            let shown = entries.iter().skip(first);
            shown
                .map(|entry| entry_view(app, entry))
                .collect::<Vec<View>>()
        })
    };
    let is_empty = move || app.entries.with(|entries| entries.is_empty());
    view! {
        <div
            id=id
            class="term-screen"
            role="log"
            aria-label=word(words::PRINTED)
            tabindex="0"
        >
            {move || is_empty().then(|| view! { <p class="term-empty">{word(words::EMPTY)}</p> })}
            {entries}
        </div>
    }
}

fn entry_view(app: App, entry: &Entry) -> View {
    let time = entry.time;
    let parts: Vec<View> = entry
        .output
        .iter()
        .map(|(stream, text)| {
            let class = match stream {
                Stream::Out => "",
                Stream::Error => "is-error",
            };
            view! { <span class=class>{end_of(text).to_owned()}</span> }
        })
        .collect();
    let code = entry.exit_code.filter(|code| *code != 0);
    let code = code.map(|code| view! { <span class="term-code">{format!("exit {code}")}</span> });
    view! {
        <div class="term-entry" data-testid="terminal-entry">
            <div class="term-command">
                <button type="button" class="linkb" on:click=move |_| app.seek(time)>
                    {clock::clock(time)}
                </button>
                <span aria-hidden="true">"$"</span>
                <code>{entry.command.clone()}</code>
                {code}
            </div>
            {(!parts.is_empty()).then(|| view! { <pre>{parts}</pre> })}
        </div>
    }
}

fn end_of(text: &str) -> &str {
    let mut from = text.len().saturating_sub(OUTPUT_BYTES_MOST);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}
