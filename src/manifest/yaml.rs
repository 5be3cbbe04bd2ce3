//! Text to trees. The only place that knows the YAML library.
//!
//! The library gives no places for values, but it lends slices of the text, and where a slice
//! lies is its place. So each document is visited twice: once for its shape, which says what is
//! a scalar, and once guided by that shape, asking for every scalar as text. What plain scalars
//! mean is decided here, by the rules of YAML 1.1 that Kubernetes' reader follows
//! (sigs.k8s.io/yaml goyaml.v2/resolve.go).

use crate::order;
use crate::order::Set;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Range;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::node::{Entry, Node, Span, Value};
use super::plain::resolve_plain;

/// More values in one document than this are refused: aliases can repeat without bound.
pub const VALUES_MOST: usize = 100_000;
/// Brackets open at once. The YAML library's time grows with the square of this.
const BRACKETS_MOST: i32 = 1_000;
/// The error that reports [`VALUES_MOST`].
pub const TOO_MANY_VALUES: &str = "too many values";

/// A document's tree, and the keys that it repeats.
pub struct Tree {
    pub root: Node,
    /// Each later occurrence of a key that its object already had.
    pub repeated_keys: Vec<(String, Span)>,
}

/// Splits a text at its `---` lines, as kubectl does before it reads any YAML
/// (apimachinery/pkg/util/yaml/decoder.go). Each part begins with its `---` line, if it has one.
pub fn split(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut part_start, mut line_start) = (0, 0);
    for line in text.split_inclusive('\n') {
        let marks_document = line
            .strip_prefix("---")
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
        if marks_document && line_start > part_start {
            parts.push(part_start..line_start);
            part_start = line_start;
        }
        line_start += line.len();
    }
    parts.push(part_start..text.len());
    parts
}

/// Whether a part is nested too deep to be handed to the YAML library at all. Quotes are not
/// looked at: no manifest has so many open brackets in its texts either.
pub fn brackets_too_deep(part: &str) -> bool {
    let mut depth = 0;
    part.bytes().any(|byte| {
        depth += match byte {
            b'[' | b'{' => 1,
            b']' | b'}' => -1,
            _ => 0,
        };
        depth > BRACKETS_MOST
    })
}

/// Reads the documents of one part of the text; `base` is where the part begins. Usually one;
/// more only after a `...` line. An empty or comment-only document is `Null`.
pub fn parse(part: &str, base: usize) -> Vec<Result<Tree, serde_yaml::Error>> {
    let shapes = serde_yaml::Deserializer::from_str(part);
    let contents = serde_yaml::Deserializer::from_str(part);
    let mut trees = Vec::new();
    for (shape, content) in shapes.zip(contents) {
        let tree = parse_document(shape, content, part, base);
        let failed = tree.is_err();
        trees.push(tree);
        if failed || trees.len() >= super::DOCUMENTS_MOST {
            break;
        }
    }
    trees
}

fn parse_document(
    shape: serde_yaml::Deserializer<'_>,
    content: serde_yaml::Deserializer<'_>,
    part: &str,
    base: usize,
) -> Result<Tree, serde_yaml::Error> {
    let mut tokens = Vec::new();
    Survey(&mut tokens).deserialize(shape)?;
    let reader = Reader {
        part,
        base,
        tokens: &tokens,
        next: Cell::new(0),
        cursor: Cell::new(0),
        repeated_keys: RefCell::default(),
    };
    let root = match tokens.first() {
        None | Some(Token::Nothing) => Node::null(Span {
            start: base,
            end: base,
        }),
        Some(_) => Guided(&reader).deserialize(content)?,
    };
    Ok(Tree {
        root,
        repeated_keys: reader.repeated_keys.into_inner(),
    })
}

/// One step of a document's shape.
#[derive(Clone, Copy)]
enum Token {
    /// A document without any content.
    Nothing,
    Scalar,
    List,
    Object,
    /// The end of the innermost list or object.
    End,
}

