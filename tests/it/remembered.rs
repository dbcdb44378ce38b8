//! A second run: what was not changed is neither read nor written again, and what was changed is never taken for the same.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use crate::project::{ACME, LOGO, Project};

/// What is said of a tenant of which nothing was read.
const KNOWN: &str = "no file has changed since it was built";

/// Two tenants, the second upon a platform, with packages of which the ledger knows.
fn built() -> Project {
    let platform =
        ACME.replace("id   = \"acme\"\n", "").replace("[tenant]", "abstract = true\n[tenant]");
    let dealer = "extends = \"../platform\"\n[tenant]\nid = \"dealer\"\nname = \"Dealer\"\n";
    let project = Project::acme()
        .theme("platform", &platform)
        .asset("platform/logo.svg", LOGO)
        .theme("dealer", dealer);
    // What was changed within the last seconds may be changed again unseen.
    sleep(Duration::from_millis(2100));
    project.run("build").status(0);
    project
}

/// How many tenants of a build are known without being read, and how many packages are written.
#[track_caller]
fn check(project: &Project, arguments: &str, known: usize, written: usize) {
    let run = project.run(&format!("build --format json -vv {arguments}")).status(0);
    let artifacts = run.objects("artifact");
    let is_written = artifacts.iter().filter(|event| event["unchanged"] == false).count();
    let is_known = run.stderr.matches(KNOWN).count();
    assert_eq!((is_known, is_written), (known, written), "{}", run.stderr);
}

/// Name, inode and time of every file.
#[cfg(unix)]
fn state(project: &Project) -> Vec<(String, u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    let stat = |path: String| {
        let meta = fs::metadata(project.path(&format!("dist/{path}"))).unwrap();
        (path, meta.ino(), meta.mtime(), meta.mtime_nsec())
    };
    let files = project.files("dist").into_iter();
    // Who holds the folder, and what came of the run, is another thing in each run.
    let is_kept = |path: &String| !path.starts_with(".rebadge-holder") && path != "report.json";
    files.filter(is_kept).map(stat).collect()
}

#[test]
#[cfg(unix)]
fn nothing_changed_touches_nothing() {
    let project = built();
    let before = state(&project);
    check(&project, "", 2, 0);
    assert_eq!(state(&project), before);
    // Without a ledger the packages are read, and are the same.
    fs::remove_file(project.path("dist/.rebadge-ledger.json")).unwrap();
    check(&project, "", 0, 0);
    check(&project, "", 2, 0);
}

#[test]
fn a_change_reaches_those_that_depend_on_it() {
    let project = built();
    let project = project.theme("acme", &ACME.replace("#0a66c2", "#c2410a"));
    check(&project, "", 1, 1);
    // A comment: the theme is read again, and is the same to the letter but for its digest.
    let platform = String::from_utf8(project.read("themes/platform/theme.toml")).unwrap();
    let project = project.theme("platform", &platform.replace("#0a66c2", "#c2410a"));
    check(&project, "--only dealer", 0, 1);
    let project = project.base("site/new.txt", "new");
    check(&project, "", 0, 2);
}

#[test]
fn what_is_gone_or_damaged_is_made_again() {
    let project = built();
    fs::remove_file(project.path("dist/acme/acme-web-0.3.0.zip")).unwrap();
    check(&project, "", 1, 1);
    fs::remove_file(project.path("dist/acme/acme-web-0.3.0.json")).unwrap();
    check(&project, "", 1, 1);
    let zip = project.path("dist/dealer/dealer-web-0.3.0.zip");
    fs::File::options().write(true).open(zip).unwrap().set_len(100).unwrap();
    check(&project, "", 1, 1);
    fs::write(project.path("dist/.rebadge-ledger.json"), "{").unwrap();
    check(&project, "", 0, 0);
}

#[test]
fn other_options_are_another_package() {
    let project = built();
    check(&project, "--reduce-colors", 0, 2);
    check(&project, "--unpacked", 0, 2);
    check(&project, "--unpacked", 2, 0);
    // A folder of which a file is gone, or has another size, is made again.
    let page = project.path("dist/acme/acme-web-0.3.0/index.html");
    fs::remove_file(&page).unwrap();
    check(&project, "--unpacked", 1, 1);
    fs::write(&page, "hacked").unwrap();
    check(&project, "--unpacked", 1, 1);
    fs::remove_file(project.path("dist/.rebadge-ledger.json")).unwrap();
    fs::write(&page, "hacked").unwrap();
    check(&project, "--unpacked", 0, 1);
}

/// A file that no theme reads is a warning or an error, which a ledger must not keep back.
#[test]
fn a_new_file_in_a_theme_is_seen() {
    let project = built().asset("acme/stray.svg", LOGO);
    let run = project.run("build -vv");
    assert_eq!(run.stderr.matches(KNOWN).count(), 1, "{}", run.stderr);
    run.says("stray.svg");
}

/// Warnings are said again, to the letter, without reading what they are about; where a warning fails, they fail.
#[test]
fn warnings_are_kept_with_their_tenant() {
    let dealer = "extends = \"../platform\"\n[tenant]\nid = \"dealer\"\nname = \"Dealer\"\n";
    let stale = format!("{dealer}[brand]\ncolor = \"#0a66c2\"\n");
    let ignored = LOGO.replace("</svg>", "<path d=\"M0 0\" unknown=\"1\"/></svg>");
    let project = built().theme("dealer", &stale).asset("acme/logo.svg", &ignored);
    sleep(Duration::from_millis(2100));
    let warnings = |text: &str| {
        let start = text.find("warning[").expect("a warning");
        text[start..]
            .lines()
            .take_while(|line| !line.starts_with("built "))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let first = project.run("build").status(0).says("stale-override");
    let second = project.run("build").status(0);
    assert_eq!(warnings(&first.stderr), warnings(&second.stderr));
    check(&project, "", 2, 0);
    let denied = project.run("build --deny-warnings --only dealer").status(1);
    assert_eq!(denied.stderr.matches("[stale-override]").count(), 1, "{}", denied.stderr);
    // A warning points at the place where its cause is now.
    let project = project.theme("dealer", &format!("# moved\n{stale}"));
    project.run("build").status(0).says("theme.toml:7:");
    let project = project.theme("dealer", dealer);
    assert!(!project.run("build").stderr.contains("stale-override"));
}

#[test]
fn packages_on_the_disk_are_the_same() {
    let (project, other) = (Project::acme(), Project::acme());
    project.run("build").status(0);
    other.run("build --durable").status(0);
    let zip = "dist/acme/acme-web-0.3.0.zip";
    assert_eq!(project.read(zip), other.read(zip));
}
