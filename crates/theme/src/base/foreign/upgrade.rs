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
    /// What the edits leave of the old brand in the newer bundle.
    pub remains: Remains,
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
    /// The paths that only the newer one has.
    pub new: Vec<String>,
    /// The paths that only the older one has.
    pub gone: Vec<String>,
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
    let remains = found.remains(&shipped, (&brand, &facts)).map_err(failed)?;
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
        files: moves.files(),
        version: VersionMoved::new(&base.version, older_version.as_deref(), newer_version),
        remains,
        sha256: newer.sha256,
    }))
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
    fn files(&self) -> FilesMoved {
        let only = |own: &Digests, other: &Digests| {
            own.keys().filter(|path| !other.contains_key(*path)).cloned().collect()
        };
        let (new, gone) = (only(self.newer, self.older), only(self.older, self.newer));
        let changed = self
            .newer
            .iter()
            .filter(|(path, digest)| self.older.get(*path).is_some_and(|older| older != *digest));
        FilesMoved { new, gone, changed: changed.count() }
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
        let gone = marks.filter(|mark| !self.newer.contains_key(*mark));
        gone.map(|mark| (mark.clone(), self.now(mark))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
