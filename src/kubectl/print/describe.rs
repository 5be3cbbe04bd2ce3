//! `kubectl describe` (kubectl.md §8): lines with tabs, aligned at the end.

mod container;
mod node;
mod plain;
mod pod;
mod service;

pub use container::probe_action;
pub use node::describe_node;
pub use plain::{describe_config_map, describe_namespace, describe_secret};
pub use pod::describe_pod;
pub use service::{describe_endpoints, describe_service, describe_slice};

use crate::api::{Event, ObjectMeta, Timestamp};
use crate::order;
use crate::order::Map;

use super::age::Now;
use super::kinds::event_type;
use super::tabs::TabWriter;

/// A text under construction.
#[derive(Default)]
struct Description {
    /// What is aligned already.
    done: String,
    /// Lines whose columns may still grow.
    open: String,
}

impl Description {
    /// A line at a level; each level indents by two blanks.
    fn line(&mut self, level: usize, text: &str) {
        for _ in 0..level {
            self.open.push_str("  ");
        }
        self.open.push_str(text);
        self.open.push('\n');
    }

    /// `Name:` and a value.
    fn field(&mut self, level: usize, name: &str, value: &str) {
        self.line(level, &format!("{name}:\t{value}"));
    }

    /// A field that is left out when it is empty.
    fn field_if_set(&mut self, level: usize, name: &str, value: &str) {
        if !value.is_empty() {
            self.field(level, name, value);
        }
    }

    /// The first item on the title's line, the others under it; `<none>` without any.
    fn list(&mut self, title: &str, items: &[String]) {
        match items.split_first() {
            None => self.field(0, title, "<none>"),
            Some((first, others)) => {
                self.field(0, title, first);
                for item in others {
                    self.line(0, &format!("\t{item}"));
                }
            }
        }
    }

    fn labels(&mut self, title: &str, labels: &Map<String, String>) {
        let items: Vec<String> = labels.iter().map(|(k, v)| format!("{k}={v}")).collect();
        self.list(title, &items);
    }

    /// Name, namespace, labels, annotations.
    fn head(&mut self, metadata: &ObjectMeta) {
        self.field(0, "Name", &metadata.name);
        self.field(0, "Namespace", &metadata.namespace);
        self.labels("Labels", &metadata.labels);
        self.annotations(&metadata.annotations);
    }

    /// Long values and those of several lines go under their key.
    fn annotations(&mut self, annotations: &Map<String, String>) {
        const LENGTH_MAX: usize = 140;
        let mut items = Vec::new();
        for (key, value) in annotations {
            if key == LAST_APPLIED {
                continue;
            }
            let value = value.strip_suffix('\n').unwrap_or(value);
            if key.len() + value.len() + 2 <= LENGTH_MAX && !value.contains('\n') {
                items.push(format!("{key}: {value}"));
                continue;
            }
            items.push(format!("{key}:"));
            items.extend(value.split('\n').map(
                |line| match line.char_indices().nth(LENGTH_MAX - 2) {
                    Some((end, _)) => format!("  {}...", &line[..end]),
                    None => format!("  {line}"),
                },
            ));
        }
        self.list("Annotations", &items);
    }

    /// Aligns what is open; columns do not reach across.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.open);
        self.done += &TabWriter::for_descriptions().align(&text);
    }

    fn events(&mut self, events: &[&Event], now: Now) {
        if events.is_empty() {
            return self.field(0, "Events", "<none>");
        }
        self.flush();
        let mut sorted = events.to_vec();
        order::sort_by_key(&mut sorted, |event| event.last_timestamp);
        self.line(0, "Events:");
        self.line(1, "Type\tReason\tAge\tFrom\tMessage");
        self.line(1, "----\t------\t----\t----\t-------");
        for event in sorted {
            self.line(1, &event_line(event, now));
        }
    }

    fn finish(mut self) -> String {
        self.flush();
        self.done
    }
}

/// The annotation in which `apply` keeps what it was given; `describe` hides it.
pub const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// An age such as `5s (x3 over 25s)`.
pub fn event_age(event: &Event, now: Now) -> String {
    let first = now.age(event.first_timestamp);
    match event.count {
        count if count > 1 => format!("{} (x{count} over {first})", now.age(event.last_timestamp)),
        _ => first,
    }
}

fn event_line(event: &Event, now: Now) -> String {
    let message = event.message.trim();
    let message = match event.involved_object.field_path.as_str() {
        "" => message.to_owned(),
        path => format!("{path}: {message}"),
    };
    format!(
        "{}\t{}\t{}\t{}\t{message}",
        event_type(event),
        event.reason,
        event_age(event, now),
        event.source.component,
    )
}

/// `Mon, 02 Mar 2026 08:54:50 +0000`; empty without a time.
fn date_text(stamp: Option<Timestamp>) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let Some(stamp) = stamp else {
        return String::new();
    };
    let civil = stamp.civil();
    let day = DAYS[(stamp.weekday() as usize + 6) % 7];
    let month = MONTHS[(civil.month as usize + 11) % 12];
    format!(
        "{day}, {:02} {month} {:04} {:02}:{:02}:{:02} +0000",
        civil.day, civil.year, civil.hour, civil.minute, civil.second
    )
}

fn bool_word(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}
