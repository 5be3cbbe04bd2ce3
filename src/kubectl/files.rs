//! `-f`: from names to objects, with kubectl's words for what is wrong (kubectl.md §10.1).

use crate::api::{Kind, Object};

use super::context::{Context, Failed};
use super::parse::Arguments;

/// One object of a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Document {
    /// Defaulted, validated and in its namespace.
    pub object: Object,
    /// The file's name in messages.
    pub source: String,
    /// The object as it was written, as compact JSON with a line break: what `apply` keeps.
    pub last_applied: String,
}

/// What `-f` gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Documents {
    pub documents: Vec<Document>,
    /// Some document could not be read; that is told already.
    pub had_errors: bool,
}

/// Reads every file that `-f` names.
pub(super) fn read(
    context: &mut Context<'_>,
    arguments: &Arguments,
    verb: &str,
) -> Result<Documents, Failed> {
    let namespace = context.namespace(arguments);
    let mut all = Documents::default();
    for name in arguments
        .values("filename")
        .flat_map(|names| names.split(','))
    {
        for (source, text) in sources(context, name)? {
            match temporary(&text) {
                Err(message) => {
                    context.fail(&format!(
                        "error parsing {source}: error converting YAML to JSON: {message}"
                    ));
                    all.had_errors = true;
                }
                Ok(objects) => {
                    for (mut object, last_applied) in objects {
                        let metadata = object.metadata_mut();
                        if metadata.namespace.is_empty() {
                            metadata.namespace.clone_from(&namespace);
                        }
                        if !object.kind().namespaced() {
                            object.metadata_mut().namespace.clear();
                        }
                        let source = source.clone();
                        all.documents.push(Document {
                            object,
                            source,
                            last_applied,
                        });
                    }
                }
            }
        }
    }
    if all.documents.is_empty() && !all.had_errors {
        return Err(context.fail(&format!("no objects passed to {verb}")));
    }
    Ok(all)
}

/// The texts behind a name: standard input, a file, or the manifests of a folder.
fn sources(context: &mut Context<'_>, name: &str) -> Result<Vec<(String, String)>, Failed> {
    if name == "-" {
        let text = context.input.unwrap_or_default().to_owned();
        return Ok(vec![("STDIN".to_owned(), text)]);
    }
    let path = name
        .trim_start_matches("~/")
        .trim_start_matches("./")
        .trim_end_matches('/');
    let files = &context.terminal.files;
    if let Some(text) = files.get(path) {
        return Ok(vec![(name.to_owned(), text.clone())]);
    }
    let folder = match path {
        "." | "" => String::new(),
        path => format!("{path}/"),
    };
    let inside: Vec<(&String, &String)> = files
        .iter()
        .filter(|(file, _)| {
            file.strip_prefix(&folder)
                .is_some_and(|rest| !rest.contains('/'))
        })
        .collect();
    let manifests: Vec<(String, String)> = inside
        .iter()
        .filter(|(file, _)| {
            [".json", ".yaml", ".yml"]
                .iter()
                .any(|end| file.ends_with(end))
        })
        .map(|(file, text)| ((*file).clone(), (*text).clone()))
        .collect();
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

fn temporary(text: &str) -> Result<Vec<(Object, String)>, String> {
    use serde::Deserialize;
    let mut out = Vec::new();
    for document in serde_yaml::Deserializer::from_str(text) {
        let value = serde_yaml::Value::deserialize(document).map_err(|e| e.to_string())?;
        if value.is_null() {
            continue;
        }
        let kind = value
            .get("kind")
            .and_then(|k| k.as_str())
            .unwrap_or("")
            .to_owned();
        let json = format!("{value:?}\n");
        let e = |e: serde_yaml::Error| e.to_string();
        let object = match kind.as_str() {
            "Pod" => Object::Pod(Box::new(serde_yaml::from_value(value).map_err(e)?)),
            "Service" => Object::Service(serde_yaml::from_value(value).map_err(e)?),
            "ConfigMap" => Object::ConfigMap(serde_yaml::from_value(value).map_err(e)?),
            "Namespace" => Object::Namespace(serde_yaml::from_value(value).map_err(e)?),
            other => return Err(format!("kind {other:?}")),
        };
        debug_assert!(Kind::ALL.contains(&object.kind()));
        out.push((object, json));
    }
    Ok(out)
}
