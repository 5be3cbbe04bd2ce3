//! `kubectl logs` (kubectl.md §16.1; kubelet_pods.go validateContainerLogStatus).

use crate::api::{ContainerState, Pod, Timestamp};
use crate::engine::World;
use crate::engine::runtime::LogLine;
use crate::engine::time::SimTime;

use super::super::context::{Context, Failed};
use super::super::parse::{Arguments, bad_value};
use super::super::reply::Output;
use super::super::selector::parse_labels;
use super::duration::duration_ms;
use super::pods::{Meant, container_of, meant, selected};
use super::{Job, Status};

pub(super) const FLAGS: &str = "all-containers! all-pods! c:container= f:follow! ignore-errors! \
    limit-bytes= max-log-requests= pod-running-timeout= prefix! p:previous! l:selector= since= \
    since-time= tail= timestamps!";

/// How many lines a selector shows of every container unless it is told.
const SELECTOR_TAIL: usize = 10;

/// Logs that are followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Follow {
    sources: Vec<Source>,
    style: Style,
}

/// The log of one container instance.
#[derive(Clone, Debug, PartialEq)]
struct Source {
    uid: String,
    container_id: String,
    prefix: String,
    /// The number of the next line, counted from the log's beginning.
    next: usize,
}

/// How lines are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Style {
    start: Timestamp,
    timestamps: bool,
    since: Option<SimTime>,
}

pub(super) fn run(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    if arguments.has("limit-bytes") {
        return Err(context.fail("--limit-bytes is not simulated"));
    }
    let style = style(context, arguments)?;
    let containers = containers(context, arguments)?;
    let by_selector = arguments.has("selector");
    let lines_max = tail(context, arguments, by_selector)?;
    let mut sources = Vec::new();
    for (pod, container) in containers {
        let prefix = match arguments.is_set("prefix", false) {
            true => format!("[pod/{}/{container}] ", pod.metadata.name),
            false => String::new(),
        };
        let previous = arguments.is_set("previous", false);
        match container_id(&pod, &container, previous) {
            Ok(container_id) => sources.push(Source {
                uid: pod.metadata.uid.clone(),
                container_id,
                prefix,
                next: 0,
            }),
            Err(message) => {
                let failed = context.server_error("BadRequest", &message);
                if !arguments.is_set("ignore-errors", false) {
                    return Err(failed);
                }
            }
        }
    }
    for source in &mut sources {
        source.skip_to(context.world, lines_max);
        source.print(context.world, style, false, context.output);
    }
    if !arguments.is_set("follow", false) {
        return Ok(Status::Done { exit_code: 0 });
    }
    let mut follow = Follow { sources, style };
    Ok(match follow.poll(context.world, context.output) {
        Some(exit_code) => Status::Done { exit_code },
        None => Status::Running(Job::Logs(follow)),
    })
}

/// The containers whose logs are asked for.
fn containers(
    context: &mut Context<'_>,
    arguments: &Arguments,
) -> Result<Vec<(Pod, String)>, Failed> {
    let namespace = context.namespace(arguments);
    let (pods, container) = match (arguments.value("selector"), arguments.words.as_slice()) {
        (Some(text), []) => {
            let selector = parse_labels(text).map_err(|message| context.fail(&message))?;
            let pods = selected(context, Some(&namespace), &selector);
            if pods.is_empty() {
                let line = format!("No resources found in {namespace} namespace.");
                context.output.error(&line);
            }
            (pods, arguments.value("container"))
        }
        (Some(_), _) => {
            return Err(context.fail("only a selector (-l) or a POD name is allowed"));
        }
        (None, [word]) => (
            named(context, &namespace, word)?,
            arguments.value("container"),
        ),
        (None, [word, container]) => (named(context, &namespace, word)?, Some(container.as_str())),
        _ => {
            return Err(context.usage(
                "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n\
                 POD or TYPE/NAME is a required argument for the logs command",
            ));
        }
    };
    let mut found = Vec::new();
    for pod in pods {
        if arguments.is_set("all-containers", false) {
            let names = pod.spec.all_containers().map(|c| c.name.clone());
            let names: Vec<String> = names.collect();
            found.extend(names.into_iter().map(|name| (pod.clone(), name)));
        } else {
            let name = container_of(context, &pod, container)?;
            found.push((pod, name));
        }
    }
    Ok(found)
}

/// The Pod of `POD`, or the first Pod of `TYPE/NAME`.
fn named(context: &mut Context<'_>, namespace: &str, word: &str) -> Result<Vec<Pod>, Failed> {
    let mut pods = match meant(context, namespace, word)? {
        Meant::Pods(pods) => pods,
        Meant::Missing(resource, name) => {
            let types = resource.server_name();
            let message = format!(
                "error from server (NotFound): {types} {name:?} not found in namespace {namespace:?}"
            );
            return Err(context.fail(&message));
        }
    };
    if let [first, _, ..] = pods.as_slice() {
        let (count, name) = (pods.len(), &first.metadata.name);
        let line = format!("Found {count} pods, using pod/{name}");
        context.output.error(&line);
        pods.truncate(1);
    }
    if pods.is_empty() {
        return Err(context.fail("timed out waiting for the condition"));
    }
    Ok(pods)
}

