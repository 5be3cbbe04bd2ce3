//! What the run says to what a learner did and guessed.

use std::sync::Arc;

use crate::engine::time::{SimDuration, SimTime};
use crate::order;
use crate::playback::history::History;

use super::evidence::Evidence;
use super::model::{Goal, Lesson, Question, Step, StepKind};
use super::proof::Proof;

/// How a goal stands in a run that is computed ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalState {
    pub id: String,
    /// When it is reached; a playhead before that has not got there yet.
    pub met: Option<SimTime>,
    /// From when on it cannot be reached any more.
    pub broke: Option<SimTime>,
    states: Vec<(String, Proof)>,
}

impl GoalState {
    /// Looks at a goal in a run.
    pub fn of(goal: &Goal, evidence: &Evidence) -> GoalState {
        let end = evidence.history().end();
        let met = Proof::new(&goal.when, evidence).first(end);
        let broke = goal.broke.as_ref();
        let broke = broke.and_then(|broke| Proof::new(broke, evidence).first(end));
        let states = goal.states.iter();
        GoalState {
            id: goal.id.clone(),
            met,
            broke: broke.filter(|broke| met.is_none_or(|met| *broke < met)),
            states: states
                .map(|(id, holds)| (id.clone(), Proof::new(holds, evidence)))
                .collect(),
        }
    }

    /// Whether it is reached at the playhead.
    pub fn is_met(&self, playhead: SimTime) -> bool {
        self.met.is_some_and(|met| met <= playhead)
    }

    /// Whether it is out of reach at the playhead.
    pub fn is_broken(&self, playhead: SimTime) -> bool {
        !self.is_met(playhead) && self.broke.is_some_and(|broke| broke <= playhead)
    }

    /// Where the learner stands: the state whose hint fits at the playhead.
    pub fn state(&self, playhead: SimTime) -> Option<&str> {
        let holds = self.states.iter().find(|(_, proof)| proof.holds(playhead));
        holds.map(|(id, _)| id.as_str())
    }
}

/// How every goal of a step stands.
pub fn goals(lesson: &Lesson, step: usize, history: &History) -> Vec<GoalState> {
    let evidence = evidence(lesson, step, history);
    let goals = lesson.steps[step].goals().iter();
    goals.map(|goal| GoalState::of(goal, &evidence)).collect()
}

/// A run looked at from a step on. What the run shares with the step's own scenario is given, the
/// rest is the learner's.
pub fn evidence<'a>(lesson: &Lesson, step: usize, history: &'a History) -> Evidence<'a> {
    let given = lesson.scenario(step).steps;
    let own = &history.scenario().steps;
    let shared = given
        .iter()
        .zip(own)
        .take_while(|(one, two)| one == two)
        .count();
    Evidence::new(history, lesson.steps[step].at, shared)
}

/// An answer: what a learner guessed, or what the run shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An option, or a part, by its name.
    Choice(String),
    /// Items or fragments in order.
    Order(Vec<String>),
    Mark(SimTime),
}

/// A step's own run, played to where its question is answered.
pub fn own_run(lesson: &Lesson, step: usize) -> History {
    let mut run = History::new(Arc::new(lesson.scenario(step)));
    run.compute(lesson.steps[step].until);
    run
}

/// What is right in a step that asks something, by its [own run](own_run); `None` if that does not
/// tell, which the checker refuses.
pub fn truth(lesson: &Lesson, step: usize, own_run: &History) -> Option<Answer> {
    let step_at = &lesson.steps[step];
    match &step_at.kind {
        StepKind::Observe(find) => Some(Answer::Choice(find.part.to_string())),
        StepKind::Explain { fragments, .. } => Some(Answer::Order(fragments.clone())),
        _ => {
            let evidence = evidence(lesson, step, own_run);
            answer(step_at.question()?, &evidence, step_at)
        }
    }
}

fn answer(question: &Question, evidence: &Evidence, step: &Step) -> Option<Answer> {
    match question {
        Question::Choose(options) => {
            let holds = |expression| Proof::new(expression, evidence).holds(step.until);
            let mut right = options.iter().filter(|(_, expression)| holds(expression));
            let first = right.next();
            first
                .filter(|_| right.next().is_none())
                .map(|(id, _)| Answer::Choice(id.clone()))
        }
        Question::Order(items) => {
            let mut times = Vec::new();
            for (id, span) in items {
                let stretches = evidence.stretches(span);
                let first = stretches.first().filter(|one| one.from <= step.until)?;
                times.push((first.from, id.clone()));
            }
            order::sort_by_key(&mut times, |(time, _)| *time);
            let apart = times.windows(2).all(|pair| pair[0].0 < pair[1].0);
            apart.then(|| Answer::Order(times.into_iter().map(|(_, id)| id).collect()))
        }
        Question::Mark { span, .. } => {
            let stretches = evidence.stretches(span);
            let mut later = stretches.iter().filter(|one| one.from > step.at);
            later.next().map(|one| Answer::Mark(one.from))
        }
    }
}

/// Whether a guess is right.
pub fn is_right(step: &Step, guess: &Answer, truth: &Answer) -> bool {
    match (guess, truth) {
        (Answer::Mark(guess), Answer::Mark(truth)) => distance(*guess, *truth) <= within(step),
        _ => guess == truth,
    }
}

/// How far off a guessed moment may be.
pub fn within(step: &Step) -> SimDuration {
    match step.question() {
        Some(Question::Mark { within, .. }) => *within,
        _ => SimDuration::default(),
    }
}

fn distance(one: SimTime, two: SimTime) -> SimDuration {
    one.max(two).since(one.min(two))
}
