//! `kubectl logs` (kubectl.md §16.1).

use crate::api::{ContainerState, ContainerStatus, Object, ObjectKey, Pod};
use crate::engine::World;

use super::super::context::{Context, Failed};
use super::super::parse::{Arguments, bad_value};
use super::super::terminal::Status;

pub(super) const FLAGS: &str = "all-containers! all-pods! c:container= f:follow! ignore-errors! \
    limit-bytes= max-log-requests= pod-running-timeout= prefix! p:previous! l:selector= since= \
    since-time= tail= timestamps!";

pub(super) fn run(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    let (word, container) = match arguments.words.as_slice() {
        [word] => (word, arguments.value("container")),
        [word, container] => (word, Some(container.as_str())),
        _ => {
            return Err(context.usage(
                "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n\
                 POD or TYPE/NAME is a required argument for the logs command",
            ));
        }
    };
    let lines_max = tail(context, arguments)?;
    let namespace = context.namespace(arguments);
    let name = word
        .strip_prefix("pod/")
        .or(word.strip_prefix("pods/"))
        .unwrap_or(word);
    let key = ObjectKey::pod(&namespace, name);
    let Some(pod) = context.object(&key).and_then(Object::as_pod).cloned() else {
        let message = format!(
            "error from server (NotFound): pods \"{name}\" not found in namespace \"{namespace}\""
        );
        return Err(context.fail(&message));
    };
    let containers = chosen(context, arguments, &pod, container)?;
    let mut exit_code = 0;
    for container in containers {
        let prefix = match arguments.is_set("prefix", false) {
            true => format!("[pod/{name}/{container}] "),
            false => String::new(),
        };
        let previous = arguments.is_set("previous", false);
        match text_of(context.world, &pod, &container, previous, lines_max) {
            Ok(lines) => {
                for line in lines {
                    context.output.line(&format!("{prefix}{line}"));
                }
            }
            Err(message) => {
                context.server_error("BadRequest", &message);
                exit_code = 1;
            }
        }
    }
    Ok(Status::Done { exit_code })
}

fn tail(context: &mut Context<'_>, arguments: &Arguments) -> Result<usize, Failed> {
    let Some(text) = arguments.value("tail") else {
        return Ok(usize::MAX);
    };
    match text.parse::<i64>() {
        Ok(count) => Ok(usize::try_from(count).unwrap_or(usize::MAX)),
        Err(_) => {
            let error = bad_value("--tail", text, "ParseInt");
            context.fail(&error.message);
            context.output.error("See 'kubectl logs --help' for usage.");
            Err(Failed)
        }
    }
}

/// The containers whose logs are asked for.
fn chosen(
    context: &mut Context<'_>,
    arguments: &Arguments,
    pod: &Pod,
    container: Option<&str>,
) -> Result<Vec<String>, Failed> {
    let spec = &pod.spec;
    if arguments.is_set("all-containers", false) {
        return Ok(spec
            .all_containers()
            .map(|container| container.name.clone())
            .collect());
    }
    if let Some(name) = container {
        if spec.container(name).is_some() {
            return Ok(vec![name.to_owned()]);
        }
        let message = format!(
            "container {name} is not valid for pod {} out of: {}",
            pod.metadata.name,
            names(pod)
        );
        return Err(context.fail(&message));
    }
    let first = spec
        .containers
        .first()
        .map_or_else(String::new, |first| first.name.clone());
    if spec.all_containers().count() > 1 {
        let line = format!("Defaulted container {first:?} out of: {}", names(pod));
        context.output.error(&line);
    }
    Ok(vec![first])
}

/// `a, b, i1 (init)`.
fn names(pod: &Pod) -> String {
    let regular = pod
        .spec
        .containers
        .iter()
        .map(|container| container.name.clone());
    let init = pod
        .spec
        .init_containers
        .iter()
        .map(|container| format!("{} (init)", container.name));
    regular.chain(init).collect::<Vec<_>>().join(", ")
}

/// The lines of a container's log, or the server's sentence why there are none.
fn text_of(
    world: &World,
    pod: &Pod,
    container: &str,
    previous: bool,
    lines_max: usize,
) -> Result<Vec<String>, String> {
    let (uid, name) = (&pod.metadata.uid, &pod.metadata.name);
    let instance = if previous {
        let instance = world.previous_instance(uid, container);
        instance.ok_or_else(|| {
            format!("previous terminated container \"{container}\" in pod \"{name}\" not found")
        })?
    } else {
        let instance = world.newest_instance(uid, container);
        instance.ok_or_else(|| {
            let reason = waiting_text(pod.status.container(container));
            format!("container \"{container}\" in pod \"{name}\" is waiting to start: {reason}")
        })?
    };
    Ok(instance
        .log
        .tail(lines_max)
        .map(|line| line.text.to_string())
        .collect())
}

fn waiting_text(status: Option<&ContainerStatus>) -> &str {
    match status.map(|status| &status.state) {
        Some(ContainerState::Waiting(waiting)) => match waiting.reason.as_str() {
            "ErrImagePull" | "ImagePullBackOff" => "trying and failing to pull image",
            "" => "ContainerCreating",
            reason => reason,
        },
        _ => "ContainerCreating",
    }
}
