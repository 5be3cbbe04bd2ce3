//! The small language of goals: facts, and what has to hold of them.
//!
//! ```text
//! expression = all { "or" all }          all   = one { "and" one }
//! one        = "not" one | "(" expression ")" | check
//! check      = "never" span | "now" span | "count" span OP NUMBER | "lasts" TIME span
//!            | span [ "before" span | "within" TIME "after" span ]
//! span       = fact { "while" fact }
//! fact       = "command" "WORDS" | SUBJECT WHAT [ "TEXT" ]
//! ```

use crate::engine::time::SimDuration;
use crate::playback::scenario::parse_time;

use super::fact::{Comparison, Fact};

/// What has to hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// It has been so.
    Ever(Span),
    Now(Span),
    Never(Span),
    Count(Span, Comparison, i64),
    Lasts(SimDuration, Span),
    /// Both have been, the first one first.
    Before(Span, Span),
    /// The first began at most so long after the second.
    Within(Span, SimDuration, Span),
    Not(Box<Expression>),
    All(Vec<Expression>),
    Any(Vec<Expression>),
}

/// Facts that hold at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Span(pub Vec<Fact>);

impl Span {
    /// Reads `FACT while FACT …`.
    pub fn read(text: &str) -> Result<Span, String> {
        let mut reader = Reader::new(text)?;
        let span = reader.span()?;
        reader.end()?;
        Ok(span)
    }
}

/// How deep an expression may nest, and how many words it may have.
const DEPTH_MAX: usize = 20;
const WORDS_MAX: usize = 400;

impl Expression {
    /// Reads an expression; the error tells what is wrong.
    pub fn read(text: &str) -> Result<Expression, String> {
        let mut reader = Reader::new(text)?;
        let expression = reader.any(0)?;
        reader.end()?;
        Ok(expression)
    }

    /// Every fact in it.
    pub fn facts(&self) -> Vec<&Fact> {
        match self {
            Expression::Ever(span)
            | Expression::Now(span)
            | Expression::Never(span)
            | Expression::Count(span, ..)
            | Expression::Lasts(_, span) => span.0.iter().collect(),
            Expression::Before(first, second) | Expression::Within(first, _, second) => {
                first.0.iter().chain(&second.0).collect()
            }
            Expression::Not(inner) => inner.facts(),
            Expression::All(inner) | Expression::Any(inner) => {
                inner.iter().flat_map(Expression::facts).collect()
            }
        }
    }

    /// Whether it cannot hold without a command that the learner ran.
    pub fn needs_command(&self) -> bool {
        let is_command = |fact: &&Fact| matches!(fact, Fact::Command { .. });
        match self {
            Expression::All(inner) => inner.iter().any(Expression::needs_command),
            Expression::Any(inner) => inner.iter().all(Expression::needs_command),
            Expression::Not(_) | Expression::Never(_) => false,
            _ => self.facts().iter().any(is_command),
        }
    }
}

struct Word {
    text: String,
    quoted: bool,
}

struct Reader {
    words: Vec<Word>,
    next: usize,
}

impl Reader {
    fn new(text: &str) -> Result<Reader, String> {
        let words = words(text)?;
        match words.len() {
            0 => Err("an expression is missing".to_owned()),
            1..=WORDS_MAX => Ok(Reader { words, next: 0 }),
            _ => Err("the expression is too long".to_owned()),
        }
    }

    fn peek(&self) -> Option<&str> {
        let word = self.words.get(self.next)?;
        (!word.quoted).then_some(&*word.text)
    }

    /// Steps over a word if it is that one.
    fn takes(&mut self, text: &str) -> bool {
        let found = self.peek() == Some(text);
        self.next += usize::from(found);
        found
    }

    fn word(&mut self, what: &str) -> Result<String, String> {
        let word = self.words.get(self.next);
        let text = word.map(|word| word.text.clone());
        self.next += 1;
        text.ok_or_else(|| format!("{what} is missing at the end"))
    }

    fn quoted(&mut self) -> Option<String> {
        let word = self.words.get(self.next).filter(|word| word.quoted)?;
        self.next += 1;
        Some(word.text.clone())
    }

    fn end(&self) -> Result<(), String> {
        match self.words.get(self.next) {
            None => Ok(()),
            Some(word) => Err(format!(
                "{:?} does not fit here; join facts with and, or, while, before, within … after",
                word.text
            )),
        }
    }

