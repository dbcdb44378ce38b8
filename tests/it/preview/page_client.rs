//! The client on the page, in Chromium: it follows every save, and shows what is chosen.

use serde_json::json;

use super::page::{
    MARK, Preview, clean, edit, eval_in, frame, open, project, theme, wait_for_frame, wait_in,
};
use crate::browser::page::Browser;
use crate::project::{Project, root};

const PRIMARY: &str = "getComputedStyle(document.querySelector('h1')).backgroundColor";

/// The client that ships takes its texts without a new start; what decides which views there are wants one.
#[test]
fn a_client_takes_what_changed_itself() {
    let project = Project::empty()
        .copy(&root().join("base-client"), "base-client")
        .copy(&root().join("themes/orange"), "themes/orange");
    let file = project.path("themes/orange/theme.toml");
    let preview = Preview::start(&project, "themes/orange");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "?devices=phone&scheme=light&page=messages");
    let light = frame("phone", "light");
    wait_for_frame(&mut page, &light);
    let shows =
        |text: &str| format!("document.querySelector('#main')?.textContent.includes('{text}')");
    wait_in(&mut page, &light, &shows("Tour 14, north"));

    eval_in(&mut page, &light, "document.body.dataset.kept = 'yes'");
    edit(&file, "Tour 14, north", "Tour 15, south");
    wait_in(&mut page, &light, &shows("Tour 15, south"));
    assert_eq!(eval_in(&mut page, &light, "document.body.dataset.kept"), "yes");

    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text + "\n[features]\nsearch = false\n").unwrap();
    let anew = "document.body.dataset.kept === undefined";
    wait_in(&mut page, &light, &format!("{anew} && {}", shows("Tour 15, south")));
    wait_in(&mut page, &light, "!document.querySelector('[href=\"#/search\"]')");
    clean(&mut page);
}

#[test]
fn every_save_is_shown() {
    let project = project();
    let file = project.path("themes/acme/theme.toml");
    let preview = Preview::start(&project, "themes/acme");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "");
    let (light, dark) = (frame("phone", "light"), frame("phone", "dark"));
    wait_for_frame(&mut page, &light);
    wait_for_frame(&mut page, &dark);
    assert_eq!(eval_in(&mut page, &light, PRIMARY), "rgb(10, 102, 194)");
    let surface = "getComputedStyle(document.body).backgroundColor";
    assert_ne!(eval_in(&mut page, &light, surface), eval_in(&mut page, &dark, surface));

    eval_in(&mut page, &light, "document.body.dataset.kept = 'yes'");
    edit(&file, "#0a66c2", "#b00020");
    wait_in(&mut page, &light, &format!("{PRIMARY} === 'rgb(176, 0, 32)'"));
    let kept = eval_in(&mut page, &light, "document.body.dataset.kept");
    assert_eq!(kept, "yes", "a stylesheet is swapped in place");

    edit(&file, "name = \"Acme\"", "name = \"Acme Two\"");
    wait_in(&mut page, &light, "document.querySelector('h1').textContent === 'Acme Two'");
    page.wait_for(
        "document.querySelector('.tenant-name').textContent === 'Acme Two'",
        "the bar says the new name",
    );
    clean(&mut page);
}

#[test]
fn a_broken_theme_keeps_its_last_good_picture() {
    let project = project();
    let file = project.path("themes/acme/theme.toml");
    let preview = Preview::start(&project, "themes/acme");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "");
    let light = frame("phone", "light");
    wait_for_frame(&mut page, &light);

    edit(&file, "#0a66c2", "bluish");
    page.wait_for("!document.querySelector('#broken').hidden", "the diagnostic lies over all");
    let said = project.run("check themes/acme").status(1).stderr;
    let shown = page.eval("document.querySelector('.rendered').textContent");
    let shown = shown.as_str().expect("a text").trim();
    assert!(said.contains(shown), "the terminal's very words\n{said}\n---\n{shown}");
    assert_eq!(eval_in(&mut page, &light, PRIMARY), "rgb(10, 102, 194)");
    let state = "document.querySelector('button.state').textContent";
    page.becomes(state, &json!("1 error"), "the bar counts it");

    edit(&file, "bluish", "#0a66c2");
    page.wait_for("document.querySelector('#broken').hidden", "mended, it goes");
    clean(&mut page);
}

