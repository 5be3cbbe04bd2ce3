//! `kubectl delete` (kubectl.md §12): the request is answered at once, the prompt comes back when
//! the objects are gone.

use crate::api::ObjectKey;
use crate::engine::World;
use crate::engine::apiserver::DeleteOptions;

use super::super::context::{Context, Failed};
use super::super::files;
use super::super::parse::{Arguments, bad_value};
use super::super::resource::Resource;
use super::targets::{Filter, Targets, key_of, not_found, targets};
use super::{Job, Status};

pub(super) const FLAGS: &str = "all! A:all-namespaces! cascade?background dry-run?unchanged \
    field-selector= f:filename= force! grace-period= ignore-not-found! i:interactive! k:kustomize= \
    now! o:output= raw= R:recursive! l:selector= timeout= wait!";

pub(super) const NO_RESOURCE: &str =
    "You must provide one or more resources by argument or filename.\n\
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'";

const FORCE_WARNING: &str = "Warning: Immediate deletion does not wait for confirmation that the \
running resource has been terminated. The resource may continue to run on the cluster indefinitely.";

/// Objects that a delete waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct Gone {
    objects: Vec<(ObjectKey, String)>,
    exit_code: i32,
}

impl Gone {
    /// The exit status once none of the objects is left; another of the same name is another.
    pub(super) fn poll(&mut self, world: &World) -> Option<i32> {
        self.objects.retain(|(key, uid)| {
            let stored = world.store().get(key);
            stored.is_some_and(|object| object.metadata().uid == *uid)
        });
        self.objects.is_empty().then_some(self.exit_code)
    }
}

pub(super) fn run(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    let grace_seconds = grace(context, arguments)?;
    let force = arguments.is_set("force", false);
    let mut request = Request {
        arguments,
        options: DeleteOptions { grace_seconds },
        force,
        gone: Gone {
            objects: Vec::new(),
            exit_code: 0,
        },
    };
    if arguments.has("filename") {
        request.files(context)?;
    } else if arguments.words.is_empty() {
        return Err(context.fail(NO_RESOURCE));
    } else {
        request.arguments(context)?;
    }
    let Request { mut gone, .. } = request;
    let waits = arguments.is_set("wait", !force);
    match gone.poll(context.world) {
        Some(exit_code) => Ok(Status::Done { exit_code }),
        None if waits => Ok(Status::Running(Job::Delete(gone))),
        None => Ok(Status::Done {
            exit_code: gone.exit_code,
        }),
    }
}

/// The grace that is asked for: `--now` is one second, and so is zero without `--force`.
fn grace(context: &mut Context<'_>, arguments: &Arguments) -> Result<Option<i64>, Failed> {
    let mut grace: i64 = -1;
    if let Some(text) = arguments.value("grace-period") {
        grace = text.parse().map_err(|_| {
            let error = bad_value("--grace-period", text, "ParseInt");
            context.fail(&error.message);
            context
                .output
                .error("See 'kubectl delete --help' for usage.");
            Failed
        })?;
    }
    if arguments.is_set("now", false) {
        if grace != -1 {
            return Err(context.fail("--now and --grace-period cannot be specified together"));
        }
        grace = 1;
    }
    let force = arguments.is_set("force", false);
    if force && grace > 0 {
        let message = "--force and --grace-period greater than 0 cannot be specified together";
        return Err(context.fail(message));
    }
    Ok(match grace {
        _ if force => Some(0),
        0 => Some(1),
        seconds if seconds > 0 => Some(seconds),
        _ => None,
    })
}

struct Request<'a> {
    arguments: &'a Arguments,
    options: DeleteOptions,
    force: bool,
    gone: Gone,
}

impl Request<'_> {
    fn arguments(&mut self, context: &mut Context<'_>) -> Result<(), Failed> {
        let filter = Filter::read(context, self.arguments)?;
        let all = self.arguments.is_set("all", false);
        if all && filter.selects() {
            return Err(context.fail("setting 'all' parameter but found a non empty selector. "));
        }
        match targets(context, &self.arguments.words)? {
            Targets::Types(types) => {
                if !all && !filter.selects() {
                    let message = "resource(s) were provided, but no name was specified";
                    return Err(context.fail(message));
                }
                self.warn(context);
                let mut found = Vec::new();
                for resource in types {
                    if let Some(kind) = resource.kind {
                        let keys = filter.list(context, kind)?;
                        found.extend(keys.into_iter().map(|key| (resource, key)));
                    }
                }
                if found.is_empty() {
                    context.output.line("No resources found");
                }
                for (resource, key) in found {
                    self.delete(context, resource, &key, None);
                }
            }
            Targets::Named(named) => {
                self.warn(context);
                let namespace = context.namespace(self.arguments);
                let mut missing = Vec::new();
                for (resource, name) in &named {
                    let key = key_of(resource, &namespace, name);
                    match key.filter(|key| context.object(key).is_some()) {
                        Some(key) => self.delete(context, resource, &key, None),
                        None => missing.push((*resource, name)),
                    }
                }
                if !self.arguments.is_set("ignore-not-found", false) {
                    for (resource, name) in missing {
                        not_found(context, resource, name);
                        self.gone.exit_code = 1;
                    }
                }
            }
        }
        Ok(())
    }

    fn files(&mut self, context: &mut Context<'_>) -> Result<(), Failed> {
        let files::Keys { keys, errors } = files::read_keys(context, self.arguments)?;
        self.warn(context);
        for (source, key) in keys {
            let doing = format!("error when deleting \"{source}\"");
            self.delete(context, Resource::of(key.kind), &key, Some(&doing));
        }
        for error in errors {
            context.output.error(&error);
            self.gone.exit_code = 1;
        }
        Ok(())
    }

    fn warn(&self, context: &mut Context<'_>) {
        if self.force {
            context.output.error(FORCE_WARNING);
        }
    }

    fn delete(
        &mut self,
        context: &mut Context<'_>,
        resource: &Resource,
        key: &ObjectKey,
        doing: Option<&str>,
    ) {
        let uid = context
            .object(key)
            .map(|object| object.metadata().uid.clone());
        let dry_run = matches!(self.arguments.value("dry-run"), Some("client" | "server"));
        if !dry_run && let Err(error) = context.delete(key, self.options) {
            let tolerated =
                error.reason() == "NotFound" && self.arguments.is_set("ignore-not-found", false);
            if !tolerated {
                context.api_error(&error, doing);
                self.gone.exit_code = 1;
            }
            return;
        }
        if let Some(uid) = uid.filter(|_| !dry_run) {
            self.gone.objects.push((key.clone(), uid));
        }
        let type_name = resource.type_name();
        if self.arguments.value("output") == Some("name") {
            return context.output.line(&format!("{type_name}/{}", key.name));
        }
        let how = if self.force {
            "force deleted"
        } else {
            "deleted"
        };
        let place = match key.namespace.as_str() {
            "" => String::new(),
            namespace => format!(" from {namespace} namespace"),
        };
        let mark = match self.arguments.value("dry-run") {
            Some("client") => " (dry run)",
            Some("server") => " (server dry run)",
            _ => "",
        };
        context
            .output
            .line(&format!("{type_name} \"{}\" {how}{place}{mark}", key.name));
    }
}
