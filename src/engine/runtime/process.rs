//! Creating, starting, running and ending container instances.

use std::sync::Arc;

use crate::api::Pod;
use crate::api::behaviour::Behaviour;
use crate::api::container::Container;
use crate::order::{Map, Set};
use crate::shell::{
    ExitStatus, FIRST, Input, Launch, Limits, Machine, Notice as ShellNotice, Output, Signal,
};

use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::{Change, Notice};
use super::super::rule::Rule;
use super::super::time::{SimDuration, SimTime};
use super::super::world::World;
use super::catalogue;
use super::command::command_line;
use super::exec::ExecEnd;
use super::files::Files;
use super::host::ContainerHost;
use super::instance::{Exit, Instance, InstanceState, InstanceStatus, Log};
use super::mount::mounts_of;
use super::programs::DESCRIBED;
use super::{InstanceId, RuntimePod};

/// From the start of a container to the first instruction of its process.
pub(super) const EXEC_DURATION: SimDuration = SimDuration::from_millis(10);

/// Directories that every image has.
const ROOT: [&str; 16] = [
    "/bin", "/dev", "/etc", "/home", "/lib", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin",
    "/srv", "/sys", "/tmp", "/usr/bin", "/var/log",
];

/// What a new instance is made from.
pub struct NewInstance<'a> {
    pub pod: &'a Pod,
    pub container: &'a Container,
    pub attempt: i32,
    pub env: Map<String, String>,
}

impl World {
    /// Creates an instance; nothing runs in it yet.
    pub(in crate::engine) fn create_instance(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        new: NewInstance<'_>,
    ) -> InstanceId {
        let container_id = format!("containerd://{}", self.rng.hex64());
        let now = self.time;
        let runtime = &mut self.nodes[node].runtime;
        runtime.next_instance += 1;
        let id = runtime.next_instance;
        let container: Arc<str> = new.container.name.as_str().into();
        let status = InstanceStatus {
            id,
            container: container.clone(),
            image: new.container.image.as_str().into(),
            container_id: container_id.into(),
            attempt: new.attempt,
            state: InstanceState::Created { at: now },
        };
        let mut files = Files::with_directories(&ROOT);
        let mounts = mounts_of(new.pod, new.container);
        for mount in &mounts {
            files.make_directories(&mount.path);
        }
        if let Some(image) = catalogue::find(&new.container.image)
            && image.repositories[0] == "nginx"
        {
            files.make_directories("/usr/share/nginx/html");
            files.make_directories("/etc/nginx/conf.d");
        }
        let instance = Instance {
            status,
            machine: Machine::new(Limits::default()),
            log: Log::default(),
            files,
            mounts,
            env: Arc::new(new.env),
            listening: Set::new(),
            foreign: Vec::new(),
            wake_at: None,
            kill_at: None,
            hook_process: None,
            memory: None,
            is_out_of_memory: false,
        };
        let pod = runtime.pods.get_or_default(uid);
        pod.instances.push(instance);
        self.runtime_record(
            node,
            uid,
            Rule::StartInOrder,
            Change::ContainerCreated {
                container: container.to_string(),
                attempt: new.attempt,
            },
        );
        id
    }

