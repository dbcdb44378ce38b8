//! `rebadge verify`: every kind of change to a package is found and named, and a package that is built again has the same
//! bytes, or what differs is named.

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::Path;

use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::package::{entries, sha256};
use crate::project::{ACME, LOGO, Project, Run};

const ZIP: &str = "dist/acme/acme-web-0.3.0.zip";
const MANIFEST: &str = "dist/acme/acme-web-0.3.0.json";
const FOLDER: &str = "dist/acme/acme-web-0.3.0";
const FOLDER_MANIFEST: &str = "dist/acme/acme-web-0.3.0.unpacked.json";

/// A project with the package of its tenant, as a zip and as a folder.
fn built() -> Project {
    let project = Project::acme();
    project.run("build").status(0);
    project.run("build --unpacked").status(0);
    project
}

/// The kinds of all faults with their files or keys, of all packages that are named.
fn faults(run: &Run) -> Vec<String> {
    let verified = run.objects("verified");
    let faults = verified.iter().flat_map(|package| package["faults"].as_array().expect("faults"));
    let text = |fault: &Value, key: &str| fault[key].as_str().unwrap_or_default().to_owned();
    let line = |fault: &Value| {
        let name = text(fault, "file") + &text(fault, "key") + &text(fault, "what");
        format!("{} {name}", text(fault, "kind")).trim_end().to_owned()
    };
    faults.map(line).collect()
}

#[track_caller]
fn check(project: &Project, arguments: &str, expect: &[&str]) -> Run {
    let run = project.run(&format!("verify {arguments} --format json"));
    let run = run.status(i32::from(!expect.is_empty()));
    assert_eq!(faults(&run), expect, "{run}");
    run
}

fn read_json(project: &Project, path: &str) -> Value {
    serde_json::from_slice(&project.read(path)).unwrap()
}

fn write_json(project: &Project, path: &str, value: &Value) {
    fs::write(project.path(path), format!("{value:#}\n")).unwrap();
}

/// Writes the zip of a package anew, with other bytes for one of its files.
fn repack(project: &Project, change: &str, bytes: &[u8]) {
    let mut archive = ZipArchive::new(Cursor::new(project.read(ZIP))).unwrap();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(File::create(project.path(ZIP)).unwrap());
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).unwrap();
        if file.name().unwrap() == change {
            drop(file);
            writer.start_file(change, options).unwrap();
            writer.write_all(bytes).unwrap();
        } else {
            writer.raw_copy_file(file).unwrap();
        }
    }
    writer.finish().unwrap();
}

#[test]
fn packages_are_named_in_many_ways() {
    let project = built();
    let list = project.files("dist").into_iter().find(|path| path.ends_with(".files.json"));
    let list = format!("dist/{}", list.expect("a list of shared files"));
    for (names, expect) in [
        ("", vec![FOLDER, ZIP]),
        ("dist", vec![FOLDER, ZIP]),
        ("dist/acme", vec![FOLDER, ZIP]),
        (ZIP, vec![ZIP]),
        (MANIFEST, vec![ZIP]),
        (FOLDER, vec![FOLDER]),
        (FOLDER_MANIFEST, vec![FOLDER]),
        (&format!("{ZIP} {MANIFEST} {list}"), vec![ZIP]),
        (&format!("{FOLDER} {ZIP} dist"), vec![FOLDER, ZIP]),
    ] {
        let run = check(&project, names, &[]);
        let paths: Vec<Value> =
            run.objects("verified").iter().map(|package| package["path"].clone()).collect();
        assert_eq!(paths, expect, "{names}");
        let end = &run.objects("verify-finished")[0];
        assert_eq!((&end["success"], &end["packages"]), (&json!(true), &json!(expect.len())));
    }
    for nothing in ["gone", "dist/gone.json", "base-client", "themes", list.as_str()] {
        project.run(&format!("verify {nothing}")).status(2);
    }
}

#[test]
fn changes_to_a_folder() {
    let change = |change: fn(&Path), expect: &[&str]| {
        let project = built();
        change(&project.path(FOLDER));
        check(&project, "", expect);
    };
    change(
        |folder| fs::write(folder.join("robots.txt"), "x").unwrap(),
        &["file-changed robots.txt"],
    );
    change(|folder| fs::write(folder.join("evil.js"), "x").unwrap(), &["file-unknown evil.js"]);
    change(
        |folder| fs::remove_file(folder.join("index.html")).unwrap(),
        &["file-missing index.html"],
    );
    change(|folder| fs::remove_dir_all(folder).unwrap(), &["no-package"]);
    change(
        |folder| fs::remove_file(folder.with_extension("0.unpacked.json")).unwrap(),
        &["no-manifest"],
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let run = |folder: &Path| {
            let permissions = fs::Permissions::from_mode(0o755);
            fs::set_permissions(folder.join("robots.txt"), permissions).unwrap();
        };
        change(run, &["file-mode robots.txt"]);
        change(|folder| symlink("/etc/passwd", folder.join("x")).unwrap(), &["damaged"]);
    }
}

