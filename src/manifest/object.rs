//! One document: its header, its fields, the typed object, defaults and validation.

use super::Object;
use super::check::{Findings, check};
use super::decode::decode;
use super::diagnostic::{Code, Severity};
use super::kinds::{self, KnownKind};
use super::node::{Node, Span, Value};
use super::place::Written;
use super::refusal::Refusal;
use super::report::{Edit, Problem};
use super::schema::Schema;
use crate::api::validation::{self, FieldError};
use crate::api::{ConfigMap, Namespace, ObjectMeta, Secret, Wire, defaults};

/// Keys that decide which part of an object a headless document looks like.
const KEYS_LOOKED_AT: usize = 50;

/// What reading one document gave.
pub struct Reading {
    pub object: Option<Object>,
    pub refusal: Option<Refusal>,
    pub header: Header,
    pub problems: Vec<Problem>,
}

/// The words that say what a document is; empty where missing.
#[derive(Default)]
pub struct Header {
    pub api_version: String,
    pub kind: String,
    pub name: String,
}

/// Reads one document of a text.
pub fn read(schema: &Schema, text: &str, node: &Node) -> Reading {
    let header = Header::read(node);
    let kind = match find_kind(schema, text, node, &header) {
        Ok(kind) => kind,
        Err(problem) => {
            let problems = vec![*problem];
            return Reading {
                object: None,
                refusal: Refusal::of(&problems, &header),
                header,
                problems,
            };
        }
    };
    let mut repaired = node.clone();
    let mut findings = check(schema, kind.structure, text, &mut repaired, "");
    let (object, errors) = build(kind, &repaired);
    let document = Written { text, node };
    for error in errors {
        if !is_settled(&findings, &error.path) {
            findings.problems.push(document.field_problem(error));
        }
    }
    match &object {
        Some(Object::Pod(pod)) => findings.problems.extend(document.behaviour_problems(pod)),
        Some(Object::Service(service)) => {
            findings.problems.extend(document.traffic_problem(service));
        }
        Some(Object::Known { .. }) => findings.problems.push(document.kind_not_simulated(kind)),
        _ => {}
    }
    let refusal = Refusal::of(&findings.problems, &header);
    Reading {
        object: object.filter(|_| refusal.is_none()),
        refusal,
        header,
        problems: findings.problems,
    }
}

/// The remark about a key that its object already had.
pub fn repeated_key(key: String, span: Span) -> Problem {
    let message = format!("key \"{key}\" already set in map");
    Problem {
        severity: Severity::Warning,
        ..Problem::error(Code::DuplicateKey { key }, span, message)
    }
}

impl Header {
    fn read(node: &Node) -> Header {
        let word = |node: Option<&Node>| node.and_then(Node::text).unwrap_or_default().to_owned();
        let metadata = node.get("metadata");
        Header {
            api_version: word(node.get("apiVersion")),
            kind: word(node.get("kind")),
            name: word(metadata.and_then(|metadata| metadata.get("name"))),
        }
    }
}

/// The kind that the header names, or the reason why there is none (kubectl.md §10.1).
fn find_kind(
    schema: &Schema,
    text: &str,
    node: &Node,
    header: &Header,
) -> Result<&'static KnownKind, Box<Problem>> {
    if !matches!(node.value, Value::Object(_)) {
        let message = validating("invalid object to validate");
        return Err(Box::new(Problem::error(
            Code::NotAnObject,
            node.span,
            message,
        )));
    }
    if header.api_version.is_empty() || header.kind.is_empty() {
        return Err(Box::new(header_missing(schema, text, node, header)));
    }
    let Header {
        api_version, kind, ..
    } = header;
    match kinds::find(kind) {
        Some(known) if known.api_version == api_version => Ok(known),
        Some(known) => Err(Box::new(wrong_api_version(node, header, known))),
        None => Err(Box::new(unknown_kind(node, header))),
    }
}

fn validating(cause: &str) -> String {
    format!(
        "error validating data: {cause}; if you choose to ignore these errors, \
         turn validation off with --validate=false"
    )
}

