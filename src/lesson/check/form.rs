//! The form of a lesson, and of the catalogue.

use crate::lesson::Problem;
use crate::lesson::catalogue::Catalogue;
use crate::lesson::model::{Lesson, StepKind};

use super::{problem, repeated};

/// What a lesson must be made of.
pub fn lesson(lesson: &Lesson) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut say = |line: usize, message: String| problems.push(problem(lesson, line, message));
    let kinds: Vec<&str> = lesson.steps.iter().map(|step| step.kind.name()).collect();
    let count = |names: &[&str]| kinds.iter().filter(|kind| names.contains(kind)).count();
    if !matches!(kinds.first(), Some(&("read" | "observe"))) {
        say(1, "a lesson begins with read or observe".to_owned());
    }
    if kinds.last() != Some(&"recap") {
        say(1, "a lesson ends with recap".to_owned());
    }
    if count(&["predict"]) < 2 {
        say(1, "a lesson has two predict steps at least".to_owned());
    }
    if count(&["do", "diagnose"]) < 1 {
        say(
            1,
            "a lesson has one do or diagnose step at least".to_owned(),
        );
    }
    for step in &lesson.steps {
        let goals = step.goals().iter().map(|goal| goal.id.as_str());
        for name in repeated(goals) {
            say(step.line, format!("the goal {name:?} is there twice"));
        }
        if let StepKind::Explain { fragments, decoys } = &step.kind {
            if fragments.len() < 3 {
                say(
                    step.line,
                    "explain needs three fragments at least".to_owned(),
                );
            }
            let all = fragments.iter().chain(decoys).map(String::as_str);
            for name in repeated(all) {
                say(step.line, format!("the fragment {name:?} is there twice"));
            }
        }
        let asks = matches!(step.kind, StepKind::Predict(_));
        if asks && step.until <= step.at {
            say(
                step.line,
                "predict needs until: a moment after at".to_owned(),
            );
        }
    }
    problems
}

/// Whether the catalogue and the lessons know each other.
pub fn catalogue(catalogue: &Catalogue, lessons: &[Lesson]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut say = |line: usize, message: String| {
        problems.push(Problem {
            file: "catalogue.yaml".to_owned(),
            line,
            message,
        });
    };
    let entries = catalogue.lessons.iter().chain(&catalogue.later);
    for name in repeated(entries.map(|entry| entry.id.as_str())) {
        say(1, format!("the lesson {name:?} is there twice"));
    }
    for (index, entry) in catalogue.lessons.iter().enumerate() {
        let is_extra_before = index > 0 && catalogue.lessons[index - 1].number == 0;
        let is_in_order = entry.number as usize == index + 1 && !is_extra_before;
        if entry.number != 0 && !is_in_order {
            say(
                entry.line,
                "lessons are numbered in their order; those without a number come last".to_owned(),
            );
        }
        if !lessons.iter().any(|lesson| lesson.id == entry.id) {
            say(entry.line, format!("there is no folder {:?}", entry.id));
        }
        for need in &entry.needs {
            if catalogue.lesson(need).is_none() {
                say(entry.line, format!("it needs {need:?}, which is no lesson"));
            }
        }
    }
    for lesson in lessons {
        if catalogue.lesson(&lesson.id).is_none() {
            say(
                1,
                format!("the folder {:?} has no line under lessons", lesson.id),
            );
        }
    }
    let has_step = |place: &str| {
        let (id, step) = place.split_once('/').unwrap_or((place, ""));
        let lesson = lessons.iter().find(|lesson| lesson.id == id);
        lesson.is_some_and(|lesson| lesson.position(step).is_some())
    };
    for correction in &catalogue.corrections {
        let waits = catalogue
            .later
            .iter()
            .any(|entry| entry.id == correction.at);
        if !has_step(&correction.at) && !waits {
            let place = &correction.at;
            say(
                correction.line,
                format!("{place:?} is no step; write LESSON/STEP"),
            );
        }
    }
    for name in repeated(
        catalogue
            .corrections
            .iter()
            .map(|correction| correction.id.as_str()),
    ) {
        say(1, format!("the correction {name:?} is there twice"));
    }
    let meets = |place: &str, id: &str| {
        let (lesson_id, step) = place.split_once('/').unwrap_or((place, ""));
        let lesson = lessons.iter().find(|lesson| lesson.id == lesson_id);
        let mut steps = lesson.into_iter().flat_map(|lesson| &lesson.steps);
        steps.any(|other| other.id == step && other.misconception.as_deref() == Some(id))
    };
    let met = || {
        let steps = lessons.iter().flat_map(|lesson| &lesson.steps);
        steps.filter_map(|step| step.misconception.as_deref())
    };
    for misconception in &catalogue.misconceptions {
        let (id, place) = (&misconception.id, &misconception.at);
        if !meets(place, id) {
            let message = format!("the step {place:?} does not meet the misconception {id:?}");
            say(misconception.line, message);
        }
    }
    for id in met() {
        if !catalogue.misconceptions.iter().any(|known| known.id == id) {
            say(
                1,
                format!("a step meets {id:?}, which is not under misconceptions"),
            );
        }
    }
    problems
}
