//! Animation frames: one loop, stopped for good when its handle is dropped.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::window;

/// A longer pause between two frames means that the page was hidden: no time passed.
const GAP_MS_MAX: f64 = 1_000.0;

/// A running loop. The callback gets the wall time since the frame before, in whole
/// milliseconds; a hidden page gets no frames, and its first frame afterwards counts from zero.
pub struct FrameLoop {
    state: Rc<State>,
}

/// What is called with every frame's time.
type Tick = Closure<dyn FnMut(f64)>;

struct State {
    request: Cell<Option<i32>>,
    previous_ms: Cell<Option<f64>>,
    tick: RefCell<Option<Tick>>,
}

impl FrameLoop {
    /// Starts a loop that runs until it is dropped.
    pub fn start(mut on_frame: impl FnMut(u32) + 'static) -> FrameLoop {
        let state = Rc::new(State {
            request: Cell::new(None),
            previous_ms: Cell::new(None),
            tick: RefCell::new(None),
        });
        let weak = Rc::downgrade(&state);
        let tick = Closure::new(move |now_ms: f64| {
            let Some(state) = weak.upgrade() else {
                return;
            };
            let elapsed_ms = now_ms - state.previous_ms.replace(Some(now_ms)).unwrap_or(now_ms);
            let awake = (0.0..GAP_MS_MAX).contains(&elapsed_ms);
            state.request();
            on_frame(if awake { elapsed_ms.round() as u32 } else { 0 });
        });
        *state.tick.borrow_mut() = Some(tick);
        state.request();
        FrameLoop { state }
    }
}

/// Calls once, after the next frame has been painted.
pub fn after_paint(call: impl FnOnce() + 'static) {
    let in_frame = Closure::once_into_js(move || Timeout::new(0, call).forget());
    // Fails only without a window, and then nothing is painted either.
    let _ = window().request_animation_frame(in_frame.unchecked_ref());
}

impl State {
    fn request(&self) {
        let tick = self.tick.borrow();
        let function = tick.as_ref().map(|tick| tick.as_ref().unchecked_ref());
        let request = function.and_then(|function| window().request_animation_frame(function).ok());
        self.request.set(request);
    }
}

impl Drop for FrameLoop {
    fn drop(&mut self) {
        if let Some(request) = self.state.request.take() {
            // Fails only without a window, and then there are no frames either.
            let _ = window().cancel_animation_frame(request);
        }
    }
}
