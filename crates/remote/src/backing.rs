//! The store behind a cache on disk: what one machine has made, others need not make. It may fail at any time, and then the
//! cache goes on without it.

use std::collections::VecDeque;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rebadge_core::error::Error;

use crate::client::{Client, Patience, Upload, finish};
use crate::fault::Fault;
use crate::place::Object;

/// So many uploads nobody waits for. The next one waits for the oldest.
const BEHIND: usize = 16;

/// A store behind a cache.
#[derive(Debug)]
pub struct Backing {
    client: Arc<Client>,
    place: PathBuf,
    key: String,
    uploads: Mutex<VecDeque<Upload>>,
    /// Whether it is not asked any more.
    is_closed: AtomicBool,
    trouble: Mutex<Option<Error>>,
    found: AtomicU64,
    put: AtomicU64,
}

impl Backing {
    /// The store of an address, which is asked once whether it can be used. One that cannot be is not asked again, and says
    /// why by [`Backing::trouble`].
    ///
    /// # Errors
    /// [`Error::Store`] for what is no address; [`Error::NoStores`].
    pub fn open(place: &Path) -> Result<Backing, Error> {
        let no_address = || Fault::other("it is no address").of_store(place);
        let object = Object::at(place, Patience::Short)?.ok_or_else(no_address)?;
        let backing = Backing {
            client: object.client,
            place: place.to_owned(),
            key: object.address.key,
            uploads: Mutex::default(),
            is_closed: AtomicBool::new(false),
            trouble: Mutex::default(),
            found: AtomicU64::new(0),
            put: AtomicU64::new(0),
        };
        // Reading, not asking for its size: only that notices a missing bucket.
        backing.get("CACHEDIR.TAG", 1 << 20, &mut std::io::sink());
        Ok(backing)
    }

    fn key(&self, name: &str) -> String {
        if self.key.is_empty() { name.to_owned() } else { format!("{}/{name}", self.key) }
    }

    /// Writes what has a name, of at most `limit` bytes, to `out`, piece by piece, and returns whether it is there. What was written otherwise is worth
    /// nothing; and nothing of it is checked.
    pub fn get(&self, name: &str, limit: u64, out: &mut dyn Write) -> bool {
        if self.is_closed.load(Ordering::Relaxed) {
            return false;
        }
        match self.client.get(&self.key(name), limit, out) {
            Ok(()) => {
                self.found.fetch_add(1, Ordering::Relaxed);
                true
            }
            // What fails here is a disk of this machine, which the cache reports.
            Err(Fault::Missing | Fault::Local(_)) => false,
            Err(fault) => {
                self.close(fault);
                false
            }
        }
    }

    /// Begins to put bytes under a name. [`Backing::finish`] waits for the end of it.
    pub fn put(&self, name: &str, bytes: Vec<u8>) {
        if self.is_closed.load(Ordering::Relaxed) {
            return;
        }
        match self.client.begin_put(&self.key(name), bytes) {
            Ok(upload) => self.push(upload),
            Err(fault) => self.close(fault),
        }
    }

    /// Puts the bytes of a file under a name, and waits for the end of it.
    pub fn put_file(&self, name: &str, file: &Path) {
        if self.is_closed.load(Ordering::Relaxed) {
            return;
        }
        match self.client.put_file(&self.key(name), file) {
            Ok(()) => drop(self.put.fetch_add(1, Ordering::Relaxed)),
            Err(Fault::Local(_)) => {}
            Err(fault) => self.close(fault),
        }
    }

    fn push(&self, upload: Upload) {
        let mut uploads = self.uploads.lock().unwrap_or_else(PoisonError::into_inner);
        uploads.push_back(upload);
        let oldest = if uploads.len() > BEHIND { uploads.pop_front() } else { None };
        drop(uploads);
        oldest.into_iter().for_each(|upload| self.settle(upload));
    }

    /// Waits for all uploads.
    pub fn finish(&self) {
        let mut uploads = self.uploads.lock().unwrap_or_else(PoisonError::into_inner);
        let all = std::mem::take(&mut *uploads);
        drop(uploads);
        all.into_iter().for_each(|upload| self.settle(upload));
        let (found, put) = (self.found.load(Ordering::Relaxed), self.put.load(Ordering::Relaxed));
        log::debug!("the store behind the cache: {found} found, {put} put");
    }

    fn settle(&self, upload: Upload) {
        match finish(upload) {
            Ok(()) => drop(self.put.fetch_add(1, Ordering::Relaxed)),
            Err(fault) => self.close(fault),
        }
    }

    /// Asks it no more: each request has been tried several times already.
    fn close(&self, fault: Fault) {
        self.is_closed.store(true, Ordering::Relaxed);
        let error = fault.of_store(&self.place);
        log::debug!("the store behind the cache: {error}");
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.get_or_insert(error);
    }

    /// What went wrong first. It is given once.
    pub fn trouble(&self) -> Option<Error> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
