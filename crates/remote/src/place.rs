//! Reading and writing at a place: a path of the system, or an address in a store.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rebadge_core::digest::{Hashing, sha256};
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Scratch, is_address};

use crate::HAS_STORES;
use crate::address::{Address, Root};
use crate::client::{Client, Patience};
use crate::fault::Fault;

/// How often something is put whose bytes come back as others.
const TRIES: usize = 3;

/// Whether something was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It was.
    Written,
    /// The same bytes were there.
    Same,
}

/// An object of a store.
pub(crate) struct Object {
    pub(crate) client: Arc<Client>,
    pub(crate) address: Address,
}

impl Object {
    /// The object of an address; none of a path.
    pub(crate) fn at(place: &Path, patience: Patience) -> Result<Option<Object>, Error> {
        if !is_address(place) {
            return Ok(None);
        }
        let address = Address::parse(place)?;
        if !HAS_STORES {
            return Err(Error::NoStores { place: place.to_owned() });
        }
        let client = client(&address.root, patience).map_err(|fault| fault.of_store(place))?;
        Ok(Some(Object { client, address }))
    }

    fn key(&self) -> &str {
        &self.address.key
    }

    fn digest(&self) -> Result<(u64, String), Fault> {
        let mut counting = Counting::default();
        let mut hashing = Hashing::new(&mut counting);
        self.client.get(self.key(), u64::MAX, &mut hashing)?;
        let sha256 = hashing.sha256();
        Ok((counting.0, sha256))
    }
}

/// Connections are shared by all that goes to one store.
fn client(root: &Root, patience: Patience) -> Result<Arc<Client>, Fault> {
    static CLIENTS: Mutex<BTreeMap<(Root, Patience), Arc<Client>>> = Mutex::new(BTreeMap::new());
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (root.clone(), patience);
    if let Some(known) = clients.get(&key) {
        return Ok(Arc::clone(known));
    }
    let made = Arc::new(Client::new(root, patience)?);
    Ok(Arc::clone(clients.entry(key).or_insert(made)))
}

fn object(place: &Path) -> Result<Option<Object>, Error> {
    Object::at(place, Patience::Long)
}

