//! Signals: a run that is asked to end does so soon, with whole packages and a report of what was done.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use super::{ABORTS, HANGS, piped, start, tenants};
use crate::package::entries;
use crate::project::{LOGO, Project};

fn many() -> Project {
    let ids: Vec<String> = (10..50).map(|number| format!("t{number}")).collect();
    tenants(&ids.iter().map(String::as_str).collect::<Vec<_>>())
}

fn send(child: &Child, signal: Signal) {
    kill(Pid::from_raw(child.id().try_into().unwrap()), signal).unwrap();
}

/// What a run printed, and how it ended.
struct Cut {
    stdout: String,
    stderr: String,
    status: ExitStatus,
    /// From the signal to the end.
    took: Duration,
}

/// Sends a signal when some tenants are done.
fn cut(project: &Project, arguments: &str, signal: Signal) -> Cut {
    let mut child = start(project, arguments);
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut stdout = String::new();
    for _ in 0..3 {
        lines.read_line(&mut stdout).unwrap();
    }
    send(&child, signal);
    let begin = Instant::now();
    lines.read_to_string(&mut stdout).unwrap();
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    let status = child.wait().unwrap();
    Cut { stdout, stderr, status, took: begin.elapsed() }
}

/// Every package is whole, nothing is left aside.
#[track_caller]
fn assert_whole(project: &Project) {
    let files = project.files("dist");
    for path in &files {
        assert!(!path.contains(".part") && !path.contains(".old"), "{path}");
        if path.ends_with(".zip") {
            assert!(!entries(&project.read(&format!("dist/{path}"))).is_empty());
            let manifest = path.replace(".zip", ".json");
            assert!(files.contains(&manifest), "{path} has its manifest");
        }
    }
}

/// Nobody is said to hold the folder any more.
fn assert_free(project: &Project) {
    assert!(!project.path("dist/.rebadge-holder").exists());
}

#[test]
fn a_signal_ends_a_build_with_a_report() {
    for (signal, code, name) in [(Signal::SIGTERM, 143, "SIGTERM"), (Signal::SIGINT, 130, "SIGINT")]
    {
        let project = many();
        let cut = cut(&project, "build --jobs 2", signal);
        assert_eq!(cut.status.code(), Some(code), "{}", cut.stderr);
        // The machine that runs the tests may be slow; a whole run takes longer still.
        assert!(cut.took < Duration::from_secs(30), "{:?}", cut.took);
        assert!(cut.stderr.contains(&format!("cut off by {name}")), "{}", cut.stderr);
        assert_whole(&project);
        assert_free(&project);
        let report: Value = serde_json::from_slice(&project.read("dist/report.json")).unwrap();
        assert_eq!(report["exit_status"], json!(code));
        let of = |status: &str| {
            let all = report["tenants"].as_array().unwrap().iter();
            all.filter(|row| row["status"] == status).count()
        };
        assert_eq!(of("ok") + of("skipped"), 40);
        assert_eq!(of("ok"), cut.stdout.lines().count());
        assert!(of("ok") >= 3 && of("skipped") > 0);
        // The rest can be made later.
        let rest = project.run("build --failed").status(0);
        assert_eq!(rest.stdout.lines().count(), of("skipped"));
    }
}

#[test]
fn a_signal_ends_other_runs_too() {
    let project = many();
    let cut_icons = cut(&project, "icons --for web --jobs 1", Signal::SIGTERM);
    assert_eq!(cut_icons.status.code(), Some(143), "{}", cut_icons.stderr);
    let cut_unpacked = cut(&project, "build --unpacked --jobs 2", Signal::SIGTERM);
    assert_eq!(cut_unpacked.status.code(), Some(143), "{}", cut_unpacked.stderr);
    assert_whole(&project);
    let cut_json = cut(&project, "build --jobs 2 --format json", Signal::SIGTERM);
    let last: Value = serde_json::from_str(cut_json.stdout.lines().last().unwrap()).unwrap();
    let end = (&last["reason"], &last["signal"], &last["success"]);
    assert_eq!(end, (&json!("build-finished"), &json!("SIGTERM"), &json!(false)));
}

