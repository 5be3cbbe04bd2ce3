//! Builtins that change where the shell goes on: loops, functions, scripts, `exec`, `cd`.

use std::sync::Arc;

use crate::shell::image;
use crate::shell::machine::Context;
use crate::shell::parser::{is_reserved, parse};
use crate::shell::path;
use crate::shell::process::Step;
use crate::shell::simple::{become_program, run_program};
use crate::shell::state::{Frame, LoopPhase, Shell};
use crate::shell::syntax_error::Voice;
use crate::shell::unwind::{exit as leave, fail, unwind_to};

fn complain(shell: &Shell, context: &mut Context, command: &str, message: &str) {
    let text = shell.complaint(Some(command), message);
    context.process.complain(text);
}

/// A numeric operand; the complaint is made if it is none.
fn number(shell: &mut Shell, context: &mut Context, command: &str, text: &str) -> Option<i32> {
    match text.parse::<i32>() {
        Ok(number) => Some(number),
        Err(_) => {
            let message = match shell.voice {
                Voice::Bash => format!("{text}: numeric argument required"),
                Voice::Dash => format!("Illegal number: {text}"),
                Voice::Ash => format!("Illegal number: {text}"),
            };
            complain(shell, context, command, &message);
            fail(shell, context, 2);
            None
        }
    }
}

pub(super) fn leave_loop(
    shell: &mut Shell,
    context: &mut Context,
    name: &str,
    arguments: &[String],
) {
    let levels = match arguments.first() {
        None => 1,
        Some(text) => match number(shell, context, name, text) {
            Some(levels) => usize::try_from(levels).unwrap_or(0).max(1),
            None => return,
        },
    };
    shell.status = 0;
    let is_loop = |frame: &Frame| matches!(frame, Frame::Loop { .. } | Frame::For { .. });
    let floor = shell
        .frames
        .iter()
        .rposition(|frame| matches!(frame, Frame::Call { .. } | Frame::Trapped { .. }))
        .map_or(0, |index| index + 1);
    let loops: Vec<usize> = (floor..shell.frames.len())
        .rev()
        .filter(|index| is_loop(&shell.frames[*index]))
        .collect();
    let Some(target) = loops
        .get(levels.min(loops.len()).saturating_sub(1))
        .copied()
    else {
        return;
    };
    if name == "break" {
        unwind_to(shell, context, target);
        return;
    }
    unwind_to(shell, context, target + 1);
    if let Some(Frame::Loop {
        phase, body_status, ..
    }) = shell.frames.last_mut()
    {
        *phase = LoopPhase::Start;
        *body_status = 0;
    }
}

pub(super) fn exit(shell: &mut Shell, context: &mut Context, arguments: &[String]) {
    let status = match arguments.first() {
        None => exit_status_now(shell),
        Some(text) => match number(shell, context, "exit", text) {
            Some(status) => status,
            None => return,
        },
    };
    leave(shell, context, status);
}

/// `exit` in a trap ends with the status from before the trap.
fn exit_status_now(shell: &Shell) -> i32 {
    let before = shell.frames.iter().rev().find_map(|frame| match frame {
        Frame::Trapped { status } | Frame::Exiting { status } => Some(*status),
        _ => None,
    });
    before.unwrap_or(shell.status)
}

pub(super) fn return_from(shell: &mut Shell, context: &mut Context, arguments: &[String]) {
    let status = match arguments.first() {
        None => shell.status,
        Some(text) => match number(shell, context, "return", text) {
            Some(status) => status & 0xff,
            None => return,
        },
    };
    let target = shell
        .frames
        .iter()
        .rposition(|frame| matches!(frame, Frame::Call { .. } | Frame::Sourced { .. }));
    match target {
        Some(index) => {
            unwind_to(shell, context, index);
            shell.status = status;
        }
        None => leave(shell, context, status),
    }
}

pub(super) fn eval(shell: &mut Shell, arguments: &[String]) {
    shell.status = 0;
    let script = Arc::new(parse(&arguments.join(" ")));
    shell.frames.push(Frame::Script { script, next: 0 });
}

pub(super) fn source(shell: &mut Shell, context: &mut Context, name: &str, arguments: &[String]) {
    let Some((file, rest)) = arguments.split_first() else {
        complain(shell, context, name, "filename argument required");
        shell.status = 2;
        return;
    };
    let absolute = path::absolute(&context.process.directory, file);
    match context.host.read_file(&absolute) {
        Ok(text) => {
            let positional = (!rest.is_empty())
                .then(|| std::mem::replace(&mut shell.positional, Arc::new(rest.to_vec())));
            shell.frames.push(Frame::Sourced { positional });
            shell.status = 0;
            shell.frames.push(Frame::Script {
                script: Arc::new(parse(&text)),
                next: 0,
            });
        }
        Err(error) => {
            let message = match shell.voice {
                Voice::Ash => format!("can't open '{file}': {}", error.text()),
                Voice::Dash => format!("cannot open {file}: No such file"),
                Voice::Bash => format!("{file}: {}", error.text()),
            };
            let command = (shell.voice == Voice::Dash).then_some(name);
            let text = shell.complaint(command, &message);
            context.process.complain(text);
            match shell.voice {
                Voice::Bash => shell.status = 1,
                Voice::Ash | Voice::Dash => fail(shell, context, 2),
            }
        }
    }
}

