//! Stopping one container: preStop, then its turn, then the stop signal, and SIGKILL when the
//! grace is over (kubelet.md §8.3 steps 3 to 6, §5.5; kuberuntime_container.go killContainer,
//! kuberuntime_termination_order.go).

use crate::shell::Signal;

use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::{Change, HookKind};
use super::super::rule::Rule;
use super::super::runtime::{InstanceId, catalogue};
use super::super::time::{SimDuration, SimTime};
use super::super::world::World;

/// SIGTERM always gets this long (kuberuntime_manager.go minimumGracePeriodInSeconds).
const GRACE_SECONDS_MIN: i64 = 2;

/// A container on its way down.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopping {
    /// The whole grace, in seconds.
    pub grace_seconds: i64,
    /// The grace counts from here.
    pub began: SimTime,
    pub stage: StopStage,
    /// What is left of the grace, in seconds, after what ran before the present stage.
    left_seconds: i64,
    /// The position of a sidecar, which waits for regular containers and later sidecars.
    sidecar: Option<usize>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopStage {
    /// The preStop hook runs, until then at most.
    PreStop { until: SimTime },
    /// A sidecar whose turn has not come, until then at most.
    AwaitingTurn { since: SimTime, until: SimTime },
    /// The stop signal was sent; SIGKILL follows then.
    Signalled { at: SimTime, kill_at: SimTime },
}

impl World {
    /// preStop, then SIGTERM, and SIGKILL after the grace; the sync waits for the end.
    pub(super) fn stop_instance(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        grace_seconds: i64,
        reason: (Rule, String),
    ) {
        self.stop_in_turn(node, uid, id, (grace_seconds, None), reason);
    }

