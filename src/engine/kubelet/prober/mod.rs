//! Probes: one worker for each probe of each container, with a ticker of its own
//! (kubelet.md §6; prober/prober_manager.go, prober/worker.go).
//!
//! A worker lives through all restarts of its container. Its ticks begin when the Pod's first
//! sync gets past the volumes, so the container's start has no say in when they come; only a
//! readiness probe that is poked begins a new grid.

mod handler;
mod result;
mod run;
mod worker;

use std::sync::Arc;

use crate::api::Pod;
use crate::api::container::Container;
use crate::api::probe::Probe;
use crate::api::status::{ContainerState, ContainerStatus, Running};
use crate::shell::Pid;

use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::ProbeKind;
use super::super::runtime::InstanceId;
use super::super::time::{SimDuration, SimTime};
use super::super::world::World;

pub use handler::Answer;
pub(super) use result::Verdicts;

/// A container that started longer than this before its kubelet was there before it
/// (prober_manager.go).
const RESTART_SECONDS: i64 = 10;

/// What a probe says of its container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProbeResult {
    /// Nothing yet: what a startup probe says at first.
    #[default]
    Unknown,
    Success,
    Failure,
}

impl ProbeResult {
    /// What holds of a new instance before its first probe (prober/worker.go newWorker).
    fn initial(kind: ProbeKind) -> ProbeResult {
        match kind {
            ProbeKind::Startup => ProbeResult::Unknown,
            ProbeKind::Liveness => ProbeResult::Success,
            ProbeKind::Readiness => ProbeResult::Failure,
        }
    }
}

/// One probe of one container.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbeWorker {
    pub name: Arc<str>,
    pub kind: ProbeKind,
    pub(super) container: Arc<Container>,
    /// The instance that the result is about, by its id; empty before the first.
    pub(super) container_id: String,
    /// What the kubelet goes by.
    pub result: ProbeResult,
    /// The result of the newest run that counts, and how many there were in a row. Both outlive
    /// a restart of the container.
    pub last: ProbeResult,
    pub consecutive: u32,
    /// A decision was made about this instance: nothing is run until there is a new one.
    pub is_on_hold: bool,
    pub has_ended: bool,
    pub next_tick: SimTime,
    /// The newest run.
    pub newest: Option<ProbeRun>,
    flight: Option<Flight>,
    /// A tick, or a poke, came while a run was under way: one of each is kept.
    has_tick: bool,
    has_poke: bool,
}

/// A run that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbeRun {
    /// When it ended, and how long it took.
    pub at: SimTime,
    pub latency: SimDuration,
    pub success: bool,
    /// Its result counts for nothing: the probe could not be run.
    pub is_error: bool,
    pub output: Arc<str>,
    answer: Answer,
}

impl ProbeRun {
    /// The HTTP status or the exit code of the answer, if it has one.
    pub fn code(&self) -> Option<i32> {
        match self.answer {
            Answer::Status(status) => Some(i32::from(status)),
            Answer::Command { exit_code, .. } => Some(exit_code),
            _ => None,
        }
    }
}

/// A run under way.
#[derive(Clone, Debug, PartialEq)]
struct Flight {
    began: SimTime,
    /// When the answer comes or the time is over.
    ends: SimTime,
    waits_for: Awaited,
}

#[derive(Clone, Debug, PartialEq)]
enum Awaited {
    Answer(Answer),
    /// The end of a process; at [`Flight::ends`] it is killed.
    Process {
        instance: InstanceId,
        pid: Pid,
    },
}

impl ProbeWorker {
    fn new(container: Arc<Container>, kind: ProbeKind, now: SimTime) -> ProbeWorker {
        ProbeWorker {
            name: container.name.as_str().into(),
            kind,
            container,
            container_id: String::new(),
            result: ProbeResult::Unknown,
            last: ProbeResult::Unknown,
            consecutive: 0,
            is_on_hold: false,
            has_ended: false,
            next_tick: now,
            newest: None,
            flight: None,
            has_tick: false,
            has_poke: false,
        }
    }

    /// A new kubelet goes by what the API says of a container that has been running for long
    /// (kubelet.md §6.2 step 4, §6.10).
    fn take_over(&mut self, known: &ContainerStatus) {
        self.container_id.clone_from(&known.container_id);
        let says_yes = match self.kind {
            ProbeKind::Startup => known.started == Some(true),
            ProbeKind::Readiness => known.ready,
            ProbeKind::Liveness => true,
        };
        self.result = match says_yes {
            true => ProbeResult::Success,
            false => ProbeResult::initial(self.kind),
        };
    }

    /// The probe's spec.
    pub fn spec(&self) -> &Probe {
        probe_of(&self.container, self.kind).expect("a worker is made for a probe that exists")
    }

    /// The time between two ticks.
    pub fn period(&self) -> SimDuration {
        seconds(self.spec().period_seconds)
    }

    /// How many equal results in a row it takes until the result counts.
    pub fn threshold(&self, result: ProbeResult) -> u32 {
        let spec = self.spec();
        let count = match result {
            ProbeResult::Success => spec.success_threshold,
            ProbeResult::Failure | ProbeResult::Unknown => spec.failure_threshold,
        };
        count.max(1).unsigned_abs()
    }

    /// Since when a run is under way, and when its time is over at the latest.
    pub fn running(&self) -> Option<(SimTime, SimTime)> {
        let flight = self.flight.as_ref()?;
        Some((flight.began, flight.ends))
    }

    /// Whether it has seen an instance of its container.
    pub fn has_container(&self) -> bool {
        !self.container_id.is_empty()
    }

