//! The stage: the cluster, or one Pod close up, at the moment of the playhead.
//!
//! It draws what the snapshot holds and decides nothing that Kubernetes would decide. The picture
//! is drawn anew when something changes or a second passes; what moves with the clock alone (the
//! ring, the pull bar, countdowns) follows the time by itself.

mod card;
mod container;
mod derivation;
mod glyph;
mod keys;
mod network;
mod place;
mod probes;
mod rail;
mod small;
mod spots;
mod stopping;
mod wait;
mod wires;

use std::sync::Arc;

use crate::api::ObjectKey;
use crate::engine::time::SimTime;
use crate::playback::snapshot::{PodView, Snapshot};
use crate::playback::timeline::Timeline;
use crate::text::{Lang, stage as words};
use crate::ui::layout::arrow::Arrow;
use crate::ui::layout::scene::{self, Level};
use crate::ui::lesson::lit::{Lit, use_lit};
use crate::ui::timeline::width;
use crate::web::reactive::*;
use crate::web::view::{ElementRef, View, element_ref, view};

use spots::Spot;
use wires::Wires;

/// What every part of the stage shares; signals only, copied freely.
#[derive(Clone, Copy)]
struct Scene {
    /// The snapshot, renewed only when the picture changes.
    picture: Memo<Arc<Snapshot>>,
    time: Memo<SimTime>,
    focus: RwSignal<Option<ObjectKey>>,
    /// The level that the person chose; `None` leaves it to the number of Pods.
    chosen: RwSignal<Option<Level>>,
    /// The element that had the keyboard's focus last.
    last_focus: RwSignal<String>,
    /// The element that the tab key reaches.
    tab_stop: Memo<String>,
    arrow: RwSignal<Arrow>,
    wires: RwSignal<Wires>,
    /// The run of the Pod in focus.
    timeline: Signal<Arc<Timeline>>,
    lit: Lit,
    /// The parts that can be chosen, where they are.
    spots: RwSignal<Vec<Spot>>,
}

/// The stage of one moment.
///
/// `stale` tells that the text is ahead of the run; `reduced_motion` stops all motion that is not
/// the passing of time itself.
pub fn stage(
    (snapshot, timeline): (Signal<Arc<Snapshot>>, Signal<Arc<Timeline>>),
    focus: RwSignal<Option<ObjectKey>>,
    language: Signal<Lang>,
    stale: Signal<bool>,
    reduced_motion: Signal<bool>,
) -> View {
    let scene = new_scene(snapshot, timeline, focus, use_lit());
    shown(scene, language, stale, reduced_motion)
}

/// The stage of another run than the page's own; no lesson asks anything of it.
pub fn ghost_stage(
    (snapshot, timeline): (Signal<Arc<Snapshot>>, Signal<Arc<Timeline>>),
    focus: RwSignal<Option<ObjectKey>>,
    language: Signal<Lang>,
    reduced_motion: Signal<bool>,
) -> View {
    let scene = new_scene(snapshot, timeline, focus, Lit::off());
    shown(scene, language, Signal::derive(|| false), reduced_motion)
}

fn shown(
    scene: Scene,
    language: Signal<Lang>,
    stale: Signal<bool>,
    reduced_motion: Signal<bool>,
) -> View {
    let floor = element_ref();
    draw_lines_after_changes(scene, language, floor);
    let picture = move || {
        let lang = language.get();
        let snapshot = scene.picture.get();
        let level = scene::level(scene.chosen.get(), &snapshot);
        if snapshot.pods.is_empty() && level == Level::Pod {
            empty(lang)
        } else {
            place::places(scene, &snapshot, level, lang)
        }
    };
    let is_close_up = move || level_now(scene) == Level::Pod;
    view! {
        <section
            class="stage"
            class:is-stale=stale
            class:is-still=reduced_motion
            role="group"
            aria-label=move || words::STAGE.in_lang(language.get())
            data-testid="stage"
        >
            {bar(scene, language)}
            <div
                class="stage-floor"
                class:is-close-up=is_close_up
                role="group"
                aria-label=move || words::STAGE.in_lang(language.get())
                node_ref=floor
                on:keydown=move |event| keys::on_key(scene, &event)
            >
                {picture}
                {spots::spots(scene.spots, scene.lit, language)}
            </div>
        </section>
    }
}

