//! A guided lesson on the page.

pub mod lit;
