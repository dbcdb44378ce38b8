//! Tarballs, compressed with gzip (RFC 1952): one time, no user, no trace of the machine, the same bytes for the same entries.
//! Headers are those of GNU tar, with its entries for long names (GNU tar manual, "Basic Tar Format"), which every reader knows.
//!
//! A gzip file is any number of members (RFC 1952, section 2.2). What all packages have in common is one, the entries of the
//! tenant and the end of the tarball are another, so a package is a copy of the first by the kernel, and what is its own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use tar::{Archive, EntryType, Header};

use super::{Packed, Prepared};
use crate::block::Format;
use crate::opened::{Access, Files, Limits, Listed, Listing, Opened, measure, unpacking};
use crate::time::FileTime;
use crate::tree::{Entry, Shared, Tree};
use rebadge_core::digest::hex;
use rebadge_core::error::Error;
use rebadge_core::fs::{Draft, Mode};
use rebadge_core::output_path::OutputPath;

/// A member of gzip that holds all shared entries, and no end of a tarball.
pub(crate) const BLOCK: Format = Format { write, index_at: |file| file.seek(SeekFrom::End(0)) };

/// What the length of everything in a tarball is a multiple of, in bytes.
const RECORD: usize = 512;

/// The length of a name, and of the target of a link, in a header, in bytes.
const FIELD: usize = 100;

/// The longest name that is read, in bytes: the longest path of Linux.
const LONGEST: u64 = 4096;

/// Packs a tree into one tarball.
pub(crate) fn pack(tree: &Tree, prepared: &Prepared, target: &Path) -> Result<Packed, Error> {
    let block = prepared.block(target)?;
    let mut out = compressed(Vec::new());
    for entry in tree.own() {
        add(&mut out, entry, prepared.time, target)?;
    }
    let ended = out.write_all(&[0; 2 * RECORD]).and_then(|()| out.finish());
    let own = ended.map_err(Error::write(target))?;
    let (draft, mut file) = Draft::file(target)?;
    let (size, sha256) = block.package(&mut file, &[&own], target)?;
    Ok(Packed { draft, size, sha256: Some(sha256), durability: prepared.durability })
}

/// Packs entries into a member of gzip.
fn write(file: File, shared: &Shared, time: FileTime, path: &Path) -> Result<(), Error> {
    let mut out = compressed(BufWriter::new(file));
    for entry in shared.entries() {
        add(&mut out, entry, time, path)?;
    }
    out.finish().and_then(|mut out| out.flush()).map_err(Error::write(path))
}

/// A member of gzip without a name and a time.
fn compressed<W: Write>(out: W) -> GzEncoder<W> {
    GzBuilder::new().mtime(0).write(out, Compression::default())
}

/// Adds an entry.
fn add(
    out: &mut impl Write,
    (path, entry): (&OutputPath, &Entry),
    time: FileTime,
    target: &Path,
) -> Result<(), Error> {
    let headers = headers(path.as_str(), entry, time);
    headers.and_then(|headers| out.write_all(&headers)).map_err(Error::write(target))?;
    if entry.mode == Mode::Link {
        return Ok(());
    }
    entry.write_to(out, target)?;
    out.write_all(padding(entry.size)).map_err(Error::write(target))
}

/// The header of an entry, behind those of its name and of what it links to where these are long.
fn headers(name: &str, entry: &Entry, time: FileTime) -> io::Result<Vec<u8>> {
    let mut header = Header::new_gnu();
    header.set_mode(entry.mode.bits());
    header.set_mtime(time.seconds);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(entry.size);
    let mut bytes = Vec::new();
    if let Some(target) = entry.target() {
        header.set_entry_type(EntryType::Symlink);
        header.set_size(0);
        let long = long(&header, EntryType::GNULongLink, target)?;
        fill(&mut header.as_old_mut().linkname, target);
        bytes.extend(long);
    }
    bytes.extend(long(&header, EntryType::GNULongName, name)?);
    fill(&mut header.as_old_mut().name, name);
    header.set_cksum();
    bytes.extend(header.as_bytes());
    Ok(bytes)
}

/// The entry of a text that is too long for its field in a header; nothing for a shorter one.
fn long(header: &Header, kind: EntryType, text: &str) -> io::Result<Vec<u8>> {
    if text.len() <= FIELD {
        return Ok(Vec::new());
    }
    let mut header = header.clone();
    let size = text.len() as u64 + 1;
    header.set_path("././@LongLink")?;
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_cksum();
    Ok([header.as_bytes(), text.as_bytes(), &[0], padding(size)].concat())
}

/// Writes a text into a field, as much of it as there is room for: readers that do not know entries for long texts get that.
fn fill(field: &mut [u8; FIELD], text: &str) {
    let length = text.len().min(FIELD);
    field[..length].copy_from_slice(&text.as_bytes()[..length]);
}

/// What follows so many bytes up to the next record.
fn padding(size: u64) -> &'static [u8] {
    let over = (size % RECORD as u64) as usize;
    &[0; RECORD][..(RECORD - over) % RECORD]
}

