//! Running other programs, one announced and timed step at a time. A step that fails says what
//! happened and what to do next, in one sentence each.

use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Why a command of ours stopped, and the one thing to do next.
#[derive(Debug)]
pub struct Failure {
    pub what: String,
    pub next: String,
}

impl Failure {
    pub fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            next: next.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}\n  Next: {}", self.what, self.next)
    }
}

pub type Outcome<T = ()> = Result<T, Failure>;

/// Announces `title`, does `work`, and says how long it took.
pub fn step<T>(title: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("\n== {title}");
    let start = Instant::now();
    let outcome = work();
    let word = if outcome.is_ok() { "done" } else { "failed" };
    println!(
        "== {title}: {word} in {:.1} s",
        start.elapsed().as_secs_f32()
    );
    outcome
}

/// The repository's root, wherever the command was started.
pub fn root() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask
        .parent()
        .expect("xtask is a folder of the repository")
        .to_path_buf()
}

/// A command that starts in the root and finds our tools.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(resolve(program));
    command.current_dir(root()).env("PATH", search_path());
    command
}

/// Runs to the end; anything but success is a `Failure` with the given next step.
pub fn run(command: &mut Command, next: &str) -> Outcome {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(
            format!("`{}` ended with {status}.", line(command)),
            next,
        )),
        Err(error) => Err(cannot_start(command, &error)),
    }
}

/// Runs quietly and returns what it printed, or nothing if it failed or is not there.
pub fn output_of(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

pub fn cannot_start(command: &Command, error: &io::Error) -> Failure {
    let program = command.get_program().to_string_lossy().into_owned();
    Failure::new(
        format!("`{program}` could not be started: {error}."),
        format!("install {program} or put it on PATH, then run this again."),
    )
}

/// The first file of this name on PATH or in cargo's folders.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let folders = search_path();
    std::env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

fn resolve(program: &str) -> PathBuf {
    find_program(program).unwrap_or_else(|| program.into())
}

/// Our own installs first, then PATH, then where cargo installs to.
fn search_path() -> OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = crate::tools::own_folders();
    folders.extend(std::env::split_paths(&path));
    folders.extend(cargo_folders());
    std::env::join_paths(folders).unwrap_or(path)
}

fn cargo_folders() -> Vec<PathBuf> {
    let install_root = std::env::var_os("CARGO_INSTALL_ROOT").map(PathBuf::from);
    let roots = install_root.into_iter().chain([cargo_home()]);
    roots.map(|root| root.join("bin")).collect()
}

/// Cargo's own folder: $CARGO_HOME, else ~/.cargo.
pub fn cargo_home() -> PathBuf {
    if let Some(home) = std::env::var_os("CARGO_HOME") {
        return home.into();
    }
    PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cargo")
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
