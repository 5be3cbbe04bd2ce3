//! Probes and lifecycle hooks (kubelet.md §6.11, §7; validation.go validateProbe,
//! validateLifecycle).

use super::names::Grammar;
use super::{Errors, Rule};
use crate::api::container::Container;
use crate::api::probe::{
    ExecAction, GrpcAction, HttpGetAction, IntOrString, LifecycleHandler, Probe, SleepAction,
    TcpSocketAction,
};

const SCHEMES: &[&str] = &["HTTP", "HTTPS"];

/// Validates the probes and hooks of one container at `path`.
pub(super) fn validate_probes(
    errors: &mut Errors,
    path: &str,
    container: &Container,
    grace_seconds: i64,
) {
    if let Some(lifecycle) = &container.lifecycle {
        let hooks = [
            ("postStart", &lifecycle.post_start),
            ("preStop", &lifecycle.pre_stop),
        ];
        for (name, hook) in hooks {
            if let Some(hook) = hook {
                let path = format!("{path}.lifecycle.{name}");
                validate_handlers(errors, &path, Handlers::of_hook(hook), grace_seconds);
            }
        }
    }
    let probes = [
        ("livenessProbe", &container.liveness_probe),
        ("readinessProbe", &container.readiness_probe),
        ("startupProbe", &container.startup_probe),
    ];
    for (name, probe) in probes {
        if let Some(probe) = probe {
            validate_probe(
                errors,
                &format!("{path}.{name}"),
                name,
                probe,
                grace_seconds,
            );
        }
    }
}

fn validate_probe(errors: &mut Errors, path: &str, name: &str, probe: &Probe, grace_seconds: i64) {
    validate_handlers(errors, path, Handlers::of_probe(probe), grace_seconds);
    let numbers = [
        ("initialDelaySeconds", probe.initial_delay_seconds),
        ("timeoutSeconds", probe.timeout_seconds),
        ("periodSeconds", probe.period_seconds),
        ("successThreshold", probe.success_threshold),
        ("failureThreshold", probe.failure_threshold),
    ];
    for (field, number) in numbers {
        errors.not_negative(&format!("{path}.{field}"), number.into());
    }
    let decides_life = name != "readinessProbe";
    if decides_life && probe.success_threshold != 1 {
        let number = i64::from(probe.success_threshold);
        errors.invalid_number(&format!("{path}.successThreshold"), number, Rule::MustBe(1));
    }
    if let Some(seconds) = probe.termination_grace_period_seconds {
        let field = format!("{path}.terminationGracePeriodSeconds");
        if !decides_life {
            let rule = Rule::Says("must not be set for readinessProbes");
            errors.invalid_number(&field, seconds, rule);
        } else if seconds <= 0 {
            errors.invalid_number(&field, seconds, Rule::Says("must be greater than 0"));
        }
    }
}

/// The handlers that a probe or a hook may have.
struct Handlers<'a> {
    exec: Option<&'a ExecAction>,
    http_get: Option<&'a HttpGetAction>,
    tcp_socket: Option<&'a TcpSocketAction>,
    grpc: Option<&'a GrpcAction>,
    sleep: Option<&'a SleepAction>,
}

impl<'a> Handlers<'a> {
    fn of_probe(probe: &'a Probe) -> Handlers<'a> {
        Handlers {
            exec: probe.exec.as_ref(),
            http_get: probe.http_get.as_ref(),
            tcp_socket: probe.tcp_socket.as_ref(),
            grpc: probe.grpc.as_ref(),
            sleep: None,
        }
    }

    fn of_hook(hook: &'a LifecycleHandler) -> Handlers<'a> {
        Handlers {
            exec: hook.exec.as_ref(),
            http_get: hook.http_get.as_ref(),
            tcp_socket: hook.tcp_socket.as_ref(),
            grpc: None,
            sleep: hook.sleep.as_ref(),
        }
    }

    /// The fields that are set, in the API server's order.
    fn set(&self) -> impl Iterator<Item = &'static str> {
        let all = [
            ("exec", self.exec.is_some()),
            ("httpGet", self.http_get.is_some()),
            ("tcpSocket", self.tcp_socket.is_some()),
            ("grpc", self.grpc.is_some()),
            ("sleep", self.sleep.is_some()),
        ];
        all.into_iter()
            .filter(|(_, set)| *set)
            .map(|(field, _)| field)
    }
}

/// Exactly one handler, and that one valid (validation.go validateHandler).
fn validate_handlers(errors: &mut Errors, path: &str, handlers: Handlers, grace_seconds: i64) {
    for extra in handlers.set().skip(1) {
        let path = format!("{path}.{extra}");
        errors.forbidden(&path, "may not specify more than 1 handler type");
    }
    match handlers.set().next() {
        None => errors.required(path, Rule::Says("must specify a handler type")),
        Some("exec") => {
            if handlers.exec.is_some_and(|exec| exec.command.is_empty()) {
                errors.required(&format!("{path}.exec.command"), Rule::Plain);
            }
        }
        Some("httpGet") => {
            if let Some(action) = handlers.http_get {
                validate_http_get(errors, &format!("{path}.httpGet"), action);
            }
        }
        Some("tcpSocket") => {
            if let Some(action) = handlers.tcp_socket {
                validate_port(errors, &format!("{path}.tcpSocket.port"), &action.port);
            }
        }
        Some("grpc") => {
            if let Some(action) = handlers.grpc {
                errors.port_number(&format!("{path}.grpc.port"), action.port);
            }
        }
        Some(_) => {
            if let Some(SleepAction { seconds }) = handlers.sleep
                && !(0..=grace_seconds).contains(seconds)
            {
                let rule = Rule::SleepTooLong { grace_seconds };
                errors.invalid_number(&format!("{path}.sleep"), *seconds, rule);
            }
        }
    }
}

fn validate_http_get(errors: &mut Errors, path: &str, action: &HttpGetAction) {
    if action.path.is_empty() {
        errors.required(&format!("{path}.path"), Rule::Plain);
    }
    validate_port(errors, &format!("{path}.port"), &action.port);
    errors.one_of(&format!("{path}.scheme"), &action.scheme, SCHEMES);
}

/// A port by number or by name (validation.go ValidatePortNumOrName).
pub(super) fn validate_port(errors: &mut Errors, path: &str, port: &IntOrString) {
    match port {
        IntOrString::Int(number) => errors.port_number(path, *number),
        IntOrString::String(name) => errors.grammar(path, name, Grammar::PortName),
    }
}
