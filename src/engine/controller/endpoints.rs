//! The endpoints of a Service: which of its Pods have an address to send to, as an EndpointSlice
//! and as the older Endpoints object (control-plane.md §4.1, §4.2;
//! endpointslice/utils.go podToEndpoint, endpoint/endpoints_controller.go syncService).

use std::sync::Arc;

use crate::api::cluster::{Endpoint, EndpointAddress, EndpointPort, EndpointSubset, ServicePort};
use crate::api::probe::IntOrString;
use crate::api::selector::Selector;
use crate::api::status::condition;
use crate::api::{EndpointSlice, Endpoints, Kind, Object, ObjectKey, ObjectMeta, Pod, Service};
use crate::order::Map;

use super::super::queue::Event;
use super::super::record::{Change, Component, EndpointState};
use super::super::rule::Rule;
use super::super::time::SimDuration;
use super::super::world::World;

/// From a change to the controller's write.
const SYNC_DELAY: SimDuration = SimDuration::from_millis(10);
/// Endpoints of one slice.
const SLICE_MAX: usize = 100;
const SERVICE_LABEL: &str = "kubernetes.io/service-name";
const MANAGER_LABEL: &str = "endpointslice.kubernetes.io/managed-by";

/// Endpoints that share their ports: one slice, or several if there are many.
type Group = (Vec<EndpointPort>, Vec<Endpoint>);

impl World {
    /// A Pod was stored, changed or removed: the Services that it belonged or belongs to look at
    /// it if they care for what changed.
    pub(in crate::engine) fn pod_concerns_services(
        &mut self,
        old: Option<&Pod>,
        new: Option<&Pod>,
    ) {
        if old.map(seen_by_services) == new.map(seen_by_services) {
            return;
        }
        let Some(namespace) = new.or(old).map(|pod| &pod.metadata.namespace) else {
            return;
        };
        let selects = |service: &Service| {
            let selector = Selector::equal(&service.spec.selector);
            let mut pods = [old, new].into_iter().flatten();
            !service.spec.selector.is_empty()
                && pods.any(|pod| selector.matches(&pod.metadata.labels))
        };
        let concerned: Vec<ObjectKey> = self
            .store
            .list(Kind::Service)
            .filter(|object| match object {
                Object::Service(service) => {
                    service.metadata.namespace == *namespace && selects(service)
                }
                _ => false,
            })
            .map(Object::key)
            .collect();
        for key in concerned {
            self.service_concerns_endpoints(&key);
        }
    }

    /// A Service was stored, changed or removed, or one of its Pods was.
    pub(in crate::engine) fn service_concerns_endpoints(&mut self, key: &ObjectKey) {
        let service = self
            .store
            .shared_key(key)
            .unwrap_or_else(|| Arc::new(key.clone()));
        if self.network.endpoints_due.insert(service.clone()) {
            self.after(SYNC_DELAY, Event::EndpointsSync { service });
        }
    }

    /// The controllers look at one Service and its Pods.
    pub(in crate::engine) fn sync_endpoints(&mut self, key: &Arc<ObjectKey>) {
        self.network.endpoints_due.remove(key);
        let slices = self.slices_of(key);
        let before = listed(&slices);
        let service = match self.store.get(key) {
            Some(Object::Service(service)) => service.clone(),
            _ => {
                self.remove_endpoints(key, &slices);
                self.tell_endpoints(key, &before, &Map::new());
                return;
            }
        };
        if service.spec.selector.is_empty() || service.spec.service_type == "ExternalName" {
            return;
        }
        let groups = self.groups_of(&service);
        self.write_slices(&service, &slices, &groups);
        self.write_endpoints(&service, &groups);
        let after = listed(&self.slices_of(key));
        if before != after {
            self.tell_endpoints(key, &before, &after);
        }
    }

    fn slices_of(&self, service: &ObjectKey) -> Vec<EndpointSlice> {
        let slices = self.store.list(Kind::EndpointSlice);
        let owned = slices.filter_map(|object| match object {
            Object::EndpointSlice(slice) => {
                let metadata = &slice.metadata;
                let owner = metadata.labels.get(SERVICE_LABEL);
                let is_owned =
                    metadata.namespace == service.namespace && owner == Some(&service.name);
                is_owned.then(|| slice.clone())
            }
            _ => None,
        });
        owned.collect()
    }

