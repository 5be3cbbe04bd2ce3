//! Which part of the run the timeline shows.

use crate::engine::time::{SimDuration, SimTime};

/// The shortest stretch that fills the timeline.
const NEAREST_MS: u64 = 1_000;

/// A stretch of the run; `from` is before `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: SimTime,
    pub to: SimTime,
}

impl Window {
    pub fn length(self) -> SimDuration {
        self.to.since(self.from)
    }
}

/// The whole run, however far it is computed, or one stretch of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zoom {
    stretch: Option<Window>,
}

impl Zoom {
    /// The whole run.
    pub const FIT: Zoom = Zoom { stretch: None };

    /// The stretch that is shown of a run computed up to `end`.
    pub fn window(self, end: SimTime) -> Window {
        let to = end.max(SimTime::from_millis(NEAREST_MS));
        self.stretch.unwrap_or(Window {
            from: SimTime::ZERO,
            to,
        })
    }

    /// Half as much, with `center` staying where it is.
    pub fn nearer(self, center: SimTime, end: SimTime) -> Zoom {
        self.scaled(center, end, 1, 2)
    }

    /// Twice as much, with `center` staying where it is; the whole run at most.
    pub fn farther(self, center: SimTime, end: SimTime) -> Zoom {
        self.scaled(center, end, 2, 1)
    }

    /// A quarter of the window later or earlier.
    pub fn panned(self, later: bool, end: SimTime) -> Zoom {
        let window = self.window(end);
        let step = window.length().milliseconds / 4;
        let from = if later {
            window.from.milliseconds.saturating_add(step)
        } else {
            window.from.milliseconds.saturating_sub(step)
        };
        Zoom::of(from, window.length().milliseconds, end)
    }

    /// The same scale, moved only if `time` would lie outside.
    pub fn following(self, time: SimTime, end: SimTime) -> Zoom {
        let window = self.window(end);
        if self.stretch.is_none() || (window.from <= time && time <= window.to) {
            return self;
        }
        let length = window.length().milliseconds;
        Zoom::of(time.milliseconds.saturating_sub(length / 4), length, end)
    }

    fn scaled(self, center: SimTime, end: SimTime, times: u64, over: u64) -> Zoom {
        let window = self.window(end);
        let length = window.length().milliseconds.max(1);
        let scaled = (length.saturating_mul(times) / over).max(NEAREST_MS);
        let center = center.clamp(window.from, window.to);
        let before = center.since(window.from).milliseconds;
        let before_scaled = u128::from(before) * u128::from(scaled) / u128::from(length);
        let from = center.milliseconds.saturating_sub(before_scaled as u64);
        Zoom::of(from, scaled, end)
    }

    /// A stretch kept inside the run; one that covers the run is the whole run.
    fn of(from: u64, length: u64, end: SimTime) -> Zoom {
        let end = end.milliseconds.max(NEAREST_MS);
        if length >= end {
            return Zoom::FIT;
        }
        let from = from.min(end - length);
        Zoom {
            stretch: Some(Window {
                from: SimTime::from_millis(from),
                to: SimTime::from_millis(from + length),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: SimTime = SimTime::from_seconds(100);

    fn seconds(from: u64, to: u64) -> Window {
        Window {
            from: SimTime::from_seconds(from),
            to: SimTime::from_seconds(to),
        }
    }

    #[test]
    fn zooming_keeps_the_center_in_place() {
        let zoom = Zoom::FIT.nearer(SimTime::from_seconds(40), END);
        assert_eq!(zoom.window(END), seconds(20, 70));
        assert_eq!(zoom.farther(SimTime::from_seconds(40), END), Zoom::FIT);
    }

    #[test]
    fn zoom_has_a_floor_and_a_ceiling() {
        let mut zoom = Zoom::FIT;
        for _ in 0..40 {
            zoom = zoom.nearer(SimTime::from_seconds(99), END);
        }
        assert_eq!(
            zoom.window(END).length(),
            SimDuration::from_millis(NEAREST_MS)
        );
        assert_eq!(Zoom::FIT.farther(SimTime::ZERO, END), Zoom::FIT);
        assert_eq!(
            Zoom::FIT.window(SimTime::ZERO).length().milliseconds,
            NEAREST_MS
        );
    }

    #[test]
    fn panning_stays_inside_the_run() {
        let zoom = Zoom::FIT.nearer(SimTime::ZERO, END);
        assert_eq!(zoom.panned(false, END).window(END), seconds(0, 50));
        let mut late = zoom;
        for _ in 0..9 {
            late = late.panned(true, END);
        }
        assert_eq!(late.window(END), seconds(50, 100));
    }

    #[test]
    fn the_playhead_is_followed_only_when_it_leaves() {
        let zoom = Zoom::FIT.nearer(SimTime::ZERO, END);
        assert_eq!(zoom.following(SimTime::from_seconds(30), END), zoom);
        let moved = zoom.following(SimTime::from_seconds(60), END).window(END);
        assert!(moved.from < SimTime::from_seconds(60) && SimTime::from_seconds(60) < moved.to);
    }
}
