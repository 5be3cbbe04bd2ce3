//! Durations as Go reads them: `30s`, `1m30s`, `2h`, `500ms`.

/// Milliseconds of a duration; `None` if it is none, or longer than a run may last.
pub(super) fn duration_ms(text: &str) -> Option<u64> {
    const UNITS: [(&str, u64); 4] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];
    if text == "0" {
        return Some(0);
    }
    let mut rest = text;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(digits);
        let (unit, length_ms) = UNITS.iter().find(|(unit, _)| after.starts_with(unit))?;
        total = total.checked_add(scaled(number, *length_ms)?)?;
        rest = &after[unit.len()..];
    }
    (!text.is_empty()).then_some(total)
}

/// A decimal number of units in milliseconds.
fn scaled(number: &str, unit_ms: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: u64 = whole.parse().ok()?;
    let digits: String = fraction.chars().take(3).collect();
    let thousandths = match digits.as_str() {
        "" => 0,
        digits => digits.parse::<u64>().ok()? * 10_u64.pow(3 - digits.len() as u32),
    };
    whole
        .checked_mul(unit_ms)?
        .checked_add(thousandths * unit_ms / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_in_go() {
        let cases = [
            ("0", Some(0)),
            ("30s", Some(30_000)),
            ("1m30s", Some(90_000)),
            ("1.5h", Some(5_400_000)),
            ("250ms", Some(250)),
            ("", None),
            ("30", None),
            ("s", None),
            ("5 m", None),
            ("99999999999999999999h", None),
        ];
        for (text, expected) in cases {
            assert_eq!(duration_ms(text), expected, "{text}");
        }
    }
}
