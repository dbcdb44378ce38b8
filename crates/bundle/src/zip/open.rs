//! Opens a zip that may come from anywhere.

use std::io::{Cursor, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::headers;
use crate::opened::{Access, Files, LIMIT, Listed, Listing, Opened};
use rebadge_core::digest::{self, State};
use rebadge_core::error::Error;
use rebadge_core::fs;

pub(crate) type Archive = ZipArchive<Cursor<Vec<u8>>>;

/// Opens a zip.
pub(crate) fn open(path: &Path) -> Result<Opened, Error> {
    let bytes = fs::read(path, LIMIT)?;
    let sha256 = digest::sha256(&bytes);
    let mut listing = Listing::new(path);
    let broken =
        |error: ZipError| Listing::new(path).refuse(format!("it is no whole zip: {error}"));
    headers::check(&bytes).map_err(|reason| listing.refuse(reason))?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    listing.check_files(archive.len())?;
    let mut files = Files::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(broken)?;
        let name = file.name().map_err(broken)?.into_owned();
        if file.is_symlink() {
            return Err(listing.refuse(format!("`{name}` is a symbolic link")));
        }
        let output = listing.path(name.strip_suffix('/').unwrap_or(&name))?;
        if file.is_dir() {
            continue;
        }
        let listed =
            measure(&mut file, listing.most()).map_err(|reason| listing.damaged(&name, &reason))?;
        let listed = listed.ok_or_else(|| listing.too_large())?;
        listing.count(listed.size)?;
        files.insert(output, listed);
    }
    let access = Access::Zip(Box::new(archive));
    Ok(Opened { path: path.to_owned(), files, sha256: Some(sha256), access })
}

/// Reads to the end without keeping anything; none for more bytes than `limit`.
fn measure(file: &mut impl Read, limit: u64) -> Result<Option<Listed>, String> {
    let mut state = State::default();
    let mut buffer = [0; 1 << 14];
    let mut size = 0;
    loop {
        match file.read(&mut buffer).map_err(|error| error.to_string())? {
            0 => return Ok(Some(Listed { size, sha256: state.sha256() })),
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
