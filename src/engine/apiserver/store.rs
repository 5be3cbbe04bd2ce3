//! Objects by key, behind `Arc`, under one global revision.

use std::sync::Arc;

use crate::api::{Event, Kind, Object, ObjectKey, Pod};
use crate::order::Map;

use super::super::by_uid::ByUid;
use super::super::queue::Uid;

/// Everything that is stored. A clone shares the objects.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Store {
    objects: Map<Arc<ObjectKey>, Arc<Object>>,
    revision: u64,
    /// Keys of Pods by uid, for those who know a Pod by its uid only.
    pods_by_uid: ByUid<Arc<ObjectKey>>,
    /// Keys of Event objects by the uid of what they are about, oldest first.
    events_by_uid: ByUid<Vec<Arc<ObjectKey>>>,
}

impl Store {
    pub fn get(&self, key: &ObjectKey) -> Option<&Object> {
        self.objects.get(key).map(|object| &**object)
    }

    /// The stored object, shared.
    pub fn get_shared(&self, key: &ObjectKey) -> Option<Arc<Object>> {
        self.objects.get(key).cloned()
    }

    /// The stored form of a key, shared by every record about the object.
    pub fn shared_key(&self, key: &ObjectKey) -> Option<Arc<ObjectKey>> {
        self.objects.get_key_value(key).map(|(key, _)| key.clone())
    }

    /// Objects of a kind, by namespace and name.
    pub fn list(&self, kind: Kind) -> impl Iterator<Item = &Object> {
        let from = ObjectKey {
            kind,
            namespace: String::new(),
            name: String::new(),
        };
        self.objects
            .range(&from..)
            .take_while(move |(key, _)| key.kind == kind)
            .map(|(_, object)| &**object)
    }

    /// Every stored Pod, by namespace and name.
    pub fn pods(&self) -> impl Iterator<Item = &Pod> {
        self.list(Kind::Pod).filter_map(Object::as_pod)
    }

    /// The key of the Pod with that uid.
    pub fn pod_key(&self, uid: &str) -> Option<&Arc<ObjectKey>> {
        self.pods_by_uid.get(uid)
    }

    /// The uid of a Pod as the store keeps it: equal texts that are shared are quick to compare.
    pub fn shared_uid(&self, uid: &str) -> Uid {
        let known = self.pods_by_uid.uid(uid);
        known.cloned().unwrap_or_else(|| uid.into())
    }

    /// The Pod with that uid, shared.
    pub fn pod_by_uid(&self, uid: &str) -> Option<Arc<Object>> {
        self.get_shared(self.pod_key(uid)?)
    }

    /// The Event objects about an object, oldest first.
    pub fn events_of(&self, uid: &str) -> impl Iterator<Item = &Event> {
        let keys = self.events_by_uid.get(uid).map_or(&[][..], Vec::as_slice);
        keys.iter().filter_map(|key| match self.get(key) {
            Some(Object::Event(event)) => Some(event),
            _ => None,
        })
    }

    /// Notes what a stored Event is about.
    pub(crate) fn index_event(&mut self, uid: &Arc<str>, key: Arc<ObjectKey>) {
        self.events_by_uid.get_or_default(uid).push(key);
    }

    /// Stores an object under the next revision.
    pub(crate) fn put(&mut self, mut object: Object) -> Arc<ObjectKey> {
        self.revision += 1;
        object.metadata_mut().resource_version = self.revision;
        let key = object.key();
        let key = self.shared_key(&key).unwrap_or_else(|| Arc::new(key));
        if let Object::Pod(pod) = &object {
            self.pods_by_uid
                .insert(pod.metadata.uid.as_str().into(), key.clone());
        }
        self.objects.insert(key.clone(), Arc::new(object));
        key
    }

    /// Takes an object out; the revision counts that too.
    pub(crate) fn remove(&mut self, key: &ObjectKey) -> Option<Arc<Object>> {
        let object = self.objects.remove(key)?;
        self.revision += 1;
        if let Object::Pod(pod) = &*object {
            self.pods_by_uid.remove(pod.metadata.uid.as_str());
        }
        Some(object)
    }

    /// The revision of the newest write.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How many objects are stored.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether nothing is stored.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }
}
