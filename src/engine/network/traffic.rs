//! Clients from outside the cluster, as a Service's annotation describes them: requests at a
//! steady rate, each of them a record.

use std::sync::Arc;

use crate::api::behaviour::{TRAFFIC_ANNOTATION, Traffic};
use crate::api::{Object, ObjectKey, Service};
use crate::shell::Protocol;

use super::super::queue::Event;
use super::super::record::Component;
use super::super::runtime::Ask;
use super::super::time::SimDuration;
use super::super::world::World;
use super::proxy::Client;

/// The way from outside to a node.
const WAY_MS: u64 = 2;

/// The stream of requests that the annotation of a Service describes.
fn traffic_of(service: &Service) -> Option<Traffic> {
    let text = service.metadata.annotations.get(TRAFFIC_ANNOTATION)?;
    Traffic::parse(text).ok()
}

impl World {
    /// A Service was stored or changed: requests begin, or go on at another rate.
    pub(in crate::engine) fn traffic_follows(&mut self, key: &ObjectKey) {
        let Some(Object::Service(service)) = self.store.get(key) else {
            self.network.traffic.remove(key);
            return;
        };
        let Some(traffic) = traffic_of(service) else {
            self.network.traffic.remove(key);
            return;
        };
        let service = self
            .store
            .shared_key(key)
            .unwrap_or_else(|| Arc::new(key.clone()));
        let at = self.time + SimDuration::from_millis(traffic.period_ms);
        self.network.traffic.insert(service.clone(), at);
        self.at(at, Event::TrafficTick { service });
    }

    /// The next request is due.
    pub(in crate::engine) fn traffic_tick(&mut self, key: &Arc<ObjectKey>) {
        if self.network.traffic.get(key) != Some(&self.time) {
            return;
        }
        self.traffic_follows(key);
        let stored = self.store.get_shared(key);
        let Some(Object::Service(service)) = stored.as_deref() else {
            return;
        };
        let Some(traffic) = traffic_of(service) else {
            return;
        };
        let port = service.spec.ports.first().map_or(0, |port| port.port);
        let client = Client {
            component: Component::Client,
            name: "client".into(),
        };
        let ask = Ask {
            from: None,
            protocol: Protocol::Http,
            host: &service.metadata.name,
            port: u16::try_from(port).unwrap_or(0),
            path: &traffic.path,
            headers: &[],
            wants_body: false,
        };
        self.ask_service(Some(&client), service, &ask, WAY_MS);
    }
}