    fn any(&mut self, depth: usize) -> Result<Expression, String> {
        if depth > DEPTH_MAX {
            return Err("the expression nests too deep".to_owned());
        }
        let mut parts = vec![self.all(depth)?];
        while self.takes("or") {
            parts.push(self.all(depth)?);
        }
        Ok(joined(parts, Expression::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Expression, String> {
        let mut parts = vec![self.one(depth)?];
        while self.takes("and") {
            parts.push(self.one(depth)?);
        }
        Ok(joined(parts, Expression::All))
    }

    fn one(&mut self, depth: usize) -> Result<Expression, String> {
        if depth > DEPTH_MAX {
            return Err("the expression nests too deep".to_owned());
        }
        if self.takes("not") {
            return Ok(Expression::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.takes("(") {
            let inner = self.any(depth + 1)?;
            return match self.takes(")") {
                true => Ok(inner),
                false => Err("a closing ) is missing".to_owned()),
            };
        }
        self.check()
    }

    fn check(&mut self) -> Result<Expression, String> {
        if self.takes("never") {
            return Ok(Expression::Never(self.span()?));
        }
        if self.takes("now") {
            return Ok(Expression::Now(self.span()?));
        }
        if self.takes("lasts") {
            let length = self.time()?;
            return Ok(Expression::Lasts(length, self.span()?));
        }
        if self.takes("count") {
            let span = self.span()?;
            let written = self.word("a comparison")?;
            let comparison = Comparison::read(&written).ok_or_else(|| {
                format!("count … needs a comparison such as >= 3, not {written:?}")
            })?;
            let number = self.word("a number")?;
            let number = number
                .parse()
                .map_err(|_| format!("count … {written} needs a number, not {number:?}"))?;
            return Ok(Expression::Count(span, comparison, number));
        }
        let first = self.span()?;
        if self.takes("before") {
            return Ok(Expression::Before(first, self.span()?));
        }
        if self.takes("within") {
            let length = self.time()?;
            if !self.takes("after") {
                return Err("within TIME needs: after FACT".to_owned());
            }
            return Ok(Expression::Within(first, length, self.span()?));
        }
        Ok(Expression::Ever(first))
    }

    fn time(&mut self) -> Result<SimDuration, String> {
        let text = self.word("a time")?;
        parse_time(&text).ok_or_else(|| format!("{text:?} is no time; write 20s or 1m30s"))
    }

    fn span(&mut self) -> Result<Span, String> {
        let mut facts = vec![self.fact()?];
        while self.takes("while") {
            facts.push(self.fact()?);
        }
        Ok(Span(facts))
    }

    fn fact(&mut self) -> Result<Fact, String> {
        if self.takes("command") {
            let text = self
                .quoted()
                .ok_or("command needs its words in double quotes")?;
            let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            return match words.is_empty() {
                true => Err("command needs a word at least".to_owned()),
                false => Ok(Fact::Command { words }),
            };
        }
        let subject = self.word("a fact")?;
        let what = self.word("what is said of the subject")?;
        let text = self.quoted();
        Fact::read(&subject, &what, text.as_deref())
    }
}

fn joined(mut parts: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    }
}

/// Splits at blanks and brackets; what stands in double quotes keeps its blanks.
fn words(text: &str) -> Result<Vec<Word>, String> {
    let mut words: Vec<Word> = Vec::new();
    let (mut word, mut quoted, mut open, mut begun) = (String::new(), false, false, false);
    let mut finish = |word: &mut String, quoted: &mut bool, begun: &mut bool| {
        if *begun {
            words.push(Word {
                text: std::mem::take(word),
                quoted: *quoted,
            });
        }
        (*quoted, *begun) = (false, false);
    };
    for character in text.chars() {
        match character {
            '"' => {
                // A word that begins with a quote is a text; a quote inside only keeps blanks.
                quoted |= !begun;
                open = !open;
                begun = true;
            }
            _ if open => word.push(character),
            '(' | ')' => {
                finish(&mut word, &mut quoted, &mut begun);
                word.push(character);
                begun = true;
                finish(&mut word, &mut quoted, &mut begun);
            }
            _ if character.is_whitespace() => finish(&mut word, &mut quoted, &mut begun),
            _ => {
                word.push(character);
                begun = true;
            }
        }
    }
    finish(&mut word, &mut quoted, &mut begun);
    match open {
        true => Err("a closing \" is missing".to_owned()),
        false => Ok(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_binds_closer_than_or() {
        let read = |text: &str| Expression::read(text).unwrap();
        let a = "pod/a exists";
        assert_eq!(
            read(&format!("{a} or {a} and not {a}")),
            Expression::Any(vec![
                read(a),
                Expression::All(vec![read(a), Expression::Not(Box::new(read(a)))])
            ])
        );
        let nested = read(&format!(
            "({a} or {a}) and lasts 20s {a} while pod/a Ready=True"
        ));
        assert!(matches!(nested, Expression::All(parts) if parts.len() == 2));
    }

    #[test]
    fn errors_say_what_is_missing() {
        let cases = [
            ("", "an expression is missing"),
            ("pod/a", "what is said of the subject is missing"),
            ("web phase=Running", "\"web\" is no subject"),
            ("pod/a phase", "\"phase\" says nothing"),
            ("pod/a exists pod/b exists", "\"pod/b\" does not fit here"),
            ("(pod/a exists", "a closing ) is missing"),
            ("command touch", "command needs its words"),
            ("count pod/a created 3", "count … needs a comparison"),
            ("lasts 20 pod/a exists", "\"20\" is no time"),
            ("pod/a/b exists", "\"exists\" says nothing"),
            ("pod/a event=\"x", "a closing \" is missing"),
        ];
        for (text, expected) in cases {
            let message = Expression::read(text).unwrap_err();
            assert!(message.starts_with(expected), "{text}: {message}");
        }
    }

    #[test]
    fn goals_on_commands_are_told_from_the_rest() {
        let read = |text: &str| Expression::read(text).unwrap().needs_command();
        assert!(read("command \"kubectl logs -p\" and pod/a exists"));
        assert!(!read("command \"kubectl logs -p\" or pod/a exists"));
        assert!(!read("pod/a Ready=True"));
        assert!(!read("not command \"ls\""));
    }
}
