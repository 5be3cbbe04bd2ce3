//! kubectl's verbs: which there are, and how their lines begin to be read.

mod apply;
mod delete;
mod describe;
mod duration;
mod events;
mod exec;
mod generate;
mod get;
mod logs;
mod metadata;
mod output;
mod pods;
mod targets;
mod version;
mod wait;
mod watch;

use crate::engine::World;
use crate::engine::time::SimTime;

use super::context::{Context, Failed};
use super::parse::{self, Arguments};
use super::reply::Output;
use super::resource::Resource;

/// A command that waits for simulated time.
#[derive(Clone, Debug, PartialEq)]
pub enum Job {
    Delete(delete::Gone),
    Events(Box<events::Events>),
    Exec(exec::Running),
    Logs(logs::Follow),
    Wait(wait::Waiting),
    Watch(Box<watch::Watch>),
}

/// How far a verb has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    Done { exit_code: i32 },
    Running(Job),
}

impl Job {
    /// Looks at the World after a step; the exit status once the command has ended.
    pub fn poll(&mut self, world: &mut World, output: &mut Output) -> Option<i32> {
        match self {
            Job::Delete(gone) => gone.poll(world),
            Job::Events(events) => {
                events.poll(world, output);
                None
            }
            Job::Exec(exec) => exec.poll(world, output),
            Job::Logs(follow) => follow.poll(world, output),
            Job::Wait(waiting) => waiting.poll(world, output),
            Job::Watch(watch) => {
                watch.poll(world, output);
                None
            }
        }
    }

    /// When it goes on although nothing happens in the World.
    pub fn wakes_at(&self) -> Option<SimTime> {
        match self {
            Job::Wait(waiting) => Some(waiting.deadline()),
            Job::Delete(_) | Job::Events(_) | Job::Exec(_) | Job::Logs(_) | Job::Watch(_) => None,
        }
    }

    /// Ctrl-C.
    pub fn interrupt(&mut self, world: &mut World) {
        match self {
            Job::Exec(exec) => exec.interrupt(world),
            Job::Delete(_) | Job::Events(_) | Job::Logs(_) | Job::Wait(_) | Job::Watch(_) => {}
        }
    }

    /// Whether the person types into it.
    pub fn reads_terminal(&self) -> bool {
        matches!(self, Job::Exec(exec) if exec.reads_terminal)
    }

    /// A line that the person types into it; `None` is Ctrl-D.
    pub fn feed(&mut self, world: &mut World, text: Option<&str>) {
        if let Job::Exec(exec) = self {
            exec.feed(world, text);
        }
    }
}

/// A verb that is simulated: its flags and what it does.
struct Verb {
    name: &'static str,
    /// In the grammar of [`parse::parse`].
    flags: &'static str,
    read_only: bool,
    run: fn(&mut Context<'_>, &Arguments) -> Result<Status, Failed>,
}

const VERBS: [Verb; 14] = [
    Verb {
        name: "get",
        flags: get::FLAGS,
        read_only: true,
        run: get::run,
    },
    Verb {
        name: "describe",
        flags: describe::FLAGS,
        read_only: true,
        run: describe::run,
    },
    Verb {
        name: "logs",
        flags: logs::FLAGS,
        read_only: true,
        run: logs::run,
    },
    Verb {
        name: "events",
        flags: events::FLAGS,
        read_only: true,
        run: events::run,
    },
    Verb {
        name: "exec",
        flags: exec::FLAGS,
        read_only: false,
        run: exec::run,
    },
    Verb {
        name: "label",
        flags: metadata::FLAGS,
        read_only: false,
        run: metadata::label,
    },
    Verb {
        name: "annotate",
        flags: metadata::FLAGS,
        read_only: false,
        run: metadata::annotate,
    },
    Verb {
        name: "run",
        flags: generate::RUN_FLAGS,
        read_only: false,
        run: generate::run,
    },
    Verb {
        name: "expose",
        flags: generate::EXPOSE_FLAGS,
        read_only: false,
        run: generate::expose,
    },
    Verb {
        name: "wait",
        flags: wait::FLAGS,
        read_only: true,
        run: wait::run,
    },
    Verb {
        name: "version",
        flags: version::FLAGS,
        read_only: true,
        run: version::run,
    },
    Verb {
        name: "apply",
        flags: apply::APPLY_FLAGS,
        read_only: false,
        run: apply::apply,
    },
    Verb {
        name: "create",
        flags: apply::CREATE_FLAGS,
        read_only: false,
        run: apply::create,
    },
    Verb {
        name: "delete",
        flags: delete::FLAGS,
        read_only: false,
        run: delete::run,
    },
];

/// Every command that a real kubectl shows in its help: the candidates for "Did you mean this?".
const KNOWN: &str = "annotate api-resources api-versions apply attach auth autoscale certificate \
    cluster-info completion config cordon cp create debug delete describe diff drain edit events \
    exec explain expose get kustomize label logs options patch plugin port-forward proxy replace \
    rollout run scale set taint top uncordon version wait";

/// Other programs' words for a verb.
const MEANT: [(&str, &str); 6] = [
    ("list", "get"),
    ("ls", "get"),
    ("inspect", "describe"),
    ("rm", "delete"),
    ("remove", "delete"),
    ("stats", "top"),
];

/// `pod/web created`, or as `-o name` and a dry run have it.
pub(super) fn say(
    context: &mut Context<'_>,
    arguments: &Arguments,
    resource: &Resource,
    name: &str,
    outcome: &str,
) {
    let type_name = resource.type_name();
    let line = match arguments.value("output") {
        Some("name") => format!("{type_name}/{name}"),
        _ => format!("{type_name}/{name} {outcome}{}", dry_run(arguments)),
    };
    context.output.line(&line);
}

/// What a dry run adds to its lines; empty without one.
pub(super) fn dry_run(arguments: &Arguments) -> &'static str {
    match arguments.value("dry-run") {
        Some("client" | "unchanged") => " (dry run)",
        Some("server") => " (server dry run)",
        _ => "",
    }
}

