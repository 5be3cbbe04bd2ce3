//! Why a Pod is as it is: the newest change that matters, its causes, and what comes.

use crate::api::container::Container;
use crate::api::status::{ConditionStatus, condition};
use crate::api::{ObjectKey, Pod};
use crate::engine::record::{Change, ProbeKind, Record};
use crate::engine::time::SimTime;

use super::history::History;
use super::snapshot::{Explanation, Facts};

/// The most causes that are told.
const CHAIN_MAX: usize = 6;
/// The most causes that are followed.
const CAUSES_MAX: usize = 5_000;
/// What happens within this time is one change to a person: a decision and the write that tells it.
const TOGETHER_MS: u64 = 20;
/// Records that weigh less are no change of their own to a person.
const WEIGHT_MIN: u32 = 50;

/// The explanation of a Pod at a moment.
pub fn explain(history: &History, key: &ObjectKey, time: SimTime) -> Explanation {
    let past = history
        .records_of(key)
        .rev()
        .skip_while(|record| record.time > time);
    let record = heaviest(past);
    let future = history
        .records_of(key)
        .skip_while(|record| record.time <= time);
    let next = heaviest(future.filter(|record| !looks_again(record, time)));
    let pod = pod_at(history, key, time);
    let facts = facts(history, key, time, record, pod);
    let paths = match (record, pod) {
        (Some(record), Some(pod)) => paths(record, pod, &facts.container),
        _ => Vec::new(),
    };
    Explanation {
        chain: record.map_or_else(Vec::new, |record| chain(history, record)),
        record: record.cloned(),
        next: next.cloned(),
        facts,
        paths,
    }
}

/// Whether the kubelet only looks at a wait again that runs already.
fn looks_again(record: &Record, time: SimTime) -> bool {
    matches!(&record.change, Change::BackOff { since, .. } if *since <= time)
}

/// Of the first records of weight and those within [`TOGETHER_MS`] of them, the one that weighs
/// most.
fn heaviest<'a>(records: impl Iterator<Item = &'a Record>) -> Option<&'a Record> {
    let mut best: Option<&Record> = None;
    let mut first: Option<SimTime> = None;
    for record in records.filter(|record| weight(&record.change) >= WEIGHT_MIN) {
        match best {
            Some(_) if first.is_some_and(|first| apart(first, record.time)) => break,
            Some(found) if weight(&found.change) >= weight(&record.change) => {}
            _ => best = Some(record),
        }
        first = first.or(Some(record.time));
    }
    best
}

fn apart(one: SimTime, other: SimTime) -> bool {
    one.milliseconds.abs_diff(other.milliseconds) > TOGETHER_MS
}

/// How much a change matters to a person who looks at the Pod.
fn weight(change: &Change) -> u32 {
    match change {
        Change::Removed => 100,
        Change::DeletionRequested { .. } => 95,
        Change::ContainerExited { .. } => 90,
        Change::BackOff { .. } => 88,
        Change::Condition {
            condition_type,
            to: ConditionStatus::True,
            ..
        } if &**condition_type == condition::READY => 86,
        Change::Phase { .. } => 85,
        Change::PullFailed { .. } => 84,
        Change::StopDecided { .. } => 82,
        Change::ContainerState { .. } | Change::Unschedulable { .. } => 80,
        Change::ContainerStarted { .. } => 75,
        Change::PullStarted { .. } | Change::Bound { .. } | Change::Configured { .. } => 70,
        Change::Created => 69,
        Change::ProbeResult { .. } => 81,
        Change::Endpoint { .. } => 72,
        Change::Probed { success: false, .. } => 68,
        Change::OutOfMemory { .. } => 92,
        Change::Evicted { .. } | Change::DeadlineExceeded { .. } => 94,
        Change::HookEnded { .. } => 78,
        Change::HookStarted { .. } => 77,
        Change::KubeletRuns { .. } | Change::NetworkUp { .. } => 93,
        Change::Tainted { .. } => 60,
        Change::GraceLeft { .. } => 40,
        Change::Signal { .. } => 65,
        Change::PullFinished { .. } | Change::PullQueued { .. } => 60,
        Change::StartDecided { .. } => 55,
        Change::Listening { .. } => 52,
        Change::SandboxCreated { .. } | Change::SandboxStopped => 50,
        Change::ContainerReady { .. } => 45,
        Change::Condition { .. } => 40,
        Change::ContainerCreated { .. } => 30,
        Change::Routed { .. } => 35,
        Change::Probed { .. } => 25,
        Change::Requested { .. } => 15,
        Change::PodIp { .. } => 20,
        Change::Event { .. } | Change::Notice { .. } => 10,
        Change::Command { .. } => 10,
        Change::SyncStarted { .. } | Change::Requeued { .. } => 0,
    }
}

