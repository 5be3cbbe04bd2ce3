//! What a learner has done so far: kept by the browser, exported and imported as JSON.

use crate::api::{Value, json};
use crate::engine::time::SimTime;
use crate::manifest::read_value;
use crate::order::{Map, Set};

use super::judge::Answer;

/// Progress over all lessons, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub lessons: Map<String, Attempt>,
}

/// What was done in one lesson. Steps and goals that the lesson no longer has do no harm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// The step that was open last.
    pub step: String,
    /// Steps that are done.
    pub done: Set<String>,
    /// Goals that were reached: `STEP.GOAL`.
    pub met: Set<String>,
    /// The last guess of each step.
    pub guesses: Map<String, Answer>,
}

/// The mark and version of a progress file.
const VERSION_KEY: &str = "podariumProgress";
const VERSION: i64 = 1;
/// A longer text is no progress file.
pub const TEXT_BYTES_MAX: usize = 256 * 1_024;
/// More entries than this are not read from anything.
const ENTRIES_MAX: usize = 1_000;

impl Progress {
    /// Reads what [`Progress::write`] wrote; `None` if the text is something else. Parts that do
    /// not fit are left out.
    pub fn read(text: &str) -> Option<Progress> {
        if text.len() > TEXT_BYTES_MAX {
            return None;
        }
        let value = read_value(text)?;
        if value.get(VERSION_KEY) != Some(&Value::Whole(VERSION)) {
            return None;
        }
        let lessons = value.get("lessons").map_or(&[][..], Value::entries);
        let lessons = lessons.iter().take(ENTRIES_MAX);
        Some(Progress {
            lessons: lessons
                .map(|(id, value)| (id.clone(), attempt(value)))
                .collect(),
        })
    }

    /// As JSON on one line.
    pub fn write(&self) -> String {
        let lessons = self
            .lessons
            .iter()
            .map(|(id, attempt)| (id.clone(), attempt.value()));
        let entries = vec![
            (VERSION_KEY.to_owned(), Value::Whole(VERSION)),
            ("lessons".to_owned(), Value::Map(lessons.collect())),
        ];
        json::write(&Value::Map(entries), json::COMPACT)
    }

    /// Takes what another one has as well.
    pub fn add(&mut self, other: Progress) {
        for (id, attempt) in &other.lessons {
            let own = self.lessons.entry(id.clone()).or_default();
            for step in attempt.done.iter() {
                own.done.insert(step.clone());
            }
            for goal in attempt.met.iter() {
                own.met.insert(goal.clone());
            }
            for (step, guess) in &attempt.guesses {
                own.guesses.insert(step.clone(), guess.clone());
            }
            if own.step.is_empty() {
                own.step = attempt.step.clone();
            }
        }
    }
}

impl Attempt {
    fn value(&self) -> Value {
        let texts =
            |set: &Set<String>| Value::List(set.iter().map(|text| Value::text(text)).collect());
        let guesses = self
            .guesses
            .iter()
            .map(|(step, guess)| (step.clone(), answer_value(guess)));
        Value::Map(vec![
            ("step".to_owned(), Value::text(&self.step)),
            ("done".to_owned(), texts(&self.done)),
            ("met".to_owned(), texts(&self.met)),
            ("guesses".to_owned(), Value::Map(guesses.collect())),
        ])
    }
}

fn answer_value(answer: &Answer) -> Value {
    let (key, value) = match answer {
        Answer::Choice(id) => ("choice", Value::text(id)),
        Answer::Order(ids) => (
            "order",
            Value::List(ids.iter().map(|id| Value::text(id)).collect()),
        ),
        Answer::Mark(time) => {
            let time_ms = i64::try_from(time.milliseconds).unwrap_or(i64::MAX);
            ("markMs", Value::Whole(time_ms))
        }
    };
    Value::Map(vec![(key.to_owned(), value)])
}

fn attempt(value: &Value) -> Attempt {
    let texts = |key: &str| {
        let items = value.get(key).map_or(&[][..], Value::items);
        let texts = items.iter().take(ENTRIES_MAX).filter_map(Value::as_text);
        texts.map(str::to_owned).collect()
    };
    let guesses = value.get("guesses").map_or(&[][..], Value::entries);
    let guesses = guesses.iter().take(ENTRIES_MAX);
    Attempt {
        step: value
            .get("step")
            .and_then(Value::as_text)
            .unwrap_or_default()
            .to_owned(),
        done: texts("done"),
        met: texts("met"),
        guesses: guesses
            .filter_map(|(step, value)| Some((step.clone(), answer(value)?)))
            .collect(),
    }
}

fn answer(value: &Value) -> Option<Answer> {
    if let Some(id) = value.get("choice").and_then(Value::as_text) {
        return Some(Answer::Choice(id.to_owned()));
    }
    if let Some(list) = value.get("order") {
        let ids = list
            .items()
            .iter()
            .take(ENTRIES_MAX)
            .filter_map(Value::as_text);
        return Some(Answer::Order(ids.map(str::to_owned).collect()));
    }
    match value.get("markMs") {
        Some(Value::Whole(time_ms)) => Some(Answer::Mark(SimTime::from_millis(
            u64::try_from(*time_ms).ok()?,
        ))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_wrote_and_refuses_the_rest() {
        let mut progress = Progress::default();
        let attempt = progress.lessons.entry("readiness".to_owned()).or_default();
        attempt.step = "when-ready".to_owned();
        attempt.done.insert("hello".to_owned());
        attempt.met.insert("fix.touched".to_owned());
        let guesses = [
            ("a", Answer::Choice("x \"y\"".to_owned())),
            ("b", Answer::Order(vec!["p".to_owned(), "q".to_owned()])),
            ("c", Answer::Mark(SimTime::from_millis(55_000))),
        ];
        for (step, guess) in guesses {
            attempt.guesses.insert(step.to_owned(), guess);
        }
        let text = progress.write();
        assert_eq!(Progress::read(&text), Some(progress.clone()));
        for broken in [
            "",
            "null",
            "[1]",
            "{\"podariumProgress\":2}",
            "{",
            "kind: Pod",
        ] {
            assert_eq!(Progress::read(broken), None, "{broken}");
        }
        let odd = "{\"podariumProgress\":1,\"lessons\":{\"x\":{\"done\":3,\"guesses\":{\"a\":{\"markMs\":-1}}}}}";
        let read = Progress::read(odd).unwrap();
        assert_eq!(read.lessons.get("x"), Some(&Attempt::default()));
    }

    #[test]
    fn imported_progress_is_added_to_ones_own() {
        let of = |step: &str| {
            let mut progress = Progress::default();
            let attempt = progress.lessons.entry("images".to_owned()).or_default();
            attempt.step = step.to_owned();
            attempt.done.insert(step.to_owned());
            progress
        };
        let mut mine = of("one");
        mine.add(of("two"));
        let attempt = mine.lessons.get("images").unwrap();
        assert_eq!(
            (attempt.step.as_str(), attempt.done.iter().count()),
            ("one", 2)
        );
    }
}
