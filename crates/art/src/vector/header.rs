//! The header of a PNG or a JPEG: its size, and whether the file is complete. Screenshots ship as they are, and
//! decoding their pixels for every check would cost more than all other checks.

use super::pixels::kind;

/// A kind of file that holds a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// Portable Network Graphics (W3C).
    Png,
    /// JPEG (ITU T.81), in gray or in three colors.
    Jpeg,
}

impl PictureFormat {
    /// Its media type (IANA).
    pub fn media_type(self) -> &'static str {
        match self {
            PictureFormat::Png => "image/png",
            PictureFormat::Jpeg => "image/jpeg",
        }
    }

    /// The endings of its files, the usual one first.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            PictureFormat::Png => &["png"],
            PictureFormat::Jpeg => &["jpg", "jpeg"],
        }
    }

    /// As messages name it, with its article.
    pub fn name(self) -> &'static str {
        match self {
            PictureFormat::Png => "a PNG",
            PictureFormat::Jpeg => "a JPEG",
        }
    }
}

/// What a picture's file says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// What kind of file.
    pub format: PictureFormat,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// Why a file's header is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Another kind of file, as far as one can tell.
    #[error("{}", match .0 { Some(kind) => format!("it is {kind}"), None => "it is no picture".to_owned() })]
    Other(Option<&'static str>),
    /// More than one picture.
    #[error("the picture is animated")]
    Animated,
    /// Cut off, or without a size.
    #[error("{} is cut off or damaged", .0.name())]
    Damaged(PictureFormat),
}

/// Reads the header of a PNG or a JPEG, and looks for its end; of a PNG the checksums too. Its pixels are not looked at.
///
/// # Errors
/// What the file is instead, or that it is not whole.
pub fn header(bytes: &[u8]) -> Result<Header, HeaderError> {
    match (bytes, kind(bytes)) {
        ([0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, chunks @ ..], _) => png(chunks),
        (_, Some("a JPEG")) => jpeg(bytes).ok_or(HeaderError::Damaged(PictureFormat::Jpeg)),
        (_, kind) => Err(HeaderError::Other(kind)),
    }
}

/// Walks the chunks: length, name, data, checksum (PNG, 5.3). The first is `IHDR`, the last `IEND`.
fn png(chunks: &[u8]) -> Result<Header, HeaderError> {
    let damaged = HeaderError::Damaged(PictureFormat::Png);
    let (mut rest, mut size) = (chunks, None);
    while let Some((length, after)) = number(rest) {
        let (chunk, after) = after.split_at_checked(4 + length as usize).ok_or(damaged)?;
        let (checksum, after) = number(after).ok_or(damaged)?;
        if crc32fast::hash(chunk) != checksum {
            return Err(damaged);
        }
        let (name, data) = chunk.split_at(4);
        match (name, size) {
            (b"IHDR", None) => {
                let width = number(data).ok_or(damaged)?;
                let height = number(width.1).ok_or(damaged)?;
                size = Some((width.0, height.0));
            }
            (b"acTL", _) => return Err(HeaderError::Animated),
            (b"IEND", Some((width @ 1.., height @ 1..))) => {
                return Ok(Header { format: PictureFormat::Png, width, height });
            }
            (_, None) => return Err(damaged),
            _ => {}
        }
        rest = after;
    }
    Err(damaged)
}

/// Four bytes as a number, and what follows.
fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((u32::from_be_bytes(*number), rest))
}

/// The size of a JPEG that has an end.
fn jpeg(bytes: &[u8]) -> Option<Header> {
    let frame = frame(bytes)?;
    let [h1, h2, w1, w2] = *frame.get(5..9)? else { return None };
    let (width, height) = (u16::from_be_bytes([w1, w2]), u16::from_be_bytes([h1, h2]));
    let has_end = frame.windows(2).rev().any(|pair| pair == [0xff, 0xd9]);
    let header = Header { format: PictureFormat::Jpeg, width: width.into(), height: height.into() };
    (has_end && width > 0 && height > 0).then_some(header)
}

/// A JPEG from its frame's header on: marker, length, precision, rows, columns, components (ITU T.81, B.1.1 and B.2.2).
pub(super) fn frame(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = 2;
    loop {
        let [0xff, marker, high, low] = *bytes.get(at..at + 4)? else { return None };
        // Not the tables between them.
        if (0xc0..=0xcf).contains(&marker) && ![0xc4, 0xc8, 0xcc].contains(&marker) {
            return bytes.get(at..);
        }
        // Any number of 0xff may precede a marker.
        at += if marker == 0xff { 1 } else { 2 + usize::from(u16::from_be_bytes([high, low])) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    /// A comment, then a frame of 8 bits, 16 rows, 40 columns, 3 components, then the end.
    const JPEG: &[u8] = b"\xff\xd8\xff\xfe\0\x04ab\xff\xff\xc2\0\x11\x08\0\x10\0\x28\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xda\0\x02\xff\xd9";

    fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let chunk = [&name[..], data].concat();
        let checksum = crc32fast::hash(&chunk).to_be_bytes();
        [&(data.len() as u32).to_be_bytes()[..], &chunk, &checksum].concat()
    }

    fn picture(width: u32, height: u32, more: &[u8]) -> Vec<u8> {
        let size = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        [PNG, &chunk(b"IHDR", &size), more, &chunk(b"IEND", &[])].concat()
    }

    #[track_caller]
    fn check(bytes: &[u8], expect: Result<(PictureFormat, u32, u32), &str>) {
        let got = header(bytes).map(|header| (header.format, header.width, header.height));
        assert_eq!(got.map_err(|error| error.to_string()), expect.map_err(str::to_owned));
    }

    #[test]
    fn sizes_are_read() {
        check(&picture(1280, 800, &[]), Ok((PictureFormat::Png, 1280, 800)));
        check(JPEG, Ok((PictureFormat::Jpeg, 40, 16)));
    }

    #[test]
    fn what_is_not_whole_is_told() {
        let (png, cut) = ("a PNG is cut off or damaged", picture(4, 4, &[]));
        for end in [8, 11, 20, cut.len() - 12] {
            check(&cut[..end], Err(png));
        }
        check(&picture(0, 4, &[]), Err(png));
        let mut bent = picture(4, 4, &chunk(b"IDAT", b"pixels"));
        check(&bent, Ok((PictureFormat::Png, 4, 4)));
        let at = bent.len() - 20;
        bent[at] ^= 1;
        check(&bent, Err(png));
        check(&[PNG, &chunk(b"IDAT", &[1; 8])].concat(), Err(png));
        check(&picture(4, 4, &u32::MAX.to_be_bytes()), Err(png));
        for end in [4, 9, 20, JPEG.len() - 2] {
            check(&JPEG[..end], Err("a JPEG is cut off or damaged"));
        }
    }

    #[test]
    fn other_files_are_told() {
        check(&picture(4, 4, &chunk(b"acTL", &[0; 8])), Err("the picture is animated"));
        check(b"RIFF\x10\0\0\0WEBPVP8 ", Err("it is a WebP"));
        check(b"GIF89a", Err("it is a GIF"));
        check(b"", Err("it is no picture"));
        check(b"hello", Err("it is no picture"));
    }
}
