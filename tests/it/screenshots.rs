//! `rebadge screenshots`: what Chromium takes is kept in the theme, named in it, and told when it is out of date.

use std::io::Cursor;
use std::sync::Arc;

use image::ImageDecoder;
use rebadge::browser::{Sandbox, Shot};
use rebadge::bundle::{Entry, Tree};
use rebadge::fs::Mode;
use rebadge::output_path::OutputPath;
use rebadge::stage::{self, Clock};
use serde_json::{Value, json};

use crate::browser::page::{Browser, Scheme, text};
use crate::browser::{chromium, server};
use crate::project::{ACME, LOGO, Project, Run, root};

/// A picture of one color.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let pixels = rebadge::vector::Pixels::filled(width, height, [200, 200, 200, 255]);
    rebadge::render::png::encode(&pixels, rebadge::render::Effort::Default).unwrap()
}

/// Runs with the browser of the tests.
fn run(project: &Project, arguments: &str) -> Run {
    let program = chromium::program();
    project.run_with(arguments, &[("CHROMIUM", program.to_str().unwrap())])
}

const TAKEN: &str = "
[[screenshots]]
file        = \"screenshots/start-wide.png\"
form-factor = \"wide\"
page        = \"start\"

[[screenshots]]
file        = \"screenshots/start-narrow.png\"
form-factor = \"narrow\"
page        = \"start\"
";

/// A theme with a screenshot that was made by hand.
fn by_hand() -> (Project, String) {
    let theme = format!(
        "{ACME}\n# Ours.\n[[screenshots]]\nfile = \"hand.png\" # drawn\nform-factor = \"wide\"\nlabel = \"Now\"\n"
    );
    let project = Project::acme().theme("acme", &theme).asset("acme/hand.png", picture(640, 400));
    (project, theme)
}

/// A browser that draws nothing is not tried again without its sandbox, and nothing runs without one unless that is asked
/// for or said.
#[cfg(unix)]
#[test]
fn the_sandbox_is_never_dropped_in_silence() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::acme().file("chromium", "#!/bin/sh\necho \"$*\" >> started\n");
    let program = project.path("chromium");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let named = [("CHROMIUM", program.to_str().unwrap())];
    for command in ["screenshots themes/acme --jobs 1", "book themes/acme --no-screens --pdf"] {
        for asked in ["", " --no-sandbox"] {
            let run = project.run_with(&format!("{command}{asked}"), &named);
            let run = run.says("did not draw");
            let started = String::from_utf8(project.read("started")).unwrap();
            std::fs::remove_file(project.path("started")).unwrap();
            let without = started.lines().filter(|line| line.contains("--no-sandbox")).count();
            assert!(without == 0 || without == started.lines().count(), "{started}");
            let is_said = run
                .stderr
                .contains("runs without its sandbox: it has none for root in a container");
            assert_eq!(is_said, asked.is_empty() && without > 0, "{command}{asked}: {run}");
            assert!(asked.is_empty() || without > 0, "{started}");
            let is_hinted = run.stderr.contains("add `--no-sandbox`");
            assert_eq!(is_hinted, without == 0, "{run}");
        }
    }
}

