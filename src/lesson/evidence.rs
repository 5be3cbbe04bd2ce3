//! Where a fact is found in a history: the stretches of time for which it holds.

use crate::api::status::ContainerStatus;
use crate::api::{Kind, Object, Pod, Value};
use crate::engine::record::{Change, EndpointState, Record, RequestOutcome};
use crate::engine::time::SimTime;
use crate::kubectl::pod_status::{ready_count, restart_count, status_word};
use crate::order::{self, Map};
use crate::playback::history::{History, PodTrack};

use super::expression::Span;
use super::fact::{EndpointFlag, Fact, Field, Happening, Subject};

/// From when to when something holds; a moment begins and ends at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub from: SimTime,
    /// The first moment at which it no longer holds; [`NEVER`] if it still does.
    pub to: SimTime,
}

/// The end of what has not ended.
pub const NEVER: SimTime = SimTime::from_millis(u64::MAX);

impl Stretch {
    fn moment(time: SimTime) -> Stretch {
        Stretch {
            from: time,
            to: time,
        }
    }

    pub fn is_moment(&self) -> bool {
        self.from == self.to
    }

    /// Whether it holds at that moment.
    pub fn covers(&self, time: SimTime) -> bool {
        self.from <= time && (time < self.to || self.is_moment() && time == self.from)
    }

    fn meets(&self, other: &Stretch) -> Option<Stretch> {
        let (from, to) = (self.from.max(other.from), self.to.min(other.to));
        let moment = self.is_moment() || other.is_moment();
        let holds = if moment {
            self.covers(from) && other.covers(from)
        } else {
            from < to
        };
        holds.then_some(Stretch { from, to })
    }
}

/// A run, and from when on it is looked at.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    history: &'a History,
    begin: SimTime,
    /// The steps of the scenario that the lesson brought along; the rest is the learner's.
    given_steps: usize,
}

impl<'a> Evidence<'a> {
    /// Looks at a run from `begin` on. The learner's own steps come after `given_steps`; one that
    /// lies before `begin` moves it there: who acts in the past is judged from there.
    pub fn new(history: &'a History, begin: SimTime, given_steps: usize) -> Evidence<'a> {
        let own = history.scenario().steps.get(given_steps);
        let begin = own.map_or(begin, |step| begin.min(step.time));
        Evidence {
            history,
            begin,
            given_steps,
        }
    }

    pub fn begin(&self) -> SimTime {
        self.begin
    }

    pub fn history(&self) -> &'a History {
        self.history
    }

    /// The stretches for which all facts of a span hold, in order of time.
    pub fn stretches(&self, span: &Span) -> Vec<Stretch> {
        let mut facts = span.0.iter();
        let mut all = facts.next().map_or_else(Vec::new, |fact| self.of(fact));
        for fact in facts {
            let other = self.of(fact);
            let pairs = all
                .iter()
                .flat_map(|one| other.iter().filter_map(|two| one.meets(two)));
            all = pairs.collect();
        }
        order::sort_by_key(&mut all, |stretch| stretch.from);
        all
    }

    fn of(&self, fact: &Fact) -> Vec<Stretch> {
        let mut found = match fact {
            Fact::Command { words } => self.commands(words),
            Fact::Moment { subject, happening } => self.moments(subject, happening),
            Fact::State {
                subject,
                field,
                comparison,
                value,
            } => {
                let holds = |shown: &str| comparison.holds_of_texts(shown, value);
                match subject {
                    Subject::Pod(pod) => self.states(pod, |pod| {
                        field_of_pod(field, pod).is_some_and(|shown| holds(&shown))
                    }),
                    Subject::Container { pod, name } => self.states(pod, |pod| {
                        let status = container_status(pod, name);
                        let shown = status.and_then(|status| field_of_container(field, status));
                        shown.is_some_and(|shown| holds(&shown))
                    }),
                    Subject::Service(service) => self.endpoints(service, field, value),
                    Subject::Node(node) => self.node_condition(node, field, &holds),
                }
            }
        };
        found.retain(|stretch| match stretch.is_moment() {
            true => stretch.from >= self.begin,
            false => stretch.to > self.begin,
        });
        for stretch in &mut found {
            stretch.from = stretch.from.max(self.begin);
        }
        found
    }

