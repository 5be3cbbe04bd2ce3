//! Lines over the finished layout: links from endpoint rows to Pods, with the requests that travel
//! on them, and the beams of probes. The browser lays the boxes out, so they are measured after it.

use crate::playback::snapshot::{EndpointView, ServiceView, Snapshot};
use crate::ui::layout::arrow::Rect;
use crate::ui::layout::scene::{self, Level};
use crate::ui::layout::traffic;
use crate::ui::layout::wires::{self, Link};
use crate::web::reactive::*;
use crate::web::view::{ElementRef, View, view};

use super::{Scene, probes};

/// Every line of the picture, by the id of the box where it begins or ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wires {
    links: Vec<(String, Link)>,
    beams: Vec<(String, String)>,
}

impl Wires {
    fn link(&self, endpoint: &str) -> Option<Link> {
        let found = self.links.iter().find(|(id, _)| id == endpoint);
        found.map(|(_, link)| *link)
    }

    /// The path of the beam that ends at a pip.
    pub fn beam(&self, pip: &str) -> Option<String> {
        let found = self.beams.iter().find(|(id, _)| id == pip);
        found.map(|(_, path)| path.clone())
    }
}

/// Measures the boxes of a picture, relative to the floor's content.
pub fn measure(floor: ElementRef, snapshot: &Snapshot) -> Option<Wires> {
    floor.get_untracked()?;
    let rect = |id: &str| rect_of(floor, &format!("[id=\"{id}\"]"));
    let mut wires = Wires::default();
    for service in &snapshot.services {
        for endpoint in &service.endpoints {
            let id = scene::endpoint_id(&service.key, &endpoint.address);
            let pod = scene::pod_of(service, endpoint);
            let boxes = rect(&id).zip(rect(&scene::pod_id(&pod)));
            if let Some((row, pod)) = boxes.filter(|(row, pod)| row.right < pod.left) {
                wires.links.push((id, wires::link(row, pod)));
            }
        }
    }
    for pod in &snapshot.pods {
        let Some(kubelet) = pod
            .node
            .as_deref()
            .and_then(|node| rect(&scene::kubelet_id(node)))
        else {
            continue;
        };
        for container in &pod.containers {
            for probe in &container.probes {
                let id = scene::pip_id(&pod.key, &container.spec.name, probe.kind);
                if let Some(pip) = rect(&id) {
                    wires.beams.push((id, wires::beam(kubelet, pip)));
                }
            }
        }
    }
    Some(wires)
}

/// The first box of the floor that fits the selector, relative to the floor's content.
pub fn rect_of(floor: ElementRef, selector: &str) -> Option<Rect> {
    let floor = floor.get_untracked()?;
    let outer = floor.get_bounding_client_rect();
    let (left, top) = (
        outer.left() as i32 - floor.scroll_left(),
        outer.top() as i32 - floor.scroll_top(),
    );
    let found = floor.query_selector(selector).ok().flatten()?;
    let rect = found.get_bounding_client_rect();
    // What is not shown has no size.
    (rect.width() > 1.0).then(|| Rect {
        left: rect.left() as i32 - left,
        top: rect.top() as i32 - top,
        right: rect.right() as i32 - left,
        bottom: rect.bottom() as i32 - top,
    })
}

/// The two sheets of lines: links below the Pods' cards, beams above.
pub fn sheets(scene: Scene, snapshot: &Snapshot, level: Level) -> View {
    let links: Vec<View> = match level {
        Level::Pod => Vec::new(),
        Level::Cluster => {
            let services = snapshot.services.iter();
            services.flat_map(|service| links(scene, service)).collect()
        }
    };
    let beams: Vec<View> = snapshot
        .pods
        .iter()
        .flat_map(|pod| probes::beams(scene, pod))
        .collect();
    view! {
        <svg class="wires" aria-hidden="true">{links}</svg>
        <svg class="wires is-above" aria-hidden="true">{beams}</svg>
    }
}

fn links(scene: Scene, service: &ServiceView) -> Vec<View> {
    let rows = service.endpoints.iter();
    rows.map(|endpoint| link(scene, service, endpoint))
        .collect()
}

fn link(scene: Scene, service: &ServiceView, endpoint: &EndpointView) -> View {
    let id = scene::endpoint_id(&service.key, &endpoint.address);
    let link = move || scene.wires.with(|wires| wires.link(&id));
    if !endpoint.is_routed {
        let cut = link.clone();
        return view! {
            <path class="wire is-broken" d=move || link().map(Link::broken_path)/>
            <path class="wire" d=move || cut().map(Link::cut)/>
        };
    }
    let (requests, endpoint) = (service.requests.clone(), endpoint.clone());
    let on_the_way = link.clone();
    let dots = move || {
        let dots = traffic::dots(&requests, &endpoint, scene.time.get());
        let Some(link) = on_the_way().filter(|_| !dots.is_empty()) else {
            return Vec::new();
        };
        let dots = dots.into_iter();
        dots.map(|(permille, is_ok)| {
            let (x, y) = link.point(permille);
            let class = if is_ok {
                "dot tone-ready"
            } else {
                "dot tone-failed"
            };
            view! { <circle class=class cx=x.to_string() cy=y.to_string() r="3"/> }
        })
        .collect::<Vec<View>>()
    };
    view! {
        <path class="wire is-open" d=move || link().map(Link::path)/>
        {dots}
    }
}
