//! `ko.md` and `en.md`: a text for each key.

use crate::order::Map;

use super::Problem;
use super::model::{Lesson, Question, Step, StepKind};

/// The sentences of a lesson in one language, as written: `text::prose` makes pieces of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts {
    texts: Map<String, (usize, String)>,
}

impl Texts {
    /// Reads a file: a line `# KEY`, then its text up to the next one.
    pub fn read(file: &str, text: &str) -> (Texts, Vec<Problem>) {
        let mut texts = Texts::default();
        let mut problems = Vec::new();
        let mut key: Option<(String, usize)> = None;
        let mut body = String::new();
        let lines = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line));
        for (line, content) in lines.chain([(0, "# ")]) {
            let Some(next) = content.strip_prefix("# ") else {
                match &key {
                    Some(_) => {
                        body.push_str(content.trim_end());
                        body.push('\n');
                    }
                    None if content.trim().is_empty() => {}
                    None => problems.push(Problem {
                        file: file.to_owned(),
                        line,
                        message: "a text before the first key; keys are lines `# KEY`".to_owned(),
                    }),
                }
                continue;
            };
            if let Some((key, at)) = key.take() {
                let text = std::mem::take(&mut body).trim().to_owned();
                if texts.texts.insert(key.clone(), (at, text)).is_some() {
                    problems.push(Problem {
                        file: file.to_owned(),
                        line: at,
                        message: format!("the key {key} is there twice"),
                    });
                }
            }
            key = Some((next.trim().to_owned(), line));
        }
        (texts, problems)
    }

    /// The text of a key; empty if there is none.
    pub fn get(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", |(_, text)| text)
    }

    /// The line of a key, counting from 1.
    pub fn line(&self, key: &str) -> usize {
        self.texts.get(key).map_or(1, |(line, _)| *line)
    }

    /// Whether there is a text under a key.
    pub fn has(&self, key: &str) -> bool {
        !self.get(key).is_empty()
    }

    /// Key, line and text, in the order of the keys.
    pub fn all(&self) -> impl Iterator<Item = (&str, usize, &str)> {
        let all = self.texts.iter();
        all.map(|(key, (line, text))| (key.as_str(), *line, text.as_str()))
    }
}

/// The keys that a lesson's texts must have, and those that they may have.
pub fn keys(lesson: &Lesson) -> (Vec<String>, Vec<String>) {
    let (mut needed, mut allowed) = (Vec::new(), Vec::new());
    for step in &lesson.steps {
        let of_step = |key: &str| format!("{}.{key}", step.id);
        needed.push(of_step("title"));
        match step.kind {
            StepKind::Recap => allowed.push(of_step("body")),
            _ => needed.push(of_step("body")),
        }
        let (options, causes) = options(step);
        if causes {
            needed.push(of_step("because"));
        }
        for option in options {
            needed.push(of_step(&option));
            allowed.push(of_step(&format!("{option}.why")));
        }
        for goal in step.goals() {
            let mut words = vec!["met", "nudge", "edit"];
            if goal.broke.is_some() {
                words.push("broke");
            }
            needed.push(of_step(&goal.id));
            needed.extend(
                words
                    .iter()
                    .map(|word| of_step(&format!("{}.{word}", goal.id))),
            );
            let states = goal.states.iter();
            needed.extend(states.map(|(state, _)| of_step(&format!("{}.{state}", goal.id))));
        }
        if step.kind == StepKind::Recap {
            needed.extend(["1", "2", "3"].map(of_step));
        }
    }
    (needed, allowed)
}

/// What can be chosen in a step, and whether the step tells a cause.
fn options(step: &Step) -> (Vec<String>, bool) {
    let of_question = |question: &Question| match question {
        Question::Choose(options) => options.iter().map(|(id, _)| id.clone()).collect(),
        Question::Order(items) => items.iter().map(|(id, _)| id.clone()).collect(),
        Question::Mark { .. } => Vec::new(),
    };
    match &step.kind {
        StepKind::Predict(question) | StepKind::Diagnose(question, _) => {
            (of_question(question), true)
        }
        StepKind::Explain { fragments, decoys } => {
            (fragments.iter().chain(decoys).cloned().collect(), true)
        }
        StepKind::Observe(_) => (Vec::new(), true),
        _ => (Vec::new(), false),
    }
}
