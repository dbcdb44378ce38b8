//! Finds themes on disk.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rebadge_core::diagnostic;
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Kind};

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
        let folder = parent.unwrap_or(Path::new(".")).to_owned();
        // By the name that it has when its folder is named.
        let file = if is_own_file { folder.join(NAME) } else { path.to_owned() };
        ThemeFile { file, folder, owns_folder: is_own_file }
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

/// The folder of all themes, where a person names one theme's own folder: that of a car maker, for its dealer's theme.
pub fn root(themes: &Path) -> PathBuf {
    let mut root = fs::real(themes).unwrap_or_else(|| themes.to_owned());
    let mut is_theme = false;
    while fs::is_file(&ThemeFile::at(&root).file) {
        is_theme = true;
        match root.parent() {
            Some(parent) => root = parent.to_owned(),
            None => break,
        }
    }
    if is_theme { root } else { themes.to_owned() }
}

/// The themes that `paths` name, or all below the folder `themes` where there are none, in the order of their paths. A path
/// may be a pattern of paths: see [`is_pattern`]. A folder that cannot be read is a theme that cannot be.
///
/// # Errors
/// [`Error::NoFolder`], [`Error::Read`], [`Error::NoThemes`]; [`Error::NoPattern`] and [`Error::NoMatch`].
pub fn find(paths: &[PathBuf], themes: &Path) -> Result<Vec<ThemeFile>, Error> {
    if !paths.is_empty() {
        let mut found = Vec::new();
        for path in paths {
            match path.to_str().filter(|_| is_pattern(path)) {
                Some(pattern) => found.extend(matching(pattern)?),
                None => found.push(ThemeFile::at(path)),
            }
        }
        found.sort();
        found.dedup();
        return Ok(found);
    }
    if !fs::is_folder(themes) {
        return Err(Error::NoFolder { path: themes.to_owned(), option: "--themes" });
    }
    let mut found = Vec::new();
    below((themes, fs::entries(themes)?), Inside::Nothing, &mut found);
    if found.is_empty() { Err(Error::NoThemes { path: themes.to_owned() }) } else { Ok(found) }
}

/// Whether a path stands for all themes that it matches: it has a `*`, `?` or `[`, and nothing of that name is there.
pub fn is_pattern(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.contains(SPECIAL)) && !fs::exists(path)
}

/// The characters that stand for others in a pattern.
const SPECIAL: [char; 3] = ['*', '?', '['];

/// How patterns of paths are matched: only `**` goes over the borders of folders.
pub const MATCHING: glob::MatchOptions = glob::MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// The themes whose folders or files a pattern matches.
fn matching(pattern: &str) -> Result<Vec<ThemeFile>, Error> {
    let compiled = glob::Pattern::new(pattern).map_err(|error| Error::NoPattern {
        pattern: pattern.to_owned(),
        reason: error.msg.to_owned(),
    })?;
    // The folders before the first special character hold all that can match.
    let plain = pattern.find(SPECIAL).map_or(pattern, |at| &pattern[..at]);
    let folder = plain.rfind('/').map_or(Path::new("."), |at| Path::new(&plain[..at.max(1)]));
    let mut all = Vec::new();
    if fs::is_folder(folder) {
        let inside = if fs::exists(&folder.join(NAME)) { Inside::Theme } else { Inside::Nothing };
        below((folder, fs::entries(folder)?), inside, &mut all);
    }
    let is_meant = |theme: &&ThemeFile| {
        let path = |path: &Path| path.strip_prefix(".").unwrap_or(path).to_owned();
        let paths = [path(Path::new(&theme.name())), path(&theme.file)];
        paths.iter().any(|path| compiled.matches_path_with(path, MATCHING))
            || compiled.matches_path_with(&theme.file, MATCHING)
            || compiled.matches_with(&theme.name(), MATCHING)
    };
    let found: Vec<_> = all.iter().filter(is_meant).cloned().collect();
    if found.is_empty() {
        let names: Vec<String> = all.iter().map(ThemeFile::name).collect();
        let help = nearest(pattern, names.iter().map(String::as_str));
        let pattern = pattern.to_owned();
        Err(Error::NoMatch { pattern, help: help.map(|name| format!("did you mean `{name}`?")) })
    } else {
        Ok(found)
    }
}

/// The name that is most like what a pattern begins with.
pub fn nearest<'a>(pattern: &str, names: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let plain = pattern.split(SPECIAL).next().unwrap_or_default();
    if plain.len() == pattern.len() {
        return diagnostic::nearest(pattern, names);
    }
    let length = plain.chars().count();
    // Anything is near to a letter or two.
    if length < 3 {
        return None;
    }
    let start = |name: &'a str| {
        let end = name.char_indices().nth(length).map_or(name.len(), |(at, _)| at);
        (&name[..end], name)
    };
    let near = diagnostic::nearest(plain, names.clone().map(|name| start(name).0))?;
    names.map(start).find(|(begin, _)| *begin == near).map(|(_, name)| name)
}

/// What a folder lies in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// No theme: each file is a theme, and each folder that holds none is one that lacks its file.
    Nothing,
    /// A theme: its files are that theme's assets.
    Theme,
}

fn below(
    (folder, entries): (&Path, Vec<(OsString, Kind)>),
    inside: Inside,
    found: &mut Vec<ThemeFile>,
) {
    for (name, kind) in entries {
        let path = folder.join(&name);
        let Some(name) = name.to_str() else {
            // Whether it is a theme or a file of one, it is said to be unreadable, not skipped.
            if inside == Inside::Nothing || fs::exists(&path.join(NAME)) {
                found.push(ThemeFile::at(&path));
            }
            continue;
        };
        if name.starts_with('.') || (inside == Inside::Theme && kind == Kind::Link) {
            continue;
        }
        if kind == Kind::Folder || kind == Kind::Link && fs::is_folder(&path) {
            let file = path.join(NAME);
            let is_theme = fs::exists(&file) || fs::is_link(&file);
            let before = found.len();
            if is_theme {
                found.push(ThemeFile::at(&path));
            }
            // A linked folder may lead back to where it is.
            if kind == Kind::Folder
                && let Ok(entries) = fs::entries(&path)
            {
                let inside = if is_theme { Inside::Theme } else { inside };
                below((&path, entries), inside, found);
            }
            if inside == Inside::Nothing && found.len() == before {
                found.push(ThemeFile::at(&path));
            }
        } else if inside == Inside::Nothing && name.ends_with(".toml") {
            found.push(ThemeFile::at(&path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, expect: Option<&str>) {
        let names = ["acme", "dealer-north", "dealer-south", "motors/west"];
        assert_eq!(nearest(pattern, names.into_iter()), expect, "{pattern}");
    }

    #[test]
    fn a_pattern_is_near_to_what_it_begins_like() {
        check("acmee", Some("acme"));
        check("dealr-*", Some("dealer-north"));
        check("moters/*", Some("motors/west"));
        check("x*", None);
        check("*", None);
    }
}
