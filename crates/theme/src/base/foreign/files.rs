//! The files of a finished bundle as entries. What is found of an archive's files is kept in the user's cache: they are unpacked once,
//! and whoever reads one later compares it with its digest.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rebadge_bundle::{Content, Entry, Kept};
use rebadge_core::diagnostic::Code;
use rebadge_core::digest::{sha256, sha256_of};
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Found, Mode, Moment, Stamp};
use rebadge_core::output_path::{OutputPath, clashes};
use rebadge_store::{Cache, LIMIT, Reach, bundles_folder};
use serde::{Deserialize, Serialize};

/// Path → file.
pub(super) type Entries = BTreeMap<OutputPath, Entry>;

/// What is wrong with a file.
pub(super) type Problem = (Code, String);

/// Another one wherever a list says other things of the same files.
const VERSION: &[u8] = b"files 1";

/// Files that were found, each by the name that it has there.
///
/// # Errors
/// All that is wrong with them.
pub(super) fn entries(found: &[Found]) -> Result<Entries, Vec<Problem>> {
    let read: Vec<Result<(OutputPath, Entry), Problem>> = found.par_iter().map(entry).collect();
    let (mut entries, mut problems) = (Entries::new(), Vec::new());
    for one in read {
        match one {
            Ok((path, entry)) => drop(entries.insert(path, entry)),
            Err(problem) => problems.push(problem),
        }
    }
    for (path, other) in clashes(entries.keys()) {
        let message = format!("`{path}` and `{other}` are one file on some systems");
        problems.push((Code::OutputCollision, message));
    }
    if problems.is_empty() { Ok(entries) } else { Err(problems) }
}

fn entry(file: &Found) -> Result<(OutputPath, Entry), Problem> {
    let path = OutputPath::new(&file.name).map_err(|reason| {
        (Code::AssetPath, format!("the base client's file `{}` {reason}", file.name))
    })?;
    let unread = |error: Error| (Code::File, error.to_string());
    if file.is_link {
        let target = fs::link_target(&file.path).map_err(unread)?;
        let entry = Entry::of_bytes(&path, Arc::new(target.into_bytes()), Mode::Link);
        return Ok((path, entry));
    }
    let (size, sha256) = fs::digest(&file.path).map_err(unread)?;
    let (content, mode) = (Content::File(Arc::new(file.path.clone())), file.mode);
    let kept = Kept::of(&path);
    Ok((path, Entry { content, size, sha256, mode, kept }))
}

/// All files below a folder.
///
/// # Errors
/// All that is wrong with them.
pub(super) fn below(folder: &Path) -> Result<Entries, Vec<Problem>> {
    let found = fs::files_below(folder);
    entries(&found.map_err(|error| vec![(Code::File, error.to_string())])?)
}

/// All files below the folder that an archive was unpacked into, as they were listed the first time.
///
/// # Errors
/// As [`below`].
pub(super) fn unpacked(folder: &Path) -> Result<Entries, Vec<Problem>> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let key = sha256_of(&[VERSION, name.as_bytes()]);
    let cache = bundles_cache();
    let kept = cache.as_ref().and_then(|cache| cache.get(&key, Reach::Disk));
    let listed: Option<Vec<Listed>> =
        kept.and_then(|entry| serde_json::from_slice(&entry.bytes).ok());
    let read = |all: Vec<Listed>| all.into_iter().map(|one| one.entry(folder)).collect();
    if let Some(entries) = listed.and_then(read) {
        return Ok(entries);
    }
    let entries = below(folder)?;
    let listed: Vec<Listed> = entries.iter().map(Listed::new).collect();
    if let (Some(cache), Ok(bytes)) = (&cache, serde_json::to_vec(&listed)) {
        cache.put(&key, &bytes, &sha256(&bytes), Reach::Disk);
    }
    Ok(entries)
}

/// Size and SHA-256 of an archive, in hexadecimal digits. What was found for a file that has not changed since is taken from the cache.
///
/// # Errors
/// [`Error::Read`].
pub(super) fn digest(archive: &Path) -> Result<(u64, String), Error> {
    let stamp = Stamp::of(archive).filter(|stamp| stamp.is_settled(Moment::now()));
    let cache = stamp.and_then(|_| bundles_cache());
    let (Some(stamp), Some(cache)) = (stamp, cache) else { return fs::digest(archive) };
    let name = fs::planned(archive).display().to_string();
    let stamp = serde_json::to_vec(&stamp).unwrap_or_default();
    let key = sha256_of(&[b"archive", name.as_bytes(), &stamp]);
    let kept = cache.get(&key, Reach::Disk);
    if let Some(known) = kept.and_then(|entry| serde_json::from_slice(&entry.bytes).ok()) {
        return Ok(known);
    }
    let found = fs::digest(archive)?;
    if let Ok(bytes) = serde_json::to_vec(&found) {
        cache.put(&key, &bytes, &sha256(&bytes), Reach::Disk);
    }
    Ok(found)
}

/// The cache of what is known of bundles. Without it everything is found anew, and nothing else is lost.
pub(super) fn bundles_cache() -> Option<Cache> {
    bundles_folder().and_then(|folder| Cache::open(&folder, LIMIT).ok())
}

/// A file of a list that is kept.
#[derive(Serialize, Deserialize)]
struct Listed {
    path: String,
    size: u64,
    sha256: String,
    /// Whether it may be run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_executable: bool,
    /// Where it leads to, if it is a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<String>,
}

impl Listed {
    fn new((path, entry): (&OutputPath, &Entry)) -> Listed {
        Listed {
            path: path.to_string(),
            size: entry.size,
            sha256: entry.sha256.clone(),
            is_executable: entry.mode == Mode::Executable,
            target: entry.target().map(str::to_owned),
        }
    }

    /// It, below a folder; none where the path is none.
    fn entry(self, folder: &Path) -> Option<(OutputPath, Entry)> {
        let path = OutputPath::new(&self.path).ok()?;
        if let Some(target) = self.target {
            let entry = Entry::of_bytes(&path, Arc::new(target.into_bytes()), Mode::Link);
            return Some((path, entry));
        }
        let content = Content::File(Arc::new(folder.join(path.as_str())));
        let mode = if self.is_executable { Mode::Executable } else { Mode::Plain };
        let kept = Kept::of(&path);
        Some((path, Entry { content, size: self.size, sha256: self.sha256, mode, kept }))
    }
}
