//! The steps of a sync, one after the other. Those that take time let the world go on, but not
//! the Pod's own worker (kubelet.md §0.4 row 8).

use std::sync::Arc;

use crate::api::container::Container;

use super::super::apiserver::EventText;
use super::super::queue::{NodeIndex, Uid};
use super::super::record::{Change, HookKind, RecordId};
use super::super::rule::Rule;
use super::super::runtime::{InstanceId, NewInstance, Sandbox};
use super::super::time::SimDuration;
use super::super::world::World;
use super::StartFailure;
use super::actions::ContainerToKill;
use super::back_off::{BackOff, BackOffKey, Verdict, judge};

/// Creating an instance, and starting it (kubelet.md §12.2).
const CREATE_DURATION: SimDuration = SimDuration::from_millis(50);
const START_DURATION: SimDuration = SimDuration::from_millis(50);

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Wait {
        duration: SimDuration,
    },
    /// Volumes have to be there first; a missing one is waited for.
    MountVolumes {
        attempt: u32,
    },
    /// The workers of the Pod's probes are made, once.
    AddProbes,
    /// What to do is decided now.
    PlanActions,
    BeginSandbox,
    SandboxUp,
    /// Decides over back-off, then goes on with the image.
    StartContainer {
        container: String,
        is_init: bool,
    },
    EnsureImage {
        container: String,
        is_init: bool,
    },
    CreateContainer {
        container: String,
        is_init: bool,
    },
    RunContainer {
        container: String,
        is_init: bool,
        instance: InstanceId,
    },
    /// Stops one container of a running Pod.
    Kill {
        kill: ContainerToKill,
        grace_seconds: i64,
    },
    /// Stops every container.
    KillAll {
        grace_seconds: i64,
    },
    StopSandbox,
    /// The last status of a Pod whose containers have all stopped.
    AllStopped,
    /// The object may go.
    Finalize,
}

impl World {
    /// Runs steps until one takes time or none is left.
    pub(super) fn run_steps(&mut self, node: NodeIndex, uid: &Uid) {
        let cause = self.with_run(node, uid, |run| run.cause).flatten();
        self.follow(cause);
        loop {
            let next = self.with_run(node, uid, |run| {
                let blocked = run.step_ends.is_some()
                    || !run.stopping.is_empty()
                    || run.pulling
                    || run.in_post_start;
                if blocked {
                    None
                } else {
                    Some(run.steps.pop_front())
                }
            });
            match next {
                Some(Some(Some(step))) => self.run_step(node, uid, step),
                Some(Some(None)) => return self.steps_are_done(node, uid),
                _ => return,
            }
        }
    }

    fn run_step(&mut self, node: NodeIndex, uid: &Uid, step: Step) {
        match step {
            Step::Wait { duration } => self.wait_in_run(node, uid, duration),
            Step::MountVolumes { attempt } => self.mount_volumes(node, uid, attempt),
            Step::AddProbes => self.add_probes(node, uid),
            Step::PlanActions => self.plan_actions(node, uid),
            Step::BeginSandbox => self.begin_sandbox(node, uid),
            Step::SandboxUp => self.sandbox_up(node, uid),
            Step::StartContainer { container, is_init } => {
                self.start_container(node, uid, container, is_init);
            }
            Step::EnsureImage { container, is_init } => {
                self.ensure_image(node, uid, container, is_init);
            }
            Step::CreateContainer { container, is_init } => {
                self.create_container(node, uid, container, is_init);
            }
            Step::RunContainer {
                container,
                is_init,
                instance,
            } => {
                self.run_container(node, uid, &container, is_init, instance);
            }
            Step::Kill {
                kill,
                grace_seconds,
            } => {
                let text = EventText::normal("Killing", kill.message.clone()).of(&kill.container);
                let kubelet = self.kubelet_of(node);
                let rule = kill.rule();
                self.say(kubelet, uid, rule, text);
                let reason = (rule, kill.message);
                self.stop_instance(node, uid, kill.instance, grace_seconds, reason);
            }
            Step::KillAll { grace_seconds } => self.kill_all(node, uid, grace_seconds),
            Step::StopSandbox => self.stop_sandbox(node, uid),
            Step::AllStopped => self.all_stopped(node, uid),
            Step::Finalize => self.finalize(node, uid),
        }
    }

