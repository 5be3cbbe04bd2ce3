//! Wall time in the API: whole seconds, printed as RFC 3339 in UTC.

use std::fmt;

use super::wire::{Shape, Wire, Word};

/// Whole seconds since 1970-01-01T00:00:00Z, as the API stores them
/// (control-plane.md §1.1: the server's clock, UTC, whole seconds).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    pub unix_seconds: i64,
}

/// Year, month (1–12), day (1–31), hour, minute, second in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub year: i64,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
}

impl Timestamp {
    /// Reads `2026-01-01T00:00:00Z`; fractions of a second and other zones are refused.
    pub fn parse(text: &str) -> Option<Timestamp> {
        let bytes = text.as_bytes();
        let shape = bytes.len() == 20
            && bytes[4] == b'-'
            && bytes[7] == b'-'
            && matches!(bytes[10], b'T' | b't')
            && bytes[13] == b':'
            && bytes[16] == b':'
            && matches!(bytes[19], b'Z' | b'z');
        if !shape {
            return None;
        }
        let number = |from: usize, to: usize| -> Option<i64> {
            let digits = text.get(from..to)?;
            digits
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| digits.parse().ok())?
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        let plausible = (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        if !plausible {
            return None;
        }
        let days = days_from_civil(year, month, day);
        let stamp = Timestamp {
            unix_seconds: days * 86_400 + hour * 3_600 + minute * 60 + second,
        };
        let civil = stamp.civil();
        // 31 February and its like come back as another day.
        (i64::from(civil.day) == day).then_some(stamp)
    }

    /// The calendar fields in UTC.
    pub fn civil(self) -> Civil {
        let days = self.unix_seconds.div_euclid(86_400);
        let seconds = self.unix_seconds.rem_euclid(86_400);
        let (year, month, day) = civil_from_days(days);
        Civil {
            year,
            month,
            day,
            hour: (seconds / 3_600) as u32,
            minute: (seconds / 60 % 60) as u32,
            second: (seconds % 60) as u32,
        }
    }

    /// Monday is 1, Sunday is 7.
    pub fn weekday(self) -> u32 {
        (self.unix_seconds.div_euclid(86_400) + 3).rem_euclid(7) as u32 + 1
    }
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 {
        month_index + 3
    } else {
        month_index - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month as u32, day as u32)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self.civil();
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

impl Wire for Timestamp {
    fn shape(&mut self) -> Shape<'_> {
        Shape::Word(self)
    }
}

impl Word for Timestamp {
    fn word(&self) -> String {
        self.to_string()
    }

    fn set_word(&mut self, word: &str) -> bool {
        let timestamp = Timestamp::parse(word);
        *self = timestamp.unwrap_or(*self);
        timestamp.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_the_default_start() {
        let start = Timestamp::parse("2026-01-01T00:00:00Z").unwrap();
        assert_eq!(start.unix_seconds, 1_767_225_600);
        assert_eq!(start.to_string(), "2026-01-01T00:00:00Z");
        assert_eq!(start.weekday(), 4);
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        assert_eq!(Timestamp::parse("2026-02-30T00:00:00Z"), None);
        assert_eq!(Timestamp::parse("2026-13-01T00:00:00Z"), None);
        assert!(Timestamp::parse("2024-02-29T23:59:59Z").is_some());
    }
}
