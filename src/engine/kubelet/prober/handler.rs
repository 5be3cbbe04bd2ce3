//! How a probe asks: a command in the container, an HTTP request, a connection, a gRPC health
//! check (kubelet.md §6.6; pkg/probe/exec, http, tcp, grpc).

use std::borrow::Cow;
use std::sync::Arc;

use crate::api::container::Container;
use crate::api::probe::{
    ExecAction, GrpcAction, HttpGetAction, IntOrString, Probe, TcpSocketAction,
};
use crate::order::Map;
use crate::shell::{Input, NetworkReply, Outcome as Reply, Pid, Protocol};

use super::super::super::queue::{NodeIndex, Uid};
use super::super::super::runtime::{Ask, ExecError, InstanceId, expand_references};
use super::super::super::time::SimDuration;
use super::super::super::world::World;

/// Redirects that are followed.
const REDIRECTS_MAX: u32 = 10;

/// What came of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// An HTTP status.
    Status(u16),
    /// A connection was accepted, or the health service says SERVING.
    Accepted,
    Command {
        exit_code: i32,
        output: Arc<str>,
    },
    CommandTimedOut {
        command: Arc<str>,
        after: SimDuration,
    },
    /// No answer, or one that says no.
    Failed(Arc<str>),
    /// It counts as a success, but somebody should look.
    Doubtful(Arc<str>),
    /// The probe cannot be run.
    Impossible(Arc<str>),
}

/// How an answer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Success,
    Warning,
    Failure,
    Error,
}

/// Who is asked, by which of the Pod's probes, and for how long.
pub(super) struct Asked<'a> {
    pub index: usize,
    pub container: &'a Container,
    pub timeout: SimDuration,
}

/// A run that has begun.
pub(super) enum Begun {
    /// What the answer will be, and after how long.
    Answered {
        answer: Answer,
        latency: SimDuration,
    },
    Process {
        instance: InstanceId,
        pid: Pid,
    },
}

impl Answer {
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Answer::Status(200..=399) | Answer::Accepted => Outcome::Success,
            Answer::Command { exit_code: 0, .. } => Outcome::Success,
            Answer::Doubtful(_) => Outcome::Warning,
            Answer::Impossible(_) => Outcome::Error,
            Answer::Status(_)
            | Answer::Command { .. }
            | Answer::CommandTimedOut { .. }
            | Answer::Failed(_) => Outcome::Failure,
        }
    }

    /// The kubelet's words; for a status that is fine, the first line of the answer.
    pub(super) fn text(&self) -> Arc<str> {
        match self {
            Answer::Status(status @ 200..=399) => format!("HTTP/1.1 {status}").into(),
            Answer::Status(status) => format!("HTTP probe failed with statuscode: {status}").into(),
            Answer::Accepted => "".into(),
            Answer::Command { output, .. } => output.clone(),
            Answer::CommandTimedOut { command, after } => {
                format!("command timed out: \"{command}\" timed out after {after}").into()
            }
            Answer::Failed(text) | Answer::Doubtful(text) | Answer::Impossible(text) => {
                text.clone()
            }
        }
    }

    fn at_once(self) -> Begun {
        Begun::Answered {
            answer: self,
            latency: SimDuration::ZERO,
        }
    }

    fn after(self, latency: SimDuration) -> Begun {
        Begun::Answered {
            answer: self,
            latency,
        }
    }
}

fn failed(text: String) -> Answer {
    Answer::Failed(text.into())
}

/// A port by number, or by the name that the container gives one of its ports. A name that it
/// does not know cannot be probed: neither a success nor a failure.
fn port_of(container: &Container, port: &IntOrString) -> Result<u16, Answer> {
    let known = match port {
        IntOrString::Int(number) => u16::try_from(*number).ok(),
        IntOrString::String(name) => container
            .port_named(name)
            .and_then(|p| u16::try_from(p).ok()),
    };
    known.ok_or_else(|| {
        let text = format!("strconv.Atoi: parsing \"{port}\": invalid syntax");
        Answer::Impossible(text.into())
    })
}

impl World {
    /// Begins to ask. An answer that would come too late is a time-out already.
    pub(super) fn begin_handler(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        asked: &Asked<'_>,
        spec: &Probe,
    ) -> Begun {
        let begun = if let Some(http_get) = &spec.http_get {
            self.ask_http(node, uid, asked, http_get)
        } else if let Some(exec) = &spec.exec {
            self.begin_exec(node, uid, asked, exec)
        } else if let Some(tcp_socket) = &spec.tcp_socket {
            self.ask_tcp(node, uid, asked, tcp_socket)
        } else if let Some(grpc) = &spec.grpc {
            self.ask_grpc(node, uid, asked, grpc)
        } else {
            Ok(failed(String::new()).at_once())
        };
        begun.unwrap_or_else(Answer::at_once)
    }

