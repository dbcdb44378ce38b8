//! The right to write into an output folder, at once or after another run.

use std::path::Path;

use crate::error::Error;
use crate::fs::{self, Claim};
use crate::interrupt;
use crate::report::Report;

/// What is done where another run writes into the folder.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    None,
    Endless,
}

impl Patience {
    pub(super) fn new(waits: bool) -> Patience {
        if waits { Patience::Endless } else { Patience::None }
    }
}

/// Makes an output folder and claims it.
pub(super) fn claim(folder: &Path, patience: Patience, report: &Report) -> Result<Claim, Error> {
    let mut is_told = false;
    loop {
        match fs::claim(folder) {
            Err(error @ Error::Busy { .. }) if patience == Patience::Endless => {
                if !is_told {
                    report.summary(&format!("waiting: {error}"))?;
                }
                is_told = true;
                interrupt::check();
            }
            result => return result,
        }
    }
}
