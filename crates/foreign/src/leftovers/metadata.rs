//! Texts within pictures and fonts: text chunks of PNG, segments of JPEG, chunks of WebP, comments of GIF, the name tables of fonts.
//! What is broken gives the texts in front of the fault.

use std::io::Read;

use super::LIMIT;

/// The texts of a picture or a font; nothing for another file.
pub(super) fn texts(bytes: &[u8]) -> Vec<String> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => png(bytes),
        [0xFF, 0xD8, 0xFF, ..] => jpeg(bytes),
        [b'R', b'I', b'F', b'F', ..] => riff(bytes),
        [b'G', b'I', b'F', b'8', ..] => vec![printable(bytes)],
        [0, 1, 0, 0, ..] | [b'O', b'T', b'T', b'O', ..] | [b't', b'r', b'u', b'e', ..] => {
            sfnt(bytes).unwrap_or_default()
        }
        [b'w', b'O', b'F', b'F', ..] => woff(bytes).unwrap_or_default(),
        [b'w', b'O', b'F', b'2', ..] => woff2(bytes).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Whether a file is a picture or a font, whose other bytes hold no texts.
pub(super) fn is_known(bytes: &[u8]) -> bool {
    let starts: [&[u8]; 10] = [
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"RIFF",
        b"GIF8",
        b"\0\x01\0\0",
        b"OTTO",
        b"true",
        b"wOFF",
        b"wOF2",
        b"\0\0\x01\0",
    ];
    starts.iter().any(|start| bytes.starts_with(start))
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let digits = bytes.get(at..at.checked_add(length)?)?;
    Some(digits.iter().fold(0, |number, digit| number << 8 | usize::from(*digit)))
}

fn slice(bytes: &[u8], start: usize, length: usize) -> Option<&[u8]> {
    bytes.get(start..start.checked_add(length)?)
}

/// `tEXt`, `zTXt`, `iTXt` and `eXIf` (PNG, third edition, 11.3.3).
fn png(bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut at = 8;
    while let Some(length) = number(bytes, at, 4) {
        let Some(data) = slice(bytes, at + 8, length) else { break };
        match slice(bytes, at + 4, 4) {
            Some(b"tEXt" | b"eXIf") => texts.push(printable(data)),
            Some(b"zTXt" | b"iTXt") => texts.push(png_text(data)),
            _ => {}
        }
        at += length + 12;
    }
    texts
}

/// A text chunk that may be compressed: its keyword, then zlib's stream wherever that begins.
fn png_text(data: &[u8]) -> String {
    let zlib = data
        .windows(2)
        .position(|pair| pair[0] == 0x78 && matches!(pair[1], 0x01 | 0x5E | 0x9C | 0xDA));
    let inflated = zlib.and_then(|start| inflate(&data[start..]));
    let mut text = printable(&data[..zlib.filter(|_| inflated.is_some()).unwrap_or(data.len())]);
    text.push(' ');
    text.push_str(&printable(&inflated.unwrap_or_default()));
    text
}

fn inflate(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    flate2::read::ZlibDecoder::new(data).take(LIMIT).read_to_end(&mut out).ok()?;
    Some(out)
}

/// The segments of applications and comments (ITU T.81, B.1.1): EXIF, XMP.
fn jpeg(bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut at = 2;
    while let (Some(0xFF), Some(marker)) = (bytes.get(at), bytes.get(at + 1)) {
        let Some(length) =
            number(bytes, at + 2, 2).filter(|length| *length >= 2 && *marker != 0xDA)
        else {
            break;
        };
        if matches!(marker, 0xE1..=0xEF | 0xFE) {
            texts.extend(slice(bytes, at + 4, length - 2).map(printable));
        }
        at += length + 2;
    }
    texts
}

/// The chunks `EXIF` and `XMP ` of WebP.
fn riff(bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut at = 12;
    while let Some(size) = slice(bytes, at + 4, 4) {
        let length = size.iter().rev().fold(0, |number, digit| number << 8 | usize::from(*digit));
        if matches!(slice(bytes, at, 4), Some(b"EXIF" | b"XMP ")) {
            texts.extend(slice(bytes, at + 8, length).map(printable));
        }
        at = at.saturating_add(8 + length + length % 2);
    }
    texts
}

/// The texts of the table `name` (OpenType).
fn sfnt(bytes: &[u8]) -> Option<Vec<String>> {
    let tables = number(bytes, 4, 2)?;
    let record = (0..tables)
        .map(|table| 12 + table * 16)
        .find(|at| slice(bytes, *at, 4) == Some(b"name"))?;
    names(slice(bytes, number(bytes, record + 8, 4)?, number(bytes, record + 12, 4)?)?)
}

