//! `rebadge diff`: every pair of sides, each kind of change, and packages that are not to be trusted.

use std::fs;
use std::io::{Cursor, Read, Write};

use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::package::entries;
use crate::project::{ACME, LOGO, Project, Run};

const ZIP: &str = "dist/acme/acme-web-0.3.0.zip";
const MANIFEST: &str = "dist/acme/acme-web-0.3.0.json";

/// A project whose tenant is built as a zip.
fn built() -> Project {
    let project = Project::acme();
    project.run("build").status(0);
    project
}

/// The same, as a folder too.
fn unpacked() -> Project {
    let project = built();
    project.run("build --unpacked").status(0);
    project
}

#[test]
fn every_pair_of_equal_sides() {
    let project = unpacked();
    let (theme, file, folder) =
        ("themes/acme", "themes/acme/theme.toml", "dist/acme/acme-web-0.3.0");
    for (before, after) in
        [(theme, file), (ZIP, theme), (theme, folder), (folder, ZIP), (ZIP, ZIP), (folder, folder)]
    {
        let run = project.run(&format!("diff {before} {after}")).status(0);
        assert_eq!(run.stdout, "", "{before} {after}");
        run.says("nothing differs, ").says(" values and 21 files are the same");
    }
}

#[test]
fn a_package_with_the_smallest_images_is_equal_to_its_theme() {
    let project = Project::acme();
    project.run("build --optimize").status(0);
    project.run(&format!("diff {ZIP} themes/acme")).status(0).says("nothing differs");
}

/// The lines that `diff` prints for a package of [`ACME`] and a theme that has `more`; all that `expect` names are there.
#[track_caller]
fn check(change: impl Fn(&str) -> String, expect: &[&str]) {
    let project = built();
    let project = project.theme("acme", &change(ACME));
    let run = project.run(&format!("diff {ZIP} themes/acme")).status(1);
    for line in expect {
        assert!(run.stdout.lines().any(|other| other.contains(line)), "{line}\n{run}");
    }
}

fn add(more: &str) -> impl Fn(&str) -> String + '_ {
    move |theme| format!("{theme}{more}\n")
}

#[test]
fn names_and_links() {
    check(
        |theme| theme.replace("\"Acme\"", "\"Nova\""),
        &["tenant.name         \"Acme\" → \"Nova\""],
    );
    check(
        |theme| theme.replace("[brand]", "languages = [\"de\"]\n[brand]"),
        &["tenant.languages  `en` removed", "strings.en.page.title  \"Status of {name}\" → none"],
    );
    check(
        add("[legal]\nterms = \"https://a.example/\""),
        &["legal.terms  none → \"https://a.example/\""],
    );
}

#[test]
fn colors_with_their_contrasts() {
    check(
        add("[colors.light]\nprimary = \"#00695c\"\nlink = \"#00564b\""),
        &[
            "  in the light scheme",
            "    primary               ",
            "#0a66c2 → #00695c  below `on-primary` 5.6:1 → 6.6:1, passes",
            "#0a66c2 → #00564b  on `surface-container-high` ",
        ],
    );
}

#[test]
fn images() {
    let project = built().asset("acme/logo.svg", LOGO.replace("8 56", "8 40"));
    let run = project.run(&format!("diff {ZIP} themes/acme")).status(1);
    for line in [
        "brand.logo       `logo.svg` drawn anew",
        "changed  icons/icon-512.png  ",
        "changed  icons/favicon.ico  pixels that differ: 16×16 ",
        "changed  tenant/logo.svg  pixels that differ: light ",
    ] {
        assert!(run.stdout.contains(line), "{line}\n{run}");
    }
    check(add("[icon]\npadding = 0.3"), &["icon.padding  0.16 → 0.3"]);
    check(
        add("[icon]\nbackground = \"#ffffff\""),
        &["icon.background  #fbfcfe, in dark #0f1115 → #ffffff"],
    );
}

#[test]
fn menus() {
    check(
        add("[menu.layout]\nlinks = [\"history\", \"now\"]"),
        &["  links: `history` moved before `now`"],
    );
    check(
        add("[menu.layout]\nlinks = [\"now\"]"),
        &["  links: `history` removed", "  `history` is gone", "removed  tenant/menu/history.svg"],
    );
    check(
        add("[[menu.entries]]\nid = \"now\"\nlabel = \"Live\"\nbadge = \"incidents\""),
        &["  `now` relabelled in en: `Now` → `Live`", "  `now` relabelled in de: `Jetzt` → `Live`"],
    );
    check(
        add(
            "[menu.layout]\nlinks = [\"now\", \"help\", \"history\"]\n[[menu.entries]]\nid = \"help\"\n\
             label = \"Help\"\nicon = \"dot\"\ntarget = \"https://a.example/\"",
        ),
        &[
            "  links: `help` added before `history`",
            "  `help` is new: `Help`, `Help`, opens `https://a.example/`",
            "added    tenant/menu/help.svg",
        ],
    );
}