    fn tracks(&self, pod: &str) -> impl Iterator<Item = &'a PodTrack> {
        let tracks = self.history.tracks().iter();
        tracks.filter(move |track| track.key.name == pod)
    }

    /// The stretches for which the API held a Pod of that name of which something is true.
    fn states(&self, pod: &str, holds: impl Fn(&Pod) -> bool) -> Vec<Stretch> {
        let mut found: Vec<Stretch> = Vec::new();
        for track in self.tracks(pod) {
            let end = track.gone.unwrap_or(NEVER);
            let times = track.pods().skip(1).map(|(time, _)| time).chain([end]);
            for ((from, pod), to) in track.pods().zip(times) {
                if from < to && holds(pod) {
                    add(&mut found, Stretch { from, to });
                }
            }
        }
        found
    }

    fn commands(&self, words: &[String]) -> Vec<Stretch> {
        let steps = self.history.scenario().steps.iter().skip(self.given_steps);
        let own = steps.filter(|step| {
            let mut rest = step.command.split_whitespace();
            words.iter().all(|word| rest.any(|other| other == word))
        });
        own.map(|step| Stretch::moment(step.time)).collect()
    }

    fn moments(&self, subject: &Subject, happening: &Happening) -> Vec<Stretch> {
        let (kind, name, container) = match subject {
            Subject::Pod(name) => (Kind::Pod, name, None),
            Subject::Container { pod, name } => (Kind::Pod, pod, Some(&**name)),
            Subject::Service(name) => (Kind::Service, name, None),
            Subject::Node(name) => (Kind::Node, name, None),
        };
        let keys = self.history.objects(kind).filter(|key| key.name == *name);
        let records = keys.flat_map(|key| self.history.records_of(key));
        let mut found: Vec<Stretch> = records
            .filter(|record| container.is_none() || record.change.container() == container)
            .filter(|record| is_happening(happening, record))
            .map(|record| Stretch::moment(record.time))
            .collect();
        order::sort_by_key(&mut found, |stretch| stretch.from);
        found
    }

    fn endpoints(&self, service: &str, field: &Field, pod: &str) -> Vec<Stretch> {
        let Field::Endpoint(flag) = field else {
            return Vec::new();
        };
        let keys = self
            .history
            .objects(Kind::Service)
            .filter(|key| key.name == service);
        let mut found = Vec::new();
        let mut since: Map<String, SimTime> = Map::new();
        for record in keys.flat_map(|key| self.history.records_of(key)) {
            let Change::Endpoint {
                address,
                pod: name,
                to,
                ..
            } = &record.change
            else {
                continue;
            };
            if name != pod {
                continue;
            }
            let holds = to.is_some_and(|state| flag_of(*flag, state));
            match (since.get(address).copied(), holds) {
                (None, true) => {
                    since.insert(address.clone(), record.time);
                }
                (Some(from), false) => {
                    since.remove(address);
                    let to = record.time;
                    found.push(Stretch { from, to });
                }
                _ => {}
            }
        }
        let open = since.values().map(|from| Stretch {
            from: *from,
            to: NEVER,
        });
        found.extend(open);
        found
    }

    /// A node's condition is True until a record says otherwise.
    fn node_condition(
        &self,
        node: &str,
        field: &Field,
        holds: &dyn Fn(&str) -> bool,
    ) -> Vec<Stretch> {
        let keys = self
            .history
            .objects(Kind::Node)
            .filter(|key| key.name == node);
        let changes = keys
            .flat_map(|key| self.history.records_of(key))
            .filter_map(|record| node_field(field, record).map(|shown| (record.time, shown)));
        let start = match field {
            Field::Condition(_) => "True",
            _ => "KubeletReady",
        };
        let mut found = Vec::new();
        let (mut from, mut shown) = (SimTime::ZERO, start.to_owned());
        for (time, next) in changes.chain([(NEVER, String::new())]) {
            if from < time && holds(&shown) {
                add(&mut found, Stretch { from, to: time });
            }
            (from, shown) = (time, next);
        }
        found
    }
}

/// Adds a stretch; one that begins where the last one ends makes that longer.
fn add(found: &mut Vec<Stretch>, stretch: Stretch) {
    match found.last_mut() {
        Some(last) if last.to == stretch.from => last.to = stretch.to,
        _ => found.push(stretch),
    }
}

fn flag_of(flag: EndpointFlag, state: EndpointState) -> bool {
    match flag {
        EndpointFlag::Listed => true,
        EndpointFlag::Ready => state.ready,
        EndpointFlag::Serving => state.serving,
        EndpointFlag::Terminating => state.terminating,
    }
}

fn node_field(field: &Field, record: &Record) -> Option<String> {
    let Change::Condition {
        condition_type,
        to,
        reason,
        ..
    } = &record.change
    else {
        return None;
    };
    match field {
        Field::Condition(name) if **condition_type == **name => Some(to.name().to_owned()),
        Field::ConditionReason(name) if **condition_type == **name => Some(reason.to_string()),
        _ => None,
    }
}

/// The status of a container of any kind.
pub(super) fn container_status<'a>(pod: &'a Pod, name: &str) -> Option<&'a ContainerStatus> {
    let status = &pod.status;
    let all = status.init_container_statuses.iter();
    let all = all.chain(&status.container_statuses);
    let mut all = all.chain(&status.ephemeral_container_statuses);
    all.find(|status| status.name == name)
}

