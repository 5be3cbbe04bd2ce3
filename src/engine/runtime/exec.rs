//! A command in a running container beside its main process: what a client executes, exec probes
//! and hooks (kubectl.md §16.2; cri-api ExecSync).

use crate::shell::{Input, Launch, Machine, Output, Pid, Signal, Stream};

use super::super::queue::{NodeIndex, Uid};
use super::super::world::World;
use super::InstanceId;
use super::host::ContainerHost;
use super::process::EXEC_DURATION;

/// A process that a client started in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exec {
    node: NodeIndex,
    uid: Uid,
    instance: InstanceId,
    pid: Pid,
}

/// Why nothing was started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExecError {
    /// The container does not run.
    ContainerNotFound,
    /// The runtime's words for a program that it cannot start, and the id of the exec.
    CannotStart { exec_id: String, message: String },
}

/// What a client has not seen yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecOutput {
    pub chunks: Vec<(Stream, String)>,
    /// `None` while it runs; 137 if the container ended under it.
    pub exit_code: Option<i32>,
}

/// What a process that was killed with its container ends with.
const KILLED: i32 = 137;

/// How a command ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecEnd {
    pub exit_code: i32,
    /// Both streams as they were written, as far as they were not taken before.
    pub output: String,
    pub stderr: String,
}

impl ExecEnd {
    /// The end of a command, if it has ended; its record in the machine is dropped. One that is
    /// not there any more was killed.
    pub(super) fn take(machine: &mut Machine, pid: Pid) -> Option<ExecEnd> {
        let Some(status) = machine.exit_status(pid) else {
            return (!machine.is_running(pid)).then(ExecEnd::killed);
        };
        let captured = machine.captured(pid);
        let end = ExecEnd {
            exit_code: status.code(),
            output: captured.map_or_else(String::new, |captured| captured.text()),
            stderr: captured.map_or_else(String::new, |captured| captured.stream(Stream::Stderr)),
        };
        machine.forget(pid);
        Some(end)
    }

    fn killed() -> ExecEnd {
        ExecEnd {
            exit_code: KILLED,
            ..ExecEnd::default()
        }
    }
}

impl ExecError {
    /// The runtime's words.
    pub fn text(&self) -> String {
        match self {
            ExecError::ContainerNotFound => "container not found".to_owned(),
            ExecError::CannotStart { exec_id, message } => format!(
                "failed to exec in container: failed to start exec \"{exec_id}\": OCI runtime exec \
                 failed: exec failed: unable to start container process: {message}: unknown"
            ),
        }
    }

    /// The same as the kubelet hears it.
    pub(in crate::engine) fn rpc_text(&self) -> String {
        format!("rpc error: code = Unknown desc = {}", self.text())
    }
}

impl World {
    /// Starts the command of a lifecycle hook; [`World::hook_exec_ended`] tells its end.
    pub(in crate::engine) fn start_hook_exec(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        argv: &[String],
    ) -> Result<(), ExecError> {
        let pid = self.spawn_in_instance(node, uid, id, argv, Input::Empty)?;
        if let Some(instance) = self.instance_mut(node, uid, id) {
            instance.hook_process = Some(pid);
        }
        let at = self.time + EXEC_DURATION;
        self.wake_processes_by(node, uid, id, at);
        Ok(())
    }

    /// Starts a program in a container beside its main process.
    pub fn start_exec(
        &mut self,
        pod_uid: &str,
        container: &str,
        argv: &[String],
        input: Input,
    ) -> Result<Exec, ExecError> {
        let uid: Uid = pod_uid.into();
        let node = self.node_of(pod_uid).ok_or(ExecError::ContainerNotFound)?;
        let pod = self.runtime_pod(node, pod_uid);
        let newest = pod.and_then(|pod| pod.newest(container));
        let instance = newest.ok_or(ExecError::ContainerNotFound)?.status.id;
        let pid = self.exec_in_instance(node, &uid, instance, argv, input)?;
        Ok(Exec {
            node,
            uid,
            instance,
            pid,
        })
    }

