//! What a client may ask of the API server: create, update, delete.

use std::fmt;
use std::sync::Arc;

use crate::api::defaults::qos_class;
use crate::api::pod::RestartPolicy;
use crate::api::status::{Condition, ConditionStatus, condition};
use crate::api::{Kind, Object, ObjectKey, Pod, Service, Timestamp};

use super::super::queue::{Event, Uid};
use super::super::record::{Change, Component};
use super::super::rule::Rule;
use super::super::world::World;
use super::finalizers;
use super::pods::WATCH_DELAY;

/// Why a request was refused; the words are the API server's (control-plane.md §1.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    NotFound {
        resource: &'static str,
        name: String,
    },
    AlreadyExists {
        resource: &'static str,
        name: String,
    },
    Forbidden {
        resource: &'static str,
        name: String,
        cause: String,
    },
    /// Field errors in the API server's grammar, one each.
    Invalid {
        kind: &'static str,
        name: String,
        causes: Vec<String>,
    },
}

impl ApiError {
    /// The reason in `Error from server (<Reason>)`.
    pub fn reason(&self) -> &'static str {
        match self {
            ApiError::NotFound { .. } => "NotFound",
            ApiError::AlreadyExists { .. } => "AlreadyExists",
            ApiError::Forbidden { .. } => "Forbidden",
            ApiError::Invalid { .. } => "Invalid",
        }
    }
}

impl fmt::Display for ApiError {
    /// The server's message without kubectl's frame around it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ApiError::NotFound { resource, name } => write!(f, "{resource} {name:?} not found"),
            ApiError::AlreadyExists { resource, name } => {
                write!(f, "{resource} {name:?} already exists")
            }
            ApiError::Forbidden {
                resource,
                name,
                cause,
            } => {
                write!(f, "{resource} {name:?} is forbidden: {cause}")
            }
            ApiError::Invalid { kind, name, causes } => match causes.as_slice() {
                [cause] => write!(f, "{kind} {name:?} is invalid: {cause}"),
                causes => write!(f, "{kind} {name:?} is invalid: [{}]", causes.join(", ")),
            },
        }
    }
}

/// The options of a delete request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeleteOptions {
    /// `gracePeriodSeconds`; absent means the Pod's own.
    pub grace_seconds: Option<i64>,
}

/// An object as it is stored, and as it is to be.
pub type Update = (Arc<Object>, Object);
/// The last second of the year 9999: no timestamp is later.
const END_OF_TIME_SECONDS: i64 = 253_402_300_799;

const POD_UPDATE_FORBIDDEN: &str = "spec: Forbidden: pod updates may not change fields other than \
`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,\
`spec.tolerations` (only additions to existing tolerations),\
`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

impl World {
    /// Stores a new object (control-plane.md §1.1; registry/rest/create.go BeforeCreate). It is
    /// defaulted and validated already.
    pub fn create(&mut self, mut object: Object) -> Result<Arc<ObjectKey>, ApiError> {
        self.check_new(&object)?;
        let kind = object.kind();
        let stamp = self.timestamp();
        let uid = self.rng.uuid();
        let suffix = self.rng.suffix(5);
        let metadata = object.metadata_mut();
        if kind.namespaced() && metadata.namespace.is_empty() {
            metadata.namespace = "default".to_owned();
        }
        if metadata.name.is_empty() {
            let base: String = metadata.generate_name.chars().take(58).collect();
            metadata.name = base + &suffix;
        }
        metadata.uid = uid;
        metadata.creation_timestamp = Some(stamp);
        metadata.deletion_timestamp = None;
        if let Object::Pod(pod) = &mut object {
            prepare_pod(pod, stamp);
        }
        if let Object::Service(service) = &mut object {
            self.allocate_cluster_ip(service);
            self.allocate_node_ports(service);
        }
        let key = self.store.put(object);
        self.emit_and_follow(Component::Apiserver, &key, Rule::ApiCreate, Change::Created);
        if key.kind == Kind::Pod {
            self.announce_pod(&key);
        }
        self.service_changed(&key);
        Ok(key)
    }

    /// Whether a new object would be taken.
    pub fn check_new(&self, object: &Object) -> Result<(), ApiError> {
        let mut key = object.key();
        if key.kind.namespaced() && key.namespace.is_empty() {
            key.namespace = "default".to_owned();
        }
        self.check_namespace(&key)?;
        if self.store.get(&key).is_some() {
            let (resource, name) = (key.kind.resource(), key.name);
            return Err(ApiError::AlreadyExists { resource, name });
        }
        Ok(())
    }

