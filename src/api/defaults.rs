//! What the API server fills in before it stores an object (control-plane.md §1.5, §1.9;
//! pkg/apis/core/v1/defaults.go). Every function may run twice: the second time changes nothing.

use super::cluster::ServicePort;
use super::container::{Container, PullPolicy, Resources};
use super::pod::{PodSecurityContext, RestartPolicy, Toleration};
use super::probe::{HttpGetAction, IntOrString, Lifecycle, Probe};
use super::volume::{EmptyDirSource, Volume};
use super::{Namespace, Pod, PodSpec, Secret, Service};

/// The mode of files from ConfigMaps and Secrets: 0644.
const FILE_MODE: i32 = 0o644;
/// How long a Pod stays on a node that is gone, unless it says otherwise (§1.9).
const TOLERATION_SECONDS: i64 = 300;

/// Defaults of a Pod, those of admission included: service account, priority, tolerations.
pub fn default_pod(pod: &mut Pod) {
    default_pod_spec(&mut pod.spec);
    admit_pod_spec(&mut pod.spec);
}

/// Defaults of a Pod's `spec`, without admission.
pub fn default_pod_spec(spec: &mut PodSpec) {
    spec.restart_policy.get_or_insert(RestartPolicy::Always);
    spec.termination_grace_period_seconds.get_or_insert(30);
    fill(&mut spec.dns_policy, "ClusterFirst");
    fill(&mut spec.scheduler_name, "default-scheduler");
    spec.enable_service_links.get_or_insert(true);
    spec.security_context
        .get_or_insert_with(PodSecurityContext::default);
    let host_network = spec.host_network;
    let containers = spec
        .init_containers
        .iter_mut()
        .chain(&mut spec.containers)
        .chain(&mut spec.ephemeral_containers);
    for container in containers {
        default_container(container, host_network);
    }
    spec.volumes.iter_mut().for_each(default_volume);
    if let Some(resources) = &mut spec.resources {
        default_requests(resources);
    }
}

/// What admission plugins add when a Pod is created; never to a template (§1.9).
fn admit_pod_spec(spec: &mut PodSpec) {
    fill(&mut spec.service_account_name, "default");
    spec.priority.get_or_insert(0);
    fill(&mut spec.preemption_policy, "PreemptLowerPriority");
    for key in [
        "node.kubernetes.io/not-ready",
        "node.kubernetes.io/unreachable",
    ] {
        let tolerated = spec.tolerations.iter().any(|toleration| {
            (toleration.key == key || toleration.key.is_empty())
                && (toleration.effect == "NoExecute" || toleration.effect.is_empty())
        });
        if !tolerated {
            spec.tolerations.push(Toleration {
                key: key.to_owned(),
                operator: "Exists".to_owned(),
                effect: "NoExecute".to_owned(),
                toleration_seconds: Some(TOLERATION_SECONDS),
                ..Toleration::default()
            });
        }
    }
}

/// Defaults of the ephemeral containers alone: they are added to a Pod that runs.
pub fn default_ephemeral_containers(spec: &mut PodSpec) {
    let host_network = spec.host_network;
    for container in &mut spec.ephemeral_containers {
        default_container(container, host_network);
    }
}

fn default_container(container: &mut Container, host_network: bool) {
    let pull_policy = default_pull_policy(&container.image);
    container.image_pull_policy.get_or_insert(pull_policy);
    fill(
        &mut container.termination_message_path,
        "/dev/termination-log",
    );
    fill(&mut container.termination_message_policy, "File");
    for port in &mut container.ports {
        fill(&mut port.protocol, "TCP");
        if host_network && port.host_port == 0 {
            port.host_port = port.container_port;
        }
    }
    for variable in &mut container.env {
        if let Some(source) = &mut variable.value_from
            && let Some(field) = &mut source.field_ref
        {
            fill(&mut field.api_version, "v1");
        }
    }
    default_requests(&mut container.resources);
    let probes = [
        &mut container.liveness_probe,
        &mut container.readiness_probe,
        &mut container.startup_probe,
    ];
    probes.into_iter().flatten().for_each(default_probe);
    if let Some(lifecycle) = &mut container.lifecycle {
        default_lifecycle(lifecycle);
    }
}