    fn begin_sandbox(&mut self, node: NodeIndex, uid: &Uid) {
        let existed = self
            .runtime_pod(node, uid)
            .is_some_and(|pod| !pod.sandboxes.is_empty());
        if existed {
            let message = "Pod sandbox changed, it will be killed and re-created.".to_owned();
            let kubelet = self.kubelet_of(node);
            self.say(
                kubelet,
                uid,
                Rule::SandboxFirst,
                EventText::normal("SandboxChanged", message),
            );
        }
    }

    fn sandbox_up(&mut self, node: NodeIndex, uid: &Uid) {
        let now = self.time;
        let Some(worker) = self.nodes[node].kubelet.workers.get(uid) else {
            return;
        };
        let pod = worker.pod.clone();
        let host_network = pod.spec.host_network;
        let ip = if host_network {
            self.node_ip(node)
        } else {
            self.nodes[node].runtime.take_address()
        };
        let hostname = match (host_network, pod.spec.hostname.is_empty()) {
            (true, _) => self.nodes[node].name.clone(),
            (false, true) => pod.metadata.name.as_str().into(),
            (false, false) => pod.spec.hostname.as_str().into(),
        };
        let runtime_pod = self.nodes[node].runtime.pods.get_or_default(uid);
        runtime_pod.hostname = hostname;
        let attempt = runtime_pod.sandboxes.len() as u32;
        let sandbox = Sandbox {
            ready: true,
            ip: ip.clone(),
            attempt,
            created_at: now,
        };
        runtime_pod.sandboxes.push(sandbox);
        self.pod_record_runtime(node, uid, Rule::SandboxFirst, Change::SandboxCreated { ip });
        self.mark_dirty(node, uid);
        if self.config.release.publishes_sandbox_at_once() {
            self.publish_sandbox(node, uid);
        }
    }

    /// Back-off first (kubelet.md §4.4); the snapshot is from before this sync's kills.
    fn start_container(&mut self, node: NodeIndex, uid: &Uid, container: String, is_init: bool) {
        let now = self.time;
        let Some(spec) = self.spec_of(node, uid, &container) else {
            return;
        };
        let base = self.with_run(node, uid, |run| run.base).flatten();
        self.go_on_from(node, uid, base);
        let finished = self.with_run(node, uid, |run| {
            let exit = run.snapshot.newest_exit(&container);
            exit.map(|exit| exit.finished_at)
        });
        let attempt = self.next_attempt(node, uid, &container);
        let Some(finished) = finished.flatten() else {
            let change = Change::StartDecided {
                container: container.clone(),
                attempt,
                next_delay: None,
            };
            let rule = if is_init {
                Rule::InitInOrder
            } else {
                Rule::StartInOrder
            };
            self.decide(node, uid, rule, change);
            self.next_steps(node, uid, vec![Step::EnsureImage { container, is_init }]);
            return;
        };
        let key = BackOffKey {
            uid: uid.clone(),
            container: container.as_str().into(),
            image: spec.image.as_str().into(),
        };
        let verdict = judge(
            self.nodes[node].kubelet.crash_back_off.get(&key),
            finished,
            now,
        );
        match verdict {
            Verdict::Wait { delay, until } => {
                self.in_back_off(node, uid, &container, delay, finished);
                let found = self.note_failure(node, uid, &container, "CrashLoopBackOff", {
                    let description = self.pod_description(node, uid);
                    format!(
                        "back-off {delay} restarting failed container={container} pod={description}"
                    )
                });
                self.with_run(node, uid, |run| {
                    let outcome = &mut run.outcome;
                    let earliest = outcome
                        .back_off_until
                        .map_or(until, |known| known.min(until));
                    outcome.back_off_until = Some(earliest);
                    outcome.found_reason |= found;
                    if is_init {
                        run.steps.clear();
                    }
                });
            }
            Verdict::Start { next, first, reset } => {
                let rule = match (first, reset) {
                    (true, _) => Rule::FirstRestartImmediate,
                    (_, true) => Rule::CrashBackOffReset,
                    _ => Rule::CrashBackOff,
                };
                let entry = BackOff {
                    current: next,
                    updated: now,
                };
                self.nodes[node].kubelet.crash_back_off.insert(key, entry);
                let change = Change::StartDecided {
                    container: container.clone(),
                    attempt,
                    next_delay: Some(next),
                };
                self.decide(node, uid, rule, change);
                self.next_steps(node, uid, vec![Step::EnsureImage { container, is_init }]);
            }
        }
    }

