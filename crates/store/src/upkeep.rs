//! What a user does with a cache: look at its size, check all entries, remove all.

use std::path::{Path, PathBuf};

use rebadge_core::error::Error;
use rebadge_core::fs;

use crate::cache::{LAYOUT, remove};
use crate::entry::{self, Fault};
use crate::ledger::{Listed, forget, list};
use crate::place::BUNDLES;

/// How large a cache is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// How many entries there are.
    pub entries: usize,
    /// Of how many bytes, with their headers, what is being written, and unpacked bundles.
    pub bytes: u64,
}

/// What the check of all entries found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many entries are sound.
    pub sound: usize,
    /// Of how many bytes, with their headers.
    pub bytes: u64,
    /// The others. They are removed.
    pub damaged: Vec<Damaged>,
}

/// An entry that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// Its file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

/// The size of the cache of a folder; of one that is not there, none.
///
/// # Errors
/// [`Error::Read`].
pub fn stats(folder: &Path) -> Result<Stats, Error> {
    let all = listed(folder)?;
    let entries = all.iter().filter(|listed| listed.name.is_some()).count();
    let bytes: u64 = all.iter().map(|listed| listed.size).sum();
    Ok(Stats { entries, bytes: bytes + bundles(folder)? })
}

/// How many bytes the finished bundles have that were unpacked beside a cache, with what is known of them.
fn bundles(folder: &Path) -> Result<u64, Error> {
    let folder = folder.join(BUNDLES);
    if !fs::is_folder(&folder) || fs::is_link(&folder) {
        return Ok(0);
    }
    let files = fs::files_below(&folder)?;
    Ok(files.iter().filter_map(|file| fs::size(&file.path)).sum())
}

/// Reads every entry of a cache, and removes the damaged ones.
///
/// # Errors
/// [`Error::Read`] for one that the system does not let be read, [`Error::Write`] for one that cannot be removed.
pub fn verify(folder: &Path) -> Result<Verified, Error> {
    let mut verified = Verified::default();
    for Listed { name, path, size, .. } in listed(folder)? {
        let Some(name) = name else { continue };
        match entry::copy(&path, &name, u64::MAX, &mut std::io::sink()) {
            Ok(_) => {
                verified.sound += 1;
                verified.bytes += size;
            }
            Err(Fault::Missing) => {}
            Err(Fault::Damaged(reason)) => {
                remove(&path).map_err(Error::write(&path))?;
                verified.damaged.push(Damaged { path, reason });
            }
            Err(Fault::Unread(source)) => return Err(Error::Read { path, source }),
        }
    }
    Ok(verified)
}

/// Removes every entry of a cache and every unpacked bundle, and nothing else that may be in its folder; says what was removed. A run that is using it
/// goes on.
///
/// # Errors
/// [`Error::Read`], [`Error::Write`].
pub fn clear(folder: &Path) -> Result<Stats, Error> {
    let mut removed = Stats::default();
    for listed in listed(folder)? {
        // What is being written belongs to a run.
        if listed.name.is_some() || listed.is_left() {
            remove(&listed.path).map_err(Error::write(&listed.path))?;
            removed.entries += usize::from(listed.name.is_some());
            removed.bytes += listed.size;
        }
    }
    forget(&folder.join(LAYOUT)).map_err(Error::write(folder))?;
    let unpacked = bundles(folder)?;
    if unpacked > 0 {
        let path = folder.join(BUNDLES);
        std::fs::remove_dir_all(&path).map_err(Error::write(&path))?;
        removed.bytes += unpacked;
    }
    Ok(removed)
}

fn listed(folder: &Path) -> Result<Vec<Listed>, Error> {
    list(&folder.join(LAYOUT)).map_err(Error::read(folder))
}
