//! A run of which nothing after a moment may be seen: what is left of its timeline, and how far
//! the axis goes on so that a guess has room.

use crate::engine::time::{SimDuration, SimTime};
use crate::order;
use crate::playback::timeline::{LaneKind, Segment, ServiceLane, Timeline};

use super::axis::Open;
use super::guess::Guess;

/// The room for guesses behind the veil is never less.
const LEAST_ROOM_MS: u64 = 30_000;
/// It doubles so often at most.
const DOUBLINGS_MAX: u32 = 12;
/// What stands between the last mark and the end of the axis.
const MARGIN_MS: u64 = 5_000;

/// Where the axis ends. It does not follow the run's own end while that is hidden: it would tell
/// how long the run goes on.
pub fn end(run_end: SimTime, veil: Option<SimTime>, guess: Option<&Guess>) -> SimTime {
    let margin = SimDuration::from_millis(MARGIN_MS);
    let marks = guess.map_or(SimTime::ZERO, |guess| {
        guess
            .truth
            .unwrap_or_default()
            .max(guess.time + guess.within)
    });
    let Some(veil) = veil else {
        return match guess {
            Some(_) => run_end.max(marks + margin),
            None => run_end,
        };
    };
    let mut room = SimDuration::from_millis((veil.milliseconds / 4 * 3).max(LEAST_ROOM_MS));
    for _ in 0..DOUBLINGS_MAX {
        if marks + margin <= veil + room {
            break;
        }
        room = room + room;
    }
    veil + room
}

/// From where to where a guess may be moved while the axis ends there.
pub fn range(veil: Option<SimTime>, end: SimTime, guess: Option<&Guess>) -> (SimTime, SimTime) {
    let first = veil.unwrap_or_default();
    let within = guess.map_or(0, |guess| guess.within.milliseconds);
    let last = end.milliseconds.saturating_sub(MARGIN_MS + within);
    (first, SimTime::from_millis(last).max(first))
}

/// What the axis may not fold: the stretch behind the veil, and the moments that are compared.
pub fn open(veil: Option<SimTime>, guess: Option<&Guess>) -> Open {
    let fixed = guess.filter(|guess| guess.fixed);
    let mut moments: Vec<SimTime> = fixed
        .into_iter()
        .flat_map(|guess| [Some(guess.time), guess.truth])
        .chain([veil])
        .flatten()
        .collect();
    order::sort(&mut moments);
    Open {
        moments,
        from: veil,
    }
}

/// The timeline without anything that begins after the veil; what goes on behind it has no end.
pub fn seen(timeline: &Timeline, veil: Option<SimTime>, end: SimTime) -> Timeline {
    let mut seen = timeline.clone();
    seen.end = end;
    let Some(veil) = veil else {
        return seen;
    };
    seen.settled = false;
    seen.lanes.retain_mut(|lane| {
        let was_empty = lane.segments.is_empty() && lane.marks.is_empty();
        cut(&mut lane.segments, veil);
        lane.marks.retain(|mark| mark.time <= veil);
        let is_empty = lane.segments.is_empty() && lane.marks.is_empty();
        was_empty || !is_empty || lane.kind == LaneKind::Events
    });
    for probe in &mut seen.probes {
        cut(&mut probe.segments, veil);
        probe.runs.retain(|run| run.time <= veil);
    }
    seen.services.retain_mut(|service| is_seen(service, veil));
    seen.chapters.retain(|chapter| chapter.time <= veil);
    seen.commands.retain(|(time, _)| *time <= veil);
    seen.stops.retain(|stop| *stop <= veil);
    seen
}

fn is_seen(service: &mut ServiceLane, veil: SimTime) -> bool {
    service.requests.retain(|request| request.time <= veil);
    service.endpoints.retain_mut(|endpoint| {
        cut(&mut endpoint.segments, veil);
        !endpoint.segments.is_empty()
    });
    !service.endpoints.is_empty() || !service.requests.is_empty()
}

