//! Resource quantities: `100m`, `1.5Gi`, `2e3`.

use std::fmt;

use super::wire::{Shape, Wire, Word};

/// The error of a quantity that cannot be read, as the API server words it.
pub const QUANTITY_ERROR: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/// The error of a quantity whose suffix has the right letters in no right order: `5mi`, `1K`.
pub const SUFFIX_ERROR: &str = "unable to parse quantity's suffix";

/// Why a text is no quantity, as the API server words it; `None` if it is one
/// (apimachinery/pkg/api/resource/quantity.go parseQuantityString, ParseQuantity).
pub fn parse_error(text: &str) -> Option<&'static str> {
    if Quantity::parse(text).is_some() {
        return None;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let suffix = unsigned.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let after_letters = suffix.trim_start_matches(|c: char| "eEinumkKMGTP".contains(c));
    let exponent = after_letters
        .strip_prefix(['+', '-'])
        .unwrap_or(after_letters);
    let well_formed = !text.is_empty() && exponent.bytes().all(|byte| byte.is_ascii_digit());
    Some(if well_formed {
        SUFFIX_ERROR
    } else {
        QUANTITY_ERROR
    })
}

/// Which family of suffixes a quantity was written with; it is printed in the same one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// `m`, none, `k`, `M`, `G`, …: powers of 1000.
    #[default]
    Decimal,
    /// `Ki`, `Mi`, `Gi`, …: powers of 1024.
    Binary,
    /// `e3`, `E6`.
    Exponent,
}

/// An amount of a resource in thousandths of its unit, rounded up to milli as the API server
/// does (control-plane.md §1.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quantity {
    pub milli: i128,
    pub format: Format,
}

const DECIMAL: [(&str, u32); 7] = [
    ("", 0),
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("T", 12),
    ("P", 15),
    ("E", 18),
];
const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

impl Quantity {
    /// A whole number of units: cores, bytes, Pods.
    pub fn units(units: i64) -> Quantity {
        Quantity {
            milli: i128::from(units) * 1_000,
            format: Format::Decimal,
        }
    }

    /// Reads a quantity; `None` where the API server answers [`QUANTITY_ERROR`].
    pub fn parse(text: &str) -> Option<Quantity> {
        let (negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let end = unsigned
            .find(|character: char| !character.is_ascii_digit() && character != '.')
            .unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = whole.len() + fraction.len();
        if digits == 0 || digits > 24 || fraction.contains('.') {
            return None;
        }
        let mantissa: i128 = format!("0{whole}{fraction}").parse().ok()?;
        let scale = Scale::parse(suffix)?;
        let milli = scale.apply(mantissa, fraction.len() as u32)?;
        let milli = if negative { -milli } else { milli };
        Some(Quantity {
            milli,
            format: scale.format,
        })
    }

    /// Units, rounded up: bytes of memory, seconds, Pods.
    pub fn value(self) -> i64 {
        let units = self.milli.div_euclid(1_000) + i128::from(self.milli.rem_euclid(1_000) != 0);
        units.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
    }

    /// Thousandths, saturating: millicores of CPU.
    pub fn milli_value(self) -> i64 {
        self.milli.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
    }

    /// Whether the amount is zero.
    pub fn is_zero(self) -> bool {
        self.milli == 0
    }
}

/// What a suffix multiplies by.
struct Scale {
    format: Format,
    /// 1024 to this power.
    binary: u32,
    /// 10 to this power, milli included later.
    decimal: i32,
}

impl Scale {
    fn parse(suffix: &str) -> Option<Scale> {
        let decimal = |power| Scale {
            format: Format::Decimal,
            binary: 0,
            decimal: power,
        };
        match suffix {
            "n" => return Some(decimal(-9)),
            "u" => return Some(decimal(-6)),
            "m" => return Some(decimal(-3)),
            _ => {}
        }
        if let Some((_, power)) = DECIMAL.iter().find(|(name, _)| *name == suffix) {
            return Some(decimal(*power as i32));
        }
        if let Some(index) = BINARY.iter().position(|name| *name == suffix) {
            return Some(Scale {
                format: Format::Binary,
                binary: index as u32 + 1,
                decimal: 0,
            });
        }
        let exponent = suffix.strip_prefix(['e', 'E'])?;
        let power: i32 = exponent.parse().ok()?;
        (-9..=18).contains(&power).then_some(Scale {
            format: Format::Exponent,
            binary: 0,
            decimal: power,
        })
    }

