//! The status of a Pod as every sync computes it, before it acts (kubelet.md §1.3;
//! kubelet_pods.go generateAPIPodStatus, convertToAPIContainerStatuses).

use crate::api::container::Container;
use crate::api::status::{ContainerState, ContainerStatus, PodPhase, Running, Terminated};
use crate::api::{Pod, PodStatus, Timestamp};
use crate::order;

use super::super::record::ProbeKind;
use super::super::runtime::{Exit, InstanceState, InstanceStatus, PodRuntimeStatus, catalogue};
use super::super::time::SimTime;
use super::conditions::conditions;
use super::phase::phase;
use super::prober::{probe_of, started_and_ready};
use super::restart::should_start;
use super::worker::PodWorker;

/// The most bytes of the termination messages of a Pod (kubelet.md §0.6).
const MESSAGES_BYTES_MAX: usize = 12 * 1024;

/// What a status is computed from.
pub(super) struct Inputs<'a> {
    pub worker: &'a PodWorker,
    pub runtime: &'a PodRuntimeStatus,
    pub node_ip: &'a str,
    /// Wall time of t = 0.
    pub start: Timestamp,
    pub now: SimTime,
    /// All containers are stopped for good.
    pub is_terminal: bool,
}

impl Inputs<'_> {
    fn stamp(&self, time: SimTime) -> Timestamp {
        Timestamp {
            unix_seconds: self.start.unix_seconds + time.whole_seconds() as i64,
        }
    }

    /// All messages of a Pod together are bounded (status_manager.go normalizeStatus).
    fn bounded_message(&self, message: &str) -> String {
        let spec = &self.worker.pod.spec;
        let count = spec.containers.len() + spec.init_containers.len();
        let mut end = message.len().min(MESSAGES_BYTES_MAX / count.max(1));
        while !message.is_char_boundary(end) {
            end -= 1;
        }
        message[..end].to_owned()
    }

    fn terminated(&self, instance: &InstanceStatus, exit: &Exit) -> Terminated {
        let started_at = exit.started_at.map(|time| self.stamp(time));
        Terminated {
            exit_code: exit.exit_code,
            reason: exit.reason.to_owned(),
            message: self.bounded_message(&exit.message),
            // A process that never started says 1970 (kubelet.md §1.5).
            started_at: Some(started_at.unwrap_or(Timestamp { unix_seconds: 0 })),
            finished_at: Some(self.stamp(exit.finished_at)),
            container_id: instance.container_id.to_string(),
        }
    }
}

/// The Pod's new status.
pub(super) fn generate(inputs: &Inputs<'_>) -> PodStatus {
    let pod = &*inputs.worker.pod;
    let old = inputs.worker.status();
    let waiting = if pod.spec.init_containers.is_empty() {
        "ContainerCreating"
    } else {
        "PodInitializing"
    };
    let mut status = PodStatus {
        qos_class: pod.status.qos_class.clone(),
        observed_generation: pod.metadata.generation,
        host_ip: inputs.node_ip.to_owned(),
        start_time: old.start_time.or(Some(inputs.stamp(inputs.now))),
        ..Default::default()
    };
    status.init_container_statuses = statuses(
        inputs,
        &pod.spec.init_containers,
        &old.init_container_statuses,
        waiting,
    );
    status.ephemeral_container_statuses = ephemeral_statuses(inputs, old);
    status.container_statuses = statuses(
        inputs,
        &pod.spec.containers,
        &old.container_statuses,
        waiting,
    );
    order::sort_by(&mut status.container_statuses, |a, b| a.name.cmp(&b.name));
    let has_initialized = pod
        .spec
        .containers
        .iter()
        .any(|container| inputs.runtime.newest(&container.name).is_some());
    status.phase = phase(pod, &status, inputs.is_terminal, has_initialized);
    if status.phase == old.phase {
        status.reason.clone_from(&old.reason);
        status.message.clone_from(&old.message);
    }
    if let Some((reason, message)) = &inputs.worker.verdict {
        status.phase = PodPhase::Failed;
        status.reason = (*reason).to_owned();
        status.message = message.to_string();
    }
    if pod.status.phase.is_terminal() {
        status.phase = pod.status.phase;
    }
    set_readiness(inputs.worker, &mut status);
    let sandbox = inputs.runtime.ready_sandbox();
    status.pod_ip = match sandbox {
        _ if pod.spec.host_network => inputs.node_ip.to_owned(),
        Some(sandbox) => sandbox.ip.clone(),
        None => old.pod_ip.clone(),
    };
    let mut foreign: Vec<_> = pod
        .status
        .conditions
        .iter()
        .filter(|condition| !is_owned(&condition.condition_type))
        .cloned()
        .collect();
    status.conditions.append(&mut foreign);
    let mut owned = conditions(pod, &status, sandbox.is_some());
    status.conditions.append(&mut owned);
    status
}

/// Conditions that the kubelet writes itself.
pub(super) fn is_owned(condition_type: &str) -> bool {
    use crate::api::status::condition::*;
    [
        POD_READY_TO_START_CONTAINERS,
        INITIALIZED,
        READY,
        CONTAINERS_READY,
        POD_SCHEDULED,
    ]
    .contains(&condition_type)
}

fn statuses(
    inputs: &Inputs<'_>,
    containers: &[Container],
    old: &[ContainerStatus],
    waiting: &str,
) -> Vec<ContainerStatus> {
    containers
        .iter()
        .map(|container| {
            let before = old.iter().find(|before| before.name == container.name);
            let mut status = base(container, before, waiting);
            apply_runtime(inputs, container, before, &mut status);
            apply_start_failure(inputs, container, &mut status);
            status
        })
        .collect()
}

