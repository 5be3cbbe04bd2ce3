//! The lanes themselves: boxes, lines and marks, once as past and once as future.

use crate::api::EventType;
use crate::engine::time::SimTime;
use crate::playback::snapshot::Role;
use crate::playback::timeline::{Lane, LaneKind, Mark, MarkKind, Segment, Tone};
use crate::text::timeline as words;
use crate::ui::layout::lanes::{self, Group, Row, Shape, Source};
use crate::ui::layout::tone;
use crate::web::view::{View, view};

use super::{Plan, network};

/// All lanes; the past is filled, the future is an outline.
pub fn lanes(plan: &Plan, past: bool) -> View {
    let mut shapes: Vec<View> = Vec::new();
    for row in &plan.rows.rows {
        shapes.extend(row_shapes(plan, row));
    }
    let rule = |y: &i32| format!("M0 {y}.5h{}", plan.axis.width + super::MARGIN);
    let rules: String = plan.rows.rules.iter().map(rule).collect();
    let class = if past {
        "lanes is-past"
    } else {
        "lanes is-future"
    };
    view! {
        <svg class=class width=plan.axis.width + super::MARGIN height=plan.rows.height aria-hidden="true">
            <path class="lane-rule" d=rules/>
            {shapes}
        </svg>
    }
}

fn row_shapes(plan: &Plan, row: &Row) -> Vec<View> {
    let timeline = &plan.timeline;
    let shapes = match row.source {
        Source::Lane(index) => return lane_shapes(plan, row, index),
        Source::Probe(index) => timeline
            .probes
            .get(index)
            .map(|lane| network::probe(plan, row, lane)),
        Source::Endpoint(service, index) => timeline
            .services
            .get(service)
            .and_then(|service| service.endpoints.get(index))
            .map(|lane| network::endpoint(plan, row, lane)),
        Source::Traffic(index) => timeline
            .services
            .get(index)
            .map(|lane| network::requests(plan, row, lane)),
    };
    shapes.unwrap_or_default()
}

fn lane_shapes(plan: &Plan, row: &Row, own: usize) -> Vec<View> {
    let mut shapes: Vec<View> = Vec::new();
    let handover = handover(plan, row, own);
    for index in row.init_lane.into_iter().chain([own]) {
        let Some(lane) = plan.timeline.lanes.get(index) else {
            continue;
        };
        let is_init = Some(index) == row.init_lane;
        let segment = |segment: &Segment| {
            let segment = share_of(segment, is_init, handover)?;
            segment_view(plan, row, lane, &segment)
        };
        shapes.extend(lane.segments.iter().filter_map(segment));
        let mark = |mark: &Mark| mark_view(plan, row, lane, mark);
        shapes.extend(lane.marks.iter().filter_map(mark));
        if let LaneKind::Container { name, .. } = &lane.kind
            && plan.is_phone
        {
            shapes.extend(network::probes_on_bar(plan, row, name));
        }
    }
    shapes
}

/// Where a row that init containers share with the app goes over to the app: its first segment
/// that is more than waiting for them.
fn handover(plan: &Plan, row: &Row, own: usize) -> Option<SimTime> {
    row.init_lane?;
    let app = plan.timeline.lanes.get(own)?;
    let begins = |segment: &&Segment| segment.tone != Tone::Pending;
    let first = app.segments.iter().find(begins);
    Some(first.map_or(plan.known(), |segment| segment.from))
}

/// The part of a segment that a shared row shows: init containers before the handover, the app
/// after it.
fn share_of(segment: &Segment, is_init: bool, handover: Option<SimTime>) -> Option<Segment> {
    let Some(handover) = handover else {
        return Some(segment.clone());
    };
    if is_init != (segment.from < handover) {
        return None;
    }
    let to = match is_init {
        true => Some(segment.to.unwrap_or(handover).min(handover)),
        false => segment.to,
    };
    Some(Segment {
        to,
        ..segment.clone()
    })
}

