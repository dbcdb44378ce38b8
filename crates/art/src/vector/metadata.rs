//! Strips metadata from a picture's file: cameras, design programs and their users write names, places, dates and
//! comments into it. [`super::header`] only reads.
//!
//! Sources: Portable Network Graphics (W3C, third edition), 5.3 and 11; ITU T.81, annex B; JFIF 1.02; ICC.1:2022, B.4.

use super::header::PictureFormat;
use super::orientation::orientation;

/// A picture's file without metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stripped {
    /// The file.
    pub bytes: Vec<u8>,
    /// How its viewers were to turn it, from 1 to 8 (Exif, tag 274): 1 is upright.
    pub orientation: u8,
}

/// Takes all out of a file that is not needed to show it: Exif, XMP, text chunks, comments, times, previews, and what follows
/// its end. Color spaces, profiles and resolution stay. `None` for a file that is not whole.
pub fn stripped(bytes: &[u8], format: PictureFormat) -> Option<Stripped> {
    match format {
        PictureFormat::Png => png(bytes),
        PictureFormat::Jpeg => jpeg(bytes),
    }
}

/// A chunk of a PNG.
pub(super) struct Chunk<'a> {
    pub(super) name: [u8; 4],
    pub(super) data: &'a [u8],
    /// With its length, name and checksum.
    whole: &'a [u8],
}

/// The chunks of a PNG, as far as they are whole.
pub(super) fn chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = bytes.get(8..).unwrap_or_default();
    std::iter::from_fn(move || {
        let length = u32::from_be_bytes(*rest.first_chunk()?) as usize;
        let (whole, after) = rest.split_at_checked(length.checked_add(12)?)?;
        rest = after;
        let name = *whole[4..].first_chunk()?;
        Some(Chunk { name, data: &whole[8..8 + length], whole })
    })
}

/// Chunks that say how the pixels are to be shown. All critical ones do too (5.4).
const SHOWN: [&[u8; 4]; 11] = [
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"pHYs",
    b"bKGD",
];

fn png(bytes: &[u8]) -> Option<Stripped> {
    let mut kept = bytes.get(..8)?.to_vec();
    let mut turn = 1;
    for chunk in chunks(bytes) {
        if chunk.name[0].is_ascii_uppercase() || SHOWN.contains(&&chunk.name) {
            kept.extend_from_slice(chunk.whole);
        }
        match &chunk.name {
            b"eXIf" => turn = orientation(chunk.data),
            b"IEND" => return Some(Stripped { bytes: kept, orientation: turn }),
            _ => {}
        }
    }
    None
}

/// Segments go up to the end of the image, and within a scan there are bytes that belong to none.
fn jpeg(bytes: &[u8]) -> Option<Stripped> {
    let mut kept = bytes.get(..2)?.to_vec();
    let (mut at, mut turn) = (2, 1);
    loop {
        // Any number of 0xff may precede a marker.
        while bytes.get(at..at + 2)? == [0xff, 0xff] {
            at += 1;
        }
        let [0xff, marker] = *bytes.get(at..at + 2)? else { return None };
        if marker == 0xd9 {
            kept.extend([0xff, 0xd9]);
            return Some(Stripped { bytes: kept, orientation: turn });
        }
        let length = usize::from(u16::from_be_bytes(*bytes.get(at + 2..)?.first_chunk()?));
        let data = bytes.get(at + 4..at + 2 + length)?;
        if marker == 0xe1 && data.starts_with(b"Exif\0\0") {
            turn = orientation(data);
        }
        let end = match marker {
            0xda => scan_end(bytes, at + 2 + length)?,
            _ => at + 2 + length,
        };
        if is_shown(marker, data) {
            kept.extend_from_slice(&bytes[at..end]);
        }
        at = end;
    }
}

/// Whether a segment says how the picture is to be shown: all but comments and applications' own, and of these JFIF's header
/// without a preview, color profiles, and Adobe's, which says what the channels are.
fn is_shown(marker: u8, data: &[u8]) -> bool {
    match marker {
        0xe0 => data.starts_with(b"JFIF\0") && data.len() == 14,
        0xe2 => data.starts_with(b"ICC_PROFILE\0"),
        0xee => data.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// The position of the next marker: not a stuffed zero, and no restart (T.81, B.1.1.5 and E.1.4).
fn scan_end(bytes: &[u8], from: usize) -> Option<usize> {
    let is_marker = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7);
    bytes.get(from..)?.windows(2).position(is_marker).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let body = [&name[..], data].concat();
        let sum = crc32fast::hash(&body).to_be_bytes();
        [&(data.len() as u32).to_be_bytes()[..], &body, &sum].concat()
    }

    #[test]
    fn a_png_keeps_what_shows_it() {
        let exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0";
        let kept = [b"IHDR", b"iCCP", b"gAMA", b"pHYs", b"PLTE", b"tRNS", b"IDAT", b"IEND"];
        let lost: [&[u8; 4]; 6] = [b"tEXt", b"zTXt", b"iTXt", b"tIME", b"caBX", b"vpAg"];
        let start = b"\x89PNG\r\n\x1a\n".to_vec();
        let clean = kept.iter().fold(start.clone(), |all, name| [all, chunk(name, b"x")].concat());
        let mut all = start;
        for name in &kept {
            let more = lost.iter().flat_map(|name| chunk(name, b"secret"));
            all.extend(chunk(b"eXIf", exif).into_iter().chain(more));
            all.extend(chunk(name, b"x"));
        }
        all.extend(b"behind the end");
        let found = png(&all).unwrap();
        assert_eq!((found.bytes == clean, found.orientation), (true, 6));
        assert_eq!(png(&clean).unwrap(), Stripped { bytes: clean.clone(), orientation: 1 });
        assert_eq!(png(&clean[..clean.len() - 1]), None);
    }

    #[test]
    fn a_jpeg_keeps_what_shows_it() {
        let segment = |marker: u8, data: &[u8]| {
            let length = (data.len() as u16 + 2).to_be_bytes();
            [&[0xff, marker], &length[..], data].concat()
        };
        let exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x03\0\0\0";
        let lost = [
            segment(0xe1, exif),
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
            segment(0xe0, b"JFXX\0\x10preview"),
            segment(0xe2, b"MPF\0"),
            segment(0xed, b"Photoshop 3.0\0"),
            segment(0xfe, b"made by"),
        ]
        .concat();
        let scan = [segment(0xda, b"\x01"), b"\x12\xff\0\x34\xff\xd0\x56".to_vec()].concat();
        let kept = [
            segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            segment(0xe2, b"ICC_PROFILE\0\x01\x01"),
            segment(0xee, b"Adobe\0\x64\0\0\0\0\x01"),
            segment(0xc2, b"\x08"),
            scan.clone(),
            segment(0xc4, b"table"),
            scan,
        ];
        let join = |between: &[u8]| -> Vec<u8> {
            let parts = kept.iter().flat_map(|part| [between, part].concat());
            [b"\xff\xd8".to_vec(), parts.collect(), between.to_vec(), b"\xff\xd9".to_vec()].concat()
        };
        let clean = join(b"");
        let all = [join(&lost), b"a second picture".to_vec()].concat();
        let found = jpeg(&all).unwrap();
        assert_eq!((found.bytes == clean, found.orientation), (true, 3));
        assert_eq!(jpeg(&clean).unwrap(), Stripped { bytes: clean.clone(), orientation: 1 });
        for cut in 0..clean.len() {
            assert_eq!(jpeg(&clean[..cut]), None, "{cut}");
        }
    }
}
