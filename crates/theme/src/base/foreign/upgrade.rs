//! A contract beside a newer bundle: what of it still fits, what does not, and where files went.

use std::collections::BTreeMap;
use std::path::Path;

use rebadge_core::diagnostic::{Code, Diagnostic, nearest};
use rebadge_core::error::Error;
use rebadge_core::source::Place;
use rebadge_foreign::changes::{Changes, changes};
use rebadge_foreign::edits::Edit;
use rebadge_foreign::facts::facts;
use rebadge_foreign::paths::PathPattern;
use rebadge_foreign::remains::Remains;

use super::{Contract, finished, open, remains};
use crate::base::contract::TargetTable;

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
    /// What the edits leave of the old brand in the newer bundle.
    pub remains: Remains,
    /// How many files are new, gone, and changed under the same name.
    pub files: [usize; 3],
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
    folder: &Path,
    table: &mut TargetTable,
    bundle: &Path,
) -> Result<Option<Upgrade>, Diagnostic> {
    let Some(contract) = table.foreign.take() else { return Ok(None) };
    let newer = finished(bundle, Some(&table.root.value))?;
    let older = older(folder, &contract, table);
    let failed = |error: Error| Diagnostic::nowhere(Code::File, error.to_string());
    let shipped = contract.shipped(&newer.files);
    let edits: Vec<Edit> = contract.edits.iter().map(|written| written.edit.clone()).collect();
    let found = changes(&shipped, &edits).map_err(failed)?;
    let facts = facts(&shipped, &contract.hashed).map_err(failed)?;
    let brand = remains::brand(&contract);
    let remains = found.remains(&shipped, (&brand, &facts)).map_err(failed)?;
    let moves = Moves { older: &older, newer: &newer.digests };
    let states = contract.edits.iter().enumerate();
    let states = states.map(|(number, written)| EditState {
        place: written.place.clone(),
        wanted: written.edit.count,
        count: found.counts[number],
        faults: faults(&found, number),
        told: told(&found, number),
        moved: moves.of(&written.edit.files),
    });
    let count = |pattern: &PathPattern, files: &Digests| {
        files.keys().filter(|path| pattern.is_match(path)).count()
    };
    let hashed = contract.hashed.iter().map(|pattern| {
        (pattern.to_string(), count(pattern, &older), count(pattern, &newer.digests))
    });
    Ok(Some(Upgrade {
        target: table.name.clone(),
        edits: states.collect(),
        hashed: hashed.collect(),
        files: moves.counts(),
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

/// The files of the bundle that the contract is for; none where it is not there any more.
fn older(folder: &Path, contract: &Contract, table: &TargetTable) -> Digests {
    let place = open::open(folder, contract.bundle.as_ref(), &table.root);
    let entries = place.ok().and_then(|place| place.entries().ok()).unwrap_or_default();
    entries.into_iter().map(|(path, entry)| (path.to_string(), entry.sha256)).collect()
}

/// Where the files of a bundle are in a newer one.
struct Moves<'a> {
    older: &'a Digests,
    newer: &'a Digests,
}

/// Path → SHA-256.
type Digests = BTreeMap<String, String>;

impl Moves<'_> {
    /// How many files are new, gone, and changed under the same name.
    fn counts(&self) -> [usize; 3] {
        let new = self.newer.keys().filter(|path| !self.older.contains_key(*path)).count();
        let gone = self.older.keys().filter(|path| !self.newer.contains_key(*path)).count();
        let changed = self
            .newer
            .iter()
            .filter(|(path, digest)| self.older.get(*path).is_some_and(|older| older != *digest));
        [new, gone, changed.count()]
    }

    /// Where the files went that patterns match in the older bundle, and in the newer one do not.
    fn of(&self, patterns: &[PathPattern]) -> Vec<(String, String)> {
        let fails = |pattern: &&PathPattern| !self.newer.keys().any(|path| pattern.is_match(path));
        let gone = patterns
            .iter()
            .filter(fails)
            .flat_map(|pattern| self.older.iter().filter(move |(path, _)| pattern.is_match(path)));
        let moved = gone.filter_map(|(path, digest)| {
            let same = self
                .newer
                .iter()
                .find(|(_, newer)| *newer == digest)
                .map(|(path, _)| path.as_str());
            let newer = same.or_else(|| nearest(path, self.newer.keys().map(String::as_str)))?;
            Some((path.clone(), newer.to_owned()))
        });
        moved.collect()
    }
}
