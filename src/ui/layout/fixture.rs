//! Hand-made moments and runs for the tests of this room. The numbers are those of a container
//! that ends with 1 two seconds after each start.

mod network;

use std::sync::Arc;

use crate::api::pod::RestartPolicy;
use crate::api::status::{
    Condition, ConditionStatus, ContainerState, ContainerStatus, PodPhase, Running, Terminated,
};
use crate::api::{Container, EventType, ObjectKey, Pod, Timestamp};
use crate::engine::time::{SimDuration, SimTime};
use crate::kubectl::pod_status::{Rung, RungView, StatusWord};
use crate::playback::snapshot::*;
use crate::playback::timeline::*;

pub use network::add_network;

pub const START: Timestamp = Timestamp {
    unix_seconds: 1_767_225_600,
};

fn at(milliseconds: u64) -> SimTime {
    SimTime::from_millis(milliseconds)
}

fn stamp(time: SimTime) -> Timestamp {
    Timestamp {
        unix_seconds: START.unix_seconds + time.whole_seconds() as i64,
    }
}

/// A container of which nothing is known yet.
pub fn container(name: &str, role: Role) -> ContainerView {
    ContainerView {
        role,
        spec: Arc::new(Container {
            name: name.to_owned(),
            image: format!("shop/{name}:1.4"),
            ..Container::default()
        }),
        status: None,
        runtime: RuntimeView::None,
        pull: None,
        back_off: None,
        probes: Vec::new(),
        stopping: None,
        memory: None,
        log_tail: Vec::new(),
    }
}

fn status_of(state: ContainerState) -> ContainerStatus {
    ContainerStatus {
        state,
        started: Some(false),
        ..ContainerStatus::default()
    }
}

pub fn waiting(reason: &str) -> ContainerStatus {
    status_of(ContainerState::waiting(reason))
}

pub fn running(since: SimTime, ready: bool) -> ContainerStatus {
    ContainerStatus {
        ready,
        started: Some(true),
        ..status_of(ContainerState::Running(Running {
            started_at: Some(stamp(since)),
        }))
    }
}

pub fn ended(from: SimTime, to: SimTime, exit_code: i32) -> Terminated {
    Terminated {
        exit_code,
        reason: if exit_code == 0 { "Completed" } else { "Error" }.to_owned(),
        started_at: Some(stamp(from)),
        finished_at: Some(stamp(to)),
        ..Terminated::default()
    }
}

pub fn terminated(from: SimTime, to: SimTime, exit_code: i32) -> ContainerStatus {
    status_of(ContainerState::Terminated(ended(from, to, exit_code)))
}

fn node(name: &str) -> NodeView {
    NodeView {
        kubelet_runs: true,
        network_is_up: true,
        name: name.to_owned(),
        ready: true,
        memory_pressure: false,
        cpu_permille: 340,
        memory_permille: 410,
        next_sync: None,
    }
}

fn condition(condition_type: &str, on: bool, since: SimTime) -> Condition {
    Condition {
        condition_type: condition_type.to_owned(),
        status: ConditionStatus::from_bool(on),
        last_transition_time: Some(stamp(since)),
        ..Condition::default()
    }
}

fn ladder(rung: Rung, value: &str) -> Vec<RungView> {
    [
        Rung::Phase,
        Rung::StatusReason,
        Rung::InitContainer,
        Rung::Container,
        Rung::Deletion,
    ]
    .into_iter()
    .map(|each| RungView {
        rung: each,
        value: match each {
            _ if each == rung => value.to_owned(),
            Rung::Phase => "Running".to_owned(),
            _ => String::new(),
        },
        decides: each == rung,
    })
    .collect()
}

/// A Pod in a phase; the first `true_conditions` of the five are True.
pub fn pod(
    name: &str,
    node: Option<&str>,
    phase: PodPhase,
    true_conditions: usize,
    containers: Vec<ContainerView>,
) -> PodView {
    let mut object = Pod::default();
    object.metadata.name = name.to_owned();
    object.metadata.namespace = "default".to_owned();
    object.metadata.uid = "3f0c9a1e-77b2-4c1d-9be0-0b51c2d7a41e".to_owned();
    object.spec.restart_policy = Some(RestartPolicy::Always);
    object.status.phase = phase;
    object.status.pod_ip = if node.is_some() { "10.244.1.7" } else { "" }.to_owned();
    let types = [
        "PodScheduled",
        "PodReadyToStartContainers",
        "Initialized",
        "ContainersReady",
        "Ready",
    ];
    object.status.conditions = types
        .iter()
        .enumerate()
        .map(|(index, name)| condition(name, index < true_conditions, at(3_000)))
        .collect();
    let is_app = |container: &&ContainerView| container.role == Role::App;
    let is_ready =
        |container: &&ContainerView| container.status.as_ref().is_some_and(|status| status.ready);
    PodView {
        key: ObjectKey::pod("default", name),
        ready: (
            containers.iter().filter(is_app).filter(is_ready).count(),
            containers.iter().filter(is_app).count(),
        ),
        pod: Arc::new(object),
        node: node.map(str::to_owned),
        status: StatusWord {
            word: phase.name().to_owned(),
            rung: Rung::Phase,
            container: None,
            ladder: ladder(Rung::Phase, phase.name()),
        },
        restarts: "0".to_owned(),
        age: "53s".to_owned(),
        containers,
        next_sync: None,
        unschedulable: None,
        deletion: None,
    }
}

