//! What a person on a machine of the cluster can reach: the files of a node, and the network as a
//! node sees it (control-plane.md §3.3, §4.4).

use crate::api::{Kind, Object, ObjectKey};
use crate::shell::{Dns, NetworkReply, NetworkRequest};

use super::super::network::Client;
use super::super::queue::NodeIndex;
use super::super::record::Component;
use super::super::world::World;
use super::Files;
use super::network::{Ask, first_address, no_such_host};

impl World {
    /// The files of a node: what `hostPath` volumes see.
    pub fn node_files(&mut self, node: NodeIndex) -> &mut Files {
        &mut self.nodes[node].runtime.files
    }

    /// A name as a node resolves it: the machines of the cluster and the world outside. The
    /// cluster's own DNS answers Pods only.
    pub fn resolve_on_node(&self, name: &str) -> Dns {
        let name = name.trim_end_matches('.');
        let addresses = |address: &str| Dns::Addresses {
            canonical: name.to_owned(),
            addresses: vec![address.to_owned()],
        };
        if let Some(address) = self.node_address(name) {
            return addresses(&address);
        }
        match self.resolve(name, "") {
            Dns::Addresses { .. } if self.is_service_name(name) => Dns::NxDomain,
            answer => answer,
        }
    }

    /// A connection from a node.
    pub fn request_from_node(&mut self, request: &NetworkRequest) -> NetworkReply {
        let Some(address) = first_address(self.resolve_on_node(&request.host)) else {
            return no_such_host();
        };
        let client = Client {
            component: Component::User,
            name: "terminal".into(),
        };
        self.client_request(&client, &address, &Ask::of(request, None))
    }

    fn node_address(&self, name: &str) -> Option<String> {
        match self.store.get(&ObjectKey::new(Kind::Node, "", name)) {
            Some(Object::Node(node)) => Some(node.status.internal_ip.clone()),
            _ => None,
        }
    }

    /// Whether the cluster's DNS would answer with a Service.
    fn is_service_name(&self, name: &str) -> bool {
        let mut parts = name.splitn(3, '.');
        let (service, namespace) = (parts.next().unwrap_or_default(), parts.next());
        let rest = parts.next();
        let namespace = namespace.unwrap_or_default();
        let is_inside = rest.is_none_or(|rest| rest == "svc" || rest == "svc.cluster.local");
        let key = ObjectKey::new(Kind::Service, namespace, service);
        is_inside && self.store.get(&key).is_some()
    }
}
