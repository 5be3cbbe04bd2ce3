//! When Pods are looked at again, in steps of the kubelet's once-a-second tick
//! (kubelet.md §0.1; util/queue/work_queue.go).

use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::{Change, RecordId};
use super::super::rule::Rule;
use super::super::time::{SimDuration, SimTime};
use super::super::world::World;
use crate::order::Map;

/// The tick is half a second behind the relist (kubelet.md §12.2).
const TICK_PHASE_MS: u64 = 500;
const TICK_MS: u64 = 1_000;

/// Due times by Pod; a later entry overwrites an earlier one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkQueue {
    due: Map<Uid, (SimTime, Option<RecordId>)>,
    armed_at: Option<SimTime>,
}

impl WorkQueue {
    pub(super) fn remove(&mut self, uid: &Uid) {
        self.due.remove(uid);
    }

    /// The tick at which the Pod will be taken.
    pub(super) fn tick_for(&self, uid: &str) -> Option<SimTime> {
        self.due.get(uid).map(|(due, _)| tick_after(*due))
    }
}

/// The first tick at or after a time.
pub(super) fn tick_at(time: SimTime) -> SimTime {
    match time.milliseconds {
        0 => tick_after(time),
        milliseconds => tick_after(SimTime::from_millis(milliseconds - 1)),
    }
}

/// The first tick strictly after a time.
fn tick_after(time: SimTime) -> SimTime {
    let ticks = (time.milliseconds + TICK_MS - TICK_PHASE_MS) / TICK_MS;
    SimTime::from_millis(ticks * TICK_MS + TICK_PHASE_MS)
}

impl World {
    /// Looks at the Pod again after a delay.
    pub(super) fn requeue(&mut self, node: NodeIndex, uid: &Uid, delay: SimDuration, told: bool) {
        let due = self.time + delay;
        let at = tick_after(due);
        let mut cause = self.cause();
        if told {
            let change = Change::Requeued { at };
            let record = self.emit_of_pod(self.kubelet_of(node), uid, Rule::Requeue, change);
            cause = record.or(cause);
        }
        self.nodes[node]
            .kubelet
            .work_queue
            .due
            .insert(uid.clone(), (due, cause));
        self.arm_tick(node, at);
    }

    fn arm_tick(&mut self, node: NodeIndex, at: SimTime) {
        let queue = &mut self.nodes[node].kubelet.work_queue;
        if queue.armed_at.is_none_or(|armed| at < armed) {
            queue.armed_at = Some(at);
            self.at(at, Event::SyncTick { node });
        }
    }

    /// Takes every Pod that is due strictly before now.
    pub(in crate::engine) fn sync_tick(&mut self, node: NodeIndex) {
        let now = self.time;
        let queue = &mut self.nodes[node].kubelet.work_queue;
        if queue.armed_at != Some(now) {
            return;
        }
        queue.armed_at = None;
        let taken: Vec<(Uid, Option<RecordId>)> = queue
            .due
            .iter()
            .filter(|(_, (due, _))| *due < now)
            .map(|(uid, (_, cause))| (uid.clone(), *cause))
            .collect();
        for (uid, cause) in taken {
            self.nodes[node].kubelet.work_queue.due.remove(&uid);
            self.follow(cause);
            self.update_pod(node, &uid);
        }
        let next = self.nodes[node]
            .kubelet
            .work_queue
            .due
            .values()
            .map(|(due, _)| *due)
            .min();
        if let Some(next) = next {
            self.arm_tick(node, tick_after(next));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_strictly_after_the_due_time() {
        let cases = [
            (0, 500),
            (499, 500),
            (500, 1_500),
            (11_150, 11_500),
            (134_005, 134_500),
        ];
        for (due, tick) in cases {
            assert_eq!(
                tick_after(SimTime::from_millis(due)).milliseconds,
                tick,
                "{due}"
            );
        }
    }
}
