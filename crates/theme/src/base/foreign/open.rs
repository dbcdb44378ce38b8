//! Where the files of a bundle are: a folder, or an archive, which is unpacked once.

use std::path::{Path, PathBuf};

use rebadge_bundle::Limits;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::fs;
use rebadge_core::source::Sourced;
use rebadge_foreign::archive::{self, Archive};

/// The folder of a bundle's files, below that of the base client or unpacked in the user's cache.
///
/// # Errors
/// Why there is none.
pub(super) fn open(
    base: &Path,
    bundle: Option<&Sourced<String>>,
    root: &Sourced<String>,
) -> Result<PathBuf, Diagnostic> {
    let Some(bundle) = bundle else { return inside(base, root) };
    let path = named(base, bundle)?;
    if fs::is_folder(&path) {
        return inside(&path, root);
    }
    let at = |message: String| match bundle.place() {
        Some(place) => Diagnostic::at(Code::Contract, place, message),
        None => Diagnostic::nowhere(Code::Contract, message),
    };
    let (size, sha256) = fs::digest(&path).map_err(|error| at(error.to_string()))?;
    let folder = unpacked(&sha256, &root.value).ok_or_else(|| {
        let problem = at("there is no cache folder to unpack the bundle into".to_owned());
        problem.help("set `REBADGE_CACHE`, or unpack it and name the folder")
    })?;
    if !fs::is_folder(&folder) {
        let root = root.value.trim_matches('/');
        let root = if root == "." { "" } else { root };
        let whole = Archive { path: &path, root, limits: Limits::for_size(size) };
        archive::unpack(whole, &folder)
            .map_err(|error| at(error.to_string()).maybe_help(error.help()))?;
    }
    Ok(folder)
}

/// Where a part of an archive is unpacked. Whoever may write there decides what is in packages, as with all of the cache.
fn unpacked(sha256: &str, root: &str) -> Option<PathBuf> {
    let name = rebadge_core::digest::sha256_of(&[sha256.as_bytes(), root.as_bytes()]);
    Some(rebadge_store::bundles_folder()?.join(name))
}

fn named(base: &Path, name: &Sourced<String>) -> Result<PathBuf, Diagnostic> {
    let at = |message: String| match name.place() {
        Some(place) => Diagnostic::at(Code::AssetPath, place, message),
        None => Diagnostic::nowhere(Code::AssetPath, message),
    };
    let path = fs::inside(base, &name.value)
        .map_err(|stray| at(format!("the path `{}` {}", name.value, stray.reason())))?;
    match fs::exists(&path) {
        true => Ok(path),
        false => Err(at(format!("there is no bundle `{}`", name.value))
            .help("put the file that its maker publishes beside `client.toml`")),
    }
}

fn inside(base: &Path, root: &Sourced<String>) -> Result<PathBuf, Diagnostic> {
    let folder = if root.value == "." { base.to_owned() } else { named(base, root)? };
    match fs::is_folder(&folder) {
        true => Ok(folder),
        false => {
            let message = format!("there is no folder `{}` in the bundle", root.value);
            Err(match root.place() {
                Some(place) => Diagnostic::at(Code::Contract, place, message),
                None => Diagnostic::nowhere(Code::Contract, message),
            })
        }
    }
}