/// Finds out whether a store can be used, by asking for an object below this address that may or may not be there. A folder
/// always can, as far as this knows.
///
/// # Errors
/// [`Error::Store`], [`Error::NoStores`].
pub fn open(place: &Path) -> Result<(), Error> {
    let Some(object) = object(place)? else { return Ok(()) };
    let key = match object.key() {
        "" => "report.json".to_owned(),
        own => format!("{own}/report.json"),
    };
    // Not its size alone: the answer to that does not distinguish a missing bucket from a missing object.
    match object.client.get(&key, u64::MAX, &mut io::sink()) {
        Ok(()) | Err(Fault::Missing) => Ok(()),
        Err(fault) => Err(fault.of_store(place)),
    }
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// [`Error::Read`], also when the file is larger; [`Error::Store`], [`Error::NoStores`].
pub fn read(place: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let Some(object) = object(place)? else { return fs::read(place, limit) };
    let mut bytes = Vec::new();
    let got = object.client.get(object.key(), limit, &mut bytes);
    got.map_err(|fault| Error::read(place)(fault.transfer()))?;
    Ok(bytes)
}

/// The size of a file; none of one that is not there.
///
/// # Errors
/// [`Error::Read`] for a store that does not say; [`Error::Store`], [`Error::NoStores`].
pub fn size(place: &Path) -> Result<Option<u64>, Error> {
    let Some(object) = object(place)? else { return Ok(fs::size(place)) };
    object.client.size(object.key()).map_err(|fault| Error::read(place)(fault.transfer()))
}

/// Whether there is a file.
///
/// # Errors
/// As [`size`].
pub fn is_file(place: &Path) -> Result<bool, Error> {
    if is_address(place) { Ok(size(place)?.is_some()) } else { Ok(fs::is_file(place)) }
}

/// The size and the SHA-256 of a file, read piece by piece.
///
/// # Errors
/// [`Error::Read`], [`Error::Store`], [`Error::NoStores`].
pub fn digest(place: &Path) -> Result<(u64, String), Error> {
    let Some(object) = object(place)? else { return fs::digest(place) };
    object.digest().map_err(|fault| Error::read(place)(fault.transfer()))
}

/// Whether a store has a file of this size and SHA-256.
///
/// # Errors
/// [`Error::Read`], [`Error::Store`], [`Error::NoStores`].
pub fn holds(place: &Path, expected: &(u64, String)) -> Result<bool, Error> {
    Ok(size(place)? == Some(expected.0) && digest(place)? == *expected)
}

/// A file that can be opened on this machine: the file itself, or a copy of what is in a store.
#[derive(Debug)]
pub struct Local {
    path: PathBuf,
    _scratch: Option<Scratch>,
}

impl Local {
    /// Where it is, as long as this value is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A file that can be opened on this machine. A copy has the same name, in a folder of its own.
///
/// # Errors
/// [`Error::Read`], [`Error::Write`], [`Error::Store`], [`Error::NoStores`].
pub fn local(place: &Path) -> Result<Local, Error> {
    let Some(object) = object(place)? else {
        return Ok(Local { path: place.to_owned(), _scratch: None });
    };
    let scratch = Scratch::new()?;
    let name = place.file_name().unwrap_or_default();
    let path = scratch.path().join(name);
    let mut file = File::create(&path).map_err(Error::write(&path))?;
    match object.client.get(object.key(), u64::MAX, &mut file) {
        Ok(()) => Ok(Local { path, _scratch: Some(scratch) }),
        Err(Fault::Local(source)) => Err(Error::Write { path, source }),
        Err(fault) => Err(Error::read(place)(fault.transfer())),
    }
}

/// The places of all files of a store below an address, sorted; none below a path of the system.
///
/// # Errors
/// [`Error::Read`], [`Error::Store`], [`Error::NoStores`].
pub fn list(place: &Path) -> Result<Vec<PathBuf>, Error> {
    let Some(object) = object(place)? else { return Ok(Vec::new()) };
    let all = object.client.list(object.key());
    let all = all.map_err(|fault| Error::read(place)(fault.transfer()))?;
    let below = |key: &String| {
        let rest = key.strip_prefix(object.key()).unwrap_or(key).trim_start_matches('/');
        place.join(rest)
    };
    Ok(all.iter().map(below).collect())
}

/// Puts a file, also where its folder is not there yet; in a store it is read back, and one that is the same stays as it is.
///
/// # Errors
/// [`Error::Write`], also when what is read back is not what was put; [`Error::Store`], [`Error::NoStores`].
pub fn put(place: &Path, bytes: &[u8]) -> Result<Put, Error> {
    let Some(object) = object(place)? else {
        if let Some(folder) = place.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::make_folder(folder)?;
        }
        return fs::write(&[(place, bytes)]).map(|()| Put::Written);
    };
    if holds(place, &(bytes.len() as u64, sha256(bytes)))? {
        return Ok(Put::Same);
    }
    put_bytes(&object, place, bytes).map(|()| Put::Written)
}

/// Puts a file that is not there into a store, and reads it back. Nothing is asked before.
///
/// # Errors
/// As [`put`].
pub fn put_new(place: &Path, bytes: &[u8]) -> Result<(), Error> {
    match object(place)? {
        Some(object) => put_bytes(&object, place, bytes),
        None => put(place, bytes).map(drop),
    }
}

fn put_bytes(object: &Object, place: &Path, bytes: &[u8]) -> Result<(), Error> {
    let expected = (bytes.len() as u64, sha256(bytes));
    put_checked(object, (place, &expected), || object.client.put(object.key(), bytes.to_vec()))
}

/// Puts a file of this machine of a known size and SHA-256 into a store, and reads it back.
///
/// # Errors
/// [`Error::Write`], also when what is read back is not what was put; [`Error::Store`], [`Error::NoStores`].
pub fn put_file(place: &Path, file: &Path, expected: &(u64, String)) -> Result<(), Error> {
    let no_store = || Error::write(place)(io::Error::other("it is in no store"));
    let object = object(place)?.ok_or_else(no_store)?;
    put_checked(&object, (place, expected), || object.client.put_file(object.key(), file))
}

fn put_checked(
    object: &Object,
    (place, expected): (&Path, &(u64, String)),
    put: impl Fn() -> Result<(), Fault>,
) -> Result<(), Error> {
    let fail = |fault: Fault| Error::write(place)(fault.transfer());
    for _ in 0..TRIES {
        put().map_err(fail)?;
        match object.digest() {
            Ok(found) if found == *expected => return Ok(()),
            Ok(_) | Err(Fault::Missing) => {}
            Err(fault) => return Err(fail(fault)),
        }
        log::warn!("`{}` is not in the store as it was put, and is put again", place.display());
    }
    Err(fail(Fault::other("the store gives other bytes back than it was given")))
}

/// Removes a file that may be there.
///
/// # Errors
/// [`Error::Write`], [`Error::Store`], [`Error::NoStores`].
pub fn remove_if_there(place: &Path) -> Result<(), Error> {
    let Some(object) = object(place)? else { return fs::remove_if_there(place) };
    // One that is not there is asked for only: a run that removes nothing needs no right to remove.
    if size(place)?.is_none() {
        return Ok(());
    }
    object.client.remove(object.key()).map_err(|fault| Error::write(place)(fault.transfer()))
}

/// Counts bytes, and keeps none.
#[derive(Default)]
struct Counting(u64);

impl Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
