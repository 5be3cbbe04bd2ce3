//! What one running shell remembers: variables, options, traps, and the stack of frames that says
//! where in the script it is. All plain data: a shell can be cloned in the middle of a word.

use std::sync::Arc;

use crate::order::{Map, Set};

use super::ast::{Chain, Command, List, Script};
use super::files::FileId;
use super::host::Pid;
use super::signal::Signal;
use super::syntax_error::Voice;
use super::variables::{Variable, Variables};

/// `set -e` and its like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) exits_on_error: bool,
    pub(super) demands_variables: bool,
    pub(super) traces: bool,
    pub(super) fails_in_pipes: bool,
    pub(super) leaves_globs: bool,
    pub(super) exports_all: bool,
}

impl Options {
    /// `-e`; whether there is such a letter.
    pub(super) fn set_letter(&mut self, letter: char, is_on: bool) -> bool {
        match letter {
            'e' => self.exits_on_error = is_on,
            'u' => self.demands_variables = is_on,
            'x' => self.traces = is_on,
            'f' => self.leaves_globs = is_on,
            'a' => self.exports_all = is_on,
            // Without meaning here: verbose, monitor, interactive, login, notify, no clobber.
            'v' | 'm' | 'i' | 'l' | 'b' | 'C' | 'n' | 'h' | 's' => {}
            _ => return false,
        }
        true
    }

    /// `-o errexit`.
    pub(super) fn set_long(&mut self, name: &str, is_on: bool) -> bool {
        match name {
            "errexit" => self.exits_on_error = is_on,
            "nounset" => self.demands_variables = is_on,
            "xtrace" => self.traces = is_on,
            "pipefail" => self.fails_in_pipes = is_on,
            "noglob" => self.leaves_globs = is_on,
            "allexport" => self.exports_all = is_on,
            "verbose" | "monitor" | "noclobber" | "vi" | "emacs" | "posix" | "ignoreeof" => {}
            _ => return false,
        }
        true
    }
}

/// What a trap waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TrapEvent {
    Exit,
    Signal(Signal),
}

