//! Opens a package again: what is in it, and what its manifest says.

use std::path::Path;

use super::recorded::{self, Recorded};
use crate::bundle;
use crate::error::Error;
use crate::output_path::OutputPath;

/// A package that was opened. Its files are read when they are asked for.
#[derive(Debug)]
pub struct Opened {
    /// What is in it.
    pub bundle: bundle::Opened,
    /// What the manifest beside it says; none where there is no manifest.
    pub recorded: Option<Recorded>,
    /// What is wrong with the manifest: that it cannot be read, or does not agree with the package.
    pub faults: Vec<String>,
}

/// Opens a package and reads the manifest beside it. Everything in it is read once, so that a damaged one is found now.
///
/// # Errors
/// As [`bundle::open`].
pub fn open(path: &Path) -> Result<Opened, Error> {
    let bundle = bundle::open(path)?;
    let (recorded, faults) = match recorded::beside(path) {
        Ok(None) => (None, Vec::new()),
        Ok(Some(recorded)) => {
            let faults = recorded.faults(&bundle.files, bundle.sha256.as_deref());
            (Some(recorded), faults)
        }
        Err(fault) => (None, vec![fault]),
    };
    Ok(Opened { bundle, recorded, faults })
}

impl Opened {
    /// The bytes of one of its files.
    ///
    /// # Errors
    /// As [`open`].
    pub fn bytes(&mut self, path: &OutputPath) -> Result<Vec<u8>, Error> {
        self.bundle.bytes(path)
    }
}
