//! Packages that a run would not make, such as of tenants that no theme is for any more: named at the end of a build of all
//! themes, removed by `--prune`.

use std::fs;

use serde_json::{Value, json};

use super::{broken, tenants};
use crate::project::{ACME, LOGO, Project};

/// Two tenants are built, then one theme is taken away.
fn left(arguments: &str) -> Project {
    let project = tenants(&["a", "old"]);
    project.run(arguments).status(0);
    fs::remove_dir_all(project.path("themes/old")).unwrap();
    project
}

#[test]
fn they_are_named_and_stay() {
    let project = left("build");
    let run = project.run("build").status(0);
    run.says(
        "note: `dist/old/old-web-0.3.0.zip` stays: no theme is for the tenant `old`; `--prune`",
    );
    assert_eq!(project.files("dist/old").len(), 2);
    let run = project.run("build --format json").status(0);
    let event = &run.objects("package-gone")[0];
    assert_eq!((&event["tenant"], &event["removed"]), (&json!("old"), &json!(false)));
    assert_eq!(event["why"], "no-theme");
    // A run over some tenants knows nothing of the others.
    for some in ["build --only a", "build themes/a", "build --failed"] {
        assert!(!project.run(some).status(0).stderr.contains("no theme is for"), "{some}");
    }
    project.run("build --prune --only a").status(2);
    project.run("build themes/a --prune").status(2);
}

#[test]
fn they_are_removed_on_demand() {
    for form in ["build", "build --unpacked", "build --container tar.gz"] {
        let project = left(form);
        let run = project.run(&format!("{form} --prune")).status(0);
        run.says("removed `dist/old/old-web-0.3.0");
        assert!(!project.path("dist/old").exists(), "{form}");
        assert!(project.path("dist/a").exists());
        assert!(!project.run(form).status(0).stderr.contains("old"));
    }
}

#[test]
fn a_list_that_no_package_refers_to_is_removed_on_demand() {
    let lists = |project: &Project| {
        let files = project.files("dist").into_iter();
        files.filter(|path| path.ends_with(".files.json")).collect::<Vec<_>>()
    };
    let project = tenants(&["a"]);
    project.run("build").status(0);
    let first = lists(&project);
    let project = project.base("site/new.txt", "new").file("dist/x-web-1234.files.json", "{}");
    project.run("build").status(0);
    assert_eq!(lists(&project).len(), 3);
    let run = project.run("build --prune").status(0);
    run.says(&format!("removed `dist/{}`: no package refers to it", first[0]));
    let left = lists(&project);
    assert!(left.len() == 2 && !left.contains(&first[0]), "{left:?}");
    assert!(left.contains(&"x-web-1234.files.json".to_owned()), "that of somebody else stays");
}

#[test]
fn a_renamed_tenant_leaves_its_old_packages() {
    let project = tenants(&["a"]);
    project.run("build").status(0);
    let project = super::tenant(project, "a", "b");
    project.run("build --prune").status(0).says("removed `dist/a/a-web-0.3.0.zip`");
    assert!(project.path("dist/b").exists() && !project.path("dist/a").exists());
}

#[test]
fn other_files_stay() {
    let project = left("build --unpacked")
        .file("dist/old/notes.txt", "mine")
        .file("dist/old/old-web-0.3.0/extra/mine.txt", "mine")
        .file("dist/other/x.zip", "mine")
        .file("dist/other/x.json", "{}");
    project.run("build --unpacked --prune").status(0);
    let files: Vec<String> =
        project.files("dist").into_iter().filter(|path| !path.starts_with("a/")).collect();
    let is_shared = |path: &&String| path.ends_with(".files.json") || path.ends_with("ledger.json");
    let files: Vec<&String> = files.iter().filter(|path| !is_shared(path)).collect();
    assert_eq!(
        files,
        [
            ".rebadge-lock",
            "old/notes.txt",
            "old/old-web-0.3.0/extra/mine.txt",
            "other/x.json",
            "other/x.zip",
            "report.json"
        ]
    );
}

