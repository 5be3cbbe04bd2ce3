//! What stands on the stage: one Pod close up or the whole cluster, in how much detail, and in
//! which order the arrow keys walk over it.

use crate::api::ObjectKey;
use crate::engine::record::ProbeKind;
use crate::playback::snapshot::{EndpointView, NodeView, PodView, ServiceView, Snapshot};

use super::traffic;

/// From this many Pods on, cards become tiles.
const TILES_FROM: usize = 12;

/// The two distances from which the stage is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Cluster,
    Pod,
}

/// How much of a Pod is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// All four layers.
    Full,
    /// Name, READY, STATUS, lamps and a row of containers.
    Small,
    /// Name, containers as glyphs, STATUS.
    Tile,
}

/// The chosen level, or the one that suits the number of Pods.
pub fn level(chosen: Option<Level>, snapshot: &Snapshot) -> Level {
    chosen.unwrap_or(if snapshot.pods.len() == 1 {
        Level::Pod
    } else {
        Level::Cluster
    })
}

/// The Pod in focus, or the first one.
pub fn focused<'a>(snapshot: &'a Snapshot, focus: Option<&ObjectKey>) -> Option<&'a PodView> {
    snapshot
        .pods
        .iter()
        .find(|pod| Some(&pod.key) == focus)
        .or(snapshot.pods.first())
}

/// How much of a Pod the cluster view draws.
pub fn cluster_detail(snapshot: &Snapshot, is_focused: bool) -> Detail {
    if snapshot.pods.len() >= TILES_FROM {
        Detail::Tile
    } else if is_focused {
        Detail::Full
    } else {
        Detail::Small
    }
}

/// Whether two snapshots look the same but for what moves with the clock alone (rings, bars,
/// tenths of a second); ages count in whole seconds.
pub fn same_picture(a: &Snapshot, b: &Snapshot) -> bool {
    a.time.whole_seconds() == b.time.whole_seconds()
        && a.last_write == b.last_write
        && a.nodes == b.nodes
        && a.pods == b.pods
        && a.services == b.services
}

/// A Pod's name on a tile: the beginning and the end, which is what differs between siblings.
pub fn tile_name(name: &str) -> String {
    const LONGEST: usize = 15;
    const TAIL: usize = 9;
    // Pod names are ASCII (RFC 1123); anything else stays whole and is cut by the browser.
    let fits = name.len() <= LONGEST || !name.is_ascii();
    if fits {
        return name.to_owned();
    }
    let (head, tail) = (&name[..LONGEST - TAIL - 1], &name[name.len() - TAIL..]);
    format!("{head}…{tail}")
}

/// A place on the stage that can have the keyboard's focus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub id: String,
    /// 1 for nodes and the tray, 2 for Pods, 3 for containers.
    pub level: u8,
    /// The Pod that it is or belongs to.
    pub pod: Option<ObjectKey>,
}

/// The element id of a node's box, or of the tray of Pods without one.
pub fn node_id(node: Option<&str>) -> String {
    match node {
        Some(node) => format!("stage-node-{node}"),
        None => "stage-tray".to_owned(),
    }
}

/// The element id of a Pod's card.
pub fn pod_id(key: &ObjectKey) -> String {
    format!("stage-pod-{}-{}", key.namespace, key.name)
}

/// The element id of a container's box.
pub fn container_id(key: &ObjectKey, container: &str) -> String {
    format!("{}-{container}", pod_id(key))
}

/// The element id of a Service's card.
pub fn service_id(key: &ObjectKey) -> String {
    format!("stage-service-{}-{}", key.namespace, key.name)
}

/// The element id of an endpoint's row.
pub fn endpoint_id(service: &ObjectKey, address: &str) -> String {
    format!("{}-{address}", service_id(service))
}

/// The Pod that an endpoint stands for.
pub fn pod_of(service: &ServiceView, endpoint: &EndpointView) -> ObjectKey {
    ObjectKey::pod(&service.key.namespace, &endpoint.pod)
}

/// The element id of the pip that a probe fills next.
pub fn pip_id(key: &ObjectKey, container: &str, probe: ProbeKind) -> String {
    format!("{}-{}", container_id(key, container), probe.name())
}

/// The element id of a node's kubelet.
pub fn kubelet_id(node: &str) -> String {
    format!("stage-kubelet-{node}")
}

/// Services with their endpoints, as they stand left of the nodes.
fn service_items(snapshot: &Snapshot, items: &mut Vec<Item>) {
    for service in &snapshot.services {
        items.push(Item {
            id: service_id(&service.key),
            level: 1,
            pod: None,
        });
        for endpoint in traffic::groups(service).into_iter().flatten() {
            items.push(Item {
                id: endpoint_id(&service.key, &endpoint.address),
                level: 2,
                pod: Some(pod_of(service, endpoint)),
            });
        }
    }
}

