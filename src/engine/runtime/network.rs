//! Names, addresses and requests between containers, as far as one cluster needs them
//! (control-plane.md §3.3, §4.3, §4.4).

use crate::api::{Kind, Object, ObjectKey, Service};
use crate::shell::{Dns, NetworkReply, NetworkRequest, Outcome, Protocol};

use super::super::network::Client;
use super::super::queue::{NodeIndex, Uid};
use super::super::world::World;
use super::InstanceId;
use super::catalogue;
use super::host::ContainerHost;

/// One request over the Pod network takes this long; one to the outside world.
const ROUND_TRIP_MS: u64 = 2;
const INTERNET_MS: u64 = 80;

/// A stand-in for the world outside the cluster: an address that is kept for documentation.
const PUBLIC_ADDRESS: &str = "203.0.113.10";

/// A request as its client makes it.
#[derive(Clone, Copy)]
pub(in crate::engine) struct Ask<'a> {
    /// The node that it comes from; `None`: from outside.
    pub from: Option<NodeIndex>,
    pub protocol: Protocol,
    /// As the client wrote it.
    pub host: &'a str,
    pub port: u16,
    /// Empty for a bare connection.
    pub path: &'a str,
    pub headers: &'a [(String, String)],
    /// Whether anybody will read more than the status.
    pub wants_body: bool,
}