#[test]
fn changes_to_a_zip() {
    let change = |change: &dyn Fn(&Project), expect: &[&str]| {
        let project = built();
        change(&project);
        check(&project, "", expect);
    };
    change(&|project| repack(project, "robots.txt", b"x"), &["file-changed robots.txt"]);
    let same = |project: &Project| {
        let bytes = entries(&project.read(ZIP)).remove("robots.txt").expect("a file");
        repack(project, "robots.txt", &bytes);
    };
    change(&same, &["container"]);
    let cut = |project: &Project| {
        let file = File::options().write(true).open(project.path(ZIP)).unwrap();
        file.set_len(1000).unwrap();
    };
    change(&cut, &["damaged"]);
    change(&|project| fs::write(project.path(ZIP), "").unwrap(), &["damaged"]);
    change(&|project| fs::remove_file(project.path(ZIP)).unwrap(), &["no-package"]);
    change(&|project| fs::remove_file(project.path(MANIFEST)).unwrap(), &["no-manifest"]);
    let swap = |project: &Project| {
        fs::rename(project.path(ZIP), project.path("dist/acme/other.zip")).unwrap();
        fs::rename(project.path(MANIFEST), project.path("dist/acme/other.json")).unwrap();
    };
    change(&swap, &["other-package"]);
}

/// Every byte of a zip counts: none can be changed and pass.
#[test]
fn no_byte_of_a_zip_can_be_changed() {
    let project = Project::acme();
    project.run("build").status(0);
    let bytes = project.read(ZIP);
    for at in (0..bytes.len()).step_by(bytes.len() / 60) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        fs::write(project.path(ZIP), changed).unwrap();
        let run = project.run(&format!("verify {ZIP} --format json")).status(1);
        assert!(!faults(&run).is_empty(), "byte {at}: {run}");
    }
    fs::write(project.path(ZIP), bytes).unwrap();
    check(&project, "", &[]);
}

#[test]
fn changes_to_a_manifest() {
    let change = |change: &dyn Fn(&Project, &mut Value), expect: &[&str]| {
        let project = Project::acme();
        project.run("build").status(0);
        let mut manifest = read_json(&project, MANIFEST);
        change(&project, &mut manifest);
        write_json(&project, MANIFEST, &manifest);
        check(&project, "", expect);
    };
    change(&|_, _| {}, &[]);
    let digest = |_: &Project, manifest: &mut Value| manifest["files"][0]["sha256"] = json!("0");
    change(&digest, &["file-changed art/calm.svg"]);
    let zip = |_: &Project, manifest: &mut Value| manifest["package"]["sha256"] = json!("0");
    change(&zip, &["container"]);
    let less = |_: &Project, manifest: &mut Value| {
        manifest["files"].as_array_mut().unwrap().remove(0);
    };
    change(&less, &["file-unknown art/calm.svg"]);
    let list =
        |_: &Project, manifest: &mut Value| manifest["base"]["files"]["list"] = json!("../x");
    change(&list, &["manifest"]);
    let gone = |project: &Project, manifest: &mut Value| {
        let list = manifest["base"]["files"]["list"].as_str().unwrap();
        fs::remove_file(project.path("dist").join(list)).unwrap();
    };
    change(&gone, &["manifest"]);
    let other = |project: &Project, manifest: &mut Value| {
        let list = manifest["base"]["files"]["list"].as_str().unwrap();
        let list = project.path("dist").join(list);
        fs::write(&list, fs::read_to_string(&list).unwrap() + " ").unwrap();
    };
    change(&other, &["manifest"]);
    change(&|_, manifest| *manifest = json!([1]), &["manifest"]);
    change(&|_, manifest| manifest["format"] = json!(99), &["manifest"]);
    change(&|_, manifest| manifest["tenant"]["id"] = json!("evil"), &["other-tenant package"]);
}

#[test]
fn the_format_of_a_manifest_is_known_or_refused() {
    let project = Project::acme();
    project.run("build").status(0);
    project.run("sign --new-key key").status(0);
    let mut manifest = read_json(&project, MANIFEST);
    manifest["format"] = json!(99);
    write_json(&project, MANIFEST, &manifest);
    let says = "its format is 99, this `rebadge` reads 1 to 2";
    project.run("verify").status(1).says(says);
    project.run("sign --key key").status(1).says(says);
    project.run(&format!("why {ZIP} tenant.json")).status(2).says(says);
}

