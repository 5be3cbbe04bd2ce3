//! The prompt of a session: commands at the playhead, and what the terminal shows there.

use std::sync::Arc;

use crate::engine::time::SimTime;
use crate::kubectl::complete::complete;
use crate::kubectl::read_only::is_read_only;
use crate::kubectl::reply::{Output, Stream};

use super::super::run::INTERRUPT;
use super::super::scenario::{STEPS_MAX, Scenario, Step};
use super::Session;

/// The longest command line in bytes.
const LINE_MAX: usize = 10_000;
/// The longest text that is pasted at once, here-documents included.
const TEXT_MAX: usize = 200_000;

/// What a command answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub stdout: String,
    pub stderr: String,
    pub exit_code: i32,
}

/// A command of the terminal as the playhead sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number of its step in the run, and when it began.
    pub step: usize,
    pub time: SimTime,
    /// As typed.
    pub command: String,
    /// The lines of its here-document.
    pub input: Option<String>,
    /// What it has printed by now.
    pub output: Vec<(Stream, String)>,
    /// `None` while it runs.
    pub exit_code: Option<i32>,
}

impl Session {
    /// The commands up to the playhead, oldest first.
    pub fn terminal(&self) -> Vec<Entry> {
        let (time, steps) = (self.time(), &self.branch().scenario.steps);
        let begun = steps.iter().enumerate();
        begun
            .take_while(|(_, step)| step.time <= time)
            .filter(|(_, step)| step.command != INTERRUPT)
            .filter_map(|(number, step)| self.entry(number, step))
            .collect()
    }

    /// `None` for a line that another command has read.
    fn entry(&self, number: usize, step: &Step) -> Option<Entry> {
        let mut output = Output::default();
        let mut exit_code = None;
        for reply in self.history.replies_of(number, self.time()) {
            if reply.was_typed_in {
                return None;
            }
            for (stream, text) in &reply.output.pieces {
                output.write(*stream, text);
            }
            exit_code = exit_code.or(reply.exit_code);
        }
        Some(Entry {
            step: number,
            time: step.time,
            command: step.command.clone(),
            input: step.input.clone(),
            output: output.pieces,
            exit_code,
        })
    }

    /// Where the terminal stands, as a prompt shows it: `~`.
    pub fn directory(&self) -> String {
        self.run.terminal().directory()
    }

    /// What may stand at the cursor, a byte offset into the line: verbs, types, names, flags,
    /// containers, files. Whole words, each of which begins with what is there.
    pub fn complete(&self, line: &str, cursor: usize) -> Vec<String> {
        let before = line.get(..cursor).unwrap_or(line);
        complete(self.run.world(), self.run.terminal(), before)
    }

    /// Ctrl-C: ends the newest command that still runs.
    pub fn interrupt(&mut self) {
        let running = self.terminal().into_iter().rev();
        let mut running = running.filter(|entry| entry.exit_code.is_none());
        if let Some(entry) = running.next() {
            let looks = is_read_only(&entry.command);
            self.add(Step::new(self.time(), INTERRUPT), looks);
        }
    }

    /// Runs one command at the playhead, as typed; a fork if the run already went on from here
    /// and the command changes anything. A command that only looks takes its place in the run
    /// without changing what comes after it.
    /// Several lines are commands one after the other, each with its here-document.
    pub fn command(&mut self, text: &str) -> Reply {
        if text.len() > TEXT_MAX {
            return Reply::failure("bash: the text is too long");
        }
        let mut whole = Reply::default();
        for step in Step::of_text(self.time(), text) {
            let reply = self.one_command(step);
            whole.stdout += &reply.stdout;
            whole.stderr += &reply.stderr;
            whole.exit_code = reply.exit_code;
        }
        whole
    }

    fn one_command(&mut self, step: Step) -> Reply {
        if step.command.len() > LINE_MAX {
            return Reply::failure("bash: the line is too long");
        }
        let look = self.run.look(&step);
        let reply = Reply::new(&look.output, look.exit_code);
        let looks = match look.is_done {
            true => !look.changes,
            false => is_read_only(&step.script()),
        };
        match self.add(step, looks) {
            true => reply,
            false => Reply::failure("bash: the run has too many commands; start another"),
        }
    }

    /// Puts a step at the playhead; false if the run has as many as it may.
    fn add(&mut self, step: Step, looks: bool) -> bool {
        let (time, line) = (step.time, step.command.clone());
        let mut scenario = Scenario::clone(&self.branch().scenario);
        let before = scenario.steps.partition_point(|step| step.time <= time);
        if !looks {
            scenario.steps.truncate(before);
        }
        if !looks || scenario.end.is_some_and(|end| end < time) {
            scenario.end = None;
        }
        if scenario.steps.len() >= STEPS_MAX {
            return false;
        }
        scenario.steps.insert(before, step);
        match looks {
            true => self.look(Arc::new(scenario)),
            false => self.act(Arc::new(scenario), &line),
        }
        true
    }

    /// Goes on with a scenario that has one more command at the playhead, which only looks.
    fn look(&mut self, scenario: Arc<Scenario>) {
        let (time, end) = (self.time(), self.history.end());
        let end = self.goal.map_or(end, |goal| goal.max(end));
        self.history = self.history.fork(time, scenario.clone());
        self.branches[self.current].scenario = scenario;
        self.show(time, self.history.horizon().max(end));
    }
}

impl Reply {
    fn new(output: &Output, exit_code: i32) -> Reply {
        Reply {
            stdout: output.stream(Stream::Out),
            stderr: output.stream(Stream::Error),
            exit_code,
        }
    }

    fn failure(message: &str) -> Reply {
        Reply {
            stdout: String::new(),
            stderr: format!("{message}\n"),
            exit_code: 1,
        }
    }
}
