//! Controllers of the control plane: one file each. They see the API server only.

mod node_lifecycle;
mod taint_eviction;

pub(in crate::engine) use node_lifecycle::{CONDITIONS, Heartbeat};
