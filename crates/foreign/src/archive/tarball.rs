//! Tarballs, compressed by gzip, xz or zstd. They are read as a stream: how much may still come is known at every byte.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::StreamingDecoder;
use tar::EntryType;

use rebadge_core::fs::Mode;

use super::{ArchiveError, Filling, Kind, too_large};

/// Where the bytes of a tarball come from.
pub(super) type Source = Box<dyn Read>;

/// The most bytes of headers between two files: names, attributes, what pads the file before.
const HEADERS: u64 = 64 << 10;

/// The largest window of xz, in KiB, and of zstd, in bytes, that is allocated.
const XZ_MEMORY: u32 = 192 << 10;
const ZSTD_WINDOW: u64 = 128 << 20;

const GZIP: &[u8] = &[0x1f, 0x8b];
const XZ: &[u8] = &[0xfd, b'7', b'z', b'X', b'Z', 0];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// The folder in which npm has all files.
const PACKAGE: &str = "package";

/// Whether a file that begins so may be a tarball.
pub(super) fn is_one(start: &[u8]) -> bool {
    let is_packed = [GZIP, XZ, ZSTD].iter().any(|magic| start.starts_with(magic));
    is_packed || start.get(257..262) == Some(b"ustar")
}

/// Puts all files of a tarball into the folder.
pub(super) fn fill(source: Source, filling: &mut Filling<'_>) -> Result<Kind, ArchiveError> {
    let archive = filling.archive;
    let budget = Rc::new(Cell::new(HEADERS));
    let refuse = |error: io::Error| archive.refuse(error.to_string());
    let plain = plain(source).map_err(refuse)?;
    let mut tar = tar::Archive::new(Metered { inner: plain, left: Rc::clone(&budget) });
    let mut kind = None;
    let mut entries = tar.entries().map_err(refuse)?;
    loop {
        budget.set(HEADERS);
        let Some(mut entry) = entries.next().transpose().map_err(refuse)? else { break };
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let name = name.trim_start_matches("./");
        let size = entry.size();
        // What is left out is read too: only then does a file that lies about its size fail here.
        budget.set(size.saturating_add(HEADERS));
        let entry_type = entry.header().entry_type();
        if entry_type == EntryType::XGlobalHeader || entry_type.is_dir() {
            continue;
        }
        if size > filling.most() {
            return Err(archive.refuse(too_large(archive.limits)));
        }
        let is_npm = name.split_once('/').is_some_and(|(top, _)| top == PACKAGE);
        let name = match *kind.get_or_insert(if is_npm { Kind::Npm } else { Kind::Tar }) {
            Kind::Npm if !is_npm => {
                let reason = format!("`{name}` lies beside its folder `{PACKAGE}`");
                return Err(archive.refuse(reason));
            }
            Kind::Npm => &name[PACKAGE.len() + 1..],
            _ => name,
        };
        let Some(name) = filling.wanted(name) else {
            io::copy(&mut entry, &mut io::sink()).map_err(refuse)?;
            continue;
        };
        if entry_type.is_symlink() || entry_type.is_hard_link() {
            let to = entry.link_name_bytes().unwrap_or_default();
            let to = String::from_utf8_lossy(&to);
            if entry_type.is_hard_link() {
                filling.hard_link(name, &to);
            } else {
                filling.symlink(name, &to)?;
            }
            continue;
        }
        if !entry_type.is_file() && entry_type != EntryType::Continuous {
            return Err(archive.refuse(format!("`{name}` is neither a file nor a folder")));
        }
        let mode = Mode::from_bits(entry.header().mode().map_err(refuse)?);
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(refuse)?;
        if bytes.len() as u64 != size {
            return Err(archive.refuse(format!("`{name}` ends early")));
        }
        filling.add(name, &bytes, mode)?;
    }
    // The checksum is at the end, behind what pads the tarball.
    budget.set(archive.limits.file);
    io::copy(&mut tar.into_inner(), &mut io::sink()).map_err(refuse)?;
    Ok(kind.unwrap_or(Kind::Tar))
}

/// The most bytes of a tarball in which one small file is looked for.
const SMALL: u64 = 16 << 20;

/// A small file of a tarball, as text. Nothing is unpacked.
///
/// # Errors
/// The system's, and what is wrong with the tarball.
pub(super) fn text(source: Source, name: &str) -> io::Result<Option<String>> {
    let mut tar = tar::Archive::new(plain(source)?.take(SMALL));
    for entry in tar.entries()? {
        let entry = entry?;
        if entry.path_bytes().strip_prefix(b"./").unwrap_or(&entry.path_bytes()) == name.as_bytes()
        {
            let mut bytes = Vec::new();
            entry.take(HEADERS).read_to_end(&mut bytes)?;
            return Ok(Some(String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok(None)
}

/// The tarball itself.
fn plain(source: Source) -> io::Result<Source> {
    let mut source = BufReader::with_capacity(1 << 16, source);
    let start = source.fill_buf()?;
    let is = |magic: &[u8]| start.starts_with(magic);
    Ok(if is(GZIP) {
        Box::new(MultiGzDecoder::new(source))
    } else if is(XZ) {
        Box::new(XzReader::new_mem_limit(source, true, XZ_MEMORY))
    } else if is(ZSTD) {
        let decoder = StreamingDecoder::new_with_max_window_size(source, ZSTD_WINDOW);
        Box::new(Frame(decoder.map_err(io::Error::other)?))
    } else {
        Box::new(source)
    })
}

/// The one frame of a file of zstd: bytes behind it would be left out without a word.
struct Frame<R: BufRead>(StreamingDecoder<R, ruzstd::decoding::FrameDecoder>);

impl<R: BufRead> Read for Frame<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 if !buffer.is_empty() && !self.0.get_mut().fill_buf()?.is_empty() => {
                Err(io::Error::other("it has more than one frame of zstd"))
            }
            count => Ok(count),
        }
    }
}

/// A reader that gives no more bytes than are left.
struct Metered<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.get().checked_sub(count as u64) {
            Some(left) => self.left.set(left),
            None => {
                let message = format!("a header of more than {} KiB", HEADERS >> 10);
                return Err(io::Error::other(message));
            }
        }
        Ok(count)
    }
}
