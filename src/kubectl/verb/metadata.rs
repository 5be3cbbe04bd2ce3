//! `kubectl label` and `kubectl annotate` (kubectl.md §13; kubectl/pkg/cmd/label/label.go).

use crate::api::validation::names::{Grammar, key_rules};
use crate::api::{Object, ObjectKey};
use crate::engine::apiserver::ApiError;
use crate::order::Map;

use super::super::context::{Context, Failed};
use super::super::parse::Arguments;
use super::super::resource::Resource;
use super::Status;
use super::targets::{Filter, Targets, key_of, not_found, targets};

pub(super) const FLAGS: &str = "all! A:all-namespaces! dry-run?unchanged field-manager= \
    field-selector= f:filename= k:kustomize= list! local! o:output= overwrite! R:recursive! \
    resource-version= l:selector= show-managed-fields! template=";

/// Which of the two maps.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Labels,
    Annotations,
}

pub(super) fn label(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    run(context, arguments, Kept::Labels)
}

pub(super) fn annotate(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    run(context, arguments, Kept::Annotations)
}

/// What is to be done: pairs to set, keys to take away, in the order written.
#[derive(Default)]
struct Changes {
    set: Vec<(String, String)>,
    remove: Vec<String>,
}

fn run(context: &mut Context<'_>, arguments: &Arguments, map: Kept) -> Result<Status, Failed> {
    let is_pair = |word: &String| word.contains('=') || (word.len() > 1 && word.ends_with('-'));
    let first_pair = arguments.words.iter().position(is_pair);
    let (resources, pairs) = arguments
        .words
        .split_at(first_pair.unwrap_or(arguments.words.len()));
    let what = map.word();
    if resources.is_empty() && !arguments.has("filename") {
        return Err(context.fail(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>",
        ));
    }
    if let Some(word) = pairs.iter().find(|word| !is_pair(word)) {
        let message = format!("all resources must be specified before {what} changes: {word}");
        return Err(context.fail(&message));
    }
    let lists = arguments.is_set("list", false);
    if pairs.is_empty() && !lists {
        return Err(context.fail(&format!("at least one {what} update is required")));
    }
    let changes = read_changes(context, pairs, map)?;
    let keys = keys(context, arguments, resources)?;
    let mut exit_code = 0;
    for key in keys {
        let Some(object) = context.object(&key).cloned() else {
            not_found(context, Resource::of(key.kind), &key.name);
            exit_code = 1;
            continue;
        };
        if lists {
            for (name, value) in map.of(&object) {
                context.output.line(&format!("{name}={value}"));
            }
        } else {
            change(context, arguments, &changes, object, map)?;
        }
    }
    Ok(Status::Done { exit_code })
}

fn read_changes(context: &mut Context<'_>, pairs: &[String], map: Kept) -> Result<Changes, Failed> {
    let mut changes = Changes::default();
    for pair in pairs {
        match pair.split_once('=') {
            None => changes.remove.push(pair[..pair.len() - 1].to_owned()),
            Some((key, value)) => {
                let rules = match map {
                    Kept::Labels => Grammar::LabelValue.broken_rules(value),
                    Kept::Annotations => Vec::new(),
                };
                if let Some(rule) = rules.first() {
                    let message = format!("invalid label value: {pair:?}: {}", rule);
                    return Err(context.fail(&message));
                }
                changes.set.push((key.to_owned(), value.to_owned()));
            }
        }
    }
    let both = changes
        .set
        .iter()
        .any(|(key, _)| changes.remove.contains(key));
    if both {
        let message = format!(
            "can not both modify and remove {} in the same command",
            map.article()
        );
        return Err(context.fail(&message));
    }
    Ok(changes)
}

