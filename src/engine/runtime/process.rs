//! Creating, starting, running and ending container instances.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::api::Pod;
use crate::api::container::Container;
use crate::shell::{
    ExitStatus, FIRST, Input, Launch, Limits, Machine, Notice as ShellNotice, Output, Signal,
};

use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::{Change, Notice};
use super::super::rule::Rule;
use super::super::time::{SimDuration, SimTime};
use super::super::world::World;
use super::catalogue;
use super::files::Files;
use super::host::ContainerHost;
use super::instance::{Exit, Instance, InstanceState, InstanceStatus, Log};
use super::{InstanceId, RuntimePod};

/// From the start of a container to the first instruction of its process.
const EXEC_DURATION: SimDuration = SimDuration::from_millis(10);

/// Directories that every image has.
const ROOT: [&str; 16] = [
    "/bin", "/dev", "/etc", "/home", "/lib", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin",
    "/srv", "/sys", "/tmp", "/usr/bin", "/var/log",
];

/// Where a path of the container leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Mount {
    pub path: String,
    pub target: MountTarget,
    pub read_only: bool,
}

/// What is mounted.
#[derive(Clone, Debug, PartialEq)]
pub enum MountTarget {
    /// A volume of the Pod; `directory` is the sub path in it.
    Volume { name: String, directory: String },
    /// A directory of the node.
    Node { directory: String },
}

