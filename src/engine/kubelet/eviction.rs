//! Node-pressure eviction, as far as containers can cause it here: memory
//! (kubelet.md §8.8, §10; eviction/eviction_manager.go synchronize, helpers.go rankMemoryPressure).

use crate::api::Pod;

use super::super::apiserver::EventText;
use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::Change;
use super::super::rule::Rule;
use super::super::runtime::InstanceId;
use super::super::time::{SimDuration, SimTime};
use super::super::world::World;
use super::Kubelet;

/// The default hard threshold `memory.available<100Mi`.
const MEMORY_THRESHOLD_BYTES: u64 = 100 * 1024 * 1024;
/// How often the kubelet looks.
const CHECK_SECONDS: u64 = 10;
/// The condition is kept so long after the last time that memory was short.
const TRANSITION: SimDuration = SimDuration::from_seconds(300);
/// Pods of these priorities are never chosen (system-cluster-critical and above), nor are static
/// ones (kubelet/types IsCriticalPod).
const CRITICAL_PRIORITY: i32 = 2_000_000_000;

/// What a kubelet knows of its node's memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pressure {
    armed_at: Option<SimTime>,
    /// The last time that memory was short.
    short_at: Option<SimTime>,
}

impl Kubelet {
    /// Whether the node still counts as short of memory.
    pub(in crate::engine) fn pressure_lasts(&self) -> bool {
        self.pressure.short_at.is_some()
    }

    /// After a restart the kubelet observes and reads what it did before.
    pub(in crate::engine) fn observe_again(&mut self, before: &Kubelet) {
        self.pressure.short_at = before.pressure.short_at;
        self.static_pods.clone_from(&before.static_pods);
    }
}

/// A Pod that could be evicted.
struct Candidate {
    uid: Uid,
    priority: i32,
    used_bytes: u64,
    requested_bytes: u64,
}

impl World {
    /// Looks at the memory every ten seconds while containers grow, and as soon as it is short
    /// (the kernel's notification).
    pub(in crate::engine) fn arm_eviction_check(&mut self, node: NodeIndex) {
        let now = self.time;
        let is_growing = self.nodes[node].runtime.pods.values().any(|pod| {
            let mut instances = pod.instances.iter();
            instances.any(|instance| {
                instance
                    .memory
                    .is_some_and(|memory| memory.growth.is_some())
            })
        });
        let under_pressure = self.nodes[node].kubelet.pressure.short_at.is_some();
        if !is_growing && !under_pressure {
            return;
        }
        let capacity = self.memory_capacity(node);
        let seconds = now.whole_seconds();
        let regular = (seconds / CHECK_SECONDS + 1) * CHECK_SECONDS;
        let notified = (seconds + 1..regular).find(|second| {
            let used = self.memory_used(node, SimTime::from_seconds(*second));
            capacity.saturating_sub(used) < MEMORY_THRESHOLD_BYTES
        });
        let at = SimTime::from_seconds(notified.unwrap_or(regular));
        let pressure = &mut self.nodes[node].kubelet.pressure;
        if pressure.armed_at.is_none_or(|armed| at < armed) {
            pressure.armed_at = Some(at);
            self.at(at, Event::EvictionCheck { node });
        }
    }

    pub(in crate::engine) fn eviction_check(&mut self, node: NodeIndex) {
        let now = self.time;
        if self.nodes[node].kubelet.pressure.armed_at != Some(now) {
            return;
        }
        self.nodes[node].kubelet.pressure.armed_at = None;
        let capacity = self.memory_capacity(node);
        self.kill_by_kernel(node, capacity);
        let available = capacity.saturating_sub(self.memory_used(node, now));
        if available < MEMORY_THRESHOLD_BYTES {
            self.nodes[node].kubelet.pressure.short_at = Some(now);
            self.memory_is_short(node, true);
            self.evict_one(node, available);
        } else if let Some(short_at) = self.nodes[node].kubelet.pressure.short_at
            && now >= short_at + TRANSITION
        {
            self.nodes[node].kubelet.pressure.short_at = None;
            self.memory_is_short(node, false);
        }
        self.arm_eviction_check(node);
    }

