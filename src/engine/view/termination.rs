//! What a page may read of containers on their way down, and of their memory.

use super::super::kubelet::Stopping;
use super::super::runtime::InstanceState;
use super::super::time::SimTime;
use super::super::world::World;

/// The memory of a container at this moment, and the last time that it went over its limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    pub used_bytes: u64,
    /// Whether it is still growing.
    pub grows: bool,
    pub killed_at: Option<SimTime>,
}

impl World {
    /// How far the stop of a container is; `None` while nobody stops it.
    pub fn stopping_of(&self, uid: &str, container: &str) -> Option<&Stopping> {
        let node = self.node_of(uid)?;
        let newest = self.runtime_pod(node, uid)?.newest(container)?;
        let worker = self.nodes[node].kubelet.workers.get(uid)?;
        worker.stops.get(&newest.status.id)
    }

    /// What a container holds, if an annotation says so, and its last kill for that.
    pub fn memory_of(&self, uid: &str, container: &str) -> Option<Memory> {
        let node = self.node_of(uid)?;
        let pod = self.runtime_pod(node, uid)?;
        let mut instances = pod.instances.iter().rev();
        let killed_at = instances
            .by_ref()
            .filter(|instance| *instance.status.container == *container)
            .find_map(|instance| match &instance.status.state {
                InstanceState::Exited(exit) if exit.reason == "OOMKilled" => Some(exit.finished_at),
                _ => None,
            });
        let held = pod.newest(container)?.memory;
        if held.is_none() && killed_at.is_none() {
            return None;
        }
        Some(Memory {
            used_bytes: held.map_or(0, |memory| memory.bytes_at(self.time)),
            grows: held.is_some_and(|memory| memory.growth.is_some()),
            killed_at,
        })
    }
}
