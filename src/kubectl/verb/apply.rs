//! `kubectl create` and `kubectl apply` (kubectl.md §10).

use crate::api::{Object, ObjectMeta, Pod};
use crate::order::Map;

use super::super::context::{Context, Failed, api_error_text};
use super::super::files::{self, Document};
use super::super::parse::Arguments;
use super::super::print::describe::LAST_APPLIED;
use super::super::resource::Resource;
use super::{Status, dry_run, generate, say};

pub(super) const APPLY_FLAGS: &str = "all! cascade?background dry-run?unchanged field-manager= \
    f:filename= force! force-conflicts! grace-period= k:kustomize= openapi-patch! o:output= \
    overwrite! prune! prune-allowlist= R:recursive! l:selector= server-side! show-managed-fields! \
    subresource= template= timeout= validate?strict wait! record!";

pub(super) const CREATE_FLAGS: &str = "dry-run?unchanged edit! field-manager= f:filename= \
    k:kustomize= o:output= raw= R:recursive! save-config! l:selector= show-managed-fields! \
    template= validate?strict windows-line-endings! record! from-literal= from-file= \
    from-env-file= type=";

const RECORD_WARNING: &str =
    "Flag --record has been deprecated, --record will be removed in the future";

/// `kubectl create -f`, and the objects that it makes out of flags.
pub(super) fn create(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    match arguments.words.first().map(String::as_str) {
        Some("namespace" | "ns") => return generate::namespace(context, arguments),
        Some("configmap" | "cm") => return generate::config_map(context, arguments),
        Some("secret") => return generate::secret(context, arguments),
        _ => {}
    }
    let saves = arguments.is_set("save-config", false);
    each_document(context, arguments, "create", &mut |context, document| {
        let object = match saves {
            true => with_last_applied(document),
            false => document.object.clone(),
        };
        store_new(context, arguments, document, object)
    })
}

/// `kubectl apply -f`.
pub(super) fn apply(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    each_document(
        context,
        arguments,
        "apply",
        &mut |context, document| match context.object(&document.object.key()).cloned() {
            None => {
                let object = with_last_applied(document);
                store_new(context, arguments, document, object)
            }
            Some(live) => update(context, arguments, document, &live),
        },
    )
}

type Act<'a> = dyn FnMut(&mut Context<'_>, &Document) -> Result<(), String> + 'a;

/// Does something with every document; what went wrong is told at the end.
fn each_document(
    context: &mut Context<'_>,
    arguments: &Arguments,
    verb: &str,
    act: &mut Act<'_>,
) -> Result<Status, Failed> {
    if !arguments.words.is_empty() {
        let message = format!("Unexpected args: [{}]", arguments.words.join(" "));
        return Err(context.usage(&message));
    }
    if arguments.is_set("record", false) {
        context.output.error(RECORD_WARNING);
    }
    if !arguments.has("filename") {
        return Err(context.fail("must specify one of -f and -k"));
    }
    let files::Documents {
        documents,
        mut errors,
    } = files::read(context, arguments, verb)?;
    for document in &documents {
        errors.extend(act(context, document).err());
    }
    for error in &errors {
        context.output.error(error);
    }
    let exit_code = i32::from(!errors.is_empty());
    Ok(Status::Done { exit_code })
}

fn store_new(
    context: &mut Context<'_>,
    arguments: &Arguments,
    document: &Document,
    object: Object,
) -> Result<(), String> {
    let kind = object.kind();
    let mut name = object.metadata().name.clone();
    if dry_run(arguments).is_empty() {
        let doing = format!("error when creating \"{}\"", document.source);
        let stored = context.create(object);
        name = stored
            .map_err(|error| api_error_text(&error, Some(&doing)))?
            .name
            .clone();
    }
    say(context, arguments, Resource::of(kind), &name, "created");
    Ok(())
}

