//! The simulated cluster: deterministic discrete events over whole milliseconds.
//!
//! It knows no browser, no wall clock, no playback speed and no language. The same
//! configuration and commands give the same records, byte for byte, on every machine.

pub mod config;
pub mod record;
pub mod rng;
pub mod rule;
pub mod time;
