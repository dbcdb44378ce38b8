//! Themes from logos: `rebadge new` on what customers send. All marks of simple-icons are in `benches/marks.rs`; here are
//! those that are hard, so that a change that breaks them is seen at once.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use rayon::prelude::*;
use serde_json::Value;

use crate::project::{Project, Run, root};

/// Marks that are white, black, yellow, very thin, very wide, very high, of many parts, or a plate themselves.
const HARD: &str = "unity sony vercel apple x notion uber hbo github nike mazda puma snapchat mcdonalds dhl linux sketch \
    javascript mailchimp kakaotalk lamborghini bilibili go react vimeo infiniti audi visa ford hyundai subaru kia \
    playstation3 nasa samsung panasonic easyjet intel cisco lg ebay fedex netflix ikea lidl alipay max xiaomi ups aldisud \
    debian qatarairways emirates ferrari showtime figma toyota spotify wechat tesla";

/// A mark in its brand's color.
fn mark(name: &str) -> String {
    let package = root().join("target/test-tools/simple-icons");
    let read = |path: &str| {
        let file: PathBuf = package.join(path);
        fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}; run tests/setup", file.display()))
    };
    let svg = read(&format!("icons/{name}.svg"));
    let data: Vec<Value> = serde_json::from_str(&read("data/simple-icons.json")).unwrap();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let title = document.descendants().find(|node| node.tag_name().name() == "title");
    let title = title.and_then(|title| title.text()).unwrap();
    let is_mark = |entry: &&Value| match entry["slug"].as_str() {
        Some(slug) => slug == name,
        None => entry["title"] == title,
    };
    let entry = data.iter().find(is_mark).unwrap_or_else(|| panic!("`{name}` has no color"));
    svg.replacen("<svg", &format!("<svg fill=\"#{}\"", entry["hex"].as_str().unwrap()), 1)
}

