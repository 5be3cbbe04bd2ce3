//! `-f`: from names to objects, with kubectl's words for what is wrong (kubectl.md §10.1).

use crate::api::{Object, ObjectKey};
use crate::manifest::{self, Code, Diagnostic, Severity};

use super::context::{Context, Failed};
use super::last_applied::last_applied;
use super::parse::Arguments;
use super::resource::Resource;
use super::terminal::absolute;

/// One object of a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Document {
    /// With its defaults, and in its namespace.
    pub object: Object,
    /// The file's name in messages.
    pub source: String,
    /// The object as it was written: what `apply` keeps.
    pub last_applied: String,
}

/// What `-f` gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Documents {
    pub documents: Vec<Document>,
    /// Whole messages about documents that gave no object.
    pub errors: Vec<String>,
}

/// Reads every file that `-f` names.
pub(super) fn read(
    context: &mut Context<'_>,
    arguments: &Arguments,
    verb: &str,
) -> Result<Documents, Failed> {
    let given = arguments.value("namespace").map(str::to_owned);
    let namespace = context.namespace(arguments);
    let mut all = Documents::default();
    for name in arguments
        .values("filename")
        .flat_map(|names| names.split(','))
    {
        for (source, text) in sources(context, name)? {
            read_text(&text, &source, verb, &namespace, &mut all);
        }
    }
    if all.documents.is_empty() && all.errors.is_empty() {
        return Err(context.fail(&format!("no objects passed to {verb}")));
    }
    settle_namespaces(&mut all, given.as_deref(), &namespace);
    Ok(all)
}

/// What the files of `-f` name: the file and the object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Keys {
    pub keys: Vec<(String, ObjectKey)>,
    /// Whole messages about documents that name nothing.
    pub errors: Vec<String>,
}

/// Names only, for `delete`: what is wrong below the header does not matter there.
pub(super) fn read_keys(context: &mut Context<'_>, arguments: &Arguments) -> Result<Keys, Failed> {
    let namespace = context.namespace(arguments);
    let Keys {
        mut keys,
        mut errors,
    } = Keys::default();
    for name in arguments
        .values("filename")
        .flat_map(|names| names.split(','))
    {
        for (source, text) in sources(context, name)? {
            let manifest = manifest::read(&text);
            for (index, document) in manifest.documents.iter().enumerate() {
                let resource = Resource::find(&document.kind);
                let Some(resource) = resource.filter(|_| !document.name.is_empty()) else {
                    let problems = problems_of(&manifest.diagnostics, index);
                    errors.push(message(&problems, document, &source));
                    continue;
                };
                let Some(kind) = resource.kind else {
                    let (types, name) = (resource.server_name(), &document.name);
                    errors.push(format!(
                        "Error from server (NotFound): error when deleting {source:?}: \
                         {types} {name:?} not found"
                    ));
                    continue;
                };
                let written = document
                    .node
                    .get("metadata")
                    .and_then(|m| m.get("namespace"));
                let place = written.and_then(manifest::Node::text).unwrap_or(&namespace);
                keys.push((source.clone(), ObjectKey::new(kind, place, &document.name)));
            }
        }
    }
    if keys.is_empty() && errors.is_empty() {
        return Err(context.fail("no objects passed to delete"));
    }
    Ok(Keys { keys, errors })
}

/// What a generated manifest gives.
pub(super) fn read_generated(manifest: &str, namespace: &str) -> Documents {
    let mut all = Documents::default();
    read_text(manifest, "STDIN", "create", namespace, &mut all);
    settle_namespaces(&mut all, None, namespace);
    all
}

