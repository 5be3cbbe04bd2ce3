//! Wall-clock timers, for debouncing and for messages that go away. Never simulated time.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;

/// One pending call at most: asking again replaces the call that was waiting. Dropping the last
/// handle cancels it.
#[derive(Clone, Default)]
pub struct Timer {
    pending: Rc<RefCell<Option<Timeout>>>,
}

impl Timer {
    /// Calls once after so many milliseconds, unless asked again before.
    pub fn restart(&self, delay_ms: u32, call: impl FnOnce() + 'static) {
        *self.pending.borrow_mut() = Some(Timeout::new(delay_ms, call));
    }

    /// Drops the call that was waiting.
    pub fn cancel(&self) {
        *self.pending.borrow_mut() = None;
    }
}

/// Milliseconds since the page was opened; monotonic.
pub fn now_ms() -> f64 {
    super::window()
        .performance()
        .map_or(0.0, |performance| performance.now())
}
