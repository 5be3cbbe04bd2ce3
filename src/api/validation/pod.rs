//! The Pod as a whole (validation.go ValidatePodCreate, ValidatePodSpec).

use super::container::{validate_containers, validate_resources};
use super::meta::{validate_labels, validate_meta};
use super::names::{Grammar, key_rules};
use super::volume::validate_volumes;
use super::{ErrorKind, Errors, FieldError, Rule, quoted};
use crate::api::pod::Toleration;
use crate::api::{Pod, PodSpec};
use crate::order::Set;

const DNS_POLICIES: &[&str] = &["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
const EFFECTS: &[&str] = &["NoSchedule", "PreferNoSchedule", "NoExecute"];
const OPERATORS: &[&str] = &["Equal", "Exists"];
const PREEMPTION_POLICIES: &[&str] = &["PreemptLowerPriority", "Never"];

/// Broken rules of a Pod that is to be created, after defaulting.
pub fn validate_pod(pod: &Pod) -> Vec<FieldError> {
    let mut errors = Errors::default();
    validate_meta(&mut errors, &pod.metadata, Grammar::Subdomain);
    let spec = &pod.spec;
    validate_volumes(&mut errors, &spec.volumes);
    validate_containers(&mut errors, spec);
    if !spec.ephemeral_containers.is_empty() {
        errors.forbidden("spec.ephemeralContainers", "cannot be set on create");
    }
    validate_numbers(&mut errors, spec);
    validate_names(&mut errors, spec);
    if !spec.dns_policy.is_empty() {
        errors.one_of("spec.dnsPolicy", &spec.dns_policy, DNS_POLICIES);
    }
    if !spec.preemption_policy.is_empty() {
        let path = "spec.preemptionPolicy";
        errors.one_of(path, &spec.preemption_policy, PREEMPTION_POLICIES);
    }
    validate_labels(&mut errors, "spec.nodeSelector", &spec.node_selector);
    for (index, toleration) in spec.tolerations.iter().enumerate() {
        let path = format!("spec.tolerations[{index}]");
        validate_toleration(&mut errors, &path, toleration);
    }
    validate_gates(&mut errors, spec);
    validate_host_ports(&mut errors, spec);
    if let Some(resources) = &spec.resources {
        validate_resources(&mut errors, "spec.resources", resources);
    }
    errors.found
}

fn validate_numbers(errors: &mut Errors, spec: &PodSpec) {
    if let Some(seconds) = spec.termination_grace_period_seconds {
        errors.not_negative("spec.terminationGracePeriodSeconds", seconds);
    }
    if let Some(seconds) = spec.active_deadline_seconds
        && !(1..=i64::from(i32::MAX)).contains(&seconds)
    {
        let rule = Rule::Between(1, i32::MAX.into());
        errors.invalid_number("spec.activeDeadlineSeconds", seconds, rule);
    }
}

fn validate_names(errors: &mut Errors, spec: &PodSpec) {
    let names = [
        ("spec.nodeName", &spec.node_name, Grammar::Subdomain),
        (
            "spec.serviceAccountName",
            &spec.service_account_name,
            Grammar::Subdomain,
        ),
        ("spec.hostname", &spec.hostname, Grammar::Label),
        ("spec.subdomain", &spec.subdomain, Grammar::Label),
        (
            "spec.priorityClassName",
            &spec.priority_class_name,
            Grammar::Subdomain,
        ),
    ];
    for (path, name, grammar) in names {
        if !name.is_empty() {
            errors.grammar(path, name, grammar);
        }
    }
}

/// validation.go ValidateTolerations
fn validate_toleration(errors: &mut Errors, path: &str, toleration: &Toleration) {
    let operator_path = format!("{path}.operator");
    if !toleration.key.is_empty() {
        for rule in key_rules(&toleration.key) {
            errors.invalid_text(&format!("{path}.key"), &toleration.key, rule);
        }
    } else if toleration.operator != "Exists" {
        let rule = Rule::Says(
            "operator must be Exists when `key` is empty, which means \"match all values and all keys\"",
        );
        errors.invalid_text(&operator_path, &toleration.operator, rule);
    }
    if toleration.toleration_seconds.is_some() && toleration.effect != "NoExecute" {
        let rule = Rule::Says("effect must be 'NoExecute' when `tolerationSeconds` is set");
        errors.invalid_text(&format!("{path}.effect"), &toleration.effect, rule);
    }
    match toleration.operator.as_str() {
        "" | "Equal" => {
            for rule in Grammar::LabelValue.broken_rules(&toleration.value) {
                errors.invalid_text(&operator_path, &toleration.value, rule);
            }
        }
        "Exists" if !toleration.value.is_empty() => {
            let rule = Rule::Says("value must be empty when `operator` is 'Exists'");
            let value = toleration_json(toleration);
            errors.push(&operator_path, ErrorKind::Invalid, value, rule);
        }
        operator => errors.one_of(&operator_path, operator, OPERATORS),
    }
    if !toleration.effect.is_empty() {
        errors.one_of(&format!("{path}.effect"), &toleration.effect, EFFECTS);
    }
}

/// A toleration as the API server prints it inside an error: internal field names, as JSON.
fn toleration_json(toleration: &Toleration) -> String {
    let seconds = toleration
        .toleration_seconds
        .map_or_else(|| "null".to_owned(), |seconds| seconds.to_string());
    format!(
        "{{\"Key\":{},\"Operator\":{},\"Value\":{},\"Effect\":{},\"TolerationSeconds\":{seconds}}}",
        quoted(&toleration.key),
        quoted(&toleration.operator),
        quoted(&toleration.value),
        quoted(&toleration.effect),
    )
}

fn validate_gates(errors: &mut Errors, spec: &PodSpec) {
    for (index, gate) in spec.readiness_gates.iter().enumerate() {
        let path = format!("spec.readinessGates[{index}].conditionType");
        for rule in key_rules(&gate.condition_type) {
            errors.invalid_text(&path, &gate.condition_type, rule);
        }
    }
    let mut names = Set::new();
    for (index, gate) in spec.scheduling_gates.iter().enumerate() {
        let path = format!("spec.schedulingGates[{index}]");
        for rule in key_rules(&gate.name) {
            errors.invalid_text(&path, &gate.name, rule);
        }
        if !names.insert(&gate.name) {
            errors.duplicate(&path, &gate.name);
        }
    }
    if !spec.scheduling_gates.is_empty() && !spec.node_name.is_empty() {
        let sentence = "cannot be set until all schedulingGates have been cleared";
        errors.forbidden("spec.nodeName", sentence);
    }
}

/// With the host's network a port is the host's port (validation.go validateHostNetwork).
fn validate_host_ports(errors: &mut Errors, spec: &PodSpec) {
    if !spec.host_network {
        return;
    }
    for (index, container) in spec.containers.iter().enumerate() {
        for (port_index, port) in container.ports.iter().enumerate() {
            if port.host_port != port.container_port {
                let path = format!("spec.containers[{index}].ports[{port_index}].hostPort");
                let rule = Rule::Says("must match `containerPort` when `hostNetwork` is true");
                errors.invalid_number(&path, port.host_port.into(), rule);
            }
        }
    }
}
