//! Objects that wait for their finalizers, and those that nothing has to be stopped for
//! (kubelet.md §8.5; registry/generic/registry/store.go Delete, deleteWithoutFinalizers).

use std::sync::Arc;

use crate::api::{Kind, Object, ObjectKey, ObjectMeta};

use super::super::record::{Change, Component};
use super::super::rule::Rule;
use super::super::world::World;
use super::ApiError;

impl World {
    /// Deletes an object that nothing has to be stopped for; returns whether it is gone. With
    /// finalizers it only gets its deletion time.
    pub(super) fn delete_plain(&mut self, key: &ObjectKey, stored: &Object) -> bool {
        if stored.metadata().finalizers.is_empty() {
            self.remove_object(Rule::ImmediateDelete, key);
            return true;
        }
        if stored.metadata().deletion_timestamp.is_none() {
            let mut marked = stored.clone();
            let metadata = marked.metadata_mut();
            metadata.deletion_timestamp = Some(self.timestamp());
            metadata.deletion_grace_period_seconds = Some(0);
            let key = self.store.put(marked);
            let change = Change::DeletionRequested { grace_seconds: 0 };
            self.emit(Component::Apiserver, &key, Rule::Finalizers, change);
        }
        false
    }

    pub(super) fn remove_object(&mut self, rule: Rule, key: &ObjectKey) {
        if key.kind == Kind::Pod {
            return self.remove_pod(Component::Apiserver, rule, key);
        }
        if self.store.remove(key).is_some() {
            let key = Arc::new(key.clone());
            let cause = self.cause();
            self.emit_and_follow(Component::Apiserver, &key, rule, Change::Removed);
            self.service_changed(&key);
            self.follow(cause);
        }
    }
}

/// The last finalizer of an object that is only waiting for that is gone
/// (registry/store.go deleteWithoutFinalizers).
pub(super) fn is_freed(metadata: &ObjectMeta) -> bool {
    metadata.deletion_timestamp.is_some()
        && metadata.finalizers.is_empty()
        && metadata.deletion_grace_period_seconds.unwrap_or(0) == 0
}

/// An object that is being deleted gets no new finalizers
/// (apimachinery api/validation ValidateObjectMetaAccessorUpdate).
pub(super) fn check(stored: &Object, object: &Object) -> Result<(), ApiError> {
    let (old, new) = (stored.metadata(), object.metadata());
    let added: Vec<&String> = new
        .finalizers
        .iter()
        .filter(|name| !old.finalizers.contains(name))
        .collect();
    if old.deletion_timestamp.is_none() || added.is_empty() {
        return Ok(());
    }
    let found: Vec<String> = added.iter().map(|name| format!("{name:?}")).collect();
    Err(ApiError::Invalid {
        kind: object.kind().name(),
        name: new.name.clone(),
        causes: vec![format!(
            "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being \
             deleted, found new finalizers []string{{{}}}",
            found.join(", ")
        )],
    })
}
