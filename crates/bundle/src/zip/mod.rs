//! Zip files (PKWARE APPNOTE 6.3.10): one time, no trace of the machine, the same bytes for the same entries.
//!
//! What all packages of a run have in common is compressed once, into a [`Block`]; a package is a copy of that block, then
//! its own entries, then the directory of both. So a package costs what is its own, and a copy by the kernel.

mod block;
mod end;
mod headers;
mod open;

use std::io::{self, Cursor, Seek, SeekFrom, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::container::{Packed, Prepared};
use crate::time::FileTime;
use crate::tree::{Entry, Kept, Tree};
use end::End;
use rebadge_core::error::Error;
use rebadge_core::fs::Draft;
use rebadge_core::output_path::OutputPath;

pub(crate) use block::Block;
pub(crate) use open::open;

/// Packs a tree into one zip.
pub(crate) fn pack(tree: &Tree, prepared: &Prepared, target: &Path) -> Result<Packed, Error> {
    let Prepared { time, block, durability } = prepared;
    let failed = Error::write(target);
    let block = block.as_ref().ok_or_else(|| failed(io::Error::other("no block was prepared")))?;
    let (draft, mut file) = Draft::file(target)?;
    let start = block.length();
    let mut writer = ZipWriter::new(Shifted { inner: Cursor::new(Vec::new()), by: start });
    for (path, entry) in tree.own() {
        add(&mut writer, (path, entry), *time, target)?;
    }
    let own = writer.finish().map_err(io::Error::from).map_err(Error::write(target))?;
    let own = own.inner.into_inner();
    let end = End::of(&own).ok_or_else(|| {
        Error::write(target)(io::Error::other("the directory of the zip was not written"))
    })?;
    let local = usize::try_from(end.offset - start).unwrap_or(usize::MAX).min(own.len());
    let length = usize::try_from(end.size).unwrap_or(usize::MAX).min(own.len() - local);
    let (local, directory) = (&own[..local], &own[local..local + length]);
    let end = End {
        entries: block.entries() + end.entries,
        size: block.directory().len() as u64 + end.size,
        offset: end.offset,
    };
    block.copy_to(&mut file, target)?;
    let mut state = block.state().clone();
    let mut size = start;
    for part in [local, block.directory(), directory, &end.bytes()] {
        file.write_all(part).map_err(Error::write(target))?;
        state.update(part);
        size += part.len() as u64;
    }
    drop(file);
    Ok(Packed { draft, size, sha256: Some(state.sha256()), durability: *durability })
}

type Writer<W> = ZipWriter<W>;

/// Adds an entry.
fn add<W: Write + Seek>(
    writer: &mut Writer<W>,
    (path, entry): (&OutputPath, &Entry),
    time: FileTime,
    target: &Path,
) -> Result<(), Error> {
    let method = match entry.kept {
        Kept::Deflated => CompressionMethod::Deflated,
        Kept::Stored => CompressionMethod::Stored,
    };
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(time.time)
        .unix_permissions(entry.mode.bits())
        .large_file(entry.size > u64::from(u32::MAX));
    let started = writer.start_file(path.as_str(), options).map_err(io::Error::from);
    started.map_err(Error::write(target))?;
    entry.write_to(writer, target)
}

/// A writer whose first byte is said to be the one after so many others.
struct Shifted<W> {
    inner: W,
    by: u64,
}

impl<W: Write> Write for Shifted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: Seek> Seek for Shifted<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => SeekFrom::Start(at.checked_sub(self.by).ok_or_else(before)?),
            other => other,
        };
        self.inner.seek(to).map(|at| at + self.by)
    }
}

fn before() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "a position before the part that is written")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Read;
    use std::sync::Arc;

    use rebadge_core::fs::{Durability, Mode};

    use super::*;
    use crate::container::{ZIP, prepare};
    use crate::tree::Shared;

    fn entries(names: &[&str]) -> BTreeMap<OutputPath, Entry> {
        let entry = |name: &&str| {
            let path = OutputPath::new(name).unwrap();
            let bytes = Arc::new(name.repeat(9).into_bytes());
            let mode = if name.ends_with(".sh") { Mode::Executable } else { Mode::Plain };
            (path.clone(), Entry::of_bytes(&path, bytes, mode))
        };
        names.iter().map(entry).collect()
    }

    /// Packs shared and own entries and reads them back with another reader.
    fn check(shared: &[&str], own: &[&str]) -> Vec<u8> {
        let folder = rebadge_core::fs::Scratch::new().unwrap();
        let shared = Arc::new(Shared::new(entries(shared)));
        let mut tree = Tree::of_shared(&shared);
        for (path, entry) in entries(own) {
            tree.insert(path, entry);
        }
        let time = FileTime::new(None).unwrap();
        let prepared =
            prepare(&ZIP, &shared, time, (&folder.path().join("block"), Durability::Process));
        let target = folder.path().join("a.zip");
        let packed = pack(&tree, &prepared.unwrap(), &target).unwrap();
        let (size, sha256) = (packed.size, packed.sha256.clone().unwrap());
        drop(packed.draft.publish(Durability::Process).unwrap());
        let bytes = std::fs::read(&target).unwrap();
        assert_eq!((bytes.len() as u64, rebadge_core::digest::sha256(&bytes)), (size, sha256));
        assert!(headers::check(Cursor::new(&bytes)).is_ok());
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(archive.len(), tree.len());
        for (path, entry) in tree.iter() {
            let mut file = archive.by_name(path.as_str()).unwrap();
            assert_eq!(file.unix_mode().unwrap() & 0o777, entry.mode.bits());
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes, **entry.read().unwrap());
        }
        bytes
    }

    #[test]
    fn a_package_is_the_block_and_what_is_its_own() {
        let all = check(&["a.txt", "c/run.sh", "d.png"], &["b.txt", "e.sh"]);
        assert_eq!(all, check(&["a.txt", "c/run.sh", "d.png"], &["b.txt", "e.sh"]));
        check(&[], &["b.txt"]);
        check(&["b.txt"], &[]);
        check(&[], &[]);
    }

    #[test]
    fn more_entries_than_a_small_directory_can_count() {
        let names: Vec<String> = (0..65_540).map(|at| format!("{at}.png")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        check(&names[..65_000], &names[65_000..]);
    }
}