    /// Whether nothing is run after this result until there is a new instance.
    fn holds_after(&self, result: ProbeResult) -> bool {
        match self.kind {
            ProbeKind::Startup => true,
            ProbeKind::Liveness => result == ProbeResult::Failure,
            ProbeKind::Readiness => false,
        }
    }

    fn is_of(&self, container: &str, kind: ProbeKind) -> bool {
        !self.has_ended && self.kind == kind && *self.name == *container
    }
}

/// A probe of a container, by its kind.
pub fn probe_of(container: &Container, kind: ProbeKind) -> Option<&Probe> {
    match kind {
        ProbeKind::Startup => container.startup_probe.as_ref(),
        ProbeKind::Liveness => container.liveness_probe.as_ref(),
        ProbeKind::Readiness => container.readiness_probe.as_ref(),
    }
}

/// Whole seconds of a spec, one at least.
fn seconds(count: i32) -> SimDuration {
    SimDuration::from_seconds(u64::from(count.max(1).unsigned_abs()))
}

/// Whether a container counts as started, and as ready, by its probes
/// (prober_manager.go isContainerStarted, UpdatePodStatus).
pub(super) fn started_and_ready(probes: &[ProbeWorker], status: &ContainerStatus) -> (bool, bool) {
    if !matches!(status.state, ContainerState::Running(_)) {
        return (false, false);
    }
    let says = |kind: ProbeKind| {
        let mut known = probes
            .iter()
            .filter(|probe| probe.is_of(&status.name, kind));
        known.next().is_none_or(|probe| {
            probe.container_id == status.container_id && probe.result == ProbeResult::Success
        })
    };
    let started = says(ProbeKind::Startup);
    (started, started && says(ProbeKind::Readiness))
}

/// Whether a container has been running since before a moment, in unix seconds.
fn ran_before(status: &ContainerStatus, unix_seconds: i64) -> bool {
    match &status.state {
        ContainerState::Running(Running { started_at }) => {
            started_at.is_some_and(|stamp| stamp.unix_seconds < unix_seconds)
        }
        _ => false,
    }
}

/// The containers that have probes: regular ones and sidecars.
fn probed_containers(pod: &Pod) -> impl Iterator<Item = &Container> {
    let sidecars = pod.spec.init_containers.iter().filter(|c| c.is_sidecar());
    sidecars.chain(&pod.spec.containers)
}

impl World {
    /// Makes the workers of a Pod in its first sync that got past the volumes
    /// (kubelet.md §6.1; prober_manager.go AddPod). Each looks at its container at once.
    pub(super) fn add_probes(&mut self, node: NodeIndex, uid: &Uid) {
        let now = self.time;
        let keeps = self.config.release.keeps_ready_over_kubelet_restart();
        let long_before = self
            .timestamp_at(self.nodes[node].kubelet.started_at)
            .unix_seconds
            .saturating_sub(RESTART_SECONDS);
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        if worker.has_probes {
            return;
        }
        worker.has_probes = true;
        for container in probed_containers(&worker.pod) {
            let Some(spec) = worker.container_specs.get(&container.name) else {
                continue;
            };
            for kind in [
                ProbeKind::Startup,
                ProbeKind::Readiness,
                ProbeKind::Liveness,
            ] {
                if probe_of(spec, kind).is_none() {
                    continue;
                }
                let mut probe = ProbeWorker::new(spec.clone(), kind, now);
                let known = worker
                    .status
                    .as_ref()
                    .and_then(|status| status.container(&probe.name));
                if let Some(known) = known.filter(|known| keeps && ran_before(known, long_before)) {
                    probe.take_over(known);
                }
                worker.probes.push(probe);
            }
        }
        for probe in 0..worker.probes.len() {
            self.probe_tick(node, uid, probe);
        }
    }

    /// A Pod that is being stopped is no longer checked for life; whether it is ready still is
    /// (kubelet.md §6.8; prober_manager.go StopLivenessAndStartup).
    pub(super) fn stop_life_probes(&mut self, node: NodeIndex, uid: &Uid) {
        self.end_probes(node, uid, |kind| kind != ProbeKind::Readiness);
    }

    /// Every container has stopped: nothing is probed any more (prober_manager.go RemovePod).
    pub(super) fn remove_probes(&mut self, node: NodeIndex, uid: &Uid) {
        self.end_probes(node, uid, |_| true);
    }

    fn end_probes(&mut self, node: NodeIndex, uid: &Uid, ends: impl Fn(ProbeKind) -> bool) {
        let count = self.nodes[node].kubelet.workers.get(uid);
        let count = count.map_or(0, |worker| worker.probes.len());
        for index in 0..count {
            if self
                .probe_mut(node, uid, index)
                .is_some_and(|probe| ends(probe.kind))
            {
                self.end_probe(node, uid, index);
            }
        }
    }

    fn end_probe(&mut self, node: NodeIndex, uid: &Uid, index: usize) {
        self.abandon_run(node, uid, index);
        if let Some(probe) = self.probe_mut(node, uid, index) {
            probe.has_ended = true;
        }
    }

    fn probe_mut(&mut self, node: NodeIndex, uid: &str, index: usize) -> Option<&mut ProbeWorker> {
        let worker = self.nodes[node].kubelet.workers.get_mut(uid)?;
        worker.probes.get_mut(index)
    }

    fn arm_probe(&mut self, node: NodeIndex, uid: &Uid, probe: usize, at: SimTime, ticks: bool) {
        let uid = uid.clone();
        let event = match ticks {
            true => Event::ProbeTick { node, uid, probe },
            false => Event::ProbeDue { node, uid, probe },
        };
        self.at(at, event);
    }
}
