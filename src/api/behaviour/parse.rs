//! The grammar of behaviour annotations, one function a statement.

use super::words::{Line, Word};
use super::{
    AnswerStep, Answers, Behaviour, BehaviourError, BehaviourProblem, Exit, Expected, Listen,
    MemoryGrowth, OnTerm, PullBehaviour, PullFailure,
};
use crate::api::Quantity;

/// Statements in one annotation.
const LINES_MOST: usize = 100;
/// The longest time that a statement may name: a year.
const TIME_MS_MOST: u64 = 366 * 24 * 3_600_000;

/// Reads the value of one annotation; lines that cannot be read are left out.
pub fn parse(text: &str) -> (Behaviour, Vec<BehaviourError>) {
    let mut behaviour = Behaviour::default();
    let mut errors = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if number > LINES_MOST {
            errors.push(BehaviourError {
                line: number,
                column: 1,
                problem: BehaviourProblem::TooManyLines { most: LINES_MOST },
            });
            break;
        }
        let mut words = Line::new(line);
        if words.is_empty() {
            continue;
        }
        if let Err((column, problem)) = statement(&mut behaviour, &mut words) {
            errors.push(BehaviourError {
                line: number,
                column,
                problem,
            });
        }
    }
    (behaviour, errors)
}

/// A problem and its column.
type Failure = (usize, BehaviourProblem);

fn statement(behaviour: &mut Behaviour, line: &mut Line) -> Result<(), Failure> {
    let first = line.next();
    match first.text.as_str() {
        "listens" => {
            let listen = listens(line)?;
            ends(line)?;
            let known = behaviour
                .listens
                .iter()
                .any(|other| other.port == listen.port);
            once(known, &first)?;
            behaviour.listens.push(listen);
        }
        "answers" => {
            let answers = answers(line)?;
            ends(line)?;
            let known = behaviour
                .answers
                .iter()
                .any(|other| other.path == answers.path);
            once(known, &first)?;
            behaviour.answers.push(answers);
        }
        "takes" => {
            let delay_ms = time_ms(line)?;
            expect(line, "to")?;
            expect(line, "answer")?;
            ends(line)?;
            once(behaviour.answer_delay_ms.is_some(), &first)?;
            behaviour.answer_delay_ms = Some(delay_ms);
        }
        "exits" => {
            let code = exit_code(line)?;
            expect(line, "after")?;
            let after_ms = time_ms(line)?;
            ends(line)?;
            once(behaviour.exit.is_some(), &first)?;
            behaviour.exit = Some(Exit { code, after_ms });
        }
        "on" => {
            expect(line, "SIGTERM")?;
            expect(line, "exits")?;
            let code = exit_code(line)?;
            let after_ms = optional_after(line)?;
            ends(line)?;
            once(behaviour.on_term.is_some(), &first)?;
            behaviour.on_term = Some(OnTerm::Exits(Exit { code, after_ms }));
        }
        "ignores" => {
            expect(line, "SIGTERM")?;
            ends(line)?;
            once(behaviour.on_term.is_some(), &first)?;
            behaviour.on_term = Some(OnTerm::Ignores);
        }
        "memory" => {
            let growth = memory(line)?;
            ends(line)?;
            once(behaviour.memory.is_some(), &first)?;
            behaviour.memory = Some(growth);
        }
        "pull" => pull(&mut behaviour.pull, line, &first)?,
        word => {
            let word = word.to_owned();
            return Err((first.column, BehaviourProblem::UnknownStatement { word }));
        }
    }
    Ok(())
}

/// `[on PORT] [after TIME]`
fn listens(line: &mut Line) -> Result<Listen, Failure> {
    let port = if line.accept("on") {
        Some(number(line, Expected::Port, 1, 65_535)? as u16)
    } else {
        None
    };
    let after_ms = optional_after(line)?;
    Ok(Listen { port, after_ms })
}

