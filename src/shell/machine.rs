//! All processes of one container: starting, scheduling, signals, ends. The machine never waits;
//! [`Machine::run`] does what can be done at the present instant and says when to call again.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::order::{Map, Set};

use super::files::{Capture, Descriptors, FileId, Files, OpenFile, Written, prefix};
use super::foreign::step_foreign;
use super::host::{FIRST, Host, Pid, Stream};
use super::launch::{Input, Launch, Limits, Notice, Output, ProcessLine, Wake};
use super::live::step_live;
use super::process::{Body, ExitStatus, Parting, Process, StartError, Step};
use super::programs::Program;
use super::signal::Signal;
use super::state::{Frame, Shell};
use super::{image, interpret, unwind};

/// All simulated processes of one container. Cloning it is taking a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    limits: Limits,
    pub(super) processes: Map<Pid, Process>,
    pub(super) files: Files,
    next_pid: u32,
    /// Processes started from outside that have ended.
    finished: Map<Pid, ExitStatus>,
    /// Writing ends of open inputs.
    inputs: Map<Pid, FileId>,
    /// Started from outside: their end is recorded.
    roots: Set<Pid>,
    notices: Vec<Notice>,
    told: Set<Notice>,
    credit: u64,
    credited_at_ms: u64,
    pub(super) busy_until_ms: u64,
    /// What the present step costs beyond one: forks and long output.
    pub(super) surcharge: u64,
    /// Signals sent by processes, delivered between two steps.
    pub(super) deliveries: VecDeque<(Pid, Signal)>,
    /// Ports that processes listen on.
    pub(super) ports: Map<u16, Pid>,
    /// What pid 1 left behind.
    parting: Option<Parting>,
}

/// A process in its step, with everything it can reach.
pub(super) struct Context<'a> {
    pub(super) machine: &'a mut Machine,
    pub(super) process: &'a mut Process,
    pub(super) host: &'a mut dyn Host,
}

/// How many ended outside processes are remembered.
const MAX_FINISHED: usize = 256;
/// A fork is as much work as so many steps.
const FORK_STEPS: u64 = 20;
/// Steps a process makes before the next gets its turn.
const TURN: u32 = 64;

impl Machine {
    pub fn new(limits: Limits) -> Machine {
        Machine {
            processes: Map::new(),
            files: Files::new(limits.capture_bytes),
            next_pid: FIRST.0,
            finished: Map::new(),
            inputs: Map::new(),
            roots: Set::new(),
            notices: Vec::new(),
            told: Set::new(),
            credit: limits.step_credit,
            credited_at_ms: 0,
            busy_until_ms: 0,
            surcharge: 0,
            deliveries: VecDeque::new(),
            ports: Map::new(),
            parting: None,
            limits,
        }
    }

    /// Starts a process from outside. The first one ever is pid 1: the container itself.
    /// A missing program is the runtime's error; inside a shell it would be status 127.
    pub fn spawn(&mut self, launch: &Launch, host: &mut dyn Host) -> Result<Pid, StartError> {
        if self.processes.len() >= self.limits.max_processes {
            self.tell(Notice::TooManyProcesses);
            return Err(StartError::TooManyProcesses);
        }
        let pid = Pid(self.next_pid);
        let environment = Arc::new(launch.environment.clone());
        let start = image::Start {
            pid,
            argv: launch.argv.to_vec(),
            environment: &environment,
            directory: launch.directory,
            is_terminal: launch.input == Input::Open { is_terminal: true },
            has_input: launch.input != Input::Empty,
        };
        let image = image::load(start, host)?;
        self.next_pid += 1;
        let descriptors = self.open_standard(pid, launch);
        self.roots.insert(pid);
        let process = Process {
            pid,
            parent: None,
            argv: image.argv,
            environment,
            directory: super::path::absolute("/", launch.directory),
            descriptors,
            children: Map::new(),
            outbox: VecDeque::new(),
            ignored: Set::new(),
            body: image.body,
        };
        self.processes.insert(pid, process);
        Ok(pid)
    }

