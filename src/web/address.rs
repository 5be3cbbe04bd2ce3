//! The page's address: parameters before or behind the `#`.

use super::window;

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
