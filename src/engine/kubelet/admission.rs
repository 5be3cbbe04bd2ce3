//! The kubelet's own admission of a Pod that was bound to its node (kubelet.md §1.2;
//! kubelet.go rejectPod, lifecycle/predicate.go).

use crate::api::status::ConditionStatus;
use crate::api::{Kind, Node, Object, ObjectKey, Pod, PodPhase, PodStatus};

use super::super::apiserver::EventText;
use super::super::queue::{NodeIndex, Uid};
use super::super::rule::Rule;
use super::super::scheduler::pod_requests;
use super::super::world::World;

impl World {
    /// Whether the Pod may run here. A refused Pod is Failed for good.
    pub(super) fn admit_pod(&mut self, node: NodeIndex, uid: &Uid, pod: &Pod) -> bool {
        let key = ObjectKey::new(Kind::Node, "", &self.nodes[node].name);
        let Some(Object::Node(api_node)) = self.store.get(&key) else {
            return true;
        };
        let Some((reason, message)) = refusal(self, node, uid, pod, api_node) else {
            return true;
        };
        let text = EventText::warning(reason, message.clone());
        let kubelet = self.kubelet_of(node);
        self.say(kubelet, uid, Rule::KubeletAdmission, text);
        let mut rejected = pod.clone();
        rejected.status = PodStatus {
            phase: PodPhase::Failed,
            reason: reason.to_owned(),
            message: format!("Pod was rejected: {message}"),
            qos_class: pod.status.qos_class.clone(),
            start_time: Some(self.timestamp()),
            observed_generation: pod.metadata.generation,
            ..Default::default()
        };
        self.write_pod(kubelet, Rule::KubeletAdmission, rejected);
        false
    }
}

/// Under memory pressure no BestEffort Pod is taken, under disk pressure none at all
/// (eviction/eviction_manager.go Admit).
fn pressure(pod: &Pod, api_node: &Node) -> Option<String> {
    let has = |name: &str| {
        let mut conditions = api_node.status.conditions.iter();
        conditions.any(|condition| {
            condition.condition_type == name && condition.status == ConditionStatus::True
        })
    };
    let is_best_effort = pod.status.qos_class == "BestEffort";
    let mut pressed: Vec<&str> = Vec::new();
    if has("MemoryPressure") && is_best_effort {
        pressed.push("MemoryPressure");
    }
    if has("DiskPressure") {
        pressed.push("DiskPressure");
    }
    let words = pressed.join(" ");
    (!pressed.is_empty()).then(|| format!("The node had condition: [{words}]. "))
}

fn refusal(
    world: &World,
    node: NodeIndex,
    uid: &Uid,
    pod: &Pod,
    api_node: &Node,
) -> Option<(&'static str, String)> {
    if !world.is_static(node, uid)
        && let Some(message) = pressure(pod, api_node)
    {
        return Some(("Evicted", message));
    }
    let labels = &api_node.metadata.labels;
    if !pod
        .spec
        .node_selector
        .iter()
        .all(|(key, value)| labels.get(key) == Some(value))
    {
        let message =
            "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector";
        return Some(("NodeAffinity", message.to_owned()));
    }
    let neighbours: Vec<&Pod> = world.nodes[node]
        .kubelet
        .workers
        .iter()
        .filter(|(other, worker)| *other != uid && !worker.status().phase.is_terminal())
        .map(|(_, worker)| &*worker.pod)
        .collect();
    let wanted = pod_requests(pod);
    for (name, reason, scale) in [
        ("cpu", "OutOfcpu", 1_i128),
        ("memory", "OutOfmemory", 1_000),
        ("ephemeral-storage", "OutOfephemeral-storage", 1_000),
    ] {
        let requested = wanted.get(name).copied().unwrap_or(0);
        let used: i128 = neighbours
            .iter()
            .map(|other| pod_requests(other).get(name).copied().unwrap_or(0))
            .sum();
        let capacity = api_node
            .status
            .allocatable
            .get(name)
            .map_or(0, |quantity| quantity.milli);
        if requested > 0 && requested + used > capacity {
            let message = format!(
                "Node didn't have enough resource: {name}, requested: {}, used: {}, capacity: {}",
                requested / scale,
                used / scale,
                capacity / scale
            );
            return Some((reason, message));
        }
    }
    None
}