    /// Starts the main process. An error is the runtime's message for a process that cannot be
    /// started; the instance then has ended with code 128 (kubelet.md §1.5 row 8).
    pub(in crate::engine) fn start_instance(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        container: &Container,
    ) -> Result<(), String> {
        let argv = match self.is_described(node, uid, &container.name) {
            true => vec![DESCRIBED.to_owned()],
            false => command_line(container, &self.env_of(node, uid, id)),
        };
        let cwd = if container.working_dir.is_empty() {
            "/"
        } else {
            &container.working_dir
        };
        self.note_unknown_image(node, uid, container);
        let mut machine = self.take_machine(node, uid, id);
        let env = self.env_of(node, uid, id);
        let mut host = ContainerHost::new(self, node, uid.clone(), id, container);
        let launch = Launch {
            argv: &argv,
            environment: &env,
            directory: cwd,
            input: Input::Empty,
            output: Output::Log,
        };
        let started = machine.spawn(&launch, &mut host);
        self.put_machine(node, uid, id, machine);
        let now = self.time;
        match started {
            Ok(_) => {
                let attempt = match self.instance_mut(node, uid, id) {
                    Some(instance) => {
                        instance.status.state = InstanceState::Running { since: now };
                        instance.status.attempt
                    }
                    None => return Ok(()),
                };
                let change = Change::ContainerStarted {
                    container: container.name.clone(),
                    attempt,
                };
                self.runtime_begins(node, uid, Rule::StartInOrder, change);
                self.mark_dirty(node, uid);
                self.wake_processes_at(node, uid, id, now + EXEC_DURATION);
                self.follow_memory(node, uid, id);
                Ok(())
            }
            Err(error) => {
                let message = format!(
                    "failed to create containerd task: failed to create shim task: OCI runtime \
                     create failed: runc create failed: unable to start container process: \
                     error during container init: {}",
                    error.text(argv.first().map_or("", String::as_str))
                );
                if let Some(instance) = self.instance_mut(node, uid, id) {
                    instance.status.state = InstanceState::Exited(Exit {
                        started_at: None,
                        finished_at: now,
                        exit_code: 128,
                        reason: "StartError",
                        message: message.clone(),
                    });
                }
                self.mark_dirty(node, uid);
                Err(message)
            }
        }
    }

    /// Whether an annotation says what the container does, beyond its image's pull.
    fn is_described(&self, node: NodeIndex, uid: &str, container: &str) -> bool {
        self.behaviour_of(node, uid, container)
            .is_some_and(|behaviour| {
                let beside_the_program = Behaviour {
                    pull: behaviour.pull.clone(),
                    memory: behaviour.memory,
                    ..Behaviour::default()
                };
                *behaviour != beside_the_program
            })
    }

    /// What an annotation says of a container.
    pub(super) fn behaviour_of(
        &self,
        node: NodeIndex,
        uid: &str,
        container: &str,
    ) -> Option<Arc<Behaviour>> {
        let worker = self.nodes[node].kubelet.workers.get(uid)?;
        worker.behaviours.get(container).cloned()
    }

    /// Says once that an unknown image is taken for a server.
    fn note_unknown_image(&mut self, node: NodeIndex, uid: &Uid, container: &Container) {
        let is_described = self.is_described(node, uid, &container.name);
        let is_known = !container.command.is_empty() || catalogue::find(&container.image).is_some();
        let is_first = self.runtime_pod(node, uid).is_none_or(|pod| {
            let instances = pod.instances.iter();
            instances
                .filter(|i| *i.status.container == *container.name)
                .count()
                <= 1
        });
        if is_known || is_described || !is_first {
            return;
        }
        let notice = Notice::UnknownImage {
            container: container.name.clone(),
            image: container.image.clone(),
            ports: container
                .ports
                .iter()
                .map(|port| port.container_port as u16)
                .collect(),
            starts_after: SimDuration::from_millis(catalogue::UNKNOWN_STARTS_AFTER_MS),
        };
        let notice = Box::new(notice);
        self.runtime_record(node, uid, Rule::SimulationBound, Change::Notice { notice });
    }

    /// Lets the processes of an instance run as far as they can now.
    pub(in crate::engine) fn run_processes(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId) {
        let Some(container) = self.container_spec(node, uid, id) else {
            return;
        };
        let mut machine = self.take_machine(node, uid, id);
        let mut host = ContainerHost::new(self, node, uid.clone(), id, &container);
        let wake = machine.run(&mut host);
        self.work = self.work.saturating_add(wake.steps);
        let notices = machine.take_notices();
        let ended = machine.exit_status(FIRST);
        let hook = self.end_of_hook(node, uid, id, &mut machine);
        self.put_machine(node, uid, id, machine);
        for notice in notices {
            self.tell_shell_notice(node, uid, &container.name, notice);
        }
        self.announce_listeners(node, uid, id, &container.name);
        if let Some(status) = ended {
            self.finish_instance(node, uid, id, status);
        }
        if let Some(end) = hook {
            self.hook_exec_ended(node, uid, id, &end);
        }
        if ended.is_some() {
            self.probe_processes_ran(node, uid, id);
            return;
        }
        self.probe_processes_ran(node, uid, id);
        let now = self.time;
        let listener = self.instance_mut(node, uid, id).and_then(|instance| {
            let listeners = instance
                .foreign
                .iter()
                .flat_map(|program| &program.listeners);
            listeners
                .filter(|listener| !listener.is_announced)
                .map(|listener| listener.at)
                .min()
        });
        let sleeper = wake.at_ms.map(SimTime::from_millis);
        let Some(next) = [sleeper, listener].into_iter().flatten().min() else {
            return;
        };
        self.wake_processes_at(node, uid, id, next.max(now));
    }

