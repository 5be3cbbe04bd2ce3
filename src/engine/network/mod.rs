//! The way from a Service's address to a Pod: kube-proxy's rules, which follow the endpoints a
//! moment later, and the clients from outside.
//!
//! How an address inside the cluster is found, and what a Pod answers, is in `runtime/network`.

mod proxy;
mod traffic;

use std::sync::Arc;

use crate::api::ObjectKey;
use crate::order::{Map, Set};

use super::time::SimTime;

pub(in crate::engine) use proxy::Client;
pub use proxy::Routed;

/// What is known between the API server and the Pods' own networks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// Services that the endpoint controllers are about to look at.
    pub(super) endpoints_due: Set<Arc<ObjectKey>>,
    /// Services whose rules kube-proxy is about to change.
    proxy_due: Set<Arc<ObjectKey>>,
    /// kube-proxy's rules.
    routes: Map<Arc<ObjectKey>, Vec<Routed>>,
    /// When the next request from outside is due, by Service.
    traffic: Map<Arc<ObjectKey>, SimTime>,
    /// The endpoint that a client of a Service with affinity had last, and when.
    affinity: Map<(Arc<ObjectKey>, Arc<str>), (String, SimTime)>,
}
