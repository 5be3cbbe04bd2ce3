//! The texts of a lesson: their keys, their marks, their length, and the words they use.

use crate::lesson::Problem;
use crate::lesson::marks::{language, problems as mark_problems};
use crate::lesson::model::{Lesson, StepKind};
use crate::lesson::texts::{Texts, keys};
use crate::lesson::tree::Source;
use crate::manifest::Node;
use crate::order::Set;

/// A read step has so many words at most; the body of another step may be a little longer.
const READ_WORDS_MAX: usize = 60;
const BODY_WORDS_MAX: usize = 80;
/// So many Latin words in a row are an English sentence.
const LATIN_WORDS_MAX: usize = 3;

/// The language of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Ko,
    En,
}

impl Language {
    pub fn file(self) -> &'static str {
        match self {
            Language::Ko => "ko.md",
            Language::En => "en.md",
        }
    }
}

/// Words that every lesson uses alike: `glossary.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glossary {
    /// The language, a word that is not used, and the one that is.
    wrong: Vec<(Language, String, String)>,
}

impl Glossary {
    /// Reads the glossary.
    pub fn read(text: &str) -> (Glossary, Vec<Problem>) {
        let mut source = Source::new("glossary.yaml", text);
        let mut glossary = Glossary::default();
        if let Some(tree) = source.tree() {
            for term in tree.get("terms").map_or(&[][..], Node::items) {
                source.only_keys(term, &["en", "ko", "wrong"]);
                let Some(wrong) = term.get("wrong") else {
                    continue;
                };
                for (language, key) in [(Language::Ko, "ko"), (Language::En, "en")] {
                    let right = source.text_of(term, key);
                    for word in wrong.get(key).map_or(&[][..], Node::items) {
                        let word = source.text(word);
                        glossary.wrong.push((language, word, right.clone()));
                    }
                }
            }
        }
        (glossary, source.problems)
    }
}

/// What is wrong with a lesson's texts in one language.
pub fn texts(
    lesson: &Lesson,
    texts: &Texts,
    in_language: Language,
    glossary: &Glossary,
) -> Vec<Problem> {
    let file = format!("{}/{}", lesson.id, in_language.file());
    let mut problems = Vec::new();
    let mut say = |line: usize, message: String| {
        problems.push(Problem {
            file: file.clone(),
            line,
            message,
        });
    };
    let (needed, allowed) = keys(lesson);
    for key in needed.iter().filter(|key| !texts.has(key)) {
        say(1, format!("the text {key} is missing"));
    }
    let known: Set<&str> = needed.iter().chain(&allowed).map(String::as_str).collect();
    for (key, line, text) in texts.all() {
        if !known.contains(key) {
            say(line, format!("no step asks for {key}"));
        }
        for problem in mark_problems(text) {
            say(line, format!("{key}: {problem}"));
        }
        let words = language(text);
        for problem in word_problems(&words, in_language, glossary) {
            say(line, format!("{key}: {problem}"));
        }
    }
    for step in &lesson.steps {
        let key = format!("{}.body", step.id);
        let count = texts.get(&key).split_whitespace().count();
        let most = match step.kind {
            StepKind::Read => READ_WORDS_MAX,
            _ => BODY_WORDS_MAX,
        };
        if count > most {
            say(
                texts.line(&key),
                format!("{key} has {count} words; {most} are enough"),
            );
        }
    }
    problems
}

fn word_problems(words: &str, in_language: Language, glossary: &Glossary) -> Vec<String> {
    let mut problems = Vec::new();
    let wrong = glossary.wrong.iter();
    for (_, word, right) in wrong.filter(|(of, ..)| *of == in_language) {
        if words.contains(word.as_str()) {
            problems.push(format!("write {right:?}, not {word:?}"));
        }
    }
    match in_language {
        Language::Ko => problems.extend(english_sentence(words)),
        Language::En => {
            if words
                .chars()
                .any(|c| ('\u{AC00}'..='\u{D7A3}').contains(&c))
            {
                problems.push("Korean in the English text".to_owned());
            }
        }
    }
    problems
}

/// The first run of Latin words that is too long for a name.
fn english_sentence(words: &str) -> Option<String> {
    let mut run: Vec<&str> = Vec::new();
    for word in words.split_whitespace().chain([""]) {
        let is_latin = !word.is_empty()
            && word.chars().any(|c| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii() && c != '`');
        if is_latin {
            run.push(word);
        }
        // A list of names is no sentence.
        if is_latin && !word.ends_with([',', ';', '·', '/']) {
            continue;
        }
        if run.len() > LATIN_WORDS_MAX {
            return Some(format!(
                "an English sentence in the Korean text: {}",
                run.join(" ")
            ));
        }
        run.clear();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_stand_in_korean_sentences_may_not() {
        assert_eq!(english_sentence("파드는 Ready=True Running 상태예요"), None);
        assert_eq!(
            english_sentence("Pending, Running, Succeeded, Failed 넷"),
            None
        );
        assert!(english_sentence("이때 the Pod is not ready 예요").is_some());
    }
}
