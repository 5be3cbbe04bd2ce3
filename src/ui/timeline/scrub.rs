//! The playhead as a slider: drag, click and keys.

use leptos::ev::{KeyboardEvent, PointerEvent};

use crate::web::reactive::*;
use crate::web::view::{View, view};
use wasm_bindgen::JsCast;

use crate::engine::time::{SimDuration, SimTime};
use crate::playback::timeline::{Chapter, LaneKind, Timeline};
use crate::text::timeline as words;

use super::Context;

/// The surface over all lanes that takes the pointer and the keyboard.
pub fn surface(context: Context) -> View {
    let plan = context.plan.get_untracked();
    let label = words::POSITION.in_lang(plan.lang);
    let end = plan.known().milliseconds.to_string();
    // Spoken values change by the second, not by the frame.
    let second = Memo::new(move |_| context.time.get().whole_seconds());
    let now = move || (second.get() * 1_000).to_string();
    let spoken = move || {
        second.track();
        spoken_position(context)
    };
    view! {
        <div
            class="timeline-surface"
            class:is-scrubbing=context.scrubbing
            role="slider"
            tabindex="0"
            aria-label=label
            aria-orientation="horizontal"
            aria-valuemin="0"
            aria-valuemax=end
            aria-valuenow=now
            aria-valuetext=spoken
            data-testid="timeline-slider"
            on:keydown=move |event| on_key(context, &event)
            on:pointerdown=move |event| on_pointer_down(context, &event)
            on:pointermove=move |event| on_pointer_move(context, &event)
            on:pointerup=move |_| context.scrubbing.set(false)
            on:pointercancel=move |_| context.scrubbing.set(false)
            on:pointerleave=move |_| context.hover.set(None)
        ></div>
    }
}

fn spoken_position(context: Context) -> String {
    let time = context.time.get_untracked();
    let plan = context.plan.get();
    let chapter = chapter_at(&plan.timeline, time).map(|chapter| &chapter.kind);
    let status = plan
        .timeline
        .lanes
        .iter()
        .find(|lane| lane.kind == LaneKind::StatusWord)
        .and_then(|lane| super::hover::segment_at(&lane.segments, time));
    words::spoken_position(
        plan.lang,
        time,
        chapter,
        status.map(|segment| segment.label.as_str()),
    )
}

/// The newest chapter up to that time.
fn chapter_at(timeline: &Timeline, time: SimTime) -> Option<&Chapter> {
    timeline
        .chapters
        .iter()
        .rev()
        .find(|chapter| chapter.time <= time)
}

fn time_under(context: Context, event: &PointerEvent) -> SimTime {
    let x = event.offset_x();
    context
        .plan
        .with_untracked(|plan| plan.axis.time_at(x).min(plan.known()))
}

fn on_pointer_down(context: Context, event: &PointerEvent) {
    if event.button() != 0 {
        return;
    }
    let surface = event
        .current_target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    if let Some(surface) = surface {
        // Without capture a drag ends at the edge, which is no harm.
        let _ = surface.set_pointer_capture(event.pointer_id());
    }
    context.scrubbing.set(true);
    context.on_seek.run(time_under(context, event));
}

fn on_pointer_move(context: Context, event: &PointerEvent) {
    let time = time_under(context, event);
    if context.scrubbing.get_untracked() {
        context.on_seek.run(time);
    }
    let hovers = event.pointer_type() == "mouse";
    context.hover.set(hovers.then_some(time));
}

/// Arrows go to the next change, with Shift by a second; Page keys go by chapter.
fn on_key(context: Context, event: &KeyboardEvent) {
    if event.alt_key() || event.ctrl_key() || event.meta_key() {
        return;
    }
    let plan = context.plan.get_untracked();
    let now = context.time.get_untracked();
    let timeline = &plan.timeline;
    let shift = event.shift_key();
    let second = SimDuration::from_seconds(1);
    let chapters = || timeline.chapters.iter().map(|chapter| chapter.time);
    let stops = || timeline.stops.iter().copied();
    let target = match event.key().as_str() {
        "ArrowRight" | "ArrowUp" if shift => Some(now + second),
        "ArrowLeft" | "ArrowDown" if shift => Some(earlier_by(now, second)),
        "ArrowRight" | "ArrowUp" => stops().find(|stop| *stop > now),
        "ArrowLeft" | "ArrowDown" => stops().rev().find(|stop| *stop < now),
        "PageUp" => chapters().rev().find(|time| *time < now),
        "PageDown" => chapters().find(|time| *time > now),
        "Home" => Some(SimTime::ZERO),
        "End" => Some(plan.known()),
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(target) = target {
        context.on_seek.run(target);
    }
}

fn earlier_by(time: SimTime, by: SimDuration) -> SimTime {
    SimTime::from_millis(time.milliseconds.saturating_sub(by.milliseconds))
}
