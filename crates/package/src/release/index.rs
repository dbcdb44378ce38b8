//! The index of a release: the file that `merge` writes and `sign` signs.

use std::path::Path;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::{BaseClient, FORMAT, LIMIT, Tool, is_name};
use rebadge_core::digest::sha256;
use rebadge_core::error::Error;
use rebadge_core::fs;

/// The index of a release: every package, with what proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    pub(super) format_version: u32,
    pub(super) tool: Tool,
    /// SHA-256 of what was planned, without the shards.
    pub(super) release: String,
    pub(super) base: BaseClient,
    /// Every package, in the order of tenants and targets.
    pub packages: Vec<Entry>,
    /// The lists of the files that packages have in common, one in the folder of each shard.
    pub lists: Vec<Beside>,
}

/// A package of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The tenant's id.
    pub tenant: String,
    /// What it is built for.
    pub target: String,
    /// Its path from the folder of the index, with slashes.
    pub path: String,
    /// The bytes of the file.
    pub size: u64,
    /// Of its bytes.
    pub sha256: String,
    /// What is the same as long as the package is, byte for byte.
    pub key: String,
    /// Its manifest.
    pub manifest: Beside,
}

/// A file that belongs to packages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// Its path from the folder of the index, with slashes.
    pub path: String,
    /// Of its bytes.
    pub sha256: String,
}

/// The key by which an index is recognized among other JSON files.
#[derive(Deserialize)]
#[expect(dead_code, reason = "read only to be there")]
struct Like {
    release: IgnoredAny,
    packages: IgnoredAny,
}

impl Index {
    /// Reads the index of a release, with the SHA-256 of the file; none where the file is something else.
    ///
    /// # Errors
    /// [`Error::Read`]; [`Error::NoIndex`] for one that cannot be used.
    pub fn read(path: &Path) -> Result<Option<(Index, String)>, Error> {
        let bytes = fs::read(path, LIMIT)?;
        if serde_json::from_slice::<Like>(&bytes).is_err() {
            return Ok(None);
        }
        let fault = |reason: String| Error::NoIndex { path: path.to_owned(), reason };
        let index: Index =
            serde_json::from_slice(&bytes).map_err(|error| fault(error.to_string()))?;
        if index.format_version != FORMAT {
            return Err(fault(format!("its format is {}", index.format_version)));
        }
        let mut paths = index.packages.iter().flat_map(|entry| [&entry.path, &entry.manifest.path]);
        if let Some(path) = paths.find(|path| path.split('/').any(|part| !is_name(part))) {
            return Err(fault(format!("`{path}` leaves its folder")));
        }
        drop(paths);
        Ok(Some((index, sha256(&bytes))))
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// How many packages there are.
    pub fn len(&self) -> usize {
        self.packages.len()
    }

    /// Whether there is no package.
    pub fn is_empty(&self) -> bool {
        self.packages.is_empty()
    }
}
