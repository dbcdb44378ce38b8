//! Opens a package again: what is in it, and what its manifest says. Apart from writing, because what is opened may
//! come from anywhere: each name is checked, each size has a limit, and nothing is unpacked to disk.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::headers;
use super::recorded::{self, Recorded};
use crate::digest;
use crate::error::Error;
use crate::fs;
use crate::output_path::OutputPath;

/// The largest package, in bytes, and the most that all of its files may come to.
const LIMIT: u64 = 1 << 30;

/// The largest file of a package, in bytes.
const FILE_LIMIT: u64 = 256 << 20;

/// The most files.
pub(super) const FILES: usize = 100_000;

/// A package that was opened. Its files are read when they are asked for.
#[derive(Debug)]
pub struct Opened {
    /// The zip or folder.
    pub path: PathBuf,
    /// Every file by its path.
    pub files: BTreeMap<OutputPath, Entry>,
    /// What the manifest beside it says; none where there is no manifest.
    pub recorded: Option<Recorded>,
    /// What is wrong with the manifest: that it cannot be read, or does not agree with the package.
    pub faults: Vec<String>,
    store: Store,
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// In bytes.
    pub size: u64,
    /// Of its bytes.
    pub sha256: String,
}

#[derive(Debug)]
enum Store {
    Zip(Box<Archive>),
    Folder,
}

/// Opens a zip or a folder. Everything in it is read once, so that a damaged one is found now.
///
/// # Errors
/// [`Error::NoPackage`] for one that cannot be trusted: a name that leaves its root, a link, two files of one name, headers
/// that disagree, a size above the limit, damage. [`Error::Read`].
pub fn open(path: &Path) -> Result<Opened, Error> {
    let (files, store, sha256) = match fs::is_folder(path) {
        true => (folder(path)?, Store::Folder, None),
        false => {
            let bytes = fs::read(path, LIMIT)?;
            let sha256 = digest::sha256(&bytes);
            let (files, archive) = zip(path, bytes)?;
            (files, Store::Zip(Box::new(archive)), Some(sha256))
        }
    };
    let mut opened =
        Opened { path: path.to_owned(), files, recorded: None, faults: Vec::new(), store };
    match recorded::beside(path) {
        Ok(Some(recorded)) => {
            opened.faults = recorded.faults(&opened.files, sha256.as_deref());
            opened.recorded = Some(recorded);
        }
        Ok(None) => {}
        Err(fault) => opened.faults.push(fault),
    }
    Ok(opened)
}

impl Opened {
    /// The bytes of one of its files.
    ///
    /// # Errors
    /// As [`open`].
    pub fn bytes(&mut self, path: &OutputPath) -> Result<Vec<u8>, Error> {
        let Store::Zip(archive) = &mut self.store else {
            return fs::read(&self.path.join(path.as_str()), FILE_LIMIT);
        };
        let mut bytes = Vec::new();
        let read = archive.by_name(path.as_str()).map_err(|error| error.to_string());
        let read = read.and_then(|file| {
            file.take(FILE_LIMIT).read_to_end(&mut bytes).map_err(|error| error.to_string())
        });
        read.map(|_| bytes)
            .map_err(|reason| no_package(&self.path, damaged(path.as_str(), &reason)))
    }
}

type Archive = ZipArchive<Cursor<Vec<u8>>>;
type Files = BTreeMap<OutputPath, Entry>;

fn folder(root: &Path) -> Result<Files, Error> {
    let mut files = Files::new();
    let mut budget = LIMIT;
    for found in fs::files_below(root)? {
        if found.is_link {
            return Err(no_package(root, format!("`{}` is a symbolic link", found.name)));
        }
        let path = checked(root, &found.name)?;
        let bytes = fs::read(&found.path, FILE_LIMIT)?;
        let size = bytes.len() as u64;
        budget = budget.checked_sub(size).ok_or_else(|| no_package(root, too_large()))?;
        files.insert(path, Entry { size, sha256: digest::sha256(&bytes) });
        check_count(root, files.len())?;
    }
    Ok(files)
}

fn zip(path: &Path, bytes: Vec<u8>) -> Result<(Files, Archive), Error> {
    let refuse = |reason: String| no_package(path, reason);
    let broken = |error: zip::result::ZipError| refuse(format!("it is no whole zip: {error}"));
    headers::check(&bytes).map_err(refuse)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    check_count(path, archive.len())?;
    let mut files = Files::new();
    let mut budget = LIMIT;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(broken)?;
        let name = file.name().map_err(broken)?.into_owned();
        if file.is_symlink() {
            return Err(refuse(format!("`{name}` is a symbolic link")));
        }
        let output = checked(path, name.strip_suffix('/').unwrap_or(&name))?;
        if file.is_dir() {
            continue;
        }
        let entry = measure(&mut file, budget.min(FILE_LIMIT))
            .map_err(|reason| refuse(damaged(&name, &reason)))?;
        let entry = entry.ok_or_else(|| refuse(too_large()))?;
        budget -= entry.size;
        files.insert(output, entry);
    }
    Ok((files, archive))
}

/// Reads to the end without keeping anything; none for more bytes than `limit`.
fn measure(file: &mut impl Read, limit: u64) -> Result<Option<Entry>, String> {
    let mut hasher = Sha256::new();
    let mut buffer = [0; 1 << 14];
    let mut size = 0;
    loop {
        match file.read(&mut buffer).map_err(|error| error.to_string())? {
            0 => return Ok(Some(Entry { size, sha256: digest::hex(&hasher.finalize()) })),
            count => {
                size += count as u64;
                hasher.update(&buffer[..count]);
            }
        }
        if size > limit {
            return Ok(None);
        }
    }
}

fn checked(root: &Path, name: &str) -> Result<OutputPath, Error> {
    OutputPath::new(name).map_err(|reason| no_package(root, format!("the path `{name}` {reason}")))
}

fn check_count(root: &Path, count: usize) -> Result<(), Error> {
    match count > FILES {
        true => Err(no_package(root, format!("it has more than {FILES} files"))),
        false => Ok(()),
    }
}

fn too_large() -> String {
    format!(
        "a file comes to more than {} MiB, or all files to more than {} MiB",
        FILE_LIMIT >> 20,
        LIMIT >> 20
    )
}

fn damaged(name: &str, reason: &str) -> String {
    format!("`{name}` cannot be unpacked: {reason}")
}

fn no_package(path: &Path, reason: String) -> Error {
    Error::NoPackage { path: path.to_owned(), reason, help: None }
}
