//! Manifests that are read back. They may be old, foreign, or wrong.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::fault::Fault;
use super::manifest::{FORMAT, LINK, is_known};
use rebadge_bundle::{FILES, Files, Listed, container_of};
use rebadge_core::digest::sha256;
use rebadge_core::fs::{self, Mode};
use rebadge_core::output_path::OutputPath;
use rebadge_remote as remote;
use rebadge_theme::listing::Value;

/// The largest manifest, in bytes.
pub(super) const LIMIT: u64 = 64 << 20;

/// The largest theme in a manifest, in bytes.
const THEME: usize = 4 << 20;

/// What a manifest says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded {
    /// The tenant's id, unless the manifest is from before it was written.
    pub id: Option<String>,
    /// The tenant's name.
    pub tenant: String,
    /// The version of the tenant's client, if the manifest has it.
    pub version: Option<String>,
    /// The version of the program that made it, if that is known.
    pub tool: Option<String>,
    /// The base client: its id and version.
    pub base: String,
    /// The same, in its parts.
    pub client: Client,
    /// What the package is built for.
    pub target: String,
    /// How hard images were compressed.
    pub effort: Option<String>,
    /// The theme: key → value, in the order of the manifest. None in a manifest from before it was written.
    pub theme: Option<Vec<(String, Value)>>,
    /// The artifact.
    pub package: Option<Artifact>,
    /// The files that were read, by whose they are and their path: their SHA-256.
    pub(super) inputs: BTreeMap<(Owner, String), String>,
    /// The files of the package that are its own, by their path.
    pub(super) own: FileMap,
    /// Those that it has in common with others.
    shared: Arc<FileMap>,
    /// Why the files that are in a list of their own are not known.
    unlisted: Option<String>,
    /// SHA-256 of the manifest.
    pub sha256: String,
}

/// The base client, as a manifest names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// Its name, if the manifest has it.
    #[serde(default)]
    pub name: String,
    /// Its version.
    pub version: String,
    /// The list of the files that are in no manifest; none in a manifest that names all of them.
    pub files: Option<ListOf>,
    /// Its own SBOM, if it brings one.
    pub sbom: Option<SbomOf>,
}

/// Whose a file is that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The theme's, or that of one that it extends.
    Theme,
    /// The base client's.
    Base,
}

/// Path → file.
pub(super) type FileMap = BTreeMap<String, File>;

/// A file of the package, as a manifest names it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct File {
    /// Its path in the package.
    pub path: String,
    /// The digest of its bytes.
    pub sha256: String,
    #[serde(default)]
    size: u64,
    mode: Option<String>,
}

impl File {
    fn mode(&self) -> Mode {
        match self.mode.as_deref() {
            None => Mode::Plain,
            Some(LINK) => Mode::Link,
            Some(_) => Mode::Executable,
        }
    }
}

/// Reads the manifest beside a package; none where there is none.
///
/// # Errors
/// Why it cannot be read, in a sentence.
pub(super) fn beside(package: &Path) -> Result<Option<Recorded>, String> {
    let path = path(package);
    let is_there = remote::is_file(&path).map_err(|error| error.to_string())?;
    if is_there { at(&path, &KnownLists::default()).map(Some) } else { Ok(None) }
}

/// The lists of shared files that were read, so that the packages of a run hold each of them once.
#[derive(Debug, Default)]
pub struct KnownLists(Mutex<BTreeMap<PathBuf, Known>>);

/// A list that was read.
#[derive(Debug)]
struct Known {
    /// Of its bytes; empty if they could not be read.
    sha256: String,
    files: Result<Arc<FileMap>, String>,
}

/// Reads a manifest, with the list that it names.
///
/// # Errors
/// Why it cannot be read, in a sentence.
pub(super) fn at(path: &Path, lists: &KnownLists) -> Result<Recorded, String> {
    let fault =
        |reason: String| format!("the manifest `{}` is left aside: {reason}", path.display());
    let bytes = remote::read(path, LIMIT).map_err(|error| fault(error.to_string()))?;
    let mut recorded = read(&bytes).map_err(fault)?;
    match recorded.client.files.as_ref().map(|list| list.read(path, lists)) {
        Some(Ok(files)) => recorded.shared = files,
        Some(Err(why)) => recorded.unlisted = Some(why),
        None => {}
    }
    Ok(recorded)
}

