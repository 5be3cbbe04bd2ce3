//! Event objects: equal ones are counted, too many are dropped
//! (kubelet.md §12.1; client-go/tools/record/events_cache.go EventCorrelate).

use std::collections::VecDeque;
use std::sync::Arc;

use crate::api::cluster::{EventSource, InvolvedObject};
use crate::api::{Event, EventType, Object, ObjectKey, ObjectMeta, Pod};
use crate::order::Map;

use super::super::config::Release;
use super::super::queue::Uid;
use super::super::record::{Change, Component};
use super::super::rule::Rule;
use super::super::time::SimTime;
use super::super::world::{World, node_name};

/// Tokens that a source has for one object before its events are dropped.
const BURST: u32 = 25;
/// One token comes back in this time.
const REFILL_MS: u64 = 300_000;
/// Texts that were dropped and are still counted, for a source; the oldest is forgotten first.
const UNSENT_MAX: usize = 256;

/// What a component says about a Pod.
#[derive(Clone, Debug, PartialEq)]
pub struct EventText {
    pub event_type: EventType,
    pub reason: &'static str,
    pub message: String,
    /// The container it is about.
    pub container: Option<Arc<str>>,
}

impl EventText {
    pub fn normal(reason: &'static str, message: String) -> EventText {
        EventText {
            event_type: EventType::Normal,
            reason,
            message,
            container: None,
        }
    }

    pub fn warning(reason: &'static str, message: String) -> EventText {
        EventText {
            event_type: EventType::Warning,
            reason,
            message,
            container: None,
        }
    }

    /// The same about a container of the Pod.
    pub fn of(mut self, container: &str) -> EventText {
        self.container = Some(container.into());
        self
    }
}

/// The token buckets of one source, and what it dropped.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SpamBuckets {
    buckets: Map<(Uid, Option<EventType>), Bucket>,
    /// An event is counted before it is dropped: the next one that is let through tells of those
    /// too (events_cache.go EventCorrelate: eventObserve, then filterFunc).
    unsent: VecDeque<(Uid, EventText, i32)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Bucket {
    used_tokens: u32,
    refilled_at: SimTime,
}

impl SpamBuckets {
    /// Takes a token; false means the event is dropped. Normal and Warning share a bucket in
    /// older releases.
    fn admits(&mut self, uid: &Uid, kind: EventType, release: Release, now: SimTime) -> bool {
        let kind = (release >= Release::V1_36).then_some(kind);
        let bucket = self.buckets.entry((uid.clone(), kind)).or_insert(Bucket {
            used_tokens: 0,
            refilled_at: now,
        });
        let refills = now.since(bucket.refilled_at).milliseconds / REFILL_MS;
        bucket.used_tokens = bucket
            .used_tokens
            .saturating_sub(refills.min(u64::from(BURST)) as u32);
        bucket.refilled_at =
            SimTime::from_millis(bucket.refilled_at.milliseconds + refills * REFILL_MS);
        if bucket.used_tokens >= BURST {
            return false;
        }
        bucket.used_tokens += 1;
        true
    }

    fn note_unsent(&mut self, uid: &Uid, text: EventText) {
        let known = self
            .unsent
            .iter_mut()
            .find(|(of, unsent, _)| of == uid && *unsent == text);
        if let Some((_, _, count)) = known {
            *count = count.saturating_add(1);
            return;
        }
        if self.unsent.len() >= UNSENT_MAX {
            self.unsent.pop_front();
        }
        self.unsent.push_back((uid.clone(), text, 1));
    }

    /// How often that was dropped since it was last let through.
    fn take_unsent(&mut self, uid: &Uid, text: &EventText) -> i32 {
        let position = self
            .unsent
            .iter()
            .position(|(of, unsent, _)| of == uid && unsent == text);
        let taken = position.and_then(|position| self.unsent.remove(position));
        taken.map_or(0, |(_, _, count)| count)
    }

    /// Forgets an object that is gone.
    pub(crate) fn forget(&mut self, uid: &Uid) {
        self.buckets.retain(|(known, _), _| known != uid);
        self.unsent.retain(|(known, _, _)| known != uid);
    }
}

impl World {
    /// A component says something about a Pod; the API server stores or counts it.
    pub(in crate::engine) fn say(
        &mut self,
        component: Component,
        uid: &Uid,
        rule: Rule,
        text: EventText,
    ) {
        let Some(key) = self.spoken_of(&component, uid) else {
            return;
        };
        self.store_event(component, &key, uid, rule, text);
    }

