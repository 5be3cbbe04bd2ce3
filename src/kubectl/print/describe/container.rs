//! The containers of a description (kubectl.md §8.3, §8.4).

use crate::api::container::{ContainerPort, EnvFromSource, EnvVar};
use crate::api::probe::{HttpGetAction, Probe};
use crate::api::status::Terminated;
use crate::api::volume::VolumeMount;
use crate::api::{Container, ContainerState, ContainerStatus, Pod, Quantity};
use crate::order;
use crate::order::Map;

use super::{Description, bool_word, date_text};

/// One of the Pod's container lists.
pub(super) struct Side<'a> {
    pub pod: &'a Pod,
    pub specs: &'a [Container],
    pub statuses: &'a [ContainerStatus],
}

pub(super) fn describe_containers(text: &mut Description, title: &str, side: Side<'_>) {
    text.line(0, &format!("{title}:"));
    for spec in side.specs {
        let status = side.statuses.iter().find(|status| status.name == spec.name);
        text.line(1, &format!("{}:", spec.name));
        basics(text, spec, status);
        if let Some(status) = status {
            states(text, status);
        }
        resources(text, "Limits", &spec.resources.limits);
        resources(text, "Requests", &spec.resources.requests);
        let probes = [
            ("Liveness", &spec.liveness_probe),
            ("Readiness", &spec.readiness_probe),
            ("Startup", &spec.startup_probe),
        ];
        for (name, probe) in probes {
            if let Some(probe) = probe {
                text.field(2, name, &probe_text(probe));
            }
        }
        environment(text, spec, side.pod);
        mounts(text, &spec.volume_mounts);
    }
}

fn basics(text: &mut Description, spec: &Container, status: Option<&ContainerStatus>) {
    if let Some(status) = status {
        text.field(2, "Container ID", &status.container_id);
    }
    text.field(2, "Image", &spec.image);
    if let Some(status) = status {
        text.field(2, "Image ID", &status.image_id);
    }
    ports(text, "Port", &spec.ports, |port| port.container_port);
    ports(text, "Host Port", &spec.ports, |port| port.host_port);
    for (name, words) in [("Command", &spec.command), ("Args", &spec.args)] {
        if !words.is_empty() {
            text.line(2, &format!("{name}:"));
        }
        for line in words.iter().flat_map(|word| word.split('\n')) {
            text.line(3, line);
        }
    }
}

fn ports(
    text: &mut Description,
    name: &str,
    ports: &[ContainerPort],
    number: fn(&ContainerPort) -> i32,
) {
    let texts: Vec<String> = ports
        .iter()
        .map(|port| match port.name.as_str() {
            "" => format!("{}/{}", number(port), port.protocol),
            name => format!("{}/{} ({name})", number(port), port.protocol),
        })
        .collect();
    match texts.as_slice() {
        [] => text.field(2, name, "<none>"),
        [one] => text.field(2, name, one),
        several => text.field(2, &format!("{name}s"), &several.join(", ")),
    }
}

fn states(text: &mut Description, status: &ContainerStatus) {
    text.field(2, "State", status.state.name());
    match &status.state {
        ContainerState::Running(running) => {
            text.field(3, "Started", &date_text(running.started_at));
        }
        ContainerState::Waiting(waiting) => text.field_if_set(3, "Reason", &waiting.reason),
        ContainerState::Terminated(ended) => terminated(text, ended),
    }
    if let Some(last) = &status.last_state {
        text.field(2, "Last State", "Terminated");
        terminated(text, last);
    }
    text.field(2, "Ready", bool_word(status.ready));
    text.field(2, "Restart Count", &status.restart_count.to_string());
}

fn terminated(text: &mut Description, ended: &Terminated) {
    text.field_if_set(3, "Reason", &ended.reason);
    text.field_if_set(3, "Message", &ended.message);
    text.field(3, "Exit Code", &ended.exit_code.to_string());
    text.field(3, "Started", &date_text(ended.started_at));
    text.field(3, "Finished", &date_text(ended.finished_at));
}

fn resources(text: &mut Description, name: &str, amounts: &Map<String, Quantity>) {
    if amounts.is_empty() {
        return;
    }
    text.line(2, &format!("{name}:"));
    for (resource, amount) in amounts {
        text.field(3, resource, &amount.to_string());
    }
}

fn probe_text(probe: &Probe) -> String {
    let timing = format!(
        "delay={}s timeout={}s period={}s #success={} #failure={}",
        probe.initial_delay_seconds,
        probe.timeout_seconds,
        probe.period_seconds,
        probe.success_threshold,
        probe.failure_threshold
    );
    format!("{} {timing}", probe_action(probe))
}