    fn begin_exec(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        asked: &Asked<'_>,
        exec: &ExecAction,
    ) -> Result<Begun, Answer> {
        let needs_values = exec.command.iter().any(|word| word.contains("$("));
        let expanded: Vec<String>;
        let command = if needs_values {
            let fixed = asked
                .container
                .env
                .iter()
                .filter(|v| v.value_from.is_none());
            let env: Map<String, String> =
                fixed.map(|v| (v.name.clone(), v.value.clone())).collect();
            let words = exec.command.iter();
            expanded = words.map(|word| expand_references(word, &env)).collect();
            &expanded
        } else {
            &exec.command
        };
        let id = self
            .probe_mut(node, uid, asked.index)
            .map(|probe| probe.container_id.clone())
            .unwrap_or_default();
        let instance = self.runtime_pod(node, uid).and_then(|pod| {
            let mut instances = pod.instances.iter();
            instances.find(|instance| *instance.status.container_id == *id)
        });
        let Some(instance) = instance.map(|instance| instance.status.id) else {
            return Err(failed(String::new()));
        };
        match self.exec_in_instance(node, uid, instance, command, Input::Empty) {
            Ok(pid) => {
                let ended = self.take_command_answer(node, uid, instance, pid);
                Ok(match ended {
                    Some(answer) => answer.at_once(),
                    None => Begun::Process { instance, pid },
                })
            }
            Err(ExecError::ContainerNotFound) => Err(failed(String::new())),
            Err(error) => Err(Answer::Impossible(error.rpc_text().into())),
        }
    }

    /// The answer of a command that has ended; its container's end is its own.
    pub(super) fn take_command_answer(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        instance: InstanceId,
        pid: Pid,
    ) -> Option<Answer> {
        let end = self.take_exec_end(node, uid, instance, pid)?;
        Some(Answer::Command {
            exit_code: end.exit_code,
            output: end.output.trim_end_matches('\n').into(),
        })
    }

    fn ask_http(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        asked: &Asked<'_>,
        action: &HttpGetAction,
    ) -> Result<Begun, Answer> {
        let timeout = asked.timeout;
        let mut port = port_of(asked.container, &action.port)?;
        let mut path = Cow::Borrowed(action.path.as_str());
        let mut protocol = match action.scheme.as_str() {
            "HTTPS" => Protocol::Https,
            _ => Protocol::Http,
        };
        let headers: Vec<(String, String)> = action
            .http_headers
            .iter()
            .map(|header| (header.name.clone(), header.value.clone()))
            .collect();
        let mut took = SimDuration::ZERO;
        for _ in 0..REDIRECTS_MAX {
            let ask = Ask {
                from: Some(node),
                protocol,
                host: &action.host,
                port,
                path: &path,
                headers: &headers,
                wants_body: false,
            };
            let Some(reply) = self.ask_from_node(node, uid, &ask) else {
                return Err(unknown_host(
                    &url(protocol, &action.host, port, &path),
                    &action.host,
                ));
            };
            took = took + SimDuration::from_millis(reply.after_ms);
            let reply = if took >= timeout {
                Reply::TimedOut
            } else {
                reply.outcome
            };
            let wants_tls = protocol == Protocol::Https;
            let (status, location, body) = match reply {
                Reply::Response { .. } if speaks_tls(port) && !wants_tls => {
                    (400, None, String::new())
                }
                Reply::Response {
                    status,
                    headers,
                    body,
                } if wants_tls == speaks_tls(port) => (status, location(&headers), body),
                other => {
                    let address = self.probed_address(node, uid, &action.host);
                    let url = url(protocol, &address, port, &path);
                    let text = format!("Get \"{url}\": {}", no_answer(&other, &address, port));
                    let latency = if other == Reply::TimedOut {
                        timeout
                    } else {
                        took
                    };
                    return Ok(failed(text).after(latency));
                }
            };
            let Some(target) = location.filter(|_| (300..400).contains(&status)) else {
                return Ok(Answer::Status(status).after(took));
            };
            match self.same_host(node, uid, &action.host, &target, (protocol, port)) {
                Some((next_protocol, next_port, next_path)) => {
                    (protocol, port, path) = (next_protocol, next_port, next_path.into());
                }
                None => {
                    let text = format!("Probe terminated redirects, Response body: {body}");
                    return Ok(Answer::Doubtful(text.into()).after(took));
                }
            }
        }
        let address = self.probed_address(node, uid, &action.host);
        let url = url(protocol, &address, port, &path);
        Err(failed(format!("Get \"{url}\": stopped after 10 redirects")))
    }

    /// Where a redirect leads, if that is the same host (kubelet follows no others).
    fn same_host(
        &self,
        node: NodeIndex,
        uid: &Uid,
        host: &str,
        target: &str,
        (protocol, port): (Protocol, u16),
    ) -> Option<(Protocol, u16, String)> {
        if target.starts_with('/') && !target.starts_with("//") {
            return Some((protocol, port, target.to_owned()));
        }
        let (scheme, rest) = target.split_once("://")?;
        let (authority, path) = match rest.find('/') {
            Some(slash) => rest.split_at(slash),
            None => (rest, "/"),
        };
        let (protocol, standard) = match scheme {
            "https" => (Protocol::Https, 443),
            _ => (Protocol::Http, 80),
        };
        let (name, port) = match authority.rsplit_once(':') {
            Some((name, port)) => (name, port.parse().ok()?),
            None => (authority, standard),
        };
        let is_same = name == self.probed_address(node, uid, host);
        is_same.then(|| (protocol, port, path.to_owned()))
    }

