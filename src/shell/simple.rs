//! Simple commands: words, redirections, assignments, and then a function, a builtin or a program.

use std::sync::Arc;

use super::ast::{Assignment, Command, CommandKind, Word};
use super::builtins;
use super::expand::Interrupt;
use super::image;
use super::interpret::{cannot_fork, start_command};
use super::launch::Notice;
use super::machine::Context;
use super::process::{Body, StartError, Step};
use super::state::{Frame, Shell, Simple};
use super::syntax_error::Voice;
use super::unwind::fail;
use super::waiting::{expand, interrupted};

/// Function calls inside each other.
const MAX_CALLS: u32 = 500;

impl Simple {
    pub(super) fn new(command: Arc<Command>) -> Simple {
        Simple {
            command,
            next_word: 0,
            fields: Vec::new(),
            next_redirect: 0,
            opened: Vec::new(),
            next_assignment: 0,
            values: Vec::new(),
        }
    }
}

/// Expands what is still to be expanded, then runs the command.
pub(super) fn step(shell: &mut Shell, context: &mut Context, mut simple: Simple) -> Step {
    let command = simple.command.clone();
    let CommandKind::Simple { assignments, words } = &command.kind else {
        return Step::Ran;
    };
    shell.line = command.line;
    if simple.next_word == 0
        && simple.next_redirect == 0
        && simple.next_assignment == 0
        && shell.tape.is_empty()
    {
        shell.substitution_status = 0;
    }
    while let Some(word) = words.get(simple.next_word) {
        match expand_argument(shell, context, word, &simple.fields) {
            Ok(fields) => simple.fields.extend(fields),
            Err(interrupt) => return suspend(shell, context, simple, interrupt),
        }
        simple.next_word += 1;
    }
    while let Some(redirect) = command.redirects.get(simple.next_redirect) {
        let target = match expand(shell, context, |expander| expander.string(&redirect.target)) {
            Ok(target) => target,
            Err(interrupt) => return suspend(shell, context, simple, interrupt),
        };
        let outcome = super::redirect::open(shell, context, redirect, &target, &mut simple.opened);
        if let Err(message) = outcome {
            let text = shell.complaint(None, &message);
            context.process.complain(text);
            let is_fatal = simple
                .fields
                .first()
                .is_some_and(|name| builtins::is_special(name));
            shell.frames.push(Frame::Restore(simple.opened));
            shell.status = shell.voice.redirect_failure();
            if is_fatal && shell.voice != Voice::Bash {
                fail(shell, context, 2);
            }
            return Step::Ran;
        }
        simple.next_redirect += 1;
    }
    while let Some(assignment) = assignments.get(simple.next_assignment) {
        let value = expand(shell, context, |expander| {
            expander.string(&assignment.value)
        });
        let value = match value {
            Ok(value) => value,
            Err(interrupt) => return suspend(shell, context, simple, interrupt),
        };
        simple.next_assignment += 1;
        if simple.fields.is_empty()
            && let Err(interrupt) = assign(shell, assignment, &value)
        {
            return suspend(shell, context, simple, interrupt);
        }
        simple.values.push(value);
    }
    execute(shell, context, simple, assignments)
}

fn suspend(shell: &mut Shell, context: &mut Context, simple: Simple, why: Interrupt) -> Step {
    interrupted(shell, context, Frame::Simple(Box::new(simple)), why)
}

/// The operands of `export x=$y` and its like are assignments: they do not split.
fn expand_argument(
    shell: &mut Shell,
    context: &mut Context,
    word: &Word,
    before: &[String],
) -> Result<Vec<String>, Interrupt> {
    let declares = before
        .first()
        .is_some_and(|name| matches!(name.as_str(), "export" | "local" | "readonly" | "declare"));
    if declares && super::parser::split_assignment(word).is_some() {
        return Ok(vec![expand(shell, context, |expander| {
            expander.string(word)
        })?]);
    }
    expand(shell, context, |expander| expander.fields(word))
}

fn assign(shell: &mut Shell, assignment: &Assignment, value: &str) -> Result<(), Interrupt> {
    let name = &assignment.name;
    let result = match shell.variables.get(name).filter(|_| assignment.appends) {
        Some(before) => {
            let joined = format!("{before}{value}");
            shell.variables.set(name, &joined)
        }
        None => shell.variables.set(name, value),
    };
    if shell.options.exports_all {
        shell.variables.export(name);
    }
    result.map_err(|error| Interrupt::Failure {
        message: super::expand::set_error_text(error, name),
        status: 2,
    })
}

fn execute(
    shell: &mut Shell,
    context: &mut Context,
    simple: Simple,
    assignments: &[Assignment],
) -> Step {
    if shell.options.traces {
        trace(shell, context, &simple, assignments);
    }
    let Some(name) = simple.fields.first().cloned() else {
        shell.status = shell.substitution_status;
        shell.frames.push(Frame::Restore(simple.opened));
        return Step::Ran;
    };
    if name == "exec" && simple.fields.len() == 1 {
        // The redirections stay: only what they replaced is closed.
        for old in simple.opened.into_iter().filter_map(|(_, old)| old) {
            context.machine.files.close(old);
        }
        shell.status = 0;
        return Step::Ran;
    }
    let function = shell.functions.get(&name).cloned();
    let is_builtin = function.is_none() && builtins::is_builtin(&name);
    let keeps_assignments = is_builtin && builtins::is_special(&name);
    if !simple.opened.is_empty() {
        shell.frames.push(Frame::Restore(simple.opened));
    }
    if let Err(interrupt) =
        assign_for_command(shell, assignments, &simple.values, keeps_assignments)
    {
        let frame = Frame::List {
            list: Arc::default(),
            next: 0,
        };
        return interrupted(shell, context, frame, interrupt);
    }
    if let Some(body) = function {
        return call(shell, context, &body, simple.fields);
    }
    if is_builtin {
        return builtins::run(shell, context, &simple.fields);
    }
    run_program(shell, context, simple.fields)
}

