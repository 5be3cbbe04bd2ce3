//! Programs that the host plays itself, step by step: they see more of the world than a process of
//! this room may (`kubectl`, `ssh`).

use super::files::{OpenFile, Read};
use super::host::{LiveNext, Stream};
use super::machine::Context;
use super::process::{ExitStatus, Step};
use super::programs::filter::Inputs;

/// The most that a live program reads.
const INPUT_BYTES_MAX: usize = 1 << 20;
/// A turn of a live program is as much work as so many steps.
const TURN_STEPS: u64 = 400;

/// A live program: what it has read so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LiveBody {
    input: Option<String>,
    is_reading: bool,
}

pub(super) fn step_live(live: &mut LiveBody, context: &mut Context) -> Step {
    if live.is_reading && !read_on(live, context) {
        return Step::Blocked(None);
    }
    let pid = context.process.pid;
    context.machine.surcharge += TURN_STEPS;
    let turn = context.host.step_live(pid, live.input.as_deref());
    let has_spoken = !turn.output.is_empty();
    for (stream, text) in turn.output {
        let descriptor = match stream {
            Stream::Stdout => 1,
            Stream::Stderr => 2,
        };
        context.process.send(descriptor, text);
    }
    match turn.next {
        LiveNext::Ended(status) => Step::Ended(ExitStatus::Code(status)),
        LiveNext::ReadsInput => {
            live.is_reading = true;
            Step::Ran
        }
        LiveNext::Waits(_) if has_spoken => Step::Ran,
        LiveNext::Waits(at_ms) => Step::Blocked(at_ms),
    }
}

/// Whether the input has been read to its end.
fn read_on(live: &mut LiveBody, context: &mut Context) -> bool {
    let text = live.input.get_or_insert_default();
    loop {
        match Inputs::read_standard(context) {
            Read::Text(piece) if text.len() + piece.len() <= INPUT_BYTES_MAX => {
                text.push_str(&piece);
            }
            Read::Blocked => return false,
            Read::Text(_) | Read::End => {
                live.is_reading = false;
                return true;
            }
        }
    }
}

impl Context<'_> {
    /// Whether something other than the terminal is the standard input of the process.
    pub(super) fn has_input(&self) -> bool {
        let input = self.process.descriptors.get(&0);
        let file = input.and_then(|id| self.machine.files.file(*id));
        !matches!(file, None | Some(OpenFile::Null))
    }
}
