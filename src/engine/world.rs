//! Every piece of simulated state, and the only places where time moves.

use std::sync::Arc;

use crate::api::cluster::ServicePort;
use crate::api::probe::IntOrString;
use crate::api::status::{Condition, ConditionStatus};
use crate::api::{Kind, Node, Object, ObjectKey, Pod, Quantity, Service, Timestamp};

use super::apiserver::Store;
use super::config::Config;
use super::controller::{CONDITIONS, Heartbeat};
use super::kubelet::Kubelet;
use super::network::Network;
use super::queue::{Due, Event, NodeIndex, Queue, Uid};
use super::record::{Change, Component, NodeNumber, Notice, Record, RecordId};
use super::rng::Rng;
use super::rule::Rule;
use super::runtime::Runtime;
use super::scheduler::Scheduler;
use super::time::{SimDuration, SimTime};

/// The most events of one instant: beyond it the run says so and stops there, so that a hot
/// loop is a message and not a frozen page.
const EVENTS_PER_INSTANT_MAX: usize = 20_000;

/// An event takes about as long as so many steps of a process.
const EVENT_WORK: u64 = 10;

/// A simulated cluster at one moment. A clone is a checkpoint: it goes on exactly as the
/// original does.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    pub(super) config: Arc<Config>,
    pub(super) time: SimTime,
    pub(super) queue: Queue,
    pub(super) rng: Rng,
    pub(super) store: Store,
    pub(super) scheduler: Scheduler,
    pub(super) nodes: Vec<NodeAgent>,
    pub(super) network: Network,
    journal: Journal,
    /// Counts handled events: a finer clock than milliseconds for "newer than".
    pub(super) instant: u64,
    /// See [`World::work`].
    pub(super) work: u64,
    halted: bool,
}

/// A worker node: its agent and its container runtime.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeAgent {
    pub name: Arc<str>,
    pub kubelet: Kubelet,
    pub runtime: Runtime,
    pub kubelet_runs: bool,
    pub network_is_up: bool,
    /// What the control plane knows of its heartbeats.
    pub(super) heartbeat: Heartbeat,
}

/// The records that have not been handed out, and what the next one follows from.
#[derive(Clone, Debug, Default, PartialEq)]
struct Journal {
    next_id: RecordId,
    outbox: Vec<Record>,
    cause: Option<RecordId>,
}

impl Journal {
    fn write(
        &mut self,
        time: SimTime,
        component: Component,
        object: Arc<ObjectKey>,
        rule: Rule,
        change: Change,
    ) -> RecordId {
        let id = self.next_id;
        self.next_id = id.saturating_add(1);
        self.outbox.push(Record {
            id,
            time,
            component,
            object,
            cause: self.cause,
            rule,
            change,
        });
        id
    }
}

impl World {
    /// A cluster at t = 0: its namespaces and nodes exist, nothing runs.
    pub fn new(config: Config) -> World {
        let nodes_count = config.nodes.clamp(1, Config::NODES_MAX);
        let nodes = (0..nodes_count as usize)
            .map(|index| NodeAgent {
                name: node_name(index).into(),
                kubelet: Kubelet::default(),
                runtime: Runtime::new(index),
                kubelet_runs: true,
                network_is_up: true,
                heartbeat: Heartbeat::default(),
            })
            .collect();
        let mut world = World {
            rng: Rng::new(config.seed),
            config: Arc::new(config),
            time: SimTime::ZERO,
            queue: Queue::default(),
            store: Store::default(),
            scheduler: Scheduler::default(),
            nodes,
            network: Network::default(),
            journal: Journal::default(),
            instant: 0,
            work: 0,
            halted: false,
        };
        world.store_initial_objects(nodes_count as usize);
        world
    }

    /// A cluster that holds just these objects, as they are, and in which nothing runs: what a
    /// recording of a real cluster is compared with.
    pub fn with_objects(config: Config, objects: impl Iterator<Item = Object>) -> World {
        let mut world = World::new(config);
        world.store = Store::default();
        for object in objects {
            let event_of = match &object {
                Object::Event(event) => Some(Arc::from(&*event.involved_object.uid)),
                _ => None,
            };
            let key = world.store.put(object);
            if let Some(uid) = event_of {
                world.store.index_event(&uid, key);
            }
        }
        world
    }