/// The causes of a record, nearest first: those of weight, and at the end what began it all.
fn chain(history: &History, record: &Record) -> Vec<Record> {
    let mut causes: Vec<&Record> = Vec::new();
    let mut next = record.cause;
    for _ in 0..CAUSES_MAX {
        let Some(cause) = next.and_then(|id| history.record(id)) else {
            break;
        };
        next = cause.cause;
        if next.is_none() || weight(&cause.change) >= WEIGHT_MIN {
            causes.push(cause);
        }
    }
    if causes.len() > CHAIN_MAX {
        causes.drain(CHAIN_MAX - 1..causes.len() - 1);
    }
    causes.into_iter().cloned().collect()
}

/// The newest stored state of the Pod at a moment, or the last one if it is gone.
fn pod_at<'a>(history: &'a History, key: &'a ObjectKey, time: SimTime) -> Option<&'a Pod> {
    let writes = history.tracks_of(key).flat_map(|track| track.pods());
    writes
        .take_while(|(at, _)| *at <= time)
        .last()
        .map(|(_, pod)| pod)
}

fn facts(
    history: &History,
    key: &ObjectKey,
    time: SimTime,
    record: Option<&Record>,
    pod: Option<&Pod>,
) -> Facts {
    let Some(pod) = pod else {
        return Facts::default();
    };
    let container = record
        .and_then(|record| record.change.container())
        .or_else(|| troubled_container(pod))
        .unwrap_or_default()
        .to_owned();
    let spec = pod.spec.container(&container);
    let policy = spec.and_then(|spec| spec.restart_policy);
    let mut facts = Facts {
        restart_policy: policy
            .unwrap_or(pod.spec.restart_policy())
            .name()
            .to_owned(),
        image: spec.map_or_else(String::new, |spec| spec.image.clone()),
        node: pod.spec.node_name.clone(),
        ..Facts::default()
    };
    for record in history
        .records_of(key)
        .take_while(|record| record.time <= time)
    {
        if record.change.container() != Some(&container) {
            if matches!(record.change, Change::Created) {
                facts.exits = 0;
            }
            continue;
        }
        match &record.change {
            Change::ContainerExited { exit_code, ran, .. } => {
                facts.exits += 1;
                (facts.exit_code, facts.ran) = (Some(*exit_code), Some(*ran));
                (facts.delay, facts.until) = (None, None);
            }
            Change::BackOff { delay, until, .. } => {
                (facts.delay, facts.until) = (Some(*delay), Some(*until));
            }
            Change::ContainerStarted { .. } | Change::PullStarted { .. } => {
                (facts.delay, facts.until) = (None, None);
            }
            _ => {}
        }
    }
    facts.container = container;
    facts
}

/// The first container that does not run as it should, else the first.
fn troubled_container(pod: &Pod) -> Option<&str> {
    let statuses = pod
        .status
        .init_container_statuses
        .iter()
        .chain(&pod.status.container_statuses);
    let troubled = statuses.clone().find(|status| !status.ready);
    let first = pod
        .spec
        .containers
        .first()
        .map(|container| container.name.as_str());
    troubled.map(|status| status.name.as_str()).or(first)
}

