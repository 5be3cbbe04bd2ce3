//! One of everything that a sentence can be made of. The matches below have no catch-all, so a
//! new variant does not compile here until it has a sample.

use std::sync::Arc;

use podarium::api::status::{
    ConditionStatus, ContainerState, PodPhase, Running, Terminated, Waiting,
};
use podarium::api::{EventType, ObjectKey};
use podarium::engine::record::{
    Change, Component, EndpointState, HookKind, HookOutcome, Notice, ProbeKind, Record,
    RequestOutcome, SyncKind,
};
use podarium::engine::rule::Rule;
use podarium::engine::time::{SimDuration, SimTime};
use podarium::kubectl::pod_status::Rung;

/// The listed variants as an array, with a match over them that must be complete; those after
/// the semicolon have fields and are left to others.
macro_rules! every {
    ($type:ident: $($variant:ident)* $(; $($other:ident)*)?) => {{
        fn complete(value: $type) {
            match value {
                $($type::$variant => {})*
                $($($type::$other { .. } => {})*)?
            }
        }
        let all = [$($type::$variant),*];
        all.into_iter().for_each(complete);
        all
    }};
}

/// The name of a variant that has fields.
macro_rules! variant_names {
    ($name:ident, $all:ident, $type:ident: $($variant:ident)*) => {
        pub const $all: &[&str] = &[$(stringify!($variant)),*];
        pub fn $name(value: &$type) -> &'static str {
            match value {
                $($type::$variant { .. } => stringify!($variant)),*
            }
        }
    };
}

pub(crate) use {every, variant_names};

variant_names!(change_name, CHANGES, Change:
    Command Created Configured Removed DeletionRequested Bound Unschedulable Phase Condition
    ContainerState ContainerReady PodIp Event SyncStarted Requeued StartDecided BackOff
    StopDecided SandboxCreated SandboxStopped PullQueued PullStarted PullFinished PullFailed
    ContainerCreated ContainerStarted ContainerExited Signal Listening Probed ProbeResult
    Endpoint Routed Requested Notice
    HookStarted HookEnded GraceLeft OutOfMemory DeadlineExceeded Evicted KubeletRuns NetworkUp
    Tainted);

variant_names!(notice_name, NOTICES, Notice:
    UnknownImage BusyLoop TooManyProcesses LogTruncated TextTruncated TooManyEventsAtOnce);

pub fn rules() -> Vec<Rule> {
    every!(Rule:
        UserCommand ApiCreate ApiUpdate GracefulDelete ImmediateDelete ScheduleBestNode
        ScheduleNoFit SchedulingGated NodeNameGiven KubeletAdmission PodSync Relist
        StatusOneSyncLate StatusPatch PhaseFromContainers TerminalPhaseHeldBack
        ConditionInitialized ConditionContainersReady ConditionReady ConditionReadyToStart
        ConditionScheduled SandboxFirst PullPolicy SerialPulls PullBackOff StartInOrder
        InitInOrder InitFailure SidecarStart RestartPolicy FirstRestartImmediate CrashBackOff
        CrashBackOffReset Requeue ProcessRuns ProcessExit TerminationSequence TerminationFinal
        DefinitionChanged ProbeRun ProbeThreshold EndpointsFollowReadiness EventCounting
        ProxyFollowsEndpoints EndpointByChance SimulationBound
        PostStartHook PreStopHook SidecarsLast Finalizers ActiveDeadline MemoryLimit
        NodePressure NodeMonitor TaintEviction KubeletRestart
        StaticPod)
    .to_vec()
}

pub fn rungs() -> Vec<Rung> {
    every!(Rung: Phase StatusReason InitContainer Container StillRunning Deletion).to_vec()
}

