//! The last page: when the program panics, it is drawn without the program's own machinery, from
//! what was remembered before. It says what happened and hands over all that is needed to repeat it.

use std::cell::{Cell, RefCell};
use std::panic::PanicHookInfo;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Element;

use crate::text::{Lang, Words, frame};
use crate::web::{clipboard, document, page};

thread_local! {
    static SCENARIO: RefCell<String> = const { RefCell::new(String::new()) };
    static SHOWN: Cell<bool> = const { Cell::new(false) };
}

/// Keeps what a report needs; called whenever the run changes.
pub fn remember(scenario: String) {
    SCENARIO.with(|kept| {
        // A panic inside this very line is the only way it could be borrowed.
        if let Ok(mut kept) = kept.try_borrow_mut() {
            *kept = scenario;
        }
    });
}

/// From now on a panic shows the report.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        if !SHOWN.replace(true) {
            show(info);
        }
    }));
}

fn show(info: &PanicHookInfo) {
    let text = report_text(info);
    // The start script shows its own message for a failed start, unless there is one already.
    page::set_root_attribute("data-failed", Some(""));
    if let Some(loading) = document().get_element_by_id("loading") {
        let _ = loading.set_attribute("hidden", "");
    }
    // Everything below fails only if the document itself is gone.
    if draw(&text).is_none() {
        page::set_title(&text);
    }
}

fn report_text(info: &PanicHookInfo) -> String {
    let scenario = SCENARIO.with(|kept| kept.try_borrow().map(|kept| kept.clone()));
    let scenario = scenario.unwrap_or_default();
    let seed = scenario
        .lines()
        .find_map(|line| line.strip_prefix("seed "))
        .unwrap_or("1");
    let version = env!("CARGO_PKG_VERSION");
    format!("Podarium {version} · seed {seed}\n{info}\n\n{scenario}")
}

fn draw(text: &str) -> Option<()> {
    let root = document().document_element()?;
    let language = Lang::from_tag(&root.get_attribute("lang").unwrap_or_default());
    let say = |words: Words| words.in_lang(language);
    let report = element("section", "report", "")?;
    report.set_attribute("role", "alert").ok()?;
    let parts = [
        element("h1", "", say(frame::REPORT_TITLE))?,
        element("p", "", say(frame::REPORT_HELP))?,
        element("pre", "", text)?,
    ];
    for part in &parts {
        report.append_child(part).ok()?;
    }
    let copied = text.to_owned();
    let copy = button(say(frame::REPORT_COPY), move || clipboard::copy(&copied))?;
    let reload = button(say(frame::REPORT_RELOAD), page::reload)?;
    report.append_child(&copy).ok()?;
    report.append_child(&reload).ok()?;
    document().body()?.prepend_with_node_1(&report).ok()
}

fn button(label: &str, press: impl Fn() + 'static) -> Option<Element> {
    let button = element("button", "btn", label)?;
    let press = Closure::<dyn Fn()>::new(press);
    button
        .add_event_listener_with_callback("click", press.as_ref().unchecked_ref())
        .ok()?;
    // The report stays until the page is loaded anew.
    press.forget();
    Some(button)
}

fn element(name: &str, class: &str, text: &str) -> Option<Element> {
    let element = document().create_element(name).ok()?;
    element.set_class_name(class);
    element.set_text_content(Some(text));
    Some(element)
}
