//! What a patch makes of a value.

use crate::api::Value;

/// The key by which the items of a list are told apart (the API's `patchMergeKey`); a list
/// without one is replaced as a whole.
fn merge_key(list: &str) -> Option<&'static str> {
    match list {
        "containers" | "initContainers" | "ephemeralContainers" | "volumes" | "env" => Some("name"),
        "ports" => Some("containerPort"),
        "volumeMounts" => Some("mountPath"),
        "conditions" => Some("type"),
        "ownerReferences" => Some("uid"),
        _ => None,
    }
}

/// RFC 7386: maps are merged, `null` takes a key away, everything else is replaced.
pub(super) fn merge(target: &Value, patch: &Value) -> Value {
    let Value::Map(entries) = patch else {
        return patch.clone();
    };
    let mut merged = match target {
        Value::Map(_) => target.clone(),
        _ => Value::Map(Vec::new()),
    };
    for (key, value) in entries {
        match value {
            Value::Null => merged.remove(key),
            value => {
                let before = merged.get(key).cloned().unwrap_or_default();
                merged.set(key, merge(&before, value));
            }
        }
    }
    merged
}

/// Kubernetes' own form: lists of named things are merged by their name
/// (apimachinery/pkg/util/strategicpatch).
pub(super) fn strategic(target: &Value, patch: &Value) -> Value {
    let Value::Map(entries) = patch else {
        return patch.clone();
    };
    let mut merged = match target {
        Value::Map(_) => target.clone(),
        _ => Value::Map(Vec::new()),
    };
    for (key, value) in entries {
        let before = merged.get(key).cloned().unwrap_or_default();
        match value {
            _ if key.starts_with('$') => {}
            Value::Null => merged.remove(key),
            Value::List(items) => merged.set(key, list(key, before.items(), items)),
            value if value.get("$patch") == Some(&Value::text("replace")) => {
                let mut whole = value.clone();
                whole.remove("$patch");
                merged.set(key, whole);
            }
            value => merged.set(key, strategic(&before, value)),
        }
    }
    merged
}

fn list(name: &str, before: &[Value], items: &[Value]) -> Value {
    // A Service's ports go by `port`, a container's by `containerPort`.
    let is_services = name == "ports" && items.iter().any(|item| item.get("port").is_some());
    let key = match is_services {
        true => Some("port"),
        false => merge_key(name),
    };
    let Some(key) = key.filter(|key| items.iter().all(|item| item.get(key).is_some())) else {
        return Value::List(items.to_vec());
    };
    let mut merged = before.to_vec();
    for item in items {
        let same = merged.iter().position(|old| old.get(key) == item.get(key));
        let is_deletion = item.get("$patch") == Some(&Value::text("delete"));
        match same {
            Some(index) if is_deletion => {
                merged.remove(index);
            }
            Some(index) => merged[index] = strategic(&merged[index], item),
            None if is_deletion => {}
            None => merged.push(item.clone()),
        }
    }
    Value::List(merged)
}

/// RFC 6902: a list of operations, all or none.
pub(super) fn operations(target: &Value, patch: &Value) -> Result<Value, String> {
    let Value::List(operations) = patch else {
        return Err("the patch is no list of operations".to_owned());
    };
    let mut value = target.clone();
    for operation in operations {
        let text = |key: &str| {
            operation
                .get(key)
                .and_then(Value::as_text)
                .unwrap_or_default()
        };
        let (name, path) = (text("op"), text("path"));
        let given = operation.get("value").cloned().unwrap_or_default();
        let missing =
            || "the server rejected our request due to an error in our request".to_owned();
        match name {
            "add" => set_at(&mut value, path, given, true).ok_or_else(missing)?,
            "replace" => {
                at(&mut value, path).ok_or_else(missing)?;
                set_at(&mut value, path, given, false).ok_or_else(missing)?;
            }
            "remove" => {
                take_at(&mut value, path).ok_or_else(missing)?;
            }
            "test" if at(&mut value, path).is_some_and(|found| *found == given) => {}
            "copy" => {
                let copied = at(&mut value, text("from")).cloned().ok_or_else(missing)?;
                set_at(&mut value, path, copied, true).ok_or_else(missing)?;
            }
            "move" => {
                let moved = take_at(&mut value, text("from")).ok_or_else(missing)?;
                set_at(&mut value, path, moved, true).ok_or_else(missing)?;
            }
            _ => return Err(missing()),
        }
    }
    Ok(value)
}

