//! Finds themes on disk. Apart from what reads one.

use std::path::{Path, PathBuf};

use rebadge_core::error::Error;
use rebadge_core::fs;

/// The name of a theme's file in a folder of its own.
const NAME: &str = "theme.toml";

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

impl ThemeFile {
    /// The theme at a path. A folder is a theme with its `theme.toml`; anything else is the theme's file itself.
    pub fn at(path: &Path) -> ThemeFile {
        let is_own_file = path.file_name().is_some_and(|name| name == NAME);
        if fs::is_folder(path) {
            return ThemeFile { file: path.join(NAME), folder: path.to_owned(), owns_folder: true };
        }
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        ThemeFile {
            file: path.to_owned(),
            folder: parent.unwrap_or(Path::new(".")).to_owned(),
            owns_folder: is_own_file,
        }
    }

    /// Whether a path names a theme: a TOML file, or a folder with a `theme.toml`.
    pub fn is_named(path: &Path) -> bool {
        path.extension().is_some_and(|ending| ending == "toml") || fs::is_file(&path.join(NAME))
    }

    /// As messages name it: the folder where it is the theme's own, else the file.
    pub fn name(&self) -> String {
        let path = if self.owns_folder { &self.folder } else { &self.file };
        path.display().to_string()
    }
}

/// The themes that `paths` name, or all below the folder `themes` where there are none, in the order of their paths.
///
/// # Errors
/// [`Error::NoFolder`], [`Error::Read`], [`Error::NoThemes`].
pub fn find(paths: &[PathBuf], themes: &Path) -> Result<Vec<ThemeFile>, Error> {
    if !paths.is_empty() {
        let mut found: Vec<_> = paths.iter().map(|path| ThemeFile::at(path)).collect();
        found.sort();
        found.dedup();
        return Ok(found);
    }
    if !fs::is_folder(themes) {
        return Err(Error::NoFolder { path: themes.to_owned(), option: "--themes" });
    }
    let mut found = Vec::new();
    below(themes, Inside::Nothing, &mut found)?;
    match found.is_empty() {
        true => Err(Error::NoThemes { path: themes.to_owned() }),
        false => Ok(found),
    }
}

/// What a folder lies in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// No theme: each file is a theme, and each folder that holds none is one that lacks its file.
    Nothing,
    /// A theme: its files are that theme's assets.
    Theme,
}

fn below(folder: &Path, inside: Inside, found: &mut Vec<ThemeFile>) -> Result<(), Error> {
    for name in fs::entries(folder)? {
        let path = folder.join(&name);
        let Some(name) = name.to_str() else {
            // Whether it is a theme or a file of one, it is said to be unreadable, not skipped.
            if inside == Inside::Nothing || fs::exists(&path.join(NAME)) {
                found.push(ThemeFile::at(&path));
            }
            continue;
        };
        if name.starts_with('.') || (inside == Inside::Theme && fs::is_link(&path)) {
            continue;
        }
        let is_theme = fs::exists(&path.join(NAME)) || fs::is_link(&path.join(NAME));
        if fs::is_folder(&path) {
            let before = found.len();
            if is_theme {
                found.push(ThemeFile::at(&path));
            }
            // A linked folder may lead back to where it stands.
            if !fs::is_link(&path) {
                below(&path, if is_theme { Inside::Theme } else { inside }, found)?;
            }
            if inside == Inside::Nothing && found.len() == before {
                found.push(ThemeFile::at(&path));
            }
        } else if inside == Inside::Nothing && name.ends_with(".toml") {
            found.push(ThemeFile::at(&path));
        }
    }
    Ok(())
}
