//! Leaving frames before their time: `exit`, `break`, `return`, errors.

use super::files::Files;
use super::machine::Context;
use super::state::{Frame, Shell};

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
