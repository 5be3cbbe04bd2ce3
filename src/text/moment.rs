//! Times, lengths of time, ordinals and sizes as the two languages write them. Ages that kubectl
//! prints (`2m31s`) are its own and do not pass through here.

use crate::engine::time::{SimDuration, SimTime};

use super::Lang;

/// The clock of the page: `T+02:31.000`, from an hour on `T+1:02:31.000`.
pub fn clock(time: SimTime) -> String {
    let mut text = String::from("T+");
    let total = time.milliseconds;
    let (hours, minutes) = (total / 3_600_000, total / 60_000 % 60);
    if hours > 0 {
        text.push_str(&hours.to_string());
        text.push(':');
    }
    push_padded(&mut text, minutes, 2);
    text.push(':');
    push_padded(&mut text, total / 1_000 % 60, 2);
    text.push('.');
    push_padded(&mut text, total % 1_000, 3);
    text
}

/// The clock inside a sentence, without zeros at its end: `T+02:31`, `T+02:46.6`.
pub fn short_clock(time: SimTime) -> String {
    let mut text = clock(time);
    let shown = text.trim_end_matches('0').trim_end_matches('.').len();
    // `T+10:00.000` loses its fraction only.
    let whole = text.len() - ".000".len();
    text.truncate(shown.max(whole));
    text
}

/// `1분 20초` or `1 m 20 s`. Below ten seconds a tenth is shown (`2.3초`), below one second
/// milliseconds; from an hour on no seconds.
pub fn duration(duration: SimDuration, lang: Lang) -> String {
    let total = duration.milliseconds;
    let units = match lang {
        Lang::Ko => ["시간", "분", "초", "밀리초"],
        Lang::En => [" h", " m", " s", " ms"],
    };
    let mut text = String::new();
    if total > 0 && total < 1_000 {
        text.push_str(&total.to_string());
        text.push_str(units[3]);
        return text;
    }
    let (hours, minutes, seconds) = (total / 3_600_000, total / 60_000 % 60, total / 1_000 % 60);
    let tenths = if total < 10_000 { total / 100 % 10 } else { 0 };
    push_part(&mut text, hours, units[0]);
    push_part(&mut text, minutes, units[1]);
    if tenths > 0 {
        text.push_str(&seconds.to_string());
        text.push('.');
        text.push_str(&tenths.to_string());
        text.push_str(units[2]);
    } else if hours == 0 {
        push_part(&mut text, seconds, units[2]);
    }
    if text.is_empty() {
        text.push('0');
        text.push_str(units[2]);
    }
    text
}

/// `3번째` or `3rd`.
pub fn ordinal(number: u32, lang: Lang) -> String {
    let mut text = number.to_string();
    text.push_str(match (lang, number % 10, number % 100) {
        (Lang::Ko, _, _) => "번째",
        (Lang::En, _, 11..=13) => "th",
        (Lang::En, 1, _) => "st",
        (Lang::En, 2, _) => "nd",
        (Lang::En, 3, _) => "rd",
        (Lang::En, _, _) => "th",
    });
    text
}

/// Bytes of memory as a manifest writes them, in the largest unit that leaves at least one:
/// `50Mi`, `3.1Gi`.
pub fn memory(bytes: u64) -> String {
    let units = [(1_u64 << 30, "Gi"), (1 << 20, "Mi"), (1 << 10, "Ki")];
    let found = units.into_iter().find(|(size, _)| bytes >= *size);
    let (size, unit) = found.unwrap_or((1, ""));
    match bytes % size / size.div_ceil(10) {
        0 => format!("{}{unit}", bytes / size),
        tenths => format!("{}.{tenths}{unit}", bytes / size),
    }
}

/// A size in decimal units, as registries count: `150 MB`, `1.2 GB`, `812 kB`.
pub fn bytes(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, " GB"), (1_000_000, " MB"), (1_000, " kB")];
    let (size, unit) = UNITS
        .into_iter()
        .find(|(size, _)| bytes >= *size)
        .unwrap_or((1, " B"));
    let tenths = if size == 1 {
        0
    } else {
        bytes / (size / 10) % 10
    };
    let mut text = (bytes / size).to_string();
    if tenths > 0 && bytes / size < 10 {
        text.push('.');
        text.push_str(&tenths.to_string());
    }
    text.push_str(unit);
    text
}

fn push_padded(text: &mut String, value: u64, width: usize) {
    let digits = value.to_string();
    for _ in digits.len()..width {
        text.push('0');
    }
    text.push_str(&digits);
}

/// Adds `20초` after a blank, unless it is zero.
fn push_part(text: &mut String, value: u64, unit: &str) {
    if value == 0 {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(&value.to_string());
    text.push_str(unit);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks() {
        let cases = [
            (0, "T+00:00.000", "T+00:00"),
            (151_000, "T+02:31.000", "T+02:31"),
            (166_600, "T+02:46.600", "T+02:46.6"),
            (600_000, "T+10:00.000", "T+10:00"),
            (53_004, "T+00:53.004", "T+00:53.004"),
            (3_751_020, "T+1:02:31.020", "T+1:02:31.02"),
        ];
        for (milliseconds, long, short) in cases {
            let time = SimTime::from_millis(milliseconds);
            assert_eq!(clock(time), long);
            assert_eq!(short_clock(time), short);
        }
    }

    #[test]
    fn durations() {
        let cases = [
            (0, "0초", "0 s"),
            (50, "50밀리초", "50 ms"),
            (2_000, "2초", "2 s"),
            (2_380, "2.3초", "2.3 s"),
            (10_400, "10초", "10 s"),
            (80_000, "1분 20초", "1 m 20 s"),
            (300_000, "5분", "5 m"),
            (3_720_000, "1시간 2분", "1 h 2 m"),
            (7_200_000, "2시간", "2 h"),
        ];
        for (milliseconds, ko, en) in cases {
            let length = SimDuration::from_millis(milliseconds);
            assert_eq!(duration(length, Lang::Ko), ko);
            assert_eq!(duration(length, Lang::En), en);
        }
    }

    #[test]
    fn ordinals() {
        let cases = [
            (1, "1st"),
            (2, "2nd"),
            (3, "3rd"),
            (4, "4th"),
            (11, "11th"),
            (12, "12th"),
        ];
        for (number, en) in cases {
            assert_eq!(ordinal(number, Lang::En), en);
        }
        assert_eq!(ordinal(21, Lang::En), "21st");
        assert_eq!(ordinal(113, Lang::En), "113th");
        assert_eq!(ordinal(5, Lang::Ko), "5번째");
    }

    #[test]
    fn sizes() {
        let cases = [
            (0, "0 B"),
            (999, "999 B"),
            (1_500, "1.5 kB"),
            (150_000_000, "150 MB"),
            (1_250_000_000, "1.2 GB"),
        ];
        for (size, expected) in cases {
            assert_eq!(bytes(size), expected);
        }
    }
}
