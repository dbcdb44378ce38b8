//! The programs, and how they are run.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::project::tests_folder;

/// Which file was read, and by what.
pub(super) type Read = Vec<(String, &'static str)>;

/// Runs a program in a folder; it must end well.
#[track_caller]
pub(super) fn run(program: &str, arguments: &[&str], folder: &Path) -> String {
    let mut command = Command::new(program);
    // Python's and the system's messages in one language.
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).env("LC_ALL", "C.UTF-8");
    let output = command.output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; run tests/setup"));
    said(program, arguments, &output)
}

#[track_caller]
fn said(program: &str, arguments: &[&str], output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, error) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{program} {}\n{out}\n{error}", arguments.join(" "));
    assert_eq!(error, "", "{program} {}", arguments.join(" "));
    out
}

/// What Python and Pillow read of files, all in one run.
pub(super) fn python(folder: &Path, paths: &[String]) -> BTreeMap<String, Value> {
    let script = tests_folder().join("tools/read.py");
    // The system's own, which has Debian's Pillow.
    let mut command = Command::new("/usr/bin/python3");
    command.arg(script).current_dir(folder).env("LC_ALL", "C.UTF-8");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("Python; run tests/setup");
    let list = paths.join("\n");
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || stdin.write_all(list.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads the list");
    let lines = said("python3", &["tools/read.py"], &output);
    let line = |line: &str| {
        let mut value: Value = serde_json::from_str(line).expect("JSON");
        (value["path"].as_str().expect("a path").to_owned(), value["read"].take())
    };
    lines.lines().map(line).collect()
}
