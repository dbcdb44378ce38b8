//! Console sessions as files: what a person types, what they see, and the exit code where it is not 0. Each stands in
//! `tests/sessions/<name>.console`; a folder `tests/sessions/<name>/`, where there is one, is laid over a project with
//! the tiny base client.

use std::fmt::Write as _;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use snapbox::Data;

use crate::project::{Project, compare, tests_folder};

#[test]
fn sessions() {
    let files = session_files();
    assert!(!files.is_empty(), "no session in tests/sessions");
    // One that differs shall not hide the next.
    let differ: Vec<_> =
        files.iter().filter(|file| catch_unwind(|| play_and_compare(file)).is_err()).collect();
    assert!(differ.is_empty(), "these sessions differ: {differ:#?}");
}

fn session_files() -> Vec<PathBuf> {
    let entries = fs::read_dir(tests_folder().join("sessions")).unwrap();
    let files = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files
        .filter(|file| file.extension().is_some_and(|extension| extension == "console"))
        .collect();
    files.sort();
    files
}

fn play_and_compare(file: &Path) {
    let script = fs::read_to_string(file).unwrap();
    let folder = file.with_extension("");
    let project = if folder.is_dir() { Project::new().copy(&folder, "") } else { Project::acme() };
    compare(&play(&project, &script), Data::read_from(file, None));
}

/// Types each command of a session again, and gives the session as it is now. Comments stay.
fn play(project: &Project, script: &str) -> String {
    let mut session = String::new();
    for line in script.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            // An empty line before each command but the first.
            if session.contains("$ ") {
                session.push('\n');
            }
            writeln!(session, "{line}").unwrap();
            session.push_str(&answer(project, command));
        } else if line.starts_with('#') && !session.contains("$ ") {
            writeln!(session, "{line}").unwrap();
        }
    }
    session
}

/// What a command prints, stdout and stderr in the order in which they come, then its exit code.
fn answer(project: &Project, command: &str) -> String {
    let joined = format!("exec 2>&1; {command}");
    let output = project.command("sh").args(["-c", &joined]).output().expect("a shell");
    let mut text = project.plain(&output.stdout);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    match output.status.code() {
        Some(0) => {}
        Some(code) => writeln!(text, "? {code}").unwrap(),
        None => writeln!(text, "? {}", output.status).unwrap(),
    }
    text
}
