//! The clipboard, write only.

/// Puts a text on the clipboard. The browser may refuse; it says so by itself if it asks at all.
pub fn copy(text: &str) {
    // The promise is not awaited: there is nothing left to do in either case.
    let _ = super::window().navigator().clipboard().write_text(text);
}