pub fn notices() -> Vec<Notice> {
    let container = || "web".to_owned();
    vec![
        Notice::UnknownImage {
            container: container(),
            image: "shop/web:1.4".to_owned(),
            ports: vec![8080, 9090],
            starts_after: SimDuration::from_millis(500),
        },
        Notice::UnknownImage {
            container: container(),
            image: "shop/web:1.4".to_owned(),
            ports: Vec::new(),
            starts_after: SimDuration::ZERO,
        },
        Notice::BusyLoop {
            container: container(),
        },
        Notice::TooManyProcesses {
            container: container(),
        },
        Notice::LogTruncated {
            container: container(),
        },
        Notice::TextTruncated {
            container: container(),
        },
        Notice::TooManyEventsAtOnce,
    ]
}

/// Every form of what happens around a Service.
fn traffic_changes() -> Vec<Change> {
    let mut changes = Vec::new();
    let state = |ready, serving, terminating| EndpointState {
        ready,
        serving,
        terminating,
    };
    let states = [
        None,
        Some(state(true, true, false)),
        Some(state(true, false, false)),
        Some(state(false, false, false)),
        Some(state(false, true, true)),
    ];
    for to in states {
        changes.push(Change::Endpoint {
            address: "10.244.1.2".to_owned(),
            pod: "web".to_owned(),
            from: None,
            to,
        });
    }
    let one = || "10.244.1.2".to_owned();
    for addresses in [vec![], vec![one()], vec![one(), "10.244.2.2".to_owned()]] {
        changes.push(Change::Routed { addresses });
    }
    let outcomes = [
        RequestOutcome::Status(200),
        RequestOutcome::Status(500),
        RequestOutcome::Refused,
        RequestOutcome::TimedOut,
        RequestOutcome::Reset,
    ];
    for outcome in outcomes {
        for endpoint in [None, Some("web".into())] {
            if endpoint.is_none() && outcome != RequestOutcome::Refused {
                continue;
            }
            changes.push(Change::Requested {
                client: "client".into(),
                endpoint,
                outcome,
                latency: SimDuration::from_millis(2),
            });
        }
    }
    changes
}

/// Every change, in every shape that has words of its own.
pub fn changes() -> Vec<Change> {
    let web = || "web".to_owned();
    let image = || "shop/web:1.4".to_owned();
    let mut changes = vec![
        Change::Command {
            line: "kubectl delete pod web".to_owned(),
        },
        Change::Created,
        Change::Configured { fields: Vec::new() },
        Change::Configured {
            fields: vec!["spec.containers[0].image".to_owned()],
        },
        Change::Removed,
        Change::DeletionRequested { grace_seconds: 0 },
        Change::DeletionRequested { grace_seconds: 30 },
        Change::Bound {
            node: "node1".to_owned(),
        },
        Change::Unschedulable {
            message: "0/2 nodes are available: 2 Insufficient cpu.".to_owned(),
        },
        Change::PodIp {
            ip: "10.244.1.7".to_owned(),
        },
        Change::Requeued {
            at: SimTime::from_seconds(90),
        },
        Change::BackOff {
            container: web(),
            delay: SimDuration::from_seconds(80),
            since: SimTime::from_millis(86_600),
            until: SimTime::from_millis(166_600),
        },
        Change::StopDecided {
            container: web(),
            message: "Container web failed liveness probe, will be restarted".to_owned(),
        },
        Change::SandboxCreated { ip: String::new() },
        Change::SandboxCreated {
            ip: "10.244.1.7".to_owned(),
        },
        Change::SandboxStopped,
        Change::PullQueued {
            container: web(),
            image: image(),
        },
        Change::PullStarted {
            container: web().into(),
            image: image().into(),
            size_bytes: 150_000_000,
            duration: SimDuration::from_millis(3_300),
        },
        Change::PullFinished {
            container: web().into(),
            image: image().into(),
            duration: SimDuration::from_millis(3_300),
        },
        Change::PullFailed {
            container: web().into(),
            image: image().into(),
            message: "failed to resolve reference: not found".into(),
        },
        Change::Listening {
            container: web(),
            port: 8080,
        },
    ];
    for count in [0, 3] {
        changes.push(Change::StartDecided {
            container: web(),
            attempt: count,
            next_delay: (count > 0).then_some(SimDuration::from_seconds(20)),
        });
        changes.push(Change::ContainerCreated {
            container: web(),
            attempt: count,
        });
        changes.push(Change::ContainerStarted {
            container: web(),
            attempt: count,
        });
    }
    for kind in every!(SyncKind: Sync Terminating Terminated) {
        changes.push(Change::SyncStarted { kind });
    }
    for signal in ["SIGTERM", "SIGKILL", "SIGQUIT"] {
        changes.push(Change::Signal {
            container: web(),
            signal: signal.to_owned(),
        });
    }
    for notice in notices() {
        let notice = Box::new(notice);
        changes.push(Change::Notice { notice });
    }
    changes.extend(status_changes());
    changes.extend(container_changes());
    changes.extend(hook_changes());
    changes.extend(node_changes());
    changes
}

