//! `SyncPod`: compute the status, store it, then act (kubelet.md §0.4; kubelet.go SyncPod).

use super::super::queue::{NodeIndex, Uid};
use super::super::time::SimDuration;
use super::super::world::World;
use super::actions::{self, Actions};
use super::prober::Verdicts;
use super::status::{Inputs, generate};
use super::steps::Step;
use super::worker::Stage;

/// Sandbox and its network (kubelet.md §12.2).
pub(super) const SANDBOX_DURATION: SimDuration = SimDuration::from_millis(500);

impl World {
    /// The status comes before the actions, so what the actions find shows one sync late.
    pub(super) fn sync_pod(&mut self, node: NodeIndex, uid: &Uid) {
        let Some(status) = self.generate_status(node, uid, false) else {
            return;
        };
        let finished = status.phase.is_terminal();
        self.set_status(node, uid, status);
        self.poke_probes(node, uid);
        self.arm_deadline(node, uid);
        if finished {
            if let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) {
                worker.stage = Stage::Terminating;
            }
            self.with_run(node, uid, |run| run.outcome.stage_ended = true);
            return;
        }
        self.with_run(node, uid, |run| {
            run.steps.push_back(Step::MountVolumes { attempt: 0 });
            run.steps.push_back(Step::AddProbes);
            run.steps.push_back(Step::PlanActions);
        });
    }

    /// Computes the status from the sync's snapshot.
    pub(super) fn generate_status(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        is_terminal: bool,
    ) -> Option<crate::api::PodStatus> {
        self.judge_deadline(node, uid);
        let snapshot = self.with_run(node, uid, |run| run.snapshot.clone())?;
        let node_ip = self.node_ip(node);
        let worker = self.nodes[node].kubelet.workers.get(uid)?;
        Some(generate(&Inputs {
            worker,
            runtime: &snapshot,
            node_ip: &node_ip,
            start: self.config.start,
            now: self.time,
            is_terminal,
        }))
    }

    /// Turns the plan into steps.
    pub(super) fn plan_actions(&mut self, node: NodeIndex, uid: &Uid) {
        let Some(snapshot) = self.with_run(node, uid, |run| run.snapshot.clone()) else {
            return;
        };
        let Some(worker) = self.nodes[node].kubelet.workers.get(uid) else {
            return;
        };
        let pod = worker.pod.clone();
        let plan = actions::compute(&pod, &snapshot, Verdicts(&worker.probes));
        let acted = plan != Actions::default();
        let grace_seconds = pod.spec.grace_period_seconds().max(1);
        self.with_run(node, uid, |run| {
            run.outcome.acted |= acted;
            let steps = &mut run.steps;
            if plan.kill_pod {
                steps.push_back(Step::KillAll { grace_seconds });
                steps.push_back(Step::StopSandbox);
            }
            for kill in plan.kill {
                let grace_seconds = kill.grace_seconds(&pod).unwrap_or(grace_seconds);
                steps.push_back(Step::Kill {
                    kill,
                    grace_seconds,
                });
            }
            if plan.create_sandbox {
                steps.push_back(Step::BeginSandbox);
                steps.push_back(Step::Wait {
                    duration: SANDBOX_DURATION,
                });
                steps.push_back(Step::SandboxUp);
            }
            for container in plan.start_ephemeral {
                steps.push_back(Step::StartContainer {
                    container,
                    is_init: false,
                });
            }
            for container in plan.start_init {
                steps.push_back(Step::StartContainer {
                    container,
                    is_init: true,
                });
            }
            for container in plan.start {
                steps.push_back(Step::StartContainer {
                    container,
                    is_init: false,
                });
            }
        });
    }

    /// The node's address.
    pub(super) fn node_ip(&self, node: NodeIndex) -> String {
        format!("192.168.56.{}", 30 + node)
    }
}

/// Taking a sandbox down (kubelet.md §13 vii, 5.20 to 5.30).
pub(super) const STOP_SANDBOX_DURATION: SimDuration = SimDuration::from_millis(100);
