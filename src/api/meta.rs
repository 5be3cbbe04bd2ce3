//! `metadata`, common to every object.

use std::collections::BTreeMap;

use super::Timestamp;
use super::wire::{Presence, Shape, Visitor, Wire, Word, wire};

wire! {
    /// `metadata`. Server-written fields are empty in a manifest
    /// (control-plane.md §1.1; apiserver/pkg/registry/rest/create.go BeforeCreate).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ObjectMeta {
        pub name: String,
        pub generate_name: String,
        pub namespace: String,
        pub labels: BTreeMap<String, String>,
        pub annotations: BTreeMap<String, String>,
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
struct Revision<'a>(&'a mut u64);

impl Wire for Revision<'_> {
    fn shape(&mut self) -> Shape<'_> {
        Shape::Word(self)
    }
}

impl Word for Revision<'_> {
    fn word(&self) -> String {
        match *self.0 {
            0 => String::new(),
            revision => revision.to_string(),
        }
    }

    fn set_word(&mut self, word: &str) -> bool {
        let revision = word.parse();
        *self.0 = revision.clone().unwrap_or(0);
        word.is_empty() || revision.is_ok()
    }
}

fn show_revision(metadata: &mut ObjectMeta, visitor: &mut dyn Visitor) {
    let mut revision = Revision(&mut metadata.resource_version);
    visitor.field("resourceVersion", Presence::IfSet, &mut revision);
}
