//! The dotted arrow from the layer that decided to the STATUS chip.

use std::fmt::Write;

/// A box in the card's own coordinates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl Rect {
    fn center(self) -> i32 {
        (self.left + self.right) / 2
    }

    fn middle(self) -> i32 {
        (self.top + self.bottom) / 2
    }
}

/// Where the arrow begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A station of the phase rail: leave upwards, above the rail, whose top this is.
    Rail { top: i32 },
    /// A container: leave to the right.
    Box,
}

/// The drawing: dotted lines, arrow heads, and where the words "rule n" stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrow {
    pub lines: String,
    pub heads: String,
    /// The middle of the words, if there is room for them.
    pub label: Option<(i32, i32)>,
}

/// How far below the chip the arrow runs sideways.
const CHANNEL: i32 = 12;
/// How far it keeps from the boxes that it passes.
const GUTTER: i32 = 9;
const HEAD: i32 = 4;
/// The words "rule n · phase as is" need so much.
const LABEL_ROOM: i32 = 96;

/// From the origin, through the deciding rung of the ladder if one is shown, to the chip.
pub fn arrow(origin: Option<(Origin, Rect)>, rung: Option<Rect>, chip: Rect, edge: i32) -> Arrow {
    let mut arrow = Arrow::default();
    match rung {
        Some(rung) => {
            if let Some((origin, source)) = origin {
                to_rung(&mut arrow, origin, source, rung);
            }
            up_the_edge(&mut arrow, rung, chip, edge);
        }
        None => match origin {
            Some((Origin::Rail { .. }, source)) => over_the_rail(&mut arrow, source, chip),
            Some((Origin::Box, source)) => up_the_edge(&mut arrow, source, chip, edge),
            None => {}
        },
    }
    arrow
}

fn to_rung(arrow: &mut Arrow, origin: Origin, source: Rect, rung: Rect) {
    let (column, end) = (rung.left - GUTTER - 4, rung.left - 3);
    let line = match origin {
        Origin::Rail { top } => {
            let over = top - 3;
            format!(
                "M{} {}V{over}H{column}V{}H{end}",
                source.center(),
                source.top,
                rung.middle()
            )
        }
        Origin::Box => {
            format!(
                "M{} {}H{column}V{}H{end}",
                source.right + 3,
                source.middle(),
                rung.middle()
            )
        }
    };
    arrow.lines.push_str(&line);
    let (x, y) = (end, rung.middle());
    let _ = write!(
        arrow.heads,
        "M{} {}l{HEAD} {HEAD}-{HEAD} {HEAD}",
        x - HEAD,
        y - HEAD
    );
}

/// To the right, up beside everything, and to the chip from below.
fn up_the_edge(arrow: &mut Arrow, from: Rect, chip: Rect, edge: i32) {
    let column = edge - GUTTER;
    let start = format!(
        "M{} {}H{column}V{}",
        from.right + 2,
        from.middle(),
        chip.bottom + CHANNEL
    );
    arrow.lines.push_str(&start);
    to_chip(arrow, chip);
}

fn over_the_rail(arrow: &mut Arrow, source: Rect, chip: Rect) {
    let over = chip.bottom + CHANNEL;
    let _ = write!(
        arrow.lines,
        "M{} {}V{over}",
        source.center(),
        source.top - 2
    );
    let (left, right) = (
        source.center().min(chip.center()),
        source.center().max(chip.center()),
    );
    if right - left > LABEL_ROOM {
        arrow.label = Some(((left + right) / 2, over));
    }
    to_chip(arrow, chip);
}

fn to_chip(arrow: &mut Arrow, chip: Rect) {
    let _ = write!(arrow.lines, "H{}V{}", chip.center(), chip.bottom + 4);
    let (x, y) = (chip.center(), chip.bottom + 3);
    let _ = write!(
        arrow.heads,
        "M{} {}l{HEAD}-{HEAD} {HEAD} {HEAD}",
        x - HEAD,
        y + HEAD
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(left: i32, top: i32, right: i32, bottom: i32) -> Rect {
        Rect {
            left,
            top,
            right,
            bottom,
        }
    }

    const CHIP: Rect = Rect {
        left: 300,
        top: 10,
        right: 400,
        bottom: 40,
    };

    #[test]
    fn the_phase_reaches_the_chip_over_the_rail() {
        let station = rect(90, 70, 110, 90);
        let arrow = arrow(Some((Origin::Rail { top: 66 }, station)), None, CHIP, 420);
        assert_eq!(arrow.lines, "M100 68V52H350V44");
        assert_eq!(arrow.label, Some((225, 52)));
    }

    #[test]
    fn a_container_reaches_the_chip_along_the_edge() {
        let state = rect(60, 200, 180, 220);
        let arrow = arrow(Some((Origin::Box, state)), None, CHIP, 420);
        assert_eq!(arrow.lines, "M182 210H411V52H350V44");
    }

    #[test]
    fn with_a_ladder_the_arrow_stops_at_its_rung() {
        let rung = rect(280, 150, 400, 190);
        let state = rect(60, 200, 180, 220);
        let arrow = arrow(Some((Origin::Box, state)), Some(rung), CHIP, 420);
        assert!(
            arrow.lines.starts_with("M183 210H267V170H277M402 170H411"),
            "{}",
            arrow.lines
        );
        assert_eq!(arrow.heads.matches('M').count(), 2);
    }
}
