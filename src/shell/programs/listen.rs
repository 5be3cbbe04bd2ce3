//! Programs that others connect to: `nc -l` and busybox's `httpd`. The world delivers a request with
//! `Machine::answer`; `nc` also connects and knocks (`nc -z`).

use std::collections::VecDeque;

use crate::shell::files::Read;
use crate::shell::host::{Dns, Host, ListenError, NetworkRequest, Outcome, Protocol};
use crate::shell::machine::{Context, Machine};
use crate::shell::options;
use crate::shell::path;
use crate::shell::process::{Body, ExitStatus, Step};

use super::filter::Inputs;
use super::{Act, Begun, Program};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::shell) struct Listener {
    port: u16,
    kind: Kind,
    is_open: bool,
    /// `nc` without `-k` serves once.
    is_done: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Netcat { keeps_on: bool },
    Httpd { root: String },
}

pub(super) fn start(context: &mut Context, name: &str, arguments: &[String]) -> Begun {
    let known = if name == "nc" {
        "lkp:zvw:ne:uq:s:"
    } else {
        "fvp:h:c:u:r:"
    };
    let options = match options::parse(arguments, known, &[]) {
        Ok(options) => options,
        Err(unknown) => return Begun::Done(super::unknown_option(context, name, &unknown)),
    };
    let number = |text: Option<&str>| text.and_then(|text| text.rsplit(':').next()?.parse().ok());
    if name == "httpd" {
        let port = number(options.value('p')).unwrap_or(80);
        let root = path::absolute(
            &context.process.directory,
            options.value('h').unwrap_or("."),
        );
        let listener = Listener {
            port,
            kind: Kind::Httpd { root },
            is_open: false,
            is_done: false,
        };
        let program = Program::Listen(Box::new(listener));
        if options.has('f') {
            return Begun::Goes(program);
        }
        // Without -f it goes to the background.
        let argv = context.process.argv.clone();
        let child = context
            .machine
            .fork(context.process, argv, |_| Body::Program(Box::new(program)));
        return Begun::Done(i32::from(child.is_none()));
    }
    if options.has('l') {
        let operand = options.operands.last().map(String::as_str);
        let Some(port) = number(options.value('p').or(operand)) else {
            context.process.complain(super::usage("nc"));
            return Begun::Done(1);
        };
        let kind = Kind::Netcat {
            keeps_on: options.has('k'),
        };
        return Begun::Goes(Program::Listen(Box::new(Listener {
            port,
            kind,
            is_open: false,
            is_done: false,
        })));
    }
    let [host, port] = options.operands.as_slice() else {
        context.process.complain(super::usage("nc"));
        return Begun::Done(1);
    };
    let Ok(port) = port.parse::<u16>() else {
        context
            .process
            .complain(format!("nc: bad port spec '{port}'\n"));
        return Begun::Done(1);
    };
    let limit_ms = options
        .value('w')
        .and_then(|text| text.parse::<u64>().ok())
        .map(|s| s * 1000);
    knock(context, host, port, limit_ms, options.has('v'))
}

fn knock(
    context: &mut Context,
    host: &str,
    port: u16,
    limit_ms: Option<u64>,
    is_loud: bool,
) -> Begun {
    let is_literal = host.split('.').all(|part| part.parse::<u8>().is_ok()) || host.contains(':');
    let address = match host {
        "localhost" => Some("127.0.0.1".to_string()),
        _ if is_literal => Some(host.to_string()),
        _ => match context.host.resolve(host) {
            Dns::Addresses { addresses, .. } => addresses.into_iter().next(),
            Dns::NxDomain | Dns::TimedOut => None,
        },
    };
    let Some(address) = address else {
        context
            .process
            .complain(format!("nc: bad address '{host}'\n"));
        return Begun::Done(1);
    };
    let reply = context.host.request(&NetworkRequest {
        protocol: Protocol::Tcp,
        host: host.to_string(),
        address: address.clone(),
        port,
        method: String::new(),
        path: String::new(),
        headers: Vec::new(),
        body: String::new(),
    });
    let now = context.host.now_ms();
    let after_ms = match (&reply.outcome, limit_ms) {
        (Outcome::TimedOut, limit) => limit.unwrap_or(131_000),
        (_, Some(limit)) => reply.after_ms.min(limit),
        (_, None) => reply.after_ms,
    };
    let problem = match &reply.outcome {
        Outcome::Response { .. } => None,
        Outcome::Refused | Outcome::Reset => Some("Connection refused"),
        Outcome::TimedOut if limit_ms.is_some() => Some("timed out"),
        Outcome::TimedOut => Some("Connection timed out"),
    };
    let at = now.saturating_add(after_ms);
    let mut acts = VecDeque::new();
    match problem {
        None if is_loud => {
            acts.push_back((
                at,
                Act::Complain(format!("{host} ({address}:{port}) open\n")),
            ));
        }
        None => {}
        Some("timed out") => acts.push_back((at, Act::Complain("nc: timed out\n".to_string()))),
        Some(problem) => {
            let text = format!("nc: can't connect to remote host ({address}): {problem}\n");
            acts.push_back((at, Act::Complain(text)));
        }
    }
    acts.push_back((at, Act::Exit(i32::from(problem.is_some()))));
    Begun::Goes(Program::Timeline(acts))
}

