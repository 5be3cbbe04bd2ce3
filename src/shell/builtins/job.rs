//! `trap` and `jobs`.

use crate::shell::machine::Context;
use crate::shell::signal::Signal;
use crate::shell::state::{Shell, TrapEvent};
use crate::shell::unwind::fail;

pub(super) fn trap(shell: &mut Shell, context: &mut Context, arguments: &[String]) {
    shell.status = 0;
    let mut arguments = arguments;
    if arguments
        .first()
        .is_some_and(|first| first == "--" || first == "-p")
    {
        arguments = &arguments[1..];
    }
    match arguments {
        [] => list_traps(shell, context),
        [first] if first == "-l" => {
            let names: Vec<&str> = Signal::all().map(Signal::name).collect();
            context.process.print(format!("{}\n", names.join("\n")));
        }
        // A single operand, or a number first: back to the default (POSIX `trap`).
        [event] => set(shell, context, event, None),
        [first, ..] if first.parse::<u32>().is_ok() => {
            for event in arguments {
                set(shell, context, event, None);
            }
        }
        [action, events @ ..] => {
            for event in events {
                set(shell, context, event, (action != "-").then_some(action));
            }
        }
    }
}

fn set(shell: &mut Shell, context: &mut Context, event: &str, action: Option<&String>) {
    let upper = event.to_ascii_uppercase();
    let event = match upper.as_str() {
        "EXIT" | "0" => TrapEvent::Exit,
        // bash's other events never come here.
        "ERR" | "DEBUG" | "RETURN" => return,
        _ => match Signal::parse(event) {
            Some(signal) => TrapEvent::Signal(signal),
            None => {
                let text = shell.complaint(
                    Some("trap"),
                    &format!("{event}: invalid signal specification"),
                );
                context.process.complain(text);
                shell.status = 1;
                return;
            }
        },
    };
    match action {
        Some(action) => shell.traps.insert(event, action.clone()),
        None => shell.traps.remove(&event),
    };
    if shell.traps.len() > 64 {
        fail(shell, context, 2);
    }
}

fn list_traps(shell: &Shell, context: &mut Context) {
    for (event, action) in &shell.traps {
        let name = match event {
            TrapEvent::Exit => "EXIT",
            TrapEvent::Signal(signal) => signal.name(),
        };
        let action = action.replace('\'', "'\\''");
        context
            .process
            .print(format!("trap -- '{action}' {name}\n"));
    }
}

pub(super) fn list(shell: &mut Shell, context: &mut Context) {
    let running: Vec<String> = context
        .process
        .children
        .iter()
        .filter(|(_, status)| status.is_none())
        .filter_map(|(pid, _)| context.machine.processes.get(pid))
        .map(|process| process.argv.join(" "))
        .collect();
    for (index, command) in running.iter().enumerate() {
        let number = index + 1;
        context.process.print(format!(
            "[{number}] + Running                    {command}\n"
        ));
    }
    shell.status = 0;
}
