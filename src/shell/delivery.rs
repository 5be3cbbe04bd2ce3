//! Signals on their way to processes, and the special rights of pid 1.

use super::host::{FIRST, ForeignReaction, Host, Pid};
use super::machine::Machine;
use super::process::{Body, ExitStatus, Process};
use super::signal::Signal;

impl Machine {
    /// A signal from outside the container: the kubelet's SIGTERM, SIGKILL, the OOM killer.
    pub fn signal(&mut self, pid: Pid, signal: Signal, host: &mut dyn Host) {
        if signal == Signal::Kill {
            self.finish(pid, ExitStatus::Signal(Signal::Kill), host);
            return;
        }
        self.deliver(pid, signal, host);
        self.deliver_all(host);
        // A trap runs at once even if the processor was thought busy.
        self.busy_until_ms = self.busy_until_ms.min(host.now_ms());
    }

    pub(super) fn deliver_all(&mut self, host: &mut dyn Host) {
        while let Some((pid, signal)) = self.deliveries.pop_front() {
            self.deliver(pid, signal, host);
        }
    }

    /// signal(7), and pid_namespaces(7): pid 1 gets only what it has a handler for, SIGKILL and
    /// SIGSTOP from inside not at all.
    pub(super) fn deliver(&mut self, pid: Pid, signal: Signal, host: &mut dyn Host) {
        let Some(process) = self.processes.get_mut(&pid) else {
            return;
        };
        if signal == Signal::Kill {
            if pid != FIRST {
                self.finish(pid, ExitStatus::Signal(signal), host);
            }
            return;
        }
        match &mut process.body {
            Body::Shell(shell) => {
                if let Some(action) = shell.traps.get(&super::state::TrapEvent::Signal(signal)) {
                    if !action.is_empty() {
                        shell.caught.insert(signal);
                    }
                    return;
                }
                let spares = matches!(signal, Signal::Terminate | Signal::Interrupt | Signal::Quit);
                if shell.is_interactive && spares {
                    return;
                }
            }
            Body::Foreign(foreign) => match host.signal_foreign(pid, signal) {
                ForeignReaction::Ignored => return,
                ForeignReaction::Ends {
                    after_ms,
                    exit_code,
                } => {
                    let ends_ms = host.now_ms() + after_ms;
                    if foreign
                        .ends
                        .is_none_or(|(before_ms, _)| ends_ms < before_ms)
                    {
                        foreign.ends = Some((ends_ms, exit_code));
                    }
                    return;
                }
                ForeignReaction::Default => {}
            },
            Body::Program(_) | Body::Live(_) | Body::Taken => {}
        }
        if process.ignored.contains(&signal) || signal.is_harmless() || pid == FIRST {
            return;
        }
        self.finish(pid, ExitStatus::Signal(signal), host);
    }

    /// Ends a foreign program for a reason of the world's (a crash, an injected fault).
    pub fn end_foreign(&mut self, pid: Pid, exit_code: i32, host: &mut dyn Host) {
        if matches!(
            self.processes.get(&pid),
            Some(Process {
                body: Body::Foreign(_),
                ..
            })
        ) {
            self.finish(pid, ExitStatus::Code(exit_code), host);
        }
    }

    /// Lets a foreign program end by itself after a while.
    pub fn end_foreign_after(
        &mut self,
        pid: Pid,
        after_ms: u64,
        exit_code: i32,
        host: &mut dyn Host,
    ) {
        let at_ms = host.now_ms().saturating_add(after_ms);
        if let Some(Process {
            body: Body::Foreign(foreign),
            ..
        }) = self.processes.get_mut(&pid)
        {
            foreign.ends = Some((at_ms, exit_code));
        }
    }

    /// Ctrl-C: SIGINT to the process and everything it started.
    pub fn interrupt(&mut self, pid: Pid, host: &mut dyn Host) {
        let mut group = vec![pid];
        let mut next = 0;
        while let Some(member) = group.get(next).copied() {
            next += 1;
            if let Some(process) = self.processes.get(&member) {
                group.extend(process.children.keys().copied());
            }
        }
        for member in group.into_iter().rev() {
            self.deliver(member, Signal::Interrupt, host);
        }
        self.deliver_all(host);
    }
}
