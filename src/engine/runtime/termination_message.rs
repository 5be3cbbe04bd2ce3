//! The message that a container leaves behind (kubelet.md §11;
//! kuberuntime_container.go getTerminationMessage).

use crate::shell::Host;

use super::super::queue::{NodeIndex, Uid};
use super::super::world::World;
use super::InstanceId;
use super::host::ContainerHost;
use super::instance::Log;

/// How much of the file, and of the log, is read.
const FILE_BYTES_MAX: usize = 4_096;
const LOG_BYTES_MAX: usize = 2_048;
const LOG_LINES_MAX: usize = 80;

impl World {
    /// What stands in `terminationMessagePath`; else the end of the log, if the policy is
    /// `FallbackToLogsOnError` and the container failed.
    pub(super) fn termination_message(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        exit_code: i32,
    ) -> String {
        let Some(container) = self.container_spec(node, uid, id) else {
            return String::new();
        };
        let path = match container.termination_message_path.as_str() {
            "" => "/dev/termination-log",
            path => path,
        };
        let mut host = ContainerHost::new(self, node, uid.clone(), id, &container);
        let written = host.read_file(path).unwrap_or_default();
        let falls_back = container.termination_message_policy == "FallbackToLogsOnError";
        if !written.is_empty() || !falls_back || exit_code == 0 {
            return first_bytes(&written, FILE_BYTES_MAX).to_owned();
        }
        let log = self
            .instance_mut(node, uid, id)
            .map(|instance| end_of(&instance.log));
        log.unwrap_or_default()
    }
}

fn end_of(log: &Log) -> String {
    let mut text = String::new();
    for line in log.tail(LOG_LINES_MAX) {
        text.push_str(&line.text);
        text.push('\n');
    }
    let mut start = text.len().saturating_sub(LOG_BYTES_MAX);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.split_off(start)
}

fn first_bytes(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
