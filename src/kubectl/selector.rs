//! `-l` and `--field-selector` (kubectl.md §7).

use crate::api::Object;
use crate::api::selector::{Operator, Requirement, Selector};

/// Reads the selector of `-l`; the error is the server's sentence.
pub fn parse_labels(text: &str) -> Result<Selector, String> {
    let requirements = split_requirements(text)
        .into_iter()
        .map(|part| requirement(part.trim()))
        .collect::<Result<_, _>>()?;
    Ok(Selector { requirements })
}

/// The parts between commas outside parentheses.
fn split_requirements(text: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let parts = text.split(|character| {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        character == ',' && depth <= 0
    });
    parts.filter(|part| !part.trim().is_empty()).collect()
}

fn requirement(text: &str) -> Result<Requirement, String> {
    let made = |key: &str, operator, values: Vec<String>| {
        let key = key.trim().to_owned();
        Ok(Requirement {
            key,
            operator,
            values,
        })
    };
    let one = |value: &str| vec![value.trim().to_owned()];
    if let Some((key, value)) = text.split_once("!=") {
        return made(key, Operator::NotIn, one(value));
    }
    if let Some((key, value)) = text.split_once("==").or_else(|| text.split_once('=')) {
        return made(key, Operator::In, one(value));
    }
    if let Some(key) = text.strip_prefix('!') {
        return made(key, Operator::DoesNotExist, Vec::new());
    }
    let mut words = text.split_whitespace();
    let key = words.next().unwrap_or_default();
    let Some(word) = words.next() else {
        return made(key, Operator::Exists, Vec::new());
    };
    let rest = text[key.len()..].trim_start();
    let (operator, values) = match (rest.strip_prefix("notin"), rest.strip_prefix("in")) {
        (Some(values), _) => (Operator::NotIn, values),
        (None, Some(values)) => (Operator::In, values),
        (None, None) => {
            return Err(format!(
                "unable to parse requirement: found '{word}', expected: in, notin, =, ==, !=, gt, lt"
            ));
        }
    };
    let list = values
        .trim()
        .strip_prefix('(')
        .and_then(|list| list.strip_suffix(')'));
    let Some(list) = list else {
        let found = values.trim();
        return Err(format!(
            "unable to parse requirement: found '{found}' expected: '('"
        ));
    };
    made(key, operator, list.split(',').flat_map(one).collect())
}

/// Whether an object has these fields; the error is the server's sentence about an unknown one.
pub fn matches_fields(text: &str, object: &Object) -> Result<bool, String> {
    let mut all = true;
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (field, value, equal) = if let Some((field, value)) = part.split_once("!=") {
            (field, value, false)
        } else if let Some((field, value)) = part.split_once("==").or_else(|| part.split_once('='))
        {
            (field, value, true)
        } else {
            return Err(format!(
                "invalid selector: '{part}'; can't understand '{part}'"
            ));
        };
        let Some(found) = field_of(object, field) else {
            return Err(format!("field label not supported: {field}"));
        };
        all &= (found == value) == equal;
    }
    Ok(all)
}

fn field_of<'a>(object: &'a Object, field: &str) -> Option<&'a str> {
    let metadata = object.metadata();
    Some(match (object, field) {
        (_, "metadata.name") => &metadata.name,
        (_, "metadata.namespace") => &metadata.namespace,
        (Object::Pod(pod), "spec.nodeName") => &pod.spec.node_name,
        (Object::Pod(pod), "spec.restartPolicy") => pod.spec.restart_policy().name(),
        (Object::Pod(pod), "spec.schedulerName") => &pod.spec.scheduler_name,
        (Object::Pod(pod), "spec.serviceAccountName") => &pod.spec.service_account_name,
        (Object::Pod(pod), "status.phase") => pod.status.phase.name(),
        (Object::Pod(pod), "status.podIP") => &pod.status.pod_ip,
        (Object::Pod(pod), "status.nominatedNodeName") => &pod.status.nominated_node_name,
        (Object::Event(event), "involvedObject.kind") => &event.involved_object.kind,
        (Object::Event(event), "involvedObject.name") => &event.involved_object.name,
        (Object::Event(event), "involvedObject.namespace") => &event.involved_object.namespace,
        (Object::Event(event), "involvedObject.uid") => &event.involved_object.uid,
        (Object::Event(event), "involvedObject.fieldPath") => &event.involved_object.field_path,
        (Object::Event(event), "reason") => &event.reason,
        (Object::Event(event), "source" | "reportingComponent") => &event.source.component,
        (Object::Event(event), "type") => super::print::kinds::event_type(event),
        (Object::Secret(secret), "type") => &secret.secret_type,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_read_and_print() {
        let cases = [
            ("app", "app"),
            ("!app", "!app"),
            ("app=web,tier==db", "app=web,tier=db"),
            ("app != web", "app!=web"),
            ("app in (web, lo),x", "app in (web,lo),x"),
            ("app notin (a,b)", "app notin (a,b)"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_labels(text).unwrap().to_string(), expected, "{text}");
        }
        let error = parse_labels("a b").unwrap_err();
        assert_eq!(
            error,
            "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"
        );
    }
}
