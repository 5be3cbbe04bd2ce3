//! `kubectl exec` (kubectl.md §16.2): a program in a container, on the container's own time.

use crate::api::{ContainerState, Pod};
use crate::engine::World;
use crate::engine::runtime::{Exec, ExecError};
use crate::shell::{Input, Stream};

use super::super::context::{Context, Failed};
use super::super::parse::Arguments;
use super::super::reply::{self, Output};
use super::pods::{Meant, container_of, meant};
use super::targets::not_found;
use super::{Job, Status};

pub(super) const FLAGS: &str =
    "c:container= f:filename= pod-running-timeout= q:quiet! i:stdin! t:tty!";

/// An exec under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    exec: Exec,
    /// Whether the terminal types into it.
    pub(super) reads_terminal: bool,
    is_tty: bool,
}

pub(super) fn run(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    let command = arguments.command.clone().unwrap_or_default();
    let word = match arguments.words.as_slice() {
        [] => return Err(context.fail("pod, type/name or --filename must be specified")),
        [word] => word,
        _ if arguments.command.is_none() => {
            return Err(context.usage(
                "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead",
            ));
        }
        [word, ..] => word,
    };
    if command.is_empty() {
        return Err(context.fail("you must specify at least one command for the container"));
    }
    let namespace = context.namespace(arguments);
    let pod = match meant(context, &namespace, word)? {
        Meant::Pods(pods) => pods.into_iter().next(),
        Meant::Missing(resource, name) => return Err(not_found(context, resource, &name)),
    };
    let Some(pod) = pod else {
        return Err(context.fail("timed out waiting for the condition"));
    };
    if pod.status.phase.is_terminal() {
        let phase = pod.status.phase.name();
        let message =
            format!("cannot exec into a container in a completed pod; current phase is {phase}");
        return Err(context.fail(&message));
    }
    let container = container_of(context, &pod, arguments.value("container"))?;
    start(context, arguments, &pod, &container, &command)
}

fn start(
    context: &mut Context<'_>,
    arguments: &Arguments,
    pod: &Pod,
    container: &str,
    command: &[String],
) -> Result<Status, Failed> {
    let (takes_input, mut is_tty) = (
        arguments.is_set("stdin", false),
        arguments.is_set("tty", false),
    );
    if is_tty && context.input.is_some() {
        context
            .output
            .error("Unable to use a TTY - input is not a terminal or the right kind of file");
        is_tty = false;
    }
    let name = &pod.metadata.name;
    if pod.spec.node_name.is_empty() {
        let message =
            format!("unable to upgrade connection: pod {name} does not have a host assigned");
        return Err(context.fail(&message));
    }
    let missing = format!("unable to upgrade connection: container not found (\"{container}\")");
    let status = pod.status.container(container);
    if !status.is_some_and(|status| matches!(status.state, ContainerState::Running(_))) {
        return Err(context.fail(&missing));
    }
    let reads_terminal = takes_input && context.input.is_none();
    let input = match context.input {
        Some(text) if takes_input => Input::Text(text.to_owned()),
        _ if reads_terminal => Input::Open {
            is_terminal: is_tty,
        },
        _ => Input::Empty,
    };
    context.acts.begin(context.world);
    let started = context
        .world
        .start_exec(&pod.metadata.uid, container, command, input);
    match started {
        Ok(exec) => {
            let mut running = Running {
                exec,
                reads_terminal,
                is_tty,
            };
            Ok(match running.poll(context.world, context.output) {
                Some(exit_code) => Status::Done { exit_code },
                None => Status::Running(Job::Exec(running)),
            })
        }
        Err(ExecError::ContainerNotFound) => Err(context.fail(&missing)),
        Err(error) => Err(context.fail(&format!(
            "Internal error occurred: error executing command in container: {}",
            error.text()
        ))),
    }
}

impl Running {
    /// Passes on what the program printed; the exit status once it has ended.
    pub(super) fn poll(&mut self, world: &mut World, output: &mut Output) -> Option<i32> {
        let turn = world.take_exec_output(&self.exec);
        for (stream, text) in turn.chunks {
            match stream {
                Stream::Stderr if !self.is_tty => output.write(reply::Stream::Error, &text),
                _ => output.out(&text),
            }
        }
        let exit_code = turn.exit_code?;
        if exit_code != 0 {
            output.error(&format!("command terminated with exit code {exit_code}"));
        }
        Some(exit_code)
    }

    /// A line that the person types into it; `None` is Ctrl-D.
    pub(super) fn feed(&mut self, world: &mut World, text: Option<&str>) {
        world.feed_exec(&self.exec, text);
    }

    /// Ctrl-C: with a terminal it goes to the program, without one kubectl itself ends.
    pub(super) fn interrupt(&mut self, world: &mut World) {
        if self.is_tty {
            world.interrupt_exec(&self.exec);
        } else {
            world.feed_exec(&self.exec, None);
        }
    }
}