#[test]
fn what_was_changed_stays() {
    let project = left("build").file("dist/old/old-web-0.3.0.zip", "another one");
    let run = project.run("build --prune").status(0);
    run.says("`dist/old/old-web-0.3.0.zip` was not removed").says("is not as the manifest says");
    assert_eq!(project.files("dist/old").len(), 2);

    let project = left("build --unpacked").file("dist/old/old-web-0.3.0/robots.txt", "changed");
    let before = project.files("dist/old");
    project.run("build --prune --unpacked").status(0).says("was not removed");
    assert_eq!(project.files("dist/old"), before);
}

/// Changes the manifest of the package of a tenant that is gone.
fn forged(project: Project, name: &str, change: impl FnOnce(&mut Value)) -> Project {
    let path = format!("dist/old/{name}");
    let mut manifest: Value = serde_json::from_slice(&project.read(&path)).unwrap();
    change(&mut manifest);
    project.file(&path, manifest.to_string())
}

#[test]
fn a_forged_manifest_reaches_nothing_else() {
    let zip = "old-web-0.3.0.json";
    let names = ["../../precious.txt", "../a/a-web-0.3.0.zip", "/etc/passwd", "notes.txt", ".", ""];
    for name in names {
        let project = left("build").file("precious.txt", "x").file("dist/old/notes.txt", "x");
        let project = forged(project, zip, |manifest| manifest["package"]["name"] = json!(name));
        let before = project.files("");
        project.run("build --prune").status(0);
        assert_eq!(project.files(""), before, "{name}");
    }
    let folder = "old-web-0.3.0.unpacked.json";
    let digest = rebadge::digest::sha256(b"x");
    for path in ["../../../precious.txt", "../notes.txt", "a/../../notes.txt", "/etc/passwd"] {
        let project =
            left("build --unpacked").file("precious.txt", "x").file("dist/old/notes.txt", "x");
        let project = forged(project, folder, |manifest| {
            manifest["files"]
                .as_array_mut()
                .unwrap()
                .push(json!({ "path": path, "sha256": digest }));
        });
        let before = project.files("");
        project.run("build --prune --unpacked").status(0);
        assert_eq!(project.files(""), before, "{path}");
    }
    let project = forged(left("build"), zip, |manifest| manifest["tenant"]["id"] = json!("a"));
    project.run("build --prune").status(0);
    assert_eq!(project.files("dist/old").len(), 2, "a manifest of another tenant");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    // The tenant's folder leads to another output folder.
    let project = left("build");
    fs::rename(project.path("dist/old"), project.path("elsewhere")).unwrap();
    symlink("../elsewhere", project.path("dist/old")).unwrap();
    project.run("build --prune").status(0);
    assert_eq!(project.files("elsewhere").len(), 2);
    // The package's folder does.
    let project = left("build --unpacked");
    fs::rename(project.path("dist/old/old-web-0.3.0"), project.path("elsewhere")).unwrap();
    symlink("../../elsewhere", project.path("dist/old/old-web-0.3.0")).unwrap();
    project.run("build --prune --unpacked").status(0).says("is a symbolic link");
    assert_eq!(project.files("elsewhere").len(), 21);
}

#[test]
fn a_theme_without_an_id_keeps_everything() {
    let project = left("build").theme("new", "nonsense");
    project
        .run("build --prune")
        .status(1)
        .says("nothing was pruned: `themes/new` has no tenant id");
    assert_eq!(project.files("dist/old").len(), 2);
    let run = project.run("build").status(1);
    run.says("packages that no theme is for were not looked for: `themes/new` has no tenant id");
    let run = project.run("build --prune --format json").status(1);
    let message = &run.objects("gone-unknown")[0]["message"];
    assert_eq!(message, "nothing was pruned: `themes/new` has no tenant id");
}

