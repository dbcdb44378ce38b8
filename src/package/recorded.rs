//! A manifest as it is read again: what a package was when it was built. Apart from writing it, because a manifest may
//! be old, foreign, or untrue.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::bundle::{FILES, Listed, container_of};
use crate::digest::sha256;
use crate::fs;
use crate::listing::Value;
use crate::output_path::OutputPath;

/// The largest manifest, in bytes.
pub(super) const LIMIT: u64 = 64 << 20;

/// The largest theme in a manifest, in bytes.
const THEME: usize = 4 << 20;

/// No more faults than this are named.
const MOST: usize = 5;

/// What a manifest says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded {
    /// The tenant's name.
    pub tenant: String,
    /// The base client: its id and version.
    pub base: String,
    /// What the package is built for.
    pub target: String,
    /// How hard images were compressed.
    pub effort: Option<String>,
    /// The theme: key → value, in the order of the manifest. None in a manifest from before it was written.
    pub theme: Option<Vec<(String, Value)>>,
    sha256: Option<String>,
    files: BTreeMap<String, String>,
    /// Why the files that are in a list of their own are not known.
    unlisted: Option<String>,
}

/// Reads the manifest beside a package; none where there is none.
///
/// # Errors
/// Why it cannot be read, in a sentence.
pub(super) fn beside(package: &Path) -> Result<Option<Recorded>, String> {
    let path = path(package);
    if !fs::is_file(&path) {
        return Ok(None);
    }
    let fault =
        |reason: String| format!("the manifest `{}` is left aside: {reason}", path.display());
    let bytes = fs::read(&path, LIMIT).map_err(|error| fault(error.to_string()))?;
    let (mut recorded, list) = read(&bytes).map_err(fault)?;
    match list.map(|list| list.read(&path)) {
        Some(Ok(files)) => recorded.files.extend(files),
        Some(Err(why)) => recorded.unlisted = Some(why),
        None => {}
    }
    Ok(Some(recorded))
}

/// What a manifest says of the artifact beside it; none where there is no manifest, or none of this format.
pub(super) fn artifact(manifest: &Path) -> Option<Artifact> {
    let bytes = fs::read(manifest, LIMIT).ok()?;
    let manifest: OfArtifact = serde_json::from_slice(&bytes).ok()?;
    Some(manifest.package)
}

/// An artifact, as a manifest names it.
#[derive(Debug, Deserialize)]
pub(super) struct Artifact {
    pub(super) key: Option<String>,
    pub(super) size: u64,
    pub(super) sha256: Option<String>,
}

#[derive(Deserialize)]
struct OfArtifact {
    package: Artifact,
}

/// What a manifest says of a package that is a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// What is the same as long as the package and the manifest are, byte for byte.
    pub key: String,
    /// The size of the file, in bytes.
    pub size: u64,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// What the bytes of a manifest say; none if they are no manifest of a file.
pub fn seal(bytes: &[u8]) -> Option<Seal> {
    let manifest: OfArtifact = serde_json::from_slice(bytes).ok()?;
    let Artifact { key, size, sha256 } = manifest.package;
    Some(Seal { key: key?, size, sha256: sha256? })
}

impl ListOf {
    /// The files of the list: path → digest. It is in the folder of all packages, or beside the manifest.
    pub(super) fn read(&self, manifest: &Path) -> Result<BTreeMap<String, String>, String> {
        let fault = |reason: &str| {
            format!("the base client's own files cannot be checked: `{}` {reason}", self.list)
        };
        if !OutputPath::new(&self.list).is_ok_and(|path| !path.as_str().contains('/')) {
            return Err(fault("is no file name"));
        }
        let folder = manifest.parent().unwrap_or(Path::new(""));
        let places = [folder.join("..").join(&self.list), folder.join(&self.list)];
        let Some(place) = places.iter().find(|place| fs::is_file(place)) else {
            return Err(fault("is not beside the tenant's folder"));
        };
        let bytes = fs::read(place, LIMIT).map_err(|error| error.to_string())?;
        if sha256(&bytes) != self.sha256 {
            return Err(fault("is not the list that the manifest names"));
        }
        let list: Files<'_> =
            serde_json::from_slice(&bytes).map_err(|_| fault("is no list of files"))?;
        Ok(by_path(list.files))
    }
}

/// `a.zip` has `a.json`, the folder `a` has `a.unpacked.json`.
fn path(package: &Path) -> PathBuf {
    let container = container_of(package);
    let name = package.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(container.ending).unwrap_or(&name);
    package.with_file_name(format!("{stem}{}", container.manifest))
}

/// What is read of a manifest; all else is passed over without being kept.
#[derive(Deserialize)]
struct Manifest<'a> {
    tenant: Tenant,
    base: BaseClient,
    target: String,
    effort: Option<String>,
    package: Option<Package>,
    #[serde(borrow)]
    theme: Option<&'a RawValue>,
    #[serde(borrow)]
    files: Vec<File<'a>>,
}

#[derive(Deserialize)]
struct Tenant {
    name: String,
}

#[derive(Deserialize)]
struct BaseClient {
    id: String,
    version: String,
    files: Option<ListOf>,
}

/// The list of the files that are in no manifest.
#[derive(Deserialize)]
pub(super) struct ListOf {
    list: String,
    sha256: String,
}

#[derive(Deserialize)]
struct Files<'a> {
    #[serde(borrow)]
    files: Vec<File<'a>>,
}

#[derive(Deserialize)]
struct Package {
    sha256: Option<String>,
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    path: Cow<'a, str>,
    #[serde(borrow)]
    sha256: Cow<'a, str>,
}

