//! What a machine is asked for and what it answers with.

use super::host::Pid;
use crate::order::Map;

/// Bounds on what one container's processes may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    pub max_processes: usize,
    /// Kept output of one captured process.
    pub capture_bytes: usize,
    /// Steps in one call of [`Machine::run`](super::Machine::run).
    pub steps_per_run: u32,
    /// How many steps a busy processor makes in a simulated millisecond.
    pub steps_per_ms: u32,
    /// Steps that may be saved up; once they are spent the loop counts as endless.
    pub step_credit: u64,
    /// How often a machine without credit is let on.
    pub throttle_ms: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            max_processes: 64,
            capture_bytes: 10 * 1024,
            steps_per_run: 20_000,
            steps_per_ms: 1_000,
            step_credit: 400_000,
            throttle_ms: 10_000,
        }
    }
}

/// Where the output of a started process and its children goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// The container log, through [`Host::write_log`](super::Host::write_log).
    Log,
    /// Kept for [`Machine::captured`](super::Machine::captured): execs, probes, hooks.
    Captured,
}

/// What a started process reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    Empty,
    Text(String),
    /// Whoever started it feeds it ([`Machine::feed`](super::Machine::feed)); `is_terminal` makes a shell prompt.
    Open {
        is_terminal: bool,
    },
}

/// A process to start from outside: the container's command, a probe, an exec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch<'a> {
    pub argv: &'a [String],
    pub environment: &'a Map<String, String>,
    pub directory: &'a str,
    pub input: Input,
    pub output: Output,
}

/// When the machine wants to be run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wake {
    /// `None`: only an outside event can move it.
    pub at_ms: Option<u64>,
    /// How many steps it made now.
    pub steps: u64,
}

/// Something the person watching should be told, once per machine and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// An endless loop without sleeping: it now runs in slow motion.
    EndlessLoop,
    /// As many processes as may be; `fork` fails.
    TooManyProcesses,
    /// Functions or loops nested without end.
    TooDeep,
    /// Captured output reached its bound.
    OutputTruncated,
    /// A command's output in `$(…)`, or a program's input, was too long and was cut.
    TextTruncated,
}

/// One line of `ps`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessLine {
    pub pid: Pid,
    pub argv: Vec<String>,
}
