//! Packages against their manifests: which there are, and whether each is what it was when it was built.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::fault::Fault;
use super::manifest::is_common;
use super::recorded::{self, Artifact, KnownLists, Recorded};
use super::{Beside, is_beside};
use rebadge_bundle::{self as bundle, CONTAINERS, Container, Limits, container_of};
use rebadge_core::error::Error;
use rebadge_core::fs;
use rebadge_remote as remote;

/// How many folders deep packages are looked for: `dist/shard-1/shard.1-of-8/acme/acme-web-1.0.0.zip`.
const DEPTH: usize = 3;

/// A package with the manifest that is, or should be, beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The file or folder.
    pub package: PathBuf,
    /// The manifest.
    pub manifest: PathBuf,
}

/// A package that was read and compared with its manifest.
#[derive(Debug)]
pub struct Verified {
    /// The package.
    pub pair: Pair,
    /// What is needed of its manifest to build it again; none where there is none that can be read.
    pub said: Option<Said>,
    /// How many files are in it.
    pub files: usize,
    /// The bytes of these files together.
    pub size: u64,
    /// SHA-256 of the file; none of a folder.
    pub sha256: Option<String>,
    /// Where it is not what its manifest says.
    pub faults: Vec<Fault>,
}

/// What is kept of a manifest. All of it, of a thousand packages, would take gigabytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The tenant's id.
    pub tenant: Option<String>,
    /// The artifact.
    pub artifact: Option<Artifact>,
    /// SHA-256 of the manifest.
    pub sha256: String,
}

/// The packages that paths name, sorted: packages, manifests, what `sign` puts beside packages, or folders of packages. A
/// list of shared files is read with the manifests that name it.
///
/// # Errors
/// [`Error::Read`], [`Error::NoPackages`].
pub fn pairs(paths: &[PathBuf]) -> Result<Vec<Pair>, Error> {
    let mut pairs = BTreeSet::new();
    for path in paths {
        let named = Beside::package(path);
        let path = named.as_ref().unwrap_or(path);
        let name = file_name(path);
        if remote::is_address(path) {
            pairs.append(&mut in_store(path)?);
        } else if fs::is_folder(path) && !fs::is_file(&Pair::of_package(path).manifest) {
            let mut found = Found::default();
            found.search(path, DEPTH)?;
            if found.pairs.is_empty() {
                return Err(Error::NoPackages { path: path.clone() });
            }
            pairs.append(&mut found.pairs);
            pairs.append(&mut found.bare);
        } else if is_common(&name) {
            check_is_there(path)?;
        } else if let Some(pair) = Pair::of_manifest(path) {
            check_is_there(path)?;
            pairs.insert(pair);
        } else {
            let pair = Pair::of_package(path);
            if !fs::is_file(&pair.manifest) {
                check_is_there(path)?;
            }
            pairs.insert(pair);
        }
    }
    match (pairs.is_empty(), paths.first()) {
        (true, Some(path)) => Err(Error::NoPackages { path: path.clone() }),
        _ => Ok(pairs.into_iter().collect()),
    }
}

/// The packages at or below the address of a store.
fn in_store(place: &Path) -> Result<BTreeSet<Pair>, Error> {
    if let Some(pair) = Pair::of_file(place) {
        return Ok(BTreeSet::from([pair]));
    }
    let mut pairs = BTreeSet::new();
    for path in remote::list(place)? {
        let Some(pair) = Pair::of_file(&path) else { continue };
        // Other files of this ending are reports and the like.
        let is_package = path == pair.package || recorded::artifact(&path).is_some();
        pairs.extend(is_package.then_some(pair));
    }
    if pairs.is_empty() { Err(Error::NoPackages { path: place.to_owned() }) } else { Ok(pairs) }
}

fn check_is_there(path: &Path) -> Result<(), Error> {
    if fs::exists(path) {
        Ok(())
    } else {
        Err(Error::read(path)(io::Error::other("there is no such file")))
    }
}

/// The packages in a folder.
#[derive(Default)]
struct Found {
    pairs: BTreeSet<Pair>,
    /// Folders of files that have no manifest. Beside packages, they are packages that have lost theirs.
    bare: BTreeSet<Pair>,
}

impl Found {
    /// Adds the packages in a folder, and in the folders in it down to a depth.
    fn search(&mut self, folder: &Path, depth: usize) -> Result<(), Error> {
        let names = fs::names(folder)?;
        for name in names.iter().filter(|name| !name.starts_with('.') && !is_beside(name)) {
            let path = folder.join(name);
            if fs::is_folder(&path) {
                self.search_folder(path, depth)?;
            } else if Container::of_file_name(name).is_some() {
                self.pairs.insert(Pair::of_package(&path));
            } else if let Some(pair) = Pair::of_manifest(&path).filter(|_| !is_common(name)) {
                // Other files of this ending are reports and the like.
                let is_package = fs::exists(&pair.package) || recorded::artifact(&path).is_some();
                self.pairs.extend(is_package.then_some(pair));
            }
        }
        Ok(())
    }

    fn search_folder(&mut self, path: PathBuf, depth: usize) -> Result<(), Error> {
        let pair = Pair::of_package(&path);
        if fs::is_file(&pair.manifest) {
            self.pairs.insert(pair);
            return Ok(());
        }
        let count = self.pairs.len();
        if depth > 0 {
            self.search(&path, depth - 1)?;
        }
        // What is below has been added, and may be bare itself.
        let is_bare = self.pairs.len() == count && !fs::names(&path)?.is_empty();
        if is_bare {
            self.bare.retain(|inner| !inner.package.starts_with(&path));
            self.bare.insert(pair);
        }
        Ok(())
    }
}

