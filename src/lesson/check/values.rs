//! The values in a lesson's sentences: each is there at the moment at which it is shown.

use crate::engine::time::SimTime;
use crate::lesson::Problem;
use crate::lesson::judge::{GoalState, evidence};
use crate::lesson::marks::values;
use crate::lesson::model::Lesson;
use crate::lesson::texts::Texts;
use crate::lesson::value::{Found, Query};
use crate::playback::history::History;

/// Looks for every value of a step's texts: in the run as the step finds it, and, for what is said
/// of a goal that was met, in the solved one.
pub fn of_step(
    lesson: &Lesson,
    index: usize,
    [given, solved]: [&History; 2],
    texts: &[(String, Texts)],
) -> Vec<Problem> {
    let step = &lesson.steps[index];
    let mut shown: Vec<(String, &History, SimTime)> = vec![
        (format!("{}.title", step.id), given, step.at),
        (format!("{}.body", step.id), given, step.at),
        (format!("{}.because", step.id), given, step.until),
    ];
    let looked = evidence(lesson, index, solved);
    for goal in step.goals() {
        if let Some(met) = GoalState::of(goal, &looked).met {
            shown.push((format!("{}.{}.met", step.id, goal.id), solved, met));
        }
    }
    let mut problems = Vec::new();
    for (file, texts) in texts {
        for (key, history, time) in &shown {
            let looked = evidence(lesson, index, history);
            for value in values(texts.get(key)) {
                let query = Query::read(value).ok();
                let found = query.and_then(|query| query.find(&looked, *time));
                if found.is_none_or(|found| found == Found::Text(String::new())) {
                    problems.push(Problem {
                        file: file.clone(),
                        line: texts.line(key),
                        message: format!("{key}: {{{value}}} finds nothing at its moment"),
                    });
                }
            }
        }
    }
    problems
}
