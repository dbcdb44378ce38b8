//! Packages in an output folder that no run makes any more. A manifest there may be anybody's: it is believed only where
//! all that it says holds, and nothing outside its tenant's folder is touched.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::manifest::{has_own_name, is_common, is_known};
use super::recorded::{self, KnownLists, LIMIT, ListOf};
use super::{Beside, Pair};
use rebadge_bundle::{Container, FILES};
use rebadge_core::digest;
use rebadge_core::error::Error;
use rebadge_core::fs;
use rebadge_core::links;
use rebadge_core::output_path::OutputPath;

/// The largest package that is removed, in bytes.
const LARGEST: u64 = 8 << 30;

/// Tenant → the names of the packages that a run made for it; none for a tenant that it could not make.
pub type Made = BTreeMap<String, Option<BTreeSet<String>>>;

/// A package that no run makes any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The tenant's id, as the manifest says.
    pub tenant: String,
    /// Why no run makes it.
    pub why: Why,
    /// The file or folder.
    pub path: PathBuf,
    /// The manifest beside it.
    pub manifest: PathBuf,
    content: Content,
}

/// Why no run makes a package any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No theme is for its tenant.
    NoTheme,
    /// Its tenant has other packages now, such as of a later version.
    EarlierBuild,
    /// It lies in the folder of another tenant.
    OtherTenant,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    File { sha256: String },
    Folder { files: Vec<(OutputPath, String)> },
}

#[derive(Deserialize)]
struct Manifest {
    format: u32,
    tool: Named,
    tenant: Tenant,
    package: Artifact,
    base: Base,
    files: Vec<File>,
}

#[derive(Deserialize)]
struct Base {
    files: Option<ListOf>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Tenant {
    id: String,
}

#[derive(Deserialize)]
struct Artifact {
    kind: String,
    name: String,
    sha256: Option<String>,
}

#[derive(Deserialize)]
struct File {
    path: String,
    sha256: String,
}

/// The packages below an output folder that are of no tenant of a run, or none of those that it `made`, sorted.
///
/// # Errors
/// [`Error::Read`].
pub fn gone(out: &Path, made: &Made) -> Result<Vec<Gone>, Error> {
    let mut gone = Vec::new();
    for owner in fs::names(out)?.into_iter().filter(|name| !name.starts_with('.')) {
        let folder = out.join(&owner);
        if fs::is_link(&folder) || !fs::is_folder(&folder) {
            continue;
        }
        let own = made.get(&owner);
        for name in fs::names(&folder)? {
            let manifest = folder.join(&name);
            let is_made = |package: &str| matches!(own, Some(Some(made)) if made.contains(package));
            if Pair::of_manifest(&manifest).is_none_or(|pair| is_made(&pair.name())) {
                continue;
            }
            let Some(package) = package(&manifest, &name) else { continue };
            let why = match own {
                Some(_) if package.tenant != owner => Why::OtherTenant,
                Some(Some(_)) => Why::EarlierBuild,
                None if package.tenant == owner => Why::NoTheme,
                // What the run could not make, and a folder that somebody keeps packages in.
                Some(None) | None => continue,
            };
            gone.push(Gone { why, ..package });
        }
    }
    Ok(gone)
}

/// The packages of a tenant that earlier runs left in an output folder, sorted.
pub fn earlier(out: &Path, tenant: &str) -> Vec<PathBuf> {
    let folder = out.join(tenant);
    let Ok(names) = fs::names(&folder) else { return Vec::new() };
    let found = names.iter().filter_map(|name| package(&folder.join(name), name));
    found.filter(|package| package.tenant == tenant).map(|package| package.path).collect()
}

/// The lists of files and SBOMs in an output folder that no manifest there names any more, sorted: those of a base client that
/// has changed since. Only files that are as this program wrote them are among them.
///
/// # Errors
/// [`Error::Read`].
pub fn unused(out: &Path) -> Result<Vec<PathBuf>, Error> {
    let names = fs::names(out)?;
    let (common, tenants): (Vec<String>, Vec<String>) =
        names.into_iter().partition(|name| is_common(name));
    if common.len() < 2 {
        // The only one is that of this run.
        return Ok(Vec::new());
    }
    let mut used = BTreeSet::new();
    for folder in tenants.iter().map(|tenant| out.join(tenant)) {
        if !fs::is_link(&folder) && fs::is_folder(&folder) {
            let manifests = fs::names(&folder)?.into_iter().filter(|name| name.ends_with(".json"));
            used.extend(manifests.flat_map(|name| recorded::common_of(&folder.join(name))));
        }
    }
    let is_unused = |name: &&String| {
        let path = out.join(name);
        let is_own = || fs::digest(&path).is_ok_and(|(_, sha256)| has_own_name(name, &sha256));
        !used.contains(*name) && !fs::is_link(&path) && is_own()
    };
    Ok(common.iter().filter(is_unused).map(|name| out.join(name)).collect())
}

/// The package of a manifest of this name, if that is one of ours.
fn package(path: &Path, name: &str) -> Option<Gone> {
    if fs::is_link(path) || !fs::is_file(path) {
        return None;
    }
    let manifest: Manifest = serde_json::from_slice(&fs::read(path, LIMIT).ok()?).ok()?;
    let is_ours = is_known(manifest.format)
        && manifest.tool.name == crate::TOOL
        && manifest.files.len() <= FILES;
    let artifact = manifest.package;
    let container = Container::of_name(&artifact.kind)?;
    // The name follows from that of the manifest, so it cannot lead anywhere else.
    let stem = name.strip_suffix(container.manifest)?;
    if artifact.name != format!("{stem}{}", container.ending) {
        return None;
    }
    let content = match artifact.sha256 {
        Some(sha256) if container.is_file => Content::File { sha256 },
        None if !container.is_file => {
            let own = manifest.files.into_iter().map(|file| (file.path, file.sha256));
            let list = manifest.base.files;
            let lists = KnownLists::default();
            let shared = list.map(|list| list.read(path, &lists)).transpose().ok()?;
            let shared = shared.unwrap_or_default();
            let shared = shared.values().map(|file| (file.path.clone(), file.sha256.clone()));
            let all = own.chain(shared);
            let file =
                |(path, sha256): (String, String)| Some((OutputPath::new(&path).ok()?, sha256));
            let files = all.map(file).collect::<Option<_>>()?;
            Content::Folder { files }
        }
        _ => return None,
    };
    is_ours.then(|| Gone {
        tenant: manifest.tenant.id,
        why: Why::NoTheme,
        path: path.with_file_name(&artifact.name),
        manifest: path.to_owned(),
        content,
    })
}

impl Gone {
    /// Removes the package and its manifest, and the folders that are empty then. Other files stay.
    ///
    /// # Errors
    /// Why nothing was removed, in a sentence: it is not what the manifest names, or the system refuses.
    pub fn remove(&self) -> Result<(), String> {
        let files = match &self.content {
            Content::File { sha256 } => vec![(self.path.clone(), sha256.as_str())],
            Content::Folder { files } => self.inside(files)?,
        };
        // Some may have been removed by hand. A link is there also when what it leads to is gone.
        let is_there = |path: &Path| fs::exists(path) || fs::is_link(path);
        for (path, expected) in &files {
            if is_there(path) && !is_as_made(path, expected) {
                return Err(format!("`{}` is not as the manifest says", path.display()));
            }
        }
        let there = files.iter().filter(|(path, _)| is_there(path));
        // What `sign` has put beside it says nothing without it.
        let beside = Beside::of(&self.path);
        let beside = beside.all().into_iter().filter(|path| fs::is_file(path));
        there
            .map(|(path, _)| path.as_path())
            .chain(beside)
            .chain([self.manifest.as_path()])
            .try_for_each(|path| fs::remove(path).map_err(|error| error.to_string()))?;
        self.tidy(&files);
        Ok(())
    }

