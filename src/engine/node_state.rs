//! A node's kubelet and its network: stopping, starting, cutting off (kubelet.md §9).

use std::sync::Arc;

use crate::api::{Object, Pod};
use crate::order;

use super::apiserver::WATCH_DELAY;
use super::kubelet::Kubelet;
use super::queue::{Event, NodeIndex, Uid};
use super::record::{Change, Component};
use super::rule::Rule;
use super::runtime::Pulls;
use super::world::{NodeAgent, World};

impl NodeAgent {
    /// Whether the control plane hears of the node.
    pub fn is_connected(&self) -> bool {
        self.kubelet_runs && self.network_is_up
    }
}

impl World {
    /// `systemctl stop kubelet` and `start`: containers go on without it. Returns whether that
    /// changed anything.
    pub fn set_kubelet(&mut self, node: NodeIndex, runs: bool) -> bool {
        if self.nodes[node].kubelet_runs == runs {
            return false;
        }
        self.nodes[node].kubelet_runs = runs;
        let (key, kubelet) = (self.node_key(node), self.kubelet_of(node));
        let change = Change::KubeletRuns { runs };
        self.emit_and_follow(kubelet, &key, Rule::KubeletRestart, change);
        if runs {
            self.kubelet_starts(node);
        } else {
            self.nodes[node].kubelet.stops_working();
            // The runtime gives up what nobody waits for any more.
            self.nodes[node].runtime.pulls = Pulls::default();
        }
        self.connection_changed(node);
        true
    }

    /// `ip link set eth0 down` and `up`. Returns whether that changed anything.
    pub fn set_network(&mut self, node: NodeIndex, up: bool) -> bool {
        if self.nodes[node].network_is_up == up {
            return false;
        }
        self.nodes[node].network_is_up = up;
        let key = self.node_key(node);
        let change = Change::NetworkUp { up };
        self.emit_and_follow(Component::User, &key, Rule::NodeMonitor, change);
        if up && self.nodes[node].kubelet_runs {
            self.catch_up(node);
        }
        self.connection_changed(node);
        true
    }

    fn connection_changed(&mut self, node: NodeIndex) {
        if self.nodes[node].is_connected() {
            self.heartbeat_returns(node);
        } else {
            self.heartbeat_ends(node);
        }
    }

    /// A kubelet begins anew: it knows what the API server and the runtime tell it, and has
    /// forgotten its waits (kubelet.md §14.40).
    fn kubelet_starts(&mut self, node: NodeIndex) {
        let before = std::mem::take(&mut self.nodes[node].kubelet);
        self.nodes[node].kubelet.observe_again(&before);
        self.nodes[node].kubelet.started_at = self.time;
        let uids: Vec<Uid> = self.nodes[node].runtime.pods.keys().cloned().collect();
        for uid in &uids {
            self.read_runtime(node, uid);
        }
        let orphans: Vec<(Uid, Arc<Pod>)> = before
            .workers
            .into_pairs()
            .filter(|(uid, _)| self.store.pod_key(uid).is_none() && uids.contains(uid))
            .map(|(uid, worker)| (uid, worker.pod))
            .collect();
        let cause = self.cause();
        for (uid, pod) in orphans {
            self.adopt_orphan(node, &uid, pod);
            self.follow(cause);
        }
        if self.nodes[node].network_is_up {
            self.catch_up(node);
        }
    }

    /// The watch shows every Pod of the node again, and unsent statuses are sent.
    fn catch_up(&mut self, node: NodeIndex) {
        let name = self.nodes[node].name.clone();
        let mut uids: Vec<Uid> = self
            .store
            .list(crate::api::Kind::Pod)
            .filter_map(Object::as_pod)
            .filter(|pod| *pod.spec.node_name == *name)
            .map(|pod| pod.metadata.uid.as_str().into())
            .collect();
        let workers: Vec<Uid> = self.nodes[node].kubelet.workers.keys().cloned().collect();
        uids.extend(workers.iter().cloned());
        order::sort(&mut uids);
        uids.dedup();
        for uid in uids {
            self.after(WATCH_DELAY, Event::PodWatched { node, uid });
        }
        for uid in workers {
            self.send_status_anew(node, &uid);
        }
    }

    /// Whether an event is lost because its kubelet does not run or hears nothing.
    pub(super) fn is_lost(&self, event: &Event) -> bool {
        match event {
            Event::PodWatched { node, .. } | Event::StatusPatch { node, .. } => {
                !self.nodes[*node].is_connected()
            }
            Event::SyncStepDone { node, .. }
            | Event::HookDue { node, .. }
            | Event::StopDue { node, .. }
            | Event::DeadlineDue { node, .. }
            | Event::ProbeTick { node, .. }
            | Event::ProbeDue { node, .. }
            | Event::Relist { node }
            | Event::SyncTick { node }
            | Event::EvictionCheck { node } => !self.nodes[*node].kubelet_runs,
            Event::ScheduleNext
            | Event::ProcessWake { .. }
            | Event::KillDue { .. }
            | Event::MemoryFull { .. }
            | Event::NodeMonitor { .. }
            | Event::TaintEviction { .. }
            | Event::EndpointsSync { .. }
            | Event::ProxySync { .. }
            | Event::TrafficTick { .. }
            | Event::PullDone { .. } => false,
        }
    }
}

impl Kubelet {
    /// Everything that was going on ends; what the containers are made of stays known.
    fn stops_working(&mut self) {
        for worker in self.workers.values_mut() {
            worker.stand_still();
        }
    }
}
