//! Programs about processes and the machine: kill, ps, env, hostname, id, uname.

use crate::order;
use crate::shell::host::{Dialect, Pid};
use crate::shell::image;
use crate::shell::machine::Context;
use crate::shell::options;
use crate::shell::path;
use crate::shell::signal::Signal;

use super::Begun;

/// `kill` as a program, and as a builtin of the shell whose name is given.
pub(in crate::shell) fn kill(
    context: &mut Context,
    arguments: &[String],
    shell_name: Option<&str>,
) -> i32 {
    let mut signal = Some(Signal::Terminate);
    let mut operands = arguments;
    if let Some((first, rest)) = arguments.split_first() {
        if first == "-l" {
            return list_signals(context, rest);
        }
        let spelled = match (first.as_str(), rest.first()) {
            ("-s" | "-n", Some(name)) => {
                operands = &rest[1..];
                Some(name.as_str())
            }
            ("--", _) => {
                operands = rest;
                None
            }
            (text, _) if text.starts_with('-') && text.len() > 1 => {
                operands = rest;
                Some(&text[1..])
            }
            _ => None,
        };
        if let Some(name) = spelled {
            signal = Signal::parse(name);
            if signal.is_none() && name != "0" {
                context
                    .process
                    .complain(format!("kill: invalid signal name '{name}'\n"));
                return 1;
            }
        }
    }
    let prefix = shell_name
        .map(|name| format!("{name}: "))
        .unwrap_or_default();
    if operands.is_empty() {
        context
            .process
            .complain(format!("{prefix}kill: you need to specify whom to kill\n"));
        return 1;
    }
    let mut status = 0;
    for operand in operands {
        if !send(context, operand, signal, &prefix) {
            status = 1;
        }
    }
    status
}

fn send(context: &mut Context, operand: &str, signal: Option<Signal>, prefix: &str) -> bool {
    let own = context.process.pid;
    let targets: Vec<Pid> = match operand.parse::<i64>() {
        // Everyone but pid 1 and oneself.
        Ok(-1) => {
            let others = context.machine.processes.keys().copied();
            others
                .filter(|pid| *pid != crate::shell::host::FIRST)
                .collect()
        }
        Ok(number) => u32::try_from(number.abs()).map(Pid).into_iter().collect(),
        Err(_) => match operand
            .strip_prefix('%')
            .and_then(|job| job.parse::<usize>().ok())
        {
            Some(job) => context
                .process
                .children
                .keys()
                .nth(job.max(1) - 1)
                .copied()
                .into_iter()
                .collect(),
            None => {
                context
                    .process
                    .complain(format!("{prefix}kill: invalid number '{operand}'\n"));
                return false;
            }
        },
    };
    let mut reached = false;
    for pid in targets {
        let pid = if pid == Pid(0) { own } else { pid };
        if pid == own || context.machine.processes.contains_key(&pid) {
            reached = true;
            if let Some(signal) = signal {
                context.machine.deliveries.push_back((pid, signal));
            }
        }
    }
    if !reached {
        let text = format!("{prefix}kill: can't kill pid {operand}: No such process\n");
        context.process.complain(text);
    }
    reached
}

fn list_signals(context: &mut Context, operands: &[String]) -> i32 {
    if operands.is_empty() {
        let lines: Vec<String> = Signal::all()
            .map(|signal| format!("{:2}) {}\n", signal.number(), signal.name()))
            .collect();
        context.process.print(lines.concat());
        return 0;
    }
    for operand in operands {
        // `kill -l 143` tells what ended a process.
        let number = operand.parse::<i32>().ok();
        let text = match number {
            Some(number) => Signal::from_number(if number > 128 { number - 128 } else { number })
                .map(|signal| signal.name().to_string()),
            None => Signal::parse(operand).map(|signal| signal.number().to_string()),
        };
        match text {
            Some(text) => context.process.print(format!("{text}\n")),
            None => {
                context
                    .process
                    .complain(format!("kill: unknown signal '{operand}'\n"));
                return 1;
            }
        }
    }
    0
}

/// `killall` and `pgrep`.
pub(super) fn by_name(context: &mut Context, name: &str, arguments: &[String]) -> i32 {
    let wanted = arguments.iter().find(|argument| !argument.starts_with('-'));
    let Some(wanted) = wanted.cloned() else {
        context.process.complain(super::usage(name));
        return 1;
    };
    let spelled = arguments
        .iter()
        .find_map(|argument| Signal::parse(argument.strip_prefix('-')?));
    let own = context.process.pid;
    let matching: Vec<Pid> = context
        .machine
        .processes
        .values()
        .filter(|process| process.pid != own)
        .filter(|process| {
            let program = path::base_name(process.argv.first().map_or("", String::as_str));
            if name == "pgrep" {
                program.contains(&wanted)
            } else {
                program == wanted
            }
        })
        .map(|process| process.pid)
        .collect();
    for pid in &matching {
        match name {
            "pgrep" => context.process.print(format!("{}\n", pid.0)),
            _ => {
                let signal = spelled.unwrap_or(Signal::Terminate);
                context.machine.deliveries.push_back((*pid, signal));
            }
        }
    }
    if matching.is_empty() && name == "killall" {
        context
            .process
            .complain(format!("killall: {wanted}: no process killed\n"));
    }
    i32::from(matching.is_empty())
}

/// Control characters become blanks, as procps and busybox `read_cmdline` do.
fn command_line(argv: &[String]) -> String {
    argv.join(" ").replace(char::is_control, " ")
}

