//! Command lines to replies, and what kubectl prints of an object.

mod context;
mod files;
mod last_applied;
mod parse;
pub mod pod_status;
pub mod print;
pub mod reply;
pub mod resource;
mod selector;
pub mod terminal;
pub mod verb;
mod words;