    fn store_initial_objects(&mut self, nodes_count: usize) {
        for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
            self.create_quietly(Object::Namespace(crate::api::Namespace {
                metadata: crate::api::ObjectMeta {
                    name: name.to_owned(),
                    ..Default::default()
                },
            }));
        }
        self.create_quietly(Object::Service(apiserver_service()));
        for index in 0..nodes_count {
            let node = worker_node(index, &self.config);
            self.create_quietly(Object::Node(node));
        }
    }

    fn create_quietly(&mut self, mut object: Object) {
        let stamp = self.timestamp();
        let uid = self.rng.uuid();
        let metadata = object.metadata_mut();
        metadata.uid = uid;
        metadata.creation_timestamp = Some(stamp);
        self.store.put(object);
    }

    /// The settings of the run.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The current moment.
    pub fn time(&self) -> SimTime {
        self.time
    }

    /// The current moment on the cluster's clock, in whole seconds.
    pub fn timestamp(&self) -> Timestamp {
        self.timestamp_at(self.time)
    }

    /// A moment on the cluster's clock, in whole seconds.
    pub fn timestamp_at(&self, time: SimTime) -> Timestamp {
        Timestamp {
            unix_seconds: self.config.start.unix_seconds + time.whole_seconds() as i64,
        }
    }

    /// The moment of the run at a time of the cluster's clock.
    pub fn time_of(&self, stamp: Timestamp) -> SimTime {
        let seconds = stamp.unix_seconds - self.config.start.unix_seconds;
        SimTime::from_seconds(seconds.max(0) as u64)
    }

    /// When something happens next; `None` if nothing ever will.
    pub fn next_time(&self) -> Option<SimTime> {
        if self.halted {
            None
        } else {
            self.queue.next_time()
        }
    }

    /// How many events are waiting, for benchmarks and bounds.
    pub fn queue_len(&self) -> usize {
        self.queue.len()
    }

    /// How many records there have been.
    pub fn records_count(&self) -> RecordId {
        self.journal.next_id
    }

    /// How much has been simulated, in steps that processes made; an event counts as ten. It is
    /// what to bound a computation by, where there is no clock.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// What the API server stores.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// A stored Pod.
    pub fn pod(&self, namespace: &str, name: &str) -> Option<&Pod> {
        self.store
            .get(&ObjectKey::pod(namespace, name))
            .and_then(Object::as_pod)
    }

    /// The worker nodes.
    pub fn nodes(&self) -> &[NodeAgent] {
        &self.nodes
    }

    /// The position of the node of that name.
    pub fn node_index(&self, name: &str) -> Option<NodeIndex> {
        self.nodes.iter().position(|node| &*node.name == name)
    }

    /// Goes to the next instant at which anything happens and does all of it.
    pub fn step(&mut self) -> Vec<Record> {
        if let Some(time) = self.next_time() {
            self.run_instant(time);
        }
        self.take_records()
    }

    /// Does everything due up to and including `until`, then stands there.
    pub fn step_until(&mut self, until: SimTime) -> Vec<Record> {
        while let Some(time) = self.next_time() {
            if time > until {
                break;
            }
            self.run_instant(time);
        }
        self.time = self.time.max(until);
        self.take_records()
    }

    fn run_instant(&mut self, time: SimTime) {
        self.time = self.time.max(time);
        for _ in 0..EVENTS_PER_INSTANT_MAX {
            let Some((_, due)) = self.queue.pop_until(time) else {
                return;
            };
            self.handle(due);
        }
        self.halted = true;
        let cluster = Arc::new(ObjectKey::new(Kind::Namespace, "", "default"));
        let change = Change::Notice {
            notice: Box::new(Notice::TooManyEventsAtOnce),
        };
        self.emit(
            Component::Apiserver,
            &cluster,
            Rule::SimulationBound,
            change,
        );
    }

    fn handle(&mut self, due: Due) {
        if self.is_lost(&due.event) {
            return;
        }
        self.instant += 1;
        self.work = self.work.saturating_add(EVENT_WORK);
        self.journal.cause = due.cause;
        match due.event {
            Event::ScheduleNext => self.schedule_next(),
            Event::PodWatched { node, uid } => self.pod_watched(node, &uid),
            Event::SyncStepDone { node, uid, run } => self.sync_step_done(node, &uid, run),
            Event::StatusPatch { node, uid } => self.patch_status(node, &uid),
            Event::ProcessWake {
                node,
                uid,
                instance,
            } => self.process_wake(node, &uid, instance),
            Event::KillDue {
                node,
                uid,
                instance,
            } => self.kill_due(node, &uid, instance),
            Event::ProbeTick { node, uid, probe } => self.probe_tick(node, &uid, probe),
            Event::ProbeDue { node, uid, probe } => self.probe_due(node, &uid, probe),
            Event::HookDue {
                node,
                uid,
                instance,
            } => self.hook_due(node, &uid, instance),
            Event::StopDue {
                node,
                uid,
                instance,
            } => self.stop_due(node, &uid, instance),
            Event::DeadlineDue { node, uid } => self.deadline_due(node, &uid),
            Event::MemoryFull {
                node,
                uid,
                instance,
            } => self.memory_full(node, &uid, instance),
            Event::EvictionCheck { node } => self.eviction_check(node),
            Event::NodeMonitor { node } => self.node_monitor(node),
            Event::TaintEviction { node, uid } => self.taint_eviction(node, &uid),
            Event::PullDone { node } => self.pull_done(node),
            Event::EndpointsSync { service } => self.sync_endpoints(&service),
            Event::ProxySync { service } => self.sync_proxy(&service),
            Event::TrafficTick { service } => self.traffic_tick(&service),
            Event::Relist { node } => self.relist(node),
            Event::SyncTick { node } => self.sync_tick(node),
        }
    }

    /// Marks a command of the person: what it does follows from this record.
    pub fn begin_command(&mut self, line: &str) -> RecordId {
        self.instant += 1;
        self.journal.cause = None;
        let cluster = Arc::new(ObjectKey::new(Kind::Namespace, "", "default"));
        let change = Change::Command {
            line: line.to_owned(),
        };
        self.emit_and_follow(Component::User, &cluster, Rule::UserCommand, change)
    }

    /// A command that has acted before acts again.
    pub fn continue_command(&mut self, record: RecordId) {
        self.instant += 1;
        self.journal.cause = Some(record);
    }

    /// The records since the last call.
    pub fn take_records(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.journal.outbox)
    }

    /// Adds an event after a delay; it will follow from the record that is current now.
    pub(super) fn after(&mut self, delay: SimDuration, event: Event) {
        self.at(self.time + delay, event);
    }

    /// Adds an event at a time, now at the earliest.
    pub(super) fn at(&mut self, time: SimTime, event: Event) {
        self.queue
            .push(time.max(self.time), event, self.journal.cause);
    }

    /// Writes a record that follows from the current cause.
    pub(super) fn emit(
        &mut self,
        component: Component,
        object: &Arc<ObjectKey>,
        rule: Rule,
        change: Change,
    ) -> RecordId {
        let (time, object) = (self.time, object.clone());
        self.journal.write(time, component, object, rule, change)
    }

    /// Writes a record about the Pod with that uid; `None` if it is stored no longer.
    pub(super) fn emit_of_pod(
        &mut self,
        component: Component,
        uid: &str,
        rule: Rule,
        change: Change,
    ) -> Option<RecordId> {
        let (time, object) = (self.time, self.store.pod_key(uid)?.clone());
        Some(self.journal.write(time, component, object, rule, change))
    }

    /// The same, and what follows has this cause.
    pub(super) fn emit_of_pod_and_follow(
        &mut self,
        component: Component,
        uid: &str,
        rule: Rule,
        change: Change,
    ) {
        if let Some(id) = self.emit_of_pod(component, uid, rule, change) {
            self.journal.cause = Some(id);
        }
    }

    /// Writes a record and makes it the cause of what follows.
    pub(super) fn emit_and_follow(
        &mut self,
        component: Component,
        object: &Arc<ObjectKey>,
        rule: Rule,
        change: Change,
    ) -> RecordId {
        let id = self.emit(component, object, rule, change);
        self.journal.cause = Some(id);
        id
    }

    /// What the next record follows from.
    pub(super) fn cause(&self) -> Option<RecordId> {
        self.journal.cause
    }

    /// Goes on from an earlier record.
    pub(super) fn follow(&mut self, cause: Option<RecordId>) {
        self.journal.cause = cause;
    }

    /// The kubelet of a node as an actor.
    pub(super) fn kubelet_of(&self, node: NodeIndex) -> Component {
        Component::Kubelet {
            node: node_number(node),
        }
    }

    /// The runtime of a node as an actor.
    pub(super) fn runtime_of(&self, node: NodeIndex) -> Component {
        Component::Runtime {
            node: node_number(node),
        }
    }
}

