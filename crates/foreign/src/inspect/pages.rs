//! What the pages, manifests and package files of a bundle say of it.

use rebadge_core::error::Error;
use rebadge_core::fs;
use serde_json::Value;

use super::{Inspection, LIMIT, Said};
use crate::edits::{HtmlAction, HtmlRule};
use crate::facts::{BundleFile, is_page};
use crate::html;

/// What pages say: selector, attribute or none for the text, and whether it is a name or a color.
const PAGES: [(&str, Option<&str>, Meaning); 6] = [
    ("title", None, Meaning::Name),
    ("meta[name=apple-mobile-web-app-title]", Some("content"), Meaning::Name),
    ("meta[name=application-name]", Some("content"), Meaning::Name),
    ("meta[property=\"og:site_name\"]", Some("content"), Meaning::Name),
    ("meta[name=theme-color]", Some("content"), Meaning::Color),
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

/// Reads the files of a client.
pub(super) fn read(files: &[BundleFile], seen: &mut Inspection) -> Result<(), Error> {
    for file in files {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if is_page(&file.path) {
            seen.pages.push(file.path.clone());
            page(&file.path, &fs::read(&file.file, LIMIT)?, seen);
        } else if name.ends_with(".webmanifest") || name == "manifest.json" {
            manifest(&file.path, &fs::read(&file.file, LIMIT)?, seen);
        } else if is_worker(name) {
            seen.workers.push(file.path.clone());
        }
    }
    read_package(files, seen)
}

/// Reads what says the version and license of a package: the files nearest to its top.
pub(super) fn read_package(files: &[BundleFile], seen: &mut Inspection) -> Result<(), Error> {
    let depth = |file: &&BundleFile| file.path.matches('/').count();
    let mut near: Vec<&BundleFile> = files.iter().filter(|file| depth(file) < 3).collect();
    near.sort_by_key(depth);
    for file in near {
        match file.path.rsplit('/').next().unwrap_or_default() {
            "package.json" => package(&file.path, &fs::read(&file.file, LIMIT)?, seen),
            "METADATA" => metadata(&file.path, &fs::read(&file.file, LIMIT)?, seen),
            name if is_license(name) => license(&file.path, &fs::read(&file.file, LIMIT)?, seen),
            _ => {}
        }
    }
    Ok(())
}

fn page(path: &str, bytes: &[u8], seen: &mut Inspection) {
    for (selector, attribute, meaning) in PAGES {
        let action = match attribute {
            None => HtmlAction::Text(0),
            Some(name) => HtmlAction::Attribute(name.to_owned(), 0),
        };
        let edit = HtmlRule { selector: selector.to_owned(), action };
        let Ok(places) = html::find(bytes, &[edit]) else { continue };
        let Some(splice) = places.splices.iter().find(|splice| splice.value == 0) else { continue };
        let text = String::from_utf8_lossy(&bytes[splice.start..splice.end]);
        said(seen, meaning, text.trim(), &format!("{path}: {selector}"));
    }
}

fn said(seen: &mut Inspection, meaning: Meaning, value: &str, place: &str) {
    // What a server fills in is no value.
    if value.is_empty() || value.contains(['{', '%', '<']) {
        return;
    }
    let said = Said { value: value.to_owned(), place: place.to_owned() };
    match meaning {
        Meaning::Name => seen.names.push(said),
        Meaning::Color => seen.colors.push(said),
    }
}

fn manifest(path: &str, bytes: &[u8], seen: &mut Inspection) {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return };
    // Many programs have a `manifest.json` with a name of something else.
    let keys = ["icons", "short_name", "start_url", "display"];
    let is_named = path.ends_with(".webmanifest") && value.get("name").is_some();
    if !is_named && !keys.iter().any(|key| value.get(key).is_some()) {
        return;
    }
    seen.manifests.push(path.to_owned());
    for (key, meaning) in MANIFESTS {
        if let Some(text) = value.get(key).and_then(Value::as_str) {
            said(seen, meaning, text, &format!("{path}: /{key}"));
        }
    }
}

fn package(path: &str, bytes: &[u8], seen: &mut Inspection) {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return };
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let say = |value: &str| Said { value: value.to_owned(), place: path.to_owned() };
    if path.contains("node_modules/") {
        return;
    }
    seen.package = seen.package.take().or_else(|| text("name").map(say));
    seen.version = seen.version.take().or_else(|| text("version").map(say));
    seen.license = seen.license.take().or_else(|| text("license").map(say));
}

/// The core metadata of a Python package (packaging.python.org, "Core metadata specifications").
fn metadata(path: &str, bytes: &[u8], seen: &mut Inspection) {
    let text = String::from_utf8_lossy(bytes);
    let field = |name: &str| {
        let head = text.lines().take_while(|line| !line.is_empty());
        let value = head.filter_map(|line| line.strip_prefix(name)).next()?;
        Some(Said { value: value.trim().to_owned(), place: path.to_owned() })
    };
    seen.package = seen.package.take().or_else(|| field("Name:"));
    seen.version = seen.version.take().or_else(|| field("Version:"));
    let license = || field("License-Expression:").or_else(|| field("License:").map(spdx));
    seen.license = seen.license.take().or_else(license);
}

/// A license as its SPDX id, where it is written out.
fn spdx(said: Said) -> Said {
    let known = [
        ("mit license", "MIT"),
        ("the mit license", "MIT"),
        ("apache license 2.0", "Apache-2.0"),
        ("apache license, version 2.0", "Apache-2.0"),
        ("apache 2.0", "Apache-2.0"),
        ("bsd 3-clause license", "BSD-3-Clause"),
        ("bsd 3-clause", "BSD-3-Clause"),
        ("bsd 2-clause license", "BSD-2-Clause"),
    ];
    let lower = said.value.to_lowercase();
    match known.iter().find(|(words, _)| *words == lower) {
        Some((_, id)) => Said { value: (*id).to_owned(), ..said },
        None => said,
    }
}

fn is_license(name: &str) -> bool {
    let name = name.to_lowercase();
    ["license", "license.txt", "license.md", "copying"].contains(&name.as_str())
}

fn license(path: &str, bytes: &[u8], seen: &mut Inspection) {
    let text = String::from_utf8_lossy(bytes);
    let known = [
        ("Apache License", "Apache-2.0"),
        ("MIT License", "MIT"),
        ("Permission is hereby granted, free of charge", "MIT"),
        ("Mozilla Public License Version 2.0", "MPL-2.0"),
        ("GNU AFFERO GENERAL PUBLIC LICENSE", "AGPL-3.0-only"),
        ("GNU GENERAL PUBLIC LICENSE", "GPL-3.0-only"),
    ];
    let id = known.iter().find(|(words, _)| text.contains(words)).map(|(_, id)| *id);
    let value = id.unwrap_or("unknown").to_owned();
    let said = || Some(Said { value, place: path.to_owned() });
    seen.license = seen.license.take().or_else(said);
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
