//! What a person with root on a node can do to the node itself: its kubelet and its network
//! (control-plane.md §5).

use super::super::queue::NodeIndex;
use super::super::world::World;

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
    /// Runs `systemctl` or `ip` on a node; `None` for every other program.
    pub fn node_service(&mut self, node: NodeIndex, argv: &[String]) -> Option<NodeReply> {
        let (program, operands) = argv.split_first()?;
        let run = match program.as_str() {
            "systemctl" => systemctl,
            "ip" => ip,
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
