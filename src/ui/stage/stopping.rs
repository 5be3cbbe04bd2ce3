//! The way down, close up: out of the endpoints (A) and through preStop, SIGTERM and SIGKILL (B),
//! side by side on the one axis of the grace.

use crate::api::status::ConditionStatus;
use crate::engine::time::SimTime;
use crate::order;
use crate::playback::snapshot::{EndpointView, PodView, Snapshot};
use crate::playback::timeline::Tone as Ink;
use crate::text::{Lang, Words, stage::stopping as words, timeline as lengths};
use crate::ui::layout::stopping::{self, Axis, Moment, Stretch, Track};
use crate::ui::layout::{clock, tone};
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::{Scene, glyph, wait};

/// A moment with its words, and whether it is the end that nobody wants.
type Told = (SimTime, String, bool);

/// The layer of a Pod on its way down, if it or one of its containers is.
pub fn layer(scene: Scene, pod: &PodView, snapshot: &Snapshot, lang: Lang) -> Option<View> {
    let axis = stopping::axis(pod)?;
    let tracks = stopping::tracks(pod, axis);
    let is_deleted = pod.deletion.is_some();
    let (rows, others_are_ready) = endpoint_rows(pod, snapshot);
    let mut told: Vec<Told> = Vec::new();
    let first = match is_deleted {
        true => words::DELETED,
        false => words::BEGAN,
    };
    told.push((axis.from, first.in_lang(lang).to_owned(), false));
    let left = is_deleted.then(|| left_endpoints(scene, pod)).flatten();
    if let Some(at) = left {
        told.push((at, words::LEFT_ENDPOINTS.in_lang(lang).to_owned(), false));
    }
    for track in &tracks {
        let moments = track.moments.iter();
        told.extend(moments.map(|(at, moment)| {
            (
                *at,
                said(pod, track, *moment, lang),
                *moment == Moment::KillDue,
            )
        }));
    }
    order::sort_by_key(&mut told, |(at, _, _)| *at);
    told.dedup();
    let title = match (is_deleted, rows.is_empty()) {
        (true, false) => words::TRACK_B,
        _ => words::TRACK_ALONE,
    };
    let grace = lengths::length(lang, axis.grace_ends.since(axis.from));
    let below = words::of_grace(lang, &grace);
    let now = move || axis.percent(scene.time.get());
    let layer = view! {
        <div class="layer is-stopping tone-term" data-testid="stopping">
            <div class="stopping">
                {wait::countdown(scene, (axis.from, axis.grace_ends), ("tone-term", "grace"), below)}
                <div class="way-down" style=("--now", now)>
                    {(is_deleted && !rows.is_empty()).then(|| track_a((&rows, others_are_ready), left, axis, lang))}
                    <b>{title.in_lang(lang)}</b>
                    {tracks.iter().map(|track| track_b(track, tracks.len() > 1, axis, lang)).collect::<Vec<View>>()}
                    {ticks(&told, axis)}
                    {moments(&told, axis, snapshot.time, lang)}
                </div>
            </div>
        </div>
    };
    Some(layer)
}

/// The rows of a Pod, and whether any endpoint beside them is ready.
fn endpoint_rows<'a>(pod: &PodView, snapshot: &'a Snapshot) -> (Vec<&'a EndpointView>, bool) {
    let (mut rows, mut is_ready) = (Vec::new(), false);
    for service in &snapshot.services {
        let own = |row: &&EndpointView| row.pod == pod.key.name;
        if service.key.namespace == pod.key.namespace
            && service.endpoints.iter().any(|row| own(&row))
        {
            rows.extend(service.endpoints.iter().filter(own));
            is_ready |= service.endpoints.iter().any(|row| row.ready);
        }
    }
    (rows, is_ready)
}

/// When the endpoints said for the first time that the Pod terminates.
fn left_endpoints(scene: Scene, pod: &PodView) -> Option<SimTime> {
    scene.timeline.with_untracked(|timeline| {
        let is_it = timeline.pod.as_ref() == Some(&pod.key);
        let lanes = timeline.services.iter().flat_map(|lane| &lane.endpoints);
        let own = lanes.filter(|lane| lane.pod == pod.key.name);
        let segments = own.flat_map(|lane| &lane.segments);
        let terminating = segments.filter(|segment| segment.tone == Ink::Terminating);
        terminating
            .map(|segment| segment.from)
            .min()
            .filter(|_| is_it)
    })
}

