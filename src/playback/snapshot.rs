//! What the page shows of one moment: plain data made from the World, with nothing left to decide.

pub(super) mod build;
mod network;

use std::sync::Arc;

use crate::api::{Container, ContainerStatus, EventType, ObjectKey, Pod, Timestamp};
use crate::engine::Memory;
use crate::engine::kubelet::StopStage;
use crate::engine::record::{Notice, Record};
use crate::engine::time::{SimDuration, SimTime};
use crate::kubectl::pod_status::StatusWord;

pub use network::{
    EndpointView, ProbeResult, ProbeRunView, ProbeState, ProbeView, RequestView, ServiceView,
};

/// One moment of the run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    pub time: SimTime,
    /// Wall time of t = 0.
    pub start: Timestamp,
    /// The newest write to the API server: when, and what (`PATCH pods/web/status`).
    pub last_write: Option<(SimTime, String)>,
    pub nodes: Vec<NodeView>,
    /// Every Pod that the API server or a node still knows, in order of creation.
    pub pods: Vec<PodView>,
    /// Event objects, newest last occurrence first.
    pub events: Vec<EventView>,
    /// What the simulation assumed so far, each said once.
    pub notices: Vec<(ObjectKey, Notice)>,
    /// Services of the person, with their endpoints.
    pub services: Vec<ServiceView>,
    /// Other stored objects worth naming (Services, ConfigMaps, …).
    pub others: Vec<ObjectKey>,
}

/// A worker node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeView {
    pub name: String,
    pub ready: bool,
    pub kubelet_runs: bool,
    pub network_is_up: bool,
    /// Its kubelet is short of memory, and evicts.
    pub memory_pressure: bool,
    /// Requests of the Pods on it, in thousandths of what is allocatable.
    pub cpu_permille: u32,
    pub memory_permille: u32,
    /// When its kubelet looks at a Pod next, and at which.
    pub next_sync: Option<(SimTime, String)>,
}

/// A Pod at this moment.
#[derive(Clone, Debug, PartialEq)]
pub struct PodView {
    pub key: ObjectKey,
    /// The API object.
    pub pod: Arc<Pod>,
    /// The node it is bound to.
    pub node: Option<String>,
    /// What kubectl prints in STATUS, and how it came about.
    pub status: StatusWord,
    /// kubectl's READY: ready and all.
    pub ready: (usize, usize),
    /// kubectl's RESTARTS, as printed: `4 (64s ago)`.
    pub restarts: String,
    /// kubectl's AGE, as printed: `2m31s`.
    pub age: String,
    /// Init containers first, in spec order, then the regular ones.
    pub containers: Vec<ContainerView>,
    /// When the kubelet works on this Pod next: its requeue or a running action's end.
    pub next_sync: Option<SimTime>,
    /// The scheduler's word when no node fits.
    pub unschedulable: Option<String>,
    /// Deletion: when it was asked for and when the grace ends.
    pub deletion: Option<(SimTime, SimTime)>,
}

/// What a container is in its Pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The index counts from 0 over all init containers.
    Init {
        index: usize,
    },
    Sidecar {
        index: usize,
    },
    App,
}

/// A container at this moment.
#[derive(Clone, Debug, PartialEq)]
pub struct ContainerView {
    pub role: Role,
    pub spec: Arc<Container>,
    /// As the API has it; `None` before the kubelet's first status.
    pub status: Option<ContainerStatus>,
    /// As the node has it, ahead of the API by up to a second or more.
    pub runtime: RuntimeView,
    pub pull: Option<PullView>,
    pub back_off: Option<BackOffView>,
    /// As its kubelet has them; empty before the Pod's first sync.
    pub probes: Vec<ProbeView>,
    /// How far it is on its way down.
    pub stopping: Option<StoppingView>,
    /// What it holds, if an annotation says how its memory grows.
    pub memory: Option<Memory>,
    /// The last lines of its log.
    pub log_tail: Vec<String>,
}

/// A container that is being stopped: the track of its hook and the track of its process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoppingView {
    pub stage: StopStage,
    /// The whole grace counts from here and ends there; SIGKILL may come up to 2 s later.
    pub began: SimTime,
    pub ends: SimTime,
    pub grace: SimDuration,
}

/// The newest instance of a container in its node's runtime.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RuntimeView {
    #[default]
    None,
    Created,
    Running {
        since: SimTime,
    },
    Exited {
        at: SimTime,
        exit_code: i32,
    },
}

/// An image pull in progress.
#[derive(Clone, Debug, PartialEq)]
pub struct PullView {
    pub image: String,
    pub size_bytes: u64,
    /// `None` while it waits behind another pull.
    pub started: Option<SimTime>,
    pub ends: Option<SimTime>,
}

/// A wait before a restart (crash back-off) or before the next pull (image back-off).
#[derive(Clone, Debug, PartialEq)]
pub struct BackOffView {
    pub kind: BackOffKind,
    pub delay: SimDuration,
    /// The end of the last run, or the last failed pull: the wait counts from here.
    pub since: SimTime,
    pub until: SimTime,
    /// The kubelet's first look after `until`, when it is known already.
    pub next_attempt: Option<SimTime>,
}

/// What is being waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackOffKind {
    Restart,
    Pull,
}

/// An Event object as kubectl lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct EventView {
    pub about: ObjectKey,
    pub container: Option<String>,
    pub event_type: EventType,
    pub reason: String,
    pub message: String,
    pub component: String,
    pub count: i32,
    pub first: SimTime,
    pub last: SimTime,
    /// kubectl's age: `3s (x5 over 2m22s)`.
    pub age: String,
}

/// Why the Pod in focus is as it is: the newest change that matters, its causes, and what comes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// The newest record that a person would call a change; `None` at the very start.
    pub record: Option<Record>,
    /// Its causes, nearest first, at most six; the last is a command or a rule.
    pub chain: Vec<Record>,
    /// The next change of this Pod if nothing else is done, as the run already knows it.
    pub next: Option<Record>,
    /// Facts of the moment that sentences need.
    pub facts: Facts,
    /// Field paths in the manifest that decide here: `spec.restartPolicy`.
    pub paths: Vec<String>,
}

/// Numbers and names for a sentence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    pub container: String,
    pub restart_policy: String,
    pub exit_code: Option<i32>,
    pub ran: Option<SimDuration>,
    pub exits: u32,
    pub delay: Option<SimDuration>,
    pub until: Option<SimTime>,
    pub image: String,
    pub node: String,
}
