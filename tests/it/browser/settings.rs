//! What the client's user may change, and what not: Workbench's settings in Chromium.

use serde_json::{Value, json};

use super::axe;
use super::page::{Browser, Page, Scheme, text};
use super::server::serve;
use crate::package::{open, shipped};
use crate::project::{ACME, LOGO, Project, root};

/// Opens the settings of a client that is served at `home`, anew.
fn open_settings(page: &mut Page<'_>, home: &str) {
    page.open("about:blank");
    page.open(&format!("{home}#/settings"));
    page.wait_for("!document.getElementById('launch')", "the launch screen has gone");
    page.wait_for("document.querySelector('.settings')", "the settings are there");
}

/// Chooses an option of a list, as a person does.
fn select(page: &mut Page<'_>, id: &str, value: &str) {
    let code = format!(
        "(() => {{
            const list = document.getElementById({});
            list.value = {};
            list.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }})()",
        json!(id),
        json!(value)
    );
    page.eval(&code);
}

/// What each setting shows: its title → the value of its control, or what stands in the place of one.
fn shown(page: &mut Page<'_>) -> Value {
    page.eval(
        "Object.fromEntries([...document.querySelectorAll('.setting')].map(row => {
            const control = row.querySelector('select, [role=switch], input:checked, .setting-value');
            const value = control?.role === 'switch' ? control.checked : control?.value ?? control?.innerText ?? '';
            return [row.querySelector('.row-title').innerText, value];
        }))",
    )
}

/// Stores choices behind the client's back.
fn smuggle(page: &mut Page<'_>, tenant: &str, chosen: &Value) {
    let settings = json!({ "chosen": chosen }).to_string();
    page.eval(&format!("localStorage.setItem('{tenant}:settings', {})", json!(settings)));
}

/// No finding of axe-core on the page as it stands, in both schemes.
fn assert_accessible(page: &mut Page<'_>, width: u32) {
    for scheme in Scheme::ALL {
        page.show_as(scheme, width, 844);
        page.reload();
        page.wait_for("document.querySelector('.settings')", "the settings are there again");
        page.wait_for("!document.getElementById('launch')", "the launch screen has left");
        let findings = axe::findings(page);
        assert!(findings.is_empty(), "{} at {width}:\n{}", scheme.name(), findings.join("\n"));
    }
}

#[test]
fn a_choice_holds_at_once_and_after_a_reload() {
    let package = shipped("blue");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    open_settings(&mut page, &server.url());
    let before = shown(&mut page);
    assert_eq!(before["Cover the content"], json!("10"));
    assert_eq!(before["Calls"], json!(true));

    select(&mut page, "idle", "30");
    select(&mut page, "keep", "7");
    page.click("input[value=dark]");
    page.click("#calls");
    assert_eq!(page.eval("document.documentElement.dataset.scheme"), json!("dark"));
    assert_eq!(page.eval("document.activeElement.id"), json!("calls"), "the focus stays");
    page.press(" ", " ");
    assert_eq!(shown(&mut page)["Calls"], json!(true), "the space bar switches it on again");
    page.press(" ", " ");
    select(&mut page, "language", "zh-CN");
    assert_accessible(&mut page, 390);
    assert_accessible(&mut page, 1280);

    page.reload();
    page.wait_for("document.querySelector('.settings')", "the settings are there again");
    let after = shown(&mut page);
    assert_eq!(after["自动遮盖内容"], json!("30"));
    assert_eq!(after["保留消息"], json!("7"));
    assert_eq!(after["外观"], json!("dark"));
    assert_eq!(after["通话"], json!(false));
    let surface = page
        .eval("getComputedStyle(document.documentElement).getPropertyValue('--surface').trim()");
    let frame = page.eval("document.querySelector('meta[name=theme-color]').content");
    assert_eq!(surface, frame, "the browser's bars have the color of the page");
    page.go("#/contacts/sam");
    page.wait_for("document.querySelector('.person-actions')", "a person is there");
    assert_eq!(page.eval("document.querySelectorAll('a[href^=tel]').length"), json!(0));

    page.go("#/settings");
    page.wait_for("document.querySelector('[data-key=restore]')", "the presets can be restored");
    page.click("[data-key=restore]");
    assert_eq!(shown(&mut page)["自动遮盖内容"], json!("10"));
    assert_eq!(page.eval("document.querySelector('[data-key=restore]')"), Value::Null);
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn the_content_is_covered_when_the_person_chose() {
    let package = shipped("blue");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    open_settings(&mut page, &server.url());
    select(&mut page, "idle", "30");
    let later = |minutes: u32| {
        format!(
            "(() => {{
                const now = Date.now();
                Date.now = () => now + {minutes} * 60000;
                document.dispatchEvent(new Event('visibilitychange'));
                return document.querySelectorAll('.cover').length;
            }})()"
        )
    };
    assert_eq!(page.eval(&later(12)), json!(0), "the tenant's ten minutes no longer hold");
    assert_eq!(page.eval(&later(20)), json!(1));
}

