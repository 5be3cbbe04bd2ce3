//! The taint eviction controller: Pods that do not tolerate a `NoExecute` taint, or not for
//! longer, are deleted (control-plane.md §9.4; tainteviction/taint_eviction.go processPodOnNode).

use crate::api::status::{Condition, ConditionStatus, condition};
use crate::api::{Object, ObjectKey, Pod};

use super::super::apiserver::{DeleteOptions, EventText};
use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::Component;
use super::super::rule::Rule;
use super::super::time::SimDuration;
use super::super::world::World;

/// How long a Pod stays on a node with a taint.
enum Patience {
    Endless,
    Seconds(u64),
}

impl World {
    /// Starts the timers of the Pods on a node that got a `NoExecute` taint.
    pub(super) fn plan_taint_evictions(&mut self, node: NodeIndex, key: &str) {
        let now = self.time;
        for uid in self.pods_bound_to(node) {
            let object = self.store.pod_by_uid(&uid);
            let Some(pod) = object.as_deref().and_then(Object::as_pod) else {
                continue;
            };
            let Patience::Seconds(seconds) = patience(pod, key) else {
                continue;
            };
            let at = now + SimDuration::from_seconds(seconds);
            let evictions = &mut self.nodes[node].heartbeat.evictions;
            evictions.insert(uid.clone(), at);
            self.at(at, Event::TaintEviction { node, uid });
        }
    }

    /// The taints went before the time was over.
    pub(super) fn cancel_taint_evictions(&mut self, node: NodeIndex) {
        let planned = std::mem::take(&mut self.nodes[node].heartbeat.evictions);
        for uid in planned.keys() {
            self.tell_taint_eviction(uid, "Cancelling deletion of Pod");
        }
    }

    /// A timer ends; one that was cancelled is stale.
    pub(in crate::engine) fn taint_eviction(&mut self, node: NodeIndex, uid: &Uid) {
        let now = self.time;
        let evictions = &mut self.nodes[node].heartbeat.evictions;
        if evictions.get(uid) != Some(&now) {
            return;
        }
        evictions.remove(uid);
        let object = self.store.pod_by_uid(uid);
        let Some(pod) = object.as_deref().and_then(Object::as_pod) else {
            return;
        };
        self.tell_taint_eviction(uid, "Marking for deletion Pod");
        let key = ObjectKey::pod(&pod.metadata.namespace, &pod.metadata.name);
        let mut disrupted = pod.clone();
        let stamp = self.timestamp();
        disrupted.status.conditions.insert(
            0,
            Condition {
                condition_type: condition::DISRUPTION_TARGET.to_owned(),
                status: ConditionStatus::True,
                reason: "DeletionByTaintManager".to_owned(),
                message: "Taint manager: deleting due to NoExecute taint".to_owned(),
                last_transition_time: Some(stamp),
                ..Default::default()
            },
        );
        self.write_pod(Component::NodeController, Rule::TaintEviction, disrupted);
        // A Pod that vanished meanwhile needs no deletion.
        let _ = self.delete(&key, DeleteOptions::default());
    }

    fn tell_taint_eviction(&mut self, uid: &Uid, words: &str) {
        let Some(key) = self.store.pod_key(uid).cloned() else {
            return;
        };
        let message = format!("{words} {}/{}", key.namespace, key.name);
        let text = EventText::normal("TaintManagerEviction", message);
        self.say(Component::NodeController, uid, Rule::TaintEviction, text);
    }
}

/// The shortest time of the tolerations that match.
fn patience(pod: &Pod, key: &str) -> Patience {
    let mut tolerated = false;
    let mut shortest: Option<u64> = None;
    for toleration in &pod.spec.tolerations {
        let key_matches = toleration.key == key || toleration.key.is_empty();
        let effect_matches = toleration.effect.is_empty() || toleration.effect == "NoExecute";
        let value_matches = toleration.operator == "Exists" || toleration.value.is_empty();
        if !(key_matches && effect_matches && value_matches) {
            continue;
        }
        tolerated = true;
        if let Some(seconds) = toleration.toleration_seconds {
            let seconds = seconds.max(0) as u64;
            shortest = Some(shortest.map_or(seconds, |known| known.min(seconds)));
        }
    }
    match (tolerated, shortest) {
        (false, _) => Patience::Seconds(0),
        (true, None) => Patience::Endless,
        (true, Some(seconds)) => Patience::Seconds(seconds),
    }
}
