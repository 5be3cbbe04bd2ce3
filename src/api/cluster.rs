//! The objects around a Pod: namespaces, nodes, configuration, Services, endpoints, events.

mod shown;

use super::probe::IntOrString;
use super::status::Condition;
use super::wire::{wire, words};
use super::{ObjectMeta, Quantity, Timestamp};
use crate::order::Map;

wire! {
    /// `kind: Namespace`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Namespace {
        pub metadata: ObjectMeta,
    }
    also shown::show_namespace_phase;
}

wire! {
    /// `kind: ConfigMap`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ConfigMap {
        pub metadata: ObjectMeta,
        pub data: Map<String, String>,
    }
}

wire! {
    /// `kind: Secret`; `data` stays base64, `stringData` is merged into it on create.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Secret {
        pub metadata: ObjectMeta,
        #[wire("type")]
        pub secret_type: String,
        pub data: Map<String, String>,
        pub string_data: Map<String, String>,
    }
}

wire! {
    /// `kind: Node`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Node {
        pub metadata: ObjectMeta,
        pub spec: NodeSpec,
        pub status: NodeStatus,
    }
}

wire! {
    /// `spec` of a Node.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct NodeSpec {
        #[wire(skip)]
        pub pod_cidr: String,
        pub unschedulable: bool,
        pub taints: Vec<Taint>,
    }
    also shown::show_pod_cidr;
}

wire! {
    /// `spec.taints[]`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Taint {
        #[wire(always)]
        pub key: String,
        pub value: String,
        #[wire(always)]
        pub effect: String,
    }
}

wire! {
    /// `status` of a Node.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct NodeStatus {
        pub capacity: Map<String, Quantity>,
        pub allocatable: Map<String, Quantity>,
        #[wire(skip)]
        pub conditions: Vec<Condition>,
        #[wire(skip)]
        pub internal_ip: String,
        #[wire(skip)]
        pub kubelet_version: String,
    }
    also shown::show_node_facts;
}

wire! {
    /// `kind: Service`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Service {
        pub metadata: ObjectMeta,
        pub spec: ServiceSpec,
    }
    also shown::show_load_balancer;
}

wire! {
    /// `spec` of a Service.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ServiceSpec {
        pub selector: Map<String, String>,
        pub ports: Vec<ServicePort>,
        #[wire("type")]
        pub service_type: String,
        #[wire("clusterIP")]
        pub cluster_ip: String,
        pub external_name: String,
        pub publish_not_ready_addresses: bool,
        pub session_affinity: String,
    }
    also shown::show_ip_families;
}

wire! {
    /// `spec.ports[]` of a Service.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ServicePort {
        pub name: String,
        pub protocol: String,
        #[wire(always)]
        pub port: i32,
        #[wire(always)]
        pub target_port: Option<IntOrString>,
        pub node_port: i32,
    }
}

wire! {
    /// `kind: Endpoints`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Endpoints {
        pub metadata: ObjectMeta,
        pub subsets: Vec<EndpointSubset>,
    }
}

wire! {
    /// `subsets[]` of an Endpoints object.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EndpointSubset {
        pub addresses: Vec<EndpointAddress>,
        pub not_ready_addresses: Vec<EndpointAddress>,
        pub ports: Vec<EndpointPort>,
    }
}

wire! {
    /// One address of an Endpoints subset.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EndpointAddress {
        #[wire(always)]
        pub ip: String,
        pub node_name: String,
        #[wire(skip)]
        pub target_name: String,
    }
    also shown::show_target;
}

wire! {
    /// A port of an endpoint.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EndpointPort {
        pub name: String,
        #[wire(always)]
        pub port: i32,
        pub protocol: String,
    }
}

wire! {
    /// `kind: EndpointSlice`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EndpointSlice {
        pub metadata: ObjectMeta,
        pub endpoints: Vec<Endpoint>,
        pub ports: Vec<EndpointPort>,
    }
    also shown::show_address_type;
}

wire! {
    /// `endpoints[]` of an EndpointSlice (control-plane.md §4.1).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Endpoint {
        #[wire(skip)]
        pub address: String,
        pub node_name: String,
        #[wire(skip)]
        pub target_name: String,
        #[wire(skip)]
        pub ready: bool,
        #[wire(skip)]
        pub serving: bool,
        #[wire(skip)]
        pub terminating: bool,
    }
    also shown::show_endpoint;
}

words! {
    /// `type` of an Event.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
    pub enum EventType {
        #[default]
        Normal,
        Warning,
    }
}

wire! {
    /// `kind: Event`: something a component said about an object. Equal ones are counted
    /// (kubelet.md §12.1; client-go/tools/record/events_cache.go).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Event {
        pub metadata: ObjectMeta,
        #[wire("type")]
        pub event_type: EventType,
        pub reason: String,
        pub message: String,
        #[wire(always)]
        pub involved_object: InvolvedObject,
        #[wire(always)]
        pub source: EventSource,
        pub count: i32,
        #[wire(always)]
        pub first_timestamp: Option<Timestamp>,
        #[wire(always)]
        pub last_timestamp: Option<Timestamp>,
    }
    also shown::show_reporter;
}

wire! {
    /// What an Event is about.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct InvolvedObject {
        pub kind: String,
        pub namespace: String,
        pub name: String,
        pub uid: String,
        /// `spec.containers{web}` for events about a container.
        pub field_path: String,
    }
}

wire! {
    /// Who said it.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EventSource {
        pub component: String,
        pub host: String,
    }
}