#[test]
fn a_template_has_no_packages() {
    // With an id and without one.
    let template = |id: &str| format!("abstract = true\n{}", ACME.replace("id = \"acme\"", id));
    let project = left("build")
        .theme("base", &template(""))
        .asset("base/logo.svg", LOGO)
        .theme("other", &template("id = \"other\""))
        .asset("other/logo.svg", LOGO);
    project.run("build").status(0).says("no theme is for the tenant `old`");
    project.run("build --prune").status(0).says("removed `dist/old/old-web-0.3.0.zip`");
    assert!(!project.path("dist/old").exists());
}

/// Tenant `a` in another version.
fn raised(project: Project) -> Project {
    let toml = ACME.replace("\"acme\"", "\"a\"\nversion = \"0.4.0\"");
    project.theme("a", &toml)
}

#[test]
fn packages_of_earlier_builds_go_too() {
    let project = tenants(&["a"]);
    project.run("build").status(0);
    project.run("build --container tar.gz").status(0).says("`dist/a/a-web-0.3.0.zip` stays");
    let project = raised(project);
    let run = project.run("build").status(0);
    let run = run
        .says("note: `dist/a/a-web-0.3.0.zip` stays: it is of an earlier build of the tenant `a`");
    run.says("`dist/a/a-web-0.3.0.tar.gz` stays: it is of an earlier build");
    let run = project.run("build --prune --format json").status(0);
    let gone = run.objects("package-gone");
    let is_removed = |event: &Value| event["why"] == "earlier-build" && event["removed"] == true;
    assert!(gone.len() == 2 && gone.iter().all(is_removed), "{run}");
    assert_eq!(project.files("dist/a"), ["a-web-0.4.0.json", "a-web-0.4.0.zip"]);
    // Nobody is told of what is as it was made.
    assert!(!project.run("build").status(0).stderr.contains("stays"));
}

#[test]
fn a_package_in_the_folder_of_another_tenant() {
    let project = tenants(&["a", "b"]);
    project.run("build").status(0);
    for ending in ["zip", "json"] {
        let package = project.read(&format!("dist/a/a-web-0.3.0.{ending}"));
        fs::write(project.path(&format!("dist/b/a-web-0.3.0.{ending}")), package).unwrap();
    }
    let says = "`dist/b/a-web-0.3.0.zip` stays: it is of the tenant `a`, in the folder of another";
    project.run("build").status(0).says(says);
    project.run("build --prune").status(0).says("removed `dist/b/a-web-0.3.0.zip`");
    assert_eq!(project.files("dist/b"), ["b-web-0.3.0.json", "b-web-0.3.0.zip"]);
}

#[test]
fn a_tenant_that_failed_is_not_gone() {
    let project = tenants(&["a", "b"]);
    project.run("build").status(0);
    let project = broken(project, "b");
    let run = project.run("build --prune").status(1);
    assert!(!run.stderr.contains("removed"), "{run}");
    run.says("note: `dist/b/b-web-0.3.0.zip` stays, of an earlier build");
    assert_eq!(project.files("dist/b").len(), 2);
    // The report and the events say so too, and of a tenant that was not tried.
    let run = project.run("build --format json --fail-fast --jobs 1 --only b").status(1);
    let stays = json!(["dist/b/b-web-0.3.0.zip"]);
    assert_eq!(run.objects("tenant-finished")[0]["earlier"], stays);
    let project = broken(project, "a");
    project.run("build --fail-fast --jobs 1").status(1);
    let report: Value = serde_json::from_slice(&project.read("dist/report.json")).unwrap();
    assert_eq!(report["tenants"][0]["earlier"], json!(["dist/a/a-web-0.3.0.zip"]));
    assert_eq!(report["tenants"][1]["status"], "skipped");
    assert_eq!(report["tenants"][1]["earlier"], stays);
}
