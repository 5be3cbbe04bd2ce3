//! Rows of probes and of Services: every run, every request, and what the kubelet and the
//! endpoints said meanwhile.

use crate::api::{Kind, ObjectKey};
use crate::engine::record::{Change, EndpointState, ProbeKind, Record, RecordId, RequestOutcome};
use crate::engine::time::{SimDuration, SimTime};
use crate::order;

use super::super::history::History;
use super::{Segment, Tone};

/// One probe of one container over the run.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbeLane {
    pub container: String,
    pub probe: ProbeKind,
    /// What the kubelet went by: `Success`, `Failure`, `Unknown`.
    pub segments: Vec<Segment>,
    /// Every run, sorted by time.
    pub runs: Vec<ProbeMark>,
}

/// A run of a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeMark {
    pub time: SimTime,
    pub record: RecordId,
    pub success: bool,
    /// Equal results in a row; 0 if the probe could not be run.
    pub consecutive: u32,
    pub threshold: u32,
}

/// A Service that the Pod is, or was, an endpoint of.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceLane {
    pub service: ObjectKey,
    /// A row for each address, those of this Pod first.
    pub endpoints: Vec<EndpointLane>,
    /// Every request to the Service, sorted by time.
    pub requests: Vec<RequestMark>,
}

/// One address of a Service.
#[derive(Clone, Debug, PartialEq)]
pub struct EndpointLane {
    pub address: String,
    pub pod: String,
    /// What the endpoints said of it: `ready`, `not ready`, `serving, terminating`, `terminating`.
    pub segments: Vec<Segment>,
}

/// A request to a Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestMark {
    pub time: SimTime,
    pub record: RecordId,
    pub outcome: RequestOutcome,
    pub latency: SimDuration,
    /// It was this Pod that was asked.
    pub is_here: bool,
}

impl RequestMark {
    /// Whether the client got what it asked for.
    pub fn is_ok(&self) -> bool {
        matches!(self.outcome, RequestOutcome::Status(..=399))
    }
}

/// More addresses than this are not shown beside the Pod's own.
const ENDPOINTS_MAX: usize = 8;

/// The rows of a Pod's probes, in the order of its containers.
pub(super) fn probe_lanes(history: &History, key: &ObjectKey) -> Vec<ProbeLane> {
    let mut lanes: Vec<ProbeLane> = Vec::new();
    let newest = history.tracks_of(key).last();
    let Some((_, pod)) = newest.and_then(|track| track.pods().last()) else {
        return lanes;
    };
    for container in pod.spec.init_containers.iter().chain(&pod.spec.containers) {
        let probes = [
            (ProbeKind::Startup, &container.startup_probe),
            (ProbeKind::Readiness, &container.readiness_probe),
            (ProbeKind::Liveness, &container.liveness_probe),
        ];
        for (probe, spec) in probes {
            if spec.is_some() {
                lanes.push(ProbeLane {
                    container: container.name.clone(),
                    probe,
                    segments: Vec::new(),
                    runs: Vec::new(),
                });
            }
        }
    }
    if lanes.is_empty() {
        return lanes;
    }
    for record in history.records_of(key) {
        for lane in &mut lanes {
            if record.change.container() == Some(&lane.container) {
                lane.add(record);
            }
        }
    }
    lanes
}

impl ProbeLane {
    fn add(&mut self, record: &Record) {
        match &record.change {
            Change::ContainerStarted { .. } => {
                let (tone, label) = match self.probe {
                    ProbeKind::Startup => (Tone::Pending, "Unknown"),
                    ProbeKind::Readiness => (Tone::Off, "Failure"),
                    ProbeKind::Liveness => (Tone::Ready, "Success"),
                };
                open(&mut self.segments, record.time, tone, label);
            }
            Change::ContainerExited { .. } => close(&mut self.segments, record.time),
            Change::ProbeResult { probe, success, .. } if *probe == self.probe => {
                let (tone, label) = match success {
                    true => (Tone::Ready, "Success"),
                    false => (Tone::Failed, "Failure"),
                };
                open(&mut self.segments, record.time, tone, label);
            }
            Change::Probed {
                probe,
                success,
                consecutive,
                threshold,
                ..
            } if *probe == self.probe => self.runs.push(ProbeMark {
                time: record.time,
                record: record.id,
                success: *success,
                consecutive: *consecutive,
                threshold: *threshold,
            }),
            _ => {}
        }
    }
}

/// The rows of the Services that ever listed the Pod.
pub(super) fn service_lanes(history: &History, pod: &ObjectKey) -> Vec<ServiceLane> {
    let services = history.objects(Kind::Service);
    let near = services.filter(|service| service.namespace == pod.namespace);
    let lanes = near.map(|service| service_lane(history, service, &pod.name));
    let lists = |lane: &ServiceLane| lane.endpoints.iter().any(|lane| lane.pod == pod.name);
    lanes.filter(lists).collect()
}

fn service_lane(history: &History, service: &ObjectKey, name: &str) -> ServiceLane {
    let mut endpoints: Vec<EndpointLane> = Vec::new();
    let mut requests = Vec::new();
    for record in history.records_of(service) {
        match &record.change {
            Change::Endpoint {
                address, pod, to, ..
            } => {
                let lane = endpoint_lane(&mut endpoints, address, pod);
                close(&mut lane.segments, record.time);
                if let Some(state) = to {
                    let (tone, label) = endpoint_value(*state);
                    open(&mut lane.segments, record.time, tone, label);
                }
            }
            Change::Requested {
                endpoint,
                outcome,
                latency,
                ..
            } => requests.push(RequestMark {
                time: record.time,
                record: record.id,
                outcome: *outcome,
                latency: *latency,
                is_here: endpoint.as_deref() == Some(name),
            }),
            _ => {}
        }
    }
    order::sort_by_key(&mut endpoints, |lane| lane.pod != name);
    endpoints.truncate(ENDPOINTS_MAX);
    ServiceLane {
        service: service.clone(),
        endpoints,
        requests,
    }
}

fn endpoint_lane<'a>(
    lanes: &'a mut Vec<EndpointLane>,
    address: &str,
    pod: &str,
) -> &'a mut EndpointLane {
    let known = lanes
        .iter()
        .position(|lane| lane.address == address && lane.pod == pod);
    let index = known.unwrap_or_else(|| {
        lanes.push(EndpointLane {
            address: address.to_owned(),
            pod: pod.to_owned(),
            segments: Vec::new(),
        });
        lanes.len() - 1
    });
    &mut lanes[index]
}

fn endpoint_value(state: EndpointState) -> (Tone, &'static str) {
    match state {
        EndpointState {
            terminating: true,
            serving: true,
            ..
        } => (Tone::Terminating, "serving, terminating"),
        EndpointState {
            terminating: true, ..
        } => (Tone::Off, "terminating"),
        EndpointState { ready: true, .. } => (Tone::Ready, "ready"),
        EndpointState { .. } => (Tone::Off, "not ready"),
    }
}

/// Ends the open stretch; one without length goes.
pub(super) fn close(segments: &mut Vec<Segment>, time: SimTime) {
    if let Some(last) = segments.last_mut().filter(|last| last.to.is_none()) {
        last.to = Some(time);
        if last.from == time {
            segments.pop();
        }
    }
}

/// Begins a stretch, and ends the one before.
pub(super) fn open(segments: &mut Vec<Segment>, from: SimTime, tone: Tone, label: &str) {
    close(segments, from);
    segments.push(Segment {
        from,
        to: None,
        tone,
        label: label.to_owned(),
    });
}
