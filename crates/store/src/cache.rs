//! The cache as a run has it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rebadge_core::digest::sha256_of;
use rebadge_core::error::Error;
use rebadge_remote::Backing;

use crate::entry::{self, Entry, Fault, HEADER};
use crate::ledger;

/// What goes into every key besides the caller's.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The folder of this layout.
pub(crate) const LAYOUT: &str = "v1";
/// What files that are written aside are called at first.
pub(crate) const ASIDE: &str = ".part-";
/// After so many bytes they are added to the size of the cache, for a run that does not end by itself.
const ADDED: u64 = 64 << 20;

/// How far an entry goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To the disk: making it again takes about as long as asking a store for it.
    Disk,
    /// To the store behind the disk too, if there is one.
    Store,
}

/// A cache in a folder. Any number of threads and processes may use the same.
#[derive(Debug)]
pub struct Cache {
    /// The folder of the layout.
    folder: PathBuf,
    limit: u64,
    /// Where other machines find what this one has made.
    backing: Option<Backing>,
    /// Bytes that were written and are not yet in the size of the cache.
    added: AtomicU64,
    /// Whether a write failed.
    is_closed: AtomicBool,
    trouble: Mutex<Option<Error>>,
    found: AtomicU64,
    missing: AtomicU64,
    written: AtomicU64,
}

/// How often a cache was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Entries that were read.
    pub found: u64,
    /// Entries that were asked for and not there.
    pub missing: u64,
    /// Entries that were written.
    pub written: u64,
}

impl Cache {
    /// The cache of a folder, which is made if it is not there; of at most `limit` bytes.
    ///
    /// # Errors
    /// [`Error::Cache`] if it cannot be made.
    pub fn open(folder: &Path, limit: u64) -> Result<Cache, Error> {
        make(folder).map_err(|source| Error::Cache { path: folder.to_owned(), source })?;
        Ok(Cache {
            folder: folder.join(LAYOUT),
            limit,
            backing: None,
            added: AtomicU64::new(0),
            is_closed: AtomicBool::new(false),
            trouble: Mutex::default(),
            found: AtomicU64::new(0),
            missing: AtomicU64::new(0),
            written: AtomicU64::new(0),
        })
    }

    /// The same cache with a store behind it.
    pub fn with_backing(mut self, backing: Backing) -> Cache {
        self.backing = Some(backing);
        self
    }

    /// What was kept for a key. A damaged entry is removed, and is none.
    pub fn get(&self, key: &str, reach: Reach) -> Option<Entry> {
        self.read((key, reach), entry::read)
    }

    /// Writes what was kept for a key to a file, of any size, and returns whether there was something. What is in the
    /// file otherwise is worth nothing.
    pub fn get_file(&self, key: &str, out: &mut fs::File) -> bool {
        let copy = |path: &Path, name: &str| entry::copy(path, name, u64::MAX, &mut *out);
        self.read((key, Reach::Store), copy).is_some()
    }

    fn read<T>(
        &self,
        (key, reach): (&str, Reach),
        mut read: impl FnMut(&Path, &str) -> Result<T, Fault>,
    ) -> Option<T> {
        let name = name(key);
        let path = path(&self.folder, &name);
        let mut found = read(&path, &name);
        if matches!(found, Err(Fault::Missing)) && reach == Reach::Store && self.fetch(&name, &path)
        {
            found = read(&path, &name);
        }
        match found {
            Ok(entry) => {
                self.found.fetch_add(1, Ordering::Relaxed);
                return Some(entry);
            }
            Err(Fault::Missing) => {}
            Err(Fault::Damaged(why)) => {
                log::warn!("`{}` is damaged, and is made again: {why}", path.display());
                if let Err(source) = remove(&path) {
                    self.note(Error::Write { path, source });
                }
            }
            Err(Fault::Unread(source)) => self.note(Error::Read { path, source }),
        }
        self.missing.fetch_add(1, Ordering::Relaxed);
        None
    }

