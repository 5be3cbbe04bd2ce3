//! What a node has left of its memory and its disk, and how its kubelet tells that it is short
//! (kubelet.md §8.8; eviction/helpers.go signalToNodeCondition).

use crate::api::Quantity;
use crate::api::status::ConditionStatus;

use super::super::apiserver::EventText;
use super::super::queue::NodeIndex;
use super::super::rule::Rule;
use super::super::runtime::Instance;
use super::super::time::SimTime;
use super::super::world::World;

/// The default hard threshold `memory.available<100Mi`.
const MEMORY_THRESHOLD_BYTES: u64 = 100 * 1024 * 1024;
/// A container's writable layer takes one page at least (SIM).
const PAGE_BYTES: u64 = 4_096;

/// What a node can run short of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resource {
    Memory,
    Disk,
}

/// Condition, reason and message when it is short, and when it is not; the taint that follows.
struct Words {
    condition: &'static str,
    short: (&'static str, &'static str),
    enough: (&'static str, &'static str),
    taint: &'static str,
}

impl Resource {
    pub(super) const ALL: [Resource; 2] = [Resource::Memory, Resource::Disk];

    /// The resource's name in `requests` and in messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Resource::Memory => "memory",
            Resource::Disk => "ephemeral-storage",
        }
    }

    pub(super) fn condition(self) -> &'static str {
        self.words().condition
    }

    fn words(self) -> Words {
        match self {
            Resource::Memory => Words {
                condition: "MemoryPressure",
                short: (
                    "KubeletHasInsufficientMemory",
                    "kubelet has insufficient memory available",
                ),
                enough: (
                    "KubeletHasSufficientMemory",
                    "kubelet has sufficient memory available",
                ),
                taint: "node.kubernetes.io/memory-pressure",
            },
            Resource::Disk => Words {
                condition: "DiskPressure",
                short: ("KubeletHasDiskPressure", "kubelet has disk pressure"),
                enough: ("KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                taint: "node.kubernetes.io/disk-pressure",
            },
        }
    }

    /// What an instance takes at a moment: memory by its annotation, disk by its log.
    pub(super) fn used_by(self, instance: &Instance, at: SimTime) -> u64 {
        match self {
            _ if !instance.status.is_running() => 0,
            Resource::Memory => instance.memory.map_or(0, |memory| memory.bytes_at(at)),
            Resource::Disk => {
                let lines = instance.log.lines.iter();
                let logged: usize = lines.map(|line| line.text.len() + 1).sum();
                (logged as u64).next_multiple_of(PAGE_BYTES) + PAGE_BYTES
            }
        }
    }
}

/// A quantity in whole units, as bytes.
pub(super) fn whole_bytes(quantity: Quantity) -> u64 {
    u64::try_from((quantity.milli / 1_000).max(0)).unwrap_or(u64::MAX)
}

impl World {
    /// What the node has in all, in bytes.
    pub(super) fn capacity_of(&self, node: NodeIndex, resource: Resource) -> u64 {
        let object = self.node_object(node);
        let capacity = object.and_then(|object| object.status.capacity.get(resource.name()));
        capacity.map_or(u64::MAX, |capacity| whole_bytes(*capacity))
    }

    /// Below this much the kubelet evicts: 100Mi of memory, a tenth of the disk.
    pub(super) fn threshold_of(&self, node: NodeIndex, resource: Resource) -> u64 {
        match resource {
            Resource::Memory => MEMORY_THRESHOLD_BYTES,
            Resource::Disk => self.capacity_of(node, resource) / 10,
        }
    }

    /// What the node has left at a moment, if nothing else happens until then.
    pub(super) fn available_of(&self, node: NodeIndex, resource: Resource, at: SimTime) -> u64 {
        let runtime = &self.nodes[node].runtime;
        let instances = runtime.pods.values().flat_map(|pod| &pod.instances);
        let by_containers = instances
            .map(|instance| resource.used_by(instance, at))
            .fold(0, u64::saturating_add);
        let by_others = match resource {
            Resource::Memory => 0,
            Resource::Disk => runtime.reserved_bytes(),
        };
        let used = by_containers.saturating_add(by_others);
        self.capacity_of(node, resource).saturating_sub(used)
    }

    pub(super) fn is_short_of(&self, node: NodeIndex, resource: Resource, at: SimTime) -> bool {
        self.available_of(node, resource, at) < self.threshold_of(node, resource)
    }

    /// The node's condition and the taint that follows from it.
    pub(super) fn tell_pressure(&mut self, node: NodeIndex, resource: Resource, is_short: bool) {
        let words = resource.words();
        let (reason, message) = if is_short { words.short } else { words.enough };
        let kubelet = self.kubelet_of(node);
        let told = (words.condition, reason, message);
        let status = ConditionStatus::from_bool(is_short);
        if !self.set_node_condition(node, kubelet, Rule::NodePressure, told, status) {
            return;
        }
        let taint = (words.taint, "NoSchedule");
        self.set_node_taint(node, Rule::NodePressure, taint, is_short);
        if is_short {
            let message = format!("Attempting to reclaim {}", resource.name());
            let text = EventText::warning("EvictionThresholdMet", message);
            self.say_of_node(node, kubelet, Rule::NodePressure, text);
        }
    }
}