/// `Always` for the tag `latest` and for an image with neither tag nor digest, else
/// `IfNotPresent` (kubelet.md §2.2; pkg/apis/core/v1/defaults.go SetDefaults_Container).
pub fn default_pull_policy(image: &str) -> PullPolicy {
    if image.contains('@') {
        return PullPolicy::IfNotPresent;
    }
    let name = image.rsplit('/').next().unwrap_or(image);
    match name.split_once(':') {
        Some((_, tag)) if tag != "latest" => PullPolicy::IfNotPresent,
        _ => PullPolicy::Always,
    }
}

/// A missing request is copied from the limit.
fn default_requests(resources: &mut Resources) {
    for (name, limit) in &resources.limits {
        resources.requests.entry(name.clone()).or_insert(*limit);
    }
}

/// Zero means "not set" for every number of a probe (kubelet.md §6.11).
fn default_probe(probe: &mut Probe) {
    let numbers = [
        (&mut probe.timeout_seconds, 1),
        (&mut probe.period_seconds, 10),
        (&mut probe.success_threshold, 1),
        (&mut probe.failure_threshold, 3),
    ];
    for (number, default) in numbers {
        if *number == 0 {
            *number = default;
        }
    }
    probe.http_get.iter_mut().for_each(default_http_get);
}

fn default_lifecycle(lifecycle: &mut Lifecycle) {
    let handlers = [&mut lifecycle.post_start, &mut lifecycle.pre_stop];
    for handler in handlers.into_iter().flatten() {
        handler.http_get.iter_mut().for_each(default_http_get);
    }
}

fn default_http_get(action: &mut HttpGetAction) {
    fill(&mut action.path, "/");
    fill(&mut action.scheme, "HTTP");
}

fn default_volume(volume: &mut Volume) {
    if let Some(source) = &mut volume.config_map {
        source.default_mode.get_or_insert(FILE_MODE);
    }
    if let Some(source) = &mut volume.secret {
        source.default_mode.get_or_insert(FILE_MODE);
    }
    let without_source = volume.empty_dir.is_none()
        && volume.host_path.is_none()
        && volume.config_map.is_none()
        && volume.secret.is_none()
        && volume.projected.is_none();
    if without_source {
        volume.empty_dir = Some(EmptyDirSource::default());
    }
}

/// Defaults of a Service.
pub fn default_service(service: &mut Service) {
    fill(&mut service.spec.service_type, "ClusterIP");
    fill(&mut service.spec.session_affinity, "None");
    service.spec.ports.iter_mut().for_each(default_service_port);
}

fn default_service_port(port: &mut ServicePort) {
    fill(&mut port.protocol, "TCP");
    let unset = match &port.target_port {
        None | Some(IntOrString::Int(0)) => true,
        Some(IntOrString::Int(_)) => false,
        Some(IntOrString::String(name)) => name.is_empty(),
    };
    if unset {
        port.target_port = Some(IntOrString::Int(port.port));
    }
}

/// Defaults of a Secret: its type, and `stringData` moved into `data` as base64
/// (pkg/registry/core/secret/strategy.go; pkg/apis/core/v1/conversion.go).
pub fn default_secret(secret: &mut Secret) {
    fill(&mut secret.secret_type, "Opaque");
    for (key, text) in std::mem::take(&mut secret.string_data) {
        secret.data.insert(key, base64(text.as_bytes()));
    }
}

/// A namespace carries its own name as a label.
pub fn default_namespace(namespace: &mut Namespace) {
    let name = namespace.metadata.name.clone();
    if !name.is_empty() {
        let label = "kubernetes.io/metadata.name".to_owned();
        namespace.metadata.labels.insert(label, name);
    }
}

