//! A scenario on its way: the World, the terminal, and the commands that still run.
//!
//! [`Run::step`] does the next thing that is due, be it a command or an instant of the World;
//! replay, history and the page all move time through it. A clone is a checkpoint.

use std::sync::Arc;

use crate::engine::World;
use crate::engine::record::Record;
use crate::engine::time::SimTime;
use crate::kubectl::reply::Output;
use crate::kubectl::terminal::{Line, Terminal};
use crate::order;

use super::scenario::{Scenario, Step};

/// The most commands that may run at once; more are refused.
const LINES_MAX: usize = 100;
/// The most bytes that the commands of a run print.
const PRINTED_MAX: usize = 32 << 20;
/// How often commands look at what others did at the same moment.
const POLLS_MAX: usize = 8;
/// The command that is Ctrl-C: it ends the newest command that still runs.
pub const INTERRUPT: &str = "^C";

/// A run at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    scenario: Arc<Scenario>,
    world: World,
    terminal: Terminal,
    /// Commands that have not ended, by the number of their step.
    lines: Vec<(usize, Line)>,
    next_step: usize,
    printed: usize,
    /// How many steps the shells of commands have made.
    steps: u64,
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
    /// The step was no command of its own: another command read it.
    pub was_typed_in: bool,
}

/// A command tried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    pub output: Output,
    pub exit_code: i32,
    /// Whether it has ended at once.
    pub is_done: bool,
    /// Whether it changes anything at once, in the World or in the terminal.
    pub changes: bool,
}