/// Ephemeral containers wait as `ContainerCreating`, are never ready and never start again.
fn ephemeral_statuses(inputs: &Inputs<'_>, old: &PodStatus) -> Vec<ContainerStatus> {
    let containers = &inputs.worker.pod.spec.ephemeral_containers;
    let known = &old.ephemeral_container_statuses;
    let mut found = statuses(inputs, containers, known, "ContainerCreating");
    for status in &mut found {
        status.started = None;
        status.ready = false;
    }
    found
}

/// What is told of a container that the runtime does not know.
fn base(container: &Container, before: Option<&ContainerStatus>, waiting: &str) -> ContainerStatus {
    match before {
        Some(before) if matches!(before.state, ContainerState::Terminated(_)) => before.clone(),
        _ => ContainerStatus {
            name: container.name.clone(),
            image: container.image.clone(),
            state: ContainerState::waiting(waiting),
            started: Some(false),
            restart_count: before.map_or(0, |before| before.restart_count),
            last_state: before.and_then(|before| before.last_state.clone()),
            ..Default::default()
        },
    }
}

/// The newest instance gives the state, the second newest the last state.
fn apply_runtime(
    inputs: &Inputs<'_>,
    container: &Container,
    before: Option<&ContainerStatus>,
    status: &mut ContainerStatus,
) {
    let [newest, second] = inputs.runtime.newest_two(&container.name);
    let Some(newest) = newest else { return };
    let same = before.is_some_and(|before| before.container_id == *newest.container_id);
    status.state = match &newest.state {
        InstanceState::Created { .. } => ContainerState::waiting(""),
        InstanceState::Running { since } => ContainerState::Running(Running {
            started_at: Some(inputs.stamp(*since)),
        }),
        InstanceState::Exited(exit) => ContainerState::Terminated(inputs.terminated(newest, exit)),
    };
    status.name = container.name.clone();
    status.restart_count = newest.attempt;
    status.container_id = newest.container_id.to_string();
    status.image = catalogue::resolved(&newest.image).to_string();
    status.image_id = image_id(&newest.image);
    let last = second.and_then(|second| second.exit().map(|exit| inputs.terminated(second, exit)));
    status.last_state = match (last, before) {
        (Some(last), _) => Some(last),
        (None, Some(before)) if same => match &before.state {
            // The override below moved this very exit there; it is the state again.
            ContainerState::Waiting(_) => None,
            _ => before.last_state.clone(),
        },
        (None, Some(before)) => match &before.state {
            ContainerState::Terminated(terminated) => Some(terminated.clone()),
            _ => before.last_state.clone(),
        },
        (None, None) => None,
    };
}

/// A container that is to be started and could not be: the failure is its waiting reason, and
/// its end moves to the last state.
fn apply_start_failure(inputs: &Inputs<'_>, container: &Container, status: &mut ContainerStatus) {
    let pod = &inputs.worker.pod;
    let is_done_init = pod.spec.is_init_container(&container.name)
        && !container.is_sidecar()
        && matches!(&status.state, ContainerState::Terminated(ended) if ended.exit_code == 0);
    if is_done_init || !should_start(pod, container, inputs.runtime) {
        return;
    }
    let Some(failure) = inputs.worker.start_failures.get(&container.name) else {
        return;
    };
    let mut waiting = ContainerState::waiting(failure.reason);
    if let ContainerState::Waiting(waiting) = &mut waiting {
        waiting.message = failure.message.to_string();
    }
    if let ContainerState::Terminated(ended) = std::mem::replace(&mut status.state, waiting) {
        status.last_state = Some(ended);
    }
}

/// `started` and `ready` as the API has them: a kubelet that has just started has no probes yet.
fn known_to_the_api(pod: &Pod, status: &ContainerStatus) -> (bool, bool) {
    let known = pod.status.container(&status.name);
    let known = known.filter(|known| known.container_id == status.container_id);
    let spec = pod.spec.container(&status.name);
    let has = |kind| spec.is_some_and(|spec| probe_of(spec, kind).is_some());
    let (was_started, was_ready) = known.map_or((false, false), |known| {
        (known.started == Some(true), known.ready)
    });
    let is_running = matches!(status.state, ContainerState::Running(_));
    let started = is_running && (was_started || !has(ProbeKind::Startup));
    (
        started,
        started && (was_ready || !has(ProbeKind::Readiness)),
    )
}

/// `started` and `ready` (prober_manager.go UpdatePodStatus).
fn set_readiness(worker: &PodWorker, status: &mut PodStatus) {
    let pod = &*worker.pod;
    let init = status.init_container_statuses.iter_mut().map(|status| {
        let sidecar = pod
            .spec
            .container(&status.name)
            .is_some_and(Container::is_sidecar);
        (status, !sidecar)
    });
    let regular = status
        .container_statuses
        .iter_mut()
        .map(|status| (status, false));
    for (status, is_plain_init) in init.chain(regular) {
        let (started, ready) = match worker.has_probes {
            true => started_and_ready(&worker.probes, status),
            false => known_to_the_api(pod, status),
        };
        status.started = Some(started);
        status.ready = if is_plain_init {
            matches!(&status.state, ContainerState::Terminated(ended) if ended.exit_code == 0)
        } else {
            ready
        };
    }
}

/// A digest that is the same for the same image.
fn image_id(image: &str) -> String {
    let repository = catalogue::resolved(image);
    let name = repository
        .rsplit_once(':')
        .map_or(&*repository, |(name, _)| name);
    let mut digest = String::new();
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for round in 0..4_u8 {
        for byte in repository.bytes().chain([round]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
        }
        digest.push_str(&format!("{hash:016x}"));
    }
    format!("{name}@sha256:{digest}")
}
