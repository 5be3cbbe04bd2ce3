//! The seam to the page: commands in, snapshots out. It owns the run, its history, the playhead
//! and the speed, and knows neither browser nor language.

mod play;
mod terminal;

use std::sync::Arc;

pub use terminal::{Entry, Reply};

use crate::api::ObjectKey;
use crate::engine::Config;
use crate::engine::config::{Release, WaitingReason};
use crate::engine::time::{SimDuration, SimTime};
use crate::order::Map;

use super::explain::explain;
use super::history::{HORIZON, History, LENGTH_MAX};
use super::pace::Gap;
use super::run::Run;
use super::scenario::{Scenario, ScenarioError, Step};
use super::snapshot::{Explanation, Snapshot, build};
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
    /// More of the run is known than before.
    pub learned: bool,
    /// The end of the run was reached and playing stopped.
    pub ended: bool,
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

/// The file that a pasted manifest becomes.
const MANIFEST_FILE: &str = "pod.yaml";
/// The most branches that are kept; then the oldest side branch goes.
const BRANCHES_MAX: usize = 16;
/// A run with its playhead.
#[derive(Clone, Debug)]
pub struct Session {
    branches: Vec<Branch>,
    current: usize,
    /// The current branch, computed beyond the playhead.
    history: History,
    /// How far the branch is to be computed, while it is not; each frame computes a little.
    goal: Option<SimTime>,
    /// How many records there were when the timelines were made.
    told_records: usize,
    /// The run at the playhead.
    run: Run,
    timelines: Map<Option<ObjectKey>, Arc<Timeline>>,
    playing: bool,
    speed: Speed,
    /// The quiet gap that smart time is in.
    gap: Option<Gap>,
    /// Thousandths of a simulated millisecond that linear time has not played yet.
    carry: u64,
}

#[derive(Clone, Debug)]
struct Branch {
    scenario: Arc<Scenario>,
    forked_at: SimTime,
    command: String,
    /// How far it was ever shown: acting before that makes another branch.
    shown_until: SimTime,
}

impl Branch {
    /// A run from its beginning.
    fn first(scenario: Arc<Scenario>) -> Branch {
        Branch {
            scenario,
            forked_at: SimTime::ZERO,
            command: String::new(),
            shown_until: SimTime::ZERO,
        }
    }
}

impl Default for Session {
    fn default() -> Session {
        Session::start(Scenario::default(), SimTime::ZERO)
    }
}

impl Session {
    /// A run of this manifest, applied at t = 0; problems of the text are not looked at here.
    pub fn from_manifest(text: &str) -> Session {
        Session::start(manifest_scenario(Config::default(), text), SimTime::ZERO)
    }

    /// A run of a scenario text: a shared link, a lesson, a report.
    pub fn from_scenario(text: &str) -> Result<Session, ScenarioError> {
        Scenario::read(text).map(|scenario| Session::start(scenario, SimTime::ZERO))
    }

    /// A run of a scenario that is read already, a lesson's step, with the playhead at a moment.
    pub fn of_scenario(scenario: Scenario, at: SimTime) -> Session {
        let mut session = Session::start(scenario, at);
        session.seek(at);
        session
    }

    /// The current branch, as far as it is computed.
    pub fn history(&self) -> &History {
        &self.history
    }

    fn start(scenario: Scenario, at: SimTime) -> Session {
        let scenario = Arc::new(scenario);
        let history = History::new(scenario.clone());
        let goal = history.horizon();
        let mut session = Session {
            branches: vec![Branch::first(scenario.clone())],
            current: 0,
            history,
            goal: None,
            told_records: 0,
            run: Run::new(scenario),
            timelines: Map::new(),
            playing: false,
            speed: Speed::default(),
            gap: None,
            carry: 0,
        };
        session.show(at.min(goal), goal);
        session
    }

