//! Kubernetes objects as plain data: what the API server stores and what a manifest says.
//!
//! Every struct is defined together with its form on the wire ([`wire`]), so that objects read
//! and write as in a cluster.
//! Defaulting and validation are pure functions here. This room knows nothing of ours:
//! no simulation, no text in any language, no browser.

pub mod behaviour;
pub mod cluster;
pub mod container;
pub mod defaults;
pub mod json;
pub mod key;
pub mod meta;
pub mod object;
pub mod pod;
pub mod probe;
pub mod quantity;
pub mod selector;
pub mod status;
pub mod timestamp;
pub mod validation;
pub mod value;
pub mod volume;
pub mod wire;

pub use cluster::{
    ConfigMap, EndpointSlice, Endpoints, Event, EventType, Namespace, Node, Secret, Service,
};
pub use container::Container;
pub use key::{Kind, ObjectKey};
pub use meta::ObjectMeta;
pub use object::Object;
pub use pod::{Pod, PodSpec};
pub use quantity::Quantity;
pub use status::{ContainerState, ContainerStatus, PodPhase, PodStatus};
pub use timestamp::Timestamp;
pub use value::Value;
pub use wire::Wire;
