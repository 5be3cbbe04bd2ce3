//! Regular expressions for grep, sed and expr: literals, `.`, `*`, `+`, `?`, `^`, `$`, brackets,
//! groups and alternatives. Basic and extended syntax differ only in backslashes. Matching goes back
//! on its steps, so it has a bound on effort; beyond it nothing matches.

mod matcher;
mod reader;

use matcher::Matcher;
use reader::Reader;

const MAX_EFFORT: u32 = 200_000;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Character(char),
    Any,
    Start,
    End,
    WordEdge,
    Set {
        is_negated: bool,
        ranges: Vec<(char, char)>,
        classes: Vec<String>,
    },
    Group {
        number: usize,
        alternatives: Vec<Vec<Node>>,
    },
    Repeat {
        node: Box<Node>,
        least: u32,
        most: u32,
    },
    Back(usize),
}

/// A compiled expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::shell) struct Regex {
    alternatives: Vec<Vec<Node>>,
    pub(super) ignores_case: bool,
}

/// What the parentheses took: ranges by number.
type Groups = Vec<Option<(usize, usize)>>;

/// A match, in byte offsets.
pub(in crate::shell) struct Found {
    pub(in crate::shell) start: usize,
    pub(in crate::shell) end: usize,
    groups: Groups,
}

impl Found {
    /// The text of `\1` to `\9`; 0 is the whole match.
    pub(in crate::shell) fn group(&self, text: &str, number: usize) -> String {
        let range = match number {
            0 => Some((self.start, self.end)),
            _ => self.groups.get(number - 1).copied().flatten(),
        };
        range
            .and_then(|(start, end)| text.get(start..end))
            .unwrap_or("")
            .to_string()
    }
}

pub(in crate::shell) struct BadRegex;

impl Regex {
    pub(in crate::shell) fn parse(text: &str, is_extended: bool) -> Result<Regex, BadRegex> {
        let characters: Vec<char> = text.chars().collect();
        let mut reader = Reader {
            characters,
            position: 0,
            is_extended,
            groups: 0,
            depth: 0,
        };
        let alternatives = reader.alternatives()?;
        if reader.position < reader.characters.len() {
            return Err(BadRegex);
        }
        Ok(Regex {
            alternatives,
            ignores_case: false,
        })
    }

    /// Text that stands for itself (`grep -F`).
    pub(in crate::shell) fn literal(text: &str) -> Regex {
        let nodes = text.chars().map(Node::Character).collect();
        Regex {
            alternatives: vec![nodes],
            ignores_case: false,
        }
    }

    /// The leftmost match at or after a byte offset.
    pub(in crate::shell) fn find(&self, text: &str, from: usize) -> Option<Found> {
        let offsets: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let characters: Vec<char> = text.chars().collect();
        let mut matcher = Matcher {
            text: &characters,
            effort: MAX_EFFORT,
            depth: 0,
            groups: vec![None; 9],
            ignores_case: self.ignores_case,
        };
        let first = offsets.iter().position(|offset| *offset >= from)?;
        for start in first..=characters.len() {
            matcher.groups.fill(None);
            let mut best: Option<(usize, Groups)> = None;
            for alternative in &self.alternatives {
                matcher.groups.fill(None);
                let mut end = None;
                let matched = matcher.sequence(alternative, start, &mut |_, at| {
                    end = Some(at);
                    true
                });
                if let (true, Some(end)) = (matched, end)
                    && best.as_ref().is_none_or(|(longest, _)| end > *longest)
                {
                    best = Some((end, matcher.groups.clone()));
                }
            }
            if let Some((end, groups)) = best {
                let bytes = |(start, end): (usize, usize)| (offsets[start], offsets[end]);
                let groups = groups.into_iter().map(|group| group.map(bytes)).collect();
                return Some(Found {
                    start: offsets[start],
                    end: offsets[end],
                    groups,
                });
            }
            if matcher.effort == 0 {
                return None;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_find_what_they_mean() {
        for (pattern, is_extended, text, expected) in [
            ("lo", false, "hello", Some("lo")),
            ("^h.*l", false, "hello", Some("hell")),
            ("o$", false, "hello", Some("o")),
            ("[0-9][0-9]*", false, "ab123c", Some("123")),
            ("[0-9]+", true, "ab123c", Some("123")),
            ("cat\\|dog", false, "hotdog", Some("dog")),
            ("cat|dog", true, "hotdog", Some("dog")),
            ("(ab)+c", true, "xababc", Some("ababc")),
            ("a{2,3}", true, "caaaat", Some("aaa")),
            ("x?y", true, "y", Some("y")),
            ("^$", false, "", Some("")),
            ("[^a-z]", false, "abc", None),
            ("\\bfoo\\b", false, "a foo b", Some("foo")),
            ("(a)(b)\\2", true, "abb", Some("abb")),
        ] {
            let regex = Regex::parse(pattern, is_extended).ok();
            let found = regex.and_then(|regex| {
                regex
                    .find(text, 0)
                    .map(|found| text[found.start..found.end].to_string())
            });
            assert_eq!(found.as_deref(), expected, "{pattern} in {text}");
        }
    }

    #[test]
    fn hostile_expressions_end() {
        let text = "a".repeat(5000);
        assert!(Regex::parse("(a*)*b", true).is_ok_and(|regex| regex.find(&text, 0).is_none()));
        assert!(Regex::parse(&"(".repeat(1000), true).is_err());
    }
}
