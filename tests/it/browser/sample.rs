//! What a customer gets: no sample data, views that say what will be there, and no counter that counts nothing.

use serde_json::{Value, json};

use super::axe;
use super::page::{Browser, Page, Scheme, text};
use super::server::serve;
use super::themes::screens;
use crate::package::{Package, open};
use crate::project::{ACME, LOGO, Project, root};

pub(super) const VIEWS: [&str; 12] = [
    "messages",
    "workbench",
    "contacts",
    "profile",
    "settings",
    "about",
    "tasks",
    "calendar",
    "approvals",
    "files",
    "announcements",
    "search",
];

/// Workbench for the smallest theme, with these words before it.
fn build(head: &str) -> (Project, Package) {
    let project = Project::empty().copy(&root().join("base-client"), "base-client");
    let project = project.theme("acme", &format!("{head}{ACME}")).asset("acme/logo.svg", LOGO);
    project.run("build").status(0);
    let package = open(&project.path("dist"), "acme");
    (project, package)
}

fn go(page: &mut Page<'_>, view: &str) {
    page.go(&format!("#/{view}"));
    page.wait_for("document.querySelector('#main h1')?.textContent", "the view is there");
}

#[test]
fn without_a_demo_nothing_is_made_up() {
    let (_project, package) = build("");
    let config = std::fs::read_to_string(package.folder.join("config.js")).unwrap();
    assert!(config.contains("export const demo = false;"), "{config}");
    assert!(!config.contains("\"demo."), "a text of the sample data is in the package");
    let made_up =
        package.paths().into_iter().filter(|path| path.contains("demo") || path.contains("login"));
    assert_eq!(made_up.collect::<Vec<_>>(), Vec::<String>::new());
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    for scheme in Scheme::ALL {
        for width in [390, 1280] {
            page.show_as(scheme, width, 844);
            page.open("about:blank");
            page.open(&server.url());
            page.wait_for("!document.getElementById('launch')", "the launch screen has gone");
            for view in VIEWS {
                go(&mut page, view);
                let findings = axe::findings(&mut page);
                assert!(findings.is_empty(), "{view} at {width}:\n{}", findings.join("\n"));
                page.picture(
                    &screens().join(format!("plain-{view}-{}-{width}.png", scheme.name())),
                );
                assert_eq!(
                    page.eval("document.querySelectorAll('.badge, .new-dot').length"),
                    json!(0)
                );
                let seen = text(&page.eval("document.getElementById('main').innerText"));
                assert!(!seen.contains("demo.") && !seen.contains("undefined"), "{view}: {seen}");
                assert!(!seen.contains("Alex"), "{view}: {seen}");
            }
        }
    }
    for view in ["messages", "contacts", "tasks", "calendar", "approvals", "files", "announcements"]
    {
        go(&mut page, view);
        let words = page.eval("document.querySelectorAll('#main .empty p').length").as_u64();
        assert!(words >= Some(2), "{view} says nothing of what will be there");
    }
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn without_a_log_in_the_client_says_that_it_is_open() {
    let (_project, package) = build("");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&server.url());
    page.wait_for("!document.getElementById('launch')", "the launch screen has gone");
    for view in ["profile", "about"] {
        go(&mut page, view);
        let seen = text(&page.eval("document.getElementById('main').innerText"));
        assert!(seen.contains("This app has no sign-in"), "{view}: {seen}");
    }
    go(&mut page, "settings");
    assert_eq!(page.eval("document.querySelector('#role')"), Value::Null, "no role can be chosen");
}

#[test]
fn a_demo_says_so_on_every_view() {
    let (_project, package) = build("demo = true\n");
    assert!(package.paths().contains(&"js/demo.js".to_owned()));
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    for (scheme, width) in [(Scheme::Light, 390), (Scheme::Dark, 1280)] {
        page.show_as(scheme, width, 844);
        page.open("about:blank");
        page.open(&server.url());
        page.wait_for("!document.getElementById('launch')", "the launch screen has gone");
        for view in
            VIEWS.into_iter().chain(["messages/taylor", "contacts/sam", "announcements/office"])
        {
            go(&mut page, view);
            let note = page.eval("document.querySelector('.note-demo')?.checkVisibility()");
            assert_eq!(note, json!(true), "{view} at {width} does not say that it is a demo");
            let findings = axe::findings(&mut page);
            assert!(findings.is_empty(), "{view} at {width}:\n{}", findings.join("\n"));
            let name = view.replace('/', "-");
            page.picture(&screens().join(format!("demo-{name}-{}-{width}.png", scheme.name())));
        }
    }
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn a_watermark_is_drawn_again() {
    let theme = format!("demo = true\n{ACME}[security]\nwatermark = true\n");
    let project = Project::empty().copy(&root().join("base-client"), "base-client");
    let project = project.theme("acme", &theme).asset("acme/logo.svg", LOGO);
    project.run("build").status(0);
    let server = serve(&open(&project.path("dist"), "acme").folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&server.url());
    page.wait_for("document.querySelector('canvas')", "the watermark is there");
    let attempts = [
        "canvas.remove()",
        "canvas.hidden = true",
        "canvas.className = ''",
        "canvas.removeAttribute('style')",
        "canvas.style.setProperty('opacity', '0', 'important')",
        "canvas.width = 1",
        "document.getElementById('app').append(canvas)",
        "(sheet => { sheet.replaceSync('canvas { display: none !important; opacity: 0 !important }');
            document.adoptedStyleSheets = [sheet]; })(new CSSStyleSheet())",
    ];
    for attempt in attempts {
        page.eval(&format!("(canvas => {{ {attempt}; }})(document.querySelector('canvas'))"));
        let seen = page.eval(
            "new Promise(done => setTimeout(() => {
                const canvas = document.querySelector('body > canvas');
                const { display, visibility, opacity, position } = getComputedStyle(canvas);
                const { width, height } = canvas.getBoundingClientRect();
                const pixels = canvas.getContext('2d', { willReadFrequently: true }).getImageData(0, 0, 300, 300).data;
                done([display, visibility, opacity, position, width, height, pixels.some(Boolean)]);
            }, 50))",
        );
        let expect = json!(["block", "visible", "1", "fixed", 390, 844, true]);
        assert_eq!(seen, expect, "{attempt}");
    }
}