fn header_missing(schema: &Schema, text: &str, node: &Node, header: &Header) -> Problem {
    let (api_version, kind) = (header.api_version.is_empty(), header.kind.is_empty());
    let cause = match (api_version, kind) {
        (true, true) => "[apiVersion not set, kind not set]",
        (true, false) => "apiVersion not set",
        _ => "kind not set",
    };
    let keys: Vec<&str> = node
        .entries()
        .iter()
        .take(KEYS_LOOKED_AT)
        .map(|entry| entry.key.as_str())
        .collect();
    let part_of = schema.best_match(&keys);
    let known = kinds::find(&header.kind);
    let spec = node.get("spec");
    let has_containers = spec.is_some_and(|spec| spec.get("containers").is_some());
    let known = known.or_else(|| kinds::find("Pod").filter(|_| has_containers));
    // A line can only be put before a document that begins its line.
    let begins_line = text[..node.span.start].ends_with('\n') || node.span.start == 0;
    let fix = known.filter(|_| begins_line).map(|known| {
        let mut lines = String::new();
        if api_version {
            lines.push_str(&format!("apiVersion: {}\n", known.api_version));
        }
        if kind {
            lines.push_str(&format!("kind: {}\n", known.kind));
        }
        Edit {
            span: Span {
                start: node.span.start,
                end: node.span.start,
            },
            text: lines,
        }
    });
    let first_key = node.entries().first().map(|entry| entry.key_span);
    Problem {
        fix,
        ..Problem::error(
            Code::HeaderMissing {
                api_version,
                kind,
                part_of,
            },
            first_key.unwrap_or(node.span),
            validating(cause),
        )
    }
}

fn wrong_api_version(node: &Node, header: &Header, known: &KnownKind) -> Problem {
    let span = node.get("apiVersion").map_or(node.span, |node| node.span);
    Problem {
        path: "apiVersion".to_owned(),
        fix: Some(Edit {
            span,
            text: known.api_version.to_owned(),
        }),
        ..Problem::error(
            Code::WrongApiVersion {
                kind: header.kind.clone(),
                api_version: header.api_version.clone(),
                right: known.api_version,
            },
            span,
            no_matches(header),
        )
    }
}

fn unknown_kind(node: &Node, header: &Header) -> Problem {
    let span = node.get("kind").map_or(node.span, |node| node.span);
    let nearest = kinds::nearest_kind(&header.kind);
    // The client finds kinds in any case, the server does not.
    let differs_in_case = nearest.is_some_and(|near| near.eq_ignore_ascii_case(&header.kind));
    let message = match nearest {
        Some(near) if differs_in_case => format!(
            "{kind} in version \"{version}\" cannot be handled as a {near}: no kind \"{kind}\" is \
             registered for version \"{version}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"",
            kind = header.kind,
            version = header.api_version,
        ),
        _ => no_matches(header),
    };
    Problem {
        path: "kind".to_owned(),
        fix: nearest.map(|near| Edit {
            span,
            text: near.to_owned(),
        }),
        ..Problem::error(
            Code::UnknownKind {
                kind: header.kind.clone(),
                api_version: header.api_version.clone(),
                nearest,
            },
            span,
            message,
        )
    }
}

fn no_matches(header: &Header) -> String {
    format!(
        "no matches for kind \"{}\" in version \"{}\"",
        header.kind, header.api_version
    )
}

/// The typed object with its defaults, and the rules that it breaks.
fn build(kind: &KnownKind, node: &Node) -> (Option<Object>, Vec<FieldError>) {
    match kind.structure {
        "Pod" => built(
            node,
            defaults::default_pod,
            validation::validate_pod,
            |pod| Object::Pod(Box::new(pod)),
        ),
        "Service" => built(
            node,
            defaults::default_service,
            validation::validate_service,
            Object::Service,
        ),
        "ConfigMap" => built::<ConfigMap>(
            node,
            |_| {},
            validation::validate_config_map,
            Object::ConfigMap,
        ),
        "Secret" => built::<Secret>(
            node,
            defaults::default_secret,
            validation::validate_secret,
            Object::Secret,
        ),
        "Namespace" => built::<Namespace>(
            node,
            defaults::default_namespace,
            validation::validate_namespace,
            Object::Namespace,
        ),
        _ => {
            let metadata = node.get("metadata").map(decode::<ObjectMeta>);
            let metadata = metadata.and_then(Result::ok).unwrap_or_default();
            let object = Object::Known {
                api_version: kind.api_version.to_owned(),
                kind: kind.kind.to_owned(),
                metadata,
            };
            (Some(object), Vec::new())
        }
    }
}

fn built<T: Wire + Default>(
    node: &Node,
    set_defaults: fn(&mut T),
    validate: fn(&T) -> Vec<FieldError>,
    wrap: fn(T) -> Object,
) -> (Option<Object>, Vec<FieldError>) {
    // A checked tree decodes; if the table and the structs ever disagree, no object is made
    // and a test of this room says so.
    let Ok(mut object) = decode::<T>(node) else {
        return (None, Vec::new());
    };
    set_defaults(&mut object);
    let errors = validate(&object);
    (Some(wrap(object)), errors)
}

/// Whether something else is known to be wrong at or above a path.
fn is_settled(findings: &Findings, path: &str) -> bool {
    findings.settled.iter().any(|settled| {
        path.strip_prefix(settled.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    })
}
