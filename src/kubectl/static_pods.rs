//! Pods that a kubelet runs from files of its node, without the API server
//! (kubelet.md §12; kubelet/config/file.go).

use crate::engine::{NodeIndex, World};
use crate::manifest::{self, Object};

/// The folder that a kubelet reads.
const FOLDER: &str = "/etc/kubernetes/manifests";

/// The kubelet of a node hears what the files of its folder say now.
pub(super) fn read_static_pods(world: &mut World, node: NodeIndex) {
    let mut pods = Vec::new();
    for text in world.node_files_in(node, FOLDER) {
        let mut documents = manifest::read(&text).documents.into_iter();
        if let Some(Object::Pod(pod)) = documents.find_map(|found| found.object) {
            pods.push(*pod);
        }
    }
    world.set_static_pods(node, pods);
}
