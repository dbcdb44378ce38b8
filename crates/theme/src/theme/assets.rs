//! The files that a theme brings: only from its own folder, and each recorded for the manifest and the check for unread
//! files.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use glob::{MatchOptions, Pattern};

use super::screenshots;
use crate::base::FontFile;
use crate::inherit::{Document, Library, Reads, ThemeFile, relative};
use crate::litter::{is_litter, last};
use rebadge_art::artwork::Artwork;
use rebadge_art::vector::{Fonts, Header};
use rebadge_core::diagnostic::{Code, Diagnostic, nearest};
use rebadge_core::digest::sha256;
use rebadge_core::fields::Findings;
use rebadge_core::fs;
use rebadge_core::output_path::folded;
use rebadge_core::source::{Place, Source, Sourced};
use rebadge_core::trail;

/// The largest font file, in bytes.
pub const FONT_LIMIT: u64 = 64 << 20;

/// The files of one theme and of those that it extends.
pub(super) struct Assets<'a> {
    location: &'a ThemeFile,
    library: &'a Library,
    findings: &'a Findings,
    /// What the theme says is not for Rebadge.
    ignore: &'a [Sourced<Pattern>],
    is_abstract: bool,
    /// The folders of all layers, the theme's own last.
    folders: Vec<Folder>,
    /// Names the fonts that drawings may use.
    fonts: RefCell<String>,
    /// Path in the folder → SHA-256, empty where the file could not be read.
    read: RefCell<BTreeMap<String, String>>,
}

/// The folder of one layer.
struct Folder {
    /// The layer's file: what is named in it is found here.
    source: Arc<Source>,
    path: PathBuf,
    /// From the theme's own folder; empty for that itself, else with a slash at its end.
    name: String,
}

