//! What a page may read of the kubelets and runtimes, beyond the API objects.

mod termination;

use super::kubelet::BackOff;
use super::kubelet::prober::ProbeWorker;
use super::queue::NodeIndex;
use super::runtime::{Instance, InstanceState, LogLine, Pull};
use super::time::{SimDuration, SimTime};
use super::world::World;

pub use termination::Memory;

/// A wait that is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    pub delay: SimDuration,
    /// The failure that the wait counts from.
    pub since: SimTime,
    pub until: SimTime,
}

impl World {
    /// The node whose kubelet or runtime holds the Pod with that uid.
    pub fn node_of(&self, uid: &str) -> Option<NodeIndex> {
        self.nodes.iter().position(|node| {
            node.kubelet.workers.contains_key(uid) || node.runtime.pods.contains_key(uid)
        })
    }

    /// The newest instance of a container, as the node has it.
    pub fn newest_instance(&self, uid: &str, container: &str) -> Option<&Instance> {
        self.runtime_pod(self.node_of(uid)?, uid)?.newest(container)
    }

    /// The instance of a Pod with that container id, while the node still keeps it.
    pub fn instance_with_id(&self, uid: &str, container_id: &str) -> Option<&Instance> {
        let mut instances = self.runtime_pod(self.node_of(uid)?, uid)?.instances.iter();
        instances.find(|instance| &*instance.status.container_id == container_id)
    }

    /// The instance before the newest one, while the node still keeps it.
    pub fn previous_instance(&self, uid: &str, container: &str) -> Option<&Instance> {
        let pod = self.runtime_pod(self.node_of(uid)?, uid)?;
        let mut found = pod
            .instances
            .iter()
            .rev()
            .filter(|i| &*i.status.container == container);
        found.next();
        found.next()
    }

    /// The last lines of a container's log, oldest first.
    pub fn log_tail(&self, uid: &str, container: &str, count: usize) -> Vec<&LogLine> {
        let instance = self.newest_instance(uid, container);
        instance
            .map(|instance| instance.log.tail(count).collect())
            .unwrap_or_default()
    }

    /// The pull that a container waits for.
    pub fn pull_of(&self, uid: &str, container: &str) -> Option<&Pull> {
        self.nodes[self.node_of(uid)?]
            .runtime
            .pulls
            .of(uid, container)
    }

    /// The wait before a container's next restart: it has ended, and the kubelet will not start
    /// it before `until`.
    pub fn restart_wait(&self, uid: &str, container: &str) -> Option<Wait> {
        let node = self.node_of(uid)?;
        let instance = self.runtime_pod(node, uid)?.newest(container)?;
        let InstanceState::Exited(exit) = &instance.status.state else {
            return None;
        };
        let entry = self.back_off(node, uid, |key| *key.container == *container)?;
        let until = exit.finished_at + entry.current;
        let decided = self.nodes[node]
            .kubelet
            .workers
            .get(uid)?
            .start_failures
            .get(container);
        let waits = decided.is_some_and(|failure| failure.reason == "CrashLoopBackOff");
        (until > self.time || waits).then_some(Wait {
            delay: entry.current,
            since: exit.finished_at,
            until,
        })
    }

    /// The wait before an image's next pull for a container.
    pub fn pull_wait(&self, uid: &str, container: &str) -> Option<Wait> {
        let node = self.node_of(uid)?;
        let worker = self.nodes[node].kubelet.workers.get(uid)?;
        let failure = worker.start_failures.get(container)?;
        if !matches!(failure.reason, "ErrImagePull" | "ImagePullBackOff") {
            return None;
        }
        let image = &worker.container_specs.get(container)?.image;
        let entry = self.back_off_of_images(node, uid, |key| {
            key.container.is_empty() && *key.image == **image
        })?;
        let until = entry.updated + entry.current;
        Some(Wait {
            delay: entry.current,
            since: entry.updated,
            until,
        })
    }

    fn back_off(
        &self,
        node: NodeIndex,
        uid: &str,
        matches: impl Fn(&super::kubelet::BackOffKey) -> bool,
    ) -> Option<BackOff> {
        let entries = self.nodes[node].kubelet.crash_back_off.iter();
        entries
            .filter(|(key, _)| &*key.uid == uid && matches(key))
            .map(|(_, entry)| *entry)
            .max_by_key(|entry| entry.updated)
    }

    fn back_off_of_images(
        &self,
        node: NodeIndex,
        uid: &str,
        matches: impl Fn(&super::kubelet::BackOffKey) -> bool,
    ) -> Option<BackOff> {
        let mut entries = self.nodes[node].kubelet.image_back_off.iter();
        entries
            .find(|(key, _)| &*key.uid == uid && matches(key))
            .map(|(_, entry)| *entry)
    }

    /// The probes of a container, as the kubelet has them.
    pub fn probes_of<'a>(
        &'a self,
        uid: &str,
        container: &'a str,
    ) -> impl Iterator<Item = &'a ProbeWorker> {
        let node = self.node_of(uid);
        let worker = node.and_then(|node| self.nodes[node].kubelet.workers.get(uid));
        let probes = worker.map_or(&[][..], |worker| &worker.probes[..]);
        probes.iter().filter(move |probe| *probe.name == *container)
    }

    /// When the kubelet goes on with the Pod by itself: the end of a running step, or the tick
    /// that takes it from the work queue.
    pub fn next_sync(&self, uid: &str) -> Option<SimTime> {
        let kubelet = &self.nodes[self.node_of(uid)?].kubelet;
        let worker = kubelet.workers.get(uid)?;
        worker.step_ends().or_else(|| kubelet.requeued_at(uid))
    }
}
