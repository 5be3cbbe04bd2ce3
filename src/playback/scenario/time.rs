//! Times in a scenario: `40s`, `2.5s`, `1m30s`, `2h`.

use crate::engine::time::{SimDuration, SimTime};

/// The longest run: 30 days.
pub const TIME_MAX: SimTime = SimTime::from_seconds(30 * 24 * 3_600);

/// Reads a length of time made of hours, minutes, seconds and milliseconds in this order.
/// `None` if the text has another form; longer than [`TIME_MAX`] is for the caller to refuse.
pub fn parse_time(text: &str) -> Option<SimDuration> {
    const UNITS: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
    let mut rest = text;
    let mut next_unit = 0;
    let mut total_ms: u64 = 0;
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| c != '.' && !c.is_ascii_digit())?;
        let (number, tail) = rest.split_at(number_end);
        let unit_end = tail
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_end);
        let position = UNITS.iter().position(|(name, _)| *name == unit)?;
        if position < next_unit {
            return None;
        }
        next_unit = position + 1;
        total_ms = total_ms.saturating_add(milliseconds(number, UNITS[position].1)?);
        rest = tail;
    }
    (next_unit > 0).then_some(SimDuration::from_millis(total_ms))
}

/// A decimal number of units; parts of a millisecond are refused.
fn milliseconds(number: &str, unit_ms: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let digits_ok = |digits: &str| {
        !digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|b| b.is_ascii_digit())
    };
    if !digits_ok(whole) || !digits_ok(fraction) || fraction.len() > 6 {
        return None;
    }
    let scale = 10_u64.pow(fraction.len() as u32);
    let part = fraction.parse::<u64>().ok()? * unit_ms;
    if !part.is_multiple_of(scale) {
        return None;
    }
    let whole = whole.parse::<u64>().ok()?.saturating_mul(unit_ms);
    Some(whole.saturating_add(part / scale))
}

/// A moment as a scenario writes it: `0s`, `2.5s`, `1m30s`, `2h`.
pub fn clock_text(time: SimTime) -> String {
    let total_ms = time.milliseconds;
    let (hours, minutes) = (total_ms / 3_600_000, total_ms / 60_000 % 60);
    let (seconds, fraction) = (total_ms / 1_000 % 60, total_ms % 1_000);
    let mut text = String::new();
    if hours > 0 {
        text += &format!("{hours}h");
    }
    if minutes > 0 {
        text += &format!("{minutes}m");
    }
    if fraction > 0 {
        let digits = format!("{fraction:03}");
        text += &format!("{seconds}.{}s", digits.trim_end_matches('0'));
    } else if seconds > 0 || text.is_empty() {
        text += &format!("{seconds}s");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_and_print() {
        let cases = [
            ("0s", 0),
            ("2.5s", 2_500),
            ("1m30s", 90_000),
            ("2h", 7_200_000),
            ("2m10.5s", 130_500),
            ("1h0.001s", 3_600_001),
        ];
        for (text, expected_ms) in cases {
            let duration = parse_time(text).map(|time| time.milliseconds);
            assert_eq!(duration, Some(expected_ms), "{text}");
            assert_eq!(clock_text(SimTime::from_millis(expected_ms)), text);
        }
        assert_eq!(parse_time("250ms"), Some(SimDuration::from_millis(250)));
        assert_eq!(parse_time("1.5m"), Some(SimDuration::from_seconds(90)));
    }

    #[test]
    fn other_forms_are_refused() {
        let refused = [
            "", "5", "s", "1x", "1s1m", "1.s", ".5s", "1..5s", "-1s", "0.0001s", "1 s",
        ];
        for text in refused {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }
}
