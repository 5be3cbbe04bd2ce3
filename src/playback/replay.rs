//! A scenario to lines of text: what `examples/replay.rs` prints and golden traces hold. It reads
//! nothing but its input, so the same text gives the same lines natively and in WebAssembly.

use std::fmt;
use std::sync::Arc;

use crate::api::{Kind, Object, ObjectKey};
use crate::engine::config::Release;
use crate::engine::record::RecordId;
use crate::engine::time::SimTime;
use crate::kubectl::pod_status::pod_columns;
use crate::kubectl::print::age::Now;
use crate::kubectl::print::kinds;
use crate::order::Map;

use super::run::{Moment, Reply, Run};
use super::scenario::{Scenario, ScenarioError, clock_text};
use super::trace::trace_line;

/// What is printed, and what is changed of the scenario's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplayOptions {
    /// Kinds whose rows are printed whenever they change.
    pub watch: Vec<Kind>,
    /// Whether every record is printed.
    pub trace: bool,
    pub seed: Option<u64>,
    pub release: Option<Release>,
}

/// The most bytes that a replay prints.
pub const OUTPUT_MAX: usize = 100_000_000;
/// The most records of a replay.
pub const RECORDS_MAX: RecordId = 20_000_000;

/// Why a replay ended early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplayError {
    Scenario(ScenarioError),
    OutputTooLong,
    TooManyRecords { time: SimTime },
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReplayError::Scenario(error) => error.fmt(f),
            ReplayError::OutputTooLong => {
                write!(
                    f,
                    "the run prints more than {OUTPUT_MAX} bytes; it was stopped"
                )
            }
            ReplayError::TooManyRecords { time } => write!(
                f,
                "more than {RECORDS_MAX} records by {}; the run was stopped",
                clock_text(*time)
            ),
        }
    }
}

/// Plays a scenario to its end and hands out every line as it comes, without its line break.
pub fn replay(
    text: &str,
    options: &ReplayOptions,
    emit: &mut dyn FnMut(&str),
) -> Result<(), ReplayError> {
    let mut scenario = Scenario::read(text).map_err(ReplayError::Scenario)?;
    let config = &mut scenario.config;
    config.seed = options.seed.unwrap_or(config.seed);
    config.release = options.release.unwrap_or(config.release);
    let end = scenario.last_time();
    let mut run = Run::new(Arc::new(scenario));
    let mut printer = Printer {
        options,
        emit,
        printed: 0,
        rows: Map::new(),
        revision: run.world().store().revision(),
    };
    printer.note_rows(&run);
    while let Some(moment) = run.step(end) {
        printer.moment(&run, &moment);
        if printer.printed > OUTPUT_MAX {
            return Err(ReplayError::OutputTooLong);
        }
        if run.world().records_count() > RECORDS_MAX {
            let time = moment.time;
            return Err(ReplayError::TooManyRecords { time });
        }
    }
    Ok(())
}

struct Printer<'a> {
    options: &'a ReplayOptions,
    emit: &'a mut dyn FnMut(&str),
    printed: usize,
    /// The rows as they were printed last.
    rows: Map<ObjectKey, String>,
    revision: u64,
}

impl Printer<'_> {
    fn line(&mut self, line: &str) {
        self.printed += line.len() + 1;
        (self.emit)(line);
    }

    fn moment(&mut self, run: &Run, moment: &Moment) {
        if let Some(number) = moment.command {
            let step = &run.scenario().steps[number];
            self.line(&format!("@{} $ {}", step.label, step.command));
        }
        for reply in &moment.replies {
            self.reply(run, reply, moment.time);
        }
        if self.options.trace {
            for record in &moment.records {
                self.line(&trace_line(record));
            }
        }
        self.changed_rows(run, moment.time);
    }

    /// Lines of a command that began before the newest one carry their time.
    fn reply(&mut self, run: &Run, reply: &Reply, time: SimTime) {
        let late = reply.step + 1 < run.steps_begun();
        let prefix = if late {
            format!("@{} ", clock_text(time))
        } else {
            String::new()
        };
        for line in reply.output.text().lines() {
            self.line(&format!("{prefix}{line}"));
        }
        if let Some(exit_code) = reply.exit_code.filter(|code| *code != 0) {
            self.line(&format!("{prefix}(exit {exit_code})"));
        }
    }

    /// Takes the rows of what a cluster has from the start as printed.
    fn note_rows(&mut self, run: &Run) {
        for kind in &self.options.watch {
            for object in run.world().store().list(*kind) {
                self.rows.insert(object.key(), watch_row(object, run));
            }
        }
    }

    fn changed_rows(&mut self, run: &Run, time: SimTime) {
        let store = run.world().store();
        if self.options.watch.is_empty() || store.revision() == self.revision {
            return;
        }
        self.revision = store.revision();
        let mut lines = Vec::new();
        for kind in &self.options.watch {
            for object in store.list(*kind) {
                let (key, row) = (object.key(), watch_row(object, run));
                if self.rows.get(&key) != Some(&row) {
                    lines.push((key.clone(), row.clone()));
                    self.rows.insert(key, row);
                }
            }
        }
        let gone: Vec<ObjectKey> = self
            .rows
            .keys()
            .filter(|key| store.get(key).is_none())
            .cloned()
            .collect();
        for key in gone {
            self.rows.remove(&key);
            lines.push((key, "deleted".to_owned()));
        }
        for (key, row) in lines {
            self.line(&watch_line(&key, &row, time));
        }
    }
}

/// Seconds with three decimals, the kind, namespace and name, and the row.
fn watch_line(key: &ObjectKey, row: &str, time: SimTime) -> String {
    let (seconds, milliseconds) = (time.milliseconds / 1_000, time.milliseconds % 1_000);
    let place = match key.namespace.as_str() {
        "" => key.name.clone(),
        namespace => format!("{namespace}/{}", key.name),
    };
    let kind = crate::kubectl::resource::Resource::of(key.kind).singular;
    format!("{seconds:>5}.{milliseconds:03}  {kind}  {place}  {row}")
}

/// The columns of `kubectl get` that do not move by themselves; a Pod's phase and conditions.
fn watch_row(object: &Object, run: &Run) -> String {
    if let Object::Pod(pod) = object {
        let columns = pod_columns(pod);
        let (ready, all) = columns.ready;
        let mut row = format!(
            "{ready}/{all}  {}  {}  phase={}",
            columns.status.word,
            columns.restarts,
            pod.status.phase.name()
        );
        for condition in &pod.status.conditions {
            row += &format!("  {}={}", condition.condition_type, condition.status.name());
            if !condition.reason.is_empty() {
                row += &format!("({})", condition.reason);
            }
        }
        return row;
    }
    let now = Now::new(run.world().config().start, run.time());
    let table = kinds::table(object.kind(), [object], now);
    let cells = table.columns.iter().zip(&table.rows[0].cells);
    let moving = ["NAME", "AGE", "LAST SEEN", "FIRST SEEN"];
    let shown = cells.filter(|(column, _)| !column.wide && !moving.contains(&column.heading));
    let shown: Vec<&str> = shown.map(|(_, cell)| cell.as_str()).collect();
    shown.join("  ")
}
