//! A Pod's `status`: phase, conditions, container states. Three layers that Kubernetes keeps
//! apart, and the STATUS column of kubectl is a fourth that no field holds.

use super::Timestamp;
use super::wire::{Fields, Presence, Shape, Visitor, Wire, wire, words};

wire! {
    /// `status` of a Pod.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PodStatus {
        pub phase: PodPhase,
        pub reason: String,
        pub message: String,
        pub qos_class: String,
        pub observed_generation: i64,
        pub conditions: Vec<Condition>,
        #[wire(skip)]
        pub host_ip: String,
        #[wire(skip)]
        pub pod_ip: String,
        pub start_time: Option<Timestamp>,
        pub init_container_statuses: Vec<ContainerStatus>,
        pub container_statuses: Vec<ContainerStatus>,
        pub ephemeral_container_statuses: Vec<ContainerStatus>,
        pub nominated_node_name: String,
    }
    also show_addresses;
}

words! {
    /// `status.phase` (kubelet.md §3). `Unknown` is part of the API but is never set today.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
    pub enum PodPhase {
        #[default]
        Pending,
        Running,
        Succeeded,
        Failed,
        Unknown,
    }
}

impl PodPhase {
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

wire! {
    /// `status.conditions[]`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Condition {
        #[wire("type")]
        pub condition_type: String,
        pub status: ConditionStatus,
        pub reason: String,
        pub message: String,
        pub observed_generation: i64,
        /// Changes only when `status` changes (kubelet.md §0.6).
        #[wire(always)]
        pub last_transition_time: Option<Timestamp>,
    }
    also show_probe_time;
}

words! {
    /// `"True"`, `"False"` or `"Unknown"`.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
    pub enum ConditionStatus {
        True,
        False,
        #[default]
        Unknown,
    }
}

impl ConditionStatus {
    /// `True` or `False` from a boolean.
    pub fn from_bool(value: bool) -> ConditionStatus {
        if value {
            ConditionStatus::True
        } else {
            ConditionStatus::False
        }
    }
}

wire! {
    /// One entry of `containerStatuses`, `initContainerStatuses` or `ephemeralContainerStatuses`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ContainerStatus {
        #[wire(always)]
        pub name: String,
        #[wire(always)]
        pub image: String,
        #[wire("imageID", always)]
        pub image_id: String,
        #[wire("containerID")]
        pub container_id: String,
        pub state: ContainerState,
        /// Under `lastState.terminated`; the other two states are never there.
        #[wire(skip)]
        pub last_state: Option<Terminated>,
        #[wire(always)]
        pub ready: bool,
        pub started: Option<bool>,
        #[wire(always)]
        pub restart_count: i32,
    }
    also show_last_state;
}

/// `state` of a container: exactly one of three.
#[derive(Clone, Debug, PartialEq)]
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

impl Wire for ContainerState {
    fn shape(&mut self) -> Shape<'_> {
        Shape::Struct(self)
    }
}

impl Fields for ContainerState {
    /// One optional field for each state; none of them means waiting.
    fn fields(&mut self, visitor: &mut dyn Visitor) {
        let (mut waiting, mut running, mut terminated) = (None, None, None);
        match std::mem::take(self) {
            ContainerState::Waiting(state) => waiting = Some(state),
            ContainerState::Running(state) => running = Some(state),
            ContainerState::Terminated(state) => terminated = Some(state),
        }
        visitor.field("waiting", Presence::IfSet, &mut waiting);
        visitor.field("running", Presence::IfSet, &mut running);
        visitor.field("terminated", Presence::IfSet, &mut terminated);
        *self = match (terminated, running) {
            (Some(state), _) => ContainerState::Terminated(state),
            (None, Some(state)) => ContainerState::Running(state),
            (None, None) => ContainerState::Waiting(waiting.unwrap_or_default()),
        };
    }
}

wire! {
    /// `lastState` of a container.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct LastState {
        pub terminated: Option<Terminated>,
    }
}

fn show_last_state(status: &mut ContainerStatus, visitor: &mut dyn Visitor) {
    let mut last_state = LastState {
        terminated: status.last_state.take(),
    };
    visitor.field("lastState", Presence::Always, &mut last_state);
    status.last_state = last_state.terminated;
}

wire! {
    /// An entry of `podIPs` or `hostIPs`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct IpEntry {
        pub ip: String,
    }
}

/// Each address and the list with only this address that goes with it.
fn show_addresses(status: &mut PodStatus, visitor: &mut dyn Visitor) {
    for (name, list_name, ip) in [
        ("hostIP", "hostIPs", &mut status.host_ip),
        ("podIP", "podIPs", &mut status.pod_ip),
    ] {
        visitor.field(name, Presence::IfSet, ip);
        let mut list: Vec<IpEntry> = Vec::new();
        if !ip.is_empty() {
            list.push(IpEntry { ip: ip.clone() });
        }
        visitor.field(list_name, Presence::IfSet, &mut list);
    }
}

fn show_probe_time(_: &mut Condition, visitor: &mut dyn Visitor) {
    visitor.field("lastProbeTime", Presence::Always, &mut None::<Timestamp>);
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

wire! {
    /// `state.waiting`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Waiting {
        pub reason: String,
        pub message: String,
    }
}

wire! {
    /// `state.running`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Running {
        #[wire(always)]
        pub started_at: Option<Timestamp>,
    }
}

wire! {
    /// `state.terminated` and `lastState.terminated`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Terminated {
        #[wire(always)]
        pub exit_code: i32,
        pub reason: String,
        pub message: String,
        #[wire(always)]
        pub started_at: Option<Timestamp>,
        #[wire(always)]
        pub finished_at: Option<Timestamp>,
        #[wire("containerID")]
        pub container_id: String,
    }
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
