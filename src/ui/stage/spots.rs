//! While a lesson asks for a part of the stage: a button over each part that can be chosen.

use leptos::ev::KeyboardEvent;

use crate::lesson::Part;
use crate::text::Lang;
use crate::text::part::part_name;
use crate::ui::layout::arrow::Rect;
use crate::ui::layout::spots;
use crate::ui::lesson::lit::Lit;
use crate::web::reactive::*;
use crate::web::view::{ElementRef, View, view};

use super::wires;

/// A part that can be chosen, and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    part: Part,
    rect: Rect,
}

/// Measures the parts that are asked for, as far as they are drawn.
pub fn measure(floor: ElementRef, lit: Lit) -> Vec<Spot> {
    let asked = lit.asked.get_untracked().unwrap_or_default();
    let found = asked.into_iter().filter_map(|part| {
        let rect = wires::rect_of(floor, &format!("[data-part=\"{part}\"]"))?;
        Some(Spot { part, rect })
    });
    found.collect()
}

/// The buttons, in the order in which the lesson names the parts.
pub fn spots(found: RwSignal<Vec<Spot>>, lit: Lit, language: Signal<Lang>) -> View {
    let buttons = move || {
        let (found, lang) = (found.get(), language.get());
        let rects: Vec<Rect> = found.iter().map(|spot| spot.rect).collect();
        let heights = spots::heights(&rects);
        let buttons = found.into_iter().zip(heights);
        buttons
            .map(|(spot, height)| button(spot, height, lit, lang))
            .collect::<Vec<View>>()
    };
    View::of(buttons)
}

fn button(spot: Spot, height: usize, lit: Lit, lang: Lang) -> View {
    let Spot { part, rect } = spot;
    let name = part_name(&part, lang);
    let px = |length: i32| format!("{length}px");
    // Enter and Space press this button; the stage itself would choose a Pod.
    let on_key = |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.stop_propagation();
        }
    };
    view! {
        <button
            type="button"
            class="spot"
            aria-label=name.clone()
            title=name
            data-spot=part.to_string()
            style:transform=format!("translate({}px, {}px)", rect.left, rect.top)
            style=("--width", px(rect.right - rect.left))
            style=("--height", px(rect.bottom - rect.top))
            style=("--above", (height + 10).to_string())
            on:keydown=on_key
            on:click=move |_| lit.found.set(Some(part.clone()))
        ></button>
    }
}
