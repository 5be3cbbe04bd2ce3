//! The page as a whole: its root element, its title, and what it tells the start script.

use web_sys::{Element, Event};

use super::view::{Mounted, View, mount};
use super::{document, window};

/// Sets an attribute of the root element, or takes it away.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = root() else {
        return;
    };
    // Both fail only for malformed names, and ours are fixed.
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Sets the page's title.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// How wide it is, in whole pixels, without scroll bars of its own.
pub fn width() -> i32 {
    root().map_or(0, |root| root.client_width())
}

/// Shows what `draw` draws in the body, for as long as the page is open.
pub fn show(draw: fn() -> View) {
    let body = document().body().expect("the page has a body");
    let mounted: Mounted = mount(&body, draw);
    std::mem::forget(mounted);
}

/// Says that the page stands, so that the start script clears its loading picture.
pub fn announce_ready() {
    set_root_attribute("data-ready", Some("true"));
    if let Ok(event) = Event::new("podarium:ready") {
        // A listener that throws is its own concern.
        let _ = document().dispatch_event(&event);
    }
}

/// Loads the page anew.
pub fn reload() {
    // Fails only where scripts may not navigate; the browser's own button remains.
    let _ = window().location().reload();
}

fn root() -> Option<Element> {
    document().document_element()
}
