//! Writes to Pods: what changed becomes records, and those who watch are told.

use std::sync::Arc;

use crate::api::status::{ContainerStatus, PodStatus};
use crate::api::{Object, ObjectKey, Pod};

use super::super::queue::{Event, Uid};
use super::super::record::{Change, Component};
use super::super::rule::Rule;
use super::super::time::SimDuration;
use super::super::world::World;

/// From a write to the kubelet's watch (kubelet.md §12.2, bind → kubelet).
pub(in crate::engine) const WATCH_DELAY: SimDuration = SimDuration::from_millis(20);

impl World {
    /// Stores a changed Pod. A write that changes nothing is no write.
    pub(in crate::engine) fn write_pod(&mut self, component: Component, rule: Rule, pod: Pod) {
        let key = ObjectKey::pod(&pod.metadata.namespace, &pod.metadata.name);
        let Some(stored) = self.store.get_shared(&key) else {
            return;
        };
        let Some(old) = stored.as_pod() else { return };
        if *old == pod {
            return;
        }
        let uid = self.store.shared_uid(&pod.metadata.uid);
        let watched = spec_or_metadata_changed(old, &pod);
        let node = self.node_index(&pod.spec.node_name);
        let changes = status_changes(&old.status, &pod.status);
        let key = self.store.put(Object::Pod(Box::new(pod)));
        let by_controller = component == Component::NodeController;
        let cause = self.cause();
        let mut deciding = cause;
        for (change_rule, change) in changes {
            let decides = decides_endpoint(&change);
            let change_rule = change_rule.filter(|_| !by_controller).unwrap_or(rule);
            let id = self.emit(component, &key, change_rule, change);
            if decides {
                deciding = Some(id);
            }
        }
        self.follow(deciding);
        let written = self.store.get_shared(&key);
        self.pod_concerns_services(Some(old), written.as_deref().and_then(Object::as_pod));
        self.follow(cause);
        if watched && let Some(node) = node {
            self.after(WATCH_DELAY, Event::PodWatched { node, uid });
        }
    }

    /// Takes a Pod out of the store and tells its node.
    pub(in crate::engine) fn remove_pod(
        &mut self,
        component: Component,
        rule: Rule,
        key: &ObjectKey,
    ) {
        let Some(object) = self.store.remove(key) else {
            return;
        };
        let Some(pod) = object.as_pod() else { return };
        let uid: Uid = pod.metadata.uid.as_str().into();
        self.emit_and_follow(component, &Arc::new(key.clone()), rule, Change::Removed);
        self.pod_concerns_services(Some(pod), None);
        self.scheduler.forget(&uid);
        // Only a Pod that had a node leaves room (scheduling_queue.go AssignedPodDelete).
        if !pod.spec.node_name.is_empty() {
            self.scheduler_wakes();
        }
        if let Some(node) = self.node_index(&pod.spec.node_name) {
            self.after(WATCH_DELAY, Event::PodWatched { node, uid });
        }
    }
}

/// Whether a Pod's endpoints follow from this change: the Pod's readiness, or its address.
fn decides_endpoint(change: &Change) -> bool {
    match change {
        Change::Condition { condition_type, .. } => {
            &**condition_type == crate::api::status::condition::READY
        }
        Change::PodIp { .. } => true,
        _ => false,
    }
}

/// Whether the kubelet has to look at the Pod: its own status writes do not wake it.
fn spec_or_metadata_changed(old: &Pod, new: &Pod) -> bool {
    let (a, b) = (&old.metadata, &new.metadata);
    old.spec != new.spec
        || a.labels != b.labels
        || a.annotations != b.annotations
        || a.deletion_timestamp != b.deletion_timestamp
        || a.deletion_grace_period_seconds != b.deletion_grace_period_seconds
        || a.finalizers != b.finalizers
}

/// What a status write changed, in the order in which a person would tell it. A rule is given
/// where the change has one of its own.
fn status_changes(old: &PodStatus, new: &PodStatus) -> Vec<(Option<Rule>, Change)> {
    let mut changes = Vec::new();
    for (old_list, new_list) in [
        (&old.init_container_statuses, &new.init_container_statuses),
        (&old.container_statuses, &new.container_statuses),
        (
            &old.ephemeral_container_statuses,
            &new.ephemeral_container_statuses,
        ),
    ] {
        container_changes(old_list, new_list, &mut changes);
    }
    if old.pod_ip != new.pod_ip {
        changes.push((
            None,
            Change::PodIp {
                ip: new.pod_ip.clone(),
            },
        ));
    }
    if old.phase != new.phase {
        let change = Change::Phase {
            from: old.phase,
            to: new.phase,
        };
        changes.push((Some(Rule::PhaseFromContainers), change));
    }
    for condition in &new.conditions {
        let before = old.condition(&condition.condition_type);
        let same = before.is_some_and(|before| {
            before.status == condition.status
                && before.reason == condition.reason
                && before.message == condition.message
        });
        if same {
            continue;
        }
        let change = Change::Condition {
            condition_type: condition.condition_type.as_str().into(),
            from: before.map(|before| before.status),
            to: condition.status,
            reason: condition.reason.as_str().into(),
            message: condition.message.as_str().into(),
        };
        changes.push((condition_rule(&condition.condition_type), change));
    }
    changes
}

fn container_changes(
    old: &[ContainerStatus],
    new: &[ContainerStatus],
    changes: &mut Vec<(Option<Rule>, Change)>,
) {
    for status in new {
        let before = old.iter().find(|before| before.name == status.name);
        let state_before = before
            .map(|before| before.state.clone())
            .unwrap_or_default();
        let restarted = before.is_some_and(|before| before.restart_count != status.restart_count);
        if before.is_none() || state_before != status.state || restarted {
            let change = Change::ContainerState {
                container: status.name.clone(),
                from: Box::new(state_before),
                to: Box::new(status.state.clone()),
                restart_count: status.restart_count,
            };
            changes.push((None, change));
        }
        if before.is_some_and(|before| before.ready != status.ready)
            || before.is_none() && status.ready
        {
            let change = Change::ContainerReady {
                container: status.name.clone(),
                ready: status.ready,
            };
            changes.push((None, change));
        }
    }
}

fn condition_rule(condition_type: &str) -> Option<Rule> {
    use crate::api::status::condition;
    match condition_type {
        condition::POD_SCHEDULED => Some(Rule::ConditionScheduled),
        condition::POD_READY_TO_START_CONTAINERS => Some(Rule::ConditionReadyToStart),
        condition::INITIALIZED => Some(Rule::ConditionInitialized),
        condition::CONTAINERS_READY => Some(Rule::ConditionContainersReady),
        condition::READY => Some(Rule::ConditionReady),
        _ => None,
    }
}
