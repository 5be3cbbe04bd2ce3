//! The scheduler: a queue of Pods without a node, filters, scores, and the binding.

mod filter;
mod requests;
mod score;

use std::sync::Arc;

use crate::api::status::{Condition, ConditionStatus, condition};
use crate::api::{Kind, Node, Object, ObjectKey, Pod};

use super::apiserver::{EventText, SpamBuckets};
use super::queue::{Event, Uid};
use super::record::{Change, Component};
use super::rule::Rule;
use super::time::{SimDuration, SimTime};
use super::world::World;

pub use requests::pod_requests;

/// From the API write to the bound Pod (kubelet.md §13: create −0.03 s, bind −0.02 s).
const CYCLE: SimDuration = SimDuration::from_millis(10);
/// An unschedulable Pod is tried again at the latest after this (control-plane.md §2.1).
const UNSCHEDULABLE_MAX: SimDuration = SimDuration::from_seconds(300);

/// A gated Pod is not tried until something changes.
const NEVER: SimTime = SimTime::from_millis(u64::MAX);

/// The scheduler's own state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scheduler {
    waiting: Vec<Waiting>,
    wake_at: Option<SimTime>,
    pub(super) event_buckets: SpamBuckets,
}

/// A Pod that has no node yet.
#[derive(Clone, Debug, PartialEq)]
struct Waiting {
    uid: Uid,
    attempts: u32,
    last_attempt: SimTime,
    ready_at: SimTime,
}

impl Waiting {
    /// 1, 2, 4, 8, then 10 s after each failed attempt (control-plane.md §2.1).
    fn back_off(&self) -> SimDuration {
        let seconds = 1_u64 << self.attempts.saturating_sub(1).min(4);
        SimDuration::from_seconds(seconds.min(10))
    }
}

impl Scheduler {
    /// A Pod that is gone is not scheduled.
    pub(super) fn forget(&mut self, uid: &Uid) {
        self.waiting.retain(|waiting| waiting.uid != *uid);
        self.event_buckets.forget(uid);
    }
}

impl World {
    /// A new Pod without a node enters the queue.
    pub(super) fn scheduler_admits(&mut self, uid: &Uid) {
        let ready_at = self.time + CYCLE;
        let waiting = Waiting {
            uid: uid.clone(),
            attempts: 0,
            last_attempt: self.time,
            ready_at,
        };
        self.scheduler.waiting.push(waiting);
        self.arm_scheduler();
    }

    /// Something changed that may let an unschedulable Pod fit (QueueingHints).
    pub(super) fn scheduler_wakes(&mut self) {
        let soonest = self.time + CYCLE;
        for waiting in &mut self.scheduler.waiting {
            let allowed = waiting.last_attempt + waiting.back_off();
            waiting.ready_at = waiting.ready_at.min(soonest.max(allowed));
        }
        self.arm_scheduler();
    }

    fn arm_scheduler(&mut self) {
        let next = self
            .scheduler
            .waiting
            .iter()
            .map(|waiting| waiting.ready_at)
            .filter(|ready_at| *ready_at != NEVER)
            .min();
        let Some(next) = next else { return };
        if self.scheduler.wake_at.is_none_or(|armed| next < armed) {
            self.scheduler.wake_at = Some(next);
            self.at(next, Event::ScheduleNext);
        }
    }

    /// Schedules the first Pod that may be tried: higher priority first, then older.
    pub(super) fn schedule_next(&mut self) {
        if self
            .scheduler
            .wake_at
            .is_some_and(|armed| armed > self.time)
        {
            return;
        }
        self.scheduler.wake_at = None;
        let now = self.time;
        let priority = |uid: &Uid| {
            let object = self.store.pod_by_uid(uid);
            object
                .and_then(|object| object.as_pod()?.spec.priority)
                .unwrap_or(0)
        };
        let chosen = (0..self.scheduler.waiting.len())
            .filter(|index| self.scheduler.waiting[*index].ready_at <= now)
            .min_by_key(|index| {
                let waiting = &self.scheduler.waiting[*index];
                (-i64::from(priority(&waiting.uid)), *index)
            });
        if let Some(index) = chosen {
            let waiting = self.scheduler.waiting.remove(index);
            if let Some(object) = self.store.pod_by_uid(&waiting.uid)
                && let Some(pod) = object.as_pod()
            {
                self.schedule_pod(pod, waiting);
            }
        }
        self.arm_scheduler();
    }