#[test]
fn a_tenant_that_hangs_holds_up_no_end() {
    let project = tenants(&["a", "b", "c", "d"]).asset("d/logo.svg", HANGS);
    let cut = cut(&project, "build --jobs 1", Signal::SIGTERM);
    assert_eq!(cut.status.code(), Some(143), "{}", cut.stderr);
    assert!(cut.took < Duration::from_secs(60), "{:?}", cut.took);
    assert!(
        cut.stderr.contains("built 3 of 4 themes; 1 skipped; cut off by SIGTERM"),
        "{}",
        cut.stderr
    );
    assert_whole(&project);
    assert_eq!(
        reported(&project),
        [("a", "ok"), ("b", "ok"), ("c", "ok"), ("d", "skipped")].map(named)
    );
    let rest = project.asset("d/logo.svg", LOGO).run("build --failed").status(0);
    assert_eq!(rest.stdout.lines().count(), 1);
}

/// A signal while it is looked for what a worker process does not survive: what was done before is reported.
#[test]
fn a_signal_while_a_hanging_tenant_is_looked_for() {
    let project = tenants(&["a", "b", "c"]).asset("c/logo.svg", HANGS);
    let mut command = piped(&project, "build --jobs 1");
    command.envs([("REBADGE_TIME_LIMIT", "3"), ("REBADGE_LOG", "rebadge_worker=debug")]);
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let mut stderr = String::new();
    while !stderr.contains("the worker process died") {
        assert!(lines.read_line(&mut stderr).unwrap() > 0, "{stderr}");
    }
    send(&child, Signal::SIGTERM);
    lines.read_to_string(&mut stderr).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(143), "{stderr}");
    assert_whole(&project);
    let reported = reported(&project);
    assert_eq!(reported.len(), 3, "{stderr}");
    for (tenant, status) in reported {
        let is_built = fs::exists(project.path(&format!("dist/{tenant}"))).unwrap();
        assert!(status == "skipped" || is_built, "{tenant} is {status}: {stderr}");
        assert!(tenant != "c" || status == "skipped", "{stderr}");
    }
}

/// A tenant that is made while it is looked for what ends the process: the first one does, the last one holds the search up.
#[test]
fn what_is_made_in_a_search_is_reported() {
    let project = tenants(&["a", "b", "c"]);
    let project = project.asset("a/logo.svg", ABORTS).asset("c/logo.svg", HANGS);
    let mut child = start(&project, "build --jobs 1");
    let is_made = |name: &String| name.starts_with("b/") && name.ends_with("0.json");
    while !project.files("dist").iter().any(is_made) {
        assert!(child.try_wait().unwrap().is_none(), "it ended before");
        std::thread::sleep(Duration::from_millis(20));
    }
    send(&child, Signal::SIGTERM);
    assert_eq!(child.wait().unwrap().code(), Some(143));
    assert_whole(&project);
    let expect = [("a", "skipped"), ("b", "ok"), ("c", "skipped")];
    assert_eq!(reported(&project), expect.map(named));
}

/// Tenant → its status in the report of the last run.
fn reported(project: &Project) -> Vec<(String, String)> {
    let report: Value = serde_json::from_slice(&project.read("dist/report.json")).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = report["tenants"].as_array().unwrap().iter();
    rows.map(|row| (text(&row["tenant"]), text(&row["status"]))).collect()
}

fn named((tenant, status): (&str, &str)) -> (String, String) {
    (tenant.to_owned(), status.to_owned())
}

#[test]
fn a_signal_before_anything_is_done() {
    let project = many();
    for pause in [0, 20, 60, 150] {
        let mut child = piped(&project, "build").spawn().unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        send(&child, Signal::SIGTERM);
        let status = child.wait().unwrap();
        // Before it listens, the signal ends it as any other program. On a quick machine it may be done before the later ones.
        let is_cut = status.code() == Some(143) || status.signal() == Some(15);
        assert!(is_cut || (pause > 0 && status.success()), "{pause} ms: {status:?}");
        assert_whole(&project);
    }
}

#[test]
fn other_verbs_end_at_once() {
    let project = tenants(&["a"]);
    let mut child = start(&project, "preview themes/a --port 0 --format json");
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    send(&child, Signal::SIGTERM);
    assert_eq!(child.wait().unwrap().signal(), Some(15));
}
