//! Classifies every file of a target: copied, rendered or recolored.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::contract::TargetTable;
use super::parts::covers;
use super::{BaseFile, FileClass, MOST_SCREENSHOTS, Page, Target, Template, TemplateKind, foreign};
use crate::litter;
use rebadge_art::artwork;
use rebadge_art::vector::Fonts;
use rebadge_bundle::{Content, Entry, Kept, Shared};
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::digest::sha256;
use rebadge_core::error::Error;
use rebadge_core::fields::Findings;
use rebadge_core::fs::{self, Found, Mode};
use rebadge_core::links::{self, Links};
use rebadge_core::output_path::{OutputPath, clashes};
use rebadge_core::source::{Source, Sourced};

/// The largest template or SVG of a base client, in bytes. Other files are never held in memory, and have no limit.
const LIMIT: u64 = 256 << 20;

/// Reads and classes the files below a target's root. `languages` are those of the client.
pub(super) fn target(
    (folder, languages): (&Path, &[String]),
    mut table: TargetTable,
    fonts: &Fonts,
    findings: &Findings,
) -> Option<Target> {
    if let Some(contract) = table.foreign.take() {
        return foreign::scan((folder, languages), table, contract, findings);
    }
    let place = table.root.place()?;
    let root = match fs::inside(folder, &table.root.value) {
        Ok(root) if fs::is_folder(&root) => root,
        _ => {
            let message = format!("there is no folder `{}` in the base client", table.root.value);
            findings.add(Diagnostic::at(Code::Contract, place, message));
            return None;
        }
    };
    let found = match fs::files_below(&root) {
        Ok(found) => found,
        Err(error) => {
            findings.add(Diagnostic::at(Code::File, place, error.to_string()));
            return None;
        }
    };
    let scan = Scan { table: &table, fonts, findings };
    let (files, untouched) = scan.files(&found);
    scan.check_parts(&found);
    scan.check_names(&found);
    let root = table.root.value.trim_end_matches('/').to_owned();
    let target = Target { root, files, untouched: Arc::new(untouched), ..Target::none() };
    scan.check_compressed(&target);
    Some(with_pages(table, target, findings))
}

/// A target with all that does not depend on what its files are.
pub(super) fn with_pages(table: TargetTable, target: Target, findings: &Findings) -> Target {
    if let Some(place) = table.root.place() {
        litter::check(target.paths(), place, findings);
    }
    let pages = pages(&table, &target, findings);
    let screenshots = screenshots(&table, findings);
    let TargetTable { name, brand, icons, shortcuts, parts, policy, .. } = table;
    Target { name, brand, icons, shortcuts, parts, policy, pages, screenshots, ..target }
}

/// The pages that the contract names, if they are there.
fn pages(table: &TargetTable, target: &Target, findings: &Findings) -> Vec<Page> {
    let mut pages = Vec::new();
    for (name, url) in &table.pages {
        let file = url.value.split(['#', '?']).next().unwrap_or_default();
        // A fragment alone is on the start page.
        let file = if file.is_empty() { "index.html" } else { file };
        let is_there = OutputPath::new(file).is_ok_and(|path| target.has(&path));
        if is_there {
            pages.push(Page { name: name.clone(), url: url.value.clone() });
        } else if let Some(place) = url.place() {
            let message = format!("the page `{}` is not in the package", url.value);
            let help = did_you_mean(file, target.paths().map(OutputPath::as_str));
            let help = help.unwrap_or_else(|| {
                "write a path from the root, such as `404.html` or `#/messages`".into()
            });
            findings.add(Diagnostic::at(Code::Contract, place, message).help(help));
        }
    }
    pages
}

/// The pages of which screenshots are taken, if the contract has them.
fn screenshots(table: &TargetTable, findings: &Findings) -> Vec<String> {
    let names = || table.pages.iter().map(|(name, _)| name.as_str());
    for page in &table.screenshots {
        if let (false, Some(place)) = (names().any(|name| name == page.value), page.place()) {
            let help = did_you_mean(&page.value, names());
            let message = format!("`pages` has no `{}`", page.value);
            findings.add(Diagnostic::at(Code::Contract, place, message).maybe_help(help));
        }
    }
    if let Some(place) = table.screenshots.get(MOST_SCREENSHOTS).and_then(Sourced::place) {
        let count = table.screenshots.len();
        let message =
            format!("{count} pages for screenshots, {MOST_SCREENSHOTS} are shown at most");
        findings.add(Diagnostic::at(Code::Contract, place, message).help("remove the others"));
    }
    table.screenshots.iter().map(|page| page.value.clone()).collect()
}

