//! Columns and rows of the other kinds (kubectl.md §6.2).

use crate::api::status::{ConditionStatus, condition};
use crate::api::{
    ConfigMap, EndpointSlice, Endpoints, Event, Kind, Namespace, Node, Object, ObjectMeta, Secret,
    Service,
};
use crate::order::Map;

use super::age::Now;
use super::pod::or_none;
use super::table::{Column, Row, Table, column, labels_text, wide};

/// What a node's machine says of itself.
pub(super) const OS_IMAGE: &str = "Debian GNU/Linux 12 (bookworm)";
pub(super) const KERNEL_VERSION: &str = "6.1.0-18-amd64";
pub(super) const CONTAINER_RUNTIME: &str = "containerd://2.1.4";

/// The table of objects of one kind.
pub fn table<'a>(kind: Kind, objects: impl IntoIterator<Item = &'a Object>, now: Now) -> Table {
    Table {
        columns: columns(kind),
        rows: objects.into_iter().map(|object| row(object, now)).collect(),
    }
}

fn columns(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Pod => super::pod::COLUMNS,
        Kind::Namespace => const { &[column("NAME"), column("STATUS"), column("AGE")] },
        Kind::ConfigMap => const { &[column("NAME"), column("DATA"), column("AGE")] },
        Kind::Secret => {
            const {
                &[
                    column("NAME"),
                    column("TYPE"),
                    column("DATA"),
                    column("AGE"),
                ]
            }
        }
        Kind::Endpoints => const { &[column("NAME"), column("ENDPOINTS"), column("AGE")] },
        Kind::Service => {
            const {
                &[
                    column("NAME"),
                    column("TYPE"),
                    column("CLUSTER-IP"),
                    column("EXTERNAL-IP"),
                    column("PORT(S)"),
                    column("AGE"),
                    wide("SELECTOR"),
                ]
            }
        }
        Kind::EndpointSlice => {
            const {
                &[
                    column("NAME"),
                    column("ADDRESSTYPE"),
                    column("PORTS"),
                    column("ENDPOINTS"),
                    column("AGE"),
                ]
            }
        }
        Kind::Node => {
            const {
                &[
                    column("NAME"),
                    column("STATUS"),
                    column("ROLES"),
                    column("AGE"),
                    column("VERSION"),
                    wide("INTERNAL-IP"),
                    wide("EXTERNAL-IP"),
                    wide("OS-IMAGE"),
                    wide("KERNEL-VERSION"),
                    wide("CONTAINER-RUNTIME"),
                ]
            }
        }
        Kind::Event => {
            const {
                &[
                    column("LAST SEEN"),
                    column("TYPE"),
                    column("REASON"),
                    column("OBJECT"),
                    wide("SUBOBJECT"),
                    wide("SOURCE"),
                    column("MESSAGE"),
                    wide("FIRST SEEN"),
                    wide("COUNT"),
                    wide("NAME"),
                ]
            }
        }
    }
}

/// The row of an object.
pub fn row(object: &Object, now: Now) -> Row {
    let cells = match object {
        Object::Pod(pod) => return super::pod::row(pod, now),
        Object::Namespace(namespace) => namespace_cells(namespace, now),
        Object::ConfigMap(map) => config_map_cells(map, now),
        Object::Secret(secret) => secret_cells(secret, now),
        Object::Service(service) => service_cells(service, now),
        Object::Endpoints(endpoints) => endpoints_cells(endpoints, now),
        Object::EndpointSlice(slice) => slice_cells(slice, now),
        Object::Node(node) => node_cells(node, now),
        Object::Event(event) => event_cells(event, now),
    };
    let metadata = object.metadata();
    Row {
        cells,
        namespace: metadata.namespace.clone(),
        labels: metadata.labels.clone(),
    }
}

fn age(metadata: &ObjectMeta, now: Now) -> String {
    now.age(metadata.creation_timestamp)
}

fn namespace_cells(namespace: &Namespace, now: Now) -> Vec<String> {
    let metadata = &namespace.metadata;
    let status = match metadata.deletion_timestamp {
        Some(_) => "Terminating",
        None => "Active",
    };
    vec![metadata.name.clone(), status.to_owned(), age(metadata, now)]
}

fn config_map_cells(map: &ConfigMap, now: Now) -> Vec<String> {
    let metadata = &map.metadata;
    vec![
        metadata.name.clone(),
        map.data.len().to_string(),
        age(metadata, now),
    ]
}

fn secret_cells(secret: &Secret, now: Now) -> Vec<String> {
    let metadata = &secret.metadata;
    vec![
        metadata.name.clone(),
        secret.secret_type.clone(),
        secret.data.len().to_string(),
        age(metadata, now),
    ]
}

