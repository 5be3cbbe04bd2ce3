//! Commands on a node itself: what a person does over `ssh`.

use std::collections::BTreeMap;

use crate::order;
use crate::shell::FileError;

use super::super::queue::NodeIndex;
use super::super::world::World;

/// What a command on a node printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeReply {
    pub stdout: String,
    pub stderr: String,
    pub exit_code: i32,
}

type Program = fn(&mut World, NodeIndex, &[String], &mut NodeReply);

impl World {
    /// Runs one program on a node: `touch`, `rm`, `cat`, `ls`, `mkdir`, `echo`.
    pub fn node_command(&mut self, node: NodeIndex, argv: &[String]) -> NodeReply {
        let programs: BTreeMap<&str, Program> = order::map([
            ("touch", touch as Program),
            ("rm", remove),
            ("cat", cat),
            ("ls", list),
            ("mkdir", make_directory),
        ]);
        let mut reply = NodeReply::default();
        let argv = if argv.first().is_some_and(|word| word == "sudo") {
            &argv[1..]
        } else {
            argv
        };
        let Some((name, operands)) = argv.split_first() else {
            return reply;
        };
        match programs.get(name.as_str()) {
            Some(program) => program(self, node, operands, &mut reply),
            None => {
                reply.stderr = format!("bash: line 1: {name}: command not found\n");
                reply.exit_code = 127;
            }
        }
        reply
    }
}

impl NodeReply {
    fn fail(&mut self, message: String) {
        self.stderr.push_str(&message);
        self.stderr.push('\n');
        self.exit_code = 1;
    }
}

/// Operands without options; a relative path starts in the home folder.
fn paths(operands: &[String]) -> Vec<(String, String)> {
    operands
        .iter()
        .filter(|operand| !operand.starts_with('-'))
        .map(|operand| (operand.clone(), absolute(operand)))
        .collect()
}

fn absolute(path: &str) -> String {
    let full = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/root/{path}")
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in full.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

fn touch(world: &mut World, node: NodeIndex, operands: &[String], reply: &mut NodeReply) {
    let now = world.timestamp().unix_seconds;
    for (word, path) in paths(operands) {
        let files = &mut world.nodes[node].runtime.files;
        if let Err(error) = files.write(&path, "", true, now)
            && error != FileError::IsDirectory
        {
            reply.fail(format!("touch: cannot touch '{word}': {}", error.text()));
        }
    }
}

fn remove(world: &mut World, node: NodeIndex, operands: &[String], reply: &mut NodeReply) {
    let has = |flag: char| {
        operands
            .iter()
            .any(|operand| operand.starts_with('-') && operand.contains(flag))
    };
    for (word, path) in paths(operands) {
        let files = &mut world.nodes[node].runtime.files;
        match files.remove_file(&path) {
            Err(FileError::IsDirectory) if has('r') => files.remove_tree(&path),
            Err(FileError::NotFound) if has('f') => {}
            Err(error) => reply.fail(format!("rm: cannot remove '{word}': {}", error.text())),
            Ok(()) => {}
        }
    }
}

fn cat(world: &mut World, node: NodeIndex, operands: &[String], reply: &mut NodeReply) {
    for (word, path) in paths(operands) {
        match world.nodes[node].runtime.files.read(&path) {
            Ok(text) => reply.stdout.push_str(&text),
            Err(error) => reply.fail(format!("cat: {word}: {}", error.text())),
        }
    }
}

fn list(world: &mut World, node: NodeIndex, operands: &[String], reply: &mut NodeReply) {
    let mut operands = paths(operands);
    if operands.is_empty() {
        operands.push(("/root".to_owned(), "/root".to_owned()));
    }
    for (word, path) in operands {
        match world.nodes[node].runtime.files.list(&path) {
            Ok(names) => {
                for name in names {
                    reply.stdout.push_str(&name);
                    reply.stdout.push('\n');
                }
            }
            Err(FileError::NotDirectory) => {
                reply.stdout.push_str(&word);
                reply.stdout.push('\n');
            }
            Err(error) => {
                reply.fail(format!("ls: cannot access '{word}': {}", error.text()));
                reply.exit_code = 2;
            }
        }
    }
}

fn make_directory(world: &mut World, node: NodeIndex, operands: &[String], reply: &mut NodeReply) {
    let now = world.timestamp().unix_seconds;
    let with_parents = operands.iter().any(|operand| operand == "-p");
    for (word, path) in paths(operands) {
        let files = &mut world.nodes[node].runtime.files;
        if with_parents {
            files.make_directories(&path);
        } else if let Err(error) = files.make_directory(&path, now) {
            reply.fail(format!(
                "mkdir: cannot create directory '{word}': {}",
                error.text()
            ));
        }
    }
}
