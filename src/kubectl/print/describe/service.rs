//! Descriptions of Services, Endpoints and EndpointSlices (kubectl.md §8.5, §8.6).

use crate::api::cluster::{EndpointPort, ServicePort};
use crate::api::probe::IntOrString;
use crate::api::{EndpointSlice, Endpoints, Event, Service};
use crate::kubectl::print::age::Now;
use crate::kubectl::print::kinds::first_three;

use super::Description;

/// The text of `kubectl describe service`; `endpoints` are the ready addresses of each port.
pub fn describe_service(
    service: &Service,
    endpoints: &[Vec<String>],
    events: Option<&[&Event]>,
    now: Now,
) -> String {
    let mut text = Description::default();
    let (metadata, spec) = (&service.metadata, &service.spec);
    text.head(metadata);
    text.labels("Selector", &spec.selector);
    text.field(0, "Type", &spec.service_type);
    let is_external = spec.service_type == "ExternalName";
    if !is_external {
        text.field(0, "IP Family Policy", "SingleStack");
    }
    text.field(
        0,
        "IP Families",
        if is_external { "<none>" } else { "IPv4" },
    );
    text.field(0, "IP", &spec.cluster_ip);
    text.field(
        0,
        "IPs",
        match spec.cluster_ip.as_str() {
            "" => "<none>",
            address => address,
        },
    );
    text.field_if_set(0, "External Name", &spec.external_name);
    for (index, port) in spec.ports.iter().enumerate() {
        let ready = endpoints.get(index).map_or(&[][..], Vec::as_slice);
        service_port(&mut text, port, ready);
    }
    text.field(0, "Session Affinity", &spec.session_affinity);
    if matches!(&*spec.service_type, "NodePort" | "LoadBalancer") {
        text.field(0, "External Traffic Policy", "Cluster");
    }
    if !is_external {
        text.field(0, "Internal Traffic Policy", "Cluster");
    }
    if let Some(events) = events {
        text.events(events, now);
    }
    text.finish()
}

fn service_port(text: &mut Description, port: &ServicePort, ready: &[String]) {
    let name = or_unset(&port.name);
    let protocol = &port.protocol;
    text.field(0, "Port", &format!("{name}\t{}/{protocol}", port.port));
    let target = match &port.target_port {
        Some(IntOrString::Int(number)) => number.to_string(),
        Some(IntOrString::String(name)) => name.clone(),
        None => port.port.to_string(),
    };
    text.field(0, "TargetPort", &format!("{target}/{protocol}"));
    if port.node_port != 0 {
        let node_port = format!("{name}\t{}/{protocol}", port.node_port);
        text.field(0, "NodePort", &node_port);
    }
    text.field(0, "Endpoints", &first_three(ready));
}

fn or_unset(name: &str) -> &str {
    match name {
        "" => "<unset>",
        name => name,
    }
}

/// The text of `kubectl describe endpoints`.
pub fn describe_endpoints(endpoints: &Endpoints, events: Option<&[&Event]>, now: Now) -> String {
    let mut text = Description::default();
    text.head(&endpoints.metadata);
    text.line(0, "Subsets:");
    for subset in &endpoints.subsets {
        let joined = |addresses: &[crate::api::cluster::EndpointAddress]| {
            let addresses: Vec<&str> = addresses.iter().map(|one| one.ip.as_str()).collect();
            match addresses.is_empty() {
                true => "<none>".to_owned(),
                false => addresses.join(","),
            }
        };
        text.field(1, "Addresses", &joined(&subset.addresses));
        text.field(1, "NotReadyAddresses", &joined(&subset.not_ready_addresses));
        if !subset.ports.is_empty() {
            text.line(1, "Ports:");
            ports(&mut text, 2, &subset.ports);
        }
        text.line(0, "");
    }
    if let Some(events) = events {
        text.events(events, now);
    }
    text.finish()
}

fn ports(text: &mut Description, level: usize, ports: &[EndpointPort]) {
    text.line(level, "Name\tPort\tProtocol");
    text.line(level, "----\t----\t--------");
    for port in ports {
        let name = or_unset(&port.name);
        text.line(level, &format!("{name}\t{}\t{}", port.port, port.protocol));
    }
}

/// The text of `kubectl describe endpointslice`.
pub fn describe_slice(slice: &EndpointSlice, events: Option<&[&Event]>, now: Now) -> String {
    let mut text = Description::default();
    text.head(&slice.metadata);
    text.field(0, "AddressType", "IPv4");
    text.line(0, "Ports:");
    ports(&mut text, 1, &slice.ports);
    text.line(0, "Endpoints:");
    for endpoint in &slice.endpoints {
        text.line(1, &format!("- Addresses:\t{}", endpoint.address));
        text.line(2, "Conditions:");
        text.field(3, "Ready", &endpoint.ready.to_string());
        text.field(2, "Hostname", "<unset>");
        text.field(2, "TargetRef", &format!("Pod/{}", endpoint.target_name));
        text.field(2, "NodeName", or_unset(&endpoint.node_name));
        text.field(2, "Zone", "<unset>");
    }
    if let Some(events) = events {
        text.events(events, now);
    }
    text.finish()
}
