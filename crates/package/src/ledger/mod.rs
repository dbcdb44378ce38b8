//! What the packages in a folder were made of, as far as the system can say without reading a file. A run in which nothing
//! changed compares times and sizes, and is done.
//!
//! The ledger is beside the packages, and of no use without them. It holds a tenant whose package was made, with its
//! warnings, and whose files were not changed within the last seconds: a later change could leave their times as they are.
//! Everything else is read again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::package::{Package, State};
use rebadge_bundle::{Durability, Sink};
use rebadge_core::diagnostic::Diagnostic;
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Moment, Stamp};
use rebadge_core::kept::Kept;

/// The format of the ledger.
const FORMAT: u32 = 2;
/// Its name in the folder of all packages.
const NAME: &str = ".rebadge-ledger.json";
/// The largest ledger, in bytes.
const LIMIT: u64 = 256 << 20;

/// What packages were made of.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    format: u32,
    /// What else the packages depend on: version of the tool, options.
    settings: String,
    /// Every file and folder that something below depends on.
    stamps: BTreeMap<PathBuf, Stamp>,
    /// The files and folders of the base client.
    base: BTreeSet<PathBuf>,
    /// Theme file → what was made of it.
    tenants: BTreeMap<PathBuf, Tenant>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Tenant {
    needs: BTreeSet<PathBuf>,
    warnings: Vec<Kept>,
    packages: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Row {
    package: PathBuf,
    manifest: PathBuf,
    files: usize,
    size: u64,
    sha256: Option<String>,
}

/// A ledger as it was, with what is still true of it.
#[derive(Debug, Default)]
pub struct Known {
    ledger: Ledger,
    /// What is not as it was.
    changed: BTreeSet<PathBuf>,
}

impl Known {
    /// Reads the ledger of a folder of packages and looks at every file that it names. One of other settings, or one that
    /// cannot be read, is none.
    pub fn read(sink: &Sink, settings: &str, base: &Path) -> Known {
        let read = fs::read(&sink.place(NAME), LIMIT).ok();
        let ledger = read.and_then(|bytes| serde_json::from_slice::<Ledger>(&bytes).ok());
        let is_fit = |ledger: &Ledger| ledger.format == FORMAT && ledger.settings == settings;
        let Some(ledger) = ledger.filter(is_fit) else { return Known::default() };
        let stamps = ledger.stamps.iter();
        let changed: BTreeSet<PathBuf> = stamps
            .filter(|(path, stamp)| Stamp::of(path) != Some(**stamp))
            .map(|(path, _)| path.clone())
            .collect();
        if ledger.base.is_empty() || !ledger.base.contains(base) {
            return Known::default();
        }
        if ledger.base.iter().any(|path| changed.contains(path)) {
            Known::default()
        } else {
            Known { ledger, changed }
        }
    }

    /// The packages of a theme, with its warnings, if a build would make the same.
    pub fn unchanged(&self, theme: &Path) -> Option<(Vec<Package>, Vec<Diagnostic>)> {
        let Tenant { needs, warnings, packages } = self.ledger.tenants.get(theme)?;
        if needs.iter().any(|path| self.changed.contains(path)) {
            return None;
        }
        let package = |row: &Row| {
            let size = if fs::is_folder(&row.package) { fs::size_below } else { fs::size };
            let is_there = size(&row.package) == Some(row.size);
            (is_there && fs::is_file(&row.manifest)).then(|| Package {
                path: row.package.clone(),
                manifest: row.manifest.clone(),
                files: row.files,
                size: row.size,
                sha256: row.sha256.clone(),
                state: State::Unchanged,
            })
        };
        let packages = packages.iter().map(package).collect::<Option<_>>()?;
        Some((packages, warnings.iter().map(Kept::restored).collect::<Option<_>>()?))
    }
}

impl Ledger {
    /// An empty ledger of a base client.
    pub fn new(settings: &str, base: &Path, moment: Moment) -> Ledger {
        let mut ledger =
            Ledger { format: FORMAT, settings: settings.to_owned(), ..Ledger::default() };
        let Ok(found) = fs::files_below(base) else { return ledger };
        let files: BTreeSet<PathBuf> = found.into_iter().map(|file| file.path).collect();
        if let Some(needs) = ledger.settled(with_folders(files, &[base]), moment) {
            ledger.base = needs;
        }
        ledger
    }

    /// Adds a tenant without errors, with all files and folders that it depends on; not one of whose files may still be
    /// changed unseen.
    pub fn add(
        &mut self,
        theme: &Path,
        needs: BTreeSet<PathBuf>,
        (packages, warnings): (&[Package], &[Diagnostic]),
        moment: Moment,
    ) {
        let Some(needs) = self.settled(needs, moment) else { return };
        let rows = packages.iter().map(|package| Row {
            package: package.path.clone(),
            manifest: package.manifest.clone(),
            files: package.files,
            size: package.size,
            sha256: package.sha256.clone(),
        });
        let warnings = warnings.iter().map(Kept::new).collect();
        let tenant = Tenant { needs, warnings, packages: rows.collect() };
        self.tenants.insert(theme.to_owned(), tenant);
    }

    /// Copies the unchanged tenants that were not built in this run.
    pub fn keep(&mut self, known: &Known) {
        let is_same =
            |tenant: &Tenant| !tenant.needs.iter().any(|path| known.changed.contains(path));
        for (theme, tenant) in known.ledger.tenants.iter().filter(|(_, tenant)| is_same(tenant)) {
            for path in &tenant.needs {
                if let Some(stamp) = known.ledger.stamps.get(path) {
                    self.stamps.entry(path.clone()).or_insert(*stamp);
                }
            }
            self.tenants.entry(theme.clone()).or_insert_with(|| tenant.clone());
        }
    }

    /// Writes it, if it is another one than before.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn write(&self, sink: &Sink, before: &Known) -> Result<(), Error> {
        if *self == before.ledger {
            return Ok(());
        }
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        sink.put(NAME, &bytes, Durability::Process)
    }

    /// Stamps files and folders; none if one may still be changed unseen.
    fn settled(&mut self, needs: BTreeSet<PathBuf>, moment: Moment) -> Option<BTreeSet<PathBuf>> {
        for path in &needs {
            if self.stamps.contains_key(path) {
                continue;
            }
            let stamp = Stamp::of(path).filter(|stamp| stamp.is_settled(moment))?;
            self.stamps.insert(path.clone(), stamp);
        }
        Some(needs)
    }
}

/// Files, these folders, and all folders between them: a file that is added to one of them is seen.
pub fn with_folders(files: BTreeSet<PathBuf>, roots: &[&Path]) -> BTreeSet<PathBuf> {
    let mut all: BTreeSet<PathBuf> = roots.iter().map(|root| (*root).to_owned()).collect();
    for file in files {
        for root in roots.iter().filter(|root| file.starts_with(root)) {
            let between = file.ancestors().skip(1).take_while(|folder| folder != root);
            all.extend(between.map(Path::to_owned));
        }
        all.insert(file);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_between_are_needed_too() {
        let files = ["a/b/c/x", "other/y"].map(PathBuf::from).into();
        let all = with_folders(files, &["a".as_ref()]);
        let all: Vec<String> = all.iter().map(|path| path.display().to_string()).collect();
        assert_eq!(all, ["a", "a/b", "a/b/c", "a/b/c/x", "other/y"]);
    }
}
