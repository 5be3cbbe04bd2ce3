//! The text itself: the browser's own text area, and the same text in colours on top of it, which
//! lets every key, click and input method through. Both grow with the text and scroll as one.

use leptos::ev::{ClipboardEvent, Event};
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use crate::order::Set;
use crate::text::frame;
use crate::web::focus;
use crate::web::reactive::*;
use crate::web::view::{View, element_ref, view};

use super::super::controls::word;
use super::super::icons::{Icon, icon};
use super::super::layout::highlight::{self, Piece};
use super::super::layout::outline;
use super::super::problems::{self, Place, Problem, Severity};
use super::super::state::App;
use super::keys;

/// The text area's id.
pub const TEXT_ID: &str = "manifest-text";
const SCROLL_ID: &str = "manifest-scroll";

/// How many lines stay in sight above the one that is gone to.
const LINES_ABOVE: usize = 4;

/// A longer text keeps its first lines in colour and the rest plain.
const COLOURED_LINES_MAX: usize = 3_000;

/// The text with its colours.
pub fn code(app: App) -> View {
    let area_ref = element_ref();
    let area = move || {
        area_ref
            .get_untracked()?
            .dyn_into::<HtmlTextAreaElement>()
            .ok()
    };
    let typing = keys::Typing::new();
    let apply_pasted = StoredValue::new(false);

    effect(move || {
        area_ref.track();
        let Some(area) = area() else {
            return;
        };
        app.draft.text.with(|text| {
            // Setting what is there already would end a composition in some browsers.
            if area.value() != *text {
                area.set_value(text);
            }
        });
    });
    let on_input = move |_: Event| {
        let Some(area) = area() else {
            return;
        };
        typing.begin();
        app.draft.typed(area.value());
        if apply_pasted.get_value() {
            apply_pasted.set_value(false);
            app.draft.check_now();
            if !app.stale.get_untracked() {
                app.apply_text();
            }
        }
    };
    let on_paste = move |_: ClipboardEvent| {
        let whole = area().is_some_and(|area| replaces_all(&area));
        apply_pasted.set_value(whole);
    };

    view! {
        <div class="code" id=SCROLL_ID>
            <textarea
                node_ref=area_ref
                id=TEXT_ID
                wrap="off"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                aria-label=word(frame::YAML_TEXT)
                aria-describedby="manifest-help"
                aria-invalid=move || app.stale.get().to_string()
                on:input=on_input
                on:paste=on_paste
                on:keydown=move |event| keys::on_key(&event, typing)
                on:focus=move |_| typing.end()
            ></textarea>
            <div class="paint" aria-hidden="true">
                {move || painted_lines(app)}
            </div>
            <p id="manifest-help" class="sr">{word(frame::YAML_HELP)}</p>
        </div>
    }
}

/// Moves the caret there and shows the line.
pub fn go_to(place: Place) {
    let Some(area) = focus::text_area(TEXT_ID) else {
        return;
    };
    let offset = problems::utf16_offset(&area.value(), place);
    // Both fail only for an element that is no longer shown.
    let _ = area.focus();
    let _ = area.set_selection_range(offset, offset);
    if let Some(scroll) = focus::element(SCROLL_ID) {
        let lines = area.value().split('\n').count().max(1);
        let above = place.line.saturating_sub(LINES_ABOVE);
        let top = scroll.scroll_height() as usize * above / lines;
        scroll.set_scroll_top(i32::try_from(top).unwrap_or(i32::MAX));
        scroll.set_scroll_left(0);
    }
}

/// Moves the caret to the next problem, or to the one before.
pub fn go_to_problem(app: App, forward: bool) {
    let line = focus::text_area(TEXT_ID).map_or(0, |area| {
        let caret = area.selection_start().ok().flatten().unwrap_or_default();
        problems::line_of_offset(&area.value(), caret)
    });
    let next = app.draft.problems.with_untracked(|problems| {
        problems::next_problem(problems, line, forward).map(|problem| problem.start)
    });
    let Some(place) = next else {
        app.say(frame::NO_PROBLEMS);
        return;
    };
    app.open_editor();
    go_to(place);
}

fn replaces_all(area: &HtmlTextAreaElement) -> bool {
    let start = area.selection_start().ok().flatten().unwrap_or_default();
    let end = area.selection_end().ok().flatten().unwrap_or_default();
    start == 0 && end == area.text_length()
}

fn painted_lines(app: App) -> Vec<View> {
    let why = why_lines(app);
    let problems = app.draft.problems.get();
    app.draft.text.with(|text| {
        let lines = highlight::lines(text).into_iter().enumerate();
        lines
            .take(COLOURED_LINES_MAX)
            .map(|(index, pieces)| painted_line(index + 1, pieces, &problems, &why))
            .collect()
    })
}

/// The lines that decide what happens now.
fn why_lines(app: App) -> Set<usize> {
    let name = app
        .pod
        .with(|pod| pod.as_ref().map(|pod| pod.key.name.clone()));
    let Some(name) = name else {
        return Set::new();
    };
    app.explanation.with(|explanation| {
        app.draft.text.with(|text| {
            let paths = explanation.paths.iter();
            paths
                .filter_map(|path| outline::line_of_path(text, &name, path))
                .collect()
        })
    })
}

fn painted_line(
    number: usize,
    mut pieces: Vec<Piece>,
    problems: &[Problem],
    why: &Set<usize>,
) -> View {
    let mut worst: Option<Severity> = None;
    for problem in problems.iter().filter(|problem| touches(problem, number)) {
        let from = if problem.start.line == number {
            problem.start.column.saturating_sub(1)
        } else {
            0
        };
        let to = if problem.end.line == number {
            problem.end.column.saturating_sub(1)
        } else {
            usize::MAX
        };
        pieces = highlight::mark(pieces, from, to);
        worst = Some(worst.map_or(problem.severity, |worst| worst.min(problem.severity)));
    }
    let class = match (worst, why.contains(&number)) {
        (Some(Severity::Error), _) => "line bad",
        (Some(_), _) => "line warn",
        (None, true) => "line cause",
        (None, false) => "line",
    };
    let spans = pieces.into_iter().map(|piece| {
        let ink = piece.ink.class();
        let class = if piece.marked {
            format!("sq {ink}")
        } else {
            ink.to_owned()
        };
        view! { <span class=class>{piece.text}</span> }
    });
    let spans: Vec<_> = spans.collect();
    let mark = worst.map(|_| icon(Icon::Warning));
    view! {
        <div class=class>
            <span class="n">{mark} {number}</span>
            {spans}
        </div>
    }
}

fn touches(problem: &Problem, line: usize) -> bool {
    (problem.start.line..=problem.end.line.max(problem.start.line)).contains(&line)
}
