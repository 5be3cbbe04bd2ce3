//! What the browser remembers for this page. Blocked, absent or full storage reads as empty.

use web_sys::Storage;

/// What was stored under this key.
pub fn read(key: &str) -> Option<String> {
    storage()?.get_item(&full_key(key)).ok()?
}

/// Stores; returns whether the browser took it.
pub fn write(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(&full_key(key), value).is_ok())
}

/// Forgets this key.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        // Fails only when the storage is blocked, and then nothing was stored.
        let _ = storage.remove_item(&full_key(key));
    }
}

fn storage() -> Option<Storage> {
    super::window().local_storage().ok()?
}

/// The page's start script reads `podarium.lang` and `podarium.theme` as well.
fn full_key(key: &str) -> String {
    let mut full = String::from("podarium.");
    full.push_str(key);
    full
}
