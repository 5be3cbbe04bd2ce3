//! The PLEG: once a second it compares the runtime with what it saw before, refreshes the
//! cache, and wakes the workers (kubelet.md §0.2; pleg/generic.go Relist, relistPod).
//!
//! A relist that would find nothing is not simulated, except that it makes the cache newer.

use std::sync::Arc;

use super::super::by_uid::ByUid;
use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::RecordId;
use super::super::runtime::{InstanceState, PodRuntimeStatus};
use super::super::time::SimTime;
use super::super::world::World;
use super::worker::Activity;

const RELIST_MS: u64 = 1_000;

/// The kubelet's cache of runtime states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pleg {
    cache: ByUid<Entry>,
    armed_at: Option<SimTime>,
    /// The last relist that was simulated, in time and in instants.
    last: Option<(SimTime, u64)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    status: Arc<PodRuntimeStatus>,
    /// The instant of the relist that read it.
    read_at: u64,
}

impl Pleg {
    pub(super) fn forget(&mut self, uid: &Uid) {
        self.cache.remove(uid);
    }

    /// What the kubelet knows of a Pod's runtime state.
    pub(super) fn cached(&self, uid: &str) -> Arc<PodRuntimeStatus> {
        self.cache
            .get(uid)
            .map(|entry| entry.status.clone())
            .unwrap_or_default()
    }
}

impl World {
    /// Makes sure that a relist comes: at the next whole second, now included if it did not
    /// relist at this millisecond yet.
    pub(in crate::engine) fn arm_relist(&mut self, node: NodeIndex) {
        let now = self.time.milliseconds;
        let mut next = SimTime::from_millis(now.div_ceil(RELIST_MS) * RELIST_MS);
        let pleg = &mut self.nodes[node].kubelet.pleg;
        if pleg.last.is_some_and(|(time, _)| time == next) {
            next = SimTime::from_millis(next.milliseconds + RELIST_MS);
        }
        if pleg.armed_at.is_none_or(|armed| next < armed) {
            pleg.armed_at = Some(next);
            self.at(next, Event::Relist { node });
        }
    }

    /// Whether the cache of a Pod was refreshed after a moment, by a relist that was simulated
    /// or by one that found nothing.
    pub(super) fn cache_is_newer(&self, node: NodeIndex, uid: &str, than: (SimTime, u64)) -> bool {
        let pleg = &self.nodes[node].kubelet.pleg;
        let (time, instant) = than;
        let read = pleg
            .cache
            .get(uid)
            .is_some_and(|entry| entry.read_at > instant);
        let listed = pleg.last.is_some_and(|(_, at)| at > instant);
        let quiet = self.time.milliseconds.saturating_sub(1) / RELIST_MS * RELIST_MS;
        read || listed || quiet > time.milliseconds
    }

    /// The global relist.
    pub(in crate::engine) fn relist(&mut self, node: NodeIndex) {
        let now = self.time;
        if self.nodes[node].kubelet.pleg.armed_at != Some(now) {
            return;
        }
        let instant = self.instant;
        let pleg = &mut self.nodes[node].kubelet.pleg;
        pleg.armed_at = None;
        pleg.last = Some((now, instant));
        let dirty = std::mem::take(&mut self.nodes[node].runtime.dirty);
        for (uid, cause) in dirty {
            self.follow(cause);
            let events = self.refresh(node, &uid);
            self.release(node, &uid, cause.filter(|_| events > 0));
            for _ in 0..events {
                self.follow(cause);
                self.update_pod(node, &uid);
            }
        }
        let waiting: Vec<Uid> = self.nodes[node]
            .kubelet
            .workers
            .iter()
            .filter(|(_, worker)| matches!(worker.activity, Activity::AwaitingCache { .. }))
            .map(|(uid, _)| uid.clone())
            .collect();
        for uid in waiting {
            self.release(node, &uid, None);
        }
    }

    /// The relist of one Pod right after a sync that acted (`PLEGOnDemandRelist`).
    pub(super) fn relist_pod(&mut self, node: NodeIndex, uid: &Uid) {
        self.instant += 1;
        let cause = self.nodes[node]
            .runtime
            .dirty
            .remove(uid)
            .unwrap_or(self.cause());
        let events = self.refresh(node, uid);
        self.release(node, uid, cause.filter(|_| events > 0));
        for _ in 0..events {
            self.follow(cause);
            self.update_pod(node, uid);
        }
    }

    /// The first look of a kubelet that has just started: nothing of it is news.
    pub(in crate::engine) fn read_runtime(&mut self, node: NodeIndex, uid: &Uid) {
        self.refresh(node, uid);
    }

    /// Reads the runtime into the cache; returns how many events that makes.
    fn refresh(&mut self, node: NodeIndex, uid: &Uid) -> usize {
        let instant = self.instant;
        let agent = &mut self.nodes[node];
        let new = agent
            .runtime
            .pods
            .get(uid)
            .map(|pod| pod.status())
            .unwrap_or_default();
        let old = agent.kubelet.pleg.cached(uid);
        let (events, died) = count_events(&old, &new);
        let entry = Entry {
            status: Arc::new(new),
            read_at: instant,
        };
        agent.kubelet.pleg.cache.insert(uid.clone(), entry);
        if died && let Some(pod) = agent.runtime.pods.get_mut(uid) {
            remove_older_dead(&mut pod.instances);
        }
        events
    }

    /// Lets a worker that waited for a newer cache go on. Its sync follows from the news in the
    /// cache, if there are any, rather than from the older reason to look.
    fn release(&mut self, node: NodeIndex, uid: &Uid, news: Option<RecordId>) {
        let Some(worker) = self.nodes[node].kubelet.workers.get(uid) else {
            return;
        };
        let Activity::AwaitingCache { cause } = worker.activity else {
            return;
        };
        if self.cache_is_newer(node, uid, worker.last_sync.unwrap_or_default()) {
            self.follow(news.or(cause));
            self.begin_sync(node, uid);
        }
    }
}

/// How many events are delivered, and whether a container died. Containers that are merely
/// created, and those that vanish after their exit, make none.
fn count_events(old: &PodRuntimeStatus, new: &PodRuntimeStatus) -> (usize, bool) {
    let mut events = 0;
    let mut died = false;
    for (index, sandbox) in new.sandboxes.iter().enumerate() {
        let before = old.sandboxes.get(index).map(|sandbox| sandbox.ready);
        if before != Some(sandbox.ready) {
            events += 1;
        }
    }
    for instance in &new.instances {
        let before = old.instances.iter().find(|before| before.id == instance.id);
        let was_running = before.is_some_and(|before| before.is_running());
        let had_exited = before.is_some_and(|before| before.exit().is_some());
        match instance.state {
            InstanceState::Running { .. } if !was_running => events += 1,
            InstanceState::Exited(_) if !had_exited => {
                events += 1;
                died = true;
            }
            _ => {}
        }
    }
    (events, died)
}

/// One dead instance of each container is kept (kuberuntime_gc.go, MaxPerPodContainer 1).
fn remove_older_dead(instances: &mut Vec<super::super::runtime::Instance>) {
    let mut seen: Vec<Arc<str>> = Vec::new();
    let mut keep: Vec<bool> = instances
        .iter()
        .rev()
        .map(|instance| {
            let container = &instance.status.container;
            if instance.status.exit().is_none() {
                return true;
            }
            let first = !seen.contains(container);
            seen.push(container.clone());
            first
        })
        .collect();
    keep.reverse();
    let mut index = 0;
    instances.retain(|_| {
        index += 1;
        keep[index - 1]
    });
}
