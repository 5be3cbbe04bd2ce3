//! A guessed moment: a mark that is dragged over the lanes or moved by keys, and beside it, once
//! the guess is made, the moment that the run shows.

use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::engine::time::SimTime;
use crate::text::guess as words;
use crate::ui::icons::{Icon, icon};
use crate::ui::layout::guess::{self as layout, Guess, Marks};
use crate::ui::layout::text_width::text_width;
use crate::ui::layout::{clock, veil};
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::{Context, Plan};

/// The lines begin below the ruler; there is room for one label, then for the other.
const TOP: i32 = 31;
const GAP_Y: i32 = 66;
const WITHIN_Y: i32 = 80;
/// What a label is wider than its text.
const LABEL_ROOM: i32 = 52;
const FONT: i32 = 12;

/// The mark; nothing while nothing is guessed.
pub fn guess(context: Context) -> View {
    let state = Memo::new(move |_| {
        let guess = context.lit.guess;
        guess.with(|guess| guess.map(|guess| (guess.fixed, guess.is_right())))
    });
    // A drag that the guess's fixing interrupts has no end of its own.
    effect(move || {
        if state.get().is_none_or(|(fixed, _)| fixed) {
            context.lit.dragging.set(false);
        }
    });
    let mark = move || {
        let (fixed, is_right) = state.get()?;
        let plan = context.plan.get();
        Some(match fixed {
            true => made(context, &plan, is_right),
            false => open(context, &plan),
        })
    };
    View::of(mark)
}

/// Whether the guess can still be moved.
pub fn is_open(guess: &Option<Guess>) -> bool {
    guess.is_some_and(|guess| !guess.fixed)
}

/// Moves the guess under the pointer.
pub fn move_under(context: Context, event: &MouseEvent) {
    let target = event.current_target();
    let target = target.and_then(|target| target.dyn_into::<Element>().ok());
    let axis = target.and_then(|target| target.closest(".timeline-axis").ok().flatten());
    let Some(axis) = axis else {
        return;
    };
    let x = event.client_x() - axis.get_bounding_client_rect().left() as i32;
    let time = context
        .plan
        .with_untracked(|plan| layout::time_at(&plan.axis, x));
    move_to(context, time);
}

fn move_to(context: Context, time: SimTime) {
    let (first, _) = range(context);
    context.lit.guess.update(|guess| {
        if let Some(guess) = guess.as_mut().filter(|guess| !guess.fixed) {
            guess.time = time.max(first);
        }
    });
}

/// From where to where the guess may be moved on the axis as it is.
fn range(context: Context) -> (SimTime, SimTime) {
    let guess = context.lit.guess.get_untracked();
    context
        .plan
        .with_untracked(|plan| veil::range(plan.veil, plan.timeline.end, guess.as_ref()))
}

/// A guess that can be moved.
fn open(context: Context, plan: &Plan) -> View {
    let lang = plan.lang;
    let current = move || context.lit.guess.get().filter(|guess| !guess.fixed);
    let time = move || current().map_or(SimTime::ZERO, |guess| guess.time);
    let text = move || format!("{} {}", words::MINE.in_lang(lang), shown(time()));
    let place = move || translated(context, time(), &text());
    let spoken = move || current().map(|guess| words::spoken(guess.time, guess.within, lang));
    let (first, last) = range(context);
    let on_down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        let target = event.current_target();
        if let Some(target) = target.and_then(|target| target.dyn_into::<Element>().ok()) {
            // Without capture a drag ends at the edge, which is no harm.
            let _ = target.set_pointer_capture(event.pointer_id());
        }
        context.lit.dragging.set(true);
    };
    let on_move = move |event: PointerEvent| {
        if context.lit.dragging.get_untracked() {
            move_under(context, &event);
        }
    };
    view! {
        <div class="guess" data-testid="guess">
            {lines(context, plan)}
            <div
                class="guess-label"
                class:is-dragging=context.lit.dragging
                role="slider"
                tabindex="0"
                aria-label=words::MINE.in_lang(lang)
                aria-orientation="horizontal"
                aria-valuemin=first.milliseconds.to_string()
                aria-valuemax=last.milliseconds.to_string()
                aria-valuenow=move || time().milliseconds.to_string()
                aria-valuetext=spoken
                style:transform=place
                data-testid="guess-slider"
                on:keydown=move |event| on_key(context, &event)
                on:pointerdown=on_down
                on:pointermove=on_move
                on:pointerup=move |_| context.lit.dragging.set(false)
                on:pointercancel=move |_| context.lit.dragging.set(false)
            >
                <span>{icon(Icon::Back)} {text} {icon(Icon::Forward)}</span>
            </div>
        </div>
    }
}

