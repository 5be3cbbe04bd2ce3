//! Names, addresses and requests between containers, as far as one cluster needs them
//! (control-plane.md §3.3, §4.3, §4.4).

use crate::api::probe::IntOrString;
use crate::api::selector::Selector;
use crate::api::{Kind, Object, ObjectKey, Service};
use crate::shell::{Dns, NetworkReply, Outcome};

use super::super::queue::{NodeIndex, Uid};
use super::super::world::World;

/// One request over the Pod network takes this long; one to the outside world.
const ROUND_TRIP_MS: u64 = 2;
const INTERNET_MS: u64 = 80;

/// A stand-in for the world outside the cluster: an address that is kept for documentation.
const PUBLIC_ADDRESS: &str = "203.0.113.10";

/// Where a connection goes.
enum Route {
    Pod(NodeIndex, Uid, u16),
    Refused,
    Internet,
    Nowhere,
}

/// What a Pod's processes answer, and after how long.
struct PodAnswer {
    after_ms: u64,
    outcome: Outcome,
}

impl World {
    /// CoreDNS: Services of the cluster by their short and long names; a name with a dot that
    /// no namespace explains belongs to the internet.
    pub(super) fn resolve(&self, name: &str, own_namespace: &str) -> Dns {
        if name == "localhost" {
            return found(name, "127.0.0.1");
        }
        if name.parse::<core::net::Ipv4Addr>().is_ok() {
            return found(name, name);
        }
        let inside = name
            .strip_suffix(".svc.cluster.local")
            .or_else(|| name.strip_suffix(".svc"));
        let (service, namespace) = match inside.unwrap_or(name).split_once('.') {
            None => (inside.unwrap_or(name), own_namespace),
            Some((service, namespace)) if !namespace.contains('.') => (service, namespace),
            Some(_) => return outside(name),
        };
        let key = ObjectKey::new(Kind::Service, namespace, service);
        match self.store.get(&key) {
            Some(Object::Service(found_service)) if !found_service.spec.cluster_ip.is_empty() => {
                let full = format!("{service}.{namespace}.svc.cluster.local");
                found(&full, &found_service.spec.cluster_ip)
            }
            _ => {
                let known = ObjectKey::new(Kind::Namespace, "", namespace);
                let is_inside =
                    inside.is_some() || !name.contains('.') || self.store.get(&known).is_some();
                if is_inside {
                    Dns::NxDomain
                } else {
                    outside(name)
                }
            }
        }
    }

    /// A request from a Pod to an address and port.
    pub(super) fn request(
        &mut self,
        own: (NodeIndex, Uid),
        address: &str,
        port: u16,
        path: &str,
        host: &str,
    ) -> NetworkReply {
        let route = self.route(own, address, port);
        self.reply_of(route, path, host)
    }

    /// A request from a node: it reaches Pods and Services as every Pod does, and the node ports
    /// of Services on any node's address.
    pub(super) fn client_request(
        &mut self,
        address: &str,
        port: u16,
        path: &str,
        host: &str,
    ) -> NetworkReply {
        let route = if let Some((node, uid)) = self.pod_at(address) {
            Route::Pod(node, uid, port)
        } else if let Some(service) = self.service_at(address) {
            self.choose_endpoint(&service, port)
        } else if self.is_node_address(address) {
            self.node_port_route(port)
        } else if address == PUBLIC_ADDRESS {
            Route::Internet
        } else if address.starts_with("127.") {
            Route::Refused
        } else {
            Route::Nowhere
        };
        self.reply_of(route, path, host)
    }

    fn is_node_address(&self, address: &str) -> bool {
        self.store.list(Kind::Node).any(
            |object| matches!(object, Object::Node(node) if node.status.internal_ip == address),
        )
    }

    /// The Service that has this node port (proxy/iptables/proxier.go, KUBE-NODEPORTS).
    fn node_port_route(&mut self, node_port: u16) -> Route {
        let found = self
            .store
            .list(Kind::Service)
            .find_map(|object| match object {
                Object::Service(service) => {
                    let mut ports = service.spec.ports.iter();
                    let port = ports.find(|port| port.node_port == i32::from(node_port))?;
                    Some((service.clone(), port.port))
                }
                _ => None,
            });
        match found {
            Some((service, port)) => self.choose_endpoint(&service, port as u16),
            None => Route::Refused,
        }
    }

    fn reply_of(&mut self, route: Route, path: &str, host: &str) -> NetworkReply {
        match route {
            Route::Pod(node, uid, port) => {
                let answer = self.answer_of(node, &uid, port, path);
                NetworkReply {
                    after_ms: answer.after_ms,
                    outcome: answer.outcome,
                }
            }
            Route::Refused => NetworkReply {
                after_ms: ROUND_TRIP_MS,
                outcome: Outcome::Refused,
            },
            Route::Internet => {
                let body = format!("<html><body>{host}</body></html>\n");
                NetworkReply {
                    after_ms: INTERNET_MS,
                    outcome: response(200, body),
                }
            }
            Route::Nowhere => NetworkReply {
                after_ms: ROUND_TRIP_MS,
                outcome: Outcome::TimedOut,
            },
        }
    }

