//! The Pod worker: strictly serial, with one slot for what came in meanwhile
//! (kubelet.md §0.3; pod_workers.go UpdatePod, podWorkerLoop, completeWork).

use std::collections::VecDeque;
use std::sync::Arc;

use crate::api::behaviour::{Behaviour, Behaviours};
use crate::api::container::Container;
use crate::api::{Object, Pod, PodStatus};
use crate::order::{Map, Set};

use super::super::config::{Release, WaitingReason};
use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::{Change, RecordId, SyncKind};
use super::super::rule::Rule;
use super::super::runtime::{InstanceId, PodRuntimeStatus};
use super::super::time::{SimDuration, SimTime};
use super::super::world::World;
use super::StartFailure;
use super::hooks::Hook;
use super::prober::ProbeWorker;
use super::steps::Step;
use super::stopping::Stopping;

/// The shortest a sync takes (kubelet.md §0.3).
const SYNC_DURATION: SimDuration = SimDuration::from_millis(5);
/// A healthy Pod is looked at again after this, times 1 to 1.5.
const RESYNC: SimDuration = SimDuration::from_seconds(60);
/// After an error, times 1 to 1.5.
const RETRY: SimDuration = SimDuration::from_seconds(10);

/// What the kubelet holds for one Pod.
#[derive(Clone, Debug, PartialEq)]
pub struct PodWorker {
    /// The newest Pod that the watch showed.
    pub pod: Arc<Pod>,
    /// Specs by name, shared with whoever runs them.
    pub(in crate::engine) container_specs: Map<String, Arc<Container>>,
    /// What annotations say of containers, by name.
    pub(in crate::engine) behaviours: Map<String, Arc<Behaviour>>,
    pub stage: Stage,
    pub(super) activity: Activity,
    /// What came in while the worker was busy; the newest wins.
    pub(super) pending: Option<Option<RecordId>>,
    /// The end of the last sync, in time and in instants.
    pub(super) last_sync: Option<(SimTime, u64)>,
    pub(super) runs: u64,
    /// The grace to stop with, in seconds; 0 while none is known.
    pub(super) grace_seconds: i64,
    /// Why containers could not be started, by name (reason_cache.go).
    pub(in crate::engine) start_failures: Map<String, StartFailure>,
    /// Failed pulls by container.
    pub(super) pull_failures: Map<String, PullFailures>,
    /// The newest status, sent or not (status_manager.go).
    pub(super) status: Option<PodStatus>,
    /// One worker for each probe of each container, in the order of the spec.
    pub probes: Vec<ProbeWorker>,
    pub(super) has_probes: bool,
    pub(super) patch_is_armed: bool,
    /// Every container has stopped: a terminal phase may be published.
    pub(super) is_stopped: bool,
    /// The object is gone from the API server.
    pub(super) is_removed: bool,
    /// Lifecycle hooks that run, by instance.
    pub(super) hooks: Map<InstanceId, Hook>,
    /// Containers that are being stopped, by instance.
    pub(in crate::engine) stops: Map<InstanceId, Stopping>,
    /// When `activeDeadlineSeconds` is over, once that is known.
    pub(super) deadline_at: Option<SimTime>,
    /// Why the Pod has to go, if its node said so: reason and message of its status.
    pub(super) verdict: Option<(&'static str, Arc<str>)>,
}

/// How often a container's image could not be pulled, and why last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PullFailures {
    pub count: u32,
    pub last_error: Arc<str>,
}

/// Which of the three functions the next sync runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Syncing,
    Terminating,
    Terminated,
    /// Nothing is left to do.
    Finished,
}

/// What the worker does right now.
#[derive(Clone, Debug, PartialEq)]
pub enum Activity {
    Idle,
    /// It took an update and waits for a cache that is newer than its last sync.
    AwaitingCache {
        cause: Option<RecordId>,
    },
    Busy(Box<Run>),
}

/// A sync in progress.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub number: u64,
    pub kind: SyncKind,
    pub began: SimTime,
    /// The record that the sync follows from.
    pub base: Option<RecordId>,
    /// The record that its next steps follow from: within the start of a container, the decision
    /// to start it.
    pub cause: Option<RecordId>,
    pub steps: VecDeque<Step>,
    /// When the current step ends, if time ends it.
    pub step_ends: Option<SimTime>,
    /// Instances that have to stop before the next step.
    pub stopping: Set<InstanceId>,
    /// A pull that has to end before the next step.
    pub pulling: bool,
    /// A postStart hook that has to end before the next step.
    pub in_post_start: bool,
    /// The runtime state from before this sync's actions.
    pub snapshot: Arc<PodRuntimeStatus>,
    pub outcome: Outcome,
}