fn cut(segments: &mut Vec<Segment>, veil: SimTime) {
    segments.retain(|segment| segment.from <= veil);
    for segment in segments {
        segment.to = segment.to.filter(|to| *to <= veil);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::layout::axis::Axis;
    use crate::ui::layout::fixture;
    use crate::ui::layout::zoom::Zoom;

    fn seconds(seconds: u64) -> SimTime {
        SimTime::from_seconds(seconds)
    }

    fn guess(seconds: u64, truth: Option<u64>) -> Guess {
        Guess {
            time: SimTime::from_seconds(seconds),
            within: SimDuration::from_seconds(2),
            truth: truth.map(SimTime::from_seconds),
            fixed: truth.is_some(),
        }
    }

    #[test]
    fn nothing_after_the_veil_is_left() {
        let whole = fixture::crash_loop_timeline();
        for veil_s in [0, 1, 15, 60, 200] {
            let veil = seconds(veil_s);
            let seen = seen(&whole, Some(veil), seconds(900));
            assert!(!seen.settled);
            assert_eq!(seen.end, seconds(900));
            assert!(seen.stops.iter().all(|stop| *stop <= veil));
            assert!(seen.chapters.iter().all(|chapter| chapter.time <= veil));
            for lane in &seen.lanes {
                assert!(lane.marks.iter().all(|mark| mark.time <= veil));
                for segment in &lane.segments {
                    assert!(segment.from <= veil);
                    assert!(segment.to.is_none_or(|to| to <= veil));
                }
                let is_empty = lane.segments.is_empty() && lane.marks.is_empty();
                assert!(!is_empty || lane.kind == LaneKind::Events);
            }
        }
    }

    #[test]
    fn without_a_veil_the_run_is_whole() {
        let whole = fixture::crash_loop_timeline();
        assert_eq!(seen(&whole, None, whole.end), whole);
        assert_eq!(end(whole.end, None, None), whole.end);
    }

    #[test]
    fn the_axis_goes_on_behind_the_veil_without_telling_the_runs_end() {
        let veil = Some(seconds(40));
        for run_end in [41, 60, 4_000] {
            assert_eq!(end(seconds(run_end), veil, None), seconds(70));
        }
        assert_eq!(end(seconds(99), veil, Some(&guess(55, None))), seconds(70));
        assert_eq!(end(seconds(99), veil, Some(&guess(65, None))), seconds(100));
        let far = end(seconds(99), veil, Some(&guess(3_000, None)));
        assert!(far > seconds(3_000));
    }

    #[test]
    fn a_made_guess_and_the_truth_are_in_sight() {
        assert_eq!(
            end(seconds(60), None, Some(&guess(90, Some(51)))),
            seconds(97)
        );
        assert_eq!(
            end(seconds(60), None, Some(&guess(20, Some(51)))),
            seconds(60)
        );
    }

    #[test]
    fn a_guess_at_the_end_of_its_range_does_not_move_the_axis() {
        let veil = Some(seconds(40));
        let last = range(veil, seconds(70), Some(&guess(0, None))).1;
        let at_last = Guess {
            time: last,
            ..guess(0, None)
        };
        assert_eq!(end(seconds(9), veil, Some(&at_last)), seconds(70));
        assert_eq!(range(veil, seconds(41), None), (seconds(40), seconds(40)));
    }

    #[test]
    fn the_room_for_a_guess_is_not_folded() {
        let veil = Some(seconds(60));
        let open = open(veil, Some(&guess(90, None)));
        let end = end(seconds(1), veil, None);
        let seen = seen(&fixture::crash_loop_timeline(), veil, end);
        let axis = Axis::around(&seen, Zoom::FIT.window(end), 1_000, &open);
        let last = axis.pieces.last().expect("an axis has pieces");
        assert!(!last.folded && last.to == end);
        let behind = axis.pieces.iter().filter(|piece| piece.to > seconds(60));
        assert!(behind.into_iter().all(|piece| !piece.folded));
    }

    #[test]
    fn moments_that_are_compared_stay_out_of_folds() {
        let timeline = fixture::crash_loop_timeline();
        let folded = Axis::new(&timeline, Zoom::FIT.window(timeline.end), 1_200, true);
        let fold = folded.pieces.iter().find(|piece| piece.folded);
        let fold = fold.expect("the run has folds");
        let middle = (fold.from.milliseconds + fold.to.milliseconds) / 2_000;
        let open = open(None, Some(&guess(middle, Some(middle))));
        let axis = Axis::around(&timeline, Zoom::FIT.window(timeline.end), 1_200, &open);
        let at = seconds(middle);
        let around = axis
            .pieces
            .iter()
            .find(|piece| piece.from <= at && at <= piece.to);
        assert!(around.is_some_and(|piece| !piece.folded));
    }
}
