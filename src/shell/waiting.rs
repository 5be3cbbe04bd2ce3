//! What a shell waits for: the output of `$(…)`, and its children.

use super::expand::{Expander, Interrupt};
use super::files::{FileId, Read};
use super::host::Pid;
use super::interpret::fork;
use super::launch::Notice;
use super::machine::Context;
use super::process::{ExitStatus, Step};
use super::state::{Frame, Shell};
use super::unwind::fail;

/// How long the output of one `$(…)` may be.
const MAX_COLLECTED_BYTES: usize = 256 * 1024;

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

pub(super) fn collect(
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
pub(super) fn await_children(shell: &mut Shell, context: &mut Context, children: Vec<Pid>) -> Step {
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
