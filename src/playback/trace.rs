//! Records as JSON, one object a line.
//!
//! Every line has, in this order: `id` (position in the run, from 0), `t_ms` (simulated
//! milliseconds), `component` (`user`, `apiserver`, `scheduler`, `kubelet`, `runtime`,
//! `endpoint-controller`, `node-controller`, `kube-proxy`, `client`), `node` (only for a kubelet or a runtime), `kind`,
//! `namespace` (only if the object has one), `name`, `cause` (the id of the record that led to
//! this one; absent without), `rule` (its id, such as `kubelet.crash-back-off`), `change` (what
//! happened, in kebab case), then the fields of that change under their own names; durations end
//! in `_ms`, moments are milliseconds and end in `_at_ms`.

use crate::api::json::push_quoted;
use crate::api::status::ContainerState;
use crate::engine::node_name;
use crate::engine::record::{Change, EndpointState, Notice, Record, RequestOutcome, SyncKind};
use crate::engine::time::{SimDuration, SimTime};

/// The line of a record, without its line break.
pub fn trace_line(record: &Record) -> String {
    let mut json = Json::new();
    json.number("id", record.id as i64);
    json.time("t_ms", record.time);
    json.text("component", record.component.name());
    if let Some(node) = record.component.node() {
        json.text("node", &node_name(node));
    }
    json.text("kind", record.object.kind.name());
    json.text_if_set("namespace", &record.object.namespace);
    json.text("name", &record.object.name);
    if let Some(cause) = record.cause {
        json.number("cause", cause as i64);
    }
    json.text("rule", record.rule.source().id);
    change(&mut json, &record.change);
    json.finish()
}

fn change(json: &mut Json, change: &Change) {
    match change {
        Change::Command { line } => json.change("command").text("line", line),
        Change::Created => json.change("created"),
        Change::Configured { fields } => json.change("configured").texts("fields", fields),
        Change::Removed => json.change("removed"),
        Change::DeletionRequested { grace_seconds } => json
            .change("deletion-requested")
            .number("grace_seconds", *grace_seconds),
        Change::Bound { node } => json.change("bound").text("to_node", node),
        Change::Unschedulable { message } => json.change("unschedulable").text("message", message),
        Change::Phase { from, to } => json
            .change("phase")
            .text("from", from.name())
            .text("to", to.name()),
        Change::Condition {
            condition_type,
            from,
            to,
            reason,
            message,
        } => json
            .change("condition")
            .text("type", condition_type)
            .text_if_set("from", from.map_or("", |from| from.name()))
            .text("to", to.name())
            .text_if_set("reason", reason)
            .text_if_set("message", message),
        Change::ContainerState {
            container,
            from,
            to,
            restart_count,
        } => {
            json.change("container-state").text("container", container);
            json.state("from", from).state("to", to);
            json.number("restart_count", i64::from(*restart_count))
        }
        Change::ContainerReady { container, ready } => json
            .change("container-ready")
            .text("container", container)
            .flag("ready", *ready),
        Change::PodIp { ip } => json.change("pod-ip").text("ip", ip),
        Change::Event {
            event_type,
            reason,
            message,
            count,
            container,
        } => json
            .change("event")
            .text("type", &format!("{event_type:?}"))
            .text("reason", reason)
            .text("message", message)
            .number("count", i64::from(*count))
            .text_if_set("container", container.as_deref().unwrap_or_default()),
        Change::SyncStarted { kind } => json.change("sync-started").text(
            "sync",
            match kind {
                SyncKind::Sync => "sync",
                SyncKind::Terminating => "terminating",
                SyncKind::Terminated => "terminated",
            },
        ),
        Change::Requeued { at } => json.change("requeued").time("due_at_ms", *at),
        other => container_change(json, other),
    };
}