    fn open_standard(&mut self, pid: Pid, launch: &Launch) -> Descriptors {
        let input = match &launch.input {
            Input::Empty => self.files.open(OpenFile::Null),
            Input::Text(text) => self.files.open(OpenFile::Text {
                text: text.as_str().into(),
                offset: 0,
            }),
            Input::Open { .. } => {
                let (reader, writer) = self.files.open_pipe();
                self.inputs.insert(pid, writer);
                reader
            }
        };
        let mut descriptors = Map::from_iter([(0, input)]);
        if launch.output == Output::Captured {
            self.files.captures.insert(pid, Capture::default());
        }
        for (number, stream) in [(1, Stream::Stdout), (2, Stream::Stderr)] {
            let file = match launch.output {
                Output::Log => OpenFile::Log(stream),
                Output::Captured => OpenFile::Capture { root: pid, stream },
            };
            descriptors.insert(number, self.files.open(file));
        }
        descriptors
    }

    /// Runs everything that can run now; call again at the returned time, or after any other call
    /// that changes something (a signal, input, an event in the world).
    pub fn run(&mut self, host: &mut dyn Host) -> Wake {
        let now = host.now_ms();
        let earned = now.saturating_sub(self.credited_at_ms);
        self.credited_at_ms = now;
        self.credit = (self.credit + earned).min(self.limits.step_credit);
        if now < self.busy_until_ms {
            return Wake {
                at_ms: Some(self.busy_until_ms),
                steps: 0,
            };
        }
        let mut budget = u64::from(self.limits.steps_per_run).min(self.credit.max(1000));
        let allowance = budget;
        loop {
            let mut has_run = false;
            let mut wake: Option<u64> = None;
            let pids: Vec<Pid> = self.processes.keys().copied().collect();
            for pid in pids {
                match self.take_turn(pid, &mut budget, host) {
                    Turn::Ran => has_run = true,
                    Turn::Blocked(at) => wake = [wake, at].into_iter().flatten().min(),
                }
                if budget == 0 {
                    self.credit = self.credit.saturating_sub(allowance);
                    return self.rest(now, allowance);
                }
            }
            if !has_run {
                self.credit = self.credit.saturating_sub(allowance - budget);
                return Wake {
                    at_ms: wake.map(|at| at.max(now)),
                    steps: allowance - budget,
                };
            }
        }
    }

    /// The processor is busy for as long as the steps made would take; without credit, longer.
    fn rest(&mut self, now: u64, steps: u64) -> Wake {
        let mut pause_ms = (steps / u64::from(self.limits.steps_per_ms)).max(1);
        if self.credit < 1000 {
            pause_ms = pause_ms.max(self.limits.throttle_ms);
            self.tell(Notice::EndlessLoop);
        }
        self.busy_until_ms = now + pause_ms;
        Wake {
            at_ms: Some(self.busy_until_ms),
            steps,
        }
    }

    fn take_turn(&mut self, pid: Pid, budget: &mut u64, host: &mut dyn Host) -> Turn {
        let Some(mut process) = self.processes.remove(&pid) else {
            return Turn::Ran;
        };
        let mut has_run = false;
        let mut outcome = Turn::Ran;
        let mut ended = None;
        for _ in 0..TURN {
            let written = process
                .outbox
                .iter()
                .map(|(_, text)| text.len())
                .sum::<usize>();
            self.surcharge += u64::try_from(written / 256).unwrap_or(0);
            match self.step(&mut process, host) {
                Step::Ran => {}
                Step::Blocked(_) if has_run => break,
                Step::Blocked(at) => {
                    outcome = Turn::Blocked(at);
                    break;
                }
                Step::Ended(status) => {
                    ended = Some(status);
                    break;
                }
                Step::Becomes(body) => process.body = *body,
            }
            has_run = true;
            *budget = budget.saturating_sub(1 + std::mem::take(&mut self.surcharge));
            // A signal may be for this very process, which has to be in its place to get it.
            if *budget == 0 || !self.deliveries.is_empty() {
                break;
            }
        }
        self.processes.insert(pid, process);
        if let Some(status) = ended {
            self.finish(pid, status, host);
        }
        self.deliver_all(host);
        outcome
    }