/// busybox prints PID, USER, TIME, COMMAND whatever is asked; procps has its own columns.
pub(super) fn ps(context: &mut Context, arguments: &[String]) -> i32 {
    let mut lines: Vec<(u32, Option<u32>, String)> = context
        .machine
        .processes
        .values()
        .chain([&*context.process])
        .map(|process| {
            (
                process.pid.0,
                process.parent.map(|pid| pid.0),
                command_line(&process.argv),
            )
        })
        .collect();
    order::sort(&mut lines);
    let mut text = String::new();
    let letters: String = arguments.concat();
    match context.host.dialect() {
        Dialect::Busybox => {
            text.push_str("PID   USER     TIME  COMMAND\n");
            for (pid, _, command) in lines {
                text.push_str(&format!("{pid:5} root      0:00 {command}\n"));
            }
        }
        Dialect::Gnu if letters.contains('u') => {
            text.push_str(
                "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n",
            );
            for (pid, _, command) in lines {
                text.push_str(&format!(
                    "root     {pid:7}  0.0  0.0   2580   900 ?        Ss   00:00   0:00 {command}\n"
                ));
            }
        }
        Dialect::Gnu if letters.contains('f') => {
            text.push_str("UID          PID    PPID  C STIME TTY          TIME CMD\n");
            for (pid, parent, command) in lines {
                let parent = parent.unwrap_or(0);
                text.push_str(&format!(
                    "root     {pid:7} {parent:7}  0 00:00 ?        00:00:00 {command}\n"
                ));
            }
        }
        Dialect::Gnu => {
            text.push_str("    PID TTY          TIME CMD\n");
            for (pid, _, command) in lines {
                let program = command.split(' ').next().unwrap_or("");
                let name = path::base_name(program);
                text.push_str(&format!("{pid:7} ?        00:00:00 {name}\n"));
            }
        }
    }
    context.process.print(text);
    0
}

/// Small programs that tell something about the container.
pub(super) fn about(context: &mut Context, name: &str, arguments: &[String]) -> Begun {
    let text = match name {
        "env" => return env(context, arguments),
        "printenv" => return Begun::Done(printenv(context, arguments)),
        "which" => return Begun::Done(which(context, arguments)),
        "hostname" => context.host.hostname(),
        "whoami" => "root".to_string(),
        "id" => match arguments.first().map(String::as_str) {
            Some("-u" | "-g" | "-G") => "0".to_string(),
            Some("-un" | "-gn") => "root".to_string(),
            _ => "uid=0(root) gid=0(root) groups=0(root)".to_string(),
        },
        "arch" => "x86_64".to_string(),
        "nproc" => "2".to_string(),
        "uptime" => {
            let minutes = context.host.now_ms() / 60_000;
            format!(" up {minutes} min,  load average: 0.00, 0.00, 0.00")
        }
        "free" => "              total        used        free      shared  buff/cache   available\n\
                   Mem:        4028296      812340     1893020        1092     1322936     3215956\n\
                   Swap:             0           0           0"
            .to_string(),
        _ => uname(context, arguments),
    };
    context.process.print(format!("{text}\n"));
    Begun::Done(0)
}

fn uname(context: &Context, arguments: &[String]) -> String {
    let letters: String = arguments
        .iter()
        .map(|argument| argument.trim_start_matches('-'))
        .collect();
    let hostname = context.host.hostname();
    let parts = [
        ('s', "Linux"),
        ('n', hostname.as_str()),
        ('r', "6.1.0-18-amd64"),
        ('v', "#1 SMP PREEMPT_DYNAMIC"),
        ('m', "x86_64"),
        ('o', "GNU/Linux"),
    ];
    let is_wanted = |letter: char| {
        letters.contains(letter) || letters.contains('a') || (letters.is_empty() && letter == 's')
    };
    let wanted = parts
        .iter()
        .filter(|(letter, _)| is_wanted(*letter))
        .map(|(_, text)| *text);
    wanted.collect::<Vec<_>>().join(" ")
}

/// `env`, `env -i`, `env x=1 command`.
fn env(context: &mut Context, arguments: &[String]) -> Begun {
    let mut environment = (*context.process.environment).clone();
    let mut rest = arguments;
    while let Some((first, others)) = rest.split_first() {
        match (first.as_str(), first.split_once('=')) {
            ("-i" | "-", _) => environment.clear(),
            ("-u", _) if !others.is_empty() => {
                environment.remove(&others[0]);
                rest = &others[1..];
                continue;
            }
            (_, Some((name, value))) => {
                environment.insert(name.to_string(), value.to_string());
            }
            _ => break,
        }
        rest = others;
    }
    if rest.is_empty() {
        let lines: Vec<String> = environment
            .iter()
            .map(|(name, value)| format!("{name}={value}\n"))
            .collect();
        context.process.print(lines.concat());
        return Begun::Done(0);
    }
    context.process.environment = std::sync::Arc::new(environment);
    Begun::Becomes(rest.to_vec())
}

fn printenv(context: &mut Context, arguments: &[String]) -> i32 {
    let environment = context.process.environment.clone();
    if arguments.is_empty() {
        let lines: Vec<String> = environment
            .iter()
            .map(|(name, value)| format!("{name}={value}\n"))
            .collect();
        context.process.print(lines.concat());
        return 0;
    }
    let mut status = 0;
    for name in arguments {
        match environment.get(name) {
            Some(value) => context.process.print(format!("{value}\n")),
            None => status = 1,
        }
    }
    status
}

fn which(context: &mut Context, arguments: &[String]) -> i32 {
    let options = match options::parse(arguments, "a", &[]) {
        Ok(options) => options,
        Err(unknown) => return super::unknown_option(context, "which", &unknown),
    };
    let mut status = 0;
    for name in &options.operands {
        match image::own_program(name, context.host) {
            Some(_) if name.contains('/') => context.process.print(format!("{name}\n")),
            Some(_) => context.process.print(format!("/bin/{name}\n")),
            None => status = 1,
        }
    }
    status
}
