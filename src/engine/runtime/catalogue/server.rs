//! How an image's own program behaves: when it listens, what it answers, how it takes signals.

use std::sync::Arc;

use crate::api::behaviour::Behaviour;
use crate::shell::{ForeignReaction, Pid, Signal};

use super::super::super::time::SimTime;

/// A program that serves until it is told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Server {
    pub ports: &'static [u16],
    pub listens_after_ms: u64,
    pub on_term: SignalHabit,
    /// Delay and exit code of a program that ends by itself.
    pub ends_after_ms: Option<(u64, i32)>,
}

/// What a program does on SIGTERM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalHabit {
    Ignored,
    Ends {
        after_ms: u64,
        exit_code: i32,
    },
    /// No handler: as process 1 it survives.
    Default,
}

/// A running program of that sort.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignProgram {
    pub pid: Pid,
    pub listeners: Vec<Listener>,
    pub on_term: SignalHabit,
    /// What it answers to a health check: 200 until someone asks for `/status500`.
    pub health: u16,
    pub started_at: SimTime,
    /// The documents' liveness server: healthy for ten seconds, then never again.
    pub fails_after_ten_seconds: bool,
    /// What an annotation says of it.
    pub behaviour: Option<Arc<Behaviour>>,
    /// The times of the annotation count from here.
    pub behaviour_since: SimTime,
}

/// A port that a program opens at some time.
#[derive(Clone, Debug, PartialEq)]
pub struct Listener {
    pub port: u16,
    pub at: SimTime,
    /// Whether it was told.
    pub is_announced: bool,
}

impl Listener {
    pub fn new(port: u16, at: SimTime) -> Listener {
        Listener {
            port,
            at,
            is_announced: false,
        }
    }
}

impl ForeignProgram {
    pub fn reaction(&self, signal: Signal) -> ForeignReaction {
        match (signal, self.on_term) {
            (
                Signal::Terminate | Signal::Interrupt | Signal::Quit | Signal::WindowChange,
                SignalHabit::Ends {
                    after_ms,
                    exit_code,
                },
            ) => ForeignReaction::Ends {
                after_ms,
                exit_code,
            },
            (
                Signal::Terminate | Signal::Interrupt | Signal::Quit | Signal::WindowChange,
                SignalHabit::Ignored,
            ) => ForeignReaction::Ignored,
            _ => ForeignReaction::Default,
        }
    }

    pub fn listens_on(&self, port: u16, now: SimTime) -> bool {
        self.listeners
            .iter()
            .any(|listener| listener.port == port && now >= listener.at)
    }

    /// How long it thinks before it answers.
    pub fn answer_delay_ms(&self) -> u64 {
        self.behaviour
            .as_ref()
            .and_then(|behaviour| behaviour.answer_delay_ms)
            .unwrap_or(0)
    }

    /// The status of the answer to GET, as the documents' example servers give it.
    pub fn answer_status(&mut self, path: &str, now: SimTime) -> u16 {
        let path = without_query(path);
        let age_ms = now.since(self.started_at).milliseconds;
        let described_ms = now.since(self.behaviour_since).milliseconds;
        let behaviour = self.behaviour.as_ref();
        if let Some(status) = behaviour.and_then(|found| found.status(path, described_ms)) {
            return status;
        }
        if self.fails_after_ten_seconds && path == "/healthz" {
            return if age_ms <= 10_000 { 200 } else { 500 };
        }
        match path {
            "/status500" => self.health = 500,
            "/status200" => self.health = 200,
            "/health" | "/healthz" | "/ready" | "/readyz" | "/livez" => return self.health,
            _ => {}
        }
        200
    }

    /// What comes with a status.
    pub fn body(&self, path: &str, hostname: &str, status: u16, now: SimTime) -> String {
        let path = without_query(path);
        let age_ms = now.since(self.started_at).milliseconds;
        let described_ms = now.since(self.behaviour_since).milliseconds;
        let behaviour = self.behaviour.as_ref();
        if behaviour.is_some_and(|found| found.status(path, described_ms).is_some()) {
            return format!("{hostname}: {status}\n");
        }
        if self.fails_after_ten_seconds && path == "/healthz" {
            return match status {
                200 => "ok".to_owned(),
                _ => {
                    let nanoseconds = age_ms % 1_000 * 1_000_000;
                    format!("error: {}.{nanoseconds:09}", age_ms / 1_000)
                }
            };
        }
        match path {
            "/status500" => "Status Code has Changed to 500\n".to_owned(),
            "/status200" => "Status Code has Changed to 200\n".to_owned(),
            "/health" | "/healthz" | "/ready" | "/readyz" | "/livez" => match status {
                200 => format!("{hostname} is Running\n"),
                _ => format!("{hostname} : Internal Server Error\n"),
            },
            "/hostname" => format!("Hostname : {hostname}\n"),
            "/version" => "Version : v1\n".to_owned(),
            _ => format!("Welcome! {hostname}\n"),
        }
    }
}

/// The path before its question mark. Every run of a probe asks for it, and paths are short.
fn without_query(path: &str) -> &str {
    let mark = path.bytes().position(|byte| byte == b'?');
    mark.and_then(|mark| path.get(..mark)).unwrap_or(path)
}
