//! The kubelet: one serial worker a Pod, fed by the API server's watch, the PLEG's relist and its
//! own work queue (kubelet.md §0).
//!
//! It sees the API only through its watch and the runtime only through the relist; the lag
//! between a change and the kubelet noticing it is simulated on purpose.

mod actions;
mod admission;
pub mod back_off;
mod conditions;
mod deadline;
mod environment;
mod eviction;
mod hooks;
mod images;
mod phase;
mod pleg;
mod pressure;
pub mod prober;
mod restart;
mod static_pods;
mod status;
mod status_manager;
mod steps;
mod stopping;
mod sync;
mod termination;
mod volumes;
mod work_queue;
mod worker;

use std::sync::Arc;

use crate::api::Pod;
use crate::order::Map;

use super::apiserver::SpamBuckets;
use super::by_uid::ByUid;
use super::queue::Uid;
use super::time::SimTime;

pub use back_off::{BackOff, BackOffKey};
pub use stopping::{StopStage, Stopping};
pub use worker::PodWorker;

/// The state of one node's kubelet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kubelet {
    pub workers: ByUid<PodWorker>,
    pub(super) pleg: pleg::Pleg,
    pub(super) work_queue: work_queue::WorkQueue,
    /// Waits before restarts, by Pod, container and image.
    pub(super) crash_back_off: Map<BackOffKey, BackOff>,
    /// Waits before pulls, by Pod and image.
    pub(super) image_back_off: Map<BackOffKey, BackOff>,
    pub(super) event_buckets: SpamBuckets,
    pub(super) pressure: eviction::Pressure,
    /// Pods that files of the node describe, by uid.
    pub(super) static_pods: Map<Uid, Pod>,
    /// When it was started; the first ones were there before everything else.
    pub(super) started_at: SimTime,
}

impl Kubelet {
    /// When the work queue looks at a Pod again.
    pub fn requeued_at(&self, uid: &str) -> Option<SimTime> {
        self.work_queue.tick_for(uid)
    }

    /// Forgets a Pod that is gone for good.
    fn forget(&mut self, uid: &Uid) {
        self.workers.remove(uid);
        self.pleg.forget(uid);
        self.work_queue.remove(uid);
        self.crash_back_off.retain(|key, _| key.uid != *uid);
        self.image_back_off.retain(|key, _| key.uid != *uid);
        self.event_buckets.forget(uid);
    }
}

/// What a failed start of a container left for the next status.
#[derive(Clone, Debug, PartialEq)]
pub struct StartFailure {
    pub reason: &'static str,
    pub message: Arc<str>,
}
