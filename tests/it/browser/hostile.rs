//! The hostile tenant in Chromium: its name is text wherever it stands, and nothing of it runs.

use serde_json::json;

use super::page::{Browser, Scheme};
use super::server::serve;
use crate::hostile::{NAME, theme};
use crate::package::open;
use crate::project::{LOGO, Project, root};

#[test]
fn in_the_tiny_client() {
    let project = Project::new().theme("acme", &theme()).asset("acme/logo.svg", LOGO);
    project.run("build").status(0);
    let package = open(&project.path("dist"), "acme");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&server.url());
    let read = [
        ("in a title", "document.title.slice('Status of '.length)"),
        ("in an attribute", "document.querySelector('header img').alt"),
        ("in another attribute", "document.querySelector('meta[name=description]').content"),
        ("in a script", "tenant"),
        ("in a module", "import('./strings.mjs').then(module => module.name)"),
        ("in JSON", "fetch('tenant.json').then(answer => answer.json()).then(json => json.name)"),
        (
            "in CSS",
            "fetch('colors.css').then(answer => answer.text()).then(text => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync(text);
                document.adoptedStyleSheets.push(sheet);
                const style = document.createElement('i');
                document.body.append(style);
                style.style.content = 'var(--name)';
                const name = getComputedStyle(style).getPropertyValue('--name');
                return JSON.parse(JSON.stringify(unescape(name)));
                function unescape(css) {
                    return css.trim().slice(1, -1).replace(/\\\\([0-9a-f]{1,6}) ?|\\\\(.)/gi,
                        (_, hex, letter) => letter ?? String.fromCodePoint(parseInt(hex, 16)));
                }
            })",
        ),
    ];
    for (place, code) in read {
        assert_eq!(page.eval(code), json!(NAME), "{place}");
    }
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn in_workbench() {
    let logo = "logo.svg";
    let project = Project::empty().copy(&root().join("base-client"), "base-client");
    let project = project.theme("acme", &theme()).asset(&format!("acme/{logo}"), LOGO);
    project.run("build").status(0);
    let package = open(&project.path("dist"), "acme");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Dark, 1280, 800);
    page.open(&server.url());
    page.wait_for("!document.getElementById('launch')", "the launch screen has gone");
    assert_eq!(page.eval("document.querySelector('.brand-name').textContent"), json!(NAME));
    assert_eq!(page.eval(&format!("document.title.endsWith({})", json!(NAME))), json!(true));
    for file in ["404.html", "offline.html"] {
        page.open(&format!("{}{file}", server.url()));
        let code = format!("(document.title + document.body.innerText).includes({})", json!(NAME));
        assert_eq!(page.eval(&code), json!(true), "{file}");
    }
    assert_eq!(page.troubles(), Vec::<String>::new());
}
