//! `kubectl wait` (kubectl.md §16.3; kubectl/pkg/cmd/wait/wait.go).

use crate::api::status::Condition;
use crate::api::{Object, ObjectKey};
use crate::engine::World;
use crate::engine::time::{SimDuration, SimTime};

use super::super::context::{Context, Failed};
use super::super::jsonpath::{self, Step};
use super::super::parse::Arguments;
use super::super::reply::Output;
use super::super::resource::Resource;
use super::duration::duration_ms;
use super::targets::{Filter, Targets, key_of, not_found, targets};
use super::{Job, Status};

pub(super) const FLAGS: &str = "all! A:all-namespaces! allow-missing-template-keys! \
    field-selector= f:filename= for= local! o:output= R:recursive! l:selector= \
    show-managed-fields! template= timeout=";

const TIMEOUT_MS: u64 = 30_000;
/// What a negative time-out stands for.
const WEEK_MS: u64 = 7 * 24 * 3_600_000;

/// What is waited for.
#[derive(Clone, Debug, PartialEq)]
enum For {
    Condition {
        name: String,
        value: String,
    },
    /// A path, and the text that it is to have; without one it is enough that it is there.
    Path {
        steps: Vec<Step>,
        value: Option<String>,
    },
    Delete,
    Create,
}

/// Objects whose turn has not come yet, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    wanted: For,
    /// Each with its uid at the beginning; none if it was not there.
    objects: Vec<(ObjectKey, Option<String>)>,
    deadline: SimTime,
}

pub(super) fn run(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    let wanted = wanted(context, arguments)?;
    let length_ms = match arguments.value("timeout") {
        None => TIMEOUT_MS,
        Some(text) if text.starts_with('-') => WEEK_MS,
        Some(text) => duration_ms(text).ok_or_else(|| {
            let message = format!(
                "invalid argument {text:?} for \"--timeout\" flag: time: invalid duration {text:?}"
            );
            context.flag_error(&message)
        })?,
    };
    let keys = keys(context, arguments, &wanted)?;
    let objects = keys.into_iter().map(|key| {
        let uid = context
            .object(&key)
            .map(|object| object.metadata().uid.clone());
        (key, uid)
    });
    let mut waiting = Waiting {
        wanted,
        objects: objects.collect(),
        deadline: context.world.time() + SimDuration::from_millis(length_ms),
    };
    if waiting.wanted == For::Delete {
        waiting.objects.retain(|(_, uid)| uid.is_some());
    }
    Ok(match waiting.poll(context.world, context.output) {
        Some(exit_code) => Status::Done { exit_code },
        None => Status::Running(Job::Wait(waiting)),
    })
}

fn wanted(context: &mut Context<'_>, arguments: &Arguments) -> Result<For, Failed> {
    let Some(text) = arguments.value("for") else {
        return Err(context.fail("unrecognized condition: []"));
    };
    match text {
        "delete" => return Ok(For::Delete),
        "create" => return Ok(For::Create),
        _ => {}
    }
    if let Some(condition) = text.strip_prefix("condition=") {
        let (name, value) = condition.split_once('=').unwrap_or((condition, "true"));
        return Ok(For::Condition {
            name: name.to_owned(),
            value: value.to_owned(),
        });
    }
    if let Some(expression) = text.strip_prefix("jsonpath=") {
        let end = expression.find('}').map_or(expression.len(), |end| end + 1);
        let (path, rest) = expression.split_at(end);
        let value = rest.strip_prefix('=').map(str::to_owned);
        let steps = jsonpath::relaxed(path).map_err(|problem| {
            context.fail(&format!("error parsing jsonpath {path}, {problem}"))
        })?;
        return Ok(For::Path { steps, value });
    }
    Err(context.fail(&format!("unrecognized condition: {text:?}")))
}

fn keys(
    context: &mut Context<'_>,
    arguments: &Arguments,
    wanted: &For,
) -> Result<Vec<ObjectKey>, Failed> {
    if arguments.words.is_empty() && !arguments.has("filename") {
        return Err(context.fail(super::delete::NO_RESOURCE));
    }
    if arguments.has("filename") {
        let keys = super::super::files::read_keys(context, arguments)?;
        return Ok(keys.keys.into_iter().map(|(_, key)| key).collect());
    }
    let filter = Filter::read(context, arguments)?;
    let mut keys = Vec::new();
    match targets(context, &arguments.words)? {
        Targets::Types(types) => {
            if !filter.selects() && !arguments.is_set("all", false) {
                let message = "resource(s) were provided, but no name was specified";
                return Err(context.fail(message));
            }
            for kind in types.iter().filter_map(|resource| resource.kind) {
                keys.extend(filter.list(context, kind)?);
            }
            if keys.is_empty() && *wanted != For::Delete {
                return Err(context.fail("no matching resources found"));
            }
        }
        Targets::Named(named) => {
            let namespace = context.namespace(arguments);
            for (resource, name) in &named {
                let key = key_of(resource, &namespace, name);
                let is_there = key
                    .as_ref()
                    .is_some_and(|key| context.object(key).is_some());
                match key {
                    Some(key) if is_there || *wanted == For::Create => keys.push(key),
                    _ if *wanted == For::Delete => {}
                    _ => return Err(not_found(context, resource, name)),
                }
            }
        }
    }
    Ok(keys)
}

impl Waiting {
    /// Tells what has been met; the exit status once everything was, or the time is over.
    pub(super) fn poll(&mut self, world: &World, output: &mut Output) -> Option<i32> {
        while let Some((key, uid)) = self.objects.first() {
            if !self.wanted.is_met(world.store().get(key), uid.as_deref()) {
                break;
            }
            let type_name = Resource::of(key.kind).type_name();
            output.line(&format!("{type_name}/{} condition met", key.name));
            self.objects.remove(0);
        }
        if self.objects.is_empty() {
            return Some(0);
        }
        if world.time() < self.deadline {
            return None;
        }
        for (key, _) in &self.objects {
            let types = Resource::of(key.kind).server_name();
            let name = &key.name;
            output.error(&format!(
                "error: timed out waiting for the condition on {types}/{name}"
            ));
        }
        Some(1)
    }

    pub(super) fn deadline(&self) -> SimTime {
        self.deadline
    }
}

impl For {
    fn is_met(&self, object: Option<&Object>, uid: Option<&str>) -> bool {
        match (self, object) {
            (For::Create, object) => object.is_some(),
            (For::Delete, None) => true,
            (For::Delete, Some(object)) => uid != Some(object.metadata().uid.as_str()),
            (For::Condition { .. } | For::Path { .. }, None) => false,
            (For::Path { steps, value }, Some(object)) => {
                let root = object.to_value();
                let found = jsonpath::find(steps, &root);
                match (found.as_slice(), value) {
                    ([], _) => false,
                    (_, None) => true,
                    ([one], Some(value)) => jsonpath::text_of(one) == *value,
                    _ => false,
                }
            }
            (For::Condition { name, value }, Some(object)) => {
                let conditions: &[Condition] = match object {
                    Object::Pod(pod) => &pod.status.conditions,
                    Object::Node(node) => &node.status.conditions,
                    _ => &[],
                };
                conditions.iter().any(|condition| {
                    condition.condition_type.eq_ignore_ascii_case(name)
                        && condition.status.name().eq_ignore_ascii_case(value)
                })
            }
        }
    }
}
