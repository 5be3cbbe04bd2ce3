//! Time to x and back, with quiet gaps folded.
//!
//! The axis is made of pieces, each linear. A folded piece is a long stretch without any stop,
//! drawn in a fixed width; everything else shares one scale, so lengths outside folds compare.

use crate::engine::time::{SimDuration, SimTime};
use crate::order;
use crate::playback::timeline::{LaneKind, MarkKind, Timeline, Tone};

use super::zoom::Window;

/// A gap shorter than this is never folded.
const SHORTEST_FOLDED_GAP_MS: u64 = 12_000;
/// What stays unfolded on either side of a fold.
const MARGIN_MS: u64 = 2_000;
/// A run of a container up to this length is kept whole: runs are compared with each other.
const LONGEST_COMPARED_RUN_MS: u64 = 60_000;
const FOLD_WIDTH: i32 = 36;
/// All folds together take at most so many hundredths of the width.
const FOLDS_PERCENT: i64 = 45;

/// A stretch of the axis on which x grows evenly with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub from: SimTime,
    pub to: SimTime,
    /// Hundredths of a pixel from the left end of the axis.
    pub left_centipx: i64,
    pub right_centipx: i64,
    pub folded: bool,
}

impl Piece {
    pub fn left(&self) -> i32 {
        to_px(self.left_centipx)
    }

    pub fn right(&self) -> i32 {
        to_px(self.right_centipx)
    }

    /// The simulated time it stands for.
    pub fn length(&self) -> SimDuration {
        self.to.since(self.from)
    }
}

/// What is never folded although nothing changes there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// Sorted; a fold keeps its distance from them.
    pub moments: Vec<SimTime>,
    /// From here on nothing is folded.
    pub from: Option<SimTime>,
}

/// A window of the run laid out over a width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    pub pieces: Vec<Piece>,
    pub width: i32,
}

impl Axis {
    /// Lays out the window over `width` pixels; folds quiet gaps if asked to.
    pub fn new(timeline: &Timeline, window: Window, width: i32, fold: bool) -> Axis {
        let folds = match fold {
            true => quiet_gaps(timeline, window, &Open::default()),
            false => Vec::new(),
        };
        Axis::laid_out(window, width, &folds)
    }

    /// The same with quiet gaps folded, but for what has to stay open.
    pub fn around(timeline: &Timeline, window: Window, width: i32, open: &Open) -> Axis {
        Axis::laid_out(window, width, &quiet_gaps(timeline, window, open))
    }

    fn laid_out(window: Window, width: i32, folds: &[(SimTime, SimTime)]) -> Axis {
        let width = width.max(1);
        let cuts = cut(window, folds);
        let fold_count = folds.len().max(1) as i64;
        let all = i64::from(width) * 100;
        let fold_width = (i64::from(FOLD_WIDTH) * 100).min(all * FOLDS_PERCENT / 100 / fold_count);
        let open_width = all - fold_width * folds.len() as i64;
        let open_ms: u64 = cuts
            .iter()
            .filter(|(_, _, folded)| !folded)
            .map(|(from, to, _)| to.since(*from).milliseconds)
            .sum();
        let mut pieces = Vec::with_capacity(cuts.len());
        let (mut passed_ms, mut passed_folds) = (0u64, 0i64);
        let place = |passed_ms: u64, passed_folds: i64| {
            let open = i128::from(open_width) * i128::from(passed_ms) / i128::from(open_ms.max(1));
            open as i64 + passed_folds * fold_width
        };
        for (from, to, folded) in cuts {
            let left_centipx = place(passed_ms, passed_folds);
            if folded {
                passed_folds += 1;
            } else {
                passed_ms += to.since(from).milliseconds;
            }
            let right_centipx = place(passed_ms, passed_folds);
            pieces.push(Piece {
                from,
                to,
                left_centipx,
                right_centipx,
                folded,
            });
        }
        Axis { pieces, width }
    }

    /// The x of a time in hundredths of a pixel; times outside the window lie at its ends.
    pub fn centipx(&self, time: SimTime) -> i64 {
        let Some(piece) = self
            .pieces
            .iter()
            .find(|piece| time <= piece.to)
            .or(self.pieces.last())
        else {
            return 0;
        };
        let length = piece.length().milliseconds.max(1);
        let passed = time.since(piece.from).milliseconds.min(length);
        let span = i128::from(piece.right_centipx - piece.left_centipx);
        piece.left_centipx + (span * i128::from(passed) / i128::from(length)) as i64
    }

