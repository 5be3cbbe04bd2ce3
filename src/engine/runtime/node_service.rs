//! What a person with root on a node can do to the node itself: its kubelet, its network, its
//! disk (control-plane.md §5).

use crate::api::Quantity;

use super::super::queue::NodeIndex;
use super::super::world::World;

/// Files that take room without a content.
const RESERVED_MAX: usize = 100;

/// What a command on a node printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeReply {
    pub stdout: String,
    pub stderr: String,
    pub exit_code: i32,
}

impl NodeReply {
    fn fail(&mut self, message: String) {
        self.stderr.push_str(&message);
        self.stderr.push('\n');
        self.exit_code = 1;
    }
}

impl World {
    /// Runs `systemctl`, `ip` or `fallocate` on a node; `None` for every other program.
    pub fn node_service(&mut self, node: NodeIndex, argv: &[String]) -> Option<NodeReply> {
        let (program, operands) = argv.split_first()?;
        let run = match program.as_str() {
            "systemctl" => systemctl,
            "ip" => ip,
            "fallocate" => fallocate,
            _ => return None,
        };
        let mut reply = NodeReply::default();
        run(self, node, operands, &mut reply);
        Some(reply)
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
    let path = match word.starts_with('/') {
        true => word.clone(),
        false => format!("/root/{word}"),
    };
    let runtime = &mut world.nodes[node].runtime;
    match runtime.files.write(&path, "", true, now) {
        Ok(()) if runtime.reserved.len() < RESERVED_MAX => {
            runtime.reserved.insert(path, bytes);
        }
        Ok(()) => reply.fail(format!("fallocate: cannot open {word}: Too many files")),
        Err(error) => reply.fail(format!("fallocate: cannot open {word}: {}", error.text())),
    }
    world.arm_eviction_check(node);
}
