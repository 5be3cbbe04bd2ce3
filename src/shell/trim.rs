//! What `${x%…}`, `${x#…}`, `${x:…}` and `${x/…}` make of a value.

use super::pattern::{self, Effort};

pub(super) fn remove_suffix(value: &str, pattern: &str, longest: bool) -> String {
    let text: Vec<char> = value.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    let mut effort = Effort::new();
    let mut starts: Vec<usize> = (0..=text.len()).collect();
    if !longest {
        starts.reverse();
    }
    let cut = starts
        .into_iter()
        .find(|start| pattern::matches_characters(&pattern, &text[*start..], &mut effort));
    text[..cut.unwrap_or(text.len())].iter().collect()
}

pub(super) fn remove_prefix(value: &str, pattern: &str, longest: bool) -> String {
    let text: Vec<char> = value.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    let mut effort = Effort::new();
    let mut ends: Vec<usize> = (0..=text.len()).collect();
    if longest {
        ends.reverse();
    }
    let cut = ends
        .into_iter()
        .find(|end| pattern::matches_characters(&pattern, &text[..*end], &mut effort));
    text[cut.unwrap_or(0)..].iter().collect()
}

pub(super) fn substring(value: &str, offset: i64, length: Option<i64>) -> String {
    let text: Vec<char> = value.chars().collect();
    let count = i64::try_from(text.len()).unwrap_or(i64::MAX);
    let start = if offset < 0 {
        (count + offset).max(0)
    } else {
        offset.min(count)
    };
    let end = match length {
        None => count,
        Some(length) if length < 0 => (count + length).max(start),
        Some(length) => start.saturating_add(length).min(count),
    };
    let range = usize::try_from(start).unwrap_or(0)..usize::try_from(end).unwrap_or(0);
    text.get(range)
        .map(|piece| piece.iter().collect())
        .unwrap_or_default()
}

/// The first match, every match, or with `#` and `%` before the pattern only one at the start or the
/// end.
pub(super) fn replace(value: &str, pattern: &str, with: &str, every: bool) -> String {
    if let Some(pattern) = pattern.strip_prefix('#') {
        let rest = remove_prefix(value, pattern, true);
        let is_match = rest.len() < value.len() || pattern::matches(pattern, "");
        return if is_match {
            format!("{with}{rest}")
        } else {
            value.to_string()
        };
    }
    if let Some(pattern) = pattern.strip_prefix('%') {
        let rest = remove_suffix(value, pattern, true);
        let is_match = rest.len() < value.len() || pattern::matches(pattern, "");
        return if is_match {
            format!("{rest}{with}")
        } else {
            value.to_string()
        };
    }
    let text: Vec<char> = value.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    let mut effort = Effort::new();
    let mut result = String::new();
    let mut at = 0;
    while at < text.len() && !effort.is_spent() {
        let end = (at + 1..=text.len())
            .rev()
            .find(|end| pattern::matches_characters(&pattern, &text[at..*end], &mut effort));
        match end {
            Some(end) if !pattern.is_empty() => {
                result.push_str(with);
                at = end;
                if !every {
                    break;
                }
            }
            _ => {
                result.push(text[at]);
                at += 1;
            }
        }
    }
    result.extend(&text[at..]);
    result
}
