//! Every file below a folder.

use std::io;
use std::path::{Path, PathBuf};

use super::Mode;
use crate::error::Error;

/// A file below a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path from the folder, with slashes.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Whether it is a symbolic link, which is not followed.
    pub is_link: bool,
    /// Whether its owner may run it.
    pub mode: Mode,
}

/// How many bytes the files below a folder have together; a link has those of its target's path. None if they cannot be listed.
pub fn size_below(folder: &Path) -> Option<u64> {
    let size = |entry: walkdir::Result<walkdir::DirEntry>| {
        let meta = entry.ok()?.metadata().ok()?;
        Some(if meta.is_dir() { 0 } else { meta.len() })
    };
    walkdir::WalkDir::new(folder).min_depth(1).into_iter().map(size).sum()
}

/// Every file below a folder, at any depth, sorted by path.
///
/// # Errors
/// [`Error::Read`].
pub fn files_below(folder: &Path) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(folder).min_depth(1).sort_by_file_name() {
        let entry = entry.map_err(|error| walk_error(folder, error))?;
        if entry.file_type().is_dir() {
            continue;
        }
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let meta = entry.metadata().map_err(|error| walk_error(folder, error))?;
        found.push(Found {
            name: slashed(relative),
            path: entry.path().to_owned(),
            is_link: entry.path_is_symlink(),
            mode: Mode::of(&meta),
        });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn walk_error(folder: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(folder).to_owned();
    let source = error.into_io_error().unwrap_or_else(|| io::Error::other("a loop of links"));
    Error::Read { path, source }
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
