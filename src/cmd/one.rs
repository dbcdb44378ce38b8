//! What a verb about a single theme begins with: the base client and that theme, read and checked.

use std::path::Path;

use crate::base::{self, Base};
use crate::check;
use crate::cli::Folders;
use crate::diagnostic::{self, Diagnostic};
use crate::error::Error;
use crate::inherit::{Library, ThemeFile};
use crate::report::Report;
use crate::theme::{self, Theme};

/// A theme on its base client.
pub(super) struct One {
    pub(super) base: Base,
    pub(super) theme: Theme,
    /// What is wrong with the theme.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads the base client; none if it has problems, which are reported.
pub(super) fn base(folder: &Path, report: &Report) -> Result<Option<Base>, Error> {
    match base::scan(folder)? {
        Ok(base) => Ok(Some(base)),
        Err(problems) => {
            report.diagnostics(None, &problems)?;
            report.summary("nothing was done: the base client has errors")?;
            Ok(None)
        }
    }
}

/// Reads a theme; none if it cannot be read, which is reported.
pub(super) fn read(path: &Path, folders: &Folders, report: &Report) -> Result<Option<One>, Error> {
    let Some(base) = base(&folders.base, report)? else {
        return Ok(None);
    };
    let loaded = theme::load(&ThemeFile::at(path), &base, &Library::new(&folders.themes));
    let mut diagnostics = loaded.diagnostics;
    let Some(theme) = loaded.theme else {
        report.diagnostics(None, &diagnostics)?;
        return Ok(None);
    };
    diagnostics.extend(check::check(&theme, loaded.gaps, &base));
    diagnostic::sort(&mut diagnostics);
    Ok(Some(One { base, theme, diagnostics }))
}
