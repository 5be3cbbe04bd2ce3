//! kube-proxy: which endpoint a new connection to a Service goes to (control-plane.md §4.3;
//! proxy/topology.go CategorizeEndpoints, proxy/iptables/proxier.go syncProxyRules). Every node
//! has the same rules at the same time.

use std::sync::Arc;

use crate::api::{Kind, Object, ObjectKey, Service};
use crate::shell::{NetworkReply, Outcome};

use super::super::queue::Event;
use super::super::record::{Change, Component, RequestOutcome};
use super::super::rule::Rule;
use super::super::runtime::Ask;
use super::super::time::SimDuration;
use super::super::world::World;

/// From a changed slice to changed rules.
const PROXY_DELAY: SimDuration = SimDuration::from_millis(100);
/// How long a client keeps its endpoint (`sessionAffinity: ClientIP`).
const AFFINITY: SimDuration = SimDuration::from_seconds(10_800);
/// Clients whose endpoint is remembered.
const AFFINITY_MAX: usize = 1_000;

/// One address that connections to a Service may go to.
#[derive(Clone, Debug, PartialEq)]
pub struct Routed {
    pub address: String,
    pub pod: Arc<str>,
    /// The Service's port and the Pod's.
    ports: Vec<(u16, u16)>,
}

/// Who asks, for the record of the request.
#[derive(Clone)]
pub(in crate::engine) struct Client {
    pub component: Component,
    pub name: Arc<str>,
}

impl World {
    /// The endpoints of a Service changed: the rules will.
    pub(in crate::engine) fn proxy_hears(&mut self, service: &Arc<ObjectKey>) {
        let service = service.clone();
        if self.network.proxy_due.insert(service.clone()) {
            self.after(PROXY_DELAY, Event::ProxySync { service });
        }
    }

    /// The rules become what the slices say now.
    pub(in crate::engine) fn sync_proxy(&mut self, key: &Arc<ObjectKey>) {
        self.network.proxy_due.remove(key);
        let Some(Object::Service(service)) = self.store.get(key) else {
            self.network.routes.remove(key);
            return;
        };
        let routes = self.usable_endpoints(key, service);
        let known = self.network.routes.insert(key.clone(), routes.clone());
        if known.as_ref() == Some(&routes) {
            return;
        }
        let addresses = routes.into_iter().map(|route| route.address).collect();
        let change = Change::Routed { addresses };
        self.emit(
            Component::KubeProxy,
            key,
            Rule::ProxyFollowsEndpoints,
            change,
        );
    }

    /// Ready endpoints; if there is none, those that still serve while they terminate.
    fn usable_endpoints(&self, key: &ObjectKey, service: &Service) -> Vec<Routed> {
        let mut ready = Vec::new();
        let mut terminating = Vec::new();
        for object in self.store.list(Kind::EndpointSlice) {
            let Object::EndpointSlice(slice) = object else {
                continue;
            };
            let owner = slice.metadata.labels.get("kubernetes.io/service-name");
            if slice.metadata.namespace != key.namespace || owner != Some(&key.name) {
                continue;
            }
            let port = |name: &str| {
                let found = slice.ports.iter().find(|port| port.name == name);
                found.and_then(|port| u16::try_from(port.port).ok())
            };
            let ports: Vec<(u16, u16)> = service
                .spec
                .ports
                .iter()
                .filter_map(|own| Some((u16::try_from(own.port).ok()?, port(&own.name)?)))
                .collect();
            for endpoint in &slice.endpoints {
                let routed = Routed {
                    address: endpoint.address.clone(),
                    pod: endpoint.target_name.as_str().into(),
                    ports: ports.clone(),
                };
                if endpoint.ready {
                    ready.push(routed);
                } else if endpoint.serving && endpoint.terminating {
                    terminating.push(routed);
                }
            }
        }
        if ready.is_empty() { terminating } else { ready }
    }

    /// The addresses that connections to a Service go to now.
    pub fn routes_of(&self, service: &ObjectKey) -> &[Routed] {
        self.network.routes.get(service).map_or(&[], Vec::as_slice)
    }

