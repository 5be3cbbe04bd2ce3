//! The interpreter: takes the newest frame of a shell one step further. A step never waits and
//! never recurses; what has to be awaited stays on the stack.

use std::sync::Arc;

use super::ast::{Chain, Command, CommandKind, List, Pipeline, Script, When};
use super::builtins;
use super::expand::{Expander, Interrupt};
use super::files::{FileId, Files, Read};
use super::host::Pid;
use super::machine::{Context, Notice};
use super::parser::parse;
use super::pattern;
use super::process::{ExitStatus, Step};
use super::signal::Signal;
use super::state::{Frame, LoopPhase, Shell, Simple, TrapEvent};
use super::syntax_error::{SyntaxError, Voice};

/// Frames on one shell's stack.
const MAX_FRAMES: usize = 4000;
/// How long the output of one `$(…)` may be.
const MAX_COLLECTED_BYTES: usize = 256 * 1024;

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
        Voice::Bash if !shell.is_script_file && !shell.is_interactive => {
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
fn command_frame(command: &Arc<Command>) -> Frame {
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

fn start_compound(shell: &mut Shell, context: &mut Context, command: &Arc<Command>) {
    shell.line = command.line;
    match &command.kind {
        CommandKind::Simple { .. } => shell.frames.push(command_frame(command)),
        CommandKind::Group(list) => {
            shell.frames.push(Frame::List {
                list: list.clone(),
                next: 0,
            });
        }
        CommandKind::Subshell(list) => {
            let frame = Frame::List {
                list: list.clone(),
                next: 0,
            };
            if let Some(child) = fork(shell, context, frame) {
                shell.frames.push(Frame::AwaitChildren {
                    children: vec![child],
                });
            }
        }
        CommandKind::If { arms, .. } => {
            shell.frames.push(Frame::If {
                command: command.clone(),
                arm: 0,
            });
            if let Some((condition, _)) = arms.first() {
                shell.frames.push(Frame::List {
                    list: condition.clone(),
                    next: 0,
                });
            }
        }
        CommandKind::Loop { .. } => {
            let phase = LoopPhase::Start;
            shell.frames.push(Frame::Loop {
                command: command.clone(),
                phase,
                body_status: 0,
            });
        }
        CommandKind::For { words: None, .. } => {
            let words = shell.positional.clone();
            shell.status = 0;
            shell.frames.push(Frame::For {
                command: command.clone(),
                words,
                next: 0,
            });
        }
        CommandKind::For { .. } => {
            let command = command.clone();
            shell.frames.push(Frame::ForWords {
                command,
                next: 0,
                words: Vec::new(),
            });
        }
        CommandKind::Case { .. } => {
            let command = command.clone();
            shell.frames.push(Frame::Case {
                command,
                subject: None,
                arm: 0,
                pattern: 0,
            });
        }
        CommandKind::Function { name, body } => {
            Arc::make_mut(&mut shell.functions).insert(name.clone(), body.clone());
            shell.status = 0;
        }
    }
}

fn step_redirecting(
    shell: &mut Shell,
    context: &mut Context,
    command: Arc<Command>,
    next: usize,
    mut opened: Vec<(u8, Option<FileId>)>,
) -> Step {
    shell.line = command.line;
    let Some(redirect) = command.redirects.get(next) else {
        if !opened.is_empty() {
            shell.frames.push(Frame::Restore(opened));
        }
        start_compound(shell, context, &command);
        return Step::Ran;
    };
    match expand(shell, context, |expander| expander.string(&redirect.target)) {
        Ok(target) => match super::redirect::open(shell, context, redirect, &target, &mut opened) {
            Ok(()) => {
                shell.frames.push(Frame::Redirecting {
                    command,
                    next: next + 1,
                    opened,
                });
            }
            Err(message) => {
                let text = shell.complaint(None, &message);
                context.process.complain(text);
                shell.frames.push(Frame::Restore(opened));
                shell.status = shell.voice.redirect_failure();
            }
        },
        Err(interrupt) => {
            let frame = Frame::Redirecting {
                command,
                next,
                opened,
            };
            return interrupted(shell, context, frame, interrupt);
        }
    }
    Step::Ran
}

/// The condition has run.
fn step_if(shell: &mut Shell, command: &Arc<Command>, arm: usize) {
    let CommandKind::If { arms, otherwise } = &command.kind else {
        return;
    };
    if shell.status == 0 {
        if let Some((_, body)) = arms.get(arm) {
            shell.frames.push(Frame::List {
                list: body.clone(),
                next: 0,
            });
        }
        return;
    }
    shell.status = 0;
    match (arms.get(arm + 1), otherwise) {
        (Some((condition, _)), _) => {
            shell.frames.push(Frame::If {
                command: command.clone(),
                arm: arm + 1,
            });
            shell.frames.push(Frame::List {
                list: condition.clone(),
                next: 0,
            });
        }
        (None, Some(body)) => shell.frames.push(Frame::List {
            list: body.clone(),
            next: 0,
        }),
        (None, None) => {}
    }
}

fn step_loop(shell: &mut Shell, command: Arc<Command>, phase: LoopPhase, body_status: i32) {
    let node = command.clone();
    let CommandKind::Loop {
        is_until,
        condition,
        body,
    } = &node.kind
    else {
        return;
    };
    match phase {
        LoopPhase::Start | LoopPhase::Body => {
            let body_status = if phase == LoopPhase::Body {
                shell.status
            } else {
                body_status
            };
            let phase = LoopPhase::Condition;
            shell.frames.push(Frame::Loop {
                command,
                phase,
                body_status,
            });
            shell.frames.push(Frame::List {
                list: condition.clone(),
                next: 0,
            });
        }
        LoopPhase::Condition if (shell.status == 0) != *is_until => {
            shell.frames.push(Frame::Loop {
                command,
                phase: LoopPhase::Body,
                body_status,
            });
            shell.frames.push(Frame::List {
                list: body.clone(),
                next: 0,
            });
        }
        LoopPhase::Condition => shell.status = body_status,
    }
}

fn step_for_words(
    shell: &mut Shell,
    context: &mut Context,
    command: Arc<Command>,
    next: usize,
    mut words: Vec<String>,
) -> Step {
    let node = command.clone();
    let CommandKind::For {
        words: Some(sources),
        ..
    } = &node.kind
    else {
        return Step::Ran;
    };
    let Some(source) = sources.get(next) else {
        shell.status = 0;
        shell.frames.push(Frame::For {
            command,
            words: Arc::new(words),
            next: 0,
        });
        return Step::Ran;
    };
    match expand(shell, context, |expander| expander.fields(source)) {
        Ok(fields) => {
            words.extend(fields);
            shell.frames.push(Frame::ForWords {
                command,
                next: next + 1,
                words,
            });
            Step::Ran
        }
        Err(interrupt) => interrupted(
            shell,
            context,
            Frame::ForWords {
                command,
                next,
                words,
            },
            interrupt,
        ),
    }
}

fn step_for(
    shell: &mut Shell,
    context: &mut Context,
    command: Arc<Command>,
    words: Arc<Vec<String>>,
    next: usize,
) -> Step {
    let node = command.clone();
    let (CommandKind::For { name, body, .. }, Some(word)) = (&node.kind, words.get(next)) else {
        return Step::Ran;
    };
    if let Err(error) = shell.variables.set(name, word) {
        let message = super::expand::set_error_text(error, name);
        let interrupt = Interrupt::Failure { message, status: 2 };
        return interrupted(
            shell,
            context,
            Frame::For {
                command,
                words,
                next,
            },
            interrupt,
        );
    }
    shell.frames.push(Frame::For {
        command,
        words,
        next: next + 1,
    });
    shell.frames.push(Frame::List {
        list: body.clone(),
        next: 0,
    });
    Step::Ran
}

fn step_case(
    shell: &mut Shell,
    context: &mut Context,
    command: Arc<Command>,
    subject: Option<String>,
    arm: usize,
    index: usize,
) -> Step {
    let node = command.clone();
    let CommandKind::Case {
        subject: source,
        arms,
    } = &node.kind
    else {
        return Step::Ran;
    };
    let Some(subject) = subject else {
        let subject = match expand(shell, context, |expander| expander.string(source)) {
            Ok(subject) => subject,
            Err(interrupt) => {
                let frame = Frame::Case {
                    command,
                    subject: None,
                    arm,
                    pattern: index,
                };
                return interrupted(shell, context, frame, interrupt);
            }
        };
        let subject = Some(subject);
        shell.frames.push(Frame::Case {
            command,
            subject,
            arm,
            pattern: index,
        });
        return Step::Ran;
    };
    let Some(candidate) = arms.get(arm) else {
        shell.status = 0;
        return Step::Ran;
    };
    let Some(word) = candidate.patterns.get(index) else {
        let subject = Some(subject);
        shell.frames.push(Frame::Case {
            command,
            subject,
            arm: arm + 1,
            pattern: 0,
        });
        return Step::Ran;
    };
    match expand(shell, context, |expander| expander.pattern(word)) {
        Ok(text) if pattern::matches(&text, &subject) => {
            shell.status = 0;
            shell.frames.push(Frame::List {
                list: candidate.body.clone(),
                next: 0,
            });
            Step::Ran
        }
        Ok(_) => {
            let subject = Some(subject);
            shell.frames.push(Frame::Case {
                command,
                subject,
                arm,
                pattern: index + 1,
            });
            Step::Ran
        }
        Err(interrupt) => {
            let frame = Frame::Case {
                command,
                subject: Some(subject),
                arm,
                pattern: index,
            };
            interrupted(shell, context, frame, interrupt)
        }
    }
}

/// Expands something; on success the tape is done with.
pub(super) fn expand<T>(
    shell: &mut Shell,
    context: &mut Context,
    make: impl FnOnce(&mut Expander) -> Result<T, Interrupt>,
) -> Result<T, Interrupt> {
    let pid = context.process.pid;
    let directory = context.process.directory.as_str();
    let mut expander = Expander::new(shell, context.host, directory, pid);
    let value = make(&mut expander)?;
    shell.tape.clear();
    Ok(value)
}

/// An expansion could not go on: the frame stays, and either the missing output is fetched or the
/// shell gives up.
pub(super) fn interrupted(
    shell: &mut Shell,
    context: &mut Context,
    frame: Frame,
    interrupt: Interrupt,
) -> Step {
    shell.frames.push(frame);
    match interrupt {
        Interrupt::Failure { message, status } => {
            let text = shell.complaint(None, &message);
            context.process.complain(text);
            fail(shell, context, status);
        }
        Interrupt::Substitution(script) => {
            let (reader, writer) = context.machine.files.open_pipe();
            let child = fork(shell, context, Frame::Script { script, next: 0 });
            if let Some(process) = child.and_then(|pid| context.machine.processes.get_mut(&pid)) {
                context.machine.files.share(writer);
                if let Some(old) = process.descriptors.insert(1, writer) {
                    context.machine.files.close(old);
                }
            }
            context.machine.files.close(writer);
            match child {
                Some(child) => {
                    shell.frames.push(Frame::Collect {
                        child,
                        reader,
                        text: String::new(),
                    });
                }
                None => context.machine.files.close(reader),
            }
        }
    }
    Step::Ran
}

fn collect(
    shell: &mut Shell,
    context: &mut Context,
    child: Pid,
    reader: FileId,
    mut text: String,
) -> Step {
    match context
        .machine
        .files
        .read(reader, super::files::PIPE_BYTES, false)
    {
        Read::Text(piece) => {
            if text.len() + piece.len() <= MAX_COLLECTED_BYTES {
                text.push_str(&piece);
            } else {
                context.machine.tell(Notice::TextTruncated);
            }
            shell.frames.push(Frame::Collect {
                child,
                reader,
                text,
            });
            return Step::Ran;
        }
        Read::Blocked => {
            shell.frames.push(Frame::Collect {
                child,
                reader,
                text,
            });
            return Step::Blocked(None);
        }
        Read::End => {}
    }
    if let Some(None) = context.process.children.get(&child) {
        shell.frames.push(Frame::Collect {
            child,
            reader,
            text,
        });
        return Step::Blocked(None);
    }
    let status = context.process.children.remove(&child).flatten();
    shell.substitution_status = status.map_or(0, ExitStatus::code);
    context.machine.files.close(reader);
    text.truncate(text.trim_end_matches('\n').len());
    shell.tape.push(text);
    Step::Ran
}

/// The end of a foreground pipeline: its last command's status, or with `pipefail` the last bad one.
fn await_children(shell: &mut Shell, context: &mut Context, children: Vec<Pid>) -> Step {
    let known = &context.process.children;
    if children
        .iter()
        .any(|child| matches!(known.get(child), Some(None)))
    {
        shell.frames.push(Frame::AwaitChildren { children });
        return Step::Blocked(None);
    }
    let mut status = 0;
    for (index, child) in children.iter().enumerate() {
        let ended = context.process.children.remove(child).flatten();
        let code = ended.map_or(127, ExitStatus::code);
        let is_last = index + 1 == children.len();
        if let (Some(ExitStatus::Signal(signal)), true) = (ended, is_last) {
            let obituary = signal.obituary();
            if !obituary.is_empty() && !is_ending(shell) {
                context.process.complain(format!("{obituary}\n"));
            }
        }
        if code != 0 || (is_last && !shell.options.fails_in_pipes) {
            status = code;
        }
        if !is_last && !shell.options.fails_in_pipes {
            status = 0;
        }
    }
    shell.status = status;
    Step::Ran
}

fn is_ending(shell: &Shell) -> bool {
    matches!(shell.frames.last(), Some(Frame::Exiting { .. }))
}

/// What a frame leaves behind when it goes, finished or not.
pub(super) fn clean_up(shell: &mut Shell, context: &mut Context, frame: Frame) {
    match frame {
        Frame::Restore(saved) => super::redirect::restore(context, saved),
        Frame::Redirecting { opened, .. } => super::redirect::restore(context, opened),
        Frame::Simple(simple) => super::redirect::restore(context, simple.opened),
        Frame::RestoreVariables(saved) => {
            for (name, variable) in saved.into_iter().rev() {
                shell.variables.restore(&name, variable);
            }
        }
        Frame::Call { positional, locals } => {
            shell.positional = positional;
            shell.call_depth = shell.call_depth.saturating_sub(1);
            for (name, variable) in locals.into_iter().rev() {
                shell.variables.restore(&name, variable);
            }
        }
        Frame::Sourced {
            positional: Some(positional),
        } => shell.positional = positional,
        Frame::Trapped { status } => shell.status = status,
        Frame::Collect { reader, .. } => context.machine.files.close(reader),
        Frame::Script { .. }
        | Frame::List { .. }
        | Frame::Chain { .. }
        | Frame::EndOfPipeline { .. }
        | Frame::If { .. }
        | Frame::Loop { .. }
        | Frame::ForWords { .. }
        | Frame::For { .. }
        | Frame::Case { .. }
        | Frame::Sourced { positional: None }
        | Frame::AwaitChildren { .. }
        | Frame::Wait { .. }
        | Frame::ReadLine { .. }
        | Frame::Exiting { .. }
        | Frame::Input { .. } => {}
    }
}

/// Pops frames, each with its clean-up, until `count` are left.
pub(super) fn unwind_to(shell: &mut Shell, context: &mut Context, count: usize) {
    while shell.frames.len() > count {
        if let Some(frame) = shell.frames.pop() {
            clean_up(shell, context, frame);
        }
    }
}

/// `exit`: everything is left; inside the exit trap it is final.
pub(super) fn exit(shell: &mut Shell, context: &mut Context, status: i32) {
    unwind_to(shell, context, 0);
    shell.tape.clear();
    shell.status = status & 0xff;
}

/// An error that ends a shell; an interactive one goes back to its prompt.
pub(super) fn fail(shell: &mut Shell, context: &mut Context, status: i32) {
    let prompt = shell.frames.iter().position(|frame| {
        matches!(
            frame,
            Frame::Input {
                is_interactive: true,
                ..
            }
        )
    });
    match prompt {
        Some(index) => {
            unwind_to(shell, context, index + 1);
            shell.tape.clear();
            shell.status = status;
        }
        None => exit(shell, context, status),
    }
}

/// Closes what only the frames of a dying shell still hold.
pub(super) fn drop_files(shell: &mut Shell, files: &mut Files) {
    for frame in shell.frames.drain(..) {
        let saved = match frame {
            Frame::Restore(saved) => saved,
            Frame::Redirecting { opened, .. } => opened,
            Frame::Simple(simple) => simple.opened,
            Frame::Collect { reader, .. } => vec![(0, Some(reader))],
            _ => continue,
        };
        for id in saved.into_iter().filter_map(|(_, id)| id) {
            files.close(id);
        }
    }
}