fn by_path(files: Vec<File<'_>>) -> BTreeMap<String, String> {
    let files = files.into_iter();
    files.map(|file| (file.path.into_owned(), file.sha256.into_owned())).collect()
}

fn read(bytes: &[u8]) -> Result<(Recorded, Option<ListOf>), String> {
    let no_manifest = |error: serde_json::Error| match error.is_data() {
        true => "it is no manifest of a package".to_owned(),
        false => error.to_string(),
    };
    let manifest: Manifest<'_> = serde_json::from_slice(bytes).map_err(no_manifest)?;
    if manifest.files.len() > FILES {
        return Err(format!("it names more than {FILES} files"));
    }
    let recorded = Recorded {
        tenant: manifest.tenant.name,
        base: format!("{} {}", manifest.base.id, manifest.base.version),
        target: manifest.target,
        effort: manifest.effort,
        theme: manifest.theme.map(|theme| rows(theme.get())).transpose()?,
        sha256: manifest.package.and_then(|package| package.sha256),
        files: by_path(manifest.files),
        unlisted: None,
    };
    Ok((recorded, manifest.base.files))
}

/// The rows of the theme. As trees they take thirty times the bytes of their text.
fn rows(text: &str) -> Result<Vec<(String, Value)>, String> {
    if text.len() > THEME {
        return Err(format!("the theme in it is larger than {} MiB", THEME >> 20));
    }
    let rows: serde_json::Map<String, Json> =
        serde_json::from_str(text).map_err(|_| "it is no manifest of a package".to_owned())?;
    Ok(rows.iter().map(|(key, value)| (key.clone(), Value::from_json(key, value))).collect())
}

impl Recorded {
    /// Where the manifest does not agree with the package that it stands beside.
    pub(super) fn faults(
        &self,
        files: &BTreeMap<OutputPath, Listed>,
        sha256: Option<&str>,
    ) -> Vec<String> {
        let mut faults = Vec::new();
        for (path, entry) in files {
            match self.files.get(path.as_str()) {
                Some(said) if *said == entry.sha256 => {}
                Some(_) => faults.push(format!("`{path}` is not the file that the manifest names")),
                None if self.unlisted.is_some() => {}
                None => faults.push(format!("the manifest does not know `{path}`")),
            }
        }
        let is_there =
            |path: &str| OutputPath::new(path).is_ok_and(|path| files.contains_key(&path));
        let missing = self.files.keys().filter(|path| !is_there(path));
        faults
            .extend(missing.map(|path| format!("the manifest names `{path}`, which is not there")));
        if let (true, Some(said), Some(sha256)) = (faults.is_empty(), &self.sha256, sha256)
            && said != sha256
        {
            faults.push(
                "the zip is not the one that the manifest names, though its files are".into(),
            );
        }
        faults.extend(self.unlisted.clone());
        let more = faults.len().saturating_sub(MOST);
        faults.truncate(MOST);
        if more > 0 {
            faults.push(format!("the manifest and the package differ in {more} more places"));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn manifest() -> Json {
        json!({
            "tenant": { "name": "Acme" },
            "base": { "id": "status", "version": "1" },
            "target": "web",
            "package": { "sha256": "z" },
            "theme": { "tenant.name": "Acme" },
            "files": [{ "path": "a", "sha256": "1" }, { "path": "b", "sha256": "2" }],
        })
    }

    fn of(json: &Json) -> Result<Recorded, String> {
        read(json.to_string().as_bytes()).map(|(recorded, _)| recorded)
    }

    /// The faults of a package with these files, path and digest.
    fn check(files: &[(&str, &str)], zip: &str, expect: &[&str]) {
        let recorded = of(&manifest()).unwrap();
        let files = files.iter().map(|(path, sha256)| {
            (OutputPath::new(path).unwrap(), Listed { size: 1, sha256: (*sha256).into() })
        });
        assert_eq!(recorded.faults(&files.collect(), Some(zip)), expect);
    }

    #[test]
    fn a_manifest_that_lies_is_found_out() {
        check(&[("a", "1"), ("b", "2")], "z", &[]);
        check(&[("a", "1"), ("b", "9")], "z", &["`b` is not the file that the manifest names"]);
        check(&[("a", "1")], "z", &["the manifest names `b`, which is not there"]);
        let more = [("a", "1"), ("b", "2"), ("c", "3")];
        check(&more, "z", &["the manifest does not know `c`"]);
        let other = "the zip is not the one that the manifest names, though its files are";
        check(&[("a", "1"), ("b", "2")], "y", &[other]);
    }

    #[test]
    fn what_is_no_manifest_is_not_read() {
        let no_manifest = Err("it is no manifest of a package".to_owned());
        assert_eq!(of(&json!({})), no_manifest);
        assert_eq!(of(&json!([1])), no_manifest);
        let mut wrong = manifest();
        wrong["files"][0]["sha256"] = json!(7);
        assert_eq!(of(&wrong), no_manifest);
        let mut old = manifest();
        old.as_object_mut().unwrap().remove("theme");
        assert_eq!(of(&old).unwrap().theme, None);
        assert!(read(b"{").is_err_and(|reason| reason.contains("EOF")));
    }

    #[test]
    fn what_is_too_large_is_refused_before_it_is_kept() {
        let mut large = manifest();
        large["theme"]["x"] = json!("x".repeat(THEME));
        assert_eq!(of(&large), Err("the theme in it is larger than 4 MiB".into()));
        let mut many = manifest();
        many["files"] = json!(vec![json!({ "path": "a", "sha256": "1" }); FILES + 1]);
        assert_eq!(of(&many), Err("it names more than 100000 files".into()));
    }
}