    fn ask_tcp(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        asked: &Asked<'_>,
        action: &TcpSocketAction,
    ) -> Result<Begun, Answer> {
        let port = port_of(asked.container, &action.port)?;
        let ask = Ask {
            from: Some(node),
            protocol: Protocol::Tcp,
            host: &action.host,
            port,
            path: "",
            headers: &[],
            wants_body: false,
        };
        let Some(reply) = self.ask_from_node(node, uid, &ask) else {
            let host = &action.host;
            return Err(failed(format!("dial tcp: lookup {host}: no such host")));
        };
        if matches!(reply.outcome, Reply::Response { .. }) {
            return Ok(Answer::Accepted.at_once());
        }
        let address = self.probed_address(node, uid, &action.host);
        Ok(match reply.outcome {
            Reply::TimedOut => {
                failed(format!("dial tcp {address}:{port}: i/o timeout")).after(asked.timeout)
            }
            other => failed(no_answer(&other, &address, port)).at_once(),
        })
    }

    /// The health service of a server that speaks gRPC; the client goes on trying to connect
    /// until its time is over.
    fn ask_grpc(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        asked: &Asked<'_>,
        action: &GrpcAction,
    ) -> Result<Begun, Answer> {
        let timeout = asked.timeout;
        let port = port_of(asked.container, &IntOrString::Int(action.port))?;
        let address = self.probed_address(node, uid, "");
        let unreachable = || {
            let text = format!(
                "timeout: failed to connect service \"{address}:{port}\" within {timeout}: \
                 context deadline exceeded"
            );
            Ok(failed(text).after(timeout))
        };
        let ask = Ask {
            from: Some(node),
            protocol: Protocol::Http,
            host: "",
            port,
            path: "/grpc.health.v1.Health/Check",
            headers: &[],
            wants_body: false,
        };
        if !self.speaks_grpc(node, uid, port) {
            return unreachable();
        }
        let Some(NetworkReply { after_ms, outcome }) = self.ask_from_node(node, uid, &ask) else {
            return unreachable();
        };
        let took = SimDuration::from_millis(after_ms);
        match outcome {
            Reply::Response { .. } if took >= timeout => {
                let text = format!("timeout: health rpc did not complete within {timeout}");
                Ok(failed(text).after(timeout))
            }
            Reply::Response {
                status: 200..=299, ..
            } => Ok(Answer::Accepted.after(took)),
            Reply::Response { .. } => {
                let text = "service unhealthy (responded with \"NOT_SERVING\")";
                Ok(failed(text.to_owned()).after(took))
            }
            Reply::Refused | Reply::Reset | Reply::TimedOut => unreachable(),
        }
    }

    /// The host that a probe asks: the Pod's own address if the spec names none.
    fn probed_address(&self, node: NodeIndex, uid: &Uid, host: &str) -> String {
        if !host.is_empty() {
            return host.to_owned();
        }
        let worker = self.nodes[node].kubelet.workers.get(uid);
        let status = worker.and_then(|worker| worker.status.as_ref());
        status
            .map(|status| status.pod_ip.clone())
            .unwrap_or_default()
    }
}

/// Whether the simulated servers take TLS on a port: 443, 8443 and their like.
fn speaks_tls(port: u16) -> bool {
    port % 1_000 == 443
}

fn unknown_host(url: &str, host: &str) -> Answer {
    failed(format!(
        "Get \"{url}\": dial tcp: lookup {host}: no such host"
    ))
}

fn location(headers: &[(String, String)]) -> Option<String> {
    let mut headers = headers.iter();
    let found = headers.find(|(name, _)| name.eq_ignore_ascii_case("location"));
    found.map(|(_, value)| value.clone())
}

fn url(protocol: Protocol, address: &str, port: u16, path: &str) -> String {
    let scheme = match protocol {
        Protocol::Https => "https",
        Protocol::Http | Protocol::Tcp => "http",
    };
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("{scheme}://{address}:{port}{slash}{path}")
}

/// Go's words for a connection that came to nothing.
fn no_answer(outcome: &Reply, address: &str, port: u16) -> String {
    match outcome {
        Reply::Refused => format!("dial tcp {address}:{port}: connect: connection refused"),
        Reply::TimedOut => "context deadline exceeded (Client.Timeout exceeded while awaiting \
                            headers)"
            .to_owned(),
        Reply::Reset => "EOF".to_owned(),
        // Only a server that does not speak TLS is asked for it and answers all the same.
        Reply::Response { .. } => "http: server gave HTTP response to HTTPS client".to_owned(),
    }
}
