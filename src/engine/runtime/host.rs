//! What the processes of a container see of the world: its files, its network, its log and the
//! programs of its image.

use std::sync::Arc;

use crate::api::Pod;
use crate::api::behaviour::Behaviour;
use crate::api::container::Container;
use crate::order::Map;
use crate::shell::{
    Dialect, Dns, FileError, FileInfo, Foreign, ForeignReaction, Host, ListenError, NetworkReply,
    NetworkRequest, Pid, Signal, Stream,
};

use super::super::queue::{NodeIndex, Uid};
use super::super::record::{Change, Notice};
use super::super::rule::Rule;
use super::super::world::World;
use super::InstanceId;
use super::catalogue;
use super::files::Files;
use super::mount::MountTarget;
use super::network::{Ask, first_address, no_such_host};
use super::programs;

/// The world of one container instance.
pub(super) struct ContainerHost<'a> {
    world: &'a mut World,
    node: NodeIndex,
    uid: Uid,
    id: InstanceId,
    container: &'a Container,
}

impl<'a> ContainerHost<'a> {
    pub(super) fn new(
        world: &'a mut World,
        node: NodeIndex,
        uid: Uid,
        id: InstanceId,
        container: &'a Container,
    ) -> ContainerHost<'a> {
        ContainerHost {
            world,
            node,
            uid,
            id,
            container,
        }
    }

    fn pod(&self) -> Option<Arc<Pod>> {
        self.world.nodes[self.node]
            .kubelet
            .workers
            .get(&self.uid)
            .map(|worker| worker.pod.clone())
    }

    fn namespace(&self) -> String {
        self.pod().map_or_else(
            || "default".to_owned(),
            |pod| pod.metadata.namespace.clone(),
        )
    }

    /// Does something with the file system that a path leads to.
    fn with_files<T>(
        &mut self,
        path: &str,
        writes: bool,
        act: impl FnOnce(&mut Files, &str, i64) -> Result<T, FileError>,
    ) -> Result<T, FileError> {
        let now = self.unix_seconds();
        let runtime = &mut self.world.nodes[self.node].runtime;
        let pod = runtime.pods.get_mut(&self.uid).ok_or(FileError::NotFound)?;
        let id = self.id;
        let instance = pod
            .instances
            .iter_mut()
            .find(|instance| instance.status.id == id)
            .ok_or(FileError::NotFound)?;
        let mount = instance.mounts.iter().find(|mount| {
            path.strip_prefix(&*mount.path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        let Some(mount) = mount else {
            return act(&mut instance.files, path, now);
        };
        if writes && mount.read_only {
            return Err(FileError::ReadOnly);
        }
        let rest = &path[mount.path.len()..];
        match &mount.target {
            MountTarget::Node { directory } => {
                act(&mut runtime.files, &rooted(directory, rest), now)
            }
            MountTarget::Volume { name, directory } => {
                let files = pod.volumes.entry(name.clone()).or_default();
                act(files, &rooted(directory, rest), now)
            }
        }
    }

    /// What an annotation of the Pod says of this container.
    fn behaviour(&self) -> Option<Arc<Behaviour>> {
        let worker = self.world.nodes[self.node].kubelet.workers.get(&self.uid)?;
        worker.behaviours.get(&self.container.name).cloned()
    }
}

fn rooted(directory: &str, rest: &str) -> String {
    let path = format!(
        "/{}/{}",
        directory.trim_matches('/'),
        rest.trim_matches('/')
    );
    let path = path.trim_end_matches('/').replace("//", "/");
    if path.is_empty() {
        "/".to_owned()
    } else {
        path
    }
}

impl Host for ContainerHost<'_> {
    fn now_ms(&self) -> u64 {
        self.world.time.milliseconds
    }

    fn unix_seconds(&self) -> i64 {
        self.world.timestamp().unix_seconds
    }

    fn hostname(&self) -> String {
        let pod = self.world.runtime_pod(self.node, &self.uid);
        pod.map_or_else(String::new, |pod| pod.hostname.to_string())
    }

    fn random(&mut self) -> u32 {
        (self.world.rng.next_u64() >> 32) as u32
    }

    fn dialect(&self) -> Dialect {
        let image = catalogue::find(&self.container.image);
        image.and_then(|image| image.dialect).unwrap_or_default()
    }

    fn has_program(&self, name: &str) -> bool {
        if name == "sudo" {
            return false;
        }
        match catalogue::find(&self.container.image) {
            Some(image) => match image.dialect {
                Some(Dialect::Busybox) => {
                    !matches!(name, "curl" | "bash" | "sudo")
                        || image.repositories[0].contains(name)
                        || image.repositories[0].contains("netshoot")
                }
                Some(Dialect::Gnu) => !matches!(name, "nslookup" | "nc" | "wget" | "sudo"),
                None => false,
            },
            None => name != "sudo",
        }
    }

    fn search_domains(&self) -> Vec<String> {
        let namespace = self.namespace();
        vec![
            format!("{namespace}.svc.cluster.local"),
            "svc.cluster.local".to_owned(),
            "cluster.local".to_owned(),
        ]
    }

    fn read_file(&mut self, path: &str) -> Result<String, FileError> {
        if path == "/etc/hostname" {
            return Ok(self.hostname() + "\n");
        }
        self.with_files(path, false, |files, path, _| {
            files.read(path).map(|text| text.to_string())
        })
    }

    fn write_file(&mut self, path: &str, data: &str, append: bool) -> Result<(), FileError> {
        self.with_files(path, true, |files, path, now| {
            files.write(path, data, append, now)
        })
    }

    fn remove_file(&mut self, path: &str) -> Result<(), FileError> {
        self.with_files(path, true, |files, path, _| files.remove_file(path))
    }

    fn make_directory(&mut self, path: &str) -> Result<(), FileError> {
        self.with_files(path, true, |files, path, now| {
            files.make_directory(path, now)
        })
    }

    fn remove_directory(&mut self, path: &str) -> Result<(), FileError> {
        self.with_files(path, true, |files, path, _| files.remove_directory(path))
    }

    fn list_directory(&mut self, path: &str) -> Result<Vec<String>, FileError> {
        self.with_files(path, false, |files, path, _| files.list(path))
    }

    fn metadata(&mut self, path: &str) -> Result<FileInfo, FileError> {
        self.with_files(path, false, |files, path, _| files.metadata(path))
    }

    fn set_mode(&mut self, path: &str, mode: u32) -> Result<(), FileError> {
        self.with_files(path, true, |files, path, _| files.set_mode(path, mode))
    }

    fn resolve(&mut self, name: &str) -> Dns {
        let name = name.trim_end_matches('.');
        if name == self.hostname() {
            let own = self
                .world
                .runtime_pod(self.node, &self.uid)
                .and_then(|pod| pod.ip());
            let addresses = vec![own.unwrap_or("127.0.0.1").to_owned()];
            return Dns::Addresses {
                canonical: name.to_owned(),
                addresses,
            };
        }
        self.world.resolve(name, &self.namespace())
    }

    fn request(&mut self, request: &NetworkRequest) -> NetworkReply {
        let Some(address) = first_address(self.resolve(&request.host)) else {
            return no_such_host();
        };
        let ask = Ask::of(request, Some(self.node));
        self.world.request((self.node, &self.uid), &address, &ask)
    }

    fn listen(&mut self, _pid: Pid, port: u16) -> Result<(), ListenError> {
        let (node, id, uid) = (self.node, self.id, self.uid.clone());
        let instance = self
            .world
            .instance_mut(node, &uid, id)
            .ok_or(ListenError::PermissionDenied)?;
        if instance.listening.insert(port) {
            Ok(())
        } else {
            Err(ListenError::AddressInUse)
        }
    }

    fn close_port(&mut self, _pid: Pid, port: u16) {
        let (node, id, uid) = (self.node, self.id, self.uid.clone());
        if let Some(instance) = self.world.instance_mut(node, &uid, id) {
            instance.listening.remove(&port);
        }
    }

    fn write_log(&mut self, _stream: Stream, text: &str) {
        let (node, id, uid, now) = (self.node, self.id, self.uid.clone(), self.world.time);
        if let Some(instance) = self.world.instance_mut(node, &uid, id) {
            let begins_to_drop = instance.log.write(now, text);
            if begins_to_drop {
                let container = self.container.name.clone();
                let change = Change::Notice {
                    notice: Box::new(Notice::LogTruncated { container }),
                };
                self.world
                    .runtime_record(node, &uid, Rule::SimulationBound, change);
            }
        }
    }

    fn start_foreign(&mut self, pid: Pid, argv: &[String], env: &Map<String, String>) -> Foreign {
        let now = self.world.time;
        let behaviour = self.behaviour();
        let Some(started) = programs::start(self.container, behaviour, pid, argv, env, now) else {
            return Foreign::NotFound;
        };
        let (node, id, uid) = (self.node, self.id, self.uid.clone());
        if let Some(instance) = self.world.instance_mut(node, &uid, id) {
            instance.foreign.extend(started.program);
        }
        Foreign::Started(started.run)
    }

    fn signal_foreign(&mut self, pid: Pid, signal: Signal) -> ForeignReaction {
        let pod = self.world.runtime_pod(self.node, &self.uid);
        let instance = pod.and_then(|pod| pod.instance(self.id));
        instance
            .and_then(|instance| instance.foreign.iter().find(|program| program.pid == pid))
            .map_or(ForeignReaction::Default, |program| program.reaction(signal))
    }
}
