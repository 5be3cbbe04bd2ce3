//! Command lines to replies, and what kubectl prints of an object.

mod acts;
pub mod complete;
mod context;
mod files;
mod jsonpath;
mod last_applied;
mod parse;
pub mod pod_status;
pub mod print;
mod program;
mod prompt_host;
pub mod read_only;
pub mod reply;
pub mod resource;
mod selector;
mod static_pods;
pub mod terminal;
pub mod verb;
