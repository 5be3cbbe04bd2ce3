//! Node-pressure eviction: Pods go, one at a time, until the node has enough again
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
use super::pressure::{Resource, whole_bytes};

/// How often the kubelet looks.
const CHECK_SECONDS: u64 = 10;
/// A condition is kept so long after the last time that its resource was short.
const TRANSITION: SimDuration = SimDuration::from_seconds(300);
/// Pods of these priorities are never chosen (system-cluster-critical and above), nor are static
/// ones (kubelet/types IsCriticalPod).
const CRITICAL_PRIORITY: i32 = 2_000_000_000;

/// What a kubelet knows of its node's resources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pressure {
    armed_at: Option<SimTime>,
    /// The last time that each of [`Resource::ALL`] was short.
    short_at: [Option<SimTime>; 2],
}

impl Kubelet {
    /// Whether the node still counts as short of what the condition of that name tells.
    pub(in crate::engine) fn is_pressed(&self, condition: &str) -> bool {
        let mut resources = Resource::ALL.iter().zip(self.pressure.short_at);
        resources
            .any(|(resource, short_at)| resource.condition() == condition && short_at.is_some())
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
    /// Looks every ten seconds while anything may be short, and as soon as memory is (the
    /// kernel's notification).
    pub(in crate::engine) fn arm_eviction_check(&mut self, node: NodeIndex) {
        let now = self.time;
        let is_growing = self.nodes[node].runtime.pods.values().any(|pod| {
            let mut memories = pod.instances.iter().filter_map(|instance| instance.memory);
            memories.any(|memory| memory.growth.is_some())
        });
        let was_short = self.nodes[node].kubelet.pressure.short_at != [None; 2];
        if !is_growing && !was_short && !self.is_short_of(node, Resource::Disk, now) {
            return;
        }
        let seconds = now.whole_seconds();
        let regular = (seconds / CHECK_SECONDS + 1) * CHECK_SECONDS;
        let notified = (seconds + 1..regular).find(|second| {
            self.is_short_of(node, Resource::Memory, SimTime::from_seconds(*second))
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
        self.kill_by_kernel(node);
        for (index, resource) in Resource::ALL.into_iter().enumerate() {
            let short_at = self.nodes[node].kubelet.pressure.short_at[index];
            if self.is_short_of(node, resource, now) {
                self.nodes[node].kubelet.pressure.short_at[index] = Some(now);
                self.tell_pressure(node, resource, true);
                self.evict_one(node, resource);
            } else if short_at.is_some_and(|short_at| now >= short_at + TRANSITION) {
                self.nodes[node].kubelet.pressure.short_at[index] = None;
                self.tell_pressure(node, resource, false);
            }
        }
        self.arm_eviction_check(node);
    }

    /// Nothing is left at all: the kernel does not wait for the kubelet. Containers without a
    /// request have the highest oom_score_adj, the largest of them goes first (kubelet.md §10).
    fn kill_by_kernel(&mut self, node: NodeIndex) {
        let now = self.time;
        if self.available_of(node, Resource::Memory, now) > 0 {
            return;
        }
        let mut victim: Option<(bool, u64, Uid, InstanceId)> = None;
        for (uid, pod) in self.nodes[node].runtime.pods.iter() {
            let worker = self.nodes[node].kubelet.workers.get(uid);
            let is_best_effort =
                worker.is_some_and(|worker| worker.pod.status.qos_class == "BestEffort");
            for instance in &pod.instances {
                let used = Resource::Memory.used_by(instance, now);
                let candidate = (is_best_effort, used, uid.clone(), instance.status.id);
                if instance.status.is_running() && victim.as_ref().is_none_or(|v| candidate > *v) {
                    victim = Some(candidate);
                }
            }
        }
        if let Some((_, used, uid, id)) = victim.filter(|(_, used, ..)| *used > 0) {
            let capacity = self.capacity_of(node, Resource::Memory);
            self.kill_for_memory(node, &uid, id, used, capacity);
            let text = EventText::warning(
                "SystemOOM",
                "System OOM encountered, victim process: main".to_owned(),
            );
            self.say_of_node(node, self.kubelet_of(node), Rule::MemoryLimit, text);
        }
    }

    /// At most one Pod a time: over its request first, then the lower priority, then by how much
    /// it is over.
    fn evict_one(&mut self, node: NodeIndex, resource: Resource) {
        let now = self.time;
        // The next is chosen once the last has stopped (eviction_manager.go waitForPodsCleanup).
        let is_stopping = self.nodes[node]
            .kubelet
            .workers
            .iter()
            .any(|(uid, worker)| {
                worker.verdict.is_some() && !self.running_instances(node, uid).is_empty()
            });
        if is_stopping {
            return;
        }
        let mut candidates: Vec<Candidate> = Vec::new();
        for (uid, worker) in self.nodes[node].kubelet.workers.iter() {
            let priority = worker.pod.spec.priority.unwrap_or(0);
            let instances = self
                .runtime_pod(node, uid)
                .map_or(&[][..], |pod| &pod.instances[..]);
            let used_bytes = instances
                .iter()
                .map(|instance| resource.used_by(instance, now))
                .fold(0, u64::saturating_add);
            let is_critical = priority >= CRITICAL_PRIORITY || self.is_static(node, uid);
            if worker.verdict.is_none() && !is_critical && used_bytes > 0 {
                candidates.push(Candidate {
                    uid: uid.clone(),
                    priority,
                    used_bytes,
                    requested_bytes: requested(&worker.pod, resource),
                });
            }
        }
        let chosen = candidates.into_iter().min_by_key(|candidate| {
            let over = i128::from(candidate.used_bytes) - i128::from(candidate.requested_bytes);
            (over <= 0, candidate.priority, -over)
        });
        if let Some(chosen) = chosen {
            self.evict(node, &chosen.uid, resource);
        }
    }

    fn evict(&mut self, node: NodeIndex, uid: &Uid, resource: Resource) {
        let message = self.eviction_message(node, uid, resource);
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

    fn eviction_message(&self, node: NodeIndex, uid: &str, resource: Resource) -> String {
        let name = resource.name();
        let mut message = format!(
            "The node was low on resource: {name}. Threshold quantity: {}, available: {}. ",
            bytes_text(self.threshold_of(node, resource)),
            bytes_text(self.available_of(node, resource, self.time))
        );
        let worker = self.nodes[node].kubelet.workers.get(uid);
        let instances = self
            .runtime_pod(node, uid)
            .map_or(&[][..], |pod| &pod.instances[..]);
        for instance in instances {
            let container = &instance.status.container;
            let used = resource.used_by(instance, self.time);
            let spec = worker.and_then(|worker| worker.container_specs.get(&**container));
            let request = spec.and_then(|spec| spec.resources.requests.get(name).copied());
            if used > request.map_or(0, whole_bytes) {
                let request = request.map_or_else(|| "0".to_owned(), |request| request.to_string());
                message.push_str(&format!(
                    "Container {container} was using {}, request is {request}, has larger consumption of {name}. ",
                    bytes_text(used)
                ));
            }
        }
        message
    }
}

fn requested(pod: &Pod, resource: Resource) -> u64 {
    let requests = super::super::scheduler::pod_requests(pod);
    let milli = requests.get(resource.name()).copied().unwrap_or(0);
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
