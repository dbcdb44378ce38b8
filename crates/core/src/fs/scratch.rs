//! A temporary folder. Removing it is tried again for a while: a program that has ended may leave children that still
//! write into it.

use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use crate::error::Error;

/// An empty folder that goes with this value.
#[derive(Debug)]
pub struct Scratch(Option<TempDir>);

impl Scratch {
    /// Makes one where the system keeps such folders.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn new() -> Result<Scratch, Error> {
        let made = tempfile::Builder::new().prefix("rebadge-").tempdir();
        made.map(|folder| Scratch(Some(folder))).map_err(Error::write(&std::env::temp_dir()))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.0.as_ref().map_or(Path::new(""), TempDir::path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        const TRIES: u32 = 100;
        let Some(path) = self.0.take().map(TempDir::keep) else { return };
        // The children of a browser end a moment after it, and write until then.
        for _ in 0..TRIES {
            if std::fs::remove_dir_all(&path).is_ok() || !path.exists() {
                return;
            }
            sleep(Duration::from_millis(20));
        }
    }
}
