//! Rows out of a history: what the API held of a Pod, stretch by stretch.

use crate::api::status::{ConditionStatus, condition};
use crate::api::{ContainerState, ContainerStatus, ObjectKey, Pod, PodPhase};
use crate::engine::record::{Change, Record};
use crate::engine::time::SimTime;
use crate::kubectl::pod_status::pod_columns;
use crate::order;

use super::super::history::{History, PodTrack};
use super::super::snapshot::Role;
use super::stop::stop_lane;
use super::{Lane, LaneKind, Mark, MarkKind, Segment, Tone};

/// Conditions in the order in which a Pod comes by them.
const CONDITIONS: [&str; 5] = [
    condition::POD_SCHEDULED,
    condition::POD_READY_TO_START_CONTAINERS,
    condition::INITIALIZED,
    condition::CONTAINERS_READY,
    condition::READY,
];

/// All rows of a Pod, from its phase down to its events.
pub(super) fn lanes(history: &History, key: &ObjectKey) -> Vec<Lane> {
    let tracks: Vec<&PodTrack> = history.tracks_of(key).collect();
    let mut lanes = vec![Lane {
        kind: LaneKind::Phase,
        segments: segments(&tracks, |pod| Some(phase_value(pod))),
        marks: Vec::new(),
    }];
    lanes.extend(
        condition_types(&tracks)
            .into_iter()
            .map(|condition_type| Lane {
                segments: segments(&tracks, |pod| condition_value(pod, &condition_type)),
                kind: LaneKind::Condition { condition_type },
                marks: Vec::new(),
            }),
    );
    lanes.extend(container_lanes(history, key, &tracks));
    lanes.push(Lane {
        kind: LaneKind::BackOff,
        segments: back_offs(history, key),
        marks: Vec::new(),
    });
    lanes.push(Lane {
        kind: LaneKind::StatusWord,
        segments: segments(&tracks, |pod| Some(status_value(pod))),
        marks: Vec::new(),
    });
    let events = history.records_of(key).filter_map(event_mark).collect();
    lanes.push(Lane {
        kind: LaneKind::Events,
        segments: Vec::new(),
        marks: events,
    });
    lanes
}

type Value = (Tone, String);

/// Stretches of equal values over everything that was stored.
fn segments(tracks: &[&PodTrack], value: impl Fn(&Pod) -> Option<Value>) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for track in tracks {
        let mut open: Option<Segment> = None;
        for (time, pod) in track.pods() {
            let value = value(pod);
            let same = match (&open, &value) {
                (Some(open), Some((tone, label))) => open.tone == *tone && open.label == *label,
                (None, None) => true,
                _ => false,
            };
            if same {
                continue;
            }
            close(&mut segments, open.take(), time);
            open = value.map(|(tone, label)| Segment {
                from: time,
                to: None,
                tone,
                label,
            });
        }
        match track.gone {
            Some(gone) => close(&mut segments, open, gone),
            None => segments.extend(open),
        }
    }
    segments
}

fn close(segments: &mut Vec<Segment>, open: Option<Segment>, time: SimTime) {
    if let Some(mut segment) = open
        && segment.from < time
    {
        segment.to = Some(time);
        segments.push(segment);
    }
}

fn phase_value(pod: &Pod) -> Value {
    let phase = pod.status.phase;
    let tone = match phase {
        PodPhase::Pending => Tone::Pending,
        PodPhase::Running => Tone::Running,
        PodPhase::Succeeded => Tone::Done,
        PodPhase::Failed => Tone::Failed,
        PodPhase::Unknown => Tone::Unknown,
    };
    (tone, phase.name().to_owned())
}

fn condition_types(tracks: &[&PodTrack]) -> Vec<String> {
    let mut types: Vec<String> = CONDITIONS.iter().map(|name| (*name).to_owned()).collect();
    for (_, pod) in tracks.iter().flat_map(|track| track.pods()) {
        for condition in &pod.status.conditions {
            if !types.contains(&condition.condition_type) {
                types.push(condition.condition_type.clone());
            }
        }
    }
    types
}

