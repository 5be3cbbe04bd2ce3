//! Commands that wait for simulated time.

use crate::engine::World;
use crate::engine::time::SimTime;

use super::super::reply::Output;
use super::{delete, events, exec, logs, wait, watch};

/// A command that waits for simulated time.
#[derive(Clone, Debug, PartialEq)]
pub enum Job {
    Delete(delete::Gone),
    Events(Box<events::Events>),
    Exec(exec::Running),
    Logs(logs::Follow),
    Wait(wait::Waiting),
    Watch(Box<watch::Watch>),
}

impl Job {
    /// Looks at the World after a step; the exit status once the command has ended.
    pub fn poll(&mut self, world: &mut World, output: &mut Output) -> Option<i32> {
        match self {
            Job::Delete(gone) => gone.poll(world),
            Job::Events(events) => {
                events.poll(world, output);
                None
            }
            Job::Exec(exec) => exec.poll(world, output),
            Job::Logs(follow) => follow.poll(world, output),
            Job::Wait(waiting) => waiting.poll(world, output),
            Job::Watch(watch) => {
                watch.poll(world, output);
                None
            }
        }
    }

    /// When it goes on although nothing happens in the World.
    pub fn wakes_at(&self) -> Option<SimTime> {
        match self {
            Job::Wait(waiting) => Some(waiting.deadline()),
            Job::Delete(_) | Job::Events(_) | Job::Exec(_) | Job::Logs(_) | Job::Watch(_) => None,
        }
    }

    /// Ctrl-C.
    pub fn interrupt(&mut self, world: &mut World) {
        match self {
            Job::Exec(exec) => exec.interrupt(world),
            Job::Delete(_) | Job::Events(_) | Job::Logs(_) | Job::Wait(_) | Job::Watch(_) => {}
        }
    }

    /// Whether the person types into it.
    pub fn reads_terminal(&self) -> bool {
        matches!(self, Job::Exec(exec) if exec.reads_terminal)
    }

    /// A line that the person types into it; `None` is Ctrl-D.
    pub fn feed(&mut self, world: &mut World, text: Option<&str>) {
        if let Job::Exec(exec) = self {
            exec.feed(world, text);
        }
    }
}