/// How a sync went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// It did something to the runtime.
    pub acted: bool,
    /// Something failed that is tried again in 10 to 15 s.
    pub failed: bool,
    /// The earliest end of a crash back-off.
    pub back_off_until: Option<SimTime>,
    /// A waiting reason was found that the API does not show yet.
    pub found_reason: bool,
    /// The worker goes on to its next stage.
    pub stage_ended: bool,
}

impl PodWorker {
    pub(super) fn new(pod: Arc<Pod>) -> PodWorker {
        let container_specs = specs(&pod);
        let behaviours = behaviours(&pod);
        PodWorker {
            pod,
            container_specs,
            behaviours,
            stage: Stage::Syncing,
            activity: Activity::Idle,
            pending: None,
            last_sync: None,
            runs: 0,
            grace_seconds: 0,
            start_failures: Map::new(),
            pull_failures: Map::new(),
            status: None,
            probes: Vec::new(),
            has_probes: false,
            patch_is_armed: false,
            is_stopped: false,
            is_removed: false,
            hooks: Map::new(),
            stops: Map::new(),
            deadline_at: None,
            verdict: None,
        }
    }

    /// The status to start from: the newest computed one, else the API's.
    pub(super) fn status(&self) -> &PodStatus {
        self.status.as_ref().unwrap_or(&self.pod.status)
    }

    /// Nothing is going on any more: its kubelet has stopped.
    pub(in crate::engine) fn stand_still(&mut self) {
        self.activity = Activity::Idle;
        self.pending = None;
        self.hooks.clear();
        self.stops.clear();
        self.probes.clear();
        self.has_probes = false;
    }

    pub(super) fn run_mut(&mut self) -> Option<&mut Run> {
        match &mut self.activity {
            Activity::Busy(run) => Some(run),
            _ => None,
        }
    }

    /// When the running sync's current step ends.
    pub fn step_ends(&self) -> Option<SimTime> {
        match &self.activity {
            Activity::Busy(run) => run.step_ends,
            _ => None,
        }
    }
}

/// The annotations of each container that has one.
fn behaviours(pod: &Pod) -> Map<String, Arc<Behaviour>> {
    let (read, _) = Behaviours::read(&pod.metadata.annotations);
    Map::from_iter(pod.spec.all_containers().filter_map(|container| {
        let found = read.of(&container.name)?;
        Some((container.name.clone(), Arc::new(found.clone())))
    }))
}

pub(super) fn specs(pod: &Pod) -> Map<String, Arc<Container>> {
    let containers = pod
        .spec
        .all_containers()
        .chain(&pod.spec.ephemeral_containers);
    Map::from_iter(
        containers.map(|container| (container.name.clone(), Arc::new(container.clone()))),
    )
}

impl World {
    /// The watch shows the newest state of a Pod (kubelet.go HandlePodAdditions, -Updates, -Removes).
    pub(in crate::engine) fn pod_watched(&mut self, node: NodeIndex, uid: &Uid) {
        let object = self.store.pod_by_uid(uid);
        match object.as_deref().and_then(Object::as_pod) {
            Some(pod) => self.pod_seen(node, uid, Arc::new(pod.clone())),
            None => self.pod_vanished(node, uid),
        }
    }

    fn pod_seen(&mut self, node: NodeIndex, uid: &Uid, pod: Arc<Pod>) {
        if pod.metadata.deletion_timestamp.is_some() && self.is_static(node, uid) {
            return self.mirror_deleted(node, &pod);
        }
        if !self.nodes[node].kubelet.workers.contains_key(uid) {
            // A finished Pod is of interest only if its object waits to be removed.
            if !pod.status.phase.is_terminal() || pod.metadata.deletion_timestamp.is_some() {
                self.pod_added(node, uid, pod);
            }
            return;
        }
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        if worker.pod.spec != pod.spec {
            worker.container_specs = specs(&pod);
        }
        let grace_seconds = pod.metadata.deletion_grace_period_seconds;
        let deleting = pod.metadata.deletion_timestamp.is_some();
        let annotated = worker.pod.metadata.annotations != pod.metadata.annotations;
        let is_finished = worker.stage == Stage::Finished;
        worker.pod = pod;
        if annotated {
            self.behaviours_changed(node, uid);
        }
        self.arm_deadline(node, uid);
        if is_finished {
            self.object_may_go(node, uid);
        } else if deleting {
            self.terminate_pod(node, uid, grace_seconds);
        } else {
            self.update_pod(node, uid);
        }
    }

