//! Where the paths of a container lead: to a volume of its Pod or to its node.

use crate::api::Pod;
use crate::api::container::Container;
use crate::order;

/// Where a path of the container leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Mount {
    pub path: String,
    pub target: MountTarget,
    pub read_only: bool,
}

/// What is mounted.
#[derive(Clone, Debug, PartialEq)]
pub enum MountTarget {
    /// A volume of the Pod; `directory` is the sub path in it.
    Volume { name: String, directory: String },
    /// A directory of the node.
    Node { directory: String },
}

/// The mounts of a container, the longest path first: it wins.
pub(super) fn mounts_of(pod: &Pod, container: &Container) -> Vec<Mount> {
    let mut mounts: Vec<Mount> = container
        .volume_mounts
        .iter()
        .filter_map(|mount| {
            let volume = pod
                .spec
                .volumes
                .iter()
                .find(|volume| volume.name == mount.name)?;
            let directory = mount.sub_path.trim_matches('/').to_owned();
            let target = match &volume.host_path {
                Some(host_path) => {
                    let base = host_path.path.trim_end_matches('/');
                    let directory = if directory.is_empty() {
                        base.to_owned()
                    } else {
                        format!("{base}/{directory}")
                    };
                    MountTarget::Node { directory }
                }
                None => MountTarget::Volume {
                    name: volume.name.clone(),
                    directory,
                },
            };
            let path = mount.mount_path.trim_end_matches('/');
            let path = if path.starts_with('/') {
                path.to_owned()
            } else {
                format!("/{path}")
            };
            Some(Mount {
                path,
                target,
                read_only: mount.read_only,
            })
        })
        .collect();
    order::sort_by_key(&mut mounts, |mount| std::cmp::Reverse(mount.path.len()));
    mounts
}