fn read_text(text: &str, source: &str, verb: &str, namespace: &str, all: &mut Documents) {
    let manifest = manifest::read(text);
    for (index, document) in manifest.documents.iter().enumerate() {
        let problems = problems_of(&manifest.diagnostics, index);
        let readable = problems
            .first()
            .is_none_or(|p| matches!(p.code, Code::Invalid { .. }));
        let nameless_kind = Resource::find(&document.kind).filter(|_| document.name.is_empty());
        if let Some(resource) = nameless_kind.filter(|_| readable && verb == "apply") {
            all.errors
                .push(nameless(resource, document, namespace, source));
            continue;
        }
        match document.object.clone().map(simulated) {
            Some(Ok(object)) => all.documents.push(Document {
                last_applied: last_applied(&document.node, "default"),
                object,
                source: source.to_owned(),
            }),
            Some(Err(kind)) => {
                all.errors
                    .push(format!("error: the kind {kind:?} is not simulated yet"));
            }
            None => {
                all.errors.push(message(&problems, document, source));
                let ends_the_file = problems.first().is_some_and(|problem| {
                    matches!(
                        problem.code,
                        Code::Syntax(_) | Code::TooDeep | Code::NotAnObject
                    )
                });
                if ends_the_file {
                    return;
                }
            }
        }
    }
    let of_the_text = manifest
        .diagnostics
        .iter()
        .filter(|problem| problem.document.is_none());
    for problem in of_the_text.filter(|problem| problem.severity == Severity::Error) {
        all.errors.push(format!(
            "error: error reading {source}: {}",
            problem.message
        ));
    }
}

/// `apply` looks for the live object first, and that needs a name.
fn nameless(
    resource: &Resource,
    document: &manifest::Document,
    namespace: &str,
    source: &str,
) -> String {
    let group = match resource.group {
        "" => "/v1".to_owned(),
        group => format!("{group}/v1"),
    };
    format!(
        "error: error when retrieving current configuration of:\nResource: \"{group}, \
         Resource={}\", GroupVersionKind: \"{group}, Kind={}\"\nName: \"\", Namespace: \
         {namespace:?}\nfrom server for: {source:?}: resource name may not be empty",
        resource.plural, document.kind
    )
}

fn problems_of(diagnostics: &[Diagnostic], document: usize) -> Vec<&Diagnostic> {
    let errors = diagnostics
        .iter()
        .filter(|problem| problem.severity == Severity::Error);
    errors
        .filter(|problem| problem.document == Some(document))
        .collect()
}

/// The object as the API server stores it, or the kind that it does not store.
fn simulated(object: manifest::Object) -> Result<Object, String> {
    Ok(match object {
        manifest::Object::Pod(pod) => Object::Pod(pod),
        manifest::Object::Service(service) => Object::Service(service),
        manifest::Object::ConfigMap(map) => Object::ConfigMap(map),
        manifest::Object::Secret(secret) => Object::Secret(secret),
        manifest::Object::Namespace(namespace) => Object::Namespace(namespace),
        manifest::Object::Known { kind, .. } => return Err(kind),
    })
}

/// Puts objects without a namespace into the current one; `-n` must not contradict the file.
fn settle_namespaces(all: &mut Documents, given: Option<&str>, namespace: &str) {
    let errors = &mut all.errors;
    all.documents.retain_mut(|document| {
        let kind = document.object.kind();
        let metadata = document.object.metadata_mut();
        if !kind.namespaced() {
            metadata.namespace.clear();
            return true;
        }
        let written = metadata.namespace.clone();
        if let Some(given) = given
            && !written.is_empty()
            && written != given
        {
            errors.push(format!(
                "error: the namespace from the provided object {written:?} does not match the \
                 namespace {given:?}. You must pass '--namespace={written}' to perform this operation."
            ));
            return false;
        }
        if written.is_empty() {
            namespace.clone_into(&mut metadata.namespace);
            document.last_applied = super::last_applied::in_namespace(&document.last_applied, namespace);
        }
        true
    });
}

