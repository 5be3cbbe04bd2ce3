//! A tree against the table of fields: unknown fields, wrong types, values that no struct of
//! room `api` could hold, and notes on what is not simulated. What is wrong is replaced by
//! `null`, so that the rest can still be decoded and validated.

use super::diagnostic::{Code, Severity, Shape};
use super::node::{Entry, Node, Span, Value};
use super::report::{Edit, PROBLEMS_MOST, Problem};
use super::schema::{Field, FieldType, Schema, Support};
use super::spelling::nearest;
use crate::api::Timestamp;
use crate::api::quantity::parse_error;
use crate::api::validation::{ErrorKind, Rule};

/// What the check of one object found.
pub struct Findings {
    pub problems: Vec<Problem>,
    /// Paths below which validation need not speak: something is wrong there already.
    pub settled: Vec<String>,
}

/// Checks an object against a struct of the table and repairs it for decoding.
pub fn check(
    schema: &Schema,
    structure: &'static str,
    text: &str,
    root: &mut Node,
    path: &str,
) -> Findings {
    let mut checker = Checker {
        schema,
        text,
        path: path.to_owned(),
        enclosing: Vec::new(),
        findings: Findings {
            problems: Vec::new(),
            settled: Vec::new(),
        },
    };
    checker.structure(structure, root);
    checker.findings
}

struct Checker<'a> {
    schema: &'a Schema,
    text: &'a str,
    /// Where the check is: `spec.containers[0]`.
    path: String,
    /// The structs around that place, outermost first, each with its path.
    enclosing: Vec<(&'static str, String)>,
    findings: Findings,
}

