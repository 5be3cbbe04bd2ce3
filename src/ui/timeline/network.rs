//! Probes, endpoints and requests: a handful of shapes a row, however much happened on it.

use crate::engine::record::ProbeKind;
use crate::playback::timeline::{EndpointLane, ProbeLane, ServiceLane, Tone};
use crate::text::timeline as words;
use crate::ui::layout::lanes::{self, Row};
use crate::ui::layout::probe_marks::{self, Band, Mark, ProbeMarks};
use crate::ui::layout::request_columns;
use crate::web::view::{View, view};

use super::{Plan, drawing};

/// The runs of a probe: bands with counts, and on them one path for every kind of mark.
pub fn probe(plan: &Plan, row: &Row, lane: &ProbeLane) -> Vec<View> {
    let placed = probe_marks::place(lane, &plan.axis);
    let bands = placed.bands.iter().map(|band| band_view(plan, row, band));
    let mut shapes: Vec<View> = bands.collect();
    shapes.extend(marks(row, &placed));
    shapes
}

/// The marks of a container's probes on its own bar, where there is no room for rows: startup,
/// then readiness, or liveness if there is nothing else.
pub fn probes_on_bar(plan: &Plan, row: &Row, container: &str) -> Vec<View> {
    let probes = plan.timeline.probes.iter();
    let own = probes.filter(|lane| lane.container == container);
    let has_readiness = own.clone().any(|lane| lane.probe == ProbeKind::Readiness);
    own.filter(|lane| lane.probe != ProbeKind::Liveness || !has_readiness)
        .flat_map(|lane| marks(row, &probe_marks::place(lane, &plan.axis)))
        .collect()
}

fn band_view(plan: &Plan, row: &Row, band: &Band) -> View {
    let tone = if band.failed == band.runs {
        "failed"
    } else {
        "ready"
    };
    let text = words::probe_runs(plan.lang, band.runs, band.failed);
    let place = plan
        .axis
        .clear_span(band.left, band.right, lanes::label_room(&text));
    let text = place.map(|(left, _)| {
        view! { <text class=format!("probe-count tone-{tone}") x=left + 6 y=row.baseline()>{text}</text> }
    });
    view! {
        <rect
            class=format!("probe-band tone-{tone}")
            x=band.left - 3
            y=row.top - 1
            width=band.right - band.left + 6
            height=row.height + 3
            rx="2"
        />
        {text}
    }
}

fn marks(row: &Row, placed: &ProbeMarks) -> Vec<View> {
    let y = row.middle();
    let of_kind = |kind: Mark| {
        let own = placed.marks.iter().filter(|(_, mark)| *mark == kind);
        let path: String = own.map(|(x, _)| mark_path(*x, y, kind)).collect();
        let class = match kind {
            Mark::Success => "probe tone-ready",
            Mark::Failure => "probe tone-failed",
            Mark::Recovery => "probe tone-ready is-turn",
            Mark::Verdict => "probe tone-failed is-turn",
            Mark::Error => "probe tone-unknown is-turn",
        };
        (!path.is_empty()).then(|| view! { <path class=class d=path/> })
    };
    Mark::ALL.into_iter().filter_map(of_kind).collect()
}

/// A triangle up, one down, or a cross for what could not be run.
fn mark_path(x: i32, y: i32, kind: Mark) -> String {
    match kind {
        Mark::Success | Mark::Recovery => format!("M{} {}h7l-3.5-6z", x - 3, y + 3),
        Mark::Failure | Mark::Verdict => format!("M{} {}h7l-3.5 6z", x - 3, y - 2),
        Mark::Error => format!("M{} {}l5 5m0-5l-5 5", x - 2, y - 2),
    }
}

/// An address: a bar while it is ready, hollow while it still serves on its way out, a dashed
/// hairline while it gets nothing.
pub fn endpoint(plan: &Plan, row: &Row, lane: &EndpointLane) -> Vec<View> {
    let shape = |segment| {
        let (left, right) = drawing::span(plan, segment)?;
        if segment.tone != Tone::Terminating {
            return Some(drawing::thin(row, segment, left, right));
        }
        let (width, height) = ((right - left - 1).max(1), row.height - 1);
        Some(view! {
            <rect
                class="line-serving tone-term"
                x=format!("{left}.5")
                y=format!("{}.5", row.top)
                width=width
                height=height
            />
        })
    };
    lane.segments.iter().filter_map(shape).collect()
}

/// Requests as columns, those that failed on top.
pub fn requests(plan: &Plan, row: &Row, lane: &ServiceLane) -> Vec<View> {
    let columns = request_columns::columns(&lane.requests, &plan.axis);
    let fullest = request_columns::fullest(&columns, &plan.axis);
    let bottom = row.top + row.height;
    let (mut ok, mut failed) = (String::new(), String::new());
    for column in &columns {
        let height = column.height(fullest, row.height);
        let width = request_columns::COLUMN - 1;
        if height.ok > 0 {
            ok += &format!("M{} {bottom}h{width}v-{}h-{width}z", column.x, height.ok);
        }
        if height.failed > 0 {
            let from = bottom - height.ok;
            failed += &format!("M{} {from}h{width}v-{}h-{width}z", column.x, height.failed);
        }
    }
    let paths = [("column tone-ready", ok), ("column tone-failed", failed)];
    let shown = paths.into_iter().filter(|(_, path)| !path.is_empty());
    shown
        .map(|(class, path)| view! { <path class=class d=path/> })
        .collect()
}