impl Run {
    /// The run at t = 0, before the first step.
    pub fn new(scenario: Arc<Scenario>) -> Run {
        let files = scenario.files.iter();
        let terminal = Terminal::with_files(files.map(|(name, text)| (&**name, &**text)));
        Run {
            world: World::new(scenario.config.clone()),
            scenario,
            terminal,
            lines: Vec::new(),
            next_step: 0,
            printed: 0,
            steps: 0,
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

    /// How much has been computed: the World's [work](World::work), and steps that the shells of
    /// commands made.
    pub fn work(&self) -> u64 {
        self.world.work().saturating_add(self.steps)
    }

    /// What the terminal keeps between lines.
    pub fn terminal(&self) -> &Terminal {
        &self.terminal
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
    /// stands at `until`. What the World does at an instant comes first, then commands that wait
    /// for it, then those that begin.
    pub fn step(&mut self, until: SimTime) -> Option<Moment> {
        let due = |time: Option<SimTime>| time.filter(|time| *time <= until);
        let steps = &self.scenario.steps;
        let step_time = due(steps.get(self.next_step).map(|step| step.time));
        let wakes = self.lines.iter().filter_map(|(_, line)| line.wakes_at());
        let line_time = due(wakes.min());
        let world_time = due(self.world.next_time());
        let first = [world_time, line_time, step_time]
            .into_iter()
            .flatten()
            .min();
        match first {
            None => {
                self.world.step_until(until);
                None
            }
            Some(first) if world_time == Some(first) => Some(self.world_step()),
            Some(first) if line_time == Some(first) => Some(self.line_step(first)),
            Some(_) => Some(self.begin()),
        }
    }

    /// Does everything due up to `until`.
    pub fn run_until(&mut self, until: SimTime) {
        while self.step(until).is_some() {}
    }

    /// What a command would answer at this very moment, outside the scenario; the run stays as
    /// it is.
    pub fn look(&self, step: &Step) -> Look {
        let mut run = self.clone();
        let mut scenario = Scenario::clone(&self.scenario);
        scenario.steps.truncate(self.next_step);
        scenario.steps.push(step.clone());
        run.continue_with(Arc::new(scenario));
        let is_fed = self.reads_terminal();
        let mut look = Look {
            output: Output::default(),
            exit_code: 0,
            is_done: is_fed,
            changes: is_fed,
        };
        let newest = self.lines.last().filter(|_| is_fed).map(|(step, _)| *step);
        for reply in run.begin().replies {
            if reply.step == self.next_step || Some(reply.step) == newest {
                for (stream, text) in &reply.output.pieces {
                    look.output.write(*stream, text);
                }
            }
            if reply.step == self.next_step {
                look.is_done |= reply.exit_code.is_some();
                look.exit_code = reply.exit_code.unwrap_or(0);
            }
        }
        look.changes |= run.world != self.world || run.terminal != self.terminal;
        look
    }

    fn begin(&mut self) -> Moment {
        let number = self.next_step;
        self.next_step += 1;
        let scenario = self.scenario.clone();
        let step = &scenario.steps[number];
        let mut records = self.world.step_until(step.time);
        let mut replies = Vec::new();
        if step.command == INTERRUPT {
            self.interrupt(&mut replies);
            replies.push(ended(number, 0));
        } else if self.reads_terminal() {
            self.feed(step, &mut replies);
            replies.push(Reply {
                was_typed_in: true,
                ..ended(number, 0)
            });
        } else if self.lines.len() >= LINES_MAX {
            let mut reply = ended(number, 1);
            reply.output.error("bash: too many commands run at once");
            replies.push(reply);
        } else {
            let (world, terminal) = (&mut self.world, &mut self.terminal);
            let line = Line::begin(terminal, world, &step.command, &step.script());
            self.lines.push((number, line));
        }
        self.poll(&mut replies);
        records.extend(self.world.take_records());
        let begun = replies.iter().any(|reply| reply.step == number);
        if !begun {
            replies.push(Reply {
                step: number,
                ..Reply::default()
            });
        }
        // The new command speaks first: what others print is a consequence.
        order::sort_by_key(&mut replies, |reply| reply.step != number);
        Moment {
            time: self.world.time(),
            records,
            command: Some(number),
            replies,
        }
    }

    /// Whether what is typed goes to the newest command: `kubectl exec -it`.
    pub fn reads_terminal(&self) -> bool {
        self.lines
            .last()
            .is_some_and(|(_, line)| line.reads_terminal())
    }

    /// What is typed goes to the newest command.
    fn feed(&mut self, typed: &Step, replies: &mut Vec<Reply>) {
        if let Some((step, line)) = self.lines.last_mut() {
            let mut output = Output::default();
            line.feed(&mut self.world, &typed.command, &mut output);
            replies.push(Reply {
                step: *step,
                output,
                exit_code: None,
                was_typed_in: false,
            });
        }
    }

    /// Ctrl-C goes to the newest command.
    fn interrupt(&mut self, replies: &mut Vec<Reply>) {
        if let Some((step, line)) = self.lines.last_mut() {
            let step = *step;
            let mut output = Output::default();
            let exit_code = line.interrupt(&mut self.world, &mut output);
            if exit_code.is_some() {
                self.lines.pop();
            }
            replies.push(Reply {
                step,
                output,
                exit_code,
                was_typed_in: false,
            });
        }
    }

    fn world_step(&mut self) -> Moment {
        let records = self.world.step();
        self.after(records)
    }

    /// A command that waits for a moment of its own goes on.
    fn line_step(&mut self, time: SimTime) -> Moment {
        let records = self.world.step_until(time);
        self.after(records)
    }

    fn after(&mut self, mut records: Vec<Record>) -> Moment {
        let mut replies = Vec::new();
        self.poll(&mut replies);
        records.extend(self.world.take_records());
        Moment {
            time: self.world.time(),
            records,
            command: None,
            replies,
        }
    }

    /// Lets the commands that have not ended look at the World, and again at what they did.
    fn poll(&mut self, replies: &mut Vec<Reply>) {
        for _ in 0..POLLS_MAX {
            let revision = self.world.store().revision();
            self.poll_once(replies);
            if self.world.store().revision() == revision {
                break;
            }
        }
    }

    fn poll_once(&mut self, replies: &mut Vec<Reply>) {
        let (world, terminal) = (&mut self.world, &mut self.terminal);
        let (printed, steps) = (&mut self.printed, &mut self.steps);
        self.lines.retain_mut(|(step, line)| {
            let mut output = Output::default();
            let before = line.steps();
            let mut exit_code = line.poll(world, terminal, &mut output);
            *steps = steps.saturating_add(line.steps().saturating_sub(before));
            *printed += output
                .pieces
                .iter()
                .map(|(_, text)| text.len())
                .sum::<usize>();
            if *printed > PRINTED_MAX && exit_code.is_none() {
                output.error("bash: the run has printed too much; the command was stopped");
                exit_code = Some(1);
            }
            if exit_code.is_some() || !output.is_empty() {
                replies.push(Reply {
                    step: *step,
                    output,
                    exit_code,
                    was_typed_in: false,
                });
            }
            exit_code.is_none()
        });
    }
}

fn ended(step: usize, exit_code: i32) -> Reply {
    Reply {
        step,
        output: Output::default(),
        exit_code: Some(exit_code),
        was_typed_in: false,
    }
}
