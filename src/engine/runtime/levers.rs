//! What a running container does can be changed while it runs: the annotation that describes it
//! is written anew, and from then on the container follows that.

use crate::shell::FIRST;

use super::super::queue::{NodeIndex, Uid};
use super::super::time::SimDuration;
use super::super::world::World;
use super::host::ContainerHost;
use super::programs;

impl World {
    /// The annotation of a container changed. Its times count from now.
    pub(in crate::engine) fn follow_behaviour(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        container: &str,
    ) {
        let now = self.time;
        let behaviour = self.behaviour_of(node, uid, container);
        let Some(spec) = self.spec_in_use(node, uid, container) else {
            return;
        };
        let newest = self
            .runtime_pod(node, uid)
            .and_then(|pod| pod.newest(container));
        let Some(id) = newest
            .filter(|newest| newest.status.is_running())
            .map(|newest| newest.status.id)
        else {
            return;
        };
        self.follow_memory(node, uid, id);
        if let Some(instance) = self.instance_mut(node, uid, id) {
            for program in &mut instance.foreign {
                programs::describe_anew(program, &spec, behaviour.as_ref(), now);
            }
        }
        if let Some(exit) = behaviour.and_then(|behaviour| behaviour.exit) {
            let mut machine = self.take_machine(node, uid, id);
            let mut host = ContainerHost::new(self, node, uid.clone(), id, &spec);
            machine.end_foreign_after(FIRST, exit.after_ms, i32::from(exit.code), &mut host);
            self.put_machine(node, uid, id, machine);
            let at = now + SimDuration::from_millis(exit.after_ms);
            self.wake_processes_by(node, uid, id, at);
        }
        self.wake_processes_by(node, uid, id, now);
    }
}
