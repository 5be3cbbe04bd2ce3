//! From a World and its history to what the page shows of that moment.

use std::sync::Arc;

use crate::api::cluster::Event;
use crate::api::status::condition;
use crate::api::{Container, Kind, Node, Object, ObjectKey, Pod};
use crate::engine::kubelet::Stopping;
use crate::engine::record::{Change, Notice, Record};
use crate::engine::runtime::InstanceState;
use crate::engine::time::{SimDuration, SimTime};
use crate::engine::{Wait, World};
use crate::kubectl::pod_status::{pod_columns, restarts_text};
use crate::kubectl::print::age::Now;
use crate::kubectl::print::describe::event_age;
use crate::order;

use super::super::history::History;
use super::{
    BackOffKind, BackOffView, ContainerView, EventView, NodeView, PodView, PullView, Role,
    RuntimeView, Snapshot, StoppingView, network,
};

/// Lines of a log that are shown.
const LOG_LINES: usize = 20;

/// What the page shows of a World's moment.
pub(in crate::playback) fn snapshot(world: &World, history: &History) -> Snapshot {
    let now = Now::new(world.config().start, world.time());
    let mut pods: Vec<&Pod> = world.store().pods().chain(orphans(world)).collect();
    order::sort_by_key(&mut pods, |pod| creation_order(history, pod));
    let pods: Vec<PodView> = pods
        .into_iter()
        .map(|pod| pod_view(world, pod, now))
        .collect();
    Snapshot {
        time: world.time(),
        start: world.config().start,
        last_write: last_write(history, world.time()),
        nodes: nodes(world, &pods),
        events: events(world, now),
        notices: notices(history, world.time()),
        services: network::services(world, history),
        others: others(world),
        pods,
    }
}

/// Pods that only a node still knows: removed by force, and their containers not yet stopped.
fn orphans(world: &World) -> impl Iterator<Item = &Pod> {
    let workers = world
        .nodes()
        .iter()
        .flat_map(|node| node.kubelet.workers.values());
    let gone = workers.filter(|worker| world.store().pod_key(&worker.pod.metadata.uid).is_none());
    gone.map(|worker| &*worker.pod)
}

fn creation_order(history: &History, pod: &Pod) -> usize {
    let tracks = history.tracks();
    let found = tracks
        .iter()
        .position(|track| track.uid == pod.metadata.uid);
    found.unwrap_or(tracks.len())
}

/// The records up to a moment, newest first.
pub(super) fn newest_first(history: &History, time: SimTime) -> impl Iterator<Item = &Record> {
    let records = history.records();
    let count = records.partition_point(|record| record.time <= time);
    records[..count].iter().rev()
}

fn last_write(history: &History, time: SimTime) -> Option<(SimTime, String)> {
    newest_first(history, time).find_map(|record| {
        let (verb, part) = match record.change {
            Change::Created => ("POST", ""),
            Change::Configured { .. } => ("PATCH", ""),
            Change::Bound { .. } => ("POST", "/binding"),
            Change::DeletionRequested { .. } | Change::Removed => ("DELETE", ""),
            Change::Phase { .. }
            | Change::Condition { .. }
            | Change::ContainerState { .. }
            | Change::ContainerReady { .. }
            | Change::PodIp { .. } => ("PATCH", "/status"),
            _ => return None,
        };
        let (resource, name) = (record.object.kind.resource(), &record.object.name);
        let name = if record.change == Change::Created {
            String::new()
        } else {
            format!("/{name}")
        };
        Some((record.time, format!("{verb} {resource}{name}{part}")))
    })
}

fn nodes(world: &World, pods: &[PodView]) -> Vec<NodeView> {
    let nodes = world
        .store()
        .list(Kind::Node)
        .filter_map(|object| match object {
            Object::Node(node) => Some(node),
            _ => None,
        });
    nodes.map(|node| node_view(world, node, pods)).collect()
}

