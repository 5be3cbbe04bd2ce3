//! A container's world in memory: files, names, servers, a log with times.

use podarium::order::Map;

use podarium::shell::{
    Dialect, Dns, FileError, FileInfo, Foreign, ForeignOutput, ForeignReaction, ForeignRun, Host,
    ListenError, NetworkReply, NetworkRequest, Outcome, Pid, Protocol, Signal, Stream,
};

#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Directory,
    File {
        text: String,
        mode: u32,
        modified: i64,
    },
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    pub now_ms: u64,
    pub nodes: Map<String, Node>,
    /// Name, address, and from when on it is known.
    pub services: Vec<(String, String, u64)>,
    /// `host:port` and the answer: status and body, or `refused`, `timeout`, `reset`.
    pub servers: Map<String, (String, String)>,
    pub log: Vec<(u64, Stream, String)>,
    pub log_bytes: usize,
    pub is_gnu: bool,
    pub busybox_minor: u32,
    pub missing: Vec<String>,
    pub random: u32,
}

/// 2026-03-02T09:00:00Z.
const START: i64 = 1_772_442_000;
/// As much log as the tests keep.
const LOG_BYTES: usize = 1 << 20;

impl World {
    pub fn new() -> World {
        let mut world = World {
            busybox_minor: 36,
            random: 1,
            ..World::default()
        };
        for path in ["/", "/bin", "/tmp", "/etc", "/root", "/srv"] {
            world.nodes.insert(path.to_string(), Node::Directory);
        }
        world
    }

    fn parent_exists(&self, path: &str) -> Result<(), FileError> {
        let parent = match path.rfind('/') {
            Some(0) | None => "/",
            Some(end) => &path[..end],
        };
        match self.nodes.get(parent) {
            Some(Node::Directory) => Ok(()),
            Some(Node::File { .. }) => Err(FileError::NotDirectory),
            None => Err(FileError::NotFound),
        }
    }
}

impl Host for World {
    fn now_ms(&self) -> u64 {
        self.now_ms
    }
    fn unix_seconds(&self) -> i64 {
        START + i64::try_from(self.now_ms / 1000).unwrap_or(0)
    }
    fn hostname(&self) -> String {
        "myapp-pod".to_string()
    }
    fn random(&mut self) -> u32 {
        self.random = self
            .random
            .wrapping_mul(1_664_525)
            .wrapping_add(1_013_904_223);
        self.random >> 8
    }
    fn dialect(&self) -> Dialect {
        if self.is_gnu {
            Dialect::Gnu
        } else {
            Dialect::Busybox
        }
    }
    fn busybox_minor(&self) -> u32 {
        self.busybox_minor
    }
    fn has_program(&self, name: &str) -> bool {
        !self.missing.iter().any(|missing| missing == name)
    }
    fn search_domains(&self) -> Vec<String> {
        [
            "default.svc.cluster.local",
            "svc.cluster.local",
            "cluster.local",
        ]
        .map(String::from)
        .to_vec()
    }

    fn read_file(&mut self, path: &str) -> Result<String, FileError> {
        match self.nodes.get(path) {
            Some(Node::File { text, .. }) => Ok(text.clone()),
            Some(Node::Directory) => Err(FileError::IsDirectory),
            None => self.parent_exists(path).and(Err(FileError::NotFound)),
        }
    }
    fn write_file(&mut self, path: &str, data: &str, append: bool) -> Result<(), FileError> {
        self.parent_exists(path)?;
        let now = self.unix_seconds();
        let entry = self.nodes.entry(path.to_string()).or_insert(Node::File {
            text: String::new(),
            mode: 0o644,
            modified: now,
        });
        match entry {
            Node::Directory => Err(FileError::IsDirectory),
            Node::File { text, modified, .. } => {
                if !append {
                    text.clear();
                }
                if text.len() + data.len() > LOG_BYTES {
                    return Err(FileError::NoSpace);
                }
                text.push_str(data);
                *modified = now;
                Ok(())
            }
        }
    }
    fn remove_file(&mut self, path: &str) -> Result<(), FileError> {
        match self.nodes.get(path) {
            Some(Node::File { .. }) => {
                self.nodes.remove(path);
                Ok(())
            }
            Some(Node::Directory) => Err(FileError::IsDirectory),
            None => Err(FileError::NotFound),
        }
    }
    fn make_directory(&mut self, path: &str) -> Result<(), FileError> {
        self.parent_exists(path)?;
        if self.nodes.contains_key(path) {
            return Err(FileError::Exists);
        }
        self.nodes.insert(path.to_string(), Node::Directory);
        Ok(())
    }
    fn remove_directory(&mut self, path: &str) -> Result<(), FileError> {
        let is_empty = self
            .list_directory(path)
            .is_ok_and(|names| names.is_empty());
        match self.nodes.get(path) {
            Some(Node::Directory) if !is_empty => Err(FileError::NotEmpty),
            Some(Node::Directory) => {
                self.nodes.remove(path);
                Ok(())
            }
            Some(Node::File { .. }) => Err(FileError::NotDirectory),
            None => Err(FileError::NotFound),
        }
    }
    fn list_directory(&mut self, path: &str) -> Result<Vec<String>, FileError> {
        if self.nodes.get(path) != Some(&Node::Directory) {
            return Err(FileError::NotFound);
        }
        let prefix = format!("{}/", path.trim_end_matches('/'));
        let names = self
            .nodes
            .keys()
            .filter_map(|known| known.strip_prefix(&prefix));
        Ok(names
            .filter(|name| !name.is_empty() && !name.contains('/'))
            .map(String::from)
            .collect())
    }
    fn metadata(&mut self, path: &str) -> Result<FileInfo, FileError> {
        match self.nodes.get(path) {
            Some(Node::Directory) => Ok(FileInfo {
                is_directory: true,
                size_bytes: 4096,
                mode: 0o755,
                modified_unix_seconds: START,
            }),
            Some(Node::File {
                text,
                mode,
                modified,
            }) => Ok(FileInfo {
                is_directory: false,
                size_bytes: text.len() as u64,
                mode: *mode,
                modified_unix_seconds: *modified,
            }),
            None => Err(FileError::NotFound),
        }
    }
    fn set_mode(&mut self, path: &str, new: u32) -> Result<(), FileError> {
        match self.nodes.get_mut(path) {
            Some(Node::File { mode, .. }) => *mode = new,
            Some(Node::Directory) => {}
            None => return Err(FileError::NotFound),
        }
        Ok(())
    }