/// Everything on the stage in reading order: Service, its endpoints; node, its Pods, their
/// containers.
pub fn items(snapshot: &Snapshot, level: Level, focus: Option<&ObjectKey>) -> Vec<Item> {
    let focused = focused(snapshot, focus);
    let mut items = Vec::new();
    if level == Level::Cluster {
        service_items(snapshot, &mut items);
    }
    for (node, pods) in places(snapshot, level, focus) {
        items.push(Item {
            id: node_id(node.map(|node| node.name.as_str())),
            level: 1,
            pod: None,
        });
        for pod in pods {
            let is_focused = focused.is_some_and(|focused| focused.key == pod.key);
            items.push(Item {
                id: pod_id(&pod.key),
                level: 2,
                pod: Some(pod.key.clone()),
            });
            let full = level == Level::Pod || cluster_detail(snapshot, is_focused) == Detail::Full;
            for container in pod.containers.iter().filter(|_| full) {
                items.push(Item {
                    id: container_id(&pod.key, &container.spec.name),
                    level: 3,
                    pod: Some(pod.key.clone()),
                });
            }
        }
    }
    items
}

/// A node, or `None` for the scheduler's tray, and the Pods that stand there.
pub type Place<'a> = (Option<&'a NodeView>, Vec<&'a PodView>);

/// The boxes of the stage. Close up there is one; in the cluster the tray comes first, if any Pod
/// is without a node.
pub fn places<'a>(
    snapshot: &'a Snapshot,
    level: Level,
    focus: Option<&ObjectKey>,
) -> Vec<Place<'a>> {
    let node_of = |pod: &PodView| {
        let name = pod.node.as_deref()?;
        snapshot.nodes.iter().find(|node| node.name == name)
    };
    if level == Level::Pod {
        let focused = focused(snapshot, focus);
        return focused
            .map(|pod| (node_of(pod), vec![pod]))
            .into_iter()
            .collect();
    }
    let waiting: Vec<&PodView> = snapshot
        .pods
        .iter()
        .filter(|pod| node_of(pod).is_none())
        .collect();
    let tray = (!waiting.is_empty()).then_some((None, waiting));
    let nodes = snapshot.nodes.iter().map(|node| {
        let is_here = |pod: &&PodView| pod.node.as_deref() == Some(node.name.as_str());
        (Some(node), snapshot.pods.iter().filter(is_here).collect())
    });
    tray.into_iter().chain(nodes).collect()
}

/// Where an arrow key goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Next,
    Previous,
    /// To the first part inside.
    In,
    /// To what this is part of.
    Out,
    First,
    Last,
}

/// The index that a step leads to from `at`; it stays where it is if there is nothing there.
pub fn step(items: &[Item], at: usize, step: Step) -> usize {
    let last = items.len().saturating_sub(1);
    let at = at.min(last);
    let level = |index: usize| items.get(index).map_or(0, |item| item.level);
    match step {
        Step::Next => (at + 1).min(last),
        Step::Previous => at.saturating_sub(1),
        Step::In if level(at + 1) > level(at) => at + 1,
        Step::In => at,
        Step::Out => (0..at)
            .rev()
            .find(|&index| level(index) < level(at))
            .unwrap_or(at),
        Step::First => 0,
        Step::Last => last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::layout::fixture;

    #[test]
    fn one_pod_is_seen_close_up_and_many_as_a_cluster() {
        assert_eq!(level(None, &fixture::crash_loop()), Level::Pod);
        assert_eq!(level(None, &fixture::cluster()), Level::Cluster);
        assert_eq!(level(Some(Level::Pod), &fixture::cluster()), Level::Pod);
        assert_eq!(cluster_detail(&fixture::cluster(), true), Detail::Full);
        assert_eq!(cluster_detail(&fixture::crowd(), true), Detail::Tile);
    }

    #[test]
    fn arrows_walk_node_pod_container() {
        let snapshot = fixture::crash_loop();
        let items = items(&snapshot, Level::Pod, None);
        let levels: Vec<u8> = items.iter().map(|item| item.level).collect();
        assert_eq!(levels, [1, 2, 3, 3]);
        assert_eq!(step(&items, 0, Step::In), 1);
        assert_eq!(step(&items, 3, Step::Out), 1);
        assert_eq!(step(&items, 3, Step::Next), 3);
        assert_eq!(step(&items, 2, Step::In), 2);
        assert_eq!(step(&[], 5, Step::Last), 0);
    }

    #[test]
    fn tiles_keep_the_end_of_a_name() {
        assert_eq!(tile_name("web-7d4b9c6f5-x2k9p"), "web-7…6f5-x2k9p");
        assert_eq!(tile_name("orders"), "orders");
    }

    #[test]
    fn pods_without_a_node_stand_in_the_tray() {
        let snapshot = fixture::unschedulable();
        let places = places(&snapshot, Level::Cluster, None);
        assert!(places[0].0.is_none());
        assert_eq!(places[0].1.len(), 1);
        assert_eq!(places.len(), 1 + snapshot.nodes.len());
    }

    #[test]
    fn tenths_of_a_second_do_not_change_the_picture() {
        let before = fixture::crash_loop();
        let mut after = before.clone();
        after.time.milliseconds += 400;
        assert!(same_picture(&before, &after));
        after.time.milliseconds += 1_000;
        assert!(!same_picture(&before, &after));
    }
}
