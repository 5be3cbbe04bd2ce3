//! Whether a container that is not running is started (kubelet.md §4.1;
//! container/helpers.go ShouldContainerBeRestarted, pkg/api/v1/pod/util.go ContainerShouldRestart).

use crate::api::Pod;
use crate::api::container::{Container, RestartRule};
use crate::api::pod::RestartPolicy;

use super::super::runtime::{InstanceState, PodRuntimeStatus};

/// The policy that holds for a container: its own, else the Pod's.
pub(super) fn effective_policy(pod: &Pod, container: &Container) -> RestartPolicy {
    container
        .restart_policy
        .unwrap_or(pod.spec.restart_policy())
}

/// Whether a container that ended with this code may run again.
pub(super) fn restarts_after(pod: &Pod, container: &Container, exit_code: i32) -> bool {
    if container
        .restart_policy_rules
        .iter()
        .any(|rule| rule_restarts(rule, exit_code))
    {
        return true;
    }
    match effective_policy(pod, container) {
        RestartPolicy::Always => true,
        RestartPolicy::OnFailure => exit_code != 0,
        RestartPolicy::Never => false,
    }
}

fn rule_restarts(rule: &RestartRule, exit_code: i32) -> bool {
    let listed = rule.exit_codes.values.contains(&exit_code);
    rule.action == "Restart"
        && match rule.exit_codes.operator.as_str() {
            "In" => listed,
            "NotIn" => !listed,
            _ => false,
        }
}

/// Whether a container should be started, as far as the cached runtime state tells.
pub(super) fn should_start(pod: &Pod, container: &Container, runtime: &PodRuntimeStatus) -> bool {
    if pod.metadata.deletion_timestamp.is_some() {
        return false;
    }
    let mut ephemeral = pod.spec.ephemeral_containers.iter();
    let runs_once = ephemeral.any(|once| once.name == container.name);
    match runtime
        .newest(&container.name)
        .map(|instance| &instance.state)
    {
        None | Some(InstanceState::Created { .. }) => true,
        Some(InstanceState::Running { .. }) => false,
        Some(InstanceState::Exited(_)) if runs_once => false,
        Some(InstanceState::Exited(exit)) => restarts_after(pod, container, exit.exit_code),
    }
}