fn style(context: &mut Context<'_>, arguments: &Arguments) -> Result<Style, Failed> {
    if arguments.has("since") && arguments.has("since-time") {
        return Err(context.fail("at most one of `sinceTime` or `sinceSeconds` may be specified"));
    }
    let now = context.world.time();
    let mut since = None;
    if let Some(text) = arguments.value("since") {
        let Some(length_ms) = duration_ms(text) else {
            let message = format!(
                "invalid argument {text:?} for \"--since\" flag: time: invalid duration {text:?}"
            );
            return Err(context.flag_error(&message));
        };
        let start_ms = now.milliseconds.saturating_sub(length_ms);
        since = Some(SimTime::from_millis(start_ms));
    }
    if let Some(text) = arguments.value("since-time") {
        let Some(stamp) = Timestamp::parse(text) else {
            let message = format!(
                "parsing time {text:?} as \"2006-01-02T15:04:05Z07:00\": cannot parse {text:?} as \"2006\""
            );
            return Err(context.fail(&message));
        };
        since = Some(context.world.time_of(stamp));
    }
    Ok(Style {
        start: context.world.config().start,
        timestamps: arguments.is_set("timestamps", false),
        since,
    })
}

fn tail(
    context: &mut Context<'_>,
    arguments: &Arguments,
    by_selector: bool,
) -> Result<usize, Failed> {
    let Some(text) = arguments.value("tail") else {
        return Ok(if by_selector {
            SELECTOR_TAIL
        } else {
            usize::MAX
        });
    };
    match text.parse::<i64>() {
        Ok(count) => Ok(usize::try_from(count).unwrap_or(usize::MAX)),
        Err(_) => {
            let error = bad_value("--tail", text, "ParseInt");
            Err(context.flag_error(&error.message))
        }
    }
}

/// The instance whose log is meant, or the server's sentence why there is none.
fn container_id(pod: &Pod, container: &str, previous: bool) -> Result<String, String> {
    let name = &pod.metadata.name;
    let waiting = |reason: &str| {
        format!("container \"{container}\" in pod \"{name}\" is waiting to start: {reason}")
    };
    let Some(status) = pod.status.container(container) else {
        let is_bound = !pod.spec.node_name.is_empty();
        return Err(match is_bound {
            true => waiting("ContainerCreating"),
            false => format!("pod {name} does not have a host assigned"),
        });
    };
    let last = status
        .last_state
        .as_ref()
        .map(|last| last.container_id.clone());
    if previous {
        return last.ok_or_else(|| {
            format!("previous terminated container \"{container}\" in pod \"{name}\" not found")
        });
    }
    match (&status.state, last) {
        (ContainerState::Running(_), _) => Ok(status.container_id.clone()),
        (ContainerState::Terminated(ended), _) => Ok(ended.container_id.clone()),
        (ContainerState::Waiting(_), Some(last)) => Ok(last),
        (ContainerState::Waiting(state), None) => Err(waiting(match state.reason.as_str() {
            "ErrImagePull" | "ImagePullBackOff" => "trying and failing to pull image",
            "" => "ContainerCreating",
            reason => reason,
        })),
    }
}

impl Source {
    /// Leaves out all but the last lines.
    fn skip_to(&mut self, world: &World, lines_max: usize) {
        if let Some(instance) = world.instance_with_id(&self.uid, &self.container_id) {
            let log = &instance.log;
            self.next = log.dropped + log.lines.len().saturating_sub(lines_max);
        }
    }

    /// Prints what is new; whether the log may go on. A line without an end waits for it while
    /// the log is followed.
    fn print(&mut self, world: &World, style: Style, follows: bool, output: &mut Output) -> bool {
        let Some(instance) = world.instance_with_id(&self.uid, &self.container_id) else {
            if !follows {
                let id = &self.container_id;
                output.out(&format!("unable to retrieve container logs for {id}"));
            }
            return false;
        };
        let (log, runs) = (&instance.log, instance.status.is_running());
        let skipped = self.next.saturating_sub(log.dropped);
        let count = log.lines.len();
        for (index, line) in log.lines.iter().enumerate().skip(skipped) {
            let is_open = log.is_open() && index + 1 == count;
            if is_open && follows && runs {
                break;
            }
            self.next = log.dropped + index + 1;
            if style.since.is_some_and(|since| line.time < since) {
                continue;
            }
            output.out(&self.prefix);
            output.out(&style.line(line));
            output.out(if is_open { "" } else { "\n" });
        }
        runs
    }
}

impl Style {
    fn line(self, line: &LogLine) -> String {
        if !self.timestamps {
            return line.text.to_string();
        }
        let seconds = line.time.milliseconds / 1_000;
        let stamp = Timestamp {
            unix_seconds: self.start.unix_seconds + seconds as i64,
        };
        let stamp = stamp.to_string();
        let whole = stamp.trim_end_matches('Z');
        let millis = line.time.milliseconds % 1_000;
        format!("{whole}.{millis:03}000000Z {}", line.text)
    }
}

impl Follow {
    /// Prints what is new; the exit status once every container has ended.
    pub(super) fn poll(&mut self, world: &World, output: &mut Output) -> Option<i32> {
        let style = self.style;
        self.sources
            .retain_mut(|source| source.print(world, style, true, output));
        self.sources.is_empty().then_some(0)
    }
}
