//! What a shell outside every container sees: the files of the terminal's machine or of a node, the
//! network from there, and the programs kubectl and ssh.

use crate::engine::runtime::{Files, NodeReply};
use crate::engine::{NodeIndex, World};
use crate::order::Map;
use crate::shell::{
    Dialect, Dns, FileError, FileInfo, Foreign, ForeignOutput, ForeignReaction, ForeignRun, Host,
    ListenError, LiveNext, LiveStart, LiveTurn, NetworkReply, NetworkRequest, Pid, Signal, Stream,
};

use super::program::Program;
use super::terminal::{Crew, HOSTNAME, Terminal};

/// Whose shell it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The terminal's machine.
    Home,
    Node(NodeIndex),
}

/// The world of one shell.
pub(super) struct PromptHost<'a> {
    pub world: &'a mut World,
    pub terminal: &'a mut Terminal,
    pub crew: &'a mut Crew,
    pub place: Place,
}

/// Programs of images that no machine here has.
const MISSING: [&str; 5] = ["busybox", "httpd", "tini", "dumb-init", "ash"];
/// Programs that are known and cannot be played.
const EDITORS: [&str; 5] = ["vi", "vim", "nano", "emacs", "less"];

impl PromptHost<'_> {
    fn files(&mut self) -> &mut Files {
        match self.place {
            Place::Home => &mut self.terminal.files,
            Place::Node(node) => self.world.node_files(node),
        }
    }

    /// The files for a change: on a node that is an act in the World.
    fn files_to_change(&mut self) -> &mut Files {
        if self.place != Place::Home {
            self.crew.acts.begin(self.world);
        }
        self.files()
    }

    fn excuse_for(&self, program: &str) -> Option<&'static str> {
        match program {
            _ if EDITORS.contains(&program) => {
                Some("this terminal has no editor; write the file with: cat > FILE <<END")
            }
            "watch" => Some(
                "a screen that refreshes itself is not simulated; write: \
                 while true; do COMMAND; sleep 2; done",
            ),
            "poweroff" | "poweron" | "reboot" | "crictl" | "journalctl" => {
                Some("what a node itself runs is not simulated yet")
            }
            _ => None,
        }
    }
}

impl Host for PromptHost<'_> {
    fn now_ms(&self) -> u64 {
        self.world.time().milliseconds
    }

    fn unix_seconds(&self) -> i64 {
        self.world.timestamp().unix_seconds
    }

    fn hostname(&self) -> String {
        match self.place {
            Place::Home => HOSTNAME.to_owned(),
            Place::Node(node) => self.world.nodes()[node].name.to_string(),
        }
    }

    fn random(&mut self) -> u32 {
        (self.crew.rng.next_u64() >> 32) as u32
    }

    fn dialect(&self) -> Dialect {
        Dialect::Gnu
    }

    fn has_program(&self, name: &str) -> bool {
        !MISSING.contains(&name)
    }

    fn read_file(&mut self, path: &str) -> Result<String, FileError> {
        self.files().read(path).map(|text| text.to_string())
    }

    fn write_file(&mut self, path: &str, data: &str, append: bool) -> Result<(), FileError> {
        if path == "/dev/null" {
            return Ok(());
        }
        let now = self.unix_seconds();
        self.files_to_change().write(path, data, append, now)
    }

    fn remove_file(&mut self, path: &str) -> Result<(), FileError> {
        self.files().metadata(path)?;
        self.files_to_change().remove_file(path)
    }

    fn make_directory(&mut self, path: &str) -> Result<(), FileError> {
        let now = self.unix_seconds();
        if self.files().metadata(path).is_ok() {
            return Err(FileError::Exists);
        }
        self.files_to_change().make_directory(path, now)
    }

    fn remove_directory(&mut self, path: &str) -> Result<(), FileError> {
        self.files().metadata(path)?;
        self.files_to_change().remove_directory(path)
    }

    fn list_directory(&mut self, path: &str) -> Result<Vec<String>, FileError> {
        self.files().list(path)
    }

    fn metadata(&mut self, path: &str) -> Result<FileInfo, FileError> {
        self.files().metadata(path)
    }

    fn set_mode(&mut self, path: &str, mode: u32) -> Result<(), FileError> {
        self.files().metadata(path)?;
        self.files_to_change().set_mode(path, mode)
    }

    fn resolve(&mut self, name: &str) -> Dns {
        self.world.resolve_on_node(name)
    }

    fn request(&mut self, request: &NetworkRequest) -> NetworkReply {
        self.crew.acts.begin(self.world);
        self.world.request_from_node(request)
    }

    fn listen(&mut self, _pid: Pid, _port: u16) -> Result<(), ListenError> {
        Err(ListenError::PermissionDenied)
    }

    fn close_port(&mut self, _pid: Pid, _port: u16) {}

    fn write_log(&mut self, _stream: Stream, _text: &str) {}

    fn start_foreign(&mut self, _pid: Pid, argv: &[String], _env: &Map<String, String>) -> Foreign {
        let program = argv.first().map_or("", String::as_str);
        if let (Place::Node(node), "systemctl" | "ip" | "fallocate") = (self.place, program) {
            self.crew.acts.begin(self.world);
            if let Some(reply) = self.world.node_service(node, argv) {
                return Foreign::Started(ran_at_once(reply));
            }
        }
        let Some(excuse) = self.excuse_for(program) else {
            return Foreign::NotFound;
        };
        Foreign::Started(ForeignRun {
            ends: Some((0, 1)),
            output: vec![ForeignOutput {
                after_ms: 0,
                stream: Stream::Stderr,
                text: format!("{program}: {excuse}\n"),
            }],
        })
    }

    fn signal_foreign(&mut self, _pid: Pid, _signal: Signal) -> ForeignReaction {
        ForeignReaction::Default
    }

    fn start_live(&mut self, start: LiveStart<'_>) -> bool {
        let program = match self.place {
            Place::Home => Program::start(&start),
            Place::Node(_) => None,
        };
        let is_known = program.is_some();
        self.crew
            .programs
            .extend(program.map(|program| (start.pid, program)));
        is_known
    }

    fn step_live(&mut self, pid: Pid, input: Option<&str>) -> LiveTurn {
        let Some(mut program) = self.crew.programs.remove(&pid) else {
            return LiveTurn {
                output: Vec::new(),
                next: LiveNext::Ended(0),
            };
        };
        let turn = program.step(self.world, self.terminal, self.crew, input);
        if !matches!(turn.next, LiveNext::Ended(_)) {
            self.crew.programs.insert(pid, program);
        }
        turn
    }

    fn stop_live(&mut self, pid: Pid) {
        if let Some(mut program) = self.crew.programs.remove(&pid) {
            program.interrupt(self.world);
        }
    }
}

/// A program that is over as soon as it began.
fn ran_at_once(reply: NodeReply) -> ForeignRun {
    let pieces = [
        (Stream::Stdout, reply.stdout),
        (Stream::Stderr, reply.stderr),
    ];
    let output = pieces.into_iter().filter(|(_, text)| !text.is_empty());
    ForeignRun {
        ends: Some((0, reply.exit_code)),
        output: output
            .map(|(stream, text)| ForeignOutput {
                after_ms: 0,
                stream,
                text,
            })
            .collect(),
    }
}
