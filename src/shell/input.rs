//! A shell that reads its commands from standard input: piped to it, or typed at a prompt.

use std::sync::Arc;

use super::files::{PIPE_BYTES, Read};
use super::machine::Context;
use super::parser::parse;
use super::process::Step;
use super::state::{Frame, Shell};
use super::syntax_error::Voice;

/// How much unfinished text is kept before it is given up as it is.
const MAX_PENDING_BYTES: usize = 16 * 1024;

pub(super) struct Input {
    /// Lines read that do not make a whole command yet.
    pub(super) text: String,
    pub(super) is_interactive: bool,
    pub(super) is_at_end: bool,
    pub(super) has_prompted: bool,
}

impl Input {
    fn frame(self) -> Frame {
        Frame::Input {
            text: self.text,
            is_interactive: self.is_interactive,
            is_at_end: self.is_at_end,
            has_prompted: self.has_prompted,
        }
    }
}

pub(super) fn step(shell: &mut Shell, context: &mut Context, mut input: Input) -> Step {
    if input.is_at_end {
        if input.is_interactive {
            context.process.complain("\n");
        }
        return Step::Ran;
    }
    if input.is_interactive && !input.has_prompted {
        let prompt = if input.text.is_empty() {
            prompt(shell, context)
        } else {
            "> ".into()
        };
        context.process.complain(prompt);
        input.has_prompted = true;
        shell.frames.push(input.frame());
        return Step::Ran;
    }
    let Some(file) = context.process.descriptors.get(&0).copied() else {
        return Step::Ran;
    };
    match context.machine.files.read(file, PIPE_BYTES, true) {
        Read::Blocked => {
            shell.frames.push(input.frame());
            Step::Blocked(None)
        }
        Read::End => {
            input.is_at_end = true;
            run(shell, input)
        }
        Read::Text(line) => {
            input.text.push_str(&line);
            input.has_prompted = false;
            run(shell, input)
        }
    }
}

/// Runs the text if it is whole; otherwise it waits for more lines.
fn run(shell: &mut Shell, mut input: Input) -> Step {
    let script = parse(&input.text);
    let is_whole = script.error.as_ref().is_none_or(|error| !error.is_at_end());
    if is_whole || input.is_at_end || input.text.len() > MAX_PENDING_BYTES {
        input.text.clear();
        shell.frames.push(input.frame());
        shell.frames.push(Frame::Script {
            script: Arc::new(script),
            next: 0,
        });
    } else {
        shell.frames.push(input.frame());
    }
    Step::Ran
}

fn prompt(shell: &Shell, context: &mut Context) -> String {
    let directory = &context.process.directory;
    match shell.voice {
        Voice::Ash => format!("{directory} # "),
        Voice::Dash => "# ".to_string(),
        Voice::Bash => format!("root@{}:{directory}# ", context.host.hostname()),
    }
}
