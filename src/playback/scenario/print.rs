//! From a scenario back to its text.

use std::fmt;

use crate::engine::config::{Config, WaitingReason};

use super::Scenario;
use super::time::clock_text;

impl fmt::Display for Scenario {
    /// Settings that differ from the default, files, steps, and the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        settings(f, &self.config)?;
        for (name, text) in &self.files {
            let word = free_word(text);
            writeln!(f, "file {name} <<{word}")?;
            block(f, text, &word)?;
        }
        for step in &self.steps {
            writeln!(f, "@{} {}", step.label, step.command)?;
            if let Some((input, word)) = step
                .input
                .as_ref()
                .zip(super::read::heredoc_of(&step.command))
            {
                block(f, input, word)?;
            }
        }
        match self.end {
            Some(end) => writeln!(f, "@{} end", clock_text(end)),
            None => Ok(()),
        }
    }
}

fn settings(f: &mut fmt::Formatter<'_>, config: &Config) -> fmt::Result {
    let default = Config::default();
    if config.seed != default.seed {
        writeln!(f, "seed {}", config.seed)?;
    }
    if config.nodes != default.nodes {
        writeln!(f, "nodes {}", config.nodes)?;
    }
    if config.release != default.release {
        writeln!(f, "release {}", config.release.name())?;
    }
    if config.jitter {
        writeln!(f, "jitter on")?;
    }
    if config.start != default.start {
        writeln!(f, "start {}", config.start)?;
    }
    if config.waiting_reason == WaitingReason::Faithful {
        writeln!(f, "waiting faithful")?;
    }
    if config.images_are_present {
        writeln!(f, "images present")?;
    }
    Ok(())
}

fn block(f: &mut fmt::Formatter<'_>, text: &str, word: &str) -> fmt::Result {
    f.write_str(text)?;
    if !text.is_empty() && !text.ends_with('\n') {
        f.write_str("\n")?;
    }
    writeln!(f, "{word}")
}

/// An end word that is no line of the text.
fn free_word(text: &str) -> String {
    let mut word = "END".to_owned();
    while text.lines().any(|line| line.trim_end() == word) {
        word.push('_');
    }
    word
}
