//! A Pod's phase from its container statuses (kubelet.md §3; kubelet_pods.go getPhase).

use crate::api::container::Container;
use crate::api::status::{ContainerState, ContainerStatus, PodPhase};
use crate::api::{Pod, PodStatus};

use super::restart::restarts_after;

/// How many containers are in which situation.
#[derive(Default)]
struct Tally {
    pending_init: u32,
    failed_init_final: u32,
    pending_sidecar: u32,
    unknown: u32,
    running: u32,
    waiting: u32,
    stopped: u32,
    stopped_final: u32,
    succeeded: u32,
}

/// The phase. `is_terminal`: every container has been stopped for good. `has_initialized`: a
/// regular container of the current sandbox was created.
pub(super) fn phase(
    pod: &Pod,
    status: &PodStatus,
    is_terminal: bool,
    has_initialized: bool,
) -> PodPhase {
    let mut tally = Tally::default();
    for container in &pod.spec.init_containers {
        let found = find(&status.init_container_statuses, &container.name);
        if container.is_sidecar() {
            tally.count_sidecar(found);
        } else {
            tally.count_init(pod, container, found);
        }
    }
    for container in &pod.spec.containers {
        tally.count_regular(
            pod,
            container,
            find(&status.container_statuses, &container.name),
        );
    }
    tally.phase(is_terminal, has_initialized)
}

fn find<'a>(statuses: &'a [ContainerStatus], name: &str) -> Option<&'a ContainerStatus> {
    statuses.iter().find(|status| status.name == name)
}

impl Tally {
    fn count_init(&mut self, pod: &Pod, container: &Container, status: Option<&ContainerStatus>) {
        let ended = status.and_then(|status| match &status.state {
            ContainerState::Terminated(terminated) => Some(terminated.exit_code),
            ContainerState::Waiting(_) => status
                .last_state
                .as_ref()
                .map(|last| last.exit_code)
                .filter(|code| *code != 0),
            ContainerState::Running(_) => None,
        });
        match ended {
            Some(0) => {}
            Some(exit_code) => {
                if restarts_after(pod, container, exit_code) {
                    self.pending_init += 1;
                } else {
                    self.failed_init_final += 1;
                }
            }
            None => self.pending_init += 1,
        }
    }

    fn count_sidecar(&mut self, status: Option<&ContainerStatus>) {
        let Some(status) = status else {
            self.unknown += 1;
            return;
        };
        match &status.state {
            ContainerState::Running(_) => {
                self.running += 1;
                if status.started != Some(true) {
                    self.pending_sidecar += 1;
                }
            }
            ContainerState::Terminated(_) => {}
            ContainerState::Waiting(_) if status.last_state.is_some() => {}
            ContainerState::Waiting(_) => {
                self.pending_sidecar += 1;
                self.waiting += 1;
            }
        }
    }

    fn count_regular(
        &mut self,
        pod: &Pod,
        container: &Container,
        status: Option<&ContainerStatus>,
    ) {
        let Some(status) = status else {
            self.unknown += 1;
            return;
        };
        match (&status.state, &status.last_state) {
            (ContainerState::Running(_), _) => self.running += 1,
            (ContainerState::Terminated(terminated), _) => {
                self.stopped += 1;
                if terminated.exit_code == 0 {
                    self.succeeded += 1;
                }
                if !restarts_after(pod, container, terminated.exit_code) {
                    self.stopped_final += 1;
                }
            }
            (ContainerState::Waiting(_), Some(last)) => {
                self.stopped += 1;
                if !restarts_after(pod, container, last.exit_code) {
                    self.stopped_final += 1;
                }
            }
            (ContainerState::Waiting(_), None) => self.waiting += 1,
        }
    }

    fn phase(&self, is_terminal: bool, has_initialized: bool) -> PodPhase {
        if self.failed_init_final > 0 {
            return PodPhase::Failed;
        }
        if self.pending_init > 0 || (self.pending_sidecar > 0 && !has_initialized) {
            return PodPhase::Pending;
        }
        if self.waiting > 0 {
            return PodPhase::Pending;
        }
        if self.running > 0 && self.unknown == 0 {
            return PodPhase::Running;
        }
        if self.running == 0 && self.stopped > 0 && self.unknown == 0 {
            let all_succeeded = self.stopped == self.succeeded;
            return match (is_terminal, self.stopped == self.stopped_final) {
                (false, false) => PodPhase::Running,
                _ if all_succeeded => PodPhase::Succeeded,
                _ => PodPhase::Failed,
            };
        }
        PodPhase::Pending
    }
}