    /// The same about any object; what a node that is cut off says is lost.
    pub(in crate::engine) fn store_event(
        &mut self,
        component: Component,
        key: &Arc<ObjectKey>,
        uid: &Uid,
        rule: Rule,
        text: EventText,
    ) {
        let (now, release) = (self.time, self.config.release);
        let node = component.node();
        if node.is_some_and(|node| !self.nodes[node].network_is_up) {
            return;
        }
        let buckets = match node {
            Some(node) => &mut self.nodes[node].kubelet.event_buckets,
            None => &mut self.scheduler.event_buckets,
        };
        if !buckets.admits(uid, text.event_type, release, now) {
            buckets.note_unsent(uid, text);
            return;
        }
        let times = buckets.take_unsent(uid, &text).saturating_add(1);
        let container = text.container.as_deref();
        let field_path = self.field_path_of(&component, key, uid, container);
        let source = EventSource {
            component: event_component(&component).to_owned(),
            host: node.map(node_name).unwrap_or_default(),
        };
        let count = self.count_event(key, uid, &text, field_path, source, times);
        let change = Change::Event {
            event_type: text.event_type,
            reason: text.reason.into(),
            message: text.message.into(),
            count,
            container: text.container,
        };
        self.emit(component, key, rule, change);
    }

    /// The Pod that an event is about. A kubelet still speaks of a Pod whose object is gone: it has
    /// it from its worker.
    fn spoken_of(&self, component: &Component, uid: &Uid) -> Option<Arc<ObjectKey>> {
        if let Some(key) = self.store.pod_key(uid) {
            return Some(key.clone());
        }
        let node = component.node()?;
        let pod = &self.nodes[node].kubelet.workers.get(uid)?.pod;
        let key = ObjectKey::pod(&pod.metadata.namespace, &pod.metadata.name);
        Some(Arc::new(key))
    }

    /// The place in the Pod that an event is about: `spec.containers{web}`.
    fn field_path_of(
        &self,
        component: &Component,
        key: &ObjectKey,
        uid: &Uid,
        container: Option<&str>,
    ) -> String {
        let Some(container) = container else {
            return String::new();
        };
        if let Some(pod) = self.store.get(key).and_then(Object::as_pod) {
            return field_path(pod, container);
        }
        let worker = component
            .node()
            .and_then(|node| self.nodes[node].kubelet.workers.get(uid));
        worker.map_or_else(String::new, |worker| field_path(&worker.pod, container))
    }

    /// The number in an Event's name: nanoseconds, so that names sort by time
    /// (tools/record/event.go makeEvent). Within a millisecond the store's revision tells apart.
    fn event_nanoseconds(&self) -> u64 {
        let start_ms = self.config.start.unix_seconds.max(0) as u64 * 1_000;
        let now_ms = start_ms + self.time.milliseconds;
        now_ms * 1_000_000 + self.store.revision() % 1_000_000
    }

    /// Counts an equal event up by `times` or stores a new one; returns its count.
    fn count_event(
        &mut self,
        pod: &Arc<ObjectKey>,
        uid: &Uid,
        text: &EventText,
        field_path: String,
        source: EventSource,
        times: i32,
    ) -> i32 {
        let stamp = Some(self.timestamp());
        let known = self.store.events_of(uid).find(|event| {
            event.event_type == text.event_type
                && event.reason == text.reason
                && event.message == text.message
                && event.involved_object.field_path == field_path
                && event.source == source
        });
        if let Some(known) = known {
            let mut event = known.clone();
            event.count = event.count.saturating_add(times);
            event.last_timestamp = stamp;
            let count = event.count;
            self.store.put(Object::Event(event));
            return count;
        }
        let name = format!("{}.{:016x}", pod.name, self.event_nanoseconds());
        // What is said of a node lies in `default` (tools/record/event.go makeEvent).
        let namespace = match pod.namespace.as_str() {
            "" => "default".to_owned(),
            namespace => namespace.to_owned(),
        };
        let event = Event {
            metadata: ObjectMeta {
                name,
                namespace,
                creation_timestamp: stamp,
                ..Default::default()
            },
            event_type: text.event_type,
            reason: text.reason.to_owned(),
            message: text.message.clone(),
            involved_object: InvolvedObject {
                kind: pod.kind.name().to_owned(),
                namespace: pod.namespace.clone(),
                name: pod.name.clone(),
                uid: uid.to_string(),
                field_path,
            },
            source,
            count: times,
            first_timestamp: stamp,
            last_timestamp: stamp,
        };
        let key = self.store.put(Object::Event(event));
        self.store.index_event(uid, key);
        times
    }
}

/// A container's place in its Pod: `spec.initContainers{setup}`.
fn field_path(pod: &Pod, container: &str) -> String {
    let is_regular = |name: &str| pod.spec.containers.iter().any(|spec| spec.name == name);
    let list = if pod.spec.is_init_container(container) {
        "initContainers"
    } else if is_regular(container) {
        "containers"
    } else {
        "ephemeralContainers"
    };
    format!("spec.{list}{{{container}}}")
}

/// The `From` column (control-plane.md §0.8).
fn event_component(component: &Component) -> &'static str {
    match component {
        Component::Scheduler => "default-scheduler",
        Component::EndpointController => "endpoint-slice-controller",
        Component::NodeController => "node-controller",
        other => other.name(),
    }
}
