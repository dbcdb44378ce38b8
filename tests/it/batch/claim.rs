//! Two runs into one folder: the second says who holds it, or waits.

use std::io::{BufRead, BufReader, Read};

use super::{HANGS, start, tenants};
use crate::project::Project;

/// A build of which one tenant is done, and the other one holds it up.
fn held(project: &Project) -> std::process::Child {
    let mut child = start(project, "build --jobs 1");
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    child
}

#[test]
fn the_second_says_who_holds_the_folder() {
    let project = tenants(&["a", "b"]).asset("b/logo.svg", HANGS);
    let mut first = held(&project);
    let second = project.run("build --only a").status(2);
    let second = second.says("another build is writing into `dist`: process ").says(" since 20");
    second.says("--wait");
    let icons = project.run("icons --for web --only a --out dist").status(2);
    icons.says("another build is writing into `dist`: process ");
    // Another folder is free.
    project.run("build --only a --out other").status(0);
    first.kill().unwrap();
    first.wait().unwrap();
    // What a killed run said of itself holds up nobody.
    project.run("build --only a").status(0);
    assert!(!project.path("dist/.rebadge-holder").exists());
}

#[test]
fn the_second_can_wait() {
    let project = tenants(&["a", "b"]).asset("b/logo.svg", HANGS);
    let mut first = held(&project);
    let mut second = start(&project, "build --only a --wait");
    let mut stderr = BufReader::new(second.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    assert!(line.starts_with("waiting: another build is writing into `dist`: process "), "{line}");
    first.kill().unwrap();
    first.wait().unwrap();
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    assert_eq!(second.wait().unwrap().code(), Some(0), "{rest}");
    assert!(rest.contains("built 1 theme"), "{rest}");
}

#[test]
fn what_says_who_holds_the_folder_may_be_untrue() {
    let project = tenants(&["a", "b"]).asset("b/logo.svg", HANGS);
    let mut first = held(&project);
    let project = project
        .file("dist/.rebadge-holder", "{\"process\":1,\"host\":\"\\u001b[2J\\n::error::x\"}");
    let run = project.run("build --only a").status(2);
    assert!(!run.stderr.contains('\u{1b}') && !run.stderr.contains("\n::error"), "{run}");
    let project = project.file("dist/.rebadge-holder", "x".repeat(1 << 20));
    project.run("build --only a").status(2).says("another build is writing into `dist`\n");
    first.kill().unwrap();
    first.wait().unwrap();
}

#[cfg(unix)]
#[test]
fn a_link_is_not_written_through() {
    let project = tenants(&["a"]).file("precious.txt", "precious").file("dist/x", "");
    std::os::unix::fs::symlink("../precious.txt", project.path("dist/.rebadge-holder")).unwrap();
    project.run("build").status(0);
    assert_eq!(project.read("precious.txt"), b"precious");
}
