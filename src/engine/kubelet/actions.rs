//! What one sync has to do to a Pod, as a pure function of its spec and the cached runtime state
//! (kubelet.md §4.2, §5.2; kuberuntime_manager.go computePodActions).

use crate::api::Pod;
use crate::api::pod::RestartPolicy;
use crate::order;

use super::super::record::ProbeKind;
use super::super::rule::Rule;
use super::super::runtime::{InstanceId, InstanceState, PodRuntimeStatus};
use super::prober::{ProbeResult, Verdicts, probe_of};
use super::restart::{effective_policy, restarts_after, should_start};

/// The plan of a sync.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Actions {
    /// Stop everything, the sandbox too.
    pub kill_pod: bool,
    pub create_sandbox: bool,
    /// Containers that run but must not.
    pub kill: Vec<ContainerToKill>,
    /// Ephemeral containers that never ran.
    pub start_ephemeral: Vec<String>,
    /// Init containers to start, in order; one normal one at most.
    pub start_init: Vec<String>,
    /// Regular containers to start, in the order of the spec.
    pub start: Vec<String>,
}

/// A container that runs but must not.
#[derive(Clone, Debug, PartialEq)]
pub struct ContainerToKill {
    pub instance: InstanceId,
    pub container: String,
    pub message: String,
    /// The probe that failed; without one, its definition changed.
    pub probe: Option<ProbeKind>,
}

impl ContainerToKill {
    pub fn rule(&self) -> Rule {
        match self.probe {
            Some(_) => Rule::ProbeThreshold,
            None => Rule::DefinitionChanged,
        }
    }

    /// The grace that the failed probe has of its own
    /// (kuberuntime_container.go setTerminationGracePeriod).
    pub fn grace_seconds(&self, pod: &Pod) -> Option<i64> {
        let spec = pod.spec.container(&self.container)?;
        probe_of(spec, self.probe?)?.termination_grace_period_seconds
    }
}

/// The probe that a running instance failed for good: liveness, else startup.
fn failed_probe(
    verdicts: Verdicts<'_>,
    container: &str,
    id: &str,
) -> Option<(ProbeKind, &'static str)> {
    let kinds = [
        (ProbeKind::Liveness, "liveness"),
        (ProbeKind::Startup, "startup"),
    ];
    let mut kinds = kinds.into_iter();
    kinds.find(|(kind, _)| verdicts.of(*kind, container, id) == Some(ProbeResult::Failure))
}

/// Computes the plan.
pub(super) fn compute(pod: &Pod, runtime: &PodRuntimeStatus, verdicts: Verdicts<'_>) -> Actions {
    let mut actions = Actions::default();
    if sandbox_changed(runtime) {
        plan_new_sandbox(pod, runtime, &mut actions);
        return actions;
    }
    let ephemeral = pod.spec.ephemeral_containers.iter();
    actions.start_ephemeral = ephemeral
        .map(|container| container.name.clone())
        .filter(|name| runtime.newest(name).is_none())
        .collect();
    let is_initialized = if pod.spec.init_containers.is_empty() {
        true
    } else {
        plan_init(pod, runtime, verdicts, &mut actions)
    };
    if actions.kill_pod || !is_initialized {
        return actions;
    }
    let mut keep = 0;
    for container in &pod.spec.containers {
        let newest = runtime.newest(&container.name);
        let Some(newest) = newest.filter(|instance| instance.is_running()) else {
            if should_start(pod, container, runtime) {
                actions.start.push(container.name.clone());
            }
            continue;
        };
        let name = &container.name;
        let changed = *newest.image != *container.image;
        let failed = failed_probe(verdicts, name, &newest.container_id).filter(|_| !changed);
        if !changed && failed.is_none() {
            keep += 1;
            continue;
        }
        let returns = changed || effective_policy(pod, container) != RestartPolicy::Never;
        let what = match failed {
            Some((_, word)) => format!("failed {word} probe"),
            None => "definition changed".to_owned(),
        };
        let rest = if returns { ", will be restarted" } else { "" };
        actions.kill.push(ContainerToKill {
            instance: newest.id,
            container: name.clone(),
            message: format!("Container {name} {what}{rest}"),
            probe: failed.map(|(kind, _)| kind),
        });
        if returns {
            actions.start.push(name.clone());
        }
    }
    if keep == 0 && actions.start.is_empty() {
        // Sidecars do not keep a Pod alive.
        actions.kill_pod = true;
        actions.start_init.clear();
        actions.kill.clear();
    }
    actions
}

/// Whether the Pod needs a new sandbox (kuberuntime/util PodSandboxChanged).
fn sandbox_changed(runtime: &PodRuntimeStatus) -> bool {
    match runtime.sandboxes.last() {
        None => true,
        Some(newest) => !newest.ready || runtime.ready_sandbox().is_none(),
    }
}