    /// Nothing is left at all: the kernel does not wait for the kubelet. Containers without a
    /// request have the highest oom_score_adj, the largest of them goes first (kubelet.md §10).
    fn kill_by_kernel(&mut self, node: NodeIndex, capacity: u64) {
        let now = self.time;
        if self.memory_used(node, now) < capacity {
            return;
        }
        let mut victim: Option<(bool, u64, Uid, InstanceId)> = None;
        for (uid, pod) in &self.nodes[node].runtime.pods {
            let worker = self.nodes[node].kubelet.workers.get(uid);
            let is_best_effort =
                worker.is_some_and(|worker| worker.pod.status.qos_class == "BestEffort");
            for instance in &pod.instances {
                let used = instance.memory.map_or(0, |memory| memory.bytes_at(now));
                let candidate = (is_best_effort, used, uid.clone(), instance.status.id);
                if instance.status.is_running() && victim.as_ref().is_none_or(|v| candidate > *v) {
                    victim = Some(candidate);
                }
            }
        }
        if let Some((_, used, uid, id)) = victim.filter(|(_, used, ..)| *used > 0) {
            self.kill_for_memory(node, &uid, id, used, capacity);
            let text = EventText::warning(
                "SystemOOM",
                "System OOM encountered, victim process: main".to_owned(),
            );
            self.say_of_node(node, self.kubelet_of(node), Rule::MemoryLimit, text);
        }
    }

    fn memory_capacity(&self, node: NodeIndex) -> u64 {
        let capacity = self
            .node_object(node)
            .and_then(|object| object.status.capacity.get("memory").copied());
        capacity.map_or(u64::MAX, |memory| {
            u64::try_from(memory.milli / 1_000).unwrap_or(u64::MAX)
        })
    }

    fn memory_used(&self, node: NodeIndex, at: SimTime) -> u64 {
        let pods = self.nodes[node].runtime.pods.keys();
        pods.map(|uid| self.memory_of_pod(node, uid, at))
            .fold(0, u64::saturating_add)
    }

    fn memory_of_pod(&self, node: NodeIndex, uid: &str, at: SimTime) -> u64 {
        let instances = self
            .runtime_pod(node, uid)
            .map_or(&[][..], |pod| &pod.instances[..]);
        instances
            .iter()
            .filter(|instance| instance.status.is_running())
            .filter_map(|instance| instance.memory)
            .map(|memory| memory.bytes_at(at))
            .fold(0, u64::saturating_add)
    }

    /// The node's condition and the taint that follows from it.
    fn memory_is_short(&mut self, node: NodeIndex, is_short: bool) {
        let (reason, message) = match is_short {
            true => (
                "KubeletHasInsufficientMemory",
                "kubelet has insufficient memory available",
            ),
            false => (
                "KubeletHasSufficientMemory",
                "kubelet has sufficient memory available",
            ),
        };
        let kubelet = self.kubelet_of(node);
        let words = ("MemoryPressure", reason, message);
        let status = crate::api::status::ConditionStatus::from_bool(is_short);
        if self.set_node_condition(node, kubelet.clone(), Rule::NodePressure, words, status) {
            let taint = ("node.kubernetes.io/memory-pressure", "NoSchedule");
            self.set_node_taint(node, Rule::NodePressure, taint, is_short);
            if is_short {
                let message = "Attempting to reclaim memory".to_owned();
                let text = EventText::warning("EvictionThresholdMet", message);
                self.say_of_node(node, kubelet, Rule::NodePressure, text);
            }
        }
    }