/// Hooks in every outcome, and the grace after them.
fn hook_changes() -> Vec<Change> {
    let web = || "web".to_owned();
    let mut changes = vec![Change::GraceLeft {
        container: web(),
        left: SimDuration::from_seconds(20),
        kill_at: SimTime::from_seconds(60),
    }];
    for hook in every!(HookKind: PostStart PreStop) {
        for until in [None, Some(SimTime::from_seconds(40))] {
            changes.push(Change::HookStarted {
                container: web().into(),
                hook,
                action: "exec [sleep 10]".into(),
                until,
            });
        }
        for outcome in every!(HookOutcome: Succeeded Failed Abandoned) {
            for message in ["", "command 'false' exited with 1: "] {
                changes.push(Change::HookEnded {
                    container: web().into(),
                    hook,
                    outcome,
                    message: message.into(),
                    ran: SimDuration::from_millis(10_030),
                });
            }
        }
    }
    changes
}

/// What memory, time and nodes do.
fn node_changes() -> Vec<Change> {
    let mut changes = vec![
        Change::OutOfMemory {
            container: "web".to_owned(),
            used_bytes: 52_428_801,
            limit_bytes: 52_428_800,
        },
        Change::OutOfMemory {
            container: "web".to_owned(),
            used_bytes: 3 << 30,
            limit_bytes: 4 << 30,
        },
        Change::DeadlineExceeded {
            limit: SimDuration::from_seconds(20),
        },
        Change::Evicted {
            message: "The node was low on resource: memory. ".to_owned(),
        },
    ];
    for is_on in [false, true] {
        changes.push(Change::KubeletRuns { runs: is_on });
        changes.push(Change::NetworkUp { up: is_on });
        changes.push(Change::Tainted {
            taint: "node.kubernetes.io/unreachable:NoExecute".to_owned(),
            added: is_on,
        });
    }
    changes
}

/// Enough of them to go with everything else: of the many conditions every seventh.
pub fn some_changes() -> Vec<Change> {
    let mut changes = changes();
    let mut number = 0;
    changes.retain(|change| {
        number += 1;
        number % 7 == 0 || !matches!(change, Change::Condition { .. })
    });
    changes
}

fn status_changes() -> Vec<Change> {
    let mut changes = Vec::new();
    for to in every!(PodPhase: Pending Running Succeeded Failed Unknown) {
        let from = PodPhase::Pending;
        changes.push(Change::Phase { from, to });
    }
    let conditions = [
        "PodScheduled",
        "PodReadyToStartContainers",
        "Initialized",
        "ContainersReady",
        "Ready",
        "example.com/load-balancer",
    ];
    let reasons = [
        ("", ""),
        (
            "ContainersNotReady",
            "containers with unready status: [web]",
        ),
        ("PodCompleted", ""),
        ("PodFailed", ""),
    ];
    for condition_type in conditions {
        for (reason, message) in reasons {
            for to in every!(ConditionStatus: True False Unknown) {
                for from in [
                    None,
                    Some(ConditionStatus::False),
                    Some(ConditionStatus::True),
                ] {
                    changes.push(Change::Condition {
                        condition_type: condition_type.into(),
                        from,
                        to,
                        reason: reason.into(),
                        message: message.into(),
                    });
                }
            }
        }
    }
    for (event_type, count) in [
        (EventType::Normal, 1),
        (EventType::Warning, 1),
        (EventType::Warning, 5),
    ] {
        changes.push(Change::Event {
            event_type,
            reason: "BackOff".into(),
            message: "Back-off restarting failed container web".into(),
            count,
            container: Some("web".into()),
        });
    }
    changes
}

