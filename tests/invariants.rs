//! Storms: random Pods and random commands over many seeds, with checkers that watch every step.
//! A failing seed is printed with its scenario; it becomes a trace of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use podarium::api::pod::RestartPolicy;
use podarium::api::{ContainerState, Pod, PodPhase};
use podarium::engine::record::{Change, Record};
use podarium::engine::rng::Rng;
use podarium::engine::time::SimTime;
use podarium::playback::history::History;
use podarium::playback::run::Run;
use podarium::playback::scenario::Scenario;

const SEEDS: u64 = 25;
/// Events that a small cluster may have waiting at once.
const QUEUE_MAX: usize = 5_000;

#[test]
fn storms_break_no_rule() {
    for seed in 1..=SEEDS {
        let text = storm(seed);
        let scenario = Arc::new(Scenario::read(&text).unwrap_or_else(|e| panic!("{e}\n{text}")));
        let end = scenario.last_time();
        let mut run = Run::new(scenario.clone());
        let mut checkers = Checkers::default();
        while let Some(moment) = run.step(end) {
            let problem = checkers.step(&run, &moment.records);
            assert_eq!(problem, None, "seed {seed} at {:?}\n{text}", moment.time);
        }
        let mut history = History::new(scenario);
        history.compute(end);
        assert!(
            run == history.run_at(end),
            "seed {seed}: two runs differ\n{text}"
        );
        let mut rng = Rng::new(seed);
        for _ in 0..4 {
            let time = SimTime::from_millis(rng.below(end.milliseconds));
            let mut again = Run::new(run.scenario().clone());
            again.run_until(time);
            assert!(
                again == history.run_at(time),
                "seed {seed}: seeking {time:?} differs\n{text}"
            );
        }
    }
}

/// A few Pods of every temper, and commands that meddle with them.
fn storm(seed: u64) -> String {
    let mut rng = Rng::new(seed);
    let pods = 2 + rng.below(4);
    let mut text = format!("seed {seed}\nnodes {}\n", 1 + rng.below(3));
    if rng.below(2) == 0 {
        text += "jitter on\n";
    }
    if rng.below(3) == 0 {
        text += "release 1.34\n";
    }
    if rng.below(2) == 0 {
        text += "images present\n";
    }
    for index in 0..pods {
        text += &format!("file p{index}.yaml <<END\n{}END\n", pod(&mut rng, index));
    }
    for index in 0..pods {
        text += &format!("@{index}s kubectl apply -f p{index}.yaml\n");
    }
    for _ in 0..rng.below(8) {
        let index = rng.below(pods);
        let delay = 1 + rng.below(90);
        let command = match rng.below(9) {
            0 => format!("kubectl delete pod p{index}"),
            1 => format!("kubectl delete pod p{index} --now --wait=false"),
            2 => format!("kubectl delete pod p{index} --force"),
            3 => format!("kubectl apply -f p{index}.yaml"),
            4 => format!("ssh node1 touch /tmp/file{index}"),
            5 => "ssh node1 sudo systemctl stop kubelet".to_owned(),
            6 => "ssh node1 sudo systemctl start kubelet".to_owned(),
            7 => format!(
                "ssh node1 sudo ip link set eth0 {}",
                ["up", "down"][rng.below(2) as usize]
            ),
            _ => "kubectl get pods -w".to_owned(),
        };
        text += &format!("@+{delay}s {command}\n");
    }
    text + "@+400s end\n"
}

fn pod(rng: &mut Rng, index: u64) -> String {
    let policy = ["Always", "OnFailure", "Never"][rng.below(3) as usize];
    let mut text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p{index}{}}}\nspec:\n  restartPolicy: {policy}\n  \
         terminationGracePeriodSeconds: {}\n",
        match rng.below(5) {
            0 => ", annotations: {podarium.dev/behaviour: memory grows 9Mi per second}",
            1 => ", annotations: {podarium.dev/behaviour: memory grows 300Mi per second}",
            _ => "",
        },
        rng.below(12)
    );
    if rng.below(6) == 0 {
        text += &format!("  activeDeadlineSeconds: {}\n", 1 + rng.below(60));
    }
    let init = rng.below(3);
    if init > 0 {
        text += "  initContainers:\n";
        for number in 0..init {
            let sidecar = rng.below(3) == 0;
            text += &container(rng, &format!("i{number}"), sidecar);
        }
    }
    text += "  containers:\n";
    for number in 0..1 + rng.below(2) {
        text += &container(rng, &format!("c{number}"), false);
    }
    text
}

