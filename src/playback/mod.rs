//! The run as the page plays it: history, seeking, forks, speed. Browser-free and languageless.

mod explain;
pub mod history;
pub mod levers;
mod pace;
pub mod replay;
pub mod run;
pub mod scenario;
pub mod session;
pub mod snapshot;
pub mod timeline;
pub mod trace;