    /// A changed annotation holds for running containers from now on.
    fn behaviours_changed(&mut self, node: NodeIndex, uid: &Uid) {
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        let changed = behaviours(&worker.pod);
        let before = std::mem::replace(&mut worker.behaviours, changed);
        let names: Vec<String> = worker
            .container_specs
            .keys()
            .filter(|name| before.get(*name) != worker.behaviours.get(*name))
            .cloned()
            .collect();
        for name in names {
            self.follow_behaviour(node, uid, &name);
        }
    }

    /// A Pod that the API server does not know any more runs here: it is stopped with the least
    /// grace (kubelet.md §8.2).
    pub(in crate::engine) fn adopt_orphan(&mut self, node: NodeIndex, uid: &Uid, pod: Arc<Pod>) {
        let mut worker = PodWorker::new(pod);
        worker.is_removed = true;
        self.nodes[node].kubelet.workers.insert(uid.clone(), worker);
        self.terminate_pod(node, uid, Some(1));
    }

    /// A Pod that the kubelet did not know; one that is being deleted already is only stopped.
    fn pod_added(&mut self, node: NodeIndex, uid: &Uid, pod: Arc<Pod>) {
        let deleting = pod.metadata.deletion_timestamp.is_some();
        if !deleting && !self.admit_pod(node, uid, &pod) {
            return;
        }
        let grace_seconds = pod.metadata.deletion_grace_period_seconds;
        let worker = PodWorker::new(pod);
        self.nodes[node].kubelet.workers.insert(uid.clone(), worker);
        if deleting {
            self.terminate_pod(node, uid, grace_seconds);
        } else {
            self.update_pod(node, uid);
        }
    }

    fn pod_vanished(&mut self, node: NodeIndex, uid: &Uid) {
        if self.is_static(node, uid) {
            return self.create_mirrors(node);
        }
        self.forget_or_stop(node, uid);
        // The name may be what another static Pod waited for.
        self.create_mirrors(node);
    }

    fn forget_or_stop(&mut self, node: NodeIndex, uid: &Uid) {
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        worker.is_removed = true;
        match worker.stage {
            Stage::Finished => self.forget_pod(node, uid),
            // A forced deletion showed a grace of 0 first, which the kubelet takes as 1
            // (kubelet.md §8.4).
            _ => self.terminate_pod(node, uid, Some(1)),
        }
    }

    /// Nothing of the Pod is left on the node.
    pub(super) fn forget_pod(&mut self, node: NodeIndex, uid: &Uid) {
        self.nodes[node].kubelet.forget(uid);
        self.nodes[node].runtime.pods.remove(uid);
        self.nodes[node].runtime.dirty.remove(uid);
    }

    /// Something about the Pod has to be looked at: now, or when the worker is done.
    pub(super) fn update_pod(&mut self, node: NodeIndex, uid: &Uid) {
        let cause = self.cause();
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        if worker.stage == Stage::Finished {
            return;
        }
        if worker.activity == Activity::Idle {
            self.take_update(node, uid);
        } else {
            worker.pending = Some(cause);
        }
    }

    /// Begins a sync, or waits until the cache is newer than the last one.
    fn take_update(&mut self, node: NodeIndex, uid: &Uid) {
        let cause = self.cause();
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        let Some(last_sync) = worker.last_sync else {
            return self.begin_sync(node, uid);
        };
        worker.activity = Activity::AwaitingCache { cause };
        if self.cache_is_newer(node, uid, last_sync) {
            self.begin_sync(node, uid);
        } else {
            self.arm_relist(node);
        }
    }

    /// Runs the function of the worker's stage.
    pub(super) fn begin_sync(&mut self, node: NodeIndex, uid: &Uid) {
        let snapshot = self.nodes[node].kubelet.pleg.cached(uid);
        let began = self.time;
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        let kind = match worker.stage {
            Stage::Syncing => SyncKind::Sync,
            Stage::Terminating => SyncKind::Terminating,
            Stage::Terminated => SyncKind::Terminated,
            Stage::Finished => {
                worker.activity = Activity::Idle;
                return;
            }
        };
        worker.runs += 1;
        let number = worker.runs;
        worker.activity = Activity::Busy(Box::new(Run {
            number,
            kind,
            began,
            base: None,
            cause: None,
            steps: VecDeque::new(),
            step_ends: None,
            stopping: Set::new(),
            pulling: false,
            in_post_start: false,
            snapshot,
            outcome: Outcome::default(),
        }));
        self.pod_record_follow(node, uid, Rule::PodSync, Change::SyncStarted { kind });
        let cause = self.cause();
        self.with_run(node, uid, |run| (run.base, run.cause) = (cause, cause));
        match kind {
            SyncKind::Sync => self.sync_pod(node, uid),
            SyncKind::Terminating => self.sync_terminating(node, uid),
            SyncKind::Terminated => self.sync_terminated(node, uid),
        }
        self.run_steps(node, uid);
    }

