//! What was made for all tenants, and the worker pool that makes it.

use std::sync::Arc;

use rayon::{ThreadPool, ThreadPoolBuilder};

use rebadge_core::error::Error;
use rebadge_render::recipes;
use rebadge_store::Cache;

/// What was made, and who makes it.
#[derive(Debug)]
pub(super) struct Store {
    pool: ThreadPool,
    made: recipes::Store,
}

impl Store {
    /// Nothing made yet, with a cache on disk below or without; `jobs` threads draw side by side, 0 is one per core.
    pub(super) fn new(jobs: usize, disk: Option<Arc<Cache>>) -> Result<Store, Error> {
        // Drawings nest deeply, so threads get more stack than usual.
        let pool = ThreadPoolBuilder::new().num_threads(jobs).stack_size(16 << 20).build();
        let pool = pool.map_err(|error| Error::Defect { message: error.to_string() })?;
        Ok(Store { pool, made: recipes::Store::on_disk(disk) })
    }

    /// The worker pool.
    pub(super) fn pool(&self) -> &ThreadPool {
        &self.pool
    }

    /// What was made.
    pub(super) fn made(&self) -> &recipes::Store {
        &self.made
    }
}
