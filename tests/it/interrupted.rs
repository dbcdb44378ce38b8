//! Nothing is lost: a build that cannot write, that is killed, or of which one tenant fails, leaves whole packages at
//! their final names, and the older good ones where they were.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::package::entries;
use crate::project::{ACME, LOGO, Project};

#[test]
fn an_output_folder_that_is_none() {
    let project = Project::acme().file("dist", "a file");
    project.run("build").status(2).says("`dist` is no folder");
    assert_eq!(project.read("dist"), b"a file");

    let project = Project::acme().file("dist/acme", "a file");
    project.run("build").status(3).says("dist/acme`");
    assert_eq!(project.read("dist/acme"), b"a file");

    // No one may write here, not even root.
    Project::acme().run("build --out /proc/rebadge").status(2).says("cannot write `/proc/rebadge");
}

#[test]
fn a_disk_that_is_full() {
    let project = Project::acme();
    project.run("build").status(0);
    let (path, before) = package(&project);
    // A limit on the size of files stands for a disk without room: a write fails in the middle of a file.
    let project = project.theme("acme", &ACME.replace("#0a66c2", "#c2410a"));
    let script = "trap '' XFSZ; ulimit -f 4; exec rebadge build";
    let output = project.command("sh").args(["-c", script]).output().unwrap();
    let stderr = project.plain(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert!(
        stderr.contains("cannot write `dist/acme/acme-web-0.3.0.zip`: file too large"),
        "{stderr}"
    );
    assert_eq!(project.read(&path), before);
    assert_eq!(visible(&project).len(), 3);
    assert_eq!(project.files("dist/acme").len(), 2, "what was written aside is gone");
}

#[test]
fn a_disk_that_is_full_from_the_start() {
    let script = "trap '' XFSZ; ulimit -f 0; exec rebadge build";
    let project = Project::acme();
    let output = project.command("sh").args(["-c", script]).output().unwrap();
    let stderr = project.plain(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("cannot write `dist/.rebadge-holder`: file too large"), "{stderr}");
}

#[test]
fn an_output_folder_that_may_not_be_written() {
    let project = tenants(Project::new(), "#0a66c2");
    fs::create_dir(project.path("dist")).unwrap();
    permit(&project, "", 0o755);
    permit(&project, "dist", 0o555);
    let output = project.command("sh").args(["-c", &as_user(&project, "build")]).output().unwrap();
    let stderr = project.plain(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("cannot write `dist/.rebadge-lock`: permission denied"), "{stderr}");
}

/// Says who may do what with a file or folder.
fn permit(project: &Project, path: &str, mode: u32) {
    let mode = fs::Permissions::from_mode(mode);
    fs::set_permissions(project.path(path), mode).unwrap();
}

/// A line for a shell that runs `rebadge` as a user who is not root: root may do everything.
fn as_user(project: &Project, arguments: &str) -> String {
    if fs::metadata(project.path("dist")).unwrap().uid() == 0 {
        return format!("exec setpriv --reuid=65534 --clear-groups rebadge {arguments}");
    }
    format!("exec rebadge {arguments}")
}

/// The zip of the one tenant, with its path.
fn package(project: &Project) -> (String, Vec<u8>) {
    let path = visible(project).into_iter().find(|path| path.ends_with(".zip")).expect("a package");
    let bytes = project.read(&path);
    (path, bytes)
}

/// All that stands below `dist` at a final name, but for the report.
fn visible(project: &Project) -> Vec<String> {
    let files = project.files("dist").into_iter();
    let is_final =
        |path: &String| !path.split('/').any(|part| part.starts_with('.')) && path != "report.json";
    files.filter(is_final).map(|path| format!("dist/{path}")).collect()
}

/// Four tenants with a color each.
fn tenants(project: Project, color: &str) -> Project {
    (0..4).fold(project, |project, number| {
        let text =
            ACME.replace("\"acme\"", &format!("\"acme-{number}\"")).replace("#0a66c2", color);
        project
            .theme(&format!("acme-{number}"), &text)
            .asset(&format!("acme-{number}/logo.svg"), LOGO)
    })
}

fn start(project: &Project, arguments: &str) -> Child {
    let mut command = project.command("rebadge");
    command.args(arguments.split(' ')).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn killed_in_the_middle() {
    let project = tenants(Project::new(), "#0a66c2");
    let begin = Instant::now();
    project.run("build").status(0);
    let whole = begin.elapsed();
    let old: Vec<_> =
        visible(&project).into_iter().map(|path| (project.read(&path), path)).collect();
    let project = tenants(project, "#c2410a");
    for part in 1..=12 {
        let mut child = start(&project, "build");
        sleep(whole * part / 12);
        child.kill().unwrap();
        child.wait().unwrap();
        for (before, path) in &old {
            // A manifest goes first and comes last: one that is there speaks of the package that is there.
            if path.ends_with(".json") && !project.path(path).exists() {
                continue;
            }
            let bytes = project.read(path);
            if path.ends_with(".zip") {
                assert_eq!(entries(&bytes).len(), entries(before).len())
            } else {
                drop(serde_json::from_slice::<serde_json::Value>(&bytes).expect("whole JSON"))
            }
        }
    }
    // What was left aside is in nobody's way.
    project.run("build").status(0);
    let names = || old.iter().map(|(_, path)| path.clone());
    assert_eq!(visible(&project), names().collect::<Vec<_>>());
    let stray: Vec<_> =
        project.files("dist").into_iter().filter(|path| path.contains(".part")).collect();
    assert_eq!(stray, [""; 0]);
}

#[test]
fn killed_while_a_folder_is_replaced() {
    let project = tenants(Project::new(), "#0a66c2");
    let begin = Instant::now();
    project.run("build --unpacked").status(0);
    let whole = begin.elapsed();
    let old = visible(&project);
    let project = tenants(project, "#c2410a");
    for part in 1..=12 {
        let mut child = start(&project, "build --unpacked");
        sleep(whole * part / 12);
        child.kill().unwrap();
        child.wait().unwrap();
        let files = |all: &[String]| -> Vec<String> {
            all.iter().filter(|path| !path.ends_with("unpacked.json")).cloned().collect()
        };
        assert_eq!(files(&visible(&project)), files(&old), "a folder that was there stays whole");
    }
    project.run("build --unpacked").status(0);
    assert_eq!(visible(&project), old);
}

#[test]
fn one_broken_tenant_stops_no_other() {
    let project = tenants(Project::new(), "#0a66c2");
    project.run("build").status(0);
    let before = project.read("dist/acme-1/acme-1-web-0.3.0.zip");
    let project = tenants(project, "#c2410a").theme("acme-1", "[tenant]\nid = \"acme-1\"\n");
    let run = project.run("build").status(1);
    run.says("acme-1").says("error[missing-key]");
    assert_eq!(
        project.read("dist/acme-1/acme-1-web-0.3.0.zip"),
        before,
        "the older good one stays"
    );
    assert_ne!(project.read("dist/acme-2/acme-2-web-0.3.0.zip"), before);
    fs::remove_dir_all(project.path("dist")).unwrap();
    project.run("build").status(1);
    assert_eq!(project.files("dist/acme-1"), [""; 0], "a failed tenant leaves no package");
    // Three packages with their manifests, and the list of what they have in common.
    assert_eq!(visible(&project).len(), 7);
}

#[test]
fn a_folder_that_cannot_be_read_stops_no_other() {
    let project = tenants(Project::new(), "#0a66c2").asset("closed/theme.toml", ACME);
    fs::create_dir(project.path("dist")).unwrap();
    permit(&project, "", 0o755);
    permit(&project, "dist", 0o777);
    permit(&project, "themes/closed", 0o000);
    let run = |verb: &str| {
        let line = as_user(&project, verb);
        let output = project.command("sh").args(["-c", &line]).output().unwrap();
        let stderr = project.plain(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains("themes/closed/theme.toml`: permission denied"), "{stderr}");
    };
    run("check");
    run("build --no-cache");
    permit(&project, "themes/closed", 0o755);
    assert_eq!(visible(&project).iter().filter(|path| path.ends_with(".zip")).count(), 4);
}

#[test]
fn two_builds_at_once() {
    let project = tenants(Project::new(), "#0a66c2");
    let mut first = start(&project, "build");
    let second = project.run("build");
    let first = first.wait().unwrap().code();
    // Whichever comes second is told so; what stands there is whole in any case.
    let codes = [first, second.code];
    assert!(codes.contains(&Some(0)), "{codes:?}");
    if second.code != Some(0) {
        second.status(2).says("another build is writing into `dist`");
    }
    for path in visible(&project).iter().filter(|path| path.ends_with(".zip")) {
        assert!(!entries(&project.read(path)).is_empty());
    }
}

#[test]
fn a_closed_pipe_is_success() {
    let project = Project::acme();
    for arguments in ["build --format json", "build --dry-run", "completions bash", "man", "--help"]
    {
        let mut command = project.command("rebadge");
        command.args(arguments.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut stderr).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{arguments}:\n{stderr}");
        assert!(!stderr.contains("panic") && !stderr.contains("pipe"), "{arguments}:\n{stderr}");
    }
}

#[test]
fn nobody_reads_the_messages() {
    let project = Project::acme();
    let mut command = project.command("rebadge");
    let mut child =
        command.arg("build").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(visible(&project).len(), 3);
}

#[test]
fn a_full_device_for_the_report() {
    let output =
        Project::acme().command("sh").args(["-c", "rebadge man >/dev/full"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("cannot print: no space left on device")
    );
}

/// A build must not take long enough that a test of it is killed too early.
#[test]
fn a_tiny_build_is_quick() {
    let project = Project::acme();
    let begin = Instant::now();
    project.run("build").status(0);
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}
