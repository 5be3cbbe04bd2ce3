//! What will happen: events ordered by time, then by class, then by the order of insertion.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use crate::api::ObjectKey;
use crate::order;

use super::record::RecordId;
use super::runtime::InstanceId;
use super::time::SimTime;

/// A Pod's uid, shared by everything that refers to it.
pub type Uid = Arc<str>;

/// The position of a node in [`super::World::nodes`].
pub type NodeIndex = usize;

/// Something that is due.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The scheduler takes the next Pod from its queue.
    ScheduleNext,
    /// A kubelet's watch shows it the newest state of a Pod.
    PodWatched { node: NodeIndex, uid: Uid },
    /// The current step of a Pod's sync is done.
    SyncStepDone { node: NodeIndex, uid: Uid, run: u64 },
    /// The status manager sends a Pod's newest status.
    StatusPatch { node: NodeIndex, uid: Uid },
    /// The processes of a container instance have something to do.
    ProcessWake {
        node: NodeIndex,
        uid: Uid,
        instance: InstanceId,
    },
    /// The grace of a container that is being stopped is over.
    KillDue {
        node: NodeIndex,
        uid: Uid,
        instance: InstanceId,
    },
    /// A lifecycle hook that time ends is over.
    HookDue {
        node: NodeIndex,
        uid: Uid,
        instance: InstanceId,
    },
    /// What a container that is being stopped waits for may be waited for no longer.
    StopDue {
        node: NodeIndex,
        uid: Uid,
        instance: InstanceId,
    },
    /// A Pod has been on its node for as long as it may.
    DeadlineDue { node: NodeIndex, uid: Uid },
    /// A container's memory reaches its limit.
    MemoryFull {
        node: NodeIndex,
        uid: Uid,
        instance: InstanceId,
    },
    /// A kubelet compares what its node has left with its thresholds.
    EvictionCheck { node: NodeIndex },
    /// The node controller looks whether a node was heard of.
    NodeMonitor { node: NodeIndex },
    /// A Pod has tolerated its node's taint for as long as it may.
    TaintEviction { node: NodeIndex, uid: Uid },
    /// An image pull is done.
    PullDone { node: NodeIndex },
    /// A probe's ticker ticks; the probe is given by its position in the Pod's worker.
    ProbeTick {
        node: NodeIndex,
        uid: Uid,
        probe: usize,
    },
    /// A probe's answer arrives, or its time is over.
    ProbeDue {
        node: NodeIndex,
        uid: Uid,
        probe: usize,
    },
    /// The endpoint controllers look at a Service.
    EndpointsSync { service: Arc<ObjectKey> },
    /// kube-proxy changes its rules for a Service.
    ProxySync { service: Arc<ObjectKey> },
    /// A client from outside asks a Service.
    TrafficTick { service: Arc<ObjectKey> },
    /// The PLEG looks at the runtime.
    Relist { node: NodeIndex },
    /// The kubelet's once-a-second look at its work queue.
    SyncTick { node: NodeIndex },
}

impl Event {
    /// The fixed order of simultaneous inputs of the kubelet's loop: everything else, PLEG,
    /// probes, sync tick (kubelet.md §0.1; kubelet.go syncLoopIteration, where it is random).
    fn class(&self) -> u8 {
        match self {
            Event::Relist { .. } => 1,
            Event::ProbeTick { .. } | Event::ProbeDue { .. } => 2,
            Event::SyncTick { .. } => 3,
            _ => 0,
        }
    }
}

/// An event and the record that led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    pub event: Event,
    pub cause: Option<RecordId>,
}

/// The queue of a run: a binary heap of small keys, and the events themselves in slots that stay
/// where they are.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    keys: BinaryHeap<Reverse<Key>>,
    slots: Vec<Option<Due>>,
    vacant: Vec<u32>,
    inserted: u64,
}

/// Where an event stands in the order, and where it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    time: SimTime,
    /// The class in the two highest bits, below them the number of the insertion.
    rank: u64,
    slot: u32,
}

/// Classes are 0 to 3.
const CLASS_SHIFT: u32 = 62;

