//! `rebadge icons`: every row of every set is made, is what its row says, and is told in `docs/icon-sets.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rebadge::plan::{Encoding, Format, Icon, SETS, When, icons};
use rebadge::vector::read_png;

use crate::project::{Project, root};

/// Every file below a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            all.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    all
}

/// Whether a row is made where the icon's background is one color, and its mark plain paths.
fn is_made(icon: &Icon) -> bool {
    !matches!(icon.when, When::Painted | When::Pixels)
}

#[test]
fn every_row_is_made_as_it_says() {
    let project = Project::acme();
    project.run("icons themes/acme --for all").status(0);
    for set in SETS {
        let mut made = files(&project.path(&format!("icons/acme/{}", set.name)));
        for icon in icons(set, "acme").iter().filter(|icon| is_made(icon)) {
            let name = format!("{}/{}", set.name, icon.name);
            let bytes = made.remove(&icon.name).unwrap_or_else(|| panic!("{name} is missing"));
            if let (Format::Png, Some(picture)) = (icon.format, icon.picture()) {
                let pixels = read_png(&bytes).unwrap();
                assert_eq!(
                    (pixels.width, pixels.height),
                    (picture.width, picture.height),
                    "{name}"
                );
                assert_eq!(pixels.is_opaque(), icon.look.is_opaque(), "{name}");
                // What stands on nothing keeps its corners free, for every mask and ground.
                assert!(icon.look.is_opaque() || pixels.rgba[3] == 0, "{name}");
            }
            assert!(!bytes.is_empty(), "{name}");
        }
        assert_eq!(made.keys().collect::<Vec<_>>(), Vec::<&String>::new(), "{}", set.name);
    }
}

#[test]
fn jobs_do_not_change_a_byte() {
    let project = Project::acme();
    let drawn = |jobs: u32| {
        let out = format!("icons-{jobs}");
        let sets = "web,linux,macos,chrome-extension";
        project.run(&format!("icons themes/acme --for {sets} --sheet --out {out} --jobs {jobs}"));
        files(&project.path(&out))
    };
    let (one, many) = (drawn(1), drawn(8));
    assert!(one.len() > 40, "{}", one.len());
    assert!(one == many, "other bytes with eight jobs");
}

/// Texts that a theme brings are written as text in every kind of file.
#[test]
fn a_hostile_name_stays_a_name() {
    let name = r#"<script>"&'{{x}}]]>\"#;
    let toml =
        crate::project::ACME.replace("\"Acme\"", &format!("'''{name}'''\nshort-name = \"A&B\""));
    let project = Project::acme().theme("acme", &toml);
    project.run("icons themes/acme --for web,linux,windows,expo --sheet").status(0);
    let read =
        |name: &str| fs::read_to_string(project.path(&format!("icons/acme/{name}"))).unwrap();
    let manifest: serde_json::Value =
        serde_json::from_str(&read("web/manifest.webmanifest")).unwrap();
    assert_eq!(manifest["name"], name);
    for page in [
        "web/head.html",
        "linux/metainfo/acme.metainfo.xml",
        "sheet.html",
        "windows/VisualElements.xml",
    ] {
        let text = read(page);
        assert!(!text.contains("<script>") && text.contains("&lt;script&gt;"), "{page}: {text}");
    }
}

/// One table for each set, from the rows themselves.
fn documented() -> String {
    let mut page = "# Icon sets\n\nEvery file of every set, as `rebadge icons --for SET` writes it and as a base client's \
        contract asks for it\n(`icons = [{ set = \"…\", place = \"…\" }]`). A test holds this page to the tables of the \
        program.\n\n`<id>` is the tenant's application id, or else its id.\n"
        .to_owned();
    for set in SETS {
        write!(
            page,
            "\n## {}\n\n{}.\n\n| file | size | look |\n|---|---|---|\n",
            set.name, set.summary
        )
        .unwrap();
        for icon in icons(set, "<id>") {
            let size = match (icon.format, icon.size) {
                (Format::Text(_), _) => "text".to_owned(),
                (Format::Drawable(side), _) => format!("{side} dp"),
                (Format::Icns(members), _) => {
                    let seen = members.iter().filter(|member| member.encoding != Encoding::Mask);
                    sides(seen.map(|member| member.side))
                }
                _ => icon.sizes().replace('x', "×"),
            };
            let look = match icon.format {
                Format::Text(_) => String::new(),
                _ => icon.look.name(),
            };
            let when = match icon.when {
                When::Always => "",
                When::Alone => "not in a base client, which has its own",
                When::Plain => "where the icon's background is one color",
                When::Painted => "where the icon's background is a gradient or a drawing",
                When::Paths => "where the mark can be written as paths",
                When::Pixels => "where the mark cannot be written as paths",
            };
            let look = [look.as_str(), when].into_iter().filter(|text| !text.is_empty());
            let look = look.collect::<Vec<_>>().join("; ");
            writeln!(page, "| `{}` | {size} | {look} |", icon.name).unwrap();
        }
    }
    page
}

fn sides(all: impl Iterator<Item = u32>) -> String {
    all.map(|side| side.to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_page_tells_every_row() {
    let page = snapbox::Data::read_from(&root().join("docs/icon-sets.md"), None);
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(documented(), page);
}
