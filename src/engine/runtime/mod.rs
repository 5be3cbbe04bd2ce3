//! A node's container runtime: sandboxes, container instances and what runs in them.
//!
//! It knows images and processes, not Kubernetes: restart policies, phases and probes belong to
//! the kubelet, which sees this room only through its relist.

pub mod catalogue;
mod client;
mod command;
mod exec;
mod files;
mod host;
mod instance;
mod levers;
mod memory;
mod mount;
mod network;
mod node_service;
mod process;
mod programs;
mod pull;
mod termination_message;

use crate::order::{Map, Set};
use std::sync::Arc;

use super::by_uid::ByUid;
use super::queue::{NodeIndex, Uid};
use super::record::RecordId;
use super::time::SimTime;

pub(in crate::engine) use command::expand_references;
pub use exec::{Exec, ExecEnd, ExecError, ExecOutput};
pub use files::{Files, NodeFiles};
pub use instance::{Exit, Instance, InstanceState, InstanceStatus, Log, LogLine};
pub use memory::MemoryUse;
pub use mount::{Mount, MountTarget};
pub(in crate::engine) use network::Ask;
pub use node_service::NodeReply;
pub(in crate::engine) use process::NewInstance;
pub use pull::{Pull, Pulls};

/// The number of a container instance, unique on its node.
pub type InstanceId = u64;

/// Container runtime of one node.
#[derive(Clone, Debug, PartialEq)]
pub struct Runtime {
    pub(in crate::engine) pods: ByUid<RuntimePod>,
    pub(in crate::engine) images: Set<Arc<str>>,
    pub(in crate::engine) pulls: Pulls,
    /// The node's own files: what `hostPath` volumes and `ssh` see.
    pub(in crate::engine) files: NodeFiles,
    /// Room that files of the node take without a content, by path (`fallocate`).
    pub(in crate::engine) reserved: Map<String, u64>,
    pub(in crate::engine) next_instance: InstanceId,
    /// The next Pod address; host-local IPAM counts upwards (control-plane.md §3.1).
    next_address: u32,
    subnet: usize,
    /// Pods whose runtime state changed since the last relist, and what did it.
    pub(in crate::engine) dirty: Map<Uid, Option<RecordId>>,
}

impl Runtime {
    pub(in crate::engine) fn new(node: NodeIndex) -> Runtime {
        Runtime {
            pods: ByUid::default(),
            images: Set::new(),
            pulls: Pulls::default(),
            files: NodeFiles::with_directories(&[
                "/bin",
                "/etc/kubernetes/manifests",
                "/home",
                "/mnt",
                "/opt",
                "/root",
                "/tmp",
                "/usr/bin",
                "/var/lib",
                "/var/log",
            ]),
            reserved: Map::new(),
            next_instance: 0,
            next_address: 2,
            subnet: node + 1,
            dirty: Map::new(),
        }
    }

    /// The room that is reserved on the node's disk, in bytes.
    pub(in crate::engine) fn reserved_bytes(&self) -> u64 {
        let there = self
            .reserved
            .iter()
            .filter(|(path, _)| self.files.metadata(path).is_ok());
        there.map(|(_, bytes)| *bytes).fold(0, u64::saturating_add)
    }

    /// `10.244.1.2`, `10.244.1.3`, …: an address is used again only after the counter wraps.
    pub(in crate::engine) fn take_address(&mut self) -> String {
        let address = format!("10.244.{}.{}", self.subnet, self.next_address);
        self.next_address = if self.next_address >= 254 {
            2
        } else {
            self.next_address + 1
        };
        address
    }
}

/// What runs for one Pod.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuntimePod {
    /// Oldest first.
    pub sandboxes: Vec<Sandbox>,
    /// Oldest first, over all containers of the Pod.
    pub instances: Vec<Instance>,
    /// Contents of `emptyDir` and other per-Pod volumes by volume name.
    pub volumes: Map<String, Files>,
    pub hostname: Arc<str>,
}

/// The Pod's network namespace and pause process.
#[derive(Clone, Debug, PartialEq)]
pub struct Sandbox {
    pub ready: bool,
    pub ip: String,
    pub attempt: u32,
    pub created_at: SimTime,
}

impl RuntimePod {
    /// The instance of that number.
    pub fn instance(&self, id: InstanceId) -> Option<&Instance> {
        self.instances
            .iter()
            .find(|instance| instance.status.id == id)
    }

    pub(in crate::engine) fn instance_mut(&mut self, id: InstanceId) -> Option<&mut Instance> {
        self.instances
            .iter_mut()
            .find(|instance| instance.status.id == id)
    }

    /// The newest instance of a container.
    pub fn newest(&self, container: &str) -> Option<&Instance> {
        self.instances
            .iter()
            .rev()
            .find(|instance| &*instance.status.container == container)
    }

    /// The address of the sandbox that is up.
    pub fn ip(&self) -> Option<&str> {
        self.sandboxes
            .iter()
            .rev()
            .find(|sandbox| sandbox.ready)
            .map(|sandbox| &*sandbox.ip)
    }

    /// What a relist reads of it.
    pub fn status(&self) -> PodRuntimeStatus {
        PodRuntimeStatus {
            sandboxes: self.sandboxes.clone(),
            instances: self
                .instances
                .iter()
                .map(|instance| instance.status.clone())
                .collect(),
        }
    }
}

/// The runtime state of a Pod as the kubelet's cache holds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodRuntimeStatus {
    pub sandboxes: Vec<Sandbox>,
    /// Oldest first.
    pub instances: Vec<InstanceStatus>,
}

impl PodRuntimeStatus {
    /// The newest instance of a container.
    pub fn newest(&self, container: &str) -> Option<&InstanceStatus> {
        self.instances
            .iter()
            .rev()
            .find(|instance| &*instance.container == container)
    }

    /// The end of the newest instance of a container that has ended.
    pub fn newest_exit(&self, container: &str) -> Option<&Exit> {
        let instances = self.instances.iter().rev();
        let mut of_container = instances.filter(|instance| &*instance.container == container);
        of_container.find_map(InstanceStatus::exit)
    }

    /// The newest and the second newest instance of a container.
    pub fn newest_two(&self, container: &str) -> [Option<&InstanceStatus>; 2] {
        let mut found = self
            .instances
            .iter()
            .rev()
            .filter(|i| &*i.container == container);
        [found.next(), found.next()]
    }

    /// The sandbox that is up, if exactly one is.
    pub fn ready_sandbox(&self) -> Option<&Sandbox> {
        let mut ready = self.sandboxes.iter().filter(|sandbox| sandbox.ready);
        let first = ready.next()?;
        ready.next().is_none().then_some(first)
    }
}
