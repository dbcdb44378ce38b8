//! Shipped clients in Chromium, each from its unzipped package, below a folder of a plain file server: what the
//! theme asks for is what a person sees, in both schemes, on a phone and on a desk, with a network and without.

use std::collections::BTreeMap;

use rebadge::color;
use rebadge::theme::{Target, Theme};
use serde_json::{Value, json};

use super::axe;
use super::page::{Browser, Page, Scheme, text};
use super::server::{Server, serve};
use crate::package::{Package, shipped};
use crate::project::root;

/// A phone and a desk, in CSS pixels; the place of the menu that each shows, and where it is in the page.
const WINDOWS: [Window; 2] = [
    Window { width: 390, height: 844, place: "tabs", list: "nav.tabs" },
    Window { width: 1280, height: 800, place: "sidebar", list: ".sidebar nav" },
];

/// The views that are looked at; the first is that which the client begins with.
const VIEWS: [&str; 9] =
    ["", "messages", "workbench", "contacts", "profile", "settings", "about", "tasks", "calendar"];

struct Window {
    width: u32,
    height: u32,
    place: &'static str,
    list: &'static str,
}

macro_rules! themes {
    ($($test:ident: $folder:literal,)*) => { $(#[test] fn $test() { client($folder); })* };
}

// Of the themes that stand on others: the one in the middle, and one that replaces what it inherits.
themes! {
    blue: "blue",
    dairy: "dairy",
    lift: "lift",
    mono: "mono",
    orange: "orange",
    pink: "pink",
    sheep: "sheep",
    motors: "motors",
    dealer_lakeside: "motors/dealer-lakeside",
}

/// All that must hold of one client. Its folder below `themes/` ends with the tenant's id.
fn client(folder: &str) {
    let id = folder.rsplit('/').next().unwrap_or(folder);
    let theme = theme(folder);
    let package = shipped(id);
    let mut browser = Browser::alone(&[]);
    let mut server = serve(&package.folder);
    let mut page = browser.page(&server.url());
    for scheme in Scheme::ALL {
        for window in &WINDOWS {
            page.show_as(scheme, window.width, window.height);
            page.open(&server.url());
            page.wait_for("!document.getElementById('launch')", "the launch screen has gone");
            assert_names(&mut page, &theme);
            assert_colors(&mut page, &theme, scheme);
            assert_menu(&mut page, &theme, window);
            assert_views(&mut page, id, scheme, window);
        }
    }
    assert_icons(&mut page);
    assert_installable(&mut page, &theme);
    assert_eq!(page.troubles(), Vec::<String>::new());
    assert_offline(&mut page, &mut server, &package, &theme);
}

/// The theme as the tool reads it; that it reads it right is checked against the file's own words.
pub(super) fn theme(folder: &str) -> Theme {
    let base =
        rebadge::base::scan(&root().join("base-client")).unwrap().expect("a good base client");
    let themes = root().join("themes");
    let files = rebadge::inherit::find(&[themes.join(folder)], &themes).unwrap();
    let library = rebadge::inherit::Library::new(&themes);
    let loaded = rebadge::theme::load(&files[0], &base, &library);
    let theme = loaded.theme.unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics));
    let source = &theme.source.text;
    assert!(
        source.contains(&format!("\"{}\"", theme.tenant.name.value)),
        "the name is in the file"
    );
    assert!(
        source.to_lowercase().contains(&format!("\"{}\"", theme.brand_color.value)),
        "the color is in the file"
    );
    theme
}

/// The name is the page's title, and where the brand stands; the base client's own name is nowhere.
fn assert_names(page: &mut Page<'_>, theme: &Theme) {
    let name = &theme.tenant.name.value;
    let title = text(&page.eval("document.title"));
    assert!(title.ends_with(name.as_str()), "the title is {title:?}");
    assert_eq!(page.eval("document.querySelector('.brand-name').textContent"), json!(name));
    assert_eq!(page.eval("document.documentElement.lang"), json!(theme.tenant.language.value));
    assert_eq!(page.eval("document.documentElement.dir"), json!(theme.tenant.direction.value));
    let seen = text(&page.eval("document.documentElement.innerText"));
    assert!(!seen.contains("{name}") && !seen.contains("{{"), "a placeholder is seen:\n{seen}");
}

