//! A Pod's description, from its name down to its events (kubectl.md §8.4).

use crate::api::pod::Toleration;
use crate::api::status::{Condition, ConditionStatus};
use crate::api::volume::{ProjectedSource, Volume};
use crate::api::{Event, Pod};
use crate::order;

use super::container::{Side, describe_containers};
use super::{Description, date_text};
use crate::kubectl::print::age::Now;

/// The text of `kubectl describe pod`; without events there is no Events section.
pub fn describe_pod(pod: &Pod, events: Option<&[&Event]>, now: Now) -> String {
    let mut text = Description::default();
    identity(&mut text, pod);
    status(&mut text, pod, now);
    let (spec, status) = (&pod.spec, &pod.status);
    let lists = [
        (
            "Init Containers",
            &spec.init_containers,
            &status.init_container_statuses,
        ),
        ("Containers", &spec.containers, &status.container_statuses),
        (
            "Ephemeral Containers",
            &spec.ephemeral_containers,
            &status.ephemeral_container_statuses,
        ),
    ];
    for (title, specs, statuses) in lists {
        if title == "Containers" || !specs.is_empty() {
            describe_containers(
                &mut text,
                title,
                Side {
                    pod,
                    specs,
                    statuses,
                },
            );
        }
    }
    readiness_gates(&mut text, pod);
    conditions(&mut text, &status.conditions);
    volumes(&mut text, &spec.volumes);
    text.field(0, "QoS Class", &status.qos_class);
    text.labels("Node-Selectors", &spec.node_selector);
    tolerations(&mut text, &spec.tolerations);
    if let Some(events) = events {
        text.events(events, now);
    }
    text.finish()
}

fn identity(text: &mut Description, pod: &Pod) {
    let (metadata, spec) = (&pod.metadata, &pod.spec);
    text.field(0, "Name", &metadata.name);
    text.field(0, "Namespace", &metadata.namespace);
    if let Some(priority) = spec.priority {
        text.field(0, "Priority", &priority.to_string());
    }
    text.field_if_set(0, "Priority Class Name", &spec.priority_class_name);
    text.field_if_set(0, "Service Account", &spec.service_account_name);
    let node = match spec.node_name.as_str() {
        "" => "<none>".to_owned(),
        name => format!("{name}/{}", pod.status.host_ip),
    };
    text.field(0, "Node", &node);
    text.field_if_set(0, "Start Time", &date_text(pod.status.start_time));
    text.labels("Labels", &metadata.labels);
    text.annotations(&metadata.annotations);
}

fn status(text: &mut Description, pod: &Pod, now: Now) {
    let status = &pod.status;
    match pod.metadata.deletion_timestamp {
        Some(deadline) if !status.phase.is_terminal() => {
            let lasts = now.age(Some(deadline));
            text.field(0, "Status", &format!("Terminating (lasts {lasts})"));
            let grace = pod.metadata.deletion_grace_period_seconds.unwrap_or(0);
            text.field(0, "Termination Grace Period", &format!("{grace}s"));
        }
        _ => text.field(0, "Status", status.phase.name()),
    }
    text.field_if_set(0, "Reason", &status.reason);
    text.field_if_set(0, "Message", &status.message);
    text.field(0, "IP", &status.pod_ip);
    if status.pod_ip.is_empty() {
        text.field(0, "IPs", "<none>");
    } else {
        text.line(0, "IPs:");
        text.field(1, "IP", &status.pod_ip);
    }
    let owners = &pod.metadata.owner_references;
    if let Some(owner) = owners.iter().find(|owner| owner.controller == Some(true)) {
        text.field(
            0,
            "Controlled By",
            &format!("{}/{}", owner.kind, owner.name),
        );
    }
    text.field_if_set(0, "NominatedNodeName", &status.nominated_node_name);
}

fn readiness_gates(text: &mut Description, pod: &Pod) {
    let gates = &pod.spec.readiness_gates;
    if gates.is_empty() {
        return;
    }
    text.line(0, "Readiness Gates:");
    text.line(1, "Type\tStatus");
    for gate in gates {
        let condition = pod.status.condition(&gate.condition_type);
        let status = condition.map_or("<none>", |condition| condition.status.name());
        text.line(1, &format!("{} \t{status} ", gate.condition_type));
    }
}

