//! What was made, by its key: in memory, and below that in a cache on disk, if there is one. What nobody has asked for in a
//! long time goes when it is too much.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::kinds::Kept;
use super::node::Node;
use super::value::{Blob, Fault, Value};
use rebadge_store::{Cache, Entry, Reach};

type Made = Result<Value, Fault>;

/// A store in memory, with a cache on disk below it or without.
#[derive(Debug)]
pub struct Store {
    shelf: Mutex<Shelf>,
    limit: usize,
    disk: Option<Arc<Cache>>,
}

#[derive(Debug, Default)]
struct Shelf {
    slots: BTreeMap<String, Slot>,
    bytes: usize,
    /// Of them, those of what is no file.
    shared: usize,
    clock: u64,
    made: BTreeMap<String, usize>,
    found: usize,
}

#[derive(Debug, Default)]
struct Slot {
    cell: Arc<OnceLock<Made>>,
    bytes: usize,
    is_file: bool,
    /// When it was last asked for.
    used: u64,
}

/// What a store holds, and what was ever made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many values are kept.
    pub kept: usize,
    /// Of how many bytes, about.
    pub bytes: usize,
    /// Kind of step, in its first word → how many files were made since the start.
    pub made: BTreeMap<String, usize>,
    /// How many files were found on disk since the start.
    pub found: usize,
}

/// Where a value comes from that was not in memory.
enum Origin {
    Disk,
    Made,
}

/// The most that is kept, in bytes: some thirty tenants with every picture of every set.
const LIMIT: usize = 192 << 20;
/// The most that is kept of what files share, in bytes. It is asked for again soon, by files that are made side by side,
/// or not at all.
const SHARED: usize = 32 << 20;

impl Store {
    /// Nothing made yet.
    pub fn new() -> Store {
        Store::with_limit(LIMIT)
    }

    /// One that lets go of the oldest values when it holds more than so many bytes.
    pub fn with_limit(limit: usize) -> Store {
        Store { shelf: Mutex::default(), limit, disk: None }
    }

    /// Nothing made yet in this run. A cache on disk is asked before a file is made, and keeps those that are worth it.
    pub fn on_disk(disk: Option<Arc<Cache>>) -> Store {
        Store { disk, ..Store::new() }
    }

    /// What a node makes, made now if it is not known. Whoever asks for what another thread is making waits for it.
    ///
    /// # Errors
    /// What `make` says, now or before.
    pub(super) fn get(&self, node: &Node, make: impl FnOnce() -> Made) -> Made {
        let cell = self.cell(node.key());
        let mut origin = None;
        let made = cell.get_or_init(|| {
            let (from, made) = self.found_or_made(node, make);
            origin = Some(from);
            made
        });
        if let Some(origin) = origin {
            self.count(node, made, &origin);
            self.weigh(node.key(), &cell, made);
        }
        made.clone()
    }

    fn found_or_made(&self, node: &Node, make: impl FnOnce() -> Made) -> (Origin, Made) {
        let is_kept = node.recipe().kind().kept == Kept::OnDisk;
        let Some(disk) = self.disk.as_ref().filter(|_| is_kept) else {
            return (Origin::Made, make());
        };
        let reach = if node.recipe().is_patient() { Reach::Store } else { Reach::Disk };
        if let Some(Entry { bytes, sha256 }) = disk.get(node.key(), reach) {
            return (Origin::Disk, Ok(Value::Bytes(Blob { bytes: Arc::new(bytes), sha256 })));
        }
        let made = make();
        if let Ok(Value::Bytes(blob)) = &made {
            disk.put(node.key(), &blob.bytes, &blob.sha256, reach);
        }
        (Origin::Made, made)
    }

    /// What has this key, if it was made and is good.
    pub fn known(&self, key: &str) -> Option<Value> {
        self.lock().slots.get(key)?.cell.get()?.as_ref().ok().cloned()
    }

    /// Lets go of what nobody can ask for any more.
    pub fn forget<'a>(&self, keys: impl Iterator<Item = &'a String>) {
        let mut shelf = self.lock();
        for key in keys {
            shelf.remove(key);
        }
    }

    /// What it holds, and what was ever made.
    pub fn counts(&self) -> Counts {
        let shelf = self.lock();
        let (made, found) = (shelf.made.clone(), shelf.found);
        Counts { kept: shelf.slots.len(), bytes: shelf.bytes, made, found }
    }

    /// A panic of another thread leaves the shelf whole.
    fn lock(&self) -> std::sync::MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, node: &Node, made: &Made, origin: &Origin) {
        match (made, origin) {
            (Ok(Value::Bytes(_)), Origin::Disk) => self.lock().found += 1,
            (Ok(Value::Bytes(_)), Origin::Made) => {
                let words = node.recipe().describe();
                let word = words.split([' ', ',']).next().unwrap_or_default();
                *self.lock().made.entry(word.to_owned()).or_default() += 1;
            }
            _ => {}
        }
    }

    fn cell(&self, key: &str) -> Arc<OnceLock<Made>> {
        let mut shelf = self.lock();
        shelf.clock += 1;
        let now = shelf.clock;
        let slot = shelf.slots.entry(key.to_owned()).or_default();
        slot.used = now;
        Arc::clone(&slot.cell)
    }

    /// Adds what a slot came to, and lets go of the oldest ones while it is too much.
    fn weigh(&self, key: &str, cell: &Arc<OnceLock<Made>>, made: &Made) {
        let bytes = made.as_ref().map_or(0, Value::weight);
        let is_file = matches!(made, Ok(Value::Bytes(_)) | Err(_));
        let mut shelf = self.lock();
        match shelf.slots.get_mut(key) {
            // Another slot under the same key, or none: this one was let go of while it was made.
            Some(slot) if Arc::ptr_eq(&slot.cell, cell) => {
                (slot.bytes, slot.is_file) = (bytes, is_file);
            }
            _ => return,
        }
        shelf.bytes += bytes;
        shelf.shared += if is_file { 0 } else { bytes };
        while shelf.shared > SHARED {
            shelf.remove_oldest(|slot| !slot.is_file && slot.bytes > 0);
        }
        while shelf.bytes > self.limit && shelf.slots.len() > 1 {
            shelf.remove_oldest(|_| true);
        }
    }
}

impl Shelf {
    fn remove(&mut self, key: &str) {
        if let Some(slot) = self.slots.remove(key) {
            self.bytes -= slot.bytes;
            self.shared -= if slot.is_file { 0 } else { slot.bytes };
        }
    }

    fn remove_oldest(&mut self, is_meant: impl Fn(&Slot) -> bool) {
        let meant = self.slots.iter().filter(|(_, slot)| is_meant(slot));
        let oldest = meant.min_by_key(|(_, slot)| slot.used).map(|(key, _)| key.clone());
        if let Some(oldest) = oldest {
            self.remove(&oldest);
        }
    }
}

impl Default for Store {
    fn default() -> Store {
        Store::new()
    }
}