#[test]
fn they_are_taken_once_and_named() {
    let (project, theme) = by_hand();
    run(&project, "screenshots themes/acme").status(0).stdout(
        "themes/acme/screenshots/start-wide.png  1280×800, [..]B
themes/acme/screenshots/start-narrow.png  780×1688, [..]B
themes/acme/theme.toml  names them
",
    );
    let read = |path: &str| project.read(&format!("themes/acme/{path}"));
    let files =
        ["theme.toml", "hand.png", "screenshots/start-wide.png", "screenshots/start-narrow.png"];
    let first = files.map(read);
    assert_eq!(String::from_utf8(first[0].clone()).unwrap(), format!("{theme}{TAKEN}"));
    assert_eq!(first[1], picture(640, 400));
    for (png, size) in [(&first[2], (1280, 800)), (&first[3], (780, 1688))] {
        let decoder = image::codecs::png::PngDecoder::new(Cursor::new(png)).unwrap();
        assert_eq!(decoder.dimensions(), size);
        assert_eq!(other_chunks(png), Vec::<String>::new());
    }
    // A second time, nothing is left to do.
    let again = run(&project, "screenshots themes/acme --format json").status(0);
    let states: Vec<Value> =
        again.objects("screenshot").iter().map(|shot| shot["state"].clone()).collect();
    assert_eq!(states, [json!("unchanged"), json!("unchanged")]);
    assert_eq!(first, files.map(read));
    project.run("build --unpacked").status(0);
    let shipped = project.files("dist/acme/acme-web-0.3.0/tenant/screenshots");
    assert_eq!(shipped, ["narrow-1.png", "wide-1.png", "wide-2.png"]);
    assert_eq!(project.read("dist/acme/acme-web-0.3.0/tenant/screenshots/wide-1.png"), first[1]);
}

/// The chunks of a PNG that say anything but its pixels.
fn other_chunks(png: &[u8]) -> Vec<String> {
    let (mut at, mut names) = (8, Vec::new());
    while at < png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
        names.push(String::from_utf8(png[at + 4..at + 8].to_vec()).unwrap());
        at += length + 12;
    }
    names.retain(|name| !["IHDR", "PLTE", "tRNS", "IDAT", "IEND"].contains(&name.as_str()));
    names
}

/// The contact sheet has every picture of a set, also those that a theme brings: the page and the picture of it.
#[test]
fn they_are_on_the_contact_sheet() {
    let (project, _) = by_hand();
    project.run("icons themes/acme --for web --sheet").status(0);
    let sheet = image::load_from_memory(&project.read("icons/acme/sheet.png")).unwrap().to_rgba8();
    let shown = sheet.pixels().filter(|pixel| pixel.0 == [200, 200, 200, 255]).count();
    assert_eq!(shown, 256 * 160);
    let page = String::from_utf8(project.read("icons/acme/sheet.html")).unwrap();
    assert!(page.contains("src=\"web/screenshots/wide-1.png\""), "{page}");
    assert!(page.contains("640×400, shown smaller · screenshot"), "{page}");
}

#[test]
fn stale_screenshots_are_told() {
    let theme = format!("{ACME}{TAKEN}").replace("start-narrow", "old");
    let project = Project::acme()
        .theme("acme", &theme)
        .asset("acme/screenshots/start-wide.png", picture(1280, 800))
        .asset("acme/screenshots/old.png", picture(400, 800));
    let told = run(&project, "screenshots --check").status(1);
    let told = told
        .says("error[screenshot-stale]: `screenshots/start-wide.png` no longer shows the theme: ")
        .says("% of its pixels differ")
        .says("themes/acme/theme.toml:9:15")
        .says("`screenshots/old.png` no longer shows the theme: it is no PNG of 780×1688 pixels")
        .says("run `rebadge screenshots themes/acme`")
        .says("compared the screenshots of 1 theme, 1 with errors: acme");
    assert_eq!(told.stdout, "");
    // A page that the client does not have any more needs no browser to be told.
    let project = project.theme("acme", &theme.replace("\"start\"", "\"gone\""));
    let told = project.run_with("screenshots --check", &[("CHROMIUM", "/bin/true")]).status(1);
    told.says("the base client has no page `gone`");
}

