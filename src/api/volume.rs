//! Volumes and their mounts.

use super::Quantity;
use super::container::FieldSelector;
use super::wire::wire;

wire! {
    /// `spec.volumes[]`: a name and one source. A source that is known but not simulated leaves
    /// all fields empty; the manifest room has named it by then.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Volume {
        #[wire(always)]
        pub name: String,
        pub empty_dir: Option<EmptyDirSource>,
        pub host_path: Option<HostPathSource>,
        pub config_map: Option<ConfigMapSource>,
        pub secret: Option<SecretSource>,
        pub projected: Option<ProjectedSource>,
    }
}

wire! {
    /// `projected`: kept and shown, with nothing in it. Admission adds one to every Pod of a real
    /// cluster.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ProjectedSource {
        pub sources: Vec<VolumeProjection>,
        pub default_mode: Option<i32>,
    }
}

wire! {
    /// `projected.sources[]`: one of these.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct VolumeProjection {
        pub service_account_token: Option<TokenProjection>,
        pub config_map: Option<ConfigMapSource>,
        pub secret: Option<ConfigMapSource>,
        #[wire("downwardAPI")]
        pub downward_api: Option<DownwardProjection>,
    }
}

wire! {
    /// `serviceAccountToken`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct TokenProjection {
        pub audience: String,
        pub expiration_seconds: Option<i64>,
        #[wire(always)]
        pub path: String,
    }
}

wire! {
    /// `downwardAPI`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct DownwardProjection {
        pub items: Vec<DownwardItem>,
    }
}

wire! {
    /// `downwardAPI.items[]`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct DownwardItem {
        #[wire(always)]
        pub path: String,
        pub field_ref: Option<FieldSelector>,
        pub mode: Option<i32>,
    }
}

wire! {
    /// `emptyDir`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct EmptyDirSource {
        pub medium: String,
        pub size_limit: Option<Quantity>,
    }
}

wire! {
    /// `hostPath`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct HostPathSource {
        #[wire(always)]
        pub path: String,
        #[wire("type")]
        pub path_type: String,
    }
}

wire! {
    /// `configMap`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ConfigMapSource {
        pub name: String,
        pub items: Vec<KeyToPath>,
        pub default_mode: Option<i32>,
        pub optional: Option<bool>,
    }
}

wire! {
    /// `secret`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SecretSource {
        pub secret_name: String,
        pub items: Vec<KeyToPath>,
        pub default_mode: Option<i32>,
        pub optional: Option<bool>,
    }
}

wire! {
    /// `items[]` of a configMap or secret volume.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct KeyToPath {
        #[wire(always)]
        pub key: String,
        #[wire(always)]
        pub path: String,
        pub mode: Option<i32>,
    }
}

wire! {
    /// `volumeMounts[]`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct VolumeMount {
        #[wire(always)]
        pub name: String,
        #[wire(always)]
        pub mount_path: String,
        pub sub_path: String,
        pub read_only: bool,
    }
}
