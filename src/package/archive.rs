//! Zip files (PKWARE APPNOTE): sorted entries, one time, no trace of the machine.

use std::collections::BTreeSet;
use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::FileTime;
use crate::base::{FileClass, Target};
use crate::fs::Mode;
use crate::output_path::OutputPath;
use crate::recipes::{Content, Outputs};

/// The base client's untouched files, compressed once per run and copied into each tenant's zip.
#[derive(Debug)]
pub struct Stock {
    bytes: Vec<u8>,
    names: BTreeSet<OutputPath>,
}

impl Stock {
    /// Compresses the untouched files of a target.
    ///
    /// # Errors
    /// A file that a zip cannot hold.
    pub fn new(target: &Target, time: FileTime) -> io::Result<Stock> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let mut names = BTreeSet::new();
        for (path, file) in &target.files {
            if let FileClass::Verbatim(bytes) = &file.class {
                add(&mut writer, (path, file.mode), bytes, time)?;
                names.insert(path.clone());
            }
        }
        Ok(Stock { bytes: writer.finish()?.into_inner(), names })
    }
}

/// The bytes of a zip of all outputs, in the order of their paths.
///
/// # Errors
/// A file that a zip cannot hold.
pub fn zip(outputs: &Outputs, stock: &Stock, time: FileTime) -> io::Result<Vec<u8>> {
    let mut stocked = ZipArchive::new(Cursor::new(stock.bytes.as_slice()))?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, output) in &outputs.files {
        match &output.content {
            Content::Base(_) if stock.names.contains(path) => {
                writer.raw_copy_file(stocked.by_name(path.as_str())?)?;
            }
            _ => add(&mut writer, (path, output.mode), output.bytes(), time)?,
        }
    }
    Ok(writer.finish()?.into_inner())
}

type Writer = ZipWriter<Cursor<Vec<u8>>>;

fn add(
    writer: &mut Writer,
    (path, mode): (&OutputPath, Mode),
    bytes: &[u8],
    time: FileTime,
) -> io::Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(method(path))
        .last_modified_time(time.0)
        .unix_permissions(mode.bits())
        .large_file(bytes.len() as u64 > u64::from(u32::MAX));
    writer.start_file(path.as_str(), options)?;
    writer.write_all(bytes)
}

/// What is compressed by its own format is stored: deflating it again costs time and saves nothing.
fn method(path: &OutputPath) -> CompressionMethod {
    const COMPRESSED: [&str; 10] =
        [".png", ".ico", ".jpg", ".jpeg", ".webp", ".avif", ".woff2", ".gz", ".br", ".zip"];
    let name = path.as_str().to_ascii_lowercase();
    match COMPRESSED.iter().any(|ending| name.ends_with(ending)) {
        true => CompressionMethod::Stored,
        false => CompressionMethod::Deflated,
    }
}