fn container(rng: &mut Rng, name: &str, sidecar: bool) -> String {
    let image = ["busybox:1.28", "busybox:1.28", "busybox:99.1"][rng.below(3) as usize];
    let work = match rng.below(5) {
        0 => "sleep 3600".to_owned(),
        1 => format!("sleep {}; exit 1", rng.below(20)),
        2 => "exit 0".to_owned(),
        3 => "nosuchprogram".to_owned(),
        _ => format!("trap 'exit 0' TERM; sleep {}", rng.below(60)),
    };
    let policy = if sidecar {
        ", restartPolicy: Always"
    } else {
        ""
    };
    let hook = match rng.below(6) {
        0 if sidecar || name.starts_with('c') => {
            ", lifecycle: {preStop: {exec: {command: [sleep, '3']}}}"
        }
        1 if sidecar || name.starts_with('c') => {
            ", lifecycle: {postStart: {exec: {command: [sh, -c, 'sleep 2; exit 1']}}}"
        }
        2 if sidecar || name.starts_with('c') => {
            ", lifecycle: {postStart: {httpGet: {port: 80}}, preStop: {sleep: {seconds: 0}}}"
        }
        3 => ", resources: {limits: {memory: 50Mi}}",
        _ => "",
    };
    let probes = match init_is_plain(name, sidecar) {
        true => String::new(),
        false => probes(rng),
    };
    format!(
        "  - {{name: {name}, image: '{image}', command: [sh, -c, \"{work}\"]{policy}{hook}{probes}}}\n"
    )
}

/// A plain init container may not have probes.
fn init_is_plain(name: &str, sidecar: bool) -> bool {
    name.starts_with('i') && !sidecar
}

/// Some of the three probes, with handlers that succeed, fail, hang or cannot be run.
fn probes(rng: &mut Rng) -> String {
    let mut text = String::new();
    for name in ["startupProbe", "livenessProbe", "readinessProbe"] {
        if rng.below(3) > 0 {
            continue;
        }
        let handler = match rng.below(6) {
            0 => "exec: {command: ['true']}".to_owned(),
            1 => format!("exec: {{command: [test, -e, '/tmp/file{}']}}", rng.below(4)),
            2 => "exec: {command: [sleep, '5']}".to_owned(),
            3 => "exec: {command: [nosuchprogram]}".to_owned(),
            4 => "httpGet: {port: 80}".to_owned(),
            _ => "tcpSocket: {port: http}".to_owned(),
        };
        text += &format!(
            ", {name}: {{{handler}, periodSeconds: {}, initialDelaySeconds: {}, failureThreshold: {}}}",
            1 + rng.below(10),
            rng.below(5),
            1 + rng.below(4)
        );
    }
    text
}

/// What has been seen of every Pod, by uid.
#[derive(Default)]
struct Checkers {
    pods: BTreeMap<String, Seen>,
    /// The end of the newest run of every container, and how many runs there were.
    runs: BTreeMap<(String, String), ContainerRuns>,
    last_time: SimTime,
    next_id: u32,
}

#[derive(Default)]
struct Seen {
    node: String,
    phase: PodPhase,
    restarts: BTreeMap<String, i32>,
}

#[derive(Default)]
struct ContainerRuns {
    running: bool,
    exits: u32,
    ended: Option<SimTime>,
    wait_until: Option<SimTime>,
    exit_code: i32,
    /// The kubelet kills it to start it again: how it ends does not matter.
    is_replaced: bool,
}

impl Checkers {
    /// The first broken rule of a step.
    fn step(&mut self, run: &Run, records: &[Record]) -> Option<String> {
        let world = run.world();
        if world.queue_len() > QUEUE_MAX {
            return Some(format!("{} events are waiting", world.queue_len()));
        }
        if world.time() < self.last_time {
            return Some("time went back".to_owned());
        }
        self.last_time = world.time();
        for record in records {
            if let Some(problem) = self.record(run, record) {
                return Some(problem);
            }
        }
        world.store().pods().find_map(|pod| self.pod(pod))
    }

