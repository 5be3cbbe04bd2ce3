//! Programs that run other programs: timeout, xargs, nohup and the small inits.

use std::collections::VecDeque;

use crate::shell::host::{Dialect, Pid};
use crate::shell::image;
use crate::shell::machine::Context;
use crate::shell::options;
use crate::shell::process::{Body, ExitStatus, StartError, Step};
use crate::shell::signal::Signal;

use super::filter::Inputs;
use super::time::duration_ms;
use super::{Begun, Program};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::shell) struct Launcher {
    kind: Kind,
    child: Option<Pid>,
    status: i32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Timeout {
        deadline_ms: Option<u64>,
        signal: Signal,
        kill_after_ms: Option<u64>,
        has_fired: bool,
    },
    /// Reads everything, then starts one command after the other.
    Xargs {
        command: Vec<String>,
        per_command: usize,
        replaces: Option<String>,
        text: String,
        waiting: VecDeque<Vec<String>>,
        is_read: bool,
    },
}

pub(super) fn start(context: &mut Context, name: &str, arguments: &[String]) -> Begun {
    match name {
        "timeout" => timeout(context, arguments),
        "xargs" => xargs(context, arguments),
        // Whoever types here is root already.
        "sudo" => become_rest(context, name, arguments),
        "nohup" => {
            context.process.ignored.insert(Signal::Hangup);
            become_rest(context, name, arguments)
        }
        "busybox" => {
            context.process.print(super::usage("busybox [function"));
            Begun::Done(0)
        }
        _ => {
            // `tini -- command`: the init passes signals on, which becoming the command does too.
            let operands = arguments
                .iter()
                .skip_while(|argument| argument.starts_with('-'));
            let operands: Vec<String> = operands.cloned().collect();
            become_rest(context, name, &operands)
        }
    }
}

fn become_rest(context: &mut Context, name: &str, arguments: &[String]) -> Begun {
    if arguments.is_empty() {
        return Begun::Done(super::missing_operand(context, name, "operand"));
    }
    Begun::Becomes(arguments.to_vec())
}

fn timeout(context: &mut Context, arguments: &[String]) -> Begun {
    let long = [
        ("signal", 's'),
        ("kill-after", 'k'),
        ("preserve-status", 'p'),
        ("foreground", 'f'),
    ];
    let options = match options::parse(arguments, "+s:k:t:pf", &long) {
        Ok(options) => options,
        Err(unknown) => return Begun::Done(super::unknown_option(context, "timeout", &unknown)),
    };
    let [duration, command @ ..] = options.operands.as_slice() else {
        return Begun::Done(super::missing_operand(context, "timeout", "operand"));
    };
    if command.is_empty() {
        return Begun::Done(super::missing_operand(context, "timeout", "operand"));
    }
    let Some(duration) = duration_ms(duration) else {
        context
            .process
            .complain(format!("timeout: invalid number '{duration}'\n"));
        return Begun::Done(if context.host.dialect() == Dialect::Gnu {
            125
        } else {
            1
        });
    };
    let signal = options
        .value('s')
        .and_then(Signal::parse)
        .unwrap_or(Signal::Terminate);
    let now = context.host.now_ms();
    let kill_after_ms = options.value('k').and_then(duration_ms).flatten();
    // `timeout 0` has no limit.
    let deadline_ms = duration.filter(|ms| *ms > 0).map(|ms| now + ms);
    let child = match launch(context, command.to_vec()) {
        Ok(child) => child,
        Err(status) => return Begun::Done(status),
    };
    let kind = Kind::Timeout {
        deadline_ms,
        signal,
        kill_after_ms,
        has_fired: false,
    };
    Begun::Goes(Program::Launcher(Box::new(Launcher {
        kind,
        child: Some(child),
        status: 0,
    })))
}

fn xargs(context: &mut Context, arguments: &[String]) -> Begun {
    let options = match options::parse(arguments, "+n:I:L:rt0P:", &[("no-run-if-empty", 'r')]) {
        Ok(options) => options,
        Err(unknown) => return Begun::Done(super::unknown_option(context, "xargs", &unknown)),
    };
    let mut command = options.operands.clone();
    if command.is_empty() {
        command.push("echo".to_string());
    }
    let per_command = options
        .value('n')
        .and_then(|text| text.parse().ok())
        .unwrap_or(1000);
    let kind = Kind::Xargs {
        command,
        per_command,
        replaces: options.value('I').map(str::to_string),
        text: String::new(),
        waiting: VecDeque::new(),
        is_read: false,
    };
    Begun::Goes(Program::Launcher(Box::new(Launcher {
        kind,
        child: None,
        status: 0,
    })))
}

/// Starts a child, or says why not and tells the status to end with.
fn launch(context: &mut Context, argv: Vec<String>) -> Result<Pid, i32> {
    let Some(child) = context
        .machine
        .fork(context.process, argv.clone(), |_| Body::Taken)
    else {
        let name = super::own_name(context);
        context
            .process
            .complain(format!("{name}: fork: Resource temporarily unavailable\n"));
        return Err(125);
    };
    let environment = context.process.environment.clone();
    let start = image::Start {
        pid: child,
        argv,
        environment: &environment,
        directory: &context.process.directory,
        is_terminal: false,
        has_input: context.has_input(),
    };
    let program = start.argv.first().cloned().unwrap_or_default();
    match image::load(start, context.host) {
        Ok(image) => {
            if let Some(process) = context.machine.processes.get_mut(&child) {
                process.argv = image.argv;
                process.body = image.body;
            }
            Ok(child)
        }
        Err(error) => {
            context.machine.abandon(context.process, child);
            Err(cannot_execute(context, &program, error))
        }
    }
}

