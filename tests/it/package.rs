//! Packages as a person meets them: a zip that is opened, a folder, a manifest beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::Value;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use crate::project::{Project, root};

/// The tenants whose themes the repository ships.
pub(crate) const SHIPPED: [&str; 12] = [
    "blue",
    "dairy",
    "dealer-city",
    "dealer-lakeside",
    "dealer-north",
    "lift",
    "mono",
    "motors",
    "orange",
    "pink",
    "sheep",
    "supplier-forge",
];

/// One package, unzipped.
pub(crate) struct Package {
    /// Where it was unzipped to.
    pub(crate) folder: PathBuf,
    /// The manifest that stood beside the zip.
    pub(crate) manifest: Value,
}

impl Package {
    /// The paths of the manifest's files.
    pub(crate) fn paths(&self) -> Vec<String> {
        let files = self.manifest["files"].as_array().expect("a list of files");
        files.iter().map(|file| file["path"].as_str().expect("a path").to_owned()).collect()
    }
}

/// The package of a shipped theme. All are built once per run of the tests, by one `rebadge build`, and each is unzipped
/// once: tests that run side by side read the same folder.
pub(crate) fn shipped(id: &str) -> Package {
    static UNZIPPED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let out = all_shipped();
    // A test that failed in here has said so; the others need not fail for it.
    let mut unzipped = UNZIPPED.lock().unwrap_or_else(PoisonError::into_inner);
    if unzipped.contains(id) {
        return read(out, id);
    }
    let package = open(out, id);
    unzipped.insert(id.to_owned());
    package
}

/// The folder with the packages of all shipped themes.
fn all_shipped() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build_shipped)
}

fn build_shipped() -> PathBuf {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shipped");
    drop(fs::remove_dir_all(&out));
    // In the repository's own folder and with its defaults, as the README says it.
    let command = Project::empty()
        .command("rebadge")
        .current_dir(root())
        .args(["build", "--out"])
        .arg(&out)
        .output();
    let output = command.expect("rebadge starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the shipped themes do not build:\n{stderr}");
    out
}

/// Unzips the one package of a tenant below an output folder, and reads its manifest.
pub(crate) fn open(out: &Path, id: &str) -> Package {
    let zip = only(&out.join(id), "zip");
    let folder = unzipped(out, id);
    drop(fs::remove_dir_all(&folder));
    ZipArchive::new(File::open(&zip).unwrap()).unwrap().extract(&folder).unwrap();
    read(out, id)
}

fn unzipped(out: &Path, id: &str) -> PathBuf {
    out.join(id).join("unzipped")
}

/// A package that was unzipped.
fn read(out: &Path, id: &str) -> Package {
    let folder = unzipped(out, id);
    let manifest = fs::read(only(&out.join(id), "json")).unwrap();
    Package { folder, manifest: serde_json::from_slice(&manifest).unwrap() }
}

/// The one file with this ending in a folder.
pub(crate) fn only(folder: &Path, ending: &str) -> PathBuf {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == ending))
        .collect();
    assert_eq!(found.len(), 1, "one .{ending} in {}: {found:?}", folder.display());
    found.remove(0)
}

/// The entries of a zip: path → bytes. Every entry is read to its end, so its checksum was right.
pub(crate) fn entries(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(std::io::Cursor::new(zip)).expect("a zip that opens");
    let mut entries = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("an entry that is whole");
        let name = entry.name().expect("a name in UTF-8").into_owned();
        let before = entries.insert(name.clone(), bytes);
        assert!(before.is_none(), "{name} is in the zip twice");
    }
    entries
}

/// As `sha256sum` prints it.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What may be run stays so, in a zip, in a folder and in the manifest; all else of a file's permissions is the same whatever
/// they were, and whatever the user's umask is.
#[cfg(unix)]
#[test]
fn a_file_that_may_be_run_stays_so() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::acme()
        .base("site/bin/start", "#!/bin/sh\n")
        .base("site/bin/stop.sh.tera", "echo \"{{ tenant.name }}\"\n");
    let permit = |path: &str, bits: u32| {
        let path = project.path(&format!("base-client/site/{path}"));
        fs::set_permissions(path, fs::Permissions::from_mode(bits)).unwrap();
    };
    permit("bin/start", 0o750);
    permit("bin/stop.sh.tera", 0o700);
    permit("server.conf.tera", 0o600);
    let build = |umask: &str, out: &str| {
        for more in ["", "--unpacked"] {
            let line = format!("umask {umask}; exec rebadge build --out {out} {more}");
            let status = project.command("sh").args(["-c", &line]).output().unwrap().status;
            assert!(status.success(), "{line}");
        }
        project.read(&format!("{out}/acme/acme-web-0.3.0.zip"))
    };
    let zip = build("077", "strict");
    assert!(zip == build("000", "open"), "other bytes with another umask");
    let expect = |path: &str| if path.starts_with("bin/") { 0o755 } else { 0o644 };
    let mut archive = ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        assert_eq!(entry.unix_mode().map(|mode| mode & 0o777), Some(expect(&name)), "{name}");
    }
    let manifest: Value =
        serde_json::from_slice(&project.read("strict/acme/acme-web-0.3.0.json")).unwrap();
    for file in manifest["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        assert_eq!(file["mode"].as_str(), path.starts_with("bin/").then_some("0755"), "{path}");
    }
    for out in ["strict", "open"] {
        let root = project.path(&format!("{out}/acme/acme-web-0.3.0"));
        for entry in walkdir::WalkDir::new(&root) {
            let entry = entry.unwrap();
            let path = entry.path().strip_prefix(&root).unwrap().to_str().unwrap();
            let expect = if entry.file_type().is_dir() { 0o755 } else { expect(path) };
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, expect, "{out}: {path}");
        }
    }
}

#[test]
fn the_shipped_themes_are_these() {
    let folders = fs::read_dir(all_shipped()).unwrap();
    let folders = folders.map(Result::unwrap).filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> =
        folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, SHIPPED);
}
