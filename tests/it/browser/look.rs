//! How a theme makes the client look, in Chromium: every option acts, every combination can be read and touched, and what was
//! cleared comes back.

use serde_json::{Value, json};

use super::axe;
use super::page::{Browser, Page, Scheme, text};
use super::server::serve;
use super::themes::screens;
use crate::package::{open, shipped};
use crate::project::{ACME, LOGO, Project, root};

/// Themes whose options have every value at least once, in combinations that are as different as can be.
const LOOKS: [(&str, &str); 5] = [
    (
        "plain",
        r#"corners = "none"
density = "compact"
type-size = "small"
type-pair = "mono-headings"
buttons = "square"
launch = "none"
illustrations = "lines"
layout = "sections"
blocks = ["tasks", "tools", "greeting"]"#,
    ),
    (
        "firm",
        r#"corners = "small"
density = "normal"
type-size = "large"
type-pair = "serif-headings"
buttons = "rounded"
layout = "columns"
blocks = ["day", "tasks", "greeting", "tools", "systems"]"#,
    ),
    (
        "bare",
        r#"corners = "medium"
density = "comfortable"
type-pair = "rounded"
buttons = "pill"
illustrations = "none"
layout = "cards""#,
    ),
    (
        "soft",
        r#"corners = "large"
density = "compact"
type-size = "large"
type-pair = "rounded"
buttons = "square"
illustrations = "lines"
layout = "cards""#,
    ),
    (
        "round",
        r#"corners = "full"
density = "comfortable"
type-size = "small"
buttons = "pill"
illustrations = "filled"
layout = "sections""#,
    ),
];

const SYSTEM: &str = r#"
[[connectors]]
id      = "erp"
name    = "Store"
url     = "https://erp.acme.example/"
summary = "What is there, and where."
"#;

/// A project with these themes: id and the lines of `[appearance]`.
fn project(looks: &[(&str, &str)]) -> Project {
    let project = Project::empty().copy(&root().join("base-client"), "base-client");
    let themes = looks.iter().fold(project, |project, (id, look)| {
        let theme = ACME.replace("acme", id);
        let theme = format!(
            "demo = true\n{theme}\n[appearance]\n{look}\n[features]\noffline = false\n{SYSTEM}"
        );
        project.theme(id, &theme).asset(&format!("{id}/logo.svg"), LOGO)
    });
    themes.run("build").status(0);
    themes
}

fn show(page: &mut Page<'_>, home: &str, view: &str) {
    page.open("about:blank");
    page.open(&format!("{home}#/{view}"));
    page.wait_for("!document.getElementById('launch')", "the launch screen has gone");
    page.wait_for("document.querySelector('#main h1')?.textContent", "the view is there");
}

/// What can be touched and does not answer to a finger 21 pixels away from its middle.
const SMALL: &str = "(() => {
    const answers = (one) => {
        one.scrollIntoView({ block: 'center' });
        const { x, y, width, height } = one.getBoundingClientRect();
        const target = one.closest('label') ?? one;
        const points = [[0, -21], [0, 21], [-21, 0], [21, 0]].map(([right, down]) => [x + width / 2 + right, y + height / 2 + down]);
        return points.every(([right, down]) => target.contains(document.elementFromPoint(right, down)));
    };
    return [...document.querySelectorAll('a[href], button, input, select, textarea, label.row')]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches('.skip'))
        .map((one) => [one, one.getBoundingClientRect()])
        .filter(([one, { width, height }]) => (width < 43.5 || height < 43.5) && !answers(one))
        .map(([one, { width, height }]) => `${one.outerHTML.slice(0, 90)} ${Math.round(width)}x${Math.round(height)}`);
})()";

/// What is wider than its window, or whose text is cut.
const CUT: &str = "[
    ...(document.documentElement.scrollWidth > innerWidth ? ['the page'] : []),
    ...[...document.querySelectorAll('.button, .tile-label, .stat span, h1, h2, .card-title, .segment span')]
        .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
        .map((one) => one.outerHTML.slice(0, 90)),
]";