impl Listener {
    pub(super) fn step(&mut self, context: &mut Context) -> Step {
        if self.is_done {
            return Step::Ended(ExitStatus::Code(0));
        }
        if self.is_open {
            return Step::Blocked(None);
        }
        let pid = context.process.pid;
        let taken = context.machine.ports.contains_key(&self.port);
        let opened = match taken {
            true => Err(ListenError::AddressInUse),
            false => context.host.listen(pid, self.port),
        };
        match opened {
            Ok(()) => {
                context.machine.ports.insert(self.port, pid);
                self.is_open = true;
                Step::Ran
            }
            Err(error) => {
                let name = super::own_name(context);
                let problem = match error {
                    ListenError::AddressInUse => "Address in use",
                    ListenError::PermissionDenied => "Permission denied",
                };
                context
                    .process
                    .complain(format!("{name}: bind: {problem}\n"));
                Step::Ended(ExitStatus::Code(1))
            }
        }
    }
}

impl Machine {
    /// A connection from the world to a port that a process of this room listens on. `None`: nobody
    /// does. Call [`Machine::run`] afterwards: the server may have something to say, or be done.
    pub fn answer(
        &mut self,
        port: u16,
        request: &NetworkRequest,
        host: &mut dyn Host,
    ) -> Option<Outcome> {
        let pid = *self.ports.get(&port)?;
        let mut process = self.processes.remove(&pid)?;
        let mut body = std::mem::replace(&mut process.body, Body::Taken);
        let mut context = Context {
            machine: self,
            process: &mut process,
            host,
        };
        let outcome = match &mut body {
            Body::Program(program) => match program.as_mut() {
                Program::Listen(listener) => listener.serve(&mut context, request),
                _ => None,
            },
            _ => None,
        };
        process.body = body;
        self.processes.insert(pid, process);
        outcome
    }
}

impl Listener {
    fn serve(&mut self, context: &mut Context, request: &NetworkRequest) -> Option<Outcome> {
        if self.is_done {
            return None;
        }
        match &self.kind {
            Kind::Httpd { root } => Some(serve_file(context, root, request)),
            Kind::Netcat { keeps_on } => {
                self.is_done = !keeps_on;
                if request.protocol != Protocol::Tcp {
                    let host = &request.host;
                    let line = format!("{} {} HTTP/1.1\r\n", request.method, request.path);
                    context.process.print(format!("{line}Host: {host}\r\n\r\n"));
                }
                let mut text = String::new();
                while let Read::Text(piece) = Inputs::read_standard(context) {
                    text.push_str(&piece);
                    if text.len() > crate::shell::files::PIPE_BYTES {
                        break;
                    }
                }
                Some(raw_answer(&text))
            }
        }
    }
}

/// What `nc` sends is an HTTP answer only if it says so.
fn raw_answer(text: &str) -> Outcome {
    let (head, body) = match text.split_once("\r\n\r\n") {
        Some(parts) => parts,
        None => text.split_once("\n\n").unwrap_or((text, "")),
    };
    let mut words = head.split_whitespace();
    let status = words
        .next()
        .filter(|word| word.starts_with("HTTP/"))
        .and_then(|_| words.next())
        .and_then(|code| code.parse::<u16>().ok());
    let headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    match status {
        Some(status) => Outcome::Response {
            status,
            headers: headers
                .map(|(name, value)| (name.trim().to_string(), value.trim().to_string()))
                .collect(),
            body: body.to_string(),
        },
        None if text.is_empty() => Outcome::Reset,
        // HTTP/0.9: a bare body.
        None => Outcome::Response {
            status: 200,
            headers: Vec::new(),
            body: text.to_string(),
        },
    }
}

fn serve_file(context: &mut Context, root: &str, request: &NetworkRequest) -> Outcome {
    let response = |status: u16, body: String| Outcome::Response {
        status,
        headers: Vec::new(),
        body,
    };
    let wanted = request.path.split('?').next().unwrap_or("/");
    // `..` may not lead out of the root.
    let inside = path::absolute("/", wanted);
    let mut place = format!("{}{inside}", root.trim_end_matches('/'));
    if context
        .host
        .metadata(&place)
        .is_ok_and(|info| info.is_directory)
    {
        place = format!("{}/index.html", place.trim_end_matches('/'));
    }
    match context.host.read_file(&place) {
        Ok(text) => response(200, text),
        Err(_) => {
            let body = "<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n\
                        <BODY><H1>404 Not Found</H1>\n\
                        The requested URL was not found\n</BODY></HTML>\n";
            response(404, body.to_string())
        }
    }
}
