//! Elements by what they are, and changes of the page as they happen.

use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = document, js_name = querySelectorAll)]
    fn query_all(selector: &str) -> JsValue;

    type MutationObserver;

    #[wasm_bindgen(constructor)]
    fn new(callback: &js_sys::Function) -> MutationObserver;

    #[wasm_bindgen(method)]
    fn observe(this: &MutationObserver, target: &JsValue, options: &JsValue);

    #[wasm_bindgen(method)]
    fn disconnect(this: &MutationObserver);
}

/// What is watched: which elements there are, and their classes.
const OPTIONS: &str =
    r#"{"childList":true,"subtree":true,"attributes":true,"attributeFilter":["class"]}"#;

/// Every element of the page that fits the selector, in the page's order.
pub fn elements(selector: &'static str) -> Vec<Element> {
    let found = js_sys::Array::from(&query_all(selector));
    found.iter().map(JsCast::unchecked_into).collect()
}

/// Calls back after each change of the page and before it is painted, until it is dropped.
pub struct Watch {
    observer: MutationObserver,
    _on_change: Closure<dyn FnMut()>,
}

impl Watch {
    pub fn start(on_change: impl FnMut() + 'static) -> Watch {
        let on_change = Closure::<dyn FnMut()>::new(on_change);
        let observer = MutationObserver::new(on_change.as_ref().unchecked_ref());
        let options = js_sys::JSON::parse(OPTIONS).unwrap_or(JsValue::NULL);
        if let Some(body) = super::document().body() {
            observer.observe(&body, &options);
        }
        Watch {
            observer,
            _on_change: on_change,
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
