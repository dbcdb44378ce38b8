//! Opens a zip that may come from anywhere. It is read where it is: a package of gigabytes takes no memory.

use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::headers;
use crate::opened::{Access, Files, Limits, Listed, Listing, Opened};
use rebadge_core::digest::{Hashing, State, hex};
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Mode};

/// Opens a zip.
pub(crate) fn open(path: &Path, limits: Limits) -> Result<Opened, Error> {
    let mut listing = Listing::new(path, limits);
    let broken =
        |error: ZipError| Listing::new(path, limits).refuse(format!("it is no whole zip: {error}"));
    let mut file = fs::open(path)?;
    if file.metadata().map_err(Error::read(path))?.len() > limits.all {
        return Err(listing.too_large());
    }
    // All is read from one handle: another file under the name would not be noticed.
    let mut hashing = Hashing::new(io::sink());
    io::copy(&mut file, &mut hashing).map_err(Error::read(path))?;
    file.rewind().map_err(Error::read(path))?;
    let file = headers::check(BufReader::new(file)).map_err(|reason| listing.refuse(reason))?;
    let mut archive = ZipArchive::new(file).map_err(broken)?;
    listing.check_files(archive.len())?;
    let mut named = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(broken)?;
        let name = file.name().map_err(broken)?;
        if file.is_symlink() {
            return Err(listing.refuse(format!("`{name}` is a symbolic link")));
        }
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
    listing.check_twins(&files)?;
    let access = Access::Zip(Box::new(archive));
    Ok(Opened { path: path.to_owned(), files, sha256: Some(hashing.sha256()), access })
}

/// Size and SHA-256. Reads to the end without keeping anything; none for more bytes than `limit`.
fn measure(file: &mut impl Read, limit: u64) -> Result<Option<(u64, [u8; 32])>, String> {
    let mut state = State::default();
    let mut buffer = [0; 1 << 14];
    let mut size = 0;
    loop {
        match file.read(&mut buffer).map_err(|error| error.to_string())? {
            0 => return Ok(Some((size, state.bytes()))),
            count => {
                size += count as u64;
                state.update(&buffer[..count]);
            }
        }
        if size > limit {
            return Ok(None);
        }
    }
}