impl Checker<'_> {
    fn structure(&mut self, name: &'static str, node: &mut Node) {
        self.enclosing.push((name, self.path.clone()));
        if let Value::Object(entries) = &mut node.value {
            for entry in entries {
                if self.findings.problems.len() < PROBLEMS_MOST {
                    self.entry(name, entry);
                }
            }
        }
        self.enclosing.pop();
    }

    fn entry(&mut self, structure: &'static str, entry: &mut Entry) {
        let Some(field) = self.schema.field(structure, &entry.key) else {
            // The header alone is checked of kinds that are not simulated.
            if structure != "Known" {
                self.unknown_field(structure, entry);
            }
            return;
        };
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(&entry.key);
        self.note_support(field, entry);
        if field.support == Support::ServerWritten {
            entry.node.value = Value::Null;
        } else {
            self.value(structure, field.field_type, &mut entry.node);
        }
        self.path.truncate(length);
    }

    fn note_support(&mut self, field: Field, entry: &Entry) {
        let (code, message) = match field.support {
            Support::Simulated | Support::Shown => return,
            _ if is_empty(&entry.node) => return,
            Support::NotSimulated => (
                Code::NotSimulated {
                    what: field.name.to_owned(),
                },
                format!("{}: accepted, but not simulated here", self.path),
            ),
            Support::ServerWritten => (
                Code::ServerWritten {
                    field: field.name.to_owned(),
                },
                format!("{}: written by the cluster, ignored here", self.path),
            ),
        };
        self.findings.problems.push(Problem {
            severity: Severity::Note,
            code,
            span: entry.key_span,
            path: self.path.clone(),
            message,
            fix: None,
        });
    }

    fn unknown_field(&mut self, structure: &'static str, entry: &Entry) {
        let names = self.schema.fields(structure).map(|field| field.name);
        let near = nearest(&entry.key, names);
        let belongs_at = match near {
            Some(_) => None,
            None => self.belongs_at(&entry.key),
        };
        let path = join(&self.path, &entry.key);
        if let Some(near) = near {
            self.findings.settled.push(join(&self.path, near));
        }
        self.findings.problems.push(Problem {
            fix: near.map(|near| Edit {
                span: entry.key_span,
                text: near.to_owned(),
            }),
            path: path.clone(),
            ..Problem::error(
                Code::UnknownField {
                    field: entry.key.clone(),
                    nearest: near,
                    belongs_at,
                },
                entry.key_span,
                format!("strict decoding error: unknown field \"{path}\""),
            )
        });
    }

    /// Where a field of exactly this name exists: in a struct around this place, or in one of
    /// the parts of such a struct.
    fn belongs_at(&self, key: &str) -> Option<String> {
        self.enclosing.iter().rev().find_map(|(structure, path)| {
            if self.schema.field(structure, key).is_some() {
                return Some(join(path, key));
            }
            self.schema.fields(structure).find_map(|field| {
                let inner = field.field_type.inner_struct()?;
                self.schema.field(inner, key)?;
                let item = match field.field_type {
                    FieldType::List(_) => "[]",
                    _ => "",
                };
                Some(format!("{}{item}.{key}", join(path, field.name)))
            })
        })
    }

    /// Checks one value; `structure` is the struct whose field it is or is part of.
    fn value(&mut self, structure: &'static str, field_type: FieldType, node: &mut Node) {
        match (field_type, &mut node.value) {
            (_, Value::Null) | (FieldType::Any, _) => {}
            (FieldType::Text(go_name), Value::Text(word)) => {
                if let Some(supported) = supported_words(go_name)
                    && !supported.contains(&word.as_str())
                {
                    self.unsupported(supported, node);
                }
            }
            (FieldType::Int32, Value::Whole(number)) if i32::try_from(*number).is_ok() => {}
            (FieldType::Int64, Value::Whole(_)) => {}
            (FieldType::Int32 | FieldType::Int64, Value::Whole(_) | Value::Fraction(_)) => {
                self.out_of_range(structure, field_type, node);
            }
            (FieldType::Boolean, Value::Boolean(_)) => {}
            (FieldType::Quantity, _) => self.quantity(node),
            (FieldType::IntOrString, Value::Text(_)) => {}
            (FieldType::IntOrString, Value::Whole(_)) => {
                self.value(structure, FieldType::Int32, node);
            }
            (FieldType::Time, Value::Text(text)) => {
                if Timestamp::parse(text).is_none() {
                    let text = text.clone();
                    self.bad_time(text, node);
                }
            }
            (FieldType::Bytes, Value::Text(text)) => {
                if let Err(byte) = check_base64(text) {
                    let message = format!("illegal base64 data at input byte {byte}");
                    self.refuse(node, Code::NotBase64 { byte }, message, None);
                }
            }
            (FieldType::Struct(name), Value::Object(_)) => self.structure(name, node),
            (FieldType::List(item), Value::List(items)) => {
                let item_type = FieldType::parse(item);
                for (index, item) in items.iter_mut().enumerate() {
                    self.part(structure, item_type, item, &index.to_string());
                }
            }
            (FieldType::Map(value), Value::Object(entries)) => {
                let value_type = FieldType::parse(value);
                for entry in entries {
                    self.part(structure, value_type, &mut entry.node, &entry.key);
                }
            }
            _ => self.wrong_type(structure, field_type, node),
        }
    }

    /// A list item or a map value, at `path[name]`.
    fn part(&mut self, structure: &'static str, part: FieldType, node: &mut Node, name: &str) {
        if self.findings.problems.len() >= PROBLEMS_MOST {
            return;
        }
        let length = self.path.len();
        self.path.push('[');
        self.path.push_str(name);
        self.path.push(']');
        self.value(structure, part, node);
        self.path.truncate(length);
    }

    fn wrong_type(&mut self, structure: &str, field_type: FieldType, node: &mut Node) {
        let found = node.shape();
        let expected = match field_type {
            FieldType::Int32 | FieldType::Int64 => Shape::Number,
            FieldType::Boolean => Shape::Boolean,
            FieldType::Struct(_) | FieldType::Map(_) => Shape::Object,
            FieldType::List(_) => Shape::List,
            _ => Shape::Text,
        };
        let message = format!(
            "json: cannot unmarshal {} into Go struct field {structure}.{} of type {}",
            found.go_name(),
            self.go_path(),
            field_type.go_name(),
        );
        let fix = match expected {
            Shape::Text
                if field_type == FieldType::Text("string")
                    && matches!(found, Shape::Number | Shape::Boolean) =>
            {
                self.written(node.span).map(|text| format!("\"{text}\""))
            }
            Shape::Number | Shape::Boolean => unquoted(node, expected),
            Shape::List if field_type == FieldType::List("string") => {
                node.text().and_then(command_words)
            }
            _ => None,
        };
        self.refuse(node, Code::WrongType { expected, found }, message, fix);
    }

    fn out_of_range(&mut self, structure: &str, field_type: FieldType, node: &mut Node) {
        let text = self.written(node.span).unwrap_or_default().to_owned();
        let message = format!(
            "json: cannot unmarshal number {text} into Go struct field {structure}.{} of type {}",
            self.go_path(),
            field_type.go_name(),
        );
        self.refuse(node, Code::NumberOutOfRange { text }, message, None);
    }

    fn quantity(&mut self, node: &mut Node) {
        let text = match &node.value {
            Value::Text(text) | Value::Fraction(text) => text.clone(),
            Value::Whole(number) => number.to_string(),
            _ => self.written(node.span).unwrap_or_default().to_owned(),
        };
        let is_scalar = !matches!(node.value, Value::List(_) | Value::Object(_));
        match parse_error(&text) {
            None if is_scalar && !matches!(node.value, Value::Boolean(_)) => {}
            error => {
                let message = error
                    .unwrap_or(crate::api::quantity::QUANTITY_ERROR)
                    .to_owned();
                self.refuse(node, Code::BadQuantity { text }, message, None);
            }
        }
    }

    fn bad_time(&mut self, text: String, node: &mut Node) {
        let message = format!(
            "parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{text}\" as \"2006\""
        );
        self.refuse(node, Code::BadTime { text }, message, None);
    }

    fn unsupported(&mut self, supported: &'static [&'static str], node: &mut Node) {
        let word = node.text().unwrap_or_default().to_owned();
        let value = format!("\"{word}\"");
        let rule = Rule::Supported(supported);
        let message = format!("{}: Unsupported value: {value}: {rule}", self.path);
        let fix = nearest(&word, supported.iter().copied()).map(str::to_owned);
        let kind = ErrorKind::Unsupported;
        self.refuse(node, Code::Invalid { kind, value, rule }, message, fix);
    }

    /// Reports an error about a value and takes the value out of the tree.
    fn refuse(&mut self, node: &mut Node, code: Code, message: String, fix: Option<String>) {
        self.findings.settled.push(self.path.clone());
        self.findings.problems.push(Problem {
            path: self.path.clone(),
            fix: fix.map(|text| Edit {
                span: node.span,
                text,
            }),
            ..Problem::error(code, node.span, message)
        });
        node.value = Value::Null;
    }

    /// The text of a span.
    fn written(&self, span: Span) -> Option<&str> {
        self.text.get(span.start..span.end)
    }

    /// The path as Go prints it: without indices and map keys.
    fn go_path(&self) -> String {
        let mut depth = 0;
        let outside = |character: &char| {
            match character {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => return depth == 0,
            }
            false
        };
        self.path.chars().filter(outside).collect()
    }
}