fn node_view(world: &World, node: &Node, pods: &[PodView]) -> NodeView {
    let name = &node.metadata.name;
    let state = world
        .node_index(name)
        .and_then(|index| world.nodes().get(index));
    let here: Vec<&PodView> = pods
        .iter()
        .filter(|view| view.node.as_deref() == Some(name))
        .collect();
    let active = here
        .iter()
        .filter(|view| !view.pod.status.phase.is_terminal());
    let permille = |resource: &str| {
        let used: i64 = active
            .clone()
            .map(|view| request_of(&view.pod, resource))
            .sum();
        let all = node
            .status
            .allocatable
            .get(resource)
            .map_or(0, |all| all.milli_value());
        let permille = (used as i128 * 1_000)
            .checked_div(i128::from(all))
            .unwrap_or(0);
        permille.clamp(0, i128::from(u32::MAX)) as u32
    };
    let is_true = |condition_type: &str| {
        node.status.conditions.iter().any(|condition| {
            condition.condition_type == condition_type
                && condition.status == crate::api::status::ConditionStatus::True
        })
    };
    let next = here
        .iter()
        .filter_map(|view| Some((view.next_sync?, view.key.name.clone())));
    NodeView {
        name: name.clone(),
        kubelet_runs: state.is_none_or(|state| state.kubelet_runs),
        network_is_up: state.is_none_or(|state| state.network_is_up),
        ready: is_true(condition::READY),
        memory_pressure: is_true("MemoryPressure"),
        cpu_permille: permille("cpu"),
        memory_permille: permille("memory"),
        next_sync: next.min(),
    }
}

/// What a Pod asks for, in thousandths of the resource's unit: regular containers and sidecars
/// together, or the largest init container if that is more.
fn request_of(pod: &Pod, resource: &str) -> i64 {
    let of = |container: &Container| {
        let requests = &container.resources.requests;
        requests
            .get(resource)
            .map_or(0, |amount| amount.milli_value())
    };
    let sidecars = pod
        .spec
        .init_containers
        .iter()
        .filter(|container| container.is_sidecar());
    let together: i64 = pod.spec.containers.iter().chain(sidecars).map(of).sum();
    let largest = pod.spec.init_containers.iter().map(of).max().unwrap_or(0);
    together.max(largest)
}

fn pod_view(world: &World, pod: &Pod, now: Now) -> PodView {
    let metadata = &pod.metadata;
    let key = ObjectKey::pod(&metadata.namespace, &metadata.name);
    let columns = pod_columns(pod);
    let scheduled = pod.status.condition(condition::POD_SCHEDULED);
    let deletion = metadata.deletion_timestamp.map(|deadline| {
        let grace = metadata.deletion_grace_period_seconds.unwrap_or(0).max(0);
        let deadline = world.time_of(deadline);
        let asked = deadline.since(SimTime::from_seconds(grace as u64));
        (SimTime::ZERO + asked, deadline)
    });
    PodView {
        restarts: restarts_text(&columns, now),
        ready: columns.ready,
        status: columns.status,
        age: now.age(metadata.creation_timestamp),
        node: Some(pod.spec.node_name.clone()).filter(|name| !name.is_empty()),
        containers: container_views(world, pod),
        next_sync: world.next_sync(&metadata.uid),
        unschedulable: scheduled
            .filter(|condition| condition.reason == "Unschedulable")
            .map(|condition| condition.message.clone()),
        deletion,
        pod: Arc::new(pod.clone()),
        key,
    }
}

fn container_views(world: &World, pod: &Pod) -> Vec<ContainerView> {
    let init = pod
        .spec
        .init_containers
        .iter()
        .enumerate()
        .map(|(index, container)| {
            let role = match container.is_sidecar() {
                true => Role::Sidecar { index },
                false => Role::Init { index },
            };
            (role, container)
        });
    let regular = pod
        .spec
        .containers
        .iter()
        .map(|container| (Role::App, container));
    init.chain(regular)
        .map(|(role, container)| container_view(world, pod, role, container))
        .collect()
}

fn container_view(world: &World, pod: &Pod, role: Role, spec: &Container) -> ContainerView {
    let (uid, name) = (&pod.metadata.uid, &spec.name);
    let instance = world.newest_instance(uid, name);
    let runtime = match instance.map(|instance| &instance.status.state) {
        None => RuntimeView::None,
        Some(InstanceState::Created { .. }) => RuntimeView::Created,
        Some(InstanceState::Running { since }) => RuntimeView::Running { since: *since },
        Some(InstanceState::Exited(exit)) => RuntimeView::Exited {
            at: exit.finished_at,
            exit_code: exit.exit_code,
        },
    };
    let pull = world.pull_of(uid, name).map(|pull| PullView {
        image: pull.image.to_string(),
        size_bytes: pull.size_bytes,
        started: pull.started_at,
        ends: pull.ends_at,
    });
    let log = world.log_tail(uid, name, LOG_LINES);
    ContainerView {
        role,
        spec: Arc::new(spec.clone()),
        status: pod.status.container(name).cloned(),
        runtime,
        back_off: if pull.is_some() {
            None
        } else {
            back_off(world, pod, name)
        },
        pull,
        probes: network::probes(world, pod, name),
        stopping: world.stopping_of(uid, name).map(stopping_view),
        memory: world.memory_of(uid, name),
        log_tail: log.into_iter().map(|line| line.text.to_string()).collect(),
    }
}

