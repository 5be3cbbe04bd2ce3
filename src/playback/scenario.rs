//! A run as a text file: settings, files, and what a person types, and when.
//!
//! One format for golden traces, model solutions, bug reports and shared links. Reading answers
//! with the first problem and its line; printing gives a text that reads back as the same run.

mod print;
mod read;
mod time;

use std::fmt;

use crate::engine::config::Config;
use crate::engine::time::SimTime;

pub use time::{TIME_MAX, clock_text, parse_time};

/// The longest text in bytes.
pub const TEXT_MAX: usize = 1_000_000;
/// The most steps of a scenario.
pub const STEPS_MAX: usize = 10_000;
/// The most files of a scenario.
pub const FILES_MAX: usize = 1_000;

/// A run: everything that decides it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    pub config: Config,
    /// Name and text of the files in the person's home folder, in the order written.
    pub files: Vec<(String, String)>,
    /// Sorted by time; equal times in the order written.
    pub steps: Vec<Step>,
    /// When the run stops; without it at the last step.
    pub end: Option<SimTime>,
}

/// A command at its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub time: SimTime,
    /// The time as it is shown: `40s`; as written if it was written absolutely.
    pub label: String,
    /// As typed, `<<WORD` included.
    pub command: String,
    /// The lines that `<<WORD` feeds to standard input.
    pub input: Option<String>,
}

impl Step {
    /// A command without standard input.
    pub fn new(time: SimTime, command: &str) -> Step {
        Step {
            time,
            label: clock_text(time),
            command: command.to_owned(),
            input: None,
        }
    }
}

impl Step {
    /// The commands of a text as pasted into a terminal: a line each, with the lines of its
    /// here-document; one that does not end takes all that follows.
    pub fn of_text(time: SimTime, text: &str) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let mut step = Step::new(time, line.trim());
            if let Some(word) = read::heredoc_of(&step.command) {
                let body = lines.by_ref().take_while(|line| line.trim_end() != word);
                step.input = Some(body.map(|line| format!("{line}\n")).collect());
            }
            if !step.command.is_empty() {
                steps.push(step);
            }
        }
        steps
    }

    /// What the shell reads: the command, and the lines of its here-document.
    pub fn script(&self) -> String {
        match (&self.input, read::heredoc_of(&self.command)) {
            (Some(input), Some(word)) => format!("{}\n{input}{word}\n", self.command),
            _ => self.command.clone(),
        }
    }
}

impl Scenario {
    /// Reads a scenario text.
    pub fn read(text: &str) -> Result<Scenario, ScenarioError> {
        read::read(text)
    }

    /// The moment at which the run stops.
    pub fn last_time(&self) -> SimTime {
        let last_step = self.steps.last().map(|step| step.time);
        self.end.or(last_step).unwrap_or_default()
    }
}

