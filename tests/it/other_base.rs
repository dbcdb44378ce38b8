//! The tool knows no client: a tiny, unrelated base client with a contract of its own is built, and the whole package is
//! compared with a golden tree.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use snapbox::Data;
use snapbox::assert::{Action, DEFAULT_ACTION_ENV};

use crate::package::{entries, only, sha256};
use crate::project::{LOGO, Project, compare, tests_folder};

/// A theme that touches each part of the contract.
const THEME: &str = r##"[tenant]
id       = "river"
name     = "Flussbahn & Söhne"
version  = "2.1.0"
language = "de"
[brand]
color = "#00695c"
logo  = "logo.svg"
[menu.layout]
links = ["help", "now"]
[[menu.entries]]
id     = "help"
label  = { en = "Help", de = "Hilfe" }
icon   = "help.svg"
target = "https://river.example/help"
[strings.de]
page.calm = "Alle Züge fahren."
[features]
feed = false
[uptime]
regions = ["north"]
"##;

/// How far a channel of a pixel may be off: what another version of a drawing library does at an edge.
const CHANNEL: u8 = 3;
/// How many pixels of a thousand may be off further than that.
const PIXELS: usize = 2;

#[test]
fn a_tiny_base_client_builds() {
    let help = LOGO.replace("fill-primary", "fill-on-surface");
    let project = Project::new()
        .theme("river", THEME)
        .asset("river/logo.svg", LOGO)
        .asset("river/help.svg", help);
    project.run("build").status(0);
    let zip = fs::read(only(&project.path("dist/river"), "zip")).unwrap();
    let mut files = entries(&zip);
    let inventory = files.remove("files.txt").expect("the inventory");
    assert_tree(&files, &tests_folder().join("golden/river"));
    // The theme as the manifest keeps it: every value, in its own words.
    let manifest = fs::read(only(&project.path("dist/river"), "json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let theme = serde_json::to_string_pretty(&manifest["theme"]).unwrap() + "\n";
    compare(&theme, Data::read_from(&tests_folder().join("golden/river.theme.json"), None).raw());
    // Not in the golden tree: it is as exact as the pictures are not.
    let lines = files.iter().map(|(path, bytes)| format!("{}  {path}\n", sha256(bytes)));
    assert_eq!(
        String::from_utf8(inventory).unwrap().trim_end(),
        lines.collect::<String>().trim_end()
    );
}

/// The tree holds these files and no others; text is the same, a picture looks the same.
fn assert_tree(actual: &BTreeMap<String, Vec<u8>>, golden: &Path) {
    let bless = Action::with_env_var(DEFAULT_ACTION_ENV) == Some(Action::Overwrite);
    if bless {
        drop(fs::remove_dir_all(golden));
    }
    for (path, bytes) in actual {
        let file = golden.join(path);
        if bless {
            fs::create_dir_all(file.parent().expect("a folder")).unwrap();
            fs::write(&file, bytes).unwrap();
        }
        match path.rsplit('.').next() {
            Some("png" | "ico") => assert_looks_the_same(bytes, &file),
            _ => compare(
                std::str::from_utf8(bytes).expect("text"),
                Data::read_from(&file, None).raw(),
            ),
        }
    }
    let entries = walkdir::WalkDir::new(golden).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let mut paths: Vec<_> =
        files.map(|entry| entry.path().strip_prefix(golden).unwrap().to_owned()).collect();
    paths.sort_by_key(|path| path.to_str().unwrap().to_owned());
    assert_eq!(paths, actual.keys().map(Into::into).collect::<Vec<std::path::PathBuf>>());
}

fn assert_looks_the_same(actual: &[u8], golden: &Path) {
    let expect = fs::read(golden).unwrap_or_else(|error| panic!("{}: {error}", golden.display()));
    let actual = image::load_from_memory(actual).expect("a picture").to_rgba8();
    let expect = image::load_from_memory(&expect).expect("a picture").to_rgba8();
    assert_eq!(actual.dimensions(), expect.dimensions(), "{}", golden.display());
    let is_off = |(one, other): &(&image::Rgba<u8>, &image::Rgba<u8>)| {
        one.0.iter().zip(other.0).any(|(one, other)| one.abs_diff(other) > CHANNEL)
    };
    let off = actual.pixels().zip(expect.pixels()).filter(is_off).count();
    let limit = (actual.width() * actual.height()) as usize * PIXELS / 1000;
    assert!(off <= limit, "{}: {off} pixels are off, {limit} may be", golden.display());
}