fn container_changes() -> Vec<Change> {
    let web = || "web".to_owned();
    let mut changes = Vec::new();
    for ready in [false, true] {
        let container = web();
        changes.push(Change::ContainerReady { container, ready });
    }
    for probe in every!(ProbeKind: Startup Liveness Readiness) {
        for (success, output) in [(true, ""), (false, ""), (false, "HTTP probe failed: 500")] {
            changes.push(Change::Probed {
                container: web().into(),
                probe,
                success,
                output: output.into(),
                latency: SimDuration::from_millis(4),
                consecutive: 2,
                threshold: 3,
            });
        }
        for success in [true, false] {
            changes.push(Change::ProbeResult {
                container: web().into(),
                probe,
                success,
                consecutive: 3,
            });
        }
        changes.push(Change::Probed {
            container: web().into(),
            probe,
            success: false,
            output: "strconv.Atoi: parsing \"http\": invalid syntax".into(),
            latency: SimDuration::ZERO,
            consecutive: 0,
            threshold: 0,
        });
    }
    changes.extend(traffic_changes());
    for (exit_code, reason) in EXITS {
        changes.push(Change::ContainerExited {
            container: web(),
            exit_code,
            reason: reason.into(),
            ran: SimDuration::from_seconds(2),
        });
    }
    for to in states() {
        for restart_count in [0, 3] {
            changes.push(Change::ContainerState {
                container: web(),
                from: Box::new(ContainerState::waiting("ContainerCreating")),
                to: Box::new(to.clone()),
                restart_count,
            });
        }
    }
    changes
}

const EXITS: [(i32, &str); 13] = [
    (0, "Completed"),
    (1, "Error"),
    (2, "Error"),
    (126, "Error"),
    (127, "Error"),
    (128, "StartError"),
    (130, "Error"),
    (134, "Error"),
    (137, "OOMKilled"),
    (137, "Error"),
    (137, "ContainerStatusUnknown"),
    (139, "Error"),
    (143, "Error"),
];

fn states() -> Vec<ContainerState> {
    let reasons = [
        "",
        "ContainerCreating",
        "PodInitializing",
        "CrashLoopBackOff",
        "RunContainerError",
        "CreateContainerConfigError",
        "CreateContainerError",
        "PostStartHookError",
        "ErrImagePull",
        "ImagePullBackOff",
        "ErrImageNeverPull",
        "InvalidImageName",
        "ImageInspectError",
        "RegistryUnavailable",
        "RestartingAllContainers",
    ];
    let mut states = vec![ContainerState::Running(Running::default())];
    for reason in reasons {
        for message in ["", "secret \"x\" not found"] {
            states.push(ContainerState::Waiting(Waiting {
                reason: reason.to_owned(),
                message: message.to_owned(),
            }));
        }
    }
    for (exit_code, reason) in EXITS {
        states.push(ContainerState::Terminated(Terminated {
            exit_code,
            reason: reason.to_owned(),
            ..Terminated::default()
        }));
    }
    states
}

pub fn components() -> Vec<Component> {
    let node = 0;
    vec![
        Component::User,
        Component::Apiserver,
        Component::Scheduler,
        Component::Kubelet { node },
        Component::Runtime { node },
        Component::EndpointController,
        Component::NodeController,
        Component::KubeProxy,
        Component::Client,
    ]
}

/// A record of the Pod `web` at T+02:31.
pub fn record(change: Change, rule: Rule) -> Record {
    Record {
        id: 7,
        time: SimTime::from_seconds(151),
        component: components().swap_remove(3),
        object: Arc::new(ObjectKey::pod("default", "web")),
        cause: None,
        rule,
        change,
    }
}