/// The endpoints' side: new connections come until kube-proxy has followed.
fn track_a(
    (rows, others_are_ready): (&[&EndpointView], bool),
    left: Option<SimTime>,
    axis: Axis,
    lang: Lang,
) -> View {
    let any = |pick: fn(&EndpointView) -> bool| rows.iter().any(|row| pick(row));
    let note = match (any(|row| row.is_routed), others_are_ready) {
        (true, true) => words::STILL_ROUTED,
        (true, false) => words::NO_OTHER,
        (false, _) => words::NOT_ROUTED,
    };
    let lamp = |is_lit: bool, name: &'static str| {
        let status = match is_lit {
            true => ConditionStatus::True,
            false => ConditionStatus::False,
        };
        view! { <span class="row-lamp">{glyph::lamp(Some(status))} {name}</span> }
    };
    let end = left.unwrap_or(axis.from);
    view! {
        <b>{words::TRACK_A.in_lang(lang)}</b>
        <div class="track-row">
            {stretch(axis.from, end, "tone-ready", None, axis)}
            {stretch(end, axis.to, "tone-term", Some(note.in_lang(lang)), axis)}
        </div>
        <span class="row-lamps">
            {lamp(any(|row| row.ready), "ready")}
            {lamp(any(|row| row.serving), "serving")}
            {lamp(any(|row| row.terminating), "terminating")}
        </span>
    }
}

fn track_b(track: &Track, is_named: bool, axis: Axis, lang: Lang) -> View {
    let stretches = track.stretches.iter().map(|(from, to, kind)| {
        let (ink, name) = match kind {
            Stretch::PreStop => (Ink::Terminating, words::PRE_STOP),
            Stretch::Turn => (Ink::Pending, words::TURN),
            Stretch::Signalled => (Ink::Terminating, words::CLEANING_UP),
            Stretch::Over => (Ink::Done, words::OVER),
        };
        stretch(*from, *to, tone::class(ink), Some(name.in_lang(lang)), axis)
    });
    view! {
        {is_named.then(|| view! { <code>{track.container.clone()}</code> })}
        <div class="track-row">{stretches.collect::<Vec<View>>()}</div>
    }
}

/// Filled up to now, an outline beyond.
fn stretch(
    from: SimTime,
    to: SimTime,
    ink: &'static str,
    name: Option<&'static str>,
    axis: Axis,
) -> View {
    view! {
        <span
            class=format!("stretch {ink}")
            style=("--from", axis.percent(from))
            style=("--to", axis.percent(to))
        >
            <i aria-hidden="true"></i>
            <span>{name}</span>
        </span>
    }
}

fn said(pod: &PodView, track: &Track, moment: Moment, lang: Lang) -> String {
    let word = |words: Words| words.in_lang(lang).to_owned();
    match moment {
        Moment::PreStopEnded => word(words::PRE_STOP_ENDED),
        Moment::PreStopAbandoned => word(words::PRE_STOP_ABANDONED),
        Moment::GraceEnds => word(words::GRACE_ENDS),
        Moment::KillDue => word(words::KILL_DUE),
        Moment::Exited(code) => words::exited(lang, code),
        Moment::Signal => {
            let mut containers = pod.containers.iter();
            let found = containers.find(|view| view.spec.name == track.container);
            let lifecycle = found.and_then(|view| view.spec.lifecycle.as_ref());
            let own = lifecycle.map(|lifecycle| lifecycle.stop_signal.clone());
            own.filter(|signal| !signal.is_empty())
                .unwrap_or_else(|| "SIGTERM".to_owned())
        }
    }
}

fn ticks(told: &[Told], axis: Axis) -> View {
    let tick = |(at, _, is_kill): &Told| {
        let class = if *is_kill { "tick tone-failed" } else { "tick" };
        view! { <i class=class style=("--at", axis.percent(*at))></i> }
    };
    let ticks: Vec<View> = told.iter().map(tick).collect();
    view! { <span class="ticks" aria-hidden="true">{ticks} <i class="tick is-now"></i></span> }
}

/// Every moment with its time since the beginning.
fn moments(told: &[Told], axis: Axis, now: SimTime, lang: Lang) -> View {
    let moment = |(at, said, is_kill): &Told| {
        let class = match (*is_kill, *at > now) {
            (true, true) => "moment is-ahead tone-failed",
            (true, false) => "moment tone-failed",
            (false, true) => "moment is-ahead",
            (false, false) => "moment",
        };
        let after = format!("+{}", clock::remaining(axis.after(*at)));
        view! { <li class=class><b>{said.clone()}</b> <code>{after}</code></li> }
    };
    let moments: Vec<View> = told.iter().map(moment).collect();
    let name = words::STOPPING.in_lang(lang);
    view! { <ol class="moments" aria-label=name>{moments}</ol> }
}
