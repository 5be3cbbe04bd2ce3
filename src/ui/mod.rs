//! The page: Leptos components over the playback's snapshot. `layout` is plain geometry and
//! compiles everywhere; everything with a signal exists in the browser only.

pub mod layout;
#[cfg(target_arch = "wasm32")]
pub mod stage;
#[cfg(target_arch = "wasm32")]
pub mod timeline;