/// Changes of containers, images, probes and the simulation itself.
fn container_change<'a>(json: &'a mut Json, change: &Change) -> &'a mut Json {
    match change {
        Change::StartDecided {
            container,
            attempt,
            next_delay,
        } => {
            let json = json
                .about("start-decided", container)
                .number("attempt", (*attempt).into());
            match next_delay {
                Some(delay) => json.length("next_delay_ms", *delay),
                None => json,
            }
        }
        Change::BackOff {
            container,
            delay,
            since,
            until,
        } => json
            .about("back-off", container)
            .length("delay_ms", *delay)
            .time("since_at_ms", *since)
            .time("until_at_ms", *until),
        Change::StopDecided { container, message } => json
            .about("stop-decided", container)
            .text("message", message),
        Change::SandboxCreated { ip } => json.change("sandbox-created").text_if_set("ip", ip),
        Change::SandboxStopped => json.change("sandbox-stopped"),
        Change::PullQueued { container, image } => {
            json.about("pull-queued", container).text("image", image)
        }
        Change::PullStarted {
            container,
            image,
            size_bytes,
            duration,
        } => json
            .about("pull-started", container)
            .text("image", image)
            .number("size_bytes", *size_bytes as i64)
            .length("duration_ms", *duration),
        Change::PullFinished {
            container,
            image,
            duration,
        } => json
            .about("pull-finished", container)
            .text("image", image)
            .length("duration_ms", *duration),
        Change::PullFailed {
            container,
            image,
            message,
        } => json
            .about("pull-failed", container)
            .text("image", image)
            .text("message", message),
        Change::ContainerCreated { container, attempt } => json
            .about("container-created", container)
            .number("attempt", (*attempt).into()),
        Change::ContainerStarted { container, attempt } => json
            .about("container-started", container)
            .number("attempt", (*attempt).into()),
        Change::ContainerExited {
            container,
            exit_code,
            reason,
            ran,
        } => json
            .about("container-exited", container)
            .number("exit_code", (*exit_code).into())
            .text("reason", reason)
            .length("ran_ms", *ran),
        Change::Signal { container, signal } => {
            json.about("signal", container).text("signal", signal)
        }
        Change::HookStarted {
            container,
            hook,
            action,
            until,
        } => {
            let json = json
                .about("hook-started", container)
                .text("hook", hook.name())
                .text("action", action);
            match until {
                Some(until) => json.time("until_at_ms", *until),
                None => json,
            }
        }
        Change::HookEnded {
            container,
            hook,
            outcome,
            message,
            ran,
        } => json
            .about("hook-ended", container)
            .text("hook", hook.name())
            .text("outcome", outcome.name())
            .text_if_set("message", message)
            .length("ran_ms", *ran),
        Change::GraceLeft {
            container,
            left,
            kill_at,
        } => json
            .about("grace-left", container)
            .length("left_ms", *left)
            .time("kill_at_ms", *kill_at),
        Change::OutOfMemory {
            container,
            used_bytes,
            limit_bytes,
        } => json
            .about("out-of-memory", container)
            .number("used_bytes", *used_bytes as i64)
            .number("limit_bytes", *limit_bytes as i64),
        Change::DeadlineExceeded { limit } => {
            json.change("deadline-exceeded").length("limit_ms", *limit)
        }
        Change::Evicted { message } => json.change("evicted").text("message", message),
        Change::KubeletRuns { runs } => json.change("kubelet-runs").flag("runs", *runs),
        Change::NetworkUp { up } => json.change("network-up").flag("up", *up),
        Change::Tainted { taint, added } => json
            .change("tainted")
            .text("taint", taint)
            .flag("added", *added),
        Change::Listening { container, port } => json
            .about("listening", container)
            .number("port", (*port).into()),
        Change::Probed {
            container,
            probe,
            success,
            output,
            latency,
            consecutive,
            threshold,
        } => json
            .about("probed", container)
            .text("probe", probe.name())
            .flag("success", *success)
            .text_if_set("output", output)
            .length("latency_ms", *latency)
            .number("consecutive", (*consecutive).into())
            .number("threshold", (*threshold).into()),
        Change::ProbeResult {
            container,
            probe,
            success,
            consecutive,
        } => json
            .about("probe-result", container)
            .text("probe", probe.name())
            .flag("success", *success)
            .number("consecutive", (*consecutive).into()),
        other => service_change(json, other),
    }
}

/// Endpoints and requests of a Service, and the simulation itself.
fn service_change<'a>(json: &'a mut Json, change: &Change) -> &'a mut Json {
    match change {
        Change::Endpoint {
            address,
            pod,
            from,
            to,
        } => {
            let json = json
                .change("endpoint")
                .text("address", address)
                .text("pod", pod);
            let json = json.text_if_set("from", &endpoint_words(*from));
            json.text_if_set("to", &endpoint_words(*to))
        }
        Change::Routed { addresses } => json.change("routed").texts("addresses", addresses),
        Change::Requested {
            client,
            endpoint,
            outcome,
            latency,
        } => {
            let json = json.change("requested").text("client", client);
            let json = json.text_if_set("endpoint", endpoint.as_deref().unwrap_or_default());
            let json = match outcome {
                RequestOutcome::Status(status) => json.number("status", (*status).into()),
                RequestOutcome::Refused => json.text("outcome", "refused"),
                RequestOutcome::TimedOut => json.text("outcome", "timed-out"),
                RequestOutcome::Reset => json.text("outcome", "reset"),
            };
            json.length("latency_ms", *latency)
        }
        Change::Notice { notice } => notice_change(json, notice),
        _ => json,
    }
}

