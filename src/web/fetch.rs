//! Files beside the page, and files that a person picks.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, FileReader, HtmlInputElement, XmlHttpRequest};

/// Fetches a text from an address relative to the page; `None` if it could not be had.
pub fn text(address: &str, done: impl FnOnce(Option<String>) + 'static) {
    let Some(request) = begin(address) else {
        done(None);
        return;
    };
    let request = Rc::new(request);
    let ended = Closure::once_into_js({
        let request = Rc::clone(&request);
        move || {
            let fetched = request.status().is_ok_and(|status| status == 200);
            done(request.response_text().ok().flatten().filter(|_| fetched));
        }
    });
    request.set_onloadend(Some(ended.unchecked_ref()));
    // A request that cannot be sent ends like one that fails.
    let _ = request.send();
}

fn begin(address: &str) -> Option<XmlHttpRequest> {
    let request = XmlHttpRequest::new().ok()?;
    request.open("GET", address).ok()?;
    Some(request)
}

/// The text of the file that was picked in a file field; the field is free for another one then.
pub fn picked(event: &Event, done: impl FnOnce(String) + 'static) {
    let field = event.target().and_then(|target| target.dyn_into().ok());
    let Some(field): Option<HtmlInputElement> = field else {
        return;
    };
    let file = field.files().and_then(|files| files.get(0));
    let (Some(file), Ok(reader)) = (file, FileReader::new()) else {
        return;
    };
    let loaded = Closure::once_into_js({
        let reader = reader.clone();
        move || {
            let text = reader.result().ok().and_then(|value| value.as_string());
            field.set_value("");
            done(text.unwrap_or_default());
        }
    });
    reader.set_onloadend(Some(loaded.unchecked_ref()));
    // What cannot be read ends without a text.
    let _ = reader.read_as_text(&file);
}