impl<'a> Assets<'a> {
    pub(super) fn new(
        location: &'a ThemeFile,
        layers: &'a [Arc<Document>],
        library: &'a Library,
        findings: &'a Findings,
    ) -> Assets<'a> {
        let folder = |layer: &Arc<Document>| Folder {
            source: Arc::clone(&layer.source),
            path: layer.location.folder.clone(),
            name: relative(&location.folder, &layer.location.folder),
        };
        Assets {
            location,
            library,
            findings,
            ignore: layers.last().map_or(&[], |own| &own.ignore),
            is_abstract: layers.last().is_some_and(|own| own.is_abstract),
            folders: layers.iter().map(folder).collect(),
            fonts: RefCell::default(),
            read: RefCell::default(),
        }
    }

    /// Remembers which fonts drawings may use: with others, the same file is another image.
    pub(super) fn use_fonts<'f>(&self, fonts: impl Iterator<Item = &'f FontFile>) {
        let digests: Vec<&str> = fonts.map(|font| font.sha256.as_str()).collect();
        *self.fonts.borrow_mut() = digests.join(" ");
    }

    /// Reads an image.
    pub(super) fn image(&self, name: &Sourced<String>, fonts: &Fonts) -> Option<Arc<Artwork>> {
        let (name, path) = self.path(name)?;
        let fonts = (fonts, self.fonts.borrow());
        match self.library.image(&path, &name.value, (fonts.0, &fonts.1), name.place()) {
            Ok(artwork) => {
                if self.remember(&name.value, &artwork.sha256) {
                    self.findings.extend(artwork.warnings.iter().cloned());
                    if let (Some(note), Some(place)) = (&artwork.note, name.place()) {
                        let message = format!("`{}` is taken as sRGB: {note}", name.value);
                        let problem = Diagnostic::at(Code::ImageColor, place, message);
                        self.findings.add(problem.help("save it again in sRGB"));
                    }
                }
                Some(artwork)
            }
            Err(problems) => {
                self.findings.extend(problems);
                None
            }
        }
    }

    /// Reads a font.
    pub(super) fn font(&self, name: &Sourced<String>) -> Option<FontFile> {
        let (name, path) = self.path(name)?;
        let place = name.place()?;
        let bytes = match fs::read(&path, FONT_LIMIT) {
            Ok(bytes) => bytes,
            Err(error) => return self.say(Diagnostic::at(Code::File, place, error.to_string())),
        };
        self.remember(&name.value, &sha256(&bytes));
        let step = trail::file(&bytes).map_err(|what| {
            let message = format!("`{}`: reading this font {what}", name.value);
            Diagnostic::at(Code::AssetFatal, place, message)
                .help("export it again, or take another")
        });
        let _step = match step {
            Ok(step) => step,
            Err(problem) => return self.say(problem),
        };
        match FontFile::read(&name.value, bytes) {
            Ok(font) => Some(font),
            Err(error) => {
                let message = format!("`{}`: {error}", name.value);
                let help = "give the TTF, OTF, WOFF or WOFF2 file of one face";
                self.say(Diagnostic::at(Code::FontFormat, place, message).help(help))
            }
        }
    }

    /// Reads a file of at most so many bytes; its name as it is from the theme's own folder.
    pub(super) fn file(
        &self,
        name: &Sourced<String>,
        limit: u64,
    ) -> Option<(Sourced<String>, Vec<u8>)> {
        let (name, path) = self.path(name)?;
        match fs::read(&path, limit) {
            Ok(bytes) => {
                self.remember(&name.value, &sha256(&bytes));
                Some((name, bytes))
            }
            Err(error) => self.say(Diagnostic::at(Code::File, name.place()?, error.to_string())),
        }
    }

    /// The path of a file whose name is as it is from the theme's own folder.
    pub(super) fn below(&self, name: &str) -> PathBuf {
        self.location.folder.join(name)
    }

    /// Notes that a file is named, of one that is refused for its name: that nothing reads it is not another problem.
    pub(super) fn note(&self, name: &Sourced<String>) {
        let folder = name.place().and_then(|place| self.folder(place));
        if let Some(folder) = folder {
            let parts = name.value.split('/').filter(|part| !part.is_empty() && *part != ".");
            let clean: Vec<&str> = parts.collect();
            self.read
                .borrow_mut()
                .entry(format!("{}{}", folder.name, clean.join("/")))
                .or_default();
        }
    }

    /// Whether the theme is a template for others.
    pub(super) fn is_abstract(&self) -> bool {
        self.is_abstract
    }

    /// Where something is written, as packages may say it: the file from the theme's own folder, and the line.
    pub(super) fn line(&self, place: &Place) -> String {
        let folder = self.folder(place).map_or("", |folder| folder.name.as_str());
        let file = place.source.path.file_name().unwrap_or_default().to_string_lossy();
        format!("{folder}{file}:{}", place.source.line_column(place.span.start).0)
    }

    /// Reads a picture that is shipped as it is, without its metadata; its name as it is from the theme's own folder.
    pub(super) fn picture(
        &self,
        name: &Sourced<String>,
    ) -> Option<(Sourced<String>, Vec<u8>, Header)> {
        let (name, path) = self.path(name)?;
        match screenshots::read(&path, &name.value, name.place()?) {
            Ok((file, bytes, header)) => {
                self.remember(&name.value, &sha256(&file));
                Some((name, bytes, header))
            }
            Err(problem) => self.say(problem),
        }
    }

    /// The folder in which a file is looked for: that of the layer that names it.
    fn folder(&self, place: &Place) -> Option<&Folder> {
        let own = self.folders.last();
        self.folders.iter().find(|folder| Arc::ptr_eq(&folder.source, &place.source)).or(own)
    }

    /// The path of a file, which is there and inside the folder of the layer that names it; the name as it is from the
    /// theme's own folder.
    fn path(&self, name: &Sourced<String>) -> Option<(Sourced<String>, PathBuf)> {
        let place = name.place()?;
        let folder = self.folder(place)?;
        let path = match fs::inside(&folder.path, &name.value) {
            Ok(path) => path,
            Err(stray) => {
                // What is refused is named all the same: that nothing reads it is not another problem.
                self.remember(&format!("{}{}", folder.name, name.value), "");
                let message = format!("the path `{}` {}", name.value, stray.reason());
                let help = stray.help(&name.value);
                return self.say(Diagnostic::at(Code::AssetPath, place, message).help(help));
            }
        };
        let clean: Vec<&str> =
            name.value.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        let clean = clean.join("/");
        let full = format!("{}{clean}", folder.name);
        self.read.borrow_mut().entry(full.clone()).or_default();
        if fs::exists(&path) {
            Some((name.clone().map(|_| full), path))
        } else {
            self.say(self.missing(&clean, folder, place))
        }
    }

    fn missing(&self, name: &str, folder: &Folder, place: &Place) -> Diagnostic {
        let files = fs::files_below(&folder.path).unwrap_or_default();
        let names = || files.iter().map(|file| file.name.as_str());
        let same = |other: &&str| folded(other) == folded(name);
        if let Some(other) = names().find(same) {
            let full = format!("{}{other}", folder.name);
            self.read.borrow_mut().entry(full).or_default();
            let message = format!("there is no file `{name}`");
            let help = if other.to_lowercase() == name.to_lowercase() {
                format!("did you mean `{other}`?")
            } else {
                format!(
                    "`{other}` is written in another Unicode form (NFC or NFD): rename the file"
                )
            };
            return Diagnostic::at(Code::AssetMissing, place, message).help(help);
        }
        let moved = || names().find(|other| last(other).eq_ignore_ascii_case(last(name)));
        let help = match nearest(name, names()).or_else(moved) {
            Some(nearest) => {
                // One slip is one problem: that nothing reads this file is not another.
                let full = format!("{}{nearest}", folder.name);
                self.read.borrow_mut().entry(full).or_default();
                format!("did you mean `{nearest}`?")
            }
            None => format!("put it into `{}`", folder.path.display()),
        };
        Diagnostic::at(Code::AssetMissing, place, format!("there is no file `{name}`")).help(help)
    }

    /// Notes the digest of a file; returns whether the file was not read before.
    fn remember(&self, name: &str, digest: &str) -> bool {
        let known = self.read.borrow_mut().insert(name.to_owned(), digest.to_owned());
        known.is_none_or(|known| known != digest)
    }

    fn say<T>(&self, problem: Diagnostic) -> Option<T> {
        self.findings.add(problem);
        None
    }

    /// Says which files of the theme's own folder nothing reads; gives all that were read.
    pub(super) fn finish(self, root: &Place) -> BTreeMap<String, String> {
        let read = self.read.take();
        let files = if self.location.owns_folder {
            fs::files_below(&self.location.folder)
        } else {
            Ok(Vec::new())
        };
        let files = match files {
            Ok(files) => files,
            Err(error) => {
                let help = "let who runs this read all that is in the theme's folder";
                let problem = Diagnostic::at(Code::File, root, error.to_string());
                self.findings.add(problem.help(help));
                Vec::new()
            }
        };
        let others = other_themes(&files);
        let is_other = |name: &str| others.iter().any(|folder| name.starts_with(folder));
        for repository in repositories(&files).into_iter().filter(|name| !is_other(name)) {
            let message =
                format!("the theme's folder has a git repository of its own: `{repository}`");
            let help = "remove it: its settings can name programs that git runs";
            self.findings.add(Diagnostic::at(Code::AssetUnread, root, message).help(help));
        }
        // Where part of the theme is not read, its files may well be what that part names.
        if !self.location.owns_folder || self.library.reads() == Reads::Brand {
            return read;
        }
        let is_own = |file: &&fs::Found| {
            file.path != self.location.file && !is_aside(&file.name) && !is_other(&file.name)
        };
        let own: Vec<&fs::Found> = files.iter().filter(is_own).collect();
        self.check_ignore(&own);
        self.check_twins(&own, root);
        for file in own {
            if read.contains_key(&file.name) || self.is_ignored(&file.name) {
                continue;
            }
            let message = format!("nothing reads the file `{}`", file.name);
            let missing =
                read.iter().filter(|(_, digest)| digest.is_empty()).map(|(name, _)| name.as_str());
            let help = match nearest(&file.name, missing) {
                Some(name) => format!("the theme asks for `{name}`"),
                None => format!(
                    "name it in the theme, or remove it; if it shall stay: `ignore = [\"{}\"]`",
                    last(&file.name)
                ),
            };
            self.findings.add(Diagnostic::at(Code::AssetUnread, root, message).help(help));
        }
        read
    }

    fn is_ignored(&self, name: &str) -> bool {
        self.ignore.iter().any(|pattern| ignores(&pattern.value, name))
    }

    /// A name in `ignore` that is not there is a slip; a pattern waits for what may come.
    fn check_ignore(&self, own: &[&fs::Found]) {
        let is_name =
            |pattern: &&Sourced<Pattern>| !pattern.value.as_str().contains(['*', '?', '[']);
        for pattern in self.ignore.iter().filter(is_name) {
            let is_there = own.iter().any(|file| ignores(&pattern.value, &file.name));
            if let (false, Some(place)) = (is_there, pattern.place()) {
                let name = pattern.value.as_str();
                let help = nearest(name, own.iter().map(|file| file.name.as_str()));
                let help = help.map(|name| format!("did you mean `{name}`?"));
                let message = format!("there is no file or folder `{name}` to ignore");
                let problem = Diagnostic::at(Code::AssetMissing, place, message);
                self.findings.add(problem.help(help.unwrap_or_else(|| "remove it".into())));
            }
        }
    }

    /// Files that are one on systems that know no case, or that write accents in another form.
    fn check_twins(&self, own: &[&fs::Found], root: &Place) {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for file in own {
            if let Some(other) = seen.insert(folded(&file.name), &file.name) {
                let message = format!("`{other}` and `{}` are one file on some systems", file.name);
                let problem = Diagnostic::at(Code::AssetPath, root, message);
                self.findings.add(problem.help("rename one of them, or remove it"));
            }
        }
    }
}

