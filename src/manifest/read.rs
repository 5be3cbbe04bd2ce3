//! The way of a text, from size to validation.

use super::diagnostic::{Code, Position};
use super::lines::Lines;
use super::node::{Node, Span, Value};
use super::object::{self, Reading};
use super::refusal::Refusal;
use super::report::{Problem, Report};
use super::schema::Schema;
use super::yaml::{self, Tree};
use super::{DOCUMENTS_MOST, Document, Manifest, TEXT_BYTES_MOST, syntax};
use crate::order;

/// Reads a text. Never fails and never panics: what is wrong is in the diagnostics.
pub fn read(text: &str) -> Manifest {
    let mut reader = Reader::new(text);
    if text.len() > TEXT_BYTES_MOST {
        reader.refuse_text(Code::TextTooLong {
            bytes: text.len(),
            most: TEXT_BYTES_MOST,
        });
    } else {
        reader.read_parts();
    }
    let mut diagnostics = reader.report.diagnostics;
    order::sort_by_key(&mut diagnostics, |diagnostic| {
        (diagnostic.position, diagnostic.severity)
    });
    Manifest {
        documents: reader.documents,
        diagnostics,
    }
}

/// Where a field of a document stands: its key, or the first character of its list item. For a
/// path that does not exist, its nearest ancestor. `None` if the document cannot be read.
pub fn locate(text: &str, document: usize, path: &str) -> Option<Position> {
    let manifest = read(text);
    let document = manifest.documents.get(document)?;
    if document.node.value == Value::Null {
        return None;
    }
    let found = document.node.follow(path);
    let span = found.key_span.unwrap_or(found.node.span);
    Some(Lines::new(text).position(span.start))
}

struct Reader<'a> {
    text: &'a str,
    lines: Lines<'a>,
    schema: Schema,
    report: Report,
    documents: Vec<Document>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Reader<'a> {
        Reader {
            text,
            lines: Lines::new(text),
            schema: Schema::new(),
            report: Report::new(),
            documents: Vec::new(),
        }
    }

    fn refuse_text(&mut self, code: Code) {
        let message = match code {
            Code::TextTooLong { bytes, most } => {
                format!("the text has {bytes} bytes, more than the {most} that are read")
            }
            _ => format!("more than the {DOCUMENTS_MOST} documents that are read"),
        };
        let problem = Problem::error(code, Span::default(), message);
        self.report.add(problem, None, &self.lines);
    }

    fn read_parts(&mut self) {
        for part in yaml::split(self.text) {
            if self.is_full() {
                return;
            }
            let content = &self.text[part.clone()];
            // A byte order mark is no part of the text.
            let unmarked = content.trim_start_matches('\u{feff}');
            let base = part.end - unmarked.len();
            self.read_part(unmarked, base);
        }
    }

    /// Notes once that there are too many documents.
    fn is_full(&mut self) -> bool {
        let full = self.documents.len() >= DOCUMENTS_MOST;
        if full {
            self.refuse_text(Code::TooManyDocuments {
                most: DOCUMENTS_MOST,
            });
        }
        full
    }

    fn read_part(&mut self, part: &str, base: usize) {
        if yaml::brackets_too_deep(part) {
            self.broken(part, base, syntax::too_deep(base));
            return;
        }
        for tree in yaml::parse(part, base) {
            match tree {
                Ok(tree) => self.read_tree(tree, part, base),
                Err(error) => {
                    let problem = syntax::explain(&error, &self.lines, base, part);
                    self.broken(part, base, problem);
                }
            }
        }
    }

    /// A document that is not YAML. Its header may still be readable line by line.
    fn broken(&mut self, part: &str, base: usize, problem: Problem) {
        let header = |key: &str| {
            part.lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let index = self.documents.len();
        let marker = part.split_inclusive('\n').next().unwrap_or_default();
        let marker_bytes = if marker.starts_with("---") {
            marker.len()
        } else {
            0
        };
        let span = Span {
            start: base + marker_bytes,
            end: base + part.len(),
        };
        self.documents.push(Document {
            object: None,
            refusal: Some(Refusal::Parsing(problem.message.clone())),
            node: Node::null(span),
            kind: header("kind"),
            api_version: header("apiVersion"),
            name: String::new(),
            first_line: self.lines.position(span.start).line,
            last_line: self.last_line(span),
        });
        self.report.add(problem, Some(index), &self.lines);
    }

    fn read_tree(&mut self, tree: Tree, part: &str, base: usize) {
        let Tree {
            root,
            repeated_keys,
        } = tree;
        if root.value == Value::Null {
            return;
        }
        let first_document = self.documents.len();
        let is_list = root.get("kind").and_then(Node::text) == Some("List")
            && root
                .get("items")
                .is_some_and(|items| !items.items().is_empty());
        if is_list {
            let items = root.get("items").map_or(&[][..], Node::items);
            for item in items {
                if self.is_full() {
                    break;
                }
                self.read_document(item.clone(), item.span);
            }
        } else {
            let span = Span {
                start: root.span.start,
                end: base + part.trim_end().len(),
            };
            self.read_document(root, span);
        }
        for (key, span) in repeated_keys {
            let problem = object::repeated_key(key, span);
            self.report.add(problem, Some(first_document), &self.lines);
        }
    }

    fn read_document(&mut self, node: Node, span: Span) {
        let Reading {
            object,
            refusal,
            header,
            problems,
        } = object::read(&self.schema, self.text, &node);
        let index = self.documents.len();
        for problem in problems {
            self.report.add(problem, Some(index), &self.lines);
        }
        self.documents.push(Document {
            object,
            refusal,
            kind: header.kind,
            api_version: header.api_version,
            name: header.name,
            first_line: self.lines.position(span.start).line,
            last_line: self.last_line(span),
            node,
        });
    }

    fn last_line(&self, span: Span) -> u32 {
        let content = &self.text[span.start..span.end.max(span.start)];
        let end = span.start + content.trim_end().len();
        self.lines.position(end).line
    }
}