/// Every role of the palette has reached the page; the light `primary` is the brand color, unless the theme says else.
fn assert_colors(page: &mut Page<'_>, theme: &Theme, scheme: Scheme) {
    let scheme = match scheme {
        Scheme::Light => color::Scheme::Light,
        Scheme::Dark => color::Scheme::Dark,
    };
    let palette = theme.palettes.get(scheme);
    let expect: BTreeMap<String, String> =
        palette.iter().map(|(role, color)| (role.name().to_owned(), color.to_string())).collect();
    let names = json!(expect.keys().collect::<Vec<_>>());
    let code = format!(
        "Object.fromEntries({names}.map(name => [name, getComputedStyle(document.documentElement)
            .getPropertyValue('--' + name).trim()]))"
    );
    assert_eq!(page.eval(&code), json!(expect));
    if !theme.written_colors.contains_key(&(color::Scheme::Light, color::Role::Primary)) {
        assert_eq!(theme.palettes.light.get(color::Role::Primary), theme.brand_color.value);
    }
    let surface = palette.get(color::Role::Surface);
    let painted = format!("rgb({}, {}, {})", surface.r, surface.g, surface.b);
    assert_eq!(page.eval("getComputedStyle(document.body).backgroundColor"), json!(painted));
}

/// The menu shows the entries that the theme asks for, in its order, in the tenant's language.
fn assert_menu(page: &mut Page<'_>, theme: &Theme, window: &Window) {
    let language = &theme.tenant.language.value;
    let entries = theme.menu.places[window.place].ids.iter().map(|id| &theme.menu.entries[id]);
    // A person without a role sees what the first role sees.
    let seen = entries
        .filter(|entry| entry.roles.is_empty() || entry.roles.iter().any(|role| role == "member"));
    let labels: Vec<&str> = seen.map(|entry| entry.label[language].value.as_str()).collect();
    let code = format!(
        "[...document.querySelectorAll('{} .item-label')].filter(e => e.checkVisibility()).map(e => e.textContent)",
        window.list
    );
    assert_eq!(page.eval(&code), json!(labels), "the menu at {} px", window.width);
}

/// Each view opens, is accessible, and has its picture taken.
fn assert_views(page: &mut Page<'_>, id: &str, scheme: Scheme, window: &Window) {
    let place = format!("{id}-{}-{}", scheme.name(), window.width);
    page.picture(&screens().join(format!("{place}.png")));
    for view in VIEWS {
        if !view.is_empty() {
            page.go(&format!("#/{view}"));
        }
        page.wait_for("document.querySelector('h1')?.textContent", "the view has a heading");
        let findings = axe::findings(page);
        assert!(findings.is_empty(), "axe-core on {place} #/{view}:\n{}", findings.join("\n"));
        let wider = page.eval("document.documentElement.scrollWidth - innerWidth");
        assert!(wider.as_i64() <= Some(0), "{place} #/{view} is {wider} px wider than the window");
    }
}

pub(super) fn screens() -> std::path::PathBuf {
    root().join("target/screens")
}

/// All icons that the page and its manifest name are there, are pictures, and have the sizes that they say.
fn assert_icons(page: &mut Page<'_>) {
    let code = "(async () => {
        const wrong = [];
        const manifest = await (await fetch(document.querySelector('link[rel=manifest]').href)).json();
        const links = [...document.querySelectorAll('link[rel~=icon], link[rel=apple-touch-icon]')];
        const images = [...document.images].map(image => ({ src: image.currentSrc || image.src }));
        const all = [...links.map(link => ({ src: link.href, type: link.type })), ...manifest.icons, ...manifest.shortcuts.flatMap(shortcut => shortcut.icons), ...(manifest.screenshots ?? []), ...images];
        for (const { src, sizes, type } of all) {
            const response = await fetch(new URL(src, location.href));
            if (!response.ok) { wrong.push(src + ': ' + response.status); continue; }
            const blob = await response.blob();
            if (type && blob.type !== type) wrong.push(src + ' is ' + blob.type + ', not ' + type);
            const image = new Image();
            image.src = response.url;
            await image.decode().catch(error => wrong.push(src + ': ' + error));
            if (!image.naturalWidth) wrong.push(src + ' is empty');
            const size = image.naturalWidth + 'x' + image.naturalHeight;
            if (/^[0-9]+x[0-9]+$/.test(sizes ?? '') && size !== sizes) wrong.push(src + ' is ' + size + ', not ' + sizes);
        }
        if (all.length < 8) wrong.push('only ' + all.length + ' pictures');
        return wrong;
    })()";
    assert_eq!(page.eval(code), json!([]));
}