    /// The x of a time in whole pixels.
    pub fn x(&self, time: SimTime) -> i32 {
        to_px(self.centipx(time))
    }

    /// The time at an x; positions beyond the axis give its ends.
    pub fn time_at(&self, x: i32) -> SimTime {
        let at = i64::from(x.clamp(0, self.width)) * 100;
        let Some(piece) = self
            .pieces
            .iter()
            .find(|piece| at <= piece.right_centipx)
            .or(self.pieces.last())
        else {
            return SimTime::ZERO;
        };
        let span = (piece.right_centipx - piece.left_centipx).max(1);
        let inside = (at - piece.left_centipx).clamp(0, span);
        let passed =
            i128::from(piece.length().milliseconds) * i128::from(inside) / i128::from(span);
        piece.from + SimDuration::from_millis(passed as u64)
    }

    /// The first part of a span that is not folded and at least so wide.
    pub fn clear_span(&self, left: i32, right: i32, width: i32) -> Option<(i32, i32)> {
        let open = self.pieces.iter().filter(|piece| !piece.folded);
        open.map(|piece| (left.max(piece.left()), right.min(piece.right())))
            .find(|(left, right)| right - left >= width)
    }

    /// Whether the time lies in the window.
    pub fn shows(&self, time: SimTime) -> bool {
        let ends = self.pieces.first().zip(self.pieces.last());
        ends.is_some_and(|(first, last)| first.from <= time && time <= last.to)
    }
}

fn to_px(centipx: i64) -> i32 {
    ((centipx + 50) / 100) as i32
}

/// The window in alternating open and folded stretches.
fn cut(window: Window, folds: &[(SimTime, SimTime)]) -> Vec<(SimTime, SimTime, bool)> {
    let mut cuts = Vec::with_capacity(folds.len() * 2 + 1);
    let mut at = window.from;
    for &(from, to) in folds {
        if at < from {
            cuts.push((at, from, false));
        }
        cuts.push((from, to, true));
        at = to;
    }
    if at < window.to || cuts.is_empty() {
        cuts.push((at, window.to, false));
    }
    cuts
}

/// Stretches in which nothing of the Pod changes, less a margin on either side.
fn quiet_gaps(timeline: &Timeline, window: Window, open: &Open) -> Vec<(SimTime, SimTime)> {
    let compared = compared_runs(timeline);
    let mut gaps = Vec::new();
    let mut before = window.from;
    let mut changes = changes(timeline);
    changes.extend(&open.moments);
    order::sort(&mut changes);
    let inside = changes
        .into_iter()
        .filter(|change| window.from < *change && *change < window.to);
    for stop in inside.chain([window.to]) {
        let length = stop.since(before).milliseconds;
        let is_compared = compared
            .iter()
            .any(|(from, to)| *from <= before && stop <= *to);
        let is_open = open.from.is_some_and(|from| from <= before);
        if length > SHORTEST_FOLDED_GAP_MS && !is_compared && !is_open {
            let margin = SimDuration::from_millis(MARGIN_MS);
            let end = SimTime::from_millis(stop.milliseconds - MARGIN_MS);
            gaps.push((before + margin, end));
        }
        before = stop;
    }
    gaps
}

/// Sorted times at which something begins or ends. Events do not count: a wait of five minutes
/// stays one quiet stretch although the kubelet says every minute that it goes on.
fn changes(timeline: &Timeline) -> Vec<SimTime> {
    let lanes = || {
        timeline
            .lanes
            .iter()
            .filter(|lane| lane.kind != LaneKind::Events)
    };
    let services = timeline.services.iter();
    let endpoints = services.flat_map(|service| &service.endpoints);
    let segments = lanes()
        .flat_map(|lane| &lane.segments)
        .chain(endpoints.flat_map(|endpoint| &endpoint.segments));
    let ends = segments
        .flat_map(|segment| [Some(segment.from), segment.to])
        .flatten();
    // That SIGKILL is due changes nothing; that it comes does.
    let marks = lanes().flat_map(|lane| &lane.marks);
    let marks = marks.filter(|mark| mark.kind != MarkKind::KillDue);
    let marks = marks.map(|mark| mark.time);
    // A probe tells something new until its threshold is reached.
    let runs = timeline.probes.iter().flat_map(|lane| &lane.runs);
    let counted = runs.filter(|run| (1..=run.threshold).contains(&run.consecutive));
    let probes = counted.map(|run| run.time);
    let chapters = timeline.chapters.iter().map(|chapter| chapter.time);
    let commands = timeline.commands.iter().map(|(time, _)| *time);
    let mut changes: Vec<SimTime> = ends
        .chain(marks)
        .chain(probes)
        .chain(chapters)
        .chain(commands)
        .collect();
    order::sort(&mut changes);
    changes.dedup();
    changes
}

