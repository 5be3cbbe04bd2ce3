//! sleep and date.

use std::collections::VecDeque;

use crate::shell::host::Dialect;
use crate::shell::machine::Context;
use crate::shell::options;

use super::{Act, Begun, Program};

const DAY_SECONDS: i64 = 86_400;
/// Beyond this a sleep is forever.
const MAX_SLEEP_MS: u64 = 1 << 50;

/// `0.5`, `10`, `1m`, `1.5h`, `2d`, `infinity`. Outer `None`: no duration; inner: without end.
pub(in crate::shell) fn duration_ms(text: &str) -> Option<Option<u64>> {
    if matches!(text, "infinity" | "inf") {
        return Some(None);
    }
    let (digits, unit_ms) = match text.char_indices().last()? {
        (at, 's') => (&text[..at], 1000),
        (at, 'm') => (&text[..at], 60_000),
        (at, 'h') => (&text[..at], 3_600_000),
        (at, 'd') => (&text[..at], 86_400_000u64),
        _ => (text, 1000),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let whole: u64 = if whole.is_empty() {
        0
    } else {
        whole.parse().unwrap_or(u64::MAX)
    };
    let mut total = whole.saturating_mul(unit_ms);
    let mut scale = unit_ms;
    for digit in fraction.chars().filter_map(|c| c.to_digit(10)) {
        scale /= 10;
        total = total.saturating_add(scale * u64::from(digit));
    }
    Some((total < MAX_SLEEP_MS).then_some(total))
}

pub(super) fn sleep(context: &mut Context, arguments: &[String]) -> Begun {
    if arguments.is_empty() {
        return Begun::Done(super::missing_operand(context, "sleep", "operand"));
    }
    let mut total = Some(0u64);
    for argument in arguments {
        match duration_ms(argument) {
            Some(duration) => {
                total = total.and_then(|sum| Some(sum.saturating_add(duration?)));
            }
            None => {
                let text = match context.host.dialect() {
                    Dialect::Busybox => format!("sleep: invalid number '{argument}'\n"),
                    Dialect::Gnu => format!(
                        "sleep: invalid time interval ‘{argument}’\n\
                         Try 'sleep --help' for more information.\n"
                    ),
                };
                context.process.complain(text);
                return Begun::Done(1);
            }
        }
    }
    let now = context.host.now_ms();
    Begun::Goes(Program::Timeline(
        total
            .map(|ms| (now.saturating_add(ms), Act::Exit(0)))
            .into_iter()
            .collect::<VecDeque<_>>(),
    ))
}

pub(super) fn usleep(context: &mut Context, arguments: &[String]) -> Begun {
    let micros = arguments
        .first()
        .and_then(|text| text.parse::<u64>().ok())
        .unwrap_or(0);
    let at = context.host.now_ms().saturating_add(micros / 1000);
    Begun::Goes(Program::Timeline(VecDeque::from([(at, Act::Exit(0))])))
}

/// A moment taken apart, always UTC.
struct Moment {
    unix_seconds: i64,
    year: i64,
    month: i64,
    day: i64,
    day_of_year: i64,
    weekday: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Days since 1970 of a civil date (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

impl Moment {
    fn new(unix_seconds: i64) -> Moment {
        let days = unix_seconds.div_euclid(DAY_SECONDS);
        let seconds = unix_seconds.rem_euclid(DAY_SECONDS);
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_march_year =
            day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_march_year + 2) / 153;
        let day = day_of_march_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Moment {
            unix_seconds,
            year,
            month,
            day,
            day_of_year: days - days_from_civil(year, 1, 1) + 1,
            weekday: (days + 4).rem_euclid(7),
            hour: seconds / 3600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
        }
    }

    fn name(&self, names: &[&'static str], index: i64) -> &'static str {
        usize::try_from(index)
            .ok()
            .and_then(|index| names.get(index).copied())
            .unwrap_or("")
    }

    fn format(&self, format: &str, nanoseconds: u64) -> String {
        let mut out = String::new();
        let mut characters = format.chars();
        while let Some(character) = characters.next() {
            if character != '%' {
                out.push(character);
                continue;
            }
            let mut letter = characters.next().unwrap_or('%');
            let is_unpadded = letter == '-';
            if is_unpadded {
                letter = characters.next().unwrap_or('%');
            }
            if letter == '3' {
                // GNU's %3N.
                characters.next();
                out.push_str(&format!("{:03}", nanoseconds / 1_000_000));
                continue;
            }
            let text = self.field(letter, nanoseconds);
            let trimmed = text.trim_start_matches(['0', ' ']);
            let all_zeros = is_unpadded && trimmed.is_empty();
            out.push_str(match (is_unpadded, all_zeros) {
                (_, true) => "0",
                (true, false) => trimmed,
                (false, false) => &text,
            });
        }
        out
    }

    fn field(&self, letter: char, nanoseconds: u64) -> String {
        let hour_12 = (self.hour + 11) % 12 + 1;
        let weekday = self.name(&WEEKDAYS, self.weekday);
        let month = self.name(&MONTHS, self.month - 1);
        match letter {
            'Y' => self.year.to_string(),
            'C' => format!("{:02}", self.year / 100),
            'y' => format!("{:02}", self.year % 100),
            'm' => format!("{:02}", self.month),
            'd' => format!("{:02}", self.day),
            'e' => format!("{:2}", self.day),
            'H' => format!("{:02}", self.hour),
            'k' => format!("{:2}", self.hour),
            'I' => format!("{hour_12:02}"),
            'l' => format!("{hour_12:2}"),
            'M' => format!("{:02}", self.minute),
            'S' => format!("{:02}", self.second),
            'N' => format!("{nanoseconds:09}"),
            's' => self.unix_seconds.to_string(),
            'j' => format!("{:03}", self.day_of_year),
            'u' => (if self.weekday == 0 { 7 } else { self.weekday }).to_string(),
            'w' => self.weekday.to_string(),
            'a' => weekday[..3].to_string(),
            'A' => weekday.to_string(),
            'b' | 'h' => month[..3].to_string(),
            'B' => month.to_string(),
            'p' => (if self.hour < 12 { "AM" } else { "PM" }).to_string(),
            'Z' => "UTC".to_string(),
            'z' => "+0000".to_string(),
            'n' => "\n".to_string(),
            't' => "\t".to_string(),
            '%' => "%".to_string(),
            'F' => self.format("%Y-%m-%d", nanoseconds),
            'T' | 'X' => self.format("%H:%M:%S", nanoseconds),
            'R' => self.format("%H:%M", nanoseconds),
            'D' | 'x' => self.format("%m/%d/%y", nanoseconds),
            'r' => self.format("%I:%M:%S %p", nanoseconds),
            'c' => self.format("%a %b %e %H:%M:%S %Y", nanoseconds),
            _ => format!("%{letter}"),
        }
    }
}

/// A modification time as `ls -l` shows it: `Mar  2 09:00`.
pub(super) fn listing_time(unix_seconds: i64) -> String {
    Moment::new(unix_seconds).format("%b %e %H:%M", 0)
}

/// As `stat` shows it.
pub(super) fn stat_time(unix_seconds: i64) -> String {
    Moment::new(unix_seconds).format("%F %T.000000000 +0000", 0)
}

pub(super) fn date(context: &mut Context, arguments: &[String]) -> i32 {
    let long = [
        ("utc", 'u'),
        ("iso-8601", 'I'),
        ("date", 'd'),
        ("rfc-3339", 'I'),
    ];
    let is_iso =
        |argument: &String| argument.starts_with("-I") || argument.starts_with("--iso-8601");
    let iso = arguments.iter().find(|argument| is_iso(argument)).cloned();
    let rest: Vec<String> = arguments.iter().filter(|it| !is_iso(it)).cloned().collect();
    let options = match options::parse(&rest, "ud:RIr:s:", &long) {
        Ok(options) => options,
        Err(unknown) => return super::unknown_option(context, "date", &unknown),
    };
    let mut unix_seconds = context.host.unix_seconds();
    if let Some(text) = options.value('d') {
        match parse_date(text, unix_seconds) {
            Some(seconds) => unix_seconds = seconds,
            None => {
                let text = match context.host.dialect() {
                    Dialect::Busybox => format!("date: invalid date '{text}'\n"),
                    Dialect::Gnu => format!("date: invalid date ‘{text}’\n"),
                };
                context.process.complain(text);
                return 1;
            }
        }
    }
    let moment = Moment::new(unix_seconds);
    let nanoseconds = context.host.now_ms() % 1000 * 1_000_000;
    let given = options
        .operands
        .first()
        .and_then(|operand| operand.strip_prefix('+'));
    let format = match (given, iso) {
        (Some(format), _) => format,
        (None, Some(iso)) if iso.contains("sec") || iso.ends_with("Is") => {
            "%Y-%m-%dT%H:%M:%S+00:00"
        }
        (None, Some(_)) => "%Y-%m-%d",
        (None, None) if options.has('R') => "%a, %d %b %Y %H:%M:%S +0000",
        (None, None) => "%a %b %e %H:%M:%S %Z %Y",
    };
    context
        .process
        .print(format!("{}\n", moment.format(format, nanoseconds)));
    0
}

/// `@seconds`, `2026-03-02 09:00:01`, `2026-03-02T09:00:01Z`, `09:00`, `now`.
fn parse_date(text: &str, now: i64) -> Option<i64> {
    if let Some(seconds) = text.strip_prefix('@') {
        return seconds.parse().ok();
    }
    if matches!(text, "now" | "") {
        return Some(now);
    }
    let text = text.trim_end_matches('Z');
    let (date, clock) = match text.split_once([' ', 'T']) {
        Some((date, clock)) => (Some(date), clock),
        None if text.contains(':') => (None, text),
        None => (Some(text), "00:00:00"),
    };
    let day = match date {
        None => now.div_euclid(DAY_SECONDS),
        Some(date) => {
            let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
            let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
            if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(0..=9999).contains(&year)
            {
                return None;
            }
            days_from_civil(year, month, day)
        }
    };
    let mut parts = clock.splitn(3, ':').map(|part| part.parse::<i64>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let is_clock =
        (0..24).contains(&hour) && (0..60).contains(&minute) && (0..61).contains(&second);
    is_clock.then_some(day * DAY_SECONDS + hour * 3600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_without_floats() {
        for (text, expected) in [
            ("10", Some(Some(10_000))),
            ("0.5", Some(Some(500))),
            (".25s", Some(Some(250))),
            ("1.5h", Some(Some(5_400_000))),
            ("1d", Some(Some(86_400_000))),
            ("infinity", Some(None)),
            ("99999999999999999999", Some(None)),
            ("x", None),
            ("", None),
            ("-1", None),
        ] {
            assert_eq!(duration_ms(text), expected, "{text}");
        }
    }

    #[test]
    fn moments_are_formatted() {
        let moment = Moment::new(1_772_442_001);
        assert_eq!(
            moment.format("%a %b %e %H:%M:%S %Z %Y", 0),
            "Mon Mar  2 09:00:01 UTC 2026"
        );
        assert_eq!(
            moment.format("%F %T %j %s %-d", 0),
            "2026-03-02 09:00:01 061 1772442001 2"
        );
        assert_eq!(parse_date("2026-03-02 09:00:01", 0), Some(1_772_442_001));
        assert_eq!(Moment::new(-1).format("%F %T", 0), "1969-12-31 23:59:59");
    }
}