    /// The end of the command of a hook, if it has just ended.
    fn end_of_hook(
        &mut self,
        node: NodeIndex,
        uid: &str,
        id: InstanceId,
        machine: &mut Machine,
    ) -> Option<ExecEnd> {
        let instance = self.instance_mut(node, uid, id)?;
        let end = ExecEnd::take(machine, instance.hook_process?)?;
        instance.hook_process = None;
        Some(end)
    }

    /// Wakes the processes at that time, unless they wake earlier anyway.
    pub(super) fn wake_processes_by(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        at: SimTime,
    ) {
        let planned = self
            .instance_mut(node, uid, id)
            .and_then(|instance| instance.wake_at);
        if planned.is_none_or(|planned| at < planned) {
            self.wake_processes_at(node, uid, id, at);
        }
    }

    pub(super) fn wake_processes_at(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        at: SimTime,
    ) {
        let Some(instance) = self.instance_mut(node, uid, id) else {
            return;
        };
        if instance.wake_at != Some(at) {
            instance.wake_at = Some(at);
            let uid = uid.clone();
            self.at(
                at,
                Event::ProcessWake {
                    node,
                    uid,
                    instance: id,
                },
            );
        }
    }

    /// A sleeper of the instance is due; a stale wake-up does nothing.
    pub(in crate::engine) fn process_wake(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId) {
        let now = self.time;
        let Some(instance) = self.instance_mut(node, uid, id) else {
            return;
        };
        if !instance.status.is_running() || instance.wake_at != Some(now) {
            return;
        }
        instance.wake_at = None;
        self.run_processes(node, uid, id);
    }

    fn announce_listeners(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId, container: &str) {
        let now = self.time;
        let Some(instance) = self.instance_mut(node, uid, id) else {
            return;
        };
        let mut ports = Vec::new();
        for listener in instance
            .foreign
            .iter_mut()
            .flat_map(|program| &mut program.listeners)
        {
            if !listener.is_announced && now >= listener.at {
                listener.is_announced = true;
                ports.push(listener.port);
            }
        }
        for port in ports {
            let change = Change::Listening {
                container: container.to_owned(),
                port,
            };
            self.runtime_record(node, uid, Rule::ProcessRuns, change);
        }
    }

    fn tell_shell_notice(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        container: &str,
        notice: ShellNotice,
    ) {
        let container = container.to_owned();
        let notice = match notice {
            ShellNotice::EndlessLoop => Notice::BusyLoop { container },
            ShellNotice::TooManyProcesses => Notice::TooManyProcesses { container },
            ShellNotice::TooDeep | ShellNotice::OutputTruncated | ShellNotice::TextTruncated => {
                Notice::TextTruncated { container }
            }
        };
        let notice = Box::new(notice);
        self.runtime_record(node, uid, Rule::SimulationBound, Change::Notice { notice });
    }

    /// Sends a signal to process 1 of the instance, as part of its termination.
    pub(in crate::engine) fn signal_instance(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        signal: Signal,
    ) {
        self.signal_by(node, uid, id, signal, Rule::TerminationSequence);
    }

    /// The same by any rule.
    pub(in crate::engine) fn signal_by(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        signal: Signal,
        rule: Rule,
    ) {
        let Some(container) = self.container_spec(node, uid, id) else {
            return;
        };
        let change = Change::Signal {
            container: container.name.clone(),
            signal: format!("SIG{}", signal.name()),
        };
        self.runtime_record(node, uid, rule, change);
        let mut machine = self.take_machine(node, uid, id);
        let mut host = ContainerHost::new(self, node, uid.clone(), id, &container);
        machine.signal(FIRST, signal, &mut host);
        self.put_machine(node, uid, id, machine);
        self.run_processes(node, uid, id);
    }