    /// Reads or changes the sync in progress.
    pub(super) fn with_run<T>(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        act: impl FnOnce(&mut Run) -> T,
    ) -> Option<T> {
        self.nodes[node]
            .kubelet
            .workers
            .get_mut(uid)?
            .run_mut()
            .map(act)
    }

    /// The sync's steps are done; it ends once it took its shortest time.
    pub(super) fn steps_are_done(&mut self, node: NodeIndex, uid: &Uid) {
        let now = self.time;
        let began = self.with_run(node, uid, |run| run.began);
        match began {
            Some(began) if now < began + SYNC_DURATION => {
                self.wait_in_run(node, uid, SYNC_DURATION - now.since(began));
            }
            Some(_) => self.end_sync(node, uid),
            None => {}
        }
    }

    /// The sync stands still for a while.
    pub(super) fn wait_in_run(&mut self, node: NodeIndex, uid: &Uid, duration: SimDuration) {
        let ends = self.time + duration;
        let run = self.with_run(node, uid, |run| {
            run.step_ends = Some(ends);
            run.number
        });
        if let Some(run) = run {
            self.at(
                ends,
                Event::SyncStepDone {
                    node,
                    uid: uid.clone(),
                    run,
                },
            );
        }
    }

    /// A step's time is over; events of an older sync are stale.
    pub(in crate::engine) fn sync_step_done(&mut self, node: NodeIndex, uid: &Uid, number: u64) {
        let now = self.time;
        let live = self.with_run(node, uid, |run| {
            let live = run.number == number && run.step_ends == Some(now);
            if live {
                run.step_ends = None;
            }
            live
        });
        if live == Some(true) {
            self.run_steps(node, uid);
        }
    }

    fn end_sync(&mut self, node: NodeIndex, uid: &Uid) {
        let (now, instant) = (self.time, self.instant);
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        let Activity::Busy(run) = std::mem::replace(&mut worker.activity, Activity::Idle) else {
            return;
        };
        worker.last_sync = Some((now, instant));
        let outcome = run.outcome;
        let kind = run.kind;
        self.follow(run.cause);
        if kind == SyncKind::Terminated && outcome.stage_ended {
            self.pod_is_finished(node, uid);
            return;
        }
        self.complete_work(node, uid, outcome);
        if outcome.stage_ended
            && let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid)
        {
            // The next stage begins with the next relist, not with the next tick
            // (pod_workers.go requeueLastPodUpdate).
            worker.pending = worker.pending.or(Some(run.cause));
        }
        let release = self.config.release;
        let prompt = self.config.waiting_reason == WaitingReason::Prompt
            && release.requeues_at_back_off_expiry()
            && outcome.found_reason;
        let cause = self.cause();
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        if prompt && worker.pending.is_none() {
            worker.pending = Some(cause);
        }
        if let Some(cause) = worker.pending.take() {
            self.follow(cause);
            self.take_update(node, uid);
        }
        let succeeded = !outcome.failed && outcome.back_off_until.is_none();
        let acted = kind == SyncKind::Sync && outcome.acted && succeeded;
        if acted && release.relists_on_demand() {
            self.follow(run.cause);
            self.relist_pod(node, uid);
        }
    }

    /// When the Pod is looked at next (pod_workers.go completeWork).
    fn complete_work(&mut self, node: NodeIndex, uid: &Uid, outcome: Outcome) {
        let now = self.time;
        let release: Release = self.config.release;
        let by_expiry = outcome
            .back_off_until
            .filter(|_| release.requeues_at_back_off_expiry());
        let delay = if outcome.stage_ended {
            SimDuration::ZERO
        } else if let Some(until) = by_expiry {
            let wait = until.since(now).milliseconds.min(RESYNC.milliseconds);
            self.jittered(SimDuration::from_millis(wait))
        } else if outcome.failed || outcome.back_off_until.is_some() {
            self.jittered(RETRY)
        } else {
            self.jittered(RESYNC)
        };
        let told = outcome.failed || outcome.back_off_until.is_some();
        self.requeue(node, uid, delay, told);
    }

    /// The delay, times 1 to 1.5 when jitter is on.
    fn jittered(&mut self, delay: SimDuration) -> SimDuration {
        if !self.config.jitter {
            return delay;
        }
        let extra = self.rng.below(delay.milliseconds / 2 + 1);
        delay + SimDuration::from_millis(extra)
    }
}
