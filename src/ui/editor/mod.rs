//! The left pane: the manifest that runs, and the scenario that replays the run.

mod code;
mod keys;
mod problem_list;
mod sample_menu;
mod scenario;

pub use code::{TEXT_ID, go_to, go_to_problem};
pub use sample_menu::sample_menu;

use crate::text::{frame, lesson};
use crate::web::reactive::*;
use crate::web::view::{View, view};
use crate::web::{clipboard, download, edit, focus, media};

use super::controls::{Tab, icon_button, popover_button, tab_list, word};
use super::icons::{Icon, icon};
use super::layout::outline;
use super::problems::Place;
use super::state::{App, Panel, use_app};

const MANIFEST_PANEL: &str = "manifest";
const SCENARIO_PANEL: &str = "scenario";

/// The pane.
pub fn editor() -> View {
    let app = use_app();
    let shown = RwSignal::new(0_usize);
    let folded = move || !app.editor_open.get();
    let tabs = vec![
        tab(frame::TAB_YAML, MANIFEST_PANEL),
        tab(frame::TAB_SCENARIO, SCENARIO_PANEL),
    ];
    let fold = move || app.editor_open.set(false);
    view! {
        <section id="editor" class="pane left" class:folded=folded aria-label=word(frame::EDITOR) tabindex="-1">
            {rail(app)}
            <div class="pane-body">
                <div class="pane-head">
                    {tab_list(frame::EDITOR_TABS, "tabs", tabs, shown.into(), move |index| shown.set(index))}
                    {popover_button(Icon::Samples, frame::SAMPLES, "icb s", sample_menu::ID)}
                    {icon_button(Icon::Undo, frame::UNDO, "icb s", || with_area(edit::undo))}
                    {icon_button(Icon::Redo, frame::REDO, "icb s", || with_area(edit::redo))}
                    {icon_button(Icon::Back, frame::FOLD_EDITOR, "icb s desktop-only", fold)}
                </div>
                <div
                    id=MANIFEST_PANEL
                    class="pane-fill"
                    data-part="yaml"
                    role="tabpanel"
                    aria-labelledby=format!("{MANIFEST_PANEL}-tab")
                    hidden=move || shown.get() != 0
                >
                    {document_chips(app)}
                    {code::code(app)}
                    {problem_list::problem_list(app)}
                    {actions(app)}
                </div>
                <div
                    id=SCENARIO_PANEL
                    class="pane-fill"
                    role="tabpanel"
                    aria-labelledby=format!("{SCENARIO_PANEL}-tab")
                    hidden=move || shown.get() != 1
                >
                    {move || (shown.get() == 1).then(|| scenario::scenario(app))}
                </div>
            </div>
        </section>
    }
}

fn tab(words: crate::text::Words, panel: &'static str) -> Tab {
    Tab {
        words,
        icon: None,
        count: None,
        panel,
    }
}

fn with_area(act: fn(&web_sys::HtmlTextAreaElement)) {
    if let Some(area) = focus::text_area(TEXT_ID) {
        act(&area);
    }
}

/// What is left of the pane when it is folded.
fn rail(app: App) -> View {
    let open = move || app.editor_open.set(true);
    view! {
        <div class="fold-rail">{icon_button(Icon::Document, frame::UNFOLD_EDITOR, "icb", open)}</div>
    }
}

/// The documents of a text with several; each leads to its first line.
fn document_chips(app: App) -> View {
    let documents = Memo::new(move |_| app.draft.text.with(|text| outline::documents(text)));
    let chips = move || {
        let documents = documents.get();
        (documents.len() > 1).then(|| {
            let chips = documents.into_iter().map(|document| {
                let name = document.name;
                let label = format!("{} {name}", document.kind);
                let line = document.line;
                let current = move || {
                    let focused = app
                        .pod
                        .with(|pod| pod.as_ref().map(|pod| pod.key.name == name));
                    (focused == Some(true)).then_some("true")
                };
                view! {
                    <button
                        type="button"
                        aria-current=current
                        on:click=move |_| go_to(Place { line, column: 1 })
                    >
                        {label}
                    </button>
                }
            });
            let chips: Vec<_> = chips.collect();
            view! { <nav class="outline" aria-label=word(frame::DOCUMENTS)>{chips}</nav> }
        })
    };
    View::of(chips)
}

/// Apply, and where the text stands.
fn actions(app: App) -> View {
    let apply_keys = if media::is_apple() {
        "⌘↵"
    } else {
        "Ctrl ↵"
    };
    let status = move || {
        let language = app.language.get();
        let applied = app
            .draft
            .text
            .with(|text| app.draft.applied.with(|applied| text == applied));
        let words = if app.stale.get() {
            frame::STATUS_ERRORS
        } else if !applied {
            frame::STATUS_CHANGED
        } else if app.draft.saved.get() {
            frame::STATUS_SAVED
        } else {
            frame::STATUS_NOT_SAVED
        };
        words.in_lang(language)
    };
    let text = move || app.draft.text.get_untracked();
    let copy = move || {
        clipboard::copy(&text());
        app.say(frame::COPIED);
    };
    let save = move || download::save("pod.yaml", &text());
    // A lesson's file: the lesson stands behind it.
    let back = move || {
        app.file.get().map(|_| {
            let close = move |_| {
                app.editor_open.set(false);
                app.panel.set(Panel::Lesson);
            };
            view! {
                <button type="button" class="btn ghost" data-action="close-editor" on:click=close>
                    {word(lesson::LESSON)}
                </button>
            }
        })
    };
    view! {
        <div class="acts">
            <button type="button" class="btn pri" on:click=move |_| app.apply_text()>
                {word(frame::APPLY)}
                <kbd>{apply_keys}</kbd>
            </button>
            {back}
            {icon_button(Icon::Copy, frame::COPY, "icb", copy)}
            {icon_button(Icon::Download, frame::DOWNLOAD, "icb", save)}
            <span class="st" class:bad=move || app.stale.get()>
                {move || icon(if app.stale.get() { Icon::Warning } else { Icon::Check })}
                {status}
            </span>
        </div>
    }
}