/// The wait of 80 seconds after the fifth exit, 15.6 s before its end.
pub fn crash_loop() -> Snapshot {
    let mut init = container("fetch-config", Role::Init { index: 0 });
    init.status = Some(terminated(at(1_000), at(3_000), 0));
    let mut app = container("orders", Role::App);
    let mut status = waiting("CrashLoopBackOff");
    status.restart_count = 4;
    status.last_state = Some(ended(at(84_600), at(86_600), 1));
    app.status = Some(status);
    app.runtime = RuntimeView::Exited {
        at: at(86_600),
        exit_code: 1,
    };
    app.back_off = Some(BackOffView {
        kind: BackOffKind::Restart,
        delay: SimDuration::from_seconds(80),
        since: at(86_600),
        until: at(166_600),
        next_attempt: Some(at(167_500)),
    });
    let mut pod = pod(
        "orders",
        Some("node1"),
        PodPhase::Running,
        3,
        vec![init, app],
    );
    pod.status = StatusWord {
        word: "CrashLoopBackOff".to_owned(),
        rung: Rung::Container,
        container: Some("orders".to_owned()),
        ladder: ladder(Rung::Container, "CrashLoopBackOff"),
    };
    pod.restarts = "4 (64s ago)".to_owned();
    pod.age = "2m31s".to_owned();
    pod.next_sync = Some(at(167_500));
    let mut node = node("node1");
    node.next_sync = Some((at(167_500), "orders".to_owned()));
    Snapshot {
        time: at(151_000),
        start: START,
        last_write: Some((at(147_500), "PATCH pods/orders/status".to_owned())),
        nodes: vec![node],
        pods: vec![pod],
        ..Snapshot::default()
    }
}

/// Two nodes, three Pods.
pub fn cluster() -> Snapshot {
    let done = |name: &str, index| {
        let mut view = container(name, Role::Init { index });
        view.status = Some(terminated(at(1_000), at(4_000), 0));
        view
    };
    let app = |ready| {
        let mut view = container("web", Role::App);
        view.status = Some(running(at(13_000), ready));
        view.runtime = RuntimeView::Running { since: at(13_000) };
        view
    };
    let inits = || vec![done("wait-db", 0), done("migrate", 1)];
    let with = |app: ContainerView| inits().into_iter().chain([app]).collect();
    let mut report = crash_loop().pods.remove(0);
    report.key.name = "report".to_owned();
    let first = pod(
        "web-a",
        Some("node1"),
        PodPhase::Running,
        5,
        with(app(true)),
    );
    let second = pod(
        "web-b",
        Some("node2"),
        PodPhase::Running,
        3,
        with(app(false)),
    );
    Snapshot {
        time: at(120_004),
        nodes: vec![node("node1"), node("node2")],
        pods: vec![second, first, report],
        ..crash_loop()
    }
}

/// Three nodes with twelve Pods each.
pub fn crowd() -> Snapshot {
    let pods = (0..36)
        .map(|index| {
            let mut view = container("web", Role::App);
            view.status = Some(running(at(13_000), index % 5 != 0));
            let conditions = if index % 5 == 0 { 3 } else { 5 };
            let name = format!("web-7d4b9c6f5-{index:02}");
            let node = format!("node{}", index / 12 + 1);
            pod(
                &name,
                Some(&node),
                PodPhase::Running,
                conditions,
                vec![view],
            )
        })
        .collect();
    Snapshot {
        nodes: vec![node("node1"), node("node2"), node("node3")],
        pods,
        ..crash_loop()
    }
}

/// A Pod that fits nowhere.
pub fn unschedulable() -> Snapshot {
    let view = container("web", Role::App);
    let mut pod = pod("big", None, PodPhase::Pending, 0, vec![view]);
    Arc::make_mut(&mut pod.pod).status.conditions.truncate(1);
    pod.unschedulable = Some("0/2 nodes are available: 2 Insufficient cpu.".to_owned());
    Snapshot {
        nodes: vec![node("node1"), node("node2")],
        pods: vec![pod],
        ..crash_loop()
    }
}

fn segment(from: u64, to: Option<u64>, tone: Tone, label: &str) -> Segment {
    Segment {
        from: at(from),
        to: to.map(at),
        tone,
        label: label.to_owned(),
    }
}

fn lane(kind: LaneKind, segments: Vec<Segment>, marks: Vec<Mark>) -> Lane {
    Lane {
        kind,
        segments,
        marks,
    }
}