    /// The same for a container that waits its turn if it is the sidecar of that position.
    pub(super) fn stop_in_turn(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        (grace_seconds, sidecar): (i64, Option<usize>),
        (rule, message): (Rule, String),
    ) {
        let Some(instance) = self.instance_mut(node, uid, id) else {
            return;
        };
        if !instance.status.is_running() {
            return;
        }
        let container = instance.status.container.to_string();
        self.with_run(node, uid, |run| run.stopping.insert(id));
        let change = Change::StopDecided { container, message };
        let before = self.cause();
        self.pod_record_follow(node, uid, rule, change);
        let now = self.time;
        let until = now + seconds(grace_seconds);
        let has_hook = grace_seconds > 0 && self.has_hook(node, uid, id, HookKind::PreStop);
        let stopping = Stopping {
            grace_seconds,
            began: now,
            stage: StopStage::PreStop { until },
            left_seconds: grace_seconds,
            sidecar,
        };
        if let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) {
            worker.stops.insert(id, stopping);
        }
        if has_hook {
            self.begin_hook(node, uid, id, (HookKind::PreStop, Some(until)));
            self.arm_stop(node, uid, id, until);
        } else {
            self.await_turn(node, uid, id);
        }
        self.follow(before);
    }

    fn arm_stop(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId, at: SimTime) {
        let (uid, instance) = (uid.clone(), id);
        self.at(
            at,
            Event::StopDue {
                node,
                uid,
                instance,
            },
        );
    }

    fn stop_of(&mut self, node: NodeIndex, uid: &str, id: InstanceId) -> Option<&mut Stopping> {
        let worker = self.nodes[node].kubelet.workers.get_mut(uid)?;
        worker.stops.get_mut(&id)
    }

    /// What a stop waits for may be waited for no longer; an event of an older plan is stale.
    pub(in crate::engine) fn stop_due(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId) {
        let now = self.time;
        let Some(stop) = self.stop_of(node, uid, id) else {
            return;
        };
        match stop.stage {
            StopStage::PreStop { until } if until == now => {
                self.abandon_hook(node, uid, id);
                self.pre_stop_is_over(node, uid, id);
            }
            StopStage::AwaitingTurn { until, .. } if until == now => {
                stop.left_seconds = 0;
                self.send_stop_signal(node, uid, id);
            }
            _ => {}
        }
    }

    /// The hook has ended or is not waited for: its whole seconds are taken from the grace.
    pub(super) fn pre_stop_is_over(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId) {
        let now = self.time;
        let Some(stop) = self.stop_of(node, uid, id) else {
            return;
        };
        if !matches!(stop.stage, StopStage::PreStop { .. }) {
            return;
        }
        let used = now.since(stop.began).whole_seconds() as i64;
        stop.left_seconds = stop.grace_seconds.saturating_sub(used).max(0);
        self.await_turn(node, uid, id);
    }

    /// A sidecar waits until nothing that it serves is running any more.
    fn await_turn(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId) {
        let now = self.time;
        let is_blocked = self.nodes[node]
            .kubelet
            .workers
            .get(uid)
            .is_some_and(|worker| is_blocked(&worker.stops, id));
        let left_seconds = match self.stop_of(node, uid, id) {
            Some(stop) if is_blocked && stop.left_seconds > 0 => stop.left_seconds,
            _ => return self.send_stop_signal(node, uid, id),
        };
        let until = now + seconds(left_seconds);
        if let Some(stop) = self.stop_of(node, uid, id) {
            stop.stage = StopStage::AwaitingTurn { since: now, until };
        }
        self.arm_stop(node, uid, id, until);
    }

    /// Sidecars whose way has become free.
    fn give_turns(&mut self, node: NodeIndex, uid: &Uid) {
        let now = self.time;
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        let free: Vec<InstanceId> = worker
            .stops
            .iter()
            .filter(|(id, stop)| {
                matches!(stop.stage, StopStage::AwaitingTurn { .. })
                    && !is_blocked(&worker.stops, **id)
            })
            .map(|(id, _)| *id)
            .collect();
        for id in free {
            let Some(stop) = self.stop_of(node, uid, id) else {
                continue;
            };
            if let StopStage::AwaitingTurn { since, .. } = stop.stage {
                let waited = now.since(since).whole_seconds() as i64;
                stop.left_seconds = (stop.left_seconds - waited).max(0);
                self.send_stop_signal(node, uid, id);
            }
        }
    }

    /// The image's stop signal now, SIGKILL when the rest of the grace is over.
    fn send_stop_signal(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId) {
        let now = self.time;
        let Some(stop) = self.stop_of(node, uid, id) else {
            return;
        };
        let left = seconds(stop.left_seconds.max(GRACE_SECONDS_MIN));
        let kill_at = now + left;
        stop.stage = StopStage::Signalled { at: now, kill_at };
        let rule = match stop.sidecar {
            Some(_) => Rule::SidecarsLast,
            None => Rule::TerminationSequence,
        };
        let Some(instance) = self.instance_mut(node, uid, id) else {
            return;
        };
        if !instance.status.is_running() {
            return self.stop_is_over(node, uid, id);
        }
        let signal = catalogue::stop_signal(&instance.status.image);
        let container = instance.status.container.to_string();
        self.arm_kill(node, uid, id, kill_at);
        let change = Change::GraceLeft {
            container,
            left,
            kill_at,
        };
        self.pod_record(node, uid, rule, change);
        self.signal_by(node, uid, id, signal, Rule::TerminationSequence);
    }

    fn arm_kill(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId, at: SimTime) {
        if let Some(instance) = self.instance_mut(node, uid, id) {
            instance.kill_at = Some(at);
            let (uid, instance) = (uid.clone(), id);
            self.at(
                at,
                Event::KillDue {
                    node,
                    uid,
                    instance,
                },
            );
        }
    }

    /// The grace is over.
    pub(in crate::engine) fn kill_due(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId) {
        let now = self.time;
        let due = self
            .instance_mut(node, uid, id)
            .is_some_and(|instance| instance.status.is_running() && instance.kill_at == Some(now));
        if due {
            self.signal_instance(node, uid, id, Signal::Kill);
        }
    }

    /// A shorter grace holds from now on, for whatever stage a container is in
    /// (kubelet.md §15, SIM).
    pub(super) fn shorten_grace(&mut self, node: NodeIndex, uid: &Uid, grace_seconds: i64) {
        let now = self.time;
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        let mut armed: Vec<(InstanceId, StopStage)> = Vec::new();
        for (id, stop) in &mut worker.stops {
            (stop.grace_seconds, stop.began) = (grace_seconds, now);
            stop.left_seconds = grace_seconds;
            let until = now + seconds(grace_seconds);
            match &mut stop.stage {
                StopStage::PreStop { until: end } => *end = until,
                StopStage::AwaitingTurn { since, until: end } => (*since, *end) = (now, until),
                StopStage::Signalled { kill_at, .. } => {
                    *kill_at = now + seconds(grace_seconds.max(GRACE_SECONDS_MIN));
                }
            }
            armed.push((*id, stop.stage));
        }
        for (id, stage) in armed {
            match stage {
                StopStage::PreStop { until } | StopStage::AwaitingTurn { until, .. } => {
                    self.arm_stop(node, uid, id, until);
                }
                StopStage::Signalled { kill_at, .. } => self.arm_kill(node, uid, id, kill_at),
            }
        }
    }

    /// The runtime tells that an instance has ended. A preStop hook is waited for all the same
    /// (kuberuntime_container.go killContainer).
    pub(in crate::engine) fn instance_stopped(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
    ) {
        let in_hook = self
            .stop_of(node, uid, id)
            .is_some_and(|stop| matches!(stop.stage, StopStage::PreStop { .. }));
        if !in_hook {
            self.stop_is_over(node, uid, id);
        }
    }

    fn stop_is_over(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId) {
        if let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) {
            worker.stops.remove(&id);
        }
        self.give_turns(node, uid);
        let waited = self.with_run(node, uid, |run| run.stopping.remove(&id));
        if waited == Some(true) {
            // Not from within the step that sent the signal: that one goes on by itself.
            self.go_on_if_idle(node, uid);
        }
    }

    /// Continues the sync at once, as an event of its own.
    fn go_on_if_idle(&mut self, node: NodeIndex, uid: &Uid) {
        let free = self.with_run(node, uid, |run| {
            run.stopping.is_empty() && run.step_ends.is_none() && !run.pulling && !run.in_post_start
        });
        if free == Some(true) {
            self.wait_in_run(node, uid, SimDuration::ZERO);
        }
    }
}

/// Whether a sidecar's turn has not come: a regular container or a later sidecar still runs.
fn is_blocked(stops: &crate::order::Map<InstanceId, Stopping>, id: InstanceId) -> bool {
    let Some(own) = stops.get(&id).and_then(|stop| stop.sidecar) else {
        return false;
    };
    let mut others = stops.iter().filter(|(other, _)| **other != id);
    others.any(|(_, stop)| stop.sidecar.is_none_or(|index| index > own))
}

fn seconds(count: i64) -> SimDuration {
    SimDuration::from_seconds(count.max(0) as u64)
}