    fn step(&mut self, process: &mut Process, host: &mut dyn Host) -> Step {
        if let Some(step) = self.flush(process, host) {
            return step;
        }
        let mut body = std::mem::replace(&mut process.body, Body::Taken);
        let mut context = Context {
            machine: self,
            process,
            host,
        };
        let step = match &mut body {
            Body::Shell(shell) => interpret::step(shell, &mut context),
            Body::Program(program) => program.step(&mut context),
            Body::Foreign(foreign) => step_foreign(foreign, &mut context),
            Body::Live(live) => step_live(live, &mut context),
            Body::Taken => Step::Ended(ExitStatus::Code(0)),
        };
        if let (Step::Becomes(_), Body::Shell(shell)) = (&step, &mut body) {
            unwind::drop_files(shell, &mut context.machine.files);
        }
        context.process.body = body;
        match step {
            // What it still has to say must get out first.
            Step::Ended(status) => match self.flush(process, host) {
                None => Step::Ended(status),
                Some(waiting @ (Step::Ran | Step::Blocked(_))) => {
                    self.release_body(process, host);
                    process.body = Body::Program(Box::new(Program::Ending(status)));
                    waiting
                }
                Some(other) => other,
            },
            step => step,
        }
    }

    /// Writes what the process has to say; `None` once everything is out.
    fn flush(&mut self, process: &mut Process, host: &mut dyn Host) -> Option<Step> {
        while let Some((descriptor, text)) = process.outbox.pop_front() {
            let Some(id) = process.descriptors.get(&descriptor) else {
                continue;
            };
            match self.files.write(*id, &text, host) {
                Written::Bytes(bytes) if bytes >= text.len() => {}
                Written::Bytes(bytes) => {
                    let rest = text[bytes..].to_string();
                    process.outbox.push_front((descriptor, rest));
                    return Some(Step::Ran);
                }
                Written::Blocked => {
                    process.outbox.push_front((descriptor, text));
                    return Some(Step::Blocked(None));
                }
                Written::Broken if process.ignored.contains(&Signal::Pipe) => {}
                Written::Broken => {
                    process.outbox.clear();
                    return Some(Step::Ended(ExitStatus::Signal(Signal::Pipe)));
                }
                Written::Failed(error) if descriptor == 1 => {
                    let name = process.argv.first().map_or("sh", String::as_str);
                    let name = super::path::base_name(name);
                    let message = format!("{name}: write error: {}\n", error.text());
                    process.outbox.push_back((2, message));
                }
                Written::Failed(_) => {}
            }
        }
        if self.files.has_truncated {
            self.tell(Notice::OutputTruncated);
        }
        None
    }

    /// A process that is not pid 1 yet, made by another one.
    pub(super) fn fork(
        &mut self,
        parent: &mut Process,
        argv: Vec<String>,
        body: impl FnOnce(Pid) -> Body,
    ) -> Option<Pid> {
        // The parent itself is out of the table while it runs.
        if self.processes.len() + 1 >= self.limits.max_processes {
            self.tell(Notice::TooManyProcesses);
            return None;
        }
        self.surcharge += FORK_STEPS;
        let pid = Pid(self.next_pid);
        self.next_pid += 1;
        let descriptors = self.files.share_all(&parent.descriptors);
        let process = Process {
            pid,
            parent: Some(parent.pid),
            argv,
            environment: parent.environment.clone(),
            directory: parent.directory.clone(),
            descriptors,
            children: Map::new(),
            outbox: VecDeque::new(),
            ignored: parent.ignored.clone(),
            body: body(pid),
        };
        self.processes.insert(pid, process);
        parent.children.insert(pid, None);
        Some(pid)
    }

    /// A subshell that runs `frame`.
    pub(super) fn fork_shell(
        &mut self,
        parent: &mut Process,
        shell: &Shell,
        frame: Frame,
    ) -> Option<Pid> {
        let argv = parent.argv.clone();
        self.fork(parent, argv, |_| Body::Shell(Box::new(shell.fork(frame))))
    }

    /// Takes back a child that was forked but whose program could not be started.
    pub(super) fn abandon(&mut self, parent: &mut Process, child: Pid) {
        parent.children.remove(&child);
        if let Some(mut process) = self.processes.remove(&child) {
            self.files.close_all(&mut process.descriptors);
        }
    }

