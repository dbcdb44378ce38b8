//! Files below the folder of all themes that belong to none: beside themes of a single file, or in a folder that only
//! holds other themes' folders. What lies in a theme's own folder is that theme's to read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::inherit::ThemeFile;
use crate::theme::is_aside;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::fs::Found;
use rebadge_core::source::{Place, Source};

/// Says which of the files below the folder of all themes are no theme's: `themes` are all that were found in it, `read`
/// the files that they read.
pub fn unread(files: &[Found], themes: &[ThemeFile], read: &BTreeSet<PathBuf>) -> Vec<Diagnostic> {
    let own: BTreeSet<&Path> = themes.iter().map(|theme| theme.file.as_path()).collect();
    let folders: BTreeSet<&Path> = themes
        .iter()
        .filter(|theme| theme.owns_folder)
        .map(|theme| theme.folder.as_path())
        .collect();
    let is_owned = |file: &Path| file.ancestors().any(|folder| folders.contains(folder));
    let is_known = |file: &Found| {
        let path = file.path.as_path();
        own.contains(path) || read.contains(path) || is_aside(&file.name) || is_owned(path)
    };
    files.iter().filter(|file| !is_known(file)).map(problem).collect()
}

/// The themes among these files that are in a folder whose name begins with a dot, so that nobody finds them. `themes` are
/// those that were found: what lies in the folder of one is its own.
pub fn passed_over<'a>(files: &'a [Found], themes: &[ThemeFile]) -> Vec<&'a Path> {
    let is_owned = |file: &Path| {
        let mut own = themes.iter().filter(|theme| theme.owns_folder);
        own.any(|theme| file.starts_with(&theme.folder))
    };
    let hidden = files.iter().filter(|file| file.name.split('/').any(|part| part.starts_with('.')));
    let themes = hidden.filter(|file| file.path.file_name().is_some_and(|n| n == "theme.toml"));
    themes.map(|file| file.path.as_path()).filter(|file| !is_owned(file)).collect()
}

fn problem(file: &Found) -> Diagnostic {
    let place = Place::file(&Source::new(&file.path, String::new()));
    let message = format!("no theme reads the file `{}`", file.name);
    Diagnostic::at(Code::AssetUnread, &place, message).help("name it in a theme, or remove it")
}
