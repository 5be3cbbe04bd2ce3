//! One container instance: its state, its processes, its log and its files.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::order::{Map, Set};
use crate::shell::{Machine, Pid};

use super::super::time::SimTime;
use super::InstanceId;
use super::catalogue::ForeignProgram;
use super::files::Files;
use super::memory::MemoryUse;
use super::mount::Mount;

/// Lines of a log that are kept.
const LOG_LINES_MAX: usize = 2_000;
/// Characters of a log line that are kept.
const LOG_LINE_MAX: usize = 4_096;

/// A container instance with everything in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    pub status: InstanceStatus,
    pub(in crate::engine) machine: Machine,
    pub log: Log,
    /// What was written into the container's own file system.
    pub(in crate::engine) files: Files,
    pub(in crate::engine) mounts: Vec<Mount>,
    pub(in crate::engine) env: Arc<Map<String, String>>,
    /// Ports that something listens on.
    pub listening: Set<u16>,
    /// Programs that the shell room does not know, by process number.
    pub(in crate::engine) foreign: Vec<ForeignProgram>,
    /// When the next wake-up of the processes is due; a later event for another time is stale.
    pub(in crate::engine) wake_at: Option<SimTime>,
    /// SIGKILL is due then.
    pub(in crate::engine) kill_at: Option<SimTime>,
    /// The process of a lifecycle hook that runs in it.
    pub(in crate::engine) hook_process: Option<Pid>,
    /// What it holds, if an annotation says so.
    pub(in crate::engine) memory: Option<MemoryUse>,
    /// The kernel is killing it for its memory.
    pub(in crate::engine) is_out_of_memory: bool,
}

/// What the runtime tells of an instance.
#[derive(Clone, Debug, PartialEq)]
pub struct InstanceStatus {
    pub id: InstanceId,
    pub container: Arc<str>,
    /// The image as the manifest names it.
    pub image: Arc<str>,
    /// `containerd://…`.
    pub container_id: Arc<str>,
    /// Counts from 0 in the life of the Pod's container.
    pub attempt: i32,
    pub state: InstanceState,
}

/// The CRI's container states.
#[derive(Clone, Debug, PartialEq)]
pub enum InstanceState {
    Created { at: SimTime },
    Running { since: SimTime },
    Exited(Exit),
}

/// How an instance ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Exit {
    /// `None` when the process never started.
    pub started_at: Option<SimTime>,
    pub finished_at: SimTime,
    pub exit_code: i32,
    /// `Completed`, `Error`, `OOMKilled`, `StartError`.
    pub reason: &'static str,
    pub message: String,
}

impl InstanceStatus {
    pub fn is_running(&self) -> bool {
        matches!(self.state, InstanceState::Running { .. })
    }

    /// How it ended, if it did.
    pub fn exit(&self) -> Option<&Exit> {
        match &self.state {
            InstanceState::Exited(exit) => Some(exit),
            _ => None,
        }
    }
}

/// The end of a container's output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log {
    pub lines: VecDeque<LogLine>,
    /// Whether older lines were dropped.
    pub truncated: bool,
    /// How many were.
    pub dropped: usize,
    /// The last line has no end yet.
    open: bool,
}

/// A line of a log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    pub time: SimTime,
    pub text: Arc<str>,
}

impl Log {
    /// Appends output; returns true when this made the log lose its oldest lines for the first time.
    pub(in crate::engine) fn write(&mut self, time: SimTime, text: &str) -> bool {
        let was_truncated = self.truncated;
        for part in text.split_inclusive('\n') {
            let complete = part.ends_with('\n');
            let part = part.strip_suffix('\n').unwrap_or(part);
            match self.lines.back_mut() {
                Some(line) if self.open => {
                    if line.text.len() < LOG_LINE_MAX {
                        line.text = format!("{}{}", line.text, bounded(part)).into();
                    }
                }
                _ => self.lines.push_back(LogLine {
                    time,
                    text: bounded(part).into(),
                }),
            }
            self.open = !complete;
            if self.lines.len() > LOG_LINES_MAX {
                self.lines.pop_front();
                self.dropped += 1;
                self.truncated = true;
            }
        }
        self.truncated && !was_truncated
    }

    /// Whether the last line has no end yet.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// The last lines, oldest first.
    pub fn tail(&self, count: usize) -> impl Iterator<Item = &LogLine> {
        self.lines
            .iter()
            .skip(self.lines.len().saturating_sub(count))
    }
}

/// The start of a line, cut at a character's end.
fn bounded(text: &str) -> &str {
    let mut end = text.len().min(LOG_LINE_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
