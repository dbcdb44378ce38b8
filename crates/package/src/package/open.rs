//! Opens a package again: what is in it, and what its manifest says.

use std::path::Path;

use super::fault::{Fault, first};
use super::recorded::{self, Recorded};
use rebadge_bundle::{self as bundle, Limits};
use rebadge_core::error::Error;
use rebadge_core::output_path::OutputPath;

/// A package that was opened. Its files are read when they are asked for.
#[derive(Debug)]
pub struct Opened {
    /// What is in it.
    pub bundle: bundle::Opened,
    /// What the manifest beside it says; none where there is no manifest.
    pub recorded: Option<Recorded>,
    /// What is wrong with the manifest: that it cannot be read, or does not agree with the package.
    pub faults: Vec<Fault>,
}

/// Opens a package and reads the manifest beside it. Everything in it is read once, so that a damaged one is found now.
///
/// # Errors
/// As [`bundle::open`].
pub fn open(path: &Path) -> Result<Opened, Error> {
    let bundle = bundle::open(path, Limits::UNKNOWN)?;
    let (recorded, faults) = match recorded::beside(path) {
        Ok(None) => (None, Vec::new()),
        Ok(Some(recorded)) => {
            let faults = recorded.faults(&bundle.files, bundle.sha256.as_deref());
            (Some(recorded), faults)
        }
        Err(reason) => (None, vec![Fault::Manifest { reason }]),
    };
    Ok(Opened { bundle, recorded, faults })
}

impl Opened {
    /// Sentences that say that the package was changed after it was built, or that it cannot be checked.
    pub fn warnings(&self) -> Vec<String> {
        let package = self.bundle.path.display();
        match self.faults.as_slice() {
            [Fault::Manifest { reason }] => vec![format!("`{package}`: {reason}")],
            faults => first(faults)
                .iter()
                .map(|told| format!("`{package}` was changed after it was built: {}", told.reason))
                .collect(),
        }
    }

    /// The bytes of one of its files.
    ///
    /// # Errors
    /// As [`open`].
    pub fn bytes(&mut self, path: &OutputPath) -> Result<Vec<u8>, Error> {
        self.bundle.bytes(path)
    }
}
