//! What a verb about a single theme begins with: the base client and that theme, read and checked.

use std::path::Path;

#[cfg(feature = "tokens")]
use crate::base::{self, Base};
use crate::cli::Folders;
use crate::client::{self, Client};
use crate::diagnostic::{self, Diagnostic};
use crate::error::Error;
use crate::inherit::{Library, ThemeFile};
use crate::plan::Plan;
use crate::prepare::{Abstracts, Depth, Run, prepare};
use crate::recipes::Store;
use crate::report::Report;
use crate::theme::Theme;

/// A theme on its base client.
pub(super) struct One {
    pub(super) client: Client,
    pub(super) theme: Theme,
    pub(super) plans: Vec<Plan>,
    /// What is wrong with the theme and its plans.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads the base client's contract and files; none if it has problems, which are reported.
#[cfg(feature = "tokens")]
pub(super) fn base(folder: &Path, report: &Report) -> Result<Option<Base>, Error> {
    sound(base::scan(folder)?, report)
}

fn sound<T>(read: Result<T, Vec<Diagnostic>>, report: &Report) -> Result<Option<T>, Error> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(problems) => {
            report.diagnostics(None, &problems)?;
            report.summary("nothing was done: the base client has errors")?;
            Ok(None)
        }
    }
}

/// Reads a theme; none if it cannot be read, which is reported.
pub(super) fn read(path: &Path, folders: &Folders, report: &Report) -> Result<Option<One>, Error> {
    let Some(client) = sound(client::read(&folders.base)?, report)? else {
        return Ok(None);
    };
    let (library, store) = (Library::new(&folders.themes), Store::new());
    let run = Run::new(&client.base, &client.templates, &library, &store);
    let run = Run { abstracts: Abstracts::Checked, depth: Depth::Plans, ..run };
    let mut prepared = prepare(&run, &ThemeFile::at(path), Vec::new());
    diagnostic::sort(&mut prepared.diagnostics);
    let Some(theme) = prepared.theme else {
        report.diagnostics(None, &prepared.diagnostics)?;
        return Ok(None);
    };
    Ok(Some(One { client, theme, plans: prepared.plans, diagnostics: prepared.diagnostics }))
}
