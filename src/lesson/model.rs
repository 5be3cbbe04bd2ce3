//! A lesson as data.

use std::sync::Arc;

use crate::engine::time::{SimDuration, SimTime};
use crate::playback::scenario::{Scenario, Step as Command};

use super::expression::{Expression, Span};
use super::part::Part;

/// What `lesson.yaml` says.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub id: String,
    pub scenes: Vec<(String, Arc<Scenario>)>,
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub id: String,
    pub kind: StepKind,
    /// The position of the scene that it starts from; `None`: as the step before left it.
    pub scene: Option<usize>,
    /// Where the playhead stands when the step opens.
    pub at: SimTime,
    /// How far the run plays once the step is answered.
    pub until: SimTime,
    /// The object in the middle of the page.
    pub focus: Option<Part>,
    /// Parts that are lit.
    pub point: Vec<Part>,
    /// The misconception that is met here.
    pub misconception: Option<String>,
    /// Its line in `lesson.yaml`.
    pub line: usize,
}

/// What a learner does in a step.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    Read,
    Observe(Find),
    Predict(Question),
    Do(Task),
    /// A broken run: the cause is named, and mended.
    Diagnose(Question, Task),
    /// A sentence from pieces: the right ones in their order, and some that do not belong.
    Explain {
        fragments: Vec<String>,
        decoys: Vec<String>,
    },
    Recap,
}

/// A part to be found among others.
#[derive(Clone, Debug, PartialEq)]
pub struct Find {
    pub part: Part,
    pub among: Vec<Part>,
}

/// Something to be guessed; the run tells what is right.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// The option whose expression holds at the step's `until`.
    Choose(Vec<(String, Expression)>),
    /// By when they first happen.
    Order(Vec<(String, Span)>),
    /// When it first begins.
    Mark { span: Span, within: SimDuration },
}

/// Something to be done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Task {
    pub goals: Vec<Goal>,
    /// The model solution.
    pub solution: Vec<Command>,
    /// Ways that do not lead there: the checker walks them to see the hints differ.
    pub wrong: Vec<Vec<Command>>,
    /// The file that the editor opens.
    pub file: Option<String>,
}

/// What is to be reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    pub id: String,
    pub when: Expression,
    /// From then on it cannot be reached any more.
    pub broke: Option<Expression>,
    /// Where a learner may stand; the first that holds gives the second hint.
    pub states: Vec<(String, Expression)>,
    pub line: usize,
}

impl StepKind {
    /// The word in `lesson.yaml`.
    pub fn name(&self) -> &'static str {
        match self {
            StepKind::Read => "read",
            StepKind::Observe(_) => "observe",
            StepKind::Predict(_) => "predict",
            StepKind::Do(_) => "do",
            StepKind::Diagnose(..) => "diagnose",
            StepKind::Explain { .. } => "explain",
            StepKind::Recap => "recap",
        }
    }
}

impl Step {
    /// The question of a step that has one.
    pub fn question(&self) -> Option<&Question> {
        match &self.kind {
            StepKind::Predict(question) | StepKind::Diagnose(question, _) => Some(question),
            _ => None,
        }
    }

    /// The task of a step that has one.
    pub fn task(&self) -> Option<&Task> {
        match &self.kind {
            StepKind::Do(task) | StepKind::Diagnose(_, task) => Some(task),
            _ => None,
        }
    }

    /// Its goals; none for most kinds.
    pub fn goals(&self) -> &[Goal] {
        self.task().map_or(&[], |task| &task.goals)
    }
}

impl Lesson {
    /// The position of a step.
    pub fn position(&self, step: &str) -> Option<usize> {
        self.steps.iter().position(|other| other.id == step)
    }

    /// The run as a step finds it: its scene, and the solutions of the steps since then.
    pub fn scenario(&self, step: usize) -> Scenario {
        let from = (0..=step)
            .rev()
            .find(|index| self.steps[*index].scene.is_some());
        let scene = from.and_then(|index| self.steps[index].scene);
        let mut scenario = match scene {
            Some(scene) => Scenario::clone(&self.scenes[scene].1),
            None => Scenario::default(),
        };
        scenario.end = None;
        for done in &self.steps[from.unwrap_or(0)..step] {
            add_solution(&mut scenario, done);
        }
        scenario
    }

    /// The run of a step with its own solution done as well.
    pub fn solved(&self, step: usize) -> Scenario {
        let mut scenario = self.scenario(step);
        add_solution(&mut scenario, &self.steps[step]);
        scenario
    }
}

/// Adds the commands of a step's solution, as a learner would type them: what the scene had
/// planned after the first of them does not happen.
fn add_solution(scenario: &mut Scenario, step: &Step) {
    let Some(first) = step.task().and_then(|task| task.solution.first()) else {
        return;
    };
    let steps = &mut scenario.steps;
    steps.truncate(steps.partition_point(|other| other.time <= first.time));
    steps.extend(
        step.task()
            .into_iter()
            .flat_map(|task| task.solution.clone()),
    );
}
