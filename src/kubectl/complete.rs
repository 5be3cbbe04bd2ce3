//! Tab: what may stand where the cursor is (kubectl.md §19).

use crate::api::{Kind, Object};
use crate::engine::World;
use crate::order;

use super::resource::Resource;
use super::terminal::Terminal;
use super::verb;

/// The most candidates of one look.
const CANDIDATES_MAX: usize = 200;

/// Programs that are completed at the beginning of a command.
const PROGRAMS: [&str; 22] = [
    "awk", "cat", "cd", "curl", "cut", "date", "echo", "grep", "head", "kubectl", "ls", "mkdir",
    "pwd", "rm", "sed", "sleep", "sort", "ssh", "tail", "touch", "wc", "wget",
];

/// What may stand at the end of `line`, whole words each, sorted.
pub fn complete(world: &World, terminal: &Terminal, line: &str) -> Vec<String> {
    let start = line
        .rfind(['|', ';', '&', '('])
        .map_or(0, |index| index + 1);
    let mut words: Vec<&str> = line[start..].split_whitespace().collect();
    let begins_word = line.ends_with(|c: char| c.is_whitespace()) || line[start..].is_empty();
    let last = match begins_word {
        true => "",
        false => words.pop().unwrap_or_default(),
    };
    let place = Place {
        world,
        terminal,
        words: &words,
        last,
    };
    let mut found = place.candidates();
    found.retain(|candidate| candidate.starts_with(last) && candidate != last);
    order::sort(&mut found);
    found.dedup();
    found.truncate(CANDIDATES_MAX);
    found
}

/// The words before the cursor, and the beginning of the one at it.
struct Place<'a> {
    world: &'a World,
    terminal: &'a Terminal,
    words: &'a [&'a str],
    last: &'a str,
}

impl Place<'_> {
    fn candidates(&self) -> Vec<String> {
        match self.words {
            [] => owned(&PROGRAMS),
            ["kubectl" | "k", rest @ ..] => self.kubectl(rest),
            ["ssh"] => self.names(Kind::Node),
            _ => self.files(),
        }
    }

    fn kubectl(&self, words: &[&str]) -> Vec<String> {
        let verb = words.iter().find(|word| !word.starts_with('-'));
        let Some(verb) = verb.copied() else {
            return verb::names();
        };
        if let Some(flag) = words.last().filter(|word| word.starts_with('-')) {
            match flag.trim_start_matches('-') {
                "n" | "namespace" => return self.names(Kind::Namespace),
                "f" | "filename" => return self.files(),
                "o" | "output" => {
                    return owned(&[
                        "custom-columns=",
                        "json",
                        "jsonpath=",
                        "name",
                        "wide",
                        "yaml",
                    ]);
                }
                "c" | "container" => return self.containers(words),
                _ => {}
            }
        }
        if self.last.starts_with('-') {
            return verb::flag_names(verb);
        }
        let mut operands = words
            .iter()
            .filter(|word| !word.starts_with('-') && **word != verb);
        match verb {
            "logs" | "exec" => match operands.next() {
                None => self.names(Kind::Pod),
                Some(_) => Vec::new(),
            },
            "create" => owned(&["configmap", "namespace", "secret"]),
            "apply" | "run" | "version" | "events" | "api-resources" => Vec::new(),
            _ => match operands.next().copied() {
                None => self.types_or_slash(),
                Some(types) => self.objects(types, operands),
            },
        }
    }

    /// Types; after `TYPE/` its objects.
    fn types_or_slash(&self) -> Vec<String> {
        if let Some((type_name, _)) = self.last.split_once('/') {
            let kind = Resource::find(type_name).and_then(|resource| resource.kind);
            let names = kind.map(|kind| self.names(kind)).unwrap_or_default();
            let with_type = names.into_iter().map(|name| format!("{type_name}/{name}"));
            return with_type.collect();
        }
        Resource::known()
            .iter()
            .map(Resource::server_name)
            .collect()
    }

    /// Objects of a type; those already named are left out.
    fn objects<'a>(
        &self,
        type_name: &str,
        named: impl Iterator<Item = &'a &'a str>,
    ) -> Vec<String> {
        let kind = Resource::find(type_name).and_then(|resource| resource.kind);
        let mut names = kind.map(|kind| self.names(kind)).unwrap_or_default();
        let named: Vec<&&str> = named.collect();
        names.retain(|name| !named.iter().any(|given| **given == name));
        names
    }

    /// The namespace of `-n`, or the current one.
    fn namespace(&self) -> &str {
        let flag = self.words.windows(2).rev();
        let mut given = flag.filter(|pair| matches!(pair[0], "-n" | "--namespace"));
        given
            .next()
            .map_or(&*self.terminal.namespace, |pair| pair[1])
    }

    fn names(&self, kind: Kind) -> Vec<String> {
        let objects = self.world.store().list(kind).map(Object::metadata);
        let here = self.namespace();
        let here = objects.filter(|object| !kind.namespaced() || object.namespace == here);
        here.map(|object| object.name.clone()).collect()
    }

    /// The containers of the Pod that the words name.
    fn containers(&self, words: &[&str]) -> Vec<String> {
        let pods = words
            .iter()
            .map(|word| word.strip_prefix("pod/").unwrap_or(word));
        let mut pods = pods.filter_map(|name| self.world.pod(self.namespace(), name));
        let Some(pod) = pods.next() else {
            return Vec::new();
        };
        pod.spec
            .all_containers()
            .map(|container| container.name.clone())
            .collect()
    }

    /// Files of the folder that the word begins with.
    fn files(&self) -> Vec<String> {
        let (folder, prefix) = match self.last.rfind('/') {
            Some(end) => (&self.last[..end], &self.last[..=end]),
            None => (".", ""),
        };
        let names = self.terminal.list(folder);
        names
            .into_iter()
            .map(|name| format!("{prefix}{name}"))
            .collect()
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
