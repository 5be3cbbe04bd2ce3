//! The seam to the page: commands in, snapshots out. It owns the run, its history, the playhead
//! and the speed, and knows neither browser nor language.

use std::sync::Arc;

use crate::api::ObjectKey;
use crate::engine::time::{SimDuration, SimTime};

use super::snapshot::{Explanation, Snapshot};
use super::timeline::Timeline;

/// How fast simulated time passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speed {
    /// Wall time is spent on changes; waiting is folded (product design 3.3).
    #[default]
    Smart,
    /// Simulated milliseconds per wall second: 250 is a quarter of real time, 60 000 is 60×.
    Linear { per_mille: u32 },
}

impl Speed {
    /// The linear speeds that the page offers: 0.25×, 0.5×, 1×, 2×, 5×, 10×, 30×, 60×, 600×.
    pub const LINEAR: [u32; 9] = [
        250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 600_000,
    ];
}

/// What one frame did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Advance {
    pub moved: bool,
    /// The quiet gap that smart time is folding right now: its whole length.
    pub folding: Option<SimDuration>,
    /// The end of the run was reached and playing stopped.
    pub ended: bool,
}

/// What a command answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub stdout: String,
    pub stderr: String,
    pub exit_code: i32,
}

/// A branch of history: acting in the past keeps what had come after as another branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchView {
    /// Counts from 0 in order of creation.
    pub index: usize,
    /// Where it left the branch it grew from; zero for the first.
    pub forked_at: SimTime,
    /// The command that made it; empty for the first.
    pub command: String,
    pub current: bool,
}

/// A run with its playhead.
#[derive(Clone, Debug, Default)]
pub struct Session {
    time: SimTime,
    playing: bool,
    speed: Speed,
}

impl Session {
    /// A run of this manifest, applied at t = 0; problems of the text are not looked at here.
    pub fn from_manifest(_text: &str) -> Session {
        Session::default()
    }

    /// The run as a scenario text: settings, files, and every command with its time.
    pub fn scenario_text(&self) -> String {
        String::new()
    }

    /// Starts the run anew with another manifest (same settings). The playhead stays where it
    /// is if what happened up to it is unchanged, else it goes to 0; returns whether it stayed.
    pub fn replace_manifest(&mut self, _text: &str) -> bool {
        false
    }

    /// Runs one command at the playhead, as typed; a fork if the run already went on from here
    /// and the command changes anything.
    pub fn command(&mut self, _line: &str) -> Reply {
        Reply::default()
    }

    pub fn time(&self) -> SimTime {
        self.time
    }

    pub fn playing(&self) -> bool {
        self.playing
    }

    pub fn set_playing(&mut self, playing: bool) {
        self.playing = playing;
    }

    pub fn speed(&self) -> Speed {
        self.speed
    }

    pub fn set_speed(&mut self, speed: Speed) {
        self.speed = speed;
    }

    /// Moves the playhead; beyond the computed run it is computed further, up to a bound.
    pub fn seek(&mut self, time: SimTime) {
        self.time = time;
    }

    /// Lets wall time pass: at most a tenth of a second a call counts.
    pub fn advance(&mut self, _wall_ms: u32) -> Advance {
        Advance::default()
    }

    /// The next (or previous) time at which anything of the Pod changes.
    pub fn next_stop(&self, _focus: Option<&ObjectKey>, _forward: bool) -> Option<SimTime> {
        None
    }

    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::default()
    }

    pub fn timeline(&self, _focus: Option<&ObjectKey>) -> Arc<Timeline> {
        Arc::default()
    }

    pub fn explanation(&self, _focus: Option<&ObjectKey>) -> Arc<Explanation> {
        Arc::default()
    }

    pub fn branches(&self) -> Vec<BranchView> {
        Vec::new()
    }

    pub fn select_branch(&mut self, _index: usize) {}
}
