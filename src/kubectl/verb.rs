//! kubectl's verbs: which there are, and how their lines begin to be read.

mod api_resources;
mod apply;
mod config;
mod delete;
mod describe;
mod duration;
mod events;
mod exec;
mod generate;
mod get;
mod job;
mod logs;
mod metadata;
mod output;
mod patch;
mod pods;
mod targets;
mod unknown;
mod version;
mod wait;
mod watch;

use crate::api::{Object, ObjectKey, json};

use super::context::{Context, Failed};
use super::parse::{self, Arguments};
use super::print::yaml;
use super::resource::Resource;

pub use job::Job;

/// How far a verb has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    Done { exit_code: i32 },
    Running(Job),
}

/// A verb that is simulated: its flags and what it does.
struct Verb {
    name: &'static str,
    /// In the grammar of [`parse::parse`]; a function, so that a page that asks for one verb's flags
    /// does not load all of them.
    flags: fn() -> &'static str,
    read_only: bool,
    run: fn(&mut Context<'_>, &Arguments) -> Result<Status, Failed>,
}

const VERBS: [Verb; 17] = [
    Verb {
        name: "config",
        flags: || config::FLAGS,
        read_only: false,
        run: config::run,
    },
    Verb {
        name: "api-resources",
        flags: || api_resources::FLAGS,
        read_only: true,
        run: api_resources::run,
    },
    Verb {
        name: "get",
        flags: || get::FLAGS,
        read_only: true,
        run: get::run,
    },
    Verb {
        name: "describe",
        flags: || describe::FLAGS,
        read_only: true,
        run: describe::run,
    },
    Verb {
        name: "logs",
        flags: || logs::FLAGS,
        read_only: true,
        run: logs::run,
    },
    Verb {
        name: "events",
        flags: || events::FLAGS,
        read_only: true,
        run: events::run,
    },
    Verb {
        name: "exec",
        flags: || exec::FLAGS,
        read_only: false,
        run: exec::run,
    },
    Verb {
        name: "label",
        flags: || metadata::FLAGS,
        read_only: false,
        run: metadata::label,
    },
    Verb {
        name: "annotate",
        flags: || metadata::FLAGS,
        read_only: false,
        run: metadata::annotate,
    },
    Verb {
        name: "run",
        flags: || generate::RUN_FLAGS,
        read_only: false,
        run: generate::run,
    },
    Verb {
        name: "patch",
        flags: || patch::FLAGS,
        read_only: false,
        run: patch::run,
    },
    Verb {
        name: "expose",
        flags: || generate::EXPOSE_FLAGS,
        read_only: false,
        run: generate::expose,
    },
    Verb {
        name: "wait",
        flags: || wait::FLAGS,
        read_only: true,
        run: wait::run,
    },
    Verb {
        name: "version",
        flags: || version::FLAGS,
        read_only: true,
        run: version::run,
    },
    Verb {
        name: "apply",
        flags: || apply::APPLY_FLAGS,
        read_only: false,
        run: apply::apply,
    },
    Verb {
        name: "create",
        flags: || apply::CREATE_FLAGS,
        read_only: false,
        run: apply::create,
    },
    Verb {
        name: "delete",
        flags: || delete::FLAGS,
        read_only: false,
        run: delete::run,
    },
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
        Some(format @ ("yaml" | "json")) if dry_run(arguments).is_empty() => {
            return show_stored(context, arguments, resource, name, format);
        }
        _ => format!("{type_name}/{name} {outcome}{}", dry_run(arguments)),
    };
    context.output.line(&line);
}

/// `-o yaml` and `-o json` show what is stored instead of the verb line.
fn show_stored(
    context: &mut Context<'_>,
    arguments: &Arguments,
    resource: &Resource,
    name: &str,
    format: &str,
) {
    let namespace = context.namespace(arguments);
    let key = resource
        .kind
        .map(|kind| ObjectKey::new(kind, &namespace, name));
    let value = key.and_then(|key| context.object(&key).map(Object::to_value));
    match (value, format) {
        (Some(value), "yaml") => context.output.out(&yaml::write(&value)),
        (Some(value), _) => context.output.line(&json::write(&value, json::PRETTY)),
        (None, _) => {}
    }
}

/// What a dry run adds to its lines; empty without one.
pub(super) fn dry_run(arguments: &Arguments) -> &'static str {
    match arguments.value("dry-run") {
        Some("client" | "unchanged") => " (dry run)",
        Some("server") => " (server dry run)",
        _ => "",
    }
}

/// The verbs that are simulated.
pub(super) fn names() -> Vec<String> {
    VERBS.iter().map(|verb| verb.name.to_owned()).collect()
}

/// The flags of a verb: `--output`.
pub(super) fn flag_names(verb: &str) -> Vec<String> {
    let verb = VERBS.iter().find(|known| known.name == verb);
    verb.map(|verb| parse::long_names((verb.flags)()))
        .unwrap_or_default()
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
        unknown::tell(context, word);
        return failed;
    };
    context.verb = verb.name;
    let all: Vec<String> = before.iter().chain(after).cloned().collect();
    let arguments = match parse::parse((verb.flags)(), &all) {
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

const HELP: &str = "kubectl controls the Kubernetes cluster manager.

 Find more information at: https://kubernetes.io/docs/reference/kubectl/

Simulated here: annotate, api-resources, apply, config, create, delete, describe, events,
exec, expose, get, label, logs, patch, run, version, wait

Usage:
  kubectl [flags] [options]
";

#[cfg(test)]
mod tests {
    use super::*;

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
