//! A contract beside a newer bundle: what of it still fits, what does not, and where files went.

use std::collections::BTreeMap;
use std::path::Path;

use rebadge_core::diagnostic::{Code, Diagnostic, nearest};
use rebadge_core::error::Error;
use rebadge_core::fs;
use rebadge_core::source::Place;
use rebadge_foreign::changes::{Changes, changes};
use rebadge_foreign::edits::Edit;
use rebadge_foreign::facts::facts;
use rebadge_foreign::inspect::{self, Parts};
use rebadge_foreign::paths::PathPattern;
use rebadge_foreign::remains::Remains;

use super::{Contract, Finished, finished, languages, remains};
use crate::base::Base;
use crate::base::contract::{TargetTable, is_name_part};

/// What a newer bundle means for the contract of a target.
#[derive(Debug)]
pub struct Upgrade {
    /// The target.
    pub target: String,
    /// The digest of the newer files.
    pub sha256: String,
    /// Each edit, in the order of the contract.
    pub edits: Vec<EditState>,
    /// Each pattern of names with a hash: how many files it matches before and after.
    pub hashed: Vec<(String, usize, usize)>,
    /// What does not fit of the files that are of one language each.
    pub languages: Vec<String>,
    /// What the edits leave of the old brand in the newer bundle, but for allowances that are not true.
    pub remains: Remains,
    /// Allowances that are not true of the newer bundle: where the contract has each, and why.
    pub allowances: Vec<(Place, String)>,
    /// Pictures of the old mark that the newer bundle does not have, each with where the same or a like file is now.
    pub marks: Vec<(String, Option<String>)>,
    /// The files beside those of the older bundle.
    pub files: FilesMoved,
    /// The version beside that of the contract.
    pub version: VersionMoved,
}

/// The files of a newer bundle beside those of an older one.
#[derive(Debug, Default)]
pub struct FilesMoved {
    /// The paths that only the newer one has. Of files that have no name but a hash, and are more than before, their pattern.
    pub new: Vec<String>,
    /// The paths that only the older one has, in the same way.
    pub gone: Vec<String>,
    /// How many have the same name with another hash.
    pub renamed: usize,
    /// How many changed under the same name.
    pub changed: usize,
}

/// The version that a newer bundle says beside the `[client] version` of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionMoved {
    /// They are the same.
    Same,
    /// The contract has that of the older bundle, and should have this one.
    To(String),
    /// The contract has another one than the older bundle, or what that says is not known: the newer one says this.
    Own(String),
    /// The newer bundle says none.
    Unsaid,
    /// The newer bundle says one that cannot be part of a package's name.
    Unfit(String),
}

impl VersionMoved {
    fn new(written: &str, older: Option<&str>, newer: Option<String>) -> VersionMoved {
        match newer {
            None => VersionMoved::Unsaid,
            Some(newer) if newer == written => VersionMoved::Same,
            Some(newer) if !is_name_part(&newer) => VersionMoved::Unfit(newer),
            Some(newer) if older == Some(written) => VersionMoved::To(newer),
            Some(newer) => VersionMoved::Own(newer),
        }
    }
}

/// An edit beside a newer bundle.
#[derive(Debug)]
pub struct EditState {
    /// Where the contract has it.
    pub place: Place,
    /// How often the contract says that it matches.
    pub wanted: Option<usize>,
    /// How often it matches the older bundle, where that is known.
    pub before: Option<usize>,
    /// How often it matches now.
    pub count: usize,
    /// What does not fit, each with what to do if that is known.
    pub faults: Vec<(String, Option<String>)>,
    /// What a person should look at, such as a text whose grammar may not fit another name.
    pub told: Vec<String>,
    /// Files that it names, or their nearest, and where the same or a like file is now.
    pub moved: Vec<(String, String)>,
}

impl EditState {
    /// Whether it fits as it is written: an edit that does not say how often it matches must match at least once.
    pub fn fits(&self) -> bool {
        let is_counted = match self.wanted {
            Some(wanted) => wanted == self.count,
            None => self.count > 0,
        };
        self.faults.is_empty() && is_counted
    }
}

