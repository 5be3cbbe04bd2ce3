//! Tasks: goals that tick by themselves, hints that follow the learner, and ways back.

use std::sync::Arc;

use crate::engine::time::{SimDuration, SimTime};
use crate::lesson::Part;
use crate::lesson::judge::{self, GoalState};
use crate::playback::history::History;
use crate::playback::scenario::Scenario;
use crate::text::{lesson as words, prose};
use crate::web::focus;
use crate::web::reactive::*;

use super::show_me::Solution;
use super::state::{Learn, Open, TITLE_ID};

/// After so long without anything reached, a hint is offered.
const IDLE_MS: u32 = 60_000;
/// After so many commands without anything reached, too.
const TRIES: usize = 2;
/// A goal that the model solution reaches later than this after its last command is not waited for.
const SOLVED_MAX: SimDuration = SimDuration::from_seconds(300);
/// Older runs cannot be brought back.
const PAST_MAX: usize = 64;

/// How a goal is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    /// Reached; when, if it was in the present run.
    Met(Option<SimTime>),
    Broken,
}

impl Learn {
    /// Ticks goals as the playhead reaches them, and notes commands that reached nothing.
    pub(super) fn watch_goals(self) {
        effect(move || {
            let time = self.app.time.get();
            let goals = self.goals.get();
            let met = goals.iter().filter(|goal| goal.is_met(time));
            let new: Vec<String> = met
                .map(|goal| goal.id.clone())
                .filter(|goal| !untrack(|| self.was_met(goal)))
                .collect();
            if !new.is_empty() {
                untrack(|| self.tick(&new));
            }
        });
        effect(move || {
            self.app.runs.track();
            self.app.past.update_value(|past| {
                if let Some(past) = past.as_mut().filter(|past| past.len() > PAST_MAX) {
                    past.remove(0);
                }
            });
            if self.open.with_untracked(Option::is_some) {
                self.watch_idle();
            }
        });
    }

    /// How many commands can be taken back.
    fn commands(self) -> usize {
        self.app
            .past
            .with_value(|past| past.as_ref().map_or(0, Vec::len))
    }

    /// Starts to wait anew before a hint is offered.
    pub(super) fn watch_idle(self) {
        let tries = self.commands().saturating_sub(self.reached_at.get_value());
        self.offered.set(tries >= TRIES);
        let offer = move || self.offered.set(true);
        self.idle.with_value(|timer| timer.restart(IDLE_MS, offer));
    }

    fn tick(self, new: &[String]) {
        let Some(open) = self.open.get_untracked() else {
            return;
        };
        let language = self.app.language.get_untracked();
        let step = open.step().id.clone();
        self.change_attempt(&open.lesson.id, |attempt| {
            for goal in new {
                attempt.met.insert(format!("{step}.{goal}"));
            }
        });
        let mut said = String::new();
        for goal in new {
            let name = prose::plain(&self.text(goal), None);
            let met = plain_of(self.prose(&format!("{goal}.met")));
            said += &words::goal_reached(&name, &met, language);
            said.push(' ');
        }
        if self.all_met() {
            self.mark_done();
            said += words::ALL_REACHED.in_lang(language);
        }
        self.said.set(said);
        self.fresh.set(new.last().cloned());
        self.hints.set(0);
        self.reached_at.set_value(self.commands());
        self.watch_idle();
    }

    /// Whether a goal of the open step was reached at some time.
    fn was_met(self, goal: &str) -> bool {
        self.progress.with(|progress| {
            self.open.with(|open| {
                let Some(open) = open else {
                    return true;
                };
                let attempt = progress.lessons.get(&open.lesson.id);
                let key = format!("{}.{goal}", open.step().id);
                attempt.is_some_and(|attempt| attempt.met.contains(&key))
            })
        })
    }

    /// How a goal stands at the playhead.
    pub fn standing(self, goal: &GoalState) -> Standing {
        let time = self.app.time.get();
        if goal.is_met(time) {
            Standing::Met(goal.met)
        } else if self.was_met(&goal.id) {
            Standing::Met(None)
        } else if goal.is_broken(time) {
            Standing::Broken
        } else {
            Standing::Open
        }
    }

