//! What the processes of a container see of the world: its files, its network, its log and the
//! programs of its image.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::api::container::Container;
use crate::api::selector::Selector;
use crate::api::{Kind, Object, ObjectKey, Pod};
use crate::shell::{
    Dialect, Dns, FileError, FileInfo, Foreign, ForeignOutput, ForeignReaction, ForeignRun, Host,
    ListenError, NetworkReply, NetworkRequest, Outcome, Pid, Protocol, Signal, Stream,
};

use super::super::queue::{NodeIndex, Uid};
use super::super::time::SimDuration;
use super::super::world::World;
use super::InstanceId;
use super::catalogue::{self, ForeignProgram, Server, SignalHabit};
use super::files::Files;
use super::process::MountTarget;

/// One request over the Pod network takes this long.
const ROUND_TRIP_MS: u64 = 2;

/// Programs that run someone's code: alone they end at once, with arguments they are servers.
const INTERPRETERS: [&str; 14] = [
    "python", "python3", "node", "java", "ruby", "php", "go", "dotnet", "npm", "yarn", "jshell",
    "deno", "bun", "gunicorn",
];

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

    /// What answers at an address and port: a Service's cluster address leads to a ready Pod.
    fn route(&mut self, address: &str, port: u16) -> Route {
        let own = self
            .world
            .runtime_pod(self.node, &self.uid)
            .and_then(|pod| pod.ip());
        if address.starts_with("127.") || own == Some(address) {
            return Route::Pod(self.node, self.uid.clone(), port);
        }
        if let Some((node, uid)) = self.world.pod_at(address) {
            return Route::Pod(node, uid, port);
        }
        if let Some(service) = self.world.service_at(address) {
            return self.world.choose_endpoint(&service, port);
        }
        if is_public(address) {
            Route::Internet
        } else {
            Route::Nowhere
        }
    }
}

/// Where a connection goes.
pub(super) enum Route {
    Pod(NodeIndex, Uid, u16),
    Refused,
    Internet,
    Nowhere,
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

impl World {
    /// The Pod whose sandbox has that address.
    pub(super) fn pod_at(&self, address: &str) -> Option<(NodeIndex, Uid)> {
        self.nodes.iter().enumerate().find_map(|(index, node)| {
            let mut pods = node.runtime.pods.iter();
            pods.find(|(_, pod)| pod.ip() == Some(address))
                .map(|(uid, _)| (index, uid.clone()))
        })
    }

    /// The Service with that cluster address.
    pub(in crate::engine) fn service_at(&self, address: &str) -> Option<crate::api::Service> {
        self.store
            .list(Kind::Service)
            .find_map(|object| match object {
                Object::Service(service) if service.spec.cluster_ip == address => {
                    Some(service.clone())
                }
                _ => None,
            })
    }

    /// One of the ready Pods of a Service, by chance (control-plane.md §4.3).
    pub(super) fn choose_endpoint(&mut self, service: &crate::api::Service, port: u16) -> Route {
        use crate::api::probe::IntOrString;
        let selector = Selector::equal(&service.spec.selector);
        let Some(service_port) = service
            .spec
            .ports
            .iter()
            .find(|p| p.port == i32::from(port))
        else {
            return Route::Refused;
        };
        let mut endpoints: Vec<(NodeIndex, Uid, u16)> = Vec::new();
        for pod in self.store.pods() {
            let selected = !service.spec.selector.is_empty()
                && pod.metadata.namespace == service.metadata.namespace
                && selector.matches(&pod.metadata.labels)
                && pod.metadata.deletion_timestamp.is_none()
                && pod.status.condition_is_true("Ready");
            let target = match &service_port.target_port {
                Some(IntOrString::Int(number)) if *number > 0 => Some(*number),
                Some(IntOrString::String(name)) => pod
                    .spec
                    .containers
                    .iter()
                    .find_map(|container| container.port_named(name)),
                _ => Some(service_port.port),
            };
            if let (true, Some(target)) = (selected, target)
                && let Some(node) = self.node_index(&pod.spec.node_name)
            {
                endpoints.push((node, pod.metadata.uid.as_str().into(), target as u16));
            }
        }
        if endpoints.is_empty() {
            return Route::Refused;
        }
        let chosen = self.rng.below(endpoints.len() as u64) as usize;
        let (node, uid, port) = endpoints.swap_remove(chosen);
        Route::Pod(node, uid, port)
    }

