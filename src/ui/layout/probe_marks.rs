//! Where the runs of a probe stand on their row. Runs that would touch become a band with a
//! count, so that the number of shapes is bounded by the width; failures in it stay visible.

use crate::playback::timeline::{ProbeLane, ProbeMark, Tone};

use super::axis::Axis;

/// Runs closer than this many pixels are a band.
const APART: i32 = 9;
/// Within a band, failures and changes of the result have at most one mark in so many pixels.
const CELL: i32 = 4;

/// How the mark of a run looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Success,
    Failure,
    /// The run with which the kubelet changed its mind.
    Recovery,
    Verdict,
    /// It could not be run, which counts for nothing.
    Error,
}

impl Mark {
    pub const ALL: [Mark; 5] = [
        Mark::Success,
        Mark::Failure,
        Mark::Recovery,
        Mark::Verdict,
        Mark::Error,
    ];
}

/// Runs that stand too close to be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    pub left: i32,
    pub right: i32,
    pub runs: usize,
    pub failed: usize,
}

/// The marks and bands of one row, from left to right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProbeMarks {
    pub marks: Vec<(i32, Mark)>,
    pub bands: Vec<Band>,
}

/// Places the runs that lie in the axis' window.
pub fn place(lane: &ProbeLane, axis: &Axis) -> ProbeMarks {
    let mut placed = ProbeMarks::default();
    let mut together: Vec<(i32, Mark)> = Vec::new();
    for run in lane.runs.iter().filter(|run| axis.shows(run.time)) {
        let x = axis.x(run.time);
        if together.last().is_some_and(|(last, _)| x - last >= APART) {
            placed.add(&together);
            together.clear();
        }
        together.push((x, mark_of(lane, run)));
    }
    placed.add(&together);
    placed
}

fn mark_of(lane: &ProbeLane, run: &ProbeMark) -> Mark {
    let tone = match run.success {
        true => Tone::Ready,
        false => Tone::Failed,
    };
    let decides = |at: usize| lane.segments[at].tone == tone;
    let decided = lane
        .segments
        .binary_search_by_key(&run.time, |segment| segment.from)
        .is_ok_and(decides);
    match (run.consecutive, run.success) {
        (0, _) => Mark::Error,
        (_, true) if decided => Mark::Recovery,
        (_, false) if decided => Mark::Verdict,
        (_, true) => Mark::Success,
        (_, false) => Mark::Failure,
    }
}

impl ProbeMarks {
    fn add(&mut self, together: &[(i32, Mark)]) {
        let [(left, _), .., (right, _)] = together else {
            self.marks.extend_from_slice(together);
            return;
        };
        let is_failure = |mark: &Mark| matches!(mark, Mark::Failure | Mark::Verdict);
        self.bands.push(Band {
            left: *left,
            right: *right,
            runs: together.len(),
            failed: together.iter().filter(|(_, mark)| is_failure(mark)).count(),
        });
        for kind in Mark::ALL {
            if kind == Mark::Success {
                continue;
            }
            let mut taken = None;
            for (x, mark) in together {
                let cell = Some(x.div_euclid(CELL));
                if *mark == kind && taken != cell {
                    taken = cell;
                    self.marks.push((*x, kind));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::record::ProbeKind;
    use crate::engine::time::SimTime;
    use crate::playback::timeline::{Segment, Timeline};
    use crate::ui::layout::zoom::Zoom;

    fn axis(seconds: u64, width: i32) -> Axis {
        let timeline = Timeline {
            end: SimTime::from_seconds(seconds),
            ..Timeline::default()
        };
        Axis::new(&timeline, Zoom::FIT.window(timeline.end), width, false)
    }

    fn lane(runs: u64, fails: impl Fn(u64) -> bool) -> ProbeLane {
        let run = |second: u64| ProbeMark {
            time: SimTime::from_seconds(second),
            record: second as u32,
            success: !fails(second),
            consecutive: 1,
            threshold: 3,
        };
        let verdict = Segment {
            from: SimTime::from_seconds(20),
            to: None,
            tone: Tone::Failed,
            label: "Failure".to_owned(),
        };
        ProbeLane {
            container: "app".to_owned(),
            probe: ProbeKind::Readiness,
            segments: vec![verdict],
            runs: (0..runs).map(run).collect(),
        }
    }

    #[test]
    fn runs_with_room_have_a_mark_each() {
        let placed = place(&lane(30, |second| second >= 18), &axis(30, 1_200));
        assert_eq!(placed.bands, []);
        assert_eq!(placed.marks.len(), 30);
        assert_eq!(placed.marks[17].1, Mark::Success);
        assert_eq!(placed.marks[18].1, Mark::Failure);
        assert_eq!(placed.marks[20], (800, Mark::Verdict));
    }

    #[test]
    fn an_hour_of_a_busy_probe_is_one_band_in_which_failures_stay() {
        let placed = place(&lane(3_600, |second| second == 1_234), &axis(3_600, 1_200));
        let [band] = placed.bands.as_slice() else {
            panic!("{:?}", placed.bands);
        };
        assert_eq!((band.runs, band.failed), (3_600, 1));
        assert_eq!(placed.marks, [(411, Mark::Failure)]);
    }

    #[test]
    fn however_many_runs_there_are_marks_are_bounded() {
        let placed = place(&lane(3_600, |second| second % 2 == 0), &axis(3_600, 1_200));
        assert!(placed.marks.len() <= 1_200 / CELL as usize + 2);
    }
}
