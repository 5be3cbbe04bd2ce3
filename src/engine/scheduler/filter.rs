//! Which nodes a Pod may go to, and the scheduler's words when it is none
//! (control-plane.md §2.2, §2.6).

use crate::api::pod::Toleration;
use crate::api::{Node, Pod};
use crate::order;
use crate::order::Map;

use super::super::apiserver::Store;
use super::requests::pod_requests;

/// Why a node was refused.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    reasons: Vec<String>,
    /// Removing other Pods cannot help.
    unresolvable: bool,
}

impl Refusal {
    fn final_one(reason: &str) -> Option<Refusal> {
        Some(Refusal {
            reasons: vec![reason.to_owned()],
            unresolvable: true,
        })
    }
}

/// `None` if the node fits; else the reasons of the first filter that refused it.
pub(super) fn verdict(pod: &Pod, node: &Node, store: &Store) -> Option<Refusal> {
    let tolerates = |key: &str, value: &str, effect: &str| {
        pod.spec
            .tolerations
            .iter()
            .any(|toleration| tolerates(toleration, key, value, effect))
    };
    if node.spec.unschedulable && !tolerates("node.kubernetes.io/unschedulable", "", "NoSchedule") {
        return Refusal::final_one("node(s) were unschedulable");
    }
    let repelled = node
        .spec
        .taints
        .iter()
        .filter(|taint| taint.effect == "NoSchedule" || taint.effect == "NoExecute")
        .any(|taint| !tolerates(&taint.key, &taint.value, &taint.effect));
    if repelled {
        return Refusal::final_one("node(s) had untolerated taint(s)");
    }
    let selected = pod
        .spec
        .node_selector
        .iter()
        .all(|(key, value)| node.metadata.labels.get(key) == Some(value));
    if !selected {
        return Refusal::final_one("node(s) didn't match Pod's node affinity/selector");
    }
    let neighbours: Vec<&Pod> = assigned_pods(node, store).collect();
    if host_port_taken(pod, &neighbours) {
        let reason = "node(s) didn't have free ports for the requested pod ports";
        return Some(Refusal {
            reasons: vec![reason.to_owned()],
            unresolvable: false,
        });
    }
    resources_verdict(pod, node, &neighbours)
}

/// Pods that use the node's resources: terminating ones still do, finished ones do not.
pub(super) fn assigned_pods<'a>(node: &'a Node, store: &'a Store) -> impl Iterator<Item = &'a Pod> {
    store
        .pods()
        .filter(|pod| pod.spec.node_name == node.metadata.name && !pod.status.phase.is_terminal())
}

fn host_port_taken(pod: &Pod, neighbours: &[&Pod]) -> bool {
    let ports = |pod: &Pod| -> Vec<(i32, String)> {
        pod.spec
            .all_containers()
            .flat_map(|container| &container.ports)
            .filter(|port| port.host_port > 0)
            .map(|port| (port.host_port, port.protocol.clone()))
            .collect()
    };
    let wanted = ports(pod);
    !wanted.is_empty()
        && neighbours
            .iter()
            .any(|other| ports(other).iter().any(|port| wanted.contains(port)))
}

fn resources_verdict(pod: &Pod, node: &Node, neighbours: &[&Pod]) -> Option<Refusal> {
    let allocatable = |name: &str| node.status.allocatable.get(name).map_or(0, |q| q.milli);
    let mut reasons = Vec::new();
    let mut unresolvable = false;
    if (neighbours.len() as i128 + 1) * 1_000 > allocatable("pods") {
        reasons.push("Too many pods".to_owned());
    }
    for (name, wanted) in pod_requests(pod) {
        if wanted <= 0 {
            continue;
        }
        let used: i128 = neighbours
            .iter()
            .map(|other| pod_requests(other).get(&name).copied().unwrap_or(0))
            .sum();
        if wanted > allocatable(&name) - used {
            reasons.push(format!("Insufficient {name}"));
            unresolvable |= wanted > allocatable(&name);
        }
    }
    (!reasons.is_empty()).then_some(Refusal {
        reasons,
        unresolvable,
    })
}

/// component-helpers ToleratesTaint.
fn tolerates(toleration: &Toleration, key: &str, value: &str, effect: &str) -> bool {
    let exists = toleration.operator == "Exists";
    let key_matches = toleration.key == key || (toleration.key.is_empty() && exists);
    let effect_matches = toleration.effect.is_empty() || toleration.effect == effect;
    key_matches && effect_matches && (exists || toleration.value == value)
}

/// `0/2 nodes are available: 2 Insufficient cpu. preemption: …` (control-plane.md §2.6).
pub(super) fn failure_message(verdicts: &[Option<Refusal>]) -> String {
    if verdicts.is_empty() {
        return "no nodes available to schedule pods".to_owned();
    }
    let nodes_count = verdicts.len();
    let mut filters = Map::<&str, usize>::new();
    let mut preemption = Map::<&str, usize>::new();
    for refusal in verdicts.iter().flatten() {
        for reason in &refusal.reasons {
            *filters.entry(reason).or_default() += 1;
        }
        let word = if refusal.unresolvable {
            "Preemption is not helpful for scheduling"
        } else {
            "No preemption victims found for incoming pod"
        };
        *preemption.entry(word).or_default() += 1;
    }
    format!(
        "0/{nodes_count} nodes are available: {}. preemption: 0/{nodes_count} nodes are available: {}.",
        counted(&filters),
        counted(&preemption)
    )
}

/// `1 a, 2 b`, sorted as whole strings.
fn counted(reasons: &Map<&str, usize>) -> String {
    let mut lines: Vec<String> = reasons
        .iter()
        .map(|(reason, count)| format!("{count} {reason}"))
        .collect();
    order::sort(&mut lines);
    lines.join(", ")
}
