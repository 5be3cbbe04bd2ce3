//! Reading fields from a YAML tree, and gathering what is wrong with their lines.

use crate::manifest::{Entry, Node, read_tree};

use super::Problem;

/// A file that is being read.
pub(super) struct Source<'a> {
    file: String,
    text: &'a str,
    pub problems: Vec<Problem>,
}

/// A lesson's file longer than this is refused.
pub const FILE_BYTES_MAX: usize = 256 * 1_024;

impl<'a> Source<'a> {
    pub fn new(file: &str, text: &'a str) -> Source<'a> {
        Source {
            file: file.to_owned(),
            text,
            problems: Vec::new(),
        }
    }

    /// The file's tree; `None`, and a problem, if it is no YAML.
    pub fn tree(&mut self) -> Option<Node> {
        if self.text.len() > FILE_BYTES_MAX {
            self.problem_at(1, format!("the file is longer than {FILE_BYTES_MAX} bytes"));
            return None;
        }
        match read_tree(self.text) {
            Ok(node) => Some(node),
            Err((line, message)) => {
                self.problem_at(line, message);
                None
            }
        }
    }

    pub fn problem_at(&mut self, line: usize, message: String) {
        self.problems.push(Problem {
            file: self.file.clone(),
            line,
            message,
        });
    }

    pub fn problem(&mut self, node: &Node, message: String) {
        let line = self.line(node);
        self.problem_at(line, message);
    }

    /// The line of a node, counting from 1.
    pub fn line(&self, node: &Node) -> usize {
        self.line_of(node.span.start)
    }

    pub fn line_of(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }

    /// A text; numbers and words like `true` are taken as written.
    pub fn text(&mut self, node: &Node) -> String {
        use crate::manifest::Value;
        match &node.value {
            Value::Text(text) | Value::Fraction(text) => text.clone(),
            Value::Whole(number) => number.to_string(),
            Value::Boolean(value) => value.to_string(),
            _ => {
                self.problem(node, "a text is expected here".to_owned());
                String::new()
            }
        }
    }

    /// The text under a key; empty if there is none.
    pub fn text_of(&mut self, node: &Node, key: &str) -> String {
        node.get(key)
            .map_or_else(String::new, |node| self.text(node))
    }

    /// Reads the text under a key by a function; a problem if that finds none in it.
    pub fn read<T>(
        &mut self,
        node: &Node,
        key: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let node = node.get(key)?;
        self.read_node(node, read)
    }

    /// The same of a node.
    pub fn read_node<T>(
        &mut self,
        node: &Node,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.text(node);
        match read(&text) {
            Ok(value) => Some(value),
            Err(message) => {
                self.problem(node, message);
                None
            }
        }
    }

    /// Names every key that is none of these.
    pub fn only_keys(&mut self, node: &Node, known: &[&str]) {
        for Entry { key, key_span, .. } in node.entries() {
            if !known.contains(&key.as_str()) {
                let line = self.line_of(key_span.start);
                let message = format!("{key:?} means nothing here; known are {}", known.join(", "));
                self.problem_at(line, message);
            }
        }
    }
}