    fn pod(&mut self, pod: &Pod) -> Option<String> {
        let name = &pod.metadata.name;
        let seen = self.pods.entry(pod.metadata.uid.clone()).or_default();
        if !seen.node.is_empty() && seen.node != pod.spec.node_name {
            return Some(format!("{name} was bound twice"));
        }
        seen.node.clone_from(&pod.spec.node_name);
        if seen.phase.is_terminal() && seen.phase != pod.status.phase {
            return Some(format!("{name} left the phase {:?}", seen.phase));
        }
        seen.phase = pod.status.phase;
        let statuses = &pod.status.init_container_statuses;
        for status in statuses.iter().chain(&pod.status.container_statuses) {
            let before = seen
                .restarts
                .insert(status.name.clone(), status.restart_count);
            if before.is_some_and(|before| status.restart_count < before) {
                return Some(format!("{name}/{} lost restarts", status.name));
            }
            if status.ready && matches!(status.state, ContainerState::Waiting(_)) {
                return Some(format!("{name}/{} is ready and waits", status.name));
            }
        }
        init_order(pod)
    }

    fn record(&mut self, run: &Run, record: &Record) -> Option<String> {
        if record.id != self.next_id {
            return Some(format!("record {} comes after {}", record.id, self.next_id));
        }
        self.next_id += 1;
        if matches!(record.change, Change::KubeletRuns { .. }) {
            // A kubelet that starts has forgotten its waits.
            for runs in self.runs.values_mut() {
                runs.wait_until = None;
            }
        }
        if record.cause.is_some_and(|cause| cause >= record.id) {
            return Some(format!("record {} follows from a later one", record.id));
        }
        let pod = run
            .world()
            .pod(&record.object.namespace, &record.object.name);
        let pod = pod?;
        let uid = &pod.metadata.uid;
        let key = |container: &str| (uid.clone(), container.to_owned());
        match &record.change {
            Change::ContainerStarted { container, .. } => {
                let runs = self.runs.entry(key(container)).or_default();
                started(pod, container, runs, record.time)
            }
            Change::ContainerExited {
                container,
                exit_code,
                ..
            } => {
                let runs = self.runs.entry(key(container)).or_default();
                runs.running = false;
                runs.exits += 1;
                runs.ended = Some(record.time);
                runs.exit_code = *exit_code;
                None
            }
            Change::Event {
                message,
                container: Some(container),
                ..
            } if message.ends_with(", will be restarted") => {
                self.runs.entry(key(container)).or_default().is_replaced = true;
                None
            }
            Change::BackOff {
                container,
                until,
                since,
                ..
            } => {
                let runs = self.runs.entry(key(container)).or_default();
                if runs.ended == Some(*since) {
                    runs.wait_until = Some(*until);
                }
                None
            }
            _ => None,
        }
    }
}

/// The rules of a start: one run at a time, as the policy says, and not before a wait is over.
fn started(pod: &Pod, name: &str, runs: &mut ContainerRuns, time: SimTime) -> Option<String> {
    let place = format!("{}/{name}", pod.metadata.name);
    if runs.running {
        return Some(format!("{place} started while it ran"));
    }
    if let Some(until) = runs.wait_until.take()
        && time < until
    {
        return Some(format!(
            "{place} started at {time:?} and should have waited until {until:?}"
        ));
    }
    let spec = pod.spec.container(name)?;
    let sidecar = spec.is_sidecar();
    let init = pod.spec.is_init_container(name) && !sidecar;
    let again = runs.exits > 0;
    let is_replaced = std::mem::take(&mut runs.is_replaced);
    let allowed = sidecar
        || is_replaced
        || match pod.spec.restart_policy() {
            RestartPolicy::Always => !(init && runs.exit_code == 0),
            RestartPolicy::OnFailure => runs.exit_code != 0,
            RestartPolicy::Never => false,
        };
    runs.running = true;
    (again && !allowed).then(|| format!("{place} started again against its policy"))
}

/// No init container begins before those in front of it are done (a sidecar: started).
fn init_order(pod: &Pod) -> Option<String> {
    let mut open = None;
    let statuses = pod.status.init_container_statuses.iter();
    for status in statuses.chain(&pod.status.container_statuses) {
        let begun = !matches!(status.state, ContainerState::Waiting(_)) || status.restart_count > 0;
        if let Some(open) = &open
            && begun
            && status.restart_count == 0
            && pod.status.phase == PodPhase::Pending
        {
            return Some(format!("{} began before {open} was done", status.name));
        }
        let spec = pod
            .spec
            .init_containers
            .iter()
            .find(|spec| spec.name == status.name)?;
        let done = match &status.state {
            ContainerState::Terminated(ended) => ended.exit_code == 0,
            ContainerState::Running(_) => spec.is_sidecar() && status.started == Some(true),
            ContainerState::Waiting(_) => false,
        };
        if !done && open.is_none() && !spec.is_sidecar() {
            open = Some(status.name.clone());
        }
    }
    None
}