fn compared_runs(timeline: &Timeline) -> Vec<(SimTime, SimTime)> {
    timeline
        .lanes
        .iter()
        .filter(|lane| matches!(lane.kind, LaneKind::Container { .. }))
        .flat_map(|lane| &lane.segments)
        .filter(|segment| matches!(segment.tone, Tone::Running | Tone::Ready))
        .filter_map(|segment| Some((segment.from, segment.to?)))
        .filter(|(from, to)| to.since(*from).milliseconds <= LONGEST_COMPARED_RUN_MS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::layout::fixture;
    use crate::ui::layout::zoom::Zoom;

    fn whole(fold: bool) -> Axis {
        let timeline = fixture::crash_loop_timeline();
        let window = Zoom::FIT.window(timeline.end);
        Axis::new(&timeline, window, 1_200, fold)
    }

    #[test]
    fn an_unfolded_axis_is_one_straight_line() {
        let axis = whole(false);
        assert_eq!(axis.pieces.len(), 1);
        assert_eq!(axis.x(SimTime::ZERO), 0);
        assert_eq!(axis.x(axis.pieces[0].to), 1_200);
        let middle = SimTime::from_millis(axis.pieces[0].to.milliseconds / 2);
        assert_eq!(axis.x(middle), 600);
    }

    #[test]
    fn folds_keep_order_and_one_scale_outside() {
        let axis = whole(true);
        assert!(axis.pieces.iter().filter(|piece| piece.folded).count() >= 3);
        let last = axis.pieces.last().expect("an axis has pieces");
        assert_eq!(last.right(), 1_200);
        let mut x_before = 0;
        let mut scales = Vec::new();
        for piece in &axis.pieces {
            assert_eq!(piece.left_centipx, x_before);
            assert!(piece.right_centipx > piece.left_centipx);
            x_before = piece.right_centipx;
            if !piece.folded && piece.length().milliseconds > 1_000 {
                let px = (piece.right_centipx - piece.left_centipx) as u64;
                scales.push(px * 1_000 / piece.length().milliseconds);
            }
        }
        let (min, max) = (scales.iter().min(), scales.iter().max());
        assert!(
            max.zip(min).is_some_and(|(max, min)| max - min <= 2),
            "{scales:?}"
        );
    }

    #[test]
    fn x_and_time_are_inverse_also_inside_folds() {
        for fold in [false, true] {
            let axis = whole(fold);
            for x in (0..=1_200).step_by(7) {
                assert!((axis.x(axis.time_at(x)) - x).abs() <= 1, "at {x}");
            }
        }
    }

    #[test]
    fn repeated_events_do_not_break_a_fold() {
        let mut timeline = fixture::crash_loop_timeline();
        let before = folds_of(&timeline);
        let events = timeline.lanes.last_mut().expect("the run has lanes");
        let mut again = events.marks[0].clone();
        again.time = SimTime::from_seconds(250);
        timeline.stops.push(again.time);
        events.marks.push(again);
        assert_eq!(folds_of(&timeline), before);
    }

    fn folds_of(timeline: &Timeline) -> usize {
        let axis = Axis::new(timeline, Zoom::FIT.window(timeline.end), 1_200, true);
        axis.pieces.iter().filter(|piece| piece.folded).count()
    }

    #[test]
    fn words_keep_clear_of_folds() {
        let axis = whole(true);
        let fold = axis
            .pieces
            .iter()
            .find(|piece| piece.folded)
            .expect("the run has folds");
        let (left, right) = (fold.left() - 20, fold.right() + 90);
        assert_eq!(axis.clear_span(left, right, 20), Some((left, fold.left())));
        assert_eq!(
            axis.clear_span(left, right, 60),
            Some((fold.right(), right))
        );
        assert_eq!(axis.clear_span(left, right, 200), None);
    }

    #[test]
    fn an_empty_run_has_an_axis_all_the_same() {
        let axis = Axis::new(
            &Timeline::default(),
            Zoom::FIT.window(SimTime::ZERO),
            0,
            true,
        );
        assert_eq!(axis.x(SimTime::from_seconds(9)), axis.width);
        assert_eq!(axis.time_at(0), SimTime::ZERO);
    }
}