/// What was read of a file.
enum Reading {
    /// The target of a symbolic link.
    Link(String),
    /// Nothing: why.
    Failed(Error),
    /// Its size and digest.
    Digest(u64, String),
    /// All of it: what it holds says what becomes of it.
    Text(Vec<u8>),
    /// All of a file that only some packages have.
    Part(Vec<u8>),
}

/// A file that was read.
enum Read {
    /// One that a theme changes.
    Changed(BaseFile),
    /// One that every package has as it is.
    Untouched { size: u64, sha256: String },
    /// A symbolic link to a target.
    Link(String),
}

/// The largest file of a part, in bytes: packages do not share it on the disk.
const PART_LIMIT: u64 = 64 << 20;

fn reading(file: &Found, part: Option<usize>) -> Reading {
    let is_text = file.name.ends_with(".tera") || file.name.ends_with(".svg");
    let read = match (file.is_link, is_text) {
        (true, _) => fs::link_target(&file.path).map(Reading::Link),
        (false, true) => fs::read(&file.path, LIMIT).map(Reading::Text),
        (false, false) if part.is_some() => fs::read(&file.path, PART_LIMIT).map(Reading::Part),
        (false, false) => {
            fs::digest(&file.path).map(|(size, sha256)| Reading::Digest(size, sha256))
        }
    };
    read.unwrap_or_else(Reading::Failed)
}

struct Scan<'a> {
    table: &'a TargetTable,
    fonts: &'a Fonts,
    findings: &'a Findings,
}

