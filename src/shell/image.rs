//! From a command line to something that runs: which program an argv names, and whether it may be
//! executed. The room's own programs live in the usual directories; a text file with `#!` is a
//! script; everything else is the host's to know.

use crate::order::Map;
use std::sync::Arc;

use super::host::{Dialect, Host, LiveStart, Pid};
use super::live::LiveBody;
use super::parser::parse;
use super::process::{Body, ForeignBody, StartError};
use super::programs::{self, Program};
use super::state::{Frame, Shell};
use super::syntax_error::Voice;
use super::variables::Variables;

const DIRECTORIES: [&str; 6] = [
    "/bin",
    "/usr/bin",
    "/sbin",
    "/usr/sbin",
    "/usr/local/bin",
    "/usr/local/sbin",
];
const SHELLS: [&str; 4] = ["sh", "ash", "dash", "bash"];
/// How many interpreters a script may go through.
const MAX_INTERPRETERS: u32 = 4;

pub(super) struct Start<'a> {
    pub(super) pid: Pid,
    pub(super) argv: Vec<String>,
    pub(super) environment: &'a Arc<Map<String, String>>,
    pub(super) directory: &'a str,
    pub(super) is_terminal: bool,
    /// Whether something other than the terminal is the standard input.
    pub(super) has_input: bool,
}

pub(super) struct Image {
    pub(super) argv: Vec<String>,
    pub(super) body: Body,
}

/// Finds the program and makes its first state. Runs nothing.
pub(super) fn load(mut start: Start, host: &mut dyn Host) -> Result<Image, StartError> {
    for _ in 0..MAX_INTERPRETERS {
        let Some(program) = start.argv.first().cloned() else {
            return Err(StartError::NoCommand);
        };
        if let Some(name) = own_program(&program, host) {
            // `busybox sh …` is `sh …`.
            if name == "busybox" && start.argv.len() > 1 {
                start.argv.remove(0);
                continue;
            }
            let body = match SHELLS.contains(&name) {
                true => Body::Shell(Box::new(shell(&start, name, host))),
                false => Body::Program(Box::new(Program::Start(start.argv.clone()))),
            };
            return Ok(Image {
                argv: start.argv,
                body,
            });
        }
        let live = LiveStart {
            pid: start.pid,
            argv: &start.argv,
            directory: start.directory,
            has_input: start.has_input,
        };
        if host.start_live(live) {
            return Ok(Image {
                argv: start.argv,
                body: Body::Live(LiveBody::default()),
            });
        }
        let Some(interpreter) = script_interpreter(&program, &start, host)? else {
            let environment = start.environment.clone();
            let foreign = ForeignBody::start(start.pid, &start.argv, &environment, host)?;
            return Ok(Image {
                argv: start.argv,
                body: Body::Foreign(foreign),
            });
        };
        let arguments = start.argv.split_off(1);
        start.argv = interpreter;
        start.argv.push(program);
        start.argv.extend(arguments);
    }
    Err(StartError::NotExecutable)
}

/// Whether the name means one of the room's programs that this image carries.
pub(super) fn own_program<'a>(program: &'a str, host: &dyn Host) -> Option<&'a str> {
    let name = match program.rsplit_once('/') {
        Some((directory, name)) if DIRECTORIES.contains(&directory) => name,
        Some(_) => return None,
        None => program,
    };
    let is_known = SHELLS.contains(&name) || programs::is_known(name);
    (is_known && host.has_program(name)).then_some(name)
}

/// The `#!` line of a file with a slash in its name; `None` if it is no text file of ours.
fn script_interpreter(
    program: &str,
    start: &Start,
    host: &mut dyn Host,
) -> Result<Option<Vec<String>>, StartError> {
    if !program.contains('/') {
        return Ok(None);
    }
    let path = super::path::absolute(start.directory, program);
    let Ok(info) = host.metadata(&path) else {
        return Ok(None);
    };
    if info.is_directory {
        return Err(StartError::IsDirectory);
    }
    if info.mode & 0o111 == 0 {
        return Err(StartError::NotExecutable);
    }
    let Ok(text) = host.read_file(&path) else {
        return Ok(None);
    };
    let Some(line) = text.strip_prefix("#!").and_then(|rest| rest.lines().next()) else {
        return Ok(None);
    };
    let mut words: Vec<String> = line.split_whitespace().map(str::to_string).collect();
    if words.first().is_some_and(|first| first.ends_with("/env")) && words.len() > 1 {
        words.remove(0);
    }
    Ok(Some(words).filter(|words| !words.is_empty()))
}