#[test]
fn messages_are_removed_only_after_a_question() {
    let package = shipped("blue");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 1280, 800);
    open_settings(&mut page, &server.url());
    page.eval(
        "(() => {
            const work = JSON.parse(localStorage.getItem('blue:work'));
            work.sent = { sam: [{ at: Date.now() - 40 * 86400000, text: 'old' }, { at: Date.now(), text: 'new' }] };
            localStorage.setItem('blue:work', JSON.stringify(work));
        })()",
    );
    open_settings(&mut page, &server.url());
    let sent =
        "JSON.parse(localStorage.getItem('blue:work')).sent.sam.map(message => message.text)";
    select(&mut page, "keep", "30");
    page.wait_for("document.querySelector('dialog[open]')", "the question is asked");
    page.click("dialog .quiet");
    page.wait_for("!document.querySelector('dialog')", "the question is gone");
    assert_eq!(shown(&mut page)["Keep messages"], json!("365"));
    assert_eq!(page.eval(sent), json!(["old", "new"]));
    select(&mut page, "keep", "30");
    page.wait_for("document.querySelector('dialog[open]')", "the question is asked again");
    page.click("dialog .danger");
    page.wait_for("!document.querySelector('dialog')", "the question is gone");
    assert_eq!(shown(&mut page)["Keep messages"], json!("30"));
    assert_eq!(page.eval(sent), json!(["new"]));
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn offline_can_be_switched_off_and_on() {
    let package = shipped("blue");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    open_settings(&mut page, &server.url());
    let stored = "caches.keys().then(names => names.length)";
    let workers = "navigator.serviceWorker.getRegistrations().then(all => all.length)";
    let until = |code: &str, count: u32| {
        format!(
            "(async () => {{ while (await {code} !== {count}) await new Promise(resolve => setTimeout(resolve, 20)); }})()"
        )
    };
    page.wait_for("navigator.serviceWorker.controller", "the service worker has taken over");
    page.click("#offline");
    page.eval(&until(workers, 0));
    page.click("#offline");
    page.eval(&until(workers, 1));
    assert_eq!(page.eval(stored), json!(1), "what is stored is there for the same worker");
    page.click("#offline");
    page.eval(&until(workers, 0));
    open_settings(&mut page, &server.url());
    page.eval(&until(stored, 0));
    page.click("#offline");
    page.eval("navigator.serviceWorker.ready.then(() => true)");
    assert_eq!(page.eval(stored), json!(1));
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn what_the_tenant_fixed_stays() {
    let package = shipped("pink");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    open_settings(&mut page, &server.url());
    for _ in 0..2 {
        let rows = shown(&mut page);
        assert_eq!(rows["Cover the content"], json!("3 minutes"));
        assert_eq!(rows["Voice notes"], json!("Off"));
        assert_eq!(page.eval("document.querySelector('#idle, #voice-notes')"), Value::Null);
        let notes = page.eval("document.querySelector('.settings:last-of-type').parentElement.parentElement.innerText");
        assert_eq!(text(&notes).matches("Set by Peony Health").count(), 2, "{notes}");
        let chosen = json!({ "security.idle-lock-minutes": 0, "features.voice-notes": true });
        smuggle(&mut page, "pink", &chosen);
        open_settings(&mut page, &server.url());
    }
    assert_accessible(&mut page, 390);
    assert_accessible(&mut page, 1280);
    page.go("#/about");
    page.wait_for("document.body.innerText.includes('After 3 minutes')", "it acts as it is fixed");
    page.go("#/messages/taylor");
    page.wait_for("document.querySelector('.composer')", "a conversation is there");
    assert_eq!(page.eval("document.querySelector('[data-key=record]')"), Value::Null);
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn what_no_list_offers_does_not_count() {
    let package = shipped("blue");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    open_settings(&mut page, &server.url());
    let before = shown(&mut page);
    let wrong = [
        json!({ "security.idle-lock-minutes": -5, "features.calls": "no", "appearance.scheme": "red" }),
        json!({ "security.idle-lock-minutes": "30", "storage.keep-days": null, "unknown": 1 }),
        json!("dark"),
        json!(null),
    ];
    for chosen in wrong {
        smuggle(&mut page, "blue", &chosen);
        open_settings(&mut page, &server.url());
        assert_eq!(shown(&mut page), before, "{chosen}");
    }
    assert_eq!(page.troubles(), Vec::<String>::new());
}

/// A tenant's scheme is there before any script has run, on every page, and a choice counts only where it may.
#[test]
fn a_scheme_can_be_preset_or_fixed() {
    let theme = |scheme: &str| format!("{ACME}[appearance]\nscheme = {scheme}\n");
    for (written, expect) in [("\"dark\"", "light"), ("{ fixed = \"dark\" }", "dark")] {
        let project = Project::empty().copy(&root().join("base-client"), "base-client");
        let project = project.theme("acme", &theme(written)).asset("acme/logo.svg", LOGO);
        project.run("build").status(0);
        let package = open(&project.path("dist"), "acme");
        let server = serve(&package.folder);
        let mut browser = Browser::start();
        let mut page = browser.page(&server.url());
        page.show_as(Scheme::Light, 390, 844);
        let scheme = "getComputedStyle(document.documentElement).colorScheme";
        open_settings(&mut page, &server.url());
        assert_eq!(page.eval(scheme), json!("dark"), "{written}");
        smuggle(&mut page, "acme", &json!({ "appearance.scheme": "light" }));
        open_settings(&mut page, &server.url());
        assert_eq!(page.eval(scheme), json!(expect), "{written}, but light is stored");
        let html = std::fs::read_to_string(package.folder.join("index.html")).unwrap();
        assert!(html.contains("data-scheme=\"dark\""), "{html}");
        assert_eq!(html.contains("data-scheme-is-fixed"), expect == "dark");
        page.open(&format!("{}404.html", server.url()));
        assert_eq!(page.eval(scheme), json!("dark"), "{written}");
        assert_eq!(page.troubles(), Vec::<String>::new());
    }
}

/// A file of another release, as a server has it while it is being changed, keeps the whole release from being stored.
#[test]
fn a_release_that_is_not_whole_is_not_stored() {
    let project = Project::empty().copy(&root().join("base-client"), "base-client");
    let project = project.theme("acme", ACME).asset("acme/logo.svg", LOGO);
    project.run("build").status(0);
    let package = open(&project.path("dist"), "acme");
    let missing = package.folder.join("404.html");
    let whole = std::fs::read_to_string(&missing).unwrap();
    std::fs::write(&missing, format!("{whole}\n")).unwrap();
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    open_settings(&mut page, &server.url());
    let ended = "navigator.serviceWorker.register('sw.js').then(({ installing, active }) => new Promise(done => {
        const worker = installing ?? active;
        const tell = () => ['redundant', 'activated'].includes(worker.state) && done(worker.state);
        worker.addEventListener('statechange', tell);
        tell();
    }))";
    assert_eq!(page.eval(ended), json!("redundant"));
    std::fs::write(&missing, whole).unwrap();
    assert_eq!(page.eval(ended), json!("activated"));
}
