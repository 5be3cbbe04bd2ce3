//! The page: Leptos components over the playback's snapshot. `layout` is plain geometry and
//! compiles everywhere; everything with a signal exists in the browser only.

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
pub use app::App;