impl NodeAgent {
    /// The uids of the Pods that this node knows.
    pub fn pod_uids(&self) -> impl Iterator<Item = &Uid> {
        self.kubelet.workers.keys()
    }
}

/// A node's position as records hold it; it fits, as [`Config::NODES_MAX`] is small.
fn node_number(index: NodeIndex) -> NodeNumber {
    NodeNumber::try_from(index).unwrap_or(NodeNumber::MAX)
}

/// `node1`, `node2`, …
pub fn node_name(index: NodeIndex) -> String {
    format!("node{}", index + 1)
}

/// `kubernetes` in `default` always owns the first cluster address (control-plane.md §3.2).
fn apiserver_service() -> Service {
    let mut service = Service::default();
    let metadata = &mut service.metadata;
    metadata.name = "kubernetes".into();
    metadata.namespace = "default".into();
    metadata
        .labels
        .insert("component".into(), "apiserver".into());
    metadata
        .labels
        .insert("provider".into(), "kubernetes".into());
    service.spec.service_type = "ClusterIP".into();
    service.spec.cluster_ip = "10.96.0.1".into();
    service.spec.session_affinity = "None".into();
    service.spec.ports.push(ServicePort {
        name: "https".into(),
        protocol: "TCP".into(),
        port: 443,
        target_port: Some(IntOrString::Int(6_443)),
        node_port: 0,
    });
    service
}