/// What a new instance is made from.
pub struct NewInstance<'a> {
    pub pod: &'a Pod,
    pub container: &'a Container,
    pub attempt: i32,
    pub env: BTreeMap<String, String>,
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
            listening: BTreeSet::new(),
            foreign: Vec::new(),
            wake_at: None,
            kill_at: None,
        };
        let pod = runtime.pods.entry(uid.clone()).or_default();
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
        pod: &Pod,
        container: &Container,
    ) -> Result<(), String> {
        let argv = command_line(container, &self.env_of(node, uid, id));
        let cwd = if container.working_dir.is_empty() {
            "/"
        } else {
            &container.working_dir
        };
        self.note_unknown_image(node, uid, pod, container);
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
                self.runtime_record(node, uid, Rule::StartInOrder, change);
                self.mark_dirty(node, uid);
                self.wake_processes_at(node, uid, id, now + EXEC_DURATION);
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

    fn note_unknown_image(&mut self, node: NodeIndex, uid: &Uid, pod: &Pod, container: &Container) {
        let told = !container.command.is_empty() || catalogue::find(&container.image).is_some();
        let seen = self.nodes[node].runtime.pods.get(uid).is_some_and(|pod| {
            let instances = pod.instances.iter();
            instances
                .filter(|i| *i.status.container == *container.name)
                .count()
                > 1
        });
        if told
            || seen
            || crate::engine::runtime::host::behaviour_of(pod, &container.name).is_some()
        {
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
        let notices = machine.take_notices();
        let ended = machine.exit_status(FIRST);
        self.put_machine(node, uid, id, machine);
        for notice in notices {
            self.tell_shell_notice(node, uid, &container.name, notice);
        }
        self.announce_listeners(node, uid, id, &container.name);
        if let Some(status) = ended {
            self.finish_instance(node, uid, id, status);
            return;
        }
        let now = self.time;
        let listener = self.instance_mut(node, uid, id).and_then(|instance| {
            let waiting = instance.foreign.iter().filter(|program| !program.announced);
            waiting.map(|program| program.listens_at).min()
        });
        let sleeper = wake.at_ms.map(SimTime::from_millis);
        let Some(next) = [sleeper, listener].into_iter().flatten().min() else {
            return;
        };
        self.wake_processes_at(node, uid, id, next.max(now));
    }

    fn wake_processes_at(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId, at: SimTime) {
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
        for program in &mut instance.foreign {
            if !program.announced && now >= program.listens_at {
                program.announced = true;
                ports.extend(program.ports.iter().copied());
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
        self.runtime_record(node, uid, Rule::SimulationBound, Change::Notice { notice });
    }

    /// Sends a signal to process 1 of the instance.
    pub(in crate::engine) fn signal_instance(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        signal: Signal,
    ) {
        let Some(container) = self.container_spec(node, uid, id) else {
            return;
        };
        let change = Change::Signal {
            container: container.name.clone(),
            signal: signal.name().to_owned(),
        };
        self.runtime_record(node, uid, Rule::TerminationSequence, change);
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
        let reason = if exit_code == 0 { "Completed" } else { "Error" };
        let Some(instance) = self.instance_mut(node, uid, id) else {
            return;
        };
        let InstanceState::Running { since } = instance.status.state else {
            return;
        };
        instance.status.state = InstanceState::Exited(Exit {
            started_at: Some(since),
            finished_at: now,
            exit_code,
            reason,
            message: String::new(),
        });
        instance.listening.clear();
        instance.foreign.clear();
        instance.wake_at = None;
        instance.kill_at = None;
        instance.machine = Machine::new(Limits::default());
        let container = instance.status.container.to_string();
        let ran = now.since(since);
        let reason = reason.to_owned();
        let change = Change::ContainerExited {
            container,
            exit_code,
            reason,
            ran,
        };
        let cause = self.cause();
        if let Some(key) = self.store.pod_key(uid).cloned() {
            let runtime = self.runtime_of(node);
            self.emit_and_follow(runtime, &key, Rule::ProcessExit, change);
        }
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

    fn take_machine(&mut self, node: NodeIndex, uid: &str, id: InstanceId) -> Machine {
        self.instance_mut(node, uid, id)
            .map(|instance| {
                std::mem::replace(&mut instance.machine, Machine::new(Limits::default()))
            })
            .unwrap_or_else(|| Machine::new(Limits::default()))
    }

    fn put_machine(&mut self, node: NodeIndex, uid: &str, id: InstanceId, machine: Machine) {
        if let Some(instance) = self.instance_mut(node, uid, id) {
            instance.machine = machine;
        }
    }

    fn env_of(&self, node: NodeIndex, uid: &str, id: InstanceId) -> Arc<BTreeMap<String, String>> {
        let instance = self.runtime_pod(node, uid).and_then(|pod| pod.instance(id));
        instance
            .map(|instance| instance.env.clone())
            .unwrap_or_default()
    }

    /// The spec of the container that an instance belongs to.
    fn container_spec(&self, node: NodeIndex, uid: &str, id: InstanceId) -> Option<Arc<Container>> {
        let name = &self.runtime_pod(node, uid)?.instance(id)?.status.container;
        let worker = self.nodes[node].kubelet.workers.get(uid)?;
        worker.container_specs.get(&**name).cloned()
    }

    fn runtime_record(&mut self, node: NodeIndex, uid: &Uid, rule: Rule, change: Change) {
        if let Some(key) = self.store.pod_key(uid).cloned() {
            let component = self.runtime_of(node);
            self.emit(component, &key, rule, change);
        }
    }
}

/// `command` and `args` over the image's own, with `$(NAME)` expanded from the environment.
fn command_line(container: &Container, env: &BTreeMap<String, String>) -> Vec<String> {
    let image = catalogue::find(&container.image);
    let mut argv: Vec<String> = if !container.command.is_empty() {
        container.command.clone()
    } else {
        match image {
            Some(image) => image
                .entrypoint
                .iter()
                .map(|word| (*word).to_owned())
                .collect(),
            None => vec!["/entrypoint".to_owned()],
        }
    };
    if !container.args.is_empty() {
        // busybox and its like have a default command, no entry point: args replace it.
        if container.command.is_empty()
            && image.is_some_and(|image| image.program.is_none() && image.dialect.is_some())
        {
            argv.clear();
        }
        argv.extend(container.args.iter().cloned());
    } else if container.command.is_empty()
        && let Some(image) = image
    {
        argv.extend(image.default_args.iter().map(|word| (*word).to_owned()));
    }
    argv.iter()
        .map(|word| expand_references(word, env))
        .collect()
}

/// `$(NAME)` becomes the variable's value if it is set; `$$(NAME)` stays as `$(NAME)`
/// (third_party/forked/golang/expansion/expand.go Expand).
pub(in crate::engine) fn expand_references(word: &str, env: &BTreeMap<String, String>) -> String {
    let mut expanded = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(dollar) = rest.find('$') {
        expanded.push_str(&rest[..dollar]);
        let after = &rest[dollar + 1..];
        if let Some(after) = after.strip_prefix('$') {
            expanded.push('$');
            rest = after;
        } else if let Some(end) = after.strip_prefix('(').and_then(|inner| inner.find(')')) {
            let name = &after[1..=end];
            match env.get(name) {
                Some(value) => expanded.push_str(value),
                None => expanded.push_str(&rest[dollar..dollar + end + 3]),
            }
            rest = &after[end + 2..];
        } else {
            expanded.push('$');
            rest = after;
        }
    }
    expanded.push_str(rest);
    expanded
}

fn mounts_of(pod: &Pod, container: &Container) -> Vec<Mount> {
    let mut mounts: Vec<Mount> = container
        .volume_mounts
        .iter()
        .filter_map(|mount| {
            let volume = pod
                .spec
                .volumes
                .iter()
                .find(|volume| volume.name == mount.name)?;
            let directory = mount.sub_path.trim_matches('/').to_owned();
            let target = match &volume.host_path {
                Some(host_path) => {
                    let base = host_path.path.trim_end_matches('/');
                    let directory = if directory.is_empty() {
                        base.to_owned()
                    } else {
                        format!("{base}/{directory}")
                    };
                    MountTarget::Node { directory }
                }
                None => MountTarget::Volume {
                    name: volume.name.clone(),
                    directory,
                },
            };
            let path = mount.mount_path.trim_end_matches('/');
            let path = if path.starts_with('/') {
                path.to_owned()
            } else {
                format!("/{path}")
            };
            Some(Mount {
                path,
                target,
                read_only: mount.read_only,
            })
        })
        .collect();
    // The longest mount path wins.
    mounts.sort_by_key(|mount| std::cmp::Reverse(mount.path.len()));
    mounts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_expand_as_kubernetes_does() {
        let env = BTreeMap::from([("A".to_owned(), "1".to_owned())]);
        let cases = [
            ("$(A)", "1"),
            ("x$(A)y$(B)", "x1y$(B)"),
            ("$$(A)", "$(A)"),
            ("$A $(", "$A $("),
        ];
        for (word, expected) in cases {
            assert_eq!(expand_references(word, &env), expected, "{word}");
        }
    }
}
