//! What a file is, as far as its texts go: by its name where that tells, else by what it holds.

use super::flight;
use crate::language;

/// What a file is, as far as its texts go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// JavaScript.
    Script,
    /// JSON whose values are texts of one language.
    Catalog,
    /// A web manifest.
    Manifest,
    /// Other JSON: source maps, lists of assets, configuration.
    Data,
    /// HTML, XML and SVG.
    Page,
    /// CSS.
    Style,
    /// Translations of gettext.
    Gettext,
    /// `key = value` in lines.
    Properties,
    /// A payload of React Server Components.
    Flight,
    /// Text.
    Plain,
    /// Licenses and notices of the parts of a client, which have to stay.
    Notice,
    /// Anything else.
    Binary,
}

/// Folders of catalogs.
const CATALOG_FOLDERS: &[&str] = &[
    "i18n",
    "intl",
    "l10n",
    "lang",
    "langs",
    "language",
    "languages",
    "locale",
    "locales",
    "messages",
    "nls",
    "translation",
    "translations",
];

/// Endings of sources and configurations, whose words are for programs.
const SOURCES: &[&str] = &[
    "bat", "c", "cfg", "conf", "cpp", "cts", "go", "h", "ini", "java", "jsx", "lock", "lua", "mts",
    "pl", "ps1", "py", "pyi", "r", "rb", "rs", "sh", "sql", "toml", "ts", "tsx", "wat",
];

impl FileKind {
    /// The kind of a file by its path, and by what it holds where the path does not tell: a page in `index.mst`, a payload or JSON in
    /// `index.txt`, a text in a file of an unknown kind.
    pub fn of(path: &str, bytes: &[u8]) -> FileKind {
        let kind = FileKind::of_path(path);
        if !matches!(kind, FileKind::Plain | FileKind::Binary) || bytes.is_empty() {
            return kind;
        }
        let is_control = |byte: &u8| *byte < 0x20 && !b"\t\n\r\x0C".contains(byte);
        if bytes.iter().take(8 << 10).any(is_control) {
            return kind;
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return kind };
        let ending = path.rsplit(['/', '.']).next().unwrap_or_default().to_ascii_lowercase();
        match of_text(text) {
            FileKind::Data if is_catalog(path) => FileKind::Catalog,
            FileKind::Plain if matches!(&*ending, "scss" | "less") => FileKind::Style,
            FileKind::Plain if SOURCES.contains(&&*ending) => kind,
            found => found,
        }
    }

    /// The kind of a file by its path.
    pub fn of_path(path: &str) -> FileKind {
        let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        match name.rsplit('.').next().unwrap_or_default() {
            _ if is_notice(&name) => FileKind::Notice,
            "js" | "mjs" | "cjs" => FileKind::Script,
            "webmanifest" => FileKind::Manifest,
            "json" if matches!(name.as_str(), "manifest.json" | "site.json") => FileKind::Manifest,
            "json" | "arb" if is_catalog(path) => FileKind::Catalog,
            "json" | "map" | "json5" | "jsonc" => FileKind::Data,
            "html" | "htm" | "xhtml" | "xml" | "svg" | "tpl" | "j2" => FileKind::Page,
            "css" => FileKind::Style,
            "po" | "pot" => FileKind::Gettext,
            "properties" => FileKind::Properties,
            "txt" | "md" | "csv" => FileKind::Plain,
            _ => FileKind::Binary,
        }
    }
}

/// What a text is, as far as its beginning and its grammar tell.
fn of_text(text: &str) -> FileKind {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    let is_tag = |rest: &str| {
        rest.starts_with(|next: char| next.is_ascii_alphabetic() || next == '!' || next == '?')
    };
    let is_json = || serde_json::from_str::<serde::de::IgnoredAny>(start).is_ok();
    if start.strip_prefix('<').is_some_and(is_tag) && !start.starts_with("<?php") {
        return FileKind::Page;
    }
    // A template may begin with code of its server.
    let head = start[..start.floor_char_boundary(4096)].to_ascii_lowercase();
    if head.contains("<!doctype html") || head.contains("<html") {
        return FileKind::Page;
    }
    if flight::is_flight(start) {
        return FileKind::Flight;
    }
    if start.starts_with(['{', '[']) && is_json() { FileKind::Data } else { FileKind::Plain }
}

/// How the names of files with licenses and notices begin, in small letters and without marks.
const NOTICES: [&str; 7] =
    ["license", "licence", "unlicense", "copying", "3rdparty", "thirdparty", "osslicense"];

/// Whether a file has licenses or notices, by its name in small letters: `license`, `3rdpartylicenses.txt`, and what build tools
/// write beside a script, `main.js.license.txt`.
fn is_notice(name: &str) -> bool {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let mut words = stem.split(|letter: char| !letter.is_ascii_alphanumeric());
    let plain = words.clone().collect::<String>();
    let first = words.next().unwrap_or_default();
    let last = words.next_back().unwrap_or(first);
    let is_license = |word: &str| ["license", "licence", "licenses"].contains(&word);
    let is_named = NOTICES.iter().any(|start| plain.starts_with(start))
        || ["copyright", "notice", "notices"].contains(&first)
        || is_license(last);
    is_license(ending) || is_named && ["", "txt", "md", "rst"].contains(&ending)
}

fn is_catalog(path: &str) -> bool {
    let mut folders = path.split('/').rev().skip(1);
    language::of_path(path).is_some() || folders.any(|folder| CATALOG_FOLDERS.contains(&folder))
}