fn condition_value(pod: &Pod, condition_type: &str) -> Option<Value> {
    let condition = pod.status.condition(condition_type)?;
    let tone = match condition.status {
        ConditionStatus::True => Tone::Ready,
        ConditionStatus::False => Tone::Off,
        ConditionStatus::Unknown => Tone::Unknown,
    };
    let label = match condition.reason.as_str() {
        "" => condition.status.name(),
        reason => reason,
    };
    Some((tone, label.to_owned()))
}

fn status_value(pod: &Pod) -> Value {
    let columns = pod_columns(pod);
    let ready = pod.status.condition_is_true(condition::READY);
    let word = columns.status.word;
    (status_tone(&word, ready), word)
}

/// The visual state of a STATUS word.
pub fn status_tone(word: &str, ready: bool) -> Tone {
    let last = word.strip_prefix("Init:").unwrap_or(word);
    match last {
        "Running" if ready => Tone::Ready,
        "Running" | "NotReady" => Tone::Running,
        "Completed" | "Succeeded" => Tone::Done,
        "Terminating" => Tone::Terminating,
        "CrashLoopBackOff" | "ImagePullBackOff" | "ErrImagePull" => Tone::BackOff,
        "Pending" | "ContainerCreating" | "PodInitializing" | "SchedulingGated" => Tone::Pending,
        "Unknown" => Tone::Unknown,
        other if other.starts_with(|c: char| c.is_ascii_digit()) => Tone::Pending,
        _ => Tone::Failed,
    }
}

fn container_lanes(history: &History, key: &ObjectKey, tracks: &[&PodTrack]) -> Vec<Lane> {
    let newest = tracks.last().and_then(|track| track.pods().last());
    let Some((_, pod)) = newest else {
        return Vec::new();
    };
    let mut lanes = Vec::new();
    let init = &pod.spec.init_containers;
    let normal: Vec<String> = init
        .iter()
        .filter(|container| !container.is_sidecar())
        .map(|container| container.name.clone())
        .collect();
    if let Some(index) = init.iter().position(|container| !container.is_sidecar()) {
        lanes.push(init_lane(history, key, tracks, &normal, index));
    }
    for (index, container) in init.iter().enumerate().filter(|(_, c)| c.is_sidecar()) {
        let role = Role::Sidecar { index };
        lanes.push(container_lane(history, key, tracks, &container.name, role));
        lanes.extend(stop_lane(history, key, &container.name));
    }
    for container in &pod.spec.containers {
        let name = &container.name;
        lanes.push(container_lane(history, key, tracks, name, Role::App));
        lanes.extend(stop_lane(history, key, name));
    }
    lanes
}

/// The init containers on one row: each stretch belongs to the one that is not done.
fn init_lane(
    history: &History,
    key: &ObjectKey,
    tracks: &[&PodTrack],
    names: &[String],
    index: usize,
) -> Lane {
    let value = |pod: &Pod| {
        let statuses = &pod.status.init_container_statuses;
        let mut of_lane = statuses
            .iter()
            .filter(|status| names.contains(&status.name));
        let current = of_lane
            .clone()
            .find(|status| !has_succeeded(status))
            .or(of_lane.next_back())?;
        let (tone, word) = state_value(current);
        match names {
            [_] => Some((tone, word)),
            _ => Some((tone, format!("{}: {word}", current.name))),
        }
    };
    Lane {
        kind: LaneKind::Container {
            name: names.join(", "),
            role: Role::Init { index },
        },
        segments: segments(tracks, value),
        marks: container_marks(history, key, names),
    }
}

fn has_succeeded(status: &ContainerStatus) -> bool {
    matches!(&status.state, ContainerState::Terminated(ended) if ended.exit_code == 0)
}

fn container_lane(
    history: &History,
    key: &ObjectKey,
    tracks: &[&PodTrack],
    name: &str,
    role: Role,
) -> Lane {
    Lane {
        kind: LaneKind::Container {
            name: name.to_owned(),
            role,
        },
        segments: segments(tracks, |pod| pod.status.container(name).map(state_value)),
        marks: container_marks(history, key, &[name.to_owned()]),
    }
}

