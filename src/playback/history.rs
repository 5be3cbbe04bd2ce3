//! A run computed ahead: its records, what the API held of every Pod, and checkpoints from which
//! any millisecond is reached again.

use std::sync::Arc;

use crate::api::{Kind, Object, ObjectKey, Pod};
use crate::engine::record::{Change, ProbeKind, Record, RecordId};
use crate::engine::time::{SimDuration, SimTime};
use crate::order::Map;

use super::run::{Reply, Run};
use super::scenario::Scenario;

/// How far past the last command a run is computed by itself.
pub const HORIZON: SimDuration = SimDuration::from_seconds(30 * 60);
/// The most records that are kept; there the run is no longer computed.
pub const RECORDS_MAX: usize = 200_000;
/// How far past its last command a run may be computed at all.
pub const LENGTH_MAX: SimDuration = SimDuration::from_seconds(24 * 3_600);

/// A checkpoint is taken after so much [work](Run::work): a millisecond or two. To play less than that
/// again from the start is nothing that anyone would notice.
const CHECKPOINT_WORK: u64 = 4_000;
/// The most checkpoints; then every other one goes and the distance doubles. One of ten Pods is a
/// tenth of a megabyte: all of them together weigh about as much as the records of an hour.
const CHECKPOINTS_MAX: usize = 128;

/// The computed part of a run.
#[derive(Clone, Debug)]
pub struct History {
    /// The run at the end of what is computed.
    frontier: Run,
    records: Vec<Record>,
    /// Positions of the records about each object.
    by_object: Map<Arc<ObjectKey>, Vec<usize>>,
    /// Sorted by time; the run's start is none of them.
    checkpoints: Vec<Checkpoint>,
    checkpoint_stride: u32,
    tracks: Vec<PodTrack>,
    /// What commands printed, in order of time.
    replies: Vec<(SimTime, Reply)>,
    stops: Stops,
    /// The store's revision at which Pods were looked at last.
    revision: u64,
}

#[derive(Clone, Debug)]
struct Checkpoint {
    run: Run,
    records: usize,
    replies: usize,
}

/// Everything that the API held of one Pod.
#[derive(Clone, Debug, PartialEq)]
pub struct PodTrack {
    pub key: ObjectKey,
    pub uid: String,
    /// Every stored state and its time.
    pub writes: Vec<(SimTime, Arc<Object>)>,
    /// When the object went away.
    pub gone: Option<SimTime>,
}

impl PodTrack {
    /// The stored states as Pods.
    pub fn pods(&self) -> impl Iterator<Item = (SimTime, &Pod)> {
        let pods = self.writes.iter();
        pods.filter_map(|(time, object)| Some((*time, object.as_pod()?)))
    }

    /// Whether nothing will happen to it any more.
    pub fn is_over(&self) -> bool {
        let newest = self.writes.last().and_then(|(_, object)| object.as_pod());
        self.gone.is_some()
            || newest.is_some_and(|pod| {
                pod.status.phase.is_terminal() && pod.metadata.deletion_timestamp.is_none()
            })
    }
}

impl History {
    /// The run of a scenario, with nothing computed yet.
    pub fn new(scenario: Arc<Scenario>) -> History {
        History {
            frontier: Run::new(scenario),
            records: Vec::new(),
            by_object: Map::new(),
            checkpoints: Vec::new(),
            checkpoint_stride: 1,
            tracks: Vec::new(),
            replies: Vec::new(),
            stops: Stops::default(),
            revision: 0,
        }
    }

    pub fn scenario(&self) -> &Arc<Scenario> {
        self.frontier.scenario()
    }

