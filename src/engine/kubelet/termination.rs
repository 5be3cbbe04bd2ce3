//! Stopping a Pod: SIGTERM, grace, SIGKILL, the last status, the end of the object
//! (kubelet.md §8; kubelet.go SyncTerminatingPod, SyncTerminatedPod).

use crate::api::status::{ContainerState, PodPhase, Terminated};
use crate::shell::Signal;

use super::super::apiserver::EventText;
use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::{Change, SyncKind};
use super::super::rule::Rule;
use super::super::runtime::InstanceId;
use super::super::time::SimDuration;
use super::super::world::World;
use super::status_manager::stored_pod;
use super::steps::Step;
use super::sync::STOP_SANDBOX_DURATION;
use super::worker::{Activity, Stage};

/// Unmounting (kubelet.md §12.2).
const UNMOUNT_DURATION: SimDuration = SimDuration::from_millis(300);
/// SIGTERM always gets this long (kuberuntime_manager.go minimumGracePeriodInSeconds).
const GRACE_SECONDS_MIN: i64 = 2;

impl World {
    /// The Pod has to stop; a shorter grace overrides a longer one (kubelet.md §8.2).
    pub(super) fn terminate_pod(&mut self, node: NodeIndex, uid: &Uid, grace_seconds: Option<i64>) {
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        let before = worker.grace_seconds;
        if let Some(given) = grace_seconds
            && (worker.grace_seconds == 0 || given < worker.grace_seconds)
        {
            worker.grace_seconds = given;
        }
        if worker.grace_seconds == 0 && grace_seconds.is_none() {
            worker.grace_seconds = worker.pod.spec.grace_period_seconds();
        }
        worker.grace_seconds = worker.grace_seconds.max(1);
        let shortened = before > worker.grace_seconds;
        let grace_seconds = worker.grace_seconds;
        if worker.stage == Stage::Syncing {
            worker.stage = Stage::Terminating;
        }
        let stopping =
            matches!(&worker.activity, Activity::Busy(run) if run.kind == SyncKind::Terminating);
        if stopping && shortened {
            self.shorten_grace(node, uid, grace_seconds);
        }
        self.update_pod(node, uid);
    }

    /// A shorter grace holds from now on (kubelet.md §15, SIM).
    fn shorten_grace(&mut self, node: NodeIndex, uid: &Uid, grace_seconds: i64) {
        let stopping: Vec<InstanceId> = self
            .with_run(node, uid, |run| run.stopping.iter().copied().collect())
            .unwrap_or_default();
        for id in stopping {
            self.arm_kill(node, uid, id, grace_seconds);
        }
    }

    pub(super) fn sync_terminating(&mut self, node: NodeIndex, uid: &Uid) {
        self.stop_life_probes(node, uid);
        if let Some(status) = self.generate_status(node, uid, false) {
            self.set_status(node, uid, status);
            self.poke_probes(node, uid);
        }
        let Some(worker) = self.nodes[node].kubelet.workers.get(uid) else {
            return;
        };
        let grace_seconds = match worker.grace_seconds {
            0 => worker.pod.spec.grace_period_seconds().max(1),
            seconds => seconds,
        };
        let has_sandbox = self
            .runtime_pod(node, uid)
            .is_some_and(|pod| pod.sandboxes.iter().any(|sandbox| sandbox.ready));
        let has_running = !self.running_instances(node, uid).is_empty();
        self.with_run(node, uid, |run| {
            run.steps.push_back(Step::KillAll { grace_seconds });
            if has_sandbox {
                // A Pod that ended by itself takes no time to take down (kubelet.md §13 vi).
                if has_running {
                    let duration = STOP_SANDBOX_DURATION;
                    run.steps.push_back(Step::Wait { duration });
                }
                run.steps.push_back(Step::StopSandbox);
            }
            run.steps.push_back(Step::AllStopped);
        });
    }