    fn check_namespace(&self, key: &ObjectKey) -> Result<(), ApiError> {
        let namespace = ObjectKey::new(Kind::Namespace, "", &key.namespace);
        if key.kind.namespaced() && self.store.get(&namespace).is_none() {
            let (resource, name) = (Kind::Namespace.resource(), key.namespace.clone());
            return Err(ApiError::NotFound { resource, name });
        }
        Ok(())
    }

    /// A random free address of the upper band of 10.96.0.0/16 (control-plane.md §3.2;
    /// registry/core/service/ipallocator).
    fn allocate_cluster_ip(&mut self, service: &mut Service) {
        let needs_none = service.spec.service_type == "ExternalName";
        if needs_none || !service.spec.cluster_ip.is_empty() {
            return;
        }
        for _ in 0..64 {
            let offset = 257 + self.rng.below(65_535 - 257);
            let address = format!("10.96.{}.{}", offset / 256, offset % 256);
            if self.service_at(&address).is_none() {
                service.spec.cluster_ip = address;
                return;
            }
        }
    }

    /// Random free ports of 30000–32767 (control-plane.md §3.2;
    /// registry/core/service/portallocator).
    fn allocate_node_ports(&mut self, service: &mut Service) {
        if !matches!(&*service.spec.service_type, "NodePort" | "LoadBalancer") {
            return;
        }
        for index in 0..service.spec.ports.len() {
            if service.spec.ports[index].node_port != 0 {
                continue;
            }
            for _ in 0..64 {
                let node_port = 30_000 + self.rng.below(2_768) as i32;
                let is_own = service.spec.ports.iter().any(|p| p.node_port == node_port);
                if !is_own && !self.has_node_port(node_port) {
                    service.spec.ports[index].node_port = node_port;
                    break;
                }
            }
        }
    }

    fn has_node_port(&self, node_port: i32) -> bool {
        self.store.list(Kind::Service).any(|object| match object {
            Object::Service(service) => {
                let mut ports = service.spec.ports.iter();
                ports.any(|port| port.node_port == node_port)
            }
            _ => false,
        })
    }

    /// A Service came, changed or went: its endpoints and its clients follow.
    pub(super) fn service_changed(&mut self, key: &ObjectKey) {
        if key.kind == Kind::Service {
            self.service_concerns_endpoints(key);
            self.traffic_follows(key);
        }
    }

    /// A new Pod goes to the scheduler, or straight to the node that it names.
    fn announce_pod(&mut self, key: &Arc<ObjectKey>) {
        let Some(pod) = self.store.get(key).and_then(Object::as_pod) else {
            return;
        };
        let uid: Uid = pod.metadata.uid.as_str().into();
        let node_name = pod.spec.node_name.clone();
        if node_name.is_empty() {
            self.scheduler_admits(&uid);
        } else if let Some(node) = self.node_index(&node_name) {
            let change = Change::Bound { node: node_name };
            self.emit_and_follow(Component::Apiserver, key, Rule::NodeNameGiven, change);
            self.after(WATCH_DELAY, Event::PodWatched { node, uid });
        }
    }

    /// Stores a changed spec or metadata; returns whether anything changed. Only a few fields of
    /// a Pod's spec may (control-plane.md §1.7; core/validation ValidatePodUpdate).
    pub fn update(&mut self, object: Object) -> Result<bool, ApiError> {
        let Some((stored, object)) = self.check_update(object)? else {
            return Ok(false);
        };
        let key = object.key();
        let fields = changed_fields(&stored, &object);
        let key = self.store.shared_key(&key).unwrap_or_else(|| Arc::new(key));
        let change = Change::Configured { fields };
        self.emit_and_follow(Component::Apiserver, &key, Rule::ApiUpdate, change);
        let may_go = finalizers::is_freed(object.metadata());
        match object {
            Object::Pod(pod) => self.write_pod(Component::Apiserver, Rule::ApiUpdate, *pod),
            other => {
                self.store.put(other);
            }
        }
        self.service_changed(&key);
        if may_go {
            self.remove_object(Rule::Finalizers, &key);
        }
        self.scheduler_wakes();
        Ok(true)
    }

