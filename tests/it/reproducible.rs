//! The same inputs give the same bytes: in two places, with one job or eight, now or later. And what the manifest says
//! of the package is true.

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use zip::ZipArchive;

use crate::package::{entries, only, sha256};
use crate::project::{ACME, LOGO, Project, root};

/// Eight tenants, so that eight jobs have something to do.
fn tenants() -> Project {
    (0..8).fold(Project::new(), |project, number| {
        let theme = ACME.replace("\"acme\"", &format!("\"acme-{number}\""));
        let theme = theme.replace("#0a66c2", &format!("#{number}a66c2"));
        project
            .theme(&format!("acme-{number}"), &theme)
            .asset(&format!("acme-{number}/logo.svg"), LOGO)
    })
}

/// Every file that a build writes, with its bytes.
fn built(
    project: &Project,
    arguments: &str,
    environment: &[(&str, &str)],
) -> Vec<(String, Vec<u8>)> {
    project.run_with(&format!("build {arguments}"), environment).status(0);
    let files = project.files("dist").into_iter().filter(|path| !path.starts_with('.'));
    let files: Vec<_> = files.map(|path| (project.read(&format!("dist/{path}")), path)).collect();
    assert!(!files.is_empty(), "the build wrote something");
    files.into_iter().map(|(bytes, path)| (path, bytes)).collect()
}

#[track_caller]
fn assert_same(one: &[(String, Vec<u8>)], other: &[(String, Vec<u8>)]) {
    let paths = |files: &[(String, Vec<u8>)]| {
        files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>()
    };
    assert_eq!(paths(one), paths(other));
    let differ = one.iter().zip(other).filter(|(one, other)| one != other);
    let differ: Vec<&String> = differ.map(|((path, _), _)| path).collect();
    assert!(differ.is_empty(), "these files differ: {differ:?}");
}

#[test]
fn two_places_and_any_number_of_jobs() {
    let one = built(&tenants(), "--jobs 1", &[]);
    let other = built(&tenants(), "--jobs 8", &[]);
    // A package and its manifest for each, the list of the files that all have, and the report.
    assert_eq!(one.len(), 18);
    assert_same(&one, &other);
}

#[test]
fn built_again_over_itself() {
    let project = Project::acme();
    let first = built(&project, "", &[]);
    assert_same(&first, &built(&project, "", &[]));
}

/// What a user's session sets counts for nothing: neither language, nor time zone, nor who may read new files.
#[test]
fn any_language_time_zone_and_umask() {
    let expect = with_folder(&tenants(), "", &[]);
    for (umask, language, zone) in
        [("077", "tr_TR.UTF-8", "Pacific/Kiritimati"), ("000", "zh_CN.GB18030", "America/St_Johns")]
    {
        let project = tenants();
        let environment = [("LC_ALL", language), ("LANG", language), ("TZ", zone)];
        for arguments in ["", "--unpacked --out folders"] {
            let line = format!("umask {umask}; exec rebadge build {arguments}");
            let mut command = project.command("sh");
            let status = command.args(["-c", &line]).envs(environment).output().unwrap().status;
            assert!(status.success(), "{line}");
        }
        assert_same(&expect, &written(&project, &["dist", "folders"]));
    }
}

/// With a cache that is empty, full, or not there; with one job and eight.
#[test]
fn cold_and_warm() {
    let expect = with_folder(&tenants(), "--jobs 8 --no-cache", &[]);
    let project = tenants();
    for arguments in ["--jobs 1", "--jobs 8"] {
        assert_same(&expect, &with_folder(&project, arguments, &[]));
        for out in ["dist", "folders"] {
            fs::remove_dir_all(project.path(out)).unwrap();
        }
    }
}

/// The order in which a system lists the files of a folder counts for nothing. Where there is no FUSE, only folders that were
/// filled in another order are tried.
#[test]
fn folders_in_any_order() {
    let project = tenants();
    let expect = with_folder(&project, "", &[]);
    // Many file systems list files in the order in which they were made, or against it.
    let mut paths = project.files("");
    paths.retain(|path| path.starts_with("themes/") || path.starts_with("base-client/"));
    let reversed = paths
        .iter()
        .rev()
        .fold(Project::empty(), |reversed, path| reversed.file(path, project.read(path)));
    assert_same(&expect, &with_folder(&reversed, "", &[]));
    if !Path::new("/dev/fuse").exists() {
        return;
    }
    for order in ["--reverse-dirents=yes", "--shuffle-dirents=yes"] {
        let disordered = paths.iter().fold(Project::empty(), |disordered, path| {
            disordered.file(&format!("disk/{path}"), project.read(path))
        });
        let _mounts = ["themes", "base-client"].map(|name| Mount::new(&disordered, name, order));
        assert_same(&expect, &with_folder(&disordered, "", &[]));
    }
}

/// A folder of a project that lists what is in `disk/` in another order, until this is dropped.
struct Mount(std::path::PathBuf);

