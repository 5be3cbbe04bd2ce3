//! Under the pointer: a hairline, and what every lane says at that time.

use leptos::prelude::*;

use crate::engine::time::SimTime;
use crate::playback::timeline::{Lane, LaneKind, MarkKind, Segment};
use crate::ui::layout::clock;
use crate::web::view::{View, view};

use super::{Context, Plan, lane_name};

/// The tooltip turns to the other side of the pointer beyond this share of the width.
const TURN_PERCENT: i32 = 60;
/// A mark counts as under the pointer up to this many pixels away.
const REACH: i32 = 6;

/// The segment of a lane that holds a time.
pub fn segment_at(lane: &Lane, time: SimTime) -> Option<&Segment> {
    lane.segments
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
        let rows: Vec<View> = values(&plan, time)
            .into_iter()
            .map(|(name, value)| {
                view! {
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                }
            })
            .collect();
        Some(view! {
            <div class="timeline-tip" class:turns=turns style:transform=place aria-hidden="true">
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
    let value = |lane: &Lane| match &lane.kind {
        LaneKind::Events => events_near(plan, lane, time),
        _ => segment_at(lane, time).map(|segment| segment.label.clone()),
    };
    let lanes = plan.timeline.lanes.iter().enumerate();
    lanes
        .filter_map(|(index, lane)| Some((lane_name(plan, index), value(lane)?)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
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
            MarkKind::Restart { .. } | MarkKind::Exit { .. } => None,
        })
        .take(4)
        .collect();
    (!reasons.is_empty()).then(|| reasons.join(", "))
}
