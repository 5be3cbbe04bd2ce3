//! Which of the nodes that fit is best (control-plane.md §2.4): the least allocated, the most
//! balanced. Ties are broken by the run's generator.

use crate::api::{Node, Pod};

use super::super::apiserver::Store;
use super::filter::assigned_pods;

/// What a container without a request counts in the scores.
const CPU_DEFAULT_MILLI: i128 = 100;
const MEMORY_DEFAULT_MILLI: i128 = 209_715_200 * 1_000;

/// 0 to 200: LeastAllocated plus BalancedAllocation, weight 1 each.
pub(super) fn score(pod: &Pod, node: &Node, store: &Store) -> i64 {
    let allocatable = |name: &str| node.status.allocatable.get(name).map_or(0, |q| q.milli);
    let used = |name: &str, default: i128| -> i128 {
        assigned_pods(node, store)
            .map(|other| non_zero(other, name, default))
            .sum::<i128>()
            + non_zero(pod, name, default)
    };
    let cpu = (used("cpu", CPU_DEFAULT_MILLI), allocatable("cpu"));
    let memory = (used("memory", MEMORY_DEFAULT_MILLI), allocatable("memory"));
    let least = (free_percent(cpu) + free_percent(memory)) / 2;
    let best_effort = pod
        .spec
        .all_containers()
        .all(|c| c.resources.requests.is_empty() && c.resources.limits.is_empty());
    let balanced = if best_effort { 0 } else { balance(cpu, memory) };
    (least + balanced) as i64
}

fn non_zero(pod: &Pod, name: &str, default: i128) -> i128 {
    pod.spec
        .containers
        .iter()
        .map(|container| match container.resources.requests.get(name) {
            Some(quantity) if !quantity.is_zero() => quantity.milli,
            _ => default,
        })
        .sum()
}

fn free_percent((used, allocatable): (i128, i128)) -> i128 {
    if allocatable == 0 || used > allocatable {
        0
    } else {
        (allocatable - used) * 100 / allocatable
    }
}

/// 100 when cpu and memory are used alike, less the further they are apart. Fractions are
/// kept in millionths.
fn balance(cpu: (i128, i128), memory: (i128, i128)) -> i128 {
    let fraction = |(used, allocatable): (i128, i128)| {
        if allocatable == 0 {
            0
        } else {
            (used * 1_000_000 / allocatable).min(1_000_000)
        }
    };
    let apart = (fraction(cpu) - fraction(memory)).abs() / 2;
    (1_000_000 - apart) / 10_000
}