fn service_cells(service: &Service, now: Now) -> Vec<String> {
    let (metadata, spec) = (&service.metadata, &service.spec);
    let external = match spec.service_type.as_str() {
        "LoadBalancer" => "<pending>".to_owned(),
        "ExternalName" => spec.external_name.clone(),
        _ => "<none>".to_owned(),
    };
    let ports: Vec<String> = spec
        .ports
        .iter()
        .map(|port| match port.node_port {
            0 => format!("{}/{}", port.port, port.protocol),
            node_port => format!("{}:{node_port}/{}", port.port, port.protocol),
        })
        .collect();
    vec![
        metadata.name.clone(),
        spec.service_type.clone(),
        or_none(&spec.cluster_ip),
        external,
        or_none(&ports.join(",")),
        age(metadata, now),
        labels_text(&spec.selector),
    ]
}

/// The first three, and how many more there are.
pub(super) fn first_three(addresses: &[String]) -> String {
    let shown = addresses
        .iter()
        .take(3)
        .cloned()
        .collect::<Vec<_>>()
        .join(",");
    match addresses.len() {
        0..=3 => shown,
        count => format!("{shown} + {} more...", count - 3),
    }
}

fn endpoints_cells(endpoints: &Endpoints, now: Now) -> Vec<String> {
    let metadata = &endpoints.metadata;
    let mut addresses = Vec::new();
    for subset in &endpoints.subsets {
        for port in &subset.ports {
            let with_port = |address: &crate::api::cluster::EndpointAddress| {
                format!("{}:{}", address.ip, port.port)
            };
            addresses.extend(subset.addresses.iter().map(with_port));
        }
    }
    let cell = match endpoints.subsets.is_empty() {
        true => "<none>".to_owned(),
        false => first_three(&addresses),
    };
    vec![metadata.name.clone(), cell, age(metadata, now)]
}

fn slice_cells(slice: &EndpointSlice, now: Now) -> Vec<String> {
    let metadata = &slice.metadata;
    let unset = |text: String| match text.is_empty() {
        true => "<unset>".to_owned(),
        false => text,
    };
    let ports: Vec<String> = slice
        .ports
        .iter()
        .map(|port| port.port.to_string())
        .collect();
    let addresses: Vec<String> = slice.endpoints.iter().map(|e| e.address.clone()).collect();
    vec![
        metadata.name.clone(),
        "IPv4".to_owned(),
        unset(first_three(&ports)),
        unset(first_three(&addresses)),
        age(metadata, now),
    ]
}

fn node_cells(node: &Node, now: Now) -> Vec<String> {
    let metadata = &node.metadata;
    let ready = node
        .status
        .conditions
        .iter()
        .find(|c| c.condition_type == condition::READY);
    let mut status = match ready.map(|ready| ready.status) {
        Some(ConditionStatus::True) => "Ready".to_owned(),
        Some(_) => "NotReady".to_owned(),
        None => "Unknown".to_owned(),
    };
    if node.spec.unschedulable {
        status += ",SchedulingDisabled";
    }
    vec![
        metadata.name.clone(),
        status,
        roles(&metadata.labels),
        age(metadata, now),
        node.status.kubelet_version.clone(),
        or_none(&node.status.internal_ip),
        "<none>".to_owned(),
        OS_IMAGE.to_owned(),
        KERNEL_VERSION.to_owned(),
        CONTAINER_RUNTIME.to_owned(),
    ]
}

pub(super) fn roles(labels: &Map<String, String>) -> String {
    let roles: Vec<&str> = labels
        .keys()
        .filter_map(|key| key.strip_prefix("node-role.kubernetes.io/"))
        .collect();
    or_none(&roles.join(","))
}

fn event_cells(event: &Event, now: Now) -> Vec<String> {
    let object = &event.involved_object;
    let source = match event.source.host.as_str() {
        "" => event.source.component.clone(),
        host => format!("{}, {host}", event.source.component),
    };
    vec![
        now.age(event.last_timestamp.or(event.first_timestamp)),
        event_type(event).to_owned(),
        event.reason.clone(),
        format!("{}/{}", object.kind.to_lowercase(), object.name),
        object.field_path.clone(),
        source,
        event.message.clone(),
        now.age(event.first_timestamp),
        event.count.max(1).to_string(),
        event.metadata.name.clone(),
    ]
}

/// `Normal` or `Warning`.
pub fn event_type(event: &Event) -> &'static str {
    match event.event_type {
        crate::api::EventType::Normal => "Normal",
        crate::api::EventType::Warning => "Warning",
    }
}