fn voice(name: &str, host: &dyn Host) -> Voice {
    match (name, host.dialect()) {
        ("bash", _) => Voice::Bash,
        ("ash", _) | ("sh", Dialect::Busybox) => Voice::Ash,
        _ => Voice::Dash,
    }
}

/// A shell from its command line: `-c TEXT`, a script file, or standard input.
fn shell(start: &Start, name: &str, host: &mut dyn Host) -> Shell {
    let variables = Variables::from_environment(start.environment);
    let mut shell = Shell::new(voice(name, host), name, start.pid, variables);
    shell.name = start.argv[0].clone();
    let mut arguments = start.argv[1..].iter();
    let mut wants_text = false;
    let mut operands: Vec<String> = Vec::new();
    while let Some(argument) = arguments.next() {
        let letters = argument
            .strip_prefix(['-', '+'])
            .filter(|rest| !rest.is_empty());
        match letters {
            Some(letters) if argument != "--" && !argument.starts_with("--") => {
                for letter in letters.chars() {
                    match letter {
                        'c' => wants_text = true,
                        'i' => shell.is_at_prompt = true,
                        'o' => {
                            if let Some(option) = arguments.next() {
                                shell.options.set_long(option, argument.starts_with('-'));
                            }
                        }
                        _ => {
                            shell.options.set_letter(letter, argument.starts_with('-'));
                        }
                    }
                }
            }
            Some(_) if argument != "--" => {}
            _ => {
                if argument != "--" {
                    operands.push(argument.clone());
                }
                operands.extend(arguments.by_ref().cloned());
            }
        }
    }
    if wants_text {
        if operands.is_empty() {
            let text = format!("{}: -c requires an argument\n", shell.name);
            return failing(shell, &text, 2);
        }
        let script = Arc::new(parse(&operands[0]));
        shell.frames.push(Frame::Script { script, next: 0 });
        if operands.len() > 1 {
            shell.name = operands[1].clone();
            shell.positional = Arc::new(operands.split_off(2));
        }
        return shell;
    }
    if operands.is_empty() {
        shell.is_interactive = start.is_terminal;
        let is_interactive = start.is_terminal;
        shell.frames.push(Frame::Input {
            text: String::new(),
            is_interactive,
            is_at_end: false,
            has_prompted: false,
        });
        return shell;
    }
    let file = operands.remove(0);
    shell.positional = Arc::new(operands);
    match host.read_file(&super::path::absolute(start.directory, &file)) {
        Ok(text) => {
            shell.name = file;
            shell.is_script_file = true;
            shell.frames.push(Frame::Script {
                script: Arc::new(parse(&text)),
                next: 0,
            });
            shell
        }
        Err(error) => {
            let own = &shell.name;
            let (text, status) = match shell.voice {
                Voice::Ash => (format!("{own}: can't open '{file}': {}\n", error.text()), 2),
                Voice::Dash => (format!("{own}: 0: cannot open {file}: No such file\n"), 2),
                Voice::Bash => (format!("{own}: {file}: {}\n", error.text()), 127),
            };
            failing(shell, &text, status)
        }
    }
}

/// A shell that only says why it cannot run.
fn failing(mut shell: Shell, text: &str, status: i32) -> Shell {
    let quoted = text.trim_end().replace('\'', "'\\''");
    let script = parse(&format!("printf '%s\\n' '{quoted}' >&2; exit {status}"));
    shell.frames.push(Frame::Script {
        script: Arc::new(script),
        next: 0,
    });
    shell
}