/// Quality of service, fixed at creation: `Guaranteed`, `Burstable` or `BestEffort`
/// (kubelet.md §10; pkg/apis/core/v1/helper/qos/qos.go ComputePodQOS). Requests must have been
/// defaulted.
pub fn qos_class(spec: &PodSpec) -> &'static str {
    let own = spec
        .resources
        .as_ref()
        .filter(|resources| has_compute(resources));
    let holders: Vec<&Resources> = match own {
        Some(resources) => vec![resources],
        None => spec
            .all_containers()
            .map(|container| &container.resources)
            .collect(),
    };
    if !holders.iter().any(|resources| has_compute(resources)) {
        return "BestEffort";
    }
    let guaranteed = ["cpu", "memory"].into_iter().all(|name| {
        let limited = holders
            .iter()
            .all(|resources| amount(&resources.limits, name) > 0);
        let sum = |pick: fn(&Resources) -> &Amounts| -> i128 {
            holders
                .iter()
                .map(|resources| amount(pick(resources), name))
                .sum()
        };
        limited && sum(|resources| &resources.requests) == sum(|resources| &resources.limits)
    });
    if guaranteed {
        "Guaranteed"
    } else {
        "Burstable"
    }
}

type Amounts = crate::order::Map<String, super::Quantity>;

fn amount(amounts: &Amounts, name: &str) -> i128 {
    amounts.get(name).map_or(0, |quantity| quantity.milli)
}

/// Whether a positive cpu or memory amount is requested or limited.
fn has_compute(resources: &Resources) -> bool {
    ["cpu", "memory"]
        .into_iter()
        .any(|name| amount(&resources.requests, name) > 0 || amount(&resources.limits, name) > 0)
}

fn fill(text: &mut String, default: &str) {
    if text.is_empty() {
        text.push_str(default);
    }
}

/// Standard base64 with padding, as Secrets store their data.
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .fold(0_u32, |group, byte| group << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for index in 0..4 {
            let symbol = ALPHABET[(group >> (18 - 6 * index) & 63) as usize];
            text.push(if index <= chunk.len() {
                char::from(symbol)
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Quantity;

    fn container(requests: &[(&str, &str)], limits: &[(&str, &str)]) -> Container {
        let amounts = |pairs: &[(&str, &str)]| -> Amounts {
            pairs
                .iter()
                .map(|(name, text)| ((*name).to_owned(), Quantity::parse(text).unwrap()))
                .collect()
        };
        Container {
            resources: Resources {
                requests: amounts(requests),
                limits: amounts(limits),
            },
            ..Container::default()
        }
    }

    fn class(containers: Vec<Container>) -> &'static str {
        let mut spec = PodSpec {
            containers,
            ..PodSpec::default()
        };
        default_pod_spec(&mut spec);
        qos_class(&spec)
    }

    #[test]
    fn pull_policy_follows_the_tag() {
        let cases = [
            ("nginx", PullPolicy::Always),
            ("nginx:latest", PullPolicy::Always),
            ("nginx:1.14.2", PullPolicy::IfNotPresent),
            ("registry:5000/nginx", PullPolicy::Always),
            ("registry:5000/nginx:1", PullPolicy::IfNotPresent),
            ("nginx@sha256:00", PullPolicy::IfNotPresent),
        ];
        for (image, policy) in cases {
            assert_eq!(default_pull_policy(image), policy, "{image}");
        }
    }

    #[test]
    fn quality_of_service_classes() {
        let both = [("cpu", "1"), ("memory", "1Gi")];
        assert_eq!(class(vec![container(&[], &[])]), "BestEffort");
        assert_eq!(class(vec![container(&[("cpu", "0")], &[])]), "BestEffort");
        assert_eq!(class(vec![container(&[("cpu", "1")], &[])]), "Burstable");
        assert_eq!(class(vec![container(&[], &both)]), "Guaranteed");
        let mixed = vec![container(&[], &both), container(&[], &[])];
        assert_eq!(class(mixed), "Burstable");
        assert_eq!(
            class(vec![container(&[("cpu", "500m")], &both)]),
            "Burstable"
        );
    }

    #[test]
    fn a_second_run_changes_nothing() {
        let mut pod = Pod::default();
        pod.spec.containers.push(container(&[], &[("cpu", "1")]));
        default_pod(&mut pod);
        let once = pod.clone();
        default_pod(&mut pod);
        assert_eq!(pod, once);
        assert_eq!(pod.spec.tolerations.len(), 2);
    }

    #[test]
    fn encodes_base64() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"a"), "YQ==");
        assert_eq!(base64(b"ab"), "YWI=");
        assert_eq!(base64(b"abc"), "YWJj");
    }
}