    fn schedule_pod(&mut self, pod: &Pod, mut waiting: Waiting) {
        if !pod.spec.scheduling_gates.is_empty() {
            waiting.ready_at = NEVER;
            self.scheduler.waiting.push(waiting);
            return;
        }
        let nodes: Vec<&Node> = self.store.list(Kind::Node).filter_map(as_node).collect();
        let verdicts: Vec<_> = nodes
            .iter()
            .map(|node| filter::verdict(pod, node, &self.store))
            .collect();
        let feasible: Vec<&Node> = nodes
            .iter()
            .zip(&verdicts)
            .filter(|(_, verdict)| verdict.is_none())
            .map(|(node, _)| *node)
            .collect();
        if feasible.is_empty() {
            let message = filter::failure_message(&verdicts);
            self.pod_does_not_fit(pod, waiting, message);
            return;
        }
        let scores: Vec<i64> = feasible
            .iter()
            .map(|node| score::score(pod, node, &self.store))
            .collect();
        let best = scores.iter().copied().max().unwrap_or(0);
        let winners: Vec<usize> = (0..feasible.len())
            .filter(|index| scores[*index] == best)
            .collect();
        let names: Vec<String> = winners
            .iter()
            .map(|index| feasible[*index].metadata.name.clone())
            .collect();
        let winner = self.rng.below(names.len() as u64) as usize;
        self.bind_pod(pod, &names[winner]);
    }

    /// `spec.nodeName` and PodScheduled in one write (control-plane.md §2.5).
    fn bind_pod(&mut self, pod: &Pod, node: &str) {
        let mut bound = pod.clone();
        bound.spec.node_name = node.to_owned();
        let stamp = self.timestamp();
        set_scheduled(&mut bound, ConditionStatus::True, "", "", stamp);
        let uid = self.store.shared_uid(&bound.metadata.uid);
        let key = Arc::new(ObjectKey::pod(&pod.metadata.namespace, &pod.metadata.name));
        let change = Change::Bound {
            node: node.to_owned(),
        };
        self.emit_and_follow(Component::Scheduler, &key, Rule::ScheduleBestNode, change);
        self.write_pod(Component::Scheduler, Rule::ScheduleBestNode, bound);
        let message = format!(
            "Successfully assigned {}/{} to {node}",
            key.namespace, key.name
        );
        let text = EventText::normal("Scheduled", message);
        self.say(Component::Scheduler, &uid, Rule::ScheduleBestNode, text);
    }

    fn pod_does_not_fit(&mut self, pod: &Pod, mut waiting: Waiting, message: String) {
        let key = Arc::new(ObjectKey::pod(&pod.metadata.namespace, &pod.metadata.name));
        let change = Change::Unschedulable {
            message: message.clone(),
        };
        self.emit_and_follow(Component::Scheduler, &key, Rule::ScheduleNoFit, change);
        let mut pending = pod.clone();
        let stamp = self.timestamp();
        set_scheduled(
            &mut pending,
            ConditionStatus::False,
            "Unschedulable",
            &message,
            stamp,
        );
        self.write_pod(Component::Scheduler, Rule::ScheduleNoFit, pending);
        let text = EventText::warning("FailedScheduling", message);
        self.say(
            Component::Scheduler,
            &waiting.uid.clone(),
            Rule::ScheduleNoFit,
            text,
        );
        waiting.attempts += 1;
        waiting.last_attempt = self.time;
        waiting.ready_at = self.time + UNSCHEDULABLE_MAX;
        self.scheduler.waiting.push(waiting);
    }
}

fn as_node(object: &Object) -> Option<&Node> {
    match object {
        Object::Node(node) => Some(node),
        _ => None,
    }
}

fn set_scheduled(
    pod: &mut Pod,
    status: ConditionStatus,
    reason: &str,
    message: &str,
    stamp: crate::api::Timestamp,
) {
    let conditions = &mut pod.status.conditions;
    let index = conditions
        .iter()
        .position(|condition| condition.condition_type == condition::POD_SCHEDULED)
        .unwrap_or_else(|| {
            conditions.push(Condition {
                condition_type: condition::POD_SCHEDULED.to_owned(),
                ..Default::default()
            });
            conditions.len() - 1
        });
    let scheduled = &mut conditions[index];
    if scheduled.status != status || scheduled.last_transition_time.is_none() {
        scheduled.last_transition_time = Some(stamp);
    }
    scheduled.status = status;
    scheduled.reason = reason.to_owned();
    scheduled.message = message.to_owned();
}
