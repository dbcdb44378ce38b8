//! `[targets.<name>.parts]` and `[targets.<name>.policy]`: files that ship only where they are needed, and what pages may load.

use std::collections::BTreeMap;

use glob::{MatchOptions, Pattern as Files};
use serde_json::Value;

use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::fields::{Fields, Findings};
use rebadge_core::pattern::{Part as Key, Pattern};
use rebadge_core::source::Sourced;

/// Directive → its sources, as a Content-Security-Policy names them.
pub type Policy = BTreeMap<String, Vec<String>>;

/// Files that ship only under a condition.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Which files, below the target's root.
    pub files: Vec<Sourced<Files>>,
    /// Tables of texts that templates have only with it: `apps` is all texts below `apps.`.
    pub strings: Vec<Sourced<String>>,
    /// The conditions, of which one must hold.
    pub when: Vec<When>,
    /// What it adds to the policy.
    pub policy: Policy,
}

/// A condition.
#[derive(Clone, Debug)]
pub struct When {
    /// Keys of the theme.
    pub keys: Sourced<Pattern>,
    /// The value that one of them has; otherwise any that says something.
    pub equals: Option<String>,
}

impl When {
    /// Whether it holds for the values of a theme, a table.
    pub fn holds(&self, values: &Value) -> bool {
        let mut found = Vec::new();
        follow(values, self.keys.value.parts(), &mut found);
        found.into_iter().any(|value| match &self.equals {
            Some(text) => is(value, text),
            None => says_something(value),
        })
    }
}

/// The values at the keys of a pattern. Items of a list are its keys as well.
fn follow<'a>(value: &'a Value, parts: &[Key], found: &mut Vec<&'a Value>) {
    let Some((first, rest)) = parts.split_first() else {
        return found.push(value);
    };
    let below: Vec<(Option<&str>, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (Some(key.as_str()), value)).collect(),
        Value::Array(items) => {
            let id = |item: &'a Value| item.get("id").and_then(Value::as_str);
            items.iter().map(|item| (id(item), item)).collect()
        }
        _ => Vec::new(),
    };
    if *first == Key::Many {
        follow(value, rest, found);
    }
    for (key, value) in below {
        match first {
            Key::Many => follow(value, parts, found),
            Key::One => follow(value, rest, found),
            Key::Key(name) if key == Some(name) => follow(value, rest, found),
            Key::Key(_) => {}
        }
    }
}

fn is(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own == text,
        Value::Array(items) => items.iter().any(|item| is(item, text)),
        Value::Object(_) => false,
        other => {
            let written = other.to_string();
            written == text
        }
    }
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

impl Part {
    /// Whether a file below the root, named as it is in the base client, is in it.
    pub fn has(&self, name: &str) -> bool {
        self.files.iter().any(|pattern| covers(&pattern.value, name))
    }
}

/// Whether a pattern means a file: its path with or without `.tera`, or a folder that it is in.
pub(super) fn covers(pattern: &Files, name: &str) -> bool {
    let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
    let folders = name.match_indices('/').map(|(at, _)| &name[..at]);
    let plain = name.strip_suffix(".tera").unwrap_or(name);
    folders.chain([name, plain]).any(|path| pattern.matches_with(path, options))
}

/// Reads `parts`.
pub(super) fn parts(fields: Fields<'_>) -> Vec<Part> {
    let mut all = Vec::new();
    for entry in fields.entries() {
        let Some(table) = fields.table(&entry.key) else { continue };
        let findings = table.findings();
        let files = table.texts("files").unwrap_or_default();
        let strings = table.texts("strings").unwrap_or_default();
        let when = table.texts("when").unwrap_or_default();
        for (key, list) in [("files", &files), ("when", &when)] {
            if list.is_empty() {
                table.missing(key);
            }
        }
        all.push(Part {
            name: entry.key.clone(),
            files: files.iter().filter_map(|text| file(text, findings)).collect(),
            strings,
            when: when.iter().filter_map(|text| condition(text, findings)).collect(),
            policy: table.table("policy").map(policy).unwrap_or_default(),
        });
        table.finish();
    }
    all
}

fn file(text: &Sourced<String>, findings: &Findings) -> Option<Sourced<Files>> {
    match Files::new(text.value.trim_end_matches('/')) {
        Ok(pattern) => Some(text.clone().map(|_| pattern)),
        Err(error) => {
            let message = format!("`{}` is no pattern of file names: {}", text.value, error.msg);
            let help = "write a folder, a file, or such as `js/scan-*.js`";
            findings.add(Diagnostic::at(Code::Contract, text.place()?, message).help(help));
            None
        }
    }
}

fn condition(text: &Sourced<String>, findings: &Findings) -> Option<When> {
    let (keys, equals) = match text.value.split_once(" = ") {
        Some((keys, value)) => (keys, Some(value.trim().to_owned())),
        None => (text.value.as_str(), None),
    };
    match Pattern::parse(keys.trim()) {
        Ok(pattern) => Some(When { keys: text.clone().map(|_| pattern), equals }),
        Err(error) => {
            let problem = Diagnostic::at(Code::Contract, text.place()?, error.to_string());
            findings.add(problem.help(error.help()));
            None
        }
    }
}

