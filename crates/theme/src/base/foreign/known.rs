//! What is known of a bundle as long as neither it nor its contract changes. It is kept in the user's cache: a bundle has
//! hundreds of megabytes, and is read whole for it.

use rebadge_bundle::Shared;
use rebadge_core::digest::{sha256, sha256_of};
use rebadge_core::error::Error;
use rebadge_foreign::bundle_file::BundleFile;
use rebadge_foreign::changes::{Changes, changes};
use rebadge_foreign::charset;
use rebadge_foreign::edits::Edit;
use rebadge_foreign::facts::{Facts, facts};
use rebadge_foreign::remains::Remains;
use rebadge_store::Reach;
use serde::{Deserialize, Serialize};

use super::files::bundles_cache;
use super::{Contract, remains};

/// Another one wherever other things are found in the same bundle.
const VERSION: &[u8] = b"7";

/// What is known of a bundle.
#[derive(Serialize, Deserialize)]
pub(super) struct Known {
    pub(super) facts: Facts,
    pub(super) changes: Changes,
    pub(super) remains: Remains,
}

/// What is known of a bundle, from the cache or found now. `files` are those that are shipped, as far as that is known yet.
///
/// # Errors
/// [`Error::Read`].
pub(super) fn known(
    contract: &Contract,
    bundle: &Shared,
    files: &[BundleFile],
) -> Result<Known, Error> {
    let parts = [VERSION, bundle.sha256().as_bytes(), contract.place.source.text.as_bytes()];
    let key = sha256_of(&parts);
    let cache = bundles_cache();
    let kept = cache.as_ref().and_then(|cache| cache.get(&key, Reach::Disk));
    if let Some(known) = kept.and_then(|entry| serde_json::from_slice(&entry.bytes).ok()) {
        return Ok(known);
    }
    let known = find(contract, files)?;
    if let (Some(cache), Ok(bytes)) = (&cache, serde_json::to_vec(&known)) {
        cache.put(&key, &bytes, &sha256(&bytes), Reach::Disk);
    }
    Ok(known)
}

fn find(contract: &Contract, files: &[BundleFile]) -> Result<Known, Error> {
    let mut files = files.to_vec();
    charset::mark(&mut files);
    let files = &files;
    let facts = facts(files, &contract.patterns_of_hashes())?;
    let edits: Vec<Edit> = contract.edits.iter().map(|written| written.edit.clone()).collect();
    let changes = changes(files, &edits, (&contract.catalogs(files), &facts))?;
    let remains = changes.remains(files, (&remains::brand(contract), &facts))?;
    Ok(Known { facts, changes, remains })
}