impl Mount {
    fn new(project: &Project, name: &str, order: &str) -> Mount {
        let at = project.path(name);
        fs::create_dir(&at).unwrap();
        let mut command = Command::new("disorderfs");
        command.args(["--sort-dirents=yes", order]).arg(project.path("disk").join(name)).arg(&at);
        let output = command.output().expect("disorderfs starts; tests/setup installs it");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Mount(at)
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let status = Command::new("fusermount").args(["-u", "-z"]).arg(&self.0).status();
        assert!(status.is_ok_and(|status| status.success()), "{} stays mounted", self.0.display());
    }
}

/// Every file that a build writes, as zips into `dist` and as folders into `folders`.
fn with_folder(
    project: &Project,
    arguments: &str,
    environment: &[(&str, &str)],
) -> Vec<(String, Vec<u8>)> {
    for more in ["", "--unpacked --out folders"] {
        project.run_with(&format!("build {arguments} {more}"), environment).status(0);
    }
    written(project, &["dist", "folders"])
}

/// Every file in folders of packages, but for what is of one run only.
fn written(project: &Project, folders: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for folder in folders {
        let paths = project.files(folder).into_iter().filter(|path| !path.starts_with('.'));
        files.extend(paths.map(|path| format!("{folder}/{path}")));
    }
    assert!(files.len() > 100, "zips, folders and manifests of all tenants");
    files.into_iter().map(|path| (path.clone(), project.read(&path))).collect()
}

#[test]
fn each_container_holds_the_same_package() {
    let project = Project::acme();
    let zip = fs::read(package(&project, &[])).unwrap();
    project.run("build --unpacked --out folders").status(0);
    for (path, bytes) in entries(&zip) {
        assert_eq!(project.read(&format!("folders/acme/acme-web-0.3.0/{path}")), bytes, "{path}");
    }
    assert_eq!(project.files("folders/acme/acme-web-0.3.0").len(), entries(&zip).len());

    let run = project.run("build --container tar.gz").status(0);
    assert!(run.stdout.starts_with("dist/acme/acme-web-0.3.0.tar.gz  "), "{run}");
    let tarball = project.path("dist/acme/acme-web-0.3.0.tar.gz");
    fs::create_dir(project.path("out")).unwrap();
    let unpack = project.command("tar").arg("-xzf").arg(tarball).args(["-C", "out"]).status();
    assert!(unpack.unwrap().success());
    assert_same(&all_below(&project, "out"), &all_below(&project, "folders/acme/acme-web-0.3.0"));
    // It is beside the zip, and each is what its own manifest says.
    project.run("verify dist --rebuild").status(0).says("verified 2 packages");
    let [zip, tarball] = ["zip", "tar.gz"].map(|kind| format!("dist/acme/acme-web-0.3.0.{kind}"));
    project.run(&format!("diff {zip} {tarball}")).status(0).says("nothing differs");
    let again = project.run("build --container tar.gz --format json").status(0);
    assert_eq!(again.objects("artifact")[0]["unchanged"], true, "{again}");
}

/// Every file below a folder, by its path from there.
fn all_below(project: &Project, folder: &str) -> Vec<(String, Vec<u8>)> {
    let files = project.files(folder).into_iter();
    files.map(|path| (path.clone(), project.read(&format!("{folder}/{path}")))).collect()
}

#[test]
fn no_trace_of_the_machine() {
    let project = Project::acme();
    let root = project.path("");
    let folder = root.to_str().unwrap();
    for (path, bytes) in
        built(&project, "", &[("USER", "somebody-here"), ("HOME", "/home-of-somebody")])
    {
        let unzipped = if path.ends_with(".zip") {
            entries(&bytes).into_values().collect()
        } else {
            vec![bytes]
        };
        for bytes in unzipped {
            let text = String::from_utf8_lossy(&bytes);
            assert!(
                !text.contains(folder) && !text.contains("somebody"),
                "{path} tells of the machine"
            );
        }
    }
}

/// Builds the one tenant of a project, and gives the path of its zip.
fn package(project: &Project, environment: &[(&str, &str)]) -> std::path::PathBuf {
    built(project, "", environment);
    only(&project.path("dist/acme"), "zip")
}

/// The time of every entry, as the zip says it.
fn times(zip: &Path) -> Vec<String> {
    let mut archive = ZipArchive::new(Cursor::new(fs::read(zip).unwrap())).unwrap();
    let mut times: Vec<String> = (0..archive.len())
        .map(|index| archive.by_index(index).unwrap().last_modified().expect("a time").to_string())
        .collect();
    times.dedup();
    times
}

#[test]
fn times_are_fixed() {
    let project = Project::acme();
    assert_eq!(times(&package(&project, &[])), ["1980-01-01 00:00:00"]);
    let epoch = [("SOURCE_DATE_EPOCH", "1700000000")];
    assert_eq!(times(&package(&project, &epoch)), ["2023-11-14 22:13:20"]);
    // Before the first time that a zip can hold there is only that.
    assert_eq!(times(&package(&project, &[("SOURCE_DATE_EPOCH", "1")])), ["1980-01-01 00:00:00"]);
    for value in ["yesterday", "-1", "1.5", " ", "5000000000"] {
        let run = project.run_with("build", &[("SOURCE_DATE_EPOCH", value)]);
        run.status(2).says("SOURCE_DATE_EPOCH");
    }
}

