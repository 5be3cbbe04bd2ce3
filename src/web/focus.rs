//! Where the keyboard is.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

use super::document;
use super::reactive::request_animation_frame;

/// The element with this id.
pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The text area with this id.
pub fn text_area(id: &str) -> Option<HtmlTextAreaElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Moves the focus to the element with this id; returns whether it is there.
pub fn focus(id: &str) -> bool {
    element(id).is_some_and(|element| element.focus().is_ok())
}

/// Moves the focus to the element with this id once the page is drawn anew. Whoever has gone to
/// another control by then stays there: a key typed in between belongs to what it was meant for.
pub fn focus_once_drawn(id: &str) {
    let (id, before) = (id.to_owned(), active());
    request_animation_frame(move || {
        let now = active().filter(|now| now.tag_name() != "BODY");
        if now.is_none() || now == before {
            focus(&id);
        }
    });
}

/// The element that has the focus.
pub fn active() -> Option<Element> {
    document().active_element()
}

/// Whether keys typed at this element are text.
pub fn takes_text(element: &Element) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        || element
            .closest("[contenteditable]")
            .ok()
            .flatten()
            .is_some()
}

/// Whether Space or Enter at this element presses it.
pub fn is_pressable(element: &Element) -> bool {
    element
        .closest("button,a[href],summary,[role=button],[role=tab]")
        .ok()
        .flatten()
        .is_some()
}

/// Opens the popover with this id if it is closed, else closes it.
pub fn toggle_popover(id: &str) {
    let Some(popover) = element(id) else {
        return;
    };
    let open = popover.matches(":popover-open").unwrap_or(false);
    // A browser without popovers leaves it as it is.
    let _ = if open {
        popover.hide_popover()
    } else {
        popover.show_popover()
    };
    let first = popover.query_selector("button").ok().flatten();
    if let (false, Some(first)) = (open, first.and_then(|first| first.dyn_into().ok())) {
        let first: HtmlElement = first;
        // Without the focus the popover still stands open.
        let _ = first.focus();
    }
}

/// Closes the popover with this id if it is open.
pub fn close_popover(id: &str) {
    if let Some(popover) = element(id) {
        // Fails when it is not open, which is what was wanted.
        let _ = popover.hide_popover();
    }
}

/// Whether the element with this id takes any room on the page.
pub fn is_shown(id: &str) -> bool {
    element(id).is_some_and(|element| element.offset_width() > 0)
}

/// Scrolls whatever has to be scrolled until the element with this id is in sight.
pub fn show(id: &str) {
    if let Some(element) = element(id) {
        element.scroll_into_view_with_bool(true);
    }
}

/// The same for the first element that fits; nothing moves that is in sight already.
pub fn show_first(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