#[test]
fn what_is_chosen_stands_in_the_address() {
    let project = project().theme("zest", &theme("zest", "Zest", "#3a7d0a"));
    let project = project.asset("zest/logo.svg", MARK);
    let preview = Preview::start(&project, "");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "?tenant=acme");
    let (light, dark) = (frame("phone", "light"), frame("phone", "dark"));
    wait_for_frame(&mut page, &light);
    eval_in(&mut page, &light, "document.body.dataset.kept = 'yes'");

    page.press("l", "l");
    page.wait_for("!document.querySelector('[data-scheme=dark] iframe')", "light only");
    page.press("b", "b");
    wait_for_frame(&mut page, &dark);
    let kept = eval_in(&mut page, &light, "document.body.dataset.kept");
    assert_eq!(kept, "yes", "a frame that stays does not load anew");

    let calm = eval_in(&mut page, &light, "document.querySelector('#calm').textContent");
    page.press("i", "i");
    wait_in(&mut page, &light, "document.documentElement.lang === 'de'");
    let ruhe = eval_in(&mut page, &light, "document.querySelector('#calm').textContent");
    assert_ne!(calm, ruhe, "the other language");

    page.press("7", "7");
    page.press("d", "d");
    wait_for_frame(&mut page, &frame("tablet", "dark"));
    let address = page.eval("location.search");
    let address = address.as_str().expect("a text");
    for part in ["tenant=acme", "scheme=dark", "language=de", "devices="] {
        assert!(address.contains(part), "{part} in {address}");
    }
    page.reload();
    wait_for_frame(&mut page, &frame("tablet", "dark"));
    assert_eq!(page.eval("document.querySelectorAll('[data-scheme=light] iframe').length"), 0);

    page.press("/", "/");
    page.wait_for("document.querySelector('.switcher-row')", "the list of tenants");
    for letter in ["z", "e", "s"] {
        page.press(letter, letter);
    }
    page.wait_for("document.querySelectorAll('.switcher-row').length === 1", "the list narrows");
    page.press("Enter", "\r");
    page.wait_for("location.search.includes('tenant=zest')", "the other tenant");
    let dark = frame("phone", "dark");
    wait_in(&mut page, &dark, "document.querySelector('h1').textContent === 'Zest'");
    clean(&mut page);
}

#[test]
fn frames_go_in_step_if_wanted() {
    let preview_of = project();
    let preview = Preview::start(&preview_of, "themes/acme");
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &preview, "");
    let (one, other) = (frame("phone", "light"), frame("desktop", "dark"));
    wait_for_frame(&mut page, &one);
    wait_for_frame(&mut page, &other);
    // As a wheel does, in many steps: a frame that was just told to move tells nothing.
    while eval_in(&mut page, &other, "scrollY > 500") != json!(true) {
        let is_at_its_end = eval_in(&mut page, &one, "(scrollBy(0, 20), scrollY > 3000)");
        assert_eq!(is_at_its_end, json!(false), "the other frame does not follow");
    }
    eval_in(&mut page, &one, "location.hash = 'far'");
    wait_in(&mut page, &other, "location.hash === '#far'");

    page.press("s", "s");
    page.wait_for("location.search.includes('step=off')", "no longer in step");
    eval_in(&mut page, &one, "scrollTo(0, 0)");
    eval_in(&mut page, &one, "location.hash = 'alone'");
    wait_in(&mut page, &one, "location.hash === '#alone'");
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert_eq!(eval_in(&mut page, &other, "location.hash"), json!("#far"));
    clean(&mut page);
}
