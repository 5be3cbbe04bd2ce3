//! `metadata` (apimachinery/pkg/api/validation/objectmeta.go).

use super::names::{Grammar, key_rules};
use super::{Errors, Rule};
use crate::api::ObjectMeta;
use crate::order::Map;

/// All annotations of an object together.
const ANNOTATION_BYTES_MOST: usize = 256 * 1024;

/// Validates `metadata` of an object whose name follows the grammar.
pub(super) fn validate_meta(errors: &mut Errors, meta: &ObjectMeta, name_grammar: Grammar) {
    if meta.name.is_empty() && meta.generate_name.is_empty() {
        let sentence = "name or generateName is required";
        errors.required("metadata.name", Rule::Says(sentence));
    } else if meta.name.is_empty() {
        // A dash at the end is fine: the generated suffix follows it.
        let prefix = meta.generate_name.trim_end_matches('-');
        errors.grammar("metadata.generateName", prefix, name_grammar);
    } else {
        errors.grammar("metadata.name", &meta.name, name_grammar);
    }
    if !meta.namespace.is_empty() {
        errors.grammar("metadata.namespace", &meta.namespace, Grammar::Label);
    }
    validate_annotations(errors, &meta.annotations);
    validate_labels(errors, "metadata.labels", &meta.labels);
}

/// Validates a map of labels, at any path.
pub(super) fn validate_labels(errors: &mut Errors, path: &str, labels: &Map<String, String>) {
    for (key, value) in labels {
        for rule in key_rules(key) {
            errors.invalid_text(path, key, rule);
            errors.about_key(key);
        }
        for rule in Grammar::LabelValue.broken_rules(value) {
            errors.invalid_text(path, value, rule);
            errors.about_key(key);
        }
    }
}

fn validate_annotations(errors: &mut Errors, annotations: &Map<String, String>) {
    let path = "metadata.annotations";
    let mut bytes = 0;
    for (key, value) in annotations {
        // Unlike those of labels, keys may have capitals in their prefix.
        for rule in key_rules(&key.to_ascii_lowercase()) {
            errors.invalid_text(path, key, rule);
            errors.about_key(key);
        }
        bytes += key.len() + value.len();
    }
    if bytes > ANNOTATION_BYTES_MOST {
        let rule = Rule::Says("may not be more than 262144 bytes");
        errors.push(path, super::ErrorKind::TooLong, String::new(), rule);
    }
}