/// Reads a manifest that was made now, with the list of the files that are not in it.
///
/// # Errors
/// Why it cannot be read, in a sentence.
pub(super) fn of_text(manifest: &str, list: &str) -> Result<Recorded, String> {
    let mut recorded = read(manifest.as_bytes())?;
    recorded.shared = Arc::new(list_files(list.as_bytes())?);
    Ok(recorded)
}

/// What a manifest says of the artifact beside it; none where there is no manifest, or none of this format.
pub(super) fn artifact(manifest: &Path) -> Option<Artifact> {
    let bytes = remote::read(manifest, LIMIT).ok()?;
    let manifest: OfArtifact = serde_json::from_slice(&bytes).ok()?;
    Some(manifest.package)
}

/// An artifact, as a manifest names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Artifact {
    /// What kind of container it is.
    #[serde(default)]
    pub kind: String,
    /// Its file name.
    #[serde(default)]
    pub name: String,
    /// Bytes of the file, or of all files in the folder.
    #[serde(default)]
    pub size: u64,
    /// SHA-256 of the file; none of a folder.
    pub sha256: Option<String>,
    /// The time of its files, in seconds since 1970 in UTC; none for the first time that a zip can hold.
    pub source_date_epoch: Option<u64>,
    pub(super) key: Option<String>,
}

#[derive(Deserialize)]
struct OfArtifact {
    package: Artifact,
    base: OfBase,
}

#[derive(Deserialize)]
struct OfBase {
    files: Option<ListOf>,
    sbom: Option<SbomOf>,
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
    /// The list of the files that it has in common with other packages.
    pub list: Option<ListOf>,
}

/// What the bytes of a manifest say; none if they are no manifest of a file.
pub fn seal(bytes: &[u8]) -> Option<Seal> {
    let manifest: OfArtifact = serde_json::from_slice(bytes).ok()?;
    let Artifact { key, size, sha256, .. } = manifest.package;
    Some(Seal { key: key?, size, sha256: sha256?, list: manifest.base.files })
}

/// The files beside all packages that the manifest at a path names; none where there is no manifest.
pub(super) fn common_of(manifest: &Path) -> Vec<String> {
    let bytes = fs::read(manifest, LIMIT).unwrap_or_default();
    let Ok(OfArtifact { base, .. }) = serde_json::from_slice(&bytes) else { return Vec::new() };
    let list = base.files.map(|files| files.list);
    list.into_iter().chain(base.sbom.map(|sbom| sbom.file)).collect()
}

impl ListOf {
    /// The files of the list. It is in the folder of all packages, or beside the manifest.
    pub(super) fn read(&self, manifest: &Path, lists: &KnownLists) -> Result<Arc<FileMap>, String> {
        let fault = |reason: &str| {
            format!("the base client's own files cannot be checked: `{}` {reason}", self.list)
        };
        let place = common(&self.list, manifest).map_err(fault)?;
        lists.get(place, &self.sha256).map_err(|reason| fault(&reason))
    }
}

impl KnownLists {
    /// The files of the list at a real path that has this digest. Why there are none is the end of a sentence.
    fn get(&self, place: PathBuf, sha256: &str) -> Result<Arc<FileMap>, String> {
        // Held while a list is read, so that others who need it do not read it too.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains_key(&place) {
            let list = Known::read(&place, &known);
            known.insert(place.clone(), list);
        }
        match known.get(&place) {
            Some(list) if list.sha256 == sha256 || list.sha256.is_empty() => list.files.clone(),
            _ => Err("is not the list that the manifest names".to_owned()),
        }
    }
}

impl Known {
    /// Reads a list, unless one with the same bytes was read: each shard of a release has its own.
    fn read(place: &Path, known: &BTreeMap<PathBuf, Known>) -> Known {
        let bytes = match remote::read(place, LIMIT) {
            Ok(bytes) => bytes,
            Err(error) => {
                let files = Err(format!("cannot be read: {error}"));
                return Known { sha256: String::new(), files };
            }
        };
        let sha256 = sha256(&bytes);
        let same = known.values().find(|list| list.sha256 == sha256);
        let files = match same {
            Some(list) => list.files.clone(),
            None => list_files(&bytes).map(Arc::new),
        };
        Known { sha256, files }
    }
}

fn list_files(bytes: &[u8]) -> Result<BTreeMap<String, File>, String> {
    let list: List = serde_json::from_slice(bytes).map_err(|_| "is no list of files".to_owned())?;
    by_path(list.files)
}