/// The steps of a JSON pointer; `~1` is a slash in a key.
fn steps(path: &str) -> Vec<String> {
    let steps = path.split('/').skip(1);
    steps
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect()
}

fn at<'a>(value: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    let mut found = value;
    for step in steps(path) {
        found = match found {
            Value::List(items) => items.get_mut(step.parse::<usize>().ok()?)?,
            other => other.get_mut(&step)?,
        };
    }
    Some(found)
}

/// The value that holds the last step of a path, and that step.
fn holder<'a>(value: &'a mut Value, path: &str) -> Option<(&'a mut Value, String)> {
    let (parent, _) = path.rsplit_once('/')?;
    let last = steps(path).pop()?;
    Some((at(value, parent)?, last))
}

fn set_at(value: &mut Value, path: &str, given: Value, inserts: bool) -> Option<()> {
    if path.is_empty() {
        *value = given;
        return Some(());
    }
    let (parent, last) = holder(value, path)?;
    match parent {
        Value::List(items) => {
            let index = match last.as_str() {
                "-" => items.len(),
                text => text.parse().ok()?,
            };
            match inserts {
                true if index <= items.len() => items.insert(index, given),
                false if index < items.len() => items[index] = given,
                _ => return None,
            }
        }
        other => other.set(&last, given),
    }
    Some(())
}

fn take_at(value: &mut Value, path: &str) -> Option<Value> {
    let found = at(value, path)?.clone();
    let (parent, last) = holder(value, path)?;
    match parent {
        Value::List(items) => {
            items.remove(last.parse().ok()?);
        }
        other => other.remove(&last),
    }
    Some(found)
}

/// The fields of a patch that the object did not take: nobody knows them.
pub(super) fn unknown_fields(patch: &Value, object: &Value, path: &str, out: &mut Vec<String>) {
    for (key, value) in patch.entries() {
        let path = match path {
            "" => key.clone(),
            path => format!("{path}.{key}"),
        };
        match object.get(key) {
            Some(inner) => unknown_fields(value, inner, &path, out),
            None if value.is_empty() || key.starts_with('$') => {}
            None => out.push(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::json;
    use crate::manifest::read_value;

    fn patched(kind: &str, target: &str, patch: &str) -> String {
        let (target, patch) = (read_value(target).unwrap(), read_value(patch).unwrap());
        let value = match kind {
            "json" => operations(&target, &patch),
            "merge" => Ok(merge(&target, &patch)),
            _ => Ok(strategic(&target, &patch)),
        };
        value.map_or_else(|error| error, |value| json::write(&value, json::COMPACT))
    }

    #[test]
    fn patches_change_what_they_name() {
        let pod = r#"{"a":{"b":1,"c":2},"containers":[{"name":"x","image":"1"},{"name":"y"}]}"#;
        let cases = [
            (
                "merge",
                r#"{"a":{"b":null,"d":3}}"#,
                r#"{"a":{"c":2,"d":3},"containers":[{"image":"1","name":"x"},{"name":"y"}]}"#,
            ),
            (
                "merge",
                r#"{"containers":[{"name":"z"}]}"#,
                r#"{"a":{"b":1,"c":2},"containers":[{"name":"z"}]}"#,
            ),
            (
                "strategic",
                r#"{"containers":[{"name":"x","image":"2"}]}"#,
                r#"{"a":{"b":1,"c":2},"containers":[{"image":"2","name":"x"},{"name":"y"}]}"#,
            ),
            (
                "strategic",
                r#"{"containers":[{"name":"y","$patch":"delete"}]}"#,
                r#"{"a":{"b":1,"c":2},"containers":[{"image":"1","name":"x"}]}"#,
            ),
            (
                "json",
                r#"[{"op":"replace","path":"/a/b","value":9}]"#,
                r#"{"a":{"b":9,"c":2},"containers":[{"image":"1","name":"x"},{"name":"y"}]}"#,
            ),
            (
                "json",
                r#"[{"op":"remove","path":"/containers/0"},{"op":"add","path":"/a/e~1f","value":"g"}]"#,
                r#"{"a":{"b":1,"c":2,"e/f":"g"},"containers":[{"name":"y"}]}"#,
            ),
            (
                "json",
                r#"[{"op":"test","path":"/a/b","value":7}]"#,
                "the server rejected our request due to an error in our request",
            ),
        ];
        for (kind, patch, expected) in cases {
            assert_eq!(patched(kind, pod, patch), expected, "{patch}");
        }
    }
}
