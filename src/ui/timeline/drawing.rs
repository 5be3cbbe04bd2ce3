//! The lanes themselves: boxes, lines and marks, once as past and once as future.

use leptos::prelude::*;

use crate::api::EventType;
use crate::playback::timeline::{Lane, LaneKind, Mark, MarkKind, Segment, Tone};
use crate::ui::layout::lanes::{self, Group, Row, Shape};
use crate::ui::layout::tone;

use super::Plan;

/// All lanes; the past is filled, the future is an outline.
pub fn lanes(plan: &Plan, past: bool) -> AnyView {
    let mut shapes: Vec<AnyView> = Vec::new();
    for row in &plan.rows.rows {
        for lane in row.init_lane.into_iter().chain([row.lane]) {
            let Some(lane) = plan.timeline.lanes.get(lane) else {
                continue;
            };
            let segment = |segment: &Segment| segment_view(plan, row, lane, segment);
            shapes.extend(lane.segments.iter().filter_map(segment));
            let mark = |mark: &Mark| mark_view(plan, row, mark);
            shapes.extend(lane.marks.iter().filter_map(mark));
        }
    }
    let class = if past {
        "lanes is-past"
    } else {
        "lanes is-future"
    };
    view! {
        <svg class=class width=plan.axis.width + super::MARGIN height=plan.rows.height aria-hidden="true">
            {shapes}
        </svg>
    }
    .into_any()
}

/// The x of both ends of a segment inside the window; `None` if it lies outside.
fn span(plan: &Plan, segment: &Segment) -> Option<(i32, i32)> {
    let end = segment.to.unwrap_or(plan.timeline.end).max(segment.from);
    let first = plan.axis.pieces.first()?.from;
    let last = plan.axis.pieces.last()?.to;
    if end < first || last < segment.from {
        return None;
    }
    Some((plan.axis.x(segment.from), plan.axis.x(end)))
}

fn segment_view(plan: &Plan, row: &Row, lane: &Lane, segment: &Segment) -> Option<AnyView> {
    let (left, right) = span(plan, segment)?;
    Some(match row.shape {
        Shape::Thin => thin(row, segment, left, right),
        Shape::Bar | Shape::Marks => bar(row, lane, segment, left, right),
    })
}

/// A condition: a bar where it is True, a dashed hairline where it is not.
fn thin(row: &Row, segment: &Segment, left: i32, right: i32) -> AnyView {
    let middle = row.middle();
    if segment.tone == Tone::Off {
        let path = format!("M{left} {middle}.5H{right}");
        return view! { <path class="line-off" d=path/> }.into_any();
    }
    let class = format!("line-on {}", tone::class(segment.tone));
    let width = (right - left).max(1);
    view! { <rect class=class x=left y=row.top width=width height=row.height rx="1"/> }.into_any()
}

/// A box with its word inside if the word fits.
fn bar(row: &Row, lane: &Lane, segment: &Segment, left: i32, right: i32) -> AnyView {
    let width = (right - left - 1).max(2);
    let label = label_of(row, lane, segment);
    let fits = lanes::label_fits(label, width);
    let class = format!("bar-box {}", tone::class(segment.tone));
    let text_class = format!("bar-text {}", tone::class(segment.tone));
    let is_run = row.group == Group::Containers
        && matches!(segment.tone, Tone::Running | Tone::Ready)
        && !fits
        && width >= 16;
    let triangle = is_run.then(|| {
        let class = format!("bar-run {}", tone::class(segment.tone));
        let (x, y) = (left + width / 2 - 2, row.top + 4);
        view! { <path class=class d=format!("M{x}.5 {y}v7l6-3.5z")/> }
    });
    view! {
        <rect class=class x=format!("{left}.5") y=format!("{}.5", row.top) width=width height=row.height - 1 rx="3"/>
        {triangle}
        {fits.then(|| view! { <text class=text_class x=left + 6 y=row.baseline()>{label.to_owned()}</text> })}
    }
    .into_any()
}

/// In the row that init and app containers share, a box of an init lane carries its own word.
fn label_of<'a>(row: &Row, lane: &'a Lane, segment: &'a Segment) -> &'a str {
    match &lane.kind {
        LaneKind::Container { name, .. }
            if segment.label.is_empty() && row.group == Group::Containers =>
        {
            name
        }
        _ => &segment.label,
    }
}

fn mark_view(plan: &Plan, row: &Row, mark: &Mark) -> Option<AnyView> {
    if !plan.axis.shows(mark.time) {
        return None;
    }
    let x = plan.axis.x(mark.time);
    let y = row.middle();
    Some(match &mark.kind {
        MarkKind::Event {
            event_type: EventType::Normal,
            ..
        } => view! { <circle class="mark-normal" cx=x cy=y r="3"/> }.into_any(),
        MarkKind::Event {
            event_type: EventType::Warning,
            ..
        } => view! { <path class="mark-warning" d=format!("M{x} {}l5 5-5 5-5-5z", y - 5)/> }
            .into_any(),
        MarkKind::Exit { exit_code: 0 } => {
            let path = format!("M{} {}l2.5 3 4.5-6", x + 3, y);
            view! { <path class="mark-exit tone-done" d=path/> }.into_any()
        }
        MarkKind::Exit { .. } => {
            let path = format!("M{} {}l6 6m0-6l-6 6", x + 3, y - 3);
            view! { <path class="mark-exit tone-failed" d=path/> }.into_any()
        }
        MarkKind::Restart { count } => view! {
            <circle class="mark-restart" cx=x cy=y r="6.5"/>
            <text class="mark-count" x=x y=y + 4>{count.to_string()}</text>
        }
        .into_any(),
    })
}

/// The breaks: a zig-zag over all lanes where time is folded.
pub fn folds(plan: &Plan) -> AnyView {
    let height = plan.rows.height;
    let folded = plan.axis.pieces.iter().filter(|piece| piece.folded);
    let breaks: Vec<AnyView> = folded
        .map(|piece| {
            let (left, right) = (piece.left(), piece.right());
            let inset = ((right - left) / 4).min(8);
            let width = (right - left - inset * 2).max(2);
            let mut path = format!("M{} 31", (left + right) / 2);
            for index in 0..(height - 31) / 6 {
                path.push_str(if index % 2 == 0 { "l3 6" } else { "l-3 6" });
            }
            view! {
                <rect class="fold-veil" x=left + inset y="30" width=width height=height/>
                <path class="fold-line" d=path/>
            }
            .into_any()
        })
        .collect();
    view! {
        <svg class="lanes is-folds" width=plan.axis.width height=height aria-hidden="true">
            {breaks}
        </svg>
    }
    .into_any()
}
