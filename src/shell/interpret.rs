//! The interpreter: takes the newest frame of a shell one step further. A step never waits and
//! never recurses; what has to be awaited stays on the stack.

use std::sync::Arc;

use super::ast::{Chain, Command, CommandKind, List, Pipeline, Script, When};
use super::builtins;
use super::compound::{
    start_compound, step_case, step_for, step_for_words, step_if, step_loop, step_redirecting,
};
use super::files::FileId;
use super::host::Pid;
use super::launch::Notice;
use super::machine::Context;
use super::parser::parse;
use super::process::{ExitStatus, Step};
use super::signal::Signal;
use super::state::{Frame, Shell, Simple, TrapEvent};
use super::syntax_error::{SyntaxError, Voice};
use super::unwind::{clean_up, drop_files, exit, fail};
use super::waiting::{await_children, collect};

/// Frames on one shell's stack.
const MAX_FRAMES: usize = 4000;

/// One step.
pub(super) fn step(shell: &mut Shell, context: &mut Context) -> Step {
    if let Some(signal) = signal_to_handle(shell) {
        start_trap(shell, signal);
        return Step::Ran;
    }
    if shell.frames.len() > MAX_FRAMES {
        context.machine.tell(Notice::TooDeep);
        drop_files(shell, &mut context.machine.files);
        return Step::Ended(ExitStatus::Signal(Signal::Segmentation));
    }
    let Some(frame) = shell.frames.pop() else {
        return end(shell);
    };
    run_frame(shell, context, frame)
}

fn run_frame(shell: &mut Shell, context: &mut Context, frame: Frame) -> Step {
    match frame {
        Frame::Script { script, next } => return step_script(shell, context, script, next),
        Frame::List { list, next } => return step_list(shell, context, list, next),
        Frame::Chain { chain, next } => return step_chain(shell, context, chain, next),
        Frame::EndOfPipeline {
            is_negated,
            is_judged,
        } => {
            if is_negated {
                shell.status = i32::from(shell.status == 0);
            } else if is_judged
                && shell.status != 0
                && shell.options.exits_on_error
                && !shell.is_judged_mildly()
            {
                exit(shell, context, shell.status);
            }
        }
        Frame::Simple(simple) => return super::simple::step(shell, context, *simple),
        Frame::Redirecting {
            command,
            next,
            opened,
        } => {
            return step_redirecting(shell, context, command, next, opened);
        }
        Frame::If { command, arm } => step_if(shell, &command, arm),
        Frame::Loop {
            command,
            phase,
            body_status,
        } => {
            step_loop(shell, command, phase, body_status);
        }
        Frame::ForWords {
            command,
            next,
            words,
        } => {
            return step_for_words(shell, context, command, next, words);
        }
        Frame::For {
            command,
            words,
            next,
        } => {
            return step_for(shell, context, command, words, next);
        }
        Frame::Case {
            command,
            subject,
            arm,
            pattern,
        } => {
            return step_case(shell, context, command, subject, arm, pattern);
        }
        Frame::AwaitChildren { children } => return await_children(shell, context, children),
        Frame::Collect {
            child,
            reader,
            text,
        } => {
            return collect(shell, context, child, reader, text);
        }
        Frame::Wait {
            children,
            is_for_any,
        } => {
            return builtins::wait::step(shell, context, children, is_for_any);
        }
        Frame::ReadLine {
            names,
            is_raw,
            text,
            deadline_ms,
        } => {
            return builtins::read::step(shell, context, names, is_raw, text, deadline_ms);
        }
        Frame::Exiting { status } => {
            shell.status = status;
            return Step::Ended(ExitStatus::Code(status));
        }
        Frame::Input {
            text,
            is_interactive,
            is_at_end,
            has_prompted,
        } => {
            let input = super::input::Input {
                text,
                is_interactive,
                is_at_end,
                has_prompted,
            };
            return super::input::step(shell, context, input);
        }
        frame @ (Frame::Restore(_)
        | Frame::RestoreVariables(_)
        | Frame::Call { .. }
        | Frame::Sourced { .. }
        | Frame::Trapped { .. }) => clean_up(shell, context, frame),
    }
    Step::Ran
}

/// Nothing is left: the exit trap, then the end.
fn end(shell: &mut Shell) -> Step {
    match shell
        .traps
        .remove(&TrapEvent::Exit)
        .filter(|action| !action.is_empty())
    {
        Some(action) => {
            shell.frames.push(Frame::Exiting {
                status: shell.status,
            });
            let script = Arc::new(parse(&action));
            shell.frames.push(Frame::Script { script, next: 0 });
            Step::Ran
        }
        None => Step::Ended(ExitStatus::Code(shell.status)),
    }
}

/// A trap runs between commands, not while a foreground command does (POSIX 2.11); `wait` and
/// `read` are interrupted.
fn signal_to_handle(shell: &mut Shell) -> Option<Signal> {
    let signal = shell.caught.first().copied()?;
    match shell.frames.last() {
        Some(
            Frame::AwaitChildren { .. }
            | Frame::Collect { .. }
            | Frame::Simple(_)
            | Frame::Redirecting { .. },
        ) => None,
        Some(Frame::Wait { .. } | Frame::ReadLine { .. }) => {
            shell.frames.pop();
            shell.status = 128 + signal.number();
            Some(signal)
        }
        _ => Some(signal),
    }
}

fn start_trap(shell: &mut Shell, signal: Signal) {
    shell.caught.remove(&signal);
    let Some(action) = shell.traps.get(&TrapEvent::Signal(signal)) else {
        return;
    };
    let script = Arc::new(parse(action));
    shell.frames.push(Frame::Trapped {
        status: shell.status,
    });
    shell.frames.push(Frame::Script { script, next: 0 });
}

