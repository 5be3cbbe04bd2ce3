//! A POSIX shell and a small busybox on simulated time: what containers run. It knows nothing of
//! Kubernetes and nothing of the crate; the world reaches it through [`Host`], and time passes only
//! when the caller of [`Machine::run`] says so.
//!
//! * Reading: [`parse`] turns text into a [`Script`](ast::Script) (`lexer`, `word`, `parser`, `ast`,
//!   `syntax_error`). It runs nothing.
//! * Running: a [`Machine`] holds all processes of one container (`machine`, `launch`, `delivery`,
//!   `process`, `files`, `image`, `foreign`, `live`). A shell is a stack of frames (`state`) that `interpret`,
//!   `simple` and `compound` take one step at a time; what it must await stays on the stack
//!   (`waiting`, `input`), what it leaves early is cleaned up (`unwind`).
//! * Words become fields in `expand`, with `parameter`, `trim`, `arithmetic`, `pattern`, `fields`,
//!   `glob` and `braces`.
//! * `builtins` belong to the shell's own process; `programs` are processes of their own.
//!
//! Everything is bounded: steps per instant, processes, open text, nesting. What a bound cut short
//! is told through [`Machine::take_notices`].

mod arithmetic;
pub mod ast;
mod braces;
mod builtins;
mod compound;
mod delivery;
mod escape;
mod expand;
mod fields;
mod files;
mod foreign;
mod glob;
mod host;
mod image;
mod input;
mod interpret;
mod launch;
mod lexer;
mod live;
mod machine;
mod options;
mod parameter;
mod parser;
mod path;
mod pattern;
mod process;
mod programs;
mod redirect;
mod signal;
mod simple;
mod state;
mod syntax_error;
mod trim;
mod unwind;
mod variables;
mod waiting;
mod word;

pub use files::Capture;
pub use host::{
    Dialect, Dns, FIRST, FileError, FileInfo, Foreign, ForeignOutput, ForeignReaction, ForeignRun,
    Host, ListenError, LiveNext, LiveStart, LiveTurn, NetworkReply, NetworkRequest, Outcome, Pid,
    Protocol, Stream,
};
pub use launch::{Input, Launch, Limits, Notice, Output, ProcessLine, Wake};
pub use machine::Machine;
pub use parser::parse;
pub use process::{ExitStatus, Parting, StartError};
pub use programs::is_known as is_known_program;
pub use signal::Signal;
pub use syntax_error::{Problem, SyntaxError, Voice};