fn update(
    context: &mut Context<'_>,
    arguments: &Arguments,
    document: &Document,
    live: &Object,
) -> Result<(), String> {
    let resource = Resource::of(live.kind());
    let name = live.metadata().name.clone();
    let before = live.metadata().annotations.get(LAST_APPLIED);
    if before.is_none() {
        let line = format!(
            "Warning: resource {}/{name} is missing the {LAST_APPLIED} annotation which is \
             required by kubectl apply. kubectl apply should only be used on resources created \
             declaratively by either kubectl create --save-config or kubectl apply. The missing \
             annotation will be patched automatically.",
            resource.server_name()
        );
        context.output.error(&line);
    }
    let merged = merge(document, live);
    let mut outcome = "unchanged";
    if merged != *live {
        outcome = "configured";
        if dry_run(arguments).is_empty() {
            let doing = format!("error when applying patch to \"{}\"", document.source);
            let updated = context.update(merged);
            updated.map_err(|error| api_error_text(&error, Some(&doing)))?;
        }
    }
    say(context, arguments, resource, &name, outcome);
    Ok(())
}

fn with_last_applied(document: &Document) -> Object {
    let mut object = document.object.clone();
    let annotations = &mut object.metadata_mut().annotations;
    annotations.insert(LAST_APPLIED.to_owned(), document.last_applied.clone());
    object
}

/// What `apply` sends: the file's fields over the live object's. Labels and annotations that an
/// earlier file had and this one has not are taken away (a three-way merge for maps; other
/// fields that are not in the file keep what the server filled in).
fn merge(document: &Document, live: &Object) -> Object {
    let before = live.metadata().annotations.get(LAST_APPLIED);
    if before == Some(&document.last_applied)
        && has_all(document.object.metadata(), live.metadata())
    {
        return live.clone();
    }
    let mut merged = with_last_applied(document);
    let file = document.object.metadata().clone();
    let metadata = merged.metadata_mut();
    *metadata = live.metadata().clone();
    let was_given = |key: &str| before.is_some_and(|text| text.contains(&format!("{key:?}:")));
    merge_map(&mut metadata.labels, &file.labels, &was_given);
    merge_map(&mut metadata.annotations, &file.annotations, &was_given);
    metadata
        .annotations
        .insert(LAST_APPLIED.to_owned(), document.last_applied.clone());
    merge_finalizers(&mut metadata.finalizers, &file.finalizers, before);
    if let (Object::Pod(new), Some(old)) = (&mut merged, live.as_pod()) {
        keep_admitted(old, new);
    }
    merged
}

fn has_all(file: &ObjectMeta, live: &ObjectMeta) -> bool {
    let contained = |small: &Map<String, String>, large: &Map<String, String>| {
        small
            .iter()
            .all(|(key, value)| large.get(key) == Some(value))
    };
    contained(&file.labels, &live.labels) && contained(&file.annotations, &live.annotations)
}

fn merge_map(
    live: &mut Map<String, String>,
    file: &Map<String, String>,
    was_given: &dyn Fn(&str) -> bool,
) {
    live.retain(|key, _| key == LAST_APPLIED || file.contains_key(key) || !was_given(key));
    live.extend(file.iter().map(|(key, value)| (key.clone(), value.clone())));
}

/// A list that is merged as a set: what an earlier file gave and this one does not is taken away.
fn merge_finalizers(live: &mut Vec<String>, file: &[String], before: Option<&String>) {
    let was_given = |name: &str| before.is_some_and(|text| text.contains(&format!("{name:?}")));
    live.retain(|name| file.contains(name) || !was_given(name));
    for name in file {
        if !live.contains(name) {
            live.push(name.clone());
        }
    }
}

/// Fields that admission filled in and the file leaves open.
fn keep_admitted(live: &Pod, new: &mut Pod) {
    new.status = live.status.clone();
    let (from, to) = (&live.spec, &mut new.spec);
    if to.node_name.is_empty() {
        to.node_name.clone_from(&from.node_name);
    }
    if to.service_account_name.is_empty() {
        to.service_account_name
            .clone_from(&from.service_account_name);
    }
    for toleration in &from.tolerations {
        if !to.tolerations.contains(toleration) {
            to.tolerations.push(toleration.clone());
        }
    }
    to.priority = to.priority.or(from.priority);
    if to.preemption_policy.is_empty() {
        to.preemption_policy.clone_from(&from.preemption_policy);
    }
}
