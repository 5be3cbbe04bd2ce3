//! Values as JSON.

use super::value::Value;

/// How a value is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Spaces of a level; 0 writes everything on one line.
    pub indent: usize,
    /// Maps in the order of their keys, and texts with Go's escapes: `<`, `>` and `&` may stand
    /// in HTML (encoding/json encode.go).
    pub as_go: bool,
}

/// One line, keys sorted, with Go's escapes: what `apply` keeps in its annotation.
pub const COMPACT: Style = Style {
    indent: 0,
    as_go: true,
};
/// What `kubectl get -o json` prints.
pub const PRETTY: Style = Style {
    indent: 4,
    as_go: true,
};

/// Writes a value, without a line break at the end.
pub fn write(value: &Value, style: Style) -> String {
    let mut writer = Writer {
        text: String::new(),
        style,
    };
    writer.value(value, 0);
    writer.text
}

/// Appends a text in its quotes; `as_go` as in [`Style`].
pub fn push_quoted(out: &mut String, text: &str, as_go: bool) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..' ' => push_escaped(out, character),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' if as_go => push_escaped(out, character),
            other => out.push(other),
        }
    }
    out.push('"');
}

/// `\u003c`.
fn push_escaped(out: &mut String, character: char) {
    out.push_str(&format!("\\u{:04x}", u32::from(character)));
}

struct Writer {
    text: String,
    style: Style,
}

impl Writer {
    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Null => self.text.push_str("null"),
            Value::Boolean(boolean) => self.text.push_str(if *boolean { "true" } else { "false" }),
            Value::Whole(number) => self.text.push_str(&number.to_string()),
            Value::Fraction(number) => self.text.push_str(number),
            Value::Text(text) => push_quoted(&mut self.text, text, self.style.as_go),
            Value::List(items) => {
                self.text.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.begin_item(index, depth);
                    self.value(item, depth + 1);
                }
                self.end(items.is_empty(), depth);
                self.text.push(']');
            }
            Value::Map(entries) => {
                self.text.push('{');
                let sorted = if self.style.as_go {
                    value.sorted_entries()
                } else {
                    entries.iter().collect()
                };
                for (index, (key, item)) in sorted.into_iter().enumerate() {
                    self.begin_item(index, depth);
                    push_quoted(&mut self.text, key, self.style.as_go);
                    self.text
                        .push_str(if self.style.indent > 0 { ": " } else { ":" });
                    self.value(item, depth + 1);
                }
                self.end(entries.is_empty(), depth);
                self.text.push('}');
            }
        }
    }

    fn begin_item(&mut self, index: usize, depth: usize) {
        if index > 0 {
            self.text.push(',');
        }
        self.new_line(depth + 1);
    }

    fn end(&mut self, empty: bool, depth: usize) {
        if !empty {
            self.new_line(depth);
        }
    }

    fn new_line(&mut self, depth: usize) {
        if self.style.indent > 0 {
            self.text.push('\n');
            for _ in 0..depth * self.style.indent {
                self.text.push(' ');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Value {
        Value::Map(vec![
            (
                "name".to_owned(),
                Value::text("a<b & \"c\"\n\u{1}\u{8}\u{2028}한"),
            ),
            ("empty".to_owned(), Value::Map(Vec::new())),
            (
                "list".to_owned(),
                Value::List(vec![
                    Value::Null,
                    Value::Boolean(true),
                    Value::Whole(-7),
                    Value::Fraction("0.5".to_owned()),
                    Value::List(Vec::new()),
                ]),
            ),
        ])
    }

    #[test]
    fn writes_as_go() {
        assert_eq!(
            write(&sample(), COMPACT),
            "{\"empty\":{},\"list\":[null,true,-7,0.5,[]],\
             \"name\":\"a\\u003cb \\u0026 \\\"c\\\"\\n\\u0001\\b\\u2028한\"}"
        );
        let list = Value::Map(vec![(
            "list".to_owned(),
            Value::List(vec![Value::Whole(1)]),
        )]);
        assert_eq!(
            write(&list, PRETTY),
            "{\n    \"list\": [\n        1\n    ]\n}"
        );
    }

    #[test]
    fn keeps_order_and_characters_on_its_own() {
        assert_eq!(
            write(&sample(), Style::default()),
            "{\"name\":\"a<b & \\\"c\\\"\\n\\u0001\\b\u{2028}한\",\"empty\":{},\
             \"list\":[null,true,-7,0.5,[]]}"
        );
    }
}
