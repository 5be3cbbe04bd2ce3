//! The four layers of a Pod's state, apart and always in the same place: phase, conditions,
//! containers, and the word that kubectl prints.

use crate::api::status::{ConditionStatus, condition};
use crate::playback::snapshot::{ContainerView, PodView};
use crate::playback::timeline::Tone;
use crate::text::explain::ladder;
use crate::text::{Lang, frame};
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::super::controls::word;
use super::super::layout::tone;
use super::super::state::App;
use super::adapter;

/// The lamps, in the order in which they come on.
const CONDITIONS: [&str; 5] = [
    condition::POD_SCHEDULED,
    condition::POD_READY_TO_START_CONTAINERS,
    condition::INITIALIZED,
    condition::CONTAINERS_READY,
    condition::READY,
];

/// The table; empty without a Pod.
pub fn layers(app: App) -> View {
    let table = move || {
        let language = app.language.get();
        app.pod
            .with(|pod| pod.as_ref().map(|pod| table(pod, language)))
    };
    View::of(table)
}

fn table(pod: &PodView, lang: Lang) -> View {
    let phase = pod.pod.status.phase;
    let phase_class = format!("ink {}", tone::class(tone::of_phase(phase)));
    let lamps: Vec<_> = CONDITIONS.iter().map(|name| lamp(pod, name)).collect();
    let ready = pod.pod.status.condition(condition::READY);
    let ready = ready.map(|condition| format!("Ready={}", condition.status.name()));
    let status_class = format!("chip {}", tone::class(tone::of_status(&pod.status)));
    let (ready_count, all_count) = pod.ready;
    view! {
        <div class="layers">
            <span>{word(frame::LAYER_PHASE)}</span>
            <span class="mono"><b class=phase_class>{phase.name()}</b></span>
            <span>{word(frame::LAYER_CONDITIONS)}</span>
            <span><span class="layer-lamps">{lamps}</span><span class="mono">{ready}</span></span>
            <span>{word(frame::LAYER_CONTAINER)}</span>
            <span class="mono">{telling_container(pod).map(container_line)}</span>
            <span>"STATUS"</span>
            <span>
                <span class=status_class>{pod.status.word.clone()}</span>
                <span class="mono">{format!("{ready_count}/{all_count}")}</span>
                <span class="mono">{restarts(pod, lang)}</span>
            </span>
        </div>
        {ladder(pod, lang)}
    }
}

fn restarts(pod: &PodView, lang: Lang) -> Option<String> {
    let restarted = !pod.restarts.is_empty() && pod.restarts != "0";
    restarted.then(|| frame::restarts(&pod.restarts, lang))
}

fn lamp(pod: &PodView, name: &'static str) -> View {
    let status = pod
        .pod
        .status
        .condition(name)
        .map(|condition| condition.status);
    let class = match status {
        Some(ConditionStatus::True) => "layer-lamp on",
        Some(ConditionStatus::Unknown) => "layer-lamp unknown",
        Some(ConditionStatus::False) | None => "layer-lamp off",
    };
    let value = status.map_or("–", ConditionStatus::name);
    let label = format!("{name}={value}");
    view! { <i class=class role="img" title=label.clone() aria-label=label></i> }
}

/// The container that gave the STATUS word, else the first one that is not done.
fn telling_container(pod: &PodView) -> Option<&ContainerView> {
    let named = pod.status.container.as_deref();
    let by_name = pod
        .containers
        .iter()
        .find(|container| Some(container.spec.name.as_str()) == named);
    by_name.or_else(|| {
        let undone = |container: &&ContainerView| tone::of_container(container) != Tone::Done;
        pod.containers.iter().find(undone).or(pod.containers.last())
    })
}

/// `web · waiting · CrashLoopBackOff · ready: false`.
fn container_line(container: &ContainerView) -> String {
    let mut parts = vec![container.spec.name.as_str()];
    if let Some(status) = &container.status {
        parts.push(status.state.name());
        if !status.state.reason().is_empty() {
            parts.push(status.state.reason());
        }
        parts.push(if status.ready {
            "ready: true"
        } else {
            "ready: false"
        });
    }
    parts.join(" · ")
}

/// How kubectl comes to its word, behind a disclosure.
fn ladder(pod: &PodView, lang: Lang) -> View {
    let rungs = pod.status.ladder.iter().map(|rung| {
        let rule = ladder::rung_rule(rung.rung, lang).plain_text();
        view! {
            <li aria-current=rung.decides.then_some("true") title=rule>
                <span>{ladder::rung_name(rung.rung).in_lang(lang)}</span>
                <span class="mono">{adapter::spans(&ladder::rung_value(rung, lang))}</span>
            </li>
        }
    });
    let rungs: Vec<_> = rungs.collect();
    view! {
        <details class="rungs">
            <summary>{ladder::HEADING.in_lang(lang)}</summary>
            <p class="hint">{ladder::ORDER.in_lang(lang)}</p>
            <ol>{rungs}</ol>
        </details>
    }
}