    fn release_body(&mut self, process: &mut Process, host: &mut dyn Host) {
        match &mut process.body {
            Body::Shell(shell) => unwind::drop_files(shell, &mut self.files),
            Body::Program(_) => {}
            Body::Foreign(_) => {
                host.signal_foreign(process.pid, Signal::Kill);
            }
            Body::Live(_) => host.stop_live(process.pid),
            Body::Taken => {}
        }
        let ports: Vec<u16> = self
            .ports
            .iter()
            .filter(|(_, owner)| **owner == process.pid)
            .map(|(port, _)| *port)
            .collect();
        for port in ports {
            self.ports.remove(&port);
            host.close_port(process.pid, port);
        }
    }

    /// A process is no more; when pid 1 ends, so do all others.
    pub(super) fn finish(&mut self, pid: Pid, status: ExitStatus, host: &mut dyn Host) {
        let Some(mut process) = self.processes.remove(&pid) else {
            return;
        };
        if pid == FIRST {
            self.parting = Some(Parting::of(&process));
        }
        self.release_body(&mut process, host);
        self.files.close_all(&mut process.descriptors);
        if let Some(writer) = self.inputs.remove(&pid) {
            self.files.close(writer);
        }
        for child in process.children.keys() {
            if let Some(child) = self.processes.get_mut(child) {
                child.parent = None;
            }
        }
        let parent = process
            .parent
            .and_then(|parent| self.processes.get_mut(&parent));
        if let Some(slot) = parent.and_then(|parent| parent.children.get_mut(&pid)) {
            *slot = Some(status);
        }
        if self.roots.remove(&pid) {
            self.finished.insert(pid, status);
            while self.finished.len() > MAX_FINISHED {
                // Pid 1 stays known; the oldest of the others is forgotten.
                let Some(oldest) = self.finished.keys().copied().find(|pid| *pid != FIRST) else {
                    break;
                };
                self.forget(oldest);
            }
        }
        if pid == FIRST {
            let rest: Vec<Pid> = self.processes.keys().copied().collect();
            for pid in rest {
                self.finish(pid, ExitStatus::Signal(Signal::Kill), host);
            }
        }
    }

    /// How a process started from outside ended; `None` while it runs.
    pub fn exit_status(&self, pid: Pid) -> Option<ExitStatus> {
        self.finished.get(&pid).copied()
    }

    /// Where pid 1 stood when it ended, for the next line of a terminal to go on from.
    pub fn parting(&self) -> Option<&Parting> {
        self.parting.as_ref()
    }

    /// What a captured process has printed so far.
    pub fn captured(&self, pid: Pid) -> Option<&Capture> {
        self.files.captures.get(&pid)
    }

    /// What it has printed since the last time: for a terminal that shows it as it comes.
    pub fn take_captured(&mut self, pid: Pid) -> Vec<(Stream, String)> {
        self.files
            .captures
            .get_mut(&pid)
            .map(Capture::take)
            .unwrap_or_default()
    }

    /// Drops the record of an ended process.
    pub fn forget(&mut self, pid: Pid) {
        self.finished.remove(&pid);
        self.files.captures.remove(&pid);
    }

    /// Types into a process started with [`Input::Open`]. Text beyond the pipe's bound is dropped.
    pub fn feed(&mut self, pid: Pid, text: &str, host: &mut dyn Host) {
        let Some(writer) = self.inputs.get(&pid) else {
            return;
        };
        let text = prefix(text, super::files::PIPE_BYTES);
        self.files.write(*writer, text, host);
    }

    /// Ctrl-D.
    pub fn close_input(&mut self, pid: Pid) {
        if let Some(writer) = self.inputs.remove(&pid) {
            self.files.close(writer);
        }
    }

    pub fn is_running(&self, pid: Pid) -> bool {
        self.processes.contains_key(&pid)
    }

    pub fn process_count(&self) -> usize {
        self.processes.len()
    }

    /// All processes, as `ps` lists them.
    pub fn processes(&self) -> Vec<ProcessLine> {
        self.processes
            .values()
            .map(|process| ProcessLine {
                pid: process.pid,
                argv: process.argv.clone(),
            })
            .collect()
    }

    /// Ports on which a process of this room accepts connections.
    pub fn listening_ports(&self) -> impl Iterator<Item = u16> + '_ {
        self.ports.keys().copied()
    }

    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    pub(super) fn tell(&mut self, notice: Notice) {
        if self.told.insert(notice) {
            self.notices.push(notice);
        }
    }
}

enum Turn {
    Ran,
    Blocked(Option<u64>),
}