    /// Regular containers first, all at once; sidecars after them, the last declared first
    /// (kubelet.md §5.5; kuberuntime_termination_order.go).
    pub(super) fn kill_all(&mut self, node: NodeIndex, uid: &Uid, grace_seconds: i64) {
        let running = self.running_instances(node, uid);
        if running.is_empty() {
            return;
        }
        let Some(worker) = self.nodes[node].kubelet.workers.get(uid) else {
            return;
        };
        let pod = worker.pod.clone();
        for (_, container) in &running {
            let text = EventText::normal("Killing", format!("Stopping container {container}"));
            let kubelet = self.kubelet_of(node);
            self.say(kubelet, uid, Rule::TerminationSequence, text.of(container));
        }
        let deadline = self.time + SimDuration::from_seconds(grace_seconds.max(0) as u64);
        self.next_steps(node, uid, vec![Step::KillSidecars]);
        for (id, container) in running {
            let is_sidecar = pod
                .spec
                .init_containers
                .iter()
                .any(|c| c.name == container && c.is_sidecar());
            if !is_sidecar {
                let message = format!("Stopping container {container}");
                let rule = Rule::TerminationSequence;
                self.stop_instance(node, uid, id, grace_seconds, (rule, message));
            }
        }
        if let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) {
            worker.stop_deadline = Some(deadline);
        }
    }

    /// Stops the last declared sidecar that still runs, with what is left of the grace.
    pub(super) fn kill_sidecars(&mut self, node: NodeIndex, uid: &Uid) {
        let now = self.time;
        let running = self.running_instances(node, uid);
        let Some(worker) = self.nodes[node].kubelet.workers.get(uid) else {
            return;
        };
        let left = worker
            .stop_deadline
            .map_or(SimDuration::ZERO, |deadline| deadline.since(now));
        let last = worker
            .pod
            .spec
            .init_containers
            .iter()
            .rev()
            .find_map(|container| running.iter().find(|(_, name)| *name == container.name));
        let Some((id, container)) = last.cloned() else {
            return;
        };
        self.next_steps(node, uid, vec![Step::KillSidecars]);
        let message = format!("Stopping container {container}");
        let reason = (Rule::TerminationSequence, message);
        self.stop_instance(node, uid, id, left.whole_seconds() as i64, reason);
    }

    fn running_instances(&self, node: NodeIndex, uid: &str) -> Vec<(InstanceId, String)> {
        let instances = self
            .runtime_pod(node, uid)
            .map_or(&[][..], |pod| &pod.instances[..]);
        instances
            .iter()
            .filter(|instance| instance.status.is_running())
            .map(|instance| (instance.status.id, instance.status.container.to_string()))
            .collect()
    }

    /// SIGTERM now, SIGKILL after the grace; the sync waits for the end.
    pub(super) fn stop_instance(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        grace_seconds: i64,
        (rule, message): (Rule, String),
    ) {
        let Some(instance) = self.instance_mut(node, uid, id) else {
            return;
        };
        if !instance.status.is_running() {
            return;
        }
        let container = instance.status.container.to_string();
        self.with_run(node, uid, |run| run.stopping.insert(id));
        let change = Change::StopDecided { container, message };
        self.pod_record(node, uid, rule, change);
        self.arm_kill(node, uid, id, grace_seconds);
        self.signal_instance(node, uid, id, Signal::Terminate);
    }

    fn arm_kill(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId, grace_seconds: i64) {
        let grace = SimDuration::from_seconds(grace_seconds.max(GRACE_SECONDS_MIN) as u64);
        let at = self.time + grace;
        if let Some(instance) = self.instance_mut(node, uid, id) {
            instance.kill_at = Some(at);
            self.at(
                at,
                Event::KillDue {
                    node,
                    uid: uid.clone(),
                    instance: id,
                },
            );
        }
    }

    /// The grace is over.
    pub(in crate::engine) fn kill_due(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId) {
        let now = self.time;
        let due = self
            .instance_mut(node, uid, id)
            .is_some_and(|instance| instance.status.is_running() && instance.kill_at == Some(now));
        if due {
            self.signal_instance(node, uid, id, Signal::Kill);
        }
    }

    /// The runtime tells that an instance has ended: a sync that waited for it goes on.
    pub(in crate::engine) fn instance_stopped(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
    ) {
        let waited = self.with_run(node, uid, |run| run.stopping.remove(&id));
        if waited == Some(true) {
            // Not from within the step that sent the signal: that one goes on by itself.
            self.wait_in_run_if_idle(node, uid);
        }
    }

    /// Continues the sync at once, as an event of its own.
    fn wait_in_run_if_idle(&mut self, node: NodeIndex, uid: &Uid) {
        let free = self.with_run(node, uid, |run| {
            run.stopping.is_empty() && run.step_ends.is_none() && !run.pulling
        });
        if free == Some(true) {
            self.wait_in_run(node, uid, SimDuration::ZERO);
        }
    }

    pub(super) fn stop_sandbox(&mut self, node: NodeIndex, uid: &Uid) {
        if let Some(pod) = self.nodes[node].runtime.pods.get_mut(uid) {
            for sandbox in &mut pod.sandboxes {
                sandbox.ready = false;
            }
        }
        self.pod_record_runtime(node, uid, Rule::TerminationSequence, Change::SandboxStopped);
        self.mark_dirty(node, uid);
    }

    /// Every container has stopped: the runtime is read directly and the last status computed
    /// (kubelet.md §8.3 row 8). It is sent now if it differs from the one before, else by the
    /// forced write at the very end (§15).
    pub(super) fn all_stopped(&mut self, node: NodeIndex, uid: &Uid) {
        let direct = self
            .runtime_pod(node, uid)
            .map(|pod| pod.status())
            .unwrap_or_default();
        self.remove_probes(node, uid);
        self.with_run(node, uid, |run| run.snapshot = std::sync::Arc::new(direct));
        if let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) {
            worker.is_stopped = true;
            worker.stage = Stage::Terminated;
        }
        if let Some(status) = self.generate_status(node, uid, true) {
            self.set_status(node, uid, status);
        }
        self.with_run(node, uid, |run| run.outcome.stage_ended = true);
    }

    pub(super) fn sync_terminated(&mut self, node: NodeIndex, uid: &Uid) {
        self.with_run(node, uid, |run| {
            run.steps.push_back(Step::Wait {
                duration: UNMOUNT_DURATION,
            });
            run.steps.push_back(Step::Finalize);
        });
    }

    /// The forced last write (status_manager.go TerminatePod).
    pub(super) fn finalize(&mut self, node: NodeIndex, uid: &Uid) {
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        let pod = worker.pod.clone();
        if let Some(mut status) = worker.status.clone() {
            let has_init = !pod.spec.init_containers.is_empty();
            let initialized = status
                .container_statuses
                .iter()
                .any(|s| !s.container_id.is_empty() || s.last_state.is_some());
            let lists = [
                (&mut status.init_container_statuses, false),
                (&mut status.container_statuses, !has_init || initialized),
            ];
            for (list, also_unstarted) in lists {
                for container in list.iter_mut() {
                    let begun = !container.container_id.is_empty() || also_unstarted;
                    if begun && !matches!(container.state, ContainerState::Terminated(_)) {
                        container.state = ContainerState::Terminated(lost());
                        container.ready = false;
                    }
                }
            }
            if !status.phase.is_terminal() {
                status.phase = PodPhase::Failed;
            }
            worker.status = Some(status);
        }
        self.patch_status(node, uid);
        self.with_run(node, uid, |run| run.outcome.stage_ended = true);
    }

    /// The worker has nothing left to do; a deleted Pod's object goes.
    pub(super) fn pod_is_finished(&mut self, node: NodeIndex, uid: &Uid) {
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        worker.stage = Stage::Finished;
        worker.pending = None;
        if worker.is_removed {
            self.forget_pod(node, uid);
            return;
        }
        let Some(pod) = stored_pod(self, uid) else {
            return;
        };
        let deleting = pod.metadata.deletion_timestamp.is_some();
        if deleting && pod.metadata.finalizers.is_empty() {
            let key = crate::api::ObjectKey::pod(&pod.metadata.namespace, &pod.metadata.name);
            let kubelet = self.kubelet_of(node);
            self.remove_pod(kubelet, Rule::TerminationFinal, &key);
        }
    }
}

/// What is told of a container that cannot be found any more (kubelet.md §8.3 row 11).
fn lost() -> Terminated {
    Terminated {
        exit_code: 137,
        reason: "ContainerStatusUnknown".to_owned(),
        message: "The container could not be located when the pod was terminated".to_owned(),
        ..Default::default()
    }
}
