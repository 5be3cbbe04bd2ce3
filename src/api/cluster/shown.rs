//! What the objects around a Pod look like on the wire where that is not what they are inside:
//! facts that the API server writes in two places, or that are the same for every object here.

use super::{
    Endpoint, EndpointAddress, EndpointSlice, Event, EventSource, InvolvedObject, Namespace,
    NodeSpec, NodeStatus, Service, ServiceSpec,
};
use crate::api::Timestamp;
use crate::api::status::{Condition, ConditionStatus};
use crate::api::wire::{Presence, Visitor, wire};
use crate::order::Map;

/// What the API server adds: the finalizer of every namespace, and `Active` or `Terminating`.
pub(super) fn show_namespace_phase(namespace: &mut Namespace, visitor: &mut dyn Visitor) {
    let mut spec = NamespaceSpec {
        finalizers: vec!["kubernetes".to_owned()],
    };
    visitor.field("spec", Presence::Always, &mut spec);
    let deleted = namespace.metadata.deletion_timestamp.is_some();
    let mut status = NamespaceStatus {
        phase: if deleted { "Terminating" } else { "Active" }.to_owned(),
    };
    visitor.field("status", Presence::Always, &mut status);
}

wire! {
    /// `spec` of a Namespace.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct NamespaceSpec {
        pub finalizers: Vec<String>,
    }
}

wire! {
    /// `status` of a Namespace.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct NamespaceStatus {
        pub phase: String,
    }
}

pub(super) fn show_pod_cidr(spec: &mut NodeSpec, visitor: &mut dyn Visitor) {
    visitor.field("podCIDR", Presence::IfSet, &mut spec.pod_cidr);
    visitor.field("podCIDRs", Presence::IfSet, &mut one_of(&spec.pod_cidr));
}

/// A list of one text, or of none if it is empty.
fn one_of(text: &str) -> Vec<String> {
    if text.is_empty() {
        Vec::new()
    } else {
        vec![text.to_owned()]
    }
}

pub(super) fn show_node_facts(status: &mut NodeStatus, visitor: &mut dyn Visitor) {
    let mut addresses: Vec<NodeAddress> = Vec::new();
    if !status.internal_ip.is_empty() {
        addresses.push(NodeAddress {
            address_type: "InternalIP".to_owned(),
            address: status.internal_ip.clone(),
        });
    }
    visitor.field("addresses", Presence::IfSet, &mut addresses);
    let internal = addresses
        .into_iter()
        .find(|address| address.address_type == "InternalIP");
    status.internal_ip = internal.map(|address| address.address).unwrap_or_default();
    let mut info = NodeInfo {
        kubelet_version: std::mem::take(&mut status.kubelet_version),
    };
    visitor.field("nodeInfo", Presence::IfSet, &mut info);
    status.kubelet_version = info.kubelet_version;
    let conditions = std::mem::take(&mut status.conditions).into_iter();
    let mut conditions: Vec<NodeCondition> = conditions.map(NodeCondition::of).collect();
    visitor.field("conditions", Presence::IfSet, &mut conditions);
    status.conditions = conditions.into_iter().map(NodeCondition::inside).collect();
}

wire! {
    /// `status.conditions[]` of a Node. Heartbeats are not simulated.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct NodeCondition {
        #[wire(always)]
        pub last_heartbeat_time: Option<Timestamp>,
        #[wire(always)]
        pub last_transition_time: Option<Timestamp>,
        pub message: String,
        pub reason: String,
        pub status: ConditionStatus,
        #[wire("type")]
        pub condition_type: String,
    }
}

impl NodeCondition {
    fn of(condition: Condition) -> NodeCondition {
        NodeCondition {
            last_heartbeat_time: None,
            last_transition_time: condition.last_transition_time,
            message: condition.message,
            reason: condition.reason,
            status: condition.status,
            condition_type: condition.condition_type,
        }
    }