/// Why a text is no scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// Counts from 1.
    pub line: usize,
    pub problem: Problem,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    TextTooLong,
    TooManySteps,
    TooManyFiles,
    UnknownLine {
        word: String,
    },
    HeaderAfterStep {
        word: String,
    },
    HeaderTwice {
        word: String,
    },
    BadValue {
        word: String,
        expected: &'static str,
    },
    FileForm,
    FileName {
        name: String,
    },
    FileTwice {
        name: String,
    },
    TimeForm {
        text: String,
    },
    TimeTooLate,
    TimeGoesBack,
    CommandMissing,
    EndMissing {
        word: String,
    },
    StepAfterEnd,
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::TextTooLong => write!(f, "the scenario is longer than {TEXT_MAX} bytes"),
            Problem::TooManySteps => write!(f, "more than {STEPS_MAX} steps"),
            Problem::TooManyFiles => write!(f, "more than {FILES_MAX} files"),
            Problem::UnknownLine { word } => write!(
                f,
                "{word:?} is neither a setting nor a step; a step begins with @TIME, \
                 a setting with seed, nodes, release, jitter, start, waiting, images or file"
            ),
            Problem::HeaderAfterStep { word } => {
                write!(
                    f,
                    "the setting {word:?} comes after the first step; move it up"
                )
            }
            Problem::HeaderTwice { word } => write!(f, "the setting {word:?} is given twice"),
            Problem::BadValue { word, expected } => write!(f, "{word} needs {expected}"),
            Problem::FileForm => write!(f, "a file is written as: file NAME <<WORD"),
            Problem::FileName { name } => write!(
                f,
                "{name:?} is no file name; use letters, digits and . _ - / without .. or a leading /"
            ),
            Problem::FileTwice { name } => write!(f, "the file {name:?} is given twice"),
            Problem::TimeForm { text } => write!(
                f,
                "{text:?} is no time; write 40s, 2.5s, 1m30s or 2h, or +5s after the step before"
            ),
            Problem::TimeTooLate => write!(
                f,
                "a run lasts {} hours at most",
                TIME_MAX.milliseconds / 3_600_000
            ),
            Problem::TimeGoesBack => write!(f, "the step is earlier than the one before it"),
            Problem::CommandMissing => write!(f, "the step has no command"),
            Problem::EndMissing { word } => {
                write!(f, "no line {word:?} ends the text that begins here")
            }
            Problem::StepAfterEnd => write!(f, "nothing comes after the end"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "\
# a comment
seed 7
nodes 3
release 1.34
jitter on
start 2026-03-02T09:00:00Z
waiting faithful
images present
file web.yaml <<END
kind: Pod
# not a comment of the scenario
@0s not a step
END

@0s kubectl apply -f web.yaml
@1s kubectl apply -f - <<END
apiVersion: v1
END
@40s ssh node1 touch /tmp/readiness/ready.txt
@+5s kubectl get pods -o wide
@2m10.5s kubectl describe pod web
@10m end
";

    #[test]
    fn reads_everything_of_the_format() {
        let scenario = Scenario::read(SAMPLE).unwrap();
        assert_eq!(scenario.config.seed, 7);
        assert_eq!(scenario.config.nodes, 3);
        assert!(scenario.config.jitter);
        let (name, text) = &scenario.files[0];
        assert_eq!(name, "web.yaml");
        let expected = "kind: Pod\n# not a comment of the scenario\n@0s not a step\n";
        assert_eq!(text, expected);
        let steps: Vec<(u64, &str, &str)> = scenario
            .steps
            .iter()
            .map(|step| (step.time.milliseconds, &*step.label, &*step.command))
            .collect();
        assert_eq!(
            steps,
            [
                (0, "0s", "kubectl apply -f web.yaml"),
                (1_000, "1s", "kubectl apply -f - <<END"),
                (40_000, "40s", "ssh node1 touch /tmp/readiness/ready.txt"),
                (45_000, "45s", "kubectl get pods -o wide"),
                (130_500, "2m10.5s", "kubectl describe pod web"),
            ]
        );
        assert_eq!(scenario.steps[1].input.as_deref(), Some("apiVersion: v1\n"));
        assert_eq!(scenario.end, Some(SimTime::from_seconds(600)));
    }

    #[test]
    fn prints_what_reads_back_the_same() {
        let scenario = Scenario::read(SAMPLE).unwrap();
        assert_eq!(Scenario::read(&scenario.to_string()).unwrap(), scenario);
        let empty = Scenario::default();
        assert_eq!(Scenario::read(&empty.to_string()).unwrap(), empty);
    }

    #[test]
    fn problems_are_told_with_their_line() {
        let cases = [
            ("sed 7", "1: \"sed\" is neither"),
            ("seed x", "1: seed needs a whole number"),
            ("seed 1\nseed 2", "2: the setting \"seed\" is given twice"),
            ("nodes 0", "1: nodes needs a number from 1 to 20"),
            ("release 1.20", "1: release needs 1.34 or 1.36"),
            ("jitter maybe", "1: jitter needs on or off"),
            ("start yesterday", "1: start needs a time"),
            ("@0s ls\nseed 1", "2: the setting \"seed\" comes after"),
            ("@5s ls\n@4s ls", "2: the step is earlier"),
            ("@5 ls", "1: \"5\" is no time"),
            ("@-5s ls", "1: \"-5s\" is no time"),
            ("@0s", "1: the step has no command"),
            ("\n@0s cat <<END\nabc", "2: no line \"END\""),
            ("file a.yaml", "1: a file is written as"),
            ("file ../a <<E\nE", "1: \"../a\" is no file name"),
            ("@99999999h ls", "1: a run lasts"),
            ("@1s end\n@2s ls", "2: nothing comes after the end"),
        ];
        for (text, expected) in cases {
            let message = Scenario::read(text).map_or_else(|e| e.to_string(), |_| String::new());
            assert!(message.starts_with(expected), "{text:?}: {message}");
        }
    }

    #[test]
    fn sizes_are_bounded() {
        let long = "#".repeat(TEXT_MAX + 1);
        assert_eq!(
            Scenario::read(&long).unwrap_err().problem,
            Problem::TextTooLong
        );
        let steps = "@0s ls\n".repeat(STEPS_MAX + 1);
        let error = Scenario::read(&steps).unwrap_err();
        assert_eq!(
            (error.line, error.problem),
            (STEPS_MAX + 1, Problem::TooManySteps)
        );
    }

    #[test]
    fn a_remark_may_follow_a_setting_but_not_a_command() {
        let scenario = Scenario::read("seed 7   # any number\n@0s echo a # b\n").unwrap();
        assert_eq!(scenario.config.seed, 7);
        assert_eq!(scenario.steps[0].command, "echo a # b");
    }

    #[test]
    fn quoted_marks_are_no_input() {
        let scenario = Scenario::read("@0s echo '<<END' \"<<X\"\n").unwrap();
        assert_eq!(scenario.steps[0].input, None);
        let scenario = Scenario::read("@0s cat <<'EOF'\n$x\nEOF\n").unwrap();
        assert_eq!(scenario.steps[0].input.as_deref(), Some("$x\n"));
    }
}
