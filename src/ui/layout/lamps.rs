//! The condition lamps in the order in which they depend on each other.

use crate::api::Pod;
use crate::api::Timestamp;
use crate::api::status::{ConditionStatus, condition};

/// The conditions that every Pod comes to have, in dependency order.
const ORDER: [&str; 5] = [
    condition::POD_SCHEDULED,
    condition::POD_READY_TO_START_CONTAINERS,
    condition::INITIALIZED,
    condition::CONTAINERS_READY,
    condition::READY,
];

/// One lamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lamp {
    pub condition_type: String,
    /// `None`: the condition is not in the status.
    pub status: Option<ConditionStatus>,
    pub since: Option<Timestamp>,
    pub reason: String,
}

/// Lamps in order: the five, readiness gates before Ready, then whatever else the status holds.
pub fn lamps(pod: &Pod) -> Vec<Lamp> {
    let gates = pod
        .spec
        .readiness_gates
        .iter()
        .map(|gate| gate.condition_type.as_str());
    let (before, last) = ORDER.split_at(ORDER.len() - 1);
    let mut types: Vec<&str> = before.to_vec();
    types.extend(gates.filter(|gate| !ORDER.contains(gate)));
    types.extend_from_slice(last);
    for extra in &pod.status.conditions {
        if !types.contains(&extra.condition_type.as_str()) {
            types.push(&extra.condition_type);
        }
    }
    types
        .into_iter()
        .map(|condition_type| {
            let found = pod.status.condition(condition_type);
            Lamp {
                condition_type: condition_type.to_owned(),
                status: found.map(|condition| condition.status),
                since: found.and_then(|condition| condition.last_transition_time),
                reason: found
                    .map(|condition| condition.reason.clone())
                    .unwrap_or_default(),
            }
        })
        .collect()
}

/// A condition's name on at most two lines, broken where a word begins.
pub fn two_lines(condition_type: &str) -> (&str, &str) {
    let at = match condition_type {
        condition::POD_SCHEDULED => 3,
        condition::POD_READY_TO_START_CONTAINERS => 10,
        condition::CONTAINERS_READY => 10,
        condition::ALL_CONTAINERS_RESTARTING => 13,
        condition::DISRUPTION_TARGET => 10,
        // `www.example.com/feature-1`
        _ => condition_type
            .find('/')
            .map_or(condition_type.len(), |at| at + 1),
    };
    condition_type
        .split_at_checked(at)
        .unwrap_or((condition_type, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::pod::ReadinessGate;

    #[test]
    fn gates_stand_before_ready() {
        let mut pod = Pod::default();
        pod.spec.readiness_gates.push(ReadinessGate {
            condition_type: "example.com/load-balancer".to_owned(),
        });
        let types: Vec<String> = lamps(&pod)
            .into_iter()
            .map(|lamp| lamp.condition_type)
            .collect();
        assert_eq!(
            types,
            [
                "PodScheduled",
                "PodReadyToStartContainers",
                "Initialized",
                "ContainersReady",
                "example.com/load-balancer",
                "Ready"
            ]
        );
    }

    #[test]
    fn names_break_where_a_word_begins() {
        assert_eq!(
            two_lines("PodReadyToStartContainers"),
            ("PodReadyTo", "StartContainers")
        );
        assert_eq!(two_lines("Ready"), ("Ready", ""));
        assert_eq!(two_lines("a.b/c"), ("a.b/", "c"));
    }
}
