//! The browser's edge: frames, timers, storage, clipboard, address, focus. It knows nothing of
//! ours; every call that can fail in some browser fails quietly into a value.

pub mod address;
pub mod clipboard;
pub mod download;
pub mod edit;
pub mod fetch;
pub mod focus;
pub mod frame;
pub mod later;
pub mod media;
mod memory;
pub mod page;
pub mod reactive;
pub mod storage;
pub mod timer;
pub mod view;
pub mod watch;

use web_sys::{Document, Window};

/// The window; there always is one, for the module runs in a page and not in a worker.
pub fn window() -> Window {
    web_sys::window().expect("the module is started by a page")
}

/// The page's document.
pub fn document() -> Document {
    window().document().expect("a page has a document")
}
