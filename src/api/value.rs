//! What JSON and YAML can say, as a plain tree.

use crate::order;

/// A value of an object in transit. Numbers that are not whole keep their text: Kubernetes has
/// no field that needs them as numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    #[default]
    Null,
    Boolean(bool),
    Whole(i64),
    Fraction(String),
    Text(String),
    List(Vec<Value>),
    /// Keys in the order written.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// A text.
    pub fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[(String, Value)] {
        match self {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The value of a key of a map; of equal keys the last one counts.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let mut entries = self.entries().iter().rev();
        entries
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The value of a key of a map, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let Value::Map(entries) = self else {
            return None;
        };
        let mut entries = entries.iter_mut().rev();
        entries
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// Sets a key, at its place or at the end. What was no map becomes one.
    pub fn set(&mut self, key: &str, value: Value) {
        if let Some(old) = self.get_mut(key) {
            *old = value;
            return;
        }
        if !matches!(self, Value::Map(_)) {
            *self = Value::Map(Vec::new());
        }
        if let Value::Map(entries) = self {
            entries.push((key.to_owned(), value));
        }
    }

    /// Takes a key out of a map.
    pub fn remove(&mut self, key: &str) {
        if let Value::Map(entries) = self {
            entries.retain(|(name, _)| name != key);
        }
    }

    /// Whether Go's `omitempty` leaves it out: null, false, zero, or nothing in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Boolean(boolean) => !boolean,
            Value::Whole(number) => *number == 0,
            Value::Fraction(text) | Value::Text(text) => text.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
        }
    }

    /// The entries of a map in the order of their keys, as Go writes maps.
    pub fn sorted_entries(&self) -> Vec<&(String, Value)> {
        let mut entries: Vec<&(String, Value)> = self.entries().iter().collect();
        order::sort_by(&mut entries, |a, b| a.0.cmp(&b.0));
        entries
    }
}
