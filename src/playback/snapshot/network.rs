//! Probes and Services of a moment.

use std::sync::Arc;

use crate::api::probe::Probe;
use crate::api::{EndpointSlice, Kind, Object, ObjectKey, Pod, Service};
use crate::engine::World;
use crate::engine::kubelet::prober::ProbeWorker;
use crate::engine::record::{Change, ProbeKind, RequestOutcome};
use crate::engine::time::{SimDuration, SimTime};
use crate::kubectl::print::describe::probe_action;

use super::super::history::History;
use super::build::newest_first;

pub use crate::engine::kubelet::prober::ProbeResult;

/// How far back requests are told.
const REQUESTS: SimDuration = SimDuration::from_seconds(5);

/// One probe of a container.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbeView {
    pub kind: ProbeKind,
    /// What it asks, as kubectl describes it: `http-get http://:8080/health`.
    pub action: String,
    pub spec: Probe,
    /// What the kubelet goes by; `None` until the probe has seen its container.
    pub result: Option<ProbeResult>,
    /// The newest run.
    pub newest: Option<ProbeRunView>,
    /// Equal results in a row, and how many of them it takes.
    pub consecutive: u32,
    pub threshold: u32,
    pub state: ProbeState,
}

/// A run that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbeRunView {
    pub at: SimTime,
    pub latency: SimDuration,
    pub success: bool,
    /// The probe could not be run, which counts for nothing.
    pub is_error: bool,
    pub output: Arc<str>,
    /// The HTTP status or the exit code.
    pub code: Option<i32>,
}

/// What a probe waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeState {
    /// Its container does not run.
    NoContainer,
    /// The startup probe has not succeeded yet.
    Gated,
    /// It has decided about this instance and waits for a new one.
    OnHold,
    /// A run is under way; its time is over at `until`.
    Running { since: SimTime, until: SimTime },
    /// The next run comes with this tick, the first one after the initial delay.
    Next { at: SimTime },
    /// Nothing is probed any more.
    Ended,
}

/// A Service with its endpoints.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceView {
    pub key: ObjectKey,
    pub service: Arc<Service>,
    /// In the order of the slices.
    pub endpoints: Vec<EndpointView>,
    /// The newest requests, oldest first.
    pub requests: Vec<RequestView>,
}

/// One address of a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointView {
    pub address: String,
    pub pod: String,
    pub node: String,
    pub ready: bool,
    pub serving: bool,
    pub terminating: bool,
    /// kube-proxy sends new connections there now.
    pub is_routed: bool,
}

/// A request that was answered, or was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestView {
    pub at: SimTime,
    pub latency: SimDuration,
    pub client: Arc<str>,
    pub endpoint: Option<Arc<str>>,
    pub outcome: RequestOutcome,
}

/// The probes of a container, in the order in which they matter: startup, readiness, liveness.
pub(super) fn probes(world: &World, pod: &Pod, container: &str) -> Vec<ProbeView> {
    let probes = world.probes_of(&pod.metadata.uid, container);
    probes.map(|probe| probe_view(world, pod, probe)).collect()
}

fn probe_view(world: &World, pod: &Pod, probe: &ProbeWorker) -> ProbeView {
    let newest = probe.newest.as_ref().map(|run| ProbeRunView {
        at: run.at,
        latency: run.latency,
        success: run.success,
        is_error: run.is_error,
        output: run.output.clone(),
        code: run.code(),
    });
    ProbeView {
        kind: probe.kind,
        action: probe_action(probe.spec()),
        spec: probe.spec().clone(),
        result: probe.has_container().then_some(probe.result),
        newest,
        consecutive: probe.consecutive,
        threshold: probe.threshold(probe.last),
        state: state(world, pod, probe),
    }
}

fn state(world: &World, pod: &Pod, probe: &ProbeWorker) -> ProbeState {
    let status = pod.status.container(&probe.name);
    let running = status.and_then(|status| match &status.state {
        crate::api::ContainerState::Running(running) => Some((status, running)),
        _ => None,
    });
    if probe.has_ended {
        return ProbeState::Ended;
    }
    if let Some((since, until)) = probe.running() {
        return ProbeState::Running { since, until };
    }
    let Some((status, running)) = running else {
        return ProbeState::NoContainer;
    };
    if probe.is_on_hold {
        return ProbeState::OnHold;
    }
    if status.started != Some(true) && probe.kind != ProbeKind::Startup {
        return ProbeState::Gated;
    }
    let delay = u64::from(probe.spec().initial_delay_seconds.max(0).unsigned_abs());
    let earliest = running.started_at.map(|stamp| world.time_of(stamp));
    let earliest = earliest.unwrap_or_default() + SimDuration::from_seconds(delay);
    let mut at = probe.next_tick;
    if at < earliest {
        let period = probe.period().milliseconds;
        let missing = earliest.since(at).milliseconds.div_ceil(period);
        at += SimDuration::from_millis(missing.saturating_mul(period));
    }
    ProbeState::Next { at }
}

/// Every Service of a person, by name.
pub(super) fn services(world: &World, history: &History) -> Vec<ServiceView> {
    let services = world.store().list(Kind::Service);
    services
        .filter_map(|object| match object {
            Object::Service(service) if service.metadata.name != "kubernetes" => {
                Some(service_view(world, history, service))
            }
            _ => None,
        })
        .collect()
}

fn service_view(world: &World, history: &History, service: &Service) -> ServiceView {
    let metadata = &service.metadata;
    let key = ObjectKey::new(Kind::Service, &metadata.namespace, &metadata.name);
    let routes = world.routes_of(&key);
    let slices = world.store().list(Kind::EndpointSlice);
    let owned = slices.filter_map(|object| match object {
        Object::EndpointSlice(slice) if belongs(slice, service) => Some(slice),
        _ => None,
    });
    let endpoints = owned.flat_map(|slice| &slice.endpoints);
    let view = |endpoint: &crate::api::cluster::Endpoint| EndpointView {
        address: endpoint.address.clone(),
        pod: endpoint.target_name.clone(),
        node: endpoint.node_name.clone(),
        ready: endpoint.ready,
        serving: endpoint.serving,
        terminating: endpoint.terminating,
        is_routed: routes.iter().any(|route| route.address == endpoint.address),
    };
    ServiceView {
        endpoints: endpoints.map(view).collect(),
        requests: requests(world, history, &key),
        service: Arc::new(service.clone()),
        key,
    }
}

fn belongs(slice: &EndpointSlice, service: &Service) -> bool {
    let owner = slice.metadata.labels.get("kubernetes.io/service-name");
    slice.metadata.namespace == service.metadata.namespace && owner == Some(&service.metadata.name)
}

fn requests(world: &World, history: &History, key: &ObjectKey) -> Vec<RequestView> {
    let now = world.time();
    let recent = newest_first(history, now).take_while(|r| now.since(r.time) <= REQUESTS);
    let mut requests: Vec<RequestView> = recent
        .filter(|record| *record.object == *key)
        .filter_map(|record| match &record.change {
            Change::Requested {
                client,
                endpoint,
                outcome,
                latency,
            } => Some(RequestView {
                at: record.time,
                latency: *latency,
                client: client.clone(),
                endpoint: endpoint.clone(),
                outcome: *outcome,
            }),
            _ => None,
        })
        .collect();
    requests.reverse();
    requests
}