/// As `build` puts them: each tenant's packages in a folder of its id, below that of the lists.
#[test]
fn folders_of_tenants_cannot_be_swapped() {
    let project = Project::acme();
    let other = ACME.replace("\"acme\"", "\"other\"");
    let project = project.theme("other", &other).asset("other/logo.svg", LOGO);
    project.run("build").status(0);
    for (from, to) in [("acme", "x"), ("other", "acme"), ("x", "other")] {
        let path = |name: &str| project.path(&format!("dist/{name}"));
        fs::rename(path(from), path(to)).unwrap();
    }
    check(&project, "", &["other-tenant folder", "other-tenant folder"]);
    let run = project.run("verify dist/acme").status(1);
    run.says("the manifest is of the tenant `other`, and its folder is `acme`");
    // Whoever passes a package on puts it where it is wanted, with the list of its files.
    let list = project.files("dist").into_iter().find(|path| path.ends_with(".files.json"));
    let list = list.expect("a list of shared files");
    fs::rename(project.path("dist/acme"), project.path("sent")).unwrap();
    fs::copy(project.path(&format!("dist/{list}")), project.path(&format!("sent/{list}"))).unwrap();
    check(&project, "sent", &[]);
}

/// The lines of `build` have the size of the zip.
#[test]
fn sizes_say_what_they_are_of() {
    let project = built();
    let run = project.run("verify --jobs 1").status(0);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(!lines[0].ends_with("unpacked") && lines[1].ends_with("unpacked"), "{run}");
}

#[test]
fn a_manifest_that_is_too_large_is_not_read() {
    let project = Project::acme();
    project.run("build").status(0);
    let file = File::options().write(true).open(project.path(MANIFEST)).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    let run = check(&project, "", &["manifest"]);
    assert!(run.stdout.contains("larger than 64 MiB"), "{run}");
}

/// More than the largest file of a package from elsewhere, with less memory than it has bytes.
#[test]
fn a_large_package_takes_no_memory() {
    let project = Project::acme().base("site/video.png", "");
    let file =
        File::options().write(true).open(project.path("base-client/site/video.png")).unwrap();
    file.set_len(300 << 20).unwrap();
    drop(file);
    project.run("build --no-cache").status(0);
    let run = project.run_with("verify --jobs 1 --format json", &[("REBADGE_MEMORY_LIMIT", "150")]);
    let run = run.status(0);
    assert_eq!(faults(&run), [""; 0]);
    assert!(run.objects("verified")[0]["size"].as_u64() > Some(300 << 20), "{run}");
}

/// Each of many files is unpacked by a decoder of its own. With one arena, glibc's allocator keeps what it lost between them.
#[test]
fn many_files_take_no_memory() {
    let mut project = Project::acme();
    for number in 0..4000 {
        let text = format!("file {number} ").repeat(20);
        project = project.base(&format!("site/many/{number}.txt"), text);
    }
    project.run("build --no-cache").status(0);
    let environment = [("REBADGE_MEMORY_LIMIT", "64"), ("MALLOC_ARENA_MAX", "1")];
    let run = project.run_with("verify --jobs 1 --format json", &environment).status(0);
    assert!(run.objects("verified")[0]["files"].as_u64() > Some(4000), "{run}");
}

#[test]
fn one_package_does_not_hide_another() {
    let project = built();
    fs::write(project.path(FOLDER).join("robots.txt"), "x").unwrap();
    fs::write(project.path(ZIP), "no zip").unwrap();
    let run = check(&project, "", &["file-changed robots.txt", "damaged"]);
    assert_eq!(run.objects("verify-finished")[0]["failed"], json!([FOLDER, ZIP]));
}

#[test]
fn built_again_with_the_same_bytes() {
    let project = Project::acme();
    let epoch = [("SOURCE_DATE_EPOCH", "1700000001")];
    project.run_with("build --optimize", &epoch).status(0);
    project.run("build --unpacked").status(0);
    let run = check(&project, "--rebuild --jobs 1", &[]);
    assert!(run.objects("verified").iter().all(|package| package["rebuilt"] == true), "{run}");
    // Nothing of the environment of this run counts, and nothing is written.
    let before = project.files("");
    project.run_with("verify --rebuild", &[("SOURCE_DATE_EPOCH", "1")]).status(0);
    assert_eq!(project.files(""), before);
}

