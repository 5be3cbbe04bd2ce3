//! `kubectl get -w`: a row for every write, also for the last state of an object that is gone.

use std::sync::Arc;

use crate::api::{Kind, Object, ObjectKey};
use crate::engine::World;
use crate::order;
use crate::order::Map;

use super::super::context::now;
use super::super::print::kinds;
use super::super::print::table::Shape;
use super::super::print::tabs::TabWriter;
use super::super::reply::Output;
use super::targets::Filter;

/// What has been shown so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    kind: Kind,
    name: Option<String>,
    filter: Filter,
    shape: Shape,
    writer: TabWriter,
    shown: Map<ObjectKey, Arc<Object>>,
    revision: u64,
}

impl Watch {
    pub(super) fn new(kind: Kind, name: Option<String>, filter: Filter, shape: Shape) -> Watch {
        Watch {
            kind,
            name,
            filter,
            shape,
            writer: TabWriter::for_tables(),
            shown: Map::new(),
            revision: 0,
        }
    }

    /// Takes what there is now as shown.
    pub(super) fn skip(&mut self, world: &World) {
        self.changes(world);
    }

    /// Prints a row for every object that changed since the last look.
    pub(super) fn poll(&mut self, world: &World, output: &mut Output) {
        let changed = self.changes(world);
        if changed.is_empty() {
            return;
        }
        let objects = changed.iter().map(|object| &**object);
        let table = kinds::table(self.kind, objects, now(world));
        output.out(&table.print(&self.shape, &mut self.writer));
        self.shape.headings = false;
    }

    fn changes(&mut self, world: &World) -> Vec<Arc<Object>> {
        let store = world.store();
        if store.revision() == self.revision {
            return Vec::new();
        }
        self.revision = store.revision();
        let mut changed = Vec::new();
        let mut present = Map::new();
        for object in store.list(self.kind) {
            let key = object.key();
            let named = self.name.as_ref().is_none_or(|name| *name == key.name);
            if !named || !self.filter.matches(object).unwrap_or(false) {
                continue;
            }
            let Some(object) = store.get_shared(&key) else {
                continue;
            };
            let before = self.shown.remove(&key);
            if before.as_ref().map(revision_of) != Some(revision_of(&object)) {
                changed.push(object.clone());
            }
            present.insert(key, object);
        }
        let gone = std::mem::replace(&mut self.shown, present);
        order::sort_by_key(&mut changed, revision_of);
        changed.extend(gone.into_values());
        changed
    }
}

fn revision_of(object: &Arc<Object>) -> u64 {
    object.metadata().resource_version
}
