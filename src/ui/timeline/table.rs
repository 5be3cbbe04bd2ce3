//! The lanes as a table: every stretch with its beginning, end, length and value.

use std::sync::Arc;

use crate::engine::time::SimTime;
use crate::playback::timeline::{Lane, MarkKind, ProbeLane, Segment};
use crate::text::{guess, timeline as words};
use crate::ui::layout::lanes::{self, Source};
use crate::ui::layout::{clock, request_columns};
use crate::web::reactive::*;
use crate::web::timer::Timer;
use crate::web::view::{View, view};

use super::{Plan, drawing, lane_name};

/// While it is there for screen readers only, it may be so late: a long run has hundreds of rows,
/// which are not to keep the lanes waiting.
const LATE_MS: u32 = 200;

/// One row for each stretch of each lane, and one for each event.
pub fn table(plan: Memo<Arc<Plan>>, is_shown: Signal<bool>) -> View {
    let late = RwSignal::new(None::<Arc<Plan>>);
    let timer = StoredValue::new_local(Timer::default());
    let waits = StoredValue::new(false);
    effect(move || {
        plan.track();
        if waits.try_update_value(|waits| std::mem::replace(waits, true)) == Some(false) {
            // The page may be gone by then.
            let tell = move || {
                waits.try_set_value(false);
                late.set(plan.try_get_untracked());
            };
            timer.with_value(|timer| timer.restart(LATE_MS, tell));
        }
    });
    View::of(move || match is_shown.get() {
        true => Some(drawn(&plan.get(), true)),
        false => late.get().map(|plan| drawn(&plan, false)),
    })
}

fn drawn(plan: &Plan, is_shown: bool) -> View {
    let class = if is_shown {
        "timeline-table"
    } else {
        "timeline-table unseen"
    };
    let lang = plan.lang;
    let columns = [
        words::COLUMN_LANE,
        words::COLUMN_FROM,
        words::COLUMN_TO,
        words::COLUMN_LENGTH,
        words::COLUMN_VALUE,
    ];
    let heads: Vec<View> = columns
        .iter()
        .map(|name| view! { <th scope="col">{name.in_lang(lang)}</th> })
        .collect();
    let caption = match plan.veil {
        Some(_) => guess::SEEN_SEGMENTS,
        None => words::ALL_SEGMENTS,
    };
    let tab_stop = is_shown.then_some("0");
    view! {
        <div class=class tabindex=tab_stop data-testid="timeline-table">
            <table>
                <caption>{caption.in_lang(lang)}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows(plan)}</tbody>
            </table>
        </div>
    }
}

fn rows(plan: &Plan) -> Vec<View> {
    let mut rows = Vec::new();
    let timeline = &plan.timeline;
    for source in lanes::sources(timeline) {
        let name = lane_name(plan, source);
        match source {
            Source::Lane(index) => rows.extend(lane_rows(plan, &name, &timeline.lanes[index])),
            Source::Probe(index) => {
                let lane = &timeline.probes[index];
                let value = |segment: &Segment| probe_value(plan, lane, segment);
                rows.extend(stretches(plan, &name, &lane.segments, value));
            }
            Source::Endpoint(service, index) => {
                let lane = &timeline.services[service].endpoints[index];
                let value = |segment: &Segment| segment.label.clone();
                rows.extend(stretches(plan, &name, &lane.segments, value));
            }
            Source::Traffic(index) => {
                let requests = request_columns::stretches(&timeline.services[index].requests);
                rows.extend(requests.iter().map(|stretch| {
                    let value = words::requests(plan.lang, stretch.ok, stretch.failed);
                    stretch_row(plan, &name, stretch.from, Some(stretch.to), value)
                }));
            }
        }
    }
    rows
}

fn lane_rows(plan: &Plan, name: &str, lane: &Lane) -> Vec<View> {
    let value = |segment: &Segment| drawing::value(plan, lane, segment).to_owned();
    let mut rows = stretches(plan, name, &lane.segments, value);
    for mark in &lane.marks {
        let value = match &mark.kind {
            MarkKind::Event { reason, .. } => reason.clone(),
            MarkKind::KillDue => words::KILL_DUE.in_lang(plan.lang).to_owned(),
            // The stretches of its lane tell it.
            MarkKind::Restart { .. } | MarkKind::Exit { .. } => continue,
        };
        let at = clock::clock_with_milliseconds(mark.time);
        let nothing = String::new;
        rows.push(row([name.to_owned(), at, nothing(), nothing(), value]));
    }
    rows
}

/// What the kubelet went by, and how many runs there were meanwhile.
fn probe_value(plan: &Plan, lane: &ProbeLane, segment: &Segment) -> String {
    let from = lane.runs.partition_point(|run| run.time < segment.from);
    let runs = lane.runs[from..]
        .iter()
        .take_while(|run| segment.to.is_none_or(|to| run.time < to));
    let failed = runs.clone().filter(|run| !run.success).count();
    let count = words::probe_runs(plan.lang, runs.count(), failed);
    format!("{} · {count}", segment.label)
}

fn stretches(
    plan: &Plan,
    name: &str,
    segments: &[Segment],
    value: impl Fn(&Segment) -> String,
) -> Vec<View> {
    let rows = segments.iter();
    rows.map(|segment| stretch_row(plan, name, segment.from, segment.to, value(segment)))
        .collect()
}

fn stretch_row(plan: &Plan, name: &str, from: SimTime, to: Option<SimTime>, value: String) -> View {
    let length = words::length(plan.lang, to.unwrap_or(plan.known()).since(from));
    let to = match to {
        Some(to) => clock::clock_with_milliseconds(to),
        None if plan.veil.is_some() => guess::UP_TO_VEIL.in_lang(plan.lang).to_owned(),
        None => words::STILL_GOING.in_lang(plan.lang).to_owned(),
    };
    let from = clock::clock_with_milliseconds(from);
    row([name.to_owned(), from, to, length, value])
}

fn row([name, from, to, length, value]: [String; 5]) -> View {
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{from}</td>
            <td>{to}</td>
            <td>{length}</td>
            <td>{value}</td>
        </tr>
    }
}