    /// Starts a command and lets it run as far as it gets now.
    pub(in crate::engine) fn exec_in_instance(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        argv: &[String],
        input: Input,
    ) -> Result<Pid, ExecError> {
        let pid = self.spawn_in_instance(node, uid, id, argv, input)?;
        self.run_processes(node, uid, id);
        Ok(pid)
    }

    fn spawn_in_instance(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        argv: &[String],
        input: Input,
    ) -> Result<Pid, ExecError> {
        let is_running = self
            .runtime_pod(node, uid)
            .and_then(|pod| pod.instance(id))
            .is_some_and(|instance| instance.status.is_running());
        let container = self.container_spec(node, uid, id);
        let Some(container) = container.filter(|_| is_running) else {
            return Err(ExecError::ContainerNotFound);
        };
        let directory = match container.working_dir.as_str() {
            "" => "/",
            directory => directory,
        };
        let environment = self.env_of(node, uid, id);
        let mut machine = self.take_machine(node, uid, id);
        let mut host = ContainerHost::new(self, node, uid.clone(), id, &container);
        let launch = Launch {
            argv,
            environment: &environment,
            directory,
            input,
            output: Output::Captured,
        };
        let started = machine.spawn(&launch, &mut host);
        self.put_machine(node, uid, id, machine);
        started.map_err(|error| ExecError::CannotStart {
            exec_id: self.rng.hex64(),
            message: error.text(argv.first().map_or("", String::as_str)),
        })
    }

    /// What the process has printed since the last call, and how it ended.
    pub fn take_exec_output(&mut self, exec: &Exec) -> ExecOutput {
        let Some(machine) = self.running_machine(exec.node, &exec.uid, exec.instance) else {
            return ExecOutput {
                chunks: Vec::new(),
                exit_code: Some(KILLED),
            };
        };
        ExecOutput {
            chunks: machine.take_captured(exec.pid),
            exit_code: ExecEnd::take(machine, exec.pid).map(|end| end.exit_code),
        }
    }

    /// Types into the process; without text its input ends.
    pub fn feed_exec(&mut self, exec: &Exec, text: Option<&str>) {
        self.with_exec(exec, |machine, host| match text {
            Some(text) => machine.feed(exec.pid, text, host),
            None => machine.close_input(exec.pid),
        });
    }

    /// Ctrl-C in a terminal that is attached to the process.
    pub fn interrupt_exec(&mut self, exec: &Exec) {
        self.with_exec(exec, |machine, host| machine.interrupt(exec.pid, host));
    }

    fn with_exec(&mut self, exec: &Exec, act: impl FnOnce(&mut Machine, &mut ContainerHost<'_>)) {
        let Exec {
            node,
            uid,
            instance,
            ..
        } = exec;
        let Some(spec) = self.container_spec(*node, uid, *instance) else {
            return;
        };
        let mut machine = self.take_machine(*node, uid, *instance);
        let mut host = ContainerHost::new(self, *node, uid.clone(), *instance, &spec);
        act(&mut machine, &mut host);
        self.put_machine(*node, uid, *instance, machine);
        self.run_processes(*node, uid, *instance);
    }

    /// The end of a command; `None` while it runs. A command whose container ended was killed
    /// with it.
    pub(in crate::engine) fn take_exec_end(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        pid: Pid,
    ) -> Option<ExecEnd> {
        match self.running_machine(node, uid, id) {
            Some(machine) => ExecEnd::take(machine, pid),
            None => Some(ExecEnd::killed()),
        }
    }

    /// The machine of an instance that runs.
    fn running_machine(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
    ) -> Option<&mut Machine> {
        let instance = self.instance_mut(node, uid, id)?;
        let is_running = instance.status.is_running();
        is_running.then_some(&mut instance.machine)
    }

    /// Sends a signal to one process of an instance.
    pub(in crate::engine) fn signal_process(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        pid: Pid,
        signal: Signal,
    ) {
        let Some(container) = self.container_spec(node, uid, id) else {
            return;
        };
        let mut machine = self.take_machine(node, uid, id);
        let mut host = ContainerHost::new(self, node, uid.clone(), id, &container);
        machine.signal(pid, signal, &mut host);
        self.put_machine(node, uid, id, machine);
    }
}
