//! A scenario on its way: the World, the terminal, and the commands that still run.
//!
//! [`Run::step`] does the next thing that is due, be it a command or an instant of the World;
//! replay, history and the page all move time through it. A clone is a checkpoint.

use std::sync::Arc;

use crate::engine::World;
use crate::engine::record::Record;
use crate::engine::time::SimTime;
use crate::kubectl::reply::Output;
use crate::kubectl::terminal::{Status, Terminal, is_read_only};
use crate::kubectl::verb::Job;

use super::scenario::{Scenario, Step};

/// The most commands that may run at once; more are refused.
const JOBS_MAX: usize = 100;

/// A run at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    scenario: Arc<Scenario>,
    world: World,
    terminal: Terminal,
    /// Commands that have not ended, by the number of their step.
    jobs: Vec<(usize, Job)>,
    next_step: usize,
}

/// What one step did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moment {
    pub time: SimTime,
    pub records: Vec<Record>,
    /// The command that began, by its number.
    pub command: Option<usize>,
    /// What commands printed, and with which status those ended that did.
    pub replies: Vec<Reply>,
}

/// What a command printed at a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// The number of its step.
    pub step: usize,
    pub output: Output,
    /// `None`: it goes on.
    pub exit_code: Option<i32>,
}

/// A command tried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    pub output: Output,
    pub exit_code: i32,
    /// Whether it changes anything that the API server stores.
    pub changes: bool,
}

impl Run {
    /// The run at t = 0, before the first step.
    pub fn new(scenario: Arc<Scenario>) -> Run {
        let mut terminal = Terminal::default();
        terminal.files.extend(scenario.files.iter().cloned());
        Run {
            world: World::new(scenario.config.clone()),
            scenario,
            terminal,
            jobs: Vec::new(),
            next_step: 0,
        }
    }

    pub fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }

    pub fn world(&self) -> &World {
        &self.world
    }

    pub fn time(&self) -> SimTime {
        self.world.time()
    }

    /// How many steps have begun.
    pub fn steps_begun(&self) -> usize {
        self.next_step
    }

    /// Goes on with another scenario whose steps so far are the same.
    pub fn continue_with(&mut self, scenario: Arc<Scenario>) {
        self.scenario = scenario;
    }

    /// Does the next thing due at or before `until`; `None` if there is none, and then the run
    /// stands at `until`. What the World does at an instant comes before a command of that time.
    pub fn step(&mut self, until: SimTime) -> Option<Moment> {
        let step_time = self
            .scenario
            .steps
            .get(self.next_step)
            .map(|step| step.time);
        let world_time = self.world.next_time();
        let due = |time: Option<SimTime>| time.filter(|time| *time <= until);
        match (due(step_time), due(world_time)) {
            (Some(step), world) if world.is_none_or(|world| step < world) => Some(self.begin()),
            (_, Some(_)) => Some(self.world_step()),
            _ => {
                self.world.step_until(until);
                None
            }
        }
    }

    /// Does everything due up to `until`.
    pub fn run_until(&mut self, until: SimTime) {
        while self.step(until).is_some() {}
    }

    /// What a command would answer at this very moment, outside the scenario; the run stays as
    /// it is.
    pub fn look(&self, line: &str) -> Look {
        let (mut world, mut terminal) = (self.world.clone(), self.terminal.clone());
        let mut output = Output::default();
        let exit_code = match terminal.run(&mut world, line, None, &mut output) {
            Status::Done { exit_code } => exit_code,
            Status::Running(_) => 0,
        };
        let changes = world.store().revision() != self.world.store().revision();
        Look {
            output,
            exit_code,
            changes,
        }
    }

    fn begin(&mut self) -> Moment {
        let number = self.next_step;
        self.next_step += 1;
        let scenario = self.scenario.clone();
        let step = &scenario.steps[number];
        let mut records = self.world.step_until(step.time);
        let mut reply = self.execute(number, step);
        records.extend(self.world.take_records());
        if reply.exit_code.is_none() && self.jobs.len() > JOBS_MAX {
            self.jobs.pop();
            reply.output.error("bash: too many commands run at once");
            reply.exit_code = Some(1);
        }
        let mut replies = vec![reply];
        self.poll(&mut replies);
        Moment {
            time: self.world.time(),
            records,
            command: Some(number),
            replies,
        }
    }

    fn execute(&mut self, number: usize, step: &Step) -> Reply {
        let mut output = Output::default();
        if !is_read_only(&step.command) {
            self.world.begin_command(&step.command);
        }
        let input = step.input.as_deref();
        let status = self
            .terminal
            .run(&mut self.world, &step.command, input, &mut output);
        let exit_code = match status {
            Status::Done { exit_code } => Some(exit_code),
            Status::Running(job) => {
                self.jobs.push((number, job));
                None
            }
        };
        Reply {
            step: number,
            output,
            exit_code,
        }
    }

    fn world_step(&mut self) -> Moment {
        let records = self.world.step();
        let mut replies = Vec::new();
        self.poll(&mut replies);
        Moment {
            time: self.world.time(),
            records,
            command: None,
            replies,
        }
    }

    /// Lets the commands that wait look at the World.
    fn poll(&mut self, replies: &mut Vec<Reply>) {
        let world = &self.world;
        self.jobs.retain_mut(|(step, job)| {
            let mut output = Output::default();
            let exit_code = job.poll(world, &mut output);
            if exit_code.is_some() || !output.is_empty() {
                replies.push(Reply {
                    step: *step,
                    output,
                    exit_code,
                });
            }
            exit_code.is_none()
        });
    }
}
