//! The simulated cluster: deterministic discrete events over whole milliseconds.
//!
//! It knows no browser, no wall clock, no playback speed and no language. The same
//! configuration and commands give the same records, byte for byte, on every machine.

pub mod apiserver;
mod by_uid;
pub mod config;
mod controller;
pub mod kubelet;
pub mod network;
mod node_state;
mod queue;
pub mod record;
pub mod rng;
pub mod rule;
pub mod runtime;
pub mod scheduler;
pub mod time;
mod view;
mod world;

pub use config::Config;
pub use queue::{NodeIndex, Uid};
pub use record::Record;
pub use view::{Memory, Wait};
pub use world::{NodeAgent, World, node_name};
