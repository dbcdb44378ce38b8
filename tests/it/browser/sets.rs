//! Icon sets in Chromium: the sets `web` and `web-startup` with their lines in a page, as somebody would copy them there.

use std::collections::BTreeMap;
use std::fs;

use rebadge::plan::{icons, sets};
use serde_json::{Value, json};

use super::page::{Browser, Page, Scheme, text};
use super::server::serve;
use crate::project::{Project, root};

/// A folder with both sets of a theme and a page that has their lines in its head.
fn site(theme: &str) -> (Project, std::path::PathBuf) {
    let mut project = Project::empty().copy(&root().join("themes"), "themes");
    project.run(&format!("icons themes/{theme} --for web,web-startup")).status(0);
    let mut head = String::new();
    for set in ["web", "web-startup"] {
        let set = project.path(&format!("icons/{theme}/{set}"));
        head += &fs::read_to_string(set.join("head.html")).unwrap();
        project = project.copy(&set, "site");
    }
    let folder = project.path("site");
    let body = fs::read_to_string(folder.join("splash.html")).unwrap();
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Icons</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n{head}</head><body>{body}</body></html>\n"
    );
    fs::write(folder.join("index.html"), page).unwrap();
    (project, folder)
}

#[test]
fn the_sets_of_the_web() {
    let (_project, folder) = site("orange");
    let server = serve(&folder);
    let mut browser = Browser::alone(&[]);
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&server.url());
    assert_manifest(&mut page);
    assert_links(&mut page);
    assert_startup(&mut page);
    assert_splash(&mut page);
    assert_eq!(page.troubles(), Vec::<String>::new());
}

/// Chromium finds nothing wrong with the manifest, would install it, and each icon decodes at the size that it declares.
fn assert_manifest(page: &mut Page<'_>) {
    let manifest = page.call("Page.getAppManifest", json!({}));
    assert_eq!(manifest["errors"], json!([]));
    let errors = page.call("Page.getInstallabilityErrors", json!({}));
    assert_eq!(errors["installabilityErrors"], json!([]));
    let data: Value = serde_json::from_str(&text(&manifest["data"])).expect("JSON");
    let list = data["icons"].as_array().expect("icons");
    let purposes: Vec<String> = list.iter().map(|icon| text(&icon["purpose"])).collect();
    for purpose in ["any", "maskable", "monochrome"] {
        assert!(purposes.iter().any(|own| own == purpose), "{purposes:?}");
    }
    let shown = data["screenshots"].as_array().expect("screenshots");
    for form in ["wide", "narrow"] {
        assert!(shown.iter().any(|shown| shown["form_factor"] == form), "{shown:?}");
    }
    let list: Vec<&Value> = list.iter().chain(shown).collect();
    let code = format!(
        "Promise.all({}.map(async ({{ src, sizes, type }}) => {{
            const blob = await (await fetch(src)).blob();
            const image = new Image();
            image.src = src;
            await image.decode();
            const size = image.naturalWidth + 'x' + image.naturalHeight;
            return blob.type === type && (sizes === 'any' || size === sizes) ? '' : src + ' is ' + size + ' ' + blob.type;
        }})).then(wrong => wrong.filter(Boolean))",
        json!(list)
    );
    assert_eq!(page.eval(&code), json!([]));
}

/// Every link's file is there and decodes: the favicons, and the one of iOS's home screen.
fn assert_links(page: &mut Page<'_>) {
    let code = "Promise.all([...document.querySelectorAll('link[rel~=icon], link[rel=apple-touch-icon]')].map(async link => {
            const blob = await (await fetch(link.href)).blob();
            const image = new Image();
            image.src = link.href;
            await image.decode();
            return [link.rel, link.getAttribute('href'), blob.type, link.rel === 'icon' ? '' : image.naturalWidth];
        }))";
    let expect = json!([
        ["icon", "favicon.ico", "image/x-icon", ""],
        ["icon", "favicon.svg", "image/svg+xml", ""],
        ["apple-touch-icon", "apple-touch-icon.png", "image/png", 180],
    ]);
    assert_eq!(page.eval(code), expect);
}

/// On each device, held either way and in both schemes, exactly one start-up image is meant, and it has the screen's pixels.
fn assert_startup(page: &mut Page<'_>) {
    let set = sets().find(|set| set.name == "web-startup").expect("the set");
    let mut screens = BTreeMap::new();
    for icon in icons(set, "app").iter().filter(|icon| icon.purpose == "portrait") {
        let size = icon.size.expect("a size");
        let (width, height) = (size.units.0 / 10, size.units.1 / 10);
        screens.insert((width, height, size.factor / 100), (size.width(), size.height()));
    }
    assert_eq!(screens.len(), 23);
    for ((width, height, factor), pixels) in screens {
        for (is_wide, scheme) in Scheme::ALL.into_iter().flat_map(|s| [(false, s), (true, s)]) {
            // iOS names the screen as it is held upright, whichever way it is held.
            let seen = if is_wide { (height, width) } else { (width, height) };
            let metrics = json!({
                "width": seen.0, "height": seen.1, "deviceScaleFactor": factor, "mobile": true,
                "screenWidth": width, "screenHeight": height,
            });
            page.call("Emulation.setDeviceMetricsOverride", metrics);
            let feature = json!({ "name": "prefers-color-scheme", "value": scheme.name() });
            page.call("Emulation.setEmulatedMedia", json!({ "features": [feature] }));
            let code = "(async () => {
                const links = [...document.querySelectorAll('link[rel=apple-touch-startup-image]')];
                const meant = links.filter(link => matchMedia(link.media).matches);
                return Promise.all(meant.map(async ({ href }) => {
                    const image = new Image();
                    image.src = href;
                    await new Promise((done, failed) => { image.onload = done; image.onerror = failed; });
                    return [image.naturalWidth, image.naturalHeight, href.includes('-dark')];
                }));
            })()";
            let (w, h) = if is_wide { (pixels.1, pixels.0) } else { pixels };
            let expect = json!([[w, h, scheme == Scheme::Dark]]);
            assert_eq!(page.eval(code), expect, "{width}x{height}@{factor} {is_wide} {scheme:?}");
        }
    }
}

/// The splash within the page stands in its middle, in the picture of the screen's density and scheme.
fn assert_splash(page: &mut Page<'_>) {
    for (factor, scheme, file) in [
        (1, Scheme::Light, "splash.png"),
        (2, Scheme::Dark, "splash-dark@2x.png"),
        (3, Scheme::Light, "splash@3x.png"),
        (4, Scheme::Dark, "splash-dark@4x.png"),
    ] {
        let metrics =
            json!({ "width": 390, "height": 844, "deviceScaleFactor": factor, "mobile": false });
        page.call("Emulation.setDeviceMetricsOverride", metrics);
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme.name() });
        page.call("Emulation.setEmulatedMedia", json!({ "features": [feature] }));
        page.reload();
        let code = "(async () => {
            const image = document.querySelector('#splash img');
            await image.decode();
            const box = image.getBoundingClientRect();
            return [decodeURI(image.currentSrc.split('/').pop()), box.x, box.y, box.width];
        })()";
        let expect = json!([file, 115, 342, 160]);
        assert_eq!(page.eval(code), expect, "{factor} {scheme:?}");
    }
}