    /// Another run from the beginning; the playhead stays if what happened up to it is the same.
    fn restart(&mut self, scenario: Arc<Scenario>) -> bool {
        let time = self.time();
        let mut history = History::new(scenario.clone());
        let stays = history.compute(time) && same_until(&self.history, &history, time);
        self.history = history;
        self.branches = vec![Branch::first(scenario)];
        self.current = 0;
        let time = if stays { time } else { SimTime::ZERO };
        self.show(time, self.history.horizon());
        stays
    }

    /// Puts the playhead on a moment of a history that has changed, and has it computed up to a
    /// goal.
    fn show(&mut self, time: SimTime, goal: SimTime) {
        self.history.compute(time);
        // Now, where the computed part often ends, the run is at hand; later it is played again.
        self.run = self.history.run_at(time.min(self.history.end()));
        self.compute_towards(goal);
        self.gap = None;
        self.carry = 0;
        self.note_shown();
        self.tell_timelines();
    }

    fn note_shown(&mut self) {
        let time = self.time();
        let branch = &mut self.branches[self.current];
        branch.shown_until = branch.shown_until.max(time);
    }

    fn tell_timelines(&mut self) {
        let end = self.shown_end();
        let keys = self
            .history
            .tracks()
            .iter()
            .map(|track| Some(track.key.clone()));
        let keys: Vec<Option<ObjectKey>> = keys.chain([None]).collect();
        self.told_records = self.history.records().len();
        self.timelines.clear();
        for key in keys {
            let timeline = Timeline::of(&self.history, key.as_ref(), end);
            self.timelines.insert(key, Arc::new(timeline));
        }
    }

    /// The run as a scenario text: settings, files, and every command with its time.
    pub fn scenario_text(&self) -> String {
        self.branch().scenario.to_string()
    }

    fn branch(&self) -> &Branch {
        &self.branches[self.current]
    }

    /// Starts the run anew with another manifest (same settings). The playhead stays where it
    /// is if what happened up to it is unchanged, else it goes to 0; returns whether it stayed.
    pub fn replace_manifest(&mut self, text: &str) -> bool {
        let config = self.settings().clone();
        self.restart(Arc::new(manifest_scenario(config, text)))
    }

    /// The settings of the run.
    pub fn settings(&self) -> &Config {
        &self.branch().scenario.config
    }

    /// Starts the run anew under another release's rules; returns whether the playhead stayed.
    pub fn set_release(&mut self, release: Release) -> bool {
        self.change_settings(|config| config.release = release)
    }

    /// Starts the run anew with another form of waiting reasons; returns whether the playhead
    /// stayed.
    pub fn set_waiting_reason(&mut self, waiting_reason: WaitingReason) -> bool {
        self.change_settings(|config| config.waiting_reason = waiting_reason)
    }

    /// Starts the run anew with or without random delays; returns whether the playhead stayed.
    pub fn set_jitter(&mut self, jitter: bool) -> bool {
        self.change_settings(|config| config.jitter = jitter)
    }

    /// Starts the run anew with images on the nodes or not; returns whether the playhead stayed.
    pub fn set_images_present(&mut self, present: bool) -> bool {
        self.change_settings(|config| config.images_are_present = present)
    }

    fn change_settings(&mut self, change: impl FnOnce(&mut Config)) -> bool {
        let mut scenario = Scenario::clone(&self.branch().scenario);
        change(&mut scenario.config);
        if scenario.config == *self.settings() {
            return true;
        }
        self.restart(Arc::new(scenario))
    }

    /// Goes on with a scenario that has one more command at the playhead.
    fn act(&mut self, scenario: Arc<Scenario>, line: &str) {
        let time = self.time();
        self.history = self.history.fork(time, scenario.clone());
        if time < self.branch().shown_until {
            self.add_branch(Branch {
                scenario,
                forked_at: time,
                command: line.to_owned(),
                shown_until: time,
            });
        } else {
            self.branches[self.current].scenario = scenario;
        }
        self.show(time, self.history.horizon());
    }

    fn add_branch(&mut self, branch: Branch) {
        if self.branches.len() >= BRANCHES_MAX {
            let oldest = (1..self.branches.len()).find(|index| *index != self.current);
            if let Some(oldest) = oldest {
                self.branches.remove(oldest);
            }
        }
        self.branches.push(branch);
        self.current = self.branches.len() - 1;
    }