    /// How far the run is computed.
    pub fn end(&self) -> SimTime {
        self.frontier.time()
    }

    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The record of that number.
    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(usize::try_from(id).ok()?)
    }

    /// The records about an object, oldest first.
    pub fn records_of(&self, key: &ObjectKey) -> impl DoubleEndedIterator<Item = &Record> {
        let positions = self.by_object.get(key).map_or(&[][..], Vec::as_slice);
        positions.iter().map(|position| &self.records[*position])
    }

    /// The objects of a kind that any record is about.
    pub fn objects(&self, kind: Kind) -> impl Iterator<Item = &ObjectKey> {
        let keys = self.by_object.keys().map(|key| &**key);
        keys.filter(move |key| key.kind == kind)
    }

    /// Every Pod that there has been, in order of creation.
    pub fn tracks(&self) -> &[PodTrack] {
        &self.tracks
    }

    /// The tracks of one key: more than one if the Pod was made again.
    pub fn tracks_of(&self, key: &ObjectKey) -> impl Iterator<Item = &PodTrack> {
        self.tracks.iter().filter(move |track| track.key == *key)
    }

    /// Times at which anything of any Pod changed, sorted, without repeats.
    pub fn stops(&self) -> &[SimTime] {
        &self.stops.all
    }

    /// The moments at which smart time dwells: changes that a person would watch, apart by
    /// [`BEAT_MS`] at least. Looking at a running wait again is none.
    pub fn beats(&self) -> &[SimTime] {
        &self.stops.beats
    }

    /// Such times of one Pod.
    pub fn stops_of(&self, key: &ObjectKey) -> &[SimTime] {
        self.stops.by_pod.get(key).map_or(&[], Vec::as_slice)
    }

    /// What the command of a step printed up to a time.
    pub fn replies_of(&self, step: usize, until: SimTime) -> impl Iterator<Item = &Reply> {
        let of_step = self
            .replies
            .iter()
            .filter(move |(_, reply)| reply.step == step);
        of_step
            .take_while(move |(time, _)| *time <= until)
            .map(|(_, reply)| reply)
    }

    /// Computes the run up to a time; false if a bound kept it from getting there.
    pub fn compute(&mut self, until: SimTime) -> bool {
        while self.compute_moment(until) {}
        self.end() >= until
    }

    /// Computes on towards a time, but for about so much [work](Run::work) only,
    /// and stops between two moments of the run. Whether there is nothing left to compute.
    pub fn compute_some(&mut self, until: SimTime, work: u64) -> bool {
        let mut left = work;
        while left > 0 {
            let before = self.frontier.work();
            if !self.compute_moment(until) {
                return true;
            }
            let done = self.frontier.work().saturating_sub(before);
            left = left.saturating_sub(done.max(1));
        }
        self.compute(self.end());
        false
    }

    /// Computes the next thing that is due at or before a time; false if there is none, or a
    /// bound is reached.
    fn compute_moment(&mut self, until: SimTime) -> bool {
        if self.records.len() >= RECORDS_MAX {
            return false;
        }
        let last_step = self.scenario().steps.last();
        let last_step = last_step.map_or(SimTime::ZERO, |step| step.time);
        let Some(moment) = self.frontier.step(until.min(last_step + LENGTH_MAX)) else {
            self.note_pods();
            return false;
        };
        for record in moment.records {
            self.add_record(record);
        }
        let time = moment.time;
        self.replies
            .extend(moment.replies.into_iter().map(|reply| (time, reply)));
        self.note_pods();
        self.check_point();
        true
    }

    /// How far a run is shown by itself.
    pub fn horizon(&self) -> SimTime {
        self.scenario().last_time() + HORIZON
    }

    fn add_record(&mut self, record: Record) {
        debug_assert_eq!(record.id, self.records.len() as RecordId);
        self.stops.add(&record);
        let positions = self.by_object.entry(record.object.clone()).or_default();
        positions.push(self.records.len());
        self.records.push(record);
    }

    /// Keeps what the API holds of every Pod that changed.
    fn note_pods(&mut self) {
        let (store, time) = (self.frontier.world().store(), self.frontier.time());
        if store.revision() == self.revision {
            return;
        }
        self.revision = store.revision();
        for track in self.tracks.iter_mut().filter(|track| track.gone.is_none()) {
            if store.pod_key(&track.uid).is_none() {
                track.gone = Some(time);
            }
        }
        let keys: Vec<ObjectKey> = store.list(Kind::Pod).map(Object::key).collect();
        for key in keys {
            let Some(object) = store.get_shared(&key) else {
                continue;
            };
            let uid = &object.metadata().uid;
            let known = self.tracks.iter_mut().rev().find(|track| track.uid == *uid);
            let Some(track) = known else {
                let (uid, writes) = (uid.clone(), vec![(time, object)]);
                self.tracks.push(PodTrack {
                    key,
                    uid,
                    writes,
                    gone: None,
                });
                continue;
            };
            let newest = track.writes.last().map(|(_, newest)| newest);
            if newest.is_none_or(|newest| !Arc::ptr_eq(newest, &object)) {
                track.writes.push((time, object));
            }
        }
    }

    fn check_point(&mut self) {
        let stride = self.checkpoint_stride;
        let before = self.checkpoints.last().map_or(0, |point| point.run.work());
        let work = self.frontier.work().saturating_sub(before);
        if work < CHECKPOINT_WORK * u64::from(stride) {
            return;
        }
        self.checkpoints.push(Checkpoint {
            run: self.frontier.clone(),
            records: self.records.len(),
            replies: self.replies.len(),
        });
        if self.checkpoints.len() > CHECKPOINTS_MAX {
            let mut index = 0;
            self.checkpoints.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.checkpoint_stride = stride.saturating_mul(2);
        }
    }

    /// The run at a moment: the nearest checkpoint before it, or the start, played on. Everything due
    /// up to and including that moment has happened.
    pub fn run_at(&self, time: SimTime) -> Run {
        let after = self
            .checkpoints
            .partition_point(|point| point.run.time() <= time);
        let nearest = after.checked_sub(1).map(|at| &self.checkpoints[at]);
        let mut run = match nearest {
            Some(point) => point.run.clone(),
            None => Run::new(self.scenario().clone()),
        };
        run.run_until(time);
        run
    }

    /// The same run up to a moment, and from there on another scenario, whose steps up to that
    /// moment are the same.
    pub fn fork(&self, time: SimTime, scenario: Arc<Scenario>) -> History {
        let mut fork = History::new(scenario.clone());
        let kept = self
            .checkpoints
            .iter()
            .filter(|point| point.run.time() <= time);
        fork.checkpoints = kept.cloned().collect();
        for point in &mut fork.checkpoints {
            point.run.continue_with(scenario.clone());
        }
        let Some(last) = fork.checkpoints.last().cloned() else {
            return fork;
        };
        for record in &self.records[..last.records] {
            fork.add_record(record.clone());
        }
        let until = last.run.time();
        fork.frontier = last.run;
        fork.revision = fork.frontier.world().store().revision();
        fork.checkpoint_stride = self.checkpoint_stride;
        fork.tracks = self
            .tracks
            .iter()
            .filter_map(|track| track.up_to(until))
            .collect();
        fork.replies = self.replies[..last.replies].to_vec();
        fork
    }
}

