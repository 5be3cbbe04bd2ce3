//! The keyboard on the stage: one tab stop, arrow keys walk node → Pod → container.

use leptos::ev::KeyboardEvent;
use wasm_bindgen::JsCast;

use crate::ui::layout::scene::{self, Item, Level, Step};
use crate::web::reactive::*;

use super::Scene;

/// `0` for the part that the tab key reaches, `-1` for the others.
pub fn tab_index(scene: Scene, id: String) -> impl Fn() -> &'static str + Send + 'static {
    move || {
        let is_stop = scene.tab_stop.with(|stop| *stop == id);
        if is_stop { "0" } else { "-1" }
    }
}

/// Everything that can have the focus now.
pub fn items(scene: Scene) -> Vec<Item> {
    let picture = scene.picture.get_untracked();
    let level = scene::level(scene.chosen.get_untracked(), &picture);
    scene
        .focus
        .with_untracked(|focus| scene::items(&picture, level, focus.as_ref()))
}

/// Moves the focus with arrows, Home and End; Enter chooses the Pod, and once more
/// brings it close up.
pub fn on_key(scene: Scene, event: &KeyboardEvent) {
    if event.alt_key() || event.ctrl_key() || event.meta_key() || event.shift_key() {
        return;
    }
    let items = items(scene);
    let stop = scene.tab_stop.get_untracked();
    let at = items.iter().position(|item| item.id == stop).unwrap_or(0);
    let step = match event.key().as_str() {
        "ArrowDown" => Step::Next,
        "ArrowUp" => Step::Previous,
        "ArrowRight" => Step::In,
        "ArrowLeft" => Step::Out,
        "Home" => Step::First,
        "End" => Step::Last,
        "Enter" => {
            if let Some(item) = items.get(at) {
                choose(scene, item);
                event.prevent_default();
                event.stop_propagation();
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(item) = items.get(scene::step(&items, at, step)) {
        scene.last_focus.set(item.id.clone());
        focus_element(event, &item.id);
    }
}

fn choose(scene: Scene, item: &Item) {
    let Some(key) = &item.pod else {
        return;
    };
    let is_focused = scene
        .focus
        .with_untracked(|focus| focus.as_ref() == Some(key));
    if is_focused {
        scene.chosen.set(Some(Level::Pod));
    } else {
        scene.focus.set(Some(key.clone()));
    }
}

/// The element with this id on the stage that got the key: there may be a ghost of it.
fn focus_element(event: &KeyboardEvent, id: &str) {
    let floor = event.current_target();
    let floor = floor.and_then(|floor| floor.dyn_into::<web_sys::Element>().ok());
    let selector = format!("[id=\"{id}\"]");
    let element = floor.and_then(|floor| floor.query_selector(&selector).ok().flatten());
    if let Some(element) =
        element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // A browser that refuses to focus leaves the focus where it was.
        let _ = element.focus();
    }
}