/// kubectl's message for a document with errors: the first stage that refuses it speaks.
fn message(problems: &[&Diagnostic], document: &manifest::Document, source: &str) -> String {
    let Some(first) = problems.first() else {
        return format!("error: error reading {source}");
    };
    let kind = &document.kind;
    match &first.code {
        Code::Syntax(_) | Code::TooDeep | Code::TooManyValues { .. } => {
            return format!("error: error parsing {source}: {}", first.message);
        }
        Code::NotAnObject | Code::HeaderMissing { .. } => {
            return format!("error: error validating {source:?}: {}", first.message);
        }
        Code::UnknownKind {
            nearest: Some(near),
            ..
        } if near.eq_ignore_ascii_case(kind) => {
            return bad_request(source, &first.message);
        }
        Code::UnknownKind { api_version, .. } | Code::WrongApiVersion { api_version, .. } => {
            return format!(
                "error: resource mapping not found for name: {:?} namespace: \"\" from {source:?}: \
                 no matches for kind {kind:?} in version {api_version:?}\nensure CRDs are installed first",
                document.name
            );
        }
        _ => {}
    }
    let handled = format!(
        "{kind} in version {:?} cannot be handled as a {kind}: ",
        document.api_version
    );
    let undecodable = problems
        .iter()
        .find(|problem| is_undecodable(&problem.code));
    if let Some(problem) = undecodable {
        return bad_request(source, &format!("{handled}{}", problem.message));
    }
    let unknown: Vec<&str> = problems
        .iter()
        .filter(|problem| matches!(problem.code, Code::UnknownField { .. }))
        .map(|problem| {
            let message = problem.message.as_str();
            message.strip_prefix(STRICT).unwrap_or(message)
        })
        .collect();
    if !unknown.is_empty() {
        return bad_request(source, &format!("{handled}{STRICT}{}", unknown.join(", ")));
    }
    let causes: Vec<String> = problems
        .iter()
        .map(|problem| problem.message.clone())
        .collect();
    super::context::invalid_text(kind, &document.name, &causes)
}

const STRICT: &str = "strict decoding error: ";

fn bad_request(source: &str, message: &str) -> String {
    format!("Error from server (BadRequest): error when creating {source:?}: {message}")
}

/// Whether a value has a form that the API server cannot even read.
fn is_undecodable(code: &Code) -> bool {
    matches!(
        code,
        Code::WrongType { .. }
            | Code::NumberOutOfRange { .. }
            | Code::BadQuantity { .. }
            | Code::BadTime { .. }
            | Code::NotBase64 { .. }
    )
}

/// The texts behind a name: standard input, a file, or the manifests of a folder.
fn sources(context: &mut Context<'_>, name: &str) -> Result<Vec<(String, String)>, Failed> {
    if name == "-" {
        let text = context.input.unwrap_or_default().to_owned();
        return Ok(vec![("STDIN".to_owned(), text)]);
    }
    let path = absolute(context.directory, name);
    let files = &context.terminal.files;
    let mut manifests = Vec::new();
    let mut inside = files.list(&path).unwrap_or_default();
    if let Ok(text) = files.read(&path) {
        return Ok(vec![(name.to_owned(), text.to_string())]);
    }
    inside.retain(|file| files.read(&format!("{path}/{file}")).is_ok());
    for file in &inside {
        let is_manifest = [".json", ".yaml", ".yml"]
            .iter()
            .any(|end| file.ends_with(end));
        if let (true, Ok(text)) = (is_manifest, files.read(&format!("{path}/{file}"))) {
            let source = match name.trim_end_matches('/') {
                "." => file.clone(),
                folder => format!("{folder}/{file}"),
            };
            manifests.push((source, text.to_string()));
        }
    }
    if !manifests.is_empty() {
        return Ok(manifests);
    }
    let message = match inside.is_empty() {
        true => format!("the path {name:?} does not exist"),
        false => {
            format!("error reading [{name}]: recognized file extensions are [.json .yaml .yml]")
        }
    };
    Err(context.fail(&message))
}