impl PodTrack {
    fn up_to(&self, time: SimTime) -> Option<PodTrack> {
        let mut track = self.clone();
        track.writes.retain(|(at, _)| *at <= time);
        track.gone = track.gone.filter(|gone| *gone <= time);
        (!track.writes.is_empty()).then_some(track)
    }
}

/// Changes that follow each other more closely are watched as one.
const BEAT_MS: u64 = 400;

/// Times at which something changed that a person would stop at.
#[derive(Clone, Debug, Default)]
struct Stops {
    all: Vec<SimTime>,
    beats: Vec<SimTime>,
    /// The failure that the newest wait of every container counts from.
    waits: Map<(Arc<ObjectKey>, String), SimTime>,
    by_pod: Map<Arc<ObjectKey>, Vec<SimTime>>,
    /// The newest result of every probe.
    probes: Map<(Arc<ObjectKey>, Arc<str>, ProbeKind), bool>,
}

impl Stops {
    fn add(&mut self, record: &Record) {
        if record.object.kind != Kind::Pod || !self.is_stop(record) {
            return;
        }
        let last_beat = self.beats.last().copied();
        let apart = last_beat.is_none_or(|last| record.time.since(last).milliseconds >= BEAT_MS);
        if apart && self.is_beat(record) {
            self.beats.push(record.time);
        }
        let of_pod = self.by_pod.entry(record.object.clone()).or_default();
        for times in [&mut self.all, of_pod] {
            if times.last() != Some(&record.time) {
                times.push(record.time);
            }
        }
    }

    fn is_beat(&mut self, record: &Record) -> bool {
        match &record.change {
            Change::Event { .. } | Change::Notice { .. } | Change::PodIp { .. } => false,
            // A probe that goes on failing changes nothing any more.
            Change::Probed {
                consecutive,
                threshold,
                ..
            } => consecutive <= threshold,
            Change::BackOff {
                container, since, ..
            } => {
                let key = (record.object.clone(), container.clone());
                self.waits.insert(key, *since) != Some(*since)
            }
            _ => true,
        }
    }

    fn is_stop(&mut self, record: &Record) -> bool {
        match &record.change {
            Change::SyncStarted { .. } | Change::Requeued { .. } => false,
            Change::Probed {
                container,
                probe,
                success,
                ..
            } => {
                let key = (record.object.clone(), container.clone(), *probe);
                let before = self.probes.insert(key, *success);
                !success || before != Some(true)
            }
            _ => true,
        }
    }
}
