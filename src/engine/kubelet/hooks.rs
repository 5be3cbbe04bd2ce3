//! Lifecycle hooks: what runs right after a container's start and right before its stop signal
//! (kubelet.md §7; lifecycle/handlers.go, kuberuntime_container.go startContainer,
//! executePreStopHook).

use std::sync::Arc;

use crate::api::probe::{HttpGetAction, IntOrString, LifecycleHandler};
use crate::shell::{Outcome, Protocol};

use super::super::apiserver::EventText;
use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::{Change, HookKind, HookOutcome};
use super::super::rule::Rule;
use super::super::runtime::{Ask, ExecEnd, ExecError, InstanceId};
use super::super::time::{SimDuration, SimTime};
use super::super::world::World;

/// How long a connection is tried (net/http DefaultTransport).
const CONNECT_TIMEOUT: SimDuration = SimDuration::from_seconds(30);

/// A hook that runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Hook {
    pub kind: HookKind,
    pub began: SimTime,
    container: Arc<str>,
    /// When it ends and how, if time ends it: `sleep` and `httpGet`. A command ends by itself.
    ends: Option<(SimTime, Result<(), String>)>,
    /// The grace was over before it: nobody waits any more.
    is_abandoned: bool,
}

impl World {
    /// Begins a hook of a running container. Its end comes as an event, also if it fails at once.
    pub(super) fn begin_hook(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        (kind, until): (HookKind, Option<SimTime>),
    ) {
        let Some((container, handler)) = self.hook_of(node, uid, id, kind) else {
            return;
        };
        let change = Change::HookStarted {
            container: container.clone(),
            hook: kind,
            action: action_text(&handler).into(),
            until,
        };
        self.pod_record_follow(node, uid, rule_of(kind), change);
        let now = self.time;
        let ends = if let Some(exec) = &handler.exec {
            let started = self.start_hook_exec(node, uid, id, &exec.command);
            started.err().map(|error| {
                let error = match error {
                    ExecError::ContainerNotFound => error.text(),
                    ExecError::CannotStart { .. } => error.rpc_text(),
                };
                let said = (error.as_str(), "");
                let failure = self.exec_failure(node, uid, &container, &handler, said);
                (now, Err(failure))
            })
        } else if let Some(action) = &handler.http_get {
            Some(self.ask_http_hook(node, uid, &container, action))
        } else {
            let seconds = handler.sleep.map_or(0, |sleep| sleep.seconds.max(0));
            Some((now + SimDuration::from_seconds(seconds as u64), Ok(())))
        };
        if let Some((at, _)) = &ends {
            let (at, uid, instance) = (*at, uid.clone(), id);
            self.at(
                at,
                Event::HookDue {
                    node,
                    uid,
                    instance,
                },
            );
        }
        let hook = Hook {
            kind,
            began: now,
            container,
            ends,
            is_abandoned: false,
        };
        if let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) {
            worker.hooks.insert(id, hook);
        }
    }

    fn hook_of(
        &self,
        node: NodeIndex,
        uid: &str,
        id: InstanceId,
        kind: HookKind,
    ) -> Option<(Arc<str>, LifecycleHandler)> {
        let name = &self.runtime_pod(node, uid)?.instance(id)?.status.container;
        let spec = self.spec_of(node, uid, name)?;
        let lifecycle = spec.lifecycle.as_ref()?;
        let handler = match kind {
            HookKind::PostStart => lifecycle.post_start.clone(),
            HookKind::PreStop => lifecycle.pre_stop.clone(),
        };
        Some((name.clone(), handler?))
    }

    /// Whether the container of an instance has that hook.
    pub(super) fn has_hook(
        &self,
        node: NodeIndex,
        uid: &str,
        id: InstanceId,
        kind: HookKind,
    ) -> bool {
        self.hook_of(node, uid, id, kind).is_some()
    }

    /// Any answer is a success, whatever its status; only a connection that fails is a failure.
    fn ask_http_hook(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        container: &str,
        action: &HttpGetAction,
    ) -> (SimTime, Result<(), String>) {
        let now = self.time;
        let own_address = self.runtime_pod(node, uid).and_then(|pod| pod.ip());
        let host = match action.host.as_str() {
            "" => own_address.unwrap_or_default().to_owned(),
            host => host.to_owned(),
        };
        let spec = self.spec_of(node, uid, container);
        let port = match &action.port {
            IntOrString::Int(number) => Some(*number),
            IntOrString::String(name) => spec.and_then(|spec| spec.port_named(name)),
        };
        let Some(port) = port.and_then(|port| u16::try_from(port).ok()) else {
            let error = format!("couldn't find port: {} in container", action.port);
            return (
                now,
                Err(self.http_failure(node, uid, action, container, &error)),
            );
        };
        let headers: Vec<(String, String)> = action
            .http_headers
            .iter()
            .map(|header| (header.name.clone(), header.value.clone()))
            .collect();
        let ask = Ask {
            from: Some(node),
            protocol: Protocol::Http,
            host: &host,
            port,
            path: &action.path,
            headers: &headers,
            wants_body: false,
        };
        let reply = self.request((node, uid), &host, &ask);
        let at = now + SimDuration::from_millis(reply.after_ms);
        let url = format!("http://{host}:{port}{}", action.path);
        let (at, error) = match reply.outcome {
            Outcome::Response { .. } => {
                if action.scheme == "HTTPS" {
                    self.tell_fallback(node, uid, &host, port);
                }
                return (at, Ok(()));
            }
            Outcome::Refused => (
                at,
                format!("Get \"{url}\": dial tcp {host}:{port}: connect: connection refused"),
            ),
            Outcome::Reset => (
                at,
                format!("Get \"{url}\": read tcp {host}:{port}: read: connection reset by peer"),
            ),
            Outcome::TimedOut => (
                now + CONNECT_TIMEOUT,
                format!("Get \"{url}\": dial tcp {host}:{port}: i/o timeout"),
            ),
        };
        (
            at,
            Err(self.http_failure(node, uid, action, container, &error)),
        )
    }

    /// The simulated servers speak no TLS: the kubelet then tries again without it.
    fn tell_fallback(&mut self, node: NodeIndex, uid: &Uid, host: &str, port: u16) {
        let message = format!(
            "request to HTTPS lifecycle hook {host}:{port} got HTTP response, retry with HTTP succeeded"
        );
        let kubelet = self.kubelet_of(node);
        let text = EventText::warning("LifecycleHTTPFallback", message);
        self.say(kubelet, uid, Rule::PostStartHook, text);
    }

    fn http_failure(
        &self,
        node: NodeIndex,
        uid: &str,
        action: &HttpGetAction,
        container: &str,
        error: &str,
    ) -> String {
        let pod = self.pod_description(node, uid);
        let path = &action.path;
        format!(
            "HTTP lifecycle hook ({path}) for Container {container:?} in Pod {pod:?} failed - error: {error}"
        )
    }

    fn exec_failure(
        &self,
        node: NodeIndex,
        uid: &str,
        container: &str,
        handler: &LifecycleHandler,
        (error, output): (&str, &str),
    ) -> String {
        let pod = self.pod_description(node, uid);
        let command = command_of(handler);
        format!(
            "Exec lifecycle hook ([{command}]) for Container {container:?} in Pod {pod:?} failed - \
             error: {error}, message: {output:?}"
        )
    }

    /// A hook that time ends is over; a hook that ended before is not known any more.
    pub(in crate::engine) fn hook_due(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId) {
        let now = self.time;
        let hook = self.hook(node, uid, id);
        let due = hook
            .and_then(|hook| hook.ends.clone())
            .filter(|(at, _)| *at == now);
        if let Some((_, result)) = due {
            self.hook_ended(node, uid, id, result);
        }
    }

    /// The command of a hook has ended, by itself or with its container.
    pub(in crate::engine) fn hook_exec_ended(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        end: &ExecEnd,
    ) {
        let Some(kind) = self.hook(node, uid, id).map(|hook| hook.kind) else {
            return;
        };
        let result = match (end.exit_code, self.hook_of(node, uid, id, kind)) {
            (0, _) | (_, None) => Ok(()),
            (code, Some((container, handler))) => {
                let command = command_of(&handler);
                let error = format!("command '{command}' exited with {code}: {}", end.stderr);
                let said = (error.as_str(), end.output.as_str());
                Err(self.exec_failure(node, uid, &container, &handler, said))
            }
        };
        self.hook_ended(node, uid, id, result);
    }

    fn hook(&self, node: NodeIndex, uid: &str, id: InstanceId) -> Option<&Hook> {
        self.nodes[node].kubelet.workers.get(uid)?.hooks.get(&id)
    }

    fn hook_ended(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        result: Result<(), String>,
    ) {
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        let Some(hook) = worker.hooks.remove(&id) else {
            return;
        };
        let container = hook.container.to_string();
        let failure = result.err();
        if !hook.is_abandoned {
            let outcome = match failure {
                None => HookOutcome::Succeeded,
                Some(_) => HookOutcome::Failed,
            };
            let message = failure.clone().unwrap_or_default();
            self.tell_end_of_hook(node, uid, &hook, outcome, message);
        }
        match hook.kind {
            HookKind::PostStart => self.post_start_ended(node, uid, id, &container, failure),
            HookKind::PreStop => {
                if failure.is_some() {
                    let message = "PreStopHook failed".to_owned();
                    let text = EventText::warning("FailedPreStopHook", message).of(&container);
                    let kubelet = self.kubelet_of(node);
                    self.say(kubelet, uid, Rule::PreStopHook, text);
                }
                if !hook.is_abandoned {
                    self.pre_stop_is_over(node, uid, id);
                }
            }
        }
    }

    fn tell_end_of_hook(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        hook: &Hook,
        outcome: HookOutcome,
        message: String,
    ) {
        let change = Change::HookEnded {
            container: hook.container.clone(),
            hook: hook.kind,
            outcome,
            message: message.into(),
            ran: self.time.since(hook.began),
        };
        self.pod_record_follow(node, uid, rule_of(hook.kind), change);
    }

    /// The grace is over while the hook runs. A sleep ends silently with the waiting; a command
    /// goes on in its container until that dies.
    pub(super) fn abandon_hook(&mut self, node: NodeIndex, uid: &Uid, id: InstanceId) {
        let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) else {
            return;
        };
        let Some(hook) = worker.hooks.get_mut(&id) else {
            return;
        };
        hook.is_abandoned = true;
        let hook = hook.clone();
        self.tell_end_of_hook(node, uid, &hook, HookOutcome::Abandoned, String::new());
    }

    /// The container counts as started now, or it is stopped again (kubelet.md §7.1).
    fn post_start_ended(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        container: &str,
        failure: Option<String>,
    ) {
        let cause = self.cause();
        self.with_run(node, uid, |run| {
            run.in_post_start = false;
            run.cause = cause;
        });
        let Some(message) = failure else {
            if let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) {
                worker.start_failures.remove(container);
            }
            return self.wait_in_run(node, uid, SimDuration::ZERO);
        };
        let kubelet = self.kubelet_of(node);
        let failed = EventText::warning("FailedPostStartHook", "PostStartHook failed".to_owned());
        let killing = EventText::normal("Killing", "FailedPostStartHook".to_owned());
        self.say(kubelet, uid, Rule::PostStartHook, failed.of(container));
        self.say(kubelet, uid, Rule::PostStartHook, killing.of(container));
        self.start_gave_up(node, uid, container, false, "PostStartHookError", message);
        let grace_seconds = self.nodes[node]
            .kubelet
            .workers
            .get(uid)
            .map_or(1, |worker| worker.pod.spec.grace_period_seconds().max(1));
        let reason = (Rule::PostStartHook, "FailedPostStartHook".to_owned());
        self.stop_instance(node, uid, id, grace_seconds, reason);
        let waits = self.with_run(node, uid, |run| !run.stopping.is_empty());
        if waits == Some(false) {
            self.wait_in_run(node, uid, SimDuration::ZERO);
        }
    }
}

fn rule_of(kind: HookKind) -> Rule {
    match kind {
        HookKind::PostStart => Rule::PostStartHook,
        HookKind::PreStop => Rule::PreStopHook,
    }
}

fn command_of(handler: &LifecycleHandler) -> String {
    let exec = handler.exec.as_ref();
    exec.map_or_else(String::new, |exec| exec.command.join(" "))
}

/// `exec [sleep 10]`, `httpGet /bye`, `sleep 10s`.
fn action_text(handler: &LifecycleHandler) -> String {
    if handler.exec.is_some() {
        format!("exec [{}]", command_of(handler))
    } else if let Some(action) = &handler.http_get {
        format!("httpGet {}", action.path)
    } else {
        let seconds = handler.sleep.as_ref().map_or(0, |sleep| sleep.seconds);
        format!("sleep {seconds}s")
    }
}