/// `a.zip` has `a.json`, the folder `a` has `a.unpacked.json`, `a.tar.gz` has `a.tar.json`.
pub(super) fn path(package: &Path) -> PathBuf {
    let container = container_of(package);
    let name = package.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(container.ending).unwrap_or(&name);
    package.with_file_name(format!("{stem}{}", container.manifest))
}

/// What is read of a manifest; all else is passed over without being kept.
#[derive(Deserialize)]
struct Manifest<'a> {
    format: Option<u32>,
    tool: Option<Tool>,
    tenant: Tenant,
    base: Client,
    target: String,
    effort: Option<String>,
    package: Option<Artifact>,
    #[serde(borrow)]
    theme: Option<&'a RawValue>,
    files: Vec<File>,
    #[serde(default)]
    inputs: Inputs,
}

#[derive(Deserialize)]
struct Tool {
    version: String,
}

#[derive(Deserialize)]
struct Tenant {
    id: Option<String>,
    name: String,
    version: Option<String>,
}

#[derive(Default, Deserialize)]
struct Inputs {
    #[serde(default)]
    theme: Vec<Input>,
    #[serde(default)]
    base: Vec<Input>,
}

#[derive(Deserialize)]
struct Input {
    path: String,
    sha256: String,
}

/// The SBOM of a base client, beside the packages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SbomOf {
    /// The name of its file.
    pub file: String,
    /// The digest of the file.
    pub sha256: String,
}

impl SbomOf {
    /// Its bytes, as the base client brought them.
    ///
    /// # Errors
    /// Why they cannot be had, in a sentence.
    pub fn read(&self, manifest: &Path) -> Result<Vec<u8>, String> {
        let fault = |reason: &str| {
            format!("the base client's SBOM cannot be carried over: `{}` {reason}", self.file)
        };
        let place = common(&self.file, manifest).map_err(fault)?;
        let bytes = remote::read(&place, LIMIT).map_err(|error| error.to_string())?;
        if sha256(&bytes) == self.sha256 {
            Ok(bytes)
        } else {
            Err(fault("is not the one that the manifest names"))
        }
    }
}

/// The real path of a file that packages have in common. It is in the folder of all packages, or beside the manifest.
fn common(name: &str, manifest: &Path) -> Result<PathBuf, &'static str> {
    if !OutputPath::new(name).is_ok_and(|path| !path.as_str().contains('/')) {
        return Err("is no file name");
    }
    let folder = manifest.parent().unwrap_or(Path::new(""));
    let above = match folder.parent().filter(|_| remote::is_address(folder)) {
        Some(above) => above.to_owned(),
        None => folder.join(".."),
    };
    let places = [above.join(name), folder.join(name)];
    let is_there = |place: &&PathBuf| remote::is_file(place).is_ok_and(|is_there| is_there);
    let place = places.iter().find(is_there).ok_or("is not beside the tenant's folder")?;
    Ok(fs::real(place).unwrap_or_else(|| place.clone()))
}

/// The list of the files that are in no manifest, as the manifests name it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ListOf {
    /// Its name in the folder of all packages.
    pub list: String,
    /// SHA-256 of the file.
    pub sha256: String,
}

#[derive(Deserialize)]
struct List {
    files: Vec<File>,
}

fn by_path(files: Vec<File>) -> Result<BTreeMap<String, File>, String> {
    if files.len() > FILES {
        return Err(format!("it names more than {FILES} files"));
    }
    Ok(files.into_iter().map(|file| (file.path.clone(), file)).collect())
}

impl Inputs {
    fn all(self) -> BTreeMap<(Owner, String), String> {
        let of = |owner: Owner| move |input: Input| ((owner, input.path), input.sha256);
        let theme = self.theme.into_iter().map(of(Owner::Theme));
        theme.chain(self.base.into_iter().map(of(Owner::Base))).collect()
    }
}

