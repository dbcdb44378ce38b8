//! Where the cache is, and how large it may be, if nobody says otherwise.

use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

/// The most bytes that are kept: those of some thousand tenants with the icons of a web client.
pub const LIMIT: u64 = 2 << 30;

/// The user's folder for this program's cache: below `$XDG_CACHE_HOME` or `~/.cache`; `~/Library/Caches` on macOS; the local
/// application data on Windows. None for a user without a home.
pub fn default_folder() -> Option<PathBuf> {
    Some(choose_native_strategy().ok()?.cache_dir().join("rebadge"))
}

/// The folder of unpacked bundles, below that of a cache.
pub(crate) const BUNDLES: &str = "bundles";

/// Where the archives of finished bundles are unpacked: below `$REBADGE_CACHE`, which every command reads, or else below the user's
/// folder. None for a user without a home.
pub fn bundles_folder() -> Option<PathBuf> {
    let named = std::env::var_os("REBADGE_CACHE").filter(|folder| !folder.is_empty());
    Some(named.map(PathBuf::from).or_else(default_folder)?.join(BUNDLES))
}