    /// The stored object and what an update would make of it; `None` if that is the same.
    pub fn check_update(&self, mut object: Object) -> Result<Option<Update>, ApiError> {
        let key = object.key();
        let Some(stored) = self.store.get_shared(&key) else {
            let (resource, name) = (key.kind.resource(), key.name);
            return Err(ApiError::NotFound { resource, name });
        };
        keep_server_fields(&stored, &mut object);
        if *stored == object {
            return Ok(None);
        }
        finalizers::check(&stored, &object)?;
        if let (Object::Pod(new), Some(old)) = (&mut object, stored.as_pod()) {
            check_pod_update(old, new)?;
            if old.spec != new.spec {
                new.metadata.generation += 1;
            }
        }
        Ok(Some((stored, object)))
    }

    /// Stores a changed status of a Pod, and nothing else of it (pod/strategy.go
    /// podStatusStrategy). Its kubelet looks at it: readiness gates may be met now.
    pub fn update_status(&mut self, object: Object) -> Result<bool, ApiError> {
        let key = object.key();
        let (Some(stored), Object::Pod(new)) = (self.store.get_shared(&key), object) else {
            let (resource, name) = (key.kind.resource(), key.name);
            return Err(ApiError::NotFound { resource, name });
        };
        let Some(old) = stored.as_pod() else {
            return Ok(false);
        };
        let mut pod = old.clone();
        pod.status = new.status;
        if pod == *old {
            return Ok(false);
        }
        let node = self.node_index(&pod.spec.node_name);
        let uid: Uid = pod.metadata.uid.as_str().into();
        let key = self.store.shared_key(&key).unwrap_or_else(|| Arc::new(key));
        let change = Change::Configured {
            fields: vec!["status".to_owned()],
        };
        self.emit_and_follow(Component::Apiserver, &key, Rule::ApiUpdate, change);
        self.write_pod(Component::Apiserver, Rule::ApiUpdate, pod);
        if let Some(node) = node {
            self.after(WATCH_DELAY, Event::PodWatched { node, uid });
        }
        Ok(true)
    }

    /// Deletes an object; a running Pod only gets a deadline at first
    /// (kubelet.md §8.1; registry/rest/delete.go BeforeDelete). Returns whether it is gone.
    pub fn delete(&mut self, key: &ObjectKey, options: DeleteOptions) -> Result<bool, ApiError> {
        let Some(stored) = self.store.get_shared(key) else {
            let (resource, name) = (key.kind.resource(), key.name.clone());
            return Err(ApiError::NotFound { resource, name });
        };
        let Some(pod) = stored.as_pod() else {
            return Ok(self.delete_plain(key, &stored));
        };
        let grace_seconds = deletion_grace(pod, options);
        if let Some(period) = pod.metadata.deletion_grace_period_seconds
            && grace_seconds >= period
        {
            return Ok(false);
        }
        if grace_seconds == 0 && pod.metadata.finalizers.is_empty() {
            self.remove_pod(Component::Apiserver, Rule::ImmediateDelete, key);
            return Ok(true);
        }
        let mut pod = pod.clone();
        let metadata = &mut pod.metadata;
        let asked = match (
            metadata.deletion_timestamp,
            metadata.deletion_grace_period_seconds,
        ) {
            (Some(deadline), Some(period)) => deadline.unix_seconds - period,
            _ => self.timestamp().unix_seconds,
        };
        if metadata.deletion_timestamp.is_none() {
            metadata.generation += 1;
        }
        metadata.deletion_timestamp = Some(Timestamp {
            unix_seconds: asked.saturating_add(grace_seconds).min(END_OF_TIME_SECONDS),
        });
        metadata.deletion_grace_period_seconds = Some(grace_seconds);
        let shared = self
            .store
            .shared_key(key)
            .unwrap_or_else(|| Arc::new(key.clone()));
        let change = Change::DeletionRequested { grace_seconds };
        self.emit_and_follow(Component::Apiserver, &shared, Rule::GracefulDelete, change);
        self.write_pod(Component::Apiserver, Rule::GracefulDelete, pod);
        Ok(false)
    }
}

/// The grace of a delete request in seconds: none for a Pod that no kubelet has to stop.
fn deletion_grace(pod: &Pod, options: DeleteOptions) -> i64 {
    if pod.spec.node_name.is_empty() || pod.status.phase.is_terminal() {
        return 0;
    }
    match options.grace_seconds {
        Some(seconds) if seconds < 0 => 1,
        Some(seconds) => seconds,
        None => match pod.spec.grace_period_seconds() {
            seconds if seconds < 0 => 1,
            seconds => seconds,
        },
    }
}