#[test]
fn every_combination_can_be_read_and_touched() {
    let project = project(&LOOKS);
    let mut browser = Browser::start();
    let views = ["workbench", "messages/team", "approvals", "settings"];
    for (at, (id, _)) in LOOKS.iter().enumerate() {
        let package = open(&project.path("dist"), id);
        let server = serve(&package.folder);
        let mut page = browser.page(&server.url());
        for (nth, view) in views.iter().enumerate() {
            let scheme = Scheme::ALL[(at + nth) % 2];
            let width = if (at + nth / 2) % 2 == 0 { 390 } else { 1280 };
            let language = if (at + nth) % 3 == 0 { "zh-CN" } else { "en" };
            page.show_as(scheme, width, 844);
            page.open(&server.url());
            let settings = json!({ "language": language }).to_string();
            page.eval(&format!("localStorage.setItem('{id}:settings', {})", json!(settings)));
            show(&mut page, &server.url(), view);
            let what = format!("{id} {view} {} {width} {language}", scheme.name());
            assert_eq!(page.eval(SMALL), json!([]), "too small to touch: {what}");
            assert_eq!(page.eval(CUT), json!([]), "cut: {what}");
            let findings = axe::findings(&mut page);
            assert!(findings.is_empty(), "{what}:\n{}", findings.join("\n"));
            let name = view.replace('/', "-");
            page.picture(&screens().join(format!("look-{id}-{name}.png")));
        }
        assert_eq!(page.troubles(), Vec::<String>::new());
    }
}

/// A computed property of the first element that a selector names.
fn style(page: &mut Page<'_>, selector: &str, property: &str) -> String {
    let code = format!(
        "getComputedStyle(document.querySelector('{selector}')).getPropertyValue('{property}')"
    );
    text(&page.eval(&code)).to_owned()
}

#[test]
fn every_option_acts() {
    let project = project(&LOOKS);
    let mut browser = Browser::start();
    let mut seen = Vec::new();
    for (id, _) in LOOKS {
        let package = open(&project.path("dist"), id);
        let server = serve(&package.folder);
        let mut page = browser.page(&server.url());
        page.show_as(Scheme::Light, 390, 844);
        show(&mut page, &server.url(), "approvals");
        let mut found = [
            (".card", "border-top-left-radius"),
            (".button", "border-top-left-radius"),
            ("html", "font-size"),
            (".card", "padding-left"),
            ("h1", "font-family"),
            ("body", "font-family"),
        ]
        .map(|(selector, property)| style(&mut page, selector, property))
        .to_vec();
        for font in &mut found[4..] {
            let first = font.split(',').next().unwrap_or_default().to_owned();
            *font = first;
        }
        show(&mut page, &server.url(), "workbench");
        let order = "[...document.querySelectorAll('.hero, .tool-group, .agenda')].map((one) => one.className.split(' ').at(-1))
            .filter((one, at, all) => one !== all[at - 1]).join(' ')";
        found.push(text(&page.eval(order)).to_owned());
        found.push(style(&mut page, ".tile", "flex-direction"));
        seen.push((id, found));
        let kinds: Vec<String> = package
            .paths()
            .into_iter()
            .filter_map(|path| Some(path.strip_prefix("art/")?.split('/').next()?.to_owned()))
            .collect();
        let expect: &[&str] = match id {
            "plain" | "soft" => &["lines"],
            "bare" => &[],
            _ => &["filled"],
        };
        assert!(kinds.iter().all(|kind| expect.contains(&kind.as_str())), "{id}: {kinds:?}");
        assert_eq!(kinds.is_empty(), expect.is_empty(), "{id}");
        show(&mut page, &server.url(), "messages");
        page.show_as(Scheme::Light, 1280, 844);
        let art = page.eval("document.querySelector('.art')?.getAttribute('src') ?? null");
        let expect = expect.first().map(|kind| format!("art/{kind}/messages.svg"));
        assert_eq!(art, expect.map_or(Value::Null, Value::from), "{id}");
    }
    let row = |id: &'static str, all: [&str; 8]| (id, all.map(str::to_owned).to_vec());
    let expect = [
        row(
            "plain",
            [
                "0px",
                "0px",
                "15px",
                "14px",
                "ui-monospace",
                "-apple-system",
                "agenda tool-group hero",
                "row",
            ],
        ),
        row(
            "firm",
            [
                "7px",
                "12px",
                "18px",
                "18px",
                "\"Iowan Old Style\"",
                "-apple-system",
                "agenda hero tool-group",
                "column",
            ],
        ),
        row(
            "bare",
            [
                "18px",
                "22px",
                "16px",
                "22px",
                "ui-rounded",
                "ui-rounded",
                "hero tool-group agenda",
                "column",
            ],
        ),
        row(
            "soft",
            [
                "24px",
                "0px",
                "18px",
                "14px",
                "ui-rounded",
                "ui-rounded",
                "hero tool-group agenda",
                "column",
            ],
        ),
        row(
            "round",
            [
                "30px",
                "22px",
                "15px",
                "22px",
                "-apple-system",
                "-apple-system",
                "hero tool-group agenda",
                "row",
            ],
        ),
    ];
    assert_eq!(seen, expect);
}