/// A guess that is made, with the truth if it may be told.
fn made(context: Context, plan: &Plan, is_right: Option<bool>) -> View {
    let lang = plan.lang;
    let Some(guess) = context.lit.guess.get_untracked() else {
        return View::Nothing;
    };
    let own = format!("{} {}", words::MINE.in_lang(lang), shown(guess.time));
    let truth = guess.truth.zip(is_right).map(|(truth, is_right)| {
        let mut text = format!("{} {}", words::TRUTH.in_lang(lang), shown(truth));
        // Where lanes are short the label would cover them; the verdict tells the distance too.
        if !plan.is_phone {
            let off = truth.max(guess.time).since(truth.min(guess.time));
            text = format!("{text} · {}", words::off_by(off, lang));
        }
        let (class, sign) = match is_right {
            true => ("guess-label is-truth tone-ready", Icon::Check),
            false => ("guess-label is-truth tone-failed", Icon::Cross),
        };
        view! {
            <div class=class style:transform=translated(context, truth, &text)>
                <span>{icon(sign)} {text}</span>
            </div>
        }
    });
    let sentence = match guess.truth.zip(is_right) {
        Some((truth, is_right)) => words::compared(guess.time, truth, is_right, lang),
        None => own.clone(),
    };
    view! {
        <div class="guess is-fixed" role="img" aria-label=sentence data-testid="guess">
            {lines(context, plan)}
            <div class="guess-label" style:transform=translated(context, guess.time, &own)>
                <span>{own}</span>
            </div>
            {truth}
        </div>
    }
}

/// The band of what counts as right, the guess as a dashed line, the truth as a solid one.
fn lines(context: Context, plan: &Plan) -> View {
    let (height, width) = (plan.rows.height, plan.axis.width);
    let marks = Memo::new(move |_| {
        let guess = context.lit.guess.get()?;
        let marks = context.plan.with(|plan| layout::marks(&plan.axis, &guess));
        Some((guess, marks))
    });
    let of =
        move |read: fn(&Marks) -> i32| marks.with(|marks| marks.as_ref().map(|(_, m)| read(m)));
    let down = move |x: Option<i32>| x.map(|x| format!("M{x} {TOP}V{height}"));
    let truth = move || marks.with(|marks| marks.as_ref().and_then(|(_, marks)| marks.truth));
    let gap = move || Some(format!("M{} {GAP_Y}H{}", of(|marks| marks.line)?, truth()?));
    let lang = plan.lang;
    let within = move || {
        let (guess, marks) = marks.get()?;
        let text = words::within(guess.within, lang);
        let is_left = marks.band.1 + text_width(&text, FONT) + 8 > width;
        let (x, class) = match is_left {
            true => (marks.band.0 - 6, "guess-within is-left"),
            false => (marks.band.1 + 6, "guess-within"),
        };
        Some(view! { <text class=class x=x y=WITHIN_Y>{text}</text> })
    };
    view! {
        <svg class="guess-lines" width=width height=height aria-hidden="true">
            <rect
                class="guess-band"
                x=move || of(|marks| marks.band.0).map(|x| x.to_string())
                y=TOP
                width=move || of(|marks| (marks.band.1 - marks.band.0).max(1)).map(|x| x.to_string())
                height=height - TOP
            />
            <path class="guess-line" d=move || down(of(|marks| marks.line))/>
            <path class="truth-line" d=move || down(truth())/>
            <path class="guess-gap" d=gap/>
            {within}
        </svg>
    }
}

/// `00:55`, with tenths if there are any.
fn shown(time: SimTime) -> String {
    match time.milliseconds % 1_000 {
        0 => clock::clock(time),
        _ => clock::clock_with_tenths(time),
    }
}

/// The label over its moment, kept inside the axis.
fn translated(context: Context, time: SimTime, text: &str) -> String {
    let width = text_width(text, FONT) + LABEL_ROOM;
    let middle = context.plan.with(|plan| {
        let x = plan.axis.x(time);
        layout::label_middle(&plan.axis, x, width)
    });
    format!("translateX(calc({middle}px - 50%))")
}

/// Arrows by a second, with Shift by a tenth; Page keys by ten.
fn on_key(context: Context, event: &KeyboardEvent) {
    if event.alt_key() || event.ctrl_key() || event.meta_key() {
        return;
    }
    let Some(guess) = context.lit.guess.get_untracked() else {
        return;
    };
    let target = layout::moved(guess.time, &event.key(), event.shift_key(), range(context));
    if let Some(target) = target {
        event.prevent_default();
        event.stop_propagation();
        move_to(context, target);
    }
}
