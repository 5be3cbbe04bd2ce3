//! The terminal: what it keeps between lines, and one line at a time.
//!
//! A line is a script of the shell room, on a machine of its own; `kubectl` and `ssh` are programs
//! that this room plays ([`program`](super::program)). A line is looked at after every step of the
//! World until it has ended.

use crate::engine::World;
use crate::engine::rng::Rng;
use crate::engine::runtime::Files;
use crate::engine::time::SimTime;
use crate::order::Map;
use crate::shell::{self, FIRST, Input, Launch, Limits, Machine, Notice};

use super::acts::Acts;
use super::program::Program;
use super::prompt_host::{Place, PromptHost};
use super::reply::{Output, Stream};

/// The home folder.
pub const HOME: &str = "/root";
/// The machine that the terminal is on: it has kubectl, and is a node of no Pod.
pub const HOSTNAME: &str = "master";

/// What is typed for Ctrl-D.
pub const END_OF_INPUT: &str = "^D";

/// The most that one line prints in bytes.
const PRINTED_MAX: usize = 1 << 20;
/// What a line ends with when Ctrl-C ended it.
const INTERRUPTED: i32 = 130;

/// What stays between lines: files, the working directory, variables, kubectl's namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct Terminal {
    pub(super) files: Files,
    pub(super) directory: String,
    variables: Map<String, String>,
    /// The namespace of kubectl's current context.
    pub namespace: String,
}

impl Default for Terminal {
    fn default() -> Terminal {
        let variables = [
            ("HOME", HOME),
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            ("USER", "root"),
        ];
        Terminal {
            files: Files::with_directories(&[HOME, "/tmp", "/etc", "/bin", "/usr/bin", "/var"]),
            directory: HOME.to_owned(),
            variables: variables
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            namespace: "default".to_owned(),
        }
    }
}

impl Terminal {
    /// A terminal with files in its home folder; one that does not fit is left out.
    pub fn with_files<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Terminal {
        let mut terminal = Terminal::default();
        for (name, text) in files {
            let path = format!("{HOME}/{name}");
            if let Some((directory, _)) = path.rsplit_once('/') {
                terminal.files.make_directories(directory);
            }
            // The bound of a scenario's text is below that of a file system.
            let _ = terminal.files.write(&path, text, false, 0);
        }
        terminal
    }

    /// The names in a folder; a relative path begins in the working directory.
    pub fn list(&self, folder: &str) -> Vec<String> {
        let path = absolute(&self.directory, folder);
        self.files.list(&path).unwrap_or_default()
    }

    /// The working directory as a prompt shows it: `~`, `~/yaml`, `/tmp`.
    pub fn directory(&self) -> String {
        match self.directory.strip_prefix(HOME) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("~{rest}"),
            _ => self.directory.clone(),
        }
    }
}

/// A path of the command line from the root, without `.` and `..`.
pub(super) fn absolute(directory: &str, path: &str) -> String {
    let full = match path.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{HOME}{rest}"),
        _ if path.starts_with('/') => path.to_owned(),
        _ => format!("{directory}/{path}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in full.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// What the programs of a line share.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Crew {
    pub programs: Map<shell::Pid, Program>,
    pub acts: Acts,
    pub rng: Rng,
}

/// A line that runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    machine: Machine,
    crew: Crew,
    wakes_at: Option<SimTime>,
    printed: usize,
    /// How many steps its shell has made.
    steps: u64,
}

impl Line {
    /// Begins a line as typed; `script` is what the shell reads: the line, and the lines of its
    /// here-documents.
    pub fn begin(terminal: &mut Terminal, world: &mut World, line: &str, script: &str) -> Line {
        let limits = Limits {
            capture_bytes: PRINTED_MAX,
            ..Limits::default()
        };
        let seed = world.config().seed ^ world.time().milliseconds;
        let mut begun = Line {
            machine: Machine::new(limits),
            crew: Crew {
                programs: Map::new(),
                acts: Acts::new(line),
                rng: Rng::new(seed),
            },
            wakes_at: Some(world.time()),
            steps: 0,
            printed: 0,
        };
        let argv = ["bash", "-a", "-i", "-c", script].map(str::to_owned);
        let variables = terminal.variables.clone();
        let directory = terminal.directory.clone();
        let launch = Launch {
            argv: &argv,
            environment: &variables,
            directory: &directory,
            input: Input::Empty,
            output: shell::Output::Captured,
        };
        let mut host = PromptHost {
            world,
            terminal,
            crew: &mut begun.crew,
            place: Place::Home,
        };
        let started = begun.machine.spawn(&launch, &mut host);
        started.expect("the terminal's machine has a shell, and no other process yet");
        begun
    }

    /// When it wants to be polled again although nothing happens in the World.
    pub fn wakes_at(&self) -> Option<SimTime> {
        self.wakes_at
    }

    /// How many steps its shell has made so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Goes on as far as possible at this moment; the exit status once the line has ended.
    pub fn poll(
        &mut self,
        world: &mut World,
        terminal: &mut Terminal,
        output: &mut Output,
    ) -> Option<i32> {
        let is_due = self.wakes_at.is_some_and(|at| at <= world.time());
        if !is_due && self.crew.programs.is_empty() {
            return None;
        }
        let mut host = PromptHost {
            world,
            terminal,
            crew: &mut self.crew,
            place: Place::Home,
        };
        let wake = self.machine.run(&mut host);
        self.wakes_at = wake.at_ms.map(SimTime::from_millis);
        self.steps = self.steps.saturating_add(wake.steps);
        self.print(output);
        if self.printed > PRINTED_MAX {
            output.error("bash: the line prints too much; it was stopped");
            return Some(1);
        }
        let status = self.machine.exit_status(FIRST)?;
        if let Some(parting) = self.machine.parting() {
            terminal.directory.clone_from(&parting.directory);
            terminal.variables.clone_from(&parting.variables);
        }
        Some(status.code())
    }

    fn print(&mut self, output: &mut Output) {
        for (stream, text) in self.machine.take_captured(FIRST) {
            self.printed += text.len();
            match stream {
                shell::Stream::Stdout => output.write(Stream::Out, &text),
                shell::Stream::Stderr => output.write(Stream::Error, &text),
            }
        }
        if self.machine.take_notices().contains(&Notice::EndlessLoop) {
            output.error("bash: a loop without a pause; it goes on slowly (add: sleep 1)");
        }
    }

    /// Whether what is typed goes to a program of the line: `kubectl exec -it`.
    pub fn reads_terminal(&self) -> bool {
        self.crew.programs.values().any(Program::reads_terminal)
    }

    /// A line that is typed into the program of this line; [`END_OF_INPUT`] is Ctrl-D.
    pub fn feed(&mut self, world: &mut World, typed: &str, output: &mut Output) {
        let mut readers = self.crew.programs.values_mut();
        let Some(program) = readers.find(|program| program.reads_terminal()) else {
            return;
        };
        self.crew.acts.begin(world);
        if typed == END_OF_INPUT {
            output.out("\n");
            program.feed(world, None);
        } else {
            let text = format!("{typed}\n");
            output.out(&text);
            program.feed(world, Some(&text));
        }
    }

    /// Ctrl-C: everything of the line ends, unless a program takes it; the exit status if it ended.
    pub fn interrupt(&mut self, world: &mut World, output: &mut Output) -> Option<i32> {
        output.out("^C\n");
        let is_taken = self.reads_terminal();
        if is_taken {
            self.crew.acts.begin(world);
        }
        for program in self.crew.programs.values_mut() {
            program.interrupt(world);
        }
        (!is_taken).then_some(INTERRUPTED)
    }
}
