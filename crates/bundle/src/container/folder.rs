//! Folders: every entry is a file, with the same permissions whatever the user's umask is.

use std::path::Path;

use super::{Packed, Prepared};
use crate::opened::{Access, FILE_LIMIT, Files, Limits, Listed, Listing, Opened};
use crate::tree::{Content, Tree};
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Draft, Mode};
use rebadge_core::output_path::OutputPath;

/// Packs a tree into a folder.
pub(crate) fn pack(tree: &Tree, prepared: &Prepared, target: &Path) -> Result<Packed, Error> {
    let draft = Draft::folder(target)?;
    write(tree, draft.path())?;
    Ok(Packed { draft, size: tree.size(), sha256: None, durability: prepared.durability })
}

/// Writes every entry into a folder that has no name yet.
///
/// # Errors
/// [`Error::Read`], [`Error::Write`].
pub fn write(tree: &Tree, folder: &Path) -> Result<(), Error> {
    fs::permit(folder, Mode::Executable)?;
    for (path, entry) in tree.iter() {
        match &entry.content {
            Content::Bytes(bytes) => fs::write_output(folder, path.as_str(), bytes, entry.mode)?,
            Content::File(_) => {
                let target = folder.join(path.as_str());
                let mut file = fs::create_output(folder, path.as_str())?;
                entry.write_to(&mut file, &target)?;
                fs::permit(&target, entry.mode)?;
            }
        }
    }
    Ok(())
}

/// Opens a folder.
pub(crate) fn open(root: &Path, limits: Limits) -> Result<Opened, Error> {
    let mut listing = Listing::new(root, limits);
    let mut files = Files::new();
    for found in fs::files_below(root)? {
        let path = listing.path(&found.name)?;
        if found.is_link {
            let target = fs::link_target(&found.path)?;
            listing.count(target.len() as u64)?;
            files.insert(path, Listed::link(&target));
            continue;
        }
        if fs::size(&found.path).is_some_and(|size| size > listing.most()) {
            return Err(listing.too_large());
        }
        let (size, sha256) = fs::digest(&found.path)?;
        listing.count(size)?;
        // Where files have no modes, nothing is known of them.
        let mode = cfg!(unix).then_some(found.mode);
        files.insert(path, Listed { size, sha256, mode });
    }
    Ok(Opened { path: root.to_owned(), files, sha256: None, access: Box::new(OnDisk) })
}

/// Reads the files of a folder where they are.
#[derive(Debug)]
struct OnDisk;

impl Access for OnDisk {
    fn bytes(&mut self, package: &Path, path: &OutputPath, _: u64) -> Result<Vec<u8>, Error> {
        let place = package.join(path.as_str());
        if fs::is_link(&place) {
            fs::link_target(&place).map(String::into_bytes)
        } else {
            fs::read(&place, FILE_LIMIT)
        }
    }
}
