//! Services (validation.go ValidateService).

use super::meta::{validate_labels, validate_meta};
use super::names::Grammar;
use super::probe::validate_port;
use super::{ErrorKind, Errors, FieldError, Rule};
use crate::api::cluster::ServicePort;
use crate::api::{Service, cluster::ServiceSpec};
use crate::order::Set;

const TYPES: &[&str] = &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const AFFINITIES: &[&str] = &["ClientIP", "None"];
const PROTOCOLS: &[&str] = &["SCTP", "TCP", "UDP"];
/// The ports that the API server hands out on nodes.
const NODE_PORTS: std::ops::RangeInclusive<i32> = 30_000..=32_767;

/// Broken rules of a Service, after defaulting.
pub fn validate_service(service: &Service) -> Vec<FieldError> {
    let mut errors = Errors::default();
    validate_meta(&mut errors, &service.metadata, Grammar::Label1035);
    let spec = &service.spec;
    let headless = spec.cluster_ip == "None";
    if spec.ports.is_empty() && !headless && spec.service_type != "ExternalName" {
        errors.required("spec.ports", Rule::Plain);
    }
    match spec.service_type.as_str() {
        "ExternalName" => validate_external_name(&mut errors, spec),
        "NodePort" | "LoadBalancer" if headless => {
            let rule = Rule::Says(match spec.service_type.as_str() {
                "NodePort" => "may not be set to 'None' for NodePort services",
                _ => "may not be set to 'None' for LoadBalancer services",
            });
            errors.invalid_text("spec.clusterIPs[0]", "None", rule);
        }
        _ => {}
    }
    if !headless && !spec.cluster_ip.is_empty() && !is_ip_address(&spec.cluster_ip) {
        let rule = Rule::Says("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        errors.invalid_text("spec.clusterIPs[0]", &spec.cluster_ip, rule);
    }
    validate_ports(&mut errors, spec);
    validate_labels(&mut errors, "spec.selector", &spec.selector);
    if !spec.session_affinity.is_empty() {
        let path = "spec.sessionAffinity";
        errors.one_of(path, &spec.session_affinity, AFFINITIES);
    }
    errors.one_of("spec.type", &spec.service_type, TYPES);
    errors.found
}

fn validate_external_name(errors: &mut Errors, spec: &ServiceSpec) {
    let name = spec.external_name.trim_end_matches('.');
    if name.is_empty() {
        errors.required("spec.externalName", Rule::Plain);
    } else {
        errors.grammar("spec.externalName", name, Grammar::Subdomain);
    }
    if !spec.cluster_ip.is_empty() {
        let sentence = "may not be set for ExternalName services";
        errors.forbidden("spec.clusterIPs", sentence);
    }
}

fn validate_ports(errors: &mut Errors, spec: &ServiceSpec) {
    let mut names = Set::new();
    let mut ports = Set::new();
    for (index, port) in spec.ports.iter().enumerate() {
        let path = format!("spec.ports[{index}]");
        let name_path = format!("{path}.name");
        if port.name.is_empty() {
            if spec.ports.len() > 1 {
                errors.required(&name_path, Rule::Plain);
            }
        } else {
            errors.grammar(&name_path, &port.name, Grammar::Label);
            if !names.insert(&port.name) {
                errors.duplicate(&name_path, &port.name);
            }
        }
        errors.port_number(&format!("{path}.port"), port.port);
        errors.one_of(&format!("{path}.protocol"), &port.protocol, PROTOCOLS);
        if let Some(target) = &port.target_port {
            validate_port(errors, &format!("{path}.targetPort"), target);
        }
        validate_node_port(errors, &path, &spec.service_type, port);
        if !ports.insert((&port.protocol, port.port)) {
            let value = format!(
                "{{\"protocol\":\"{}\",\"port\":{}}}",
                port.protocol, port.port
            );
            errors.push(&path, ErrorKind::Duplicate, value, Rule::Plain);
        }
    }
}

fn validate_node_port(errors: &mut Errors, path: &str, service_type: &str, port: &ServicePort) {
    if port.node_port == 0 {
        return;
    }
    let path = format!("{path}.nodePort");
    match service_type {
        "ClusterIP" => errors.forbidden(&path, "may not be used when `type` is 'ClusterIP'"),
        "NodePort" | "LoadBalancer" if !NODE_PORTS.contains(&port.node_port) => {
            let rule = Rule::Says(
                "provided port is not in the valid range. The range of valid ports is 30000-32767",
            );
            errors.invalid_number(&path, port.node_port.into(), rule);
        }
        _ => {}
    }
}

fn is_ip_address(text: &str) -> bool {
    text.parse::<core::net::IpAddr>().is_ok()
}
