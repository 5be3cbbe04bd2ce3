//! Commands that the kubelet runs in a container beside its main process (CRI ExecSync).

use crate::shell::{Input, Launch, Machine, Output, Pid, Stream};

use super::super::queue::{NodeIndex, Uid};
use super::super::world::World;
use super::InstanceId;
use super::host::ContainerHost;
use super::process::EXEC_DURATION;

/// How such a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecEnd {
    pub exit_code: i32,
    /// Both streams, as they were written.
    pub output: String,
    pub stderr: String,
}

impl ExecEnd {
    /// The end of a command, if it has ended; its record in the machine is dropped.
    pub(super) fn take(machine: &mut Machine, pid: Pid) -> Option<ExecEnd> {
        let status = machine.exit_status(pid)?;
        let captured = machine.captured(pid);
        let end = ExecEnd {
            exit_code: status.code(),
            output: captured.map_or_else(String::new, |captured| captured.text()),
            stderr: captured.map_or_else(String::new, |captured| captured.stream(Stream::Stderr)),
        };
        machine.forget(pid);
        Some(end)
    }
}

impl World {
    /// Starts the command of a lifecycle hook; [`World::hook_exec_ended`] tells its end. An error
    /// is the runtime's message.
    pub(in crate::engine) fn start_hook_exec(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        argv: &[String],
    ) -> Result<(), String> {
        let Some(container) = self.container_spec(node, uid, id) else {
            return Err("container not found".to_owned());
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
                if let Some(instance) = self.instance_mut(node, uid, id) {
                    instance.hook_process = Some(pid);
                }
                let at = self.time + EXEC_DURATION;
                self.wake_processes_by(node, uid, id, at);
                Ok(())
            }
            Err(error) => {
                let program = argv.first().map_or("", String::as_str);
                Err(format!(
                    "rpc error: code = Unknown desc = failed to exec in container: failed to start \
                     exec: OCI runtime exec failed: exec failed: unable to start container \
                     process: {}",
                    error.text(program)
                ))
            }
        }
    }
}
