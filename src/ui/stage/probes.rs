//! The probes of a container: a row for each with its pips, and the beam that asks.

use crate::engine::record::ProbeKind;
use crate::engine::time::SimTime;
use crate::playback::snapshot::{
    ContainerView, PodView, ProbeResult, ProbeRunView, ProbeState, ProbeView,
};
use crate::text::{Lang, stage::probes as words};
use crate::ui::layout::container::Glyph;
use crate::ui::layout::probe::{self, Beam, Count};
use crate::ui::layout::{clock, scene};
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::{Scene, glyph};

/// Up to so many pips there is room for the signs in them.
const SIGNS_MAX: u32 = 6;

/// A row for each probe.
pub fn rows(pod: &PodView, container: &ContainerView, lang: Lang) -> Option<View> {
    let row = |probe: &ProbeView| {
        let id = scene::pip_id(&pod.key, &container.spec.name, probe.kind);
        let part = super::container::part(pod, container, probe.kind.name());
        row(probe, id, part, lang)
    };
    let rows: Vec<View> = container.probes.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        view! { <ul class="probes" aria-label=words::PROBES.in_lang(lang)>{rows}</ul> }
    })
}

fn row(probe: &ProbeView, id: String, part: String, lang: Lang) -> View {
    let name = probe.kind.name();
    let question = probe::question(&probe.spec);
    let class = match probe.state {
        ProbeState::Gated => "probe is-shut",
        ProbeState::Running { .. } => "probe is-out",
        _ => "probe",
    };
    let body = if probe.state == ProbeState::Gated {
        view! { <span class="shutter" data-testid="shutter"><span>{words::GATED.in_lang(lang)}</span></span> }
    } else {
        let count = probe::count(probe);
        let told = words::count(lang, count.of_successes, count.filled, count.all);
        view! {
            {pips(probe, count, id)}
            <b class="probe-count" data-testid=format!("probe-{name}")>{told}</b>
            <span class="probe-next">{state(probe, lang)}</span>
        }
    };
    let newest = probe.newest.as_ref();
    let answer = newest.map(|run| format!(" → {}", answer(probe, run, lang)));
    view! {
        <li class=class data-part=part title=format!("{name}: {question}")>
            <span class="probe-name">{name}</span>
            {body}
            <span class="unseen">{question} {answer}</span>
        </li>
    }
}

/// One pip for each result that is needed; the one that a beam ends at has the id.
fn pips(probe: &ProbeView, count: Count, id: String) -> View {
    let is_out = matches!(probe.state, ProbeState::Running { .. });
    let target = match is_out {
        true => count.filled.min(count.all - 1),
        false => count.filled.saturating_sub(1),
    };
    let sign = match count.of_successes {
        true => Glyph::Check,
        false => Glyph::Cross,
    };
    let pips: Vec<View> = (0..count.pips())
        .map(|index| {
            let is_filled = index < count.filled;
            let class = match (is_filled, is_out && index == target) {
                (_, true) => "pip is-next",
                (true, false) => "pip is-filled",
                (false, false) => "pip",
            };
            let has_sign = is_filled && count.all <= SIGNS_MAX;
            let id = (index == target).then(|| id.clone());
            view! { <i class=class id=id>{has_sign.then(|| glyph::container(sign))}</i> }
        })
        .collect();
    let class = match (count.of_successes, count.all <= SIGNS_MAX) {
        (true, true) => "pips is-success",
        (false, true) => "pips",
        (true, false) => "pips is-success is-many",
        (false, false) => "pips is-many",
    };
    view! { <span class=class aria-hidden="true">{pips}</span> }
}

/// What a probe waits for.
fn state(probe: &ProbeView, lang: Lang) -> String {
    let has_started =
        probe.kind == ProbeKind::Startup && probe.result == Some(ProbeResult::Success);
    let words = match probe.state {
        ProbeState::Next { at } => {
            return words::next(lang, &format!("T+{}", clock::clock_with_tenths(at)));
        }
        ProbeState::OnHold if has_started => words::STARTED,
        ProbeState::OnHold => words::ON_HOLD,
        ProbeState::Ended => words::ENDED,
        ProbeState::NoContainer => words::NO_CONTAINER,
        ProbeState::Running { .. } => words::RUNNING,
        ProbeState::Gated => words::GATED,
    };
    words.in_lang(lang).to_owned()
}

/// `200 in 2 ms`, `connection refused`, `exit code 1`.
fn answer(probe: &ProbeView, run: &ProbeRunView, lang: Lang) -> String {
    let clause = probe::last_clause(&run.output);
    let said = match run.code {
        Some(code) if probe.spec.exec.is_some() => words::exit_code(lang, code),
        Some(code) => code.to_string(),
        None if run.success || clause.is_empty() => {
            words::accepted(run.success).in_lang(lang).to_owned()
        }
        None => clause.to_owned(),
    };
    match run.latency.milliseconds {
        0 => said,
        milliseconds => words::answer(lang, &said, milliseconds),
    }
}

/// The floor's line about what is asked just now. It has its place before anything is asked, so
/// that nothing moves; screen readers have the rows.
pub fn beam_line(scene: Scene, pods: &[&PodView], lang: Lang) -> Option<View> {
    let containers = pods.iter().flat_map(|pod| &pod.containers);
    let probes: Vec<ProbeView> = containers.flat_map(|view| view.probes.clone()).collect();
    if probes.is_empty() {
        return None;
    }
    let asked = move || {
        let now = scene.time.get();
        let chips = probes.iter();
        let chips = chips.filter_map(|probe| chip(probe, probe::beam(probe, now)?, now, lang));
        chips.collect::<Vec<View>>()
    };
    Some(view! { <div class="beam-line" aria-hidden="true">{asked}</div> })
}

fn chip(probe: &ProbeView, beam: Beam, now: SimTime, lang: Lang) -> Option<View> {
    let (class, said) = match beam {
        Beam::Asking { since } => {
            let length = now.since(since);
            let length = match length.milliseconds {
                short @ 0..1_000 => format!("{short} ms"),
                _ => clock::remaining(length),
            };
            ("asked", words::awaiting(lang, &length))
        }
        Beam::Answered { success } => {
            let class = match success {
                true => "asked tone-ready",
                false => "asked tone-failed",
            };
            (class, answer(probe, probe.newest.as_ref()?, lang))
        }
    };
    let chip = view! {
        <span class=class>
            <code class="question">{probe::question(&probe.spec)}</code>
            <span class="answer">{said}</span>
        </span>
    };
    Some(chip)
}

/// The lines of the beams, over everything; each is seen only while it is lit.
pub fn beams(scene: Scene, pod: &PodView) -> Vec<View> {
    let mut beams = Vec::new();
    for container in &pod.containers {
        for probe in &container.probes {
            let id = scene::pip_id(&pod.key, &container.spec.name, probe.kind);
            let path = move || scene.wires.with(|wires| wires.beam(&id));
            let probe = probe.clone();
            let class = move || match probe::beam(&probe, scene.time.get()) {
                None => "beam",
                Some(Beam::Asking { .. }) => "beam is-lit",
                Some(Beam::Answered { success: true }) => "beam is-lit tone-ready",
                Some(Beam::Answered { success: false }) => "beam is-lit tone-failed",
            };
            beams.push(view! { <path class=class d=path/> });
        }
    }
    beams
}