    /// The main process has ended: everything in the container is gone.
    fn finish_instance(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId, status: ExitStatus) {
        let now = self.time;
        let exit_code = status.code();
        let message = self.termination_message(node, uid, id, exit_code);
        let Some(instance) = self.instance_mut(node, uid, id) else {
            return;
        };
        let InstanceState::Running { since } = instance.status.state else {
            return;
        };
        let reason = match exit_code {
            _ if instance.is_out_of_memory => "OOMKilled",
            0 => "Completed",
            _ => "Error",
        };
        instance.status.state = InstanceState::Exited(Exit {
            started_at: Some(since),
            finished_at: now,
            exit_code,
            reason,
            message,
        });
        instance.memory = None;
        instance.listening.clear();
        instance.foreign.clear();
        instance.wake_at = None;
        instance.kill_at = None;
        instance.machine = Machine::new(Limits::default());
        let container = instance.status.container.to_string();
        let ran = now.since(since);
        let reason = reason.into();
        let change = Change::ContainerExited {
            container,
            exit_code,
            reason,
            ran,
        };
        let cause = self.cause();
        self.runtime_begins(node, uid, Rule::ProcessExit, change);
        self.mark_dirty(node, uid);
        self.instance_stopped(node, uid, id);
        self.follow(cause);
    }

    /// The runtime state of a Pod changed: the next relist will see it.
    pub(in crate::engine) fn mark_dirty(&mut self, node: NodeIndex, uid: &Uid) {
        let cause = self.cause();
        self.nodes[node].runtime.dirty.insert(uid.clone(), cause);
        self.arm_relist(node);
    }

    pub(in crate::engine) fn runtime_pod(&self, node: NodeIndex, uid: &str) -> Option<&RuntimePod> {
        self.nodes[node].runtime.pods.get(uid)
    }

    pub(in crate::engine) fn instance_mut(
        &mut self,
        node: NodeIndex,
        uid: &str,
        id: InstanceId,
    ) -> Option<&mut Instance> {
        self.nodes[node].runtime.pods.get_mut(uid)?.instance_mut(id)
    }

    pub(super) fn take_machine(&mut self, node: NodeIndex, uid: &str, id: InstanceId) -> Machine {
        self.instance_mut(node, uid, id)
            .map(|instance| {
                std::mem::replace(&mut instance.machine, Machine::new(Limits::default()))
            })
            .unwrap_or_else(|| Machine::new(Limits::default()))
    }

    pub(super) fn put_machine(
        &mut self,
        node: NodeIndex,
        uid: &str,
        id: InstanceId,
        machine: Machine,
    ) {
        if let Some(instance) = self.instance_mut(node, uid, id) {
            instance.machine = machine;
        }
    }

    pub(super) fn env_of(
        &self,
        node: NodeIndex,
        uid: &str,
        id: InstanceId,
    ) -> Arc<Map<String, String>> {
        let instance = self.runtime_pod(node, uid).and_then(|pod| pod.instance(id));
        instance
            .map(|instance| instance.env.clone())
            .unwrap_or_default()
    }

    /// The spec of a container by its name.
    pub(super) fn spec_in_use(
        &self,
        node: NodeIndex,
        uid: &str,
        container: &str,
    ) -> Option<Arc<Container>> {
        let worker = self.nodes[node].kubelet.workers.get(uid)?;
        worker.container_specs.get(container).cloned()
    }

    /// The spec of the container that an instance belongs to.
    pub(super) fn container_spec(
        &self,
        node: NodeIndex,
        uid: &str,
        id: InstanceId,
    ) -> Option<Arc<Container>> {
        let name = &self.runtime_pod(node, uid)?.instance(id)?.status.container;
        let worker = self.nodes[node].kubelet.workers.get(uid)?;
        worker.container_specs.get(&**name).cloned()
    }

    pub(super) fn runtime_record(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        rule: Rule,
        change: Change,
    ) {
        self.emit_of_pod(self.runtime_of(node), uid, rule, change);
    }

    /// A record that what comes next in the container follows from.
    pub(super) fn runtime_begins(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        rule: Rule,
        change: Change,
    ) {
        self.emit_of_pod_and_follow(self.runtime_of(node), uid, rule, change);
    }
}
