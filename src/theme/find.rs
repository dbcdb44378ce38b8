//! Finds themes on disk. Apart from [`super::load`], which reads one.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::fs;

/// A theme's file and the folder of its assets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ThemeFile {
    /// The file.
    pub file: PathBuf,
    /// The folder in which its assets are.
    pub folder: PathBuf,
    /// Whether the folder is the theme's own, so that all in it must be read.
    pub owns_folder: bool,
}

/// The themes that `paths` name, or all of the folder `themes` where there are none, in the order of their paths.
///
/// # Errors
/// [`Error::NoFolder`], [`Error::Read`], [`Error::NoThemes`].
pub fn find(paths: &[PathBuf], themes: &Path) -> Result<Vec<ThemeFile>, Error> {
    if !paths.is_empty() {
        let mut found: Vec<_> = paths.iter().map(|path| theme_at(path)).collect();
        found.sort();
        found.dedup();
        return Ok(found);
    }
    if !fs::is_folder(themes) {
        return Err(Error::NoFolder { path: themes.to_owned(), option: "--themes" });
    }
    let mut found = Vec::new();
    for name in fs::names(themes)? {
        let path = themes.join(&name);
        let is_theme = !name.starts_with('.') && (fs::is_folder(&path) || name.ends_with(".toml"));
        if is_theme {
            found.push(theme_at(&path));
        }
    }
    match found.is_empty() {
        true => Err(Error::NoThemes { path: themes.to_owned() }),
        false => Ok(found),
    }
}

/// A folder is a theme with its `theme.toml`; anything else is the theme's file itself.
fn theme_at(path: &Path) -> ThemeFile {
    let is_own_file = path.file_name().is_some_and(|name| name == "theme.toml");
    if fs::is_folder(path) {
        return ThemeFile {
            file: path.join("theme.toml"),
            folder: path.to_owned(),
            owns_folder: true,
        };
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    ThemeFile {
        file: path.to_owned(),
        folder: parent.unwrap_or(Path::new(".")).to_owned(),
        owns_folder: is_own_file,
    }
}
