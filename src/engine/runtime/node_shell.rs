//! Commands on a node itself: what a person does over `ssh`.

use std::collections::BTreeMap;

use crate::api::Quantity;
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

/// Files that take room without a content.
const RESERVED_MAX: usize = 100;

type Program = fn(&mut World, NodeIndex, &[String], &mut NodeReply);

impl World {
    /// Runs one program on a node: `touch`, `rm`, `cat`, `ls`, `mkdir`, `systemctl`, `ip`, `fallocate`.
    pub fn node_command(&mut self, node: NodeIndex, argv: &[String]) -> NodeReply {
        let programs: BTreeMap<&str, Program> = BTreeMap::from([
            ("touch", touch as Program),
            ("rm", remove),
            ("cat", cat),
            ("ls", list),
            ("mkdir", make_directory),
            ("systemctl", systemctl),
            ("ip", ip),
            ("fallocate", fallocate),
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

impl World {
    /// Writes standard input into files of a node, as `tee [-a] FILE…` does.
    pub fn node_tee(&mut self, node: NodeIndex, operands: &[String], input: &str) -> NodeReply {
        let now = self.timestamp().unix_seconds;
        let append = operands.iter().any(|operand| operand == "-a");
        let mut reply = NodeReply {
            stdout: input.to_owned(),
            ..NodeReply::default()
        };
        for (word, path) in paths(operands) {
            let files = &mut self.nodes[node].runtime.files;
            if let Err(error) = files.write(&path, input, append, now) {
                reply.fail(format!("tee: {word}: {}", error.text()));
            }
        }
        reply
    }

    /// The texts of the files in a folder of a node, by name.
    pub fn node_files_in(&self, node: NodeIndex, folder: &str) -> Vec<String> {
        let files = &self.nodes[node].runtime.files;
        let names = files.list(folder).unwrap_or_default();
        let visible = names.iter().filter(|name| !name.starts_with('.'));
        visible
            .filter_map(|name| files.read(&format!("{folder}/{name}")).ok())
            .map(|text| text.to_string())
            .collect()
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
        let runtime = &mut world.nodes[node].runtime;
        runtime.reserved.remove(&path);
        let files = &mut runtime.files;
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

/// `systemctl stop|start|restart|status|is-active kubelet`.
fn systemctl(world: &mut World, node: NodeIndex, operands: &[String], reply: &mut NodeReply) {
    let words: Vec<&str> = operands.iter().map(String::as_str).collect();
    match words.as_slice() {
        [verb, unit] if matches!(*unit, "kubelet" | "kubelet.service") => match *verb {
            "stop" => {
                world.set_kubelet(node, false);
            }
            "start" => {
                world.set_kubelet(node, true);
            }
            "restart" => {
                world.set_kubelet(node, false);
                world.set_kubelet(node, true);
            }
            "is-active" if world.nodes[node].kubelet_runs => reply.stdout.push_str("active\n"),
            "is-active" => {
                reply.stdout.push_str("inactive\n");
                reply.exit_code = 3;
            }
            other => reply.fail(format!("Unknown command verb '{other}'.")),
        },
        [_, unit] => {
            let unit = unit.trim_end_matches(".service");
            reply.fail(format!("Unit {unit}.service could not be found."));
            reply.exit_code = 4;
        }
        _ => reply.fail("Too few arguments.".to_owned()),
    }
}

/// `fallocate -l SIZE FILE`: a file that takes room on the disk.
fn fallocate(world: &mut World, node: NodeIndex, operands: &[String], reply: &mut NodeReply) {
    let (size, word) = match operands {
        [flag, size, word] if flag == "-l" || flag == "--length" => (size, word),
        _ => return reply.fail("fallocate: no length argument specified".to_owned()),
    };
    // `46G` and `46GiB` are binary here; a bare `46Gi` is not known to it, but harmless.
    let number = size.trim_end_matches("iB").trim_end_matches('i');
    let quantity = match number.ends_with(['K', 'M', 'G', 'T']) {
        true => Quantity::parse(&format!("{number}i")),
        false => Quantity::parse(number),
    };
    let bytes = quantity.and_then(|quantity| u64::try_from(quantity.milli / 1_000).ok());
    let Some(bytes) = bytes.filter(|bytes| *bytes > 0) else {
        return reply.fail(format!("fallocate: invalid length value specified: {size}"));
    };
    let now = world.timestamp().unix_seconds;
    for (word, path) in paths(std::slice::from_ref(word)) {
        let runtime = &mut world.nodes[node].runtime;
        match runtime.files.write(&path, "", true, now) {
            Ok(()) if runtime.reserved.len() < RESERVED_MAX => {
                runtime.reserved.insert(path, bytes);
            }
            Ok(()) => reply.fail(format!("fallocate: cannot open {word}: Too many files")),
            Err(error) => reply.fail(format!("fallocate: cannot open {word}: {}", error.text())),
        }
    }
    world.arm_eviction_check(node);
}

/// `ip link set eth0 up|down`.
fn ip(world: &mut World, node: NodeIndex, operands: &[String], reply: &mut NodeReply) {
    let words: Vec<&str> = operands.iter().map(String::as_str).collect();
    let ("link", "set", device, state) = (match words.as_slice() {
        [link, set, "dev", device, state] | [link, set, device, state] => {
            (*link, *set, *device, *state)
        }
        _ => ("", "", "", ""),
    }) else {
        reply.fail("Usage: ip link set DEVICE { up | down }".to_owned());
        return;
    };
    match (device, state) {
        ("eth0", "up") => {
            world.set_network(node, true);
        }
        ("eth0", "down") => {
            world.set_network(node, false);
        }
        ("eth0", _) => reply.fail(format!(
            "Error: either \"dev\" is duplicate, or \"{state}\" is a garbage."
        )),
        _ => reply.fail(format!("Cannot find device \"{device}\"")),
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
