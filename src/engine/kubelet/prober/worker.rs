//! When a probe's worker looks at its container, and what it does before it runs the probe
//! (kubelet.md §6.1, §6.2, §6.4; prober/worker.go run, doProbe).

use std::sync::Arc;

use crate::api::container::Container;
use crate::api::status::{ContainerState, Running};
use crate::api::{Pod, PodStatus};

use super::super::super::queue::{NodeIndex, Uid};
use super::super::super::record::ProbeKind;
use super::super::super::world::World;
use super::super::restart::restarts_after;
use super::super::worker::PodWorker;
use super::{ProbeResult, ProbeWorker};

/// What a look at the container came to.
struct Look {
    next: Next,
    /// The result that the kubelet goes by is another one, or about another instance.
    is_news: bool,
}

enum Next {
    /// Nothing is run now.
    Wait,
    /// This probe of this container is run.
    Run(ProbeKind, Arc<Container>),
    /// The worker has nothing left to do.
    End,
}

impl ProbeWorker {
    /// The steps before the run, in the order of doProbe. `now_ms` is the cluster's clock.
    fn look(&mut self, pod: &Pod, status: &PodStatus, now_ms: i64) -> Look {
        let mut look = Look {
            next: Next::Wait,
            is_news: false,
        };
        if status.phase.is_terminal() {
            look.next = Next::End;
            return look;
        }
        let Some(container) = status.container(&self.name) else {
            return look;
        };
        if container.container_id.is_empty() {
            return look;
        }
        if container.container_id != self.container_id {
            self.container_id.clone_from(&container.container_id);
            self.is_on_hold = false;
            self.result = ProbeResult::initial(self.kind);
            look.is_news = true;
        }
        if self.is_on_hold {
            return look;
        }
        let ContainerState::Running(Running { started_at }) = &container.state else {
            look.is_news |= self.publish(ProbeResult::Failure);
            let may_return = match &container.state {
                ContainerState::Terminated(ended) => {
                    self.container.is_sidecar()
                        || restarts_after(pod, &self.container, ended.exit_code)
                }
                _ => true,
            };
            if !may_return {
                look.next = Next::End;
            }
            return look;
        };
        let decides_life = self.kind != ProbeKind::Readiness;
        if decides_life && pod.metadata.deletion_timestamp.is_some() {
            look.is_news |= self.publish(ProbeResult::Success);
            look.next = Next::End;
            return look;
        }
        // The start is known in whole seconds only, so probing may begin up to one early.
        let started_ms = started_at.map_or(0, |stamp| stamp.unix_seconds * 1_000);
        let age_seconds = (now_ms - started_ms) / 1_000;
        if age_seconds < i64::from(self.spec().initial_delay_seconds) {
            return look;
        }
        let is_its_time = (container.started == Some(true)) != (self.kind == ProbeKind::Startup);
        if is_its_time {
            look.next = Next::Run(self.kind, self.container.clone());
        }
        look
    }

    /// Keeps a result; whether it is another one than before.
    pub(super) fn publish(&mut self, result: ProbeResult) -> bool {
        let is_news = self.result != result;
        self.result = result;
        is_news
    }
}

impl PodWorker {
    /// A probe looks at its container; `None` while there is no status to look at.
    fn look(&mut self, index: usize, now_ms: i64) -> Option<Look> {
        let (status, probe) = (self.status.as_ref()?, self.probes.get_mut(index)?);
        Some(probe.look(&self.pod, status, now_ms))
    }
}

impl World {
    /// A tick: the grid goes on, and the container is looked at unless a run is under way. Most
    /// events of a long run are ticks, so the worker is looked up once.
    pub(in crate::engine) fn probe_tick(&mut self, node: NodeIndex, uid: &Uid, index: usize) {
        let (now, now_ms) = (self.time, self.now_ms());
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        let Some(probe) = worker.probes.get_mut(index) else {
            return;
        };
        if probe.has_ended || probe.next_tick != now {
            return;
        }
        probe.next_tick = now + probe.period();
        let next_tick = probe.next_tick;
        let is_running = probe.flight.is_some();
        probe.has_tick |= is_running;
        let look = match is_running {
            true => None,
            false => worker.look(index, now_ms),
        };
        self.arm_probe(node, uid, index, next_tick, true);
        self.act_on(node, uid, index, look);
    }

    /// A new status was computed: a readiness probe whose running, started container is not
    /// ready is run at once, and its ticks count from now (kubelet.md §6.4). The status is
    /// stored already, which is the order that the specification decides for.
    pub(in crate::engine::kubelet) fn poke_probes(&mut self, node: NodeIndex, uid: &Uid) {
        let cause = self.cause();
        let mut index = 0;
        while let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid)
            && let Some(probe) = worker.probes.get_mut(index)
        {
            let status = worker.status.as_ref();
            let is_due = probe.kind == ProbeKind::Readiness
                && !probe.has_ended
                && status
                    .and_then(|status| status.container(&probe.name))
                    .is_some_and(|found| {
                        let is_running = matches!(found.state, ContainerState::Running(_));
                        is_running && found.started == Some(true) && !found.ready
                    });
            if is_due && probe.flight.is_some() {
                probe.has_poke = true;
            } else if is_due {
                self.probe_poked(node, uid, index);
                self.follow(cause);
            }
            index += 1;
        }
    }

    fn probe_poked(&mut self, node: NodeIndex, uid: &Uid, index: usize) {
        let now = self.time;
        if let Some(probe) = self.probe_mut(node, uid, index) {
            probe.next_tick = now + probe.period();
            let next_tick = probe.next_tick;
            self.arm_probe(node, uid, index, next_tick, true);
            self.do_probe(node, uid, index);
        }
    }

    /// After a run: what came meanwhile has its turn.
    pub(super) fn probe_goes_on(&mut self, node: NodeIndex, uid: &Uid, index: usize) {
        let Some(probe) = self.probe_mut(node, uid, index) else {
            return;
        };
        let (has_poke, has_tick) = (probe.has_poke, probe.has_tick);
        (probe.has_poke, probe.has_tick) = (false, false);
        if has_poke {
            self.probe_poked(node, uid, index);
        } else if has_tick {
            self.do_probe(node, uid, index);
        }
    }

    fn do_probe(&mut self, node: NodeIndex, uid: &Uid, index: usize) {
        let now_ms = self.now_ms();
        let worker = self.nodes[node].kubelet.workers.get_mut(uid);
        let look = worker.and_then(|worker| worker.look(index, now_ms));
        self.act_on(node, uid, index, look);
    }

    fn act_on(&mut self, node: NodeIndex, uid: &Uid, index: usize, look: Option<Look>) {
        let Some(Look { next, mut is_news }) = look else {
            return;
        };
        match next {
            Next::Wait => {}
            Next::Run(kind, container) => {
                is_news |= self.run_probe(node, uid, index, kind, &container);
            }
            Next::End => self.end_probe(node, uid, index),
        }
        if is_news {
            self.result_changed(node, uid, index);
        }
    }

    /// The cluster's clock in milliseconds.
    fn now_ms(&self) -> i64 {
        self.config.start.unix_seconds * 1_000 + self.time.milliseconds as i64
    }
}