/// One level of what is going on. The newest is on top; a finished frame is popped and leaves its
/// result in the shell's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// The lines of a script, an `eval`, a sourced file or a trap.
    Script {
        script: Arc<Script>,
        next: usize,
    },
    List {
        list: Arc<List>,
        next: usize,
    },
    Chain {
        chain: Arc<Chain>,
        next: usize,
    },
    /// After a pipeline: `!` turns its status round, `set -e` looks at it.
    EndOfPipeline {
        is_negated: bool,
        is_judged: bool,
    },
    /// A simple command whose words are being expanded.
    Simple(Box<Simple>),
    /// A compound command whose redirections are being expanded.
    Redirecting {
        command: Arc<Command>,
        next: usize,
        opened: Vec<(u8, Option<FileId>)>,
    },
    /// Puts descriptors back.
    Restore(Vec<(u8, Option<FileId>)>),
    /// Puts variables back.
    RestoreVariables(Vec<(String, Option<Variable>)>),
    If {
        command: Arc<Command>,
        arm: usize,
    },
    Loop {
        command: Arc<Command>,
        phase: LoopPhase,
        body_status: i32,
    },
    ForWords {
        command: Arc<Command>,
        next: usize,
        words: Vec<String>,
    },
    For {
        command: Arc<Command>,
        words: Arc<Vec<String>>,
        next: usize,
    },
    Case {
        command: Arc<Command>,
        subject: Option<String>,
        arm: usize,
        pattern: usize,
    },
    /// A function's body is above; its caller's parameters and variables come back after it.
    Call {
        positional: Arc<Vec<String>>,
        locals: Vec<(String, Option<Variable>)>,
    },
    /// A sourced file is above: `return` ends it. Its own parameters, if it got any.
    Sourced {
        positional: Option<Arc<Vec<String>>>,
    },
    /// Waits for the children of a pipeline.
    AwaitChildren {
        children: Vec<Pid>,
    },
    /// Collects the output of `$(…)`.
    Collect {
        child: Pid,
        reader: FileId,
        text: String,
    },
    /// The `wait` builtin.
    Wait {
        children: Vec<Pid>,
        is_for_any: bool,
    },
    /// The `read` builtin, waiting for a line.
    ReadLine {
        names: Vec<String>,
        is_raw: bool,
        text: String,
        deadline_ms: Option<u64>,
    },
    /// A trap's action is above; the status it interrupted comes back.
    Trapped {
        status: i32,
    },
    /// The exit trap is above; then the shell ends with this status.
    Exiting {
        status: i32,
    },
    /// Reads commands from standard input.
    Input {
        text: String,
        is_interactive: bool,
        is_at_end: bool,
        has_prompted: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoopPhase {
    Start,
    Condition,
    Body,
}

/// How far a simple command's expansion has got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Simple {
    pub(super) command: Arc<Command>,
    pub(super) next_word: usize,
    pub(super) fields: Vec<String>,
    pub(super) next_redirect: usize,
    /// What the descriptors were before the redirections made so far.
    pub(super) opened: Vec<(u8, Option<FileId>)>,
    pub(super) next_assignment: usize,
    pub(super) values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shell {
    pub(super) frames: Vec<Frame>,
    pub(super) status: i32,
    pub(super) voice: Voice,
    /// `$0`.
    pub(super) name: String,
    /// The script file being run: its errors carry line numbers.
    pub(super) is_script_file: bool,
    pub(super) is_interactive: bool,
    /// Runs what a person typed (`bash -i -c`): its errors count no lines.
    pub(super) is_at_prompt: bool,
    /// `$$`.
    pub(super) own_pid: Pid,
    pub(super) variables: Variables,
    pub(super) functions: Arc<Map<String, Arc<Command>>>,
    pub(super) positional: Arc<Vec<String>>,
    pub(super) options: Options,
    pub(super) traps: Map<TrapEvent, String>,
    pub(super) caught: Set<Signal>,
    pub(super) newest_background: Option<Pid>,
    /// Results of the impure pieces of the word being expanded, in order. When a word has to wait
    /// for a `$(…)` its expansion starts over afterwards, and these are not worked out twice.
    pub(super) tape: Vec<String>,
    /// Status of the newest `$(…)`, which a command without words ends with.
    pub(super) substitution_status: i32,
    /// In a child of a condition, where `set -e` is silent.
    pub(super) is_in_condition: bool,
    pub(super) line: u32,
    /// How many function calls deep.
    pub(super) call_depth: u32,
}

impl Shell {
    pub(super) fn new(voice: Voice, name: &str, own_pid: Pid, variables: Variables) -> Shell {
        Shell {
            frames: Vec::new(),
            status: 0,
            voice,
            name: name.to_string(),
            is_script_file: false,
            is_interactive: false,
            is_at_prompt: false,
            own_pid,
            variables,
            functions: Arc::default(),
            positional: Arc::default(),
            options: Options::default(),
            traps: Map::new(),
            caught: Set::new(),
            newest_background: None,
            tape: Vec::new(),
            substitution_status: 0,
            is_in_condition: false,
            line: 1,
            call_depth: 0,
        }
    }

    /// A subshell that will run one thing: traps are reset, the rest is inherited.
    pub(super) fn fork(&self, first: Frame) -> Shell {
        Shell {
            frames: vec![first],
            traps: self.inherited_traps(),
            caught: Set::new(),
            tape: Vec::new(),
            newest_background: self.newest_background,
            is_in_condition: self.is_judged_mildly(),
            is_interactive: false,
            is_at_prompt: self.is_at_prompt,
            voice: self.voice,
            name: self.name.clone(),
            variables: self.variables.clone(),
            functions: self.functions.clone(),
            positional: self.positional.clone(),
            status: self.status,
            is_script_file: self.is_script_file,
            own_pid: self.own_pid,
            options: self.options,
            substitution_status: 0,
            line: self.line,
            call_depth: self.call_depth,
        }
    }

    /// A subshell keeps only what is ignored (POSIX, 2.14 `trap`).
    fn inherited_traps(&self) -> Map<TrapEvent, String> {
        let ignored = self
            .traps
            .iter()
            .filter(|(event, action)| action.is_empty() && **event != TrapEvent::Exit);
        Map::from_iter(ignored.map(|(event, action)| (*event, action.clone())))
    }

    /// Whether a failure here may not end the shell: in a condition, before `&&`, after `!`.
    pub(super) fn is_judged_mildly(&self) -> bool {
        self.is_in_condition
            || self.frames.iter().any(|frame| match frame {
                Frame::If { .. } => true,
                Frame::Loop { phase, .. } => *phase == LoopPhase::Condition,
                Frame::EndOfPipeline { is_judged, .. } => !is_judged,
                _ => false,
            })
    }

    /// Whether nothing is left to do after the command on top: the shell may become it.
    pub(super) fn is_at_its_last_command(&self) -> bool {
        self.traps.is_empty()
            && !self.is_interactive
            && !self.is_at_prompt
            && self.frames.iter().all(|frame| match frame {
                Frame::Script { script, next } => {
                    *next == script.lines.len() && script.error.is_none()
                }
                Frame::List { list, next } => *next == list.chains.len(),
                Frame::Chain { chain, next } => *next == chain.links.len(),
                Frame::EndOfPipeline { is_negated, .. } => !is_negated,
                Frame::Restore(_) | Frame::RestoreVariables(_) => true,
                _ => false,
            })
    }

    /// The parameter `$1` is the first.
    pub(super) fn parameter(&self, number: usize) -> Option<&str> {
        match number {
            0 => Some(&self.name),
            _ => self.positional.get(number - 1).map(String::as_str),
        }
    }

    /// A sentence on standard error, as this shell words it: with `name: ` and what it knows of the
    /// place. `command` is the builtin that speaks, if one does.
    pub(super) fn complaint(&self, command: Option<&str>, message: &str) -> String {
        let line = self.line;
        match self.voice {
            Voice::Dash => match command {
                Some(command) => format!("{}: {line}: {command}: {message}\n", self.name),
                None => format!("{}: {line}: {message}\n", self.name),
            },
            Voice::Bash => match command {
                Some(command) if self.is_at_prompt => {
                    format!("{}: {command}: {message}\n", self.name)
                }
                None if self.is_at_prompt => format!("{}: {message}\n", self.name),
                Some(command) => format!("{}: line {line}: {command}: {message}\n", self.name),
                None => format!("{}: line {line}: {message}\n", self.name),
            },
            // busybox's ash numbers lines only when it knows a command's name (`ash_vmsg`).
            Voice::Ash => match command {
                Some(command) if self.is_interactive => {
                    format!("{}: {command}: {message}\n", self.name)
                }
                Some(command) => format!("{}: {command}: line {line}: {message}\n", self.name),
                None if self.is_script_file => format!("{}: line {line}: {message}\n", self.name),
                None => format!("{}: {message}\n", self.name),
            },
        }
    }
}