impl Queue {
    /// Adds an event; equal times keep the order of insertion within a class.
    pub fn push(&mut self, time: SimTime, event: Event, cause: Option<RecordId>) {
        self.inserted += 1;
        let rank = u64::from(event.class()) << CLASS_SHIFT | self.inserted;
        let due = Some(Due { event, cause });
        let slot = match self.vacant.pop() {
            Some(slot) => {
                self.slots[slot as usize] = due;
                slot
            }
            None => {
                self.slots.push(due);
                u32::try_from(self.slots.len() - 1).expect("that many events fill no memory")
            }
        };
        self.keys.push(Reverse(Key { time, rank, slot }));
    }

    /// The time of the next event.
    pub fn next_time(&self) -> Option<SimTime> {
        self.keys.peek().map(|Reverse(key)| key.time)
    }

    /// Takes the next event if it is due at or before `time`.
    pub fn pop_until(&mut self, time: SimTime) -> Option<(SimTime, Due)> {
        if self.next_time()? > time {
            return None;
        }
        let Reverse(key) = self.keys.pop()?;
        let due = self.slots.get_mut(key.slot as usize)?.take()?;
        self.vacant.push(key.slot);
        Some((key.time, due))
    }

    /// How many events are waiting.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// What waits, in its order.
    fn in_order(&self) -> Vec<(SimTime, u64, Option<&Due>)> {
        let keys = self.keys.iter().map(|Reverse(key)| key);
        let mut waiting: Vec<_> = keys
            .map(|key| (key.time, key.rank, self.slots[key.slot as usize].as_ref()))
            .collect();
        order::sort_by_key(&mut waiting, |(time, rank, _)| (*time, *rank));
        waiting
    }
}

/// Equal queues go on in the same way; where they keep their events is no difference.
impl PartialEq for Queue {
    fn eq(&self, other: &Queue) -> bool {
        self.inserted == other.inserted && self.in_order() == other.in_order()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::rng::Rng;

    /// Times, classes and numbers of insertion, in the order in which events come out.
    fn drain(queue: &mut Queue) -> Vec<(SimTime, u8, Option<RecordId>)> {
        let end = SimTime::from_seconds(1_000);
        let events = std::iter::from_fn(|| queue.pop_until(end));
        events
            .map(|(time, due)| (time, due.event.class(), due.cause))
            .collect()
    }

    fn event(class: u64, node: NodeIndex) -> Event {
        match class {
            0 => Event::PullDone { node },
            1 => Event::Relist { node },
            2 => Event::ProbeTick {
                node,
                uid: "uid".into(),
                probe: 0,
            },
            _ => Event::SyncTick { node },
        }
    }

    #[test]
    fn events_come_by_time_then_class_then_insertion() {
        let mut rng = Rng::new(3);
        let (mut queue, mut waiting) = (Queue::default(), Vec::new());
        for number in 0..2_000 {
            if rng.below(3) == 0 {
                waiting.sort_unstable();
                let first = (!waiting.is_empty()).then(|| waiting.remove(0));
                let came = queue.pop_until(SimTime::from_seconds(1_000));
                let came = came.map(|(time, due)| (time, due.event.class(), due.cause));
                assert_eq!(came, first);
                continue;
            }
            let (time, class) = (SimTime::from_millis(rng.below(20)), rng.below(4));
            queue.push(time, event(class, 0), Some(number));
            waiting.push((time, class as u8, Some(number)));
        }
        waiting.sort_unstable();
        assert_eq!(queue.len(), waiting.len());
        assert_eq!(queue.next_time(), waiting.first().map(|first| first.0));
        assert_eq!(drain(&mut queue.clone()), waiting);
        assert_eq!(queue.slots.len(), queue.len() + queue.vacant.len());
    }

    #[test]
    fn what_is_not_due_stays_and_a_clone_is_equal_until_something_comes() {
        let (one_second, two_seconds) = (SimTime::from_seconds(1), SimTime::from_seconds(2));
        let mut queue = Queue::default();
        queue.push(two_seconds, event(0, 1), None);
        queue.push(one_second, event(0, 2), None);
        assert_eq!(queue.pop_until(SimTime::from_millis(999)), None);
        let mut other = queue.clone();
        assert_eq!(queue, other);
        assert!(queue.pop_until(one_second).is_some());
        assert_eq!(queue.pop_until(one_second), None);
        assert_ne!(queue, other);
        assert!(other.pop_until(one_second).is_some());
        assert_eq!(queue, other);
        queue.push(two_seconds, event(0, 3), None);
        other.push(two_seconds, event(0, 4), None);
        assert_ne!(queue, other);
    }
}