/// `[PATH] STATUS [after TIME | until TIME] {, STATUS after TIME}`
fn answers(line: &mut Line) -> Result<Answers, Failure> {
    let path = line
        .next_if(|word| word.starts_with('/'))
        .map(|word| word.text);
    let mut steps: Vec<AnswerStep> = Vec::new();
    loop {
        let column = line.column();
        let status = number(line, Expected::HttpStatus, 100, 599)? as u16;
        let first = steps.is_empty();
        if first && line.accept("until") {
            let end_ms = time_ms(line)?;
            steps.push(AnswerStep { from_ms: 0, status });
            steps.push(AnswerStep {
                from_ms: end_ms,
                status: 200,
            });
        } else if first && !line.starts_with("after") {
            steps.push(AnswerStep { from_ms: 0, status });
        } else {
            expect(line, "after")?;
            let from_ms = time_ms(line)?;
            if steps.last().is_some_and(|step| step.from_ms >= from_ms) {
                return Err((column, BehaviourProblem::TimesNotAscending));
            }
            steps.push(AnswerStep { from_ms, status });
        }
        if !line.accept(",") {
            return Ok(Answers { path, steps });
        }
    }
}

/// `grows QUANTITY per second [up to QUANTITY]`
fn memory(line: &mut Line) -> Result<MemoryGrowth, Failure> {
    expect(line, "grows")?;
    let bytes_per_second = bytes(line)?;
    expect(line, "per")?;
    expect(line, "second")?;
    let bytes_most = if line.accept("up") {
        expect(line, "to")?;
        Some(bytes(line)?)
    } else {
        None
    };
    Ok(MemoryGrowth {
        bytes_per_second,
        bytes_most,
    })
}

/// `takes TIME` or `fails ["MESSAGE"] [N times]`
fn pull(pull: &mut PullBehaviour, line: &mut Line, first: &Word) -> Result<(), Failure> {
    if line.accept("takes") {
        let takes_ms = time_ms(line)?;
        ends(line)?;
        once(pull.takes_ms.is_some(), first)?;
        pull.takes_ms = Some(takes_ms);
        return Ok(());
    }
    expect(line, "fails")?;
    let message = line.next_quoted().unwrap_or_default();
    let times = if line.is_empty() {
        None
    } else {
        let times = number(line, Expected::Count, 1, 1_000)?;
        if !line.accept("time") {
            expect(line, "times")?;
        }
        Some(times)
    };
    ends(line)?;
    once(pull.failure.is_some(), first)?;
    pull.failure = Some(PullFailure { message, times });
    Ok(())
}

fn expected<T>(word: Word, what: Expected) -> Result<T, Failure> {
    let found = word.text;
    Err((word.column, BehaviourProblem::Expected { what, found }))
}

fn expect(line: &mut Line, wanted: &'static str) -> Result<(), Failure> {
    let word = line.next();
    if word.text == wanted {
        Ok(())
    } else {
        expected(word, Expected::Word(wanted))
    }
}

fn ends(line: &mut Line) -> Result<(), Failure> {
    if line.is_empty() {
        return Ok(());
    }
    let word = line.next();
    Err((word.column, BehaviourProblem::TooMuch { found: word.text }))
}

fn once(already: bool, first: &Word) -> Result<(), Failure> {
    if already {
        Err((first.column, BehaviourProblem::Repeated))
    } else {
        Ok(())
    }
}

fn optional_after(line: &mut Line) -> Result<u64, Failure> {
    if line.accept("after") {
        time_ms(line)
    } else {
        Ok(0)
    }
}

fn number(line: &mut Line, what: Expected, least: u32, most: u32) -> Result<u32, Failure> {
    let word = line.next();
    match word.text.parse::<u32>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => expected(word, what),
    }
}

fn exit_code(line: &mut Line) -> Result<u8, Failure> {
    number(line, Expected::ExitCode, 0, 255).map(|code| code as u8)
}

fn bytes(line: &mut Line) -> Result<i64, Failure> {
    let word = line.next();
    match Quantity::parse(&word.text) {
        Some(quantity) if quantity.milli >= 0 => Ok(quantity.value()),
        _ => expected(word, Expected::Quantity),
    }
}

fn time_ms(line: &mut Line) -> Result<u64, Failure> {
    let word = line.next();
    match parse_time_ms(&word.text) {
        Some(time_ms) => Ok(time_ms),
        None => expected(word, Expected::Time),
    }
}

