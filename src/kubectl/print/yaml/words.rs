//! Which unquoted texts stay texts when they are read (goyaml.v2/resolve.go; encode.go stringv).

use crate::api::Timestamp;
use crate::manifest::{Value, resolve_plain};

/// Whether YAML 1.1 reads a plain text as a text, and not as a number, a boolean, a time or null.
pub fn reads_as_text(text: &str) -> bool {
    matches!(resolve_plain(text), Value::Text(_))
        && text != "<<"
        && !is_time(text)
        && !is_base_60(text)
}

/// `2026-1-2`, alone or with a time of day after a `T` (and a zone) or a space (goyaml.v2/
/// resolve.go parseTimestamp).
fn is_time(text: &str) -> bool {
    let day_end = text.find(['T', 't', ' ']).unwrap_or(text.len());
    let (day, time) = text.split_at(day_end);
    let mut parts = day.splitn(3, '-');
    let mut part = || parts.next().unwrap_or_default();
    let (year, month, date) = (part(), part(), part());
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(date, 2) {
        return false;
    }
    if Timestamp::parse(&format!("{year}-{month:0>2}-{date:0>2}T00:00:00Z")).is_none() {
        return false;
    }
    match time.chars().next() {
        None => true,
        Some(' ') => is_time_of_day(&time[1..]),
        Some(_) => without_zone(&time[1..]).is_some_and(is_time_of_day),
    }
}

/// What stands before `Z` or `+09:00`.
fn without_zone(time: &str) -> Option<&str> {
    if let Some(rest) = time.strip_suffix('Z') {
        return Some(rest);
    }
    let (rest, zone) = time.rsplit_once(['+', '-'])?;
    let (hours, minutes) = zone.split_once(':')?;
    let fits = hours.len() == 2 && minutes.len() == 2;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (fits && digits(hours) && digits(minutes)).then_some(rest)
}

/// `15:4:5.999`.
fn is_time_of_day(time: &str) -> bool {
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let below = |text: &str, bound: u32| {
        (1..=2).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text.parse::<u32>().is_ok_and(|number| number < bound)
    };
    let fraction_fits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [hour, minute, second] => {
            below(hour, 24) && below(minute, 60) && below(second, 60) && fraction_fits
        }
        _ => false,
    }
}

/// `12:30` and `1:30:00.5`, which YAML 1.1 takes for numbers to the base of 60.
fn is_base_60(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_')
    };
    let mut parts = whole.split(':');
    let first = parts.next().unwrap_or_default();
    let mut further = 0;
    let sixties = parts.all(|part| {
        further += 1;
        match part.as_bytes() {
            [digit] => digit.is_ascii_digit(),
            [b'0'..=b'5', digit] => digit.is_ascii_digit(),
            _ => false,
        }
    });
    first.starts_with(|first: char| first.is_ascii_digit())
        && digits(first)
        && digits(fraction)
        && sixties
        && further > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_needs_quotes() {
        let texts = [
            "nginx",
            "1.2.3",
            "10.0.0.1",
            "100m",
            "64Mi",
            "2024-13-01",
            "2024-1",
            "1:2a",
            "12:60",
            "yes!",
            "v1",
            "2026-02-30",
            "8080/TCP",
            "0x",
            "-c",
            ".",
            "2026-01-01Tx",
        ];
        for text in texts {
            assert!(reads_as_text(text), "{text:?}");
        }
        let others = [
            "",
            "~",
            "null",
            "true",
            "No",
            "on",
            "y",
            "1",
            "-1",
            "0644",
            "0x1F",
            "1_000",
            "1e3",
            ".5",
            ".inf",
            "2024-01-01",
            "2024-1-2",
            "2026-11-21T17:40:31Z",
            "2026-11-21T17:40:31.5+09:00",
            "2026-11-21 17:40:31",
            "12:30",
            "1:30:00.5",
            "<<",
            "99999999999999999999",
        ];
        for text in others {
            assert!(!reads_as_text(text), "{text:?}");
        }
    }
}