/// Chromium would offer to install it, under the tenant's name.
fn assert_installable(page: &mut Page<'_>, theme: &Theme) {
    let errors = page.call("Page.getInstallabilityErrors", json!({}));
    assert_eq!(errors["installabilityErrors"], json!([]));
    let manifest = page.call("Page.getAppManifest", json!({}));
    assert_eq!(manifest["errors"], json!([]));
    let data: Value = serde_json::from_str(&text(&manifest["data"])).expect("JSON");
    assert_eq!(data["name"], json!(theme.tenant.name.value));
    assert_eq!(data["short_name"], json!(theme.tenant.short_name.value));
    let purposes: Vec<String> =
        data["icons"].as_array().unwrap().iter().map(|icon| text(&icon["purpose"])).collect();
    assert!(purposes.iter().any(|purpose| purpose.contains("maskable")), "{purposes:?}");
    assert_shortcuts(page, &data, theme);
    assert_screenshots(&data, theme);
}

/// The manifest lists the theme's screenshots, each under the name of its page.
fn assert_screenshots(manifest: &Value, theme: &Theme) {
    let listed = manifest["screenshots"].as_array().map_or(0, Vec::len);
    assert_eq!(listed, theme.screenshots.len());
    for shown in manifest["screenshots"].as_array().into_iter().flatten() {
        assert!(!text(&shown["label"]).is_empty(), "{shown}");
    }
}

/// Each shortcut has the name of its entry in the tenant's language and opens its view.
fn assert_shortcuts(page: &mut Page<'_>, manifest: &Value, theme: &Theme) {
    let shortcuts = manifest["shortcuts"].as_array().expect("a list");
    assert!((2..=4).contains(&shortcuts.len()), "{shortcuts:?}");
    for shortcut in shortcuts {
        let url = text(&shortcut["url"]);
        let view = url.strip_prefix("./#/").unwrap_or_else(|| panic!("{url}"));
        let entries = theme.menu.entries.values();
        let named = entries.filter(|entry| entry.target == Target::View(view.to_owned()));
        let language = &theme.tenant.language.value;
        let names: Vec<&str> =
            named.filter_map(|entry| Some(entry.label.get(language)?.value.as_str())).collect();
        assert!(names.contains(&text(&shortcut["name"]).as_str()), "{shortcut} {names:?}");
    }
    // Through the client's own router, which says so of a view that it does not know.
    for url in shortcuts.iter().map(|shortcut| text(&shortcut["url"])) {
        page.go(url.trim_start_matches("./"));
        let title = text(&page.eval("document.querySelector('h1').innerText"));
        let missing = theme
            .strings
            .values()
            .any(|texts| texts.get("error.missing-title").is_some_and(|own| *own == title));
        assert!(!missing && !title.is_empty(), "{url}: {title}");
    }
}

/// With the server gone, the client opens again, every file of the package answers, and another page says so kindly.
fn assert_offline(page: &mut Page<'_>, server: &mut Server, package: &Package, theme: &Theme) {
    page.wait_for("navigator.serviceWorker.controller", "the service worker has taken over");
    server.stop();
    page.go_offline();
    page.reload();
    page.wait_for(
        "!document.getElementById('launch')",
        "the launch screen has gone, without a network",
    );
    assert_names(page, theme);
    // The service worker's own files are kept by the browser, not by its cache; screenshots are for who has no client yet.
    let is_for_servers = |path: &String| path.starts_with("server/") || path == "_headers";
    let is_workers = |path: &String| path == "sw.js" || path == "common-files.js";
    let is_kept = |path: &String| {
        !is_workers(path) && !path.contains("/screenshots/") && !is_for_servers(path)
    };
    let paths: Vec<String> = package.paths().into_iter().filter(is_kept).collect();
    assert!(paths.len() > 30, "{paths:?}");
    let code = format!(
        "Promise.all({}.map(path => fetch(path).then(answer => answer.ok ? '' : path, error => path + ': ' + error)))
            .then(list => list.filter(Boolean))",
        json!(paths)
    );
    assert_eq!(page.eval(&code), json!([]), "these files do not answer offline");
    assert_eq!(page.troubles(), Vec::<String>::new());
    let elsewhere = format!("{}nowhere/at-all", server.url());
    page.open(&elsewhere);
    let name = &theme.tenant.name.value;
    let seen = text(&page.eval("document.title + document.body.innerText"));
    assert!(seen.contains(name.as_str()), "the offline page does not name {name}:\n{seen}");
}
