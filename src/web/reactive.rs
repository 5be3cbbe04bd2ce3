//! What the page knows of the framework's reactivity.
//!
//! The framework writes the machinery of an effect out anew for each closure (ARCHITECTURE.md,
//! "The budget"). Here it exists once, and a closure is handed to it in a box.

pub use leptos::prelude::{
    Callable, Callback, Get, GetUntracked, GetValue, LocalStorage, Memo, RwSignal, SetValue,
    Signal, StoredValue, Track, Update, UpdateValue, With, WithUntracked, WithValue,
    event_target_checked, event_target_value, expect_context, on_cleanup, provide_context,
    request_animation_frame, untrack, use_context, window_event_listener,
};
// There is a collection of the same name.
pub use leptos::prelude::Set as _;

/// Does something after the present work, and again when a signal changes that it read.
pub fn effect(act: impl FnMut() + 'static) {
    start(Box::new(act));
}

#[inline(never)]
fn start(act: Box<dyn FnMut()>) {
    leptos::prelude::Effect::new(act);
}
