//! What will happen: events ordered by time, then by class, then by the order of insertion.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::api::ObjectKey;

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

/// The queue of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    entries: BTreeMap<(SimTime, u8, u64), Due>,
    inserted: u64,
}

impl Queue {
    /// Adds an event; equal times keep the order of insertion within a class.
    pub fn push(&mut self, time: SimTime, event: Event, cause: Option<RecordId>) {
        self.inserted += 1;
        self.entries
            .insert((time, event.class(), self.inserted), Due { event, cause });
    }

    /// The time of the next event.
    pub fn next_time(&self) -> Option<SimTime> {
        self.entries.keys().next().map(|(time, _, _)| *time)
    }

    /// Takes the next event if it is due at or before `time`.
    pub fn pop_until(&mut self, time: SimTime) -> Option<(SimTime, Due)> {
        let entry = self.entries.first_entry()?;
        let due = entry.key().0;
        (due <= time).then(|| (due, entry.remove()))
    }

    /// How many events are waiting.
    pub fn len(&self) -> usize {
        self.entries.len()
    }
}
