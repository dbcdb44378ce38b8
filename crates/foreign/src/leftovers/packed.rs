//! Files within files: compressed siblings, and texts in other encodings than UTF-8.

use std::borrow::Cow;
use std::io::Read;

use super::LIMIT;
use super::metadata::utf16;
use crate::charset;

/// A file as it is read.
pub(super) enum Opened<'a> {
    /// The bytes of the file with this path: for `a.js.gz` those of `a.js`.
    Bytes(&'a str, Cow<'a, [u8]>),
    /// It is broken, or larger than what is unpacked.
    Unread(&'static str),
}

/// A file, unpacked if its name says that it is packed, and in UTF-8 if it is a text in another encoding.
pub(super) fn open<'a>(path: &'a str, bytes: &'a [u8]) -> Opened<'a> {
    let (path, bytes) = if let Some(inner) = path.strip_suffix(".gz") {
        match read(flate2::read::MultiGzDecoder::new(bytes)) {
            Ok(bytes) => (inner, Cow::Owned(bytes)),
            Err(why) => return Opened::Unread(why),
        }
    } else if let Some(inner) = path.strip_suffix(".br") {
        match read(brotli::Decompressor::new(bytes, 4096)) {
            Ok(bytes) => (inner, Cow::Owned(bytes)),
            Err(why) => return Opened::Unread(why),
        }
    } else {
        (path, Cow::Borrowed(bytes))
    };
    let text = charset::decoded(path, &bytes).or_else(|| match &bytes[..] {
        [0xFF, 0xFE, rest @ ..] => Some(utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Some(utf16(rest, u16::from_be_bytes)),
        _ => None,
    });
    Opened::Bytes(path, text.map_or(bytes, |text| Cow::Owned(text.into_bytes())))
}

fn read(stream: impl Read) -> Result<Vec<u8>, &'static str> {
    let mut out = Vec::new();
    let length =
        stream.take(LIMIT + 1).read_to_end(&mut out).map_err(|_| "it cannot be unpacked")?;
    if u64::try_from(length).is_ok_and(|length| length > LIMIT) {
        return Err("it is larger than 256 MB unpacked");
    }
    Ok(out)
}
