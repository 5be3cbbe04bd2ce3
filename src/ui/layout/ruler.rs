//! Ticks and their labels on the timeline's ruler.

use crate::engine::time::SimTime;

use super::axis::{Axis, Piece};
use super::clock;
use super::text_width::mono_width;

const FONT: i32 = 11;
/// The least room between the starts of two labels.
const LABEL_PITCH: i64 = 64;
/// The least room between two ticks.
const TICK_PITCH: i64 = 6;
/// Ticks on one piece, at most: a guard, not a look.
const MOST_TICKS: u64 = 600;

/// Steps between labels in milliseconds, and into how many parts each may be split.
const STEPS: [(u64, u64); 16] = [
    (100, 5),
    (200, 4),
    (500, 5),
    (1_000, 10),
    (2_000, 4),
    (5_000, 5),
    (10_000, 10),
    (20_000, 4),
    (30_000, 6),
    (60_000, 6),
    (120_000, 4),
    (300_000, 5),
    (600_000, 10),
    (1_800_000, 6),
    (3_600_000, 6),
    (14_400_000, 4),
];

/// A line on the ruler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    pub x: i32,
    /// It stands at a label's step.
    pub major: bool,
}

/// A text on the ruler, centred on `x`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    pub x: i32,
    pub width: i32,
    pub text: String,
    /// The true length of a fold, not a time.
    pub fold: bool,
}

/// What the ruler shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ruler {
    pub ticks: Vec<Tick>,
    pub labels: Vec<Label>,
}

impl Label {
    /// Whether any of it lies between two places, in hundredths of a pixel.
    pub fn touches(&self, from_centipx: i64, to_centipx: i64) -> bool {
        let (x, half) = (i64::from(self.x) * 100, i64::from(self.width) * 50);
        x - half < to_centipx && from_centipx < x + half
    }
}

/// Ticks and labels of an axis; `fold_text` says how long a fold is.
pub fn ruler(axis: &Axis, fold_text: impl Fn(&Piece) -> (String, i32)) -> Ruler {
    let mut ruler = Ruler::default();
    let mut taken: Vec<(i32, i32)> = Vec::new();
    for piece in axis.pieces.iter().filter(|piece| piece.folded) {
        let (text, width) = fold_text(piece);
        let x = (piece.left() + piece.right()) / 2;
        if claim(&mut taken, x, width, axis.width) {
            ruler.labels.push(Label {
                x,
                width,
                text,
                fold: true,
            });
        }
    }
    for piece in axis.pieces.iter().filter(|piece| !piece.folded) {
        let step = label_step(piece);
        let parts = tick_parts(piece, step);
        let mut labelled = false;
        for (time, major) in ticks_of(piece, step.0, parts) {
            let x = axis.x(time);
            ruler.ticks.push(Tick { x, major });
            if major {
                labelled |= label_tick(&mut ruler, &mut taken, axis, time, step.0);
            }
        }
        if !labelled && piece.right() - piece.left() >= 34 {
            let middle = axis.time_at((piece.left() + piece.right()) / 2);
            let second = SimTime::from_seconds(middle.whole_seconds());
            label_tick(&mut ruler, &mut taken, axis, second.max(piece.from), 1_000);
        }
    }
    ruler
}

fn label_tick(
    ruler: &mut Ruler,
    taken: &mut Vec<(i32, i32)>,
    axis: &Axis,
    time: SimTime,
    step_ms: u64,
) -> bool {
    let text = if step_ms < 1_000 {
        clock::clock_with_tenths(time)
    } else {
        clock::clock(time)
    };
    let (x, width) = (axis.x(time), mono_width(&text, FONT));
    let free = claim(taken, x, width, axis.width);
    if free {
        ruler.labels.push(Label {
            x,
            width,
            text,
            fold: false,
        });
    }
    free
}

/// Takes the room for a centred text if nothing is there; the ends may hang over a little.
fn claim(taken: &mut Vec<(i32, i32)>, x: i32, width: i32, axis_width: i32) -> bool {
    let (left, right) = (x - width / 2 - 4, x + width / 2 + 4);
    let inside = right <= axis_width + 24;
    let free = inside && taken.iter().all(|&(l, r)| right <= l || r <= left);
    if free {
        taken.push((left, right));
    }
    free
}

fn centipx_of(piece: &Piece, milliseconds: u64) -> i64 {
    let span = i128::from(piece.right_centipx - piece.left_centipx);
    let length = i128::from(piece.length().milliseconds.max(1));
    (span * i128::from(milliseconds) / length) as i64
}

fn label_step(piece: &Piece) -> (u64, u64) {
    STEPS
        .into_iter()
        .find(|(step, _)| centipx_of(piece, *step) >= LABEL_PITCH * 100)
        .unwrap_or(STEPS[STEPS.len() - 1])
}

fn tick_parts(piece: &Piece, (step, parts): (u64, u64)) -> u64 {
    [parts, parts / 2, 1]
        .into_iter()
        .find(|parts| *parts > 0 && centipx_of(piece, step / parts) >= TICK_PITCH * 100)
        .unwrap_or(1)
}

fn ticks_of(piece: &Piece, step: u64, parts: u64) -> impl Iterator<Item = (SimTime, bool)> {
    let tick = (step / parts).max(1);
    let first = piece.from.milliseconds.div_ceil(tick);
    let last = piece.to.milliseconds / tick;
    (first..=last).take(MOST_TICKS as usize).map(move |n| {
        (
            SimTime::from_millis(n * tick),
            (n * tick).is_multiple_of(step),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::layout::fixture;
    use crate::ui::layout::zoom::Zoom;

    fn ruler_of(width: i32, fold: bool) -> Ruler {
        let timeline = fixture::crash_loop_timeline();
        let axis = Axis::new(&timeline, Zoom::FIT.window(timeline.end), width, fold);
        ruler(&axis, |piece| {
            let text = piece.length().to_string();
            let width = mono_width(&text, FONT);
            (text, width)
        })
    }

    #[test]
    fn labels_never_overlap() {
        for width in [240, 390, 764, 1_208] {
            for fold in [false, true] {
                let mut spans: Vec<(i32, i32)> = ruler_of(width, fold)
                    .labels
                    .iter()
                    .map(|label| (label.x, label.width))
                    .collect();
                spans.sort_unstable();
                for pair in spans.windows(2) {
                    let gap = (pair[1].0 - pair[1].1 / 2) - (pair[0].0 + pair[0].1 / 2);
                    assert!(gap >= 4, "{width} {fold} {pair:?}");
                }
            }
        }
    }

    #[test]
    fn a_label_is_touched_from_end_to_end() {
        let label = Label {
            x: 100,
            width: 30,
            ..Label::default()
        };
        assert!(
            label.touches(9_000, 11_000)
                && label.touches(0, 8_501)
                && label.touches(11_499, 20_000)
        );
        assert!(!label.touches(0, 8_500) && !label.touches(11_500, 20_000));
    }

    #[test]
    fn every_fold_says_how_long_it_is() {
        let labels = ruler_of(1_208, true).labels;
        let folds: Vec<&str> = labels
            .iter()
            .filter(|label| label.fold)
            .map(|label| label.text.as_str())
            .collect();
        assert!(
            folds.len() >= 3 && folds.iter().all(|text| text.ends_with('s')),
            "{folds:?}"
        );
        assert!(labels.iter().any(|label| label.text == "00:00"));
    }
}
