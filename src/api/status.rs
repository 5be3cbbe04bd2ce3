//! A Pod's `status`: phase, conditions, container states. Three layers that Kubernetes keeps
//! apart, and the STATUS column of kubectl is a fourth that no field holds.

use serde::{Deserialize, Serialize};

use super::Timestamp;

/// `status` of a Pod.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodStatus {
    pub phase: PodPhase,
    pub reason: String,
    pub message: String,
    pub qos_class: String,
    pub observed_generation: i64,
    pub conditions: Vec<Condition>,
    #[serde(rename = "hostIP")]
    pub host_ip: String,
    #[serde(rename = "podIP")]
    pub pod_ip: String,
    pub start_time: Option<Timestamp>,
    pub init_container_statuses: Vec<ContainerStatus>,
    pub container_statuses: Vec<ContainerStatus>,
    pub ephemeral_container_statuses: Vec<ContainerStatus>,
    pub nominated_node_name: String,
}

/// `status.phase` (kubelet.md §3). `Unknown` is part of the API but is never set today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PodPhase {
    #[default]
    Pending,
    Running,
    Succeeded,
    Failed,
    Unknown,
}

impl PodPhase {
    /// The word in the API.
    pub fn name(self) -> &'static str {
        match self {
            PodPhase::Pending => "Pending",
            PodPhase::Running => "Running",
            PodPhase::Succeeded => "Succeeded",
            PodPhase::Failed => "Failed",
            PodPhase::Unknown => "Unknown",
        }
    }

    /// Succeeded or Failed: the Pod's containers will never run again.
    pub fn is_terminal(self) -> bool {
        matches!(self, PodPhase::Succeeded | PodPhase::Failed)
    }
}

/// The condition types that Kubernetes itself writes on a Pod.
pub mod condition {
    pub const POD_SCHEDULED: &str = "PodScheduled";
    pub const POD_READY_TO_START_CONTAINERS: &str = "PodReadyToStartContainers";
    pub const INITIALIZED: &str = "Initialized";
    pub const CONTAINERS_READY: &str = "ContainersReady";
    pub const READY: &str = "Ready";
    pub const ALL_CONTAINERS_RESTARTING: &str = "AllContainersRestarting";
    pub const DISRUPTION_TARGET: &str = "DisruptionTarget";
}

/// `status.conditions[]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Condition {
    #[serde(rename = "type")]
    pub condition_type: String,
    pub status: ConditionStatus,
    pub reason: String,
    pub message: String,
    pub observed_generation: i64,
    /// Changes only when `status` changes (kubelet.md §0.6).
    pub last_transition_time: Option<Timestamp>,
}

/// `"True"`, `"False"` or `"Unknown"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ConditionStatus {
    True,
    False,
    #[default]
    Unknown,
}

impl ConditionStatus {
    /// The word in the API.
    pub fn name(self) -> &'static str {
        match self {
            ConditionStatus::True => "True",
            ConditionStatus::False => "False",
            ConditionStatus::Unknown => "Unknown",
        }
    }

    /// `True` or `False` from a boolean.
    pub fn from_bool(value: bool) -> ConditionStatus {
        if value {
            ConditionStatus::True
        } else {
            ConditionStatus::False
        }
    }
}

/// One entry of `containerStatuses`, `initContainerStatuses` or `ephemeralContainerStatuses`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContainerStatus {
    pub name: String,
    pub image: String,
    #[serde(rename = "imageID")]
    pub image_id: String,
    #[serde(rename = "containerID")]
    pub container_id: String,
    pub state: ContainerState,
    pub last_state: Option<Terminated>,
    pub ready: bool,
    pub started: Option<bool>,
    pub restart_count: i32,
}

/// `state` of a container: exactly one of three.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ContainerState {
    Waiting(Waiting),
    Running(Running),
    Terminated(Terminated),
}

impl Default for ContainerState {
    fn default() -> ContainerState {
        ContainerState::Waiting(Waiting::default())
    }
}

impl ContainerState {
    /// Waiting with a reason and no message.
    pub fn waiting(reason: &str) -> ContainerState {
        ContainerState::Waiting(Waiting {
            reason: reason.to_owned(),
            message: String::new(),
        })
    }

    /// `Waiting`, `Running` or `Terminated`.
    pub fn name(&self) -> &'static str {
        match self {
            ContainerState::Waiting(_) => "Waiting",
            ContainerState::Running(_) => "Running",
            ContainerState::Terminated(_) => "Terminated",
        }
    }

    /// The waiting or terminated reason; empty while running.
    pub fn reason(&self) -> &str {
        match self {
            ContainerState::Waiting(waiting) => &waiting.reason,
            ContainerState::Running(_) => "",
            ContainerState::Terminated(terminated) => &terminated.reason,
        }
    }
}

/// `state.waiting`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Waiting {
    pub reason: String,
    pub message: String,
}

/// `state.running`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Running {
    pub started_at: Option<Timestamp>,
}

/// `state.terminated` and `lastState.terminated`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Terminated {
    pub exit_code: i32,
    pub reason: String,
    pub message: String,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    #[serde(rename = "containerID")]
    pub container_id: String,
}

impl PodStatus {
    /// The condition of that type.
    pub fn condition(&self, condition_type: &str) -> Option<&Condition> {
        self.conditions
            .iter()
            .find(|condition| condition.condition_type == condition_type)
    }

    /// Whether the condition of that type is `True`.
    pub fn condition_is_true(&self, condition_type: &str) -> bool {
        self.condition(condition_type)
            .is_some_and(|condition| condition.status == ConditionStatus::True)
    }

    /// The status of the init, regular or ephemeral container of that name.
    pub fn container(&self, name: &str) -> Option<&ContainerStatus> {
        self.init_container_statuses
            .iter()
            .chain(&self.container_statuses)
            .chain(&self.ephemeral_container_statuses)
            .find(|status| status.name == name)
    }
}
