//! What the pages and manifests of a bundle say of it.

use std::collections::BTreeSet;

use rebadge_core::error::Error;
use rebadge_core::fs;
use serde_json::Value;

use super::{Inspection, LIMIT, NamePlace, Said};
use crate::bundle_file::BundleFile;
use crate::edits::{HtmlAction, HtmlRule};
use crate::facts::is_page;
use crate::html::{self, HtmlError};

/// The selector of titles.
const TITLE: &str = "title";

/// The selector of the color of a page.
const THEME_COLOR: &str = "meta[name=theme-color]";

/// The selectors of the colors of a page in both schemes.
const SCHEMES: [&str; 2] =
    ["meta[name=theme-color]:not([media*=dark])", "meta[name=theme-color][media*=dark]"];

/// What pages say: selector, attribute or none for the text, and whether it is a name or a color.
const PAGES: [(&str, Option<&str>, Meaning); 6] = [
    (TITLE, None, Meaning::Name),
    ("meta[name=apple-mobile-web-app-title]", Some("content"), Meaning::Name),
    ("meta[name=application-name]", Some("content"), Meaning::Name),
    ("meta[property=\"og:site_name\"]", Some("content"), Meaning::Name),
    (THEME_COLOR, Some("content"), Meaning::Color),
    ("meta[name=msapplication-TileColor]", Some("content"), Meaning::Color),
];

/// What web manifests say, by key.
const MANIFESTS: [(&str, Meaning); 4] = [
    ("name", Meaning::Name),
    ("short_name", Meaning::Name),
    ("theme_color", Meaning::Color),
    ("background_color", Meaning::Color),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Name,
    Color,
}

/// What pages name as icons: selector and attribute.
const ICONS: [(&str, &str); 5] = [
    ("link[rel~=icon]", "href"),
    ("link[rel=apple-touch-icon]", "href"),
    ("link[rel=apple-touch-icon-precomposed]", "href"),
    ("link[rel=mask-icon]", "href"),
    ("meta[name=msapplication-TileImage]", "content"),
];

/// Reads the files of a client. The result are the files that pages and manifests name as icons.
pub(super) fn read(files: &[BundleFile], seen: &mut Inspection) -> Result<BTreeSet<String>, Error> {
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let mut linked = BTreeSet::new();
    for file in files {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let icons = if is_page(&file.path) {
            seen.pages.push(file.path.clone());
            let bytes = fs::read(&file.file, LIMIT)?;
            page(&file.path, &bytes, seen);
            icons_of_page(&bytes)
        } else if name.ends_with(".webmanifest") || name == "manifest.json" {
            manifest(&file.path, &fs::read(&file.file, LIMIT)?, seen)
        } else {
            if is_worker(name) {
                seen.workers.push(file.path.clone());
            }
            Vec::new()
        };
        linked.extend(icons.iter().filter_map(|address| resolved(&file.path, address, &paths)));
    }
    Ok(linked)
}

/// The addresses that a page names as icons.
fn icons_of_page(bytes: &[u8]) -> Vec<String> {
    let edit = |(selector, attribute): (&str, &str)| HtmlRule {
        selector: selector.to_owned(),
        action: HtmlAction::Attribute(attribute.to_owned(), 0),
    };
    let Ok(places) = html::find(bytes, &ICONS.map(edit)) else { return Vec::new() };
    let text = |start: usize, end: usize| String::from_utf8_lossy(&bytes[start..end]).into_owned();
    let addresses = places.splices.iter().map(|splice| text(splice.start, splice.end));
    addresses.filter(|address| !address.is_empty()).collect()
}

