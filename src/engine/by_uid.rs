//! What is kept for each Pod, found by its uid.
//!
//! Nearly every event begins with such a look-up. Uids are random from their first character, so
//! a number made of the beginning tells almost all of them apart without reading a text.

use std::cmp::Ordering;

use super::queue::Uid;

/// Values by uid, in the order of the uids.
#[derive(Clone, Debug, PartialEq)]
pub struct ByUid<V> {
    uids: Uids,
    /// In the order of `uids`.
    values: Vec<V>,
}

/// Uids in their order.
#[derive(Clone, Debug, Default)]
struct Uids {
    /// The beginning of each text as a number: what is looked through.
    beginnings: Vec<u64>,
    texts: Vec<Uid>,
    /// Where the newest change was: an event looks for its Pod several times.
    newest: usize,
}

/// Where the newest change was is no difference.
impl PartialEq for Uids {
    fn eq(&self, other: &Uids) -> bool {
        self.texts == other.texts
    }
}

impl<V> Default for ByUid<V> {
    fn default() -> ByUid<V> {
        ByUid {
            uids: Uids::default(),
            values: Vec::new(),
        }
    }
}

impl<V> ByUid<V> {
    /// The shared form of a uid.
    pub fn uid(&self, uid: &str) -> Option<&Uid> {
        self.uids.texts.get(self.uids.position(uid).ok()?)
    }

    pub fn get(&self, uid: &str) -> Option<&V> {
        self.values.get(self.uids.position(uid).ok()?)
    }

    pub fn get_mut(&mut self, uid: &str) -> Option<&mut V> {
        let position = self.uids.position(uid).ok()?;
        self.uids.newest = position;
        self.values.get_mut(position)
    }

    pub fn contains_key(&self, uid: &str) -> bool {
        self.uids.position(uid).is_ok()
    }

    /// Keeps a value in the place of the one before.
    pub fn insert(&mut self, uid: Uid, value: V) {
        match self.uids.position(&uid) {
            Ok(position) => self.values[position] = value,
            Err(position) => {
                self.uids.insert(position, uid);
                self.values.insert(position, value);
            }
        }
    }

    /// The value of a uid, made if there is none yet.
    pub fn get_or_default(&mut self, uid: &Uid) -> &mut V
    where
        V: Default,
    {
        let position = self.uids.position(uid).unwrap_or_else(|position| {
            self.uids.insert(position, uid.clone());
            self.values.insert(position, V::default());
            position
        });
        &mut self.values[position]
    }

    pub fn remove(&mut self, uid: &str) -> Option<V> {
        let position = self.uids.position(uid).ok()?;
        self.uids.remove(position);
        Some(self.values.remove(position))
    }

    pub fn keys(&self) -> impl Iterator<Item = &Uid> {
        self.uids.texts.iter()
    }

    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.values.iter()
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.values.iter_mut()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Uid, &V)> {
        self.keys().zip(&self.values)
    }

    /// Everything, by uid.
    pub fn into_pairs(self) -> impl Iterator<Item = (Uid, V)> {
        self.uids.texts.into_iter().zip(self.values)
    }
}

impl Uids {
    /// Where a uid is, or where it would have to be.
    fn position(&self, uid: &str) -> Result<usize, usize> {
        let newest = self.texts.get(self.newest);
        if newest.is_some_and(|newest| std::ptr::eq(&**newest, uid)) {
            return Ok(self.newest);
        }
        let wanted = beginning(uid);
        let mut position = self.beginnings.partition_point(|known| *known < wanted);
        while self.beginnings.get(position) == Some(&wanted) {
            match (*self.texts[position]).cmp(uid) {
                Ordering::Less => position += 1,
                Ordering::Equal => return Ok(position),
                Ordering::Greater => return Err(position),
            }
        }
        Err(position)
    }

    fn insert(&mut self, position: usize, uid: Uid) {
        self.beginnings.insert(position, beginning(&uid));
        self.texts.insert(position, uid);
    }

    fn remove(&mut self, position: usize) {
        self.beginnings.remove(position);
        self.texts.remove(position);
    }
}

/// The first eight bytes as a number that has their order.
fn beginning(uid: &str) -> u64 {
    if let Some(bytes) = uid.as_bytes().first_chunk() {
        return u64::from_be_bytes(*bytes);
    }
    let mut bytes = [0; 8];
    bytes[..uid.len()].copy_from_slice(uid.as_bytes());
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_sorted_map() {
        let uids = ["b", "", "abcdefgh2", "a", "abcdefgh1", "abcdefgh", "한"];
        let mut map = ByUid::default();
        for (number, uid) in uids.into_iter().enumerate() {
            map.insert(Uid::from(uid), number);
        }
        let keys: Vec<&str> = map.keys().map(|uid| &**uid).collect();
        let mut sorted = uids;
        sorted.sort_unstable();
        assert_eq!(keys, sorted);
        for (number, uid) in uids.into_iter().enumerate() {
            assert_eq!(map.get(uid), Some(&number), "{uid}");
        }
        assert_eq!(map.get("abcdefgh3"), None);
        assert_eq!(map.remove("a"), Some(3));
        assert_eq!(map.remove("a"), None);
        *map.get_or_default(&Uid::from("c")) += 9;
        map.insert(Uid::from("b"), 7);
        let pairs: Vec<(Uid, usize)> = map.into_pairs().collect();
        let pairs: Vec<(&str, usize)> = pairs.iter().map(|(uid, n)| (&**uid, *n)).collect();
        let expected = [
            ("", 1),
            ("abcdefgh", 5),
            ("abcdefgh1", 4),
            ("abcdefgh2", 2),
            ("b", 7),
            ("c", 9),
            ("한", 6),
        ];
        assert_eq!(pairs, expected);
    }

    #[test]
    fn the_newest_change_is_found_again_wherever_it_lies() {
        let uids = ["b", "d", "c"].map(Uid::from);
        let mut map = ByUid::default();
        for (number, uid) in uids.iter().enumerate() {
            map.insert(uid.clone(), number);
        }
        let mut other = map.clone();
        *map.get_mut(&uids[1]).expect("d is there") += 10;
        assert_eq!(map.get(&uids[1]), Some(&11));
        map.insert(Uid::from("a"), 7);
        assert_eq!(map.get(&uids[1]), Some(&11), "it moved on by one");
        map.remove("a");
        assert_eq!(map.remove("d"), Some(11));
        assert_eq!(map.get(&uids[1]), None);
        other.remove("d");
        assert!(other.get_mut("c").is_some());
        assert_eq!(map, other);
    }
}
