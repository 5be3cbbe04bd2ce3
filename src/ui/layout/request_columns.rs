//! Requests as columns: so many answered and so many failed in every few pixels.

use crate::engine::time::{SimDuration, SimTime};
use crate::playback::timeline::RequestMark;

use super::axis::Axis;

/// The width of a column and its gap.
pub const COLUMN: i32 = 4;
/// The table counts requests over this time; stretches alike become one.
const STRETCH_MS: u64 = 10_000;

/// What happened to the requests of a few pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Column {
    pub x: i32,
    pub ok: usize,
    pub failed: usize,
}

/// The heights of a column in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Height {
    pub ok: i32,
    pub failed: i32,
}

/// The columns that are not empty, from left to right.
pub fn columns(requests: &[RequestMark], axis: &Axis) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for request in requests.iter().filter(|request| axis.shows(request.time)) {
        let x = axis.x(request.time).div_euclid(COLUMN) * COLUMN;
        if columns.last().is_none_or(|column| column.x != x) {
            columns.push(Column {
                x,
                ..Column::default()
            });
        }
        if let Some(column) = columns.last_mut() {
            let count = match request.is_ok() {
                true => &mut column.ok,
                false => &mut column.failed,
            };
            *count += 1;
        }
    }
    columns
}

/// The most requests that a column outside folds has: what fills the row.
pub fn fullest(columns: &[Column], axis: &Axis) -> usize {
    let is_open = |column: &&Column| {
        let folded = axis.pieces.iter().filter(|piece| piece.folded);
        let mut folded = folded.map(|piece| (piece.left() - COLUMN, piece.right()));
        !folded.any(|(left, right)| left <= column.x && column.x < right)
    };
    let open = columns.iter().filter(is_open);
    open.map(|column| column.ok + column.failed)
        .max()
        .unwrap_or(1)
}

impl Column {
    /// How high it stands in a row; whatever there is has at least two pixels.
    pub fn height(&self, fullest: usize, row: i32) -> Height {
        let share = |count: usize, of: i32| {
            let whole = count * row.max(0) as usize;
            (whole.div_ceil(fullest.max(1)) as i32).clamp(if count > 0 { 2 } else { 0 }, of)
        };
        let failed = share(self.failed, if self.ok > 0 { row - 2 } else { row });
        Height {
            ok: share(self.ok, row - failed),
            failed,
        }
    }
}

/// The requests near an x.
pub fn column_at(requests: &[RequestMark], axis: &Axis, x: i32) -> Option<Column> {
    let wanted = x.div_euclid(COLUMN) * COLUMN;
    let (from, to) = (axis.time_at(x - 3 * COLUMN), axis.time_at(x + 3 * COLUMN));
    let first = requests.partition_point(|request| request.time < from);
    let beyond = requests.partition_point(|request| request.time <= to);
    let columns = columns(requests.get(first..beyond)?, axis);
    let near = columns
        .into_iter()
        .filter(|column| (column.x - wanted).abs() <= COLUMN);
    near.min_by_key(|column| (column.x - wanted).abs())
}

/// A stretch of time in which all requests were answered, or in which some failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub from: SimTime,
    pub to: SimTime,
    pub ok: usize,
    pub failed: usize,
}

/// The requests as stretches, for the table.
pub fn stretches(requests: &[RequestMark]) -> Vec<Stretch> {
    let mut windows: Vec<Stretch> = Vec::new();
    for request in requests {
        let (time, failed) = (request.time, usize::from(!request.is_ok()));
        let window = windows
            .last_mut()
            .filter(|window| time.since(window.from) < SimDuration::from_millis(STRETCH_MS));
        match window {
            Some(window) => {
                window.to = time;
                window.failed += failed;
                window.ok += 1 - failed;
            }
            None => windows.push(Stretch {
                from: time,
                to: time,
                ok: 1 - failed,
                failed,
            }),
        }
    }
    let mut stretches: Vec<Stretch> = Vec::new();
    for window in windows {
        match stretches.last_mut() {
            Some(last) if (last.failed > 0) == (window.failed > 0) => {
                last.to = window.to;
                last.ok += window.ok;
                last.failed += window.failed;
            }
            _ => stretches.push(window),
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::record::RequestOutcome;
    use crate::playback::timeline::Timeline;
    use crate::ui::layout::zoom::Zoom;

    /// Four requests a second; those of the third ten seconds are refused.
    fn requests(seconds: u64) -> Vec<RequestMark> {
        let request = |index: u64| RequestMark {
            time: SimTime::from_millis(index * 250),
            record: index as u32,
            outcome: match index / 40 {
                2 => RequestOutcome::Refused,
                _ => RequestOutcome::Status(200),
            },
            latency: SimDuration::ZERO,
            is_here: true,
        };
        (0..seconds * 4).map(request).collect()
    }

    fn axis(seconds: u64) -> Axis {
        let timeline = Timeline {
            end: SimTime::from_seconds(seconds),
            ..Timeline::default()
        };
        Axis::new(&timeline, Zoom::FIT.window(timeline.end), 1_200, false)
    }

    #[test]
    fn columns_are_bounded_and_count_every_request() {
        let (requests, axis) = (requests(1_800), axis(1_800));
        let columns = columns(&requests, &axis);
        assert!(columns.len() <= 1_200 / COLUMN as usize + 1);
        let count = |each: fn(&Column) -> usize| columns.iter().map(each).sum::<usize>();
        assert_eq!(count(|column| column.ok + column.failed), 7_200);
        assert_eq!(count(|column| column.failed), 40);
        let fullest = fullest(&columns, &axis);
        assert!((24..=26).contains(&fullest), "{fullest}");
    }

    #[test]
    fn a_single_failure_is_seen_in_a_full_column() {
        let column = Column {
            x: 0,
            ok: 99,
            failed: 1,
        };
        assert_eq!(column.height(100, 15), Height { ok: 13, failed: 2 });
        let only = Column { ok: 0, ..column };
        assert_eq!(only.height(1, 15), Height { ok: 0, failed: 15 });
    }

    #[test]
    fn the_table_tells_good_from_bad_times() {
        let stretches = stretches(&requests(60));
        let counts: Vec<(usize, usize)> = stretches
            .iter()
            .map(|stretch| (stretch.ok, stretch.failed))
            .collect();
        assert_eq!(counts, [(80, 0), (0, 40), (120, 0)]);
    }

    #[test]
    fn the_pointer_finds_its_column() {
        let (requests, axis) = (requests(60), axis(60));
        let found = column_at(&requests, &axis, 500).expect("requests are everywhere");
        assert_eq!((found.ok, found.failed), (0, 1));
    }
}
