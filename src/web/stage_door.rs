//! What the app tells the page's shell (`public/boot.js`).

use web_sys::{Event, window};

/// Says that the app has mounted, so that the shell clears its loading picture.
pub fn announce_ready() {
    let Some(document) = window().and_then(|window| window.document()) else {
        return;
    };
    if let Some(page) = document.document_element() {
        // Both calls fail only for malformed names, and these are fixed.
        let _ = page.set_attribute("data-ready", "");
    }
    if let Ok(event) = Event::new("podarium:ready") {
        let _ = document.dispatch_event(&event);
    }
}
