//! The programs of a small busybox. Each is a process: most do their work in one step, the others
//! are little machines of plain data that say when they want to go on.

mod awk;
mod base64;
pub(super) mod filter;
pub(super) mod follow;
pub(super) mod fs;
pub(super) mod grep;
pub(super) mod launcher;
mod line_filters;
pub(super) mod listen;
mod listing;
pub(super) mod network;
pub(super) mod printf;
pub(super) mod process;
pub(super) mod regex;
pub(super) mod sed;
pub(super) mod sort;
pub(super) mod test;
pub(super) mod text;
pub(super) mod time;
mod translate;

use std::collections::VecDeque;

use super::host::{Dialect, FileError};
use super::machine::Context;
use super::options::Unknown;
use super::process::{ExitStatus, Step};

/// Every name that [`start`] understands.
const NAMES: [&str; 70] = [
    "[", "[[", "arch", "awk", "base64", "basename", "busybox", "cat", "chgrp", "chmod", "chown",
    "clear", "cp", "curl", "cut", "date", "df", "dirname", "du", "echo", "egrep", "env", "expr",
    "false", "fgrep", "find", "free", "getent", "grep", "head", "hostname", "httpd", "id", "kill",
    "killall", "ln", "ls", "mkdir", "mktemp", "mv", "nc", "nohup", "nproc", "nslookup", "pgrep",
    "printenv", "printf", "ps", "pwd", "readlink", "realpath", "rev", "rm", "rmdir", "sed", "seq",
    "setsid", "sleep", "sort", "stat", "sync", "tac", "tail", "tee", "test", "timeout", "touch",
    "tr", "true", "uname",
];
const MORE_NAMES: [&str; 13] = [
    "uniq",
    "usleep",
    "uptime",
    "wc",
    "wget",
    "which",
    "whoami",
    "xargs",
    "yes",
    "tini",
    "dumb-init",
    "nl",
    "sudo",
];

/// Whether the room has a program of this name.
pub fn is_known(name: &str) -> bool {
    NAMES.contains(&name) || MORE_NAMES.contains(&name)
}

/// A program under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Program {
    /// Not begun: its command line.
    Start(Vec<String>),
    /// Finished, but its last words are not out yet.
    Ending(ExitStatus),
    /// What will happen is settled; it only takes its time.
    Timeline(VecDeque<(u64, Act)>),
    Filter(Box<filter::Filter>),
    Follow(Box<follow::Follow>),
    Yes(String),
    Listen(Box<listen::Listener>),
    Launcher(Box<launcher::Launcher>),
}

/// One entry of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Print(String),
    Complain(String),
    Write { path: String, text: String },
    Exit(i32),
}

/// What the first look at a command line came to.
pub(super) enum Begun {
    Done(i32),
    Goes(Program),
    /// The process becomes another program (`env x=1 command`).
    Becomes(Vec<String>),
}

impl Program {
    pub(super) fn step(&mut self, context: &mut Context) -> Step {
        match self {
            Program::Start(argv) => {
                let argv = std::mem::take(argv);
                match start(context, &argv) {
                    Begun::Done(status) => Step::Ended(ExitStatus::Code(status)),
                    Begun::Goes(program) => {
                        *self = program;
                        Step::Ran
                    }
                    Begun::Becomes(argv) => launcher::become_argv(context, argv),
                }
            }
            Program::Ending(status) => Step::Ended(*status),
            Program::Timeline(acts) => step_timeline(acts, context),
            Program::Filter(filter) => filter.step(context),
            Program::Follow(follow) => follow.step(context),
            Program::Yes(line) => {
                context
                    .process
                    .print(line.repeat((1024 / line.len().max(1)).max(1)));
                Step::Ran
            }
            Program::Listen(listener) => listener.step(context),
            Program::Launcher(launcher) => launcher.step(context),
        }
    }
}

fn step_timeline(acts: &mut VecDeque<(u64, Act)>, context: &mut Context) -> Step {
    match acts.front() {
        None => return Step::Blocked(None),
        Some((at_ms, _)) if *at_ms > context.host.now_ms() => return Step::Blocked(Some(*at_ms)),
        Some(_) => {}
    }
    match acts.pop_front().map(|(_, act)| act) {
        Some(Act::Print(text)) => context.process.print(text),
        Some(Act::Complain(text)) => context.process.complain(text),
        Some(Act::Write { path, text }) => {
            if let Err(error) = context.host.write_file(&path, &text, false) {
                let name = own_name(context);
                let problem = error.text();
                context
                    .process
                    .complain(format!("{name}: can't open '{path}': {problem}\n"));
                return Step::Ended(ExitStatus::Code(1));
            }
        }
        Some(Act::Exit(status)) => return Step::Ended(ExitStatus::Code(status)),
        None => {}
    }
    Step::Ran
}

/// The name the program was called by, for its errors.
pub(super) fn own_name(context: &Context) -> String {
    let argv = context.process.argv.first();
    super::path::base_name(argv.map_or("", String::as_str)).to_string()
}

