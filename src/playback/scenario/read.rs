//! From a text to a scenario, line by line.

use crate::api::Timestamp;
use crate::engine::config::{Config, Release, WaitingReason};
use crate::engine::time::SimTime;

use super::time::{TIME_MAX, clock_text, parse_time};
use super::{FILES_MAX, Problem, STEPS_MAX, Scenario, ScenarioError, Step, TEXT_MAX};

pub(super) fn read(text: &str) -> Result<Scenario, ScenarioError> {
    if text.len() > TEXT_MAX {
        let problem = Problem::TextTooLong;
        return Err(ScenarioError { line: 1, problem });
    }
    let mut reader = Reader {
        lines: text.lines().collect(),
        next: 0,
        scenario: Scenario::default(),
        given: Vec::new(),
    };
    while let Some(line) = reader.take_line() {
        let number = reader.next;
        reader.line(line).map_err(|problem| ScenarioError {
            line: number,
            problem,
        })?;
    }
    Ok(reader.scenario)
}

struct Reader<'a> {
    lines: Vec<&'a str>,
    /// The index of the next line, which is the number of the current one.
    next: usize,
    scenario: Scenario,
    /// The settings that were given.
    given: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    fn take_line(&mut self) -> Option<&'a str> {
        let line = self.lines.get(self.next)?;
        self.next += 1;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }

    fn line(&mut self, line: &'a str) -> Result<(), Problem> {
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        match line.strip_prefix('@') {
            Some(step) => self.step(step),
            None => self.setting(line),
        }
    }

    fn setting(&mut self, line: &'a str) -> Result<(), Problem> {
        let line = line.split(" #").next().unwrap_or(line).trim();
        let (word, value) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let value = value.trim();
        let known = [
            "seed", "nodes", "release", "jitter", "start", "waiting", "images", "file",
        ];
        let owned = || word.to_owned();
        if !known.contains(&word) {
            return Err(Problem::UnknownLine { word: owned() });
        }
        if !self.scenario.steps.is_empty() || self.scenario.end.is_some() {
            return Err(Problem::HeaderAfterStep { word: owned() });
        }
        if word == "file" {
            return self.file(value);
        }
        if self.given.contains(&word) {
            return Err(Problem::HeaderTwice { word: owned() });
        }
        self.given.push(word);
        set(&mut self.scenario.config, word, value).map_err(|expected| Problem::BadValue {
            word: owned(),
            expected,
        })
    }

    fn file(&mut self, value: &str) -> Result<(), Problem> {
        let (name, mark) = value.split_once("<<").ok_or(Problem::FileForm)?;
        let (name, word) = (name.trim(), heredoc_word(mark).ok_or(Problem::FileForm)?);
        let owned = || name.to_owned();
        if !is_file_name(name) {
            return Err(Problem::FileName { name: owned() });
        }
        let files = &self.scenario.files;
        if files.iter().any(|(known, _)| known == name) {
            return Err(Problem::FileTwice { name: owned() });
        }
        if files.len() >= FILES_MAX {
            return Err(Problem::TooManyFiles);
        }
        let text = self.lines_until(word)?;
        self.scenario.files.push((owned(), text));
        Ok(())
    }

    fn step(&mut self, step: &str) -> Result<(), Problem> {
        let (time_text, command) = step.split_once(char::is_whitespace).unwrap_or((step, ""));
        let command = command.trim();
        if self.scenario.end.is_some() {
            return Err(Problem::StepAfterEnd);
        }
        let before = self.scenario.last_time();
        let form = || Problem::TimeForm {
            text: time_text.to_owned(),
        };
        let (time, label) = match time_text.strip_prefix('+') {
            Some(relative) => {
                let time = before + parse_time(relative).ok_or_else(form)?;
                (time, clock_text(time))
            }
            None => {
                let since_start = parse_time(time_text).ok_or_else(form)?;
                (SimTime::ZERO + since_start, time_text.to_owned())
            }
        };
        if time > TIME_MAX {
            return Err(Problem::TimeTooLate);
        }
        if time < before {
            return Err(Problem::TimeGoesBack);
        }
        if command.is_empty() {
            return Err(Problem::CommandMissing);
        }
        if command == "end" {
            self.scenario.end = Some(time);
            return Ok(());
        }
        if self.scenario.steps.len() >= STEPS_MAX {
            return Err(Problem::TooManySteps);
        }
        let input = match heredoc_of(command) {
            Some(word) => Some(self.lines_until(word)?),
            None => None,
        };
        let command = command.to_owned();
        self.scenario.steps.push(Step {
            time,
            label,
            command,
            input,
        });
        Ok(())
    }

    /// The lines up to the one that is `word`; without it the position stays where it began.
    fn lines_until(&mut self, word: &str) -> Result<String, Problem> {
        let mut text = String::new();
        while let Some(line) = self.take_line() {
            if line.trim_end() == word {
                return Ok(text);
            }
            text.push_str(line);
            text.push('\n');
        }
        Err(Problem::EndMissing {
            word: word.to_owned(),
        })
    }
}

/// Sets one setting, or says what it needs.
fn set(config: &mut Config, word: &str, value: &str) -> Result<(), &'static str> {
    match word {
        "seed" => config.seed = value.parse().map_err(|_| "a whole number")?,
        "nodes" => {
            let nodes = value
                .parse()
                .ok()
                .filter(|n| (1..=Config::NODES_MAX).contains(n));
            config.nodes = nodes.ok_or("a number from 1 to 20")?;
        }
        "release" => config.release = Release::parse(value).ok_or("1.34 or 1.36")?,
        "jitter" => config.jitter = choice(value, "on", "off").ok_or("on or off")?,
        "start" => {
            config.start = Timestamp::parse(value).ok_or("a time such as 2026-01-01T00:00:00Z")?;
        }
        "waiting" => {
            let prompt = choice(value, "prompt", "faithful").ok_or("prompt or faithful")?;
            config.waiting_reason = if prompt {
                WaitingReason::Prompt
            } else {
                WaitingReason::Faithful
            };
        }
        _ => {
            config.images_are_present =
                choice(value, "present", "absent").ok_or("present or absent")?;
        }
    }
    Ok(())
}

fn choice(value: &str, yes: &str, no: &str) -> Option<bool> {
    match value {
        _ if value == yes => Some(true),
        _ if value == no => Some(false),
        _ => None,
    }
}

fn is_file_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 200
        && !name.starts_with('/')
        && name
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "._-/".contains(c))
}

/// The word of the first `<<WORD` outside quotes.
pub(super) fn heredoc_of(command: &str) -> Option<&str> {
    let mut quote = None;
    for (index, character) in command.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None, '<') => {
                if let Some(mark) = command[index..].strip_prefix("<<") {
                    return heredoc_word(mark);
                }
            }
            _ => {}
        }
    }
    None
}

/// `END`, `'END'` or `"END"` at the beginning of the text.
fn heredoc_word(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let text = text
        .strip_prefix('\'')
        .or(text.strip_prefix('"'))
        .unwrap_or(text);
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-' && c != '.')
        .unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}