fn plan_new_sandbox(pod: &Pod, runtime: &PodRuntimeStatus, actions: &mut Actions) {
    let attempted = !runtime.sandboxes.is_empty();
    let existed = attempted && !runtime.instances.is_empty();
    if pod.spec.restart_policy() == RestartPolicy::Never && existed {
        actions.kill_pod = true;
        return;
    }
    let succeeded = |name: &str| {
        runtime
            .newest(name)
            .and_then(|newest| newest.exit())
            .is_some_and(|exit| exit.exit_code == 0)
    };
    let to_start: Vec<String> = pod
        .spec
        .containers
        .iter()
        .filter(|container| {
            effective_policy(pod, container) != RestartPolicy::OnFailure
                || !succeeded(&container.name)
        })
        .map(|container| container.name.clone())
        .collect();
    let created_before = pod
        .spec
        .containers
        .iter()
        .any(|c| runtime.newest(&c.name).is_some());
    if to_start.is_empty() && created_before {
        actions.kill_pod = true;
        return;
    }
    actions.kill_pod = attempted;
    actions.create_sandbox = true;
    match pod.spec.init_containers.first() {
        Some(first) => actions.start_init.push(first.name.clone()),
        None => actions.start = to_start,
    }
}

/// Why a running sidecar has to be replaced. Before its startup probe has succeeded only that
/// probe can tell.
fn sidecar_trouble(
    failed: Option<(ProbeKind, &'static str)>,
    has_started: bool,
    changed: bool,
) -> Option<&'static str> {
    match failed {
        _ if changed => Some("definition changed"),
        Some((ProbeKind::Startup, _)) if !has_started => Some("failed startup probe"),
        Some((ProbeKind::Liveness, _)) if has_started => Some("failed liveness probe"),
        _ => None,
    }
}

/// Init containers and sidecars, from the last to the first; returns whether the regular
/// containers may run (kuberuntime_container.go computeInitContainerActions).
fn plan_init(
    pod: &Pod,
    runtime: &PodRuntimeStatus,
    verdicts: Verdicts<'_>,
    actions: &mut Actions,
) -> bool {
    let inits = &pod.spec.init_containers;
    let last = inits.len() - 1;
    let mut is_initialized = pod.spec.containers.iter().any(|container| {
        runtime
            .newest(&container.name)
            .is_some_and(|newest| newest.exit().is_none())
    });
    let mut later_is_known = is_initialized;
    let mut found_any = later_is_known;
    let mut start: Vec<usize> = Vec::new();
    for index in (0..inits.len()).rev() {
        let container = &inits[index];
        let sidecar = container.is_sidecar();
        let Some(newest) = runtime.newest(&container.name) else {
            if later_is_known && sidecar {
                start.push(index);
            }
            continue;
        };
        found_any = true;
        if later_is_known && !sidecar {
            continue;
        }
        match &newest.state {
            InstanceState::Created { .. } => start.push(index),
            InstanceState::Running { .. } if !sidecar => {}
            InstanceState::Running { .. } => {
                let (name, id) = (&container.name, &*newest.container_id);
                let failed = failed_probe(verdicts, name, id);
                let startup = verdicts.of(ProbeKind::Startup, name, id);
                let has_started =
                    container.startup_probe.is_none() || startup == Some(ProbeResult::Success);
                if has_started {
                    if index == last {
                        is_initialized = true;
                    } else if !later_is_known {
                        start.push(index + 1);
                    }
                }
                let changed = has_started && *newest.image != *container.image;
                if let Some(what) = sidecar_trouble(failed, has_started, changed) {
                    actions.kill.push(ContainerToKill {
                        instance: newest.id,
                        container: name.clone(),
                        message: format!("Init container {name} {what}"),
                        probe: failed.map(|(kind, _)| kind).filter(|_| !changed),
                    });
                    start.push(index);
                }
            }
            InstanceState::Exited(_) if sidecar => start.push(index),
            InstanceState::Exited(exit) if exit.exit_code == 0 => {
                if index == last {
                    is_initialized = true;
                } else {
                    start.push(index + 1);
                }
            }
            InstanceState::Exited(exit) => {
                if restarts_after(pod, container, exit.exit_code) {
                    start.push(index);
                } else {
                    actions.kill_pod = true;
                    return false;
                }
            }
        }
        later_is_known = true;
    }
    if !found_any {
        start.push(0);
    }
    order::sort(&mut start);
    start.dedup();
    actions.start_init = start
        .into_iter()
        .map(|index| inits[index].name.clone())
        .collect();
    is_initialized
}
