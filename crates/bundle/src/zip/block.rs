//! The entries that all packages of a run have in common, compressed once: a zip of its own, whose parts every package
//! takes over.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use zip::ZipWriter;

use super::{End, add};
use crate::time::FileTime;
use crate::tree::Entry;
use rebadge_core::digest::{Hashing, State};
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Draft, Durability};
use rebadge_core::output_path::OutputPath;

/// Entries that were compressed, in a file.
#[derive(Debug)]
pub(crate) struct Block {
    path: PathBuf,
    end: End,
    directory: Vec<u8>,
    state: State,
}

impl Block {
    /// Compresses entries into a file, one after another, so that no more than one piece of one is in memory.
    pub(crate) fn write(
        path: &Path,
        entries: &BTreeMap<OutputPath, Entry>,
        time: FileTime,
    ) -> Result<Block, Error> {
        let (draft, file) = Draft::file(path)?;
        let mut writer = ZipWriter::new(BufWriter::new(file));
        for one in entries {
            add(&mut writer, one, time, path)?;
        }
        let finished = writer.finish().map_err(io::Error::from);
        finished.and_then(|mut writer| writer.flush()).map_err(Error::write(path))?;
        drop(draft.publish(Durability::Process)?);
        Block::open(path)
    }

    /// Reads where its parts are, and takes the digest of the first one.
    pub(crate) fn open(path: &Path) -> Result<Block, Error> {
        let failed = || Error::read(path)(io::Error::other("it is no block of a zip"));
        let mut file = fs::open(path)?;
        let length = file.seek(SeekFrom::End(0)).map_err(Error::read(path))?;
        let tail = part(&mut file, length.saturating_sub(End::MOST as u64), End::MOST)
            .map_err(Error::read(path))?;
        let end = End::of(&tail).ok_or_else(failed)?;
        let size = usize::try_from(end.size).map_err(|_| failed())?;
        let directory = part(&mut file, end.offset, size).map_err(Error::read(path))?;
        if directory.len() != size {
            return Err(failed());
        }
        file.rewind().map_err(Error::read(path))?;
        let mut hashing = Hashing::from(io::sink(), State::default());
        io::copy(&mut file.take(end.offset), &mut hashing).map_err(Error::read(path))?;
        Ok(Block { path: path.to_owned(), end, directory, state: hashing.state() })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes of its entries, with their local headers.
    pub(super) fn length(&self) -> u64 {
        self.end.offset
    }

    /// How many entries it has.
    pub(super) fn entries(&self) -> u64 {
        self.end.entries
    }

    /// Their directory.
    pub(super) fn directory(&self) -> &[u8] {
        &self.directory
    }

    /// The digest of the bytes of its entries.
    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// Copies the bytes of its entries. The kernel does it, where it can.
    pub(super) fn copy_to(&self, out: &mut File, target: &Path) -> Result<(), Error> {
        let mut from = fs::open(&self.path)?.take(self.length());
        let copied = io::copy(&mut from, out).map_err(Error::write(target))?;
        match copied == self.length() {
            true => Ok(()),
            false => Err(Error::read(&self.path)(io::ErrorKind::UnexpectedEof.into())),
        }
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // It is of no use without this value, and the next run replaces it.
        let _ = fs::remove(&self.path);
    }
}

/// At most so many bytes from a place on.
fn part(file: &mut File, at: u64, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(most);
    file.seek(SeekFrom::Start(at))?;
    file.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
