//! Where things stand on the page, and what its texts are made of: plain functions from the
//! playback's data and from typed text to positions, sizes, colours and choices of shape. No
//! signals, no browser, no sentences; lengths are whole CSS pixels unless a name says otherwise.

pub mod arrow;
pub mod axis;
pub mod back_off;
pub mod clock;
pub mod container;
pub mod flags;
pub mod guess;
pub mod highlight;
pub mod lamps;
pub mod lanes;
pub mod outline;
pub mod probe;
pub mod probe_marks;
pub mod prompt;
pub mod rail;
pub mod request_columns;
pub mod ruler;
pub mod scene;
pub mod spots;
pub mod stopping;
pub mod story;
pub mod text_width;
pub mod tone;
pub mod traffic;
pub mod typing;
pub mod veil;
pub mod wires;
pub mod zoom;

#[cfg(test)]
pub mod fixture;
