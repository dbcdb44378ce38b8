//! How large the cache is, and the removal of what is too much. One process at a time does this, and rarely: usually a
//! number is added to another. All is counted anew when it seems too much, and once a week, because a process that was
//! killed adds nothing.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::cache::{ASIDE, remove, write_aside};

/// Seconds until all is counted again.
const WEEK: u64 = 7 * 24 * 60 * 60;
/// What is still aside after so long was left there by a process that was killed.
const LEFT: Duration = Duration::from_secs(60 * 60);

/// Whether something was added to the size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Added {
    /// It was.
    Done,
    /// Another process is at it for long.
    Busy,
}

/// An entry as the folder has it.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The time of its last use.
    pub(crate) used: SystemTime,
    pub(crate) size: u64,
    pub(crate) path: PathBuf,
    /// Two folders and its name, from which its key follows; none of what is not an entry yet.
    pub(crate) name: Option<String>,
}

impl Listed {
    /// Whether it was written aside and forgotten.
    pub(crate) fn is_left(&self) -> bool {
        self.name.is_none() && self.used.elapsed().is_ok_and(|age| age > LEFT)
    }
}

/// Adds to the size of a cache, and removes what is too much.
pub(crate) fn add(folder: &Path, added: u64, limit: u64) -> io::Result<Added> {
    let Some(_lock) = lock(folder)? else { return Ok(Added::Busy) };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let path = folder.join("size");
    let known = read(&path).filter(|(_, counted)| now.abs_diff(*counted) < WEEK);
    let (bytes, counted) = match known {
        Some((bytes, counted)) if bytes.saturating_add(added) <= limit => (bytes + added, counted),
        _ => (trim(folder, limit)?, now),
    };
    write_aside(folder, &path, |file| writeln!(file, "{bytes} {counted}"))?;
    Ok(Added::Done)
}

/// Invalidates the size: the next addition counts again.
pub(crate) fn forget(folder: &Path) -> io::Result<()> {
    remove(&folder.join("size"))
}

fn read(path: &Path) -> Option<(u64, u64)> {
    let meta = fs::symlink_metadata(path).ok()?;
    let text = (meta.is_file() && meta.len() < 100).then(|| fs::read_to_string(path).ok())??;
    let (bytes, counted) = text.trim_end().split_once(' ')?;
    Some((bytes.parse().ok()?, counted.parse().ok()?))
}

/// The lock, held until it is dropped; none if another process keeps it for long.
fn lock(folder: &Path) -> io::Result<Option<File>> {
    const TRIES: u32 = 25;
    let path = folder.join("lock");
    if fs::symlink_metadata(&path).is_ok_and(|meta| !meta.is_file()) {
        return Err(io::Error::other("its lock is no regular file"));
    }
    // Nothing is ever written into it.
    let lock = File::options().write(true).create(true).truncate(false).open(&path)?;
    for _ in 0..TRIES {
        match lock.try_lock() {
            Ok(()) => return Ok(Some(lock)),
            Err(TryLockError::WouldBlock) => sleep(Duration::from_millis(20)),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(None)
}

/// Removes what was unused for longest until nine tenths of the limit are left, if it is more than the limit. Returns how
/// many bytes there are then.
fn trim(folder: &Path, limit: u64) -> io::Result<u64> {
    let mut all = list(folder)?;
    let mut bytes = all.iter().map(|listed| listed.size).sum::<u64>();
    let most = if bytes > limit { limit - limit / 10 } else { limit };
    all.sort_by(|a, b| (a.used, &a.path).cmp(&(b.used, &b.path)));
    let (mut count, before) = (0, bytes);
    for listed in &all {
        if listed.is_left() || (listed.name.is_some() && bytes > most) {
            remove(&listed.path)?;
            bytes -= listed.size;
            count += 1;
        }
    }
    log::debug!("the cache has {before} bytes, {count} files are removed, {bytes} bytes are left");
    Ok(bytes)
}

/// All files of a cache that it has made itself. Links are not followed.
pub(crate) fn list(folder: &Path) -> io::Result<Vec<Listed>> {
    let mut all = Vec::new();
    for shard in entries(folder)? {
        let name = shard.file_name().to_string_lossy().into_owned();
        if is_hex(&name, 2) && shard.file_type().is_ok_and(|kind| kind.is_dir()) {
            for file in entries(&shard.path())? {
                all.extend(listed(&file, &name));
            }
        }
    }
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
}

fn listed(file: &fs::DirEntry, shard: &str) -> Option<Listed> {
    let own = file.file_name().to_string_lossy().into_owned();
    let name = is_hex(&own, 62).then(|| format!("{shard}{own}"));
    if name.is_none() && !own.starts_with(ASIDE) {
        return None;
    }
    // Another process may have removed it.
    let meta = file.metadata().ok()?;
    let used = meta.modified().unwrap_or(UNIX_EPOCH);
    Some(Listed { used, size: meta.len(), path: file.path(), name })
}

fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn is_hex(name: &str, length: usize) -> bool {
    name.len() == length && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