#[test]
fn what_was_taken_of_other_pages_goes() {
    let (project, theme) = by_hand();
    let old = "[[screenshots]]\nfile = \"b.png\"\nform-factor = \"narrow\"\npage = \"gone\"\n";
    // One file is gone, and one that nothing names has the usual name.
    let kept = "[[screenshots]]\nfile = \"a.png\"\nform-factor = \"narrow\"\npage = \"start\"\nlabel = \"Now\"\n";
    let project = project
        .theme(
            "acme",
            &format!("{theme}{old}{kept}").replace("hand.png", "screenshots/start-wide.png"),
        )
        .asset("acme/screenshots/start-wide.png", picture(640, 400))
        .asset("acme/b.png", picture(400, 800));
    std::fs::remove_file(project.path("themes/acme/hand.png")).unwrap();
    run(&project, "screenshots themes/acme").status(0).stdout(
        "themes/acme/screenshots/start-wide-2.png  1280×800, [..]B
themes/acme/a.png  780×1688, [..]B
themes/acme/theme.toml  names them
themes/acme/b.png  removed
",
    );
    let wide = "\n[[screenshots]]\nfile        = \"screenshots/start-wide-2.png\"\nform-factor = \"wide\"\npage        = \"start\"\n";
    let theme = theme.replace("hand.png", "screenshots/start-wide.png");
    let expect = format!("{theme}{kept}{wide}");
    assert_eq!(String::from_utf8(project.read("themes/acme/theme.toml")).unwrap(), expect);
    assert_eq!(project.read("themes/acme/screenshots/start-wide.png"), picture(640, 400));
    project.run("check").status(0);
}

/// Nothing is written of what cannot be whole.
#[track_caller]
fn check_refused(project: &Project, arguments: &str, status: i32, says: &[&str]) {
    let before = project.files("themes");
    let theme = project.read("themes/acme/theme.toml");
    // It would draw nothing.
    let mut told = project.run_with(arguments, &[("CHROMIUM", "/bin/true")]).status(status);
    for text in says {
        told = told.says(text);
    }
    assert_eq!((before, theme), (project.files("themes"), project.read("themes/acme/theme.toml")));
}

#[test]
fn nothing_is_written_by_halves() {
    let (project, theme) = by_hand();
    check_refused(&project, "screenshots", 1, &["`/bin/true` did not draw: it made nothing"]);
    check_refused(
        &project,
        "screenshots --pages strat",
        2,
        &["the base client names no page `strat`"],
    );
    let project = project.asset("acme/hand.png", picture(640, 360));
    let says = [
        "error[screenshot-size]: `hand.png` has 640×360 pixels, not the proportions of the first wide screenshot, which has 1280×800",
    ];
    check_refused(&project, "screenshots", 1, &says);
    let project = project.theme("acme", &theme.replace("#0a66c2", "blau"));
    check_refused(&project, "screenshots", 1, &["error[color]", "failed: acme"]);
    let nowhere = [("CHROMIUM", "nowhere")];
    let run = project.run_with("screenshots", &nowhere).status(2);
    run.says("there is no browser to take screenshots").says("install Chromium");
    let project = project.theme("acme", &format!("abstract = true\n{theme}"));
    check_refused(&project, "screenshots themes/acme", 1, &["error[abstract]"]);
    let parent = "abstract = true\nlock = [\"screenshots\"]\n";
    let child = format!("extends = \"../parent\"\n{ACME}");
    let child = Project::acme().theme("parent", parent).theme("acme", &child);
    let says = ["error[locked]: `screenshots` is locked by themes/parent"];
    check_refused(&child, "screenshots themes/acme", 1, &says);
    let pages = (0..9).map(|at| format!("p{at} = \"#{at}\"\n")).collect::<String>();
    let client = String::from_utf8(child.read("base-client/client.toml")).unwrap();
    let child = child.base("client.toml", format!("{client}\n[targets.web.pages]\n{pages}"));
    let says = ["9 pages are asked for, install dialogs show 8", "name at most 8 with `--pages`"];
    check_refused(&child, "screenshots --pages all", 2, &says);
    let project = project.theme("acme", "").asset("acme/logo.svg", LOGO);
    check_refused(&project, "screenshots themes/acme", 1, &["the theme is empty"]);
}

