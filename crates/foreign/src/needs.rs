//! What a Content-Security-Policy must allow for the files of a client to run: their own inline scripts and styles by their
//! hashes, and what scripts do that policies forbid by default (W3C, Content Security Policy Level 3).
//!
//! It is read from the text: a script that holds `new Function(` may never come to it. What a policy allows for nothing is seen by
//! trying it.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;

use crate::digests::{Algorithm, Encoding, Notation};
use crate::facts::is_page;
use crate::html::{self, InlineKind};
use crate::texts::FileKind;

/// Directive → the sources that it needs besides `'self'`.
pub type Needs = BTreeMap<&'static str, BTreeSet<String>>;

/// What is in a script, and what it needs. `createElement` is of libraries that put their styles into the page.
const IN_SCRIPTS: &[(&str, &str, &str)] = &[
    ("new Function(", "script-src", "'unsafe-eval'"),
    ("Function(\"return this\")", "script-src", "'unsafe-eval'"),
    ("WebAssembly.", "script-src", "'wasm-unsafe-eval'"),
    ("createElement(\"style\")", "style-src", "'unsafe-inline'"),
    ("createElement('style')", "style-src", "'unsafe-inline'"),
    ("createElement(`style`)", "style-src", "'unsafe-inline'"),
    ("new Worker(URL.createObjectURL", "worker-src", "blob:"),
    ("createObjectURL(", "img-src", "blob:"),
];

/// What is in any text.
const IN_TEXTS: &[(&str, &str, &str)] = &[
    ("data:image/", "img-src", "data:"),
    ("data:font/", "font-src", "data:"),
    ("data:application/font", "font-src", "data:"),
    ("data:application/x-font", "font-src", "data:"),
    ("data:audio/", "media-src", "data:"),
    ("data:video/", "media-src", "data:"),
];

/// What finds needs in files.
#[derive(Debug)]
pub struct Search {
    automaton: Option<AhoCorasick>,
}

impl Default for Search {
    fn default() -> Search {
        let texts = IN_SCRIPTS.iter().chain(IN_TEXTS).map(|(text, ..)| *text);
        // The texts are few and short.
        Search { automaton: AhoCorasick::new(texts).ok() }
    }
}

impl Search {
    /// What a file needs.
    pub fn needs(&self, path: &str, bytes: &[u8]) -> Needs {
        let mut needs = Needs::new();
        let kind = FileKind::of_path(path);
        let is_page = is_page(path);
        let is_text = is_page || matches!(kind, FileKind::Script | FileKind::Style);
        let automaton = self.automaton.iter().filter(|_| is_text);
        for hit in automaton.flat_map(|automaton| automaton.find_overlapping_iter(bytes)) {
            let at = hit.pattern().as_usize();
            let (_, directive, source) = match IN_SCRIPTS.get(at) {
                Some(_) if kind == FileKind::Style => continue,
                Some(row) => *row,
                None => IN_TEXTS[at - IN_SCRIPTS.len()],
            };
            needs.entry(directive).or_default().insert(source.to_owned());
        }
        if is_page {
            inline(bytes, &mut needs);
        }
        needs
    }
}

/// The hashes of inline scripts and styles, and `'unsafe-inline'` for attributes that are styles: only a hash of each would do
/// else, with `'unsafe-hashes'`.
fn inline(page: &[u8], needs: &mut Needs) {
    let notation = Notation { algorithm: Algorithm::Sha256, encoding: Encoding::Base64 };
    for part in html::inline(page) {
        let directive = match part.kind {
            InlineKind::Script => "script-src",
            InlineKind::Style => "style-src",
            InlineKind::Data => continue,
        };
        let hash = format!("'sha256-{}='", notation.write(&page[part.span]));
        needs.entry(directive).or_default().insert(hash);
    }
    let is_styled = memchr::memmem::find(page, b" style=\"").is_some()
        || memchr::memmem::find(page, b" style='").is_some();
    if is_styled {
        needs.entry("style-src").or_default().insert("'unsafe-inline'".to_owned());
    }
}

/// The directives by which an address that a file asks must be allowed, by its ending: the likely ones.
pub fn directives(address: &str) -> &'static [&'static str] {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let is = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    if is(&[".js", ".mjs", ".cjs"]) {
        &["script-src"]
    } else if is(&[".css"]) || path.contains("://fonts.googleapis.com/css") {
        &["style-src"]
    } else if is(&[".woff", ".woff2", ".ttf", ".otf"]) {
        &["font-src"]
    } else if is(&[".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".ico"]) {
        &["img-src"]
    } else if is(&[".mp3", ".mp4", ".ogg", ".wav", ".webm"]) {
        &["media-src"]
    } else {
        &["connect-src"]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, expect: &[&str]) {
        let needs = Search::default().needs(path, text.as_bytes());
        let lines = needs.iter().flat_map(|(directive, sources)| {
            sources.iter().map(move |source| format!("{directive} {source}"))
        });
        assert_eq!(lines.collect::<Vec<_>>(), expect, "{text}");
    }

    #[test]
    fn what_files_do_is_allowed() {
        check(
            "a.js",
            "new Function('a');u=\"data:image/png;base64,\"",
            &["img-src data:", "script-src 'unsafe-eval'"],
        );
        check(
            "a.css",
            "a{b:url(data:font/woff2;base64,)}c{d:'new Function('}",
            &["font-src data:"],
        );
        check("a.txt", "new Function(", &[]);
        check("a.js", "fetch('/api')", &[]);
    }

    #[test]
    fn inline_parts_are_allowed_by_their_hashes() {
        check(
            "index.html",
            "<script>alert(1)</script><script type='application/json'>{}</script><p style=\"a:b\">",
            &[
                "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='",
                "style-src 'unsafe-inline'",
            ],
        );
    }

    #[test]
    fn an_address_is_allowed_where_it_is_asked() {
        assert_eq!(directives("https://a.example/b.js?c"), ["script-src"]);
        assert_eq!(directives("https://a.example/b.woff2"), ["font-src"]);
        assert_eq!(directives("https://a.example/api"), ["connect-src"]);
    }
}
