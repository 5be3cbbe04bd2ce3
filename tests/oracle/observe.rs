//! What the engine does with a scenario, as a table in the form of a recording.

use std::collections::BTreeMap;
use std::sync::Arc;

use podarium::api::{Endpoints, Event, EventType, Kind, Object, Pod};
use podarium::kubectl::pod_status::pod_columns;
use podarium::playback::run::Run;
use podarium::playback::scenario::Scenario;

use super::table::{Line, Mark, Table};

/// Plays the scenario to its end. Conditions in `hidden` are left out: the recorded release does
/// not have them.
pub fn observe(scenario: &Arc<Scenario>, hidden: &[&str]) -> Table {
    let end = scenario.last_time();
    let mut run = Run::new(scenario.clone());
    let mut observer = Observer {
        hidden,
        table: Table::new(),
        events: BTreeMap::new(),
        revision: run.world().store().revision(),
    };
    while run.step(end).is_some() {
        observer.look(&run);
    }
    observer.finish()
}

struct Observer<'a> {
    hidden: &'a [&'a str],
    table: Table,
    /// Events by the object's title and text, with the time of the first and the counts of the
    /// Event objects that say the same (of namesakes one after the other).
    events: BTreeMap<(String, String, String), Counted>,
    revision: u64,
}

struct Counted {
    time_ms: i64,
    order: usize,
    counts: BTreeMap<String, i32>,
}

impl Observer<'_> {
    fn look(&mut self, run: &Run) {
        let store = run.world().store();
        if store.revision() == self.revision {
            return;
        }
        self.revision = store.revision();
        let time_ms = run.time().milliseconds as i64;
        let mut present = Vec::new();
        for pod in store.pods() {
            let title = format!("pod {}", pod.metadata.name);
            self.note(&title, time_ms, pod_row(pod, self.hidden));
            present.push(title);
        }
        for object in store.list(Kind::Endpoints) {
            if let Object::Endpoints(endpoints) = object
                && endpoints.metadata.name != "kubernetes"
            {
                let title = format!("endpoints {}", endpoints.metadata.name);
                self.note(&title, time_ms, endpoints_row(endpoints));
                present.push(title);
            }
        }
        let titles = self.table.keys().filter(|title| !present.contains(title));
        for title in titles.cloned().collect::<Vec<_>>() {
            self.note(&title, time_ms, "deleted".to_owned());
        }
        for object in store.list(Kind::Event) {
            if let Object::Event(event) = object {
                self.count(event, time_ms);
            }
        }
    }

    fn note(&mut self, title: &str, time_ms: i64, text: String) {
        let lines = self.table.entry(title.to_owned()).or_default();
        if lines.last().is_none_or(|last| last.text != text) {
            lines.push(same(time_ms, text));
        }
    }

    fn count(&mut self, event: &Event, time_ms: i64) {
        let about = &event.involved_object;
        let kind = match event.event_type {
            EventType::Normal => "Normal",
            EventType::Warning => "Warning",
        };
        let container = about.field_path.split(['{', '}']).nth(1).unwrap_or("-");
        let message = event
            .message
            .replace(&about.uid, "<uid>")
            .replace('\n', "\\n");
        let key = (
            format!("events of {}", about.name),
            format!("{}  {kind}  {container}", event.reason),
            message.trim_end().to_owned(),
        );
        let order = self.events.len();
        let counted = self.events.entry(key).or_insert_with(|| Counted {
            time_ms,
            order,
            counts: BTreeMap::new(),
        });
        counted
            .counts
            .insert(event.metadata.name.clone(), event.count);
    }

    fn finish(mut self) -> Table {
        let mut events: Vec<_> = self.events.into_iter().collect();
        events.sort_by_key(|(_, counted)| counted.order);
        for ((title, what, message), counted) in events {
            let count: i32 = counted.counts.values().sum();
            let text = format!("{what}  x{count}  {message}");
            let lines = self.table.entry(title).or_default();
            lines.push(same(counted.time_ms, text));
        }
        self.table
    }
}

fn same(time_ms: i64, text: String) -> Line {
    Line {
        mark: Mark::Same,
        time_ms,
        text,
        rows: Vec::new(),
    }
}

fn pod_row(pod: &Pod, hidden: &[&str]) -> String {
    let columns = pod_columns(pod);
    let (ready, all) = columns.ready;
    let (phase, word) = (pod.status.phase.name(), &columns.status.word);
    let mut row = format!("{phase}  {word}  {ready}/{all}  {}", columns.restarts);
    for condition in &pod.status.conditions {
        if hidden.contains(&condition.condition_type.as_str()) {
            continue;
        }
        row += &format!("  {}={}", condition.condition_type, condition.status.name());
        if !condition.reason.is_empty() {
            row += &format!("({})", condition.reason);
        }
    }
    row
}

fn endpoints_row(endpoints: &Endpoints) -> String {
    let names = |ready: bool| {
        let mut names: Vec<&str> = Vec::new();
        for subset in &endpoints.subsets {
            let addresses = if ready {
                &subset.addresses
            } else {
                &subset.not_ready_addresses
            };
            names.extend(addresses.iter().map(|address| address.target_name.as_str()));
        }
        names.sort_unstable();
        if names.is_empty() {
            "-".to_owned()
        } else {
            names.join(",")
        }
    };
    format!("ready={}  not-ready={}", names(true), names(false))
}
