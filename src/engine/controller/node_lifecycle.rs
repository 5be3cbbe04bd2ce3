//! The node lifecycle controller: a node that is not heard of for 50 s becomes unreachable
//! (control-plane.md §9.1, §9.2; nodelifecycle/node_lifecycle_controller.go monitorNodeHealth).

use std::collections::BTreeMap;

use crate::api::status::{ConditionStatus, condition};
use crate::api::{Object, Pod};

use super::super::apiserver::EventText;
use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::Component;
use super::super::rule::Rule;
use super::super::time::{SimDuration, SimTime};
use super::super::world::World;

/// The kubelet renews its lease so often; leases of all nodes are renewed at whole tens (SIM).
const HEARTBEAT_SECONDS: u64 = 10;
/// `node-monitor-grace-period`.
const GRACE: SimDuration = SimDuration::from_seconds(50);
/// A second node is tainted with `NoExecute` so much later: 0.1 nodes a second.
const TAINT_SPACING: SimDuration = SimDuration::from_seconds(10);

const UNREACHABLE: &str = "node.kubernetes.io/unreachable";
const SILENT: (&str, &str) = ("NodeStatusUnknown", "Kubelet stopped posting node status.");
/// The conditions that only the kubelet can know, and their words when all is well.
pub(in crate::engine) const CONDITIONS: [(&str, &str, &str); 4] = [
    (
        "MemoryPressure",
        "KubeletHasSufficientMemory",
        "kubelet has sufficient memory available",
    ),
    (
        "DiskPressure",
        "KubeletHasNoDiskPressure",
        "kubelet has no disk pressure",
    ),
    (
        "PIDPressure",
        "KubeletHasSufficientPID",
        "kubelet has sufficient PID available",
    ),
    ("Ready", "KubeletReady", "kubelet is posting ready status"),
];

/// What the controller knows of a node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heartbeat {
    /// When its last lease was seen, while none comes any more.
    silent_since: Option<SimTime>,
    /// When the `NoExecute` taint was set.
    pub(super) tainted_at: Option<SimTime>,
    /// When Pods will be deleted for it.
    pub(super) evictions: BTreeMap<Uid, SimTime>,
}

impl World {
    /// The node's heartbeats end: the last one was at a whole ten seconds.
    pub(in crate::engine) fn heartbeat_ends(&mut self, node: NodeIndex) {
        let seconds = self.time.whole_seconds();
        let last = SimTime::from_seconds(seconds / HEARTBEAT_SECONDS * HEARTBEAT_SECONDS);
        let heartbeat = &mut self.nodes[node].heartbeat;
        if heartbeat.silent_since.is_none() {
            heartbeat.silent_since = Some(last);
            self.at(last + GRACE, Event::NodeMonitor { node });
        }
    }

    /// The kubelet posts its status again: the node is ready, its taints go.
    pub(in crate::engine) fn heartbeat_returns(&mut self, node: NodeIndex) {
        self.nodes[node].heartbeat.silent_since = None;
        let kubelet = self.kubelet_of(node);
        let mut was_lost = false;
        for (condition_type, reason, message) in CONDITIONS {
            if self.nodes[node].kubelet.is_pressed(condition_type) {
                continue;
            }
            let status = ConditionStatus::from_bool(condition_type == "Ready");
            let words = (condition_type, reason, message);
            was_lost |= self.set_node_condition(node, kubelet, Rule::NodeMonitor, words, status);
        }
        if was_lost {
            let name = self.nodes[node].name.clone();
            let text =
                EventText::normal("NodeReady", format!("Node {name} status is now: NodeReady"));
            self.say_of_node(node, kubelet, Rule::NodeMonitor, text);
        }
        for effect in ["NoSchedule", "NoExecute"] {
            self.set_node_taint(node, Rule::NodeMonitor, (UNREACHABLE, effect), false);
        }
        self.nodes[node].heartbeat.tainted_at = None;
        self.cancel_taint_evictions(node);
    }

    /// The controller's pass at which the grace of a silent node is over, or its turn to be
    /// tainted has come.
    pub(in crate::engine) fn node_monitor(&mut self, node: NodeIndex) {
        let now = self.time;
        let silent = self.nodes[node].heartbeat.silent_since;
        if silent.is_none_or(|since| now < since + GRACE) {
            return;
        }
        self.node_is_lost(node);
        let others = self
            .nodes
            .iter()
            .filter_map(|other| other.heartbeat.tainted_at);
        let next = others.max().map_or(now, |last| last + TAINT_SPACING);
        if self.nodes[node].heartbeat.tainted_at.is_some() {
            return;
        }
        if next > now {
            return self.at(next, Event::NodeMonitor { node });
        }
        let taint = (UNREACHABLE, "NoExecute");
        self.set_node_taint(node, Rule::NodeMonitor, taint, true);
        self.nodes[node].heartbeat.tainted_at = Some(now);
        self.plan_taint_evictions(node, UNREACHABLE);
    }

    fn node_is_lost(&mut self, node: NodeIndex) {
        let (reason, message) = SILENT;
        let mut is_news = false;
        for (condition_type, ..) in CONDITIONS {
            is_news |= self.set_node_condition(
                node,
                Component::NodeController,
                Rule::NodeMonitor,
                (condition_type, reason, message),
                ConditionStatus::Unknown,
            );
        }
        if !is_news {
            return;
        }
        let name = self.nodes[node].name.clone();
        let text = EventText::normal(
            "NodeNotReady",
            format!("Node {name} status is now: NodeNotReady"),
        );
        self.say_of_node(node, Component::NodeController, Rule::NodeMonitor, text);
        self.pods_are_not_ready(&name);
        let taint = (UNREACHABLE, "NoSchedule");
        self.set_node_taint(node, Rule::NodeMonitor, taint, true);
    }

    /// Only `Ready` and its time change: states, phase and `ready` stay as last reported
    /// (controller/util/node MarkPodsNotReady).
    fn pods_are_not_ready(&mut self, node_name: &str) {
        let stamp = self.timestamp();
        let pods: Vec<Pod> = self
            .store
            .pods()
            .filter(|pod| pod.spec.node_name == node_name)
            .filter(|pod| pod.status.condition_is_true(condition::READY))
            .cloned()
            .collect();
        let cause = self.cause();
        for mut pod in pods {
            let uid: Uid = pod.metadata.uid.as_str().into();
            let conditions = &mut pod.status.conditions;
            if let Some(ready) = conditions
                .iter_mut()
                .find(|found| found.condition_type == condition::READY)
            {
                ready.status = ConditionStatus::False;
                ready.last_transition_time = Some(stamp);
            }
            self.follow(cause);
            self.write_pod(Component::NodeController, Rule::NodeMonitor, pod);
            let text = EventText::warning("NodeNotReady", "Node is not ready".to_owned());
            self.say(Component::NodeController, &uid, Rule::NodeMonitor, text);
        }
        self.follow(cause);
    }

    /// The Pods that are bound to a node.
    pub(super) fn pods_bound_to(&self, node: NodeIndex) -> Vec<Uid> {
        let name = &*self.nodes[node].name;
        let pods = self.store.list(crate::api::Kind::Pod);
        pods.filter_map(Object::as_pod)
            .filter(|pod| pod.spec.node_name == name)
            .map(|pod| pod.metadata.uid.as_str().into())
            .collect()
    }
}