/// Field paths that decide about a change.
fn paths(record: &Record, pod: &Pod, container: &str) -> Vec<String> {
    let at = |field: &str| match container_path(pod, container) {
        Some(path) if field.is_empty() => path,
        Some(path) => format!("{path}.{field}"),
        None => String::new(),
    };
    let policy = || match pod
        .spec
        .container(container)
        .and_then(|spec| spec.restart_policy)
    {
        Some(_) => at("restartPolicy"),
        None => "spec.restartPolicy".to_owned(),
    };
    let paths = match &record.change {
        Change::ContainerExited { .. } => vec![at(work_field(pod, container)), policy()],
        Change::BackOff { .. } | Change::PullFailed { .. }
            if record.rule == crate::engine::rule::Rule::PullBackOff =>
        {
            vec![at("image"), at("imagePullPolicy")]
        }
        Change::BackOff { .. } | Change::StartDecided { .. } => {
            vec![policy(), at(work_field(pod, container))]
        }
        Change::PullQueued { .. }
        | Change::PullStarted { .. }
        | Change::PullFinished { .. }
        | Change::PullFailed { .. } => vec![at("image"), at("imagePullPolicy")],
        Change::Probed { probe, .. } | Change::ProbeResult { probe, .. } => {
            vec![at(probe_field(*probe))]
        }
        Change::HookStarted { hook, .. } | Change::HookEnded { hook, .. } => {
            vec![at(&format!("lifecycle.{}", hook.name()))]
        }
        Change::OutOfMemory { .. } => vec![at("resources.limits.memory")],
        Change::DeadlineExceeded { .. } => vec!["spec.activeDeadlineSeconds".to_owned()],
        Change::Evicted { .. } => vec![at("resources.requests")],
        Change::StopDecided { message, .. } if message.contains("liveness") => {
            vec![at("livenessProbe")]
        }
        Change::StopDecided { message, .. } if message.contains("startup") => {
            vec![at("startupProbe")]
        }
        Change::StopDecided { .. } | Change::Signal { .. } | Change::DeletionRequested { .. } => {
            vec!["spec.terminationGracePeriodSeconds".to_owned()]
        }
        Change::Unschedulable { .. } => unschedulable_paths(pod),
        Change::Bound { .. } => vec!["spec.nodeName".to_owned()],
        Change::Condition { condition_type, .. } if &**condition_type == condition::READY => {
            readiness_paths(pod)
        }
        Change::Phase { .. } => vec!["spec.restartPolicy".to_owned()],
        Change::ContainerState { .. } | Change::ContainerStarted { .. } => vec![at("")],
        _ => Vec::new(),
    };
    paths.into_iter().filter(|path| !path.is_empty()).collect()
}

/// `spec.containers[0]`, `spec.initContainers[1]`.
fn container_path(pod: &Pod, name: &str) -> Option<String> {
    let position = |list: &[Container]| list.iter().position(|container| container.name == name);
    let spec = &pod.spec;
    position(&spec.containers)
        .map(|index| format!("spec.containers[{index}]"))
        .or_else(|| position(&spec.init_containers).map(|i| format!("spec.initContainers[{i}]")))
}

/// The field that says what the container does.
fn work_field(pod: &Pod, container: &str) -> &'static str {
    match pod.spec.container(container) {
        Some(spec) if !spec.command.is_empty() => "command",
        Some(spec) if !spec.args.is_empty() => "args",
        _ => "image",
    }
}

fn probe_field(probe: ProbeKind) -> &'static str {
    match probe {
        ProbeKind::Startup => "startupProbe",
        ProbeKind::Liveness => "livenessProbe",
        ProbeKind::Readiness => "readinessProbe",
    }
}

fn readiness_paths(pod: &Pod) -> Vec<String> {
    let containers = pod.spec.containers.iter().enumerate();
    containers
        .filter(|(_, container)| container.readiness_probe.is_some())
        .map(|(index, _)| format!("spec.containers[{index}].readinessProbe"))
        .collect()
}

fn unschedulable_paths(pod: &Pod) -> Vec<String> {
    let mut paths = Vec::new();
    if !pod.spec.scheduling_gates.is_empty() {
        paths.push("spec.schedulingGates".to_owned());
    }
    if !pod.spec.node_selector.is_empty() {
        paths.push("spec.nodeSelector".to_owned());
    }
    for (index, container) in pod.spec.containers.iter().enumerate() {
        if !container.resources.requests.is_empty() {
            paths.push(format!("spec.containers[{index}].resources.requests"));
        } else if !container.resources.limits.is_empty() {
            paths.push(format!("spec.containers[{index}].resources.limits"));
        }
    }
    paths
}