impl Pair {
    /// A package with its manifest.
    pub fn of_package(package: &Path) -> Pair {
        Pair { package: package.to_owned(), manifest: recorded::path(package) }
    }

    /// The package that is a file, or whose manifest one is; none for a file of another name.
    fn of_file(path: &Path) -> Option<Pair> {
        let name = file_name(path);
        match Container::of_file_name(&name) {
            Some(_) => Some(Pair::of_package(path)),
            None => Pair::of_manifest(path).filter(|_| !is_common(&name)),
        }
    }

    /// The name of the package.
    pub(super) fn name(&self) -> String {
        file_name(&self.package)
    }

    /// The package of a manifest; none for a file of another name.
    pub(super) fn of_manifest(manifest: &Path) -> Option<Pair> {
        let name = file_name(manifest);
        let stem = |container: &Container| {
            let stem = name.strip_suffix(container.manifest)?;
            Some((container.manifest.len(), format!("{stem}{}", container.ending)))
        };
        // The longest ending counts: one is the end of the other.
        let (_, package) = CONTAINERS.iter().filter_map(stem).max()?;
        Some(Pair { package: manifest.with_file_name(package), manifest: manifest.to_owned() })
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Reads a package and compares it with its manifest. Nothing of it is kept in memory.
///
/// # Errors
/// [`Error::Read`] where the machine is the reason.
pub fn verify(pair: Pair, lists: &KnownLists) -> Result<Verified, Error> {
    verified(pair, lists).map(|(verified, _)| verified)
}

/// The same, with all that the manifest says.
///
/// # Errors
/// As [`verify`].
pub fn verified(pair: Pair, lists: &KnownLists) -> Result<(Verified, Option<Recorded>), Error> {
    let none = |pair: Pair, fault: Fault| {
        let faults = vec![fault];
        Ok((Verified { pair, said: None, files: 0, size: 0, sha256: None, faults }, None))
    };
    if !is_there(&pair.manifest)? {
        let has_package = is_there(&pair.package)?;
        return none(pair, if has_package { Fault::NoManifest } else { Fault::Missing });
    }
    let recorded = match recorded::at(&pair.manifest, lists) {
        Ok(recorded) => recorded,
        Err(reason) => return none(pair, Fault::Manifest { reason }),
    };
    if !is_there(&pair.package)? {
        return none(pair, Fault::NoPackage);
    }
    let local = remote::local(&pair.package)?;
    let opened = match bundle::open(local.path(), Limits::for_size(recorded.size())) {
        Ok(opened) => opened,
        Err(Error::NoPackage { reason, .. }) => return none(pair, Fault::Damaged { reason }),
        Err(error) => return Err(error),
    };
    let other = other_package(&recorded, &pair.package).or_else(|| other_tenant(&recorded, &pair));
    let mut faults: Vec<Fault> = other.into_iter().collect();
    faults.extend(recorded.faults(&opened.files, opened.sha256.as_deref()));
    let (id, artifact) = (recorded.id.clone(), recorded.package.clone());
    let verified = Verified {
        pair,
        said: Some(Said { tenant: id, artifact, sha256: recorded.sha256.clone() }),
        files: opened.files.len(),
        size: opened.files.values().map(|file| file.size).sum(),
        sha256: opened.sha256,
        faults,
    };
    Ok((verified, Some(recorded)))
}

fn is_there(place: &Path) -> Result<bool, Error> {
    if remote::is_address(place) { remote::is_file(place) } else { Ok(fs::exists(place)) }
}

/// Whether a manifest is that of another package.
fn other_package(recorded: &Recorded, package: &Path) -> Option<Fault> {
    let artifact = recorded.package.as_ref().filter(|artifact| !artifact.name.is_empty())?;
    let is_it = artifact.name == file_name(package) && artifact.kind == container_of(package).name;
    (!is_it).then(|| Fault::OtherPackage { expected: artifact.name.clone() })
}

/// Whether a manifest is of another tenant than the one whose package and folder it is at, as `build` names them.
fn other_tenant(recorded: &Recorded, pair: &Pair) -> Option<Fault> {
    let tenant = recorded.id.as_ref()?;
    let fault = |what, name: String| Fault::OtherTenant { tenant: tenant.clone(), what, name };
    let version = recorded.version.as_ref()?;
    let stem = format!("{tenant}-{}-{version}", recorded.target);
    let name = file_name(&pair.package);
    if name.strip_suffix(container_of(&pair.package).ending) != Some(&stem) {
        return Some(fault("package", name));
    }
    let folder = pair.manifest.parent()?;
    let folder = if remote::is_address(folder) { folder.to_owned() } else { fs::planned(folder) };
    let name = file_name(&folder);
    // Whoever puts a package elsewhere takes the list of its files with it, into the same folder.
    let is_of_build = || {
        let list = &recorded.client.files.as_ref()?.list;
        let place = folder.parent()?.join(list);
        remote::is_file(&place).ok().filter(|is_there| *is_there)
    };
    (name != *tenant && is_of_build().is_some()).then(|| fault("folder", name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(manifest: &str, expect: Option<&str>) {
        let package = Pair::of_manifest(Path::new(manifest)).map(|pair| pair.package);
        assert_eq!(package.as_deref(), expect.map(Path::new), "{manifest}");
    }

    #[test]
    fn a_manifest_names_its_package() {
        check("a/b-1.0.json", Some("a/b-1.0.zip"));
        check("a/b-1.0.unpacked.json", Some("a/b-1.0"));
        check("a/b-1.0.tar.json", Some("a/b-1.0.tar.gz"));
        check("a/b.zip", None);
    }
}
