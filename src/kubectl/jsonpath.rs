//! JSONPath as kubectl has it: `{.items[*].metadata.name}`, `{range …}…{end}`, filters
//! (client-go util/jsonpath). Missing keys give nothing.

mod parse;

use std::cmp::Ordering;

use crate::api::Value;
use crate::api::json;

pub(super) use parse::{parse, relaxed};

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Path(Vec<Step>),
    Range(Vec<Step>, Vec<Piece>),
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Field(String),
    /// Every value of a list or a map.
    All,
    /// `..`: everything below, at any depth.
    Below,
    /// `[from:to]`; counted from the end if negative.
    Slice(Option<i64>, Option<i64>),
    Index(i64),
    /// `[0,2]` or `['a','b']`.
    Union(Vec<Step>),
    /// `[?(@.x=="y")]`.
    Filter(Vec<Step>, Option<(Comparison, Value)>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The most values that a path may give.
const VALUES_MAX: usize = 100_000;

/// What a template makes of a value.
pub(super) fn print(pieces: &[Piece], root: &Value) -> String {
    let mut out = String::new();
    print_into(pieces, root, &mut out);
    out
}

fn print_into(pieces: &[Piece], root: &Value, out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Path(steps) => {
                let values: Vec<String> = find(steps, root).into_iter().map(text_of).collect();
                out.push_str(&values.join(" "));
            }
            Piece::Range(steps, body) => {
                for value in find(steps, root) {
                    print_into(body, value, out);
                }
            }
        }
    }
}

/// A value as it is printed: texts bare, maps and lists as JSON.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Fraction(text) => text.clone(),
        Value::Null => String::new(),
        other => json::write(other, json::COMPACT),
    }
}

/// The values that a path leads to.
pub(super) fn find<'a>(steps: &[Step], root: &'a Value) -> Vec<&'a Value> {
    let mut values = vec![root];
    for step in steps {
        let mut next = Vec::new();
        for value in values {
            follow(step, value, &mut next);
            if next.len() > VALUES_MAX {
                return next;
            }
        }
        values = next;
    }
    values
}

fn follow<'a>(step: &Step, value: &'a Value, out: &mut Vec<&'a Value>) {
    match step {
        Step::Field(name) => out.extend(value.get(name)),
        Step::All => {
            out.extend(value.items());
            out.extend(value.entries().iter().map(|(_, value)| value));
        }
        Step::Below => {
            out.push(value);
            let below = value.entries().iter().map(|(_, value)| value);
            for inner in value.items().iter().chain(below) {
                follow(&Step::Below, inner, out);
            }
        }
        Step::Index(index) => {
            let items = value.items();
            out.extend(position(*index, items.len()).and_then(|index| items.get(index)));
        }
        Step::Slice(from, to) => {
            let items = value.items();
            let edge = |edge: Option<i64>, default: usize| {
                edge.map_or(default, |edge| position(edge, items.len()).unwrap_or(0))
            };
            let (from, to) = (edge(*from, 0), edge(*to, items.len()).min(items.len()));
            out.extend(items.get(from..to).unwrap_or_default());
        }
        Step::Union(steps) => {
            for step in steps {
                follow(step, value, out);
            }
        }
        Step::Filter(path, comparison) => {
            let holds = |item: &&Value| {
                let found = find(path, item);
                match comparison {
                    None => !found.is_empty(),
                    Some((comparison, right)) => {
                        found.iter().any(|left| comparison.holds(left, right))
                    }
                }
            };
            out.extend(value.items().iter().filter(holds));
        }
    }
}

fn position(index: i64, length: usize) -> Option<usize> {
    match index {
        0.. => usize::try_from(index).ok(),
        _ => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    }
}

