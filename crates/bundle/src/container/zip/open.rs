//! Opens a zip that may come from anywhere. It is read where it is: a package of gigabytes takes no memory.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::headers;
use crate::opened::{
    Access, FILE_LIMIT, Files, Limits, Listed, Listing, Opened, measure, unpacking,
};
use rebadge_core::digest::hex;
use rebadge_core::error::Error;
use rebadge_core::fs::Mode;
use rebadge_core::output_path::OutputPath;

/// Opens a zip.
pub(crate) fn open(path: &Path, limits: Limits) -> Result<Opened, Error> {
    let mut listing = Listing::new(path, limits);
    let broken =
        |error: ZipError| Listing::new(path, limits).refuse(format!("it is no whole zip: {error}"));
    let (file, digest) = listing.file()?;
    let file = headers::check(BufReader::new(file)).map_err(|reason| listing.refuse(reason))?;
    let mut archive = ZipArchive::new(file).map_err(broken)?;
    listing.check_files(archive.len())?;
    let mut named = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(broken)?;
        let name = file.name().map_err(broken)?;
        let output = listing.path(name.strip_suffix('/').unwrap_or(&name))?;
        if !file.is_dir() {
            named.push((index, output, file.unix_mode().map(Mode::from_bits)));
        }
    }
    // Nothing else is allocated and kept meanwhile: each file gets a decoder of its own, whose memory glibc does not use again
    // for the next one if something small has been put behind it (it is aligned). With 11,600 files that came to 130 MB.
    let mut measures = Vec::with_capacity(named.len());
    for (index, output, _) in &named {
        let mut file = archive.by_index(*index).map_err(broken)?;
        let measured = measure(&mut file, listing.most());
        let measured = measured.map_err(|reason| listing.damaged(output.as_str(), &reason))?;
        let (size, sha256) = measured.ok_or_else(|| listing.too_large())?;
        listing.count(size)?;
        measures.push((size, sha256));
    }
    let listed = named.into_iter().zip(measures).map(|((_, output, mode), (size, sha256))| {
        (output, Listed { size, sha256: hex(&sha256), mode })
    });
    let files: Files = listed.collect();
    let access = Box::new(archive);
    Ok(Opened { path: path.to_owned(), files, sha256: Some(digest), access })
}

impl Access for ZipArchive<BufReader<File>> {
    fn bytes(&mut self, package: &Path, path: &OutputPath, _: u64) -> Result<Vec<u8>, Error> {
        let mut unpacked = || {
            let mut bytes = Vec::new();
            self.by_name(path.as_str())?.take(FILE_LIMIT).read_to_end(&mut bytes)?;
            Ok::<_, io::Error>(bytes)
        };
        unpacked().map_err(unpacking(package, path))
    }
}
