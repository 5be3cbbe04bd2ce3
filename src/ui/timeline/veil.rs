//! What is hidden while a lesson asks for a guess: a hatch over all lanes from a moment on. The
//! lanes hold nothing behind it (`layout::veil`).

use leptos::ev::MouseEvent;

use crate::text::guess as words;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::{Context, guess};

/// The hatch; a press on it moves the guess there.
pub fn veil(context: Context) -> View {
    let hatch = move || {
        let plan = context.plan.get();
        let veil = plan.veil?;
        let from = format!("{}px", plan.axis.x(veil));
        let can_guess = context.lit.guess.with(guess::is_open);
        Some(view! {
            <div
                class="hatch"
                class:can-guess=can_guess
                style=("--from", from)
                data-testid="veil"
                on:click=move |event: MouseEvent| guess::move_under(context, &event)
            >
                <span>{words::VEILED.in_lang(plan.lang)}</span>
            </div>
        })
    };
    View::of(hatch)
}
