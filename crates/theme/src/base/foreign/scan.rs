//! Reads a bundle once: what its files say of each other, what the edits do to them, and which files differ for a tenant.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rebadge_bundle::{Content, Entry, Shared};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::fields::Findings;
use rebadge_core::links::{self, Links};
use rebadge_core::output_path::OutputPath;
use rebadge_core::source::Sourced;
use rebadge_foreign::bundle_file::{BundleFile, OnDisk};
use rebadge_foreign::catalogs::Catalogs;
use rebadge_foreign::changes::{Changes, EditFault, Put, TextChange};
use rebadge_foreign::facts::Facts;
use rebadge_foreign::paths::PathPattern;
use rebadge_foreign::siblings::{mark_packed, plain};
use rebadge_foreign::spread::{Spread, spread};

use super::known::{Known, known};
use super::{Change, Contract, Extras, Foreign, Languages, languages, marks, open, remains};
use crate::base::contract::TargetTable;
use crate::base::{BaseFile, FileClass, Target, files};

/// Reads the bundle of a target. `languages` are those of the client.
pub(in crate::base) fn scan(
    (folder, languages): (&Path, &[String]),
    table: TargetTable,
    contract: Contract,
    findings: &Findings,
) -> Option<Target> {
    let opened = match open::open(folder, contract.bundle.as_ref(), &table.root) {
        Ok(opened) => opened,
        Err(problem) => {
            findings.add(problem);
            return None;
        }
    };
    if let Some(part) = table.parts.first() {
        let message =
            format!("the part `{}` is of a finished bundle, whose files all ship", part.name);
        let problem = Diagnostic::at(Code::Contract, &contract.place, message);
        findings.add(problem.help("leave it out, or name its files in a `delete` edit"));
    }
    check_templates(&table, findings);
    let all = match opened.entries() {
        Ok(entries) => Shared::new(entries),
        Err(problems) => {
            let place = table.root.place().unwrap_or(&contract.place);
            let told = problems.into_iter();
            findings.extend(told.map(|(code, message)| Diagnostic::at(code, place, message)));
            return None;
        }
    };
    let mut reading = Reading { contract, languages, findings, deleted: BTreeSet::new() };
    reading.check_digest(&all);
    let mut bundle = reading.read(&all)?;
    reading.check_links(&all, &table.root);
    let marks = reading.marks(&all);
    let place = |told: &EditFault| reading.contract.edits[told.edit].place.clone();
    let told = bundle.changes.told.iter().map(|told| (place(told), told.message.clone()));
    let told = told.collect();
    let (files, untouched) = reading.split(&mut bundle, &all, &table.root.value);
    let hashed = reading.contract.patterns_of_hashes();
    let foreign = Foreign {
        languages: Languages::new(&reading.contract.languages),
        old: reading.contract.old,
        values: reading.contract.values,
        ramps: bundle.changes.ramps,
        facts: bundle.facts,
        spread: bundle.spread,
        deleted: reading.deleted,
        told,
        hashed,
        server: reading.contract.server,
        marks,
    };
    let target = Target {
        root: table.root.value.trim_end_matches('/').to_owned(),
        files,
        untouched: Arc::new(untouched),
        foreign: Some(Arc::new(foreign)),
        ..Target::none()
    };
    Some(files::with_pages(table, target, findings))
}

/// What a contract says of templates would be of no effect: a finished bundle has none.
fn check_templates(table: &TargetTable, findings: &Findings) {
    let named = |key| move |name| (key, name);
    let inventory = table.inventory.iter().map(named("inventory"));
    let common = table.common.iter().map(named("common"));
    let escape = table.escape.iter().map(|(_, name)| ("escape", name));
    for (key, name) in inventory.chain(common).chain(escape) {
        if let Some(place) = name.place() {
            let message = format!("`{key}` speaks of templates, and a finished bundle has none");
            let problem = Diagnostic::at(Code::Contract, place, message);
            findings.add(problem.help("leave it out; `[[targets.*.edits]]` change its files"));
        }
    }
}

struct Reading<'a> {
    contract: Contract,
    /// Those of the client.
    languages: &'a [String],
    findings: &'a Findings,
    deleted: BTreeSet<OutputPath>,
}

/// What was found in a bundle.
struct Bundle {
    facts: Facts,
    changes: Changes,
    spread: Spread,
    catalogs: Catalogs,
}

