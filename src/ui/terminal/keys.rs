//! Keys at the prompt, as in every shell. Tab completes a line that is being typed; in an empty
//! one, and after Esc, it belongs to the browser.

use web_sys::KeyboardEvent;

use crate::web::focus;
use crate::web::reactive::*;

use super::super::layout::prompt;
use super::Prompt;

pub fn on_key(shared: Prompt, event: &KeyboardEvent) {
    if event.is_composing() {
        return;
    }
    let control = event.ctrl_key();
    match event.key().as_str() {
        "Enter" => run(shared),
        "ArrowUp" => walk(shared, true),
        "ArrowDown" => walk(shared, false),
        "Tab" if !event.shift_key() && completes(shared) => complete(shared),
        "Escape" => {
            shared.candidates.set(Vec::new());
            focus::focus(super::ID);
        }
        "c" if control && nothing_selected() => interrupt(shared),
        "l" if control => shared.app.clear_terminal(),
        _ => return,
    }
    event.prevent_default();
}

fn run(shared: Prompt) {
    let line = shared.line.get_untracked();
    shared.line.set(String::new());
    shared.recall.set(prompt::Recall::default());
    shared.candidates.set(Vec::new());
    if !line.trim().is_empty() {
        let reply = shared.app.command(&line);
        let long = reply.stdout.lines().count() + reply.stderr.lines().count() > 1;
        if long {
            shared.app.terminal_open.set(true);
        }
    }
}

fn walk(shared: Prompt, further_back: bool) {
    let earlier: Vec<String> = shared.app.entries.with_untracked(|entries| {
        let commands = entries.iter().map(|entry| entry.command.clone());
        commands.collect()
    });
    let shown = shared.line.get_untracked();
    let mut line = None;
    shared
        .recall
        .update(|recall| line = recall.walk(&earlier, &shown, further_back));
    if let Some(line) = line {
        shared.line.set(line);
    }
}

fn completes(shared: Prompt) -> bool {
    shared.line.with_untracked(|line| !line.trim().is_empty())
}

fn complete(shared: Prompt) {
    let line = shared.line.get_untracked();
    let candidates = shared.app.complete(&line);
    if let Some(completed) = prompt::completed(&line, &candidates) {
        shared.line.set(completed);
    }
    shared.candidates.set(candidates);
}

fn interrupt(shared: Prompt) {
    shared.line.set(String::new());
    shared.app.interrupt();
}

/// Ctrl-C copies what is selected.
fn nothing_selected() -> bool {
    let field = focus::element(super::LINE_ID);
    let field = field.and_then(|field| {
        use wasm_bindgen::JsCast;
        field.dyn_into::<web_sys::HtmlInputElement>().ok()
    });
    field.is_none_or(|field| {
        field.selection_start().ok().flatten() == field.selection_end().ok().flatten()
    })
}
