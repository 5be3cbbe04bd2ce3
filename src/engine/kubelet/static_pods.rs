//! Pods that a kubelet runs from files of its node, and their mirrors in the API
//! (kubelet.md §8.5; config/file.go, pod/mirror_client.go).
//!
//! Unlike on a real cluster the mirror has the uid of the static Pod itself.

use crate::api::meta::OwnerReference;
use crate::api::pod::Toleration;
use crate::api::{Kind, Object, ObjectKey, Pod};

use super::super::apiserver::{DeleteOptions, WATCH_DELAY};
use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::Change;
use super::super::rule::Rule;
use super::super::world::World;

/// The most files that are read as Pods.
const STATIC_PODS_MAX: usize = 20;

impl World {
    /// The Pods that the files under `/etc/kubernetes/manifests` describe now: new ones start,
    /// those whose file is gone or changed are stopped with their grace.
    pub fn set_static_pods(&mut self, node: NodeIndex, pods: Vec<Pod>) {
        if !self.nodes[node].is_connected() {
            return;
        }
        let pods = pods.into_iter().take(STATIC_PODS_MAX);
        let wanted: crate::order::Map<Uid, Pod> = pods
            .map(|pod| {
                let pod = self.static_form(node, pod);
                (pod.metadata.uid.as_str().into(), pod)
            })
            .collect();
        let before = std::mem::replace(&mut self.nodes[node].kubelet.static_pods, wanted);
        let cause = self.cause();
        for (uid, pod) in before {
            let key = ObjectKey::pod(&pod.metadata.namespace, &pod.metadata.name);
            if !self.is_static(node, &uid) {
                // A mirror that is gone already needs no deletion.
                let _ = self.delete(&key, DeleteOptions::default());
                self.follow(cause);
            }
        }
        self.create_mirrors(node);
    }

    /// Whether a file of the node describes the Pod.
    pub(super) fn is_static(&self, node: NodeIndex, uid: &str) -> bool {
        self.nodes[node].kubelet.static_pods.contains_key(uid)
    }

    /// A name with the node's, no scheduler, and tolerations for whatever happens to the node.
    fn static_form(&self, node: NodeIndex, mut pod: Pod) -> Pod {
        let hash = hash_of(&format!(
            "{:?}{:?}{:?}",
            pod.metadata.name, pod.metadata.labels, pod.spec
        ));
        let node_name = self.nodes[node].name.to_string();
        let owner = OwnerReference {
            api_version: "v1".to_owned(),
            kind: "Node".to_owned(),
            name: node_name.clone(),
            uid: self
                .node_object(node)
                .map_or_else(String::new, |object| object.metadata.uid.clone()),
            controller: Some(true),
            block_owner_deletion: None,
        };
        let metadata = &mut pod.metadata;
        metadata.name = format!("{}-{node_name}", metadata.name);
        if metadata.namespace.is_empty() {
            metadata.namespace = "default".to_owned();
        }
        for (key, value) in [
            ("kubernetes.io/config.hash", hash.as_str()),
            ("kubernetes.io/config.mirror", hash.as_str()),
            ("kubernetes.io/config.source", "file"),
        ] {
            metadata
                .annotations
                .insert(key.to_owned(), value.to_owned());
        }
        metadata.owner_references = vec![owner];
        metadata.uid = hash;
        metadata.generation = 1;
        pod.spec.tolerations = vec![Toleration {
            operator: "Exists".to_owned(),
            effect: "NoExecute".to_owned(),
            ..Toleration::default()
        }];
        pod.spec.node_name = node_name;
        pod.status.qos_class = crate::api::defaults::qos_class(&pod.spec).to_owned();
        pod
    }

    /// Writes the mirrors that are missing; a name that is still taken is waited for.
    pub(super) fn create_mirrors(&mut self, node: NodeIndex) {
        let stamp = self.timestamp();
        let cause = self.cause();
        let missing: Vec<Pod> = self.nodes[node]
            .kubelet
            .static_pods
            .values()
            .filter(|pod| {
                let key = ObjectKey::pod(&pod.metadata.namespace, &pod.metadata.name);
                let namespace = ObjectKey::new(Kind::Namespace, "", &key.namespace);
                self.store.get(&key).is_none() && self.store.get(&namespace).is_some()
            })
            .cloned()
            .collect();
        for mut pod in missing {
            let uid: Uid = pod.metadata.uid.as_str().into();
            pod.metadata.creation_timestamp = Some(stamp);
            let key = self.store.put(Object::Pod(Box::new(pod)));
            let kubelet = self.kubelet_of(node);
            self.emit_and_follow(kubelet, &key, Rule::StaticPod, Change::Created);
            self.after(
                WATCH_DELAY,
                Event::PodWatched {
                    node,
                    uid: uid.clone(),
                },
            );
            self.send_status_anew(node, &uid);
            self.follow(cause);
        }
    }

    /// Someone deletes a mirror: it goes, comes back, and the containers never notice.
    pub(super) fn mirror_deleted(&mut self, node: NodeIndex, pod: &Pod) {
        let key = ObjectKey::pod(&pod.metadata.namespace, &pod.metadata.name);
        let kubelet = self.kubelet_of(node);
        self.remove_pod(kubelet, Rule::StaticPod, &key);
    }
}

/// 32 hexadecimal digits that are the same for the same file (FNV-1a, twice).
fn hash_of(text: &str) -> String {
    let half = |seed: u64| {
        text.bytes().fold(seed, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
        })
    };
    format!(
        "{:016x}{:016x}",
        half(0xCBF2_9CE4_8422_2325),
        half(0x8422_2325_CBF2_9CE4)
    )
}
