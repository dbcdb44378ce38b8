//! Where the files of a bundle are: a folder, or an archive, which is unpacked once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rebadge_bundle::{Entry, Limits, Shared};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Found};
use rebadge_core::output_path::OutputPath;
use rebadge_core::source::Sourced;
use rebadge_foreign::archive::{self, Archive, Strays};
use rebadge_foreign::bundle_file::{BundleFile, OnDisk};
use rebadge_foreign::charset;
use rebadge_foreign::inspect;

use super::files::{self, Entries, Problem};

/// The files of a finished bundle, for who has no contract yet.
#[derive(Debug)]
pub struct Finished {
    /// The folder of the client in the bundle, with slashes; `.` for the top.
    pub root: String,
    /// Its files.
    pub files: Vec<BundleFile>,
    /// The files of the package that are not below that folder.
    pub beside: Vec<BundleFile>,
    /// Other folders that have a start page.
    pub others: Vec<String>,
    /// The control file of a Debian package.
    pub control: Option<String>,
    /// Path → SHA-256 of each of them.
    pub digests: BTreeMap<String, String>,
    /// What a contract writes as `sha256`.
    pub sha256: String,
}

/// Opens a bundle: a folder or an archive. The client is below `root`, or else below the folder that is likely to be
/// that of its start page.
///
/// # Errors
/// Why it cannot be read.
pub fn finished(path: &Path, root: Option<&str>) -> Result<Finished, Diagnostic> {
    let nowhere = |error: Error| Diagnostic::nowhere(Code::File, error.to_string());
    let look = look(path)?;
    let found = fs::files_below(&look.folder).map_err(nowhere)?;
    let mut others = inspect::roots(found.iter().map(|file| file.name.as_str()));
    let root = root.or(others.first().map(String::as_str)).unwrap_or(".").to_owned();
    others.retain(|other| *other != root);
    let below = if root == "." { String::new() } else { format!("{}/", root.trim_matches('/')) };
    let client = client(path, (&root, &below), (&look, &found))?;
    let outside = found.iter().filter(|file| !file.is_link && !file.name.starts_with(&below));
    let beside = outside.map(|file| BundleFile {
        path: file.name.clone(),
        file: file.path.clone(),
        size: fs::size(&file.path).unwrap_or_default(),
        on_disk: OnDisk::Plain,
    });
    let beside = beside.collect();
    let entries = files::entries(&client).map_err(|problems| {
        let first = problems.into_iter().next();
        let (code, message) = first.unwrap_or((Code::File, String::new()));
        Diagnostic::nowhere(code, message)
    })?;
    if entries.is_empty() {
        let message = format!("there is no file below `{root}` in the bundle");
        return Err(Diagnostic::nowhere(Code::File, message));
    }
    let mut files = super::bundle_files(&entries);
    charset::mark(&mut files);
    let digest = |(path, entry): (&OutputPath, &Entry)| (path.to_string(), entry.sha256.clone());
    let digests = entries.iter().map(digest).collect();
    let control = look.control;
    let sha256 = Shared::new(entries).sha256().to_owned();
    Ok(Finished { root, files, beside, others, control, digests, sha256 })
}

/// A bundle as it is first looked at.
struct Look {
    folder: PathBuf,
    /// The control file of a Debian package.
    control: Option<String>,
    /// Why it is not all there: what no folder of a bundle may have was left out.
    problem: Option<Diagnostic>,
}

/// A bundle's folder, or all of an archive. Where entries beside the client may be what the archive is refused for, it is unpacked
/// without them.
fn look(path: &Path) -> Result<Look, Diagnostic> {
    if fs::is_folder(path) {
        return Ok(Look { folder: path.to_owned(), control: None, problem: None });
    }
    let at = |message| Diagnostic::nowhere(Code::File, message);
    let (folder, problem) = match unpack(path, ("", Strays::Refused), &at) {
        Ok(folder) => (folder, None),
        Err(problem) => match unpack(path, ("", Strays::LeftOut), &at) {
            Ok(folder) => (folder, Some(problem)),
            Err(_) => return Err(problem),
        },
    };
    let control =
        archive::control(path).map_err(|error| at(error.to_string()).maybe_help(error.help()))?;
    Ok(Look { folder, control, problem })
}

