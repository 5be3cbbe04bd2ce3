//! Descriptions of objects that only hold something: ConfigMaps, Secrets, Namespaces.

use crate::api::{ConfigMap, Event, Namespace, Secret};
use crate::kubectl::print::age::Now;

use super::Description;

/// The text of `kubectl describe configmap`.
pub fn describe_config_map(map: &ConfigMap, events: Option<&[&Event]>, now: Now) -> String {
    let mut text = Description::default();
    text.head(&map.metadata);
    text.line(0, "\nData\n====");
    for (key, value) in &map.data {
        text.line(0, &format!("{key}:\n----\n{value}\n"));
    }
    text.line(0, "\nBinaryData\n====\n");
    if let Some(events) = events {
        text.events(events, now);
    }
    text.finish()
}

/// The text of `kubectl describe secret`: sizes, no values.
pub fn describe_secret(secret: &Secret) -> String {
    let mut text = Description::default();
    text.head(&secret.metadata);
    text.line(0, "");
    text.field(0, "Type", &secret.secret_type);
    text.line(0, "\nData\n====");
    for (key, value) in &secret.data {
        let padding = value.bytes().rev().take_while(|byte| *byte == b'=').count();
        let bytes = (value.len() / 4 * 3).saturating_sub(padding);
        text.field(0, key, &format!("{bytes} bytes"));
    }
    text.finish()
}

/// The text of `kubectl describe namespace`.
pub fn describe_namespace(namespace: &Namespace) -> String {
    let mut text = Description::default();
    let metadata = &namespace.metadata;
    text.field(0, "Name", &metadata.name);
    text.labels("Labels", &metadata.labels);
    text.annotations(&metadata.annotations);
    let status = match metadata.deletion_timestamp {
        Some(_) => "Terminating",
        None => "Active",
    };
    text.field(0, "Status", status);
    text.line(0, "\nNo resource quota.\n\nNo LimitRange resource.");
    text.finish()
}
