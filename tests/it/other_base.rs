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

/// A line for each file of a list.
const LINES: &str = "{% for file in files %}{{ file.sha256 }}  {{ file.path }}\n{% endfor %}";

#[test]
fn what_nobody_means_to_ship_is_told_once() {
    let project = Project::acme()
        .theme("river", THEME)
        .asset("river/logo.svg", LOGO)
        .asset("river/help.svg", LOGO.replace("fill-primary", "fill-on-surface"))
        .base("site/.env", "TOKEN=1")
        .base("site/.git/config", "[core]");
    let told = "warning[litter]: `.env` and 1 more would go into every package";
    let run = project.run("check").status(0).says(told).says("  --> base-client/client.toml:");
    assert_eq!(run.stderr.matches("[litter]").count(), 1, "{run}");
    project.run("check --verbose").status(0).says("`.git/config`");
}

/// The tiny base client with a list of what all packages have, and one of what is a tenant's own.
fn with_common() -> Project {
    let contract = fs::read_to_string(tests_folder().join("bases/tiny/client.toml")).unwrap();
    let lists =
        "inventory = [\"own.txt.tera\", \"files.txt.tera\"]\ncommon = [\"common.txt.tera\"]";
    let contract = contract.replace("inventory = [\"files.txt.tera\"]", lists);
    let own = LINES.replace("in files", "in own_files")
        + "common.txt {{ common[\"common.txt\"].sha256 }}\n{{ build }}\n";
    let help = LOGO.replace("fill-primary", "fill-on-surface");
    Project::new()
        .base("client.toml", contract)
        .base("site/common.txt.tera", LINES)
        .base("site/own.txt.tera", own)
        .theme("river", THEME)
        .asset("river/logo.svg", LOGO)
        .asset("river/help.svg", help)
}

#[test]
fn what_all_packages_have_is_listed_once() {
    let project = with_common();
    project.run("build").status(0);
    let files = entries(&fs::read(only(&project.path("dist/river"), "zip")).unwrap());
    let text = |path: &str| String::from_utf8(files[path].clone()).unwrap();
    let rows = |paths: &[&str]| {
        let lines = paths.iter().map(|path| format!("{}  {path}\n", sha256(&files[*path])));
        lines.collect::<String>()
    };
    assert_eq!(text("common.txt"), rows(&["robots.txt"]));
    let lists = ["common.txt", "files.txt", "own.txt"];
    let is_own = |path: &&str| !lists.contains(path) && *path != "robots.txt";
    let own: Vec<&str> = files.keys().map(String::as_str).filter(is_own).collect();
    let own_text = text("own.txt");
    let (list, rest) = own_text.split_once("common.txt ").unwrap();
    assert_eq!(list, rows(&own));
    let (digest, build) = rest.split_once('\n').unwrap();
    assert_eq!(digest, sha256(&files["common.txt"]));
    // All files are listed where that is asked for.
    let all: Vec<&str> = files
        .keys()
        .map(String::as_str)
        .filter(|path| *path == "common.txt" || !lists.contains(path))
        .collect();
    assert_eq!(text("files.txt").trim_end(), rows(&all).trim_end());
    project.run("verify dist --rebuild").status(0);
    project
        .run("why dist/river/river-web-2.1.0.zip common.txt")
        .status(0)
        .prints("template, once for all packages")
        .prints("site/common.txt.tera");
    // Another file of all packages is another build, for each tenant.
    let project = project.base("site/robots.txt", "User-agent: *\n");
    project.run("build").status(0);
    let again = entries(&fs::read(only(&project.path("dist/river"), "zip")).unwrap());
    let again = String::from_utf8(again["own.txt"].clone()).unwrap();
    assert!(again.starts_with(list) && !again.contains(digest), "{again}");
    assert!(!again.contains(build.trim()), "{again}");
}

#[test]
fn a_list_of_all_packages_knows_no_theme() {
    let check = |change: (&str, &str), text: &str, expect: &str| {
        let project = with_common();
        let contract = String::from_utf8(project.read("base-client/client.toml")).unwrap();
        assert!(contract.contains(change.0), "{change:?}");
        let project = project
            .base("client.toml", contract.replace(change.0, change.1))
            .base("site/common.txt.tera", text);
        project.run("check").status(1).says(expect);
    };
    check(("", ""), "{{ tenant.id }}", "`tenant` is not defined");
    check(("", ""), "{{ tenant.id }}", "filled in once for all tenants");
    check(("", ""), "{{ own_files | json }}", "`own_files` is not defined");
    check(
        ("common = [", "common = [\"common.txt.tera\", "),
        LINES,
        "`common.txt.tera` is the same in all packages, and is named twice",
    );
    check(
        ("common = [", "common = [\"own.txt.tera\", "),
        LINES,
        "`own.txt.tera` is the same in all packages, and is in `inventory` too",
    );
    let part = "[targets.web.parts.list]\nfiles = [\"common.txt.tera\"]\nwhen = [\"demo\"]\n\n[menu.places.links]";
    check(
        ("[menu.places.links]", part),
        LINES,
        "`common.txt.tera` is the same in all packages, and is in the part `list`",
    );
    let project = with_common().base("site/Robots.txt.tera", LINES);
    let contract = String::from_utf8(project.read("base-client/client.toml")).unwrap();
    let contract = contract.replace("common = [", "common = [\"Robots.txt.tera\", ");
    let says = "`Robots.txt` and `robots.txt` are one file on some systems";
    project.base("client.toml", contract).run("check").status(1).says(says);
}