#[test]
fn the_launch_screen_fades_or_is_gone_at_once() {
    let project = project(&LOOKS[..2]);
    let mut browser = Browser::start();
    for (id, _) in &LOOKS[..2] {
        let package = open(&project.path("dist"), id);
        let server = serve(&package.folder);
        let mut page = browser.page(&server.url());
        page.show_as(Scheme::Light, 390, 844);
        // Whether it is ever on its way.
        let watch = "globalThis.faded = false; new MutationObserver(() => {
            globalThis.faded ||= Boolean(document.querySelector('.launch.leaving'));
        }).observe(document, { subtree: true, attributes: true, childList: true });";
        page.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": watch }));
        show(&mut page, &server.url(), "messages");
        assert_eq!(page.eval("globalThis.faded"), json!(*id != "plain"), "{id}");
        assert_eq!(page.troubles(), Vec::<String>::new());
    }
}

/// Has the clock of a page stand still, on all its documents: what was cleared is offered for some seconds only.
fn stop_clock(page: &mut Page<'_>) {
    let source = "if (location.protocol === 'http:') {
        sessionStorage.now ??= Date.now();
        Date.now = () => Number(sessionStorage.now);
    }";
    page.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }));
}

const DOTS: &str = "[...document.querySelectorAll('.badge')].map((badge) => badge.innerText)";
const OFFER: &str = "document.querySelector('.undo')";

