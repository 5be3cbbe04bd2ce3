//! Pods, and the facts of one, in the situations that sentences tell apart.

use std::sync::Arc;

use podarium::api::probe::Probe;
use podarium::api::status::{ContainerState, PodPhase};
use podarium::api::{Container, ContainerStatus, ObjectKey, Pod};
use podarium::engine::time::{SimDuration, SimTime};
use podarium::kubectl::pod_status::{Rung, StatusWord};
use podarium::playback::snapshot::{
    BackOffKind, BackOffView, ContainerView, Facts, PodView, Role, RuntimeView,
};

/// The facts of a fifth exit.
pub fn facts() -> Facts {
    Facts {
        container: "web".to_owned(),
        restart_policy: "Always".to_owned(),
        exit_code: Some(1),
        ran: Some(SimDuration::from_seconds(2)),
        exits: 5,
        delay: Some(SimDuration::from_seconds(80)),
        until: Some(SimTime::from_millis(166_600)),
        image: "shop/web:1.4".to_owned(),
        node: "node1".to_owned(),
    }
}

/// A Pod `web` with one container that has all three probes, and nothing else.
pub fn bare_pod() -> PodView {
    let probe = Probe {
        period_seconds: 10,
        success_threshold: 1,
        failure_threshold: 3,
        ..Probe::default()
    };
    let container = Container {
        name: "web".to_owned(),
        image: "shop/web:1.4".to_owned(),
        liveness_probe: Some(probe.clone()),
        startup_probe: Some(probe.clone()),
        readiness_probe: Some(Probe {
            success_threshold: 3,
            ..probe
        }),
        ..Container::default()
    };
    let mut pod = Pod::default();
    pod.metadata.name = "web".to_owned();
    pod.spec.containers.push(container.clone());
    PodView {
        key: ObjectKey::pod("default", "web"),
        pod: Arc::new(pod),
        node: None,
        status: StatusWord::default(),
        ready: (0, 1),
        restarts: "0".to_owned(),
        age: "2m31s".to_owned(),
        containers: vec![ContainerView {
            role: Role::App,
            spec: Arc::new(container),
            status: None,
            runtime: RuntimeView::None,
            pull: None,
            back_off: None,
            probes: Vec::new(),
            stopping: None,
            memory: None,
            log_tail: Vec::new(),
        }],
        next_sync: None,
        unschedulable: None,
        deletion: None,
    }
}

/// The same Pod on a node, with this STATUS word of its container.
pub fn running_pod(word: &str) -> PodView {
    let mut view = bare_pod();
    let pod = Arc::make_mut(&mut view.pod);
    pod.status.phase = PodPhase::Running;
    view.node = Some("node1".to_owned());
    view.status = StatusWord {
        word: word.to_owned(),
        rung: Rung::Container,
        container: Some("web".to_owned()),
        ladder: Vec::new(),
    };
    view.containers[0].status = Some(ContainerStatus {
        name: "web".to_owned(),
        state: ContainerState::waiting("ContainerCreating"),
        ..ContainerStatus::default()
    });
    view.containers[0].runtime = RuntimeView::Running {
        since: SimTime::from_seconds(100),
    };
    view
}

/// The same Pod in the fifth wait before a restart.
pub fn crashing_pod(word: &str) -> PodView {
    let mut view = running_pod(word);
    view.containers[0].runtime = RuntimeView::Exited {
        at: SimTime::from_millis(86_600),
        exit_code: 1,
    };
    view.containers[0].back_off = Some(BackOffView {
        kind: BackOffKind::Restart,
        delay: SimDuration::from_seconds(80),
        since: SimTime::from_millis(86_600),
        until: SimTime::from_millis(166_600),
        next_attempt: Some(SimTime::from_millis(167_500)),
    });
    view
}

/// Pods in the situations that sentences tell apart.
pub fn pods() -> Vec<Option<PodView>> {
    let mut deleted = running_pod("Terminating");
    deleted.status.rung = Rung::Deletion;
    deleted.deletion = Some((SimTime::from_seconds(150), SimTime::from_seconds(180)));
    let mut finished = running_pod("Completed");
    Arc::make_mut(&mut finished.pod).status.phase = PodPhase::Succeeded;
    let mut gated = bare_pod();
    let gate = podarium::api::pod::SchedulingGate::default();
    Arc::make_mut(&mut gated.pod)
        .spec
        .scheduling_gates
        .push(gate);
    let mut stuck = bare_pod();
    stuck.unschedulable = Some("0/2 nodes are available".to_owned());
    let mut evicted = running_pod("Evicted");
    Arc::make_mut(&mut evicted.pod).status.reason = "Evicted".to_owned();
    let mut initializing = running_pod("Init:0/1");
    initializing.containers[0].role = Role::Init { index: 0 };
    let spec = Arc::make_mut(&mut initializing.pod);
    spec.spec.init_containers = spec.spec.containers.clone();
    let mut without_probe = running_pod("Running");
    Arc::make_mut(&mut without_probe.containers[0].spec).readiness_probe = None;
    let mut pods = vec![None, Some(bare_pod())];
    for view in [
        running_pod("Running"),
        running_pod("ImagePullBackOff"),
        crashing_pod("CrashLoopBackOff"),
        crashing_pod("Error"),
        deleted,
        finished,
        gated,
        stuck,
        evicted,
        initializing,
        without_probe,
    ] {
        pods.push(Some(view));
    }
    pods
}
