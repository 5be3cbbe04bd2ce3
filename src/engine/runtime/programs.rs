//! Programs that are not part of the shell room: the image's own, a language's interpreter, or
//! what an annotation describes.

use std::sync::Arc;

use crate::api::behaviour::{Behaviour, OnTerm};
use crate::api::container::Container;
use crate::order::Map;
use crate::shell::{ForeignOutput, ForeignRun, Pid, Stream};

use super::super::time::{SimDuration, SimTime};
use super::catalogue::{self, ForeignProgram, Listener, Server, SignalHabit};

/// The command that stands for a container whose behaviour is data.
pub(super) const DESCRIBED: &str = "/podarium/described";

/// Programs that run someone's code: alone they end at once, with arguments they are servers.
const INTERPRETERS: [&str; 14] = [
    "python", "python3", "node", "java", "ruby", "php", "go", "dotnet", "npm", "yarn", "jshell",
    "deno", "bun", "gunicorn",
];

/// A program that was started.
pub(super) struct Started {
    pub run: ForeignRun,
    /// What serves on, if it does not simply end.
    pub program: Option<ForeignProgram>,
}

/// Starts a program; `None` if the image does not have it.
pub(super) fn start(
    container: &Container,
    behaviour: Option<Arc<Behaviour>>,
    pid: Pid,
    argv: &[String],
    env: &Map<String, String>,
    now: SimTime,
) -> Option<Started> {
    let program = argv.first()?;
    if program == DESCRIBED {
        return Some(start_described(container, &behaviour?, pid, now));
    }
    let name = program.rsplit('/').next().unwrap_or(program);
    let server = server_of(container, name, argv)?;
    let listens_after_ms = env
        .get("START_DELAY")
        .and_then(|seconds| seconds.trim_end_matches('s').parse::<u64>().ok())
        .map_or(server.listens_after_ms, |seconds| {
            seconds.min(86_400) * 1_000
        });
    let ends = match (name, server.ends_after_ms) {
        ("perl", Some(_)) => Some((PI_MS, 0)),
        (_, ends) => ends,
    };
    let ports = if server.ports.is_empty() {
        declared(container)
    } else {
        server.ports.to_vec()
    };
    let listens_at = now + SimDuration::from_millis(listens_after_ms);
    let program = ForeignProgram {
        pid,
        listeners: ports
            .into_iter()
            .map(|port| Listener::new(port, listens_at))
            .collect(),
        on_term: server.on_term,
        health: 200,
        started_at: now,
        fails_after_ten_seconds: argv
            .iter()
            .any(|word| word == "liveness" || word == "/server"),
        behaviour: None,
        behaviour_since: now,
    };
    let serves = ends.is_none();
    let run = ForeignRun {
        ends,
        output: output_of(name, argv),
    };
    Some(Started {
        run,
        program: serves.then_some(program),
    })
}

/// Ports that the manifest declares.
fn declared(container: &Container) -> Vec<u16> {
    container
        .ports
        .iter()
        .map(|port| port.container_port as u16)
        .collect()
}

/// How the program behaves: the image's own, an interpreter, or in an unknown image a server.
fn server_of(container: &Container, name: &str, argv: &[String]) -> Option<Server> {
    let image = catalogue::find(&container.image);
    let own = image.and_then(|image| image.program.as_ref());
    if let Some(own) = own.filter(|own| own.names.contains(&name)) {
        return Some(own.server);
    }
    let is_interpreter = INTERPRETERS.contains(&name);
    if is_interpreter && argv.len() == 1 {
        return Some(Server {
            ports: &[],
            listens_after_ms: 0,
            on_term: SignalHabit::Default,
            ends_after_ms: Some((50, 0)),
        });
    }
    (image.is_none() || is_interpreter).then_some(Server {
        ports: &[],
        listens_after_ms: catalogue::UNKNOWN_STARTS_AFTER_MS,
        on_term: SignalHabit::Ends {
            after_ms: 200,
            exit_code: 0,
        },
        ends_after_ms: None,
    })
}

