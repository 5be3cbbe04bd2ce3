//! How wall time becomes simulated time. Smart time spends it on changes: a quiet gap of g
//! seconds plays in clamp(0.35 + 0.35·log2(1 + g), 0.35, 2.2) wall seconds. Whole numbers only.

use crate::engine::time::{SimDuration, SimTime};

/// The shortest and the longest that a gap plays, in wall milliseconds.
const GAP_MS_MIN: u64 = 350;
const GAP_MS_MAX: u64 = 2_200;

/// How many wall milliseconds a quiet gap plays.
pub fn gap_wall_ms(gap: SimDuration) -> u64 {
    let scaled = 350 * log2_permille(1_000 + gap.milliseconds) / 1_000;
    (GAP_MS_MIN + scaled).clamp(GAP_MS_MIN, GAP_MS_MAX)
}

/// 1000 · log2(value / 1000) for values of 1000 and more, by straight lines between eighths of
/// an octave.
fn log2_permille(value: u64) -> u64 {
    const EIGHTHS: [u64; 9] = [0, 170, 322, 459, 585, 700, 807, 907, 1_000];
    let mut octaves = 0;
    let mut bound: u64 = 1_000;
    while value >= bound.saturating_mul(2) && octaves < 40 {
        bound *= 2;
        octaves += 1;
    }
    let position = (value - bound).min(bound) * 8;
    let eighth = ((position / bound) as usize).min(7);
    let within = position - eighth as u64 * bound;
    let step = EIGHTHS[eighth + 1] - EIGHTHS[eighth];
    octaves * 1_000 + EIGHTHS[eighth] + step * within / bound
}

/// A quiet stretch between two stops, and how long it has been playing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    from: SimTime,
    to: SimTime,
    elapsed_ms: u64,
}

impl Gap {
    /// The gap between two stops with the playhead at a moment inside it.
    pub fn enter(from: SimTime, to: SimTime, at: SimTime) -> Gap {
        let (length, passed) = (to.since(from).milliseconds, at.since(from).milliseconds);
        let wall_ms = gap_wall_ms(to.since(from));
        let elapsed_ms = (wall_ms * passed).checked_div(length).unwrap_or(0);
        Gap {
            from,
            to,
            elapsed_ms,
        }
    }

    /// Whether it is this gap.
    pub fn lies_between(&self, from: SimTime, to: SimTime) -> bool {
        (self.from, self.to) == (from, to)
    }

    pub fn length(&self) -> SimDuration {
        self.to.since(self.from)
    }

    /// Whether time runs visibly faster than real time in it.
    pub fn is_folded(&self) -> bool {
        self.length().milliseconds > gap_wall_ms(self.length()) * 3 / 2
    }

    /// Lets wall time pass; gives the moment reached and the wall time that is left over.
    pub fn play(&mut self, wall_ms: u64) -> (SimTime, u64) {
        let whole_ms = gap_wall_ms(self.length());
        self.elapsed_ms += wall_ms;
        if self.elapsed_ms >= whole_ms {
            return (self.to, self.elapsed_ms - whole_ms);
        }
        let passed = self.length().milliseconds * self.elapsed_ms / whole_ms;
        (self.from + SimDuration::from_millis(passed), 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_play_as_the_formula_says() {
        let cases = [
            (0, 350),
            (1_000, 700),
            (3_000, 1_050),
            (10_000, 1_560),
            (20_000, 1_887),
            (40_000, 2_200),
            (300_000, 2_200),
        ];
        for (gap_ms, expected_ms) in cases {
            let wall_ms = gap_wall_ms(SimDuration::from_millis(gap_ms));
            assert!(wall_ms.abs_diff(expected_ms) <= 5, "{gap_ms}: {wall_ms}");
        }
    }

    #[test]
    fn a_gap_is_played_to_its_end_in_any_number_of_frames() {
        let (from, to) = (SimTime::from_seconds(10), SimTime::from_seconds(20));
        let whole_ms = gap_wall_ms(to.since(from));
        for frame_ms in [1, 16, 100] {
            let mut gap = Gap::enter(from, to, from);
            let mut frames = 0;
            while gap.play(frame_ms).0 < to {
                frames += 1;
                assert!(frames < 10_000);
            }
            assert_eq!(frames, (whole_ms - 1) / frame_ms, "{frame_ms}");
        }
    }
}