/// Five and a half minutes of that crash loop.
pub fn crash_loop_timeline() -> Timeline {
    let end = 332_000;
    // Start and exit of every run.
    let runs = [
        (3_100, 6_000),
        (6_100, 9_000),
        (18_600, 21_100),
        (41_100, 43_600),
        (84_100, 86_600),
        (167_500, 169_900),
        (330_000, 331_900),
    ];
    let waits = [
        (9_000, 19_000, "10s"),
        (21_100, 41_100, "20s"),
        (43_600, 83_600, "40s"),
        (86_600, 166_600, "1m20s"),
        (169_900, 329_900, "2m40s"),
    ];
    let condition = |name: &str, since: u64| {
        lane(
            LaneKind::Condition {
                condition_type: name.to_owned(),
            },
            vec![
                segment(0, Some(since), Tone::Off, "False"),
                segment(since, None, Tone::Ready, "True"),
            ],
            Vec::new(),
        )
    };
    let ready = |name: &str| {
        let mut segments = Vec::new();
        let mut before = 0;
        for (from, to) in runs {
            segments.push(segment(before, Some(from), Tone::Off, "False"));
            segments.push(segment(from, Some(to), Tone::Ready, "True"));
            before = to;
        }
        segments.push(segment(before, None, Tone::Off, "False"));
        let condition_type = name.to_owned();
        lane(LaneKind::Condition { condition_type }, segments, Vec::new())
    };
    let run_segments = runs
        .map(|(from, to)| segment(from, Some(to), Tone::Ready, "Running"))
        .to_vec();
    let mark = |time: u64, kind: MarkKind| Mark {
        time: at(time),
        kind,
        record: 0,
    };
    let mut app_marks = Vec::new();
    let mut event_marks = vec![mark(100, event(EventType::Normal, "Scheduled"))];
    let mut chapters = vec![
        chapter(100, ChapterKind::Scheduled),
        chapter(3_000, ChapterKind::Initialized),
    ];
    let mut status = vec![segment(0, Some(3_000), Tone::Pending, "Init:0/1")];
    for (index, (from, to)) in runs.into_iter().enumerate() {
        if index > 0 {
            let count = index as i32;
            app_marks.push(mark(from, MarkKind::Restart { count }));
        }
        app_marks.push(mark(to, MarkKind::Exit { exit_code: 1 }));
        event_marks.push(mark(from, event(EventType::Normal, "Started")));
        if index > 0 {
            event_marks.push(mark(to, event(EventType::Warning, "BackOff")));
        }
        chapters.push(chapter(
            to,
            ChapterKind::Exit {
                container: "orders".to_owned(),
                number: index as u32 + 1,
                exit_code: 1,
            },
        ));
        let next = runs.get(index + 1).map(|(from, _)| *from);
        status.push(segment(from, Some(to), Tone::Running, "Running"));
        let (tone, word) = if index < 1 {
            (Tone::Failed, "Error")
        } else {
            (Tone::BackOff, "CrashLoopBackOff")
        };
        status.push(segment(to, next, tone, word));
    }
    let mut stops: Vec<SimTime> = runs
        .iter()
        .flat_map(|(from, to)| [at(*from), at(*to)])
        .collect();
    stops.extend([at(0), at(100), at(1_000), at(3_000)]);
    stops.sort_unstable();
    Timeline {
        pod: Some(ObjectKey::pod("default", "orders")),
        end: at(end),
        settled: false,
        probes: Vec::new(),
        services: Vec::new(),
        lanes: vec![
            lane(
                LaneKind::Phase,
                vec![
                    segment(0, Some(3_100), Tone::Pending, "Pending"),
                    segment(3_100, None, Tone::Running, "Running"),
                ],
                Vec::new(),
            ),
            condition("PodScheduled", 100),
            condition("PodReadyToStartContainers", 600),
            condition("Initialized", 3_000),
            ready("ContainersReady"),
            ready("Ready"),
            lane(
                LaneKind::Container {
                    name: "fetch-config".to_owned(),
                    role: Role::Init { index: 0 },
                },
                vec![segment(1_000, Some(3_000), Tone::Done, "fetch-config")],
                Vec::new(),
            ),
            lane(
                LaneKind::Container {
                    name: "orders".to_owned(),
                    role: Role::App,
                },
                run_segments,
                app_marks,
            ),
            lane(
                LaneKind::BackOff,
                waits
                    .map(|(from, to, label)| segment(from, Some(to), Tone::BackOff, label))
                    .to_vec(),
                Vec::new(),
            ),
            lane(LaneKind::StatusWord, status, Vec::new()),
            lane(LaneKind::Events, Vec::new(), event_marks),
        ],
        chapters,
        commands: vec![(at(0), "kubectl apply -f orders.yaml".to_owned())],
        stops,
    }
}

fn event(event_type: EventType, reason: &str) -> MarkKind {
    MarkKind::Event {
        event_type,
        reason: reason.to_owned(),
    }
}

fn chapter(time: u64, kind: ChapterKind) -> Chapter {
    Chapter {
        time: at(time),
        kind,
    }
}
