//! What all packages of a run have in common, packed once into a file: each package begins with its bytes.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::time::FileTime;
use crate::tree::Shared;
use rebadge_core::digest::{Hashing, State};
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Draft, Durability};

/// How the block of a container is packed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Format {
    /// Packs entries into a file, one after another, so that no more than one piece of one is in memory. The path is for
    /// messages.
    pub(crate) write: fn(File, &Shared, FileTime, &Path) -> Result<(), Error>,
    /// Where in the file begins what packages do not begin with, in bytes from its start.
    pub(crate) index_at: fn(&mut File) -> io::Result<u64>,
}

/// Entries that were packed, in a file.
#[derive(Debug)]
pub(crate) struct Block {
    path: PathBuf,
    /// How many bytes each package begins with.
    pub(crate) length: u64,
    /// What is behind them: the directory of a zip.
    pub(crate) index: Vec<u8>,
    /// The digest of the bytes that each package begins with.
    state: State,
}

impl Block {
    /// Packs entries into a file.
    pub(crate) fn write(
        format: Format,
        shared: &Shared,
        time: FileTime,
        path: &Path,
    ) -> Result<Block, Error> {
        let (draft, file) = Draft::file(path)?;
        (format.write)(file, shared, time, path)?;
        drop(draft.publish(Durability::Process)?);
        Block::open(format, path)
    }

    /// Reads where its parts are, and takes the digest of the first one.
    pub(crate) fn open(format: Format, path: &Path) -> Result<Block, Error> {
        let mut file = fs::open(path)?;
        let (length, index, state) = parts(format, &mut file).map_err(Error::read(path))?;
        Ok(Block { path: path.to_owned(), length, index, state })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Copies what each package begins with. The kernel does it, where it can.
    fn copy_to(&self, out: &mut File, target: &Path) -> Result<(), Error> {
        let mut from = fs::open(&self.path)?.take(self.length);
        let copied = io::copy(&mut from, out).map_err(Error::write(target))?;
        if copied == self.length {
            Ok(())
        } else {
            Err(Error::read(&self.path)(io::ErrorKind::UnexpectedEof.into()))
        }
    }

    /// A package: what all have in common, then parts of its own. Returns its size and digest.
    pub(crate) fn package(
        &self,
        file: &mut File,
        own: &[&[u8]],
        target: &Path,
    ) -> Result<(u64, String), Error> {
        self.copy_to(file, target)?;
        let mut state = self.state.clone();
        let mut size = self.length;
        for part in own {
            file.write_all(part).map_err(Error::write(target))?;
            state.update(part);
            size += part.len() as u64;
        }
        Ok((size, state.sha256()))
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // It is of no use without this value, and the next run replaces it.
        let _ = fs::remove(&self.path);
    }
}

/// How many bytes each package begins with, what is behind them, and the digest of the former.
fn parts(format: Format, file: &mut File) -> io::Result<(u64, Vec<u8>, State)> {
    let length = (format.index_at)(file)?;
    file.rewind()?;
    let mut hashing = Hashing::from(io::sink(), State::default());
    io::copy(&mut file.take(length), &mut hashing)?;
    let mut index = Vec::new();
    file.read_to_end(&mut index)?;
    Ok((length, index, hashing.state()))
}