    /// Writes down a decision; the steps that carry it out follow from it.
    fn decide(&mut self, node: NodeIndex, uid: &Uid, rule: Rule, change: Change) {
        let decision = self.emit_of_pod(self.kubelet_of(node), uid, rule, change);
        if decision.is_some() {
            self.go_on_from(node, uid, decision);
        }
    }

    fn go_on_from(&mut self, node: NodeIndex, uid: &Uid, cause: Option<RecordId>) {
        self.with_run(node, uid, |run| run.cause = cause);
        self.follow(cause);
    }

    fn in_back_off(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        container: &str,
        delay: SimDuration,
        since: super::super::time::SimTime,
    ) {
        let until = since + delay;
        let change = Change::BackOff {
            container: container.to_owned(),
            delay,
            since,
            until,
        };
        self.pod_record(node, uid, Rule::CrashBackOff, change);
        let description = self.pod_description(node, uid);
        let message =
            format!("Back-off restarting failed container {container} in pod {description}");
        let kubelet = self.kubelet_of(node);
        self.say(
            kubelet,
            uid,
            Rule::CrashBackOff,
            EventText::warning("BackOff", message).of(container),
        );
    }

    fn create_container(&mut self, node: NodeIndex, uid: &Uid, container: String, is_init: bool) {
        let Some(spec) = self.spec_of(node, uid, &container) else {
            return;
        };
        let Some(worker) = self.nodes[node].kubelet.workers.get(uid) else {
            return;
        };
        let pod = worker.pod.clone();
        let env = match self.environment(node, uid, &pod, &spec) {
            Ok(env) => env,
            Err(message) => {
                self.start_failed(
                    node,
                    uid,
                    &container,
                    is_init,
                    "CreateContainerConfigError",
                    message,
                );
                return;
            }
        };
        let attempt = self.next_attempt(node, uid, &container);
        let new = NewInstance {
            pod: &pod,
            container: &spec,
            attempt,
            env,
        };
        let instance = self.create_instance(node, uid, new);
        let message = match self.config.release.has_texts_of_1_35() {
            true => "Container created".to_owned(),
            false => format!("Created container: {container}"),
        };
        let kubelet = self.kubelet_of(node);
        self.say(
            kubelet,
            uid,
            Rule::StartInOrder,
            EventText::normal("Created", message).of(&container),
        );
        self.next_steps(
            node,
            uid,
            vec![
                Step::Wait {
                    duration: START_DURATION,
                },
                Step::RunContainer {
                    container,
                    is_init,
                    instance,
                },
            ],
        );
    }

