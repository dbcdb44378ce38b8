//! `rebadge icons`: every row of every set is made, is what its row says, and is told in `docs/icon-sets.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rebadge::base::{Base, Target};
use rebadge::checks::overlap;
use rebadge::client;
use rebadge::inherit::{Library, find};
use rebadge::plan::{
    Art, Encoding, Format, Icon, Job, Look, Painter, Part, PixelFormat, Row, Set, Size, Style,
    When, icons, plan_set, render, sets,
};
use rebadge::recipes::Store;
use rebadge::render::Effort;
use rebadge::theme::load;
use rebadge::vector::read_png;

use crate::consumers::{expected, header};
use crate::project::{Project, root};

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            all.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    all
}

/// Whether a row is made where the icon's background is one color, its mark plain paths, and its logo the launch image.
pub(crate) fn is_made(icon: &Icon) -> bool {
    !matches!(icon.when, When::Painted | When::Pixels | When::Branded)
}

#[test]
fn every_row_is_made_as_it_says() {
    let project = Project::acme();
    project.run("icons themes/acme --for all").status(0);
    for set in sets() {
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
                assert_eq!(header(&bytes)[1..], expected(icon, &bytes)[1..], "{name}");
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
        // The report beside it names the folder.
        files(&project.path(&out).join("acme"))
    };
    let (one, many) = (drawn(1), drawn(8));
    assert!(one.len() > 40, "{}", one.len());
    assert!(one == many, "other bytes with eight jobs");
}

/// Screens that show the same art are drawn once; each is as it would be alone.
#[test]
fn screens_of_the_same_art_are_as_if_alone() {
    const SIZES: &[Size] = &[Size::of(1170, 900), Size::of(900, 1170), Size::of(900, 900)];
    let rows = [Row::png("{width}x{height}.png", SIZES, Look::LAUNCH)];
    let parts = [Part { folder: "", rows: rows.to_vec().leak() }];
    let set = Box::leak(Box::new(Set { name: "s", summary: "", parts: parts.to_vec().leak() }));
    let (base, target) = (Base::none(), Target::none());
    let templates = Arc::new(client::templates(&target).unwrap());
    let brands = root().join("themes");
    for name in ["pink", "sheep"] {
        let found = find(&[brands.join(name)], &brands).unwrap();
        let theme = load(&found[0], &base, &Library::of_brands(&brands)).theme.unwrap();
        let plan = plan_set(&theme, set).unwrap();
        let job = Job {
            theme: &theme,
            base: &base,
            target: &target,
            plan: &plan,
            templates: &templates,
            effort: Effort::Reduced(60),
            seen: None,
        };
        for effort in [Effort::Default, Effort::Reduced(60)] {
            let tree = render(&Job { effort, ..job }, &Store::new()).unwrap().tree;
            assert_eq!(tree.len(), SIZES.len());
            for (path, icon) in &plan.names.icons {
                let (picture, store) = (icon.picture().expect("a picture"), Store::new());
                let alone = Painter::new(&theme, &base, &store).png(&picture, effort).unwrap();
                assert!(*tree.own()[path].read().unwrap() == *alone, "{name} {path} {effort:?}");
            }
        }
    }
}

/// With `--reduce-colors` every PNG whose reader takes one has a palette, and is about the picture that it is without; with a lower quality it is
/// smaller.
#[test]
fn reduced_colors_are_close() {
    let project = Project::acme();
    let themes = root().join("themes");
    let drawn = |more: &str| {
        let theme = themes.join("pink");
        let themes = themes.display();
        let sets = "chrome-extension,web";
        project
            .run(&format!("icons {} --themes {themes} --for {sets} {more}", theme.display()))
            .status(0);
        let mut files = files(&project.path("icons/pink"));
        // What the theme brings is shipped as it is.
        files.retain(|name, _| name.ends_with(".png") && !name.contains("screenshots/"));
        // The store takes no palettes.
        files.retain(|name, _| !name.contains("store/"));
        files
    };
    let (all, reduced) = (drawn(""), drawn("--reduce-colors"));
    assert!(all.keys().eq(reduced.keys()));
    let size = |files: &BTreeMap<String, Vec<u8>>| files.values().map(Vec::len).sum::<usize>();
    assert!(size(&reduced) * 10 < size(&all) * 8, "{} {}", size(&reduced), size(&all));
    let few = drawn("--reduce-colors=60");
    assert!(size(&few) * 10 < size(&reduced) * 8, "{} {}", size(&few), size(&reduced));
    for (name, bytes) in &all {
        let [own, other] = [bytes, &reduced[name]].map(|bytes| read_png(bytes).unwrap().rgba);
        let kind = reduced[name][25];
        assert!(matches!(kind, 0 | 3), "{name} is of color type {kind}");
        let far = own.iter().zip(&other).filter(|(a, b)| a.abs_diff(**b) > 40).count();
        assert!(far * 200 < own.len(), "{name}: {far} of {}", own.len());
    }
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
    let entry = format!("\nName={}\n", name.replace('\\', "\\\\"));
    assert!(read("linux/applications/acme.desktop").contains(&entry));
}

/// What is derived of a mark, in one color, on dark and in grays, keeps its shape.
#[test]
fn what_is_derived_is_of_one_family() {
    let (brands, mut told) = (root().join("themes"), 0);
    for name in ["blue", "dairy", "mono", "orange", "pink", "sheep", "motors"] {
        let found = find(&[brands.join(name)], &brands).unwrap();
        let theme = load(&found[0], &Base::none(), &Library::of_brands(&brands)).theme.unwrap();
        let (base, store) = (Base::none(), Store::new());
        let painter = Painter::new(&theme, &base, &store);
        let looks = [
            ("one color", Look { art: Art::Monochrome, ..Look::BARE }),
            ("notification", Look { art: Art::Notification, ..Look::BARE }),
            ("dark", Look::BARE.in_style(Style::Dark)),
            ("tinted", Look::BARE.in_style(Style::Tinted)),
        ];
        for (what, look) in looks {
            let common = overlap(&painter, &look).unwrap();
            // A plate, which says nothing, or the shape of the mark.
            assert!(common.is_none_or(|common| common > 0.85), "{name} {what}: {common:?}");
            told += usize::from(common.is_some());
        }
    }
    assert!(told > 14, "{told}");
}

/// One table for each set, from the rows themselves.
fn documented() -> String {
    let mut page = "# Icon sets\n\nEvery file of every set, as `rebadge icons --for SET` writes it and as a base client's \
        contract asks for it\n(`icons = [{ set = \"…\", place = \"…\" }]`). A test holds this page to the tables of the \
        program. RGB and RGBA: the only color type that\nthe reader of a PNG takes, with 8 bits per channel.\n\n`<id>` is the tenant's application id, or else its id.\n"
        .to_owned();
    for set in sets() {
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
                When::Branded => {
                    "where the theme names a branding, or shows the app icon and has a word mark"
                }
            };
            let pixels = match icon.pixels {
                PixelFormat::Any => "",
                PixelFormat::TrueColor if icon.look.is_opaque() => "RGB",
                PixelFormat::TrueColor | PixelFormat::Rgba => "RGBA",
            };
            let look = [look.as_str(), pixels, when].into_iter().filter(|text| !text.is_empty());
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