#[test]
fn hard_marks_give_themes_that_pass() {
    let failed: Vec<String> = HARD
        .split_whitespace()
        .collect::<Vec<_>>()
        .into_par_iter()
        .filter_map(|name| {
            let project = with_logo("logo.svg", mark(name));
            let made = project.run(&format!("new {name} --logo logo.svg --quiet"));
            let checked = project.run("check --quiet");
            let is_good = made.code == Some(0) && checked.code == Some(0);
            // Not even a warning, but of what only a drawing for small sizes would mend.
            let mut told = made.stderr.lines().filter(|line| line.starts_with("warning"));
            let is_silent = told.all(|line| line.starts_with("warning[icon-legibility]"))
                && checked.stderr.is_empty();
            (!is_good || !is_silent).then(|| format!("{name}\n{made}\n{checked}"))
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn with_logo(name: &str, logo: impl AsRef<[u8]>) -> Project {
    Project::new().file(name, logo).file("themes/.keep", "")
}

/// Makes a theme from a logo, checks it, and gives the text of its file.
#[track_caller]
fn theme(name: &str, logo: impl AsRef<[u8]>) -> (Project, String) {
    let project = with_logo(name, logo);
    project.run(&format!("new acme --logo {name}")).status(0);
    let checked = project.run("check").status(0);
    assert_eq!(checked.stderr.trim(), "checked 1 theme", "{checked}");
    let text = String::from_utf8(project.read("themes/acme/theme.toml")).unwrap();
    (project, text)
}

/// The theme's file has these lines.
#[track_caller]
fn has(text: &str, lines: &[&str]) {
    let plain = |line: &str| line.split('#').next().unwrap().split_whitespace().collect::<String>();
    // A color has the sign of a comment too.
    let plain = |line: &str| match line.split_once("= \"#") {
        Some((key, rest)) => format!("{}#{}", plain(key), &rest[..6]),
        None => plain(line),
    };
    for line in lines {
        let found = text.lines().any(|own| plain(own) == plain(line));
        assert!(found, "`{line}` is not in\n{text}");
    }
}

fn svg(body: &str) -> String {
    format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'>{body}</svg>")
}

/// A PNG of `side` pixels with the color that `pixel` gives for each.
fn png(side: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let all = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    let data: Vec<u8> = all.flat_map(|(x, y)| pixel(x, y)).collect();
    encoder.write_header().unwrap().write_image_data(&data).unwrap();
    bytes
}

/// Whether a point lies in the middle disc of a picture.
fn disc(x: u32, y: u32, side: u32) -> bool {
    let far = |at: u32| f64::from(at) + 0.5 - f64::from(side) / 2.0;
    far(x) * far(x) + far(y) * far(y) < f64::from(side * side) / 9.0
}

#[test]
fn colors_come_out_to_the_digit() {
    let blue = "<circle cx='32' cy='32' r='20' fill='#0a66c2'/>";
    let (_, text) = theme("a.svg", svg(blue));
    has(&text, &["color = \"#0a66c2\"", "logo = \"logo.svg\""]);
    // On a plate of white, with a shadow of it in a gradient.
    let plate = "<rect width='64' height='64' fill='#fff'/>";
    let (project, text) = theme("a.svg", svg(&format!("{plate}{blue}")));
    has(&text, &["color = \"#0a66c2\""]);
    assert!(!String::from_utf8(project.read("themes/acme/logo.svg")).unwrap().contains("rect"));
    let gradient = "<linearGradient id='g'><stop stop-color='#e1306c'/><stop offset='1' stop-color='#833ab4'/>\
        </linearGradient><circle cx='32' cy='32' r='20' fill='url(#g)'/>";
    let (_, text) = theme("a.svg", svg(gradient));
    assert!(text.contains("#e1306c") || text.contains("#833ab4"), "{text}");
    let flat = |x, y| if disc(x, y, 512) { [10, 102, 194, 255] } else { [0; 4] };
    has(&theme("a.png", png(512, flat)).1, &["color = \"#0a66c2\"", "logo = \"logo.png\""]);
    let plated = |x, y| if disc(x, y, 512) { [10, 102, 194, 255] } else { [255; 4] };
    has(&theme("a.png", png(512, plated)).1, &["color = \"#0a66c2\"", "logo = \"logo.png\""]);
}

#[test]
fn black_and_white_give_a_neutral_brand_and_a_logo_for_each_scheme() {
    let shape = "<circle cx='32' cy='32' r='20'/>";
    let (_, text) = theme("a.svg", svg(shape));
    has(&text, &["color = \"#000000\"", "logo = \"logo.svg\"", "logo-dark = \"logo-dark.svg\""]);
    let white = svg(&shape.replace("r=", "fill='#fff' r="));
    let (project, text) = theme("a.svg", &white);
    has(
        &text,
        &["color = \"#111111\"", "logo-dark = \"logo-dark.svg\"", "mark = \"logo-dark.svg\""],
    );
    assert_eq!(project.read("themes/acme/logo-dark.svg"), white.as_bytes());
    let black = |x, y| if disc(x, y, 512) { [0, 0, 0, 255] } else { [0; 4] };
    let (_, text) = theme("a.png", png(512, black));
    has(&text, &["color = \"#000000\"", "logo-dark = \"logo-dark.png\""]);
}

#[test]
fn a_photo_is_a_logo_too() {
    let photo = |x: u32, y: u32| {
        let noise = (x * 7919 + y * 104_729) % 61;
        [(x / 3 + noise) as u8, (y / 4 + noise) as u8, ((x + y) / 8) as u8, 255]
    };
    theme("photo.png", png(600, photo));
}

#[test]
fn the_same_logo_gives_the_same_theme() {
    let noise =
        |x: u32, y: u32| [(x * 31 % 251) as u8, (y * 17 % 241) as u8, (x * y % 239) as u8, 255];
    let logo = png(520, noise);
    let all = || {
        let (project, _) = theme("a.png", &logo);
        let names = project.files("themes/acme");
        names.iter().map(|name| project.read(&format!("themes/acme/{name}"))).collect::<Vec<_>>()
    };
    assert_eq!(all(), all());
}

/// Nothing is left behind, and stderr says this.
#[track_caller]
fn refused(name: &str, logo: impl AsRef<[u8]>, code: i32, says: &str) -> Run {
    let project = with_logo(name, logo);
    let run = project.run(&format!("new acme --logo {name}")).status(code).says(says);
    assert_eq!(project.files("themes"), [".keep"], "{run}");
    run
}

#[test]
fn what_is_no_logo_is_refused_and_nothing_is_left() {
    let dot = png(1, |_, _| [200, 0, 0, 255]);
    refused("a.png", dot, 1, "at least 512 on the longer side are needed");
    refused("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'><path", 1, "error[svg-broken]");
    refused("a.svg", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", 1, "error[svg-broken]");
    refused("a.svg", svg("<text>Acme</text>"), 1, "error[svg-font]");
    refused("a.svg", svg(""), 1, "error[svg-empty]");
    refused("a.png", png(512, |_, _| [9, 9, 9, 0]), 1, "all of it is transparent");
    refused("a.png", "GIF89a", 1, "is a GIF, of which no logo is read");
    refused("a.jpg", "x", 1, "give an SVG, best, or an SVGZ, PNG, JPEG or WebP");
    refused("a.svg", "%PDF-1.4", 1, "give an SVG, best, or an SVGZ, PNG, JPEG or WebP");
}

#[test]
fn names_of_any_script_are_taken() {
    for name in
        ["东方红拖拉机制造有限责任公司", "شركة الاتصالات", "A \"quoted\" \\ name", "O'Neill & <Sons>"]
    {
        let project = with_logo("a.svg", svg("<circle cx='32' cy='32' r='20' fill='#0a66c2'/>"));
        let mut command = project.command("rebadge");
        let made =
            command.args(["new", "acme", "--logo", "a.svg", "--name", name]).output().unwrap();
        assert!(made.status.success(), "{}", project.plain(&made.stderr));
        project.run("check").status(0);
    }
    let project = with_logo("a.svg", svg("<circle cx='32' cy='32' r='20'/>"));
    let mut command = project.command("rebadge");
    let made =
        command.args(["new", "acme", "--logo", "a.svg", "--name", "a\u{7}b"]).output().unwrap();
    assert_eq!(made.status.code(), Some(1));
    assert!(project.plain(&made.stderr).contains("`name` has a control character, U+0007"));
    assert_eq!(project.files("themes"), [".keep"]);
}

#[test]
fn an_id_is_one_tenants() {
    let project = Project::acme().file("a.svg", svg("<circle cx='32' cy='32' r='20'/>"));
    let project = project.theme("other", &crate::project::ACME.replace("\"acme\"", "\"beta\""));
    project
        .run("new beta --logo a.svg")
        .status(2)
        .says("`themes/other/theme.toml` is for the tenant `beta`");
    project.run("new acme --logo a.svg").status(2).says("`themes/acme` is there already");
    project.run("new Acme-2 --logo a.svg").status(2).says("did you mean `acme-2`?");
    project.run("new 质量 --logo a.svg").status(2).says("use 1 to 63 of a-z");
    project
        .run("new gamma --logo a.svg --themes thems")
        .status(2)
        .says("there is no folder `thems`");
}

#[test]
fn a_locked_parent_is_obeyed() {
    let lock = "abstract = true\nlock = [{ keys = [\"brand.color\"], reason = \"one color for all\" }]\n\
        [brand]\ncolor = \"#0a66c2\"\n";
    let project = with_logo("a.svg", svg("<circle cx='32' cy='32' r='20' fill='#c00'/>"));
    let project = project.theme("group", lock);
    let run = project.run("new acme --logo a.svg --extends ../group").status(1);
    assert!(
        run.stderr.contains("one color for all") && run.stderr.contains("themes/acme/theme.toml"),
        "{run}"
    );
    assert_eq!(project.files("themes"), [".keep", "group/theme.toml"]);
}

#[test]
fn what_a_parent_says_is_not_said_again() {
    let parent = "abstract = true\n[brand]\ncolor = \"#0a66c2\"\n";
    let project = with_logo("a.svg", svg("<circle cx='32' cy='32' r='20' fill='#0a66c2'/>"));
    let project = project.theme("group", parent);
    project.run("new acme --logo a.svg --extends themes/group").status(0);
    let text = String::from_utf8(project.read("themes/acme/theme.toml")).unwrap();
    assert!(text.contains("extends = \"../group\"") && !text.contains("color"), "{text}");
    assert_eq!(project.run("check").status(0).stderr.trim(), "checked 2 themes");
}

fn wide(body: &str) -> String {
    format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 60'>{body}</svg>")
}

/// A blue symbol with black eyes, and three dark letters beside it.
fn with_word(letters: &str) -> String {
    wide(&format!(
        "<path fill='#4285f4' d='M0 0h60v60H0z'/><path d='M14 18h8v8h-8zM38 18h8v8h-8z'/>\
         <path fill='{letters}' d='M80 20h16v24H80zM104 20h16v24h-16zM128 20h40v24h-40z'/>"
    ))
}

#[test]
fn only_the_word_that_vanishes_changes() {
    let (project, text) = theme("a.svg", with_word("#043558"));
    has(&text, &["logo = \"logo.svg\"", "logo-dark = \"logo-dark.svg\""]);
    assert_eq!(project.read("themes/acme/logo.svg"), with_word("#043558").as_bytes());
    let dark = String::from_utf8(project.read("themes/acme/logo-dark.svg")).unwrap();
    assert!(dark.contains("#4285f4") && !dark.contains("#043558"), "{dark}");
    assert_eq!(dark.matches("fill=").count(), 2, "the eyes stay as they are: {dark}");
    // The app icon is the symbol, and no word on a plate.
    let mark = String::from_utf8(project.read("themes/acme/mark.svg")).unwrap();
    assert!(mark.contains("viewBox=\"0 0 60"), "{mark}");
    let (project, _) = theme("a.svg", with_word("#000"));
    let black = String::from_utf8(project.read("themes/acme/logo-dark.svg")).unwrap();
    assert_eq!(black.matches("#f8f8f8").count(), 1, "only the word turns white: {black}");
}

#[test]
fn a_logo_that_passes_stays_as_it_is() {
    let colorful = "<circle cx='20' cy='20' r='16' fill='#ea4335'/><circle cx='44' cy='20' r='16' fill='#fbbc05'/>\
        <circle cx='20' cy='44' r='16' fill='#4285f4'/><circle cx='44' cy='44' r='16' fill='#34a853'/>";
    let yellow = "<path fill='#ffd400' d='M2 2h60v60H2z'/><path d='M16 30h32v16H16z'/>";
    for body in [colorful, yellow] {
        let (project, text) = theme("a.svg", svg(body));
        assert!(!text.contains("logo-dark"), "{text}");
        assert_eq!(project.read("themes/acme/logo.svg"), svg(body).as_bytes());
    }
    // Many colors stand on white.
    has(&theme("a.svg", svg(colorful)).1, &["background = \"#ffffff\""]);
}

#[test]
fn colors_are_kept_on_a_card_when_that_is_asked_for() {
    let project = with_logo("a.svg", with_word("#000"));
    let run = project.run("new acme --logo a.svg --keep-colors").status(0);
    assert!(run.stdout.contains("the dark logo stands on a card of #ffffff"), "{run}");
    assert!(!project.files("themes/acme").is_empty());
    let dark = String::from_utf8(project.read("themes/acme/logo-dark.svg")).unwrap();
    assert!(!dark.contains("#f8f8f8") && dark.contains("#ffffff"), "{dark}");
    project.run("check").status(0);
}

#[test]
fn a_person_gives_the_brand_color() {
    let project = with_logo("a.svg", svg("<circle cx='32' cy='32' r='20'/>"));
    let mut command = project.command("rebadge");
    let made =
        command.args(["new", "acme", "--logo", "a.svg", "--brand-color", "#ff6a00"]).output();
    assert!(made.unwrap().status.success());
    let text = String::from_utf8(project.read("themes/acme/theme.toml")).unwrap();
    has(&text, &["color = \"#ff6a00\""]);
    project.run("check").status(0);
    project.run("new beta --logo a.svg --brand-color nope").status(2).says("such as `#ff6a00`");
    let wrong = project.run("new beta --logo a.svg --color #ff6a00").status(2);
    assert!(wrong.stderr.contains("goes after `--brand-color`"), "{wrong}");
}

#[test]
fn another_logo_leaves_the_rest_of_the_theme() {
    let (project, text) = theme("a.svg", with_word("#000"));
    let own = text.replace("[brand]", "# Ours.\n[brand]");
    let project = project
        .file("themes/acme/theme.toml", &own)
        .file("b.svg", svg("<circle cx='32' cy='32' r='24' fill='#e53935'/>"));
    project.run("new acme --logo b.svg --relogo").status(0);
    let new = String::from_utf8(project.read("themes/acme/theme.toml")).unwrap();
    assert!(new.contains("# Ours.") && new.contains("\"#4285f4\""), "{new}");
    assert!(!new.contains("logo-dark") && !new.contains("mark"), "{new}");
    assert_eq!(project.files("themes/acme"), ["logo.svg", "theme.toml"]);
    project.run("check").status(0);
    project.run("new beta --logo b.svg --relogo").status(2).says("is for a theme that is there");
    let broken = project.file("c.svg", "<svg");
    broken.run("new acme --logo c.svg --relogo").status(1).says("has still its old logo");
}

#[test]
fn an_empty_page_is_cut_off() {
    let page = "<svg xmlns='http://www.w3.org/2000/svg' width='210' height='297' viewBox='0 0 210 297'>\
        <circle cx='60' cy='80' r='30' fill='#0a66c2'/></svg>";
    let project = with_logo("a.svg", page);
    let run = project.run("new acme --logo a.svg").status(0);
    assert!(run.stdout.contains("it was cut to what is painted"), "{run}");
    let logo = String::from_utf8(project.read("themes/acme/logo.svg")).unwrap();
    let size = logo.split("viewBox=\"0 0 ").nth(1).and_then(|rest| rest.split([' ', '.']).next());
    let width: u32 = size.and_then(|width| width.parse().ok()).unwrap_or_default();
    assert!((60..70).contains(&width), "{logo}");
    project.run("check").status(0);
}

#[test]
fn the_formats_that_people_send_are_taken() {
    let flat = |x, y| if disc(x, y, 512) { [10, 102, 194, 255] } else { [255; 4] };
    let png = image::load_from_memory(&png(512, flat)).unwrap();
    let encoded = |format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::DynamicImage::from(png.to_rgb8()).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    // By what they are, whatever they are called.
    let (_, text) = theme("a.jpg", encoded(image::ImageFormat::Jpeg));
    let color = text.lines().find_map(|line| line.strip_prefix("color = \"")).unwrap_or_default();
    let color = rebadge::color::Color::parse(&color[..7]).expect("a color");
    let far = [color.r.abs_diff(10), color.g.abs_diff(102), color.b.abs_diff(194)];
    assert!(far.iter().all(|far| *far <= 3), "{text}");
    has(&theme("a.png", encoded(image::ImageFormat::WebP)).1, &["color = \"#0a66c2\""]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let text = svg("<circle cx='32' cy='32' r='20' fill='#0a66c2'/>");
    std::io::Write::write_all(&mut packed, text.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    has(&theme("a.svgz", &packed).1, &["color = \"#0a66c2\"", "logo = \"logo.svg\""]);
    refused("a.svgz", &packed[..packed.len() / 2], 1, "cannot be unpacked");
    refused("a.jpg", [0xff, 0xd8, 0xff, 0xe0, 0, 16], 1, "cannot be read");
    refused("a.avif", b"\0\0\0\x1cftypavif....", 1, "is an AVIF");
}

#[test]
fn pictures_in_a_drawing_are_taken() {
    let flat = |x, y| if disc(x, y, 512) { [10, 102, 194, 255] } else { [0; 4] };
    let data = base64::engine::general_purpose::STANDARD;
    let data = base64::Engine::encode(&data, png(512, flat));
    let image = format!("<image width='64' height='64' href='data:image/png;base64,{data}'/>");
    let (project, text) = theme("a.svg", svg(&image));
    has(&text, &["color = \"#0a66c2\"", "logo = \"logo.png\""]);
    let logo = image::load_from_memory(&project.read("themes/acme/logo.png")).unwrap();
    assert_eq!((logo.width(), logo.height()), (512, 512));
    // Shapes around it stay where they are.
    let both = svg(&format!("{image}<path fill='#c00000' d='M0 0h64v6H0z'/>"));
    let project = with_logo("a.svg", both);
    let run = project.run("new acme --logo a.svg").status(0);
    assert!(run.stdout.contains("the drawing holds pictures of pixels"), "{run}");
    let logo = image::load_from_memory(&project.read("themes/acme/logo.png")).unwrap().to_rgba8();
    assert_eq!(logo.get_pixel(256, 256).0, [10, 102, 194, 255]);
    assert_eq!(logo.get_pixel(256, 20).0, [192, 0, 0, 255]);
    let other = "<image width='9' height='9' href='data:image/gif;base64,R0lGODlh'/>";
    refused("a.svg", svg(other), 1, "cannot be read: it is a GIF");
    let script = format!("{image}<script>alert(1)</script>");
    refused("a.svg", svg(&script), 1, "error[svg-unsafe]");
    let far = "<image width='9' height='9' href='https://acme.example/a.png'/>";
    refused("a.svg", svg(far), 1, "error[");
}

#[test]
fn a_draft_is_kept_where_only_another_drawing_helps() {
    // Blue on a blue that a parent has locked.
    let project = with_logo("a.svg", svg("<circle cx='32' cy='32' r='20' fill='#0a66c2'/>"));
    let locked =
        "abstract = true\nlock = [\"icon.background\"]\n[icon]\nbackground = \"#0a66c2\"\n";
    let project = project.theme("group", locked);
    let run = project.run("new acme --logo a.svg --extends ../group").status(1);
    assert!(project.files("themes").contains(&"acme/theme.toml".to_owned()), "{run}");
    run.says("error[icon-contrast]");
    project.run("check themes/acme").status(1).says("error[icon-contrast]");
}

#[test]
fn a_sisters_theme_may_be_the_parent_in_its_makers_folder() {
    let project = with_logo("a.svg", svg("<circle cx='32' cy='32' r='20' fill='#0a66c2'/>"));
    let project = project
        .theme("motors", "abstract = true\n[brand]\ncolor = \"#c00000\"\n")
        .theme("motors/x", "abstract = true\nextends = \"..\"\n");
    project.run("new dealer-south --logo a.svg --extends ../x --themes themes/motors").status(0);
    let text = String::from_utf8(project.read("themes/motors/dealer-south/theme.toml")).unwrap();
    assert!(text.contains("extends = \"../x\""), "{text}");
    project.run("check themes/motors/dealer-south").status(0);
}

#[test]
fn a_partners_theme_is_made_in_its_makers_folder() {
    let project = with_logo("a.svg", svg("<circle cx='32' cy='32' r='20' fill='#0a66c2'/>"));
    let project = project
        .theme("group", "abstract = true\n")
        .theme("motors", "abstract = true\nextends = \"../group\"\n[brand]\ncolor = \"#c00000\"\n");
    project.run("new south --logo a.svg --extends .. --themes themes/motors").status(0);
    let text = String::from_utf8(project.read("themes/motors/south/theme.toml")).unwrap();
    assert!(text.contains("extends = \"..\""), "{text}");
    project.run("check themes/motors/south").status(0);
    project.run("new south --logo a.svg").status(2).says("is for the tenant `south`");
}

#[test]
fn wide_logos_give_no_tiny_icons() {
    // Letters in stripes, slanted letters whose boxes overlap, and one piece.
    let stripes: String = (0..8)
        .map(|n| {
            let y = n * 7;
            format!("M0 {y}h40v4H0zM70 {y}h46v4H70zM140 {y}h46v4h-46z")
        })
        .collect();
    has(
        &theme("a.svg", wide(&format!("<path fill='#0a66c2' d='{stripes}'/>"))).1,
        &["mark = \"mark.svg\"", "logo = \"logo.svg\""],
    );
    let (project, text) =
        theme("a.svg", wide("<path fill='#0a66c2' d='M0 0h200v50q-90 20-200 0z'/>"));
    assert!(text.contains("padding = 0.1") && !text.contains("monochrome"), "{text}");
    // The background is the theme's, so that each mask and each rounding cuts it.
    let mark = String::from_utf8(project.read("themes/acme/mark.svg")).unwrap();
    assert!(!mark.contains("<rect") && !mark.contains("<circle"), "{mark}");
    project.run("check").status(0);
}

/// On a terminal it asks; `script` lends one.
#[test]
fn a_terminal_is_asked() {
    let project = with_logo("a.svg", svg("<circle cx='32' cy='32' r='20' fill='#0a66c2'/>"));
    let mut command = project.command("script");
    command.args(["-qec", "rebadge new --color never", "/dev/null"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("script");
    let answers = "Acme Inc\n\nno.svg\na.svg\n";
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), answers.as_bytes()).unwrap();
    let said = child.wait_with_output().unwrap();
    let said = project.plain(&said.stdout);
    for text in [
        "Name of the tenant: ",
        "[acme-inc]: ",
        "there is no such file",
        "themes/acme-inc: theme.toml",
    ] {
        assert!(said.contains(text), "`{text}` is not in\n{said}");
    }
}