fn start(context: &mut Context, argv: &[String]) -> Begun {
    let Some((program, arguments)) = argv.split_first() else {
        return Begun::Done(127);
    };
    let name = super::path::base_name(program);
    Begun::Done(match name {
        "true" | "sync" | "clear" => 0,
        "false" => 1,
        "echo" => text::echo(context, arguments, super::syntax_error::Voice::Ash),
        "printf" => printf::run(context, arguments, "printf: "),
        "test" | "[" | "[[" => test::run_program(context, argv),
        "expr" => text::expr(context, arguments),
        "seq" => text::seq(context, arguments),
        "basename" => text::basename(context, arguments),
        "dirname" => text::dirname(context, arguments),
        "yes" => {
            let line = if arguments.is_empty() {
                "y".to_string()
            } else {
                arguments.join(" ")
            };
            return Begun::Goes(Program::Yes(format!("{line}\n")));
        }
        "cat" | "head" | "tail" | "wc" | "uniq" | "cut" | "tr" | "tee" | "awk" | "rev" | "tac"
        | "nl" | "base64" => return filter::start(context, name, arguments),
        "sort" => return sort::start(context, arguments),
        "grep" | "egrep" | "fgrep" => return grep::start(context, name, arguments),
        "sed" => return sed::start(context, arguments),
        "pwd" => {
            let directory = context.process.directory.clone();
            context.process.print(format!("{directory}\n"));
            0
        }
        "touch" | "rm" | "rmdir" | "mkdir" | "cp" | "mv" | "ln" | "chmod" | "chown" | "chgrp"
        | "stat" | "ls" | "find" | "mktemp" | "readlink" | "realpath" | "df" | "du" => {
            fs::run(context, name, arguments)
        }
        "date" => time::date(context, arguments),
        "sleep" => return time::sleep(context, arguments),
        "usleep" => return time::usleep(context, arguments),
        "kill" => process::kill(context, arguments, None),
        "killall" | "pgrep" => process::by_name(context, name, arguments),
        "ps" => process::ps(context, arguments),
        "env" | "printenv" | "hostname" | "id" | "whoami" | "uname" | "arch" | "nproc"
        | "which" | "uptime" | "free" => return process::about(context, name, arguments),
        "timeout" | "nohup" | "setsid" | "xargs" | "busybox" | "tini" | "dumb-init" | "sudo" => {
            return launcher::start(context, name, arguments);
        }
        "nslookup" | "wget" | "curl" | "getent" => {
            return network::start(context, name, arguments);
        }
        "nc" | "httpd" => return listen::start(context, name, arguments),
        _ => 127,
    })
}

/// `cat: can't open 'x': No such file or directory`, as the image's programs word it.
pub(super) fn cannot_open(context: &mut Context, name: &str, path: &str, error: FileError) {
    let problem = error.text();
    let text = match (context.host.dialect(), name) {
        (Dialect::Busybox, "cat" | "tail") => format!("{name}: can't open '{path}': {problem}\n"),
        (Dialect::Gnu, "head" | "tail") => {
            format!("{name}: cannot open '{path}' for reading: {problem}\n")
        }
        (Dialect::Gnu, "sort") => format!("{name}: cannot read: {path}: {problem}\n"),
        (Dialect::Gnu, "sed") => format!("{name}: can't read {path}: {problem}\n"),
        _ => format!("{name}: {path}: {problem}\n"),
    };
    context.process.complain(text);
}

/// An option the program does not know; the status to end with.
pub(super) fn unknown_option(context: &mut Context, name: &str, unknown: &Unknown) -> i32 {
    let text = match (context.host.dialect(), unknown) {
        (Dialect::Busybox, Unknown::Letter(letter)) => {
            format!("{name}: unrecognized option: {letter}\n{}", usage(name))
        }
        (Dialect::Busybox, Unknown::Long(option)) => {
            format!("{name}: unrecognized option: {option}\n{}", usage(name))
        }
        (Dialect::Busybox, Unknown::MissingValue(letter)) => {
            format!(
                "{name}: option requires an argument: {letter}\n{}",
                usage(name)
            )
        }
        (Dialect::Gnu, unknown) => {
            let problem = match unknown {
                Unknown::Letter(letter) => format!("invalid option -- '{letter}'"),
                Unknown::Long(option) => format!("unrecognized option '--{option}'"),
                Unknown::MissingValue(letter) => {
                    format!("option requires an argument -- '{letter}'")
                }
            };
            format!("{name}: {problem}\nTry '{name} --help' for more information.\n")
        }
    };
    context.process.complain(text);
    if name == "grep" || name == "ls" || name == "sort" {
        2
    } else {
        1
    }
}

/// Too few operands; the status to end with.
pub(super) fn missing_operand(context: &mut Context, name: &str, what: &str) -> i32 {
    let text = match context.host.dialect() {
        Dialect::Busybox => usage(name),
        Dialect::Gnu => {
            format!("{name}: missing {what}\nTry '{name} --help' for more information.\n")
        }
    };
    context.process.complain(text);
    1
}

/// The head of busybox's help; the list of options is not told.
pub(super) fn usage(name: &str) -> String {
    format!("BusyBox v1.36.1 multi-call binary.\n\nUsage: {name} [OPTIONS]...\n")
}
