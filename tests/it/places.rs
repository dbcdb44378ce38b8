//! Where a run may write: not among what it reads. And what it reads and writes may be elsewhere, by links.

use std::fs;
use std::os::unix::fs::symlink;

use crate::project::{ACME, LOGO, Project};

/// Everything but what was built.
fn inputs(project: &Project) -> Vec<String> {
    [project.files("base-client"), project.files("themes")].concat()
}

/// A run is refused before it writes anything among what it reads.
#[track_caller]
fn refused(project: &Project, arguments: &str, message: &str, option: &str) {
    let before = inputs(project);
    let run = project.run(arguments).status(2).says(message);
    run.says(&format!("name a place outside of it with `{option}`"));
    assert_eq!(inputs(project), before, "{arguments}");
}

#[test]
fn nothing_is_written_into_the_base_client() {
    let project = Project::acme();
    let check = |arguments: &str, path: &str, option: &str| {
        let says = format!(
            "`{path}` is in the base client's folder `base-client`: what is there gets into every package"
        );
        refused(&project, arguments, &says, option);
    };
    check("build --out base-client/site/out", "base-client/site/out", "--out");
    check("build --out base-client", "base-client", "--out");
    check("build --cache base-client/site/c", "base-client/site/c", "--cache");
    check("build --report base-client/client.toml", "base-client/client.toml", "--report");
    check("check --junit base-client/site/j.xml", "base-client/site/j.xml", "--junit");
    check("plan --out base-client/site/plan.json", "base-client/site/plan.json", "--out");
    symlink("base-client", project.path("link")).unwrap();
    check("build --out link/site", "link/site", "--out");
}

#[test]
fn nothing_is_written_among_the_themes() {
    let project = Project::acme();
    let check = |arguments: &str, path: &str, option: &str| {
        let says = format!("`{path}` is in the themes folder `themes`: what is there is taken for");
        refused(&project, arguments, &says, option);
    };
    check("build --out themes", "themes", "--out");
    check("build --out themes/out", "themes/out", "--out");
    check("build --report themes/acme/theme.toml", "themes/acme/theme.toml", "--report");
    check("icons --for web --out themes/icons", "themes/icons", "--out");
    check("plan --out themes/plan.json", "themes/plan.json", "--out");
    // Who names a theme may name no folder of all.
    let says = "`dist` is in the theme's folder `.`: what is there is taken for a theme";
    let line = "cd themes/acme && exec rebadge build . --base ../../base-client";
    let output = project.command("sh").args(["-c", line]).output().unwrap();
    let stderr = project.plain(&output.stderr);
    assert!(output.status.code() == Some(2) && stderr.contains(says), "{stderr}");
    // Beside both there is room, and above both.
    project.run("build --out out --cache out/cache --report out/r.json").status(0);
    project.run("build --out .").status(0);
    project.run("check").status(0);
}

#[test]
fn two_reports_are_two_files() {
    let project = Project::acme();
    let run = project.run("build --report out/r --junit ./out/r").status(2);
    run.says("`--report` and `--junit` name the same file: `./out/r`")
        .says("name another file with `--junit`");
    assert!(!project.path("out").exists());
}

#[test]
fn a_folder_that_is_none() {
    let project = Project::acme().file("file", "text");
    symlink("nowhere", project.path("link")).unwrap();
    for (arguments, name, option) in [
        ("build --out file", "file", "--out"),
        ("build --out link", "link", "--out"),
        ("icons --for web --out file", "file", "--out"),
        ("build --cache link", "link", "--cache"),
    ] {
        let run = project.run(arguments).status(2).says(&format!("`{name}` is no folder"));
        run.says(&format!("name another one with `{option}`"));
    }
    assert_eq!(project.read("file"), b"text");
}

/// The process that reads and draws is kept to what the command line names, and to where links in it lead.
#[test]
fn themes_and_packages_may_be_elsewhere() {
    let project = Project::acme()
        .file("elsewhere/bee/theme.toml", ACME.replace("\"acme\"", "\"bee\""))
        .file("elsewhere/bee/logo.svg", LOGO);
    fs::create_dir_all(project.path("disk")).unwrap();
    fs::create_dir_all(project.path("dist")).unwrap();
    fs::create_dir_all(project.path("themes/group")).unwrap();
    symlink("../../elsewhere/bee", project.path("themes/group/bee")).unwrap();
    symlink("../disk", project.path("dist/acme")).unwrap();
    project.run("check").status(0);
    project.run("build").status(0).says("built 2 themes");
    assert!(project.path("disk/acme-web-0.3.0.zip").exists());
    assert!(project.path("dist/bee/bee-web-0.3.0.zip").exists());
}