    /// At most one Pod a time: over its request first, then the lower priority, then by how much
    /// it is over.
    fn evict_one(&mut self, node: NodeIndex, available: u64) {
        let now = self.time;
        // The next is chosen once the last has stopped (eviction_manager.go waitForPodsCleanup).
        let mut workers = self.nodes[node].kubelet.workers.iter();
        let is_stopping = workers.any(|(uid, worker)| {
            worker.verdict.is_some() && !self.running_instances(node, uid).is_empty()
        });
        if is_stopping {
            return;
        }
        let mut candidates: Vec<Candidate> = Vec::new();
        for (uid, worker) in &self.nodes[node].kubelet.workers {
            let priority = worker.pod.spec.priority.unwrap_or(0);
            let used_bytes = self.memory_of_pod(node, uid, now);
            let is_critical = priority >= CRITICAL_PRIORITY || self.is_static(node, uid);
            if worker.verdict.is_none() && !is_critical && used_bytes > 0 {
                candidates.push(Candidate {
                    uid: uid.clone(),
                    priority,
                    used_bytes,
                    requested_bytes: memory_request(&worker.pod),
                });
            }
        }
        let chosen = candidates.into_iter().min_by_key(|candidate| {
            let over = i128::from(candidate.used_bytes) - i128::from(candidate.requested_bytes);
            (over <= 0, candidate.priority, -over)
        });
        if let Some(chosen) = chosen {
            self.evict(node, &chosen.uid, available);
        }
    }

    fn evict(&mut self, node: NodeIndex, uid: &Uid, available: u64) {
        let message = self.eviction_message(node, uid, available);
        let change = Change::Evicted {
            message: message.clone(),
        };
        self.pod_record_follow(node, uid, Rule::NodePressure, change);
        let text = EventText::warning("Evicted", message.clone());
        let kubelet = self.kubelet_of(node);
        self.say(kubelet, uid, Rule::NodePressure, text);
        if let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) {
            worker.verdict = Some(("Evicted", message.into()));
        }
        self.terminate_pod(node, uid, Some(1));
    }

    fn eviction_message(&self, node: NodeIndex, uid: &str, available: u64) -> String {
        let mut message = format!(
            "The node was low on resource: memory. Threshold quantity: {}, available: {}. ",
            bytes_text(MEMORY_THRESHOLD_BYTES),
            bytes_text(available)
        );
        let worker = self.nodes[node].kubelet.workers.get(uid);
        let instances = self
            .runtime_pod(node, uid)
            .map_or(&[][..], |pod| &pod.instances[..]);
        for instance in instances.iter().filter(|i| i.status.is_running()) {
            let name = &instance.status.container;
            let used = instance
                .memory
                .map_or(0, |memory| memory.bytes_at(self.time));
            let request = worker
                .and_then(|worker| worker.container_specs.get(&**name))
                .and_then(|spec| spec.resources.requests.get("memory").copied());
            let request_bytes = request.map_or(0, |request| {
                u64::try_from(request.milli / 1_000).unwrap_or(0)
            });
            if used > request_bytes {
                let request = request.map_or_else(|| "0".to_owned(), |request| request.to_string());
                message.push_str(&format!(
                    "Container {name} was using {}, request is {request}, has larger consumption of memory. ",
                    bytes_text(used)
                ));
            }
        }
        message
    }
}

fn memory_request(pod: &Pod) -> u64 {
    let requests = super::super::scheduler::pod_requests(pod);
    let milli = requests.get("memory").copied().unwrap_or(0);
    u64::try_from(milli / 1_000).unwrap_or(0)
}

/// Bytes as a quantity of pages: `3145728Ki` is `3Gi`.
fn bytes_text(bytes: u64) -> String {
    let mut amount = bytes / 1024;
    let mut unit = "Ki";
    for larger in ["Mi", "Gi"] {
        if amount == 0 || !amount.is_multiple_of(1024) {
            break;
        }
        amount /= 1024;
        unit = larger;
    }
    match amount {
        0 => "0".to_owned(),
        _ => format!("{amount}{unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_as_the_largest_whole_unit() {
        let cases = [
            (0, "0"),
            (1023, "0"),
            (52_428_800, "50Mi"),
            (52_429_824, "51201Ki"),
            (3 << 30, "3Gi"),
        ];
        for (bytes, text) in cases {
            assert_eq!(bytes_text(bytes), text, "{bytes}");
        }
    }
}