/// The first visit: shape only.
struct Survey<'a>(&'a mut Vec<Token>);

impl Survey<'_> {
    fn push<E: Error>(&mut self, token: Token) -> Result<(), E> {
        if self.0.len() >= VALUES_MOST {
            return Err(E::custom(TOO_MANY_VALUES));
        }
        self.0.push(token);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Survey<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Survey<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a YAML value")
    }
    fn visit_bool<E: Error>(mut self, _: bool) -> Result<(), E> {
        self.push(Token::Scalar)
    }
    fn visit_i64<E: Error>(mut self, _: i64) -> Result<(), E> {
        self.push(Token::Scalar)
    }
    fn visit_i128<E: Error>(mut self, _: i128) -> Result<(), E> {
        self.push(Token::Scalar)
    }
    fn visit_u64<E: Error>(mut self, _: u64) -> Result<(), E> {
        self.push(Token::Scalar)
    }
    fn visit_u128<E: Error>(mut self, _: u128) -> Result<(), E> {
        self.push(Token::Scalar)
    }
    fn visit_f64<E: Error>(mut self, _: f64) -> Result<(), E> {
        self.push(Token::Scalar)
    }
    fn visit_str<E: Error>(mut self, _: &str) -> Result<(), E> {
        self.push(Token::Scalar)
    }
    fn visit_unit<E: Error>(mut self) -> Result<(), E> {
        self.push(Token::Scalar)
    }
    fn visit_none<E: Error>(mut self) -> Result<(), E> {
        self.push(Token::Nothing)
    }
    fn visit_seq<A: SeqAccess<'de>>(mut self, mut access: A) -> Result<(), A::Error> {
        self.push(Token::List)?;
        while access.next_element_seed(Survey(self.0))?.is_some() {}
        self.push(Token::End)
    }
    fn visit_map<A: MapAccess<'de>>(mut self, mut access: A) -> Result<(), A::Error> {
        self.push(Token::Object)?;
        while access.next_key_seed(KeyCheck)?.is_some() {
            access.next_value_seed(Survey(self.0))?;
        }
        self.push(Token::End)
    }
    /// A tag of somebody's own: Kubernetes reads past it, and so do we.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<(), A::Error> {
        let (_, content) = access.variant::<IgnoredAny>()?;
        content.newtype_variant_seed(self)
    }
}

/// Keys must be scalars; anything else is an error at its place.
struct KeyCheck;

impl<'de> DeserializeSeed<'de> for KeyCheck {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyCheck {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}

/// The second visit: values and places.
struct Reader<'a> {
    part: &'a str,
    base: usize,
    tokens: &'a [Token],
    next: Cell<usize>,
    /// Just after the last scalar whose place is known, relative to the part.
    cursor: Cell<usize>,
    repeated_keys: RefCell<Vec<(String, Span)>>,
}

