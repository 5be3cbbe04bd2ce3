//! Where things stand on the stage and on the timeline: plain functions from the playback's data
//! to positions, sizes and choices of shape. No signals, no browser, no sentences; lengths are
//! whole CSS pixels unless a name says otherwise.

pub mod arrow;
pub mod axis;
pub mod back_off;
pub mod clock;
pub mod container;
pub mod flags;
pub mod lamps;
pub mod lanes;
pub mod rail;
pub mod ruler;
pub mod scene;
pub mod text_width;
pub mod tone;
pub mod zoom;

#[cfg(test)]
pub mod fixture;