    /// What the processes of a Pod answer on a port.
    pub(super) fn answer_of(
        &mut self,
        node: NodeIndex,
        uid: &str,
        port: u16,
        path: &str,
    ) -> Outcome {
        let now = self.time;
        let Some(pod) = self.nodes[node].runtime.pods.get_mut(uid) else {
            return Outcome::Refused;
        };
        let hostname = pod.hostname.clone();
        for instance in pod.instances.iter_mut().filter(|i| i.status.is_running()) {
            for program in &mut instance.foreign {
                if program.listens_on(port, now) {
                    let answer = program.answer(path, &hostname, now);
                    return response(answer.status, answer.body);
                }
            }
            if instance.listening.contains(&port) {
                return response(200, String::new());
            }
        }
        Outcome::Refused
    }
}

fn response(status: u16, body: String) -> Outcome {
    Outcome::Response {
        status,
        headers: Vec::new(),
        body,
    }
}

/// A stand-in for the world outside the cluster.
const PUBLIC_ADDRESS: &str = "203.0.113.10";

fn is_public(address: &str) -> bool {
    address == PUBLIC_ADDRESS
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
        match catalogue::find(&self.container.image) {
            Some(image) => match image.dialect {
                Some(Dialect::Busybox) => {
                    !matches!(name, "curl" | "bash")
                        || image.repositories[0].contains(name)
                        || image.repositories[0].contains("netshoot")
                }
                Some(Dialect::Gnu) => !matches!(name, "nslookup" | "nc" | "wget"),
                None => false,
            },
            None => true,
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

    /// CoreDNS: Services of the cluster; names with a dot outside it belong to the internet
    /// (control-plane.md §3.3).
    fn resolve(&mut self, name: &str) -> Dns {
        let name = name.trim_end_matches('.');
        let found = |canonical: String, address: &str| Dns::Addresses {
            canonical,
            addresses: vec![address.to_owned()],
        };
        if name == "localhost" || name.parse::<std::net::Ipv4Addr>().is_ok() {
            let address = if name == "localhost" {
                "127.0.0.1"
            } else {
                name
            };
            return found(name.to_owned(), address);
        }
        if name == self.hostname() {
            let own = self
                .world
                .runtime_pod(self.node, &self.uid)
                .and_then(|pod| pod.ip());
            return found(name.to_owned(), own.unwrap_or("127.0.0.1"));
        }
        let own_namespace = self.namespace();
        let inside = name
            .strip_suffix(".svc.cluster.local")
            .or(name.strip_suffix(".svc"));
        let (service, namespace) = match inside.unwrap_or(name).split_once('.') {
            Some((service, namespace)) if !namespace.contains('.') => (service, namespace),
            None => (name, &*own_namespace),
            Some(_) if name.ends_with(".invalid") || name.ends_with(".local") => {
                return Dns::NxDomain;
            }
            Some(_) => return found(name.to_owned(), PUBLIC_ADDRESS),
        };
        let key = ObjectKey::new(Kind::Service, namespace, service);
        match self.world.store.get(&key) {
            Some(Object::Service(service)) if !service.spec.cluster_ip.is_empty() => {
                let full = format!("{}.{namespace}.svc.cluster.local", key.name);
                found(full, &service.spec.cluster_ip)
            }
            _ if name == "kubernetes" || name.starts_with("kubernetes.default") => found(
                "kubernetes.default.svc.cluster.local".to_owned(),
                "10.96.0.1",
            ),
            _ if inside.is_none()
                && name.contains('.')
                && !name.ends_with(".invalid")
                && self.namespace_is_unknown(namespace) =>
            {
                found(name.to_owned(), PUBLIC_ADDRESS)
            }
            _ => Dns::NxDomain,
        }
    }

    fn request(&mut self, request: &NetworkRequest) -> NetworkReply {
        let reply = |outcome| NetworkReply {
            after_ms: ROUND_TRIP_MS,
            outcome,
        };
        let address = match self.resolve(&request.host) {
            Dns::Addresses { addresses, .. } => addresses.into_iter().next().unwrap_or_default(),
            Dns::NxDomain | Dns::TimedOut => return reply(Outcome::TimedOut),
        };
        match self.route(&address, request.port) {
            Route::Pod(node, uid, port) => {
                let path = if request.protocol == Protocol::Tcp {
                    ""
                } else {
                    &*request.path
                };
                reply(self.world.answer_of(node, &uid, port, path))
            }
            Route::Refused => reply(Outcome::Refused),
            Route::Internet => NetworkReply {
                after_ms: 80,
                outcome: response(200, format!("<html><body>{}</body></html>\n", request.host)),
            },
            Route::Nowhere => reply(Outcome::TimedOut),
        }
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
            instance.log.write(now, text);
        }
    }

    fn start_foreign(
        &mut self,
        pid: Pid,
        argv: &[String],
        env: &BTreeMap<String, String>,
    ) -> Foreign {
        let Some(program) = argv.first() else {
            return Foreign::NotFound;
        };
        let name = program.rsplit('/').next().unwrap_or(program);
        let declared: Vec<u16> = self
            .container
            .ports
            .iter()
            .map(|port| port.container_port as u16)
            .collect();
        let image = catalogue::find(&self.container.image);
        let own = image.and_then(|image| image.program.as_ref());
        let known = own
            .filter(|own| own.names.contains(&name))
            .map(|own| own.server);
        let server = match (known, image) {
            (Some(server), _) => server,
            (None, _) if INTERPRETERS.contains(&name) && argv.len() == 1 => Server {
                ports: &[],
                listens_after_ms: 0,
                on_term: SignalHabit::Default,
                ends_after_ms: Some((50, 0)),
            },
            (None, Some(_)) if !INTERPRETERS.contains(&name) => return Foreign::NotFound,
            _ => Server {
                ports: &[],
                listens_after_ms: catalogue::UNKNOWN_STARTS_AFTER_MS,
                on_term: SignalHabit::Ends {
                    after_ms: 200,
                    exit_code: 0,
                },
                ends_after_ms: None,
            },
        };
        self.start_server(pid, name, argv, env, server, declared)
    }

    fn signal_foreign(&mut self, pid: Pid, signal: Signal) -> ForeignReaction {
        let pod = self.world.runtime_pod(self.node, &self.uid);
        let instance = pod.and_then(|pod| pod.instance(self.id));
        instance
            .and_then(|instance| instance.foreign.iter().find(|program| program.pid == pid))
            .map_or(ForeignReaction::Default, |program| program.reaction(signal))
    }
}

impl ContainerHost<'_> {
    fn namespace_is_unknown(&self, namespace: &str) -> bool {
        let key = ObjectKey::new(Kind::Namespace, "", namespace);
        self.world.store.get(&key).is_none()
    }

