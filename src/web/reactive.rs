//! The page's reactivity: signals, memos and effects with the framework's names and habits.
//!
//! The framework writes its machinery out anew for each type and each closure, which made a
//! seventh of the page's code (ARCHITECTURE.md, "The budget"). Here it exists once, for values
//! and closures behind a pointer; only a handle knows the type of its value.

mod memo;
mod signal;

pub use leptos::prelude::{
    Callable, Callback, GetValue, LocalStorage, SetValue, StoredValue, UpdateValue, WithValue,
    event_target_checked, event_target_value, expect_context, on_cleanup, provide_context,
    request_animation_frame, untrack, use_context, window_event_listener,
};

pub use memo::Memo;
pub use signal::{Read, RwSignal, Signal};

/// Does something after the present work, and again when a signal changes that it read.
pub fn effect(act: impl FnMut() + 'static) {
    start(Box::new(act));
}

#[inline(never)]
fn start(act: Box<dyn FnMut()>) {
    leptos::prelude::Effect::new(act);
}
