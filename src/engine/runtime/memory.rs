//! The memory that containers hold, where an annotation says how it grows, and the kernel's
//! answer when one goes over its limit (kubelet.md §10).

use crate::api::behaviour::MemoryGrowth;
use crate::shell::Signal;

use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::Change;
use super::super::rule::Rule;
use super::super::time::{SimDuration, SimTime};
use super::super::world::World;
use super::InstanceId;

/// The memory of one instance: so much at some moment, and how it goes on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryUse {
    pub bytes: u64,
    pub at: SimTime,
    /// `None`: it stays as it is.
    pub growth: Option<MemoryGrowth>,
    /// When the limit is reached.
    full_at: Option<SimTime>,
}

impl MemoryUse {
    /// How much it holds at a moment, in bytes.
    pub fn bytes_at(&self, now: SimTime) -> u64 {
        let Some(growth) = self.growth else {
            return self.bytes;
        };
        let rate = growth.bytes_per_second.max(0) as u128;
        let grown = rate * u128::from(now.since(self.at).milliseconds) / 1_000;
        let most = growth
            .bytes_most
            .map_or(u64::MAX, |most| most.max(0) as u64);
        let grown = u64::try_from(grown).unwrap_or(u64::MAX);
        self.bytes.saturating_add(grown).min(most.max(self.bytes))
    }

    /// When it holds more than `limit` bytes, if it ever does.
    fn passes(&self, limit: u64) -> Option<SimTime> {
        if self.bytes > limit {
            return Some(self.at);
        }
        let growth = self.growth?;
        let rate = u64::try_from(growth.bytes_per_second)
            .ok()
            .filter(|rate| *rate > 0)?;
        if growth
            .bytes_most
            .is_some_and(|most| most.max(0) as u64 <= limit)
        {
            return None;
        }
        let missing = u128::from(limit - self.bytes) + 1;
        let wait_ms = (missing * 1_000).div_ceil(u128::from(rate));
        let wait_ms = u64::try_from(wait_ms).ok()?;
        Some(self.at + SimDuration::from_millis(wait_ms))
    }
}

impl World {
    /// The annotation of a container that starts, or a changed one of a container that runs,
    /// decides how its memory goes on.
    pub(in crate::engine) fn follow_memory(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId) {
        let now = self.time;
        let Some(container) = self.container_spec(node, uid, id) else {
            return;
        };
        let growth = self
            .behaviour_of(node, uid, &container.name)
            .and_then(|behaviour| behaviour.memory);
        let limit = container.resources.limits.get("memory");
        let limit = limit.map(|limit| u64::try_from(limit.milli / 1_000).unwrap_or(u64::MAX));
        let Some(instance) = self.instance_mut(node, uid, id) else {
            return;
        };
        let held = instance.memory.map_or(0, |memory| memory.bytes_at(now));
        if growth.is_none() && held == 0 {
            return;
        }
        let mut memory = MemoryUse {
            bytes: held,
            at: now,
            growth,
            full_at: None,
        };
        memory.full_at = limit.and_then(|limit| memory.passes(limit));
        instance.memory = Some(memory);
        if let Some(at) = memory.full_at {
            let uid = uid.clone();
            let instance = id;
            self.at(
                at,
                Event::MemoryFull {
                    node,
                    uid,
                    instance,
                },
            );
        }
        self.arm_eviction_check(node);
    }

    /// The limit is reached; the event of an older course of the memory is stale.
    pub(in crate::engine) fn memory_full(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId) {
        let now = self.time;
        let Some(container) = self.container_spec(node, uid, id) else {
            return;
        };
        let limit = container.resources.limits.get("memory");
        let limit_bytes = limit.map_or(0, |limit| u64::try_from(limit.milli / 1_000).unwrap_or(0));
        let full = self
            .instance_mut(node, uid, id)
            .filter(|instance| instance.status.is_running())
            .and_then(|instance| instance.memory)
            .filter(|memory| memory.full_at == Some(now));
        if let Some(memory) = full {
            self.kill_for_memory(node, uid, id, memory.bytes_at(now), limit_bytes);
        }
    }

    /// The kernel ends every process of the container (cgroup v2, memory.oom.group).
    pub(in crate::engine) fn kill_for_memory(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        used_bytes: u64,
        limit_bytes: u64,
    ) {
        let Some(instance) = self.instance_mut(node, uid, id) else {
            return;
        };
        instance.is_out_of_memory = true;
        let change = Change::OutOfMemory {
            container: instance.status.container.to_string(),
            used_bytes,
            limit_bytes,
        };
        self.runtime_begins(node, uid, Rule::MemoryLimit, change);
        self.signal_by(node, uid, id, Signal::Kill, Rule::MemoryLimit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_passes_its_limit_at_the_first_byte_over_it() {
        let grows = |rate, most| MemoryUse {
            bytes: 0,
            at: SimTime::from_seconds(10),
            growth: Some(MemoryGrowth {
                bytes_per_second: rate,
                bytes_most: most,
            }),
            full_at: None,
        };
        let cases = [
            (grows(100, None), 1_000, Some(20_010)),
            (grows(100, Some(1_000)), 1_000, None),
            (grows(100, Some(1_001)), 1_000, Some(20_010)),
            (grows(0, None), 1_000, None),
            (grows(i64::MAX, None), 1_000, Some(10_001)),
            (grows(1, None), u64::MAX, None),
        ];
        for (memory, limit, expected) in cases {
            let passes = memory.passes(limit).map(|time| time.milliseconds);
            assert_eq!(passes, expected, "{memory:?} {limit}");
        }
        assert_eq!(
            grows(100, Some(150)).bytes_at(SimTime::from_seconds(99)),
            150
        );
    }
}
