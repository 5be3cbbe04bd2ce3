//! The newest status of each Pod and its way to the API server
//! (kubelet.md §0.6; status/status_manager.go).

use std::sync::Arc;

use crate::api::status::{Condition, ConditionStatus, condition};
use crate::api::{Object, Pod, PodStatus, Timestamp};

use super::super::queue::{Event, NodeIndex, Uid};
use super::super::rule::Rule;
use super::super::time::SimDuration;
use super::super::world::World;
use super::status::is_owned;

/// From a new status to the API write (kubelet.md §12.2).
const PATCH_DELAY: SimDuration = SimDuration::from_millis(10);

impl World {
    /// Keeps a new status; an equal one is dropped, another is sent soon.
    pub(super) fn set_status(&mut self, node: NodeIndex, uid: &Uid, mut status: PodStatus) {
        let stamp = self.timestamp();
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        keep_transition_times(worker.status(), &mut status, stamp);
        if worker.status.as_ref() == Some(&status) {
            return;
        }
        worker.status = Some(status);
        self.arm_patch(node, uid);
    }

    /// Sends the newest status soon, if that is not due already.
    pub(super) fn arm_patch(&mut self, node: NodeIndex, uid: &Uid) {
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        if !worker.patch_is_armed {
            worker.patch_is_armed = true;
            self.after(
                PATCH_DELAY,
                Event::StatusPatch {
                    node,
                    uid: uid.clone(),
                },
            );
        }
    }

    /// After the API server was out of reach: the newest status is sent again.
    pub(in crate::engine) fn send_status_anew(&mut self, node: NodeIndex, uid: &Uid) {
        if let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) {
            worker.patch_is_armed = false;
        }
        self.arm_patch(node, uid);
    }

    /// The write: the newest status over what the API holds.
    pub(in crate::engine) fn patch_status(&mut self, node: NodeIndex, uid: &Uid) {
        let stamp = self.timestamp();
        let Some(object) = self.store.pod_by_uid(uid) else {
            return;
        };
        let Some(stored) = object.as_pod() else {
            return;
        };
        if !self.nodes[node].network_is_up {
            return;
        }
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        worker.patch_is_armed = false;
        let Some(desired) = worker.status.clone() else {
            return;
        };
        let mut pod = merged(stored, desired, worker.is_stopped);
        if let Some((reason, message)) = &worker.verdict
            && *reason == "Evicted"
            && pod.status.phase.is_terminal()
            && pod.status.condition(condition::DISRUPTION_TARGET).is_none()
        {
            let disrupted = disruption(message, stored.metadata.generation, stamp);
            pod.status.conditions.insert(0, disrupted);
        }
        Arc::make_mut(&mut worker.pod).status = pod.status.clone();
        let kubelet = self.kubelet_of(node);
        self.write_pod(kubelet, Rule::StatusPatch, pod);
    }

    /// The sandbox is up: its condition is told at once (≥ 1.36, kubelet.go OnPodSandboxReady).
    pub(super) fn publish_sandbox(&mut self, node: NodeIndex, uid: &Uid) {
        let stamp = self.timestamp();
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        let Some(status) = &mut worker.status else {
            return;
        };
        let ready = status
            .conditions
            .iter_mut()
            .find(|found| found.condition_type == condition::POD_READY_TO_START_CONTAINERS);
        if let Some(ready) = ready
            && ready.status != ConditionStatus::True
        {
            ready.status = ConditionStatus::True;
            ready.last_transition_time = Some(stamp);
            self.arm_patch(node, uid);
        }
    }
}

/// Sent together with the terminal phase (kubelet.md §0.6, §8.8).
fn disruption(message: &str, generation: i64, stamp: Timestamp) -> Condition {
    Condition {
        condition_type: condition::DISRUPTION_TARGET.to_owned(),
        status: ConditionStatus::True,
        reason: "TerminationByKubelet".to_owned(),
        message: message.to_owned(),
        observed_generation: generation,
        last_transition_time: Some(stamp),
    }
}

/// A transition time changes only when the condition's status does.
fn keep_transition_times(old: &PodStatus, new: &mut PodStatus, stamp: Timestamp) {
    for condition in &mut new.conditions {
        let before = old.condition(&condition.condition_type);
        condition.last_transition_time = match before {
            Some(before) if before.status == condition.status => before.last_transition_time,
            _ => Some(stamp),
        };
        if condition.last_transition_time.is_none() {
            condition.last_transition_time = Some(stamp);
        }
    }
}

/// What is sent (status_manager.go mergePodStatus): conditions of others stay, a terminal phase
/// waits until every container has stopped, and a finished Pod is never ready.
fn merged(stored: &Pod, desired: PodStatus, is_stopped: bool) -> Pod {
    let mut pod = stored.clone();
    let mut status = desired;
    let mut conditions: Vec<Condition> = stored
        .status
        .conditions
        .iter()
        .filter(|condition| !is_owned(&condition.condition_type))
        .cloned()
        .collect();
    conditions.extend(
        status
            .conditions
            .drain(..)
            .filter(|condition| is_owned(&condition.condition_type)),
    );
    status.conditions = conditions;
    if status.phase.is_terminal() && !stored.status.phase.is_terminal() && !is_stopped {
        status.phase = stored.status.phase;
        status.reason.clone_from(&stored.status.reason);
        status.message.clone_from(&stored.status.message);
    }
    status.qos_class.clone_from(&stored.status.qos_class);
    status
        .nominated_node_name
        .clone_from(&stored.status.nominated_node_name);
    pod.status = status;
    pod
}

/// Reads the stored Pod of a worker.
pub(super) fn stored_pod(world: &World, uid: &str) -> Option<Pod> {
    world
        .store
        .pod_by_uid(uid)
        .as_deref()
        .and_then(Object::as_pod)
        .cloned()
}
