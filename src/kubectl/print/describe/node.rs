//! The description of a node (kubectl.md §8.8).

use crate::api::container::Resources;
use crate::api::{Event, Node, Pod, Quantity};
use crate::kubectl::print::age::Now;
use crate::kubectl::print::kinds::{CONTAINER_RUNTIME, KERNEL_VERSION, OS_IMAGE, roles};
use crate::order::Map;

use super::{Description, date_text};

/// Requests and limits of CPU and memory.
type Amounts = [i64; 4];

/// The text of `kubectl describe node`; `pods` are those on it that have not ended.
pub fn describe_node(node: &Node, pods: &[&Pod], events: Option<&[&Event]>, now: Now) -> String {
    let mut text = Description::default();
    let (metadata, status) = (&node.metadata, &node.status);
    text.field(0, "Name", &metadata.name);
    text.field(0, "Roles", &roles(&metadata.labels));
    text.labels("Labels", &metadata.labels);
    text.annotations(&metadata.annotations);
    text.field(
        0,
        "CreationTimestamp",
        &date_text(metadata.creation_timestamp),
    );
    let taints: Vec<String> = node.spec.taints.iter().map(taint_text).collect();
    text.list("Taints", &taints);
    text.field(0, "Unschedulable", &node.spec.unschedulable.to_string());
    text.line(0, "Conditions:");
    text.line(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage");
    text.line(1, "----\t------\t------------------\t------\t-------");
    for condition in &status.conditions {
        text.line(
            1,
            &format!(
                "{}\t{}\t{}\t{}\t{}",
                condition.condition_type,
                condition.status.name(),
                date_text(condition.last_transition_time),
                condition.reason,
                condition.message
            ),
        );
    }
    text.line(0, "Addresses:");
    text.field(1, "InternalIP", &status.internal_ip);
    text.field(1, "Hostname", &metadata.name);
    resources(&mut text, "Capacity", &status.capacity);
    resources(&mut text, "Allocatable", &status.allocatable);
    text.line(0, "System Info:");
    text.field(1, "Kernel Version", KERNEL_VERSION);
    text.field(1, "OS Image", OS_IMAGE);
    text.field(1, "Operating System", "linux");
    text.field(1, "Architecture", "amd64");
    text.field(1, "Container Runtime Version", CONTAINER_RUNTIME);
    text.field(1, "Kubelet Version", &status.kubelet_version);
    text.field(0, "PodCIDR", &node.spec.pod_cidr);
    text.field(0, "PodCIDRs", &node.spec.pod_cidr);
    pods_on_node(&mut text, node, pods, now);
    if let Some(events) = events {
        text.events(events, now);
    }
    text.finish()
}

fn taint_text(taint: &crate::api::cluster::Taint) -> String {
    match taint.value.as_str() {
        "" => format!("{}:{}", taint.key, taint.effect),
        value => format!("{}={value}:{}", taint.key, taint.effect),
    }
}

fn resources(text: &mut Description, title: &str, resources: &Map<String, Quantity>) {
    text.line(0, &format!("{title}:"));
    for (name, quantity) in resources {
        text.field(1, name, &quantity.to_string());
    }
}

fn pods_on_node(text: &mut Description, node: &Node, pods: &[&Pod], now: Now) {
    let allocatable = |name: &str| node.status.allocatable.get(name).copied();
    let whole = [allocatable("cpu"), allocatable("memory")]
        .map(|quantity| quantity.map_or(0, |quantity: Quantity| quantity.milli_value()));
    let title = format!("({} in total)", pods.len());
    text.field(0, "Non-terminated Pods", &title);
    text.line(
        1,
        "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge",
    );
    text.line(
        1,
        "---------\t----\t\t------------\t----------\t---------------\t-------------\t---",
    );
    let mut total = Amounts::default();
    for pod in pods {
        let amounts = amounts(pod);
        for (sum, amount) in total.iter_mut().zip(amounts) {
            *sum = sum.saturating_add(amount);
        }
        let cells = shares(amounts, whole);
        text.line(
            1,
            &format!(
                "{}\t{}\t\t{}\t{}",
                pod.metadata.namespace,
                pod.metadata.name,
                cells.join("\t"),
                now.age(pod.metadata.creation_timestamp)
            ),
        );
    }
    let [cpu_requests, cpu_limits, memory_requests, memory_limits] = shares(total, whole);
    text.line(0, "Allocated resources:");
    text.line(
        1,
        "(Total limits may be over 100 percent, i.e., overcommitted.)",
    );
    text.line(1, "Resource\tRequests\tLimits");
    text.line(1, "--------\t--------\t------");
    text.line(1, &format!("cpu\t{cpu_requests}\t{cpu_limits}"));
    text.line(1, &format!("memory\t{memory_requests}\t{memory_limits}"));
    text.line(1, "ephemeral-storage\t0 (0%)\t0 (0%)");
}

/// What a Pod asks for in thousandths: the sum of its containers, or the largest init container
/// (component-helpers/resource PodRequests).
fn amounts(pod: &Pod) -> Amounts {
    let mut sum = Amounts::default();
    let of = |resources: &Resources| {
        let milli = |map: &Map<String, Quantity>, name: &str| {
            map.get(name).map_or(0, |quantity| quantity.milli_value())
        };
        [
            milli(&resources.requests, "cpu"),
            milli(&resources.limits, "cpu"),
            milli(&resources.requests, "memory"),
            milli(&resources.limits, "memory"),
        ]
    };
    let sidecars = pod.spec.init_containers.iter().filter(|c| c.is_sidecar());
    for container in pod.spec.containers.iter().chain(sidecars) {
        for (sum, amount) in sum.iter_mut().zip(of(&container.resources)) {
            *sum = sum.saturating_add(amount);
        }
    }
    for container in pod.spec.init_containers.iter().filter(|c| !c.is_sidecar()) {
        for (sum, amount) in sum.iter_mut().zip(of(&container.resources)) {
            *sum = (*sum).max(amount);
        }
    }
    sum
}

/// `250m (12%)`: amounts and how much of the node they are.
fn shares(amounts: Amounts, whole: [i64; 2]) -> [String; 4] {
    let share = |index: usize| {
        let (amount, whole) = (amounts[index], whole[index / 2]);
        let percent = match whole {
            0 => 0,
            whole => amount.saturating_mul(100) / whole,
        };
        let text = match index / 2 {
            0 if amount % 1_000 == 0 => (amount / 1_000).to_string(),
            0 => format!("{amount}m"),
            _ => binary(amount / 1_000),
        };
        format!("{text} ({percent}%)")
    };
    [share(0), share(1), share(2), share(3)]
}

/// Bytes in the largest binary unit that leaves no rest.
fn binary(bytes: i64) -> String {
    let units = ["", "Ki", "Mi", "Gi", "Ti"];
    let mut amount = bytes;
    let mut index = 0;
    while amount != 0 && amount % 1_024 == 0 && index + 1 < units.len() {
        amount /= 1_024;
        index += 1;
    }
    format!("{amount}{}", units[index])
}