    /// The Pods that belong to the Service, by the ports they have for it.
    fn groups_of(&self, service: &Service) -> Vec<Group> {
        let selector = Selector::equal(&service.spec.selector);
        let mut groups: Vec<Group> = Vec::new();
        for pod in self.store.pods() {
            let is_listed = pod.metadata.namespace == service.metadata.namespace
                && selector.matches(&pod.metadata.labels)
                && !pod.status.phase.is_terminal()
                && !pod.status.pod_ip.is_empty();
            if !is_listed {
                continue;
            }
            let ports = ports_of(service, pod);
            let endpoint = endpoint_of(service, pod);
            let known = groups
                .iter_mut()
                .find(|(known, list)| *known == ports && list.len() < SLICE_MAX);
            match known {
                Some((_, list)) => list.push(endpoint),
                None => groups.push((ports, vec![endpoint])),
            }
        }
        if groups.is_empty() {
            groups.push((Vec::new(), Vec::new()));
        }
        groups
    }

    /// One slice a group: the one with its ports, or one that is empty. An empty slice stays when
    /// nothing is listed.
    fn write_slices(&mut self, service: &Service, old: &[EndpointSlice], groups: &[Group]) {
        let mut left: Vec<&EndpointSlice> = old.iter().collect();
        for (ports, endpoints) in groups {
            let same = left.iter().position(|slice| slice.ports == *ports);
            let is_free =
                |slice: &&EndpointSlice| slice.endpoints.is_empty() || endpoints.is_empty();
            let known = same.or_else(|| left.iter().position(is_free));
            let known = known.map(|index| left.remove(index));
            let mut slice = match known {
                Some(slice) => slice.clone(),
                None => EndpointSlice {
                    metadata: self.slice_metadata(service),
                    ..Default::default()
                },
            };
            slice.ports.clone_from(ports);
            slice.endpoints.clone_from(endpoints);
            if known != Some(&slice) {
                self.store.put(Object::EndpointSlice(slice));
            }
        }
        for slice in left {
            let (namespace, name) = (&slice.metadata.namespace, &slice.metadata.name);
            let key = ObjectKey::new(Kind::EndpointSlice, namespace, name);
            self.store.remove(&key);
        }
    }

    fn slice_metadata(&mut self, service: &Service) -> ObjectMeta {
        let base: String = service.metadata.name.chars().take(57).collect();
        let mut metadata = self.owned_metadata(service);
        metadata.name = format!("{base}-{}", self.rng.suffix(5));
        let labels = &mut metadata.labels;
        let manager = "endpointslice-controller.k8s.io".to_owned();
        labels.insert(MANAGER_LABEL.to_owned(), manager);
        labels.insert(SERVICE_LABEL.to_owned(), service.metadata.name.clone());
        metadata
    }

    fn owned_metadata(&mut self, service: &Service) -> ObjectMeta {
        ObjectMeta {
            name: service.metadata.name.clone(),
            namespace: service.metadata.namespace.clone(),
            uid: self.rng.uuid(),
            creation_timestamp: Some(self.timestamp()),
            labels: service.metadata.labels.clone(),
            ..Default::default()
        }
    }

    /// The older object: ready and unready addresses; a Pod that is being deleted is in neither.
    fn write_endpoints(&mut self, service: &Service, groups: &[Group]) {
        let (namespace, name) = (&service.metadata.namespace, &service.metadata.name);
        let key = ObjectKey::new(Kind::Endpoints, namespace, name);
        let stored = self.store.get_shared(&key);
        let mut endpoints = match stored.as_deref() {
            Some(Object::Endpoints(endpoints)) => endpoints.clone(),
            _ => Endpoints {
                metadata: self.owned_metadata(service),
                ..Default::default()
            },
        };
        let publishes_all = service.spec.publish_not_ready_addresses;
        let needs_ports = !service.spec.ports.is_empty();
        endpoints.subsets = groups
            .iter()
            .filter(|(ports, _)| !needs_ports || !ports.is_empty())
            .filter_map(|group| subset_of(group, publishes_all))
            .collect();
        let object = Object::Endpoints(endpoints);
        if stored.as_deref() != Some(&object) {
            self.store.put(object);
        }
    }

    /// The Service is gone, and with it what was kept for it.
    fn remove_endpoints(&mut self, service: &ObjectKey, slices: &[EndpointSlice]) {
        let (namespace, name) = (&service.namespace, &service.name);
        self.store
            .remove(&ObjectKey::new(Kind::Endpoints, namespace, name));
        for slice in slices {
            let name = &slice.metadata.name;
            self.store
                .remove(&ObjectKey::new(Kind::EndpointSlice, namespace, name));
        }
    }