    fn inside(self) -> Condition {
        Condition {
            condition_type: self.condition_type,
            status: self.status,
            reason: self.reason,
            message: self.message,
            observed_generation: 0,
            last_transition_time: self.last_transition_time,
        }
    }
}

wire! {
    /// `status.addresses[]` of a Node.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct NodeAddress {
        #[wire("type", always)]
        pub address_type: String,
        #[wire(always)]
        pub address: String,
    }
}

wire! {
    /// `status.nodeInfo`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct NodeInfo {
        pub kubelet_version: String,
    }
}

wire! {
    /// `status` of a Service: nothing here has a load balancer.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ServiceStatus {
        #[wire(always)]
        pub load_balancer: Map<String, String>,
    }
}

pub(super) fn show_load_balancer(_: &mut Service, visitor: &mut dyn Visitor) {
    visitor.field("status", Presence::Always, &mut ServiceStatus::default());
}

/// What the API server adds to a Service that has an address (control-plane.md §3).
pub(super) fn show_ip_families(spec: &mut ServiceSpec, visitor: &mut dyn Visitor) {
    visitor.field("clusterIPs", Presence::IfSet, &mut one_of(&spec.cluster_ip));
    if spec.cluster_ip.is_empty() {
        return;
    }
    for (name, value) in [
        ("internalTrafficPolicy", "Cluster"),
        ("ipFamilyPolicy", "SingleStack"),
    ] {
        visitor.field(name, Presence::Always, &mut value.to_owned());
    }
    visitor.field("ipFamilies", Presence::Always, &mut one_of("IPv4"));
}

pub(super) fn show_target(address: &mut EndpointAddress, visitor: &mut dyn Visitor) {
    show_target_reference(&mut address.target_name, visitor);
}

/// `targetRef`: the Pod behind an address, of which only the name is kept.
fn show_target_reference(pod_name: &mut String, visitor: &mut dyn Visitor) {
    let name = std::mem::take(pod_name);
    let mut target = (!name.is_empty()).then(|| InvolvedObject {
        kind: "Pod".to_owned(),
        name,
        ..InvolvedObject::default()
    });
    visitor.field("targetRef", Presence::IfSet, &mut target);
    *pod_name = target.map(|target| target.name).unwrap_or_default();
}

pub(super) fn show_address_type(_: &mut EndpointSlice, visitor: &mut dyn Visitor) {
    visitor.field("addressType", Presence::Always, &mut "IPv4".to_owned());
}

pub(super) fn show_endpoint(endpoint: &mut Endpoint, visitor: &mut dyn Visitor) {
    let mut addresses = one_of(&endpoint.address);
    visitor.field("addresses", Presence::Always, &mut addresses);
    endpoint.address = addresses.pop().unwrap_or_default();
    let mut conditions = EndpointConditions {
        ready: endpoint.ready,
        serving: endpoint.serving,
        terminating: endpoint.terminating,
    };
    visitor.field("conditions", Presence::Always, &mut conditions);
    endpoint.ready = conditions.ready;
    endpoint.serving = conditions.serving;
    endpoint.terminating = conditions.terminating;
    show_target_reference(&mut endpoint.target_name, visitor);
}

wire! {
    /// `endpoints[].conditions`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EndpointConditions {
        #[wire(always)]
        pub ready: bool,
        #[wire(always)]
        pub serving: bool,
        #[wire(always)]
        pub terminating: bool,
    }
}

/// The newer words for the source, which the recorder writes too, and the time that only newer
/// Events have.
pub(super) fn show_reporter(event: &mut Event, visitor: &mut dyn Visitor) {
    visitor.field("eventTime", Presence::Always, &mut None::<Timestamp>);
    let EventSource { component, host } = &mut event.source.clone();
    visitor.field("reportingComponent", Presence::Always, component);
    visitor.field("reportingInstance", Presence::Always, host);
}