    /// A Service's cluster address leads to one of its ready Pods.
    fn route(&mut self, own: (NodeIndex, Uid), address: &str, port: u16) -> Route {
        let (node, uid) = own;
        let own_address = self.runtime_pod(node, &uid).and_then(|pod| pod.ip());
        if address.starts_with("127.") || own_address == Some(address) {
            return Route::Pod(node, uid, port);
        }
        if let Some((node, uid)) = self.pod_at(address) {
            return Route::Pod(node, uid, port);
        }
        if let Some(service) = self.service_at(address) {
            return self.choose_endpoint(&service, port);
        }
        if address == PUBLIC_ADDRESS {
            Route::Internet
        } else {
            Route::Nowhere
        }
    }

    /// The Pod whose sandbox has that address.
    fn pod_at(&self, address: &str) -> Option<(NodeIndex, Uid)> {
        self.nodes.iter().enumerate().find_map(|(index, node)| {
            let mut pods = node.runtime.pods.iter();
            pods.find(|(_, pod)| pod.ip() == Some(address))
                .map(|(uid, _)| (index, uid.clone()))
        })
    }

    /// The Service with that cluster address.
    pub(in crate::engine) fn service_at(&self, address: &str) -> Option<Service> {
        self.store
            .list(Kind::Service)
            .find_map(|object| match object {
                Object::Service(service) if service.spec.cluster_ip == address => {
                    Some(service.clone())
                }
                _ => None,
            })
    }

    /// One of the ready Pods of a Service, by chance (proxy/iptables/proxier.go).
    fn choose_endpoint(&mut self, service: &Service, port: u16) -> Route {
        let selector = Selector::equal(&service.spec.selector);
        let wanted = service
            .spec
            .ports
            .iter()
            .find(|known| known.port == i32::from(port));
        let Some(service_port) = wanted.filter(|_| !service.spec.selector.is_empty()) else {
            return Route::Refused;
        };
        let mut endpoints: Vec<(NodeIndex, Uid, u16)> = Vec::new();
        for pod in self.store.pods() {
            let is_selected = pod.metadata.namespace == service.metadata.namespace
                && selector.matches(&pod.metadata.labels)
                && pod.metadata.deletion_timestamp.is_none()
                && pod.status.condition_is_true("Ready");
            let target = match &service_port.target_port {
                Some(IntOrString::Int(number)) if *number > 0 => Some(*number),
                Some(IntOrString::String(name)) => {
                    let mut containers = pod.spec.containers.iter();
                    containers.find_map(|container| container.port_named(name))
                }
                _ => Some(service_port.port),
            };
            let node = self.node_index(&pod.spec.node_name);
            if let (true, Some(target), Some(node)) = (is_selected, target, node) {
                endpoints.push((node, pod.metadata.uid.as_str().into(), target as u16));
            }
        }
        if endpoints.is_empty() {
            return Route::Refused;
        }
        let chosen = self.rng.below(endpoints.len() as u64) as usize;
        let (node, uid, port) = endpoints.swap_remove(chosen);
        Route::Pod(node, uid, port)
    }

    /// What the processes of a Pod answer on a port.
    fn answer_of(&mut self, node: NodeIndex, uid: &str, port: u16, path: &str) -> PodAnswer {
        let now = self.time;
        let refused = PodAnswer {
            after_ms: ROUND_TRIP_MS,
            outcome: Outcome::Refused,
        };
        let Some(pod) = self.nodes[node].runtime.pods.get_mut(uid) else {
            return refused;
        };
        let hostname = pod.hostname.clone();
        for instance in pod.instances.iter_mut().filter(|i| i.status.is_running()) {
            for program in &mut instance.foreign {
                if program.listens_on(port, now) {
                    let answer = program.answer(path, &hostname, now);
                    return PodAnswer {
                        after_ms: ROUND_TRIP_MS + program.answer_delay_ms(),
                        outcome: response(answer.status, answer.body),
                    };
                }
            }
            if instance.listening.contains(&port) {
                return PodAnswer {
                    after_ms: ROUND_TRIP_MS,
                    outcome: response(200, String::new()),
                };
            }
        }
        refused
    }
}

fn found(canonical: &str, address: &str) -> Dns {
    Dns::Addresses {
        canonical: canonical.to_owned(),
        addresses: vec![address.to_owned()],
    }
}

/// A public name, unless it says that it is none.
fn outside(name: &str) -> Dns {
    let is_none = [".invalid", ".local", ".svc", ".test"]
        .iter()
        .any(|end| name.ends_with(end));
    if is_none {
        Dns::NxDomain
    } else {
        found(name, PUBLIC_ADDRESS)
    }
}

fn response(status: u16, body: String) -> Outcome {
    Outcome::Response {
        status,
        headers: Vec::new(),
        body,
    }
}
