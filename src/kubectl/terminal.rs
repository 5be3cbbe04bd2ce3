//! The terminal's state, and one command line at a time.
//!
//! A command ends at once or becomes a [`Job`] that is looked at after every step of the World.

use std::collections::BTreeMap;

use crate::engine::{NodeIndex, World};
use crate::manifest;

use super::context::Context;
use super::reply::Output;
use super::verb::{self, Job};
use super::words::{self, WordsError};

/// What a shell keeps between commands: the home folder and kubectl's current namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminal {
    pub files: BTreeMap<String, String>,
    pub namespace: String,
}

impl Default for Terminal {
    fn default() -> Terminal {
        Terminal {
            files: BTreeMap::new(),
            namespace: "default".to_owned(),
        }
    }
}

/// How far a command is.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    Done { exit_code: i32 },
    Running(Job),
}

/// The exit status of a syntax error in the shell.
const SYNTAX_ERROR: i32 = 2;
/// The exit status of a command that does not exist.
const NOT_FOUND: i32 = 127;

impl Terminal {
    /// Runs a line as typed; `input` is its standard input.
    pub fn run(
        &mut self,
        world: &mut World,
        line: &str,
        input: Option<&str>,
        output: &mut Output,
    ) -> Status {
        let words = match words::split(line) {
            Ok(words) => words,
            Err(error) => {
                output.error(&syntax_message(error));
                return done(SYNTAX_ERROR);
            }
        };
        let Some((program, arguments)) = words.split_first() else {
            return done(0);
        };
        match program.as_str() {
            "kubectl" | "k" => {
                let verb = "";
                let mut context = Context {
                    world,
                    terminal: self,
                    input,
                    output,
                    verb,
                };
                verb::run(&mut context, arguments)
            }
            "ssh" => done(node_command(world, arguments, input, output)),
            other => {
                output.error(&format!("bash: {other}: command not found"));
                done(NOT_FOUND)
            }
        }
    }
}

/// Whether a line only looks: it leaves no trace in the World, so it makes no branch either.
pub fn is_read_only(line: &str) -> bool {
    let Ok(words) = words::split(line) else {
        return true;
    };
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    match word(0) {
        "kubectl" | "k" => verb::is_read_only(&words[1..]),
        "ssh" => matches!(word(2), "cat" | "ls"),
        _ => true,
    }
}

fn done(exit_code: i32) -> Status {
    Status::Done { exit_code }
}

fn syntax_message(error: WordsError) -> String {
    match error {
        WordsError::OpenQuote(quote) => {
            format!("bash: unexpected EOF while looking for matching `{quote}'")
        }
        WordsError::Operator(operator) => format!(
            "bash: `{operator}' is not understood here: this terminal runs one command a line"
        ),
    }
}

/// Pods of these files run without the API server.
const STATIC_PODS: &str = "/etc/kubernetes/manifests";

/// What the files of a node's folder of static Pods say now.
fn read_static_pods(world: &mut World, node: NodeIndex) {
    let mut pods = Vec::new();
    for text in world.node_files_in(node, STATIC_PODS) {
        let documents = manifest::read(&text).documents;
        if let Some(manifest::Object::Pod(pod)) =
            documents.into_iter().find_map(|found| found.object)
        {
            pods.push(*pod);
        }
    }
    world.set_static_pods(node, pods);
}

fn node_command(
    world: &mut World,
    arguments: &[String],
    input: Option<&str>,
    output: &mut Output,
) -> i32 {
    let Some((host, command)) = arguments.split_first() else {
        output.error("usage: ssh NODE COMMAND");
        return 255;
    };
    let name = host.rsplit('@').next().unwrap_or(host);
    let Some(node) = world.node_index(name) else {
        let message = format!("ssh: Could not resolve hostname {name}: Name or service not known");
        output.error(&message);
        return 255;
    };
    let command: Vec<String> = match command {
        [one] => words::split(one).unwrap_or_else(|_| vec![one.clone()]),
        words => words.to_vec(),
    };
    let words = match command.split_first() {
        Some((sudo, words)) if sudo == "sudo" => words,
        _ => &command[..],
    };
    let reply = match words.split_first() {
        Some((program, operands)) if program == "tee" => {
            world.node_tee(node, operands, input.unwrap_or_default())
        }
        _ => world.node_command(node, words),
    };
    read_static_pods(world, node);
    output.out(&reply.stdout);
    if !reply.stderr.is_empty() {
        output.error(reply.stderr.trim_end_matches('\n'));
    }
    reply.exit_code
}
