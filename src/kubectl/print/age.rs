//! How long ago: the durations of AGE, LAST SEEN and RESTARTS.

use crate::api::Timestamp;
use crate::engine::time::SimTime;

/// The moment of printing, on the cluster's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub unix_ms: i64,
}

impl Now {
    /// A moment of a run that began at `start`.
    pub fn new(start: Timestamp, time: SimTime) -> Now {
        Now {
            unix_ms: start.unix_seconds * 1_000 + time.milliseconds as i64,
        }
    }

    /// kubectl's age of a moment; `<unknown>` if there is none.
    pub fn age(self, stamp: Option<Timestamp>) -> String {
        match stamp {
            Some(stamp) => human_duration((self.unix_ms - stamp.unix_seconds * 1_000) / 1_000),
            None => "<unknown>".to_owned(),
        }
    }
}

/// A length of time as kubectl shortens it: `3m19s`, `47h`, `2y1d`
/// (kubectl.md §3.4; apimachinery/pkg/util/duration HumanDuration).
pub fn human_duration(seconds: i64) -> String {
    if seconds < -1 {
        return "<invalid>".to_owned();
    }
    let seconds = seconds.max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    if seconds < 120 {
        format!("{seconds}s")
    } else if minutes < 10 {
        two(minutes, 'm', seconds % 60, 's')
    } else if minutes < 180 {
        format!("{minutes}m")
    } else if hours < 8 {
        two(hours, 'h', minutes % 60, 'm')
    } else if hours < 48 {
        format!("{hours}h")
    } else if days < 8 {
        two(days, 'd', hours % 24, 'h')
    } else if days < 730 {
        format!("{days}d")
    } else if days < 2_920 {
        two(days / 365, 'y', days % 365, 'd')
    } else {
        format!("{}y", days / 365)
    }
}

/// Two units, the second only if it is not zero.
fn two(large: i64, large_unit: char, small: i64, small_unit: char) -> String {
    if small == 0 {
        format!("{large}{large_unit}")
    } else {
        format!("{large}{large_unit}{small}{small_unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_shorten_as_in_a_recorded_list() {
        let cases = [
            (0, "0s"),
            (59, "59s"),
            (60, "60s"),
            (119, "119s"),
            (120, "2m"),
            (121, "2m1s"),
            (180, "3m"),
            (299, "4m59s"),
            (599, "9m59s"),
            (600, "10m"),
            (601, "10m"),
            (3_599, "59m"),
            (7_199, "119m"),
            (10_799, "179m"),
            (10_800, "3h"),
            (10_860, "3h1m"),
            (28_799, "7h59m"),
            (28_800, "8h"),
            (86_400, "24h"),
            (172_799, "47h"),
            (172_800, "2d"),
            (176_400, "2d1h"),
            (691_199, "7d23h"),
            (691_200, "8d"),
            (31_536_000, "365d"),
            (63_071_999, "729d"),
            (63_072_000, "2y"),
            (63_158_400, "2y1d"),
            (252_287_999, "7y364d"),
            (252_288_000, "8y"),
            (-1, "0s"),
            (-2, "<invalid>"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(human_duration(seconds), expected, "{seconds}");
        }
    }

    #[test]
    fn the_near_future_is_cut_towards_zero() {
        let start = Timestamp { unix_seconds: 100 };
        let now = Now::new(start, SimTime::from_millis(500));
        assert_eq!(now.age(Some(Timestamp { unix_seconds: 102 })), "0s");
        assert_eq!(now.age(Some(Timestamp { unix_seconds: 103 })), "<invalid>");
        assert_eq!(now.age(None), "<unknown>");
    }
}
