//! What a Pod asks of a node (control-plane.md §2.3; noderesources/fit.go computePodResourceRequest).

use crate::api::Pod;
use crate::api::container::Container;
use crate::order::Map;

/// Requests by resource, in thousandths of the resource's unit.
pub type Requests = Map<String, i128>;

/// The larger of what runs together at the end and what any moment of the initialisation
/// needs. Limits never count.
pub fn pod_requests(pod: &Pod) -> Requests {
    if let Some(resources) = pod
        .spec
        .resources
        .as_ref()
        .filter(|r| !r.requests.is_empty())
    {
        let requests = resources.requests.iter();
        return Map::from_iter(requests.map(|(name, quantity)| (name.clone(), quantity.milli)));
    }
    let mut running = Requests::new();
    let mut peak = Requests::new();
    for init in &pod.spec.init_containers {
        if init.is_sidecar() {
            add(&mut running, init);
            raise(&mut peak, &running);
        } else {
            let mut moment = running.clone();
            add(&mut moment, init);
            raise(&mut peak, &moment);
        }
    }
    for container in &pod.spec.containers {
        add(&mut running, container);
    }
    raise(&mut peak, &running);
    peak
}

fn add(sum: &mut Requests, container: &Container) {
    for (name, quantity) in &container.resources.requests {
        *sum.entry(name.clone()).or_default() += quantity.milli;
    }
}

fn raise(peak: &mut Requests, moment: &Requests) {
    for (name, amount) in moment {
        let entry = peak.entry(name.clone()).or_default();
        *entry = (*entry).max(*amount);
    }
}
