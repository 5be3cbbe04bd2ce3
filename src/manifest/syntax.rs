//! What the YAML library says about a broken text, turned into a problem at the line where a
//! person would mend it. `message` keeps kubectl's words and kubectl's own line count
//! (goyaml.v2/yaml.go parser.fail: scanner errors count from one, parser errors from zero).

use super::diagnostic::{Code, Position, SyntaxProblem};
use super::lines::Lines;
use super::node::Span;
use super::report::{Edit, Problem};
use super::yaml::{TOO_MANY_VALUES, VALUES_MOST};

/// The problem of a part of the text that begins at byte `base`.
pub fn explain(error: &serde_yaml::Error, lines: &Lines, base: usize, part: &str) -> Problem {
    let failure = Failure::read(error, part);
    let at = base + failure.index;
    let (problem, span) = classify(&failure, lines, base, at);
    let code = match failure.text.as_str() {
        "recursion limit exceeded" => Code::TooDeep,
        TOO_MANY_VALUES | "repetition limit exceeded" => Code::TooManyValues { most: VALUES_MOST },
        _ => Code::Syntax(problem.clone()),
    };
    let written = lines.text().get(span.start..span.end).unwrap_or_default();
    let (line, text) = failure.in_go_words(part, written);
    Problem {
        fix: fix(&problem, lines, base, part, span),
        ..Problem::error(
            code,
            span,
            format!("error converting YAML to JSON: yaml: {line}{text}"),
        )
    }
}

/// The problem of a part that is not given to the library at all.
pub fn too_deep(base: usize) -> Problem {
    let span = Span {
        start: base,
        end: base,
    };
    let message = "error converting YAML to JSON: yaml: exceeded max depth".to_owned();
    Problem::error(Code::TooDeep, span, message)
}

/// A library error in parts. Offsets and lines are relative to the part.
struct Failure {
    text: String,
    index: usize,
    /// 0-based.
    line: usize,
    /// 1-based line and column at which the broken construct began.
    context: Option<(usize, usize)>,
    from_scanner: bool,
}

impl Failure {
    fn read(error: &serde_yaml::Error, part: &str) -> Failure {
        let shown = error.to_string();
        let (index, line) = match error.location() {
            Some(location) => (location.index(), location.line().saturating_sub(1)),
            None => (0, 0),
        };
        // "PROBLEM at line L column C, while … at line L column C"
        let context = shown.split_once(", while ").and_then(|(_, context)| {
            let (_, place) = context.rsplit_once(" at line ")?;
            let (line, column) = place.split_once(" column ")?;
            Some((line.parse().ok()?, column.parse().ok()?))
        });
        let text = shown
            .split_once(" at line ")
            .or_else(|| shown.split_once(" at position "))
            .or_else(|| shown.split_once(", while "))
            .map_or(shown.as_str(), |(text, _)| text);
        let text = if error.location().is_some() {
            without_path(text)
        } else {
            text
        };
        let mut failure = Failure {
            text: text.to_owned(),
            index: index.min(part.len()),
            line,
            context,
            from_scanner: format!("{error:?}").contains("SCANNER"),
        };
        if failure.text == "control characters are not allowed" {
            let found = part.find(|c: char| c.is_control() && !"\t\r\n".contains(c));
            failure.index = found.unwrap_or(0);
        }
        failure
    }

    /// What Go's reader prints for this: its line, where it prints one, and its words.
    fn in_go_words(&self, part: &str, written: &str) -> (String, String) {
        let word_end = |c: char| c.is_whitespace() || ",]}".contains(c);
        match self.text.as_str() {
            "unknown anchor" => {
                let name = written.trim_start_matches('*').split(word_end).next();
                let name = name.unwrap_or_default();
                (String::new(), format!("unknown anchor '{name}' referenced"))
            }
            TOO_MANY_VALUES | "repetition limit exceeded" => (
                String::new(),
                "document contains excessive aliasing".to_owned(),
            ),
            "recursion limit exceeded" => (String::new(), "exceeded max depth".to_owned()),
            text if text.ends_with("expected a key") => {
                let key = written.trim_matches(['{', '}', ' ']);
                let key =
                    format!("map[interface {{}}]interface {{}}{{\"{key}\":interface {{}}(nil)}}");
                (String::new(), format!("invalid map key: {key}"))
            }
            text => (self.kubectl_line(part), text.to_owned()),
        }
    }

    /// `line 4: `, or nothing where Go's reader prints no line.
    fn kubectl_line(&self, part: &str) -> String {
        // kubectl has cut the `---` line off before it reads.
        let marker_lines = usize::from(part.starts_with("---"));
        let line = self.line.saturating_sub(marker_lines);
        if line == 0 {
            return String::new();
        }
        format!("line {}: ", line + usize::from(self.from_scanner))
    }
}

/// Messages that are made here or by serde begin with a path: `a.b[0]: invalid type: …`.
fn without_path(text: &str) -> &str {
    for message in ["invalid type", TOO_MANY_VALUES] {
        if let Some(index) = text.find(message) {
            return &text[index..];
        }
    }
    text
}

