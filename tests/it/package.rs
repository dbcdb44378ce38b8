//! Packages as a person meets them: a zip that is opened, a folder, a manifest beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::Value;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use crate::project::{ACME, LOGO, Project, root};

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
fn links_within_a_base_client_pass_through() {
    use std::os::unix::fs::symlink;
    let project =
        Project::acme().base("site/docs/1.0/index.html", "<!doctype html><title>1</title>");
    let link = |target: &str, path: &str| {
        symlink(target, project.path(&format!("base-client/site/{path}"))).unwrap();
    };
    link("1.0", "docs/latest");
    link("docs/latest", "manual");
    for (kind, place) in [
        ("zip", "acme-web-0.3.0.zip"),
        ("tar.gz", "acme-web-0.3.0.tar.gz"),
        ("folder", "acme-web-0.3.0"),
    ] {
        project.run(&format!("build --container {kind} --out {kind}")).status(0);
        project.run(&format!("verify {kind} --rebuild")).status(0);
        project
            .run(&format!("diff {kind}/acme/{place} themes/acme"))
            .status(0)
            .says("nothing differs");
        let files = project.files(kind);
        let list = files.iter().find(|path| path.ends_with(".files.json")).unwrap();
        let list: Value = serde_json::from_slice(&project.read(&format!("{kind}/{list}"))).unwrap();
        let files = list["files"].as_array().unwrap().iter();
        let links: Vec<_> = files.filter(|file| file["mode"] == "link").collect();
        assert_eq!(links.len(), 2, "{list:#}");
    }
    let page = project.path("folder/acme/acme-web-0.3.0/manual/index.html");
    assert_eq!(fs::read_to_string(&page).unwrap(), "<!doctype html><title>1</title>");
    fs::create_dir(project.path("unpacked")).unwrap();
    let tarball = "tar.gz/acme/acme-web-0.3.0.tar.gz";
    let unpack = project.command("tar").args(["-xzf", tarball, "-C", "unpacked"]).status().unwrap();
    assert!(unpack.success());
    let link = fs::read_link(project.path("unpacked/manual")).unwrap();
    assert_eq!(link, Path::new("docs/latest"));
    let zip = project.read("zip/acme/acme-web-0.3.0.zip");
    let mut archive = ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    assert!(archive.by_name("manual").unwrap().is_symlink());
    // A link that is another one is found, and a package with links can be removed.
    let changed = project.path("folder/acme/acme-web-0.3.0/manual");
    fs::remove_file(&changed).unwrap();
    symlink("docs/1.0", &changed).unwrap();
    project.run("verify folder").status(1).says("`manual` is not the file that the manifest names");
    fs::remove_file(&changed).unwrap();
    symlink("docs/latest", &changed).unwrap();
    fs::remove_dir_all(project.path("themes/acme")).unwrap();
    let project = project
        .theme("other", &ACME.replace("\"acme\"", "\"other\""))
        .asset("other/logo.svg", LOGO);
    project.run("build --container folder --out folder --prune").status(0).says("removed");
    assert!(!project.path("folder/acme").exists());
}

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

#[test]
fn an_address_of_no_store_is_refused() {
    let project = Project::acme();
    for address in ["file:///tmp/x", "ftp://host/x"] {
        let run = project.run(&format!("build --out {address}")).status(2);
        let run = run.says("no such stores are known").says("known are `s3://`");
        assert!(!run.stderr.contains("--features"), "{run}");
    }
}