impl Reading<'_> {
    /// Another build than the one that the contract was written for is an error.
    fn check_digest(&self, all: &Shared) {
        let own = all.sha256();
        let Some(written) = &self.contract.sha256 else { return };
        if written.value != own {
            let place = written.place().unwrap_or(&self.contract.place);
            let message = "the bundle is another one than the contract is for".to_owned();
            let problem = Diagnostic::at(Code::Contract, place, message);
            self.findings.add(problem.help(format!(
                "see what moved with `rebadge upgrade`; this bundle has `sha256 = \"{own}\"`"
            )));
        }
    }

    /// A link must lead to a file or folder that ships.
    fn check_links(&self, all: &Shared, root: &Sourced<String>) {
        let shipped = || all.entries().iter().filter(|(path, _)| !self.deleted.contains(*path));
        let target = |entry: &Entry| entry.target().map(str::to_owned);
        let links: Links =
            shipped().filter_map(|(path, entry)| Some((path.clone(), target(entry)?))).collect();
        let paths = shipped().map(|(path, _)| path.as_str()).collect();
        for (path, reason) in links::check(&links, &paths) {
            let message = format!("`{}/{path}` {reason}", root.value.trim_end_matches('/'));
            let place = root.place().unwrap_or(&self.contract.place);
            let problem = Diagnostic::at(Code::AssetPath, place, message);
            self.findings.add(problem.help(format!(
                "leave it out with `delete = [\"{path}\"]` in an edit, or name a `root` that holds what it leads to"
            )));
        }
    }

    /// The pictures of the old mark.
    fn marks(&self, all: &Shared) -> Vec<(String, Arc<Vec<u8>>)> {
        let mut found = Vec::new();
        for mark in &self.contract.old.marks {
            match marks::read(&mark.value, all) {
                Ok(bytes) => found.push((mark.value.clone(), bytes)),
                Err(why) => {
                    let place = mark.place().unwrap_or(&self.contract.place);
                    let message = format!("the mark `{}` cannot be read: {why}", mark.value);
                    let problem = Diagnostic::at(Code::Contract, place, message);
                    self.findings.add(problem.help(
                        "name a picture of the bundle by its path, or a drawing within a file by how its path data begins: `assets/*.js#M4 60V4`",
                    ));
                }
            }
        }
        found
    }

    /// Each pattern of names with a hash must have a file. One that has none is of another release.
    fn check_hashed(&self, files: &[BundleFile]) {
        for pattern in &self.contract.hashed {
            if !files.iter().any(|file| file.find(&pattern.value).is_some()) {
                let message = format!("no file of the bundle matches `{}`", pattern.value);
                let place = pattern.place().unwrap_or(&self.contract.place);
                let problem = Diagnostic::at(Code::Contract, place, message);
                self.findings.add(
                    problem.help("leave it out, or see which names have a hash: `rebadge inspect`"),
                );
            }
        }
    }

    fn read(&mut self, all: &Shared) -> Option<Bundle> {
        let every = bundle_files(all.entries());
        self.check_hashed(&every);
        let files = self.contract.shipped(&every);
        let kept: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let dropped = all.entries().keys().filter(|path| !kept.contains(path.as_str()));
        let Known { mut facts, changes, remains } = match known(&self.contract, all, &files) {
            Ok(known) => known,
            Err(error) => {
                let place = &self.contract.place;
                self.findings.add(Diagnostic::at(Code::File, place, error.to_string()));
                return None;
            }
        };
        self.tell(&changes);
        let catalogs = self.contract.catalogs(&files);
        let of_client = (self.languages, changes.unlisted.as_slice());
        self.findings.extend(languages::faults(&self.contract, &catalogs, of_client));
        if changes.fit() {
            remains::tell(&self.contract, &remains, self.findings);
        }
        let of_deleted = |path: &&OutputPath| {
            let is_deleted = |path: &str| changes.deleted.contains(path);
            is_deleted(path.as_str())
                || plain(path.as_str()).is_some_and(|(plain, _)| is_deleted(plain))
        };
        let deleted: Vec<OutputPath> =
            all.entries().keys().filter(of_deleted).chain(dropped).cloned().collect();
        self.deleted.extend(deleted);
        let values = changes.texts.iter().flat_map(|(path, text)| {
            let values = text.puts.iter().filter_map(|put| match put {
                Put::Value(number) | Put::Capitals(number) => {
                    Some(self.contract.values[*number].text.value.as_str())
                }
                _ => None,
            });
            values.map(|value| (path.as_str(), value))
        });
        facts.mention(values);
        let edited = changes.texts.keys().chain(changes.pictures.keys()).cloned().collect();
        match spread(&facts, &edited) {
            Ok(spread) => Some(Bundle { facts, changes, spread, catalogs }),
            Err(circle) => {
                let files = circle.files.join("`, `");
                let message = format!("`{files}` hold digests of each other");
                let problem = Diagnostic::at(Code::Contract, &self.contract.place, message);
                self.findings.add(problem.help("leave one of them out of the edits"));
                None
            }
        }
    }

    /// What does not fit the bundle, each at its edit.
    fn tell(&self, changes: &Changes) {
        for fault in changes.faults.iter().chain(&changes.miscounts) {
            let place = self.contract.edits[fault.edit].place_of(&fault.part);
            let problem = Diagnostic::at(Code::Edit, place, fault.message.clone());
            self.findings.add(problem.maybe_help(fault.help.clone()));
        }
        for (path, of) in &changes.named {
            let message = format!("`{path}` names `{of}`, which is not shipped");
            let problem = Diagnostic::at(Code::Edit, &self.contract.place, message);
            self.findings.add(problem.help("change that text as well, or ship the file"));
        }
    }

    /// The files that differ for a tenant, and those that do not.
    fn split(
        &self,
        bundle: &mut Bundle,
        all: &Shared,
        root: &str,
    ) -> (BTreeMap<OutputPath, BaseFile>, Shared) {
        let (mut files, mut untouched) = (BTreeMap::new(), BTreeMap::new());
        for (path, entry) in all.entries() {
            if self.deleted.contains(path) {
                continue;
            }
            let (path, entry) = (path.clone(), entry.clone());
            let language = bundle.catalogs.files.get(path.as_str()).cloned();
            let change = bundle.change(path.as_str());
            // A file of a language is as it is where it ships.
            match change.or_else(|| language.as_ref().map(|_| Change::Refers)) {
                None => drop(untouched.insert(path, entry)),
                Some(change) => {
                    let name = format!("{}/{path}", root.trim_end_matches('/'));
                    let (sha256, mode) = (entry.sha256.clone(), entry.mode);
                    let class = FileClass::Foreign { change, entry: Arc::new(entry), language };
                    files.insert(path, BaseFile { name, sha256, mode, class, part: None });
                }
            }
        }
        (files, Shared::new(untouched))
    }
}

