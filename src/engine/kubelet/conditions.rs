//! The conditions that the kubelet owns (kubelet.md §1.4; status/generate.go).

use crate::api::status::{
    Condition, ConditionStatus, ContainerState, ContainerStatus, PodPhase, condition,
};
use crate::api::{Pod, PodStatus};

/// The kubelet's conditions in the order of the array.
pub(super) fn conditions(pod: &Pod, status: &PodStatus, sandbox_is_ready: bool) -> Vec<Condition> {
    let containers_ready = containers_ready(pod, status);
    let ready = ready(pod, status, &containers_ready);
    let mut conditions = vec![
        truth(condition::POD_READY_TO_START_CONTAINERS, sandbox_is_ready),
        initialized(pod, status),
        ready,
        containers_ready,
        truth(condition::POD_SCHEDULED, true),
    ];
    for condition in &mut conditions {
        condition.observed_generation = pod.metadata.generation;
    }
    conditions
}

fn truth(condition_type: &str, value: bool) -> Condition {
    Condition {
        condition_type: condition_type.to_owned(),
        status: ConditionStatus::from_bool(value),
        ..Default::default()
    }
}

fn with_reason(mut condition: Condition, reason: &str, message: String) -> Condition {
    condition.reason = reason.to_owned();
    condition.message = message;
    condition
}

/// `[a b]`, as Go prints a list.
fn list(names: &[&str]) -> String {
    format!("[{}]", names.join(" "))
}

fn initialized(pod: &Pod, status: &PodStatus) -> Condition {
    let kind = condition::INITIALIZED;
    let mut incomplete = Vec::new();
    let mut unknown = Vec::new();
    for container in &pod.spec.init_containers {
        let found = status
            .init_container_statuses
            .iter()
            .find(|s| s.name == container.name);
        match found {
            None => unknown.push(container.name.as_str()),
            Some(found) => {
                let done = if container.is_sidecar() {
                    found.started == Some(true)
                } else {
                    found.ready
                };
                if !done {
                    incomplete.push(container.name.as_str());
                }
            }
        }
    }
    if status.phase == PodPhase::Succeeded && unknown.is_empty() {
        return with_reason(truth(kind, true), "PodCompleted", String::new());
    }
    let begun = status.container_statuses.iter().any(has_begun);
    if begun || (incomplete.is_empty() && unknown.is_empty()) {
        return truth(kind, true);
    }
    if status.init_container_statuses.is_empty() {
        return with_reason(
            truth(kind, false),
            "UnknownContainerStatuses",
            String::new(),
        );
    }
    let mut messages = Vec::new();
    if !unknown.is_empty() {
        messages.push(format!(
            "containers with unknown status: {}",
            list(&unknown)
        ));
    }
    if !incomplete.is_empty() {
        messages.push(format!(
            "containers with incomplete status: {}",
            list(&incomplete)
        ));
    }
    with_reason(
        truth(kind, false),
        "ContainersNotInitialized",
        messages.join(", "),
    )
}

/// Runs, ran or ended.
fn has_begun(status: &ContainerStatus) -> bool {
    !matches!(status.state, ContainerState::Waiting(_)) || status.last_state.is_some()
}

fn containers_ready(pod: &Pod, status: &PodStatus) -> Condition {
    let kind = condition::CONTAINERS_READY;
    match status.phase {
        PodPhase::Succeeded => {
            return with_reason(truth(kind, false), "PodCompleted", String::new());
        }
        PodPhase::Failed => return with_reason(truth(kind, false), "PodFailed", String::new()),
        _ => {}
    }
    if status.container_statuses.is_empty() {
        return with_reason(
            truth(kind, false),
            "UnknownContainerStatuses",
            String::new(),
        );
    }
    let sidecars = pod
        .spec
        .init_containers
        .iter()
        .filter(|container| container.is_sidecar());
    let mut unready = Vec::new();
    let mut unknown = Vec::new();
    for container in sidecars.chain(&pod.spec.containers) {
        match status.container(&container.name) {
            None => unknown.push(container.name.as_str()),
            Some(found) if !found.ready => unready.push(container.name.as_str()),
            Some(_) => {}
        }
    }
    let mut messages = Vec::new();
    if !unknown.is_empty() {
        messages.push(format!(
            "containers with unknown status: {}",
            list(&unknown)
        ));
    }
    if !unready.is_empty() {
        messages.push(format!(
            "containers with unready status: {}",
            list(&unready)
        ));
    }
    if messages.is_empty() {
        truth(kind, true)
    } else {
        with_reason(
            truth(kind, false),
            "ContainersNotReady",
            messages.join(", "),
        )
    }
}

fn ready(pod: &Pod, status: &PodStatus, containers_ready: &Condition) -> Condition {
    let kind = condition::READY;
    if containers_ready.status != ConditionStatus::True {
        let (reason, message) = (&containers_ready.reason, containers_ready.message.clone());
        return with_reason(truth(kind, false), reason, message);
    }
    let mut messages = Vec::new();
    for gate in &pod.spec.readiness_gates {
        let name = &gate.condition_type;
        match status.condition(name) {
            None => messages.push(format!(
                "corresponding condition of pod readiness gate {name:?} does not exist."
            )),
            Some(found) if found.status != ConditionStatus::True => messages.push(format!(
                "the status of pod readiness gate {name:?} is not \"True\", but {}",
                found.status.name()
            )),
            Some(_) => {}
        }
    }
    if messages.is_empty() {
        truth(kind, true)
    } else {
        with_reason(
            truth(kind, false),
            "ReadinessGatesNotReady",
            messages.join(", "),
        )
    }
}
