//! A package that was opened. It may come from anywhere: each name is checked, each size has a limit, and nothing is
//! unpacked to disk.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use rebadge_core::digest::{Hashing, State, sha256};
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Mode};
use rebadge_core::links::{self, Links};
use rebadge_core::output_path::{OutputPath, clashes};

/// The largest file of a package that is read into memory, in bytes.
pub(crate) const FILE_LIMIT: u64 = 256 << 20;

/// The most files of a package.
pub const FILES: usize = 100_000;

/// How much of a package is read. Nothing of it is kept in memory, but a zip of some kilobytes can hold terabytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest file of a package, in bytes.
    pub file: u64,
    /// The largest package, in bytes, and the most that all of its files may come to.
    pub all: u64,
}

impl Limits {
    /// Those for a package of which nothing is known.
    pub const UNKNOWN: Limits = Limits { file: FILE_LIMIT, all: 1 << 30 };

    /// Those for a package that is said to come to so many bytes.
    pub fn for_size(size: u64) -> Limits {
        let Limits { file, all } = Limits::UNKNOWN;
        Limits { file: file.saturating_add(size), all: all.saturating_add(size) }
    }
}

/// Path → file.
pub type Files = BTreeMap<OutputPath, Listed>;

/// A package that was opened. Its files are read when they are asked for.
#[derive(Debug)]
pub struct Opened {
    /// The file or folder.
    pub path: PathBuf,
    /// Every file by its path.
    pub files: Files,
    /// SHA-256 of the file; none of a folder.
    pub sha256: Option<String>,
    pub(crate) access: Box<dyn Access>,
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// In bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Whether it may be run, or is a link; none where the package does not record it.
    pub mode: Option<Mode>,
}

impl Listed {
    /// A symbolic link, whose bytes are its target.
    pub(crate) fn link(target: &str) -> Listed {
        let (size, sha256) = (target.len() as u64, sha256(target.as_bytes()));
        Listed { size, sha256, mode: Some(Mode::Link) }
    }
}

/// How the files of a package are read.
pub(crate) trait Access: Debug + Send + Sync {
    /// The bytes of a file of the package, of which no more than `size` are wanted.
    fn bytes(&mut self, package: &Path, path: &OutputPath, size: u64) -> Result<Vec<u8>, Error>;
}

impl Opened {
    /// The bytes of one of its files.
    ///
    /// # Errors
    /// As [`crate::open`].
    pub fn bytes(&mut self, path: &OutputPath) -> Result<Vec<u8>, Error> {
        let size = self.files.get(path).map_or(0, |file| file.size).min(FILE_LIMIT);
        self.access.bytes(&self.path, path, size)
    }
}

impl Opened {
    /// Refuses files that are one on some systems, and links that do not lead to a file or folder of the package.
    pub(crate) fn check(&mut self, listing: &Listing<'_>) -> Result<(), Error> {
        listing.check_twins(&self.files)?;
        self.check_links(listing)
    }

    fn check_links(&mut self, listing: &Listing<'_>) -> Result<(), Error> {
        let paths = self.files.iter().filter(|(_, file)| file.mode == Some(Mode::Link));
        let paths: Vec<OutputPath> = paths.map(|(path, _)| path.clone()).collect();
        let mut links = Links::new();
        for path in paths {
            let target = String::from_utf8(self.bytes(&path)?);
            let target =
                target.map_err(|_| listing.refuse(format!("the link `{path}` is not in UTF-8")))?;
            links.insert(path, target);
        }
        let all = self.files.keys().map(OutputPath::as_str).collect();
        match links::check(&links, &all).first() {
            Some((path, reason)) => Err(listing.refuse(format!("`{path}` {reason}"))),
            None => Ok(()),
        }
    }
}

/// Counts what is listed of a package, within the limits.
pub(crate) struct Listing<'a> {
    package: &'a Path,
    limits: Limits,
    files: usize,
    left: u64,
}

impl Listing<'_> {
    pub(crate) fn new(package: &Path, limits: Limits) -> Listing<'_> {
        Listing { package, limits, files: 0, left: limits.all }
    }

    /// The file, and its digest. All of it is read from this handle: another file under the name would not be noticed.
    pub(crate) fn file(&self) -> Result<(File, String), Error> {
        let failed = Error::read(self.package);
        let mut file = fs::open(self.package)?;
        if file.metadata().map_err(Error::read(self.package))?.len() > self.limits.all {
            return Err(self.too_large());
        }
        let mut hashing = Hashing::new(io::sink());
        io::copy(&mut file, &mut hashing).and_then(|_| file.rewind()).map_err(failed)?;
        Ok((file, hashing.sha256()))
    }

    /// The path of an entry.
    pub(crate) fn path(&self, name: &str) -> Result<OutputPath, Error> {
        OutputPath::new(name).map_err(|reason| self.refuse(format!("the path `{name}` {reason}")))
    }

    /// The most bytes that the next file may have.
    pub(crate) fn most(&self) -> u64 {
        self.left.min(self.limits.file)
    }

    /// Counts a file of so many bytes.
    pub(crate) fn count(&mut self, size: u64) -> Result<(), Error> {
        self.left = self.left.checked_sub(size).ok_or_else(|| self.too_large())?;
        self.files += 1;
        self.check_files(self.files)
    }

    /// Refuses more files than a package may have.
    pub(crate) fn check_files(&self, count: usize) -> Result<(), Error> {
        if count > FILES {
            Err(self.refuse(format!("it has more than {FILES} files")))
        } else {
            Ok(())
        }
    }

    /// Refuses files that are one file on some systems: which of them one gets there is chance.
    fn check_twins(&self, files: &Files) -> Result<(), Error> {
        match clashes(files.keys()).first() {
            Some((path, other)) => {
                Err(self.refuse(format!("`{path}` and `{other}` are one file on some systems")))
            }
            None => Ok(()),
        }
    }

    pub(crate) fn too_large(&self) -> Error {
        self.refuse(format!(
            "a file comes to more than {} MiB, or all files to more than {} MiB",
            self.limits.file >> 20,
            self.limits.all >> 20
        ))
    }

    pub(crate) fn damaged(&self, name: &str, reason: &str) -> Error {
        self.refuse(damaged(name, reason))
    }

    pub(crate) fn refuse(&self, reason: String) -> Error {
        no_package(self.package, reason)
    }
}

/// Size and SHA-256. Reads to the end without keeping anything; none for more bytes than `limit`.
pub(crate) fn measure(file: &mut impl Read, limit: u64) -> Result<Option<(u64, [u8; 32])>, String> {
    let mut state = State::default();
    let mut buffer = [0; 1 << 14];
    let mut size = 0;
    loop {
        match file.read(&mut buffer).map_err(|error| error.to_string())? {
            0 => return Ok(Some((size, state.bytes()))),
            count => {
                size += count as u64;
                state.update(&buffer[..count]);
            }
        }
        if size > limit {
            return Ok(None);
        }
    }
}

/// The error of a file that could not be read out of a package.
pub(crate) fn unpacking(package: &Path, path: &OutputPath) -> impl Fn(io::Error) -> Error {
    move |error| no_package(package, damaged(path.as_str(), &error.to_string()))
}

fn damaged(name: &str, reason: &str) -> String {
    format!("`{name}` cannot be unpacked: {reason}")
}

fn no_package(path: &Path, reason: String) -> Error {
    Error::NoPackage { path: path.to_owned(), reason, help: None }
}
