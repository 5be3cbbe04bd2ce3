//! A guided lesson on the page.

pub mod lit;
pub mod show_me;