/// Opens a tarball that may come from anywhere. Only what packages hold is taken: files, folders and long names.
pub(crate) fn open(path: &Path, limits: Limits) -> Result<Opened, Error> {
    let mut listing = Listing::new(path, limits);
    let (file, digest) = listing.file()?;
    let again = file.try_clone().map_err(Error::read(path))?;
    let mut archive = Archive::new(MultiGzDecoder::new(BufReader::new(file)));
    let (files, places) = list(&mut archive, &mut listing)?;
    check_end(archive.into_inner()).map_err(|reason| listing.refuse(reason))?;
    let reading = Reading::new(again, places).map_err(Error::read(path))?;
    let access = Box::new(reading);
    Ok(Opened { path: path.to_owned(), files, sha256: Some(digest), access })
}

/// Where files are in a tarball, by their paths.
type Places = BTreeMap<OutputPath, Place>;

/// Where a file is in a tarball.
#[derive(Debug)]
enum Place {
    /// Where it begins, in unpacked bytes.
    At(u64),
    /// Nowhere: it is a link to this target.
    Link(String),
}

/// The files of a tarball, and where each is.
fn list(
    archive: &mut Archive<impl Read>,
    listing: &mut Listing<'_>,
) -> Result<(Files, Places), Error> {
    let (mut files, mut places) = (Files::new(), Places::new());
    let (mut long_name, mut long_target) = (None, None);
    // Raw: the library would keep the data of entries that go before another in memory, whatever their length.
    for entry in archive.entries().map_err(|error| broken(listing, &error))?.raw(true) {
        let mut entry = entry.map_err(|error| broken(listing, &error))?;
        let kind = entry.header().entry_type();
        if kind == EntryType::GNULongName || kind == EntryType::GNULongLink {
            let mut text = Vec::new();
            let read = entry.by_ref().take(LONGEST).read_to_end(&mut text);
            read.map_err(|error| broken(listing, &error))?;
            text.pop_if(|last| *last == 0);
            let long =
                if kind == EntryType::GNULongName { &mut long_name } else { &mut long_target };
            *long = Some(text);
            continue;
        }
        let name = long_name.take().unwrap_or_else(|| entry.path_bytes().into_owned());
        let name = String::from_utf8(name)
            .map_err(|_| listing.refuse("the name of a file is not in UTF-8".into()))?;
        let path = listing.path(name.strip_suffix('/').unwrap_or(&name))?;
        let target = long_target.take();
        let file = match kind {
            EntryType::Directory => continue,
            EntryType::Regular => {
                places.insert(path.clone(), Place::At(entry.raw_file_position()));
                listed(&mut entry, &name, listing)?
            }
            EntryType::Symlink => {
                let target = target.or_else(|| entry.link_name_bytes().map(Cow::into_owned));
                let target = String::from_utf8(target.unwrap_or_default())
                    .map_err(|_| listing.refuse(format!("the link `{name}` is not in UTF-8")))?;
                listing.count(target.len() as u64)?;
                let file = Listed::link(&target);
                places.insert(path.clone(), Place::Link(target));
                file
            }
            _ => {
                return Err(
                    listing.refuse(format!("`{name}` is neither a file nor a symbolic link"))
                );
            }
        };
        if files.insert(path, file).is_some() {
            return Err(listing.refuse("two of its files have one name".into()));
        }
    }
    Ok((files, places))
}

/// Reads a file to its end.
fn listed(
    entry: &mut tar::Entry<'_, impl Read>,
    name: &str,
    listing: &mut Listing<'_>,
) -> Result<Listed, Error> {
    let mode = entry.header().mode().map_err(|error| broken(listing, &error))?;
    let measured = measure(entry, listing.most());
    let measured = measured.map_err(|reason| listing.damaged(name, &reason))?;
    let (size, sha256) = measured.ok_or_else(|| listing.too_large())?;
    if size != entry.size() {
        return Err(listing.damaged(name, "it ends too early"));
    }
    listing.count(size)?;
    Ok(Listed { size, sha256: hex(&sha256), mode: Some(Mode::from_bits(mode)) })
}

fn broken(listing: &Listing<'_>, error: &io::Error) -> Error {
    listing.refuse(format!("it is no whole tarball: {error}"))
}

/// Checks that nothing is behind the end of a tarball.
fn check_end(mut rest: impl Read) -> Result<(), String> {
    let mut buffer = [0; 1 << 14];
    loop {
        match rest.read(&mut buffer).map_err(|error| format!("it is no whole tarball: {error}"))? {
            0 => return Ok(()),
            count if buffer[..count].iter().all(|byte| *byte == 0) => {}
            _ => return Err("something that is none of its files stands behind its end".into()),
        }
    }
}

/// Reads the files of a tarball, quickest in the order in which it has them: between two of them nothing is read again.
#[derive(Debug)]
struct Reading {
    file: File,
    from: MultiGzDecoder<BufReader<File>>,
    /// How many bytes have been unpacked.
    position: u64,
    places: Places,
}