/// Which problem it is, and the place to blame.
fn classify(failure: &Failure, lines: &Lines, base: usize, at: usize) -> (SyntaxProblem, Span) {
    let here = Span { start: at, end: at };
    let context = failure.context.map_or(here, |(line, column)| {
        let start = lines.offset(Position {
            line: (lines.line_of(base) + line) as u32,
            column: column as u32,
        });
        Span { start, end: start }
    });
    let rest_of_line = Span {
        start: at,
        end: line_end(lines, at),
    };
    match failure.text.as_str() {
        "found character that cannot start any token" if character(lines, at) == Some('\t') => {
            (SyntaxProblem::Tab, rest_of_line)
        }
        "found character that cannot start any token" => match character(lines, at) {
            Some(reserved) => (SyntaxProblem::ReservedCharacter(reserved), rest_of_line),
            None => (SyntaxProblem::Other(failure.text.clone()), rest_of_line),
        },
        text if text.starts_with("found a tab character") => (SyntaxProblem::Tab, rest_of_line),
        "block sequence entries are not allowed in this context" => {
            (SyntaxProblem::ListOnKeyLine, rest_of_line)
        }
        "found unexpected end of stream" | "found unexpected document indicator" => {
            let end = line_end(lines, context.start);
            (SyntaxProblem::UnclosedQuote, Span { end, ..context })
        }
        "did not find expected ',' or ']'" | "did not find expected ',' or '}'" => {
            let end = line_end(lines, context.start);
            (SyntaxProblem::UnclosedBracket, Span { end, ..context })
        }
        "mapping values are not allowed in this context" => match unmarked_comment(lines, at) {
            Some(span) => (SyntaxProblem::CommentWithoutHash, span),
            None => (SyntaxProblem::UnexpectedMapping, whole_line(lines, at)),
        },
        "did not find expected key" | "did not find expected '-' indicator" => {
            (SyntaxProblem::Indentation, rest_of_line)
        }
        "could not find expected ':'" => {
            let end = line_end(lines, context.start);
            (SyntaxProblem::ColonMissing, Span { end, ..context })
        }
        "unknown anchor" => (SyntaxProblem::UnknownAnchor, rest_of_line),
        "control characters are not allowed" => (SyntaxProblem::ControlCharacter, here),
        text if text.ends_with("expected a key") => (SyntaxProblem::KeyNotText, rest_of_line),
        text => (SyntaxProblem::Other(text.to_owned()), rest_of_line),
    }
}

fn character(lines: &Lines, at: usize) -> Option<char> {
    lines.text().get(at..)?.chars().next()
}

fn line_end(lines: &Lines, at: usize) -> usize {
    let line = lines.line_of(at);
    (lines.start(line) + lines.line(line).len()).max(at)
}

/// From the first character of the line that is no space to its end.
fn whole_line(lines: &Lines, at: usize) -> Span {
    let line = lines.line_of(at);
    let content = lines.line(line);
    let indent = content.len() - content.trim_start().len();
    Span {
        start: lines.start(line) + indent,
        end: lines.start(line) + content.len(),
    }
}

/// If the line above (blank lines aside) is `key: --- some words`, the words were meant as a
/// comment, and the reader stumbles only one line later.
fn unmarked_comment(lines: &Lines, at: usize) -> Option<Span> {
    let here = lines.line_of(at);
    let above = (0..here)
        .rev()
        .take(20)
        .find(|line| !lines.line(*line).trim().is_empty())?;
    let content = lines.line(above);
    let colon = content.find(": ")?;
    let value = content[colon + 1..].trim_start();
    let looks_like_comment = ["--", "//", "<-", "←", "<--"]
        .into_iter()
        .any(|mark| value.starts_with(mark));
    looks_like_comment.then(|| Span {
        start: lines.start(above) + content.len() - value.len(),
        end: lines.start(above) + content.len(),
    })
}

fn fix(
    problem: &SyntaxProblem,
    lines: &Lines,
    base: usize,
    part: &str,
    span: Span,
) -> Option<Edit> {
    match problem {
        SyntaxProblem::CommentWithoutHash => Some(Edit {
            span: Span {
                start: span.start,
                end: span.start,
            },
            text: "# ".to_owned(),
        }),
        SyntaxProblem::ReservedCharacter(_) => {
            let written = lines.text().get(span.start..span.end)?.trim_end();
            let quotable = !written.contains(['"', '\\', '#']);
            quotable.then(|| Edit {
                span: Span {
                    start: span.start,
                    end: span.start + written.len(),
                },
                text: format!("\"{written}\""),
            })
        }
        SyntaxProblem::Tab => {
            let line = lines.line_of(span.start);
            let start = lines.start(line);
            let rest = part.get(start.checked_sub(base)?..)?;
            Some(Edit {
                span: Span {
                    start,
                    end: base + part.len(),
                },
                text: rest.split_inclusive('\n').map(untabbed).collect(),
            })
        }
        _ => None,
    }
}

/// A line with two spaces for each tab of its indentation.
fn untabbed(line: &str) -> String {
    let content = line.trim_start_matches([' ', '\t']);
    let indentation = &line[..line.len() - content.len()];
    indentation.replace('\t', "  ") + content
}
