//! Probes and lifecycle hooks.

use std::fmt;

use super::wire::wire;

wire! {
    /// `livenessProbe`, `readinessProbe` or `startupProbe` (kubelet.md §6.11 for the defaults).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Probe {
        pub exec: Option<ExecAction>,
        pub http_get: Option<HttpGetAction>,
        pub tcp_socket: Option<TcpSocketAction>,
        pub grpc: Option<GrpcAction>,
        pub initial_delay_seconds: i32,
        pub period_seconds: i32,
        pub timeout_seconds: i32,
        pub success_threshold: i32,
        pub failure_threshold: i32,
        pub termination_grace_period_seconds: Option<i64>,
    }
}

wire! {
    /// `lifecycle`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Lifecycle {
        pub post_start: Option<LifecycleHandler>,
        pub pre_stop: Option<LifecycleHandler>,
        pub stop_signal: String,
    }
}

wire! {
    /// One hook: exactly one field is set.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct LifecycleHandler {
        pub exec: Option<ExecAction>,
        pub http_get: Option<HttpGetAction>,
        pub tcp_socket: Option<TcpSocketAction>,
        pub sleep: Option<SleepAction>,
    }
}

wire! {
    /// `exec`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ExecAction {
        pub command: Vec<String>,
    }
}

wire! {
    /// `httpGet`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct HttpGetAction {
        pub path: String,
        #[wire(always)]
        pub port: IntOrString,
        pub host: String,
        pub scheme: String,
        pub http_headers: Vec<HttpHeader>,
    }
}

wire! {
    /// `httpGet.httpHeaders[]`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct HttpHeader {
        #[wire(always)]
        pub name: String,
        #[wire(always)]
        pub value: String,
    }
}

wire! {
    /// `tcpSocket`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct TcpSocketAction {
        #[wire(always)]
        pub port: IntOrString,
        pub host: String,
    }
}

wire! {
    /// `grpc`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GrpcAction {
        #[wire(always)]
        pub port: i32,
        #[wire(always)]
        pub service: String,
    }
}

wire! {
    /// `sleep`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SleepAction {
        #[wire(always)]
        pub seconds: i64,
    }
}

/// A port given by number or by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntOrString {
    Int(i32),
    String(String),
}

impl Default for IntOrString {
    fn default() -> IntOrString {
        IntOrString::Int(0)
    }
}

impl fmt::Display for IntOrString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IntOrString::Int(number) => write!(f, "{number}"),
            IntOrString::String(text) => f.write_str(text),
        }
    }
}