    /// Thousandths of a unit, rounded away from zero.
    fn apply(&self, mantissa: i128, fraction_digits: u32) -> Option<i128> {
        let power = self.decimal + 3 - fraction_digits as i32;
        let scaled = mantissa.checked_mul(1024_i128.checked_pow(self.binary)?)?;
        if power >= 0 {
            scaled.checked_mul(10_i128.checked_pow(power as u32)?)
        } else {
            let divisor = 10_i128.checked_pow(power.unsigned_abs())?;
            Some(scaled / divisor + i128::from(scaled % divisor != 0))
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.milli % 1_000 != 0 {
            return write!(f, "{}m", self.milli);
        }
        let units = self.milli / 1_000;
        if self.format == Format::Binary {
            let mut power = 0;
            let mut amount = units;
            while amount != 0 && amount % 1_024 == 0 && power < BINARY.len() {
                amount /= 1_024;
                power += 1;
            }
            if power > 0 {
                return write!(f, "{amount}{}", BINARY[power - 1]);
            }
            return write!(f, "{units}");
        }
        let mut index = 0;
        let mut amount = units;
        while amount != 0 && amount % 1_000 == 0 && index + 1 < DECIMAL.len() {
            amount /= 1_000;
            index += 1;
        }
        match self.format {
            Format::Exponent if index > 0 => write!(f, "{amount}e{}", DECIMAL[index].1),
            _ => write!(f, "{amount}{}", DECIMAL[index].0),
        }
    }
}

impl Wire for Quantity {
    fn shape(&mut self) -> Shape<'_> {
        Shape::Word(self)
    }
}

impl Word for Quantity {
    fn word(&self) -> String {
        self.to_string()
    }

    fn set_word(&mut self, word: &str) -> bool {
        let quantity = Quantity::parse(word);
        *self = quantity.unwrap_or(*self);
        quantity.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        Quantity::parse(text).map_or_else(|| "refused".to_owned(), |q| q.to_string())
    }

    #[test]
    fn prints_canonically() {
        let cases = [
            ("100m", "100m"),
            ("1", "1"),
            ("0.5", "500m"),
            ("1500m", "1500m"),
            ("2000m", "2"),
            ("1Gi", "1Gi"),
            ("1.5Gi", "1536Mi"),
            ("128974848", "128974848"),
            ("129M", "129M"),
            ("1000k", "1M"),
            ("2e3", "2e3"),
            ("0", "0"),
            ("+5", "5"),
            ("-1", "-1"),
            ("1n", "1m"),
        ];
        for (text, expected) in cases {
            assert_eq!(canonical(text), expected, "{text}");
        }
    }

    #[test]
    fn words_the_two_errors() {
        assert_eq!(parse_error("100m"), None);
        for text in ["5KB", "1gb", "abc", "", "1 Gi"] {
            assert_eq!(parse_error(text), Some(QUANTITY_ERROR), "{text:?}");
        }
        for text in ["500mi", "1K", "5mm"] {
            assert_eq!(parse_error(text), Some(SUFFIX_ERROR), "{text:?}");
        }
    }

    #[test]
    fn refuses_what_the_api_server_refuses() {
        for text in ["", "abc", "1.2.3", "5KB", "1 Gi", "--1", "Ki", "1e99"] {
            assert_eq!(canonical(text), "refused", "{text}");
        }
    }
}