fn state_value(status: &ContainerStatus) -> Value {
    let tone = match &status.state {
        ContainerState::Running(_) if status.ready => Tone::Ready,
        ContainerState::Running(_) => Tone::Running,
        ContainerState::Terminated(ended) if ended.exit_code == 0 => Tone::Done,
        ContainerState::Terminated(_) => Tone::Failed,
        ContainerState::Waiting(waiting) => match waiting.reason.as_str() {
            "" | "ContainerCreating" | "PodInitializing" => Tone::Pending,
            "CrashLoopBackOff" | "ImagePullBackOff" | "ErrImagePull" => Tone::BackOff,
            _ => Tone::Failed,
        },
    };
    let label = match status.state.reason() {
        "" => status.state.name(),
        reason => reason,
    };
    (tone, label.to_owned())
}

fn container_marks(history: &History, key: &ObjectKey, names: &[String]) -> Vec<Mark> {
    let mark = |record: &Record| {
        let (container, kind) = match &record.change {
            Change::ContainerStarted { container, attempt } if *attempt > 0 => {
                (container, MarkKind::Restart { count: *attempt })
            }
            Change::ContainerExited {
                container,
                exit_code,
                ..
            } => (
                container,
                MarkKind::Exit {
                    exit_code: *exit_code,
                },
            ),
            _ => return None,
        };
        let (time, record) = (record.time, record.id);
        names
            .contains(container)
            .then_some(Mark { time, kind, record })
    };
    history.records_of(key).filter_map(mark).collect()
}

fn event_mark(record: &Record) -> Option<Mark> {
    let Change::Event {
        event_type, reason, ..
    } = &record.change
    else {
        return None;
    };
    let kind = MarkKind::Event {
        event_type: *event_type,
        reason: reason.to_string(),
    };
    Some(Mark {
        time: record.time,
        kind,
        record: record.id,
    })
}

/// A wait of a container, open until its next start or pull.
struct Waiting {
    container: String,
    segment: Segment,
    open: bool,
}

/// Waits from the failure to the next start or pull; a wait that is looked at again is one.
fn back_offs(history: &History, key: &ObjectKey) -> Vec<Segment> {
    let mut waits: Vec<Waiting> = Vec::new();
    for record in history.records_of(key) {
        let newest_of = |waits: &mut Vec<Waiting>, name: &str| {
            waits.iter().rposition(|wait| wait.container == name)
        };
        match &record.change {
            Change::BackOff {
                container,
                delay,
                since,
                until,
            } => {
                let known = newest_of(&mut waits, container)
                    .is_some_and(|index| waits[index].segment.from == *since);
                if !known {
                    let segment = Segment {
                        from: *since,
                        to: Some(*until),
                        tone: Tone::BackOff,
                        label: delay.to_string(),
                    };
                    let container = container.clone();
                    waits.push(Waiting {
                        container,
                        segment,
                        open: true,
                    });
                }
            }
            change @ (Change::StartDecided { .. } | Change::PullStarted { .. }) => {
                let container = change.container().unwrap_or_default();
                if let Some(index) = newest_of(&mut waits, container) {
                    let wait = &mut waits[index];
                    if wait.open && record.time > wait.segment.from {
                        wait.segment.to = Some(record.time);
                    }
                    wait.open = false;
                }
            }
            _ => {}
        }
    }
    without_overlap(waits.into_iter().map(|wait| wait.segment).collect())
}

fn without_overlap(mut segments: Vec<Segment>) -> Vec<Segment> {
    order::sort_by_key(&mut segments, |segment| segment.from);
    let mut reached = SimTime::ZERO;
    segments.retain_mut(|segment| {
        segment.from = segment.from.max(reached);
        let to = segment.to.unwrap_or(segment.from);
        reached = reached.max(to);
        segment.from < to
    });
    segments
}
