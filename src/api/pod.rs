//! The Pod and its `spec`.

use super::container::{Container, Resources};
use super::volume::Volume;
use super::wire::{Presence, Visitor, wire, words};
use super::{ObjectMeta, PodStatus};
use crate::order::Map;

wire! {
    /// `kind: Pod`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Pod {
        pub metadata: ObjectMeta,
        #[wire(always)]
        pub spec: PodSpec,
        #[wire(always)]
        pub status: PodStatus,
    }
}

wire! {
    /// `spec` of a Pod: the fields that the engine simulates or that a learner reads back.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PodSpec {
        pub init_containers: Vec<Container>,
        pub containers: Vec<Container>,
        pub ephemeral_containers: Vec<Container>,
        pub restart_policy: Option<RestartPolicy>,
        pub termination_grace_period_seconds: Option<i64>,
        pub active_deadline_seconds: Option<i64>,
        pub node_name: String,
        pub node_selector: Map<String, String>,
        pub tolerations: Vec<Toleration>,
        pub host_network: bool,
        #[wire("hostPID")]
        pub host_pid: bool,
        #[wire("hostIPC")]
        pub host_ipc: bool,
        pub share_process_namespace: Option<bool>,
        pub hostname: String,
        pub subdomain: String,
        pub dns_policy: String,
        pub enable_service_links: Option<bool>,
        pub service_account_name: String,
        pub scheduler_name: String,
        pub priority: Option<i32>,
        pub priority_class_name: String,
        pub preemption_policy: String,
        pub scheduling_gates: Vec<SchedulingGate>,
        pub readiness_gates: Vec<ReadinessGate>,
        pub volumes: Vec<Volume>,
        pub resources: Option<Resources>,
        pub security_context: Option<PodSecurityContext>,
    }
    also show_service_account;
}

/// The name's older spelling, which the API server keeps beside it.
fn show_service_account(spec: &mut PodSpec, visitor: &mut dyn Visitor) {
    let mut name = spec.service_account_name.clone();
    visitor.field("serviceAccount", Presence::IfSet, &mut name);
}

words! {
    /// What happens to a container that ended (kubelet.md §4.1).
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
    pub enum RestartPolicy {
        #[default]
        Always,
        OnFailure,
        Never,
    }
}

wire! {
    /// `spec.schedulingGates[]`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SchedulingGate {
        #[wire(always)]
        pub name: String,
    }
}

wire! {
    /// `spec.readinessGates[]`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ReadinessGate {
        #[wire(always)]
        pub condition_type: String,
    }
}

wire! {
    /// `spec.tolerations[]`; empty `operator` means `Equal`, empty `effect` every effect.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Toleration {
        pub key: String,
        pub operator: String,
        pub value: String,
        pub effect: String,
        pub toleration_seconds: Option<i64>,
    }
}

wire! {
    /// `spec.securityContext`, as far as it is shown.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PodSecurityContext {
        pub run_as_user: Option<i64>,
        pub run_as_group: Option<i64>,
        pub run_as_non_root: Option<bool>,
        pub fs_group: Option<i64>,
    }
}

impl PodSpec {
    /// `restartPolicy` with its default.
    pub fn restart_policy(&self) -> RestartPolicy {
        self.restart_policy.unwrap_or(RestartPolicy::Always)
    }

    /// `terminationGracePeriodSeconds` with its default of 30.
    pub fn grace_period_seconds(&self) -> i64 {
        self.termination_grace_period_seconds.unwrap_or(30)
    }

    /// Init, then regular containers, in spec order.
    pub fn all_containers(&self) -> impl Iterator<Item = &Container> {
        self.init_containers.iter().chain(self.containers.iter())
    }

    /// The init or regular container of that name.
    pub fn container(&self, name: &str) -> Option<&Container> {
        self.all_containers()
            .chain(self.ephemeral_containers.iter())
            .find(|container| container.name == name)
    }

    /// Whether the name belongs to an init container (sidecars included).
    pub fn is_init_container(&self, name: &str) -> bool {
        self.init_containers
            .iter()
            .any(|container| container.name == name)
    }
}

impl Pod {
    /// `<name>_<namespace>(<uid>)`, as the kubelet names a Pod in messages (kubelet.md, head).
    pub fn description(&self) -> String {
        let meta = &self.metadata;
        format!("{}_{}({})", meta.name, meta.namespace, meta.uid)
    }
}