fn conditions(text: &mut Description, conditions: &[Condition]) {
    if conditions.is_empty() {
        return;
    }
    text.line(0, "Conditions:");
    text.line(1, "Type\tStatus");
    for Condition {
        condition_type,
        status,
        ..
    } in conditions
    {
        let status: ConditionStatus = *status;
        text.line(1, &format!("{condition_type} \t{} ", status.name()));
    }
}

fn volumes(text: &mut Description, volumes: &[Volume]) {
    if volumes.is_empty() {
        return text.field(0, "Volumes", "<none>");
    }
    text.line(0, "Volumes:");
    for volume in volumes {
        text.line(1, &format!("{}:", volume.name));
        volume_source(text, volume);
    }
}

fn volume_source(text: &mut Description, volume: &Volume) {
    let optional = |optional: Option<bool>| optional.unwrap_or(false).to_string();
    if let Some(source) = &volume.host_path {
        text.field(2, "Type", "HostPath (bare host directory volume)");
        text.field(2, "Path", &source.path);
        text.field(2, "HostPathType", &source.path_type);
    } else if let Some(source) = &volume.empty_dir {
        text.field(
            2,
            "Type",
            "EmptyDir (a temporary directory that shares a pod's lifetime)",
        );
        text.field(2, "Medium", &source.medium);
        let limit = source.size_limit.map(|limit| limit.to_string());
        text.field(2, "SizeLimit", limit.as_deref().unwrap_or("<unset>"));
    } else if let Some(source) = &volume.config_map {
        text.field(2, "Type", "ConfigMap (a volume populated by a ConfigMap)");
        text.field(2, "Name", &source.name);
        text.field(2, "Optional", &optional(source.optional));
    } else if let Some(source) = &volume.secret {
        text.field(2, "Type", "Secret (a volume populated by a Secret)");
        text.field(2, "SecretName", &source.secret_name);
        text.field(2, "Optional", &optional(source.optional));
    } else if let Some(source) = &volume.projected {
        projected(text, source);
    } else {
        text.line(2, "<unknown>");
    }
}

/// The sources one after the other (kubectl/pkg/describe printProjectedVolumeSource).
fn projected(text: &mut Description, source: &ProjectedSource) {
    let what = "Projected (a volume that contains injected data from multiple sources)";
    text.field(2, "Type", what);
    let optional = |optional: Option<bool>| optional.unwrap_or(false).to_string();
    for source in &source.sources {
        if let Some(secret) = &source.secret {
            text.field(2, "SecretName", &secret.name);
            text.field(2, "Optional", &optional(secret.optional));
        } else if source.downward_api.is_some() {
            text.field(2, "DownwardAPI", "true");
        } else if let Some(map) = &source.config_map {
            text.field(2, "ConfigMapName", &map.name);
            text.field(2, "Optional", &optional(map.optional));
        } else if let Some(token) = &source.service_account_token {
            let seconds = token.expiration_seconds.unwrap_or(3_600);
            text.field(2, "TokenExpirationSeconds", &seconds.to_string());
        }
    }
}

fn tolerations(text: &mut Description, tolerations: &[Toleration]) {
    let mut sorted: Vec<&Toleration> = tolerations.iter().collect();
    order::sort_by(&mut sorted, |a, b| a.key.cmp(&b.key));
    let items: Vec<String> = sorted.into_iter().map(toleration_text).collect();
    text.list("Tolerations", &items);
}

fn toleration_text(toleration: &Toleration) -> String {
    let Toleration {
        key,
        operator,
        value,
        effect,
        toleration_seconds,
    } = toleration;
    let mut text = key.clone();
    if !value.is_empty() {
        text += &format!("={value}");
    }
    if !effect.is_empty() {
        text += &format!(":{effect}");
    }
    if operator == "Exists" && value.is_empty() {
        text += if text.is_empty() {
            "op=Exists"
        } else {
            " op=Exists"
        };
    }
    if let Some(seconds) = toleration_seconds {
        text += &format!(" for {seconds}s");
    }
    text
}
