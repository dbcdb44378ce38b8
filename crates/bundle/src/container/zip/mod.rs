//! Zip files (PKWARE APPNOTE 6.3.10): one time, no trace of the machine, the same bytes for the same entries.
//!
//! What all packages of a run have in common is compressed once, into a zip of its own; a package is a copy of its entries,
//! then those of the tenant, then the directory of both. So a package costs what is its own, and a copy by the kernel.

mod cut;
mod end;
mod headers;
mod open;
mod quiet;

use std::fs::File;
use std::io::{self, BufWriter, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Packed, Prepared};
use crate::block::Format;
use crate::time::FileTime;
use crate::tree::{Content, Entry, Kept, Shared, Tree};
use end::End;
use quiet::Quiet;
use rebadge_core::error::Error;
use rebadge_core::fs::Draft;
use rebadge_core::output_path::OutputPath;

pub(crate) use open::open;

/// A zip of its own, whose directory is no part of what packages begin with.
pub(crate) const BLOCK: Format = Format { write, index_at };

/// Packs a tree into one zip.
pub(crate) fn pack(tree: &Tree, prepared: &Prepared, target: &Path) -> Result<Packed, Error> {
    let block = prepared.block(target)?;
    let unread =
        || Error::write(target)(io::Error::other("the directory of the zip was not written"));
    let first = End::of(&block.index).ok_or_else(unread)?;
    let shared = block.index.get(..whole(first.size)).ok_or_else(unread)?;
    let mut writer = ZipWriter::new(Shifted { inner: Cursor::new(Vec::new()), by: block.length });
    for entry in tree.own() {
        match long(entry.1) {
            Some(text) => {
                cut::add(&mut writer, (entry.0, entry.1, text), (&prepared.pieces, prepared.time))
                    .map_err(Error::write(target))?
            }
            None => add(&mut writer, entry, prepared.time, target)?,
        }
    }
    let own = writer.finish().map_err(io::Error::from).map_err(Error::write(target))?;
    let own = own.inner.into_inner();
    let second = End::of(&own).ok_or_else(unread)?;
    let (local, directory) = own.split_at(whole(second.offset - block.length).min(own.len()));
    let directory = directory.get(..whole(second.size)).ok_or_else(unread)?;
    let end = End {
        entries: first.entries + second.entries,
        size: first.size + second.size,
        offset: second.offset,
    };
    let (draft, mut file) = Draft::file(target)?;
    let own = [local, shared, directory, &end.bytes()];
    let (size, sha256) = block.package(&mut file, &own, target)?;
    Ok(Packed { draft, size, sha256: Some(sha256), durability: prepared.durability })
}

/// The bytes of a long text in memory, which is compressed in pieces.
fn long(entry: &Entry) -> Option<&[u8]> {
    match &entry.content {
        Content::Bytes(bytes) if entry.is_long() => Some(bytes),
        _ => None,
    }
}

/// A length of what is in memory.
fn whole(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

/// Packs entries into a zip.
fn write(file: File, shared: &Shared, time: FileTime, path: &Path) -> Result<(), Error> {
    let mut writer = ZipWriter::new(Quiet::new(BufWriter::new(file)));
    for entry in shared.entries() {
        add(&mut writer, entry, time, path)?;
    }
    let finished = writer.finish().map_err(io::Error::from);
    finished.and_then(|mut writer| writer.flush()).map_err(Error::write(path))
}

/// Where the directory of a zip begins.
fn index_at(file: &mut File) -> io::Result<u64> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(End::MOST as u64)))?;
    let mut tail = Vec::with_capacity(End::MOST);
    file.take(End::MOST as u64).read_to_end(&mut tail)?;
    let end = End::of(&tail).ok_or_else(|| io::Error::other("it is no block of a zip"))?;
    Ok(end.offset)
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
    if let Some(to) = entry.target() {
        let linked = writer.add_symlink(path.as_str(), to, options).map_err(io::Error::from);
        return linked.map_err(Error::write(target));
    }
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
    use super::*;
    use crate::container::ZIP;
    use crate::samples::{packed, tree};
    use rebadge_core::fs::Mode;
    use std::sync::Arc;

    /// Packs shared and own entries and reads them back with another reader.
    fn check(shared: &[&str], own: &[&str]) -> Vec<u8> {
        check_tree(&tree(shared, own))
    }

    fn check_tree(tree: &Tree) -> Vec<u8> {
        let bytes = packed(&ZIP, tree);
        assert!(headers::check(Cursor::new(&bytes)).is_ok());
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(archive.len(), tree.len());
        for (path, entry) in tree.iter() {
            let mut file = archive.by_name(path.as_str()).unwrap();
            // A file, of a system that has modes.
            assert_eq!(file.unix_mode(), Some(0o100_000 | entry.mode.bits()), "{path}");
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
    fn long_texts_are_compressed_in_pieces() {
        let mut tree = tree(&["a.txt"], &["b.txt", "z.txt"]);
        for (name, mode) in [("long.js", Mode::Plain), ("lang/文.js", Mode::Executable)] {
            let path = OutputPath::new(name).unwrap();
            let text = Arc::new((0..60_000).flat_map(|at| format!("{at};").into_bytes()).collect());
            tree.insert(path.clone(), Entry::of_bytes(&path, text, mode));
        }
        let size = tree.size();
        assert!((check_tree(&tree).len() as u64) < size / 2);
    }

    #[test]
    fn more_entries_than_a_small_directory_can_count() {
        let names: Vec<String> = (0..65_540).map(|at| format!("{at}.png")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        check(&names[..65_000], &names[65_000..]);
    }
}
