//! Whether a path is a theme or a package, for everything that compares or shows one.

use std::path::{Path, PathBuf};

use super::{Opened, Recorded, open, verify};
use rebadge_core::error::Error;
use rebadge_core::fs;
use rebadge_theme::inherit::ThemeFile;

/// A theme, or a package that was opened.
pub enum Named {
    /// The path of a theme, as it was written.
    Theme(PathBuf),
    /// A package.
    Package(Box<Opened>),
}

impl Named {
    /// The path of a theme.
    pub fn theme(&self) -> Option<PathBuf> {
        match self {
            Named::Theme(path) => Some(path.clone()),
            Named::Package(_) => None,
        }
    }

    /// What the manifest of a package says.
    pub fn recorded(&self) -> Option<Recorded> {
        match self {
            Named::Theme(_) => None,
            Named::Package(opened) => opened.recorded.clone(),
        }
    }
}

/// Tells a theme from a package, and opens the package.
///
/// # Errors
/// [`Error::NoPackage`] for what is neither, and for a folder that holds packages.
pub fn named(path: &Path) -> Result<Named, Error> {
    if ThemeFile::is_named(path) {
        return Ok(Named::Theme(path.to_owned()));
    }
    check_folder(path)?;
    Ok(Named::Package(Box::new(open(path)?)))
}

/// Tells a folder that holds packages from one that is a package.
fn check_folder(path: &Path) -> Result<(), Error> {
    if !fs::is_folder(path) {
        return Ok(());
    }
    let refuse = |reason: &str, help: String| {
        let reason = reason.to_owned();
        Err(Error::NoPackage { path: path.to_owned(), reason, help: Some(help) })
    };
    let inside = verify::pairs(&[path.to_owned()]).unwrap_or_default();
    let package = inside.iter().find(|pair| pair.package != path && fs::is_file(&pair.manifest));
    match package {
        Some(pair) => {
            let help = format!("name the package: `{}`", pair.package.display());
            refuse("it holds packages", help)
        }
        None if fs::names(path)?.is_empty() => {
            refuse("it is empty", "name a theme, a package, or an unpacked one".into())
        }
        None => Ok(()),
    }
}
