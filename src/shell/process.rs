//! One simulated process: its descriptors, its children and what it executes.

use crate::order::{Map, Set};
use std::collections::VecDeque;
use std::sync::Arc;

use super::files::Descriptors;
use super::host::{ForeignOutput, Pid};
use super::live::LiveBody;
use super::programs::Program;
use super::signal::Signal;
use super::state::Shell;

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    Code(i32),
    Signal(Signal),
}

impl ExitStatus {
    /// As `$?` and a container's `exitCode` show it: 128 + n after a signal.
    pub fn code(self) -> i32 {
        match self {
            ExitStatus::Code(code) => code & 0xff,
            ExitStatus::Signal(signal) => 128 + signal.number(),
        }
    }
}

/// Why a program could not be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartError {
    /// No such program in `$PATH`, or no such file.
    NotFound,
    NotExecutable,
    IsDirectory,
    /// Nothing to start: an empty command.
    NoCommand,
    /// The container has as many processes as it may have.
    TooManyProcesses,
}

impl StartError {
    /// The runtime's words for a container's or an exec's first program (Go `os/exec` by way of
    /// runc).
    pub fn text(self, program: &str) -> String {
        match self {
            StartError::NotFound if program.contains('/') => {
                format!("exec: \"{program}\": stat {program}: no such file or directory")
            }
            StartError::NotFound => {
                format!("exec: \"{program}\": executable file not found in $PATH")
            }
            StartError::NotExecutable => format!("exec: \"{program}\": permission denied"),
            StartError::IsDirectory => format!("exec: \"{program}\": is a directory"),
            StartError::NoCommand => "no command specified".to_string(),
            StartError::TooManyProcesses => {
                format!("exec: \"{program}\": resource temporarily unavailable")
            }
        }
    }
}

/// What a process executes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    Shell(Box<Shell>),
    Program(Box<Program>),
    Foreign(ForeignBody),
    Live(LiveBody),
    /// Between two steps only: the body is in the hands of whoever runs it.
    Taken,
}

/// A foreign program: the host said how it will go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ForeignBody {
    pub(super) started_ms: u64,
    pub(super) ends: Option<(u64, i32)>,
    pub(super) output: VecDeque<ForeignOutput>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Process {
    pub(super) pid: Pid,
    pub(super) parent: Option<Pid>,
    /// For `ps`.
    pub(super) argv: Vec<String>,
    /// What a program sees; a shell keeps its own variables.
    pub(super) environment: Arc<Map<String, String>>,
    pub(super) directory: String,
    pub(super) descriptors: Descriptors,
    /// Children of a shell, `timeout` or `xargs`, with their end once they have ended.
    pub(super) children: Map<Pid, Option<ExitStatus>>,
    /// Text on its way out. The process does nothing else until it is written.
    pub(super) outbox: VecDeque<(u8, String)>,
    pub(super) ignored: Set<Signal>,
    pub(super) body: Body,
}

impl Process {
    pub(super) fn print(&mut self, text: impl Into<String>) {
        self.send(1, text.into());
    }

    pub(super) fn complain(&mut self, text: impl Into<String>) {
        self.send(2, text.into());
    }

    pub(super) fn send(&mut self, descriptor: u8, text: String) {
        if text.is_empty() {
            return;
        }
        match self.outbox.back_mut() {
            Some((last, waiting)) if *last == descriptor => waiting.push_str(&text),
            _ => self.outbox.push_back((descriptor, text)),
        }
    }
}

/// Where a process stood when it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parting {
    pub directory: String,
    /// A shell's variables; of another program its environment.
    pub variables: Map<String, String>,
}

impl Parting {
    pub(super) fn of(process: &Process) -> Parting {
        let variables = match &process.body {
            Body::Shell(shell) => {
                let set = shell.variables.iter();
                set.filter_map(|(name, variable)| Some((name.clone(), variable.value.clone()?)))
                    .collect()
            }
            _ => Map::clone(&process.environment),
        };
        Parting {
            directory: process.directory.clone(),
            variables,
        }
    }
}

/// What one step of a body came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Ran,
    /// Nothing can happen before this time, or before another process acts.
    Blocked(Option<u64>),
    Ended(ExitStatus),
    /// The process goes on as another program: `exec`.
    Becomes(Box<Body>),
}
