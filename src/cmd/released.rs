//! What `sign` and `verify` are called upon: packages, and the indexes of releases, which name packages too.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::Error;
use crate::fs;
use crate::package::{self, Beside, Fault, Pair, Verified};
use crate::release::{Entry, Index};
use crate::report::Report;

/// The name of the index in a folder of packages.
const INDEX: &str = "release.json";

/// Packages and indexes.
pub(super) struct Released {
    /// The packages, sorted, each once.
    pub(super) pairs: Vec<Pair>,
    /// The indexes.
    pub(super) indexes: Vec<Listed>,
    /// By the real path of a package, what the indexes say of it.
    entries: BTreeMap<PathBuf, Vec<Entry>>,
    /// The real paths of packages in the folder of an index that names others.
    unnamed: BTreeSet<PathBuf>,
}

/// An index that was read.
pub(super) struct Listed {
    /// Its file.
    pub(super) path: PathBuf,
    /// Of its bytes.
    pub(super) sha256: String,
    /// The packages that it names.
    pub(super) packages: BTreeSet<PathBuf>,
}

/// What paths name: an index stands for itself and for the packages that it names, a folder for the packages and the index in
/// it.
///
/// # Errors
/// As [`package::pairs`] and [`Index::read`].
pub(super) fn released(paths: &[PathBuf]) -> Result<Released, Error> {
    let mut released = Released {
        pairs: Vec::new(),
        indexes: Vec::new(),
        entries: BTreeMap::new(),
        unnamed: BTreeSet::new(),
    };
    let (mut pairs, mut others) = (BTreeSet::new(), Vec::new());
    for path in paths {
        let named = Beside::package(path).unwrap_or_else(|| path.clone());
        let inner = path.join(INDEX);
        if is_json(&named) && released.add(&named, &mut pairs)? {
            continue;
        }
        if !fs::is_file(&inner) || !released.add(&inner, &mut pairs)? {
            others.push(path.clone());
            continue;
        }
        match package::pairs(std::slice::from_ref(path)) {
            Ok(found) => {
                released.unnamed.extend(found.iter().map(|pair| fs::planned(&pair.package)));
                pairs.extend(found);
            }
            // What an index names may all be missing.
            Err(Error::NoPackages { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    if !others.is_empty() {
        pairs.extend(package::pairs(&others)?);
    }
    released.unnamed.retain(|package| !released.entries.contains_key(package));
    // A package that is named in two ways is one.
    let mut known = BTreeSet::new();
    released.pairs =
        pairs.into_iter().filter(|pair| known.insert(fs::planned(&pair.package))).collect();
    Ok(released)
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "json") && fs::is_file(path)
}

impl Released {
    /// Does some work on each package, side by side, with a progress line.
    pub(super) fn each<T: Send>(
        &self,
        (jobs, report): (u16, &Report),
        work: impl Fn(&Pair) -> Result<T, Error> + Sync,
    ) -> Vec<Result<T, Error>> {
        let progress = report.progress(self.pairs.len());
        let one = |pair: &Pair| {
            let done = work(pair);
            progress.step(&pair.package.display().to_string());
            done
        };
        let all = || self.pairs.par_iter().with_max_len(1).map(one).collect();
        let done = match rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build() {
            Ok(pool) => pool.install(all),
            Err(_) => all(),
        };
        progress.finish();
        done
    }

    /// Adds an index with its packages; false if the file is no index.
    fn add(&mut self, path: &Path, pairs: &mut BTreeSet<Pair>) -> Result<bool, Error> {
        let Some((index, sha256)) = Index::read(path)? else { return Ok(false) };
        if self.indexes.iter().any(|known| fs::planned(&known.path) == fs::planned(path)) {
            return Ok(true);
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut packages = BTreeSet::new();
        for entry in index.packages {
            let package = folder.join(&entry.path);
            pairs.insert(Pair::of_package(&package));
            let package = fs::planned(&package);
            packages.insert(package.clone());
            self.entries.entry(package).or_default().push(entry);
        }
        self.indexes.push(Listed { path: path.to_owned(), sha256, packages });
        Ok(true)
    }

    /// Where a package that was read is not the one that an index names, or none that it names.
    pub(super) fn faults(&self, verified: &Verified) -> Vec<Fault> {
        let package = fs::planned(&verified.pair.package);
        if self.unnamed.contains(&package) {
            return vec![Fault::NotInRelease];
        }
        let Verified { said: Some(said), sha256: Some(sha256), .. } = verified else {
            return Vec::new();
        };
        let entries = self.entries.get(&package).into_iter().flatten();
        let both = entries.flat_map(|entry| {
            [("package", &entry.sha256, sha256), ("manifest", &entry.manifest.sha256, &said.sha256)]
        });
        let other = both.filter(|(_, expected, found)| expected != found);
        let fault = |(what, expected, found): (&'static str, &String, &String)| Fault::NotIndexed {
            what,
            expected: expected.clone(),
            found: found.clone(),
        };
        other.map(fault).collect()
    }
}