/// Reads a policy: directive → sources.
pub(super) fn policy(fields: Fields<'_>) -> Policy {
    let mut all = Policy::new();
    for entry in fields.entries() {
        if !DIRECTIVES.contains(&entry.key.as_str()) {
            let message = format!("`{}` is no directive of a policy", entry.key);
            let help = did_you_mean(&entry.key, DIRECTIVES);
            let problem = Diagnostic::at(Code::Contract, &entry.key_place, message);
            fields.findings().add(problem.maybe_help(help));
        }
        let mut sources = fields.texts(&entry.key).unwrap_or_default();
        sources.retain(|source| check_source(source, fields.findings()));
        let sources = sources.into_iter().map(|source| source.value).collect();
        all.insert(entry.key.clone(), sources);
    }
    all
}

/// The directives that browsers know (Content Security Policy Level 3, and the specifications that add some).
const DIRECTIVES: [&str; 27] = [
    "base-uri",
    "block-all-mixed-content",
    "child-src",
    "connect-src",
    "default-src",
    "fenced-frame-src",
    "font-src",
    "form-action",
    "frame-ancestors",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "report-to",
    "report-uri",
    "require-trusted-types-for",
    "sandbox",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
    "trusted-types",
    "upgrade-insecure-requests",
    "worker-src",
];

/// The sources that are written between quotes, besides hashes and nonces.
const KEYWORDS: [&str; 14] = [
    "'self'",
    "'none'",
    "'unsafe-inline'",
    "'unsafe-eval'",
    "'wasm-unsafe-eval'",
    "'unsafe-hashes'",
    "'strict-dynamic'",
    "'report-sample'",
    "'inline-speculation-rules'",
    "'trusted-types-eval'",
    "'unsafe-allow-redirects'",
    "'unsafe-webtransport-hashes'",
    "'allow-duplicates'",
    "'script'",
];

/// Whether a source is what it looks like: a word between quotes is one that browsers know, and none of these stands without them,
/// where it would be the name of a host.
fn is_meant(source: &str) -> bool {
    let bare = source.trim_matches('\'');
    let is_made =
        ["nonce-", "sha256-", "sha384-", "sha512-"].iter().any(|kind| bare.starts_with(kind));
    if source.starts_with('\'') {
        is_made || KEYWORDS.contains(&source)
    } else {
        !is_made
            && !KEYWORDS.iter().any(|word| word.trim_matches('\'') == source && *word != "'script'")
    }
}

/// What would begin another directive, or end the text of a server's configuration, is no source.
fn check_source(source: &Sourced<String>, findings: &Findings) -> bool {
    let is_plain = |c: char| c.is_ascii_graphic() && !";,\"\\`{}$<>".contains(c);
    let is_source = !source.value.is_empty() && source.value.chars().all(is_plain);
    if let (false, Some(place)) = (is_source, source.place()) {
        let message = format!("`{}` is no source of a policy", source.value);
        let help = "write one source for each text, such as `'self'`";
        findings.add(Diagnostic::at(Code::Contract, place, message).help(help));
    } else if let (false, Some(place)) = (is_meant(&source.value), source.place()) {
        let message = format!("`{}` is no source of a policy", source.value);
        let quoted = format!("'{}'", source.value.trim_matches('\''));
        let help = did_you_mean(&quoted, KEYWORDS);
        findings.add(Diagnostic::at(Code::Contract, place, message).maybe_help(help));
    }
    is_source
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use rebadge_core::source::{Place, Source};

    fn check(condition: &str, expect: bool) {
        let values = json!({
            "demo": false,
            "features": { "search": true, "calls": false },
            "library": { "documents": [{ "id": "a", "kind": "scan" }, { "id": "b", "n": 0, "of": ["x"] }], "none": [] },
        });
        let place = Place::file(&Source::new("client.toml".as_ref(), String::new()));
        let text = Sourced::written(condition.to_owned(), place);
        let when = super::condition(&text, &Findings::default()).unwrap();
        assert_eq!(when.holds(&values), expect, "{condition}");
    }

    #[test]
    fn a_condition_holds_where_a_value_says_something() {
        check("demo", false);
        check("features.search", true);
        check("features.calls", false);
        check("library.documents", true);
        check("library.none", false);
        check("library.documents.*.n", false);
        check("nothing.at.all", false);
    }

    #[test]
    fn a_condition_may_ask_for_a_value() {
        check("library.documents.*.kind = scan", true);
        check("library.documents.a.kind = scan", true);
        check("library.documents.b.kind = scan", false);
        check("library.**.kind = scan", true);
        check("library.documents.*.of = x", true);
        check("features.search = true", true);
        check("library.documents.*.kind = sca", false);
    }

    #[test]
    fn a_source_is_a_host_or_a_known_word() {
        let good = [
            "'self'",
            "'sha256-abc='",
            "'nonce-a'",
            "https://a.example",
            "data:",
            "*",
            "allow-forms",
            "/report",
        ];
        good.iter().for_each(|source| assert!(is_meant(source), "{source}"));
        let bad = [
            "'slef'",
            "self",
            "none",
            "'data:'",
            "sha256-abc=",
            "unsafe-inline",
            "'https://a.example'",
        ];
        bad.iter().for_each(|source| assert!(!is_meant(source), "{source}"));
    }

    #[test]
    fn a_pattern_means_files_and_folders() {
        let check = |pattern: &str, name: &str, expect: bool| {
            assert_eq!(covers(&Files::new(pattern).unwrap(), name), expect, "{pattern} {name}");
        };
        check("scan", "scan/a/b.js", true);
        check("scan", "scanner.js", false);
        check("js/scan-*.js", "js/scan-a.js", true);
        check("js/scan-*.js", "js/a/scan-a.js", false);
        check("demo.json", "demo.json.tera", true);
    }
}
