//! A voice note in Chromium, with the microphone that Chromium makes up: while it listens, the person sees it, in the
//! color that no brand may touch.

use rebadge::color::{self, Role};
use serde_json::{Value, json};

use super::axe;
use super::page::{Browser, Page, Scheme};
use super::server::serve;
use super::themes::{screens, theme};
use crate::package::shipped;

fn begin(page: &mut Page<'_>) {
    page.click("[data-key=record]");
    page.wait_for("document.querySelector('.recording')", "it is being recorded");
}

#[test]
fn who_is_recorded_sees_it() {
    let package = shipped("mono");
    let theme = theme("mono");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    for (scheme, palette) in Scheme::ALL.into_iter().zip(color::Scheme::ALL) {
        page.show_as(scheme, 390, 844);
        page.open(&format!("{}#/messages/taylor", server.url()));
        page.wait_for("!document.getElementById('launch')", "the launch screen has gone");
        begin(&mut page);
        let color = theme.palettes.get(palette).get(Role::Recording);
        let painted = format!("rgb({}, {}, {})", color.r, color.g, color.b);
        let code = "getComputedStyle(document.querySelector('.recording')).backgroundColor";
        assert_eq!(page.eval(code), json!(painted));
        assert_eq!(page.eval("document.activeElement.dataset.key"), json!("finish"));
        page.wait_for(
            "document.querySelector('.recording-time').textContent !== '0:00'",
            "the clock runs",
        );
        let findings = axe::findings(&mut page);
        assert!(findings.is_empty(), "{}:\n{}", scheme.name(), findings.join("\n"));
        page.picture(&screens().join(format!("mono-recording-{}.png", scheme.name())));
        page.click("[data-key=discard]");
        page.wait_for("document.querySelector('[data-key=record]')", "the composer is back");
        assert_eq!(page.eval("document.querySelector('.voice')"), Value::Null);
    }

    begin(&mut page);
    page.wait_for(
        "document.querySelector('.recording-time').textContent !== '0:00'",
        "a second is recorded",
    );
    page.click("[data-key=finish]");
    page.wait_for("document.querySelector('.voice')", "the note is in the conversation");
    // What its button said until now: it plays for a second or two.
    page.eval(
        "(() => {
            globalThis.said = [];
            new MutationObserver(() => said.push(document.querySelector('.voice')?.ariaLabel ?? ''))
                .observe(document.body, { subtree: true, childList: true, attributes: true });
        })()",
    );
    page.click(".voice");
    page.wait_for("said.some((label) => label.startsWith('Stop'))", "it plays");
    page.wait_for("document.querySelector('.voice').ariaLabel.startsWith('Play')", "it ends");
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
    page.reload();
    page.wait_for("document.querySelector('.voice')", "the note is kept");

    // Who goes elsewhere is no longer recorded.
    begin(&mut page);
    page.go("#/messages/jamie");
    page.wait_for("document.querySelector('[data-key=record]')", "another conversation is there");
    page.go("#/messages/taylor");
    page.wait_for("document.querySelector('[data-key=record]')", "nothing is recorded here");
    page.becomes("document.querySelectorAll('.voice').length", &json!(1), "only the first is kept");

    // With the person's data, the sound goes too.
    page.go("#/settings");
    page.wait_for("document.querySelector('[data-key=reset]')", "the settings are there");
    page.click("[data-key=reset]");
    page.wait_for("document.querySelector('dialog[open]')", "the question is asked");
    page.click("dialog .danger");
    let count = "new Promise(resolve => {
        const request = indexedDB.open('mono:voice');
        request.onsuccess = () => {
            const all = request.result.transaction('notes').objectStore('notes').count();
            all.onsuccess = () => { request.result.close(); resolve(all.result); };
        };
    })";
    page.eval(&format!("(async () => {{ while (await {count}) await 0; }})()"));
    assert_eq!(page.troubles(), Vec::<String>::new());
}