fn step_script(shell: &mut Shell, context: &mut Context, script: Arc<Script>, next: usize) -> Step {
    match (script.lines.get(next), &script.error) {
        (Some(list), _) => {
            let list = list.clone();
            shell.frames.push(Frame::Script {
                script,
                next: next + 1,
            });
            shell.frames.push(Frame::List { list, next: 0 });
        }
        (None, Some(error)) => {
            let text = syntax_complaint(shell, error);
            context.process.complain(text);
            fail(shell, context, 2);
        }
        (None, None) => {}
    }
    Step::Ran
}

fn syntax_complaint(shell: &mut Shell, error: &SyntaxError) -> String {
    shell.line = error.line;
    let message = error.message(shell.voice);
    match shell.voice {
        Voice::Bash if !shell.is_script_file && !shell.is_interactive && !shell.is_at_prompt => {
            format!("{}: -c: line {}: {message}\n", shell.name, error.line)
        }
        _ => shell.complaint(None, &message),
    }
}

fn step_list(shell: &mut Shell, context: &mut Context, list: Arc<List>, next: usize) -> Step {
    let Some(chain) = list.chains.get(next).cloned() else {
        return Step::Ran;
    };
    shell.frames.push(Frame::List {
        list,
        next: next + 1,
    });
    if chain.is_background {
        start_background(shell, context, chain);
    } else {
        shell.frames.push(Frame::Chain { chain, next: 0 });
    }
    Step::Ran
}

/// A background job reads nothing (POSIX 2.9.3.1) and is spared Ctrl-C.
fn start_background(shell: &mut Shell, context: &mut Context, chain: Arc<Chain>) {
    let frame = Frame::Chain { chain, next: 0 };
    let Some(child) = fork(shell, context, frame) else {
        return;
    };
    if let Some(process) = context.machine.processes.get_mut(&child) {
        let null = context.machine.files.open(super::files::OpenFile::Null);
        if let Some(old) = process.descriptors.insert(0, null) {
            context.machine.files.close(old);
        }
        process.ignored.extend([Signal::Interrupt, Signal::Quit]);
    }
    shell.newest_background = Some(child);
    shell.status = 0;
}

/// Forks, or says that it cannot and gives up.
pub(super) fn fork(shell: &mut Shell, context: &mut Context, frame: Frame) -> Option<Pid> {
    let child = context.machine.fork_shell(context.process, shell, frame);
    if child.is_none() {
        cannot_fork(shell, context);
    }
    child
}

pub(super) fn cannot_fork(shell: &mut Shell, context: &mut Context) {
    let text = shell.complaint(None, "can't fork: Resource temporarily unavailable");
    context.process.complain(text);
    fail(shell, context, 2);
}

fn step_chain(shell: &mut Shell, context: &mut Context, chain: Arc<Chain>, next: usize) -> Step {
    let Some(link) = chain.links.get(next) else {
        return Step::Ran;
    };
    shell.frames.push(Frame::Chain {
        chain: chain.clone(),
        next: next + 1,
    });
    let runs = match link.when {
        When::Always => true,
        When::Succeeded => shell.status == 0,
        When::Failed => shell.status != 0,
    };
    if runs {
        let is_last = next + 1 == chain.links.len();
        start_pipeline(shell, context, &link.pipeline, is_last);
    }
    Step::Ran
}

fn start_pipeline(shell: &mut Shell, context: &mut Context, pipeline: &Pipeline, is_last: bool) {
    let is_negated = pipeline.is_negated;
    shell.frames.push(Frame::EndOfPipeline {
        is_negated,
        is_judged: is_last && !is_negated,
    });
    if let [command] = pipeline.commands.as_slice() {
        start_command(shell, context, command);
        return;
    }
    let mut children = Vec::new();
    let mut previous: Option<FileId> = None;
    for (index, command) in pipeline.commands.iter().enumerate() {
        let is_final = index + 1 == pipeline.commands.len();
        let pipe = (!is_final).then(|| context.machine.files.open_pipe());
        let child = fork(shell, context, command_frame(command));
        if let Some(process) = child.and_then(|pid| context.machine.processes.get_mut(&pid)) {
            let files = &mut context.machine.files;
            for (number, file) in [(0, previous), (1, pipe.map(|(_, writer)| writer))] {
                let Some(file) = file else { continue };
                files.share(file);
                if let Some(old) = process.descriptors.insert(number, file) {
                    files.close(old);
                }
            }
        }
        for file in [previous.take(), pipe.map(|(_, writer)| writer)]
            .into_iter()
            .flatten()
        {
            context.machine.files.close(file);
        }
        previous = pipe.map(|(reader, _)| reader);
        match child {
            Some(child) => children.push(child),
            None => break,
        }
    }
    if let Some(reader) = previous {
        context.machine.files.close(reader);
    }
    if children.len() == pipeline.commands.len() {
        shell.frames.push(Frame::AwaitChildren { children });
    }
}

/// The frame that runs a command from its start, in a child.
pub(super) fn command_frame(command: &Arc<Command>) -> Frame {
    match (&command.kind, command.redirects.is_empty()) {
        (CommandKind::Simple { .. }, _) => Frame::Simple(Box::new(Simple::new(command.clone()))),
        _ => Frame::Redirecting {
            command: command.clone(),
            next: 0,
            opened: Vec::new(),
        },
    }
}

pub(super) fn start_command(shell: &mut Shell, context: &mut Context, command: &Arc<Command>) {
    if command.redirects.is_empty() && !matches!(command.kind, CommandKind::Simple { .. }) {
        start_compound(shell, context, command);
    } else {
        shell.frames.push(command_frame(command));
    }
}
