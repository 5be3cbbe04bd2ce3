//! The page's address: what stands behind its `#`, and parameters there or before it.

use super::window;

/// The path behind the `#`, without parameters: `/learn/readiness`.
pub fn path() -> String {
    let hash = window().location().hash().unwrap_or_default();
    let path = hash.strip_prefix('#').unwrap_or(&hash);
    path.split('?').next().unwrap_or_default().to_owned()
}

/// Goes to a path; the browser's back button leads back.
pub fn go(path: &str) {
    // A text behind `#` is never refused.
    let _ = window().location().set_hash(path);
}

/// Names another path without a new entry in the browser's history. Nobody is told.
pub fn replace(path: &str) {
    let address = format!("#{path}");
    if let Ok(history) = window().history() {
        // Refused only when it is done hundreds of times in a row.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address));
    }
}

/// The value of `name` in `#/…?name=value` or in `?name=value`; the first wins.
pub fn parameter(name: &str) -> Option<String> {
    let location = window().location();
    let hash = location.hash().unwrap_or_default();
    let search = location.search().unwrap_or_default();
    find(&hash, name).or_else(|| find(&search, name))
}

fn find(text: &str, name: &str) -> Option<String> {
    let (_, query) = text.split_once('?')?;
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name).then(|| value.to_owned())
    })
}
