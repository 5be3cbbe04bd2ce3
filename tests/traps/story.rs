//! A small scenario and how it went, for the tests of what is easy to get wrong.

use std::sync::Arc;

use podarium::api::status::{Condition, ConditionStatus, Terminated};
use podarium::api::{ContainerState, ContainerStatus, EventType, Kind, Object, Pod};
use podarium::engine::record::{Change, ProbeKind, Record};
use podarium::engine::time::SimTime;
use podarium::playback::run::Run;
use podarium::playback::scenario::Scenario;

pub const SLEEPS: &str = "command: [sleep, '3600']";
pub const POLITE: &str =
    "command: [sh, -c, \"trap 'exit 0' TERM; while true; do sleep 0.2; done\"]";

/// A run of `pods.yaml`, applied at 0 s on one node with its images present, and more commands.
pub struct Story {
    pub run: Run,
    pub records: Vec<Record>,
}

impl Story {
    pub fn of(yaml: &str, commands: &str) -> Story {
        Story::with("images present\nnodes 1\n", yaml, commands)
    }

    pub fn with(header: &str, yaml: &str, commands: &str) -> Story {
        let text = format!(
            "{header}file pods.yaml <<END\n{yaml}\nEND\n@0s kubectl apply -f pods.yaml\n{commands}\n@10h end\n"
        );
        let scenario = Scenario::read(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        Story {
            run: Run::new(Arc::new(scenario)),
            records: Vec::new(),
        }
    }

    /// Goes on to a moment given in milliseconds.
    pub fn until(&mut self, time_ms: u64) -> &mut Story {
        while let Some(moment) = self.run.step(SimTime::from_millis(time_ms)) {
            self.records.extend(moment.records);
        }
        self
    }

    pub fn pod(&self, name: &str) -> &Pod {
        self.run
            .world()
            .pod("default", name)
            .expect("the Pod is stored")
    }

    pub fn exists(&self, name: &str) -> bool {
        self.run.world().pod("default", name).is_some()
    }

    pub fn status(&self, pod: &str, container: &str) -> &ContainerStatus {
        let status = self.pod(pod).status.container(container);
        status.expect("the container has a status")
    }

    pub fn phase(&self, pod: &str) -> &'static str {
        self.pod(pod).status.phase.name()
    }

    pub fn condition(&self, pod: &str, condition: &str) -> &Condition {
        let found = self.pod(pod).status.condition(condition);
        found.expect("the condition is set")
    }

    pub fn terminated(&self, pod: &str, container: &str) -> &Terminated {
        match &self.status(pod, container).state {
            ContainerState::Terminated(terminated) => terminated,
            other => panic!("{pod}/{container} is {other:?}"),
        }
    }

    /// Reason, message, count and type of the events about an object, in the order of the store.
    pub fn events(&self, name: &str) -> Vec<(String, String, i32, EventType)> {
        let events = self.run.world().store().list(Kind::Event);
        events
            .filter_map(|object| match object {
                Object::Event(event) if event.involved_object.name == name => Some((
                    event.reason.clone(),
                    event.message.clone(),
                    event.count,
                    event.event_type,
                )),
                _ => None,
            })
            .collect()
    }

    pub fn event(&self, name: &str, reason: &str) -> (String, i32, EventType) {
        let found = self
            .events(name)
            .into_iter()
            .find(|event| event.0 == reason);
        let (_, message, count, kind) = found.unwrap_or_else(|| panic!("no {reason}"));
        (message, count, kind)
    }

    /// Milliseconds of the records that match.
    pub fn times(&self, matches: impl Fn(&Change) -> bool) -> Vec<u64> {
        let found = self.records.iter().filter(|record| matches(&record.change));
        found.map(|record| record.time.milliseconds).collect()
    }

    pub fn signals(&self, name: &str) -> Vec<u64> {
        self.times(|change| matches!(change, Change::Signal { signal, .. } if signal == name))
    }

    /// Milliseconds and success of every run of a kind of probe.
    pub fn probed(&self, kind: ProbeKind) -> Vec<(u64, bool)> {
        let runs = self
            .records
            .iter()
            .filter_map(|record| match &record.change {
                Change::Probed { probe, success, .. } if *probe == kind => {
                    Some((record.time.milliseconds, *success))
                }
                _ => None,
            });
        runs.collect()
    }

    /// Milliseconds at which a condition turned, and what it turned into.
    pub fn turns(&self, condition: &str) -> Vec<(u64, ConditionStatus)> {
        let turns = self
            .records
            .iter()
            .filter_map(|record| match &record.change {
                Change::Condition {
                    condition_type, to, ..
                } if **condition_type == *condition => Some((record.time.milliseconds, *to)),
                _ => None,
            });
        turns.collect()
    }

    pub fn starts(&self) -> Vec<u64> {
        self.times(|change| matches!(change, Change::ContainerStarted { .. }))
    }

    pub fn exits(&self) -> Vec<u64> {
        self.times(|change| matches!(change, Change::ContainerExited { .. }))
    }
}

/// A Pod with containers as flow maps.
pub fn pod(name: &str, spec: &str, containers: &[&str]) -> String {
    let mut text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n{spec}  containers:\n"
    );
    for container in containers {
        text += &format!("  - {{{container}}}\n");
    }
    text
}

pub fn one(spec: &str, work: &str) -> String {
    pod(
        "p",
        spec,
        &[&format!("name: c, image: 'busybox:1.36', {work}")],
    )
}