#[test]
fn texts_features_and_policy() {
    check(
        add("[strings.de]\npage.calm = \"Ruhe.\""),
        &["strings.de.page.calm  \"Alle", "→ \"Ruhe.\""],
    );
    check(add("[features]\nfeed = false"), &["features.feed  true → false"]);
    check(
        add("[uptime]\ndays = 30\nregions = [\"eu\"]"),
        &["uptime.days     90 → 30", "uptime.regions  `eu` added at the end"],
    );
}

#[test]
fn two_packages_file_by_file() {
    let project = built();
    let zip = project.read(ZIP);
    let files: Vec<(String, Vec<u8>)> = entries(&zip).into_iter().collect();
    let changed = files.iter().filter(|(path, _)| path != "robots.txt").map(|(path, bytes)| {
        let bytes = if path == "feed.xml" { b"<feed/>\n".to_vec() } else { bytes.clone() };
        (path.clone(), bytes)
    });
    let more = [("note.bin".to_owned(), vec![0, 1, 2])];
    let project = project.file("other.zip", packed(changed.chain(more)));
    let run = project.run(&format!("diff {ZIP} other.zip")).status(1);
    for line in ["changed  feed.xml", "+<feed/>", "removed  robots.txt", "added    note.bin  3 B"] {
        assert!(run.stdout.contains(line), "{line}\n{run}");
    }
    run.says("0 values and 3 files differ, 0 values and 19 files are the same");
}

