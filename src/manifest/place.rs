//! What later stages say about an object, at the place where it was written.

use super::diagnostic::{Code, Severity};
use super::kinds::KnownKind;
use super::node::{Node, Span, Value};
use super::report::{Edit, Problem};
use super::spelling::nearest;
use crate::api::Pod;
use crate::api::Service;
use crate::api::behaviour::{
    ANNOTATION, BehaviourError, BehaviourProblem, Behaviours, TRAFFIC_ANNOTATION, Traffic,
};
use crate::api::validation::{FieldError, Rule};

/// A document as it was written, to find places in.
pub struct Written<'a> {
    pub text: &'a str,
    pub node: &'a Node,
}

impl Written<'_> {
    /// The problem of a broken rule of validation.
    pub fn field_problem(&self, error: FieldError) -> Problem {
        let message = error.to_string();
        let place = match &error.key {
            Some(key) => format!("{}[{key}]", error.path),
            // The server speaks of the list, the manifest usually has the single field.
            None if error.path == "spec.clusterIPs[0]" => "spec.clusterIP".to_owned(),
            None => error.path.clone(),
        };
        let about_the_key = error
            .key
            .as_ref()
            .is_some_and(|key| error.value.trim_matches('"') == key);
        let span = match self.node.follow(&place).key_span {
            Some(key_span) if about_the_key => key_span,
            _ => self.span(&place),
        };
        let FieldError {
            path,
            kind,
            value,
            rule,
            ..
        } = error;
        Problem {
            path,
            fix: self.spelling_fix(span, &value, &rule),
            ..Problem::error(Code::Invalid { kind, value, rule }, span, message)
        }
    }

    /// The nearest supported word in place of an unsupported one.
    fn spelling_fix(&self, span: Span, value: &str, rule: &Rule) -> Option<Edit> {
        let Rule::Supported(words) = rule else {
            return None;
        };
        let written = self.text.get(span.start..span.end)?;
        let word = value.trim_matches('"');
        if word.is_empty() || written.trim_matches(['"', '\'']) != word {
            return None;
        }
        let text = nearest(word, words.iter().copied())?.to_owned();
        Some(Edit { span, text })
    }

    /// The place of a path: a scalar itself, or else its key; if the path does not exist, the
    /// key of its nearest ancestor, or the first key of the list item that lacks it.
    fn span(&self, path: &str) -> Span {
        let found = self.node.follow(path);
        match found.node.value {
            Value::List(_) | Value::Object(_) | Value::Null => found
                .key_span
                .or_else(|| found.node.entries().first().map(|entry| entry.key_span))
                .unwrap_or(found.node.span),
            _ => found.node.span,
        }
    }

    /// The remark about a kind that does nothing here.
    pub fn kind_not_simulated(&self, kind: &KnownKind) -> Problem {
        let kind_word = kind.kind.to_owned();
        let message = format!("kind {kind_word}: accepted, but not simulated here");
        Problem {
            severity: Severity::Note,
            path: "kind".to_owned(),
            ..Problem::error(
                Code::KindNotSimulated { kind: kind_word },
                self.span("kind"),
                message,
            )
        }
    }

    /// What is wrong with the behaviour annotations of a Pod.
    pub fn behaviour_problems(&self, pod: &Pod) -> Vec<Problem> {
        let (behaviours, mut errors) = Behaviours::read(&pod.metadata.annotations);
        let strangers = behaviours.by_container.keys().filter(|name| {
            let has_name = pod.spec.container(name).is_some();
            !has_name
        });
        for name in strangers {
            let key = format!("{}.{name}", ANNOTATION);
            let error = BehaviourError {
                line: 0,
                column: 1,
                problem: BehaviourProblem::NoSuchContainer { name: name.clone() },
            };
            errors.push((key, error));
        }
        let broken = errors.into_iter();
        broken
            .map(|(key, error)| self.behaviour_problem(&key, error))
            .collect()
    }

    /// What is wrong with the traffic annotation of a Service.
    pub fn traffic_problem(&self, service: &Service) -> Option<Problem> {
        let text = service.metadata.annotations.get(TRAFFIC_ANNOTATION)?;
        let error = Traffic::parse(text).err()?;
        Some(self.behaviour_problem(TRAFFIC_ANNOTATION, error))
    }

    fn behaviour_problem(&self, key: &str, error: BehaviourError) -> Problem {
        let path = format!("metadata.annotations[{key}]");
        let message = match error.line {
            0 => format!("{path}: {error}"),
            line => format!("{path}: line {line}: {error}"),
        };
        let found = self.node.follow(&path);
        let span = match (error.line, found.key_span) {
            (0, Some(key_span)) => key_span,
            _ => self.line_within(found.node, &error),
        };
        Problem {
            path,
            ..Problem::error(Code::Behaviour(error), span, message)
        }
    }

    /// The place of a line of an annotation's value: exact for block texts, the first line for
    /// any other way of writing it.
    fn line_within(&self, node: &Node, error: &BehaviourError) -> Span {
        let written = self.text.get(node.span.start..).unwrap_or_default();
        if !written.starts_with('|') {
            return node.span;
        }
        let mut start = node.span.start;
        for line in written.split_inclusive('\n').take(error.line) {
            start += line.len();
        }
        let line = self.text.get(start..).unwrap_or_default();
        let line = line.split(['\r', '\n']).next().unwrap_or_default();
        let indent = line.len() - line.trim_start().len();
        let columns: usize = line
            .trim_start()
            .chars()
            .take(error.column - 1)
            .map(char::len_utf8)
            .sum();
        Span {
            start: start + indent + columns,
            end: start + line.len(),
        }
    }
}