    /// The paths of the files of a folder; none of them goes through a link.
    fn inside<'a>(
        &self,
        files: &'a [(OutputPath, String)],
    ) -> Result<Vec<(PathBuf, &'a str)>, String> {
        if fs::is_link(&self.path) {
            return Err(format!("`{}` is a symbolic link", self.path.display()));
        }
        let place = |(path, sha256): &'a (OutputPath, String)| {
            let folder = links::above(path).into_iter().next();
            // The last part may be a link that is in the manifest as one.
            let place =
                folder.map_or(Ok(self.path.clone()), |at| fs::inside(&self.path, at.as_str()));
            let place = place.map_err(|stray| format!("`{path}` {}", stray.reason()))?;
            Ok((place.join(path.file_name()), sha256.as_str()))
        };
        files.iter().map(place).collect()
    }

    /// Removes the folders of removed files, the innermost first, as far as they are empty.
    fn tidy(&self, files: &[(PathBuf, &str)]) {
        let top = self.path.parent().unwrap_or(&self.path);
        let above = files.iter().flat_map(|(path, _)| path.ancestors().skip(1));
        let mut folders: BTreeSet<&Path> = above.filter(|path| path.starts_with(top)).collect();
        folders.insert(top);
        for folder in folders.into_iter().rev() {
            fs::remove_empty(folder);
        }
    }
}

/// Whether a file, or a link to a target, is there with the digest that the manifest says.
fn is_as_made(path: &Path, expected: &str) -> bool {
    if fs::is_link(path) {
        return fs::link_target(path)
            .is_ok_and(|target| digest::sha256(target.as_bytes()) == expected);
    }
    fs::size(path).is_some_and(|size| size <= LARGEST)
        && fs::digest(path).is_ok_and(|(_, sha256)| sha256 == expected)
}