/// `ready serving`: the conditions that are true; `none` if none is.
fn endpoint_words(state: Option<EndpointState>) -> String {
    let Some(state) = state else {
        return String::new();
    };
    let words = [
        ("ready", state.ready),
        ("serving", state.serving),
        ("terminating", state.terminating),
    ];
    let mut words = words.into_iter().filter(|(_, holds)| *holds);
    let Some((first, _)) = words.next() else {
        return "none".to_owned();
    };
    words.fold(first.to_owned(), |text, (word, _)| format!("{text} {word}"))
}

fn notice_change<'a>(json: &'a mut Json, notice: &Notice) -> &'a mut Json {
    let json = json.change("notice");
    match notice {
        Notice::UnknownImage {
            container, image, ..
        } => json
            .text("notice", "unknown-image")
            .text("container", container)
            .text("image", image),
        Notice::BusyLoop { container } => json
            .text("notice", "busy-loop")
            .text("container", container),
        Notice::TooManyProcesses { container } => json
            .text("notice", "too-many-processes")
            .text("container", container),
        Notice::TextTruncated { container } => json
            .text("notice", "text-truncated")
            .text("container", container),
        Notice::LogTruncated { container } => json
            .text("notice", "log-truncated")
            .text("container", container),
        Notice::TooManyEventsAtOnce => json.text("notice", "too-many-events-at-once"),
    }
}

/// A JSON object under construction.
struct Json {
    text: String,
}

impl Json {
    fn new() -> Json {
        Json {
            text: "{".to_owned(),
        }
    }

    fn name(&mut self, name: &str) {
        if self.text.len() > 1 {
            self.text.push(',');
        }
        push_quoted(&mut self.text, name, false);
        self.text.push(':');
    }

    fn change(&mut self, kind: &str) -> &mut Json {
        self.text("change", kind)
    }

    /// A change of a container.
    fn about(&mut self, kind: &str, container: &str) -> &mut Json {
        self.change(kind).text("container", container)
    }

    fn text(&mut self, name: &str, value: &str) -> &mut Json {
        self.name(name);
        push_quoted(&mut self.text, value, false);
        self
    }

    fn text_if_set(&mut self, name: &str, value: &str) -> &mut Json {
        if value.is_empty() {
            self
        } else {
            self.text(name, value)
        }
    }

    fn texts(&mut self, name: &str, values: &[String]) -> &mut Json {
        self.name(name);
        self.text.push('[');
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            push_quoted(&mut self.text, value, false);
        }
        self.text.push(']');
        self
    }

    fn number(&mut self, name: &str, value: i64) -> &mut Json {
        self.name(name);
        self.text.push_str(&value.to_string());
        self
    }

    fn flag(&mut self, name: &str, value: bool) -> &mut Json {
        self.name(name);
        self.text.push_str(if value { "true" } else { "false" });
        self
    }

    fn time(&mut self, name: &str, value: SimTime) -> &mut Json {
        self.number(name, value.milliseconds as i64)
    }

    fn length(&mut self, name: &str, value: SimDuration) -> &mut Json {
        self.number(name, value.milliseconds as i64)
    }

    /// `Waiting:CrashLoopBackOff`.
    fn state(&mut self, name: &str, state: &ContainerState) -> &mut Json {
        match state.reason() {
            "" => self.text(name, state.name()),
            reason => self.text(name, &format!("{}:{reason}", state.name())),
        }
    }

    fn finish(mut self) -> String {
        self.text.push('}');
        self.text
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::api::ObjectKey;
    use crate::engine::record::Component;
    use crate::engine::rule::Rule;

    #[test]
    fn a_record_is_one_json_object() {
        let record = Record {
            id: 7,
            time: SimTime::from_millis(1_250),
            component: Component::Runtime { node: 0 },
            object: Arc::new(ObjectKey::pod("default", "web")),
            cause: Some(3),
            rule: Rule::ProcessExit,
            change: Change::ContainerExited {
                container: "c".to_owned(),
                exit_code: 1,
                reason: "Err\"or\n".into(),
                ran: SimDuration::from_millis(50),
            },
        };
        assert_eq!(
            trace_line(&record),
            "{\"id\":7,\"t_ms\":1250,\"component\":\"runtime\",\"node\":\"node1\",\"kind\":\"Pod\",\
             \"namespace\":\"default\",\"name\":\"web\",\"cause\":3,\"rule\":\"runtime.exit\",\
             \"change\":\"container-exited\",\"container\":\"c\",\"exit_code\":1,\
             \"reason\":\"Err\\\"or\\n\",\"ran_ms\":50}"
        );
    }
}
