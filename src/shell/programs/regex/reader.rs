//! Reading an expression.

use super::{BadRegex, Node};

const MAX_DEPTH: u32 = 50;

pub(super) struct Reader {
    pub(super) characters: Vec<char>,
    pub(super) position: usize,
    pub(super) is_extended: bool,
    pub(super) groups: usize,
    pub(super) depth: u32,
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

    pub(super) fn alternatives(&mut self) -> Result<Vec<Vec<Node>>, BadRegex> {
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