/// Tries a contract on a newer bundle.
///
/// # Errors
/// What cannot be read.
pub(in crate::base) fn upgrade(
    base: &Base,
    table: &mut TargetTable,
    bundle: &Path,
) -> Result<Option<Upgrade>, Diagnostic> {
    let Some(contract) = table.foreign.take() else { return Ok(None) };
    let newer = finished(bundle, Some(&table.root.value))?;
    let older = older(&base.root, &contract, table);
    let failed = |error: Error| Diagnostic::nowhere(Code::File, error.to_string());
    let shipped = contract.shipped(&newer.files);
    let edits: Vec<Edit> = contract.edits.iter().map(|written| written.edit.clone()).collect();
    let facts = facts(&shipped, &contract.patterns_of_hashes()).map_err(failed)?;
    let catalogs = contract.catalogs(&shipped);
    let found = changes(&shipped, &edits, (&catalogs, &facts)).map_err(failed)?;
    let brand = remains::brand(&contract);
    let mut remains = found.remains(&shipped, (&brand, &facts)).map_err(failed)?;
    let untrue = std::mem::take(&mut remains.faults).into_iter();
    let allowances =
        untrue.map(|(at, why)| (contract.old.allowed[at].place.clone(), why)).collect();
    let before = match &older {
        Some(older) => counts(older, &contract, &edits).map_err(failed)?,
        None => Vec::new(),
    };
    let (digests, older_version) = match &older {
        Some(older) => (older.digests.clone(), version(older).map_err(failed)?),
        None => (Digests::new(), None),
    };
    let newer_version = version(&newer).map_err(failed)?;
    let moves = Moves { older: &digests, newer: &newer.digests };
    let states = contract.edits.iter().enumerate();
    let states = states.map(|(number, written)| EditState {
        place: written.place.clone(),
        wanted: written.edit.count,
        before: written.edit.count.or_else(|| before.get(number).copied()),
        count: found.counts[number],
        faults: faults(&found, number),
        told: told(&found, number),
        moved: moves.of(written.edit.patterns()),
    });
    let count = |pattern: &PathPattern, files: &Digests| {
        files.keys().filter(|path| pattern.is_match(path)).count()
    };
    let hashed = contract.hashed.iter().map(|pattern| {
        let pattern = &pattern.value;
        (pattern.to_string(), count(pattern, &digests), count(pattern, &newer.digests))
    });
    Ok(Some(Upgrade {
        target: table.name.clone(),
        edits: states.collect(),
        hashed: hashed.collect(),
        languages: languages::faults(&contract, &catalogs, (&base.languages, &found.unlisted))
            .into_iter()
            .map(|fault| fault.message)
            .collect(),
        marks: moves.gone_marks(&contract),
        files: moves.files(&contract.patterns_of_hashes()),
        version: VersionMoved::new(&base.version, older_version.as_deref(), newer_version),
        remains,
        allowances,
        sha256: newer.sha256,
    }))
}

/// How often each edit matches the files of a bundle. It is only looked up where an edit does not say it.
fn counts(of: &Finished, contract: &Contract, edits: &[Edit]) -> Result<Vec<usize>, Error> {
    if edits.iter().all(|edit| edit.count.is_some()) {
        return Ok(Vec::new());
    }
    let shipped = contract.shipped(&of.files);
    let facts = facts(&shipped, &contract.patterns_of_hashes())?;
    Ok(changes(&shipped, edits, (&contract.catalogs(&shipped), &facts))?.counts)
}

/// What does not fit of an edit but for its count, which is reported separately.
fn faults(found: &Changes, number: usize) -> Vec<(String, Option<String>)> {
    let own = found.faults.iter().filter(|fault| fault.edit == number);
    own.map(|fault| (fault.message.clone(), fault.help.clone())).collect()
}

fn told(found: &Changes, number: usize) -> Vec<String> {
    let own = found.told.iter().filter(|told| told.edit == number);
    own.map(|told| told.message.clone()).collect()
}

/// The bundle that the contract is for; none where it is not there any more.
fn older(folder: &Path, contract: &Contract, table: &TargetTable) -> Option<Finished> {
    let path = match &contract.bundle {
        Some(bundle) => fs::inside(folder, &bundle.value).ok()?,
        None => folder.to_owned(),
    };
    finished(&path, Some(&table.root.value)).ok()
}

/// The version that a bundle says.
fn version(of: &Finished) -> Result<Option<String>, Error> {
    let Finished { root, files, beside, control, .. } = of;
    inspect::version(Parts { root, files, beside, control: control.as_deref() })
}

/// Where the files of a bundle are in a newer one.
struct Moves<'a> {
    older: &'a Digests,
    newer: &'a Digests,
}

/// Path → SHA-256.
type Digests = BTreeMap<String, String>;