    /// A record for each address that came, changed or went; kube-proxy hears of it.
    fn tell_endpoints(
        &mut self,
        service: &Arc<ObjectKey>,
        before: &Map<String, Listed>,
        after: &Map<String, Listed>,
    ) {
        let gone = before
            .iter()
            .filter(|(address, _)| !after.contains_key(*address));
        let changes = after
            .iter()
            .map(|(address, now)| (address, now, Some(now.state)))
            .chain(gone.map(|(address, was)| (address, was, None)));
        for (address, listed, to) in changes {
            let from = before.get(address).map(|was| was.state);
            if from == to {
                continue;
            }
            let change = Change::Endpoint {
                address: address.clone(),
                pod: listed.pod.clone(),
                from,
                to,
            };
            let rule = Rule::EndpointsFollowReadiness;
            self.emit_and_follow(Component::EndpointController, service, rule, change);
        }
        self.proxy_hears(service);
    }
}

/// What the endpoints of a Service depend on.
#[derive(PartialEq)]
struct SeenByServices<'a> {
    labels: &'a Map<String, String>,
    ip: &'a str,
    is_deleted: bool,
    is_ready: bool,
    is_over: bool,
}

fn seen_by_services(pod: &Pod) -> SeenByServices<'_> {
    SeenByServices {
        labels: &pod.metadata.labels,
        ip: &pod.status.pod_ip,
        is_deleted: pod.metadata.deletion_timestamp.is_some(),
        is_ready: pod.status.condition_is_true(condition::READY),
        is_over: pod.status.phase.is_terminal(),
    }
}

/// One address of a Service.
#[derive(Clone, Debug, PartialEq)]
struct Listed {
    pod: String,
    state: EndpointState,
}

fn listed(slices: &[EndpointSlice]) -> Map<String, Listed> {
    let endpoints = slices.iter().flat_map(|slice| &slice.endpoints);
    let entry = |endpoint: &Endpoint| {
        let listed = Listed {
            pod: endpoint.target_name.clone(),
            state: EndpointState {
                ready: endpoint.ready,
                serving: endpoint.serving,
                terminating: endpoint.terminating,
            },
        };
        (endpoint.address.clone(), listed)
    };
    endpoints.map(entry).collect()
}

fn endpoint_of(service: &Service, pod: &Pod) -> Endpoint {
    let serving = pod.status.condition_is_true(condition::READY);
    let terminating = pod.metadata.deletion_timestamp.is_some();
    Endpoint {
        address: pod.status.pod_ip.clone(),
        node_name: pod.spec.node_name.clone(),
        target_name: pod.metadata.name.clone(),
        ready: service.spec.publish_not_ready_addresses || serving && !terminating,
        serving,
        terminating,
    }
}

/// The Pod's numbers for the ports of the Service; one that it does not have is left out.
fn ports_of(service: &Service, pod: &Pod) -> Vec<EndpointPort> {
    let ports = service.spec.ports.iter();
    let number = |port: &ServicePort| match &port.target_port {
        Some(IntOrString::Int(number)) if *number > 0 => Some(*number),
        Some(IntOrString::String(name)) => {
            let containers = pod.spec.containers.iter();
            let mut declared = containers.flat_map(|container| &container.ports);
            let found = declared.find(|d| d.name == *name && d.protocol == port.protocol);
            found.map(|declared| declared.container_port)
        }
        _ => Some(port.port),
    };
    ports
        .filter_map(|port| {
            Some(EndpointPort {
                name: port.name.clone(),
                port: number(port)?,
                protocol: port.protocol.clone(),
            })
        })
        .collect()
}

fn subset_of((ports, endpoints): &Group, publishes_all: bool) -> Option<EndpointSubset> {
    let kept = endpoints.iter().filter(|e| publishes_all || !e.terminating);
    let (ready, not_ready): (Vec<&Endpoint>, Vec<&Endpoint>) = kept.partition(|e| e.ready);
    if ready.is_empty() && not_ready.is_empty() {
        return None;
    }
    Some(EndpointSubset {
        addresses: addresses(ready),
        not_ready_addresses: addresses(not_ready),
        ports: ports.clone(),
    })
}

fn addresses(mut endpoints: Vec<&Endpoint>) -> Vec<EndpointAddress> {
    crate::order::sort_by(&mut endpoints, |a, b| a.address.cmp(&b.address));
    let address = |endpoint: &&Endpoint| EndpointAddress {
        ip: endpoint.address.clone(),
        node_name: endpoint.node_name.clone(),
        target_name: endpoint.target_name.clone(),
    };
    endpoints.iter().map(address).collect()
}
