//! Podarium: the life of a Kubernetes Pod as a deterministic simulation and a page that shows it.
//!
//! The rooms, from the bottom up (ARCHITECTURE.md has the map and the arrows):
//!
//! * [`api`]: Kubernetes objects as plain data.
//! * [`manifest`]: text to objects, every problem at its line and column.
//! * [`shell`]: a POSIX shell on simulated time.
//! * [`engine`]: the simulated cluster. It knows no browser, no wall clock and no language.
//! * [`kubectl`]: command lines to replies.
//! * [`playback`]: scenarios, history, seeking and forks; what the page shows is its snapshot.
//! * [`lesson`]: guided lessons as data; goals and predictions judged by the run.
//! * [`text`]: every sentence, in Korean and in English.
//! * [`ui`] and, in the browser only, `web`: the page.
//!
//! [`order`] lies below them all: sorting, maps and sets, compiled small.

pub mod api;
pub mod engine;
pub mod kubectl;
pub mod lesson;
pub mod manifest;
pub mod order;
pub mod playback;
pub mod shell;
pub mod text;
pub mod ui;
#[cfg(target_arch = "wasm32")]
pub mod web;
