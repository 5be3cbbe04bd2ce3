//! What a lesson does to the timeline: the veil, and the guess that is made on it.

use std::cell::Cell;
use std::sync::Arc;

use leptos::task::tick;
use podarium::api::{Kind, ObjectKey};
use podarium::engine::time::{SimDuration, SimTime};
use podarium::playback::session::Session;
use podarium::playback::timeline::Timeline;
use podarium::text::Lang;
use podarium::ui::layout::zoom::Zoom;
use podarium::ui::lesson::lit::{Guess, Lit};
use podarium::ui::timeline::{Inputs, timeline};
use podarium::web::reactive::*;
use podarium::web::view::{Mounted, View, mount};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

const CRASHES: &str = "apiVersion: v1
kind: Pod
metadata: {name: orders}
spec:
  containers:
  - name: orders
    image: busybox:1.36
    command: [sh, -c, \"sleep 2; exit 1\"]
";
const VEIL: SimTime = SimTime::from_seconds(2);

thread_local! {
    static LIT: Cell<Option<Lit>> = const { Cell::new(None) };
}

/// The timeline of a Pod that keeps crashing, with the playhead at the veil.
fn veiled() -> View {
    let lit = Lit::off();
    provide_context(lit);
    lit.veil.set(Some(VEIL));
    LIT.set(Some(lit));
    let orders = ObjectKey::new(Kind::Pod, "default", "orders");
    let run = Session::from_manifest(CRASHES).timeline(Some(&orders));
    let run: RwSignal<Arc<Timeline>> = RwSignal::new(run);
    timeline(Inputs {
        timeline: lit.seen(run.into()),
        time: Signal::derive(|| VEIL),
        language: Signal::derive(|| Lang::En),
        fold: Signal::derive(|| true),
        zoom: RwSignal::new(Zoom::FIT),
        on_seek: Callback::new(|_| ()),
        as_table: Signal::derive(|| true),
    })
}

async fn shown() -> (HtmlElement, Mounted, Lit) {
    let place = super::place();
    let mounted = mount(&place, veiled);
    tick().await;
    let lit = LIT.take().expect("the timeline was drawn");
    (place, mounted, lit)
}

fn find(place: &HtmlElement, test_id: &str) -> Option<Element> {
    let selector = format!("[data-testid={test_id}]");
    place.query_selector(&selector).expect("it is a selector")
}

/// Presses a key on an element.
fn press(element: &Element, key: &str) {
    let press = "element.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}))";
    let press = js_sys::Function::new_with_args("element, key", press);
    press
        .call2(&JsValue::NULL, element, &JsValue::from_str(key))
        .expect("an event can be sent");
}

#[wasm_bindgen_test]
async fn nothing_behind_the_veil_is_in_the_page() {
    let (place, mounted, lit) = shown().await;
    assert!(find(&place, "veil").is_some());
    let text = || place.text_content().unwrap_or_default();
    assert!(
        !text().contains("BackOff") && !text().contains("Error"),
        "{}",
        text()
    );

    lit.veil.set(None);
    tick().await;
    assert!(find(&place, "veil").is_none());
    assert!(text().contains("CrashLoopBackOff"), "{}", text());
    drop(mounted);
}

#[wasm_bindgen_test]
async fn a_guess_is_moved_by_keys_and_then_stands_beside_the_truth() {
    let (place, mounted, lit) = shown().await;
    let guess = Guess {
        time: SimTime::from_seconds(10),
        within: SimDuration::from_seconds(2),
        truth: None,
        fixed: false,
    };
    lit.guess.set(Some(guess));
    tick().await;
    let slider = find(&place, "guess-slider").expect("a guess can be moved");
    for key in ["ArrowRight", "PageUp", "ArrowLeft", "PageDown", "PageDown"] {
        press(&slider, key);
    }
    tick().await;
    assert_eq!(
        slider.get_attribute("aria-valuenow").as_deref(),
        Some("2000")
    );
    assert_eq!(
        lit.guess.get_untracked().map(|guess| guess.time),
        Some(VEIL)
    );

    lit.veil.set(None);
    lit.guess.set(Some(Guess {
        truth: Some(SimTime::from_seconds(6)),
        fixed: true,
        ..guess
    }));
    tick().await;
    assert!(find(&place, "guess-slider").is_none());
    let told = find(&place, "guess").and_then(|mark| mark.get_attribute("aria-label"));
    assert_eq!(
        told.as_deref(),
        Some("Guess 10 s, actual 6 s, 4 s off. Not right.")
    );
    drop(mounted);
}
