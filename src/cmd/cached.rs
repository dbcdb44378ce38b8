//! The cache on disk of a run: opened once, below the stores of all tenants. Separate, because every command that makes
//! pictures opens it alike, and says alike what went wrong with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli;
use crate::error::Error;
use crate::fs::Scratch;
use crate::recipes::Store;
use crate::remote::{self, Backing};
use crate::report::Report;
use crate::store::{Cache, LIMIT, Uses, default_folder};

/// The cache of a run, if it has one.
pub(super) struct Cached {
    disk: Option<Arc<Cache>>,
    /// Why there is none although nobody said so.
    trouble: Option<Error>,
    /// In place of the user's folder, for a user without one.
    _scratch: Option<Scratch>,
}

impl Cached {
    /// The cache that the command line names. The user's own may be missing; one that is named may not, but a store that
    /// cannot be used is a warning, and the run does without.
    pub(super) fn open(options: &cli::Caching, report: &Report) -> Result<Cached, Error> {
        if options.no_cache {
            return Ok(Cached { disk: None, trouble: None, _scratch: None });
        }
        let limit = limit(options.limit);
        let open = |folder: &Path| Cache::open(folder, limit);
        let mut scratch = None;
        let opened = match options.place.named() {
            Some(place) if remote::is_address(place) => {
                let backing = Backing::open(place)?;
                if let Some(error) = backing.trouble() {
                    report.warning(&format!("this run has only the cache on disk: {error}"))?;
                }
                let folder = match default_folder() {
                    Some(folder) => folder,
                    None => scratch.insert(Scratch::new()?).path().to_owned(),
                };
                Ok(open(&folder)?.with_backing(backing))
            }
            Some(folder) => Ok(open(folder)?),
            None => default_folder().ok_or(Error::NoCache).and_then(|folder| open(&folder)),
        };
        let (disk, trouble) = match opened {
            Ok(disk) => (Some(Arc::new(disk)), None),
            Err(error) => (None, Some(error)),
        };
        Ok(Cached { disk, trouble, _scratch: scratch })
    }

    /// The cache itself.
    pub(super) fn disk(&self) -> Option<Arc<Cache>> {
        self.disk.clone()
    }

    /// A store in memory upon it.
    pub(super) fn store(&self) -> Store {
        Store::on_disk(self.disk())
    }

    /// Ends the use of it: keeps it within its limit, and says what went wrong, once.
    pub(super) fn finish(self, report: &Report) -> Result<(), Error> {
        if let Some(error) = &self.trouble {
            return report.warning(&format!("this run has no cache: {error}"));
        }
        let Some(disk) = &self.disk else { return Ok(()) };
        disk.finish();
        let Uses { found, missing, written } = disk.uses();
        log::debug!("the cache: {found} found, {missing} missing, {written} written");
        if let Some(error) = disk.backing_trouble() {
            report
                .warning(&format!("the store of the cache fails, and slows this run: {error}"))?;
        }
        match disk.trouble() {
            Some(error) => report.warning(&format!("the cache fails, and slows this run: {error}")),
            None => Ok(()),
        }
    }
}

/// The most bytes that are kept.
pub(super) fn limit(options: cli::CacheLimit) -> u64 {
    options.cache_size.unwrap_or(LIMIT)
}

/// The folder that the command line names, or the user's own.
pub(super) fn folder(place: &cli::CachePlace) -> Result<PathBuf, Error> {
    if let Some(place) = place.named().filter(|place| remote::is_address(place)) {
        return Err(Error::NotInStore { place: place.to_owned(), work: "`rebadge cache`" });
    }
    place.named().map(Path::to_owned).or_else(default_folder).ok_or(Error::NoCache)
}
