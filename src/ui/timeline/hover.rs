//! Under the pointer: a hairline, and what every lane says at that time.

use crate::engine::time::SimTime;
use crate::playback::timeline::{Lane, LaneKind, MarkKind, ProbeLane, Segment};
use crate::text::timeline as words;
use crate::ui::layout::lanes::{self, Source};
use crate::ui::layout::{clock, request_columns};
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::{Context, Plan, drawing, lane_name};

/// The tooltip turns to the other side of the pointer beyond this share of the width.
const TURN_PERCENT: i32 = 60;
/// A mark counts as under the pointer up to this many pixels away.
const REACH: i32 = 6;
/// More values than this stand in two columns.
const ONE_COLUMN_MAX: usize = 11;

/// The segment that holds a time.
pub fn segment_at(segments: &[Segment], time: SimTime) -> Option<&Segment> {
    segments
        .iter()
        .rev()
        .find(|segment| segment.from <= time && segment.to.is_none_or(|to| time < to))
}

/// The hairline.
pub fn hairline(context: Context) -> View {
    let place = move || match context.hover.get() {
        Some(time) => {
            let x = context.plan.with(|plan| plan.axis.centipx(time));
            format!("translateX({})", super::px(x))
        }
        None => "translateX(-9999px)".to_owned(),
    };
    view! { <div class="hairline" style:transform=place aria-hidden="true"></div> }
}

/// Every lane's value at the pointer's time.
pub fn tooltip(context: Context) -> View {
    let tip = move || {
        let time = context.hover.get()?;
        if context.scrubbing.get() {
            return None;
        }
        let plan = context.plan.get();
        let x = plan.axis.x(time);
        let turns = x > plan.axis.width * TURN_PERCENT / 100;
        let place = format!("translateX({}px)", plan.left + x);
        let values = values(&plan, time);
        let is_wide = values.len() > ONE_COLUMN_MAX;
        let rows: Vec<View> = values
            .into_iter()
            .map(|(name, value)| {
                view! {
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                }
            })
            .collect();
        Some(view! {
            <div class="timeline-tip" class:turns=turns class:is-wide=is_wide style:transform=place aria-hidden="true">
                <div>
                    <b>{format!("T+{}", clock::clock_with_milliseconds(time))}</b>
                    <dl>{rows}</dl>
                </div>
            </div>
        })
    };
    View::of(tip)
}

fn values(plan: &Plan, time: SimTime) -> Vec<(String, String)> {
    let sources = lanes::sources(&plan.timeline).into_iter();
    sources
        .filter_map(|source| Some((lane_name(plan, source), value(plan, source, time)?)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

fn value(plan: &Plan, source: Source, time: SimTime) -> Option<String> {
    let timeline = &plan.timeline;
    match source {
        Source::Lane(index) => {
            let lane = timeline.lanes.get(index)?;
            match &lane.kind {
                LaneKind::Events => events_near(plan, lane, time),
                LaneKind::Stop { .. } => stop_at(plan, lane, time),
                _ => segment_at(&lane.segments, time)
                    .map(|segment| drawing::value(plan, lane, segment).to_owned()),
            }
        }
        Source::Probe(index) => probe_at(plan, timeline.probes.get(index)?, time),
        Source::Endpoint(service, index) => {
            let lane = timeline.services.get(service)?.endpoints.get(index)?;
            segment_at(&lane.segments, time).map(|segment| segment.label.clone())
        }
        Source::Traffic(index) => {
            let requests = &timeline.services.get(index)?.requests;
            let near = request_columns::column_at(requests, &plan.axis, plan.axis.x(time))?;
            Some(words::requests(plan.lang, near.ok, near.failed))
        }
    }
}

/// How far a stop is, and when SIGKILL is due.
fn stop_at(plan: &Plan, lane: &Lane, time: SimTime) -> Option<String> {
    let segment = segment_at(&lane.segments, time)?;
    let value = drawing::value(plan, lane, segment);
    let Some(due) = lane.marks.iter().find(|mark| mark.time >= segment.from) else {
        return Some(value.to_owned());
    };
    let (words, at) = (words::KILL_DUE.in_lang(plan.lang), clock::clock(due.time));
    Some(format!("{value} · {words} T+{at}"))
}

/// The run under the pointer, else what the kubelet goes by.
fn probe_at(plan: &Plan, lane: &ProbeLane, time: SimTime) -> Option<String> {
    let x = plan.axis.x(time);
    let before = lane.runs.partition_point(|run| run.time <= time);
    let beside = [before.checked_sub(1), Some(before)];
    let runs = beside.into_iter().flatten();
    let near = runs
        .filter_map(|index| lane.runs.get(index))
        .find(|run| (plan.axis.x(run.time) - x).abs() <= REACH);
    match near {
        Some(run) => Some(words::probe_run(
            plan.lang,
            run.success,
            run.consecutive,
            run.threshold,
        )),
        None => segment_at(&lane.segments, time).map(|segment| segment.label.clone()),
    }
}

fn events_near(plan: &Plan, lane: &Lane, time: SimTime) -> Option<String> {
    let x = plan.axis.x(time);
    let near = lane
        .marks
        .iter()
        .filter(|mark| (plan.axis.x(mark.time) - x).abs() <= REACH);
    let reasons: Vec<&str> = near
        .filter_map(|mark| match &mark.kind {
            MarkKind::Event { reason, .. } => Some(reason.as_str()),
            _ => None,
        })
        .take(4)
        .collect();
    (!reasons.is_empty()).then(|| reasons.join(", "))
}
