//! The sheet that lists the shortcuts: exactly those that there are.

use crate::text::frame;
use crate::web::media;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::controls::{sheet, word};
use super::shortcuts::{ALL, Binding, Shortcut};
use super::state::use_app;

/// The popover's id.
pub const ID: &str = "shortcuts";

/// More keys of one kind are shown as a range.
const KEYS_LISTED_MAX: usize = 4;

/// The sheet.
pub fn shortcut_sheet() -> View {
    sheet(ID, "sheet shortcuts", frame::SHORTCUTS, content)
}

fn content() -> View {
    let app = use_app();
    let apple = media::is_apple();
    let rows: Vec<_> = ALL.iter().map(|shortcut| row(shortcut, apple)).collect();
    let note = move || {
        let words = if app.preferences.single_keys.get() {
            frame::SINGLE_KEYS_ON
        } else {
            frame::SINGLE_KEYS_OFF
        };
        words.in_lang(app.language.get())
    };
    view! {
        <dl class="keys">{rows}</dl>
        <p class="hint">{note}</p>
    }
}

fn row(shortcut: &'static Shortcut, apple: bool) -> View {
    let bindings = shortcut.bindings;
    let keys: Vec<View> = match bindings {
        [first, .., last] if bindings.len() > KEYS_LISTED_MAX => {
            vec![press(first, apple), View::of("–"), press(last, apple)]
        }
        _ => bindings
            .iter()
            .map(|binding| press(binding, apple))
            .collect(),
    };
    let single = shortcut.is_single_key();
    let app = use_app();
    view! {
        <div class:off=move || single && !app.preferences.single_keys.get()>
            <dt>{keys}</dt>
            <dd>{word(shortcut.words)}</dd>
        </div>
    }
}

fn press(binding: &Binding, apple: bool) -> View {
    let caps = binding.caps(apple).into_iter();
    let caps: Vec<_> = caps.map(|cap| view! { <kbd>{cap}</kbd> }).collect();
    view! { <span class="press">{caps}</span> }
}
