//! A guessed moment on the timeline: where its mark stands, and where it may be moved.

use crate::engine::time::{SimDuration, SimTime};

use super::axis::Axis;

/// What the mark snaps to.
const STEP_MS: u64 = 100;

/// A guessed moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    pub time: SimTime,
    /// How far off is right.
    pub within: SimDuration,
    /// What the run shows, once it may be seen.
    pub truth: Option<SimTime>,
    /// The guess is made; it cannot be moved any more.
    pub fixed: bool,
}

impl Guess {
    /// How far the guess is from what the run shows.
    pub fn distance(&self) -> Option<SimDuration> {
        let truth = self.truth?;
        Some(truth.max(self.time).since(truth.min(self.time)))
    }

    /// Whether it is as near as it has to be.
    pub fn is_right(&self) -> Option<bool> {
        Some(self.distance()? <= self.within)
    }
}

/// The x of everything that is drawn of a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    pub line: i32,
    /// What counts as right, around the guess.
    pub band: (i32, i32),
    pub truth: Option<i32>,
}

/// Where a guess stands on the axis of the lanes; moments out of the window stand at its ends.
pub fn marks(axis: &Axis, guess: &Guess) -> Marks {
    let earliest = earlier(guess.time, guess.within);
    Marks {
        line: axis.x(guess.time),
        band: (axis.x(earliest), axis.x(guess.time + guess.within)),
        truth: guess.truth.map(|truth| axis.x(truth)),
    }
}

/// The middle of a label of that width over an x, kept inside the axis.
pub fn label_middle(axis: &Axis, x: i32, width: i32) -> i32 {
    let half = width / 2;
    x.clamp(
        half.min(axis.width / 2),
        (axis.width - half).max(axis.width / 2),
    )
}

/// The moment under an x, on the grid that guesses stand on.
pub fn time_at(axis: &Axis, x: i32) -> SimTime {
    let at = axis.time_at(x).milliseconds;
    SimTime::from_millis((at + STEP_MS / 2) / STEP_MS * STEP_MS)
}

/// Where a key moves a guess; `None` for keys that do nothing here.
pub fn moved(
    time: SimTime,
    key: &str,
    shift: bool,
    (first, last): (SimTime, SimTime),
) -> Option<SimTime> {
    let fine = if shift { STEP_MS } else { 1_000 };
    let step = SimDuration::from_millis(match key {
        "PageUp" | "PageDown" => 10_000,
        _ => fine,
    });
    let target = match key {
        "ArrowRight" | "ArrowUp" | "PageUp" => time + step,
        "ArrowLeft" | "ArrowDown" | "PageDown" => earlier(time, step),
        "Home" => first,
        "End" => last,
        _ => return None,
    };
    Some(target.max(first))
}

fn earlier(time: SimTime, by: SimDuration) -> SimTime {
    SimTime::from_millis(time.milliseconds.saturating_sub(by.milliseconds))
}

#[cfg(test)]
mod tests {
    use super::super::axis::Open;
    use super::*;
    use crate::playback::timeline::Timeline;
    use crate::ui::layout::zoom::Zoom;

    fn seconds(seconds: u64) -> SimTime {
        SimTime::from_seconds(seconds)
    }

    fn guess(time: SimTime, truth: Option<SimTime>) -> Guess {
        Guess {
            time,
            within: SimDuration::from_seconds(2),
            truth,
            fixed: truth.is_some(),
        }
    }

    fn axis() -> Axis {
        let window = Zoom::FIT.window(seconds(100));
        Axis::new(&Timeline::default(), window, 1_000, false)
    }

    #[test]
    fn the_mark_and_its_band_stand_on_the_axis_of_the_lanes() {
        let placed = marks(&axis(), &guess(seconds(55), Some(seconds(51))));
        assert_eq!(
            placed,
            Marks {
                line: 550,
                band: (530, 570),
                truth: Some(510)
            }
        );
        let at_start = marks(&axis(), &guess(seconds(1), None));
        assert_eq!(at_start.band, (0, 30));
    }

    #[test]
    fn what_is_dragged_to_an_x_is_drawn_at_that_x() {
        let window = Zoom::FIT.window(seconds(600));
        for width in [326, 1_000] {
            let open = Open {
                from: Some(SimTime::ZERO),
                ..Open::default()
            };
            let axis = Axis::around(&Timeline::default(), window, width, &open);
            for x in 0..=width {
                let time = time_at(&axis, x);
                assert_eq!(time.milliseconds % STEP_MS, 0);
                assert!((axis.x(time) - x).abs() <= 1, "{x}");
            }
        }
    }

    #[test]
    fn keys_move_by_seconds_tenths_and_tens_and_stop_at_the_veil() {
        let range = (seconds(40), seconds(75));
        let press = |key, shift| moved(seconds(55), key, shift, range);
        assert_eq!(press("ArrowRight", false), Some(seconds(56)));
        assert_eq!(press("ArrowDown", true), Some(SimTime::from_millis(54_900)));
        assert_eq!(press("PageUp", false), Some(seconds(65)));
        assert_eq!(press("Home", false), Some(seconds(40)));
        assert_eq!(press("End", false), Some(seconds(75)));
        assert_eq!(press("x", false), None);
        assert_eq!(
            moved(seconds(45), "PageDown", false, range),
            Some(seconds(40))
        );
    }

    #[test]
    fn labels_stay_inside_and_the_distance_counts_both_ways() {
        assert_eq!(label_middle(&axis(), 3, 100), 50);
        assert_eq!(label_middle(&axis(), 990, 100), 950);
        assert_eq!(label_middle(&axis(), 500, 4_000), 500);
        let early = guess(seconds(49), Some(seconds(51)));
        assert_eq!(early.is_right(), Some(true));
        let late = guess(seconds(55), Some(seconds(51)));
        assert_eq!(late.distance(), Some(SimDuration::from_seconds(4)));
        assert_eq!(late.is_right(), Some(false));
        assert_eq!(guess(seconds(1), None).is_right(), None);
    }
}
