//! Plain geometry and text measures of the page: no signals, no browser, tested natively.

pub mod clock;
pub mod highlight;
pub mod outline;
pub mod story;
pub mod tone;
pub mod typing;
pub mod zoom;