fn stopping_view(stopping: &Stopping) -> StoppingView {
    let grace = SimDuration::from_seconds(stopping.grace_seconds.max(0) as u64);
    StoppingView {
        stage: stopping.stage,
        began: stopping.began,
        ends: stopping.began + grace,
        grace,
    }
}

fn back_off(world: &World, pod: &Pod, container: &str) -> Option<BackOffView> {
    let uid = &pod.metadata.uid;
    if pod.metadata.deletion_timestamp.is_some() {
        return None;
    }
    let view = |kind, wait: Wait| {
        let next_sync = world.next_sync(uid);
        BackOffView {
            kind,
            delay: wait.delay,
            since: wait.since,
            until: wait.until,
            next_attempt: next_sync.filter(|next| *next >= wait.until),
        }
    };
    let restart = world
        .restart_wait(uid, container)
        .map(|wait| view(BackOffKind::Restart, wait));
    restart.or_else(|| {
        world
            .pull_wait(uid, container)
            .map(|wait| view(BackOffKind::Pull, wait))
    })
}

fn events(world: &World, now: Now) -> Vec<EventView> {
    let stored = world
        .store()
        .list(Kind::Event)
        .filter_map(|object| match object {
            Object::Event(event) => Some(event),
            _ => None,
        });
    let mut events: Vec<(u64, &Event)> = stored
        .map(|event| (event.metadata.resource_version, event))
        .collect();
    order::sort_by_key(&mut events, |(revision, _)| std::cmp::Reverse(*revision));
    events
        .into_iter()
        .map(|(_, event)| event_view(world, event, now))
        .collect()
}

fn event_view(world: &World, event: &Event, now: Now) -> EventView {
    let object = &event.involved_object;
    let kind = Kind::ALL
        .into_iter()
        .find(|kind| kind.name() == object.kind);
    let field = object
        .field_path
        .split_once('{')
        .and_then(|(_, rest)| rest.strip_suffix('}'));
    let time =
        |stamp: Option<crate::api::Timestamp>| stamp.map_or(SimTime::ZERO, |s| world.time_of(s));
    EventView {
        about: ObjectKey::new(kind.unwrap_or(Kind::Pod), &object.namespace, &object.name),
        container: field.map(str::to_owned),
        event_type: event.event_type,
        reason: event.reason.clone(),
        message: event.message.clone(),
        component: event.source.component.clone(),
        count: event.count,
        first: time(event.first_timestamp),
        last: time(event.last_timestamp),
        age: event_age(event, now),
    }
}

fn notices(history: &History, time: SimTime) -> Vec<(ObjectKey, Notice)> {
    let mut notices: Vec<(ObjectKey, Notice)> = Vec::new();
    let records = history
        .records()
        .iter()
        .take_while(|record| record.time <= time);
    for record in records {
        if let Change::Notice { notice } = &record.change {
            let said = (ObjectKey::clone(&record.object), Notice::clone(notice));
            if !notices.contains(&said) {
                notices.push(said);
            }
        }
    }
    notices
}

/// Stored objects besides Pods, events, and what every cluster has.
fn others(world: &World) -> Vec<ObjectKey> {
    let kinds = [
        Kind::Namespace,
        Kind::ConfigMap,
        Kind::Secret,
        Kind::Service,
        Kind::Endpoints,
    ];
    let objects = kinds.into_iter().flat_map(|kind| world.store().list(kind));
    objects
        .filter(|object| !is_given(object))
        .map(Object::key)
        .collect()
}

fn is_given(object: &Object) -> bool {
    let name = &object.metadata().name;
    match object.kind() {
        Kind::Namespace => name == "default" || name.starts_with("kube-"),
        Kind::Service | Kind::Endpoints => name == "kubernetes",
        Kind::ConfigMap => name == "kube-root-ca.crt",
        _ => false,
    }
}
