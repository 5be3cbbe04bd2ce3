//! `TYPE NAME…`, `TYPE/NAME …`, `TYPE,TYPE`: which objects a line is about (kubectl.md §3.1).

use crate::api::selector::Selector;
use crate::api::{Kind, Object, ObjectKey};

use super::super::context::{Context, Failed};
use super::super::parse::Arguments;
use super::super::resource::Resource;
use super::super::selector::{matches_fields, parse_labels};

/// What was named.
pub(super) enum Targets {
    /// Everything of these types.
    Types(Vec<&'static Resource>),
    /// These objects, one by one.
    Named(Vec<(&'static Resource, String)>),
}

const MIXED: &str = "there is no need to specify a resource type as a separate argument when \
passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of \
'kubectl get resource resource/<resource_name>'";

/// Reads the words after the verb; there is at least one.
pub(super) fn targets(context: &mut Context<'_>, words: &[String]) -> Result<Targets, Failed> {
    if words.iter().any(|word| word.contains('/')) {
        return slash_form(context, words);
    }
    let Some((types, names)) = words.split_first() else {
        return Ok(Targets::Types(Vec::new()));
    };
    let mut resources = Vec::new();
    for name in types.split(',') {
        if name == "all" {
            resources.extend(Resource::all());
        } else {
            resources.push(resource(context, name)?);
        }
    }
    match (names, resources.as_slice()) {
        ([], _) => Ok(Targets::Types(resources)),
        (names, [one]) => {
            let resource = *one;
            Ok(Targets::Named(
                names.iter().map(|name| (resource, name.clone())).collect(),
            ))
        }
        _ => Err(context.fail("you must specify only one resource")),
    }
}

fn slash_form(context: &mut Context<'_>, words: &[String]) -> Result<Targets, Failed> {
    let mut named = Vec::new();
    for word in words {
        let Some((name, object)) = word.split_once('/') else {
            return Err(context.fail(MIXED));
        };
        named.push((resource(context, name)?, object.to_owned()));
    }
    Ok(Targets::Named(named))
}

fn resource(context: &mut Context<'_>, name: &str) -> Result<&'static Resource, Failed> {
    let message = format!("the server doesn't have a resource type {name:?}");
    if name == "ev" {
        context.output.error(
            "Warning: short name \"ev\" could also match lower priority resource events.events.k8s.io",
        );
    }
    Resource::find(name).ok_or_else(|| context.fail(&message))
}

/// The answer of the server for an object that is not there.
pub(super) fn not_found(context: &mut Context<'_>, resource: &Resource, name: &str) -> Failed {
    let message = format!("{} \"{name}\" not found", resource.server_name());
    context.server_error("NotFound", &message)
}

/// The key of a named object; `None` for a type that is not simulated.
pub(super) fn key_of(resource: &Resource, namespace: &str, name: &str) -> Option<ObjectKey> {
    resource
        .kind
        .map(|kind| ObjectKey::new(kind, namespace, name))
}

/// Which objects of a type are meant.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Filter {
    /// `None` for all namespaces.
    pub namespace: Option<String>,
    pub labels: Selector,
    pub label_text: String,
    pub fields: String,
}

impl Filter {
    /// From `-n`, `-A`, `-l` and `--field-selector`.
    pub fn read(context: &mut Context<'_>, arguments: &Arguments) -> Result<Filter, Failed> {
        let label_text = arguments.value("selector").unwrap_or_default().to_owned();
        let fields = arguments
            .value("field-selector")
            .unwrap_or_default()
            .to_owned();
        let labels = match parse_labels(&label_text) {
            Ok(labels) => labels,
            Err(message) => return Err(bad_selector(context, &label_text, &fields, &message)),
        };
        let everywhere = arguments.is_set("all-namespaces", false);
        let namespace = (!everywhere).then(|| context.namespace(arguments));
        Ok(Filter {
            namespace,
            labels,
            label_text,
            fields,
        })
    }

    /// Whether a selector narrows the objects down.
    pub fn selects(&self) -> bool {
        !self.label_text.is_empty() || !self.fields.is_empty()
    }

    /// Whether an object is meant; the error is the server's sentence.
    pub fn matches(&self, object: &Object) -> Result<bool, String> {
        let metadata = object.metadata();
        let here = match &self.namespace {
            Some(namespace) => !object.kind().namespaced() || metadata.namespace == *namespace,
            None => true,
        };
        Ok(here && self.labels.matches(&metadata.labels) && matches_fields(&self.fields, object)?)
    }

    /// The objects of a kind, by namespace and name.
    pub fn list(&self, context: &mut Context<'_>, kind: Kind) -> Result<Vec<ObjectKey>, Failed> {
        let mut keys = Vec::new();
        let mut problem = None;
        for object in context.world.store().list(kind) {
            match self.matches(object) {
                Ok(true) => keys.push(object.key()),
                Ok(false) => {}
                Err(message) => problem = Some(message),
            }
        }
        match problem {
            Some(message) => {
                let (labels, fields) = (self.label_text.clone(), self.fields.clone());
                Err(bad_selector(context, &labels, &fields, &message))
            }
            None => Ok(keys),
        }
    }
}

fn bad_selector(context: &mut Context<'_>, labels: &str, fields: &str, message: &str) -> Failed {
    let text = format!(
        "Unable to find \"/v1, Resource=pods\" that match label selector {labels:?}, \
         field selector {fields:?}: {message}"
    );
    context.server_error("BadRequest", &text)
}
