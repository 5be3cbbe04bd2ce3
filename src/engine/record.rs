//! What happened and why: one stream that the animation, the event log, the explanations, the
//! lessons and the golden traces all read.

use std::sync::Arc;

use crate::api::status::{ConditionStatus, ContainerState, PodPhase};
use crate::api::{EventType, ObjectKey};

use super::queue::NodeIndex;
use super::rule::Rule;
use super::time::{SimDuration, SimTime};

/// The number of a record: its position in the run, from 0. 32 bits are enough for every
/// run that fits into memory.
pub type RecordId = u32;

/// One thing that happened. A long run has hundreds of thousands of them, so their size counts:
/// see [`Change`].
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub id: RecordId,
    pub time: SimTime,
    /// Who acted.
    pub component: Component,
    /// The object it is about.
    pub object: Arc<ObjectKey>,
    /// The record that led to this one; a command is a record of its own and has none.
    pub cause: Option<RecordId>,
    /// The rule that was followed.
    pub rule: Rule,
    pub change: Change,
}

/// The position of a node in the cluster; there are [`super::Config::NODES_MAX`] at most.
pub type NodeNumber = u8;

/// Who acts in a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    /// The person at the page or the terminal.
    User,
    Apiserver,
    Scheduler,
    Kubelet {
        node: NodeNumber,
    },
    /// The container runtime of a node and the processes that run in it.
    Runtime {
        node: NodeNumber,
    },
    EndpointController,
    NodeController,
    /// The rules of all nodes that lead a Service's address to its endpoints.
    KubeProxy,
    /// Whoever uses a Service from outside the cluster.
    Client,
}

impl Component {
    /// The name in a trace: `kubelet`.
    pub fn name(&self) -> &'static str {
        match self {
            Component::User => "user",
            Component::Apiserver => "apiserver",
            Component::Scheduler => "scheduler",
            Component::Kubelet { .. } => "kubelet",
            Component::Runtime { .. } => "runtime",
            Component::EndpointController => "endpoint-controller",
            Component::NodeController => "node-controller",
            Component::KubeProxy => "kube-proxy",
            Component::Client => "client",
        }
    }

    /// The node it acts on, if it is bound to one.
    pub fn node(&self) -> Option<NodeIndex> {
        match self {
            Component::Kubelet { node } | Component::Runtime { node } => Some((*node).into()),
            _ => None,
        }
    }
}

