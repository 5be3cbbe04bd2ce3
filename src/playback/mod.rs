//! The run as the page plays it: history, seeking, forks, speed. Browser-free and languageless.

pub mod replay;
pub mod run;
pub mod scenario;
pub mod session;
pub mod snapshot;
pub mod timeline;
pub mod trace;