/// The time stands in the manifest, so that the package can be built again. One that is set to nothing is not set.
#[test]
fn the_manifest_holds_the_time() {
    let project = Project::acme();
    let mut manifests = Vec::new();
    for (value, expect) in [(None, json!(null)), (Some(""), json!(null)), (Some("0"), json!(0))] {
        let environment: Vec<_> =
            value.map(|value| ("SOURCE_DATE_EPOCH", value)).into_iter().collect();
        package(&project, &environment);
        let bytes = fs::read(only(&project.path("dist/acme"), "json")).unwrap();
        let manifest: Value = serde_json::from_slice(&bytes).unwrap();
        assert_schema(&manifest, "manifest");
        assert_eq!(manifest["package"]["source_date_epoch"], expect, "{value:?}");
        manifests.push(bytes);
    }
    assert!(manifests[0] == manifests[1] && manifests[1] != manifests[2]);
}

/// First what every package has as the base client has it, then what is the tenant's own; each sorted.
#[test]
fn entries_are_in_order() {
    let project = Project::acme();
    let zip = fs::read(package(&project, &[])).unwrap();
    let archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let json = |path: &Path| serde_json::from_slice::<Value>(&fs::read(path).unwrap()).unwrap();
    let manifest = json(&only(&project.path("dist/acme"), "json"));
    let list = manifest["base"]["files"]["list"].as_str().expect("a name");
    let list = json(&project.path("dist").join(list));
    let paths = |of: &Value| -> Vec<String> {
        let files = of["files"].as_array().expect("files").iter();
        files.map(|file| file["path"].as_str().expect("a path").to_owned()).collect()
    };
    let (shared, own) = (paths(&list), paths(&manifest));
    assert!(shared.is_sorted() && own.is_sorted() && !shared.is_empty() && !own.is_empty());
    assert_eq!(names, [shared, own].concat());
}

#[test]
fn the_manifest_is_true() {
    manifest_is_true(Project::acme());
}

/// The same file by another spelling is the same input.
#[test]
fn the_manifest_names_files_plainly() {
    let toml = ACME.replace("\"logo.svg", "\"./logo.svg");
    manifest_is_true(Project::new().theme("acme", &toml).asset("acme/logo.svg", LOGO));
}

fn manifest_is_true(project: Project) {
    let zip = fs::read(package(&project, &[])).unwrap();
    let manifest: Value =
        serde_json::from_slice(&fs::read(only(&project.path("dist/acme"), "json")).unwrap())
            .unwrap();
    assert_schema(&manifest, "manifest");
    let list = &manifest["base"]["files"];
    let name = list["list"].as_str().expect("a name");
    let bytes = project.read(&format!("dist/{name}"));
    assert_eq!(list["sha256"], json!(sha256(&bytes)));
    let list: Value = serde_json::from_slice(&bytes).unwrap();
    assert_schema(&list, "files");
    let both = [&manifest, &list].into_iter().flat_map(|of| of["files"].as_array().expect("files"));
    let mut said: Vec<&Value> = both.collect();
    said.sort_by_key(|file| file["path"].as_str());
    let entries = entries(&zip);
    assert_eq!(said.len(), entries.len());
    for (file, (path, bytes)) in said.iter().zip(&entries) {
        let expect = (json!(path), json!(bytes.len()), json!(sha256(bytes)));
        assert_eq!((file["path"].clone(), file["size"].clone(), file["sha256"].clone()), expect);
    }
    assert_inputs(&project, &manifest, &list);
}

fn assert_schema(manifest: &Value, name: &str) {
    let schema = fs::read(root().join(format!("docs/{name}.schema.json"))).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(manifest).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    // A schema that takes everything says nothing.
    assert!(!validator.is_valid(&json!({})));
    let mut wrong = manifest.clone();
    wrong["files"][0]["sha256"] = json!("short");
    assert!(!validator.is_valid(&wrong));
}

/// Every input that the manifest names is there, with the hash that it says.
fn assert_inputs(project: &Project, manifest: &Value, list: &Value) {
    for (key, folder) in [("theme", "themes/acme"), ("base", "base-client")] {
        let mut inputs = manifest["inputs"][key].as_array().expect("a list of inputs").clone();
        if key == "base" {
            let root = list["root"].as_str().expect("a folder");
            inputs.extend(list["files"].as_array().expect("files").iter().map(|file| {
                let path = format!("{root}/{}", file["path"].as_str().unwrap());
                json!({ "path": path, "sha256": file["sha256"] })
            }));
            inputs.sort_by_key(|input| input["path"].as_str().map(str::to_owned));
        }
        let said: Vec<&str> = inputs.iter().map(|input| input["path"].as_str().unwrap()).collect();
        assert_eq!(said, project.files(folder), "the inputs from {folder}");
        for input in &inputs {
            let path = input["path"].as_str().unwrap();
            assert_eq!(
                input["sha256"],
                json!(sha256(&project.read(&format!("{folder}/{path}")))),
                "{path}"
            );
        }
    }
}
