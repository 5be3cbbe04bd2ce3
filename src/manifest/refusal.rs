//! The one answer that kubectl gives for a broken document. It stops at the first stage that
//! fails, where the diagnostics of this room speak of all (control-plane.md §1.6, §1.7;
//! kubectl.md §3.2, §10.1).

use super::diagnostic::{Code, Severity};
use super::object::Header;
use super::report::Problem;
use crate::api::validation::{FieldError, invalid_message};
use crate::order;

/// The stage that refuses a document, with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// kubectl cannot read the YAML.
    Parsing(String),
    /// kubectl misses `apiVersion` or `kind`.
    Validating(String),
    /// The cluster has no such kind.
    NoMatch { name: String, message: String },
    /// The API server cannot decode the object.
    BadRequest(String),
    /// The API server's validation; the message names the object.
    Invalid(String),
    /// Valid on a real cluster, refused by this one: a behaviour annotation that it cannot read.
    Forbidden(String),
}

impl Refusal {
    /// The refusal that these problems lead to; none without an error.
    pub fn of(problems: &[Problem], header: &Header) -> Option<Refusal> {
        let mut undecodable: Vec<&Problem> = Vec::new();
        let mut unknown_fields: Vec<&Problem> = Vec::new();
        let mut invalid: Vec<FieldError> = Vec::new();
        let mut others: Vec<&Problem> = Vec::new();
        let errors = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error);
        for problem in errors {
            match &problem.code {
                Code::UnknownField { .. } => unknown_fields.push(problem),
                Code::WrongType { .. }
                | Code::NumberOutOfRange { .. }
                | Code::BadQuantity { .. }
                | Code::BadTime { .. }
                | Code::NotBase64 { .. } => undecodable.push(problem),
                Code::Invalid { kind, value, rule } => invalid.push(FieldError {
                    path: problem.path.clone(),
                    kind: *kind,
                    value: value.clone(),
                    rule: rule.clone(),
                    key: None,
                }),
                _ => others.push(problem),
            }
        }
        if let Some(problem) = others.first() {
            return Some(Refusal::of_document(problem, header));
        }
        // kubectl sends JSON with sorted keys, so the server meets the fields in that order.
        order::sort_by(&mut undecodable, |a, b| a.path.cmp(&b.path));
        order::sort_by(&mut unknown_fields, |a, b| a.path.cmp(&b.path));
        if let Some(first) = undecodable.first() {
            return Some(header.cannot_be_handled(&first.message));
        }
        if !unknown_fields.is_empty() {
            let prefix = "strict decoding error: ";
            let fields: Vec<&str> = unknown_fields
                .iter()
                .map(|problem| problem.message.trim_start_matches(prefix))
                .collect();
            return Some(header.cannot_be_handled(&format!("{prefix}{}", fields.join(", "))));
        }
        let is_valid = invalid.is_empty();
        (!is_valid).then(|| Refusal::Invalid(invalid_message(&header.kind, &header.name, &invalid)))
    }

    /// A problem with the document as a whole.
    fn of_document(problem: &Problem, header: &Header) -> Refusal {
        let message = problem.message.clone();
        match &problem.code {
            Code::NotAnObject | Code::HeaderMissing { .. } => Refusal::Validating(message),
            Code::UnknownKind { .. } if message.contains("cannot be handled") => {
                Refusal::BadRequest(message)
            }
            Code::UnknownKind { .. } | Code::WrongApiVersion { .. } => Refusal::NoMatch {
                name: header.name.clone(),
                message,
            },
            Code::Behaviour(_) => {
                let name = &header.name;
                let resource = match header.kind.as_str() {
                    "Service" => "services",
                    _ => "pods",
                };
                Refusal::Forbidden(format!("{resource} \"{name}\" is forbidden: {message}"))
            }
            _ => Refusal::Parsing(message),
        }
    }

    /// What kubectl prints on stderr, without the final line break. `file` is as typed;
    /// `doing` is `creating`, `replacing` and the like.
    pub fn printed(&self, file: &str, doing: &str) -> String {
        match self {
            Refusal::Parsing(message) => format!("error: error parsing {file}: {message}"),
            Refusal::Validating(message) => {
                let message = message.trim_start_matches("error validating data: ");
                format!("error: error validating \"{file}\": error validating data: {message}")
            }
            Refusal::NoMatch { name, message } => format!(
                "error: resource mapping not found for name: \"{name}\" namespace: \"\" from \
                 \"{file}\": {message}\nensure CRDs are installed first"
            ),
            Refusal::BadRequest(message) => {
                format!("Error from server (BadRequest): error when {doing} \"{file}\": {message}")
            }
            Refusal::Invalid(message) => message.clone(),
            Refusal::Forbidden(message) => {
                format!("Error from server (Forbidden): error when {doing} \"{file}\": {message}")
            }
        }
    }
}

impl Header {
    fn cannot_be_handled(&self, cause: &str) -> Refusal {
        let (kind, version) = (&self.kind, &self.api_version);
        Refusal::BadRequest(format!(
            "{kind} in version \"{version}\" cannot be handled as a {kind}: {cause}"
        ))
    }
}
