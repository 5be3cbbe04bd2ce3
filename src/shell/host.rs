//! The seam: what a container's processes see of the world around them. The engine implements
//! [`Host`] for one container (its files, its network, its log, the programs of its image); a test
//! implements it in memory. Every path given to it is absolute and normalised.

use super::signal::Signal;
use crate::order::Map;

/// A process id inside one container's pid namespace; 1 is the container's own process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pid(pub u32);

/// The container's own process.
pub const FIRST: Pid = Pid(1);

/// Where a piece of output was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// Whose programs the image carries: decides the wording of errors, and which shell `sh` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Dialect {
    /// busybox and alpine: ash and the applets.
    #[default]
    Busybox,
    /// Debian and its like: dash as `sh`, GNU coreutils.
    Gnu,
}

/// Why a file operation failed; [`FileError::text`] is what `strerror` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileError {
    NotFound,
    IsDirectory,
    NotDirectory,
    PermissionDenied,
    ReadOnly,
    Exists,
    NotEmpty,
    NoSpace,
}

impl FileError {
    pub fn text(self) -> &'static str {
        match self {
            FileError::NotFound => "No such file or directory",
            FileError::IsDirectory => "Is a directory",
            FileError::NotDirectory => "Not a directory",
            FileError::PermissionDenied => "Permission denied",
            FileError::ReadOnly => "Read-only file system",
            FileError::Exists => "File exists",
            FileError::NotEmpty => "Directory not empty",
            FileError::NoSpace => "No space left on device",
        }
    }
}

/// What `ls -l`, `stat` and `test` ask about a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileInfo {
    pub is_directory: bool,
    pub size_bytes: u64,
    /// Permission bits, such as `0o644`.
    pub mode: u32,
    /// Wall clock, seconds since 1970.
    pub modified_unix_seconds: i64,
}

/// The answer to a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dns {
    Addresses {
        canonical: String,
        addresses: Vec<String>,
    },
    NxDomain,
    TimedOut,
}

/// One connection a program wants to make. For HTTP `method` and `path` are set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkRequest {
    pub protocol: Protocol,
    /// As the user wrote it: a name or an address.
    pub host: String,
    /// What the name resolved to.
    pub address: String,
    pub port: u16,
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    Http,
    Https,
    /// Only a connection: `nc -z`.
    Tcp,
}

/// What came of a connection, and how long it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkReply {
    pub after_ms: u64,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An HTTP answer; for [`Protocol::Tcp`] the connection was accepted and the rest is unused.
    Response {
        status: u16,
        headers: Vec<(String, String)>,
        body: String,
    },
    Refused,
    /// Nothing comes back, ever: how long the client waits is the client's business.
    TimedOut,
    /// The connection broke after it was established.
    Reset,
}

/// A program that is not part of this room (nginx, java, perl) was asked to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foreign {
    NotFound,
    NotExecutable,
    Started(ForeignRun),
}

/// The whole course of a foreign program that no signal disturbs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForeignRun {
    /// When it ends by itself: delay and exit code. `None`: it serves until it is told to stop.
    pub ends: Option<(u64, i32)>,
    /// What it prints, in order of time.
    pub output: Vec<ForeignOutput>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignOutput {
    pub after_ms: u64,
    pub stream: Stream,
    pub text: String,
}

/// How a foreign program takes a signal that it may handle (SIGKILL is never asked about).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForeignReaction {
    Ignored,
    /// It shuts down and exits by itself.
    Ends {
        after_ms: u64,
        exit_code: i32,
    },
    /// It has no handler: the kernel's default action (which pid 1 is spared).
    Default,
}

/// A program of the host's that is about to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveStart<'a> {
    pub pid: Pid,
    pub argv: &'a [String],
    /// Absolute.
    pub directory: &'a str,
    /// Whether something other than the terminal is its standard input: a pipe, a file.
    pub has_input: bool,
}

/// What a live program did in one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveTurn {
    pub output: Vec<(Stream, String)>,
    pub next: LiveNext,
}

/// How a live program goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveNext {
    /// At this time, or earlier if the machine is run again; without a time only then.
    Waits(Option<u64>),
    /// It wants its whole standard input first.
    ReadsInput,
    Ended(i32),
}

/// A port was already taken, or may not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListenError {
    AddressInUse,
    PermissionDenied,
}

/// The world around the processes of one container.
pub trait Host {
    /// Simulated milliseconds since the run's start.
    fn now_ms(&self) -> u64;
    /// The wall clock, for `date`.
    fn unix_seconds(&self) -> i64;
    fn hostname(&self) -> String;
    /// From the world's seeded generator.
    fn random(&mut self) -> u32;

    fn dialect(&self) -> Dialect {
        Dialect::Busybox
    }
    /// busybox 1.N: the words of `nslookup` changed with 1.29.
    fn busybox_minor(&self) -> u32 {
        36
    }
    /// Whether the image carries this one of the room's own programs (`curl` and `bash` are not in
    /// busybox). Asked with a bare name.
    fn has_program(&self, _name: &str) -> bool {
        true
    }
    /// The address of the DNS server, as `nslookup` prints it.
    fn dns_server(&self) -> String {
        "10.96.0.10".to_string()
    }
    /// The domains a short name is tried in: the `search` line of `/etc/resolv.conf`.
    fn search_domains(&self) -> Vec<String> {
        Vec::new()
    }

    fn read_file(&mut self, path: &str) -> Result<String, FileError>;
    /// Creates the file if need be; its directory must exist.
    fn write_file(&mut self, path: &str, data: &str, append: bool) -> Result<(), FileError>;
    fn remove_file(&mut self, path: &str) -> Result<(), FileError>;
    fn make_directory(&mut self, path: &str) -> Result<(), FileError>;
    /// Only an empty one.
    fn remove_directory(&mut self, path: &str) -> Result<(), FileError>;
    /// Bare names, sorted.
    fn list_directory(&mut self, path: &str) -> Result<Vec<String>, FileError>;
    fn metadata(&mut self, path: &str) -> Result<FileInfo, FileError>;
    fn set_mode(&mut self, path: &str, mode: u32) -> Result<(), FileError>;

    fn resolve(&mut self, name: &str) -> Dns;
    fn request(&mut self, request: &NetworkRequest) -> NetworkReply;
    /// A process begins to accept connections (`nc -l`, `httpd`).
    fn listen(&mut self, pid: Pid, port: u16) -> Result<(), ListenError>;
    /// It no longer does.
    fn close_port(&mut self, pid: Pid, port: u16);

    /// Output of the container's own process and its children: the container log.
    fn write_log(&mut self, stream: Stream, text: &str);

    fn start_foreign(&mut self, pid: Pid, argv: &[String], env: &Map<String, String>) -> Foreign;
    fn signal_foreign(&mut self, pid: Pid, signal: Signal) -> ForeignReaction;

    /// Whether this is a program that the host plays itself, step by step; asked before
    /// [`Host::start_foreign`].
    fn start_live(&mut self, _start: LiveStart<'_>) -> bool {
        false
    }
    /// Lets a live program go on; `input` is its standard input once it has asked for it.
    fn step_live(&mut self, _pid: Pid, _input: Option<&str>) -> LiveTurn {
        LiveTurn {
            output: Vec::new(),
            next: LiveNext::Ended(127),
        }
    }
    /// A live program was ended from outside.
    fn stop_live(&mut self, _pid: Pid) {}
}