/// A zip of these files.
fn packed(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        writer.start_file(path, SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn named(names: &[&str]) -> Vec<u8> {
    packed(names.iter().map(|name| ((*name).to_owned(), name.as_bytes().to_vec())))
}

/// A zip is refused with exit 2, and nothing is written.
#[track_caller]
fn check_refused(zip: &[u8], reason: &str) {
    let project = Project::acme().file("in/bad.zip", zip);
    let before = project.files("");
    for command in
        ["diff in/bad.zip themes/acme --out review", "diff themes/acme in/bad.zip --out review"]
    {
        project.run(command).status(2).says("`in/bad.zip` is no package: ").says(reason);
    }
    assert_eq!(project.files(""), before);
}

#[test]
fn a_package_that_cannot_be_trusted() {
    check_refused(&named(&["a", "../b"]), "the path `../b` has a part `..`");
    check_refused(&named(&["/etc/x"]), "the path `/etc/x` has a part ``");
    check_refused(&named(&["a\\b"]), "has a character that is not portable");
    check_refused(&named(&["nul"]), "that is a device on Windows");
    check_refused(b"PK\x03\x04 and no more", "it is no whole zip");
    check_refused(b"", "it is no whole zip");
    let whole =
        packed([("a.txt".to_owned(), vec![b'a'; 9000]), ("b.txt".to_owned(), vec![7; 900])]);
    check_refused(&whole[..whole.len() / 2], "it is no whole zip");
    let mut link = ZipWriter::new(Cursor::new(Vec::new()));
    link.add_symlink("a", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    check_refused(&link.finish().unwrap().into_inner(), "`a` is a symbolic link");
    let twice = named(&["name-1", "name-2"]);
    check_refused(&replaced(&twice, b"name-2", b"name-1"), "two of its files have one name");
    check_refused(
        &named(&["name-1", "Name-1"]),
        "`name-1` and `Name-1` are one file on some systems",
    );
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("a", stored).unwrap();
    writer.write_all(b"unharmed").unwrap();
    let damaged = replaced(&writer.finish().unwrap().into_inner(), b"unharmed", b"unharmEd");
    check_refused(&damaged, "`a` cannot be unpacked");
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for at in 0..bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
    }
    bytes
}

#[test]
fn a_bomb() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let fast = SimpleFileOptions::default().compression_level(Some(1));
    writer.start_file("zeros", fast).unwrap();
    std::io::copy(&mut std::io::repeat(0).take((256 << 20) + 1), &mut writer).unwrap();
    let zip = writer.finish().unwrap().into_inner();
    assert!(zip.len() < 4 << 20);
    check_refused(&zip, "a file comes to more than 256 MiB");
}

#[test]
fn folders_that_are_no_packages() {
    let project = unpacked();
    for folder in ["dist", "dist/acme"] {
        let run = project.run(&format!("diff {folder} themes/acme")).status(2);
        run.says("it holds packages").says("name the package: `dist/acme/acme-web-0.3.0");
    }
    fs::create_dir(project.path("empty")).unwrap();
    project.run("diff empty themes/acme").status(2).says("`empty` is no package: it is empty");
    project.run("diff nothing themes/acme").status(2).says("cannot read `nothing`");
    #[cfg(unix)]
    {
        let link = project.path("dist/acme/acme-web-0.3.0/passwd");
        std::os::unix::fs::symlink("/etc/passwd", link).unwrap();
        let run = project.run("diff dist/acme/acme-web-0.3.0 themes/acme").status(2);
        run.says("`passwd` is a symbolic link");
    }
}

/// Changes the manifest of a package, and compares it with its theme.
fn with_manifest(change: impl Fn(&mut Value)) -> Run {
    let project = built();
    let mut manifest: Value = serde_json::from_slice(&project.read(MANIFEST)).unwrap();
    change(&mut manifest);
    let project = project.file(MANIFEST, manifest.to_string());
    project.run(&format!("diff {ZIP} themes/acme"))
}

#[test]
fn manifests_that_are_not_true() {
    let lie = |manifest: &mut Value| manifest["files"][0]["sha256"] = json!("0".repeat(64));
    let run = with_manifest(lie).status(0);
    assert!(run.stdout.contains("`art/calm.svg` is not the file that the manifest names"), "{run}");
    let run = with_manifest(|manifest| manifest["package"]["sha256"] = json!("0")).status(0);
    assert!(run.stdout.contains("the file is not the one that the manifest names"), "{run}");
    let run = with_manifest(|manifest| manifest["theme"]["tenant.name"] = json!("Other")).status(1);
    assert!(run.stdout.contains("tenant.name  \"Other\" → \"Acme\""), "{run}");
    let run = with_manifest(|manifest| manifest["target"] = json!("desktop")).status(2);
    run.says("it is built for `desktop`, which the base client does not have");
}

#[test]
fn manifests_that_are_old_foreign_or_gone() {
    let old = |manifest: &mut Value| drop(manifest.as_object_mut().unwrap().remove("theme"));
    let run = with_manifest(old).status(0);
    assert!(run.stdout.contains("does not hold the theme, only files are compared"), "{run}");
    for foreign in [json!({}), json!([1, 2]), json!({ "files": 7 })] {
        let run = with_manifest(|manifest| *manifest = foreign.clone()).status(0);
        assert!(run.stdout.contains("is left aside: it is no manifest of a package"), "{run}");
        assert!(run.stdout.contains("has no manifest, only files are compared"), "{run}");
    }
}

/// A PNG of one color.
fn png(color: [u8; 4]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(8, 8, image::Rgba(color))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

#[test]
fn pictures_stay_in_their_folder_and_take_no_name_twice() {
    let pictures = |color| {
        let names = ["icon.png", "a/b.png", "A-b.png", "图.png"];
        packed(names.map(|name| (name.to_owned(), png(color))))
    };
    let project = Project::empty()
        .file("a.zip", pictures([255, 0, 0, 255]))
        .file("b.zip", pictures([0, 0, 255, 255]))
        .file("outside", "mine");
    fs::create_dir(project.path("review")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(project.path("outside"), project.path("review/icon.diff.png"))
        .unwrap();
    let run = project.run("diff a.zip b.zip --out review").status(1);
    assert!(run.stdout.contains("100.0 % of the pixels differ"), "{run}");
    run.says("4 files in `review`");
    let sheets = ["A-b.diff.png", "a-b-2.diff.png", "picture.diff.png"];
    let mut found = project.files("review");
    found.retain(|name| name != "icon.diff.png");
    assert_eq!(found, sheets);
    assert_eq!(project.read("outside"), b"mine");
}

#[test]
fn pictures_show_before_after_and_difference() {
    let project = Project::empty()
        .file("a.zip", packed([("x.png".to_owned(), png([255, 0, 0, 255]))]))
        .file("b.zip", packed([("x.png".to_owned(), png([0, 0, 255, 255]))]));
    project.run("diff a.zip b.zip --out review").status(1);
    let sheet = image::load_from_memory(&project.read("review/x.diff.png")).unwrap().to_rgba8();
    assert_eq!(sheet.dimensions(), (3 * 192 + 64, 192 + 32));
    assert_eq!(sheet.get_pixel(100, 100).0, [255, 0, 0, 255]);
    assert_eq!(sheet.get_pixel(300, 100).0, [0, 0, 255, 255]);
}

#[test]
fn a_page_with_all_that_it_shows() {
    let project = built().theme("acme", &ACME.replace("#0a66c2", "#b3261e"));
    let run =
        project.run(&format!("diff {ZIP} themes/acme --format markdown --out page")).status(1);
    assert_eq!(run.stdout, "page/changes.md\n");
    let page = String::from_utf8(project.read("page/changes.md")).unwrap();
    let links: Vec<&str> =
        page.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(links.len() > 20, "{links:?}");
    for link in &links {
        image::load_from_memory(&project.read(&format!("page/{link}"))).expect("a picture");
    }
    let mut files = project.files("page");
    files.retain(|file| file != "changes.md" && !links.contains(&file.as_str()));
    assert!(files.is_empty(), "the page does not show {files:?}");
    // Without a folder there is nothing to link to.
    let run = project.run(&format!("diff {ZIP} themes/acme --format markdown")).status(1);
    assert!(
        run.stdout.starts_with("# Acme: what changes\n") && !run.stdout.contains("]("),
        "{run}"
    );
}

#[test]
fn a_page_says_what_a_stranger_wrote_and_does_nothing_of_it() {
    let hostile = ACME
        .replace("\"Acme\"", "\"<b>|`x`|[a](b) @team\"")
        .replace("[brand]", "short-name = \"A\"\n[brand]");
    let project = built().theme("acme", &hostile);
    let run = project.run(&format!("diff {ZIP} themes/acme --format markdown")).status(1);
    let title = "# &#60;b&#62;&#124;&#96;x&#96;&#124;&#91;a&#93;(b) &#64;&#8203;team: what changes";
    assert!(run.stdout.contains(title), "{run}");
    let name = "<code>&#60;b&#62;&#124;&#96;x&#96;&#124;&#91;a&#93;(b) &#64;&#8203;team</code>";
    assert!(run.stdout.contains(&format!("| `tenant.name` | `Acme` | {name} |")), "{run}");
}

#[test]
fn objects_for_machines() {
    let project = built().theme("acme", &ACME.replace("#0a66c2", "#b3261e"));
    let run = project.run(&format!("diff {ZIP} themes/acme --format json --out review")).status(1);
    let values = run.objects("diff-value");
    let color = values.iter().find(|value| value["key"] == "brand.color").expect("the color");
    assert_eq!((&color["before"], &color["after"]), (&json!("#0a66c2"), &json!("#b3261e")));
    let primary = values.iter().find(|value| value["key"] == "colors.light.primary").unwrap();
    assert_eq!(primary["contrast"]["passes"], true);
    let files = run.objects("diff-file");
    let icon = files.iter().find(|file| file["path"] == "icons/icon-512.png").expect("an icon");
    assert!(icon["picture"]["frames"][0]["changed"].as_u64() > Some(0));
    let sheet = icon["picture"]["file"].as_str().expect("a sheet");
    assert!(project.path(&format!("review/{sheet}")).is_file());
    let last = &run.objects("diff-finished")[0];
    assert_eq!((&last["equal"], &last["out"]), (&json!(false), &json!("review")));
    let equal = project.run("diff themes/acme themes/acme --format json").status(0);
    assert_eq!(equal.objects("diff-finished")[0]["equal"], true);
}

#[test]
fn a_theme_with_errors_is_not_compared() {
    let project = built().theme("acme", &ACME.replace("#0a66c2", "0a66c2"));
    let run = project.run(&format!("diff {ZIP} themes/acme")).status(2);
    run.says("its `#` is missing").says("`themes/acme` has errors, nothing was compared");
    let project = unpacked().base("client.toml", "[client]\n");
    let run = project.run(&format!("diff {ZIP} themes/acme")).status(2);
    run.says("`base-client` has errors, nothing was compared");
    // Two packages need neither.
    project.run(&format!("diff {ZIP} dist/acme/acme-web-0.3.0")).status(0);
}

#[test]
fn only_diff_writes_a_page() {
    let run = Project::acme().run("check --format markdown").status(2);
    run.says("invalid value 'markdown' for '--format <FORMAT>'");
}