    /// The usable addresses behind every port of a Service, as `ip:port`.
    pub fn ready_addresses(&self, service: &Service) -> Vec<Vec<String>> {
        let metadata = &service.metadata;
        let key = ObjectKey::new(Kind::Service, &metadata.namespace, &metadata.name);
        let endpoints = self.usable_endpoints(&key, service);
        let of_port = |own: i32| -> Vec<String> {
            let target = |routed: &Routed| {
                let mut ports = routed.ports.iter();
                let (_, target) = ports.find(|(port, _)| i32::from(*port) == own)?;
                Some(format!("{}:{target}", routed.address))
            };
            endpoints.iter().filter_map(target).collect()
        };
        service
            .spec
            .ports
            .iter()
            .map(|port| of_port(port.port))
            .collect()
    }

    /// A request to a Service, and its record. `way_ms` is the time that the way takes.
    pub(in crate::engine) fn ask_service(
        &mut self,
        client: Option<&Client>,
        service: &Service,
        ask: &Ask<'_>,
        way_ms: u64,
    ) -> NetworkReply {
        let key = ObjectKey::new(
            Kind::Service,
            &service.metadata.namespace,
            &service.metadata.name,
        );
        let key = self.store.shared_key(&key).unwrap_or_else(|| Arc::new(key));
        let name = client.map(|client| &client.name);
        let chosen = self.choose_endpoint(&key, service, ask.port, name);
        let endpoint = chosen.as_ref().map(|(routed, _)| routed.pod.clone());
        let reply = match chosen {
            Some((routed, port)) => {
                let ask = Ask { port, ..*ask };
                self.ask_pod_address(&routed.address, &ask, way_ms)
            }
            None => NetworkReply {
                after_ms: way_ms,
                outcome: Outcome::Refused,
            },
        };
        if let Some(client) = client {
            let change = Change::Requested {
                client: client.name.clone(),
                endpoint,
                outcome: outcome_of(&reply.outcome),
                latency: SimDuration::from_millis(reply.after_ms),
            };
            self.emit(client.component, &key, Rule::EndpointByChance, change);
        }
        reply
    }

    /// One usable endpoint that has the port, by chance; with affinity the client's last one.
    fn choose_endpoint(
        &mut self,
        key: &Arc<ObjectKey>,
        service: &Service,
        port: u16,
        client: Option<&Arc<str>>,
    ) -> Option<(Routed, u16)> {
        let now = self.time;
        let routes = self.network.routes.get(key).map_or(&[][..], Vec::as_slice);
        let target = |routed: &Routed| {
            let mut ports = routed.ports.iter();
            ports
                .find(|(own, _)| *own == port)
                .map(|(_, target)| *target)
        };
        let usable: Vec<(&Routed, u16)> = routes
            .iter()
            .filter_map(|routed| Some((routed, target(routed)?)))
            .collect();
        let count = usable.len() as u64;
        if count == 0 {
            return None;
        }
        let keeps = client.filter(|_| service.spec.session_affinity == "ClientIP");
        let kept = keeps.and_then(|client| {
            let (address, used) = self.network.affinity.get(&(key.clone(), client.clone()))?;
            let is_fresh = now.since(*used) < AFFINITY;
            let mut usable = usable.iter();
            usable.find(|(routed, _)| is_fresh && routed.address == *address)
        });
        let chosen = match kept {
            Some((routed, target)) => (Routed::clone(routed), *target),
            None => {
                let index = self.rng.below(count) as usize;
                (usable[index].0.clone(), usable[index].1)
            }
        };
        if let Some(client) = keeps {
            let affinity = &mut self.network.affinity;
            if affinity.len() >= AFFINITY_MAX {
                affinity.clear();
            }
            let address = chosen.0.address.clone();
            affinity.insert((key.clone(), client.clone()), (address, now));
        }
        Some(chosen)
    }
}

fn outcome_of(outcome: &Outcome) -> RequestOutcome {
    match outcome {
        Outcome::Response { status, .. } => RequestOutcome::Status(*status),
        Outcome::Refused => RequestOutcome::Refused,
        Outcome::TimedOut => RequestOutcome::TimedOut,
        Outcome::Reset => RequestOutcome::Reset,
    }
}
