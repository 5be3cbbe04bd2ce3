//! Components in a real browser: what needs a DOM to be true. Run by `cargo xtask test web`.
#![cfg(target_arch = "wasm32")]

use podarium::ui::page;
use podarium::web::page::announce_ready;
use podarium::web::view::mount;
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, HtmlElement};

#[path = "traces/mod.rs"]
mod goldens;
#[path = "web/lesson.rs"]
mod lesson;

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> Document {
    web_sys::window()
        .and_then(|window| window.document())
        .expect("tests run in a page")
}

/// A place of its own for each test.
fn place() -> HtmlElement {
    let place = document()
        .create_element("div")
        .expect("div is a valid name");
    document()
        .body()
        .expect("the page has a body")
        .append_child(&place)
        .expect("a div may go there");
    place.unchecked_into()
}

#[wasm_bindgen_test]
fn the_app_mounts_with_a_heading_and_leaves_nothing_behind() {
    let place = place();
    let mounted = mount(&place, page);
    let heading = place.query_selector("h1").expect("h1 is a valid selector");
    let text = heading
        .and_then(|heading| heading.text_content())
        .unwrap_or_default();
    assert!(!text.trim().is_empty(), "{}", place.inner_html());
    drop(mounted);
    assert_eq!(place.child_element_count(), 0, "{}", place.inner_html());
}

#[wasm_bindgen_test]
fn readiness_is_announced_as_a_mark_and_as_an_event() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    let heard = Arc::new(AtomicU32::new(0));
    let listener = Closure::<dyn Fn()>::new({
        let heard = Arc::clone(&heard);
        move || {
            heard.fetch_add(1, Ordering::Relaxed);
        }
    });
    let function = listener.as_ref().unchecked_ref();
    document()
        .add_event_listener_with_callback("podarium:ready", function)
        .expect("it may listen");

    announce_ready();

    assert_eq!(heard.load(Ordering::Relaxed), 1);
    let page = document().document_element().expect("a page has a root");
    assert!(page.has_attribute("data-ready"));
}

#[wasm_bindgen_test]
fn a_run_is_the_same_in_the_browser_byte_for_byte() {
    let options = goldens::watching_pods();
    for (name, scenario, expected) in goldens::TRACES {
        let played = goldens::played(scenario, &options).expect("the scenario can be read");
        assert!(played == *expected, "{name} differs from the native trace");
    }
    assert_eq!(goldens::digests(), goldens::DIGESTS);
}
