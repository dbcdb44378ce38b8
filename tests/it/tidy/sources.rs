//! The rules of the house that a program can see in the sources: who may import whom, who may touch the outside world,
//! and how large things grow.

use std::fs;

use super::scan::{code_of, functions};
use crate::project::root;

/// The layers, from the bottom to the top. A room imports rooms of lower layers only.
const LAYERS: &[&[&str]] = &[
    &["source", "output_path", "error", "digest", "pattern", "printable", "uri"],
    &["diagnostic", "fs"],
    &["document", "color", "trail"],
    &["browser", "fields", "vector"],
    &["menu", "lock", "artwork"],
    &["base"],
    &["shape"],
    &["inherit", "schema"],
    &["theme"],
    &["check", "fleet", "listing", "plan", "tokens"],
    &["render"],
    &["explain", "stores"],
    &["brand", "package"],
    &["batch", "diff", "sheet"],
    &["book"],
    &["cli"],
    &["report"],
    &["supervise"],
    &["preview"],
    &["screenshots"],
    &["cmd"],
    &["main"],
];

/// What only some rooms may name, and why.
const RESERVED: &[(&str, &[&str], &str)] = &[
    (
        "std::fs",
        &["fs", "preview", "package"],
        "all disk access is in `fs` and in the writers of packages",
    ),
    ("std::net", &["preview"], "only the preview listens"),
    (
        "std::process",
        &["browser", "main", "preview", "supervise"],
        "nothing below `cmd` prints or exits",
    ),
    (
        "std::env",
        &["browser", "fs", "main", "supervise"],
        "the environment is an input that only the edge reads",
    ),
    ("println!", &[], "all printing is in `report`, into a writer"),
    ("print!", &[], "all printing is in `report`, into a writer"),
    ("SystemTime", &[], "the clock must not reach the output"),
    ("HashMap", &[], "the order of a hash map is another in each run"),
    ("HashSet", &[], "the order of a hash set is another in each run"),
    ("unsafe ", &[], "the crate forbids it"),
];

/// Functions of more than 80 lines, each a table or a flat match.
const LONG: &[&str] = &[];

struct File {
    /// From `src/`.
    name: String,
    text: String,
    code: String,
}

impl File {
    /// The top-level module that the file belongs to.
    fn room(&self) -> &str {
        let first = self.name.split('/').next().expect("a name");
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The code in front of the unit tests; nothing of a file that holds only tests.
    fn product(&self) -> &str {
        if self.name.contains("tests/") || self.name.ends_with("tests.rs") {
            return "";
        }
        self.code.split("#[cfg(test)]\nmod tests").next().expect("a part")
    }
}

fn files() -> Vec<File> {
    let src = root().join("src");
    let entries = walkdir::WalkDir::new(&src).sort_by_file_name().into_iter().map(Result::unwrap);
    let sources =
        entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"));
    sources
        .map(|entry| {
            let text = fs::read_to_string(entry.path()).unwrap();
            let name = entry.path().strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
            File { name, code: code_of(&text), text }
        })
        .collect()
}

/// Fails with every place that breaks a rule.
#[track_caller]
fn hold(rule: impl Fn(&File) -> Vec<String>) {
    let broken: Vec<String> = files()
        .iter()
        .flat_map(|file| rule(file).into_iter().map(|why| format!("src/{}: {why}", file.name)))
        .collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

fn layer(room: &str) -> Option<usize> {
    LAYERS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn imports_go_downwards() {
    hold(|file| {
        if file.name == "lib.rs" {
            return Vec::new();
        }
        let Some(own) = layer(file.room()) else {
            return vec![format!("`{}` has no layer in {}", file.room(), file!())];
        };
        let upwards =
            |room: &&str| *room != file.room() && layer(room).is_none_or(|other| other >= own);
        imports(&file.code)
            .iter()
            .map(String::as_str)
            .filter(upwards)
            .map(|room| format!("imports `{room}`"))
            .collect()
    });
}

/// The rooms that the code names, by `crate::room`, `crate::{room, …}` or `rebadge::room`.
fn imports(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for prefix in ["crate::", "rebadge::"] {
        for (at, _) in code.match_indices(prefix) {
            let rest = &code[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(list) => {
                    let list = list.split(';').next().unwrap_or_default();
                    rooms.extend(first_names(list));
                }
                None => rooms.push(word(rest)),
            }
        }
    }
    rooms.sort();
    rooms.dedup();
    rooms
}

/// The names at the first level of `a, b::{c, d}, e::f}`.
fn first_names(list: &str) -> Vec<String> {
    let mut depth = 0;
    let parts = list.split(|letter: char| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        letter == ',' && depth == 0
    });
    parts.map(|part| word(part.trim_start())).filter(|name| !name.is_empty()).collect()
}

fn word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

#[test]
fn the_outside_world_has_few_doors() {
    hold(|file| {
        let has = |name: &str| {
            let mut places = file.product().match_indices(name).map(|(at, _)| at);
            places.any(|at| {
                !file.code[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
            })
        };
        let broken =
            RESERVED.iter().filter(|(name, rooms, _)| !rooms.contains(&file.room()) && has(name));
        broken.map(|(name, _, why)| format!("`{name}`: {why}")).collect()
    });
}

#[test]
fn files_say_what_they_are_and_stay_small() {
    hold(|file| {
        let mut broken = Vec::new();
        if !file.text.starts_with("//! ") {
            broken.push("does not open with `//!`".to_owned());
        }
        // Files are cut by meaning; one that is longer has more than one.
        let lines = file.product().lines().count();
        if lines > 600 {
            broken.push(format!("{lines} lines without its tests, 600 at most"));
        }
        let stem = file.name.rsplit('/').next().expect("a name").trim_end_matches(".rs");
        if ["util", "utils", "helper", "helpers", "common", "manager"].contains(&stem)
            || file.name.contains("utils/")
        {
            broken.push("what is shared has a name of its own".to_owned());
        }
        broken
    });
}

#[test]
fn functions_stay_small() {
    hold(|file| {
        let mut broken = Vec::new();
        for function in functions(&file.code) {
            let place = format!("line {}, `{}`", function.line, function.name);
            if function.lines > 80 && !LONG.contains(&function.name.as_str()) {
                broken.push(format!("{place}: {} lines, 80 at most", function.lines));
            }
            if function.parameters.len() > 5 {
                broken.push(format!(
                    "{place}: {} parameters, five at most",
                    function.parameters.len()
                ));
            }
            if function.is_public && function.parameters.iter().any(|kind| kind == "bool") {
                broken.push(format!("{place}: a bool parameter; an enum says what it means"));
            }
        }
        broken
    });
}

#[test]
fn globs_stand_in_tests_only() {
    hold(|file| {
        let is_bad = file.product().contains("use super::*");
        if is_bad { vec!["`use super::*` outside of `mod tests`".to_owned()] } else { Vec::new() }
    });
}

#[test]
fn imports_are_found() {
    let check = |code: &str, expect: &[&str]| assert_eq!(imports(code), expect, "{code}");
    check("use crate::color::Color;\nlet x = crate::fs::read();", &["color", "fs"]);
    check("use crate::{color::{Color, Role}, fs, theme::Theme};", &["color", "fs", "theme"]);
    check("use rebadge::cli; use std::fs;", &["cli"]);
}
