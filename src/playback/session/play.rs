//! The playhead on its own: wall time in, simulated time out.

use crate::engine::time::{SimDuration, SimTime};

use super::super::history::HORIZON;
use super::super::pace::Gap;
use super::{Advance, Session, Speed};

/// The most wall time that one frame counts.
const FRAME_MS_MAX: u32 = 100;
/// How much of a run is computed in one go, as [`super::super::run::Run::work`] counts it: some
/// twelve hundred probes, so that a frame is not late.
const WORK_PER_FRAME: u64 = 12_000;
/// The most stops that one frame passes.
const STOPS_PER_FRAME_MAX: usize = 64;
/// After so long without a stop a run counts as quiet.
const QUIET: SimDuration = SimDuration::from_seconds(600);

impl Session {
    /// Lets wall time pass: at most a tenth of a second a call counts.
    pub fn advance(&mut self, wall_ms: u32) -> Advance {
        let learned = self.learn();
        if !self.playing {
            return Advance {
                learned,
                ..Advance::default()
            };
        }
        let before = self.time();
        if before >= self.shown_end() && self.goes_on() && !self.is_computing() {
            self.compute_towards(self.history.end() + HORIZON);
            self.tell_timelines();
        }
        let end = self.shown_end();
        let wall_ms = u64::from(wall_ms.min(FRAME_MS_MAX));
        let (time, folding) = match self.speed {
            Speed::Linear { per_mille } => (self.play_linear(per_mille, wall_ms), None),
            Speed::Smart => self.play_smart(wall_ms, end),
        };
        self.move_to(time.min(end));
        let ended = self.time() >= end && !self.goes_on();
        if ended {
            self.playing = false;
            self.gap = None;
        }
        Advance {
            moved: self.time() != before,
            folding: folding.filter(|_| !ended),
            learned,
            ended,
        }
    }

    fn play_linear(&mut self, per_mille: u32, wall_ms: u64) -> SimTime {
        let whole = wall_ms * u64::from(per_mille) + self.carry;
        self.carry = whole % 1_000;
        self.time() + SimDuration::from_millis(whole / 1_000)
    }

    /// Through as many gaps as the wall time lasts; the gap that it ends in, if that is folded.
    fn play_smart(&mut self, wall_ms: u64, end: SimTime) -> (SimTime, Option<SimDuration>) {
        let mut time = self.time();
        let mut left_ms = wall_ms;
        for _ in 0..STOPS_PER_FRAME_MAX {
            if time >= end {
                break;
            }
            let (from, to) = gap_around(self.history.beats(), time, end);
            let kept = self.gap.filter(|gap| gap.lies_between(from, to));
            let mut gap = kept.unwrap_or_else(|| Gap::enter(from, to, time));
            (time, left_ms) = gap.play(left_ms);
            self.gap = Some(gap);
            if left_ms == 0 {
                let folding = gap.is_folded().then(|| gap.length());
                return (time, folding.filter(|_| time < to));
            }
        }
        (time, None)
    }

    /// Whether the run is still changing where its computed part ends.
    fn goes_on(&self) -> bool {
        if self.branch().scenario.end.is_some() {
            return false;
        }
        let last = self.history.stops().last().copied().unwrap_or_default();
        self.is_computing() || self.history.end().since(last) < QUIET
    }

    /// Whether more of the run is about to be known: [`Session::advance`] computes on, also while
    /// nothing plays.
    pub fn is_computing(&self) -> bool {
        self.goal.is_some()
    }

    /// Has the run computed up to a time, a little now and the rest by and by.
    pub(super) fn compute_towards(&mut self, goal: SimTime) {
        self.goal = Some(goal);
        self.compute_some();
    }

    fn compute_some(&mut self) {
        if let Some(goal) = self.goal
            && self.history.compute_some(goal, WORK_PER_FRAME)
        {
            self.goal = None;
        }
    }

    /// Computes a little more of what is to be known. It is told when it is complete, and before
    /// whenever there is twice as much as was told: telling it takes time too.
    fn learn(&mut self) -> bool {
        if !self.is_computing() {
            return false;
        }
        self.compute_some();
        let is_news = !self.is_computing() || self.history.records().len() >= 2 * self.told_records;
        if is_news {
            self.tell_timelines();
        }
        is_news
    }
}

/// The stops around a moment: the last at or before it, and the next, or the end of the run.
fn gap_around(stops: &[SimTime], time: SimTime, end: SimTime) -> (SimTime, SimTime) {
    let after = stops.partition_point(|stop| *stop <= time);
    let from = after
        .checked_sub(1)
        .map_or(SimTime::ZERO, |index| stops[index]);
    let to = stops.get(after).copied().unwrap_or(end);
    (from, to.min(end))
}
