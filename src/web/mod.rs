//! The browser's edge: frames, timers, storage, clipboard, address.

mod stage_door;
pub use stage_door::announce_ready;