impl Scan<'_> {
    /// The files that a theme changes, and those that it does not.
    fn files(&self, found: &[Found]) -> (BTreeMap<OutputPath, BaseFile>, Shared) {
        let (mut files, mut untouched) = (BTreeMap::new(), BTreeMap::new());
        let mut names: BTreeMap<OutputPath, String> = BTreeMap::new();
        let mut links = Links::new();
        let parts = found.iter().map(|file| self.part(file));
        let parts: Vec<Option<usize>> = parts.collect();
        let read = found.par_iter().zip(&parts);
        let readings: Vec<Reading> = read.map(|(file, part)| self::reading(file, *part)).collect();
        for ((file, reading), part) in found.iter().zip(readings).zip(parts) {
            let (Some(path), Some(read)) = (self.output_path(file), self.read(file, reading, part))
            else {
                continue;
            };
            if let Some(other) = names.insert(path.clone(), self.name(file)) {
                let message = format!("`{other}` and `{}` both make `{path}`", self.name(file));
                self.say(Code::OutputCollision, message);
            }
            match read {
                Read::Changed(file) => drop(files.insert(path, file)),
                Read::Untouched { size, sha256 } => {
                    let content = Content::File(Arc::new(file.path.clone()));
                    let (mode, kept) = (file.mode, Kept::of(&path));
                    untouched.insert(path, Entry { content, size, sha256, mode, kept });
                }
                Read::Link(target) => drop(links.insert(path, target)),
            }
        }
        for (path, target) in self.sound_links(links, &names, &files) {
            let entry = Entry::of_bytes(&path, Arc::new(target.into_bytes()), Mode::Link);
            untouched.insert(path, entry);
        }
        for (path, other) in clashes(untouched.keys()) {
            let message = format!("`{path}` and `{other}` are one file on some systems");
            self.say(Code::OutputCollision, message);
        }
        (files, Shared::new(untouched))
    }

    /// The links that lead to a file or folder of every package; the others are errors.
    fn sound_links(
        &self,
        links: Links,
        names: &BTreeMap<OutputPath, String>,
        files: &BTreeMap<OutputPath, BaseFile>,
    ) -> Links {
        let is_everywhere =
            |path: &&OutputPath| files.get(path).is_none_or(|file| file.part.is_none());
        let paths = names.keys().filter(is_everywhere).map(OutputPath::as_str).collect();
        let wrong: BTreeMap<OutputPath, String> =
            links::check(&links, &paths).into_iter().collect();
        for (path, reason) in &wrong {
            self.say(
                Code::AssetPath,
                format!("`{}` {reason}", names.get(path).map_or(path.as_str(), String::as_str)),
            );
        }
        links.into_iter().filter(|(path, _)| !wrong.contains_key(path)).collect()
    }

    fn output_path(&self, file: &Found) -> Option<OutputPath> {
        let name = file.name.strip_suffix(".tera").unwrap_or(&file.name);
        match OutputPath::new(name) {
            Ok(path) => Some(path),
            Err(reason) => {
                self.say(
                    Code::AssetPath,
                    format!("the base client's file `{}` {reason}", file.name),
                );
                None
            }
        }
    }

    /// The part that a file is in: its place in the list.
    fn part(&self, file: &Found) -> Option<usize> {
        self.table.parts.iter().position(|part| part.has(&file.name))
    }

    fn read(&self, file: &Found, reading: Reading, part: Option<usize>) -> Option<Read> {
        let changed = |sha256: String, class: FileClass| {
            let (name, mode) = (self.name(file), file.mode);
            Read::Changed(BaseFile { name, sha256, mode, class, part })
        };
        match reading {
            Reading::Link(_) if part.is_some() || file.name.ends_with(".tera") => {
                self.say(Code::AssetPath, format!("`{}` is a symbolic link", file.path.display()));
                None
            }
            Reading::Link(target) => Some(Read::Link(target)),
            Reading::Failed(error) => {
                self.say(Code::File, error.to_string());
                None
            }
            Reading::Digest(size, sha256) => Some(Read::Untouched { size, sha256 }),
            Reading::Part(bytes) => Some(changed(sha256(&bytes), FileClass::Part(Arc::new(bytes)))),
            Reading::Text(bytes) => {
                let (size, sha256) = (bytes.len() as u64, sha256(&bytes));
                let kept = part.map(|_| Arc::new(bytes.clone()));
                let class = self.class(file, bytes)?.or(kept.map(FileClass::Part));
                Some(class.map_or(Read::Untouched { size, sha256: sha256.clone() }, |class| {
                    changed(sha256, class)
                }))
            }
        }
    }

    /// The path in the base client's folder.
    fn name(&self, file: &Found) -> String {
        format!("{}/{}", self.table.root.value.trim_end_matches('/'), file.name)
    }

    /// What becomes of a template or SVG, if a theme changes it; none of one with a problem.
    fn class(&self, file: &Found, bytes: Vec<u8>) -> Option<Option<FileClass>> {
        if file.name.ends_with(".tera") {
            let text = self.text(file, bytes)?;
            return Some(Some(FileClass::Template(self.template(file, text))));
        }
        if has_recolor_class(&bytes) { self.vector(file, bytes).map(Some) } else { Some(None) }
    }

    fn text(&self, file: &Found, bytes: Vec<u8>) -> Option<String> {
        let text = artwork::text(&file.path, bytes, self.table.root.place());
        text.map_err(|problem| self.findings.add(problem)).ok()
    }

    fn template(&self, file: &Found, text: String) -> Template {
        let plain = file.name.trim_end_matches(".tera");
        Template {
            source: Source::new(&file.path, text),
            escape: self
                .table
                .escape
                .iter()
                .find(|(pattern, _)| matches(pattern, plain))
                .map(|(_, name)| name.clone()),
            kind: self.kind(&file.name),
        }
    }

    fn kind(&self, name: &str) -> TemplateKind {
        if self.table.inventory.iter().any(|inventory| inventory.value == name) {
            TemplateKind::Inventory
        } else if self.table.common.iter().any(|common| common.value == name) {
            TemplateKind::Common
        } else if is_partial(name) {
            TemplateKind::Partial
        } else {
            TemplateKind::Page
        }
    }

    fn vector(&self, file: &Found, bytes: Vec<u8>) -> Option<FileClass> {
        match artwork::vector(&file.path, bytes, self.fonts, None) {
            Ok((vector, warnings)) => {
                self.findings.extend(warnings);
                Some(FileClass::Vector(Arc::new(vector)))
            }
            Err(problems) => {
                self.findings.extend(problems);
                None
            }
        }
    }

    /// Every name in `inventory` and `common` and every pattern in `escape` must mean a template.
    fn check_names(&self, found: &[Found]) {
        for (pattern, name) in &self.table.escape {
            let is_used = found.iter().any(|file| {
                file.name.strip_suffix(".tera").is_some_and(|plain| matches(pattern, plain))
            });
            if let (false, Some(place)) = (is_used, name.place()) {
                let message = format!("no template matches `{pattern}`");
                let help = "a pattern is a path below the root, or `*` and an ending";
                self.findings.add(Diagnostic::at(Code::Contract, place, message).help(help));
            }
        }
        for name in self.table.inventory.iter().chain(&self.table.common) {
            let is_there = found.iter().any(|file| file.name == name.value);
            if let (false, Some(place)) = (is_there && name.value.ends_with(".tera"), name.place())
            {
                let message =
                    format!("`{}` is no template below `{}`", name.value, self.table.root.value);
                self.findings.add(Diagnostic::at(Code::Contract, place, message));
            }
        }
        self.check_common(found);
    }

    /// What all packages have is in no part, and lists no tenant's own files.
    fn check_common(&self, found: &[Found]) {
        for (at, name) in self.table.common.iter().enumerate() {
            let is_again = self.table.common[..at].iter().any(|other| other.value == name.value);
            let file = found.iter().find(|file| file.name == name.value);
            let part = file.and_then(|file| self.part(file)).map(|at| &self.table.parts[at].name);
            let is_listed = self.table.inventory.iter().any(|other| other.value == name.value);
            let other = match part {
                Some(part) => format!("is in the part `{part}`"),
                None if is_listed => "is in `inventory` too".to_owned(),
                None if is_again => "is named twice".to_owned(),
                None if is_partial(&name.value) => {
                    "is a part of other templates by its name".to_owned()
                }
                None => continue,
            };
            if let Some(place) = name.place() {
                let message = format!("`{}` is the same in all packages, and {other}", name.value);
                self.findings.add(Diagnostic::at(Code::Contract, place, message));
            }
        }
    }

    /// Every pattern of a part must mean a file, and no file is in two parts.
    fn check_parts(&self, found: &[Found]) {
        for pattern in self.table.parts.iter().flat_map(|part| &part.files) {
            let is_used = found.iter().any(|file| covers(&pattern.value, &file.name));
            if let (false, Some(place)) = (is_used, pattern.place()) {
                let message =
                    format!("`{}` means no file below `{}`", pattern.value, self.table.root.value);
                self.findings.add(Diagnostic::at(Code::Contract, place, message));
            }
        }
        for file in found {
            let mut parts = self.table.parts.iter().filter(|part| part.has(&file.name));
            if let (Some(first), Some(second)) = (parts.next(), parts.next()) {
                let (first, second) = (&first.name, &second.name);
                let message = format!("`{}` is in the parts `{first}` and `{second}`", file.name);
                self.say(Code::Contract, message);
            }
        }
    }

    /// A file that was compressed beforehand is served in place of the one beside it, which each theme fills in anew.
    fn check_compressed(&self, target: &Target) {
        let endings = [".gz", ".br", ".zst"];
        for path in target.paths() {
            let plain = endings.iter().find_map(|ending| path.as_str().strip_suffix(ending));
            let plain = plain.and_then(|plain| OutputPath::new(plain).ok());
            if let Some(plain) = plain.filter(|plain| target.files.contains_key(plain)) {
                let message = format!(
                    "`{path}` was compressed before a theme fills in `{plain}`, and would be stale"
                );
                let help = "remove it; compress the files of the finished package instead";
                if let Some(place) = self.table.root.place() {
                    self.findings.add(Diagnostic::at(Code::Contract, place, message).help(help));
                }
            }
        }
    }

    fn say(&self, code: Code, message: String) {
        match self.table.root.place() {
            Some(place) => self.findings.add(Diagnostic::at(code, place, message)),
            None => self.findings.add(Diagnostic::nowhere(code, message)),
        }
    }
}

/// Whether a template is only there for others: its name begins with `_`, and has an ending. Hosts of web pages have files of
/// their own that begin so, without one: `_headers`, `_redirects`.
fn is_partial(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    last.starts_with('_') && last.trim_end_matches(".tera").contains('.')
}

/// Whether an SVG asks to be recolored. Looked for in the text, because most vectors of a client do not and need no
/// parsing; a false hit costs only a parse.
fn has_recolor_class(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.contains("class") && ["fill-", "stroke-", "stop-"].iter().any(|word| text.contains(word))
}

/// Whether a pattern of `escape` means a file: its path, or `*` and an ending.
fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_prefix('*').map_or(pattern == name, |ending| name.ends_with(ending))
}
