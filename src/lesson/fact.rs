//! A fact: something that a run shows, as an author writes it: `pod/web phase=Running`.

use crate::engine::record::ProbeKind;
use crate::engine::time::SimDuration;
use crate::playback::scenario::parse_time;

/// One fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// True for stretches of time: a field of an object has a value.
    State {
        subject: Subject,
        field: Field,
        comparison: Comparison,
        value: String,
    },
    /// True at moments: something happened.
    Moment {
        subject: Subject,
        happening: Happening,
    },
    /// The learner ran a command with these words in this order.
    Command { words: Vec<String> },
}

/// What a fact is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Pod(String),
    Container { pod: String, name: String },
    Service(String),
    Node(String),
}

impl Subject {
    /// Reads `pod/web`, `pod/web/app`, `service/web` or `node/node1`.
    pub fn read(text: &str) -> Option<Subject> {
        let mut parts = text.split('/');
        let (kind, name) = (parts.next()?, parts.next()?);
        let (container, rest) = (parts.next(), parts.next());
        if name.is_empty() || container == Some("") || rest.is_some() {
            return None;
        }
        let name = name.to_owned();
        match (kind, container) {
            ("pod", None) => Some(Subject::Pod(name)),
            ("pod", Some(container)) => Some(Subject::Container {
                pod: name,
                name: container.to_owned(),
            }),
            ("service", None) => Some(Subject::Service(name)),
            ("node", None) => Some(Subject::Node(name)),
            _ => None,
        }
    }
}

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Of a Pod.
    Exists,
    Deleting,
    Phase,
    Status,
    Ready,
    Restarts,
    NodeName,
    /// Of a Pod or a node.
    Condition(String),
    ConditionReason(String),
    /// A field of the Pod by its path.
    Path(String),
    /// Of a container.
    State,
    Reason,
    ContainerReady,
    ContainerRestarts,
    LastReason,
    LastExit,
    ExitCode,
    /// Of a Service; the value is a Pod's name.
    Endpoint(EndpointFlag),
}

/// What may hold of a Pod's address in the endpoints of a Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointFlag {
    Listed,
    Ready,
    Serving,
    Terminating,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    Created,
    Gone,
    Evicted,
    /// The Pod got an address, or another one.
    Address,
    Event {
        reason: String,
        text: String,
    },
    Started,
    Exited {
        exit_code: Option<i32>,
    },
    Listening,
    OutOfMemory,
    Signal {
        name: String,
    },
    Probed {
        probe: ProbeKind,
        success: bool,
    },
    Hook {
        hook: String,
        word: String,
    },
    Pull {
        word: String,
    },
    BackOff {
        comparison: Comparison,
        delay: SimDuration,
    },
    Requested {
        ok: bool,
        pod: Option<String>,
    },
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    AtLeast,
    AtMost,
    More,
    Less,
}

impl Comparison {
    const ALL: [(&'static str, Comparison); 6] = [
        ("!=", Comparison::NotEqual),
        (">=", Comparison::AtLeast),
        ("<=", Comparison::AtMost),
        ("=", Comparison::Equal),
        (">", Comparison::More),
        ("<", Comparison::Less),
    ];

    /// Reads `>=` and the like.
    pub fn read(text: &str) -> Option<Comparison> {
        let found = Comparison::ALL.iter().find(|(written, _)| *written == text);
        found.map(|(_, comparison)| *comparison)
    }

    /// Whether `left` stands so to `right`.
    pub fn holds<T: PartialOrd>(self, left: &T, right: &T) -> bool {
        match self {
            Comparison::Equal => left == right,
            Comparison::NotEqual => left != right,
            Comparison::AtLeast => left >= right,
            Comparison::AtMost => left <= right,
            Comparison::More => left > right,
            Comparison::Less => left < right,
        }
    }

    /// Whether a value as text stands so to another: as numbers if both are.
    pub fn holds_of_texts(self, left: &str, right: &str) -> bool {
        match (left.parse::<i64>(), right.parse::<i64>()) {
            (Ok(left), Ok(right)) => self.holds(&left, &right),
            _ => match self {
                Comparison::Equal => left == right,
                Comparison::NotEqual => left != right,
                _ => false,
            },
        }
    }
}

impl Fact {
    /// Reads what is said of a subject: `phase=Running`, `created`, `event=BackOff`; `text` is the
    /// quoted text behind it.
    pub fn read(subject: &str, what: &str, text: Option<&str>) -> Result<Fact, String> {
        let subject = Subject::read(subject).ok_or_else(|| {
            format!("{subject:?} is no subject; write pod/NAME, pod/NAME/CONTAINER, service/NAME, node/NAME or command")
        })?;
        let said = Said::read(what);
        let fact = match &subject {
            Subject::Pod(_) => said.of_pod(text.unwrap_or_default()),
            Subject::Container { .. } => said.of_container(),
            Subject::Service(_) => said.of_service(),
            Subject::Node(_) => said.condition(),
        };
        let is_event = matches!(fact, Some(What::Moment(Happening::Event { .. })));
        match fact {
            Some(_) if text.is_some() && !is_event => {
                Err(format!("only event=REASON takes a text, {what:?} does not"))
            }
            Some(What::State(field)) => Ok(Fact::State {
                subject,
                field,
                comparison: said.comparison.unwrap_or(Comparison::Equal),
                value: said.value.to_owned(),
            }),
            Some(What::Moment(happening)) => Ok(Fact::Moment { subject, happening }),
            None => Err(format!(
                "{what:?} says nothing that can be found of that subject"
            )),
        }
    }
}

enum What {
    State(Field),
    Moment(Happening),
}

/// `KEY`, or `KEY OP VALUE` without blanks.
struct Said<'a> {
    key: &'a str,
    comparison: Option<Comparison>,
    value: &'a str,
}

