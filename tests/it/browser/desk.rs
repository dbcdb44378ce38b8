//! Tests of the test desk: a desk that cannot fail proves nothing. Two small pages, one without fault and one with a
//! fault of each kind that the desk shall see.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::axe;
use super::page::{Browser, Scheme};
use super::server::serve;

fn page_folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(name)
}

#[test]
fn a_good_page_is_good() {
    let mut browser = Browser::alone(&[]);
    let mut server = serve(&page_folder("good"));
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Dark, 390, 844);
    page.open(&server.url());
    page.wait_for("navigator.serviceWorker.controller", "the service worker has taken over");
    assert_eq!(page.troubles(), Vec::<String>::new());
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
    assert_eq!(page.eval("matchMedia('(prefers-color-scheme: dark)').matches"), json!(true));
    assert_eq!(page.eval("innerWidth"), json!(390));
    let installable = page.call("Page.getInstallabilityErrors", json!({}));
    assert_eq!(installable["installabilityErrors"], json!([]));
    let manifest = page.call("Page.getAppManifest", json!({}));
    assert_eq!(manifest["errors"], json!([]));

    // A worker that was stopped runs again, with nobody to tell it.
    page.call("ServiceWorker.enable", json!({}));
    page.call("ServiceWorker.stopAllWorkers", json!({}));
    page.reload();
    assert_eq!(page.troubles(), Vec::<String>::new());
    server.stop();
    page.go_offline();
    page.reload();
    assert_eq!(page.eval("document.querySelector('h1').innerText"), json!("All is well"));
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn a_bad_page_is_seen_to_be_bad() {
    let mut browser = Browser::alone(&[]);
    let server = serve(&page_folder("bad"));
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 1280, 800);
    page.open(&server.url());
    page.wait_for("window.isDone", "the page has made its faults");
    let parts =
        ["console.log: \"a word\"", "an exception", "404: ", "leaves the package", "worker's word"];
    page.troubles_with(&parts);
    let findings = axe::findings(&mut page).join("\n");
    for rule in ["color-contrast", "image-alt", "html-has-lang"] {
        assert!(findings.contains(rule), "{rule} is not in\n{findings}");
    }
    let installable = page.call("Page.getInstallabilityErrors", json!({}));
    assert_ne!(installable["installabilityErrors"], json!([]));
}