impl Bundle {
    /// What becomes of a file; none of one that every package has as it is.
    fn change(&mut self, path: &str) -> Option<Change> {
        if let Some(picture) = self.changes.pictures.remove(path) {
            return Some(Change::Picture(picture));
        }
        if let Some(text) = self.changes.texts.remove(path) {
            return Some(text_change(Arc::new(text)));
        }
        if !self.spread.dirty.contains(path) {
            return None;
        }
        let known = self.facts.files.get(path);
        if known.is_some_and(|known| known.packed.is_some()) {
            let text = Arc::new(TextChange::default());
            return Some(text_change(text));
        }
        let sibling = self.facts.sibling(path).cloned();
        Some(sibling.map_or(Change::Refers, Change::Compressed))
    }
}

fn text_change(text: Arc<TextChange>) -> Change {
    let sha256 = text.sha256();
    Change::Text { text, sha256 }
}

impl Contract {
    /// Where the names of files have a hash.
    pub(super) fn patterns_of_hashes(&self) -> Vec<PathPattern> {
        self.hashed.iter().map(|pattern| pattern.value.clone()).collect()
    }

    /// The files but for the source maps and compressed siblings that are not shipped.
    pub(super) fn shipped(&self, files: &[BundleFile]) -> Vec<BundleFile> {
        let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let is_sibling = |path: &str| plain(path).is_some_and(|(plain, _)| paths.contains(plain));
        let is_dropped = |path: &str| {
            self.maps == Extras::Deleted && is_map(path)
                || self.siblings == Extras::Deleted && is_sibling(path)
        };
        files.iter().filter(|file| !is_dropped(&file.path)).cloned().collect()
    }
}

fn is_map(path: &str) -> bool {
    [".js.map", ".css.map", ".mjs.map", ".cjs.map"]
        .iter()
        .any(|end| path.trim_end_matches(".gz").trim_end_matches(".br").ends_with(end))
}

/// The files of a bundle, with how each is there.
pub(super) fn bundle_files(entries: &BTreeMap<OutputPath, Entry>) -> Vec<BundleFile> {
    let mut files: Vec<BundleFile> =
        entries.iter().map(|(path, entry)| bundle_file(path, entry)).collect();
    mark_packed(&mut files);
    files
}

fn bundle_file(path: &OutputPath, entry: &Entry) -> BundleFile {
    let (file, on_disk) = match &entry.content {
        Content::File(file) => (file.to_path_buf(), OnDisk::Plain),
        Content::Bytes(_) => {
            (PathBuf::new(), OnDisk::Link(entry.target().unwrap_or_default().to_owned()))
        }
    };
    BundleFile { path: path.to_string(), file, size: entry.size, on_disk }
}
