//! Trees to typed objects. A tree that passed [`super::check`] always decodes; `null` counts as
//! "not set" everywhere, as it does in Kubernetes.

use super::node::{Node, Value};
use crate::api;
use crate::api::wire::{Wire, WireError};

/// Reads a tree as one of the structs of room `api`.
pub fn decode<T: Wire + Default>(node: &Node) -> Result<T, WireError> {
    T::from_value(&node.to_value())
}

impl Node {
    /// The tree without its places.
    pub fn to_value(&self) -> api::Value {
        match &self.value {
            Value::Null => api::Value::Null,
            Value::Boolean(boolean) => api::Value::Boolean(*boolean),
            Value::Whole(number) => api::Value::Whole(*number),
            Value::Fraction(number) => api::Value::Fraction(number.clone()),
            Value::Text(text) => api::Value::Text(text.clone()),
            Value::List(items) => api::Value::List(items.iter().map(Node::to_value).collect()),
            Value::Object(entries) => {
                let entries = entries.iter();
                let entries = entries.map(|entry| (entry.key.clone(), entry.node.to_value()));
                api::Value::Map(entries.collect())
            }
        }
    }
}
