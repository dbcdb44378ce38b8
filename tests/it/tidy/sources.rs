//! The rules of the house that a program can see in the sources: who may import whom, who may touch the outside world,
//! and how large things grow.

use std::fs;

use super::scan::{code_of, functions};
use crate::project::root;

/// The members of the workspace that are one room: Cargo holds which crates they may import.
const WHOLE: &[&str] = &[
    "book", "brand", "bundle", "deflate", "edit", "foreign", "preview", "remote", "script", "sign",
    "store", "tokens", "worker", "xtask",
];

/// The layers of the rooms within each other crate, from the bottom to the top. A room imports rooms of lower layers only.
/// Cargo holds the direction between crates.
const LAYERS: &[(&str, &[&[&str]])] = &[
    (
        "core",
        &[
            &[
                "calendar",
                "digest",
                "error",
                "interrupt",
                "output_path",
                "pattern",
                "printable",
                "source",
                "uri",
            ],
            &["diagnostic", "fs", "limits", "links", "logger", "panics"],
            &["document", "git", "human", "kept", "trail"],
            &["fields", "json"],
        ],
    ),
    ("art", &[&["color"], &["vector"], &["artwork"]]),
    // Below the theme: what draws cannot see one.
    ("render", &[&["render"], &["recipes"]]),
    (
        "theme",
        &[
            &["address", "litter", "lock", "menu", "rules", "secret"],
            &["base"],
            &["documents", "shape"],
            &["inherit", "schema"],
            &["theme"],
            &["check", "fleet", "listing"],
            &["batch"],
        ],
    ),
    ("plan", &[&["shared_lists"], &["client", "plan"], &["checks", "explain"], &["prepare"]]),
    ("package", &[&["package"], &["ledger", "provenance", "release"]]),
    ("stage", &[&["media", "wire"], &["guard", "server"], &["access"], &["browser", "stage"]]),
    ("review", &[&["rules"], &["diff", "screenshots", "sheet"]]),
    ("rebadge", &[&["cli"], &["report", "supervise", "places"], &["cmd"], &["main"]]),
];

/// What only some rooms may name, and why.
const RESERVED: &[(&str, &[&str], &str)] = &[
    (
        "std::fs",
        &["fs", "preview", "bundle", "foreign", "remote", "store", "git"],
        "all disk access is in `fs`, in the cache, in archives and in the containers of packages",
    ),
    (
        "std::net",
        &["preview", "access", "guard", "server", "stage", "wire"],
        "only a stage and the preview listen",
    ),
    ("object_store::", &["remote"], "only `remote` speaks to object stores"),
    (
        "std::process",
        &["browser", "fs", "git", "main", "preview", "worker", "xtask"],
        "nothing below `cmd` prints or exits; `fs` names the process that holds a folder",
    ),
    (
        "std::env",
        &["browser", "fs", "limits", "main", "store", "supervise", "worker"],
        "the environment is an input that only the edge reads",
    ),
    ("println!", &[], "all printing is in `report`, into a writer"),
    ("print!", &[], "all printing is in `report`, into a writer"),
    ("SystemTime", &["fs", "store"], "the clock must not reach the output"),
    ("HashMap", &[], "the order of a hash map is another in each run"),
    ("HashSet", &[], "the order of a hash set is another in each run"),
    (
        "serde(skip",
        &["provenance"],
        "a parameter of a recipe that is not written would not be in its key",
    ),
    ("unsafe ", &[], "the crate forbids it"),
];

/// Functions of more than 80 lines, each a table or a flat match.
const LONG: &[&str] = &[];

struct File {
    /// From the root: `crates/art/src/color/mod.rs`.
    name: String,
    text: String,
    code: String,
}

impl File {
    /// The top-level module that the file belongs to; the crate, where that has one duty.
    fn room(&self) -> &str {
        if WHOLE.contains(&self.member()) {
            return self.member();
        }
        let (_, path) = self.name.split_once("src/").expect("a folder of sources");
        let first = path.split('/').next().expect("a name");
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The workspace member that the file belongs to.
    fn member(&self) -> &str {
        let member = self.name.strip_prefix("crates/").and_then(|rest| rest.split('/').next());
        member.unwrap_or("rebadge")
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
    let members = fs::read_dir(root().join("crates")).unwrap();
    let mut folders: Vec<_> = members.map(|entry| entry.unwrap().path().join("src")).collect();
    folders.push(root().join("src"));
    folders.sort();
    let entries =
        folders.iter().flat_map(|folder| walkdir::WalkDir::new(folder).sort_by_file_name());
    let sources = entries
        .map(Result::unwrap)
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"));
    sources
        .map(|entry| {
            let text = fs::read_to_string(entry.path()).unwrap();
            let name = entry.path().strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            File { name, code: code_of(&text), text }
        })
        .collect()
}

/// Fails with every place that breaks a rule.
#[track_caller]
fn hold(rule: impl Fn(&File) -> Vec<String>) {
    let broken: Vec<String> = files()
        .iter()
        .flat_map(|file| rule(file).into_iter().map(|why| format!("{}: {why}", file.name)))
        .collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn imports_go_downwards() {
    hold(|file| {
        if file.name.ends_with("lib.rs") || WHOLE.contains(&file.member()) {
            return Vec::new();
        }
        let layers = LAYERS.iter().find(|(member, _)| *member == file.member());
        let Some((_, layers)) = layers else {
            return vec![format!("`{}` has no layers in {}", file.member(), file!())];
        };
        let layer = |room: &str| layers.iter().position(|rooms| rooms.contains(&room));
        let Some(own) = layer(file.room()) else {
            return vec![format!("`{}` has no layer in {}", file.room(), file!())];
        };
        // What has no layer is of another crate.
        let upwards =
            |room: &&str| *room != file.room() && layer(room).is_some_and(|other| other >= own);
        let imports = imports(&file.code);
        let upwards = imports.iter().map(String::as_str).filter(upwards);
        upwards.map(|room| format!("imports `{room}`")).collect()
    });
}

/// The rooms of its own crate that code names: `crate::room`, `crate::{room, …}`; for the program's `main`, `rebadge::room`.
fn imports(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for name in ["crate::", "rebadge::"] {
        for (at, _) in code.match_indices(name) {
            let rest = &code[at + name.len()..];
            match rest.strip_prefix('{') {
                Some(list) => {
                    rooms.extend(first_names(list.split(';').next().unwrap_or_default()));
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

/// The tool knows base clients by their contracts only.
#[test]
fn no_base_client_is_named() {
    hold(|file| {
        let text = file.product().to_lowercase();
        let named = ["workbench", "connectors"].into_iter().filter(|name| text.contains(name));
        named.map(|name| format!("names `{name}`: what a client has is in its contract")).collect()
    });
}

#[test]
fn imports_are_found() {
    let check = |code: &str, expect: &[&str]| assert_eq!(imports(code), expect, "{code}");
    check("use crate::color::Color;\nlet x = crate::fs::read();", &["color", "fs"]);
    check("use crate::{color::{Color, Role}, fs, theme::Theme};", &["color", "fs", "theme"]);
    check("use rebadge::cli; use std::fs;", &["cli"]);
    check("use rebadge_core::{fs, source::Place};", &[]);
}