#[test]
fn what_another_build_makes_is_named() {
    let change = |change: &dyn Fn(&Project), expect: &[&str]| -> Run {
        let project = Project::acme().base("site/bin/start", "1");
        project.run("build").status(0);
        change(&project);
        let run = project.run("verify --rebuild --format json").status(1);
        let found = faults(&run);
        for expect in expect {
            assert!(found.iter().any(|fault| fault == expect), "no {expect}: {found:#?}");
        }
        run
    };
    let write = |project: &Project, path: &str, text: &str| {
        fs::write(project.path(path), text).unwrap();
    };
    let name = |project: &Project| {
        write(project, "themes/acme/theme.toml", &ACME.replace("\"Acme\"", "\"Acme Inc.\""));
    };
    let run = change(
        &name,
        &["other-value tenant.name", "other-input theme.toml", "other-file tenant.json"],
    );
    let package = &run.objects("verified")[0];
    let files = package["faults"].as_array().unwrap().iter();
    let file = files.clone().find(|fault| fault["file"] == "tenant.json").expect("a fault");
    assert_eq!(file["keys"], json!(["tenant.name"]));
    let untouched = files.clone().filter(|fault| fault["file"] == "icons/icon-192.png").count();
    assert_eq!(untouched, 0, "the icon is not made of the name");
    let logo = |project: &Project| {
        write(project, "themes/acme/logo.svg", &LOGO.replace("M8 56", "M9 56"));
    };
    change(
        &logo,
        &["other-value brand.logo", "other-input logo.svg", "other-file tenant/logo.svg"],
    );
    let run = change(
        &|project| write(project, "base-client/site/bin/start", "2"),
        &["other-file bin/start", "other-client-files"],
    );
    assert!(run.stdout.contains("the base client has other files than when"), "{run}");
    change(&|project| write(project, "base-client/site/new.txt", "2"), &["other-file new.txt"]);
    change(&|project| write(project, "themes/acme/theme.toml", "x"), &["not-rebuilt"]);
    let other = |project: &Project| {
        write(project, "themes/acme/theme.toml", &ACME.replace("acme", "other"));
    };
    change(&other, &["not-rebuilt"]);
}

/// A file in the zip, and the manifest with it, are changed so that they agree.
#[test]
fn a_package_that_was_forged_with_its_manifest_is_found_by_another_build() {
    let project = Project::acme();
    project.run("build").status(0);
    repack(&project, "tenant.json", b"{}");
    let mut manifest = read_json(&project, MANIFEST);
    let zip = project.read(ZIP);
    manifest["package"]["sha256"] = json!(sha256(&zip));
    manifest["package"]["size"] = json!(zip.len());
    let files = manifest["files"].as_array_mut().unwrap();
    let file = files.iter_mut().find(|file| file["path"] == "tenant.json").expect("a file");
    file["sha256"] = json!(sha256(b"{}"));
    file["size"] = json!(2);
    write_json(&project, MANIFEST, &manifest);
    check(&project, "", &[]);
    check(&project, "--rebuild", &["other-file tenant.json"]);
}

#[test]
fn a_manifest_that_tells_of_another_theme_is_found_by_another_build() {
    let project = Project::acme();
    project.run("build").status(0);
    let mut manifest = read_json(&project, MANIFEST);
    manifest["theme"]["tenant.name"] = json!("Other");
    write_json(&project, MANIFEST, &manifest);
    check(&project, "", &[]);
    check(&project, "--rebuild", &["other-value tenant.name"]);
    manifest["theme"]["tenant.name"] = json!("Acme");
    manifest["effort"] = json!("as hard as it can");
    write_json(&project, MANIFEST, &manifest);
    check(&project, "--rebuild", &["not-rebuilt"]);
    manifest["effort"] = json!("default");
    manifest["package"]["source_date_epoch"] = json!(u64::MAX);
    write_json(&project, MANIFEST, &manifest);
    check(&project, "--rebuild", &["not-rebuilt"]);
    manifest["package"].as_object_mut().unwrap().remove("source_date_epoch");
    // Another order of its keys is another manifest.
    let effort = manifest.as_object_mut().unwrap().remove("effort").unwrap();
    manifest["effort"] = effort;
    write_json(&project, MANIFEST, &manifest);
    check(&project, "--rebuild", &["other-container manifest"]);
}

/// `why` and `diff` say of a package that was changed that it was.
#[test]
fn other_commands_say_so_too() {
    let project = built();
    fs::write(project.path(FOLDER).join("robots.txt"), "x").unwrap();
    let changed = format!(
        "`{FOLDER}` was changed after it was built: `robots.txt` is not the file that the manifest names"
    );
    project.run(&format!("why {FOLDER} tenant.json")).status(0).says(&changed);
    let run = project.run(&format!("why {FOLDER} tenant.json --format json")).status(0);
    assert_eq!(run.objects("warning").len(), 1, "{run}");
    let run = project.run(&format!("diff {FOLDER} themes/acme")).status(1);
    assert!(run.stdout.contains(&changed), "{run}");
    let run = project.run(&format!("why {ZIP} tenant.json")).status(0);
    assert_eq!(run.stderr, "", "that one was not changed");
}