/// The repositories of git among the files of a theme's folder: `.git` as a folder, or as the file that leads to one.
fn repositories(files: &[fs::Found]) -> BTreeSet<String> {
    let repository = |file: &fs::Found| {
        let parts: Vec<&str> = file.name.split('/').collect();
        let at = parts.iter().position(|part| part.eq_ignore_ascii_case(".git"))?;
        Some(parts[..=at].join("/"))
    };
    files.iter().filter_map(repository).collect()
}

/// The folders of other themes within the theme's own, with a slash at their ends.
fn other_themes(files: &[fs::Found]) -> Vec<String> {
    let folder = |file: &fs::Found| file.name.strip_suffix("theme.toml").map(str::to_owned);
    files.iter().filter_map(folder).filter(|folder| folder.ends_with('/')).collect()
}

/// Whether a pattern of `ignore` covers a file: its path, its name, or a folder that it is in.
fn ignores(pattern: &Pattern, name: &str) -> bool {
    let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
    let is_match = |path: &str| pattern.matches_with(path, options);
    let folders = name.match_indices('/').map(|(at, _)| &name[..at]);
    let is_bare = !pattern.as_str().contains('/');
    folders.chain([name]).any(|path| is_match(path) || (is_bare && is_match(last(path))))
}

/// Whether a file is beside themes and is not part of any: `README.md`, `LICENSE*`, hidden files, JSON Schemas for
/// editors, what file managers leave behind. `name` is its path in the folder.
pub fn is_aside(name: &str) -> bool {
    let is_hidden = name.split('/').any(|part| part.starts_with('.'));
    is_hidden
        || is_litter(name)
        || last(name) == "README.md"
        || last(name).starts_with("LICENSE")
        || name.ends_with(".schema.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_cover_names_paths_and_folders() {
        let check = |pattern: &str, name: &str, expect: bool| {
            assert_eq!(ignores(&Pattern::new(pattern).unwrap(), name), expect, "{pattern} {name}");
        };
        check("*.pdf", "a.pdf", true);
        check("*.pdf", "in/a.pdf", true);
        check("*.pdf", "a.svg", false);
        check("in/*.pdf", "in/a.pdf", true);
        check("in/*.pdf", "in/b/a.pdf", false);
        check("in", "in/b/a.pdf", true);
        check("in/**", "in/b/a.pdf", true);
        check("in", "inside/a.pdf", false);
    }

    #[test]
    fn litter_is_no_asset() {
        for name in [
            "Thumbs.db",
            "a/.DS_Store",
            "a/Desktop.ini",
            "~$brief.docx",
            "logo.svg~",
            "__MACOSX/a/._b",
        ] {
            assert!(is_aside(name), "{name}");
        }
        for name in ["brief.pdf", "logo.svg", "thumbs.png"] {
            assert!(!is_aside(name), "{name}");
        }
    }
}