/// The x of both ends of a segment inside the window; `None` if it lies outside.
pub fn span(plan: &Plan, segment: &Segment) -> Option<(i32, i32)> {
    let end = segment.to.unwrap_or(plan.known()).max(segment.from);
    let first = plan.axis.pieces.first()?.from;
    let last = plan.axis.pieces.last()?.to;
    if end < first || last < segment.from {
        return None;
    }
    Some((plan.axis.x(segment.from), plan.axis.x(end)))
}

fn segment_view(plan: &Plan, row: &Row, lane: &Lane, segment: &Segment) -> Option<View> {
    let (left, right) = span(plan, segment)?;
    Some(match row.shape {
        Shape::Thin => thin(row, segment, left, right),
        _ => bar(plan, row, lane, segment, (left, right)),
    })
}

/// A condition: a bar where it is True, a dashed hairline where it is not.
pub fn thin(row: &Row, segment: &Segment, left: i32, right: i32) -> View {
    let middle = row.middle();
    if segment.tone == Tone::Off {
        let path = format!("M{left} {middle}.5H{right}");
        return view! { <path class="line-off" d=path/> };
    }
    let class = format!("line-on {}", tone::class(segment.tone));
    let width = (right - left).max(1);
    view! { <rect class=class x=left y=row.top width=width height=row.height rx="1"/> }
}

/// A box with its word inside if the word fits, clear of folds; a run that follows a restart
/// begins with its number.
fn bar(plan: &Plan, row: &Row, lane: &Lane, segment: &Segment, (left, right): (i32, i32)) -> View {
    let ink = tone::class(segment.tone);
    let width = (right - left - 1).max(2);
    let restart = lanes::restart_of(lane, segment).filter(|_| width >= lanes::RESTART_ROOM);
    let inner = left + restart.map_or(0, |_| lanes::RESTART_ROOM - 4);
    // The sign of an exit stands behind its run, or inside if the next one follows at once.
    let exit = lanes::exit_of(lane, segment);
    let next = lane
        .segments
        .iter()
        .find(|next| Some(next.from) >= segment.to);
    let is_crowded = next.is_some_and(|next| plan.axis.x(next.from) < right + lanes::EXIT_ROOM + 2);
    let exit_x = if is_crowded {
        right - lanes::EXIT_ROOM + 2
    } else {
        right + 3
    };
    let inner_right = if exit.is_some() && is_crowded {
        exit_x
    } else {
        right
    };
    let exit = exit
        .filter(|_| !is_crowded || width >= lanes::EXIT_ROOM + 4)
        .map(|exit_code| exit_view(row, exit_x, exit_code));
    let bears_probes = bears_probes(plan, row);
    let labels = match bears_probes {
        true => Vec::new(),
        false => labels_of(plan, lane, segment),
    };
    let word = labels.into_iter().find_map(|word| {
        let (at, _) = plan
            .axis
            .clear_span(inner, inner_right, lanes::label_room(word))?;
        Some((word.to_owned(), at + 6))
    });
    let is_run = row.group == Group::Containers
        && lanes::is_run(segment)
        && word.is_none()
        && !bears_probes
        && inner_right - inner >= 14;
    let triangle = is_run.then(|| {
        let (x, y) = ((inner + inner_right) / 2 - 2, row.top + 4);
        let class = format!("bar-run {ink}");
        view! { <path class=class d=format!("M{x}.5 {y}v7l6-3.5z")/> }
    });
    let number = restart.map(|count| {
        let (x, y) = (left + 9, row.middle());
        view! {
            <circle class="mark-restart" cx=x cy=format!("{y}.5") r="5.5"/>
            <text class="mark-count" x=x y=row.baseline()>{count.to_string()}</text>
        }
    });
    let text_class = format!("bar-text {ink}");
    view! {
        <rect
            class=format!("bar-box {ink}")
            x=format!("{left}.5")
            y=format!("{}.5", row.top)
            width=width
            height=row.height - 1
            rx="3"
        />
        {triangle}
        {number}
        {exit}
        {word.map(|(word, x)| view! { <text class=text_class x=x y=row.baseline()>{word}</text> })}
    }
}

