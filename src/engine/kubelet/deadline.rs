//! `activeDeadlineSeconds`: how long a Pod may be on its node, counted from the kubelet's first
//! status (kubelet.md §8.7; active_deadline.go ShouldSync, ShouldEvict).

use super::super::apiserver::EventText;
use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::Change;
use super::super::rule::Rule;
use super::super::time::{SimDuration, SimTime};
use super::super::world::World;
use super::work_queue::tick_at;
use super::worker::{PodWorker, Stage};

const REASON: &str = "DeadlineExceeded";
const MESSAGE: &str = "Pod was active on the node longer than the specified deadline";

impl World {
    /// When the Pod's time is over; `None` while it has no deadline or no status.
    fn deadline_of(&self, worker: &PodWorker) -> Option<(SimTime, SimDuration)> {
        let seconds = worker.pod.spec.active_deadline_seconds?;
        let start = worker.status.as_ref()?.start_time?;
        let limit = SimDuration::from_seconds(u64::try_from(seconds).ok()?);
        Some((self.time_of(start) + limit, limit))
    }

    /// Looks at the Pod at the first tick at which its time is over.
    pub(super) fn arm_deadline(&mut self, node: NodeIndex, uid: &Uid) {
        let Some(worker) = self.nodes[node].kubelet.workers.get(uid) else {
            return;
        };
        let at = self.deadline_of(worker).map(|(end, _)| tick_at(end));
        if at == worker.deadline_at {
            return;
        }
        if let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) {
            worker.deadline_at = at;
        }
        if let Some(at) = at {
            let uid = uid.clone();
            self.at(at, Event::DeadlineDue { node, uid });
        }
    }

    /// The tick has come; an event for another deadline is stale.
    pub(in crate::engine) fn deadline_due(&mut self, node: NodeIndex, uid: &Uid) {
        let now = self.time;
        let Some(worker) = self.nodes[node].kubelet.workers.get(uid) else {
            return;
        };
        if worker.stage == Stage::Syncing && worker.deadline_at.is_some_and(|at| at <= now) {
            self.update_pod(node, uid);
        }
    }

    /// Whether the time is over, at every computation of the status: the event is counted each
    /// time, as the kubelet does it.
    pub(super) fn judge_deadline(&mut self, node: NodeIndex, uid: &Uid) {
        let now = self.time;
        let Some(worker) = self.nodes[node].kubelet.workers.get(uid) else {
            return;
        };
        let told = worker
            .verdict
            .as_ref()
            .is_some_and(|(reason, _)| *reason == REASON);
        let over = self
            .deadline_of(worker)
            .filter(|(end, _)| *end <= now && worker.pod.metadata.deletion_timestamp.is_none());
        let limit = match over {
            Some((_, limit)) if told || worker.verdict.is_none() => limit,
            _ => return,
        };
        if !told {
            let change = Change::DeadlineExceeded { limit };
            self.pod_record_follow(node, uid, Rule::ActiveDeadline, change);
            let cause = self.cause();
            self.with_run(node, uid, |run| run.cause = cause);
            if let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) {
                worker.verdict = Some((REASON, MESSAGE.into()));
            }
        }
        let text = EventText::normal(REASON, MESSAGE.to_owned());
        let kubelet = self.kubelet_of(node);
        self.say(kubelet, uid, Rule::ActiveDeadline, text);
    }
}
