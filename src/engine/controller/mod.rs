//! Controllers of the control plane, one file each: they see the API server only, watch some objects
//! and keep others.

mod endpoints;
mod node_lifecycle;
mod taint_eviction;

pub(in crate::engine) use node_lifecycle::{CONDITIONS, Heartbeat};