/// Two cores, 4 GiB and room for 110 Pods.
fn worker_node(index: NodeIndex, config: &Config) -> Node {
    let mut node = Node::default();
    let name = node_name(index);
    let labels = &mut node.metadata.labels;
    labels.insert("beta.kubernetes.io/arch".into(), "amd64".into());
    labels.insert("beta.kubernetes.io/os".into(), "linux".into());
    labels.insert("kubernetes.io/arch".into(), "amd64".into());
    labels.insert("kubernetes.io/hostname".into(), name.clone());
    labels.insert("kubernetes.io/os".into(), "linux".into());
    node.metadata.name = name;
    node.spec.pod_cidr = format!("10.244.{}.0/24", index + 1);
    for resources in [&mut node.status.capacity, &mut node.status.allocatable] {
        resources.insert("cpu".into(), Quantity::units(2));
        let memory = Quantity::parse("4Gi").expect("a quantity of our own");
        resources.insert("memory".into(), memory);
        let disk = Quantity::parse("50Gi").expect("a quantity of our own");
        resources.insert("ephemeral-storage".into(), disk);
        resources.insert("pods".into(), Quantity::units(110));
    }
    node.status.internal_ip = format!("192.168.56.{}", 30 + index);
    node.status.kubelet_version = format!("v{}.0", config.release.name());
    for (condition_type, reason, message) in CONDITIONS {
        let status = ConditionStatus::from_bool(condition_type == "Ready");
        node.status.conditions.push(Condition {
            condition_type: condition_type.to_owned(),
            status,
            reason: reason.to_owned(),
            message: message.to_owned(),
            last_transition_time: Some(config.start),
            ..Default::default()
        });
    }
    node
}
