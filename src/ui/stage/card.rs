//! The card of the Pod in focus: header, then phase, conditions and containers, always together
//! and in this order; READY and STATUS at the top right, where kubectl prints them.

use crate::kubectl::pod_status::{Rung, StatusWord};
use crate::playback::snapshot::{PodView, Snapshot};
use crate::text::{Lang, Words, stage as words};
use crate::ui::layout::scene::{self, Level};
use crate::ui::layout::{clock, tone};
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::{Scene, container, keys, rail, stopping};

/// The large card.
pub fn full_card(
    scene: Scene,
    pod: &PodView,
    snapshot: &Snapshot,
    level: Level,
    lang: Lang,
) -> View {
    let id = scene::pod_id(&pod.key);
    let phase = pod.pod.status.phase;
    let class = format!(
        "pod-card is-full {}{}",
        tone::class(tone::of_phase(phase)),
        if pod.deletion.is_some() {
            " is-deleting"
        } else {
            ""
        },
    );
    let is_close_up = level == Level::Pod;
    let stop = is_close_up
        .then(|| stopping::layer(scene, pod, snapshot, lang))
        .flatten();
    view! {
        <div
            class=class
            id=id.clone()
            role="group"
            aria-current="true"
            aria-label=sentence(pod, lang)
            tabindex=keys::tab_index(scene, id)
            data-part=part(pod, "")
            data-testid=format!("pod-{}", pod.key.name)
            data-phase=phase.name()
        >
            <div class="pod-frame">
                {header(pod, lang)}
                <div class="pod-body">
                    <div class="pod-layers">
                        {stop.is_none().then(|| deletion_line(scene, pod, lang))}
                        {layer(words::PHASE, "is-phase", rail::phase_rail(pod, lang), lang)}
                        {status_reason(pod)}
                        {layer(words::CONDITIONS, "is-conditions", rail::condition_lamps(pod, snapshot, lang), lang)}
                        {layer(words::CONTAINERS, "is-containers", container::containers(scene, pod, snapshot, lang), lang)}
                        {stop}
                    </div>
                    {is_close_up.then(|| ladder(&pod.status, lang))}
                </div>
            </div>
            {arrow(scene, &pod.status, lang)}
        </div>
    }
}

/// What lessons call the Pod, or an aspect of it (docs/lessons.md, "Parts").
pub fn part(pod: &PodView, aspect: &str) -> String {
    format!("pod/{} {aspect}", pod.key.name)
        .trim_end()
        .to_owned()
}

/// A Pod as a sentence.
pub fn sentence(pod: &PodView, lang: Lang) -> String {
    words::pod_sentence(
        lang,
        words::PodFacts {
            name: &pod.key.name,
            status: &pod.status.word,
            ready: pod.ready,
            phase: pod.pod.status.phase,
            restarts: &pod.restarts,
        },
    )
}

/// READY and the STATUS word, exactly as kubectl prints them.
pub fn verdict(pod: &PodView) -> View {
    let (ready, all) = pod.ready;
    let class = format!("chip status {}", tone::class(tone::of_status(&pod.status)));
    view! {
        <div class="verdict">
            <span class="ready" data-part=part(pod, "ready") data-testid="ready">{format!("{ready}/{all}")}</span>
            <span class=class data-part=part(pod, "status") data-testid="status-word" data-chip="">{pod.status.word.clone()}</span>
        </div>
    }
}

fn header(pod: &PodView, lang: Lang) -> View {
    let uid = &pod.pod.metadata.uid;
    let ends = uid.get(..4).zip(uid.get(uid.len().saturating_sub(4)..));
    let uid = ends.map(|(first, last)| format!("uid {first}…{last} · "));
    view! {
        <div class="pod-header">
            <div class="pod-title">
                <span class="pod-name">{pod.key.name.clone()}</span>
                <code>{pod.pod.status.pod_ip.clone()}</code>
                <span class="pod-meta">
                    <span class="pod-uid">{uid}</span> {words::AGE.in_lang(lang)} " " <span data-testid="age">{pod.age.clone()}</span>
                    " · "
                    <span data-part=part(pod, "restarts")>
                        {words::RESTARTS.in_lang(lang)} " "
                        <span data-testid="restarts">{pod.restarts.clone()}</span>
                    </span>
                </span>
            </div>
            {verdict(pod)}
        </div>
    }
}