impl Reading {
    fn new(mut file: File, places: Places) -> io::Result<Reading> {
        file.rewind()?;
        let from = MultiGzDecoder::new(BufReader::new(file.try_clone()?));
        Ok(Reading { file, from, position: 0, places })
    }

    /// So many bytes of a file.
    fn unpacked(&mut self, path: &OutputPath, size: u64) -> io::Result<Vec<u8>> {
        let start = match self.places.get(path).ok_or(io::ErrorKind::NotFound)? {
            Place::At(start) => *start,
            Place::Link(target) => return Ok(target.clone().into_bytes()),
        };
        if start < self.position {
            self.file.rewind()?;
            self.from = MultiGzDecoder::new(BufReader::new(self.file.try_clone()?));
            self.position = 0;
        }
        let mut between = (&mut self.from).take(start - self.position);
        self.position += io::copy(&mut between, &mut io::sink())?;
        let mut bytes = Vec::new();
        self.position += (&mut self.from).take(size).read_to_end(&mut bytes)? as u64;
        Ok(bytes)
    }
}

impl Access for Reading {
    fn bytes(&mut self, package: &Path, path: &OutputPath, size: u64) -> Result<Vec<u8>, Error> {
        self.unpacked(path, size).map_err(unpacking(package, path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::TARBALL;
    use crate::samples::{packed, tree};
    use rebadge_core::fs::Scratch;

    /// The tarball as it is opened.
    fn opened(bytes: &[u8]) -> Result<Opened, Error> {
        let folder = Scratch::new().unwrap();
        let path = folder.path().join("a.tar.gz");
        std::fs::write(&path, bytes).unwrap();
        open(&path, Limits::UNKNOWN)
    }

    /// Packs shared and own entries and reads them back: as the library reads any tarball, and as a package.
    fn check(shared: &[&str], own: &[&str]) -> Vec<u8> {
        let tree = tree(shared, own);
        let bytes = packed(&TARBALL, &tree);
        let mut archive = Archive::new(MultiGzDecoder::new(bytes.as_slice()));
        let mut names = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let path = OutputPath::new(entry.path().unwrap().to_str().unwrap()).unwrap();
            let expected = tree.get(&path).unwrap();
            assert_eq!(entry.header().mode().unwrap(), expected.mode.bits());
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes, **expected.read().unwrap());
            names.push(path);
        }
        assert_eq!(names.len(), tree.len());
        let mut opened = opened(&bytes).unwrap();
        // Forwards and backwards.
        for path in names.iter().chain(names.iter().rev()) {
            assert_eq!(opened.bytes(path).unwrap(), **tree.get(path).unwrap().read().unwrap());
        }
        bytes
    }

    #[test]
    fn a_package_is_the_block_and_what_is_its_own() {
        let long = ["a/long-name".repeat(20), "大".repeat(60)];
        let own = ["b.txt", "e.sh", &long[0], &long[1]];
        let all = check(&["a.txt", "c/run.sh", "d.png"], &own);
        assert_eq!(all, check(&["a.txt", "c/run.sh", "d.png"], &own));
        check(&[], &["b.txt"]);
        check(&["b.txt"], &[]);
        check(&[], &[]);
    }

    /// A tarball of one entry.
    fn of_entry(kind: EntryType, name: &str, size: u64) -> Vec<u8> {
        let mut header = Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(kind);
        header.set_mode(0o644);
        header.set_size(size);
        header.set_cksum();
        [header.as_bytes().as_slice(), &[b'a'; RECORD]].concat()
    }

    #[track_caller]
    fn check_refused(tarball: &[u8], expect: &str) {
        let mut out = compressed(Vec::new());
        out.write_all(tarball).unwrap();
        let error = opened(&out.finish().unwrap()).unwrap_err().to_string();
        assert!(error.contains(expect), "{error}");
    }

    #[test]
    fn what_is_no_package_is_refused() {
        let regular = of_entry(EntryType::Regular, "a", 512);
        check_refused(&of_entry(EntryType::Regular, "../a", 512), "the path `../a`");
        check_refused(&of_entry(EntryType::Link, "a", 0), "`a` is neither a file");
        check_refused(&of_entry(EntryType::Fifo, "a", 0), "`a` is neither a file");
        check_refused(&of_entry(EntryType::XHeader, "a", 512), "`a` is neither a file");
        check_refused(&[regular.clone(), regular.clone()].concat(), "two of its files");
        check_refused(&of_entry(EntryType::Regular, "a", 1 << 20), "it ends too early");
        check_refused(&of_entry(EntryType::Regular, "a", 1 << 60), "it ends too early");
        check_refused(&of_entry(EntryType::GNULongName, "a", 1 << 60), "no whole tarball");
        let end = [0; 2 * RECORD];
        check_refused(&[&regular[..], &end, &regular].concat(), "behind its end");
        check_refused(b"no tarball at all", "no whole tarball");
        let whole = packed(&TARBALL, &tree(&["a"], &["b"]));
        for bytes in [&whole[..whole.len() - 9], b"\x1f\x8b and then nothing"] {
            let error = opened(bytes).unwrap_err().to_string();
            assert!(error.contains("no whole tarball"), "{error}");
        }
    }
}
