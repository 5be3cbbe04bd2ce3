//! What takes time inside a container: the ring and the ladder of a back-off, the bar of a pull.
//! Their positions follow from the snapshot's time alone, so pausing and seeking are exact.

use crate::engine::time::SimTime;
use crate::playback::snapshot::{BackOffView, PullView};
use crate::text::{Lang, stage as words};
use crate::ui::layout::back_off::{self, Step};
use crate::ui::layout::clock;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::Scene;

/// The ring that drains while a wait goes on, with what is left of it.
pub fn ring(scene: Scene, wait: &BackOffView, lang: Lang) -> View {
    let below = words::LEFT.in_lang(lang).to_owned();
    countdown(
        scene,
        (wait.since, wait.until),
        ("tone-backoff", "back-off"),
        below,
    )
}

/// A ring that drains from the first moment to the second, in one of the inks
/// and with a name for tests.
pub fn countdown(
    scene: Scene,
    stretch: (SimTime, SimTime),
    (ink, test_id): (&str, &'static str),
    below: String,
) -> View {
    let offset = move || back_off::ring_offset(stretch, scene.time.get()).to_string();
    let left = move || clock::remaining(stretch.1.since(scene.time.get()));
    view! {
        <div class=format!("ring {ink}") data-testid=test_id>
            <svg viewBox="0 0 96 96" aria-hidden="true">
                <circle class="ring-track" cx="48" cy="48" r="42"/>
                <circle
                    class="ring-left"
                    cx="48"
                    cy="48"
                    r="42"
                    pathLength="1000"
                    stroke-dashoffset=offset
                />
                <path class="ring-marks" d="M48 12v3M48 81v3M12 48h3M81 48h3"/>
            </svg>
            <span class="ring-text">
                <b>{left}</b>
                <span>{below}</span>
            </span>
        </div>
    }
}

/// The waits 10 → 20 → … → 300 s as steps, with the current one.
pub fn ladder(wait: &BackOffView, lang: Lang) -> View {
    let rungs: Vec<View> = back_off::ladder(wait)
        .into_iter()
        .map(|rung| {
            let class = match rung.step {
                Step::Behind => "wait-step is-behind",
                Step::Current => "wait-step is-current",
                Step::Ahead => "wait-step",
            };
            let label = if rung.delay.milliseconds == 0 {
                words::IMMEDIATELY.in_lang(lang).to_owned()
            } else {
                rung.delay.to_string()
            };
            let current = (rung.step == Step::Current).then_some("step");
            view! {
                <li class=class aria-current=current>
                    <span>{label}</span>
                    <i style=("--height", format!("{}px", rung.height))></i>
                </li>
            }
        })
        .collect();
    view! {
        <ol class="wait-ladder tone-backoff" aria-label=words::LADDER.in_lang(lang)>
            {rungs}
        </ol>
    }
}

/// How much of the image has arrived.
pub fn pull_bar(scene: Scene, pull: &PullView, lang: Lang) -> View {
    let (for_bar, for_text, for_left) = (pull.clone(), pull.clone(), pull.clone());
    let scale = move || {
        let permille = back_off::pulled_permille(&for_bar, scene.time.get());
        format!("scaleX({}.{:03})", permille / 1_000, permille % 1_000)
    };
    let arrived = move || {
        let permille = back_off::pulled_permille(&for_text, scene.time.get());
        back_off::megabytes(for_text.size_bytes / 1_000 * permille)
    };
    let left = move || {
        let ends = for_left.ends?;
        Some(clock::remaining(ends.since(scene.time.get())))
    };
    let (title, is_queued) = match pull.started {
        Some(_) => (words::PULLING, false),
        None => (words::PULL_QUEUED, true),
    };
    view! {
        <div class="pull tone-pending" class:is-queued=is_queued data-testid="pull">
            <span class="pull-title">{title.in_lang(lang)}</span>
            <span class="pull-bar" aria-hidden="true">
                <i style:transform=scale></i>
            </span>
            <span class="pull-text">
                {arrived} " / " {back_off::megabytes(pull.size_bytes)} <span>{left}</span>
            </span>
        </div>
    }
}
