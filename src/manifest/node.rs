//! A document as a tree: keys in the order written, every scalar with its place in the text.

use super::diagnostic::Shape;

/// A value and the bytes of the text it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub value: Value,
    pub span: Span,
}

/// What a node holds. Numbers that are not whole keep their text: Kubernetes has no field that
/// needs them as numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Boolean(bool),
    Whole(i64),
    Fraction(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Entry>),
}

/// One `key: value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub node: Node,
}

/// Byte offsets into the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    /// From the first to the last byte of two spans.
    pub fn to(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

impl Node {
    /// Nothing, at a place.
    pub fn null(span: Span) -> Node {
        Node {
            value: Value::Null,
            span,
        }
    }

    /// The kind of value.
    pub fn shape(&self) -> Shape {
        match self.value {
            Value::Null => Shape::Null,
            Value::Boolean(_) => Shape::Boolean,
            Value::Whole(_) | Value::Fraction(_) => Shape::Number,
            Value::Text(_) => Shape::Text,
            Value::List(_) => Shape::List,
            Value::Object(_) => Shape::Object,
        }
    }

    /// The entries of an object; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Object(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The entry of that key; of equal keys the last one counts.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| entry.key == key)
    }

    /// The value of that key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Follows a field path such as `spec.containers[0].ports` or
    /// `metadata.annotations[example.com/key]` as far as it exists.
    pub fn follow(&self, path: &str) -> Found<'_> {
        let mut found = Found {
            node: self,
            key_span: None,
            complete: true,
        };
        for step in steps(path) {
            let next = match (&found.node.value, step) {
                (Value::Object(_), Step::Key(key) | Step::Bracket(key)) => found
                    .node
                    .entry(key)
                    .map(|entry| (&entry.node, Some(entry.key_span))),
                (Value::List(items), Step::Bracket(index)) => index
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| items.get(index))
                    .map(|item| (item, None)),
                _ => None,
            };
            let Some((node, key_span)) = next else {
                found.complete = false;
                break;
            };
            found.node = node;
            found.key_span = key_span;
        }
        found
    }
}

/// Where a path led to.
pub struct Found<'a> {
    /// The node of the path, or its nearest ancestor.
    pub node: &'a Node,
    /// The key under which that node stands, if it stands in an object.
    pub key_span: Option<Span>,
    /// Whether the whole path exists.
    pub complete: bool,
}

enum Step<'a> {
    Key(&'a str),
    /// An index or, for keys that contain dots, a key.
    Bracket(&'a str),
}

/// Splits `a.b[0].c[x.y/z]` into its steps; a malformed rest ends the path.
fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    let mut rest = path;
    std::iter::from_fn(move || {
        rest = rest.strip_prefix('.').unwrap_or(rest);
        if let Some(inner) = rest.strip_prefix('[') {
            let (bracket, after) = inner.split_once(']')?;
            rest = after;
            return Some(Step::Bracket(bracket));
        }
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        rest = after;
        (!key.is_empty()).then_some(Step::Key(key))
    })
}
