//! One entry of `containers`, `initContainers` or `ephemeralContainers`.

use super::Quantity;
use super::pod::RestartPolicy;
use super::probe::{Lifecycle, Probe};
use super::volume::VolumeMount;
use super::wire::{wire, words};
use crate::order::Map;

wire! {
    /// A container's spec.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Container {
        #[wire(always)]
        pub name: String,
        pub image: String,
        pub image_pull_policy: Option<PullPolicy>,
        pub command: Vec<String>,
        pub args: Vec<String>,
        pub working_dir: String,
        pub env: Vec<EnvVar>,
        pub env_from: Vec<EnvFromSource>,
        pub ports: Vec<ContainerPort>,
        #[wire(always)]
        pub resources: Resources,
        pub volume_mounts: Vec<VolumeMount>,
        pub liveness_probe: Option<Probe>,
        pub readiness_probe: Option<Probe>,
        pub startup_probe: Option<Probe>,
        pub lifecycle: Option<Lifecycle>,
        pub termination_message_path: String,
        pub termination_message_policy: String,
        pub security_context: Option<SecurityContext>,
        /// On an init container, `Always` makes it a sidecar (kubelet.md §5.1).
        pub restart_policy: Option<RestartPolicy>,
        pub restart_policy_rules: Vec<RestartRule>,
        pub stdin: bool,
        pub stdin_once: bool,
        pub tty: bool,
        pub target_container_name: String,
    }
}

impl Container {
    /// An init container with `restartPolicy: Always`.
    pub fn is_sidecar(&self) -> bool {
        self.restart_policy == Some(RestartPolicy::Always)
    }

    /// The declared port of that name.
    pub fn port_named(&self, name: &str) -> Option<i32> {
        self.ports
            .iter()
            .find(|port| port.name == name)
            .map(|port| port.container_port)
    }
}

words! {
    /// When the kubelet contacts the registry (kubelet.md §2.1).
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
    pub enum PullPolicy {
        Always,
        #[default]
        IfNotPresent,
        Never,
    }
}

wire! {
    /// `ports[]`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ContainerPort {
        pub name: String,
        #[wire(always)]
        pub container_port: i32,
        pub host_port: i32,
        #[wire("hostIP")]
        pub host_ip: String,
        pub protocol: String,
    }
}

wire! {
    /// `env[]`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EnvVar {
        #[wire(always)]
        pub name: String,
        pub value: String,
        pub value_from: Option<EnvVarSource>,
    }
}

wire! {
    /// `env[].valueFrom`: at most one field is set.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EnvVarSource {
        pub config_map_key_ref: Option<KeySelector>,
        pub secret_key_ref: Option<KeySelector>,
        pub field_ref: Option<FieldSelector>,
        pub resource_field_ref: Option<ResourceFieldSelector>,
    }
}

wire! {
    /// A key of a ConfigMap or Secret.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct KeySelector {
        pub name: String,
        #[wire(always)]
        pub key: String,
        pub optional: Option<bool>,
    }
}

wire! {
    /// A field of the Pod itself.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct FieldSelector {
        pub api_version: String,
        #[wire(always)]
        pub field_path: String,
    }
}

wire! {
    /// A resource of a container of the Pod.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ResourceFieldSelector {
        pub container_name: String,
        #[wire(always)]
        pub resource: String,
        pub divisor: Option<Quantity>,
    }
}

wire! {
    /// `envFrom[]`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EnvFromSource {
        pub prefix: String,
        pub config_map_ref: Option<SourceReference>,
        pub secret_ref: Option<SourceReference>,
    }
}

wire! {
    /// A ConfigMap or Secret by name.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SourceReference {
        pub name: String,
        pub optional: Option<bool>,
    }
}

wire! {
    /// `resources`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Resources {
        pub requests: Map<String, Quantity>,
        pub limits: Map<String, Quantity>,
    }
}

wire! {
    /// `securityContext` of a container, as far as it is shown.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SecurityContext {
        pub run_as_user: Option<i64>,
        pub run_as_group: Option<i64>,
        pub run_as_non_root: Option<bool>,
        pub privileged: Option<bool>,
        pub read_only_root_filesystem: Option<bool>,
        pub allow_privilege_escalation: Option<bool>,
    }
}

wire! {
    /// `restartPolicyRules[]` (kubelet.md §4.1; KEP-5307).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct RestartRule {
        /// `Restart` or `RestartAllContainers`.
        #[wire(always)]
        pub action: String,
        pub exit_codes: ExitCodes,
    }
}

wire! {
    /// `restartPolicyRules[].exitCodes`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ExitCodes {
        /// `In` or `NotIn`.
        #[wire(always)]
        pub operator: String,
        pub values: Vec<i32>,
    }
}
