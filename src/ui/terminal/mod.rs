//! The prompt below the timeline: commands act at the playhead, and what they printed goes when
//! time is wound back.

mod keys;
mod screen;

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::kubectl::reply::Stream;
use crate::playback::session::Entry;
use crate::text::terminal as words;
use crate::web::reactive::*;
use crate::web::view::{View, element_ref, view};
use crate::web::{focus, media};

use super::controls::{icon_button, word};
use super::icons::Icon;
use super::layout::prompt;
use super::state::{App, Panel, use_app};

/// The region, for F6.
pub const ID: &str = "terminal";
/// The field for the line.
pub const LINE_ID: &str = "terminal-line";
const SCREEN_ID: &str = "terminal-screen";

/// Where one panel is seen at a time (style/mobile.css).
const NARROW: &str = "(max-width: 640px)";

/// What the parts of the terminal share.
#[derive(Clone, Copy)]
struct Prompt {
    app: App,
    line: RwSignal<String>,
    recall: RwSignal<prompt::Recall>,
    candidates: RwSignal<Vec<String>>,
}

/// The prompt, and above it what was printed if it is opened.
pub fn terminal() -> View {
    let app = use_app();
    let shared = Prompt {
        app,
        line: RwSignal::new(String::new()),
        recall: RwSignal::default(),
        candidates: RwSignal::default(),
    };
    // On a narrow screen it takes the place of the stage, and is then the main part of the page.
    let role = move || {
        let is_alone = app.panel.get() == Panel::Terminal && media::matches(NARROW);
        is_alone.then_some("main")
    };
    let toggle = move |_| app.terminal_open.update(|open| *open = !*open);
    view! {
        <section
            id=ID
            class="term"
            role=role
            class:is-open=move || is_open(app)
            data-part="terminal"
            aria-label=word(words::TERMINAL)
            tabindex="-1"
        >
            {move || is_open(app).then(|| screen::screen(app, SCREEN_ID))}
            {candidates(shared)}
            <div class="term-bar">
                <button
                    type="button"
                    class="icb s desktop-only"
                    aria-expanded=move || is_open(app).to_string()
                    aria-controls=SCREEN_ID
                    aria-label=word(words::TOGGLE)
                    title=word(words::TOGGLE)
                    on:click=toggle
                >
                    {move || super::icons::icon(if is_open(app) { Icon::Down } else { Icon::Up })}
                </button>
                {field(shared)}
                {last_answer(app)}
                {move || running(app).then(|| stop_button(app))}
                <span class="term-hint">{word(words::AT_PLAYHEAD)}</span>
                <kbd class="desktop-only">"`"</kbd>
            </div>
        </section>
    }
}

/// A narrow screen shows all of it or nothing.
fn is_open(app: App) -> bool {
    app.terminal_open.get() || app.panel.get() == Panel::Terminal
}

fn field(shared: Prompt) -> View {
    let app = shared.app;
    let reference = element_ref();
    effect(move || {
        let line = shared.line.get();
        let field = reference.get();
        let field = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
        if let Some(field) = field.filter(|field| field.value() != line) {
            field.set_value(&line);
        }
    });
    let on_input = move |event: web_sys::Event| {
        let target = event.target();
        let field = target.and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(field) = field {
            shared.line.set(field.value());
            shared.candidates.set(Vec::new());
        }
    };
    view! {
        <label class="term-line" for=LINE_ID>
            <span class="term-place" aria-hidden="true">{move || app.directory.get()}</span>
            <span class="term-dollar" aria-hidden="true">"$"</span>
            <span class="sr">{word(words::LINE)}</span>
            <input
                node_ref=reference
                id=LINE_ID
                type="text"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                maxlength="10000"
                placeholder=word(words::EXAMPLE)
                on:input=on_input
                on:keydown=move |event| keys::on_key(shared, &event)
            />
        </label>
    }
}

/// The words that the line could go on with; each can be chosen.
fn candidates(shared: Prompt) -> View {
    let list = move || {
        let candidates = shared.candidates.get();
        (candidates.len() > 1).then(|| {
            let buttons = candidates.into_iter().map(|candidate| {
                let shown = candidate.clone();
                let choose = move |_| {
                    let one = std::slice::from_ref(&candidate);
                    let line = shared
                        .line
                        .with_untracked(|line| prompt::completed(line, one));
                    shared.line.set(line.unwrap_or_default());
                    shared.candidates.set(Vec::new());
                    focus::focus(LINE_ID);
                };
                view! { <button type="button" on:click=choose>{shown}</button> }
            });
            let buttons: Vec<View> = buttons.collect();
            view! {
                <div class="term-words" role="group" aria-label=word(words::CANDIDATES)>
                    {buttons}
                </div>
            }
        })
    };
    View::of(list)
}

/// The end of the newest answer, while the screen is folded.
fn last_answer(app: App) -> View {
    let answer = move || {
        if is_open(app) {
            return None;
        }
        app.entries.with(|entries| {
            let entry = entries.last()?;
            let (stream, text) = entry.output.last()?;
            let class = match stream {
                Stream::Out => "term-last",
                Stream::Error => "term-last is-error",
            };
            let line = prompt::last_line(text).to_owned();
            Some(view! { <span class=class>{line}</span> })
        })
    };
    View::of(answer)
}

fn running(app: App) -> bool {
    app.entries.with(|entries| {
        entries
            .iter()
            .any(|entry: &Entry| entry.exit_code.is_none())
    })
}

fn stop_button(app: App) -> View {
    icon_button(Icon::Cross, words::INTERRUPT, "icb s", move || {
        app.interrupt()
    })
}

/// Shows the prompt and puts the keyboard there.
pub fn open(app: App) {
    if !focus::is_shown(LINE_ID) {
        app.panel.set(Panel::Terminal);
    }
    focus::focus_once_drawn(LINE_ID);
}
