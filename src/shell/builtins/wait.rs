//! `wait`: until children have ended, or a trapped signal comes.

use crate::shell::host::Pid;
use crate::shell::machine::Context;
use crate::shell::process::{ExitStatus, Step};
use crate::shell::state::{Frame, Shell};

pub(super) fn start(shell: &mut Shell, context: &mut Context, arguments: &[String]) {
    let is_for_any = arguments.first().is_some_and(|first| first == "-n");
    let operands = if is_for_any {
        &arguments[1..]
    } else {
        arguments
    };
    if operands.is_empty() {
        let children = context.process.children.keys().copied().collect();
        shell.frames.push(Frame::Wait {
            children,
            is_for_any,
        });
        // Without operands the status is 0, whatever the children's.
        shell.status = 0;
        return;
    }
    let mut children = Vec::new();
    for operand in operands {
        let pid = operand.strip_prefix('%').map_or_else(
            || operand.parse().ok().map(Pid),
            |number| {
                let index = number.parse::<usize>().unwrap_or(1).max(1) - 1;
                context.process.children.keys().nth(index).copied()
            },
        );
        match pid {
            Some(pid) => children.push(pid),
            None => {
                let text = shell.complaint(Some("wait"), &format!("Illegal number: {operand}"));
                context.process.complain(text);
                shell.status = 2;
                return;
            }
        }
    }
    // The marker: explicit operands report the last one's status.
    shell.status = 127;
    shell.frames.push(Frame::Wait {
        children,
        is_for_any,
    });
}

/// The frame is off the stack; it goes back if there is still someone to wait for.
pub(in crate::shell) fn step(
    shell: &mut Shell,
    context: &mut Context,
    children: Vec<Pid>,
    is_for_any: bool,
) -> Step {
    let known = &context.process.children;
    let is_running = |pid: &Pid| matches!(known.get(pid), Some(None));
    let is_done = match is_for_any {
        true => children.is_empty() || !children.iter().all(is_running),
        false => !children.iter().any(is_running),
    };
    if !is_done {
        shell.frames.push(Frame::Wait {
            children,
            is_for_any,
        });
        return Step::Blocked(None);
    }
    let reports = shell.status == 127 || is_for_any;
    for child in &children {
        if is_for_any && matches!(context.process.children.get(child), Some(None)) {
            continue;
        }
        let ended = context.process.children.remove(child).flatten();
        if reports {
            shell.status = ended.map_or(127, ExitStatus::code);
            if is_for_any {
                break;
            }
        }
    }
    Step::Ran
}