#[test]
fn what_was_cleared_comes_back_exactly() {
    let project = project(&[("acme", "")]);
    let package = open(&project.path("dist"), "acme");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    stop_clock(&mut page);
    show(&mut page, &server.url(), "workbench");
    let kept = "localStorage.getItem('acme:work')";
    let (dots, before) = (page.eval(DOTS), page.eval(kept));
    assert_ne!(dots, json!([]));

    // By keyboard, the focus goes to where it can be undone.
    page.eval("document.querySelector('[data-key=calm]').focus()");
    page.press("Enter", "\r");
    page.wait_for(OFFER, "it is offered back");
    assert_eq!(page.eval(DOTS), json!([]));
    assert_eq!(page.eval("document.activeElement.innerText"), json!("Undo"));
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
    page.press("Enter", "\r");
    page.wait_for(&format!("!{OFFER}"), "the offer is gone");
    assert_eq!(page.eval(DOTS), dots);
    assert_eq!(page.eval(kept), before, "the device has what it had");

    // After a reload, and with the keys that undo everywhere.
    page.click("[data-key=calm]");
    page.wait_for(OFFER, "it is offered back");
    assert_eq!(
        page.eval("document.activeElement.dataset.key ?? ''"),
        json!(""),
        "a mouse moves no focus"
    );
    page.reload();
    page.wait_for(OFFER, "it is offered after a reload");
    assert_eq!(page.eval(DOTS), json!([]));
    page.eval(
        "dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true }))",
    );
    page.wait_for(&format!("!{OFFER}"), "the offer is gone");
    assert_eq!(page.eval(DOTS), dots);
    assert_eq!(page.eval(kept), before);

    // What is read meanwhile stays read.
    page.click("[data-key=calm]");
    page.wait_for(OFFER, "it is offered back");
    let read = "(() => { const work = JSON.parse(localStorage.getItem('acme:work')); work.read.team = Date.now() + 1;
        localStorage.setItem('acme:work', JSON.stringify(work)); })()";
    page.eval(read);
    page.reload();
    page.wait_for(OFFER, "it is offered after a reload");
    page.click(".undo button");
    page.wait_for(&format!("!{OFFER}"), "the offer is gone");
    let tab = "document.querySelector('.tabs .badge')?.innerText";
    assert_ne!(page.eval(tab), dots[0], "one conversation less is unread");
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn another_tab_offers_it_too_and_for_some_seconds_only() {
    let project = project(&[("acme", "")]);
    let package = open(&project.path("dist"), "acme");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    stop_clock(&mut page);
    show(&mut page, &server.url(), "workbench");
    let dots = page.eval(DOTS);
    // A frame of the same origin is another tab for the client.
    page.eval(&format!(
        "(() => {{ const tab = document.createElement('iframe'); tab.id = 'tab'; tab.src = {}; document.body.append(tab); }})()",
        json!(format!("{}?tab#/workbench", server.url()))
    ));
    let tab = "document.querySelector('#tab').contentDocument";
    page.wait_for(&format!("{tab}.querySelector('[data-key=calm]')"), "the other tab is there");
    page.eval("document.querySelector('[data-key=calm]').click()");
    page.wait_for(&format!("{tab}.querySelector('.undo')"), "the other tab offers it too");
    let none = "document.querySelectorAll('#app .badge').length === 0";
    assert_eq!(page.eval(none), json!(true));
    page.eval(&format!("{tab}.querySelector('.undo button').click()"));
    page.wait_for(&format!("!{OFFER}"), "it is taken back here too");
    assert_eq!(page.eval(DOTS), dots);

    // Long ago, or from a clock that was set back: nothing is offered.
    for minutes in [-1, 10] {
        page.eval(&format!(
            "localStorage.setItem('acme:cleared', JSON.stringify({{ at: Date.now() + {minutes} * 60000, cleared: {{}} }}))"
        ));
        page.reload();
        page.wait_for("document.querySelector('.tile')", "the tools are there");
        assert_eq!(page.eval(OFFER), Value::Null, "{minutes}");
    }
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn what_waits_in_an_app_is_cleared_and_comes_back() {
    let package = shipped("lift");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    stop_clock(&mut page);
    show(&mut page, &server.url(), "workbench");
    // Each app reads its records on its own, so their counters come one by one.
    for id in ["visits", "parts"] {
        let counter = format!("document.querySelector('[data-key=tile-{id}] .badge')");
        page.wait_for(&counter, "the app's records are counted");
    }
    let dots = page.eval(DOTS);
    page.click("[data-key=calm]");
    page.wait_for(OFFER, "it is offered back");
    page.becomes(DOTS, &json!([]), "the apps' counters are cleared too");
    page.reload();
    page.wait_for(OFFER, "it is offered after a reload");
    page.wait_for("document.querySelector('.tile')", "the tools are there");
    assert_eq!(page.eval(DOTS), json!([]), "it stays cleared");
    page.click(".undo button");
    page.becomes(DOTS, &dots, "the apps' counters are back");
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn a_file_has_a_page_and_only_what_is_allowed() {
    let project = Project::empty().copy(&root().join("base-client"), "base-client");
    let theme =
        format!("demo = true\n{ACME}[security]\nallow-print = false\nallow-download = false\n");
    let project = project.theme("acme", &theme).asset("acme/logo.svg", LOGO);
    project.run("build").status(0);
    let package = open(&project.path("dist"), "acme");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Dark, 390, 844);
    show(&mut page, &server.url(), "files");
    page.click("[data-key=file-report]");
    page.wait_for("document.querySelector('.file-head')", "the file's page is there");
    let keys =
        "[...document.querySelectorAll('.file-actions [data-key]')].map((one) => one.dataset.key)";
    assert_eq!(page.eval(keys), json!(["share"]));
    let hint = page.eval("document.querySelector('.detail-pane .hint').innerText");
    assert!(text(&hint).contains("Not allowed here: Save, Print."), "{hint}");
    assert!(text(&hint).contains("a server has to refuse too"), "{hint}");
    assert_eq!(page.eval("document.documentElement.classList.contains('no-print')"), json!(true));
    assert_eq!(page.eval(SMALL), json!([]));
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
    page.picture(&screens().join("look-file.png"));
    assert_eq!(page.troubles(), Vec::<String>::new());
}
