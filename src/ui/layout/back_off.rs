//! The ring of a wait, the ladder of waits, and the bar of a pull.

use crate::engine::time::{SimDuration, SimTime};
use crate::playback::snapshot::{BackOffKind, BackOffView, PullView};

/// The delays of restart and pull back-off in seconds, doubling up to five minutes
/// (kubelet.md §4.3; util/flowcontrol/backoff.go).
pub const LADDER_SECONDS: [u64; 6] = [10, 20, 40, 80, 160, 300];
/// The circumference of the ring in its own units (`pathLength`).
pub const RING: i64 = 1_000;

/// What is left of a stretch of time, in thousandths of its whole length.
pub fn left_permille((since, until): (SimTime, SimTime), now: SimTime) -> i64 {
    let whole = until.since(since).milliseconds.max(1);
    let left = until.since(now).milliseconds.min(whole);
    (u128::from(left) * RING as u128 / u128::from(whole)) as i64
}

/// The dash offset that draws what is left of a ring with `pathLength` [`RING`].
pub fn ring_offset(stretch: (SimTime, SimTime), now: SimTime) -> i64 {
    RING - left_permille(stretch, now)
}

/// How a rung stands to the wait at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Behind,
    Current,
    Ahead,
}

/// One rung of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LadderRung {
    /// Zero for a restart without a wait.
    pub delay: SimDuration,
    pub step: Step,
    /// The rung's height: longer waits are higher, on a scale that fits a card.
    pub height: i32,
}

/// The ladder with the current rung. Restarts begin with one that does not wait. A delay that is
/// none of the usual ones stands at the first rung that is not shorter.
pub fn ladder(wait: &BackOffView) -> Vec<LadderRung> {
    let immediate = (wait.kind == BackOffKind::Restart).then_some(0);
    let delays: Vec<u64> = immediate.into_iter().chain(LADDER_SECONDS).collect();
    let wanted = wait.delay.milliseconds;
    let current = delays
        .iter()
        .position(|seconds| seconds * 1_000 >= wanted)
        .unwrap_or(delays.len() - 1);
    let heights = [5, 11, 18, 26, 36, 46, 54];
    let skipped = heights.len() - delays.len();
    delays
        .iter()
        .enumerate()
        .map(|(index, seconds)| LadderRung {
            delay: SimDuration::from_seconds(*seconds),
            step: match index.cmp(&current) {
                std::cmp::Ordering::Less => Step::Behind,
                std::cmp::Ordering::Equal => Step::Current,
                std::cmp::Ordering::Greater => Step::Ahead,
            },
            height: heights[index + skipped],
        })
        .collect()
}

/// How much of an image is there, in thousandths: it arrives evenly over the pull's time.
pub fn pulled_permille(pull: &PullView, now: SimTime) -> u64 {
    let Some((started, ends)) = pull.started.zip(pull.ends) else {
        return 0;
    };
    let whole = ends.since(started).milliseconds.max(1);
    let passed = now.since(started).milliseconds.min(whole);
    (u128::from(passed) * 1_000 / u128::from(whole)) as u64
}

/// Bytes as people read them: `41.3 MB`.
pub fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(kind: BackOffKind, delay: u64) -> BackOffView {
        BackOffView {
            kind,
            delay: SimDuration::from_seconds(delay),
            since: SimTime::from_seconds(100),
            until: SimTime::from_seconds(100 + delay),
            next_attempt: None,
        }
    }

    #[test]
    fn the_ring_drains_with_the_wait() {
        let wait = wait(BackOffKind::Restart, 80);
        assert_eq!(
            left_permille((wait.since, wait.until), SimTime::from_seconds(100)),
            1_000
        );
        assert_eq!(
            left_permille((wait.since, wait.until), SimTime::from_seconds(120)),
            750
        );
        assert_eq!(
            ring_offset((wait.since, wait.until), SimTime::from_seconds(500)),
            1_000
        );
        assert_eq!(
            left_permille((wait.since, wait.until), SimTime::ZERO),
            1_000
        );
    }

    #[test]
    fn the_ladder_marks_the_wait_at_hand() {
        let current = |kind, delay| {
            let ladder = ladder(&wait(kind, delay));
            let index = ladder.iter().position(|rung| rung.step == Step::Current);
            (ladder.len(), index)
        };
        assert_eq!(current(BackOffKind::Restart, 80), (7, Some(4)));
        assert_eq!(current(BackOffKind::Restart, 0), (7, Some(0)));
        assert_eq!(current(BackOffKind::Pull, 10), (6, Some(0)));
        assert_eq!(current(BackOffKind::Pull, 900), (6, Some(5)));
    }

    #[test]
    fn a_pull_that_waits_has_nothing_yet() {
        let mut pull = PullView {
            image: "shop/web:1.4".to_owned(),
            size_bytes: 41_300_000,
            started: None,
            ends: None,
        };
        assert_eq!(pulled_permille(&pull, SimTime::from_seconds(9)), 0);
        pull.started = Some(SimTime::from_seconds(8));
        pull.ends = Some(SimTime::from_seconds(12));
        assert_eq!(pulled_permille(&pull, SimTime::from_seconds(9)), 250);
        assert_eq!(megabytes(pull.size_bytes), "41.3 MB");
    }
}
