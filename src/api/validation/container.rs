//! Containers and init containers (validation.go validateContainers, validateInitContainers).

use super::names::Grammar;
use super::probe::validate_probes;
use super::volume::validate_mounts;
use super::{Errors, Rule, quoted};
use crate::api::container::{
    Container, ContainerPort, EnvFromSource, EnvVar, Resources, RestartRule,
};
use crate::api::{PodSpec, Quantity};
use crate::order::{Map, Set};

const PROTOCOLS: &[&str] = &["SCTP", "TCP", "UDP"];
const MESSAGE_POLICIES: &[&str] = &["File", "FallbackToLogsOnError"];
const RULE_ACTIONS: &[&str] = &["Restart", "RestartAllContainers"];
const RULE_OPERATORS: &[&str] = &["In", "NotIn"];
const NOT_FOR_INIT: &str = "may not be set for init containers without restartPolicy=Always";

/// Validates `spec.containers` and `spec.initContainers`.
pub(super) fn validate_containers(errors: &mut Errors, spec: &PodSpec) {
    if spec.containers.is_empty() {
        errors.required("spec.containers", Rule::Plain);
    }
    let mut names = Set::new();
    for (index, container) in spec.containers.iter().enumerate() {
        let path = format!("spec.containers[{index}]");
        validate_container(errors, &path, container, spec, &mut names);
        validate_probes(errors, &path, container, spec.grace_period_seconds());
    }
    for (index, container) in spec.init_containers.iter().enumerate() {
        let path = format!("spec.initContainers[{index}]");
        validate_container(errors, &path, container, spec, &mut names);
        if container.is_sidecar() {
            validate_probes(errors, &path, container, spec.grace_period_seconds());
        } else {
            forbid_probes(errors, &path, container);
        }
    }
    validate_host_ports(errors, spec);
}

/// A plain init container runs to its end: it has no probes and no hooks.
fn forbid_probes(errors: &mut Errors, path: &str, container: &Container) {
    let fields = [
        ("lifecycle", container.lifecycle.is_some()),
        ("livenessProbe", container.liveness_probe.is_some()),
        ("readinessProbe", container.readiness_probe.is_some()),
        ("startupProbe", container.startup_probe.is_some()),
    ];
    for (field, set) in fields {
        if set {
            errors.forbidden(&format!("{path}.{field}"), NOT_FOR_INIT);
        }
    }
}

fn validate_container<'a>(
    errors: &mut Errors,
    path: &str,
    container: &'a Container,
    spec: &PodSpec,
    names: &mut Set<&'a str>,
) {
    let name_path = format!("{path}.name");
    if container.name.is_empty() {
        errors.required(&name_path, Rule::Plain);
    } else {
        errors.grammar(&name_path, &container.name, Grammar::Label);
        if !names.insert(&container.name) {
            errors.duplicate(&name_path, &container.name);
        }
    }
    let image_path = format!("{path}.image");
    if container.image.is_empty() {
        errors.required(&image_path, Rule::Plain);
    } else if container.image.trim() != container.image {
        let rule = Rule::Says("must not have leading or trailing whitespace");
        errors.invalid_text(&image_path, &container.image, rule);
    }
    let policy_path = format!("{path}.terminationMessagePolicy");
    errors.one_of(
        &policy_path,
        &container.termination_message_policy,
        MESSAGE_POLICIES,
    );
    validate_ports(errors, path, &container.ports);
    validate_environment(errors, path, &container.env);
    validate_sources(errors, path, &container.env_from);
    validate_mounts(errors, path, &container.volume_mounts, &spec.volumes);
    validate_resources(errors, &format!("{path}.resources"), &container.resources);
    validate_restart_rules(errors, path, container);
}

fn validate_ports(errors: &mut Errors, path: &str, ports: &[ContainerPort]) {
    let mut names = Set::new();
    for (index, port) in ports.iter().enumerate() {
        let path = format!("{path}.ports[{index}]");
        if !port.name.is_empty() {
            let name_path = format!("{path}.name");
            let rules = Grammar::PortName.broken_rules(&port.name);
            if rules.is_empty() && !names.insert(&port.name) {
                errors.duplicate(&name_path, &port.name);
            }
            errors.grammar(&name_path, &port.name, Grammar::PortName);
        }
        let number_path = format!("{path}.containerPort");
        if port.container_port == 0 {
            errors.required(&number_path, Rule::Plain);
        } else {
            errors.port_number(&number_path, port.container_port);
        }
        if port.host_port != 0 {
            errors.port_number(&format!("{path}.hostPort"), port.host_port);
        }
        errors.one_of(&format!("{path}.protocol"), &port.protocol, PROTOCOLS);
    }
}

/// No host port twice in one Pod (validation.go checkHostPortConflicts).
fn validate_host_ports(errors: &mut Errors, spec: &PodSpec) {
    let mut taken = Set::new();
    for (index, container) in spec.containers.iter().enumerate() {
        for (port_index, port) in container.ports.iter().enumerate() {
            if port.host_port == 0 {
                continue;
            }
            let value = format!("{}/{}/{}", port.protocol, port.host_ip, port.host_port);
            if !taken.insert(value.clone()) {
                let path = format!("spec.containers[{index}].ports[{port_index}].hostPort");
                errors.duplicate(&path, &value);
            }
        }
    }
}

