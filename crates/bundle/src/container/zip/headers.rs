//! The headers of a zip, against each other (PKWARE APPNOTE 6.3.10, sections 4.3.7 and 4.3.12). A reader that goes by the
//! central directory and one that goes by the local headers must see the same files, or a package is two packages.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

/// The length of a local header without name and extra field, in bytes.
const HEADER: usize = 30;

/// The most bytes of a data descriptor: signature, CRC-32, two sizes of Zip64.
const DESCRIPTOR: u64 = 24;

/// An entry as the central directory has it.
struct Central {
    name: Vec<u8>,
    method: u16,
    crc: u32,
    compressed: u64,
    size: u64,
    /// Where its local header and its data begin.
    header: u64,
    data: u64,
}

/// Checks that nothing is before, between or over the entries, and that both headers of each are the same. Gives the
/// reader back.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub(super) fn check<R: Read + Seek>(reader: R) -> Result<R, String> {
    let broken = |error: ZipError| format!("it is no whole zip: {error}");
    let mut archive = ZipArchive::new(reader).map_err(broken)?;
    if archive.has_duplicate_names() {
        return Err("two of its files have one name".into());
    }
    let mut end = archive.offset();
    let mut entries = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(broken)?;
        entries.push(Central {
            name: file.name_raw().to_owned(),
            #[expect(deprecated, reason = "the number of a method that may not be known")]
            method: file.compression().to_u16(),
            crc: file.crc32(),
            compressed: file.compressed_size(),
            size: file.size(),
            header: file.header_start(),
            data: file.data_start().unwrap_or_default(),
        });
    }
    entries.sort_by_key(|entry| entry.header);
    let directory = archive.central_directory_start();
    let first = entries.first().map_or(directory, |entry| entry.header);
    if end > 0 || first > 0 {
        return Err("something stands before its start, so that it is another file too".into());
    }
    let mut reader = archive.into_inner();
    for entry in &entries {
        let name = String::from_utf8_lossy(&entry.name);
        if entry.header < end {
            return Err(format!("`{name}` lies within another of its files"));
        }
        if entry.header > end + DESCRIPTOR {
            return Err(format!("something that is none of its files stands before `{name}`"));
        }
        if !is_same(&mut reader, entry).map_err(|error| error.to_string())? {
            return Err(format!("the two headers of `{name}` say different things"));
        }
        end = entry.data.saturating_add(entry.compressed);
    }
    if directory > end + DESCRIPTOR {
        Err("something that is none of its files stands before its directory".into())
    } else {
        Ok(reader)
    }
}

/// Whether the local header of an entry says what the central directory says.
fn is_same(reader: &mut (impl Read + Seek), entry: &Central) -> io::Result<bool> {
    let length = HEADER + entry.name.len();
    let mut header = Vec::with_capacity(length);
    reader.seek(SeekFrom::Start(entry.header))?;
    reader.take(length as u64).read_to_end(&mut header)?;
    if header.len() < length {
        return Ok(false);
    }
    let short = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
    let long = |at: usize| u32::from(short(at)) | u32::from(short(at + 2)) << 16;
    // With bit 3 the values stand behind the data, and are 0 here; what Zip64 holds elsewhere is all ones here.
    let is_late = short(6) & 8 != 0;
    let is_value = |local: u32, value: u64| {
        u64::from(local) == value || local == u32::MAX || (is_late && local == 0)
    };
    Ok(header.starts_with(b"PK\x03\x04")
        && usize::from(short(26)) == entry.name.len()
        && header[HEADER..] == entry.name
        && short(8) == entry.method
        && is_value(long(14), u64::from(entry.crc))
        && is_value(long(18), entry.compressed)
        && is_value(long(22), entry.size))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed() -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["a.txt", "b.txt"] {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(b"text text text").unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[track_caller]
    fn check(bytes: &[u8], expect: &str) {
        let found = super::check(Cursor::new(bytes)).err().unwrap_or_default();
        assert!(found.contains(expect) && found.is_empty() == expect.is_empty(), "{found}");
    }

    fn replaced(at: usize, byte: u8) -> Vec<u8> {
        let mut bytes = packed();
        bytes[at] = byte;
        bytes
    }

    #[test]
    fn a_zip_is_one_file_for_every_reader() {
        check(&packed(), "");
        check(&ZipWriter::new(Cursor::new(Vec::new())).finish().unwrap().into_inner(), "");
        check(&[b"#!/bin/sh\n".as_slice(), &packed()].concat(), "before its start");
        // The name, the method and the checksum of the first local header.
        check(&replaced(HEADER, b'z'), "the two headers of `a.txt`");
        check(&replaced(8, 0), "the two headers of `a.txt`");
        check(&replaced(14, 0), "the two headers of `a.txt`");
    }

    #[test]
    fn nothing_hides_between_files() {
        // A file that the directory does not name: all but its entry there.
        let bytes = packed();
        let central = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        let second = central + 46 + "a.txt".len();
        let end = bytes.windows(4).position(|window| window == b"PK\x05\x06").unwrap();
        let mut hidden = [&bytes[..second], &bytes[end..]].concat();
        let tail = second;
        let length = u32::try_from(second - central).unwrap().to_le_bytes();
        for (at, value) in [(8, 1), (10, 1)] {
            hidden[tail + at] = value;
        }
        hidden[tail + 12..tail + 16].copy_from_slice(&length);
        check(&hidden, "before its directory");
    }
}
