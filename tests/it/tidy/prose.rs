//! The rules for all files of the repository: links lead somewhere, and nothing tells of the machine it was made on.

use std::fs;
use std::path::{Path, PathBuf};

use crate::project::root;

/// Folders that are made, not written.
const MADE: &[&str] = &[".git", "target", "dist", "node_modules"];

/// Every file of the repository that is text, with its path from the root.
fn texts() -> Vec<(PathBuf, String)> {
    let entries = walkdir::WalkDir::new(root()).sort_by_file_name().into_iter();
    let entries = entries.filter_entry(|entry| !MADE.iter().any(|made| entry.file_name() == *made));
    let files = entries.map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let read = |path: &Path| String::from_utf8(fs::read(path).unwrap()).ok();
    files
        .filter_map(|entry| {
            Some((entry.path().strip_prefix(root()).unwrap().to_owned(), read(entry.path())?))
        })
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    for (path, text) in
        texts().iter().filter(|(path, _)| path.extension().is_some_and(|ending| ending == "md"))
    {
        let folder = root().join(path.parent().expect("a folder"));
        for link in links(text) {
            let target = link.split('#').next().unwrap_or_default();
            let is_elsewhere =
                ["https://", "mailto:"].iter().any(|scheme| link.starts_with(scheme));
            if !is_elsewhere && !target.is_empty() && !folder.join(target).exists() {
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "links that lead nowhere:\n{}", broken.join("\n"));
}

/// The targets of `[text](target)` and of `src="target"`, outside of code.
fn links(markdown: &str) -> Vec<String> {
    let mut links = Vec::new();
    let mut is_code = false;
    for line in markdown.lines() {
        is_code ^= line.trim_start().starts_with("```");
        // Code in a line stands between back-ticks: every second part.
        let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        if is_code || line.starts_with("    ") {
            continue;
        }
        for (open, close) in [("](", ')'), ("src=\"", '"'), ("href=\"", '"')] {
            let rests = prose.split(open).skip(1);
            links.extend(
                rests
                    .filter_map(|rest| rest.split_once(close))
                    .map(|(target, _)| target.to_owned()),
            );
        }
    }
    links
}

#[test]
fn nothing_tells_of_a_machine() {
    // Written in two halves, so that this file does not break its own rule.
    let paths =
        [("/wo", "rk/"), ("/ho", "me/"), ("/ro", "ot/"), ("/Us", "ers/"), ("C:\\Us", "ers")];
    let hosts = [
        ("registry.npm", "js"),
        ("npm", "js.org"),
        ("py", "pi.org"),
        ("index.crates", ".io"),
        ("static.crates", ".io"),
        ("deb.deb", "ian.org"),
    ];
    // It lists hosts on which many projects have their pages: those are nobody's own.
    let lists_hosts = Path::new("crates/foreign/src/inspect/draft.rs");
    let mut broken = Vec::new();
    for (path, text) in texts().iter().filter(|(path, _)| path != Path::new("Cargo.lock")) {
        for (number, line) in text.lines().enumerate() {
            let tells =
                |(first, second): &(&str, &str)| begins_in(line, &format!("{first}{second}"));
            let names = |(first, second): &(&str, &str)| line.contains(&format!("{first}{second}"));
            let has_host = path != lists_hosts && hosts.iter().any(names);
            if paths.iter().any(tells) || has_host {
                broken.push(format!("{}:{}: {line}", path.display(), number + 1));
            }
        }
    }
    assert!(
        broken.is_empty(),
        "paths of a machine, or hosts of a registry:\n{}",
        broken.join("\n")
    );
}

/// Whether a path begins in the line, and is not the end of a longer one.
fn begins_in(line: &str, path: &str) -> bool {
    let mut places = line.match_indices(path).map(|(at, _)| at);
    places.any(|at| {
        !line[..at].ends_with(|letter: char| letter.is_alphanumeric() || "./-_".contains(letter))
    })
}

#[test]
fn links_are_found() {
    let markdown = "[a](b.md#c) `[d](e)` <img src=\"f.png\">\n```\n[g](h)\n```\n![i](j)";
    assert_eq!(links(markdown), ["b.md#c", "f.png", "j"]);
}

#[test]
fn paths_are_told_from_parts_of_paths() {
    let check = |line: &str, expect: bool| assert_eq!(begins_in(line, "/tmp/"), expect, "{line}");
    check("see /tmp/x", true);
    check("\"/tmp/x\"", true);
    check("a/tmp/x ../tmp/x https://a.example/tmp/x", false);
}
