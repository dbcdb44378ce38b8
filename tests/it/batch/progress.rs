//! The progress line: on a terminal only, with what failed above it.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;
use std::thread;

use nix::pty::openpty;

use super::{broken, tenants};
use crate::project::Project;

/// What a terminal shows of a run: its stdout and stderr.
fn on_a_terminal(project: &Project, arguments: &str) -> String {
    let terminal = openpty(None, None).unwrap();
    let slave = || Stdio::from(terminal.slave.try_clone().unwrap());
    let mut command = project.command("rebadge");
    command.args(arguments.split(' ')).env("TERM", "xterm").stdout(slave()).stderr(slave());
    let mut child = command.spawn().unwrap();
    // It holds copies of the slave, and the master would never end.
    drop((command, terminal.slave));
    let mut master = File::from(terminal.master);
    let reader = thread::spawn(move || {
        let mut shown = Vec::new();
        let mut part = [0; 4096];
        // When nobody has the other end any more, reading fails.
        while let Ok(count @ 1..) = master.read(&mut part) {
            shown.extend_from_slice(&part[..count]);
        }
        String::from_utf8_lossy(&shown).into_owned()
    });
    child.wait().unwrap();
    reader.join().unwrap()
}

#[test]
fn a_terminal_sees_how_far_a_run_is() {
    let project = broken(tenants(&["a", "b", "c", "d"]), "b");
    let shown = on_a_terminal(&project, "build --jobs 1");
    for part in ["1/4", "2/4, 1 failed", "3/4, 1 failed", "/s", " left"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    // A failure is told before the tenants after it are done.
    let failure = shown.find("is not a color").expect("the failure");
    let next = shown.find("3/4").expect("the next step");
    assert!(failure < next, "{shown}");
    assert!(shown.contains("built 3 of 4 themes, failed: b"), "{shown}");
}

#[test]
fn no_terminal_sees_only_lines() {
    let project = tenants(&["a", "b"]);
    let run = project.run("build --jobs 1").status(0);
    run.stdout("dist/a/a-web-0.3.0.zip  [..]\ndist/b/b-web-0.3.0.zip  [..]\n")
        .stderr("built 2 themes\n");
    let quiet = on_a_terminal(&project, "build -q");
    assert_eq!(quiet, "");
}