/// What a probe asks: `exec [cat /ready]`, `http-get http://:8080/health`.
pub fn probe_action(probe: &Probe) -> String {
    if let Some(exec) = &probe.exec {
        format!("exec [{}]", exec.command.join(" "))
    } else if let Some(http) = &probe.http_get {
        format!("http-get {}", url_text(http))
    } else if let Some(tcp) = &probe.tcp_socket {
        format!("tcp-socket {}:{}", tcp.host, tcp.port)
    } else if let Some(grpc) = &probe.grpc {
        format!("grpc <pod>:{} {}", grpc.port, grpc.service)
    } else {
        "unknown".to_owned()
    }
}

fn url_text(http: &HttpGetAction) -> String {
    let mut path = String::new();
    if !http.path.is_empty() && !http.path.starts_with('/') {
        path.push('/');
    }
    for character in http.path.chars() {
        match character {
            '?' | '#' | '%' | ' ' | '"' | '<' | '>' => {
                path += &format!("%{:02X}", u32::from(character));
            }
            other => path.push(other),
        }
    }
    let scheme = http.scheme.to_lowercase();
    format!("{scheme}://{}:{}{path}", http.host, http.port)
}

fn environment(text: &mut Description, spec: &Container, pod: &Pod) {
    if !spec.env_from.is_empty() {
        text.line(2, "Environment Variables from:");
    }
    for source in &spec.env_from {
        text.line(3, &env_from_text(source));
    }
    if spec.env.is_empty() {
        return text.field(2, "Environment", "<none>");
    }
    text.line(2, "Environment:");
    for variable in &spec.env {
        text.field(3, &variable.name, &variable_text(variable, spec, pod));
    }
}

fn env_from_text(source: &EnvFromSource) -> String {
    let (kind, reference) = match (&source.config_map_ref, &source.secret_ref) {
        (Some(map), _) => ("ConfigMap", map.clone()),
        (None, secret) => ("Secret", secret.clone().unwrap_or_default()),
    };
    let prefix = match source.prefix.as_str() {
        "" => String::new(),
        prefix => format!(" with prefix '{prefix}'"),
    };
    let optional = reference.optional.unwrap_or(false);
    format!("{}\t{kind}{prefix}\tOptional: {optional}", reference.name)
}

fn variable_text(variable: &EnvVar, spec: &Container, pod: &Pod) -> String {
    let Some(source) = &variable.value_from else {
        return variable.value.replace('\n', "\n      \t");
    };
    if let Some(key) = &source.config_map_key_ref {
        let optional = key.optional.unwrap_or(false);
        return format!(
            "<set to the key '{}' of config map '{}'>\tOptional: {optional}",
            key.key, key.name
        );
    }
    if let Some(key) = &source.secret_key_ref {
        let optional = key.optional.unwrap_or(false);
        return format!(
            "<set to the key '{}' in secret '{}'>\tOptional: {optional}",
            key.key, key.name
        );
    }
    if let Some(field) = &source.field_ref {
        let version = match field.api_version.as_str() {
            "" => "v1",
            version => version,
        };
        let value = pod_field(pod, &field.field_path);
        return format!("{value} ({version}:{})", field.field_path);
    }
    if let Some(field) = &source.resource_field_ref {
        let amounts = match field.resource.split_once('.') {
            Some(("limits", name)) => spec.resources.limits.get(name),
            Some(("requests", name)) => spec.resources.requests.get(name),
            _ => None,
        };
        let value =
            amounts.map_or_else(|| "node allocatable".to_owned(), |a| a.value().to_string());
        return format!("{value} ({})", field.resource);
    }
    String::new()
}

/// The fields that `describe` can read off the object; those of the status stay empty.
fn pod_field<'a>(pod: &'a Pod, path: &str) -> &'a str {
    match path {
        "metadata.name" => &pod.metadata.name,
        "metadata.namespace" => &pod.metadata.namespace,
        "metadata.uid" => &pod.metadata.uid,
        _ => "",
    }
}

fn mounts(text: &mut Description, mounts: &[VolumeMount]) {
    if mounts.is_empty() {
        return text.field(2, "Mounts", "<none>");
    }
    let mut sorted: Vec<&VolumeMount> = mounts.iter().collect();
    order::sort_by(&mut sorted, |a, b| a.mount_path.cmp(&b.mount_path));
    text.line(2, "Mounts:");
    for mount in sorted {
        let mode = if mount.read_only { "ro" } else { "rw" };
        let sub_path = match mount.sub_path.as_str() {
            "" => String::new(),
            path => format!(",path=\"{path}\""),
        };
        text.line(
            3,
            &format!(
                "{} from {} ({mode}{sub_path})",
                mount.mount_path, mount.name
            ),
        );
    }
}
