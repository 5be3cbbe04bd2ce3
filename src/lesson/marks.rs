//! The marks inside a lesson's text (docs/lessons.md, "The sentences"). What becomes of them on the
//! page is `text::prose`'s.

use super::part::Part;
use super::value::Query;

/// A piece of a line as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark<'a> {
    Plain(&'a str),
    Code(&'a str),
    Strong(&'a str),
    /// Words, and the part of the page that they are linked with.
    Linked(&'a str, &'a str),
    /// A value of the run.
    Value(&'a str),
    /// A Korean particle that fits itself to what stands before it.
    Particle(&'a str),
    /// A mark without its end; the rest of the line is plain.
    Open(&'static str),
}

/// A line as marks.
pub fn marks(line: &str) -> Vec<Mark<'_>> {
    let mut marks = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(['`', '*', '[', '{']) {
        let (before, from) = rest.split_at(at);
        marks.push(Mark::Plain(before));
        let (mark, after) = one_mark(from);
        marks.push(mark);
        rest = after;
    }
    marks.push(Mark::Plain(rest));
    marks
}

/// The mark at the beginning of a text, and what follows it.
fn one_mark(text: &str) -> (Mark<'_>, &str) {
    if let Some(inner) = text.strip_prefix('`') {
        return match inner.split_once('`') {
            Some((code, after)) => (value_in(code).unwrap_or(Mark::Code(code)), after),
            None => (Mark::Open("`"), inner),
        };
    }
    if let Some(inner) = text.strip_prefix("**") {
        return match inner.split_once("**") {
            Some((strong, after)) => (Mark::Strong(strong), after),
            None => (Mark::Open("**"), inner),
        };
    }
    if let Some(inner) = text.strip_prefix('[') {
        let link = inner.split_once("](").and_then(|(words, after)| {
            let (part, after) = after.split_once(')')?;
            Some((Mark::Linked(words, part), after))
        });
        return link.unwrap_or((Mark::Plain("["), inner));
    }
    if let Some(inner) = text.strip_prefix('{') {
        return match inner.split_once('}') {
            // A value is written in ASCII, a particle is not.
            Some((value, after)) if value.is_ascii() => (Mark::Value(value), after),
            Some((particle, after)) => (Mark::Particle(particle), after),
            None => (Mark::Open("{"), inner),
        };
    }
    let (star, after) = text.split_at(1);
    (Mark::Plain(star), after)
}

/// A value in code marks is that value; any other brace there is code.
fn value_in(code: &str) -> Option<Mark<'_>> {
    let value = code.strip_prefix('{')?.strip_suffix('}')?;
    Query::read(value).ok().map(|_| Mark::Value(value))
}

/// What an author has to mend in a text.
pub fn problems(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for mark in text.lines().flat_map(marks) {
        match mark {
            Mark::Open(what) => problems.push(format!("{what} is not closed on its line")),
            Mark::Linked(_, part) if Part::read(part).is_none() => {
                problems.push(format!("{part:?} is no part of the page"));
            }
            Mark::Linked(words, _) | Mark::Strong(words) if words.contains('{') => {
                problems
                    .push("a value stands by itself, not inside a link or strong words".to_owned());
            }
            Mark::Value(value) => problems.extend(Query::read(value).err()),
            _ => {}
        }
    }
    problems
}

/// The parts that a text links.
pub fn linked_parts(text: &str) -> Vec<Part> {
    let marks = text.lines().flat_map(marks);
    let parts = marks.filter_map(|mark| match mark {
        Mark::Linked(_, part) => Part::read(part),
        _ => None,
    });
    parts.collect()
}

/// The values that a text shows.
pub fn values(text: &str) -> Vec<&str> {
    let marks = text.lines().flat_map(marks);
    let values = marks.filter_map(|mark| match mark {
        Mark::Value(value) => Some(value),
        _ => None,
    });
    values.collect()
}

/// The words of a text that are language: no code, no values.
pub fn language(text: &str) -> String {
    let mut plain = String::new();
    for mark in text
        .lines()
        .flat_map(|line| marks(line).into_iter().chain([Mark::Plain("\n")]))
    {
        match mark {
            Mark::Plain(words) | Mark::Strong(words) | Mark::Linked(words, _) => {
                let mut parts = words.split('`');
                while let Some(words) = parts.next() {
                    plain.push_str(words);
                    if parts.next().is_some() {
                        plain.push('`');
                    }
                }
            }
            Mark::Code(_) | Mark::Value(_) => plain.push('`'),
            Mark::Particle(_) | Mark::Open(_) => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_told() {
        let cases = [
            ("a `b", "` is not closed"),
            ("[a](pod)", "\"pod\" is no part"),
            ("{pod/web}", "{pod/web} is no value"),
            ("**{pod/web status}**", "a value stands by itself"),
            ("{pod/web nothing}", "\"nothing=\" says nothing"),
        ];
        for (text, expected) in cases {
            let found = problems(text);
            assert!(
                found.len() == 1 && found[0].starts_with(expected),
                "{found:?}"
            );
        }
        assert_eq!(
            problems("{pod/web status}{이} {first pod/web Ready=True} [no] link"),
            [""; 0]
        );
    }

    #[test]
    fn a_value_may_stand_in_code_marks() {
        let first = |text| {
            marks(text)
                .into_iter()
                .find(|mark| *mark != Mark::Plain(""))
        };
        assert_eq!(
            first("`{pod/web phase}`"),
            Some(Mark::Value("pod/web phase"))
        );
        assert_eq!(
            first("`{.status.phase}`"),
            Some(Mark::Code("{.status.phase}"))
        );
    }

    #[test]
    fn code_is_no_language() {
        assert_eq!(
            language("Run `kubectl get pods` [and `x` see](timeline) {pod/web status}."),
            "Run ` and ` see `.\n"
        );
    }
}
