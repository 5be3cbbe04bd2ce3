//! What is fixed for a whole run: the scenario's header.

use crate::api::Timestamp;

/// The settings of a run; the same settings and commands give the same trace, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub seed: u64,
    /// Worker nodes `node1`, `node2`, …; 1 to [`Config::NODES_MAX`].
    pub nodes: u32,
    pub release: Release,
    /// Whether the kubelet's random delays are drawn (seeded) or zero.
    pub jitter: bool,
    /// Wall time of t = 0.
    pub start: Timestamp,
    pub waiting_reason: WaitingReason,
    /// Whether images that can be pulled are on every node already.
    pub images_are_present: bool,
}

impl Config {
    pub const NODES_MAX: u32 = 20;
}

impl Default for Config {
    fn default() -> Config {
        Config {
            seed: 1,
            nodes: 2,
            release: Release::V1_36,
            jitter: false,
            start: Timestamp {
                unix_seconds: 1_767_225_600,
            },
            waiting_reason: WaitingReason::Prompt,
            images_are_present: false,
        }
    }
}

/// The Kubernetes releases whose rules are simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Release {
    V1_34,
    V1_36,
}

impl Release {
    pub const ALL: [Release; 2] = [Release::V1_34, Release::V1_36];

    /// `1.36`.
    pub fn name(self) -> &'static str {
        match self {
            Release::V1_34 => "1.34",
            Release::V1_36 => "1.36",
        }
    }

    pub fn parse(text: &str) -> Option<Release> {
        Release::ALL
            .into_iter()
            .find(|release| release.name() == text)
    }

    /// One pod's runtime state is read right after a sync that acted (`PLEGOnDemandRelist`, ≥ 1.36).
    pub fn relists_on_demand(self) -> bool {
        self >= Release::V1_36
    }

    /// A crash back-off requeues the Pod at its expiry (≥ 1.35); before, it was polled.
    pub fn requeues_at_back_off_expiry(self) -> bool {
        self >= Release::V1_36
    }

    /// A kubelet that restarts takes over what the API says of running containers instead of
    /// calling them not ready (≥ 1.35; kubelet.md §6.10).
    pub fn keeps_ready_over_kubelet_restart(self) -> bool {
        self >= Release::V1_36
    }

    /// The shorter `Container created` / `Container started` and the longer
    /// `already present on machine and can be accessed by the pod` (≥ 1.35).
    pub fn has_texts_of_1_35(self) -> bool {
        self >= Release::V1_36
    }

    /// `PodReadyToStartContainers` turns True as soon as the sandbox is up (≥ 1.36).
    pub fn publishes_sandbox_at_once(self) -> bool {
        self >= Release::V1_36
    }
}

/// When a container's new waiting reason reaches the API (kubelet.md §4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaitingReason {
    /// The teaching form: at the next relist. Only 1.35 and later differ from [`Self::Faithful`].
    Prompt,
    /// As the kubelet does it: at the Pod's next sync, whenever that is.
    Faithful,
}
