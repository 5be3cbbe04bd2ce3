//! Simulated time: whole milliseconds since the run's start.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// A moment of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime {
    pub milliseconds: u64,
}

/// A length of simulated time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimDuration {
    pub milliseconds: u64,
}

impl SimTime {
    pub const ZERO: SimTime = SimTime { milliseconds: 0 };

    /// The moment so many milliseconds after the start.
    pub const fn from_millis(milliseconds: u64) -> SimTime {
        SimTime { milliseconds }
    }

    /// The moment so many whole seconds after the start.
    pub const fn from_seconds(seconds: u64) -> SimTime {
        SimTime {
            milliseconds: seconds.saturating_mul(1_000),
        }
    }

    /// How long ago `earlier` was; zero if it is still to come.
    pub fn since(self, earlier: SimTime) -> SimDuration {
        SimDuration {
            milliseconds: self.milliseconds.saturating_sub(earlier.milliseconds),
        }
    }

    /// Whole seconds since the start, rounded down.
    pub fn whole_seconds(self) -> u64 {
        self.milliseconds / 1_000
    }
}

impl SimDuration {
    pub const ZERO: SimDuration = SimDuration { milliseconds: 0 };

    pub const fn from_millis(milliseconds: u64) -> SimDuration {
        SimDuration { milliseconds }
    }

    pub const fn from_seconds(seconds: u64) -> SimDuration {
        SimDuration {
            milliseconds: seconds.saturating_mul(1_000),
        }
    }

    /// Whole seconds, rounded down.
    pub fn whole_seconds(self) -> u64 {
        self.milliseconds / 1_000
    }
}

impl Add<SimDuration> for SimTime {
    type Output = SimTime;
    fn add(self, duration: SimDuration) -> SimTime {
        SimTime {
            milliseconds: self.milliseconds.saturating_add(duration.milliseconds),
        }
    }
}

impl AddAssign<SimDuration> for SimTime {
    fn add_assign(&mut self, duration: SimDuration) {
        *self = *self + duration;
    }
}

impl Add for SimDuration {
    type Output = SimDuration;
    fn add(self, other: SimDuration) -> SimDuration {
        SimDuration {
            milliseconds: self.milliseconds.saturating_add(other.milliseconds),
        }
    }
}

impl Sub for SimDuration {
    type Output = SimDuration;
    fn sub(self, other: SimDuration) -> SimDuration {
        SimDuration {
            milliseconds: self.milliseconds.saturating_sub(other.milliseconds),
        }
    }
}

impl fmt::Display for SimDuration {
    /// As Go prints a duration, truncated to milliseconds: `812ms`, `3.2s`, `1m20s`, `5m0s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.milliseconds;
        if total == 0 {
            return f.write_str("0s");
        }
        if total < 1_000 {
            return write!(f, "{total}ms");
        }
        let (hours, minutes) = (total / 3_600_000, total / 60_000 % 60);
        if hours > 0 {
            write!(f, "{hours}h")?;
        }
        if hours > 0 || minutes > 0 {
            write!(f, "{minutes}m")?;
        }
        write!(f, "{}", total / 1_000 % 60)?;
        let fraction = total % 1_000;
        if fraction > 0 {
            let digits = format!("{fraction:03}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        f.write_str("s")
    }
}

#[cfg(test)]
mod tests {
    use super::SimDuration;

    #[test]
    fn durations_print_as_go_does() {
        let cases = [
            (0, "0s"),
            (812, "812ms"),
            (3_200, "3.2s"),
            (10_000, "10s"),
            (80_000, "1m20s"),
            (300_000, "5m0s"),
            (62_500, "1m2.5s"),
            (3_600_000, "1h0m0s"),
        ];
        for (milliseconds, expected) in cases {
            assert_eq!(SimDuration::from_millis(milliseconds).to_string(), expected);
        }
    }
}
