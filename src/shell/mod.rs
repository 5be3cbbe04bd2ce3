//! A shell on simulated time (stand-in: `sleep N`, `exit N`, `;` and `&&` only).

mod host;
mod signal;

use std::collections::BTreeMap;

pub use host::{
    Dialect, Dns, FIRST, FileError, FileInfo, Foreign, ForeignOutput, ForeignReaction, ForeignRun,
    Host, ListenError, NetworkReply, NetworkRequest, Outcome, Pid, Protocol, Stream,
};
pub use signal::Signal;

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Limits;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    Log,
    Captured,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    Empty,
}
pub struct Launch<'a> {
    pub argv: &'a [String],
    pub environment: &'a BTreeMap<String, String>,
    pub directory: &'a str,
    pub input: Input,
    pub output: Output,
}
pub struct Wake {
    pub at_ms: Option<u64>,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    EndlessLoop,
    TooManyProcesses,
    TooDeep,
    OutputTruncated,
    TextTruncated,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    Code(i32),
    Signal(Signal),
}
impl ExitStatus {
    pub fn code(self) -> i32 {
        match self {
            ExitStatus::Code(c) => c,
            ExitStatus::Signal(s) => 128 + s.number(),
        }
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartError {
    NotFound,
}
impl StartError {
    pub fn text(self, program: &str) -> String {
        format!("exec: \"{program}\": executable file not found in $PATH")
    }
}
#[derive(Clone, Debug, PartialEq, Eq)]
enum Plan {
    Idle,
    Script { parts: Vec<String>, until: u64 },
    Foreign { ends: Option<(u64, i32)> },
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    plan: Plan,
    ended: Option<ExitStatus>,
}
impl Machine {
    pub fn new(_: Limits) -> Machine {
        Machine {
            plan: Plan::Idle,
            ended: None,
        }
    }
    pub fn spawn(&mut self, launch: &Launch, host: &mut dyn Host) -> Result<Pid, StartError> {
        let argv = launch.argv;
        if argv[0].ends_with("sh") || argv[0] == "sleep" {
            let script = if argv[0] == "sleep" {
                argv.join(" ")
            } else {
                argv.get(2).cloned().unwrap_or_default()
            };
            let parts = script
                .split([';'])
                .flat_map(|p| p.split("&&"))
                .map(|p| p.trim().to_owned())
                .collect();
            self.plan = Plan::Script {
                parts,
                until: host.now_ms(),
            };
            return Ok(FIRST);
        }
        match host.start_foreign(FIRST, argv, launch.environment) {
            Foreign::Started(run) => {
                self.plan = Plan::Foreign {
                    ends: run.ends.map(|(a, c)| (host.now_ms() + a, c)),
                };
                Ok(FIRST)
            }
            _ => Err(StartError::NotFound),
        }
    }
    pub fn run(&mut self, host: &mut dyn Host) -> Wake {
        let now = host.now_ms();
        match &mut self.plan {
            Plan::Script { parts, until } => {
                while *until <= now {
                    if parts.is_empty() {
                        self.ended = Some(ExitStatus::Code(0));
                        return Wake { at_ms: None };
                    }
                    let part = parts.remove(0);
                    if let Some(n) = part.strip_prefix("sleep ") {
                        *until = now + (n.parse::<f64>().unwrap_or(0.0) * 1000.0) as u64;
                    }
                    if let Some(n) = part.strip_prefix("exit ") {
                        self.ended = Some(ExitStatus::Code(n.parse().unwrap_or(0)));
                        return Wake { at_ms: None };
                    }
                }
                Wake {
                    at_ms: Some(*until),
                }
            }
            Plan::Foreign {
                ends: Some((at, code)),
            } if *at <= now => {
                self.ended = Some(ExitStatus::Code(*code));
                Wake { at_ms: None }
            }
            Plan::Foreign { ends } => Wake {
                at_ms: ends.map(|e| e.0),
            },
            Plan::Idle => Wake { at_ms: None },
        }
    }
    pub fn take_notices(&mut self) -> Vec<Notice> {
        Vec::new()
    }
    pub fn exit_status(&self, _: Pid) -> Option<ExitStatus> {
        self.ended
    }
    pub fn signal(&mut self, _: Pid, signal: Signal, host: &mut dyn Host) {
        if signal == Signal::Kill {
            self.ended = Some(ExitStatus::Signal(Signal::Kill));
            return;
        }
        if let Plan::Foreign { ends } = &mut self.plan
            && let ForeignReaction::Ends {
                after_ms,
                exit_code,
            } = host.signal_foreign(FIRST, signal)
        {
            *ends = Some((host.now_ms() + after_ms, exit_code));
        }
    }
}