/// Runs what comes after `kubectl`.
pub(super) fn run(context: &mut Context<'_>, arguments: &[String]) -> Status {
    let failed = Status::Done { exit_code: 1 };
    let (before, word, after) = match split_verb(arguments) {
        Ok(split) => split,
        Err(flag) => {
            let line = format!("Error: flags cannot be placed before plugin name: {flag}");
            context.output.error(&line);
            return failed;
        }
    };
    let Some(word) = word else {
        context.output.out(HELP);
        return Status::Done { exit_code: 0 };
    };
    let Some(verb) = VERBS.iter().find(|verb| verb.name == word) else {
        unknown(context, word);
        return failed;
    };
    context.verb = verb.name;
    let all: Vec<String> = before.iter().chain(after).cloned().collect();
    let arguments = match parse::parse(verb.flags, &all) {
        Ok(arguments) => arguments,
        Err(error) => {
            context.fail(&error.message);
            let line = format!("See 'kubectl {} --help' for usage.", verb.name);
            context.output.error(&line);
            return failed;
        }
    };
    (verb.run)(context, &arguments).unwrap_or(failed)
}

/// Whether the command wants its standard input: `-f -`, `exec -i`.
pub(super) fn reads_input(arguments: &[String]) -> bool {
    let before = arguments.iter().take_while(|word| *word != "--");
    let words: Vec<&str> = before.map(String::as_str).collect();
    let takes_input = |word: &&str| {
        *word == "--stdin" || word.starts_with('-') && !word.starts_with("--") && word.contains('i')
    };
    if words.contains(&"exec") && words.iter().any(takes_input) {
        return true;
    }
    words
        .windows(2)
        .any(|pair| matches!(pair, ["-f" | "--filename", "-"]))
        || words
            .iter()
            .any(|word| matches!(*word, "-f-" | "-f=-" | "--filename=-"))
}

/// Stands for a word that is known only when the line runs.
pub(super) const UNKNOWN_WORD: &str = "\u{0}";

/// Whether what comes after `kubectl` only looks.
pub(super) fn is_read_only(arguments: &[String]) -> bool {
    let Ok((_, Some(word), _)) = split_verb(arguments) else {
        return true;
    };
    if word == UNKNOWN_WORD {
        return false;
    }
    VERBS
        .iter()
        .find(|verb| verb.name == word)
        .is_none_or(|verb| verb.read_only)
}

type Split<'a> = (&'a [String], Option<&'a str>, &'a [String]);

/// Global flags, the verb, and the rest; an unknown flag before the verb is the error.
fn split_verb(arguments: &[String]) -> Result<Split<'_>, &str> {
    let mut index = 0;
    while let Some(argument) = arguments.get(index).filter(|a| a.starts_with('-')) {
        let pair = arguments
            .get(index..index + 2)
            .unwrap_or(&arguments[index..]);
        match parse::parse("", pair) {
            Ok(parsed) => {
                index += if parsed.words.is_empty() {
                    pair.len()
                } else {
                    1
                }
            }
            Err(_) => return Err(argument),
        }
    }
    let before = &arguments[..index];
    Ok(match arguments.get(index) {
        Some(word) => (before, Some(word), &arguments[index + 1..]),
        None => (before, None, &[]),
    })
}

fn unknown(context: &mut Context<'_>, word: &str) {
    if KNOWN.split_whitespace().any(|known| known == word) {
        let message = format!("kubectl {word} is not simulated yet");
        context.fail(&message);
        return;
    }
    let mut text = format!("unknown command {word:?} for \"kubectl\"");
    let suggestions = suggestions(word);
    if !suggestions.is_empty() {
        text += "\n\nDid you mean this?";
        for suggestion in suggestions {
            text += &format!("\n\t{suggestion}");
        }
    }
    context.fail(&text);
}

/// Commands at most two changes away, that go on from what was typed, or that other programs
/// call so (kubectl.md §21; spf13/cobra SuggestionsFor).
fn suggestions(word: &str) -> Vec<&'static str> {
    let word = word.to_lowercase();
    let is_meant = |known: &str| MEANT.contains(&(word.as_str(), known));
    KNOWN
        .split_whitespace()
        .filter(|known| known.starts_with(&word) || distance(known, &word) <= 2 || is_meant(known))
        .collect()
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

const HELP: &str = "kubectl controls the Kubernetes cluster manager.

 Find more information at: https://kubernetes.io/docs/reference/kubectl/

Simulated here: apply, create, delete, describe, get, logs, version

Usage:
  kubectl [flags] [options]
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_are_answered_with_what_was_meant() {
        assert_eq!(suggestions("desscrube"), ["describe"]);
        assert_eq!(suggestions("gte"), ["get"]);
        assert_eq!(suggestions("foo"), ["top"]);
        assert_eq!(suggestions("remove"), ["delete"]);
        assert_eq!(suggestions("inspect"), ["describe"]);
        assert!(suggestions("get-pods").is_empty());
        assert!(suggestions("deploy").is_empty());
    }

    #[test]
    fn looking_is_told_from_acting() {
        let read_only = |line: &str| {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            is_read_only(&words)
        };
        assert!(read_only("get pods"));
        assert!(read_only("-n kube-system describe pod"));
        assert!(read_only("frobnicate"));
        assert!(!read_only("delete pod web"));
        assert!(!read_only("-n default apply -f x.yaml"));
    }
}
