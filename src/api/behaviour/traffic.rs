//! Who uses a Service, written in an annotation of the Service:
//!
//! ```text
//! podarium.dev/traffic: 2 a second
//! podarium.dev/traffic: every 500ms to /hostname
//! ```
//!
//! Requests come from outside the cluster at a steady rate, from the Service's creation until it
//! goes. They ask the Service's first port.

use super::parse::parse_time_ms;
use super::words::{Line, Word};
use super::{BehaviourError, BehaviourProblem, Expected};

/// The annotation of a Service.
pub const TRAFFIC_ANNOTATION: &str = "podarium.dev/traffic";

/// The most requests in a second.
pub const PER_SECOND_MAX: u64 = 20;
const PERIOD_MIN_MS: u64 = 1_000 / PER_SECOND_MAX;

/// A steady stream of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traffic {
    /// The time between two requests, in milliseconds.
    pub period_ms: u64,
    pub path: String,
}

impl Traffic {
    /// Reads the annotation's value: `N a second`, `N a minute` or `every TIME`, then perhaps
    /// `to PATH`.
    pub fn parse(text: &str) -> Result<Traffic, BehaviourError> {
        let mut line = Line::new(text.trim());
        let period_ms = if line.accept("every") {
            let word = line.next();
            let period = parse_time_ms(&word.text).filter(|period| *period >= PERIOD_MIN_MS);
            period.ok_or_else(|| expected(Expected::Time, word))?
        } else {
            let word = line.next();
            let count = word.text.parse::<u64>().ok();
            let count = count.filter(|count| (1..=PER_SECOND_MAX).contains(count));
            let count = count.ok_or_else(|| expected(Expected::Rate, word))?;
            if !line.accept("a") {
                return Err(expected(Expected::Word("a"), line.next()));
            }
            let unit = line.next();
            match unit.text.as_str() {
                "second" => 1_000 / count,
                "minute" => 60_000 / count,
                _ => return Err(expected(Expected::Word("second"), unit)),
            }
        };
        let path = if line.accept("to") {
            let word = line.next();
            if !word.text.starts_with('/') {
                return Err(expected(Expected::Word("/"), word));
            }
            word.text
        } else {
            "/".to_owned()
        };
        if line.is_empty() {
            return Ok(Traffic { period_ms, path });
        }
        let word = line.next();
        Err(error(
            word.column,
            BehaviourProblem::TooMuch { found: word.text },
        ))
    }
}

fn expected(what: Expected, word: Word) -> BehaviourError {
    let found = word.text;
    error(word.column, BehaviourProblem::Expected { what, found })
}

fn error(column: usize, problem: BehaviourProblem) -> BehaviourError {
    BehaviourError {
        line: 1,
        column,
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read() {
        let cases = [
            ("2 a second", Some((500, "/"))),
            ("6 a minute to /health", Some((10_000, "/health"))),
            ("every 250ms", Some((250, "/"))),
            ("every 10ms", None),
            ("200 a second", None),
            ("0 a second", None),
            ("2 a second to health", None),
            ("2 a second more", None),
            ("often", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let read = Traffic::parse(text).ok();
            let expected = expected.map(|(period_ms, path)| Traffic {
                period_ms,
                path: path.to_owned(),
            });
            assert_eq!(read, expected, "{text}");
        }
    }
}
