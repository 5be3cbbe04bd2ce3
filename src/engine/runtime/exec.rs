//! A command in a running container beside its main process: exec probes, and whoever else asks
//! the runtime to execute something (CRI ExecSync).

use crate::shell::{Input, Launch, Output, Pid, Signal};

use super::super::queue::{NodeIndex, Uid};
use super::super::world::World;
use super::InstanceId;
use super::host::ContainerHost;

/// Why a command did not start.
pub(in crate::engine) enum ExecError {
    /// The container does not run.
    NotRunning,
    /// The runtime's own words.
    CannotStart { message: String },
}

impl World {
    /// Starts a command and lets it run as far as it gets now.
    pub(in crate::engine) fn exec_in_instance(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        argv: &[String],
    ) -> Result<Pid, ExecError> {
        let is_running = self
            .runtime_pod(node, uid)
            .and_then(|pod| pod.instance(id))
            .is_some_and(|instance| instance.status.is_running());
        let container = self.container_spec(node, uid, id);
        let Some(container) = container.filter(|_| is_running) else {
            return Err(ExecError::NotRunning);
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
            input: Input::Empty,
            output: Output::Captured,
        };
        let started = machine.spawn(&launch, &mut host);
        self.put_machine(node, uid, id, machine);
        match started {
            Ok(pid) => {
                self.run_processes(node, uid, id);
                Ok(pid)
            }
            Err(error) => {
                let words = error.text(argv.first().map_or("", String::as_str));
                let exec_id = self.rng.hex64();
                Err(ExecError::CannotStart {
                    message: format!(
                        "rpc error: code = Unknown desc = failed to exec in container: failed to \
                         start exec \"{exec_id}\": OCI runtime exec failed: exec failed: unable \
                         to start container process: {words}: unknown"
                    ),
                })
            }
        }
    }

    /// Exit code and output of a command that has ended; `None` while it runs. A command whose
    /// container ended was killed with it.
    pub(in crate::engine) fn take_exec_result(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        pid: Pid,
    ) -> Option<(i32, String)> {
        let Some(instance) = self.instance_mut(node, uid, id) else {
            return Some((128 + Signal::Kill.number(), String::new()));
        };
        if !instance.status.is_running() {
            return Some((128 + Signal::Kill.number(), String::new()));
        }
        let status = instance.machine.exit_status(pid)?;
        let capture = instance.machine.captured(pid);
        let output = capture.map(|capture| capture.text()).unwrap_or_default();
        instance.machine.forget(pid);
        Some((status.code(), output))
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