/// Status and generation of a new Pod (kubelet.md §1.1; pod/strategy.go PrepareForCreate).
fn prepare_pod(pod: &mut Pod, stamp: Timestamp) {
    pod.metadata.generation = 1;
    pod.status = Default::default();
    pod.status.qos_class = qos_class(&pod.spec).to_owned();
    if pod.spec.restart_policy.is_none() {
        pod.spec.restart_policy = Some(RestartPolicy::Always);
    }
    if !pod.spec.scheduling_gates.is_empty() {
        pod.status.conditions.push(Condition {
            condition_type: condition::POD_SCHEDULED.to_owned(),
            status: ConditionStatus::False,
            reason: "SchedulingGated".to_owned(),
            message: "Scheduling is blocked due to non-empty scheduling gates".to_owned(),
            last_transition_time: Some(stamp),
            ..Default::default()
        });
    }
}

/// What a client cannot change is taken from the stored object.
fn keep_server_fields(stored: &Object, object: &mut Object) {
    let old = stored.metadata();
    let new = object.metadata_mut();
    new.uid.clone_from(&old.uid);
    new.creation_timestamp = old.creation_timestamp;
    new.deletion_timestamp = old.deletion_timestamp;
    new.deletion_grace_period_seconds = old.deletion_grace_period_seconds;
    new.generation = old.generation;
    new.resource_version = old.resource_version;
    if let (Object::Pod(new), Some(old)) = (object, stored.as_pod()) {
        new.status = old.status.clone();
        if new.spec.node_name.is_empty() {
            new.spec.node_name.clone_from(&old.spec.node_name);
        }
    }
}

fn check_pod_update(old: &Pod, new: &Pod) -> Result<(), ApiError> {
    let invalid = |cause: &str| ApiError::Invalid {
        kind: Kind::Pod.name(),
        name: new.metadata.name.clone(),
        causes: vec![cause.to_owned()],
    };
    for (list, old, new) in [
        (
            "spec.containers",
            &old.spec.containers,
            &new.spec.containers,
        ),
        (
            "spec.initContainers",
            &old.spec.init_containers,
            &new.spec.init_containers,
        ),
    ] {
        if old.len() != new.len() {
            let cause = format!("{list}: Forbidden: pod updates may not add or remove containers");
            return Err(invalid(&cause));
        }
    }
    let mut allowed = new.spec.clone();
    for (allowed, old) in allowed
        .containers
        .iter_mut()
        .chain(&mut allowed.init_containers)
        .zip(old.spec.containers.iter().chain(&old.spec.init_containers))
    {
        allowed.image.clone_from(&old.image);
        allowed.image_pull_policy = old.image_pull_policy;
    }
    allowed.active_deadline_seconds = old.spec.active_deadline_seconds;
    if old
        .spec
        .tolerations
        .iter()
        .all(|toleration| allowed.tolerations.contains(toleration))
    {
        allowed.tolerations.clone_from(&old.spec.tolerations);
    }
    if old.spec.node_name.is_empty() && !old.spec.scheduling_gates.is_empty() {
        allowed
            .scheduling_gates
            .clone_from(&old.spec.scheduling_gates);
        allowed.node_selector.clone_from(&old.spec.node_selector);
    }
    if allowed == old.spec {
        Ok(())
    } else {
        Err(invalid(POD_UPDATE_FORBIDDEN))
    }
}

/// Field paths that a write changed, for the record.
fn changed_fields(old: &Object, new: &Object) -> Vec<String> {
    let mut fields = Vec::new();
    let (a, b) = (old.metadata(), new.metadata());
    if a.labels != b.labels {
        fields.push("metadata.labels".to_owned());
    }
    if a.annotations != b.annotations {
        fields.push("metadata.annotations".to_owned());
    }
    if a.finalizers != b.finalizers {
        fields.push("metadata.finalizers".to_owned());
    }
    if let (Some(old), Some(new)) = (old.as_pod(), new.as_pod()) {
        for (index, (a, b)) in old
            .spec
            .containers
            .iter()
            .zip(&new.spec.containers)
            .enumerate()
        {
            if a.image != b.image {
                fields.push(format!("spec.containers[{index}].image"));
            }
        }
        if fields.is_empty() && old.spec != new.spec {
            fields.push("spec".to_owned());
        }
    }
    fields
}
