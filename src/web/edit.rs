//! Edits that the browser's own undo knows of.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement};

/// Replaces UTF-16 offsets `from..to` of the text area by `text`, as if it were typed: an input
/// event follows, and undo takes it back.
pub fn replace(area: &HtmlTextAreaElement, from: u32, to: u32, text: &str) {
    if area.focus().is_err() || area.set_selection_range(from, to).is_err() {
        return;
    }
    let command = if text.is_empty() {
        "delete"
    } else {
        "insertText"
    };
    if from == to && text.is_empty() {
        return;
    }
    run(command, text);
}

/// Replaces the whole text, and gives the focus back.
pub fn replace_all(area: &HtmlTextAreaElement, text: &str) {
    let focused = super::focus::active();
    replace(area, 0, area.text_length(), text);
    let previous = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    // Losing the focus is no harm: the text is in place.
    let _ = match previous {
        Some(previous) => previous.focus(),
        None => area.blur(),
    };
}

/// Takes the newest edit of the focused field back.
pub fn undo(area: &HtmlTextAreaElement) {
    if area.focus().is_ok() {
        run("undo", "");
    }
}

/// Does what was taken back once more.
pub fn redo(area: &HtmlTextAreaElement) {
    if area.focus().is_ok() {
        run("redo", "");
    }
}

fn run(command: &str, value: &str) {
    if let Some(document) = super::document().dyn_ref::<HtmlDocument>() {
        // An old browser without the command leaves the text as it was.
        let _ = document.exec_command_with_show_ui_and_value(command, false, value);
    }
}
