//! Compressed siblings: `a.js.gz` and `a.js.br` beside `a.js`, which servers send in its place; and files that are written
//! otherwise than they are edited.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use rebadge_core::error::Error;
use rebadge_core::fs;
use serde::{Deserialize, Serialize};

use crate::bundle_file::{BundleFile, OnDisk};
use crate::charset::{self, Charset};
use crate::facts::Sibling;

/// How the text of a file is written: compressed (RFC 1952, RFC 7932), or in another encoding than UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Coding {
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
    /// In an encoding, and not compressed.
    Text(Charset),
}

impl Coding {
    /// Those that compress.
    pub const ALL: [Coding; 2] = [Coding::Gzip, Coding::Brotli];

    /// The ending that it adds to a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Coding::Gzip => ".gz",
            Coding::Brotli => ".br",
            Coding::Text(_) => "",
        }
    }

    /// Bytes, compressed: the same bytes each time, without a time or a name; or a text in its encoding.
    ///
    /// Brotli's quality is 5: higher ones cost three times and more for 3 % of the size.
    pub fn compress(self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        // A `Vec` takes what is written.
        let written = match self {
            Coding::Gzip => {
                let mut encoder = flate2::GzBuilder::new().write(&mut out, Compression::new(6));
                encoder.write_all(bytes).and_then(|()| encoder.finish().map(drop))
            }
            Coding::Brotli => {
                let parameters = brotli::enc::BrotliEncoderParams {
                    quality: 5,
                    size_hint: bytes.len(),
                    ..Default::default()
                };
                brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters).map(drop)
            }
            Coding::Text(charset) => return charset.encode(&String::from_utf8_lossy(bytes)),
        };
        written.unwrap_or_else(|error| unreachable!("memory takes what is written: {error}"));
        out
    }

    /// What is in a compressed file, of at most `limit` bytes.
    ///
    /// # Errors
    /// A file that is not so compressed, or larger.
    pub fn unpack(self, bytes: &[u8], limit: u64) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        match self {
            Coding::Gzip => MultiGzDecoder::new(bytes).take(limit + 1).read_to_end(&mut out)?,
            Coding::Brotli => {
                brotli::Decompressor::new(bytes, 1 << 16).take(limit + 1).read_to_end(&mut out)?
            }
            Coding::Text(charset) => {
                let text = charset.decode(bytes);
                let text = text.ok_or_else(|| {
                    io::Error::other(format!("it is no text in {}", charset.name()))
                })?;
                out = text.into_bytes();
                out.len()
            }
        };
        if out.len() as u64 > limit {
            Err(io::Error::other("it unpacks to more than it should"))
        } else {
            Ok(out)
        }
    }
}

/// The path of the file that another one is the compressed form of, by its name.
pub fn plain(path: &str) -> Option<(&str, Coding)> {
    let of = |coding: Coding| Some((path.strip_suffix(coding.ending())?, coding));
    Coding::ALL.into_iter().find_map(of)
}

/// Marks the files that are only there compressed.
pub fn mark_packed(files: &mut [BundleFile]) {
    let paths: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
    for file in files.iter_mut().filter(|file| file.on_disk == OnDisk::Plain) {
        if let Some((_, coding)) = plain(&file.path).filter(|(plain, _)| !paths.contains(*plain)) {
            file.on_disk = OnDisk::Packed(coding);
        }
    }
}

/// A file of a package as it is looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened<'a> {
    /// Its path without the ending that says that it is compressed, of one that is only there so.
    pub name: &'a str,
    /// What it holds, or what it unpacks to.
    pub content: Cow<'a, [u8]>,
    /// Whether it was unpacked.
    pub is_unpacked: bool,
}

/// Opens a file of a package; one that does not unpack is taken as it is. `is_there` says of a path whether it is of a file.
pub fn opened<'a>(path: &'a str, bytes: &'a [u8], is_there: &dyn Fn(&str) -> bool) -> Opened<'a> {
    let packed = plain(path).filter(|(plain, _)| !is_there(plain));
    match packed.and_then(|(name, coding)| Some((name, coding.unpack(bytes, LIMIT).ok()?))) {
        Some((name, unpacked)) => Opened { name, content: Cow::Owned(unpacked), is_unpacked: true },
        None => match charset::decoded(path, bytes) {
            Some(text) => {
                Opened { name: path, content: Cow::Owned(text.into_bytes()), is_unpacked: true }
            }
            None => Opened { name: path, content: Cow::Borrowed(bytes), is_unpacked: false },
        },
    }
}

/// The largest file that is read, and the most that one unpacks to, in bytes.
pub const LIMIT: u64 = 256 << 20;

/// A file and the one that it may be the compressed form of.
pub(crate) struct Pair<'a> {
    file: &'a BundleFile,
    plain: &'a BundleFile,
    coding: Coding,
}

/// All files that by their names are compressed forms of others.
pub(crate) fn pairs(files: &[BundleFile]) -> Vec<Pair<'_>> {
    let by_path: BTreeMap<&str, &BundleFile> = files
        .iter()
        .filter(|file| matches!(file.on_disk, OnDisk::Plain | OnDisk::Packed(Coding::Text(_))))
        .map(|file| (file.path.as_str(), file))
        .collect();
    let mut pairs = Vec::new();
    for file in files.iter().filter(|file| file.on_disk == OnDisk::Plain) {
        let Some((path, coding)) = plain(&file.path) else { continue };
        let plain = by_path.get(path);
        pairs.extend(plain.map(|plain| Pair { file, plain, coding }));
    }
    pairs
}

impl Pair<'_> {
    /// The file's path, and whether it is the other one.
    pub(crate) fn compared(self) -> Result<(String, Sibling), Error> {
        let packed = fs::read(&self.file.file, self.file.size)?;
        let plain = fs::read(&self.plain.file, self.plain.size)?;
        let unpacked = self.coding.unpack(&packed, self.plain.size);
        let is_true = unpacked.is_ok_and(|unpacked| unpacked == plain);
        let sibling = Sibling { of: self.plain.path.clone(), coding: self.coding, is_true };
        Ok((self.file.path.clone(), sibling))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_is_unpacked_again() {
        for coding in Coding::ALL {
            for text in [String::new(), "abc".repeat(1000), "中文".to_owned()] {
                let packed = coding.compress(text.as_bytes());
                assert_eq!(packed, coding.compress(text.as_bytes()), "{coding:?}");
                let unpacked = coding.unpack(&packed, text.len() as u64).unwrap();
                assert_eq!(unpacked, text.as_bytes(), "{coding:?}");
            }
        }
    }

    #[test]
    fn a_file_that_unpacks_to_too_much_is_refused() {
        for coding in Coding::ALL {
            let packed = coding.compress(&vec![0; 1 << 20]);
            assert!(coding.unpack(&packed, 1000).is_err(), "{coding:?}");
            assert!(coding.unpack(b"no such thing", 1000).is_err(), "{coding:?}");
        }
    }
}
