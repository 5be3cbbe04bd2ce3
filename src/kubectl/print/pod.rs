//! The row of a Pod in `kubectl get pods` (kubectl.md §6.1).

use crate::api::{Pod, status::ConditionStatus};

use super::age::Now;
use super::table::{Column, Row, column, wide};
use crate::kubectl::pod_status::{pod_columns, restarts_text};

pub const COLUMNS: &[Column] = &[
    column("NAME"),
    column("READY"),
    column("STATUS"),
    column("RESTARTS"),
    column("AGE"),
    wide("IP"),
    wide("NODE"),
    wide("NOMINATED NODE"),
    wide("READINESS GATES"),
];

pub fn row(pod: &Pod, now: Now) -> Row {
    let columns = pod_columns(pod);
    let (ready, all) = columns.ready;
    Row {
        cells: vec![
            pod.metadata.name.clone(),
            format!("{ready}/{all}"),
            columns.status.word.clone(),
            restarts_text(&columns, now),
            now.age(pod.metadata.creation_timestamp),
            or_none(&pod.status.pod_ip),
            or_none(&pod.spec.node_name),
            or_none(&pod.status.nominated_node_name),
            readiness_gates(pod),
        ],
        namespace: pod.metadata.namespace.clone(),
        labels: pod.metadata.labels.clone(),
    }
}

fn readiness_gates(pod: &Pod) -> String {
    let gates = &pod.spec.readiness_gates;
    if gates.is_empty() {
        return "<none>".to_owned();
    }
    let passed = gates.iter().filter(|gate| {
        let condition = pod.status.condition(&gate.condition_type);
        condition.is_some_and(|condition| condition.status == ConditionStatus::True)
    });
    format!("{}/{}", passed.count(), gates.len())
}

/// The text, or `<none>` if it is empty.
pub fn or_none(text: &str) -> String {
    if text.is_empty() {
        "<none>".to_owned()
    } else {
        text.to_owned()
    }
}