/// The objects that the line is about.
fn keys(
    context: &mut Context<'_>,
    arguments: &Arguments,
    resources: &[String],
) -> Result<Vec<ObjectKey>, Failed> {
    if arguments.has("filename") {
        let keys = super::super::files::read_keys(context, arguments)?;
        for error in &keys.errors {
            context.output.error(error);
        }
        return Ok(keys.keys.into_iter().map(|(_, key)| key).collect());
    }
    let filter = Filter::read(context, arguments)?;
    match targets(context, resources)? {
        Targets::Types(types) => {
            if !arguments.is_set("all", false) && !filter.selects() {
                let message = "resource(s) were provided, but no name was specified";
                return Err(context.fail(message));
            }
            let mut keys = Vec::new();
            for kind in types.iter().filter_map(|resource| resource.kind) {
                keys.extend(filter.list(context, kind)?);
            }
            Ok(keys)
        }
        Targets::Named(named) => {
            let namespace = context.namespace(arguments);
            let mut keys = Vec::new();
            for (resource, name) in &named {
                match key_of(resource, &namespace, name) {
                    Some(key) => keys.push(key),
                    None => return Err(not_found(context, resource, name)),
                }
            }
            Ok(keys)
        }
    }
}

fn change(
    context: &mut Context<'_>,
    arguments: &Arguments,
    changes: &Changes,
    mut object: Object,
    map: Kept,
) -> Result<(), Failed> {
    let overwrites = arguments.is_set("overwrite", false);
    let before = map.of(&object).clone();
    let clashes: Vec<String> = changes
        .set
        .iter()
        .filter(|_| !overwrites)
        .filter_map(|(key, value)| {
            let old = before.get(key).filter(|old| *old != value)?;
            Some(format!("'{key}' already has a value ({old})"))
        })
        .collect();
    if !clashes.is_empty() {
        let message = match map {
            Kept::Labels => format!("{}, and --overwrite is false", clashes.join("; ")),
            Kept::Annotations => format!(
                "--overwrite is false but found the following declared annotation(s): {}",
                clashes.join("; ")
            ),
        };
        return Err(context.fail(&message));
    }
    let entries = map.of_mut(&mut object);
    for key in &changes.remove {
        if entries.remove(key).is_none() && map == Kept::Labels {
            context.output.line(&format!("label \"{key}\" not found."));
        }
    }
    entries.extend(changes.set.iter().cloned());
    let outcome = outcome(&before, entries, map);
    let dry_run = super::dry_run(arguments);
    check_keys(context, &object, &changes.set, map)?;
    let (kind, name) = (object.kind(), object.metadata().name.clone());
    if dry_run.is_empty()
        && let Err(error) = context.update(object)
    {
        return Err(context.api_error(&error, None));
    }
    super::say(context, arguments, Resource::of(kind), &name, outcome);
    Ok(())
}

fn outcome(before: &Map<String, String>, after: &Map<String, String>, map: Kept) -> &'static str {
    let only_removes = after
        .iter()
        .all(|(key, value)| before.get(key) == Some(value));
    match map {
        Kept::Annotations => "annotated",
        Kept::Labels if before == after => "not labeled",
        Kept::Labels if only_removes => "unlabeled",
        Kept::Labels => "labeled",
    }
}

/// The server refuses keys that are none.
fn check_keys(
    context: &mut Context<'_>,
    object: &Object,
    set: &[(String, String)],
    map: Kept,
) -> Result<(), Failed> {
    let mut causes = Vec::new();
    for (key, _) in set {
        let key_text = match map {
            Kept::Labels => key.clone(),
            Kept::Annotations => key.to_lowercase(),
        };
        causes.extend(key_rules(&key_text).iter().map(|rule| {
            let path = map.path();
            format!("{path}: Invalid value: {key:?}: {}", rule)
        }));
    }
    if causes.is_empty() {
        return Ok(());
    }
    let error = ApiError::Invalid {
        kind: object.kind().name(),
        name: object.metadata().name.clone(),
        causes,
    };
    Err(context.api_error(&error, None))
}

impl Kept {
    fn word(self) -> &'static str {
        match self {
            Kept::Labels => "label",
            Kept::Annotations => "annotation",
        }
    }

    fn article(self) -> &'static str {
        match self {
            Kept::Labels => "a label",
            Kept::Annotations => "an annotation",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Kept::Labels => "metadata.labels",
            Kept::Annotations => "metadata.annotations",
        }
    }

    fn of(self, object: &Object) -> &Map<String, String> {
        let metadata = object.metadata();
        match self {
            Kept::Labels => &metadata.labels,
            Kept::Annotations => &metadata.annotations,
        }
    }

    fn of_mut(self, object: &mut Object) -> &mut Map<String, String> {
        let metadata = object.metadata_mut();
        match self {
            Kept::Labels => &mut metadata.labels,
            Kept::Annotations => &mut metadata.annotations,
        }
    }
}
