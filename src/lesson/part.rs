//! Parts of the page that a lesson can point at: `pod/web-b Ready`, `service/web endpoints`.

use std::fmt;

use crate::api::{Kind, ObjectKey};

/// A part of the page, in the words of docs/lessons.md.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// `pod/web-b`, `kubelet/node1`, `timeline`.
    pub subject: String,
    /// `Ready`, `endpoints`, `state`; empty for the whole.
    pub aspect: String,
}

const WHOLES: [&str; 8] = [
    "scheduler",
    "apiserver",
    "timeline",
    "events",
    "why",
    "terminal",
    "yaml",
    "levers",
];
const OF_POD: [&str; 4] = ["phase", "status", "ready", "restarts"];
const OF_CONTAINER: [&str; 4] = ["state", "readiness", "liveness", "startup"];
const OF_SERVICE: [&str; 2] = ["endpoints", "requests"];

impl Part {
    /// Reads a part; `None` if there is none of that form.
    pub fn read(text: &str) -> Option<Part> {
        let mut words = text.split_whitespace();
        let (subject, aspect) = (words.next()?, words.next().unwrap_or_default());
        if words.next().is_some() {
            return None;
        }
        let names: Vec<&str> = subject.split('/').collect();
        let is_condition =
            aspect.contains('/') || aspect.starts_with(|c: char| c.is_ascii_uppercase());
        let known = match names[..] {
            [whole] => WHOLES.contains(&whole) && aspect.is_empty(),
            ["pod", _] => aspect.is_empty() || OF_POD.contains(&aspect) || is_condition,
            ["pod", _, _] => aspect.is_empty() || OF_CONTAINER.contains(&aspect),
            ["service", _] => aspect.is_empty() || OF_SERVICE.contains(&aspect),
            ["node" | "kubelet", _] => aspect.is_empty(),
            _ => false,
        };
        let named = names.iter().all(|name| !name.is_empty());
        (known && named).then(|| Part {
            subject: subject.to_owned(),
            aspect: aspect.to_owned(),
        })
    }

    /// The names in the subject: `["pod", "web", "app"]`.
    pub fn names(&self) -> Vec<&str> {
        self.subject.split('/').collect()
    }

    /// Whether it is drawn beside the Pods: nodes, Services, the control plane.
    pub fn is_of_cluster(&self) -> bool {
        matches!(
            self.names()[0],
            "scheduler" | "apiserver" | "node" | "kubelet" | "service"
        )
    }

    /// The object that it belongs to, in the namespace `default`.
    pub fn object(&self) -> Option<ObjectKey> {
        match self.names()[..] {
            ["pod", name, ..] => Some(ObjectKey::new(Kind::Pod, "default", name)),
            ["service", name, ..] => Some(ObjectKey::new(Kind::Service, "default", name)),
            ["node" | "kubelet", name] => Some(ObjectKey::new(Kind::Node, "", name)),
            _ => None,
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.subject)?;
        match self.aspect.is_empty() {
            true => Ok(()),
            false => write!(f, " {}", self.aspect),
        }
    }
}
