//! Text to objects, every problem at its line and column.
//!
//! The way of a text: size, documents ([`yaml`]), header, table of fields ([`schema`]), typed
//! decoding, defaults, validation. Nothing here fails: what is wrong becomes a [`Diagnostic`],
//! and one broken document does not hide the others. This room knows no simulation.

mod check;
mod decode;
mod diagnostic;
mod kinds;
mod lines;
mod node;
mod object;
mod place;
mod plain;
mod read;
mod refusal;
mod report;
mod schema;
mod spelling;
mod syntax;
mod yaml;

pub use decode::decode;
pub use diagnostic::{Code, Diagnostic, Fix, Position, Severity, Shape, SyntaxProblem};
pub use node::{Entry, Node, Span, Value};
pub use plain::resolve_plain;
pub use read::{locate, read};
pub use refusal::Refusal;
pub use schema::Support;

use crate::api::{ConfigMap, Namespace, ObjectMeta, Pod, Secret, Service};

/// A manifest longer than this is refused.
pub const TEXT_BYTES_MOST: usize = 256 * 1024;
/// Documents read of one text.
pub const DOCUMENTS_MOST: usize = 200;

/// Everything that a text says, and everything that is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    pub documents: Vec<Document>,
    /// In the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Manifest {
    /// Whether every document gave an object.
    pub fn is_valid(&self) -> bool {
        let broken = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
        !self.diagnostics.iter().any(broken)
    }

    /// The objects of the documents that have one.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.documents
            .iter()
            .filter_map(|document| document.object.as_ref())
    }
}

/// One document, or one item of a `List`.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The object with its defaults; `None` if the document has errors.
    pub object: Option<Object>,
    /// Why kubectl or the API server would not take the document.
    pub refusal: Option<Refusal>,
    /// The document as written; `null` if it is not YAML.
    pub node: Node,
    /// As far as it could be read; may be empty, like the next two.
    pub kind: String,
    pub api_version: String,
    pub name: String,
    /// The first and the last line, 1-based.
    pub first_line: u32,
    pub last_line: u32,
}

/// The value of a text of one document, JSON or YAML; `None` if it is neither.
pub fn read_value(text: &str) -> Option<crate::api::Value> {
    if yaml::brackets_too_deep(text) {
        return None;
    }
    let mut trees = yaml::parse(text, 0).into_iter();
    match (trees.next()?, trees.next()) {
        (Ok(tree), None) => Some(tree.root.to_value()),
        _ => None,
    }
}

/// The tree of a YAML text of one document that is no manifest; else a line, counting from 1, and
/// what is wrong there.
pub fn read_tree(text: &str) -> Result<Node, (usize, String)> {
    if yaml::brackets_too_deep(text) {
        return Err((1, "brackets are nested too deep".to_owned()));
    }
    let mut trees = yaml::parse(text, 0).into_iter();
    match (trees.next(), trees.next()) {
        (Some(Ok(tree)), None) => match tree.repeated_keys.first() {
            None => Ok(tree.root),
            Some((key, span)) => Err((
                1 + text[..span.start].matches('\n').count(),
                format!("the key {key:?} is there twice"),
            )),
        },
        (Some(Err(error)), _) => {
            let line = error.location().map_or(1, |place| place.line());
            Err((line, error.to_string()))
        }
        (None, _) => Err((1, "the text is empty".to_owned())),
        (Some(Ok(_)), Some(_)) => Err((1, "one document is expected, not several".to_owned())),
    }
}

/// An object that a manifest asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    Pod(Box<Pod>),
    Service(Service),
    ConfigMap(ConfigMap),
    Secret(Secret),
    Namespace(Namespace),
    /// A kind that Kubernetes has and this simulation does not.
    Known {
        api_version: String,
        kind: String,
        metadata: ObjectMeta,
    },
}

impl Object {
    /// `metadata`, whatever the kind.
    pub fn metadata(&self) -> &ObjectMeta {
        match self {
            Object::Pod(pod) => &pod.metadata,
            Object::Service(service) => &service.metadata,
            Object::ConfigMap(config_map) => &config_map.metadata,
            Object::Secret(secret) => &secret.metadata,
            Object::Namespace(namespace) => &namespace.metadata,
            Object::Known { metadata, .. } => metadata,
        }
    }
}