impl Moves<'_> {
    /// The files of both, each by its name without its hash.
    fn files(&self, hashed: &[PathPattern]) -> FilesMoved {
        let mut files = FilesMoved::default();
        let only = |own: &Digests, other: &Digests| {
            let mut only: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for path in own.keys().filter(|path| !other.contains_key(*path)) {
                only.entry(without_hash(path, hashed)).or_default().push(path.clone());
            }
            only
        };
        let (mut new, gone) = (only(self.newer, self.older), only(self.older, self.newer));
        for (name, older) in gone {
            let newer = new.remove(&name).unwrap_or_default();
            let both = older.len().min(newer.len());
            files.renamed += both;
            if both == 0 {
                files.gone.extend(older);
                files.new.extend(newer);
            } else if older.len() > both {
                files.gone.push(more(&name, older.len() - both));
            } else if newer.len() > both {
                files.new.push(more(&name, newer.len() - both));
            }
        }
        files.new.extend(new.into_values().flatten());
        files.new.sort();
        files.gone.sort();
        let is_changed = |(path, digest): &(&String, &String)| {
            self.older.get(*path).is_some_and(|older| older != *digest)
        };
        files.changed = self.newer.iter().filter(is_changed).count();
        files
    }

    /// Where the files went that patterns match in the older bundle, and in the newer one do not.
    fn of<'p>(&self, patterns: impl Iterator<Item = &'p PathPattern>) -> Vec<(String, String)> {
        let fails = |pattern: &&PathPattern| !self.newer.keys().any(|path| pattern.is_match(path));
        let gone = patterns
            .filter(fails)
            .flat_map(|pattern| self.older.keys().filter(move |path| pattern.is_match(path)));
        gone.filter_map(|path| Some((path.clone(), self.now(path)?))).collect()
    }

    /// Where a file of the older bundle is now: one with the same bytes, or else the one whose path is nearest.
    fn now(&self, path: &str) -> Option<String> {
        let older = self.older.get(path);
        let same = self.newer.iter().find(|(_, newer)| older == Some(*newer));
        let same = same.map(|(path, _)| path.as_str());
        same.or_else(|| nearest(path, self.newer.keys().map(String::as_str))).map(str::to_owned)
    }

    /// The marks of a contract that the newer bundle does not have.
    fn gone_marks(&self, contract: &Contract) -> Vec<(String, Option<String>)> {
        let marks = contract.old.marks.iter().map(|mark| &mark.value);
        // A drawing within a file is looked for when the contract is read.
        let is_drawing = |mark: &str| mark.contains('#') && !self.older.contains_key(mark);
        let gone = marks.filter(|mark| !self.newer.contains_key(*mark) && !is_drawing(mark));
        gone.map(|mark| (mark.clone(), self.now(mark))).collect()
    }
}

/// A path with `*` for its hash.
fn without_hash(path: &str, hashed: &[PathPattern]) -> String {
    match hashed.iter().find_map(|pattern| pattern.find(path)?.hash) {
        Some(hash) => format!("{}*{}", &path[..hash.start], &path[hash.end..]),
        None => path.to_owned(),
    }
}

/// Files of which only the number differs.
fn more(name: &str, count: usize) -> String {
    if count == 1 { format!("{name}, 1 file") } else { format!("{name}, {count} files") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_names_without_hashes() {
        let files = |paths: &[&str]| -> Digests {
            paths.iter().map(|path| ((*path).to_owned(), format!("of {path}"))).collect()
        };
        let older =
            files(&["a-AAAAAAAA.js", "b-AAAAAAAA.js", "x.css", "c/AAAAAAAA.js", "c/BBBBBBBB.js"]);
        let newer = files(&["a-CCCCCCCC.js", "d-AAAAAAAA.js", "x.css", "c/CCCCCCCC.js"]);
        let hashed =
            ["*-{hash:8}.js", "c/{hash:8}.js"].map(|text| PathPattern::parse(text).unwrap());
        let moves = Moves { older: &older, newer: &newer }.files(&hashed);
        assert_eq!(moves.new, ["d-AAAAAAAA.js"]);
        assert_eq!(moves.gone, ["b-AAAAAAAA.js", "c/*.js, 1 file"]);
        assert_eq!((moves.renamed, moves.changed), (2, 0));
    }

    #[test]
    fn a_version_follows_that_of_the_bundle_and_no_other() {
        let check = |written: &str, older: Option<&str>, newer: Option<&str>, expect| {
            let found = VersionMoved::new(written, older, newer.map(str::to_owned));
            assert_eq!(found, expect, "{written} {older:?} {newer:?}");
        };
        let to = |version: &str| VersionMoved::To(version.to_owned());
        check("1.0", Some("1.0"), Some("1.1"), to("1.1"));
        check("1.0", Some("1.0"), Some("1.0"), VersionMoved::Same);
        check("7", Some("1.0"), Some("1.1"), VersionMoved::Own("1.1".to_owned()));
        check("1.0", None, Some("1.1"), VersionMoved::Own("1.1".to_owned()));
        check("1.0", Some("1.0"), None, VersionMoved::Unsaid);
        check("1.0", Some("1.0"), Some("../1"), VersionMoved::Unfit("../1".to_owned()));
    }
}