impl<'a> Ask<'a> {
    /// What a program of the shell asks.
    pub(super) fn of(request: &'a NetworkRequest, from: Option<NodeIndex>) -> Ask<'a> {
        Ask {
            from,
            protocol: request.protocol,
            host: &request.host,
            port: request.port,
            path: match request.protocol {
                Protocol::Tcp => "",
                Protocol::Http | Protocol::Https => &request.path,
            },
            headers: &request.headers,
            wants_body: true,
        }
    }
}

/// The address that a client takes of those that a name has.
pub(super) fn first_address(answer: Dns) -> Option<String> {
    match answer {
        Dns::Addresses { addresses, .. } => addresses.into_iter().next(),
        Dns::NxDomain | Dns::TimedOut => None,
    }
}

/// What comes of a request to a name that nobody knows.
pub(super) fn no_such_host() -> NetworkReply {
    nothing(ROUND_TRIP_MS, Outcome::TimedOut)
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
        let full = format!("{service}.{namespace}.svc.cluster.local");
        match self.store.get(&key) {
            // A headless Service is its ready endpoints.
            Some(Object::Service(found_service)) if found_service.spec.cluster_ip == "None" => {
                let routes = self.routes_of(&key).iter();
                let addresses: Vec<String> = routes.map(|r| r.address.clone()).collect();
                match addresses.is_empty() {
                    true => Dns::NxDomain,
                    false => Dns::Addresses {
                        canonical: full,
                        addresses,
                    },
                }
            }
            Some(Object::Service(found_service)) if !found_service.spec.cluster_ip.is_empty() => {
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

    /// A request from a Pod to an address.
    pub(in crate::engine) fn request(
        &mut self,
        (node, uid): (NodeIndex, &Uid),
        address: &str,
        ask: &Ask<'_>,
    ) -> NetworkReply {
        let own_address = self.runtime_pod(node, uid).and_then(|pod| pod.ip());
        if address.starts_with("127.") || own_address == Some(address) {
            let mut reply = self.ask_pod(node, uid, ask);
            reply.after_ms += ROUND_TRIP_MS;
            return reply;
        }
        let name = self.store.pod_key(uid).map(|key| key.name.as_str().into());
        let client = name.map(|name| Client {
            component: self.runtime_of(node),
            name,
        });
        self.ask_address(client.as_ref(), address, ask, ROUND_TRIP_MS)
    }

    /// A request of a node: of its kubelet to the Pod itself, or to the host that a probe names.
    /// `None`: the name is unknown. The way within a node takes less than a millisecond.
    pub(in crate::engine) fn ask_from_node(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        ask: &Ask<'_>,
    ) -> Option<NetworkReply> {
        if ask.host.is_empty() {
            return Some(self.ask_pod(node, uid, ask));
        }
        // A node has a loopback of its own, on which nothing of the Pod listens.
        let address = first_address(self.resolve(ask.host, ""))?;
        Some(match address.starts_with("127.") {
            true => nothing(0, Outcome::Refused),
            false => self.ask_address(None, &address, ask, 0),
        })
    }

    /// A request to an address; a Service's leads to one of its endpoints.
    pub(super) fn ask_address(
        &mut self,
        client: Option<&Client>,
        address: &str,
        ask: &Ask<'_>,
        way_ms: u64,
    ) -> NetworkReply {
        if let Some(service) = self.service_at(address) {
            return self.ask_service(client, &service, ask, way_ms);
        }
        if address == PUBLIC_ADDRESS && self.is_reachable(ask.from, None) {
            let body = format!("<html><body>{}</body></html>\n", ask.host);
            return nothing(INTERNET_MS, response(200, body));
        }
        self.ask_pod_address(address, ask, way_ms)
    }

    /// A request to the Pod with that address; without one, or without a way to it, nobody ever
    /// answers.
    pub(in crate::engine) fn ask_pod_address(
        &mut self,
        address: &str,
        ask: &Ask<'_>,
        way_ms: u64,
    ) -> NetworkReply {
        match self.pod_at(address) {
            Some((node, uid)) if self.is_reachable(ask.from, Some(node)) => {
                let mut reply = self.ask_pod(node, &uid, ask);
                reply.after_ms += way_ms;
                reply
            }
            _ => nothing(way_ms, Outcome::TimedOut),
        }
    }

    /// Whether there is a way between two nodes, or a node and the outside (`None`): one that is
    /// cut off reaches only itself, and only it reaches it.
    fn is_reachable(&self, from: Option<NodeIndex>, to: Option<NodeIndex>) -> bool {
        let is_up = |end: Option<NodeIndex>| end.is_none_or(|node| self.nodes[node].network_is_up);
        from == to || (is_up(from) && is_up(to))
    }

    /// A request typed at a prompt outside every Pod: it reaches Pods and Services as each of them
    /// does, and the node ports of Services on any node's address.
    pub(super) fn client_request(
        &mut self,
        client: &Client,
        address: &str,
        ask: &Ask<'_>,
    ) -> NetworkReply {
        if address.starts_with("127.") {
            return nothing(0, Outcome::Refused);
        }
        if !self.is_node_address(address) {
            return self.ask_address(Some(client), address, ask, ROUND_TRIP_MS);
        }
        match self.service_of_node_port(ask.port) {
            Some((service, port)) => {
                let ask = Ask { port, ..*ask };
                self.ask_service(Some(client), &service, &ask, ROUND_TRIP_MS)
            }
            None => nothing(ROUND_TRIP_MS, Outcome::Refused),
        }
    }

    fn is_node_address(&self, address: &str) -> bool {
        self.store.list(Kind::Node).any(
            |object| matches!(object, Object::Node(node) if node.status.internal_ip == address),
        )
    }

    /// The Service that has this node port, and its own port
    /// (proxy/iptables/proxier.go, KUBE-NODEPORTS).
    fn service_of_node_port(&self, node_port: u16) -> Option<(Service, u16)> {
        self.store
            .list(Kind::Service)
            .find_map(|object| match object {
                Object::Service(service) => {
                    let mut ports = service.spec.ports.iter();
                    let port = ports.find(|port| port.node_port == i32::from(node_port))?;
                    Some((service.clone(), u16::try_from(port.port).ok()?))
                }
                _ => None,
            })
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

    /// What the processes of a Pod answer.
    pub(in crate::engine) fn ask_pod(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        ask: &Ask<'_>,
    ) -> NetworkReply {
        let now = self.time;
        let refused = nothing(0, Outcome::Refused);
        let Some(pod) = self.nodes[node].runtime.pods.get_mut(uid) else {
            return refused;
        };
        let mut shell_server = None;
        for instance in pod.instances.iter_mut().filter(|i| i.status.is_running()) {
            for program in &mut instance.foreign {
                if program.listens_on(ask.port, now) {
                    let after_ms = program.answer_delay_ms();
                    let status = program.answer_status(ask.path, now);
                    let body = match ask.wants_body {
                        true => program.body(ask.path, &pod.hostname, status, now),
                        false => String::new(),
                    };
                    return NetworkReply {
                        after_ms,
                        outcome: response(status, body),
                    };
                }
            }
            if instance.listening.contains(&ask.port) {
                shell_server = Some(instance.status.id);
            }
        }
        match shell_server {
            Some(id) => NetworkReply {
                after_ms: 0,
                outcome: self.ask_shell_server(node, uid, id, ask),
            },
            None => refused,
        }
    }

    /// A server of the shell room (`nc -l`, `httpd`). One that asks itself, from within its own
    /// turn, finds only that the port is open.
    fn ask_shell_server(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
        ask: &Ask<'_>,
    ) -> Outcome {
        let Some(container) = self.container_spec(node, uid, id) else {
            return Outcome::Refused;
        };
        let request = NetworkRequest {
            protocol: ask.protocol,
            host: ask.host.to_owned(),
            address: String::new(),
            port: ask.port,
            method: "GET".to_owned(),
            path: ask.path.to_owned(),
            headers: ask.headers.to_vec(),
            body: String::new(),
        };
        let mut machine = self.take_machine(node, uid, id);
        let mut host = ContainerHost::new(self, node, uid.clone(), id, &container);
        let outcome = machine.answer(ask.port, &request, &mut host);
        let is_there = machine.process_count() > 0;
        if is_there {
            self.put_machine(node, uid, id, machine);
            let now = self.time;
            self.wake_processes_at(node, uid, id, now);
        }
        outcome.unwrap_or_else(|| response(200, String::new()))
    }

    /// Whether what listens on a port of a Pod may speak gRPC: what an image of the catalogue
    /// does is known, and none of them does.
    pub(in crate::engine) fn speaks_grpc(&self, node: NodeIndex, uid: &str, port: u16) -> bool {
        let now = self.time;
        let instances = self
            .runtime_pod(node, uid)
            .map_or(&[][..], |pod| &pod.instances[..]);
        let mut running = instances
            .iter()
            .filter(|instance| instance.status.is_running());
        running.any(|instance| {
            let is_known = catalogue::find(&instance.status.image).is_some();
            let mut programs = instance.foreign.iter();
            programs.any(|p| p.listens_on(port, now) && (p.behaviour.is_some() || !is_known))
        })
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

/// What comes of a request that no process of a Pod answers.
fn nothing(after_ms: u64, outcome: Outcome) -> NetworkReply {
    NetworkReply { after_ms, outcome }
}

fn response(status: u16, body: String) -> Outcome {
    Outcome::Response {
        status,
        headers: Vec::new(),
        body,
    }
}
