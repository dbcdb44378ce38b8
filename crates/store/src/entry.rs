//! The file of an entry: a header of fixed length that the bytes are checked against, then the bytes.
//!
//! ```text
//! rebadge-store 1
//! <key: 64 hexadecimal digits>
//! <SHA-256 of the bytes: 64 hexadecimal digits>
//! <number of bytes: 20 digits>
//! ```

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use rebadge_core::digest::Hashing;

/// What was kept for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Of the bytes.
    pub sha256: String,
}

/// The format, with its version.
const FORMAT: &str = "rebadge-store 1";
/// The length of a header: each line with its line feed.
pub(crate) const HEADER: usize = FORMAT.len() + 1 + 64 + 1 + 64 + 1 + 20 + 1;
/// The most bytes of an entry.
pub(crate) const MOST: u64 = 256 << 20;
/// A use is noted when the last one was noted so long ago.
const TOUCHED: Duration = Duration::from_secs(60 * 60);

/// Why an entry is not read.
#[derive(Debug)]
pub(crate) enum Fault {
    /// There is none.
    Missing,
    /// It is not what was written: why.
    Damaged(String),
    /// The system does not let it be read.
    Unread(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        match error.kind() {
            io::ErrorKind::NotFound => Fault::Missing,
            _ => Fault::Unread(error),
        }
    }
}

/// Writes the header.
pub(crate) fn write_header(
    out: &mut impl Write,
    key: &str,
    (length, sha256): (u64, &str),
) -> io::Result<()> {
    out.write_all(format!("{FORMAT}\n{key}\n{sha256}\n{length:020}\n").as_bytes())
}

/// An entry as its file has it.
pub(crate) fn whole(key: &str, bytes: &[u8], sha256: &str) -> Vec<u8> {
    let mut whole = Vec::with_capacity(HEADER + bytes.len());
    // Memory takes all that is written.
    let _ = write_header(&mut whole, key, (bytes.len() as u64, sha256));
    whole.extend_from_slice(bytes);
    whole
}

/// Reads an entry of at most [`MOST`] bytes and checks it.
pub(crate) fn read(path: &Path, key: &str) -> Result<Entry, Fault> {
    let mut bytes = Vec::new();
    let sha256 = copy(path, key, MOST, &mut bytes)?;
    Ok(Entry { bytes, sha256 })
}

/// Writes the bytes of an entry of at most so many bytes to `out`, piece by piece, and returns their digest. What was
/// written before a fault is worth nothing.
pub(crate) fn copy(
    path: &Path,
    key: &str,
    most: u64,
    out: &mut impl Write,
) -> Result<String, Fault> {
    // Links and pipes are not opened: they may lead anywhere.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(Fault::Damaged("it is no regular file".into()));
    }
    let mut file = File::open(path)?;
    let meta = file.metadata()?;
    if meta.len() > most.saturating_add(HEADER as u64) {
        return Err(Fault::Damaged("it is too large".into()));
    }
    let mut header = Vec::with_capacity(HEADER);
    (&mut file).take(HEADER as u64).read_to_end(&mut header)?;
    let expected = expected(&header, key)?;
    let mut hashing = Hashing::new(out);
    let length = io::copy(&mut (&mut file).take(most), &mut hashing)?;
    if format!("{length:020}") != expected.length {
        return Err(Fault::Damaged("it has another length than its header says".into()));
    }
    let sha256 = hashing.sha256();
    if sha256 != expected.sha256 {
        return Err(Fault::Damaged("its bytes have another digest than its header says".into()));
    }
    touch(&file, meta.modified());
    Ok(sha256)
}

/// What a header says of the bytes.
struct Expected<'a> {
    sha256: &'a str,
    length: &'a str,
}

fn expected<'a>(header: &'a [u8], key: &str) -> Result<Expected<'a>, Fault> {
    let damaged = |why: &str| Fault::Damaged(why.to_owned());
    if header.len() < HEADER {
        return Err(damaged("it ends within its header"));
    }
    let text = std::str::from_utf8(header).map_err(|_| damaged("its header is no text"))?;
    let lines: Vec<&str> = text.split('\n').collect();
    match lines[..] {
        [FORMAT, own, sha256, length, ""] if own == key => Ok(Expected { sha256, length }),
        [FORMAT, _, _, _, ""] => Err(damaged("it is the entry of another key")),
        _ => Err(damaged("it is of another format")),
    }
}

/// Notes a use in the file's time.
fn touch(file: &File, used: io::Result<SystemTime>) {
    let is_due = used.is_ok_and(|used| used.elapsed().is_ok_and(|age| age > TOUCHED));
    if is_due && let Err(error) = file.set_modified(SystemTime::now()) {
        // Then it may be removed sooner than others.
        log::trace!("the use of an entry is not noted: {error}");
    }
}