/// What changed. Values are copies, so that a record explains itself long after. Every record is
/// as big as the biggest change: one with several texts holds them as `Box<str>` or `Arc<str>`,
/// which are a third smaller than a `String`, and what is rare and bigger is boxed.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A command was given (every button has one).
    Command {
        line: String,
    },
    /// The API server stored a new object.
    Created,
    /// The API server stored a changed spec or metadata.
    Configured {
        fields: Vec<String>,
    },
    /// The object is gone from the API server.
    Removed,
    /// `deletionTimestamp` was set.
    DeletionRequested {
        grace_seconds: i64,
    },
    /// `spec.nodeName` was set.
    Bound {
        node: String,
    },
    /// No node fits.
    Unschedulable {
        message: String,
    },
    Phase {
        from: PodPhase,
        to: PodPhase,
    },
    Condition {
        condition_type: Box<str>,
        from: Option<ConditionStatus>,
        to: ConditionStatus,
        reason: Box<str>,
        message: Box<str>,
    },
    /// A container's state in the API changed.
    ContainerState {
        container: String,
        from: Box<ContainerState>,
        to: Box<ContainerState>,
        restart_count: i32,
    },
    /// A container's `ready` in the API changed.
    ContainerReady {
        container: String,
        ready: bool,
    },
    /// `status.podIP` appeared or changed.
    PodIp {
        ip: String,
    },
    /// An Event object was created or counted up.
    Event {
        event_type: EventType,
        reason: Box<str>,
        message: Box<str>,
        count: i32,
        container: Option<Arc<str>>,
    },
    /// The kubelet began to work on the Pod.
    SyncStarted {
        kind: SyncKind,
    },
    /// The kubelet will look at the Pod again then, if nothing else happens before.
    Requeued {
        at: SimTime,
    },
    /// The kubelet decided to start a container; `attempt` counts from 0.
    StartDecided {
        container: String,
        attempt: i32,
        next_delay: Option<SimDuration>,
    },
    /// The kubelet decided not to start a container yet.
    BackOff {
        container: String,
        delay: SimDuration,
        since: SimTime,
        until: SimTime,
    },
    /// The kubelet decided to stop a container.
    StopDecided {
        container: String,
        message: String,
    },
    SandboxCreated {
        ip: String,
    },
    SandboxStopped,
    PullQueued {
        container: String,
        image: String,
    },
    PullStarted {
        container: Arc<str>,
        image: Arc<str>,
        size_bytes: u64,
        duration: SimDuration,
    },
    PullFinished {
        container: Arc<str>,
        image: Arc<str>,
        duration: SimDuration,
    },
    PullFailed {
        container: Arc<str>,
        image: Arc<str>,
        message: Box<str>,
    },
    ContainerCreated {
        container: String,
        attempt: i32,
    },
    ContainerStarted {
        container: String,
        attempt: i32,
    },
    /// The main process ended; the API does not know yet.
    ContainerExited {
        container: String,
        exit_code: i32,
        reason: Box<str>,
        ran: SimDuration,
    },
    Signal {
        container: String,
        signal: String,
    },
    /// A lifecycle hook began; a preStop hook is not waited for beyond `until`.
    HookStarted {
        container: Arc<str>,
        hook: HookKind,
        /// What it does: `exec [sleep 10]`, `httpGet /bye`, `sleep 10s`.
        action: Box<str>,
        until: Option<SimTime>,
    },
    HookEnded {
        container: Arc<str>,
        hook: HookKind,
        outcome: HookOutcome,
        /// The kubelet's words for a failure.
        message: Box<str>,
        ran: SimDuration,
    },
    /// The stop signal is sent and the rest of the grace begins: SIGKILL is due at its end.
    GraceLeft {
        container: String,
        left: SimDuration,
        kill_at: SimTime,
    },
    /// A container used more memory than its limit, or than its node has.
    OutOfMemory {
        container: String,
        used_bytes: u64,
        limit_bytes: u64,
    },
    /// The Pod was on its node for longer than `spec.activeDeadlineSeconds`.
    DeadlineExceeded {
        limit: SimDuration,
    },
    /// The kubelet chose the Pod to win back what its node runs short of.
    Evicted {
        message: String,
    },
    /// The kubelet of a node stopped or started.
    KubeletRuns {
        runs: bool,
    },
    /// A node's network went or came back.
    NetworkUp {
        up: bool,
    },
    /// A taint of a node was set or taken away.
    Tainted {
        taint: String,
        added: bool,
    },
    /// A server in the container began to listen.
    Listening {
        container: String,
        port: u16,
    },
    /// A probe ran (one record a run). A probe that could not be run at all says so with
    /// `consecutive` 0: its result counts for nothing.
    Probed {
        container: Arc<str>,
        probe: ProbeKind,
        success: bool,
        output: Arc<str>,
        latency: SimDuration,
        /// How many equal results in a row this was, and how many it takes to count.
        consecutive: u32,
        threshold: u32,
    },
    /// Enough equal results in a row: what the kubelet goes by changed.
    ProbeResult {
        container: Arc<str>,
        probe: ProbeKind,
        success: bool,
        consecutive: u32,
    },
    /// A Pod's address in the endpoints of a Service came, changed or went. The object is the
    /// Service.
    Endpoint {
        address: String,
        pod: String,
        from: Option<EndpointState>,
        to: Option<EndpointState>,
    },
    /// kube-proxy sends new connections to a Service to these addresses from now on; to none, it
    /// refuses them.
    Routed {
        addresses: Vec<String>,
    },
    /// A request to a Service was answered, or was not.
    Requested {
        client: Arc<str>,
        /// The Pod that it was sent to, if there was one to choose.
        endpoint: Option<Arc<str>>,
        outcome: RequestOutcome,
        latency: SimDuration,
    },
    /// Something that a person should know about how this run is simulated.
    Notice {
        notice: Box<Notice>,
    },
}

