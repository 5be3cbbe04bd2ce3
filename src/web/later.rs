//! The rest of the program. A release page is two modules (`xtask/src/split`): what a first visit
//! runs, and the rest, which the start script fetches when a person first touches the page. Code
//! that is needed before it has arrived waits for it; no other room has to know which code that is.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = podarium, js_name = introduce)]
    fn introduce_exports(exports: &JsValue);

    /// Returns when the rest is there; throws if it cannot be had.
    #[wasm_bindgen(js_namespace = podarium, js_name = waitForRest)]
    fn wait_for_rest();
}

/// Gives the start script what the rest will ask for. To be called before anything else.
pub fn introduce() {
    introduce_exports(&wasm_bindgen::exports());
}

/// Returns when the whole program is there. The splitter makes its stand-ins call what this one calls.
#[wasm_bindgen(js_name = waitForRest)]
pub fn wait() {
    wait_for_rest();
}
