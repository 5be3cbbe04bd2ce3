//! `metadata`, common to every object.

use super::Timestamp;
use super::wire::{Presence, Visitor, wire};
use crate::order::Map;

wire! {
    /// `metadata`. Server-written fields are empty in a manifest
    /// (control-plane.md §1.1; apiserver/pkg/registry/rest/create.go BeforeCreate).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ObjectMeta {
        pub name: String,
        pub generate_name: String,
        pub namespace: String,
        pub labels: Map<String, String>,
        pub annotations: Map<String, String>,
        pub finalizers: Vec<String>,
        pub owner_references: Vec<OwnerReference>,
        pub uid: String,
        /// The store's revision at this object's last write.
        #[wire(skip)]
        pub resource_version: u64,
        pub generation: i64,
        pub creation_timestamp: Option<Timestamp>,
        /// The moment at which a terminating object's grace ends, not the moment of the request.
        pub deletion_timestamp: Option<Timestamp>,
        pub deletion_grace_period_seconds: Option<i64>,
    }
    also show_revision;
}

wire! {
    /// One entry of `metadata.ownerReferences`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct OwnerReference {
        #[wire(always)]
        pub api_version: String,
        #[wire(always)]
        pub kind: String,
        #[wire(always)]
        pub name: String,
        #[wire(always)]
        pub uid: String,
        pub controller: Option<bool>,
        pub block_owner_deletion: Option<bool>,
    }
}

/// `resourceVersion` is a number inside and a text in the API; 0 is none.
fn show_revision(metadata: &mut ObjectMeta, visitor: &mut dyn Visitor) {
    let mut text = match metadata.resource_version {
        0 => String::new(),
        revision => revision.to_string(),
    };
    visitor.field("resourceVersion", Presence::IfSet, &mut text);
    metadata.resource_version = text.parse().unwrap_or(0);
}