impl Change {
    /// The container that a change is about.
    pub fn container(&self) -> Option<&str> {
        match self {
            Change::ContainerState { container, .. }
            | Change::ContainerReady { container, .. }
            | Change::StartDecided { container, .. }
            | Change::BackOff { container, .. }
            | Change::StopDecided { container, .. }
            | Change::PullQueued { container, .. }
            | Change::ContainerCreated { container, .. }
            | Change::ContainerStarted { container, .. }
            | Change::ContainerExited { container, .. }
            | Change::Signal { container, .. }
            | Change::GraceLeft { container, .. }
            | Change::OutOfMemory { container, .. }
            | Change::Listening { container, .. } => Some(container),
            Change::Probed { container, .. }
            | Change::ProbeResult { container, .. }
            | Change::PullStarted { container, .. }
            | Change::PullFinished { container, .. }
            | Change::PullFailed { container, .. }
            | Change::HookStarted { container, .. }
            | Change::HookEnded { container, .. } => Some(container),
            Change::Event { container, .. } => container.as_deref(),
            Change::Command { .. }
            | Change::Created
            | Change::Configured { .. }
            | Change::Removed
            | Change::DeletionRequested { .. }
            | Change::Bound { .. }
            | Change::Unschedulable { .. }
            | Change::Phase { .. }
            | Change::Condition { .. }
            | Change::PodIp { .. }
            | Change::SyncStarted { .. }
            | Change::Requeued { .. }
            | Change::SandboxCreated { .. }
            | Change::SandboxStopped
            | Change::Endpoint { .. }
            | Change::Routed { .. }
            | Change::Requested { .. }
            | Change::DeadlineExceeded { .. }
            | Change::Evicted { .. }
            | Change::KubeletRuns { .. }
            | Change::NetworkUp { .. }
            | Change::Tainted { .. }
            | Change::Notice { .. } => None,
        }
    }
}

/// Which of the kubelet's three functions ran (kubelet.md §0.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SyncKind {
    Sync,
    Terminating,
    Terminated,
}

/// The three probes of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProbeKind {
    Startup,
    Liveness,
    Readiness,
}

impl ProbeKind {
    /// The word in a trace: `liveness`.
    pub fn name(self) -> &'static str {
        match self {
            ProbeKind::Startup => "startup",
            ProbeKind::Liveness => "liveness",
            ProbeKind::Readiness => "readiness",
        }
    }
}

/// The two lifecycle hooks of a container (kubelet.md §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HookKind {
    PostStart,
    PreStop,
}

impl HookKind {
    /// The field of `lifecycle`.
    pub fn name(self) -> &'static str {
        match self {
            HookKind::PostStart => "postStart",
            HookKind::PreStop => "preStop",
        }
    }
}

/// The conditions of one endpoint (control-plane.md §4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointState {
    pub ready: bool,
    pub serving: bool,
    pub terminating: bool,
}

/// What a client got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestOutcome {
    Status(u16),
    Refused,
    TimedOut,
    /// The connection broke after it was established.
    Reset,
}

/// How a hook ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HookOutcome {
    Succeeded,
    Failed,
    /// The grace was over first: the kubelet goes on without it.
    Abandoned,
}

impl HookOutcome {
    /// The word in a trace.
    pub fn name(self) -> &'static str {
        match self {
            HookOutcome::Succeeded => "succeeded",
            HookOutcome::Failed => "failed",
            HookOutcome::Abandoned => "abandoned",
        }
    }
}

/// What the simulation assumed or bounded, said openly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The image is not in the catalogue: it is taken as a server on its declared ports.
    UnknownImage {
        container: String,
        image: String,
        ports: Vec<u16>,
        starts_after: SimDuration,
    },
    /// A process ran in a circle without sleeping; its processor time was bounded.
    BusyLoop { container: String },
    /// A program made more processes than are simulated.
    TooManyProcesses { container: String },
    /// A text inside the container grew over its bound and was cut.
    TextTruncated { container: String },
    /// A log grew over its bound; the oldest lines went.
    LogTruncated { container: String },
    /// More happened in one instant than is simulated; the run was stopped there.
    TooManyEventsAtOnce,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_stays_small() {
        assert_eq!(size_of::<Change>(), 56);
        assert_eq!(size_of::<Record>(), 88);
    }
}
