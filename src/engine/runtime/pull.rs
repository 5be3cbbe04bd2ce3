//! Image pulls of a node: one at a time, first come first served
//! (kubelet.md §2.5; images/puller.go processImagePullRequests).

use std::collections::VecDeque;
use std::sync::Arc;

use super::super::queue::Uid;
use super::super::time::SimTime;

/// The pulls of a node; the first runs, the others wait.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pulls {
    pub(in crate::engine) queue: VecDeque<Pull>,
}

/// One requested pull.
#[derive(Clone, Debug, PartialEq)]
pub struct Pull {
    pub uid: Uid,
    pub container: Arc<str>,
    pub image: Arc<str>,
    pub size_bytes: u64,
    /// How long an annotation says that it takes.
    pub takes_ms: Option<u64>,
    pub requested_at: SimTime,
    pub started_at: Option<SimTime>,
    pub ends_at: Option<SimTime>,
    /// The registry's answer if the pull will fail.
    pub error: Option<String>,
}

impl Pulls {
    /// The pull that a container waits for.
    pub fn of(&self, uid: &str, container: &str) -> Option<&Pull> {
        self.queue
            .iter()
            .find(|pull| &*pull.uid == uid && &*pull.container == container)
    }
}