/// The file that an address in another file leads to. A client may be served below a folder that the address begins with, or that a
/// server fills in.
fn resolved(from: &str, address: &str, paths: &BTreeSet<&str>) -> Option<String> {
    let bare = address.trim().split(['?', '#']).next().unwrap_or_default();
    if bare.contains(':') || bare.starts_with("//") {
        return None;
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let below = if bare.starts_with('/') { bare.to_owned() } else { format!("{folder}/{bare}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in below.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let ends = (0..parts.len()).map(|start| parts[start..].join("/"));
    ends.into_iter().find(|path| paths.contains(path.as_str()))
}

fn page(path: &str, bytes: &[u8], seen: &mut Inspection) {
    let found = |selector: &str| {
        let action = HtmlAction::Attribute("content".to_owned(), 0);
        let rule = HtmlRule { selector: selector.to_owned(), action };
        html::find(bytes, &[rule]).is_ok_and(|places| !places.splices.is_empty())
    };
    // Some have a color of each scheme.
    let is_of_schemes = SCHEMES.iter().all(|selector| found(selector));
    let schemes = SCHEMES.map(|selector| (selector, Some("content"), Meaning::Color));
    let plain =
        PAGES.into_iter().filter(|(selector, ..)| !(is_of_schemes && *selector == THEME_COLOR));
    for (selector, attribute, meaning) in plain.chain(schemes.into_iter().filter(|_| is_of_schemes))
    {
        let action = match attribute {
            None => HtmlAction::Text(0),
            Some(name) => HtmlAction::Attribute(name.to_owned(), 0),
        };
        let edit = HtmlRule { selector: selector.to_owned(), action };
        let places = match html::find(bytes, &[edit]) {
            Ok(places) => places,
            Err(error @ HtmlError::Encoding { .. }) => {
                let said = Said { value: error.to_string(), place: path.to_owned() };
                return seen.unread.push(said);
            }
            Err(_) => continue,
        };
        let Some(splice) = places.splices.iter().find(|splice| splice.value == 0) else { continue };
        let text = String::from_utf8_lossy(&bytes[splice.start..splice.end]);
        let selector = match selector {
            TITLE if places.splices.len() > 1 => head_title(bytes),
            other => other,
        };
        said(seen, meaning, text.trim(), &format!("{path}: {selector}"));
    }
}

/// What selects the title of a page alone, where drawings in it have titles too. A page may leave out the tags around it.
fn head_title(bytes: &[u8]) -> &'static str {
    let is_one = |selector: &&str| {
        let rule = HtmlRule { selector: (*selector).to_owned(), action: HtmlAction::Text(0) };
        html::find(bytes, &[rule]).is_ok_and(|places| places.splices.len() == 1)
    };
    ["head > title", "html > title"].into_iter().find(is_one).unwrap_or(TITLE)
}

/// Whether a server fills a value in, which is none then.
fn is_filled(value: &str) -> bool {
    value.contains(['{', '%', '<'])
}

fn said(seen: &mut Inspection, meaning: Meaning, value: &str, place: &str) {
    if value.is_empty() || is_filled(value) {
        return;
    }
    let said = Said { value: value.to_owned(), place: place.to_owned() };
    match meaning {
        Meaning::Name => seen.names.push(said),
        Meaning::Color => seen.colors.push(said),
    }
}

/// Reads a web manifest. The result are the addresses of its icons.
fn manifest(path: &str, bytes: &[u8], seen: &mut Inspection) -> Vec<String> {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return Vec::new() };
    // Many programs have a `manifest.json` with a name of something else.
    let keys = ["icons", "short_name", "start_url", "display"];
    let is_named = path.ends_with(".webmanifest") && value.get("name").is_some();
    if !is_named && !keys.iter().any(|key| value.get(key).is_some()) {
        return Vec::new();
    }
    seen.manifests.push(path.to_owned());
    for (key, meaning) in MANIFESTS {
        if let Some(text) = value.get(key).and_then(Value::as_str) {
            said(seen, meaning, text, &format!("{path}: /{key}"));
        }
    }
    for key in ["name", "short_name"] {
        // What a server fills in stays.
        let place = match value.get(key) {
            None => NamePlace::Absent,
            Some(Value::String(text)) if !is_filled(text) => NamePlace::There,
            Some(_) => continue,
        };
        seen.manifest_names.push((path.to_owned(), format!("/{key}"), place));
    }
    let icons = value.get("icons").and_then(Value::as_array);
    let source = |icon: &Value| icon.get("src").and_then(Value::as_str).map(str::to_owned);
    icons.into_iter().flatten().filter_map(source).collect()
}

fn is_worker(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with(".js")
        && (name == "sw.js"
            || name.starts_with("sw-")
            || ["service-worker", "serviceworker", "service_worker"]
                .iter()
                .any(|word| name.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_files() {
        let paths = ["img/icon.png", "app/logo.svg"].into();
        let check = |from: &str, address: &str, expect: Option<&str>| {
            assert_eq!(resolved(from, address, &paths).as_deref(), expect, "{address}");
        };
        check("index.html", "img/icon.png?v=2", Some("img/icon.png"));
        check("app/index.html", "../img/icon.png", Some("img/icon.png"));
        check("app/index.html", "logo.svg", Some("app/logo.svg"));
        check("index.html", "/static/img/icon.png", Some("img/icon.png"));
        check("index.html", "{{ base }}/img/icon.png", Some("img/icon.png"));
        check("index.html", "https://old.io/img/icon.png", None);
        check("index.html", "data:image/png,x", None);
        check("index.html", "", None);
    }

    #[test]
    fn pages_name_their_icons() {
        let page = r#"<link rel="shortcut icon" href="a.ico"><link rel=mask-icon href=b.svg><link rel=stylesheet href=c.css>"#;
        assert_eq!(icons_of_page(page.as_bytes()), ["a.ico", "b.svg"]);
    }

    #[test]
    fn a_page_may_have_a_color_of_each_scheme() {
        let check = |text: &str, expect: &[(&str, &str)]| {
            let mut seen = Inspection::default();
            page("a.html", text.as_bytes(), &mut seen);
            let found: Vec<_> =
                seen.colors.iter().map(|said| (said.value.as_str(), said.place.as_str())).collect();
            assert_eq!(found, expect);
        };
        let light = r##"<meta name="theme-color" media="(prefers-color-scheme: light)" content="#fff000">"##;
        let dark =
            r##"<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#000fff">"##;
        check(light, &[("#fff000", "a.html: meta[name=theme-color]")]);
        check(
            &format!("{dark}{light}"),
            &[
                ("#fff000", "a.html: meta[name=theme-color]:not([media*=dark])"),
                ("#000fff", "a.html: meta[name=theme-color][media*=dark]"),
            ],
        );
    }

    #[test]
    fn the_names_of_a_manifest_have_a_place() {
        let check = |text: &str, expect: &[(&str, NamePlace)]| {
            let mut seen = Inspection::default();
            manifest("a.webmanifest", text.as_bytes(), &mut seen);
            let found: Vec<_> =
                seen.manifest_names.iter().map(|(_, key, place)| (key.as_str(), *place)).collect();
            assert_eq!(found, expect);
        };
        check(
            r#"{"name":"","short_name":"React App"}"#,
            &[("/name", NamePlace::There), ("/short_name", NamePlace::There)],
        );
        check(r#"{"icons":[],"name":"{{ x }}"}"#, &[("/short_name", NamePlace::Absent)]);
        check("{}", &[]);
    }

    #[test]
    fn a_page_in_another_encoding_is_told() {
        let mut seen = Inspection::default();
        page("a.html", b"<title>Caf\xe9 Oldmark</title>", &mut seen);
        assert_eq!(seen.unread.len(), 1);
    }
}
