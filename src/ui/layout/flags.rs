//! Labels on one line that must not overlap: chapter flags, commands, tick labels.

use crate::order;

/// The width of a flag or diamond, and the gap to its label.
const GLYPH: i32 = 9;
const GAP: i32 = 5;

/// Something to place: where it points, how wide its label is, and how much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    pub x: i32,
    pub label_width: i32,
    /// Higher is placed first.
    pub priority: u8,
}

/// Where the label of a flag went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// To the right of its pole.
    Right,
    /// To the left of its pole, text ending there.
    Left,
    /// No room for text: the glyph alone.
    Bare,
    /// Another flag stands on the same spot.
    Gone,
}

/// Places every wish on a line from `from` to `to`; the answers are in the order of the wishes.
pub fn place(wishes: &[Wish], from: i32, to: i32) -> Vec<Side> {
    let mut by_priority: Vec<usize> = (0..wishes.len()).collect();
    order::sort_by_key(&mut by_priority, |&index| {
        (std::cmp::Reverse(wishes[index].priority), wishes[index].x)
    });
    let mut taken: Vec<(i32, i32)> = Vec::with_capacity(wishes.len());
    let mut sides = vec![Side::Gone; wishes.len()];
    for index in by_priority {
        let Wish { x, label_width, .. } = wishes[index];
        let reach = GLYPH + label_width;
        let choices = [
            (Side::Right, x, x + reach),
            (Side::Left, x - reach, x),
            (Side::Bare, x, x + GLYPH - 2),
        ];
        let free = choices.into_iter().find(|&(side, left, right)| {
            let inside = side == Side::Bare || (from <= left && right <= to);
            inside
                && taken
                    .iter()
                    .all(|&(l, r)| right + GAP <= l || r + GAP <= left)
        });
        if let Some((side, left, right)) = free {
            sides[index] = side;
            taken.push((left, right));
        }
    }
    sides
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(x: i32, label_width: i32, priority: u8) -> Wish {
        Wish {
            x,
            label_width,
            priority,
        }
    }

    #[test]
    fn a_label_goes_right_then_left_then_nowhere() {
        let crowded = [
            wish(0, 40, 5),
            wish(70, 30, 5),
            wish(90, 40, 6),
            wish(92, 40, 1),
        ];
        assert_eq!(
            place(&crowded, 0, 400),
            [Side::Right, Side::Bare, Side::Right, Side::Gone]
        );
        assert_eq!(place(&[wish(95, 40, 1)], 0, 100), [Side::Left]);
    }

    #[test]
    fn what_matters_more_keeps_its_label() {
        let sides = place(&[wish(0, 40, 1), wish(20, 40, 9)], 0, 300);
        assert_eq!(sides, [Side::Bare, Side::Right]);
    }
}