impl Comparison {
    fn holds(self, left: &Value, right: &Value) -> bool {
        let order = match (left, right) {
            (Value::Whole(left), Value::Whole(right)) => left.cmp(right),
            _ => text_of(left).cmp(&text_of(right)),
        };
        match self {
            Comparison::Equal => order == Ordering::Equal,
            Comparison::NotEqual => order != Ordering::Equal,
            Comparison::Less => order == Ordering::Less,
            Comparison::LessOrEqual => order != Ordering::Greater,
            Comparison::Greater => order == Ordering::Greater,
            Comparison::GreaterOrEqual => order != Ordering::Less,
        }
    }
}

/// The order of `--sort-by`: numbers by size, texts with their digits read as numbers
/// (kubectl/pkg/cmd/get/sorter.go; fvbommel/sortorder NaturalLess).
pub(super) fn compare(left: Option<&Value>, right: Option<&Value>) -> Ordering {
    match (left, right) {
        (Some(Value::Whole(left)), Some(Value::Whole(right))) => left.cmp(right),
        (Some(left), Some(right)) => natural(&text_of(left), &text_of(right)),
        (left, right) => left.is_some().cmp(&right.is_some()),
    }
}

fn natural(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    loop {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (a, b) = (digits(left), digits(right));
        if a > 0 && b > 0 {
            let (one, other) = (&left[..a], &right[..b]);
            let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
            let order = one.len().cmp(&other.len()).then_with(|| one.cmp(other));
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (&left[a..], &right[b..]);
            continue;
        }
        let (Some(one), Some(other)) = (left.chars().next(), right.chars().next()) else {
            return left.len().cmp(&right.len());
        };
        if one != other {
            return one.cmp(&other);
        }
        (left, right) = (&left[one.len_utf8()..], &right[other.len_utf8()..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Value {
        let container = |name: &str, count: i64| {
            Value::Map(vec![
                ("name".into(), Value::text(name)),
                ("count".into(), Value::Whole(count)),
            ])
        };
        let labels = Value::Map(vec![("app.kubernetes.io/name".into(), Value::text("web"))]);
        let list = Value::List(vec![
            container("a", 1),
            container("b", 2),
            container("c", 3),
        ]);
        Value::Map(vec![("labels".into(), labels), ("list".into(), list)])
    }

    #[test]
    fn templates_print_what_they_find() {
        let cases = [
            ("{.list[*].name}", "a b c"),
            ("{.list[0].name}", "a"),
            ("{.list[-1].name}", "c"),
            ("{.list[0:2].name}", "a b"),
            ("{.list[0,2].name}", "a c"),
            ("{..name}", "a b c"),
            ("{.list[?(@.name==\"b\")].count}", "2"),
            ("{.list[?(@.count>1)].name}", "b c"),
            ("{.list[?(@.nope)].name}", ""),
            ("{.labels}", "{\"app.kubernetes.io/name\":\"web\"}"),
            ("{.labels['app\\.kubernetes\\.io/name']}", "web"),
            ("{.labels.app\\.kubernetes\\.io/name}", "web"),
            (
                "{range .list[*]}{.name}={.count}{\"\\n\"}{end}",
                "a=1\nb=2\nc=3\n",
            ),
            ("first {.list[0].name}!", "first a!"),
            ("{.nope.deeper}", ""),
        ];
        for (template, expected) in cases {
            let pieces = parse(template).unwrap();
            assert_eq!(print(&pieces, &sample()), expected, "{template}");
        }
    }

    #[test]
    fn broken_templates_are_told() {
        let cases = [
            ("{.items[*", "unterminated array"),
            ("{.a", "unclosed action"),
            ("{range .a}{.b}", "unexpected end of a range"),
            ("{.a[?(@.b==\"c)]}", "unterminated quoted string"),
        ];
        for (template, expected) in cases {
            assert_eq!(parse(template).unwrap_err(), expected, "{template}");
        }
    }

    #[test]
    fn texts_sort_with_their_numbers() {
        assert_eq!(natural("pod-2", "pod-10"), Ordering::Less);
        assert_eq!(natural("a", "b"), Ordering::Less);
        assert_eq!(natural("a1", "a"), Ordering::Greater);
    }
}
