//! What one sync has to do to a Pod, as a pure function of its spec and the cached runtime state
//! (kubelet.md §4.2, §5.2; kuberuntime_manager.go computePodActions).

use crate::api::Pod;
use crate::api::pod::RestartPolicy;

use super::super::runtime::{InstanceId, InstanceState, PodRuntimeStatus};
use super::restart::{effective_policy, restarts_after, should_start};

/// The plan of a sync.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Actions {
    /// Stop everything, the sandbox too.
    pub kill_pod: bool,
    pub create_sandbox: bool,
    /// Containers that run but must not: instance, name, message.
    pub kill: Vec<(InstanceId, String, String)>,
    /// Ephemeral containers that never ran.
    pub start_ephemeral: Vec<String>,
    /// Init containers to start, in order; one normal one at most.
    pub start_init: Vec<String>,
    /// Regular containers to start, in the order of the spec.
    pub start: Vec<String>,
}

/// Computes the plan.
pub(super) fn compute(pod: &Pod, runtime: &PodRuntimeStatus) -> Actions {
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
        plan_init(pod, runtime, &mut actions)
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
        if *newest.image != *container.image {
            let message = format!(
                "Container {} definition changed, will be restarted",
                container.name
            );
            actions
                .kill
                .push((newest.id, container.name.clone(), message));
            actions.start.push(container.name.clone());
            continue;
        }
        keep += 1;
    }
    if keep == 0 && actions.start.is_empty() {
        // Sidecars do not keep a Pod alive.
        actions.kill_pod = true;
        actions.start_init.clear();
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

/// Init containers and sidecars, from the last to the first; returns whether the regular
/// containers may run (kuberuntime_container.go computeInitContainerActions).
fn plan_init(pod: &Pod, runtime: &PodRuntimeStatus, actions: &mut Actions) -> bool {
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
                if index == last {
                    is_initialized = true;
                } else if !later_is_known {
                    start.push(index + 1);
                }
                if *newest.image != *container.image {
                    let message = format!("Init container {} definition changed", container.name);
                    actions
                        .kill
                        .push((newest.id, container.name.clone(), message));
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
    start.sort_unstable();
    start.dedup();
    actions.start_init = start
        .into_iter()
        .map(|index| inits[index].name.clone())
        .collect();
    is_initialized
}
