//! Regular expressions for grep, sed and expr: literals, `.`, `*`, `+`, `?`, `^`, `$`, brackets,
//! groups and alternatives. Basic and extended syntax differ only in backslashes. Matching goes back
//! on its steps, so it has a bound on effort; beyond it nothing matches.

use crate::shell::pattern::in_class;

const MAX_DEPTH: u32 = 50;
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

struct Reader {
    characters: Vec<char>,
    position: usize,
    is_extended: bool,
    groups: usize,
    depth: u32,
}

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

impl Reader {
    fn peek(&self, offset: usize) -> Option<char> {
        self.characters.get(self.position + offset).copied()
    }

    /// Whether an operator stands here: bare in extended syntax, behind a backslash in basic.
    fn takes(&mut self, operator: char) -> bool {
        let (found, length) = match self.is_extended {
            true => (self.peek(0) == Some(operator), 1),
            false => (
                self.peek(0) == Some('\\') && self.peek(1) == Some(operator),
                2,
            ),
        };
        if found {
            self.position += length;
        }
        found
    }

    fn sees(&mut self, operator: char) -> bool {
        let before = self.position;
        let found = self.takes(operator);
        self.position = before;
        found
    }

    fn alternatives(&mut self) -> Result<Vec<Vec<Node>>, BadRegex> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(BadRegex);
        }
        let mut alternatives = vec![self.sequence()?];
        while self.takes('|') {
            alternatives.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(alternatives)
    }

    fn sequence(&mut self) -> Result<Vec<Node>, BadRegex> {
        let mut nodes = Vec::new();
        while self.peek(0).is_some() && !self.sees('|') && !(self.depth > 1 && self.sees(')')) {
            let node = self.atom(nodes.is_empty())?;
            let node = self.repeated(node);
            nodes.push(node);
        }
        Ok(nodes)
    }

    fn repeated(&mut self, node: Node) -> Node {
        let (least, most) = if self.peek(0) == Some('*') {
            self.position += 1;
            (0, u32::MAX)
        } else if self.takes('+') {
            (1, u32::MAX)
        } else if self.takes('?') {
            (0, 1)
        } else if self.sees('{') {
            let before = self.position;
            self.takes('{');
            match self.bounds() {
                Some(bounds) => bounds,
                None => {
                    self.position = before;
                    return node;
                }
            }
        } else {
            return node;
        };
        Node::Repeat {
            node: Box::new(node),
            least,
            most,
        }
    }

    fn bounds(&mut self) -> Option<(u32, u32)> {
        let mut text = String::new();
        while let Some(character) = self.peek(0).filter(|c| c.is_ascii_digit() || *c == ',') {
            text.push(character);
            self.position += 1;
        }
        if !self.takes('}') {
            return None;
        }
        match text.split_once(',') {
            Some((least, "")) => Some((least.parse().ok()?, u32::MAX)),
            Some((least, most)) => Some((least.parse().ok()?, most.parse().ok()?)),
            None => text.parse().ok().map(|count| (count, count)),
        }
    }

    fn atom(&mut self, is_first: bool) -> Result<Node, BadRegex> {
        if self.takes('(') {
            self.groups += 1;
            let number = self.groups;
            let alternatives = self.alternatives()?;
            if !self.takes(')') {
                return Err(BadRegex);
            }
            return Ok(Node::Group {
                number,
                alternatives,
            });
        }
        let character = self.peek(0).ok_or(BadRegex)?;
        self.position += 1;
        Ok(match character {
            '.' => Node::Any,
            '[' => self.set()?,
            '^' if is_first || self.is_extended => Node::Start,
            '$' if self.peek(0).is_none()
                || self.is_extended
                || self.sees('|')
                || self.sees(')') =>
            {
                Node::End
            }
            '\\' => {
                let escaped = self.peek(0).ok_or(BadRegex)?;
                self.position += 1;
                let class = |name: &str, is_negated: bool, underscore: bool| Node::Set {
                    is_negated,
                    ranges: if underscore {
                        vec![('_', '_')]
                    } else {
                        Vec::new()
                    },
                    classes: vec![name.to_string()],
                };
                match escaped {
                    'w' => class("alnum", false, true),
                    'W' => class("alnum", true, true),
                    's' => class("space", false, false),
                    'S' => class("space", true, false),
                    'd' => class("digit", false, false),
                    'b' | '<' | '>' => Node::WordEdge,
                    't' => Node::Character('\t'),
                    'n' => Node::Character('\n'),
                    '1'..='9' => {
                        Node::Back(usize::try_from(escaped.to_digit(10).unwrap_or(1)).unwrap_or(1))
                    }
                    _ => Node::Character(escaped),
                }
            }
            '*' | '+' | '?' if is_first || !self.is_extended => Node::Character(character),
            '*' | '+' | '?' => return Err(BadRegex),
            _ => Node::Character(character),
        })
    }

    fn set(&mut self) -> Result<Node, BadRegex> {
        let is_negated = self.peek(0) == Some('^');
        if is_negated {
            self.position += 1;
        }
        let first = self.position;
        let (mut ranges, mut classes) = (Vec::new(), Vec::new());
        loop {
            let low = self.peek(0).ok_or(BadRegex)?;
            if low == ']' && self.position > first {
                self.position += 1;
                return Ok(Node::Set {
                    is_negated,
                    ranges,
                    classes,
                });
            }
            if low == '[' && self.peek(1) == Some(':') {
                let rest = &self.characters[self.position + 2..];
                let length = rest.iter().position(|c| *c == ':').ok_or(BadRegex)?;
                classes.push(rest[..length].iter().collect());
                self.position += length + 4;
                continue;
            }
            self.position += 1;
            let mut high = low;
            if self.peek(0) == Some('-') && self.peek(1).is_some_and(|c| c != ']') {
                high = self.peek(1).ok_or(BadRegex)?;
                self.position += 2;
            }
            ranges.push((low, high));
        }
    }
}

