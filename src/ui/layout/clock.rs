//! Times as the page prints them: digits only, the same in both languages.

use crate::api::Timestamp;
use crate::engine::time::{SimDuration, SimTime};

/// `02:31`, and `1:02:31` from an hour on.
pub fn clock(time: SimTime) -> String {
    let seconds = time.whole_seconds();
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

/// `02:31.004`.
pub fn clock_with_milliseconds(time: SimTime) -> String {
    format!("{}.{:03}", clock(time), time.milliseconds % 1_000)
}

/// `02:31.0`: to the tenth of a second, cut off.
pub fn clock_with_tenths(time: SimTime) -> String {
    format!("{}.{}", clock(time), time.milliseconds % 1_000 / 100)
}

/// What is left of a wait: `15.6s` below a minute and a half, `1m20s` above.
pub fn remaining(duration: SimDuration) -> String {
    if duration.milliseconds < 90_000 {
        let tenths = duration.milliseconds / 100;
        format!("{}.{}s", tenths / 10, tenths % 10)
    } else {
        age(duration.whole_seconds())
    }
}

/// An age as kubectl prints it (apimachinery/util/duration HumanDuration): `64s`, `2m31s`, `3h5m`.
pub fn age(seconds: u64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    let pair = |whole: u64, unit: char, rest: u64, rest_unit: char| match rest {
        0 => format!("{whole}{unit}"),
        rest => format!("{whole}{unit}{rest}{rest_unit}"),
    };
    match seconds {
        0..120 => format!("{seconds}s"),
        120..600 => pair(minutes, 'm', seconds % 60, 's'),
        600..10_800 => format!("{minutes}m"),
        10_800..28_800 => pair(hours, 'h', minutes % 60, 'm'),
        28_800..172_800 => format!("{hours}h"),
        172_800..691_200 => pair(days, 'd', hours % 24, 'h'),
        _ => format!("{days}d"),
    }
}

/// The wall time of a moment in the API's whole seconds.
pub fn timestamp_at(start: Timestamp, time: SimTime) -> Timestamp {
    Timestamp {
        unix_seconds: start.unix_seconds + time.whole_seconds() as i64,
    }
}

/// Whole seconds from an API time to a moment of the run; zero if it is still to come.
pub fn seconds_since(start: Timestamp, then: Timestamp, now: SimTime) -> u64 {
    let passed = timestamp_at(start, now).unix_seconds - then.unix_seconds;
    u64::try_from(passed).unwrap_or(0)
}

/// The moment of the run that an API time names; zero if it lies before the run.
pub fn moment_of(start: Timestamp, then: Timestamp) -> SimTime {
    SimTime::from_seconds(u64::try_from(then.unix_seconds - start.unix_seconds).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_read_as_kubectl_prints_them() {
        let cases = [
            (0, "0s"),
            (119, "119s"),
            (120, "2m"),
            (151, "2m31s"),
            (660, "11m"),
            (11_100, "3h5m"),
            (90_000, "25h"),
            (180_000, "2d2h"),
            (900_000, "10d"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(age(seconds), expected);
        }
    }

    #[test]
    fn clocks_carry_as_much_as_asked() {
        let time = SimTime::from_millis(151_004);
        assert_eq!(clock(time), "02:31");
        assert_eq!(clock_with_milliseconds(time), "02:31.004");
        assert_eq!(clock_with_tenths(SimTime::from_millis(166_650)), "02:46.6");
        assert_eq!(clock(SimTime::from_seconds(3_661)), "1:01:01");
        assert_eq!(remaining(SimDuration::from_millis(15_649)), "15.6s");
        assert_eq!(remaining(SimDuration::from_seconds(272)), "4m32s");
    }

    #[test]
    fn api_times_and_moments_go_back_and_forth() {
        let start = Timestamp::parse("2026-01-01T00:00:00Z").expect("a valid time");
        let now = SimTime::from_millis(64_900);
        assert_eq!(
            moment_of(start, timestamp_at(start, now)).whole_seconds(),
            64
        );
        assert_eq!(seconds_since(start, start, now), 64);
        assert_eq!(
            seconds_since(start, timestamp_at(start, now), SimTime::ZERO),
            0
        );
    }
}
