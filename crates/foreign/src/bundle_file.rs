//! A file of a bundle, as it is on disk: itself, compressed, or a symbolic link.

use std::path::PathBuf;

use rebadge_core::error::Error;
use rebadge_core::fs;

use crate::paths::{PathMatch, PathPattern};
use crate::siblings::{Coding, LIMIT};

/// A file of a bundle on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleFile {
    /// Its path below the bundle's root.
    pub path: String,
    /// Where it is on disk.
    pub file: PathBuf,
    /// Its size, in bytes.
    pub size: u64,
    /// What it is on disk.
    pub on_disk: OnDisk,
}

/// What a file of a bundle is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnDisk {
    /// The file itself.
    Plain,
    /// The file compressed, without a plain one beside it, or a text in another encoding than UTF-8.
    Packed(Coding),
    /// A symbolic link to this target, as it is written.
    Link(String),
}

impl BundleFile {
    /// Its path without the ending that says that it is compressed, of one that is only there so.
    pub fn name(&self) -> &str {
        match self.on_disk {
            OnDisk::Packed(coding) => self.path.strip_suffix(coding.ending()).unwrap_or(&self.path),
            OnDisk::Plain | OnDisk::Link(_) => &self.path,
        }
    }

    /// How a pattern matches its path, or that without the ending.
    pub fn find(&self, pattern: &PathPattern) -> Option<PathMatch> {
        pattern.find(&self.path).or_else(|| pattern.find(self.name()))
    }

    /// How it is compressed, of one that is only there so.
    pub fn packed(&self) -> Option<Coding> {
        match self.on_disk {
            OnDisk::Packed(coding) => Some(coding),
            OnDisk::Plain | OnDisk::Link(_) => None,
        }
    }

    /// Whether it is a symbolic link.
    pub fn is_link(&self) -> bool {
        matches!(self.on_disk, OnDisk::Link(_))
    }

    /// What it holds; of one that is only there compressed, what it unpacks to; of a link, its target.
    ///
    /// # Errors
    /// [`Error::Read`], also of one that does not unpack.
    pub fn content(&self) -> Result<Vec<u8>, Error> {
        match &self.on_disk {
            OnDisk::Plain => fs::read(&self.file, LIMIT),
            OnDisk::Packed(coding) => {
                let packed = fs::read(&self.file, LIMIT)?;
                coding.unpack(&packed, LIMIT).map_err(Error::read(&self.file))
            }
            OnDisk::Link(target) => Ok(target.clone().into_bytes()),
        }
    }

    /// The same; none of one that is only there compressed and does not unpack: it may be of a kind of its own.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub fn readable(&self) -> Result<Option<Vec<u8>>, Error> {
        match (self.content(), self.packed()) {
            (Err(_), Some(_)) => Ok(None),
            (bytes, _) => bytes.map(Some),
        }
    }
}
