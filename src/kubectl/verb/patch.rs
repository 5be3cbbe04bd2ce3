//! `kubectl patch` (kubectl.md §14.3): JSON merge patches, strategic ones, and lists of operations.

mod apply;

use crate::api::validation::{validate_pod, validate_service};
use crate::api::{Object, ObjectKey, Value, json};
use crate::engine::apiserver::ApiError;
use crate::manifest;

use super::super::context::{Context, Failed};
use super::super::parse::Arguments;
use super::super::resource::Resource;
use super::Status;
use super::targets::{Targets, not_found, targets};

pub(super) const FLAGS: &str = "allow-missing-template-keys! dry-run?unchanged field-manager= \
    f:filename= k:kustomize= local! o:output= p:patch= patch-file= R:recursive! \
    show-managed-fields! subresource= template= type=";

pub(super) fn run(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    let kind = arguments.value("type").unwrap_or("strategic");
    if !matches!(kind, "json" | "merge" | "strategic") {
        let message = format!("--type must be one of [json merge strategic], not {kind:?}");
        return Err(context.fail(&message));
    }
    if arguments.has("patch-file") {
        return Err(context.fail("--patch-file is not simulated; use -p"));
    }
    let Some(text) = arguments.value("patch").filter(|text| !text.is_empty()) else {
        return Err(context
            .fail("must specify --patch or --patch-file containing the contents of the patch"));
    };
    let keys = keys(context, arguments)?;
    let patch = read_patch(context, text)?;
    for key in keys {
        patch_one(context, arguments, &key, kind, &patch)?;
    }
    Ok(Status::Done { exit_code: 0 })
}

fn keys(context: &mut Context<'_>, arguments: &Arguments) -> Result<Vec<ObjectKey>, Failed> {
    if arguments.words.is_empty() {
        return Err(context.fail(super::delete::NO_RESOURCE));
    }
    let Targets::Named(named) = targets(context, &arguments.words)? else {
        let message = "resource(s) were provided, but no name was specified";
        return Err(context.fail(message));
    };
    let namespace = context.namespace(arguments);
    let mut keys = Vec::new();
    for (resource, name) in &named {
        let key = super::targets::key_of(resource, &namespace, name);
        match key.filter(|key| context.object(key).is_some()) {
            Some(key) => keys.push(key),
            None => return Err(not_found(context, resource, name)),
        }
    }
    Ok(keys)
}

/// A patch may be JSON or YAML. What begins as JSON is sent as it is, so the server complains.
fn read_patch(context: &mut Context<'_>, text: &str) -> Result<Value, Failed> {
    match manifest::read_value(text) {
        Some(value) => Ok(value),
        None if text.trim_start().starts_with(['{', '[']) => {
            let message = json_problem(text);
            Err(context.server_error("BadRequest", &message))
        }
        None => Err(context.fail("unable to parse the patch as YAML")),
    }
}

/// Go's words for JSON that breaks off, or goes wrong at a character.
fn json_problem(text: &str) -> String {
    let mut is_quoted = false;
    let mut expects_value = false;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if is_quoted => {
                characters.next();
            }
            '"' => {
                is_quoted = !is_quoted;
                expects_value = false;
            }
            _ if is_quoted || character.is_whitespace() => {}
            ':' | '[' | ',' | '{' => expects_value = true,
            other => {
                let may_begin = other.is_ascii_digit() || "-tfn]}".contains(other);
                if expects_value && !may_begin {
                    return format!("invalid character '{other}' looking for beginning of value");
                }
                expects_value = false;
            }
        }
    }
    "unexpected end of JSON input".to_owned()
}

fn patch_one(
    context: &mut Context<'_>,
    arguments: &Arguments,
    key: &ObjectKey,
    kind: &str,
    patch: &Value,
) -> Result<(), Failed> {
    let Some(live) = context.object(key).cloned() else {
        return Ok(());
    };
    let is_status = arguments.value("subresource") == Some("status");
    let before = live.to_value();
    let patched = match kind {
        "json" => apply::operations(&before, patch),
        "merge" => Ok(apply::merge(&before, patch)),
        _ => Ok(apply::strategic(&before, patch)),
    };
    let mut patched = patched.map_err(|problem| context.server_error("Invalid", &problem))?;
    keep_the_other_half(&before, &mut patched, is_status);
    let object = match Object::from_value(&patched) {
        Ok(object) if object.key() == *key => object,
        Ok(_) => return Err(context.fail("the name of the object and of the patch do not match")),
        Err(error) => {
            let message = format!("{}: expected a {}", error.path, error.expected);
            return Err(context.server_error("BadRequest", &message));
        }
    };
    if kind != "json" {
        let mut unknown = Vec::new();
        apply::unknown_fields(patch, &object.to_value(), "", &mut unknown);
        for path in unknown
            .iter()
            .filter(|path| is_status || !path.starts_with("status"))
        {
            context
                .output
                .error(&format!("Warning: unknown field \"{path}\""));
        }
    }
    validate(context, &object)?;
    store(context, arguments, &live, object, is_status)
}

/// A patch of the object leaves its status alone, and one of the status everything else.
fn keep_the_other_half(before: &Value, patched: &mut Value, is_status: bool) {
    let (kept, status) = match is_status {
        true => (before.clone(), patched.get("status").cloned()),
        false => (patched.clone(), before.get("status").cloned()),
    };
    *patched = kept;
    match status {
        Some(status) => patched.set("status", status),
        None => patched.remove("status"),
    }
}

fn validate(context: &mut Context<'_>, object: &Object) -> Result<(), Failed> {
    let errors = match object {
        Object::Pod(pod) => validate_pod(pod),
        Object::Service(service) => validate_service(service),
        _ => Vec::new(),
    };
    if errors.is_empty() {
        return Ok(());
    }
    let error = ApiError::Invalid {
        kind: object.kind().name(),
        name: object.metadata().name.clone(),
        causes: errors.iter().map(ToString::to_string).collect(),
    };
    Err(context.api_error(&error, None))
}

fn store(
    context: &mut Context<'_>,
    arguments: &Arguments,
    live: &Object,
    object: Object,
    is_status: bool,
) -> Result<(), Failed> {
    let mut outcome = "patched (no change)";
    if object != *live {
        outcome = "patched";
        if super::dry_run(arguments).is_empty() {
            let stored = match is_status {
                true => context.update_status(object),
                false => context.update(object),
            };
            if let Err(error) = stored {
                return Err(context.api_error(&error, None));
            }
        }
    }
    match arguments.value("output") {
        None | Some("name") => {}
        Some(format) => {
            let shown = context.object(&live.key()).map(Object::to_value);
            return print(context, format, &shown.unwrap_or_default());
        }
    }
    let resource = Resource::of(live.kind());
    super::say(context, arguments, resource, &live.metadata().name, outcome);
    Ok(())
}

fn print(context: &mut Context<'_>, format: &str, value: &Value) -> Result<(), Failed> {
    match format {
        "yaml" => {
            let text = super::super::print::yaml::write(value);
            context.output.out(&text);
        }
        "json" => context.output.line(&json::write(value, json::PRETTY)),
        _ => {
            let message = format!("the output format {format:?} is not simulated here");
            return Err(context.fail(&message));
        }
    }
    Ok(())
}
