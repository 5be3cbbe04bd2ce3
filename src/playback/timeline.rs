//! The whole run of one Pod as lanes: what was, what is, and what will be if nothing is done.

mod chapters;
mod lanes;
mod network;
mod stop;

use crate::api::{EventType, Kind, ObjectKey};
use crate::engine::record::{Change, ProbeKind, RecordId};
use crate::engine::time::SimTime;

use super::history::History;
use super::snapshot::Role;

pub use lanes::status_tone;
pub use network::{EndpointLane, ProbeLane, ProbeMark, RequestMark, ServiceLane};

/// The lanes of one Pod over the run that is computed so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    pub pod: Option<ObjectKey>,
    /// How far the run is computed.
    pub end: SimTime,
    /// Whether nothing will happen after `end` (the Pod is gone or finished for good).
    pub settled: bool,
    pub lanes: Vec<Lane>,
    /// A row for each probe, in the order of the containers.
    pub probes: Vec<ProbeLane>,
    /// The Services that the Pod was an endpoint of.
    pub services: Vec<ServiceLane>,
    pub chapters: Vec<Chapter>,
    /// What the person did: time and command line.
    pub commands: Vec<(SimTime, String)>,
    /// Times at which anything of this Pod changed, sorted, without repeats: the stops of
    /// "next event" and "previous event".
    pub stops: Vec<SimTime>,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    pub kind: LaneKind,
    /// Sorted, without overlap.
    pub segments: Vec<Segment>,
    /// Sorted by time.
    pub marks: Vec<Mark>,
}

/// What a row tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LaneKind {
    Phase,
    Condition {
        condition_type: String,
    },
    /// All init containers share one row when there are several.
    Container {
        name: String,
        role: Role,
    },
    /// The way down of a container that was stopped. A segment without a word is a sidecar that
    /// waits for its turn.
    Stop {
        container: String,
    },
    /// Waits before restarts, over all containers.
    BackOff,
    StatusWord,
    Events,
}

/// A stretch of time with one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    pub from: SimTime,
    /// `None`: it lasts to the end of what is computed.
    pub to: Option<SimTime>,
    pub tone: Tone,
    /// Words of the API or of kubectl: `Running`, `CrashLoopBackOff`, `1m20s`.
    pub label: String,
}

/// A moment on a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub time: SimTime,
    pub kind: MarkKind,
    pub record: RecordId,
}

/// What the moment is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkKind {
    Event {
        event_type: EventType,
        reason: String,
    },
    /// The container began to run again for the n-th time.
    Restart {
        count: i32,
    },
    Exit {
        exit_code: i32,
    },
    /// SIGKILL follows here if the container still runs.
    KillDue,
}

/// The eight states of the visual language; a glyph and a pattern go with each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    Pending,
    Running,
    Ready,
    Done,
    BackOff,
    Failed,
    Terminating,
    #[default]
    Unknown,
    /// A condition that is False: a dashed hairline.
    Off,
}

/// A moment with a name: the flags above the ruler and the slider's spoken value.
#[derive(Clone, Debug, PartialEq)]
pub struct Chapter {
    pub time: SimTime,
    pub kind: ChapterKind,
}

/// The moments that get a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChapterKind {
    Created,
    Scheduled,
    Unschedulable,
    Pulled {
        image: String,
    },
    PullFailed {
        image: String,
    },
    InitStarted {
        container: String,
    },
    Initialized,
    Started {
        container: String,
    },
    FirstReady,
    Exit {
        container: String,
        number: u32,
        exit_code: i32,
    },
    BackOff {
        container: String,
        delay: String,
    },
    /// A failed probe has the container stopped.
    ProbeKill {
        container: String,
        probe: ProbeKind,
    },
    OutOfMemory {
        container: String,
    },
    /// A signal that stops a container.
    Signal {
        container: String,
        signal: String,
    },
    DeletionRequested,
    DeadlineExceeded,
    Evicted,
    Finished {
        succeeded: bool,
    },
    Gone,
}

impl Timeline {
    /// The lanes of a Pod, or without one only what the person did. `end` is how far the run is
    /// shown.
    pub fn of(history: &History, pod: Option<&ObjectKey>, end: SimTime) -> Timeline {
        let world = ObjectKey::new(Kind::Namespace, "", "default");
        let commands = history
            .records_of(&world)
            .filter_map(|record| match &record.change {
                Change::Command { line } => Some((record.time, line.clone())),
                _ => None,
            });
        let mut timeline = Timeline {
            pod: pod.cloned(),
            end,
            commands: commands.collect(),
            ..Timeline::default()
        };
        let Some(key) = pod else {
            timeline.settled = history.tracks().iter().all(|track| track.is_over());
            return timeline;
        };
        timeline.settled = history
            .tracks_of(key)
            .last()
            .is_some_and(|track| track.is_over());
        timeline.lanes = lanes::lanes(history, key);
        timeline.probes = network::probe_lanes(history, key);
        timeline.services = network::service_lanes(history, key);
        timeline.chapters = chapters::chapters(history, key);
        timeline.stops = history.stops_of(key).to_vec();
        timeline
    }
}