    /// Whether all goals of the open step were reached.
    pub fn all_met(self) -> bool {
        let goals = self.goals.get();
        goals.iter().all(|goal| self.was_met(&goal.id))
    }

    /// The goal that the hints are about: the first that is not reached.
    pub fn current_goal(self) -> Option<GoalState> {
        let goals = self.goals.get();
        let open = goals.iter().find(|goal| !self.was_met(&goal.id));
        open.or(goals.last()).cloned()
    }

    /// The key of a hint's text: the second one follows the run at the playhead.
    pub fn hint_key(self, tier: usize) -> Option<String> {
        let goal = self.current_goal()?;
        let word = match tier {
            1 => "nudge",
            2 => goal.state(self.app.time.get()).unwrap_or("nudge"),
            _ => "edit",
        };
        Some(format!("{}.{word}", goal.id))
    }

    /// Opens the hints up to this one.
    pub fn open_hint(self, tier: usize) {
        self.hints.set(tier);
        self.offered.set(false);
        self.reached_at.set_value(self.commands());
        if let Some(key) = untrack(|| self.hint_key(tier)) {
            self.said.set(plain_of(untrack(|| self.prose(&key))));
        }
    }

    /// Takes the newest command back: the run before it, where it was typed.
    pub fn undo(self) {
        let before = self
            .app
            .past
            .try_update_value(|past| past.as_mut()?.pop())
            .flatten();
        match before {
            Some((scenario, time)) => self.show_run(Scenario::clone(&scenario), time),
            None => self.app.say(words::NOTHING_TO_UNDO),
        }
    }

    /// The step as it opens.
    pub fn reset(self) {
        let Some(open) = self.open.get_untracked() else {
            return;
        };
        self.remember();
        self.show_run(open.lesson.scenario(open.index), open.step().at);
        if super::asking::asks(open.step()) {
            self.begin_answer(None);
        }
        self.app.say(words::STARTED_OVER);
        focus::focus(TITLE_ID);
    }

    /// Does the model solution in the learner's place, and plays it.
    pub fn solve(self) {
        let Some(open) = self.open.get_untracked() else {
            return;
        };
        self.remember();
        self.lit.veil.set(None);
        self.show_run(open.lesson.solved(open.index), open.step().at);
        self.play_to(self.solved_until(&open));
    }

    /// Plays the model solution on a stage of its own.
    pub fn show_me(self) {
        let Some(open) = self.open.get_untracked() else {
            return;
        };
        let step = open.step();
        let captions = step
            .goals()
            .iter()
            .map(|goal| plain_of(untrack(|| self.prose(&format!("{}.edit", goal.id)))));
        let solution = Solution {
            scenario: open.lesson.solved(open.index),
            from: step.at,
            until: self.solved_until(&open),
            focus: step.focus.as_ref().and_then(Part::object),
            captions: captions.collect(),
        };
        self.app.pause();
        self.solution.set(Some(solution));
    }

    /// When the model solution has reached every goal.
    fn solved_until(self, open: &Open) -> SimTime {
        let mut solved = History::new(Arc::new(open.lesson.solved(open.index)));
        solved.compute(open.step().until + SOLVED_MAX);
        let goals = judge::goals(&open.lesson, open.index, &solved);
        let last = goals.iter().filter_map(|goal| goal.met).max();
        last.map_or(open.step().until, |last| last.max(open.step().until))
    }

    fn remember(self) {
        let before = self.app.before();
        self.app.past.update_value(|past| {
            if let Some(past) = past {
                past.push(before);
            }
        });
    }

    fn show_run(self, scenario: Scenario, at: SimTime) {
        self.app.pause();
        self.app.open_run(scenario, at);
    }
}

/// Pieces without their kinds.
pub fn plain_of(blocks: Vec<prose::Block>) -> String {
    let pieces = blocks.into_iter().flat_map(|block| block.pieces);
    pieces.map(|piece| piece.text).collect()
}