/// `1m30s`, `2.5s`, `300ms` in milliseconds; parts of a millisecond are dropped.
pub fn parse_time_ms(text: &str) -> Option<u64> {
    let mut total_ms: u64 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(digits);
        let unit_length = after
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(after.len());
        let (unit, next) = after.split_at(unit_length);
        let unit_ms: u64 = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let thousandths: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
        let whole: u64 = whole.parse().ok()?;
        let part_ms = whole.checked_mul(unit_ms)?;
        total_ms = total_ms
            .checked_add(part_ms)?
            .checked_add(thousandths * unit_ms / 1_000)?;
        rest = next;
    }
    (!text.is_empty() && total_ms <= TIME_MS_MOST).then_some(total_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: &str) -> String {
        let (_, errors) = parse(line);
        let shown = errors.iter().map(|e| format!("{}: {e}", e.column));
        shown.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn reads_every_statement() {
        let text = "listens after 14s  # on all declared ports\n\
                    listens on 8080\n\
                    \n\
                    answers /health 200, 500 after 40s, 200 after 1m30s\n\
                    answers 503 until 20s\n\
                    takes 300ms to answer\n\
                    exits 1 after 30s\n\
                    on SIGTERM exits 0 after 2.5s\n\
                    memory grows 10Mi per second up to 200Mi\n\
                    pull takes 12s\n\
                    pull fails \"not found: # 1\" 2 times\n";
        let (behaviour, errors) = parse(text);
        assert_eq!(errors, []);
        assert_eq!(behaviour.listens.len(), 2);
        assert_eq!(behaviour.listens[0].after_ms, 14_000);
        assert_eq!(behaviour.listens[1].port, Some(8080));
        let exit = Exit {
            code: 0,
            after_ms: 2_500,
        };
        assert_eq!(behaviour.on_term, Some(OnTerm::Exits(exit)));
        assert_eq!(behaviour.answer_delay_ms, Some(300));
        assert_eq!(behaviour.pull.takes_ms, Some(12_000));
        let failure = behaviour.pull.failure.clone().unwrap();
        assert_eq!(
            (failure.message.as_str(), failure.times),
            ("not found: # 1", Some(2))
        );
        let memory = behaviour.memory.unwrap();
        assert_eq!(memory.bytes_most, Some(200 * 1024 * 1024));
    }

    #[test]
    fn answers_change_over_time() {
        let (behaviour, _) = parse("answers /health 200, 500 after 40s\nanswers 503 until 20s");
        assert_eq!(behaviour.status("/health", 39_999), Some(200));
        assert_eq!(behaviour.status("/health", 40_000), Some(500));
        assert_eq!(behaviour.status("/", 0), Some(503));
        assert_eq!(behaviour.status("/", 20_000), Some(200));
        assert_eq!(Behaviour::default().status("/", 0), None);
    }

    #[test]
    fn says_what_is_missing_and_where() {
        let cases = [
            (
                "exits 1",
                "8: expected \"after\", found the end of the line",
            ),
            (
                "exits 300 after 1s",
                "7: expected an exit code from 0 to 255, found \"300\"",
            ),
            (
                "listens after soon",
                "15: expected a time such as 300ms, 14s or 1m30s, found \"soon\"",
            ),
            (
                "ignores SIGTERM now",
                "17: expected the end of the line, found \"now\"",
            ),
            ("answers 500, 200 after 0s", "14: times must ascend"),
            ("listens\nlistens", "1: this was said before"),
        ];
        for (line, expected) in cases {
            assert_eq!(error(line), expected, "{line}");
        }
        assert!(error("sings").starts_with("1: unknown statement \"sings\""));
    }

    #[test]
    fn reads_times() {
        let cases = [
            ("300ms", Some(300)),
            ("2.5s", Some(2_500)),
            ("1m30s", Some(90_000)),
            ("2h", Some(7_200_000)),
            ("", None),
            ("5", None),
            ("s", None),
            ("5d", None),
            ("99999999999999999999s", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_time_ms(text), expected, "{text}");
        }
    }
}
