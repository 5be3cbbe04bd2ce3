//! Lines between boxes that the browser has laid out: from an endpoint's row to its Pod, and from
//! the kubelet up to a probe's pip.

use super::arrow::Rect;

/// The bars of a broken link stand so far from its row.
const BREAK: i32 = 8;
/// The least reach of a curve's handles.
const REACH: i32 = 14;

/// A curve from one box to the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    points: [(i32, i32); 4],
}

/// From the right edge of a row to the left edge of a Pod, near its top.
pub fn link(row: Rect, pod: Rect) -> Link {
    let from = (row.right, (row.top + row.bottom) / 2);
    let to = (pod.left, pod.top + ((pod.bottom - pod.top) / 2).min(34));
    let reach = ((to.0 - from.0) / 2).clamp(REACH, 60);
    Link {
        points: [from, (from.0 + reach, from.1), (to.0 - reach, to.1), to],
    }
}

impl Link {
    /// The path of an open link.
    pub fn path(self) -> String {
        let [a, b, c, d] = self.points;
        curve(a, b, c, d)
    }

    /// The same, cut at the row's end.
    pub fn broken_path(self) -> String {
        let [a, b, c, d] = self.points;
        let start = (a.0 + BREAK + 7, a.1);
        curve(start, (b.0.max(start.0), b.1), c, d)
    }

    /// The two bars of the cut.
    pub fn cut(self) -> String {
        let (x, y) = self.points[0];
        let (x, top) = (x + BREAK, y - 6);
        format!("M{x} {top}v12M{} {top}v12", x + 5)
    }

    /// The point at so many thousandths of the way.
    pub fn point(self, permille: i64) -> (i64, i64) {
        let t = permille.clamp(0, 1_000);
        let s = 1_000 - t;
        let weights = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
        let along = |pick: fn(&(i32, i32)) -> i32| {
            let points = self.points.iter().map(pick).map(i64::from);
            let sum: i64 = points
                .zip(weights)
                .map(|(value, weight)| value * weight)
                .sum();
            sum / 1_000_000_000
        };
        (along(|point| point.0), along(|point| point.1))
    }
}

fn curve(a: (i32, i32), b: (i32, i32), c: (i32, i32), d: (i32, i32)) -> String {
    format!(
        "M{} {}C{} {} {} {} {} {}",
        a.0, a.1, b.0, b.1, c.0, c.1, d.0, d.1
    )
}

/// The beam from the kubelet's line up to a pip, with its head.
pub fn beam(kubelet: Rect, pip: Rect) -> String {
    let x = (pip.left + pip.right) / 2;
    let (from, to) = (kubelet.top, pip.bottom + 2);
    format!("M{x} {from}V{to}m-4 5 4-5 4 5")
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

    #[test]
    fn a_link_runs_from_the_row_to_the_pod() {
        let link = link(rect(0, 100, 200, 140), rect(260, 20, 500, 220));
        assert_eq!(link.path(), "M200 120C230 120 230 54 260 54");
        assert_eq!(link.broken_path(), "M215 120C230 120 230 54 260 54");
        assert_eq!(link.cut(), "M208 114v12M213 114v12");
        assert_eq!(link.point(0), (200, 120));
        assert_eq!(link.point(1_000), (260, 54));
        assert_eq!(link.point(500), (230, 87));
    }

    #[test]
    fn a_beam_rises_to_the_pip() {
        let path = beam(rect(0, 300, 400, 320), rect(90, 200, 110, 212));
        assert_eq!(path, "M100 300V214m-4 5 4-5 4 5");
    }
}
