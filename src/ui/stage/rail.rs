//! The first two layers of a Pod's card: the phase rail and the condition lamps.

use crate::api::status::PodPhase;
use crate::kubectl::pod_status::Rung;
use crate::playback::snapshot::{PodView, Snapshot};
use crate::text::{Lang, stage as words};
use crate::ui::layout::rail::{Station, station, travelled};
use crate::ui::layout::{clock, lamps, tone};
use crate::web::view::{View, view};

use super::{card, glyph};

/// The phase, as a token on a rail.
pub fn phase_rail(pod: &PodView, lang: Lang) -> View {
    let phase = pod.pod.status.phase;
    let decides = pod.status.rung == Rung::Phase;
    let stop = |of: PodPhase| station_view(of, phase, decides, lang);
    let track = |to: PodPhase| {
        let class = if travelled(to, phase) {
            "track is-travelled"
        } else {
            "track"
        };
        view! { <i class=class aria-hidden="true"></i> }
    };
    let ended = phase.is_terminal();
    let last = if ended {
        "track is-travelled"
    } else {
        "track is-open"
    };
    view! {
        <div class=format!("rail {}", tone::class(tone::of_phase(phase))) data-part=card::part(pod, "phase")>
            {stop(PodPhase::Pending)}
            {track(PodPhase::Running)}
            {stop(PodPhase::Running)}
            <i class=last aria-hidden="true"></i>
            {glyph::fork(phase == PodPhase::Succeeded, phase == PodPhase::Failed)}
            <div class="rail-ends">{stop(PodPhase::Succeeded)} {stop(PodPhase::Failed)}</div>
            {stop(PodPhase::Unknown)}
        </div>
    }
}

fn station_view(of: PodPhase, phase: PodPhase, decides: bool, lang: Lang) -> View {
    let class = match station(of, phase) {
        Station::Passed => "station is-passed",
        Station::Current => "station is-current",
        Station::Ahead => "station",
        Station::Closed => "station is-closed",
    };
    let is_current = of == phase;
    view! {
        <span class=class title=words::phase_meaning(of).in_lang(lang)>
            <i class="token" aria-hidden="true" data-origin=(is_current && decides).then_some("rail")></i>
            <span
                data-testid=is_current.then_some("phase")
                aria-current=is_current.then_some("step")
            >
                {of.name()}
            </span>
        </span>
    }
}

/// The conditions, in the order in which they depend on each other.
pub fn condition_lamps(pod: &PodView, snapshot: &Snapshot, lang: Lang) -> View {
    let lamps: Vec<View> = lamps::lamps(&pod.pod)
        .iter()
        .map(|lamp| lamp_view(lamp, card::part(pod, &lamp.condition_type), snapshot, lang))
        .collect();
    view! { <ul class="lamps">{lamps}</ul> }
}

fn lamp_view(lamp: &lamps::Lamp, part: String, snapshot: &Snapshot, lang: Lang) -> View {
    let age = lamp
        .since
        .map(|since| clock::age(clock::seconds_since(snapshot.start, since, snapshot.time)));
    let sentence = words::condition_sentence(
        lang,
        &lamp.condition_type,
        lamp.status,
        age.as_deref(),
        &lamp.reason,
    );
    let (first, second) = lamps::two_lines(&lamp.condition_type);
    let value = words::condition_value(lang, lamp.status);
    view! {
        <li
            class="condition"
            title=sentence
            data-part=part
            data-testid=format!("condition-{}", lamp.condition_type)
            data-value=lamp.status.map_or("", |status| status.name())
        >
            {glyph::lamp(lamp.status)}
            <span class="condition-name">{first.to_owned()} <br/> {second.to_owned()}</span>
            <span class="unseen">{value}</span>
            <span class="condition-age">{age.unwrap_or_else(|| "–".to_owned())}</span>
        </li>
    }
}