    fn run_container(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        container: &str,
        is_init: bool,
        instance: InstanceId,
    ) {
        let Some(spec) = self.spec_of(node, uid, container) else {
            return;
        };
        match self.start_instance(node, uid, instance, &spec) {
            Ok(()) => {
                let message = match self.config.release.has_texts_of_1_35() {
                    true => "Container started".to_owned(),
                    false => format!("Started container {container}"),
                };
                let kubelet = self.kubelet_of(node);
                let text = EventText::normal("Started", message).of(container);
                self.say(kubelet, uid, Rule::StartInOrder, text);
                if self.has_hook(node, uid, instance, HookKind::PostStart) {
                    self.with_run(node, uid, |run| run.in_post_start = true);
                    self.begin_hook(node, uid, instance, (HookKind::PostStart, None));
                } else if let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) {
                    worker.start_failures.remove(container);
                }
            }
            Err(message) => {
                self.start_failed(node, uid, container, is_init, "RunContainerError", message);
            }
        }
    }

    /// A container could not be created or started: an event, a waiting reason, another try.
    pub(super) fn start_failed(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        container: &str,
        is_init: bool,
        reason: &'static str,
        message: String,
    ) {
        let text = EventText::warning("Failed", format!("Error: {message}")).of(container);
        let kubelet = self.kubelet_of(node);
        self.say(kubelet, uid, Rule::StartInOrder, text);
        self.start_gave_up(node, uid, container, is_init, reason, message);
    }

    /// Notes why a container was not started; after an init container nothing else is.
    pub(super) fn start_gave_up(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        container: &str,
        is_init: bool,
        reason: &'static str,
        message: String,
    ) {
        self.note_failure(node, uid, container, reason, message);
        self.with_run(node, uid, |run| {
            run.outcome.failed = true;
            if is_init {
                run.steps.clear();
            }
        });
    }

    /// Keeps the waiting reason for the next status; returns whether it is a new one.
    fn note_failure(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        container: &str,
        reason: &'static str,
        message: String,
    ) -> bool {
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return false;
        };
        let shown = worker
            .status
            .as_ref()
            .and_then(|status| status.container(container));
        let is_shown = shown.is_some_and(|shown| shown.state.reason() == reason);
        let failure = StartFailure {
            reason,
            message: message.into(),
        };
        worker.start_failures.insert(container.to_owned(), failure);
        !is_shown
    }

    /// Goes on with these steps before the others.
    pub(super) fn next_steps(&mut self, node: NodeIndex, uid: &Uid, steps: Vec<Step>) {
        self.with_run(node, uid, |run| {
            for step in steps.into_iter().rev() {
                run.steps.push_front(step);
            }
        });
    }

    /// The image is there: the container is created after its time.
    pub(super) fn image_is_ready(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        container: String,
        is_init: bool,
    ) {
        self.next_steps(
            node,
            uid,
            vec![
                Step::Wait {
                    duration: CREATE_DURATION,
                },
                Step::CreateContainer { container, is_init },
            ],
        );
    }

    pub(super) fn spec_of(
        &self,
        node: NodeIndex,
        uid: &str,
        container: &str,
    ) -> Option<Arc<Container>> {
        self.nodes[node]
            .kubelet
            .workers
            .get(uid)?
            .container_specs
            .get(container)
            .cloned()
    }

    /// restartCount of the next instance: the newest known one's plus one, also when only the
    /// status still knows of it.
    fn next_attempt(&self, node: NodeIndex, uid: &str, container: &str) -> i32 {
        let newest = self
            .runtime_pod(node, uid)
            .and_then(|pod| pod.newest(container));
        newest.map_or(0, |newest| newest.status.attempt + 1)
    }

    pub(super) fn pod_description(&self, node: NodeIndex, uid: &str) -> String {
        let worker = self.nodes[node].kubelet.workers.get(uid);
        worker.map_or_else(String::new, |worker| worker.pod.description())
    }

    /// A record of the kubelet about the Pod.
    pub(super) fn pod_record(&mut self, node: NodeIndex, uid: &Uid, rule: Rule, change: Change) {
        self.emit_of_pod(self.kubelet_of(node), uid, rule, change);
    }

    /// The same, and what comes next follows from it.
    pub(super) fn pod_record_follow(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        rule: Rule,
        change: Change,
    ) {
        self.emit_of_pod_and_follow(self.kubelet_of(node), uid, rule, change);
    }

    /// A record of the runtime about the Pod.
    pub(super) fn pod_record_runtime(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        rule: Rule,
        change: Change,
    ) {
        self.emit_of_pod(self.runtime_of(node), uid, rule, change);
    }
}
