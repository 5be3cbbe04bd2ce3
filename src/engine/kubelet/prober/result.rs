//! What follows from a probe's result (kubelet.md §6.3; kubelet.go syncLoopIteration,
//! status/status_manager.go SetContainerReadiness, SetContainerStartup).

use crate::api::status::{ContainerStatus, condition};
use crate::api::{PodStatus, Timestamp};

use super::super::super::queue::{NodeIndex, Uid};
use super::super::super::record::ProbeKind;
use super::super::super::world::World;
use super::super::conditions::conditions;
use super::super::worker::PodWorker;
use super::{ProbeResult, ProbeWorker};

/// What the probes of a Pod say of the instances of its containers, for those who plan a sync.
#[derive(Clone, Copy)]
pub(in crate::engine::kubelet) struct Verdicts<'a>(pub &'a [ProbeWorker]);

impl Verdicts<'_> {
    /// The result of a probe about an instance; `None` if it has none yet.
    pub fn of(&self, kind: ProbeKind, container: &str, id: &str) -> Option<ProbeResult> {
        let mut probes = self.0.iter();
        let probe = probes.find(|probe| probe.is_of(container, kind))?;
        (probe.container_id == id).then_some(probe.result)
    }
}

impl World {
    /// A result became another one: the status is corrected at once, and the Pod is synced. A
    /// live container needs neither.
    pub(super) fn result_changed(&mut self, node: NodeIndex, uid: &Uid, index: usize) {
        let stamp = self.timestamp();
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        let Some(probe) = worker.probes.get(index) else {
            return;
        };
        let says_yes = probe.result == ProbeResult::Success;
        let (kind, id) = (probe.kind, probe.container_id.clone());
        let changed = match kind {
            ProbeKind::Liveness if says_yes => return,
            ProbeKind::Liveness => false,
            ProbeKind::Readiness => set_ready(worker, &id, says_yes, stamp),
            ProbeKind::Startup => set_started(worker, &id, says_yes),
        };
        if changed {
            self.arm_patch(node, uid);
        }
        self.update_pod(node, uid);
    }
}

fn status_of<'a>(status: &'a mut PodStatus, id: &str) -> Option<&'a mut ContainerStatus> {
    let init = status.init_container_statuses.iter_mut();
    init.chain(&mut status.container_statuses)
        .find(|container| container.container_id == id)
}

fn set_started(worker: &mut PodWorker, id: &str, started: bool) -> bool {
    let found = worker
        .status
        .as_mut()
        .and_then(|status| status_of(status, id));
    let Some(found) = found.filter(|found| found.started != Some(started)) else {
        return false;
    };
    found.started = Some(started);
    true
}

/// The container's `ready`, and the two conditions that follow from it.
fn set_ready(worker: &mut PodWorker, id: &str, ready: bool, stamp: Timestamp) -> bool {
    let Some(status) = worker.status.as_mut() else {
        return false;
    };
    match status_of(status, id) {
        Some(found) if found.ready != ready => found.ready = ready,
        _ => return false,
    }
    let computed = conditions(&worker.pod, status, true);
    let follow = [condition::READY, condition::CONTAINERS_READY];
    for new in computed
        .into_iter()
        .filter(|new| follow.contains(&&*new.condition_type))
    {
        let mut known = status.conditions.iter_mut();
        let Some(old) = known.find(|old| old.condition_type == new.condition_type) else {
            continue;
        };
        let since = match old.status == new.status {
            true => old.last_transition_time,
            false => Some(stamp),
        };
        *old = new;
        old.last_transition_time = since;
    }
    true
}
