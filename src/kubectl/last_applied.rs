//! What `apply` keeps in its annotation: the document as written, as compact JSON
//! (kubectl.md §10.3; kubectl/pkg/util/apply.go GetModifiedConfiguration).

use crate::manifest::{Entry, Node, Value};

use super::print::describe::LAST_APPLIED;

/// Keys sorted, `metadata.annotations` and `metadata.namespace` filled in, a line break at the end.
pub(super) fn last_applied(document: &Node, namespace: &str) -> String {
    let mut text = String::new();
    let cluster_scoped = matches!(
        document.get("kind").and_then(Node::text),
        Some("Namespace" | "Node")
    );
    let namespace = (!cluster_scoped).then_some(namespace);
    write_object(document.entries(), &mut text, &mut |key, node, text| {
        if key == "metadata" {
            write_metadata(node, namespace, text);
        } else {
            write_value(node, text);
        }
    });
    text.push('\n');
    text
}

/// The same text for an object that goes into another namespace than `default`.
pub(super) fn in_namespace(last_applied: &str, namespace: &str) -> String {
    let default = "\"namespace\":\"default\"";
    last_applied.replacen(default, &format!("\"namespace\":{namespace:?}"), 1)
}

fn write_metadata(metadata: &Node, namespace: Option<&str>, text: &mut String) {
    let mut entries: Vec<Entry> = metadata.entries().to_vec();
    let mut add = |key: &str, value: Value| {
        if !entries.iter().any(|entry| entry.key == key) {
            let node = Node {
                value,
                span: metadata.span,
            };
            entries.push(Entry {
                key: key.to_owned(),
                key_span: metadata.span,
                node,
            });
        }
    };
    add("annotations", Value::Object(Vec::new()));
    if let Some(namespace) = namespace {
        add("namespace", Value::Text(namespace.to_owned()));
    }
    write_object(&entries, text, &mut |key, node, text| {
        if key != "annotations" {
            return write_value(node, text);
        }
        let kept: Vec<Entry> = node
            .entries()
            .iter()
            .filter(|entry| entry.key != LAST_APPLIED)
            .cloned()
            .collect();
        write_object(&kept, text, &mut |_, node, text| write_value(node, text));
    });
}

fn write_object(
    entries: &[Entry],
    text: &mut String,
    write: &mut dyn FnMut(&str, &Node, &mut String),
) {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by(|a, b| a.key.cmp(&b.key));
    text.push('{');
    for (index, entry) in sorted.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        push_quoted(text, &entry.key);
        text.push(':');
        write(&entry.key, &entry.node, text);
    }
    text.push('}');
}

fn write_value(node: &Node, text: &mut String) {
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Boolean(boolean) => text.push_str(if *boolean { "true" } else { "false" }),
        Value::Whole(number) => text.push_str(&number.to_string()),
        Value::Fraction(number) => text.push_str(number),
        Value::Text(value) => push_quoted(text, value),
        Value::Object(entries) => {
            write_object(entries, text, &mut |_, node, text| write_value(node, text));
        }
        Value::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_value(item, text);
            }
            text.push(']');
        }
    }
}

/// A JSON string as Go writes it: `<`, `>` and `&` are escaped too.
fn push_quoted(text: &mut String, value: &str) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '<' | '>' | '&' => text.push_str(&format!("\\u{:04x}", u32::from(character))),
            control if control < ' ' => text.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => text.push(other),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::read;

    #[test]
    fn a_document_is_kept_as_kubectl_keeps_it() {
        let text = "kind: Pod\napiVersion: v1\nmetadata:\n  name: http-go\n  labels: {app: http-go2}\n\
                    spec:\n  containers:\n  - name: http-go\n    image: gasbugs/http-go\n    \
                    ports:\n    - containerPort: 8080\n";
        let manifest = read(text);
        assert_eq!(
            last_applied(&manifest.documents[0].node, "default"),
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"annotations\":{},\"labels\":\
             {\"app\":\"http-go2\"},\"name\":\"http-go\",\"namespace\":\"default\"},\"spec\":\
             {\"containers\":[{\"image\":\"gasbugs/http-go\",\"name\":\"http-go\",\"ports\":\
             [{\"containerPort\":8080}]}]}}\n"
        );
    }
}
