//! The runs of a lesson, played: what is asked has an answer, goals tick only for those who reach
//! them, and hints tell wrong states apart.

use std::sync::Arc;

use crate::api::Kind;
use crate::engine::time::SimDuration;
use crate::lesson::Problem;
use crate::lesson::expression::{Expression, Span};
use crate::lesson::fact::{Fact, Subject};
use crate::lesson::judge::{GoalState, evidence, truth};
use crate::lesson::model::{Lesson, Question, Step};
use crate::lesson::part::Part;
use crate::lesson::texts::Texts;
use crate::order::Set;
use crate::playback::history::History;
use crate::playback::scenario::{Scenario, Step as Command, clock_text};

use super::{problem, values};

/// How long a run is watched after the last thing that was done.
const WATCHED: SimDuration = SimDuration::from_seconds(20 * 60);
/// How far apart the looks at a learner's state are, and how many there are.
const LOOK_EVERY: SimDuration = SimDuration::from_seconds(5);
const LOOKS_MAX: usize = 120;

/// Everything that playing a lesson shows; its texts in both languages, by their files.
pub fn lesson(lesson: &Lesson, texts: &[(String, Texts)]) -> Vec<Problem> {
    let indices = 0..lesson.steps.len();
    let mut problems = Vec::new();
    for index in indices {
        let mut check = Check {
            lesson,
            index,
            step: &lesson.steps[index],
            problems: Vec::new(),
        };
        let given = check.play(lesson.scenario(index));
        let solved = check.play(lesson.solved(index));
        check.names(&solved);
        check.question(&given);
        check.goals(&given, &solved);
        problems.append(&mut check.problems);
        problems.extend(values::of_step(lesson, index, [&given, &solved], texts));
    }
    problems
}