    fn resolve(&mut self, name: &str) -> Dns {
        let short = name
            .strip_suffix(".default.svc.cluster.local")
            .unwrap_or(name);
        if short == "slow-dns" {
            return Dns::TimedOut;
        }
        let known = self
            .services
            .iter()
            .find(|(known, _, from)| known == short && *from <= self.now_ms);
        match known {
            Some((known, address, _)) => Dns::Addresses {
                canonical: format!("{known}.default.svc.cluster.local"),
                addresses: vec![address.clone()],
            },
            None => Dns::NxDomain,
        }
    }
    fn request(&mut self, request: &NetworkRequest) -> NetworkReply {
        let key = format!("{}:{}", request.host, request.port);
        let with_path = format!("{key}{}", request.path);
        let answer = self
            .servers
            .get(&with_path)
            .or_else(|| self.servers.get(&key))
            .cloned();
        let outcome = match answer {
            None => Outcome::Refused,
            Some((status, _)) if status == "timeout" => Outcome::TimedOut,
            Some((status, _)) if status == "reset" => Outcome::Reset,
            Some((status, body)) => Outcome::Response {
                status: status.parse().expect("a status in the case file"),
                headers: vec![("Content-Type".to_string(), "text/plain".to_string())],
                body: if request.protocol == Protocol::Tcp {
                    String::new()
                } else {
                    body + "\n"
                },
            },
        };
        NetworkReply {
            after_ms: 1,
            outcome,
        }
    }
    fn listen(&mut self, _pid: Pid, _port: u16) -> Result<(), ListenError> {
        Ok(())
    }
    fn close_port(&mut self, _pid: Pid, _port: u16) {}

    fn write_log(&mut self, stream: Stream, text: &str) {
        if self.log_bytes + text.len() > LOG_BYTES {
            return;
        }
        self.log_bytes += text.len();
        match self.log.last_mut() {
            Some((at, last, chunk)) if *at == self.now_ms && *last == stream => {
                chunk.push_str(text)
            }
            _ => self.log.push((self.now_ms, stream, text.to_string())),
        }
    }

    fn start_foreign(&mut self, _pid: Pid, argv: &[String], _env: &Map<String, String>) -> Foreign {
        let said = |after_ms, text: &str| ForeignOutput {
            after_ms,
            stream: Stream::Stdout,
            text: text.to_string(),
        };
        match argv[0].as_str() {
            "nginx" => Foreign::Started(ForeignRun {
                ends: None,
                output: vec![said(50, "start worker processes\n")],
            }),
            "perl" => Foreign::Started(ForeignRun {
                ends: Some((5_000, 0)),
                output: vec![said(5_000, "3.14159\n")],
            }),
            "crasher" => Foreign::Started(ForeignRun {
                ends: Some((100, 3)),
                output: vec![],
            }),
            _ => Foreign::NotFound,
        }
    }
    fn signal_foreign(&mut self, _pid: Pid, signal: Signal) -> ForeignReaction {
        match signal {
            Signal::Quit | Signal::Terminate => ForeignReaction::Ends {
                after_ms: 100,
                exit_code: 0,
            },
            _ => ForeignReaction::Default,
        }
    }
}