/// A running program goes on as an annotation now says; what that leaves open stays as it is.
pub(super) fn describe_anew(
    program: &mut ForeignProgram,
    container: &Container,
    behaviour: Option<&Arc<Behaviour>>,
    now: SimTime,
) {
    program.behaviour = behaviour.cloned();
    program.behaviour_since = now;
    let Some(behaviour) = behaviour else { return };
    if !behaviour.listens.is_empty() {
        let mut listeners = listeners_of(container, behaviour, now);
        for listener in &mut listeners {
            let before = program.listeners.iter();
            listener.is_announced = before
                .clone()
                .any(|before| before.port == listener.port && before.is_announced)
                && listener.at <= now;
        }
        program.listeners = listeners;
    }
    if behaviour.on_term.is_some() {
        program.on_term = habit_of(behaviour);
    }
}

fn listeners_of(container: &Container, behaviour: &Behaviour, now: SimTime) -> Vec<Listener> {
    let mut listeners = Vec::new();
    for listen in &behaviour.listens {
        let at = now + SimDuration::from_millis(listen.after_ms);
        let ports = listen
            .port
            .map_or_else(|| declared(container), |port| vec![port]);
        listeners.extend(ports.into_iter().map(|port| Listener::new(port, at)));
    }
    listeners
}

fn habit_of(behaviour: &Behaviour) -> SignalHabit {
    match &behaviour.on_term {
        Some(OnTerm::Exits(exit)) => SignalHabit::Ends {
            after_ms: exit.after_ms,
            exit_code: i32::from(exit.code),
        },
        Some(OnTerm::Ignores) => SignalHabit::Ignored,
        None => SignalHabit::Ends {
            after_ms: 200,
            exit_code: 0,
        },
    }
}

/// What the annotation says.
fn start_described(
    container: &Container,
    behaviour: &Arc<Behaviour>,
    pid: Pid,
    now: SimTime,
) -> Started {
    let mut listeners = listeners_of(container, behaviour, now);
    if behaviour.listens.is_empty() {
        listeners.extend(
            declared(container)
                .into_iter()
                .map(|port| Listener::new(port, now)),
        );
    }
    let program = ForeignProgram {
        pid,
        listeners,
        on_term: habit_of(behaviour),
        health: 200,
        started_at: now,
        fails_after_ten_seconds: false,
        behaviour: Some(behaviour.clone()),
        behaviour_since: now,
    };
    let ends = behaviour
        .exit
        .map(|exit| (exit.after_ms, i32::from(exit.code)));
    Started {
        run: ForeignRun {
            ends,
            output: Vec::new(),
        },
        program: Some(program),
    }
}

/// Computing two thousand digits of π takes about this long.
const PI_MS: u64 = 4_000;

/// What the program prints.
fn output_of(name: &str, argv: &[String]) -> Vec<ForeignOutput> {
    let text = match name {
        "hello" => "\nHello from Docker!\nThis message shows that your installation appears to be \
                    working correctly.\n"
            .to_owned(),
        "perl" => match digits_wanted(argv) {
            Some(count) => catalogue::pi_digits(count) + "\n",
            None => return Vec::new(),
        },
        "redis-server" => "* Ready to accept connections tcp\n".to_owned(),
        _ => return Vec::new(),
    };
    let after_ms = if name == "perl" { PI_MS - 100 } else { 1 };
    vec![ForeignOutput {
        after_ms,
        stream: Stream::Stdout,
        text,
    }]
}

/// `print bpi(2000)`: how many digits of π.
fn digits_wanted(argv: &[String]) -> Option<usize> {
    let script = argv.iter().find(|word| word.contains("bpi("))?;
    let digits = &script[script.find("bpi(")? + 4..];
    digits[..digits.find(')')?].trim().parse().ok()
}
