//! What `apply` keeps in its annotation: the document as written, as compact JSON
//! (kubectl.md §10.3; kubectl/pkg/util/apply.go GetModifiedConfiguration).

use crate::api::{Value, json};
use crate::manifest::Node;

use super::print::describe::LAST_APPLIED;

/// Keys sorted, `metadata.annotations` and `metadata.namespace` filled in, a line break at the end.
pub(super) fn last_applied(document: &Node, namespace: &str) -> String {
    let mut object = document.to_value();
    let cluster_scoped = matches!(
        object.get("kind").and_then(Value::as_text),
        Some("Namespace" | "Node")
    );
    if let Some(metadata) = object.get_mut("metadata") {
        match metadata.get_mut("annotations") {
            Some(annotations @ Value::Map(_)) => annotations.remove(LAST_APPLIED),
            _ => metadata.set("annotations", Value::Map(Vec::new())),
        }
        if !cluster_scoped && metadata.get("namespace").is_none() {
            metadata.set("namespace", Value::text(namespace));
        }
    }
    json::write(&object, json::COMPACT) + "\n"
}

/// The same text for an object that goes into another namespace than `default`.
pub(super) fn in_namespace(last_applied: &str, namespace: &str) -> String {
    let default = "\"namespace\":\"default\"";
    last_applied.replacen(default, &format!("\"namespace\":{namespace:?}"), 1)
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
