//! What was made, by its key, and the hands that make it. A step whose key is known is never made again; what nobody has
//! asked for in a long time goes. Apart, because it is all that the preview keeps of outputs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::render::Output;

/// The most that is kept, in bytes: some thirty tenants with every picture of every set.
const LIMIT: usize = 192 << 20;

/// What came of a step.
pub(super) type Made = Result<Output, Vec<Diagnostic>>;

/// What was made.
#[derive(Debug)]
pub(super) struct Store {
    pool: ThreadPool,
    shelf: Mutex<Shelf>,
    limit: usize,
}

#[derive(Debug, Default)]
struct Shelf {
    slots: BTreeMap<String, Slot>,
    bytes: usize,
    clock: u64,
    made: BTreeMap<String, usize>,
}

#[derive(Debug, Default)]
struct Slot {
    cell: Arc<OnceLock<Made>>,
    bytes: usize,
    /// When it was last asked for.
    used: u64,
}

/// What a store holds, and what was ever made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// How many outputs are kept.
    pub(super) kept: usize,
    /// Of how many bytes.
    pub(super) bytes: usize,
    /// Kind of step, in its first word → how many were made since the start.
    pub(super) made: BTreeMap<String, usize>,
}

impl Store {
    /// Nothing made yet; `jobs` threads draw side by side, 0 is one per core.
    pub(super) fn new(jobs: usize) -> Result<Store, Error> {
        Store::with_limit(jobs, LIMIT)
    }

    fn with_limit(jobs: usize, limit: usize) -> Result<Store, Error> {
        // Drawings nest deeply, so threads get more stack than usual.
        let pool = ThreadPoolBuilder::new().num_threads(jobs).stack_size(16 << 20).build();
        let pool = pool.map_err(|error| Error::Defect { message: error.to_string() })?;
        Ok(Store { pool, shelf: Mutex::default(), limit })
    }

    /// The hands.
    pub(super) fn pool(&self) -> &ThreadPool {
        &self.pool
    }

    /// What has this key, made now if it is not known. Whoever asks for what another is making waits for it.
    pub(super) fn get(&self, key: &str, kind: &str, make: impl FnOnce() -> Made) -> Made {
        let cell = self.cell(key);
        let mut is_new = false;
        let made = cell.get_or_init(|| {
            is_new = true;
            make()
        });
        if is_new {
            self.count(kind);
            self.weigh(key, &cell, made.as_ref().map_or(0, |output| output.bytes().len()));
        }
        made.clone()
    }

    /// What has this key, if it was made and is good.
    pub(super) fn known(&self, key: &str) -> Option<Output> {
        let shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.slots.get(key)?.cell.get()?.as_ref().ok().cloned()
    }

    /// Counts what is made but not kept here.
    pub(super) fn count(&self, kind: &str) {
        let word = kind.split([' ', ',']).next().unwrap_or(kind);
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        *shelf.made.entry(word.to_owned()).or_default() += 1;
    }

    /// Lets go of what nobody can ask for any more.
    pub(super) fn forget<'a>(&self, keys: impl Iterator<Item = &'a String>) {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            if let Some(slot) = shelf.slots.remove(key) {
                shelf.bytes -= slot.bytes;
            }
        }
    }

    pub(super) fn counts(&self) -> Counts {
        let shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        Counts { kept: shelf.slots.len(), bytes: shelf.bytes, made: shelf.made.clone() }
    }

    fn cell(&self, key: &str) -> Arc<OnceLock<Made>> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.clock += 1;
        let now = shelf.clock;
        let slot = shelf.slots.entry(key.to_owned()).or_default();
        slot.used = now;
        Arc::clone(&slot.cell)
    }

    /// Adds what a slot came to, and lets go of the oldest ones while it is too much.
    fn weigh(&self, key: &str, cell: &Arc<OnceLock<Made>>, bytes: usize) {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        match shelf.slots.get_mut(key) {
            // Another slot under the same key, or none: this one was let go of while it was made.
            Some(slot) if Arc::ptr_eq(&slot.cell, cell) => slot.bytes = bytes,
            _ => return,
        }
        shelf.bytes += bytes;
        while shelf.bytes > self.limit && shelf.slots.len() > 1 {
            let oldest = shelf.slots.iter().min_by_key(|(_, slot)| slot.used);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { return };
            let gone = shelf.slots.remove(&oldest).map_or(0, |slot| slot.bytes);
            shelf.bytes -= gone;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::Mode;
    use crate::render::Content;

    fn output(bytes: usize) -> Made {
        let content = Content::Made(Arc::new(vec![0; bytes]));
        Ok(Output { content, sha256: String::new(), mode: Mode::Plain })
    }

    #[test]
    fn a_known_key_is_made_once() {
        let store = Store::with_limit(1, 100).expect("a store");
        for _ in 0..3 {
            assert_eq!(store.get("a", "raster 1×1 mark", || output(7)), output(7));
        }
        let made = BTreeMap::from([("raster".to_owned(), 1)]);
        assert_eq!(store.counts(), Counts { kept: 1, bytes: 7, made });
        store.forget([&"a".to_owned(), &"b".to_owned()].into_iter());
        assert_eq!((store.counts().kept, store.counts().bytes), (0, 0));
    }

    #[test]
    fn the_oldest_goes_when_it_is_too_much() {
        let store = Store::with_limit(1, 100).expect("a store");
        let get = |key: &str| store.get(key, "copy", || output(40));
        let _ = (get("a"), get("b"), get("a"), get("c"));
        assert!(store.known("a").is_some() && store.known("c").is_some());
        assert!(store.known("b").is_none());
        assert_eq!(store.counts().bytes, 80);
    }
}