/// A client that tells the time, the language and the scheme shows the same ones everywhere; Chromium reads the manifest.
#[test]
fn chromium_shows_what_it_took() {
    let project = Project::empty().copy(&root().join("base-client"), "base-client");
    let project = project.copy(&root().join("themes/dairy"), "themes/dairy");
    let project = project.copy(&root().join("themes/industry"), "themes/industry");
    run(&project, "screenshots themes/dairy --pages calendar").status(0);
    project.run("build themes/dairy --unpacked").status(0);
    let package = std::fs::read_dir(project.path("dist/dairy")).unwrap();
    let mut folders = package.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let server = server::serve(&folders.next().expect("a package"));
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&server.url());
    let manifest = page.call("Page.getAppManifest", json!({}));
    assert_eq!(manifest["errors"], json!([]));
    let parsed = manifest["manifest"]["screenshots"].as_array().expect("screenshots");
    let seen: Vec<(String, String)> = parsed
        .iter()
        .map(|shot| (text(&shot["formFactor"]), text(&shot["image"]["sizes"])))
        .collect();
    let expect = [("kNarrow", "780x1688"), ("kWide", "1280x800")];
    assert_eq!(seen, expect.map(|(form, sizes)| (form.to_owned(), sizes.to_owned())), "{parsed:?}");
    let data: Value = serde_json::from_str(&text(&manifest["data"])).expect("JSON");
    assert_eq!(data["screenshots"][0]["label"], "日历");
    let code = format!(
        "Promise.all({}.map(async ({{ src, type }}) => {{
            const image = new Image();
            image.src = src;
            await image.decode();
            const blob = await (await fetch(src)).blob();
            return image.naturalWidth + 'x' + image.naturalHeight + ' ' + (blob.type === type);
        }}))",
        data["screenshots"]
    );
    assert_eq!(page.eval(&code), json!(["780x1688 true", "1280x800 true"]));
    // The clock of a stage on which pictures are taken.
    let path = OutputPath::new("index.html").unwrap();
    let text = Arc::new(b"<!doctype html><title>Now</title>".to_vec());
    let entry = Entry::of_bytes(&path, text, Mode::Plain);
    let stage = stage::serve(Tree::of_own([(path, entry)].into()), Clock::Stands).unwrap();
    page.open(&format!("{}/", stage.origin()));
    let code = "[new Date().toISOString().slice(0, 16), new Date(0).getTime(), Date.now() < new Date(2027, 0),
        Date().slice(0, 15), new Date() instanceof Date, Date.UTC(1970, 0, 2)]";
    let expect = json!(["2026-09-16T09:41", 0, true, "Wed Sep 16 2026", true, 86_400_000]);
    assert_eq!(page.eval(code), expect);
}

#[test]
fn a_picture_waits_for_what_a_database_answers() {
    // A browser whose time runs ahead waits for requests, and not for a database: the page would be white.
    let page = "<!doctype html><script>
        const asked = indexedDB.open('records', 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore('all');
        asked.onsuccess = () => write(0);
        function write(n) {
            const work = asked.result.transaction('all', 'readwrite');
            work.objectStore('all').put(n, n);
            work.oncomplete = () => {
                if (n < 20) write(n + 1);
                else document.documentElement.style.background = '#00ff00';
            };
        }
        </script>";
    let path = OutputPath::new("index.html").unwrap();
    let entry = Entry::of_bytes(&path, Arc::new(page.as_bytes().to_vec()), Mode::Plain);
    let tree = Tree::of_own([(path, entry)].into());
    let browser = rebadge::browser::find(Sandbox::On).expect("a browser");
    for clock in [Clock::Machine, Clock::Stands] {
        let stage = stage::serve(tree.clone(), clock).unwrap();
        let url = format!("{}/", stage.origin());
        let scheme = rebadge::color::Scheme::Light;
        let shot = Shot { url, size: (400, 300), scale: 1, scheme, language: None };
        let png = browser.picture(&shot).unwrap();
        let shown = image::load_from_memory(&png).unwrap().to_rgb8();
        assert_eq!(shown.get_pixel(20, 20).0, [0, 255, 0], "{clock:?}");
    }
}