fn new_scene(
    snapshot: Signal<Arc<Snapshot>>,
    timeline: Signal<Arc<Timeline>>,
    focus: RwSignal<Option<ObjectKey>>,
    lit: Lit,
) -> Scene {
    let picture = Memo::new_with_compare(
        move |_| snapshot.get(),
        |before: Option<&Arc<Snapshot>>, now: Option<&Arc<Snapshot>>| match (before, now) {
            (Some(before), Some(now)) => !scene::same_picture(before, now),
            _ => true,
        },
    );
    let chosen = RwSignal::new(None);
    effect(move || chosen.set(lit.wide.get().then_some(Level::Cluster)));
    let last_focus = RwSignal::new(String::new());
    let tab_stop = Memo::new(move |_| {
        let picture = picture.get();
        let level = scene::level(chosen.get(), &picture);
        let items = focus.with(|focus| scene::items(&picture, level, focus.as_ref()));
        let last = last_focus.get();
        let stays = items.iter().any(|item| item.id == last);
        let first = || {
            items
                .first()
                .map(|item| item.id.clone())
                .unwrap_or_default()
        };
        if stays { last } else { first() }
    });
    Scene {
        picture,
        time: Memo::new(move |_| snapshot.with(|snapshot| snapshot.time)),
        focus,
        chosen,
        last_focus,
        tab_stop,
        arrow: RwSignal::new(Arrow::default()),
        wires: RwSignal::new(Wires::default()),
        timeline,
        lit,
        spots: RwSignal::new(Vec::new()),
    }
}

fn level_now(scene: Scene) -> Level {
    scene
        .picture
        .with(|snapshot| scene::level(scene.chosen.get(), snapshot))
}

/// Arrow, links and beams need the finished layout: one frame after each change, and when the size changes.
fn draw_lines_after_changes(scene: Scene, language: Signal<Lang>, floor: ElementRef) {
    let draw = move || {
        if let Some(arrow) = derivation::measure(floor) {
            scene.arrow.maybe_update(|before| {
                let is_new = *before != arrow;
                *before = arrow;
                is_new
            });
        }
        let wires = scene
            .picture
            .with_untracked(|snapshot| wires::measure(floor, snapshot));
        if let Some(wires) = wires {
            scene.wires.maybe_update(|before| {
                let is_new = *before != wires;
                *before = wires;
                is_new
            });
        }
    };
    let draw = move || {
        draw();
        let found = spots::measure(floor, scene.lit);
        scene.spots.maybe_update(|before| {
            let is_new = *before != found;
            *before = found;
            is_new
        });
    };
    let width = width::of(floor);
    effect(move || {
        scene.picture.track();
        scene.chosen.track();
        scene.focus.track();
        scene.lit.asked.track();
        language.track();
        width.track();
        request_animation_frame(draw);
    });
}

fn empty(lang: Lang) -> View {
    view! {
        <div class="stage-empty">
            <b>{words::EMPTY.in_lang(lang)}</b>
            <span>{words::EMPTY_NEXT.in_lang(lang)}</span>
        </div>
    }
}

/// Where we are, and the switch between cluster and Pod.
fn bar(scene: Scene, language: Signal<Lang>) -> View {
    let crumbs = move || {
        let focus = scene.focus.get();
        scene.picture.with(|snapshot| {
            let pod = scene::focused(snapshot, focus.as_ref());
            pod.map(crumbs_of)
        })
    };
    let button = move |level: Level, name: crate::text::Words, test_id: &'static str| {
        let pressed = move || {
            if level_now(scene) == level {
                "true"
            } else {
                "false"
            }
        };
        view! {
            <button
                type="button"
                aria-pressed=pressed
                data-testid=test_id
                on:click=move |_| scene.chosen.set(Some(level))
            >
                {move || name.in_lang(language.get())}
            </button>
        }
    };
    view! {
        <div class="stage-bar">
            {crumbs}
            <div
                class="seg s"
                role="group"
                aria-label=move || words::LEVEL.in_lang(language.get())
            >
                {button(Level::Cluster, words::CLUSTER, "level-cluster")}
                {button(Level::Pod, words::POD, "level-pod")}
            </div>
        </div>
    }
}

fn crumbs_of(pod: &PodView) -> View {
    let node = pod.node.clone().map(|node| view! { <span>{node}</span> });
    view! {
        <span class="crumbs">
            <span>{pod.key.namespace.clone()}</span>
            {node}
            <b>{pod.key.name.clone()}</b>
        </span>
    }
}
