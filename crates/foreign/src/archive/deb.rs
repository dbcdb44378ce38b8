//! A Debian package: an `ar` archive of three members, of which `data.tar.*` holds the files and `control.tar.*` what the
//! package says of itself (deb(5), ar(5)).

use std::io::{self, Read, Seek, SeekFrom};
use std::str;

use super::tarball::Source;

/// How it begins.
pub(super) const MAGIC: &[u8] = b"!<arch>\n";

/// The length of the header of a member.
const HEADER: usize = 60;

/// The most members that are looked at; there are three, and room for what may be added.
const MEMBERS: usize = 16;

/// How the tarballs of a package may be compressed, by their endings.
const ENDINGS: [&str; 4] = ["", ".gz", ".xz", ".zst"];

/// A tarball of a package, compressed as it is: `data.tar` has the files, `control.tar` what the package says of itself.
///
/// # Errors
/// The system's, and what is wrong with the package.
pub(super) fn part<R: Read + Seek + 'static>(mut file: R, part: &str) -> io::Result<Source> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut at = file.seek(SeekFrom::Start(MAGIC.len() as u64))?;
    for _ in 0..MEMBERS {
        if at == length {
            break;
        }
        let mut header = [0; HEADER];
        file.read_exact(&mut header).map_err(|_| io::Error::other("it ends early"))?;
        let (name, size) = member(&header).ok_or_else(|| io::Error::other("it is damaged"))?;
        at += HEADER as u64;
        if size > length - at {
            return Err(io::Error::other("it ends early"));
        }
        if name.strip_prefix(part).is_some_and(|ending| ENDINGS.contains(&ending)) {
            return Ok(Box::new(file.take(size)));
        }
        at = file.seek(SeekFrom::Start((at + size + size % 2).min(length)))?;
    }
    let message = format!("it has no `{part}` that is plain or compressed by gzip, xz or zstd");
    Err(io::Error::other(message))
}

/// Name and size of a member.
fn member(header: &[u8; HEADER]) -> Option<(&str, u64)> {
    let name = str::from_utf8(&header[..16]).ok()?.trim_end_matches(' ').trim_end_matches('/');
    let size = str::from_utf8(&header[48..58]).ok()?.trim_end_matches(' ').parse().ok()?;
    header.ends_with(b"`\n").then_some((name, size))
}