    pub fn time(&self) -> SimTime {
        self.run.time()
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
        self.gap = None;
        self.carry = 0;
    }

    /// Moves the playhead; beyond the computed run it is computed further, up to a bound.
    pub fn seek(&mut self, time: SimTime) {
        let limit = self.branch().scenario.last_time() + LENGTH_MAX;
        self.move_to(time.min(limit));
        self.gap = None;
        self.carry = 0;
    }

    fn move_to(&mut self, time: SimTime) {
        if time > self.history.end() {
            self.history.compute(time);
            self.compute_towards(time + HORIZON);
            self.tell_timelines();
        }
        let time = time.min(self.history.end());
        if time >= self.time() {
            self.run.run_until(time);
        } else {
            self.run = self.history.run_at(time);
        }
        self.note_shown();
    }

    /// How far the run is shown: to its end if it has one, else a little past its last change;
    /// never less than the playhead.
    fn shown_end(&self) -> SimTime {
        if let Some(end) = self.branch().scenario.end {
            return end.max(self.time());
        }
        let last_stop = self.history.stops().last().copied().unwrap_or_default();
        let last = last_stop.max(self.branch().scenario.last_time());
        let tail_ms = (last.milliseconds / 10).clamp(5_000, 60_000);
        let quiet_end = last + SimDuration::from_millis(tail_ms);
        quiet_end.min(self.history.end()).max(self.time())
    }

    /// The next (or previous) time at which anything of the Pod changes.
    pub fn next_stop(&self, focus: Option<&ObjectKey>, forward: bool) -> Option<SimTime> {
        let stops = match focus {
            Some(key) => self.history.stops_of(key),
            None => self.history.stops(),
        };
        let time = self.time();
        if forward {
            let after = stops.partition_point(|stop| *stop <= time);
            stops.get(after).copied()
        } else {
            let before = stops.partition_point(|stop| *stop < time);
            before.checked_sub(1).map(|index| stops[index])
        }
    }

    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::new(build::snapshot(self.run.world(), &self.history))
    }

    pub fn timeline(&self, focus: Option<&ObjectKey>) -> Arc<Timeline> {
        let end = self.shown_end();
        match self.timelines.get(&focus.cloned()) {
            Some(timeline) if timeline.end == end => timeline.clone(),
            Some(timeline) => Arc::new(Timeline {
                end,
                ..Timeline::clone(timeline)
            }),
            None => Arc::new(Timeline::of(&self.history, focus, end)),
        }
    }

    pub fn explanation(&self, focus: Option<&ObjectKey>) -> Arc<Explanation> {
        let explained = focus.map(|key| explain(&self.history, key, self.time()));
        Arc::new(explained.unwrap_or_default())
    }

    pub fn branches(&self) -> Vec<BranchView> {
        let branches = self.branches.iter().enumerate();
        branches
            .map(|(index, branch)| BranchView {
                index,
                forked_at: branch.forked_at,
                command: branch.command.clone(),
                current: index == self.current,
            })
            .collect()
    }

    /// Goes over to another branch at the same moment.
    pub fn select_branch(&mut self, index: usize) {
        if index >= self.branches.len() || index == self.current {
            return;
        }
        let time = self.time();
        self.current = index;
        self.history = History::new(self.branch().scenario.clone());
        self.show(time, self.history.horizon());
    }
}

/// The scenario of a pasted manifest.
fn manifest_scenario(config: Config, text: &str) -> Scenario {
    let command = format!("kubectl apply -f {MANIFEST_FILE}");
    Scenario {
        config,
        files: vec![(MANIFEST_FILE.to_owned(), text.to_owned())],
        steps: vec![Step::new(SimTime::ZERO, &command)],
        end: None,
    }
}

/// Whether two runs have the same records up to a moment.
fn same_until(one: &History, other: &History, time: SimTime) -> bool {
    let past = |history: &History| {
        history
            .records()
            .partition_point(|record| record.time <= time)
    };
    one.records()[..past(one)] == other.records()[..past(other)]
}