/// The words of the two types that room `api` holds as enums. Other words are checked by
/// validation, where the text survives decoding.
fn supported_words(go_name: &str) -> Option<&'static [&'static str]> {
    match go_name {
        "v1.RestartPolicy" => Some(&["Always", "OnFailure", "Never"]),
        "v1.ContainerRestartPolicy" => Some(&["Always", "Never", "OnFailure"]),
        "v1.PullPolicy" => Some(&["Always", "IfNotPresent", "Never"]),
        _ => None,
    }
}

/// The quick fix for a number or boolean that was written as a text.
fn unquoted(node: &Node, expected: Shape) -> Option<String> {
    let text = node.text()?;
    let fits = match super::plain::resolve_plain(text) {
        Value::Whole(_) => expected == Shape::Number,
        Value::Boolean(_) => expected == Shape::Boolean,
        _ => false,
    };
    fits.then(|| text.to_owned())
}

/// The quick fix for a command line that was written as one text: its words as a list, or a
/// shell where it needs one.
fn command_words(text: &str) -> Option<String> {
    if text.trim().is_empty() || text.contains(['"', '\\', '\n']) {
        return None;
    }
    if text.contains(['|', '&', ';', '<', '>', '$', '`', '\'']) {
        return Some(format!("[\"sh\", \"-c\", \"{text}\"]"));
    }
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| format!("\"{word}\""))
        .collect();
    Some(format!("[{}]", words.join(", ")))
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

/// `path.field`, or `field` at the top.
pub fn join(path: &str, field: &str) -> String {
    if path.is_empty() {
        field.to_owned()
    } else {
        format!("{path}.{field}")
    }
}

/// The byte at which standard base64 goes wrong (Go's encoding/base64; line breaks are skipped).
fn check_base64(text: &str) -> Result<(), usize> {
    let mut symbols = 0;
    let mut padding = 0;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'\r' | b'\n' => continue,
            b'=' => padding += 1,
            _ if padding > 0 => return Err(index),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => symbols += 1,
            _ => return Err(index),
        }
    }
    let fits = matches!((symbols % 4, padding), (0, 0) | (2, 2) | (3, 1));
    if fits {
        Ok(())
    } else {
        Err(text.len() / 4 * 4)
    }
}

#[cfg(test)]
mod tests {
    use super::check_base64;

    #[test]
    fn checks_base64_as_go_does() {
        assert_eq!(check_base64(""), Ok(()));
        assert_eq!(check_base64("YWJj"), Ok(()));
        assert_eq!(check_base64("YQ=="), Ok(()));
        assert_eq!(check_base64("p@ssword"), Err(1));
        assert_eq!(check_base64("abcde"), Err(4));
        assert_eq!(check_base64("Y=Wx"), Err(2));
    }
}
