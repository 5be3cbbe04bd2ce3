//! Redirections: opening files and devices, moving descriptors, putting them back.

use super::ast::{Redirect, RedirectKind};
use super::files::{FileId, OpenFile};
use super::host::{FIRST, FileError};
use super::machine::Context;
use super::state::Shell;
use super::syntax_error::Voice;

type Saved = Vec<(u8, Option<FileId>)>;

/// Carries out one redirection and notes in `opened` what it replaced. The error is the shell's
/// sentence.
pub(super) fn open(
    shell: &Shell,
    context: &mut Context,
    redirect: &Redirect,
    target: &str,
    opened: &mut Saved,
) -> Result<(), String> {
    let number = redirect.descriptor;
    let file = match redirect.kind {
        RedirectKind::HereDocument => {
            let text = OpenFile::Text {
                text: target.into(),
                offset: 0,
            };
            context.machine.files.open(text)
        }
        RedirectKind::Read => {
            open_reading(context, target).map_err(|error| cannot(shell, "open", target, error))?
        }
        RedirectKind::Write | RedirectKind::Append | RedirectKind::WriteBoth => {
            let appends = redirect.kind == RedirectKind::Append;
            open_writing(context, target, appends)
                .map_err(|error| cannot(shell, "create", target, error))?
        }
        RedirectKind::Duplicate if target == "-" => {
            opened.push((number, context.process.descriptors.remove(&number)));
            return Ok(());
        }
        RedirectKind::Duplicate => match target.parse::<u8>() {
            Ok(source) => match context.process.descriptors.get(&source) {
                Some(id) => context.machine.files.share(*id),
                None => return Err(format!("{source}: Bad file descriptor")),
            },
            Err(_) if number == 1 => {
                let both = Redirect {
                    kind: RedirectKind::WriteBoth,
                    ..redirect.clone()
                };
                return open(shell, context, &both, target, opened);
            }
            Err(_) => return Err("bad fd number".to_string()),
        },
    };
    replace(context, number, file, opened);
    if redirect.kind == RedirectKind::WriteBoth {
        let both = context.machine.files.share(file);
        replace(context, 2, both, opened);
    }
    Ok(())
}

fn replace(context: &mut Context, number: u8, file: FileId, opened: &mut Saved) {
    opened.push((number, context.process.descriptors.insert(number, file)));
}

/// Puts descriptors back, newest first.
pub(super) fn restore(context: &mut Context, saved: Saved) {
    for (number, old) in saved.into_iter().rev() {
        let current = match old {
            Some(old) => context.process.descriptors.insert(number, old),
            None => context.process.descriptors.remove(&number),
        };
        if let Some(current) = current {
            context.machine.files.close(current);
        }
    }
}

fn cannot(shell: &Shell, verb: &str, target: &str, error: FileError) -> String {
    // ash and dash have their own words for a missing file (`errmsg`).
    let reason = match (shell.voice, error, verb) {
        (Voice::Ash, FileError::NotFound, "open") => "no such file",
        (Voice::Ash, FileError::NotFound, _) => "nonexistent directory",
        (Voice::Dash, FileError::NotFound, "open") => "No such file",
        (Voice::Dash, FileError::NotFound, _) => "Directory nonexistent",
        _ => error.text(),
    };
    match shell.voice {
        Voice::Ash => format!("can't {verb} {target}: {reason}"),
        Voice::Dash => format!("cannot {verb} {target}: {reason}"),
        Voice::Bash => format!("{target}: {reason}"),
    }
}

/// `/dev/stdout`, `/dev/null`, `/proc/1/fd/1`: files that are descriptors.
fn device(context: &mut Context, path: &str) -> Option<FileId> {
    let own = |number: u8| (context.process.pid, number);
    let (pid, number) = match path {
        "/dev/null" | "/dev/tty" | "/dev/zero" | "/dev/random" | "/dev/urandom" => {
            return Some(context.machine.files.open(OpenFile::Null));
        }
        "/dev/stdin" => own(0),
        "/dev/stdout" => own(1),
        "/dev/stderr" => own(2),
        _ => {
            let first = path
                .strip_prefix("/proc/1/fd/")
                .map(|number| (FIRST, number));
            let myself = path
                .strip_prefix("/dev/fd/")
                .or(path.strip_prefix("/proc/self/fd/"));
            let (pid, number) = first.or(myself.map(|number| (context.process.pid, number)))?;
            (pid, number.parse().ok()?)
        }
    };
    let descriptors = match context.machine.processes.get(&pid) {
        Some(process) => &process.descriptors,
        None if pid == context.process.pid => &context.process.descriptors,
        None => return None,
    };
    let id = *descriptors.get(&number)?;
    Some(context.machine.files.share(id))
}

/// Opens a path for reading.
pub(super) fn open_reading(context: &mut Context, path: &str) -> Result<FileId, FileError> {
    let path = super::path::absolute(&context.process.directory, path);
    if let Some(file) = device(context, &path) {
        return Ok(file);
    }
    let text = context.host.read_file(&path)?;
    Ok(context.machine.files.open(OpenFile::Text {
        text: text.into(),
        offset: 0,
    }))
}

/// Opens a path for writing; without `appends` it is emptied.
pub(super) fn open_writing(
    context: &mut Context,
    path: &str,
    appends: bool,
) -> Result<FileId, FileError> {
    let path = super::path::absolute(&context.process.directory, path);
    if let Some(file) = device(context, &path) {
        return Ok(file);
    }
    context.host.write_file(&path, "", appends)?;
    Ok(context.machine.files.open(OpenFile::Path(path)))
}