struct Check<'a> {
    lesson: &'a Lesson,
    index: usize,
    step: &'a Step,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn say(&mut self, message: String) {
        let message = format!("step {}: {message}", self.step.id);
        self.problems
            .push(problem(self.lesson, self.step.line, message));
    }

    /// Plays a run until long after everything that is done in it.
    fn play(&self, scenario: Scenario) -> History {
        let last = scenario.last_time().max(self.step.until);
        let mut history = History::new(Arc::new(scenario));
        history.compute(last + WATCHED);
        history
    }

    /// Every object that the step names is there.
    fn names(&mut self, history: &History) {
        let mut parts: Vec<&Part> = self.step.point.iter().chain(&self.step.focus).collect();
        if let crate::lesson::StepKind::Observe(find) = &self.step.kind {
            parts.extend(&find.among);
        }
        let mut unknown: Set<String> = Set::new();
        for part in parts {
            let is_known = match part.names()[..] {
                ["pod", pod] => has_pod(history, pod, None),
                ["pod", pod, container] => has_pod(history, pod, Some(container)),
                ["service", name] => has_object(history, Kind::Service, name),
                ["node" | "kubelet", name] => has_node(history, name),
                _ => true,
            };
            if !is_known {
                unknown.insert(part.subject.clone());
            }
        }
        for fact in facts(self.step) {
            let (Fact::State { subject, .. } | Fact::Moment { subject, .. }) = fact else {
                continue;
            };
            let (is_known, name) = match subject {
                Subject::Pod(pod) => (has_pod(history, pod, None), format!("pod/{pod}")),
                Subject::Container { pod, name } => (
                    has_pod(history, pod, Some(name)),
                    format!("pod/{pod}/{name}"),
                ),
                Subject::Service(name) => (
                    has_object(history, Kind::Service, name),
                    format!("service/{name}"),
                ),
                Subject::Node(name) => (has_node(history, name), format!("node/{name}")),
            };
            if !is_known {
                unknown.insert(name);
            }
        }
        for name in unknown.iter() {
            self.say(format!("its run has no {name}"));
        }
    }

    fn question(&mut self, given: &History) {
        let Some(question) = self.step.question() else {
            return;
        };
        if truth(self.lesson, self.index, given).is_none() {
            let until = self.step.until;
            let expected = match question {
                Question::Choose(options) => {
                    let looked = evidence(self.lesson, self.index, given);
                    let holding = options.iter().filter(|(_, expression)| {
                        crate::lesson::proof::Proof::new(expression, &looked).holds(until)
                    });
                    let holding: Vec<&str> = holding.map(|(id, _)| id.as_str()).collect();
                    format!(
                        "one option has to hold, and these do: [{}]",
                        holding.join(", ")
                    )
                }
                Question::Order(_) => "every item has to happen, at different moments".to_owned(),
                Question::Mark { .. } => "the fact has to begin after `at`".to_owned(),
            };
            self.say(format!(
                "at {} its run gives no answer: {expected}",
                clock_text(until)
            ));
        }
        if let Question::Mark { span, .. } = question {
            let looked = evidence(self.lesson, self.index, given);
            let stretches = looked.stretches(span);
            let begun = stretches.iter().find(|one| one.from > self.step.at);
            if begun.is_some_and(|one| one.from > self.step.until) {
                self.say("the marked moment comes after `until`".to_owned());
            }
        }
    }

    fn goals(&mut self, given: &History, solved: &History) {
        let Some(task) = self.step.task() else {
            return;
        };
        if task
            .solution
            .iter()
            .any(|command| command.time < self.step.at)
        {
            self.say("the solution begins before `at`".to_owned());
        }
        if let Some(file) = &task.file {
            let scenario = self.lesson.scenario(self.index);
            if !scenario.files.iter().any(|(name, _)| name == file) {
                self.say(format!("its run has no file {file:?}"));
            }
        }
        let pasted = self.play(self.pasted(&task.solution));
        let mut wrong = self.partial(&task.solution);
        let ways = task.wrong.iter();
        wrong.extend(ways.map(|way| self.play(self.with(way.iter().cloned()))));
        for goal in &task.goals {
            let state = |history: &History| {
                GoalState::of(goal, &evidence(self.lesson, self.index, history))
            };
            let (idle, done) = (state(given), state(solved));
            let mut messages = Vec::new();
            if let Some(met) = idle.met {
                messages.push(format!(
                    "ticks at {} without anything being done",
                    clock_text(met)
                ));
            }
            if done.met.is_none() {
                messages.push("is not reached by the solution".to_owned());
            }
            if done.met.is_some_and(|met| met > self.step.until) {
                messages.push("is reached only after `until`".to_owned());
            }
            if goal.when.needs_command() && state(&pasted).met.is_some() {
                messages
                    .push("ticks for the bare manifest, without the command it needs".to_owned());
            }
            let runs = [given, solved].into_iter().chain(&wrong);
            let states: Vec<GoalState> = runs.map(state).collect();
            messages.extend(self.hints(&states));
            for message in messages {
                self.say(format!("the goal {} {message}", goal.id));
            }
        }
    }

    /// Whether there is always a hint, and not always the same.
    fn hints(&self, runs: &[GoalState]) -> Option<String> {
        let mut seen: Set<&str> = Set::new();
        for goal in runs {
            let mut time = self.step.at;
            for _ in 0..LOOKS_MAX {
                if goal.is_met(time) || goal.is_broken(time) {
                    break;
                }
                match goal.state(time) {
                    Some(state) => seen.insert(state),
                    None => {
                        return Some(format!(
                            "has no state, and so no hint, at {}",
                            clock_text(time)
                        ));
                    }
                };
                time += LOOK_EVERY;
            }
        }
        let count = seen.iter().count();
        (count < 2).then(|| {
            let seen: Vec<&str> = seen.iter().copied().collect();
            format!(
                "shows the same hint on every wrong way: {}",
                seen.join(", ")
            )
        })
    }

    /// The solution without anything but its manifests.
    fn pasted(&self, solution: &[Command]) -> Scenario {
        let manifests = solution.iter().filter(|command| {
            let words = command.command.split_whitespace().take(2);
            let words: Vec<&str> = words.collect();
            matches!(
                words[..],
                ["kubectl", "apply" | "create" | "replace" | "delete"]
            )
        });
        self.with(manifests.cloned())
    }

    /// The solution with one of its commands left out, for each of them, and its beginnings.
    fn partial(&self, solution: &[Command]) -> Vec<History> {
        let without = (0..solution.len()).map(|left_out| {
            let kept = solution
                .iter()
                .enumerate()
                .filter(|(index, _)| *index != left_out);
            self.with(kept.map(|(_, command)| command.clone()))
        });
        let beginnings =
            (1..solution.len()).map(|count| self.with(solution[..count].iter().cloned()));
        without
            .chain(beginnings)
            .map(|scenario| self.play(scenario))
            .collect()
    }

    fn with(&self, commands: impl Iterator<Item = Command>) -> Scenario {
        let mut scenario = self.lesson.scenario(self.index);
        scenario.steps.extend(commands);
        crate::order::sort_by_key(&mut scenario.steps, |step| step.time);
        scenario
    }
}

/// Every fact that a step asks for.
fn facts(step: &Step) -> Vec<&Fact> {
    let mut expressions: Vec<&Expression> = Vec::new();
    let mut spans: Vec<&Span> = Vec::new();
    match step.question() {
        Some(Question::Choose(options)) => {
            expressions.extend(options.iter().map(|(_, expression)| expression));
        }
        Some(Question::Order(items)) => spans.extend(items.iter().map(|(_, span)| span)),
        Some(Question::Mark { span, .. }) => spans.push(span),
        None => {}
    }
    expressions.extend(step.goals().iter().map(|goal| &goal.when));
    let facts = expressions.into_iter().flat_map(Expression::facts);
    facts
        .chain(spans.into_iter().flat_map(|span| &span.0))
        .collect()
}

fn has_pod(history: &History, pod: &str, container: Option<&str>) -> bool {
    let mut tracks = history
        .tracks()
        .iter()
        .filter(|track| track.key.name == pod);
    match container {
        None => tracks.next().is_some(),
        Some(name) => tracks.any(|track| {
            track
                .pods()
                .any(|(_, pod)| pod.spec.container(name).is_some())
        }),
    }
}

fn has_object(history: &History, kind: Kind, name: &str) -> bool {
    history.objects(kind).any(|key| key.name == name)
}

fn has_node(history: &History, name: &str) -> bool {
    let number = name
        .strip_prefix("node")
        .and_then(|number| number.parse().ok());
    number.is_some_and(|number: usize| {
        (1..=history.scenario().config.nodes as usize).contains(&number)
    })
}