/// When deletion was asked for, when the grace ends, and how much of it is left.
fn deletion_line(scene: Scene, pod: &PodView, lang: Lang) -> Option<View> {
    let (asked, deadline) = pod.deletion?;
    let at = |time| format!("T+{}", clock::clock_with_tenths(time));
    let left = move || clock::remaining(deadline.since(scene.time.get()));
    let scale = move || {
        let whole = deadline.since(asked).milliseconds.max(1);
        let left = deadline.since(scene.time.get()).milliseconds.min(whole);
        let permille = left * 1_000 / whole;
        format!("scaleX({}.{:03})", permille / 1_000, permille % 1_000)
    };
    let line = view! {
        <div class="deletion tone-term" data-testid="deletion">
            <span>{words::deletion(lang, &at(asked), &at(deadline))}</span>
            <span class="deletion-bar" aria-hidden="true">
                <i style:transform=scale></i>
            </span>
            <b>{left}</b>
            <span>{words::LEFT.in_lang(lang)}</span>
        </div>
    };
    Some(line)
}

fn layer(name: Words, class: &'static str, content: View, lang: Lang) -> View {
    view! {
        <div class=format!("layer {class}")>
            <span class="layer-name">{name.in_lang(lang)}</span>
            {content}
        </div>
    }
}

/// `status.reason`, when there is one: it overrides the phase in STATUS.
fn status_reason(pod: &PodView) -> Option<View> {
    let reason = pod.pod.status.reason.clone();
    let origin = (pod.status.rung == Rung::StatusReason).then_some("box");
    (!reason.is_empty()).then(|| {
        let message = pod.pod.status.message.clone();
        view! {
            <div class="layer is-reason">
                <span class="layer-name"></span>
                <div>
                    <code>"status.reason"</code>
                    <span class="chip tone-failed" data-origin=origin>{reason}</span>
                    <span class="muted">{message}</span>
                </div>
            </div>
        }
    })
}

/// The rules in kubectl's order, with the one that decides.
fn ladder(status: &StatusWord, lang: Lang) -> View {
    let ink = tone::class(tone::of_status(status));
    let rungs: Vec<View> = status
        .ladder
        .iter()
        .enumerate()
        .map(|(index, rung)| {
            let class = if rung.decides {
                format!("rung is-deciding {ink}")
            } else {
                "rung".to_owned()
            };
            let value = if rung.value.is_empty() {
                view! { <span class="muted">{words::NO_VALUE.in_lang(lang)}</span> }
            } else {
                view! { <code>{rung.value.clone()}</code> }
            };
            view! {
                <li
                    class=class
                    data-rung=rung.decides.then_some("")
                    aria-current=rung.decides.then_some("true")
                >
                    <span class="rung-number">{index + 1}</span>
                    <span class="rung-name">{words::rung(rung.rung).in_lang(lang)}</span>
                    {value}
                </li>
            }
        })
        .collect();
    let (title, text) = words::ladder_note(status.rung);
    view! {
        <div class="status-ladder" data-testid="status-ladder">
            <b class="status-ladder-title">{words::LADDER_TITLE.in_lang(lang)}</b>
            <span class="muted">{words::LADDER_RULE.in_lang(lang)}</span>
            <ol>{rungs}</ol>
            <p>
                <b>{title.in_lang(lang)}</b>
                " "
                <span class="muted">{text.in_lang(lang)}</span>
            </p>
        </div>
    }
}

fn arrow(scene: Scene, status: &StatusWord, lang: Lang) -> View {
    let class = format!("derivation {}", tone::class(tone::of_status(status)));
    let number = status
        .ladder
        .iter()
        .position(|rung| rung.decides)
        .map_or(1, |index| index + 1);
    let rule = words::rule_number(lang, number, status.rung);
    let lines = move || scene.arrow.with(|arrow| arrow.lines.clone());
    let heads = move || scene.arrow.with(|arrow| arrow.heads.clone());
    let place = move || {
        let label = scene.arrow.with(|arrow| arrow.label);
        let (x, y) = label.unwrap_or((-999, -999));
        format!("translate({x}px, {y}px)")
    };
    view! {
        <svg class=class aria-hidden="true">
            <path class="derivation-line" d=lines/>
            <path class="derivation-head" d=heads/>
        </svg>
        <span class="derivation-rule" style:transform=place>
            <span>{rule}</span>
        </span>
    }
}