/// `x=1 command`: the variable is there for the command only.
fn assign_for_command(
    shell: &mut Shell,
    assignments: &[Assignment],
    values: &[String],
    keeps: bool,
) -> Result<(), Interrupt> {
    if assignments.is_empty() {
        return Ok(());
    }
    if !keeps {
        let saved = assignments.iter().map(|assignment| {
            (
                assignment.name.clone(),
                shell.variables.save(&assignment.name),
            )
        });
        let saved = saved.collect();
        shell.frames.push(Frame::RestoreVariables(saved));
    }
    for (assignment, value) in assignments.iter().zip(values) {
        assign(shell, assignment, value)?;
        if !keeps {
            shell.variables.export(&assignment.name);
        }
    }
    Ok(())
}

fn trace(shell: &mut Shell, context: &mut Context, simple: &Simple, assignments: &[Assignment]) {
    let assigned = assignments.iter().zip(&simple.values);
    let mut words: Vec<String> = assigned
        .map(|(assignment, value)| format!("{}={}", assignment.name, traced(value)))
        .collect();
    words.extend(simple.fields.iter().map(|field| traced(field)));
    let prompt = shell.variables.get("PS4").unwrap_or("+ ").to_string();
    context
        .process
        .complain(format!("{prompt}{}\n", words.join(" ")));
}

/// A word as `set -x` shows it: quoted where it has to be.
pub(super) fn traced(word: &str) -> String {
    let is_plain = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '_' | '-' | '.' | '/' | ':' | '=' | ',' | '+' | '@' | '%')
    };
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_string();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn call(
    shell: &mut Shell,
    context: &mut Context,
    body: &Arc<Command>,
    fields: Vec<String>,
) -> Step {
    if shell.call_depth >= MAX_CALLS {
        context.machine.tell(Notice::TooDeep);
        let message = "Maximum function recursion depth (500) reached";
        let text = shell.complaint(None, message);
        context.process.complain(text);
        fail(shell, context, 2);
        return Step::Ran;
    }
    shell.call_depth += 1;
    let arguments = Arc::new(fields.into_iter().skip(1).collect());
    let positional = std::mem::replace(&mut shell.positional, arguments);
    shell.frames.push(Frame::Call {
        positional,
        locals: Vec::new(),
    });
    start_command(shell, context, body);
    Step::Ran
}

/// Runs a program in a child, or, as its last deed, in place of the shell itself.
pub(super) fn run_program(shell: &mut Shell, context: &mut Context, argv: Vec<String>) -> Step {
    if shell.is_at_its_last_command() {
        return become_program(shell, context, argv);
    }
    let child = context
        .machine
        .fork(context.process, argv.clone(), |_| Body::Taken);
    let Some(child) = child else {
        cannot_fork(shell, context);
        return Step::Ran;
    };
    let environment = Arc::new(shell.variables.environment());
    let start = image::Start {
        pid: child,
        argv,
        environment: &environment,
        directory: &context.process.directory,
        is_terminal: false,
        has_input: context.has_input(),
    };
    let name = start.argv.first().cloned().unwrap_or_default();
    match image::load(start, context.host) {
        Ok(image) => {
            if let Some(process) = context.machine.processes.get_mut(&child) {
                process.argv = image.argv;
                process.body = image.body;
                process.environment = environment;
            }
            shell.frames.push(Frame::AwaitChildren {
                children: vec![child],
            });
        }
        Err(error) => {
            context.machine.abandon(context.process, child);
            cannot_start(shell, context, &name, error);
        }
    }
    Step::Ran
}

/// `exec`, and the last command of `sh -c`.
pub(super) fn become_program(shell: &mut Shell, context: &mut Context, argv: Vec<String>) -> Step {
    let environment = Arc::new(shell.variables.environment());
    let start = image::Start {
        pid: context.process.pid,
        argv,
        environment: &environment,
        directory: &context.process.directory,
        is_terminal: false,
        has_input: context.has_input(),
    };
    let name = start.argv.first().cloned().unwrap_or_default();
    match image::load(start, context.host) {
        Ok(image) => {
            let ignored = shell.traps.iter().filter(|(_, action)| action.is_empty());
            for (event, _) in ignored {
                if let super::state::TrapEvent::Signal(signal) = event {
                    context.process.ignored.insert(*signal);
                }
            }
            context.process.argv = image.argv;
            context.process.environment = environment;
            Step::Becomes(Box::new(image.body))
        }
        Err(error) => {
            cannot_start(shell, context, &name, error);
            Step::Ran
        }
    }
}

fn cannot_start(shell: &mut Shell, context: &mut Context, name: &str, error: StartError) {
    let (message, status) = match (error, shell.voice) {
        (StartError::NotFound | StartError::NoCommand, Voice::Bash) if name.contains('/') => {
            ("No such file or directory", 127)
        }
        (StartError::NotFound | StartError::NoCommand, Voice::Bash) => ("command not found", 127),
        (StartError::NotFound | StartError::NoCommand, _) => ("not found", 127),
        (StartError::IsDirectory, Voice::Bash) => ("Is a directory", 126),
        (StartError::IsDirectory | StartError::NotExecutable, _) => ("Permission denied", 126),
        (StartError::TooManyProcesses, _) => ("Resource temporarily unavailable", 126),
    };
    let text = shell.complaint(None, &format!("{name}: {message}"));
    context.process.complain(text);
    shell.status = status;
}
