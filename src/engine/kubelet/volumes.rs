//! Volumes have to be mounted before anything else (kubelet.md §0.4 step 6, §1.5 row 2).

use crate::api::Kind;
use crate::api::volume::{KeyToPath, Volume};

use super::super::apiserver::EventText;
use super::super::queue::{NodeIndex, Uid};
use super::super::rule::Rule;
use super::super::runtime::Files;
use super::super::time::SimDuration;
use super::super::world::World;
use super::steps::Step;

/// A failed mount is tried again after 0.5 s, doubled up to 2 min 2 s.
const RETRY_MS: u64 = 500;
const RETRY_MAX_MS: u64 = 122_000;

impl World {
    /// Fills configMap and secret volumes; a missing source is waited for.
    pub(super) fn mount_volumes(&mut self, node: NodeIndex, uid: &Uid, attempt: u32) {
        let Some(worker) = self.nodes[node].kubelet.workers.get(uid) else {
            return;
        };
        let pod = worker.pod.clone();
        if pod.metadata.deletion_timestamp.is_some() {
            self.with_run(node, uid, |run| run.steps.clear());
            return;
        }
        for volume in &pod.spec.volumes {
            let known = self
                .runtime_pod(node, uid)
                .is_some_and(|p| p.volumes.contains_key(&volume.name));
            if known {
                continue;
            }
            match self.volume_contents(&pod.metadata.namespace, volume) {
                Ok(Some(files)) => {
                    let runtime_pod = self.nodes[node].runtime.pods.get_or_default(uid);
                    runtime_pod.volumes.insert(volume.name.clone(), files);
                }
                Ok(None) => self.prepare_host_path(node, volume),
                Err(cause) => {
                    let message = format!(
                        "MountVolume.SetUp failed for volume {:?} : {cause}",
                        volume.name
                    );
                    let kubelet = self.kubelet_of(node);
                    self.say(
                        kubelet,
                        uid,
                        Rule::SandboxFirst,
                        EventText::warning("FailedMount", message),
                    );
                    let wait_ms = (RETRY_MS << attempt.min(8)).min(RETRY_MAX_MS);
                    self.next_steps(
                        node,
                        uid,
                        vec![
                            Step::Wait {
                                duration: SimDuration::from_millis(wait_ms),
                            },
                            Step::MountVolumes {
                                attempt: attempt + 1,
                            },
                        ],
                    );
                    return;
                }
            }
        }
    }

    /// `None` for a directory of the node.
    fn volume_contents(&self, namespace: &str, volume: &Volume) -> Result<Option<Files>, String> {
        let (kind, name, items, optional) = match (&volume.config_map, &volume.secret) {
            (Some(source), _) => (
                Kind::ConfigMap,
                &source.name,
                &source.items,
                source.optional,
            ),
            (None, Some(source)) => (
                Kind::Secret,
                &source.secret_name,
                &source.items,
                source.optional,
            ),
            (None, None) if volume.host_path.is_some() => return Ok(None),
            (None, None) => return Ok(Some(Files::default())),
        };
        let Some(data) = self.data_of(kind, namespace, name) else {
            if optional == Some(true) {
                return Ok(Some(Files::default()));
            }
            return Err(format!(
                "{} {name:?} not found",
                kind.name().to_ascii_lowercase()
            ));
        };
        let mut files = Files::default();
        let now = self.timestamp().unix_seconds;
        for (key, value) in &data {
            let Some(path) = path_of(key, items) else {
                continue;
            };
            if let Some((directory, _)) = path.rsplit_once('/') {
                files.make_directories(&format!("/{directory}"));
            }
            // Over the bound the file is missing, as on a full disk.
            let _ = files.write(&format!("/{path}"), value, false, now);
        }
        Ok(Some(files))
    }

    fn prepare_host_path(&mut self, node: NodeIndex, volume: &Volume) {
        if let Some(source) = &volume.host_path {
            let path = source.path.trim_end_matches('/').to_owned();
            if matches!(source.path_type.as_str(), "DirectoryOrCreate" | "") && !path.is_empty() {
                self.nodes[node].runtime.files.make_directories(&path);
            }
        }
    }
}

fn path_of(key: &str, items: &[KeyToPath]) -> Option<String> {
    if items.is_empty() {
        return Some(key.to_owned());
    }
    items
        .iter()
        .find(|item| item.key == key)
        .map(|item| item.path.clone())
}
