//! Entries of a zip that are compressed before they are added (PKWARE APPNOTE 6.3.10, 4.3.7).

use std::io::{self, Seek, Write};

use flate2::Crc;
use zip::ZipWriter;
use zip::read::read_zipfile_from_stream;

use crate::pieces::Pieces;
use crate::time::FileTime;
use crate::tree::Entry;
use rebadge_core::output_path::OutputPath;

/// Adds a text whose pieces may be known.
pub(super) fn add<W: Write + Seek>(
    writer: &mut ZipWriter<W>,
    (path, entry, text): (&OutputPath, &Entry, &[u8]),
    (pieces, time): (&Pieces, FileTime),
) -> io::Result<()> {
    let packed = pieces.deflate(text)?;
    let mut crc = Crc::new();
    crc.update(text);
    let file =
        [&header(path.as_str(), crc.sum(), [packed.len(), text.len()])[..], &packed].concat();
    let mut stream = &file[..];
    let file = read_zipfile_from_stream(&mut stream)?
        .ok_or_else(|| io::Error::other("an entry that was compressed has no header"))?;
    writer.raw_copy_file_touch(file, time.time, Some(entry.mode.bits()))?;
    Ok(())
}

/// The local header of a file: its name, the checksum of what it holds, and its size compressed and plain, each below 4 GiB.
fn header(name: &str, crc: u32, sizes: [usize; 2]) -> Vec<u8> {
    /// Made on Unix, as all others are, and the version of the format that is needed.
    const VERSION: u16 = 3 << 8 | 20;
    /// The flag for a name in UTF-8.
    const UTF8: u16 = 1 << 11;
    const DEFLATED: u16 = 8;
    let mut out = b"PK\x03\x04".to_vec();
    // The writer takes another time.
    let time = [0, 0];
    let shorts =
        [VERSION, if name.is_ascii() { 0 } else { UTF8 }, DEFLATED].into_iter().chain(time);
    out.extend(shorts.flat_map(u16::to_le_bytes));
    out.extend(crc.to_le_bytes());
    out.extend(sizes.into_iter().flat_map(|size| (size as u32).to_le_bytes()));
    out.extend([name.len() as u16, 0].into_iter().flat_map(u16::to_le_bytes));
    out.extend(name.as_bytes());
    out
}
