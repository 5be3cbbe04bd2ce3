//! The keyboard of the whole page: one listener, driven by the table of shortcuts.

use leptos::ev::{self, KeyboardEvent};

use crate::web::focus;
use crate::web::reactive::*;

use super::editor::go_to_problem;
use super::layout::zoom::Zoom;
use super::lesson::state::Learn;
use super::shortcuts::{Action, Held, find};
use super::state::{App, Details, Panel};
use super::{shortcut_sheet, terminal};

/// The regions that F6 goes through, in the order of the page.
const REGIONS: [&str; 6] = [
    "lesson",
    "editor",
    "stage",
    "explanation",
    "timeline",
    terminal::ID,
];

/// Listens as long as the page stands.
pub fn listen(app: App, learn: Learn) {
    let listener = window_event_listener(ev::keydown, move |event| on_key(app, learn, &event));
    on_cleanup(move || listener.remove());
}

fn on_key(app: App, learn: Learn, event: &KeyboardEvent) {
    // A control that used the key, or an input method in the middle of a syllable, has it.
    if event.default_prevented() || event.is_composing() {
        return;
    }
    let held = Held {
        shift: event.shift_key(),
        alt: event.alt_key(),
        command: event.ctrl_key() || event.meta_key(),
    };
    let key = event.key();
    let target = focus::active();
    let typing = target.as_ref().is_some_and(focus::takes_text);
    let pressing =
        matches!(key.as_str(), " " | "Enter") && target.as_ref().is_some_and(focus::is_pressable);
    let single_keys = app.preferences.single_keys.try_get_untracked() == Some(true);
    let action = find(&key, held, single_keys && !typing && !pressing);
    let in_lesson = learn.open.with_untracked(Option::is_some);
    if let Some(action) = action.filter(|action| in_lesson || !is_of_lesson(*action)) {
        event.prevent_default();
        act(app, learn, action);
    }
}

fn is_of_lesson(action: Action) -> bool {
    matches!(action, Action::LessonStep { .. } | Action::LessonCommit)
}

fn act(app: App, learn: Learn, action: Action) {
    match action {
        Action::TogglePlaying => app.toggle_playing(),
        Action::StepEvent { forward } => app.step_event(forward),
        Action::StepMilliseconds(milliseconds) => app.step_milliseconds(milliseconds),
        Action::SeekStart => app.seek_start(),
        Action::SeekEnd => app.seek_end(),
        Action::SeekTenths(tenths) => app.seek_tenths(tenths),
        Action::ShiftSpeed { faster } => app.shift_speed(faster),
        Action::ToggleFoldGaps => app.fold_gaps.update(|fold| *fold = !*fold),
        Action::Zoom { closer } => app.zoom_by(closer),
        Action::Pan { forward } => app.pan(forward),
        Action::Fit => app.zoom.set(Zoom::FIT),
        Action::Apply => app.apply_text(),
        Action::NextProblem { forward } => go_to_problem(app, forward),
        Action::ToggleEditor if learn.open.with_untracked(Option::is_some) => {
            toggle_lesson_file(app);
        }
        Action::ToggleEditor => toggle_editor(app),
        Action::ToggleDetails => app.details_open.update(|open| *open = !*open),
        Action::ShowStory => toggle_story(app),
        Action::GoToTerminal => terminal::open(app),
        Action::NextRegion { forward } => next_region(forward),
        Action::LessonStep { forward } => learn.go_step(forward),
        Action::LessonCommit => learn.act(),
        Action::ShowShortcuts => focus::toggle_popover(shortcut_sheet::ID),
    }
}

/// In a lesson the editor and the lesson take turns.
fn toggle_lesson_file(app: App) {
    if app.editor_open.get_untracked() {
        app.editor_open.set(false);
        app.panel.set(Panel::Lesson);
    } else {
        app.open_editor();
    }
}

fn toggle_editor(app: App) {
    if app.editor_open.get_untracked() && app.panel.get_untracked() != Panel::Stage {
        app.panel.set(Panel::Stage);
    } else if app.editor_open.get_untracked() && focus::is_shown("editor") {
        app.editor_open.set(false);
    } else {
        app.open_editor();
    }
}

fn toggle_story(app: App) {
    if app.details.get_untracked() == Details::Story {
        app.details.set(Details::Events);
        app.panel.set(Panel::Stage);
    } else {
        app.open_details(Details::Story);
    }
}

/// The focus goes to the region after (or before) the one that it is in.
fn next_region(forward: bool) {
    let inside = |id: &str| {
        let region = focus::element(id);
        region.is_some_and(|region| region.contains(focus::active().as_deref()))
    };
    let current = REGIONS.iter().position(|id| inside(id));
    let count = REGIONS.len();
    let mut next = current.unwrap_or(if forward { count - 1 } else { 0 });
    for _ in 0..count {
        next = (next + if forward { 1 } else { count - 1 }) % count;
        if focus::is_shown(REGIONS[next]) && focus::focus(REGIONS[next]) {
            return;
        }
    }
}