fn read(bytes: &[u8]) -> Result<Recorded, String> {
    let no_manifest = |error: serde_json::Error| {
        if error.is_data() {
            "it is no manifest of a package".to_owned()
        } else {
            error.to_string()
        }
    };
    let manifest: Manifest<'_> = serde_json::from_slice(bytes).map_err(no_manifest)?;
    if let Some(format) = manifest.format.filter(|format| !is_known(*format)) {
        return Err(format!("its format is {format}, this `rebadge` reads 1 to {FORMAT}"));
    }
    let client = manifest.base;
    Ok(Recorded {
        id: manifest.tenant.id,
        tenant: manifest.tenant.name,
        version: manifest.tenant.version,
        tool: manifest.tool.map(|tool| tool.version),
        base: format!("{} {}", client.id, client.version),
        client,
        target: manifest.target,
        effort: manifest.effort,
        theme: manifest.theme.map(|theme| rows(theme.get())).transpose()?,
        package: manifest.package,
        inputs: manifest.inputs.all(),
        own: by_path(manifest.files)?,
        shared: Arc::default(),
        unlisted: None,
        sha256: sha256(bytes),
    })
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
    /// The bytes of all files together, as the manifest says.
    pub(super) fn size(&self) -> u64 {
        let sizes = self.files().map(|file| file.size);
        sizes.fold(0, u64::saturating_add)
    }

    /// Every file of the package: first those that it has in common with others, then its own, each in the order of paths.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.shared.values().chain(self.own.values())
    }

    /// The file at a path.
    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.own.get(path).or_else(|| self.shared.get(path))
    }

    /// Every file that was read, but for those that the package has as they are: whose it is, its path and its SHA-256.
    pub fn inputs(&self) -> impl Iterator<Item = (Owner, &str, &str)> {
        self.inputs.iter().map(|((owner, path), sha256)| (*owner, path.as_str(), sha256.as_str()))
    }

    /// The files that are this package's own, in the order of paths.
    pub fn own_files(&self) -> impl Iterator<Item = &File> {
        self.own.values()
    }

    /// The files that packages have in common, in the order of paths.
    pub fn shared_files(&self) -> impl Iterator<Item = &File> {
        self.shared.values()
    }

    /// Where the manifest does not agree with the package that it is beside.
    pub(super) fn faults(&self, files: &Files, sha256: Option<&str>) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (path, entry) in files {
            match self.file(path.as_str()) {
                Some(said) => faults.extend(file_fault(said, entry)),
                None if self.unlisted.is_some() => {}
                None => faults.push(Fault::FileUnknown { file: path.to_string() }),
            }
        }
        let is_there =
            |path: &str| OutputPath::new(path).is_ok_and(|path| files.contains_key(&path));
        let missing = self.files().filter(|file| !is_there(&file.path));
        faults.extend(missing.map(|file| Fault::FileMissing { file: file.path.clone() }));
        let said = self.package.as_ref().and_then(|package| package.sha256.as_deref());
        if let (true, Some(expected), Some(found)) = (faults.is_empty(), said, sha256)
            && expected != found
        {
            let (expected, found) = (expected.to_owned(), found.to_owned());
            faults.push(Fault::Container { expected, found });
        }
        faults.extend(self.unlisted.iter().map(|why| Fault::Manifest { reason: why.clone() }));
        faults
    }
}

/// Where a file is not the one that a manifest names.
fn file_fault(said: &File, found: &Listed) -> Option<Fault> {
    let file = said.path.clone();
    if said.sha256 != found.sha256 {
        let (expected, found) = (said.sha256.clone(), found.sha256.clone());
        return Some(Fault::FileChanged { file, expected, found });
    }
    let mode = found.mode.filter(|mode| *mode != said.mode())?;
    let text = |mode: Mode| format!("{:04o}", mode.bits());
    Some(Fault::FileMode { file, expected: text(said.mode()), found: text(mode) })
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
        read(json.to_string().as_bytes())
    }

    /// The faults of a package with these files, path and digest.
    fn check(files: &[(&str, &str)], zip: &str, expect: &[&str]) {
        let recorded = of(&manifest()).unwrap();
        let files = files.iter().map(|(path, sha256)| {
            let listed = Listed { size: 1, sha256: (*sha256).into(), mode: Some(Mode::Plain) };
            (OutputPath::new(path).unwrap(), listed)
        });
        let faults = recorded.faults(&files.collect(), Some(zip));
        assert_eq!(faults.iter().map(Fault::to_string).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn a_manifest_that_lies_is_found_out() {
        check(&[("a", "1"), ("b", "2")], "z", &[]);
        check(&[("a", "1"), ("b", "9")], "z", &["`b` is not the file that the manifest names"]);
        check(&[("a", "1")], "z", &["the manifest names `b`, which is not there"]);
        let more = [("a", "1"), ("b", "2"), ("c", "3")];
        check(&more, "z", &["the manifest does not name `c`"]);
        let other = "the file is not the one that the manifest names, though its files are";
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
        let mut later = manifest();
        later["format"] = json!(FORMAT + 1);
        assert_eq!(of(&later), Err("its format is 3, this `rebadge` reads 1 to 2".into()));
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