    /// Copies an entry from the store to the disk, as it is; whoever reads it there checks it. False if there is none.
    fn fetch(&self, name: &str, path: &Path) -> bool {
        let Some(backing) = &self.backing else { return false };
        if self.is_closed.load(Ordering::Relaxed) {
            return false;
        }
        let most = (self.limit / 4).max(entry::MOST).saturating_add(HEADER as u64);
        let mut size = 0;
        let fetched = write(path, |file| {
            if !backing.get(&object(name), most, file) {
                return Err(io::ErrorKind::NotFound.into());
            }
            size = file.metadata()?.len();
            Ok(())
        });
        match fetched {
            Ok(()) => {
                self.grow(size);
                true
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(source) => {
                self.is_closed.store(true, Ordering::Relaxed);
                self.note(Error::Write { path: path.to_owned(), source });
                false
            }
        }
    }

    /// Keeps bytes, whose SHA-256 is known already.
    pub fn put(&self, key: &str, bytes: &[u8], sha256: &str, reach: Reach) {
        let length = bytes.len() as u64;
        if length > entry::MOST {
            return;
        }
        let name = name(key);
        self.write(&name, (length, sha256), |file| file.write_all(bytes));
        if let Some(backing) = self.backing.as_ref().filter(|_| reach == Reach::Store) {
            backing.put(&object(&name), entry::whole(&name, bytes, sha256));
        }
    }

    /// Keeps the bytes of a file, of any size that leaves room for others.
    pub fn put_file(&self, key: &str, file: &Path) {
        let digest = rebadge_core::fs::digest(file);
        match digest {
            Ok((length, sha256)) if length <= self.limit / 4 => {
                let name = name(key);
                self.write(&name, (length, &sha256), |out| {
                    io::copy(&mut fs::File::open(file)?, out).map(drop)
                });
                if let Some(backing) = &self.backing {
                    backing.put_file(&object(&name), &path(&self.folder, &name));
                }
            }
            Ok(_) => {}
            Err(error) => self.note(error),
        }
    }

    fn write(
        &self,
        name: &str,
        (length, sha256): (u64, &str),
        fill: impl Fn(&mut fs::File) -> io::Result<()>,
    ) {
        if self.is_closed.load(Ordering::Relaxed) {
            return;
        }
        let path = path(&self.folder, name);
        let write = || {
            write(&path, |out| {
                entry::write_header(out, name, (length, sha256))?;
                fill(out)
            })
        };
        // Somebody may remove the folder in the meantime.
        let written = match write() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => write(),
            other => other,
        };
        match written {
            // Another process has written it; Windows replaces no file that is being read.
            Err(error) if cfg!(windows) && is_denied(&error) && path.is_file() => {}
            Ok(()) => {
                self.written.fetch_add(1, Ordering::Relaxed);
                self.grow(HEADER as u64 + length);
            }
            Err(source) => {
                self.is_closed.store(true, Ordering::Relaxed);
                self.note(Error::Write { path, source });
            }
        }
    }

    /// Notes so many bytes more.
    fn grow(&self, size: u64) {
        let added = self.added.fetch_add(size, Ordering::Relaxed) + size;
        if added > ADDED.min(self.limit / 16) {
            self.settle();
        }
    }

    /// Waits until all that was put is in the store behind the disk.
    pub fn finish(&self) {
        self.settle();
        if let Some(backing) = &self.backing {
            backing.finish();
        }
    }

    /// What went wrong first with the store behind the disk. It is given once.
    pub fn backing_trouble(&self) -> Option<Error> {
        self.backing.as_ref()?.trouble()
    }

    /// Adds what was written to the size of the cache, and removes what was unused for longest if that is too much. A cache
    /// that is dropped does so too, but then nobody hears of what goes wrong.
    pub fn settle(&self) {
        let added = self.added.swap(0, Ordering::Relaxed);
        if added == 0 {
            return;
        }
        match ledger::add(&self.folder, added, self.limit) {
            Ok(ledger::Added::Done) => {}
            // The next one adds it.
            Ok(ledger::Added::Busy) => drop(self.added.fetch_add(added, Ordering::Relaxed)),
            Err(source) => self.note(Error::Write { path: self.folder.clone(), source }),
        }
    }

    /// What went wrong first. It is given once.
    pub fn trouble(&self) -> Option<Error> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// How often it was used.
    pub fn uses(&self) -> Uses {
        Uses {
            found: self.found.load(Ordering::Relaxed),
            missing: self.missing.load(Ordering::Relaxed),
            written: self.written.load(Ordering::Relaxed),
        }
    }

    fn note(&self, error: Error) {
        log::debug!("the cache: {error}");
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.get_or_insert(error);
    }
}

/// A run that ends early keeps the cache within its limit too.
impl Drop for Cache {
    fn drop(&mut self) {
        self.settle();
    }
}

fn is_denied(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied
}

/// The name of an entry: 64 hexadecimal digits, others in each version of the program.
fn name(key: &str) -> String {
    sha256_of(&[VERSION.as_bytes(), key.as_bytes()])
}

fn path(folder: &Path, name: &str) -> PathBuf {
    let (shard, rest) = name.split_at(2);
    folder.join(shard).join(rest)
}

/// The name of an entry in a store: that of its file in the folder of a cache.
fn object(name: &str) -> String {
    let (shard, rest) = name.split_at(2);
    format!("{LAYOUT}/{shard}/{rest}")
}

/// Makes the folder of a cache, for its user only. One that is there stays as it is.
fn make(folder: &Path) -> io::Result<()> {
    /// As the standard for such tags has it: <https://bford.info/cachedir/>.
    const TAG: &str =
        "Signature: 8a477f597d28d172789f06886806bc55\n# The cache of Rebadge; it may be removed.\n";
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    // Without it, it is in backups.
    let _ = fs::write(folder.join("CACHEDIR.TAG"), TAG);
    Ok(())
}

fn write(path: &Path, fill: impl FnOnce(&mut fs::File) -> io::Result<()>) -> io::Result<()> {
    let shard = path.parent().unwrap_or(path);
    match fs::symlink_metadata(shard) {
        Ok(meta) if meta.is_dir() => {}
        Ok(_) => return Err(io::Error::other("a folder of it is no folder")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(shard)?,
        Err(error) => return Err(error),
    }
    write_aside(shard, path, fill)
}

/// Writes a file in a folder under a name that nobody else has, and renames it.
pub(crate) fn write_aside(
    folder: &Path,
    path: &Path,
    fill: impl FnOnce(&mut fs::File) -> io::Result<()>,
) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(ASIDE);
    // As the user's files are: in a folder that several users share, each reads what the others made.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    fill(file.as_file_mut())?;
    file.persist(path).map_err(|error| error.error).map(drop)
}

/// Removes a file that another process may have removed.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
