//! What an unquoted scalar means. Kubernetes reads YAML 1.1: `yes`, `on` and `0644` are not
//! texts (sigs.k8s.io/yaml goyaml.v2/resolve.go).

use super::node::Value;

/// Null, boolean, number or text.
pub fn resolve_plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" | "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => {
            return Value::Boolean(true);
        }
        "false" | "False" | "FALSE" | "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            return Value::Boolean(false);
        }
        ".inf" | ".Inf" | ".INF" | "+.inf" | "-.inf" | ".nan" | ".NaN" | ".NAN" => {
            return Value::Fraction(text.to_owned());
        }
        _ => {}
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) {
        return Value::Text(text.to_owned());
    }
    let digits = text.replace('_', "");
    match whole(&digits) {
        Some(number) => Value::Whole(number),
        None if is_decimal(&digits) => Value::Fraction(digits),
        None => Value::Text(text.to_owned()),
    }
}

/// A whole number with Go's prefixes: `0x1F`, `0b11`, `0o17` and `017`.
fn whole(text: &str) -> Option<i64> {
    let (sign, unsigned) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let prefixes = [("0x", 16), ("0X", 16), ("0b", 2), ("0o", 8), ("0O", 8)];
    let prefixed = prefixes
        .iter()
        .find_map(|(prefix, radix)| Some((unsigned.strip_prefix(prefix)?, *radix)));
    let (digits, radix) = match prefixed {
        Some(found) => found,
        None if unsigned.len() > 1 && unsigned.starts_with('0') => (unsigned, 8),
        None => (unsigned, 10),
    };
    if !digits.starts_with(|first: char| first.is_ascii_hexdigit()) {
        return None;
    }
    let number = i128::from_str_radix(digits, radix).ok()?;
    i64::try_from(number * sign).ok()
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        Some((before, after)) => {
            all_digits(before) && all_digits(after) && !(before.is_empty() && after.is_empty())
        }
        None => !mantissa.is_empty() && all_digits(mantissa),
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    mantissa_fits && exponent_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_yaml_1_1() {
        let text = |text: &str| Value::Text(text.to_owned());
        let fraction = |text: &str| Value::Fraction(text.to_owned());
        let cases = [
            ("", Value::Null),
            ("~", Value::Null),
            ("yes", Value::Boolean(true)),
            ("off", Value::Boolean(false)),
            ("0644", Value::Whole(420)),
            ("0o644", Value::Whole(420)),
            ("0x1F", Value::Whole(31)),
            ("-7", Value::Whole(-7)),
            ("1_000", Value::Whole(1000)),
            ("0", Value::Whole(0)),
            ("0.5", fraction("0.5")),
            ("1e3", fraction("1e3")),
            ("0899", fraction("0899")),
            ("100m", text("100m")),
            ("1.2.3", text("1.2.3")),
            ("10.0.0.1", text("10.0.0.1")),
            ("-", text("-")),
            (".", text(".")),
            ("2024-01-01", text("2024-01-01")),
            ("nginx:1", text("nginx:1")),
        ];
        for (plain, expected) in cases {
            assert_eq!(resolve_plain(plain), expected, "{plain:?}");
        }
    }
}