impl Reader<'_> {
    fn next_token(&self) -> Token {
        let index = self.next.get();
        self.next.set(index + 1);
        self.tokens.get(index).copied().unwrap_or(Token::End)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        self.cursor.set(end);
        Span {
            start: self.base + start,
            end: self.base + end,
        }
    }

    /// A scalar that is a slice of the part: plain, or quoted without escapes.
    fn borrowed(&self, text: &str) -> Option<(Value, Span)> {
        let start = (text.as_ptr() as usize).checked_sub(self.part.as_ptr() as usize)?;
        let end = start + text.len();
        if self.part.get(start..end) != Some(text) {
            return None;
        }
        let before = self.part.get(..start)?;
        if before.ends_with(['"', '\'']) {
            let value = Value::Text(text.to_owned());
            return Some((value, self.span(start - 1, end + 1)));
        }
        let value = if before.trim_end().ends_with("!!str") {
            Value::Text(text.to_owned())
        } else {
            resolve_plain(text)
        };
        Some((value, self.span(start, end)))
    }

    /// A block scalar, one with escapes or one over several lines: always a text. It begins
    /// at the next character that is neither space nor punctuation between values.
    fn copied(&self, text: &str) -> (Value, Span) {
        let cursor = self.cursor.get();
        let rest = self.part.get(cursor..).unwrap_or_default();
        let skipped = rest
            .find(|character: char| !(character.is_whitespace() || ":-,[{?".contains(character)))
            .unwrap_or(rest.len());
        let start = cursor + skipped;
        let line = self.part.get(start..).unwrap_or_default();
        let end = start + line.find(['\r', '\n']).unwrap_or(line.len());
        (Value::Text(text.to_owned()), self.span(start, end))
    }

    /// Drops all but the last of equal keys and remembers the later ones.
    fn settle_repeated(&self, entries: &mut Vec<Entry>) {
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order::sort_by(&mut order, |a, b| entries[*a].key.cmp(&entries[*b].key));
        let mut overridden = vec![false; entries.len()];
        for pair in order.windows(2) {
            if entries[pair[0]].key == entries[pair[1]].key {
                overridden[pair[0]] = true;
                let later = &entries[pair[1]];
                self.repeated_keys
                    .borrow_mut()
                    .push((later.key.clone(), later.key_span));
            }
        }
        let mut index = 0;
        entries.retain(|_| {
            index += 1;
            !overridden[index - 1]
        });
    }
}

/// Adds what `<<` refers to, without overriding what is written.
fn merge(entries: &mut Vec<Entry>) {
    let Some(index) = entries.iter().position(|entry| {
        entry.key == "<<" && matches!(entry.node.value, Value::Object(_) | Value::List(_))
    }) else {
        return;
    };
    let merged = entries.remove(index).node;
    let sources = match &merged.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(&merged),
    };
    let mut written = Set::new();
    written.extend(entries.iter().map(|entry| entry.key.clone()));
    for entry in sources.iter().flat_map(Node::entries) {
        if written.insert(entry.key.clone()) {
            entries.push(entry.clone());
        }
    }
}

/// Reads one value according to the shape.
struct Guided<'a>(&'a Reader<'a>);

impl<'de> DeserializeSeed<'de> for Guided<'_> {
    type Value = Node;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        match self.0.next_token() {
            Token::List => deserializer.deserialize_seq(self),
            Token::Object => deserializer.deserialize_map(self),
            Token::Scalar | Token::Nothing | Token::End => deserializer.deserialize_str(self),
        }
    }
}

impl<'de> Visitor<'de> for Guided<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Node, E> {
        let (value, span) = self.0.borrowed(text).unwrap_or_else(|| self.0.copied(text));
        Ok(Node { value, span })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        let (value, span) = self.0.copied(text);
        Ok(Node { value, span })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut items: Vec<Node> = Vec::new();
        while let Some(item) = access.next_element_seed(Guided(self.0))? {
            items.push(item);
        }
        self.0.next_token();
        let span = match (items.first(), items.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => self.0.copied("").1,
        };
        Ok(Node {
            value: Value::List(items),
            span,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut entries: Vec<Entry> = Vec::new();
        while let Some((key, key_span)) = access.next_key_seed(Key(self.0))? {
            let node = access.next_value_seed(Guided(self.0))?;
            entries.push(Entry {
                key,
                key_span,
                node,
            });
        }
        self.0.next_token();
        let span = match (entries.first(), entries.last()) {
            (Some(first), Some(last)) => first.key_span.to(last.node.span),
            _ => self.0.copied("").1,
        };
        self.0.settle_repeated(&mut entries);
        merge(&mut entries);
        Ok(Node {
            value: Value::Object(entries),
            span,
        })
    }
}

/// Reads a key as it is written.
struct Key<'a>(&'a Reader<'a>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = (String, Span);
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = (String, Span);

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        let span = match self.0.borrowed(text) {
            Some((_, span)) => span,
            None => self.0.copied(text).1,
        };
        Ok((text.to_owned(), span))
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok((text.to_owned(), self.0.copied(text).1))
    }
}