/// A field of a Pod as text; `None` if the Pod has none.
pub(super) fn field_of_pod(field: &Field, pod: &Pod) -> Option<String> {
    let status = &pod.status;
    match field {
        Field::Exists => Some(String::new()),
        Field::Deleting => pod.metadata.deletion_timestamp.is_some().then(String::new),
        Field::Phase => Some(status.phase.name().to_owned()),
        Field::Status => Some(status_word(pod).word),
        Field::Ready => {
            let (ready, all) = ready_count(pod);
            Some(format!("{ready}/{all}"))
        }
        Field::Restarts => Some(restart_count(pod).to_string()),
        Field::NodeName => Some(pod.spec.node_name.clone()),
        Field::Condition(name) => Some(status.condition(name)?.status.name().to_owned()),
        Field::ConditionReason(name) => Some(status.condition(name)?.reason.clone()),
        Field::Path(path) => {
            let object = Object::Pod(Box::new(pod.clone()));
            text_at(&object.to_value(), path)
        }
        _ => None,
    }
}

/// A field of a container's status as text.
pub(super) fn field_of_container(field: &Field, status: &ContainerStatus) -> Option<String> {
    let last = status.last_state.as_ref();
    match field {
        Field::State => Some(status.state.name().to_owned()),
        Field::Reason => Some(status.state.reason().to_owned()),
        Field::ContainerReady => Some(status.ready.to_string()),
        Field::ContainerRestarts => Some(status.restart_count.to_string()),
        Field::LastReason => Some(last?.reason.clone()),
        Field::LastExit => Some(last?.exit_code.to_string()),
        Field::ExitCode => match &status.state {
            crate::api::status::ContainerState::Terminated(ended) => {
                Some(ended.exit_code.to_string())
            }
            _ => None,
        },
        _ => None,
    }
}

/// The value at a path such as `spec.containers[0].image` or `metadata.labels[a.b/c]`, as text.
fn text_at(root: &Value, path: &str) -> Option<String> {
    let mut value = root;
    let mut rest = path;
    while !rest.is_empty() {
        rest = rest.strip_prefix('.').unwrap_or(rest);
        let key = if let Some(inner) = rest.strip_prefix('[') {
            let (key, after) = inner.split_once(']')?;
            rest = after;
            key
        } else {
            let (key, after) = rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len()));
            rest = after;
            key
        };
        value = match value {
            Value::List(items) => items.get(key.parse::<usize>().ok()?)?,
            other => other.get(key)?,
        };
    }
    match value {
        Value::Null | Value::List(_) | Value::Map(_) => None,
        Value::Boolean(value) => Some(value.to_string()),
        Value::Whole(number) => Some(number.to_string()),
        Value::Fraction(text) | Value::Text(text) => Some(text.clone()),
    }
}

fn is_happening(happening: &Happening, record: &Record) -> bool {
    match (happening, &record.change) {
        (Happening::Created, Change::Created)
        | (Happening::Gone, Change::Removed)
        | (Happening::Evicted, Change::Evicted { .. })
        | (Happening::Address, Change::PodIp { .. })
        | (Happening::Started, Change::ContainerStarted { .. })
        | (Happening::Listening, Change::Listening { .. })
        | (Happening::OutOfMemory, Change::OutOfMemory { .. }) => true,
        (
            Happening::Event { reason, text },
            Change::Event {
                reason: of,
                message,
                ..
            },
        ) => **of == **reason && message.contains(&**text),
        (Happening::Exited { exit_code }, Change::ContainerExited { exit_code: of, .. }) => {
            exit_code.is_none_or(|exit_code| exit_code == *of)
        }
        (Happening::Signal { name }, Change::Signal { signal, .. }) => {
            signal.strip_prefix("SIG").unwrap_or(signal) == name
        }
        (
            Happening::Probed { probe, success },
            Change::Probed {
                probe: of,
                success: was,
                ..
            },
        ) => probe == of && success == was,
        (Happening::Hook { hook, word }, Change::HookStarted { hook: of, .. }) => {
            of.name() == hook && word == "started"
        }
        (
            Happening::Hook { hook, word },
            Change::HookEnded {
                hook: of, outcome, ..
            },
        ) => of.name() == hook && outcome.name() == word,
        (Happening::Pull { word }, change) => match change {
            Change::PullStarted { .. } => word == "started",
            Change::PullFinished { .. } => word == "finished",
            Change::PullFailed { .. } => word == "failed",
            _ => false,
        },
        (Happening::BackOff { comparison, delay }, Change::BackOff { delay: of, .. }) => {
            comparison.holds(of, delay)
        }
        (
            Happening::Requested { ok, pod },
            Change::Requested {
                endpoint, outcome, ..
            },
        ) => {
            let answered = matches!(outcome, RequestOutcome::Status(200..=399));
            let sent_there = pod
                .as_ref()
                .is_none_or(|pod| endpoint.as_deref() == Some(&**pod));
            answered == *ok && sent_there
        }
        _ => false,
    }
}