    fn start_server(
        &mut self,
        pid: Pid,
        name: &str,
        argv: &[String],
        env: &BTreeMap<String, String>,
        server: Server,
        declared: Vec<u16>,
    ) -> Foreign {
        let delay_ms = env
            .get("START_DELAY")
            .and_then(|seconds| seconds.trim_end_matches('s').parse::<u64>().ok())
            .map_or(server.listens_after_ms, |seconds| {
                seconds.min(86_400) * 1_000
            });
        let ports = if server.ports.is_empty() {
            declared
        } else {
            server.ports.to_vec()
        };
        let now = self.world.time;
        let output = program_output(name, argv);
        if server.ends_after_ms.is_none() {
            let program = ForeignProgram {
                pid,
                ports,
                listens_at: now + SimDuration::from_millis(delay_ms),
                announced: false,
                on_term: server.on_term,
                health: 200,
                started_at: now,
                fails_after_ten_seconds: argv
                    .iter()
                    .any(|word| word == "liveness" || word == "/server"),
            };
            let (node, id, uid) = (self.node, self.id, self.uid.clone());
            if let Some(instance) = self.world.instance_mut(node, &uid, id) {
                instance.foreign.push(program);
            }
        }
        let ends = match (name, server.ends_after_ms) {
            ("perl", Some(_)) => Some((4_000, 0)),
            (_, ends) => ends,
        };
        Foreign::Started(ForeignRun { ends, output })
    }
}

/// What a foreign program prints.
fn program_output(name: &str, argv: &[String]) -> Vec<ForeignOutput> {
    let text = match name {
        "hello" => "\nHello from Docker!\nThis message shows that your installation appears to be working correctly.\n".to_owned(),
        "perl" => match pi_request(argv) {
            Some(digits) => catalogue::pi_digits(digits) + "\n",
            None => return Vec::new(),
        },
        "redis-server" => "* Ready to accept connections tcp\n".to_owned(),
        _ => return Vec::new(),
    };
    let after_ms = if name == "perl" { 3_900 } else { 1 };
    vec![ForeignOutput {
        after_ms,
        stream: Stream::Stdout,
        text,
    }]
}

/// `print bpi(2000)`: how many digits of π.
fn pi_request(argv: &[String]) -> Option<usize> {
    let script = argv.iter().find(|word| word.contains("bpi("))?;
    let digits = &script[script.find("bpi(")? + 4..];
    digits[..digits.find(')')?].trim().parse().ok()
}

/// The behaviour that an annotation of the Pod gives a container.
pub(in crate::engine) fn behaviour_of(_pod: &Pod, _container: &str) -> Option<()> {
    None
}
