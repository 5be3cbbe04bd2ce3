//! The programs of the terminal that see more of the World than its shell does: kubectl and ssh.

use crate::engine::{NodeIndex, World};
use crate::shell::{
    self, FIRST, Input, Launch, Limits, LiveNext, LiveStart, LiveTurn, Machine, Stream,
};

use super::context::Context;
use super::prompt_host::{Place, PromptHost};
use super::reply::{self, Output};
use super::static_pods::read_static_pods;
use super::terminal::{Crew, HOME, Terminal};
use super::verb::{self, Job, Status};

/// A program under way.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Program {
    Kubectl(Box<Kubectl>),
    Ssh(Box<Ssh>),
}

impl Program {
    /// The program of that name, if it is one of these.
    pub fn start(start: &LiveStart<'_>) -> Option<Program> {
        let (name, arguments) = start.argv.split_first()?;
        match name.as_str() {
            "kubectl" | "k" => Some(Program::Kubectl(Box::new(Kubectl {
                arguments: arguments.to_vec(),
                directory: start.directory.to_owned(),
                has_input: start.has_input,
                job: None,
            }))),
            "ssh" => Some(Program::Ssh(Box::new(Ssh {
                arguments: arguments.to_vec(),
                has_input: start.has_input,
                session: None,
            }))),
            _ => None,
        }
    }

    /// Goes on as far as it can now.
    pub fn step(
        &mut self,
        world: &mut World,
        terminal: &mut Terminal,
        crew: &mut Crew,
        input: Option<&str>,
    ) -> LiveTurn {
        match self {
            Program::Kubectl(kubectl) => kubectl.step(world, terminal, crew, input),
            Program::Ssh(ssh) => ssh.step(world, terminal, crew, input),
        }
    }

    /// Whether the person types into it.
    pub fn reads_terminal(&self) -> bool {
        match self {
            Program::Kubectl(kubectl) => kubectl.job.as_ref().is_some_and(Job::reads_terminal),
            Program::Ssh(_) => false,
        }
    }

    /// A line that the person types into it; `None` is Ctrl-D.
    pub fn feed(&mut self, world: &mut World, text: Option<&str>) {
        if let Program::Kubectl(kubectl) = self
            && let Some(job) = &mut kubectl.job
        {
            job.feed(world, text);
        }
    }

    /// The person or the shell has ended it.
    pub fn interrupt(&mut self, world: &mut World) {
        if let Program::Kubectl(kubectl) = self
            && let Some(job) = &mut kubectl.job
        {
            job.interrupt(world);
        }
    }
}

/// A kubectl.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kubectl {
    arguments: Vec<String>,
    directory: String,
    has_input: bool,
    /// What it waits for, once it has begun.
    job: Option<Job>,
}

impl Kubectl {
    fn step(
        &mut self,
        world: &mut World,
        terminal: &mut Terminal,
        crew: &mut Crew,
        input: Option<&str>,
    ) -> LiveTurn {
        let mut output = Output::default();
        if let Some(job) = &mut self.job {
            let ended = job.poll(world, &mut output);
            return self.turn(output, ended);
        }
        if self.has_input && input.is_none() && verb::reads_input(&self.arguments) {
            return reads_input();
        }
        let mut context = Context {
            world,
            terminal,
            acts: &mut crew.acts,
            directory: &self.directory,
            input,
            output: &mut output,
            verb: "",
        };
        match verb::run(&mut context, &self.arguments) {
            Status::Done { exit_code } => self.turn(output, Some(exit_code)),
            Status::Running(job) => {
                self.job = Some(job);
                self.turn(output, None)
            }
        }
    }

    fn turn(&self, output: Output, ended: Option<i32>) -> LiveTurn {
        let wakes_at = self.job.as_ref().and_then(Job::wakes_at);
        LiveTurn {
            output: output.pieces.into_iter().map(shell_piece).collect(),
            next: match ended {
                Some(exit_code) => LiveNext::Ended(exit_code),
                None => LiveNext::Waits(wakes_at.map(|at| at.milliseconds)),
            },
        }
    }
}

/// It cannot begin without its input.
fn reads_input() -> LiveTurn {
    LiveTurn {
        output: Vec::new(),
        next: LiveNext::ReadsInput,
    }
}

fn shell_piece((stream, text): (reply::Stream, String)) -> (Stream, String) {
    match stream {
        reply::Stream::Out => (Stream::Stdout, text),
        reply::Stream::Error => (Stream::Stderr, text),
    }
}

/// A command on a node.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ssh {
    arguments: Vec<String>,
    has_input: bool,
    session: Option<(NodeIndex, Machine)>,
}

/// What ssh ends with when it cannot do its work.
const SSH_FAILED: i32 = 255;

impl Ssh {
    fn step(
        &mut self,
        world: &mut World,
        terminal: &mut Terminal,
        crew: &mut Crew,
        input: Option<&str>,
    ) -> LiveTurn {
        if self.session.is_none() {
            if self.has_input && input.is_none() {
                return reads_input();
            }
            match self.connect(world, terminal, crew, input.unwrap_or_default()) {
                Ok(session) => self.session = Some(session),
                Err(message) => return said(message, SSH_FAILED),
            }
        }
        let Some((node, machine)) = &mut self.session else {
            return said(String::new(), SSH_FAILED);
        };
        let mut host = PromptHost {
            world,
            terminal,
            crew,
            place: Place::Node(*node),
        };
        let wake = machine.run(&mut host);
        read_static_pods(host.world, *node);
        let output = machine.take_captured(FIRST);
        let next = match machine.exit_status(FIRST) {
            Some(status) => LiveNext::Ended(status.code()),
            None => LiveNext::Waits(wake.at_ms),
        };
        LiveTurn { output, next }
    }

    /// A shell on the node with the words of the command, joined by blanks as ssh joins them.
    fn connect(
        &self,
        world: &mut World,
        terminal: &mut Terminal,
        crew: &mut Crew,
        input: &str,
    ) -> Result<(NodeIndex, Machine), String> {
        let mut words = self.arguments.iter().filter(|word| *word != "-t");
        let Some(host) = words.next() else {
            return Err("usage: ssh NODE COMMAND\n".to_owned());
        };
        let name = host.rsplit('@').next().unwrap_or(host);
        let Some(node) = world.node_index(name) else {
            return Err(format!(
                "ssh: Could not resolve hostname {name}: Name or service not known\n"
            ));
        };
        let words: Vec<&str> = words.map(String::as_str).collect();
        if words.is_empty() {
            return Err(format!(
                "ssh: a shell that stays open is not simulated; write: ssh {name} COMMAND\n"
            ));
        }
        let mut machine = Machine::new(Limits::default());
        let argv = ["bash".to_owned(), "-c".to_owned(), words.join(" ")];
        let environment = [("HOME", HOME), ("PATH", "/usr/bin:/bin"), ("USER", "root")];
        let environment = environment
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let launch = Launch {
            argv: &argv,
            environment: &environment,
            directory: HOME,
            input: Input::Text(input.to_owned()),
            output: shell::Output::Captured,
        };
        let mut host = PromptHost {
            world,
            terminal,
            crew,
            place: Place::Node(node),
        };
        let started = machine.spawn(&launch, &mut host);
        started.map_err(|error| format!("ssh: {}\n", error.text("bash")))?;
        Ok((node, machine))
    }
}

fn said(message: String, exit_code: i32) -> LiveTurn {
    LiveTurn {
        output: vec![(Stream::Stderr, message)],
        next: LiveNext::Ended(exit_code),
    }
}