/// Whether the marks of probes stand on the bar itself.
fn bears_probes(plan: &Plan, row: &Row) -> bool {
    plan.is_phone && row.group == Group::Containers && !plan.timeline.probes.is_empty()
}

/// The words for a box, longest first. Init containers share a row, so each box has its name.
fn labels_of<'a>(plan: &Plan, lane: &'a Lane, segment: &'a Segment) -> Vec<&'a str> {
    match &lane.kind {
        LaneKind::Container {
            role: Role::Init { .. },
            ..
        } => vec![&segment.label, "init"],
        _ => vec![value(plan, lane, segment)],
    }
}

/// What a segment says.
pub fn value<'a>(plan: &Plan, lane: &'a Lane, segment: &'a Segment) -> &'a str {
    match &lane.kind {
        LaneKind::Stop { .. } if segment.label.is_empty() => words::AWAITS_TURN.in_lang(plan.lang),
        _ => &segment.label,
    }
}

/// A check or a cross.
fn exit_view(row: &Row, x: i32, exit_code: i32) -> View {
    let y = row.middle();
    let (class, path) = if exit_code == 0 {
        ("mark-exit tone-done", format!("M{x} {y}l2.5 3 4.5-6"))
    } else {
        (
            "mark-exit tone-failed",
            format!("M{x} {}.5l6 6m0-6l-6 6", y - 3),
        )
    };
    view! { <path class=class d=path/> }
}

fn mark_view(plan: &Plan, row: &Row, lane: &Lane, mark: &Mark) -> Option<View> {
    if !plan.axis.shows(mark.time) {
        return None;
    }
    let x = plan.axis.x(mark.time);
    let y = row.middle();
    Some(match &mark.kind {
        MarkKind::Event {
            event_type: EventType::Normal,
            ..
        } => view! { <circle class="mark-normal" cx=x cy=y r="3"/> },
        MarkKind::Event {
            event_type: EventType::Warning,
            ..
        } => view! { <path class="mark-warning" d=format!("M{x} {}l5 5-5 5-5-5z", y - 5)/> },
        MarkKind::KillDue if lanes::is_kill_told(lane, mark.time) => kill_due(plan, row, lane, x),
        // The box of a run carries its number and the sign of its end.
        MarkKind::Exit { .. } | MarkKind::Restart { .. } | MarkKind::KillDue => return None,
    })
}

/// A line where SIGKILL is due, with its name if nothing stands left of it.
fn kill_due(plan: &Plan, row: &Row, lane: &Lane, x: i32) -> View {
    let text = words::KILL_DUE.in_lang(plan.lang);
    let left = x - lanes::label_room(text);
    let is_free =
        |segment: &Segment| span(plan, segment).is_none_or(|(from, to)| to < left || x <= from);
    let shows_text = left > 0 && lane.segments.iter().all(is_free);
    let path = format!("M{x} {}v{}", row.top - 1, row.height + 2);
    view! {
        <path class="kill-due" d=path/>
        {shows_text.then(|| view! { <text class="kill-text" x=x - 5 y=row.baseline()>{text}</text> })}
    }
}

/// The breaks: a zig-zag over all lanes where time is folded.
pub fn folds(plan: &Plan) -> View {
    let height = plan.rows.height;
    let folded = plan.axis.pieces.iter().filter(|piece| piece.folded);
    let breaks: Vec<View> = folded
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
        })
        .collect();
    view! {
        <svg class="lanes is-folds" width=plan.axis.width height=height aria-hidden="true">
            {breaks}
        </svg>
    }
}