impl<'a> Said<'a> {
    fn read(what: &'a str) -> Said<'a> {
        let found = Comparison::ALL
            .iter()
            .filter_map(|(written, comparison)| {
                Some((what.find(written)?, written.len(), *comparison))
            })
            .min_by_key(|(at, length, _)| (*at, usize::MAX - length));
        match found {
            None => Said {
                key: what,
                comparison: None,
                value: "",
            },
            Some((at, length, comparison)) => Said {
                key: &what[..at],
                comparison: Some(comparison),
                value: &what[at + length..],
            },
        }
    }

    fn is_equal(&self) -> bool {
        self.comparison == Some(Comparison::Equal)
    }

    fn of_pod(&self, text: &str) -> Option<What> {
        let moment = |happening| Some(What::Moment(happening));
        match (self.key, self.comparison) {
            ("exists", None) => return Some(What::State(Field::Exists)),
            ("deleting", None) => return Some(What::State(Field::Deleting)),
            ("created", None) => return moment(Happening::Created),
            ("gone", None) => return moment(Happening::Gone),
            ("evicted", None) => return moment(Happening::Evicted),
            ("ip", None) => return moment(Happening::Address),
            ("event", Some(Comparison::Equal)) => {
                return moment(Happening::Event {
                    reason: self.value.to_owned(),
                    text: text.to_owned(),
                });
            }
            (_, None) => return None,
            _ => {}
        }
        let field = match self.key {
            "phase" => Field::Phase,
            "status" => Field::Status,
            "ready" => Field::Ready,
            "restarts" => Field::Restarts,
            "node" => Field::NodeName,
            path if ["spec.", "status.", "metadata."]
                .iter()
                .any(|root| path.starts_with(root)) =>
            {
                Field::Path(path.to_owned())
            }
            _ => return self.condition(),
        };
        Some(What::State(field))
    }

    /// `Ready=True`, `Ready.reason=…`, `example.com/gate=True`.
    fn condition(&self) -> Option<What> {
        self.comparison?;
        let is_type =
            |name: &str| name.contains('/') || name.starts_with(|c: char| c.is_ascii_uppercase());
        if let Some(name) = self
            .key
            .strip_suffix(".reason")
            .filter(|name| is_type(name))
        {
            return Some(What::State(Field::ConditionReason(name.to_owned())));
        }
        is_type(self.key).then(|| What::State(Field::Condition(self.key.to_owned())))
    }

    fn of_container(&self) -> Option<What> {
        let field = match self.key {
            "state" => Some(Field::State),
            "reason" => Some(Field::Reason),
            "ready" => Some(Field::ContainerReady),
            "restarts" => Some(Field::ContainerRestarts),
            "last.reason" => Some(Field::LastReason),
            "last.exit" => Some(Field::LastExit),
            "exitCode" => Some(Field::ExitCode),
            _ => None,
        };
        if let Some(field) = field.filter(|_| self.comparison.is_some()) {
            return Some(What::State(field));
        }
        self.container_moment().map(What::Moment)
    }

    fn container_moment(&self) -> Option<Happening> {
        let value = || self.is_equal().then(|| self.value.to_owned());
        match (self.key, self.comparison) {
            ("started", None) => Some(Happening::Started),
            ("exited", None) => Some(Happening::Exited { exit_code: None }),
            ("exited", Some(Comparison::Equal)) => Some(Happening::Exited {
                exit_code: Some(self.value.parse().ok()?),
            }),
            ("listening", None) => Some(Happening::Listening),
            ("oom", None) => Some(Happening::OutOfMemory),
            ("signal", _) => Some(Happening::Signal { name: value()? }),
            ("startup", _) => self.probed(ProbeKind::Startup),
            ("liveness", _) => self.probed(ProbeKind::Liveness),
            ("readiness", _) => self.probed(ProbeKind::Readiness),
            ("preStop" | "postStart", _) => Some(Happening::Hook {
                hook: self.key.to_owned(),
                word: value().filter(|word| HOOK_WORDS.contains(&&**word))?,
            }),
            ("pull", _) => Some(Happening::Pull {
                word: value().filter(|word| PULL_WORDS.contains(&&**word))?,
            }),
            ("backoff", Some(comparison)) => Some(Happening::BackOff {
                comparison,
                delay: parse_time(self.value)?,
            }),
            _ => None,
        }
    }

    fn probed(&self, probe: ProbeKind) -> Option<Happening> {
        let success = match self.value {
            "success" => true,
            "failure" => false,
            _ => return None,
        };
        self.is_equal()
            .then_some(Happening::Probed { probe, success })
    }

    fn of_service(&self) -> Option<What> {
        let pod = (!self.value.is_empty()).then(|| self.value.to_owned());
        let requested = |ok| {
            Some(What::Moment(Happening::Requested {
                ok,
                pod: pod.clone(),
            }))
        };
        let flag = match self.key {
            "ok" => return requested(true),
            "failed" => return requested(false),
            "ready" => EndpointFlag::Ready,
            "listed" => EndpointFlag::Listed,
            "serving" => EndpointFlag::Serving,
            "terminating" => EndpointFlag::Terminating,
            _ => return None,
        };
        (self.is_equal() && pod.is_some()).then_some(What::State(Field::Endpoint(flag)))
    }
}

const HOOK_WORDS: [&str; 4] = ["started", "succeeded", "failed", "abandoned"];
const PULL_WORDS: [&str; 3] = ["started", "finished", "failed"];