struct Matcher<'a> {
    text: &'a [char],
    effort: u32,
    depth: u32,
    groups: Groups,
    ignores_case: bool,
}

type Then<'t> = &'t mut dyn FnMut(&mut Matcher, usize) -> bool;

/// How often a group may be repeated.
const MAX_REPEATS: u32 = 500;
/// How deep groups and repetitions may call each other.
const MAX_NESTED_CALLS: u32 = 1_000;

impl Matcher<'_> {
    fn sequence(&mut self, nodes: &[Node], at: usize, then: Then) -> bool {
        self.effort = self.effort.saturating_sub(1);
        if self.effort == 0 || self.depth >= MAX_NESTED_CALLS {
            return false;
        }
        self.depth += 1;
        let matched = self.sequence_from(nodes, at, then);
        self.depth -= 1;
        matched
    }

    fn sequence_from(&mut self, nodes: &[Node], at: usize, then: Then) -> bool {
        let (mut nodes, mut at) = (nodes, at);
        let (node, rest) = loop {
            let Some((node, rest)) = nodes.split_first() else {
                return then(self, at);
            };
            if matches!(
                node,
                Node::Repeat { .. } | Node::Group { .. } | Node::Back(_)
            ) {
                break (node, rest);
            }
            match self.single(node, at) {
                Some(next) => (nodes, at) = (rest, next),
                None => return false,
            }
        };
        match node {
            Node::Repeat { node, least, most } => self.repeat(node, *least, *most, rest, at, then),
            Node::Group {
                number,
                alternatives,
            } => {
                for alternative in alternatives {
                    let saved = self.groups.clone();
                    let matched = self.sequence(alternative, at, &mut |matcher, end| {
                        let before = matcher.groups.get(number - 1).copied().flatten();
                        matcher.set_group(*number, Some((at, end)));
                        if matcher.sequence(rest, end, then) {
                            return true;
                        }
                        matcher.set_group(*number, before);
                        false
                    });
                    if matched {
                        return true;
                    }
                    self.groups = saved;
                }
                false
            }
            Node::Back(number) => {
                let Some((start, end)) = self.groups.get(number - 1).copied().flatten() else {
                    return false;
                };
                let text = self.text;
                let length = end - start;
                let fits = text
                    .get(at..at + length)
                    .is_some_and(|it| *it == text[start..end]);
                fits && self.sequence(rest, at + length, then)
            }
            _ => false,
        }
    }

    fn set_group(&mut self, number: usize, range: Option<(usize, usize)>) {
        if let Some(slot) = self.groups.get_mut(number - 1) {
            *slot = range;
        }
    }

    /// Greedy: as many as fit, then one fewer, until the rest matches.
    fn repeat(
        &mut self,
        node: &Node,
        least: u32,
        most: u32,
        rest: &[Node],
        at: usize,
        then: Then,
    ) -> bool {
        if !matches!(
            node,
            Node::Group { .. } | Node::Back(_) | Node::Repeat { .. }
        ) {
            let mut ends = vec![at];
            while u32::try_from(ends.len()).unwrap_or(u32::MAX) <= most {
                let last = ends.last().copied().unwrap_or(at);
                match self.single(node, last).filter(|next| *next > last) {
                    Some(next) => ends.push(next),
                    None => break,
                }
            }
            let least = usize::try_from(least).unwrap_or(usize::MAX);
            while ends.len() > least {
                let Some(end) = ends.pop() else { return false };
                if self.sequence(rest, end, then) {
                    return true;
                }
            }
            return false;
        }
        self.repeat_group(node, least, most.min(MAX_REPEATS), rest, at, then)
    }

    fn repeat_group(
        &mut self,
        node: &Node,
        least: u32,
        most: u32,
        rest: &[Node],
        at: usize,
        then: Then,
    ) -> bool {
        if most > 0 {
            let saved = self.groups.clone();
            let one = std::slice::from_ref(node);
            let matched = self.sequence(one, at, &mut |matcher, end| {
                end > at
                    && matcher.repeat_group(
                        node,
                        least.saturating_sub(1),
                        most - 1,
                        rest,
                        end,
                        then,
                    )
            });
            if matched {
                return true;
            }
            self.groups = saved;
        }
        least == 0 && self.sequence(rest, at, then)
    }

    fn single(&self, node: &Node, at: usize) -> Option<usize> {
        let here = self.text.get(at).copied();
        match node {
            Node::Start => (at == 0).then_some(at),
            Node::End => (at == self.text.len()).then_some(at),
            Node::WordEdge => {
                let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                let before = at.checked_sub(1).and_then(|at| self.text.get(at).copied());
                (is_word(before) != is_word(here)).then_some(at)
            }
            Node::Any => here.map(|_| at + 1),
            Node::Character(wanted) => {
                here.filter(|c| c == wanted || (self.ignores_case && same_letter(*c, *wanted)))?;
                Some(at + 1)
            }
            Node::Set {
                is_negated,
                ranges,
                classes,
            } => {
                let character = here?;
                let is_in = |c: char| {
                    ranges.iter().any(|(low, high)| (*low..=*high).contains(&c))
                        || classes.iter().any(|class| in_class(class, c))
                };
                let found = is_in(character)
                    || (self.ignores_case
                        && (is_in(character.to_ascii_lowercase())
                            || is_in(character.to_ascii_uppercase())));
                (found != *is_negated).then_some(at + 1)
            }
            Node::Group { .. } | Node::Repeat { .. } | Node::Back(_) => None,
        }
    }
}

fn same_letter(left: char, right: char) -> bool {
    left.to_lowercase().eq(right.to_lowercase())
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
