//! Keys inside the text: Tab indents once one has typed, Esc gives it back to the browser, and
//! Enter keeps the indentation. Nothing happens while an input method composes.

use leptos::ev::KeyboardEvent;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use crate::web::edit;
use crate::web::reactive::*;

use super::super::layout::typing;

/// Whether Tab belongs to the text: from the first change until Esc or the next visit.
#[derive(Clone, Copy)]
pub struct Typing {
    begun: StoredValue<bool>,
}

impl Typing {
    pub fn new() -> Typing {
        Typing {
            begun: StoredValue::new(false),
        }
    }

    pub fn begin(self) {
        self.begun.set_value(true);
    }

    pub fn end(self) {
        self.begun.set_value(false);
    }
}

/// Does what the key means in a manifest.
pub fn on_key(event: &KeyboardEvent, state: Typing) {
    if event.is_composing() || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let target = event.target();
    let Some(area) = target.and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok()) else {
        return;
    };
    match event.key().as_str() {
        "Escape" => state.end(),
        "Tab" if state.begun.get_value() => {
            event.prevent_default();
            indent(&area, !event.shift_key());
        }
        "Enter" if !event.shift_key() => {
            event.prevent_default();
            let selection = Selection::of(&area);
            let inserted = typing::line_break(&selection.text(0, selection.start));
            edit::replace(&area, selection.start, selection.end, &inserted);
        }
        _ => {}
    }
}

fn indent(area: &HtmlTextAreaElement, further: bool) {
    let selection = Selection::of(area);
    if further && selection.start == selection.end {
        edit::replace(area, selection.start, selection.end, typing::INDENT);
        return;
    }
    let (from, to) = selection.whole_lines();
    let shifted = typing::shift(&selection.text(from, to), further);
    let length = shifted.encode_utf16().count() as u32;
    edit::replace(area, from, to, &shifted);
    // Fails only for an element that is gone.
    let _ = area.set_selection_range(from, from + length);
}

/// The selected part of a text, in UTF-16 units.
struct Selection {
    units: Vec<u16>,
    start: u32,
    end: u32,
}

impl Selection {
    fn of(area: &HtmlTextAreaElement) -> Selection {
        Selection {
            units: area.value().encode_utf16().collect(),
            start: area.selection_start().ok().flatten().unwrap_or_default(),
            end: area.selection_end().ok().flatten().unwrap_or_default(),
        }
    }

    fn text(&self, from: u32, to: u32) -> String {
        let units = self.units.get(from as usize..to as usize);
        String::from_utf16_lossy(units.unwrap_or_default())
    }

    /// From the start of the first selected line to the end of the last.
    fn whole_lines(&self) -> (u32, u32) {
        let line_break = |unit: &u16| *unit == u16::from(b'\n');
        let before = &self.units[..self.start as usize];
        let after = &self.units[self.end as usize..];
        let from = before
            .iter()
            .rposition(line_break)
            .map_or(0, |index| index + 1);
        let to = after.iter().position(line_break).unwrap_or(after.len());
        (from as u32, self.end + to as u32)
    }
}
