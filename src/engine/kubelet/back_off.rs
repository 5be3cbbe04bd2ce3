//! Exponential waits (kubelet.md §4.4, §2.4; client-go util/flowcontrol/backoff.go).

use std::sync::Arc;

use super::super::queue::Uid;
use super::super::time::{SimDuration, SimTime};

/// 10 s, doubled up to 5 minutes, for restarts and for pulls.
pub const INITIAL: SimDuration = SimDuration::from_seconds(10);
pub const MAX: SimDuration = SimDuration::from_seconds(300);
/// After this long without a failure the wait starts over.
pub const RESET_AFTER: SimDuration = SimDuration::from_seconds(600);

/// What a wait belongs to: a Pod and a container with its image, or a Pod and an image.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BackOffKey {
    pub uid: Uid,
    pub container: Arc<str>,
    pub image: Arc<str>,
}

/// The state of one key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BackOff {
    pub current: SimDuration,
    pub updated: SimTime,
}

/// What to do with an instance that ended at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Start now; the next failure will wait so long. `first` if there was no wait to be in,
    /// `reset` if ten quiet minutes ended an old one.
    Start {
        next: SimDuration,
        first: bool,
        reset: bool,
    },
    /// Wait until then.
    Wait { delay: SimDuration, until: SimTime },
}

/// Decides over a start: `finished` is the end of the newest dead instance in the snapshot
/// from before this sync's kills (kuberuntime_manager.go doBackOff).
pub fn judge(entry: Option<&BackOff>, finished: SimTime, now: SimTime) -> Verdict {
    let Some(entry) = entry else {
        return Verdict::Start {
            next: INITIAL,
            first: true,
            reset: false,
        };
    };
    if finished.since(entry.updated) > RESET_AFTER {
        return Verdict::Start {
            next: INITIAL,
            first: false,
            reset: true,
        };
    }
    if now.since(finished) < entry.current {
        return Verdict::Wait {
            delay: entry.current,
            until: finished + entry.current,
        };
    }
    Verdict::Start {
        next: doubled(entry.current),
        first: false,
        reset: false,
    }
}

/// The wait after the next failure.
pub fn doubled(current: SimDuration) -> SimDuration {
    SimDuration::from_millis((current.milliseconds * 2).min(MAX.milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_five_minutes() {
        let mut entry: Option<BackOff> = None;
        let mut waits = Vec::new();
        let mut now = SimTime::from_seconds(1);
        for _ in 0..8 {
            let finished = now;
            if let Verdict::Wait { until, .. } = judge(entry.as_ref(), finished, now) {
                now = until;
            }
            waits.push(now.since(finished).whole_seconds());
            let Verdict::Start { next, .. } = judge(entry.as_ref(), finished, now) else {
                panic!("the wait is over")
            };
            entry = Some(BackOff {
                current: next,
                updated: now,
            });
            now += SimDuration::from_seconds(1);
        }
        assert_eq!(waits, [0, 10, 20, 40, 80, 160, 300, 300]);
    }

    #[test]
    fn ten_minutes_without_failure_start_over() {
        let entry = BackOff {
            current: MAX,
            updated: SimTime::from_seconds(0),
        };
        let at = |seconds| {
            judge(
                Some(&entry),
                SimTime::from_seconds(seconds),
                SimTime::from_seconds(seconds),
            )
        };
        assert!(matches!(at(600), Verdict::Wait { .. }));
        assert_eq!(
            at(601),
            Verdict::Start {
                next: INITIAL,
                first: false,
                reset: true
            }
        );
    }
}
