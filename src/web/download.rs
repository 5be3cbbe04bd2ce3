//! Saving a text as a file.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Offers the text for saving under this name.
pub fn save(file_name: &str, text: &str) {
    let encoded = String::from(js_sys::encode_uri_component(text));
    let Ok(link) = super::document().create_element("a") else {
        return;
    };
    let address = format!("data:text/yaml;charset=utf-8,{encoded}");
    // Both attribute names are fixed and well formed, so neither call can fail.
    let _ = link.set_attribute("href", &address);
    let _ = link.set_attribute("download", file_name);
    if let Some(link) = link.dyn_ref::<HtmlElement>() {
        link.click();
    }
}