pub(super) fn exec(shell: &mut Shell, context: &mut Context, arguments: &[String]) -> Step {
    let mut arguments = arguments;
    while let Some((first, rest)) = arguments.split_first() {
        match first.as_str() {
            "-a" if rest.len() > 1 => arguments = &rest[1..],
            "--" => arguments = rest,
            _ => break,
        }
    }
    if arguments.is_empty() {
        return Step::Ran;
    }
    let step = become_program(shell, context, arguments.to_vec());
    if step == Step::Ran {
        // A failed exec ends the shell.
        let status = shell.status;
        fail(shell, context, status);
    }
    step
}

/// `command name`: without functions; `-v` and `-V` only tell what the name is.
pub(super) fn command(shell: &mut Shell, context: &mut Context, arguments: &[String]) -> Step {
    match arguments.first().map(String::as_str) {
        None => shell.status = 0,
        Some("-v") => {
            let mut status = 0;
            for name in &arguments[1..] {
                match find(shell, context, name) {
                    Some((_, spelling)) => context.process.print(format!("{spelling}\n")),
                    None => status = 127,
                }
            }
            if shell.voice == Voice::Bash {
                status = status.min(1);
            }
            shell.status = status;
        }
        Some("-V") => describe_types(shell, context, &arguments[1..]),
        Some("-p") => return command(shell, context, &arguments[1..]),
        Some(name) if super::is_builtin(name) => return super::run(shell, context, arguments),
        Some(_) => return run_program(shell, context, arguments.to_vec()),
    }
    Step::Ran
}

enum Kind {
    Keyword,
    Function,
    Builtin,
    Program,
}

fn find(shell: &Shell, context: &mut Context, name: &str) -> Option<(Kind, String)> {
    if is_reserved(name) {
        return Some((Kind::Keyword, name.to_string()));
    }
    if shell.functions.contains_key(name) {
        return Some((Kind::Function, name.to_string()));
    }
    if super::is_builtin(name) {
        return Some((Kind::Builtin, name.to_string()));
    }
    if image::own_program(name, context.host).is_some() {
        let spelling = if name.contains('/') {
            name.to_string()
        } else {
            format!("/bin/{name}")
        };
        return Some((Kind::Program, spelling));
    }
    let absolute = path::absolute(&context.process.directory, name);
    let is_file = name.contains('/')
        && context
            .host
            .metadata(&absolute)
            .is_ok_and(|info| info.mode & 0o111 != 0);
    is_file.then(|| (Kind::Program, name.to_string()))
}

pub(super) fn describe_types(shell: &mut Shell, context: &mut Context, names: &[String]) {
    shell.status = 0;
    for name in names {
        let text = match find(shell, context, name) {
            Some((Kind::Keyword, _)) => format!("{name} is a shell keyword\n"),
            Some((Kind::Function, _)) => format!("{name} is a function\n"),
            Some((Kind::Builtin, _)) => format!("{name} is a shell builtin\n"),
            Some((Kind::Program, spelling)) => format!("{name} is {spelling}\n"),
            None => {
                shell.status = 127;
                format!("{name}: not found\n")
            }
        };
        context.process.print(text);
    }
}

pub(super) fn change_directory(shell: &mut Shell, context: &mut Context, arguments: &[String]) {
    let operand = arguments
        .iter()
        .find(|argument| !matches!(argument.as_str(), "-P" | "-L" | "--"));
    let old = context.process.directory.clone();
    let target = match operand.map(String::as_str) {
        None => shell.variables.get("HOME").unwrap_or("/").to_string(),
        Some("-") => shell.variables.get("OLDPWD").unwrap_or(&old).to_string(),
        Some(target) => target.to_string(),
    };
    let directory = path::absolute(&old, &target);
    let problem = match context.host.metadata(&directory) {
        _ if directory == "/" => None,
        Ok(info) if info.is_directory => None,
        Ok(_) => Some("Not a directory"),
        Err(error) => Some(error.text()),
    };
    if let Some(problem) = problem {
        let message = match shell.voice {
            Voice::Ash => format!("can't cd to {target}: {problem}"),
            Voice::Dash => format!("can't cd to {target}"),
            Voice::Bash => format!("{target}: {problem}"),
        };
        complain(shell, context, "cd", &message);
        shell.status = if shell.voice == Voice::Dash { 2 } else { 1 };
        return;
    }
    if operand.is_some_and(|operand| operand == "-") {
        context.process.print(format!("{directory}\n"));
    }
    // Both are conveniences: without room for them the directory still changes.
    let _ = shell.variables.set("OLDPWD", &old);
    let _ = shell.variables.set("PWD", &directory);
    context.process.directory = directory;
    shell.status = 0;
}
