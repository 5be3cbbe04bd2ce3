//! Stopping a Pod: all its containers, the last status, the end of the object
//! (kubelet.md §8; kubelet.go SyncTerminatingPod, SyncTerminatedPod).

use crate::api::status::{ContainerState, PodPhase, Terminated};

use super::super::apiserver::EventText;
use super::super::queue::{NodeIndex, Uid};
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

    /// All at once: preStop hooks run side by side, and sidecars wait their turn before the stop
    /// signal, the last declared first (kubelet.md §5.5; kuberuntime_container.go
    /// killContainersWithSyncResult).
    pub(super) fn kill_all(&mut self, node: NodeIndex, uid: &Uid, grace_seconds: i64) {
        let running = self.running_instances(node, uid);
        let Some(worker) = self.nodes[node].kubelet.workers.get(uid) else {
            return;
        };
        let pod = worker.pod.clone();
        let mut in_order: Vec<(Option<usize>, InstanceId, String)> = running
            .into_iter()
            .map(|(id, container)| {
                let mut inits = pod.spec.init_containers.iter();
                let sidecar = inits.position(|init| init.name == container && init.is_sidecar());
                (sidecar, id, container)
            })
            .collect();
        crate::order::sort_by_key(&mut in_order, |(sidecar, ..)| {
            sidecar.map(std::cmp::Reverse)
        });
        for (_, _, container) in &in_order {
            let text = EventText::normal("Killing", format!("Stopping container {container}"));
            let kubelet = self.kubelet_of(node);
            self.say(kubelet, uid, Rule::TerminationSequence, text.of(container));
        }
        for (sidecar, id, container) in in_order {
            let reason = (
                Rule::TerminationSequence,
                format!("Stopping container {container}"),
            );
            self.stop_in_turn(node, uid, id, (grace_seconds, sidecar), reason);
        }
    }

    pub(super) fn running_instances(
        &self,
        node: NodeIndex,
        uid: &str,
    ) -> Vec<(InstanceId, String)> {
        let instances = self
            .runtime_pod(node, uid)
            .map_or(&[][..], |pod| &pod.instances[..]);
        instances
            .iter()
            .filter(|instance| instance.status.is_running())
            .map(|instance| (instance.status.id, instance.status.container.to_string()))
            .collect()
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
        self.object_may_go(node, uid);
    }

    /// Nothing of a deleted Pod runs any more: DELETE with grace 0. Finalizers keep the object
    /// (kubelet.md §8.3 row 12, §8.5; status_manager.go canBeDeleted).
    pub(super) fn object_may_go(&mut self, node: NodeIndex, uid: &Uid) {
        let Some(pod) = stored_pod(self, uid) else {
            return;
        };
        if pod.metadata.deletion_timestamp.is_none() || !self.nodes[node].network_is_up {
            return;
        }
        let kubelet = self.kubelet_of(node);
        if pod.metadata.finalizers.is_empty() {
            let key = crate::api::ObjectKey::pod(&pod.metadata.namespace, &pod.metadata.name);
            self.remove_pod(kubelet, Rule::TerminationFinal, &key);
        } else if pod.metadata.deletion_grace_period_seconds != Some(0) {
            self.write_pod(kubelet, Rule::Finalizers, without_grace(pod));
        }
    }
}

/// The deadline moves back by the grace, which is over.
fn without_grace(mut pod: crate::api::Pod) -> crate::api::Pod {
    let metadata = &mut pod.metadata;
    let grace = metadata.deletion_grace_period_seconds.unwrap_or(0);
    if let Some(deadline) = &mut metadata.deletion_timestamp {
        deadline.unix_seconds = deadline.unix_seconds.saturating_sub(grace);
    }
    metadata.deletion_grace_period_seconds = Some(0);
    pod
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