fn cannot_execute(context: &mut Context, program: &str, error: StartError) -> i32 {
    let name = super::own_name(context);
    let (problem, status) = match error {
        StartError::NotFound | StartError::NoCommand => ("No such file or directory", 127),
        StartError::NotExecutable | StartError::IsDirectory => ("Permission denied", 126),
        StartError::TooManyProcesses => ("Resource temporarily unavailable", 126),
    };
    let text = match context.host.dialect() {
        Dialect::Busybox => format!("{name}: can't execute '{program}': {problem}\n"),
        Dialect::Gnu if name == "timeout" => {
            format!("timeout: failed to run command ‘{program}’: {problem}\n")
        }
        Dialect::Gnu => format!("{name}: ‘{program}’: {problem}\n"),
    };
    context.process.complain(text);
    status
}

/// The process becomes another program (`env x=1 command`, `nohup command`).
pub(super) fn become_argv(context: &mut Context, argv: Vec<String>) -> Step {
    let environment = context.process.environment.clone();
    let start = image::Start {
        pid: context.process.pid,
        argv,
        environment: &environment,
        directory: &context.process.directory,
        is_terminal: false,
        has_input: context.has_input(),
    };
    let program = start.argv.first().cloned().unwrap_or_default();
    match image::load(start, context.host) {
        Ok(image) => {
            context.process.argv = image.argv;
            Step::Becomes(Box::new(image.body))
        }
        Err(error) => Step::Ended(ExitStatus::Code(cannot_execute(context, &program, error))),
    }
}

impl Launcher {
    pub(super) fn step(&mut self, context: &mut Context) -> Step {
        if let Some(child) = self.child
            && let Some(Some(status)) = context.process.children.get(&child).copied()
        {
            context.process.children.remove(&child);
            self.child = None;
            return self.child_ended(context, status);
        }
        match &mut self.kind {
            Kind::Timeout {
                deadline_ms,
                signal,
                kill_after_ms,
                has_fired,
            } => {
                let (Some(at), Some(child)) = (*deadline_ms, self.child) else {
                    return Step::Blocked(None);
                };
                let now = context.host.now_ms();
                if now < at {
                    return Step::Blocked(Some(at));
                }
                let sent = if *has_fired { Signal::Kill } else { *signal };
                *deadline_ms = kill_after_ms.take().map(|ms| now + ms);
                *has_fired = true;
                context.machine.deliveries.push_back((child, sent));
                Step::Ran
            }
            Kind::Xargs { .. } if self.child.is_some() => Step::Blocked(None),
            Kind::Xargs { .. } => self.step_xargs(context),
        }
    }

    fn child_ended(&mut self, context: &mut Context, status: ExitStatus) -> Step {
        match &self.kind {
            Kind::Timeout {
                has_fired: true, ..
            } if context.host.dialect() == Dialect::Gnu => {
                let is_killed = status == ExitStatus::Signal(Signal::Kill);
                Step::Ended(ExitStatus::Code(if is_killed { 137 } else { 124 }))
            }
            // busybox's timeout is the command's parent only in name: its status is the command's.
            Kind::Timeout { .. } => Step::Ended(ExitStatus::Code(status.code())),
            Kind::Xargs { .. } => {
                if status.code() != 0 {
                    self.status = 123;
                }
                Step::Ran
            }
        }
    }

    fn step_xargs(&mut self, context: &mut Context) -> Step {
        let Kind::Xargs {
            command,
            per_command,
            replaces,
            text,
            waiting,
            is_read,
        } = &mut self.kind
        else {
            return Step::Blocked(None);
        };
        if !*is_read {
            match Inputs::read_standard(context) {
                crate::shell::files::Read::Text(piece) => {
                    if text.len() < 1 << 18 {
                        text.push_str(&piece);
                    }
                    return Step::Ran;
                }
                crate::shell::files::Read::Blocked => return Step::Blocked(None),
                crate::shell::files::Read::End => {}
            }
            *is_read = true;
            *waiting = match replaces {
                Some(mark) => text
                    .lines()
                    .map(|line| {
                        command
                            .iter()
                            .map(|word| word.replace(mark.as_str(), line))
                            .collect()
                    })
                    .collect(),
                None => {
                    let words: Vec<String> = text.split_whitespace().map(str::to_string).collect();
                    let chunks = words.chunks((*per_command).max(1));
                    chunks
                        .map(|chunk| [command.as_slice(), chunk].concat())
                        .collect()
                }
            };
            text.clear();
            return Step::Ran;
        }
        let Some(argv) = waiting.pop_front() else {
            return Step::Ended(ExitStatus::Code(self.status));
        };
        match launch(context, argv) {
            Ok(child) => {
                self.child = Some(child);
                Step::Ran
            }
            Err(status) => Step::Ended(ExitStatus::Code(status)),
        }
    }
}