/// The files of the client, by their names below its root. Of an archive that was not unpacked as a whole the root is unpacked as
/// for a build: what no folder of a bundle may have may lie beside it only.
fn client(
    path: &Path,
    (root, below): (&str, &str),
    (look, found): (&Look, &[Found]),
) -> Result<Vec<Found>, Diagnostic> {
    match &look.problem {
        None => {
            let own = found.iter().filter_map(|file| {
                let name = file.name.strip_prefix(below)?.to_owned();
                Some(Found { name, ..file.clone() })
            });
            Ok(own.collect())
        }
        Some(problem) if below.is_empty() => Err(problem.clone()),
        Some(_) => {
            let at = |message| Diagnostic::nowhere(Code::File, message);
            let folder = unpack(path, (root, Strays::Refused), &at)?;
            fs::files_below(&folder)
                .map_err(|error| Diagnostic::nowhere(Code::File, error.to_string()))
        }
    }
}

/// Where the files of a bundle are.
pub(super) enum Place {
    /// In a folder, below that of the base client.
    Folder(PathBuf),
    /// In a folder of the user's cache, unpacked from an archive.
    Unpacked(PathBuf),
}

impl Place {
    /// The files.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub(super) fn entries(&self) -> Result<Entries, Vec<Problem>> {
        match self {
            Place::Folder(folder) => files::below(folder),
            Place::Unpacked(folder) => files::unpacked(folder),
        }
    }
}

/// Where the files of a bundle are.
///
/// # Errors
/// Why there are none.
pub(super) fn open(
    base: &Path,
    bundle: Option<&Sourced<String>>,
    root: &Sourced<String>,
) -> Result<Place, Diagnostic> {
    let Some(bundle) = bundle else { return inside(base, root).map(Place::Folder) };
    let path = named(base, bundle)?;
    if fs::is_folder(&path) {
        return inside(&path, root).map(Place::Folder);
    }
    let at = |message| problem(Code::Contract, bundle, message);
    unpack(&path, (&root.value, Strays::Refused), &at).map(Place::Unpacked)
}

/// The folder that an archive, or a folder in it, is unpacked into; it is unpacked once.
fn unpack(
    path: &Path,
    (root, strays): (&str, Strays),
    at: &dyn Fn(String) -> Diagnostic,
) -> Result<PathBuf, Diagnostic> {
    let (size, sha256) = files::digest(path).map_err(|error| at(error.to_string()))?;
    let root = root.trim_matches('/');
    let root = if root == "." { "" } else { root };
    let folder = unpacked(&sha256, root, strays).ok_or_else(|| {
        let problem = at("there is no cache folder to unpack the bundle into".to_owned());
        problem.help("set `REBADGE_CACHE`, or unpack it and name the folder")
    })?;
    if !fs::is_folder(&folder) {
        let whole = Archive { path, root, strays, limits: Limits::for_size(size) };
        archive::unpack(whole, &folder)
            .map_err(|error| at(error.to_string()).maybe_help(error.help()))?;
    }
    Ok(folder)
}

/// Where a part of an archive is unpacked. Whoever may write there decides what is in packages, as with all of the cache.
fn unpacked(sha256: &str, root: &str, strays: Strays) -> Option<PathBuf> {
    let mut parts = vec![sha256.as_bytes(), root.as_bytes()];
    if strays == Strays::LeftOut {
        parts.push(b"without strays");
    }
    let name = rebadge_core::digest::sha256_of(&parts);
    Some(rebadge_store::bundles_folder()?.join(name))
}

fn named(base: &Path, name: &Sourced<String>) -> Result<PathBuf, Diagnostic> {
    let at = |message| problem(Code::AssetPath, name, message);
    let path = fs::inside(base, &name.value)
        .map_err(|stray| at(format!("the path `{}` {}", name.value, stray.reason())))?;
    if fs::exists(&path) {
        Ok(path)
    } else {
        Err(at(format!("there is no bundle `{}`", name.value))
            .help("put the file that its maker publishes beside `client.toml`"))
    }
}

fn inside(base: &Path, root: &Sourced<String>) -> Result<PathBuf, Diagnostic> {
    let folder = if root.value == "." { base.to_owned() } else { named(base, root)? };
    if fs::is_folder(&folder) {
        Ok(folder)
    } else {
        let message = format!("there is no folder `{}` in the bundle", root.value);
        Err(problem(Code::Contract, root, message))
    }
}

/// A problem with something that the contract names, where it does.
fn problem(code: Code, named: &Sourced<String>, message: String) -> Diagnostic {
    match named.place() {
        Some(place) => Diagnostic::at(code, place, message),
        None => Diagnostic::nowhere(code, message),
    }
}