/// Those of a font in WOFF 1.0: each table is compressed by itself.
fn woff(bytes: &[u8]) -> Option<Vec<String>> {
    let tables = number(bytes, 12, 2)?;
    let record = (0..tables)
        .map(|table| 44 + table * 20)
        .find(|at| slice(bytes, *at, 4) == Some(b"name"))?;
    let [start, packed, length] = [4, 8, 12].map(|field| number(bytes, record + field, 4));
    let data = slice(bytes, start?, packed?)?;
    if packed == length { names(data) } else { names(&inflate(data)?) }
}

/// Those of a font in WOFF 2.0: all tables are one stream of Brotli, in the order of the directory.
fn woff2(bytes: &[u8]) -> Option<Vec<String>> {
    let (mut at, mut start, mut name) = (48, 0_usize, None);
    for _ in 0..number(bytes, 12, 2)? {
        let flags = *bytes.get(at)?;
        let known = flags & 0x3F;
        at += if known == 0x3F { 5 } else { 1 };
        let is_name = known == 5 || known == 0x3F && slice(bytes, at - 4, 4) == Some(b"name");
        let mut length = base128(bytes, &mut at)?;
        // `glyf` and `loca` are transformed where the version is 0, all others where it is not.
        if matches!(known, 10 | 11) == (flags >> 6 == 0) {
            length = base128(bytes, &mut at)?;
        }
        if is_name {
            name = Some((start, length));
        }
        start = start.checked_add(length)?;
    }
    let (start, length) = name?;
    let mut out = Vec::new();
    let packed = slice(bytes, at, number(bytes, 20, 4)?)?;
    let end = u64::try_from(start.checked_add(length)?).ok()?;
    brotli::Decompressor::new(packed, 4096).take(end.min(LIMIT)).read_to_end(&mut out).ok()?;
    names(slice(&out, start, length)?)
}

fn base128(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut number = 0;
    for _ in 0..5 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number = number << 7 | usize::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// The texts of a name table: UTF-16 but for the platform of the Macintosh.
fn names(table: &[u8]) -> Option<Vec<String>> {
    let (count, storage) = (number(table, 2, 2)?, number(table, 4, 2)?);
    let text = |record: usize| {
        let at = 6 + record * 12;
        let [platform, length, offset] = [0, 8, 10].map(|field| number(table, at + field, 2));
        let data = slice(table, storage + offset?, length?)?;
        Some(if platform? == 1 { printable(data) } else { utf16(data, u16::from_be_bytes) })
    };
    let mut texts: Vec<String> = (0..count).filter_map(text).collect();
    texts.sort();
    texts.dedup();
    Some(texts)
}

/// A text in UTF-16.
pub(super) fn utf16(data: &[u8], order: fn([u8; 2]) -> u16) -> String {
    let units = data.chunks_exact(2).map(|pair| order([pair[0], pair[1]]));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Bytes as text, with a space for each run that is none: control characters and what is not UTF-8.
pub(super) fn printable(data: &[u8]) -> String {
    let mut text = String::new();
    for chunk in data.utf8_chunks() {
        for letter in chunk.valid().chars() {
            let is_text = !letter.is_control();
            if is_text || !text.ends_with(' ') {
                text.push(if is_text { letter } else { ' ' });
            }
        }
        if !chunk.invalid().is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&length[..], kind, data, &[0; 4]].concat()
    }

    #[track_caller]
    fn check(bytes: &[u8], expect: &[&str]) {
        assert_eq!(texts(bytes), expect);
        // Cut anywhere, it ends.
        (0..bytes.len()).for_each(|end| drop(texts(&bytes[..end])));
    }

    #[test]
    fn pictures_tell_texts() {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut zlib, b"packed").unwrap();
        let packed = [b"Title\0\0", &zlib.finish().unwrap()[..]].concat();
        let png = [
            b"\x89PNG\r\n\x1A\n".to_vec(),
            chunk(b"IHDR", b"no"),
            chunk(b"tEXt", b"Title\0Actual"),
            chunk(b"zTXt", &packed),
        ];
        check(&png.concat(), &["Title Actual", "Title  packed"]);
        check(
            b"\xFF\xD8\xFF\xE0\0\x04no\xFF\xE1\0\x08Actual\xFF\xFE\0\x05yes\xFF\xDA\0\x04no",
            &["Actual", "yes"],
        );
        check(b"RIFF\0\0\0\0WEBPVP8 \x02\0\0\0noXMP \x03\0\0\0yes\0EXIF\x01\0\0\0a", &["yes", "a"]);
    }

    #[test]
    fn fonts_tell_names() {
        let table = b"\0\0\0\x01\0\x12\0\x03\0\x01\0\0\0\x01\0\x04\0\0\0A\0b";
        let sfnt =
            [b"\0\x01\0\0\0\x01\0\0\0\0\0\0name\0\0\0\0\0\0\0\x1C\0\0\0\x16", &table[..]].concat();
        check(&sfnt, &["Ab"]);
        check(b"OTTO\0\x01", &[]);
    }
}