fn validate_environment(errors: &mut Errors, path: &str, variables: &[EnvVar]) {
    for (index, variable) in variables.iter().enumerate() {
        let path = format!("{path}.env[{index}]");
        let name_path = format!("{path}.name");
        if variable.name.is_empty() {
            errors.required(&name_path, Rule::Plain);
        } else {
            errors.grammar(&name_path, &variable.name, Grammar::EnvironmentName);
        }
        let Some(source) = &variable.value_from else {
            continue;
        };
        let path = format!("{path}.valueFrom");
        let sources = [
            source.field_ref.is_some(),
            source.resource_field_ref.is_some(),
            source.config_map_key_ref.is_some(),
            source.secret_key_ref.is_some(),
        ];
        let count = sources.into_iter().filter(|set| *set).count();
        if count > 1 {
            let rule = Rule::Says("may not have more than one field specified at a time");
            errors.invalid_text(&path, "", rule);
        } else if count == 1 && !variable.value.is_empty() {
            let rule = Rule::Says("may not be specified when `value` is not empty");
            errors.invalid_text(&path, "", rule);
        }
        let keys = [
            ("configMapKeyRef", &source.config_map_key_ref),
            ("secretKeyRef", &source.secret_key_ref),
        ];
        for (field, reference) in keys {
            if let Some(reference) = reference {
                let path = format!("{path}.{field}");
                if reference.name.is_empty() {
                    errors.required(&format!("{path}.name"), Rule::Plain);
                }
                if reference.key.is_empty() {
                    errors.required(&format!("{path}.key"), Rule::Plain);
                } else {
                    errors.grammar(&format!("{path}.key"), &reference.key, Grammar::ConfigKey);
                }
            }
        }
        if let Some(field) = &source.field_ref
            && field.field_path.is_empty()
        {
            errors.required(&format!("{path}.fieldRef.fieldPath"), Rule::Plain);
        }
        if let Some(field) = &source.resource_field_ref
            && field.resource.is_empty()
        {
            errors.required(&format!("{path}.resourceFieldRef.resource"), Rule::Plain);
        }
    }
}

fn validate_sources(errors: &mut Errors, path: &str, sources: &[EnvFromSource]) {
    for (index, source) in sources.iter().enumerate() {
        let path = format!("{path}.envFrom[{index}]");
        let references = [
            ("configMapRef", &source.config_map_ref),
            ("secretRef", &source.secret_ref),
        ];
        let mut count = 0;
        for (field, reference) in references {
            if let Some(reference) = reference {
                count += 1;
                if reference.name.is_empty() {
                    errors.required(&format!("{path}.{field}.name"), Rule::Plain);
                }
            }
        }
        if count == 0 {
            let rule = Rule::Says("must specify one of: `configMapRef` or `secretRef`");
            errors.invalid_text(&path, "", rule);
        } else if count > 1 {
            let rule = Rule::Says("may not have more than one field specified at a time");
            errors.invalid_text(&path, "", rule);
        }
    }
}

/// Amounts are not negative, and no request is above its limit
/// (validation.go ValidateContainerResourceRequirements).
pub(super) fn validate_resources(errors: &mut Errors, path: &str, resources: &Resources) {
    validate_amounts(errors, &format!("{path}.limits"), &resources.limits);
    validate_amounts(errors, &format!("{path}.requests"), &resources.requests);
    let path = format!("{path}.requests");
    for (name, request) in &resources.requests {
        if let Some(limit) = resources.limits.get(name)
            && request.milli > limit.milli
        {
            let rule = Rule::AboveLimit {
                resource: name.clone(),
                limit: limit.to_string(),
            };
            errors.invalid_text(&path, &request.to_string(), rule);
            errors.about_key(name);
        }
    }
}

fn validate_amounts(errors: &mut Errors, path: &str, amounts: &Map<String, Quantity>) {
    const STANDARD: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];
    for (name, amount) in amounts {
        let known = STANDARD.contains(&name.as_str()) || name.starts_with("hugepages-");
        if !known && !name.contains('/') {
            let rule = Rule::Says("must be a standard resource type or fully qualified");
            errors.invalid_text(path, name, rule);
            errors.about_key(name);
        }
        if amount.milli < 0 {
            let path = format!("{path}[{name}]");
            errors.invalid_text(&path, &amount.to_string(), Rule::AtLeast(0));
        }
    }
}

/// KEP-5307 (validation.go validateContainerRestartPolicy).
fn validate_restart_rules(errors: &mut Errors, path: &str, container: &Container) {
    if !container.restart_policy_rules.is_empty() && container.restart_policy.is_none() {
        let rule = Rule::Says("must specify restartPolicy when restart rules are used");
        errors.required(&format!("{path}.restartPolicy"), rule);
    }
    for (index, rule) in container.restart_policy_rules.iter().enumerate() {
        let RestartRule { action, exit_codes } = rule;
        let path = format!("{path}.restartPolicyRules[{index}]");
        errors.one_of(&format!("{path}.action"), action, RULE_ACTIONS);
        let codes_path = format!("{path}.exitCodes");
        errors.one_of(
            &format!("{codes_path}.operator"),
            &exit_codes.operator,
            RULE_OPERATORS,
        );
        if exit_codes.values.is_empty() {
            let rule = Rule::Says("must specify at least one value");
            let value = quoted("");
            errors.push(
                &format!("{codes_path}.values"),
                super::ErrorKind::Invalid,
                value,
                rule,
            );
        }
    }
}
