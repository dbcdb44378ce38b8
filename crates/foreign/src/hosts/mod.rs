//! The hosts that files name, whether a client asks them, and whose they are; and what else ties a client to its maker: keys of
//! services, apps it is associated with, feeds of updates, telemetry.
//!
//! It reads what is written. A host that a server sends, or that is put together from parts, is in no file: only the running
//! client shows it.

mod contact;
mod keys;
mod tables;
mod urls;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::markup;
use crate::texts::{FileKind, Pick, Piece, Place, pieces};
use crate::words::is_host;

pub use self::contact::Contact;
pub use self::keys::Key;
pub use self::tables::{Owners, Party, is_below};

/// Uses of a host in a file that are alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HostUse {
    /// The host, in lower case, without port. It may be a part only, where a script puts it together.
    pub host: String,
    /// What the file does with it.
    pub contact: Contact,
    /// How many there are.
    pub count: usize,
    /// The byte of the first address.
    pub offset: usize,
    /// The first address with what is around it, on one line. It is a stranger's text.
    pub excerpt: String,
}

/// What ties a client to its maker, beside hosts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tie {
    /// A key of a service.
    Key(Key),
    /// An app, or a page that names one.
    App,
    /// A list of releases that the client may ask for newer ones.
    Updates,
    /// A host that collects what users do.
    Telemetry,
}

/// A tie, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is.
    pub tie: Tie,
    /// Its first byte.
    pub offset: usize,
    /// It, with keys masked, on one line. It is a stranger's text.
    pub excerpt: String,
}

/// The hosts and ties of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Hosts {
    /// The hosts, sorted, with all that is done with each.
    pub uses: Vec<HostUse>,
    /// The ties in the order of their places.
    pub findings: Vec<Finding>,
}

/// The hosts that a file names. The same file packed is not looked at.
pub fn hosts(path: &str, bytes: &[u8]) -> Hosts {
    let mut tally = Tally::default();
    let kind = FileKind::of(path, bytes);
    let hits = urls::hits(bytes);
    if kind == FileKind::Notice {
        // A text of licenses asks nothing, and links nothing that anybody follows from the client.
        tally.rest(bytes, &[], &hits);
        return tally.finish();
    }
    if !hits.is_empty() || kind == FileKind::Page && tables::may_name_apps(bytes) {
        if kind == FileKind::Page
            && let Ok(page) = std::str::from_utf8(bytes)
        {
            tally.page(page, &hits);
        } else {
            // What no piece holds, as in a file of an unknown kind, is named at most.
            let found = pieces(kind, bytes, Pick::At(&hits)).unwrap_or_default();
            found.iter().for_each(|piece| tally.piece(path, piece));
            tally.rest(bytes, &found, &hits);
        }
    }
    tally.findings.extend(keys::find(bytes));
    if let Some(finding) = tables::association(path) {
        tally.findings.push(finding);
    }
    tally.finish()
}

#[derive(Default)]
struct Tally {
    uses: BTreeMap<(String, Contact), (usize, usize, String)>,
    findings: Vec<Finding>,
}

impl Tally {
    fn finish(mut self) -> Hosts {
        self.findings.sort_by(|a, b| (a.offset, &a.tie).cmp(&(b.offset, &b.tie)));
        let uses = self.uses.into_iter().map(|((host, contact), (count, offset, excerpt))| {
            HostUse { host, contact, count, offset, excerpt }
        });
        Hosts { uses: uses.collect(), findings: self.findings }
    }

    /// The addresses in a text, of which the file does this.
    fn text(&mut self, text: &str, contact: Contact, place: impl Fn(&Range<usize>) -> usize) {
        for url in urls::find(text) {
            let offset = place(&url.span);
            let address = &text[url.span.clone()];
            if let Some(tie) = tables::tie(&url.host, address, contact) {
                self.findings.push(Finding { tie, offset, excerpt: urls::line(address) });
            }
            self.count(url.host, contact, offset, address);
        }
    }

    fn count(&mut self, host: String, contact: Contact, offset: usize, address: &str) {
        let seen =
            self.uses.entry((host, contact)).or_insert_with(|| (0, offset, urls::line(address)));
        seen.0 += 1;
    }

    fn piece(&mut self, path: &str, piece: &Piece) {
        let text = &piece.text.text;
        let place = |part: &Range<usize>| piece.span.start + piece.text.source(part).start;
        if matches!(piece.place, Place::Literal(_)) && text.contains('<') && text.contains('>') {
            return self.markup(text, place);
        }
        let contact = contact::of_piece(path, piece);
        if FileKind::of_path(path) == FileKind::Style {
            return self.style(piece, place);
        }
        let bare = text.trim();
        if !bare.contains('/')
            && is_host(bare)
            && matches!(piece.place, Place::Literal(_) | Place::Inner | Place::ReadOnly)
        {
            self.count(bare.to_owned(), Contact::Named, place(&(0..text.len())), bare);
        }
        self.text(text, contact, place);
    }

    /// CSS asks for what is in `url()` and behind `@import`, and not for what a drawing in a `data:` address names.
    fn style(&mut self, piece: &Piece, place: impl Fn(&Range<usize>) -> usize) {
        let text = &piece.text.text;
        let is_comment = matches!(piece.place, Place::Comment);
        for url in urls::find(text) {
            let before = text[..url.span.start].trim_end();
            let is_asked = !is_comment && (before.is_empty() || before.ends_with("url("));
            let contact = if is_asked { Contact::Asked } else { Contact::Named };
            self.count(url.host, contact, place(&url.span), &text[url.span.clone()]);
        }
    }

    /// HTML within a script.
    fn markup(&mut self, text: &str, place: impl Fn(&Range<usize>) -> usize) {
        let parts = markup::parts(text);
        for (at, part) in parts.iter().enumerate() {
            let contact = contact::of_part(text, &parts, at);
            let start = part.span.start;
            self.text(&text[part.span.clone()], contact, |inner| {
                place(&(start + inner.start..start + inner.end))
            });
        }
    }

    fn page(&mut self, page: &str, hits: &[usize]) {
        let parts = markup::parts(page);
        for (at, part) in parts.iter().enumerate() {
            let next = hits.partition_point(|hit| *hit < part.span.start);
            if hits.get(next).is_none_or(|hit| *hit >= part.span.end) {
                continue;
            }
            let text = &page[part.span.clone()];
            let start = part.span.start;
            match part.kind {
                markup::Kind::Script | markup::Kind::Style => {
                    let name = if part.kind == markup::Kind::Script { "a.js" } else { "a.css" };
                    let inner = hosts(name, text.as_bytes());
                    self.join(inner, start);
                }
                _ => {
                    let decoded = markup::decode(text);
                    let contact = contact::of_part(page, &parts, at);
                    self.text(&decoded.text, contact, |inner| start + decoded.source(inner).start);
                }
            }
        }
        self.findings.extend(tables::page_ties(page, &parts));
    }

    /// The hosts of an inner file that begins at a byte of this one. Its keys are found with those of the whole.
    fn join(&mut self, inner: Hosts, start: usize) {
        for HostUse { host, contact, count, offset, excerpt } in inner.uses {
            let seen = self.uses.entry((host, contact)).or_insert((0, start + offset, excerpt));
            seen.0 += count;
        }
        let ties = inner.findings.into_iter().filter(|finding| !matches!(finding.tie, Tie::Key(_)));
        self.findings
            .extend(ties.map(|finding| Finding { offset: start + finding.offset, ..finding }));
    }

    fn rest(&mut self, bytes: &[u8], pieces: &[Piece], hits: &[usize]) {
        let mut spans = pieces.iter().map(|piece| &piece.span).peekable();
        let mut read = 0;
        for hit in hits {
            while spans.next_if(|span| span.end <= *hit).is_some() {}
            if *hit < read || spans.peek().is_some_and(|span| span.start <= *hit) {
                continue;
            }
            let start = hit.saturating_sub(10).max(read);
            let end = (hit + 300).min(bytes.len());
            let text = String::from_utf8_lossy(&bytes[start..end]);
            if let Some(url) = urls::find(&text).into_iter().next() {
                self.count(
                    url.host,
                    Contact::Named,
                    start + url.span.start,
                    &text[url.span.clone()],
                );
            }
            read = hit + 3;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, source: &str, expect: &[&str]) {
        let found = hosts(path, source.as_bytes());
        let line = |used: &HostUse| format!("{:?} {} {}", used.contact, used.host, used.count);
        assert_eq!(found.uses.iter().map(line).collect::<Vec<_>>(), expect, "{source}");
    }

    fn ties(path: &str, source: &str, expect: &[&str]) {
        let found = hosts(path, source.as_bytes());
        let line = |finding: &Finding| format!("{:?} {}", finding.tie, finding.excerpt);
        assert_eq!(found.findings.iter().map(line).collect::<Vec<_>>(), expect, "{source}");
    }

    #[test]
    fn scripts_ask_link_and_name() {
        check(
            "a.js",
            "fetch('https://a.example/x');x='https://b.example'",
            &["Asked a.example 1", "Named b.example 1"],
        );
        check(
            "a.js",
            "x={baseURL:`https://a.example:8080/`,docsUrl:'http://b.example'}",
            &["Asked a.example 1", "Linked b.example 1"],
        );
        check(
            "a.js",
            "import'https://a.example/x.js';new WebSocket('wss://u@b.example')",
            &["Asked a.example 1", "Asked b.example 1"],
        );
        check(
            "a.js",
            "t('See https://a.example for more') // https://b.example",
            &["Linked a.example 1", "Named b.example 1"],
        );
        check(
            "a.js",
            "x='<a href=\"https://a.example\"><img src=//b.example/c>'",
            &["Linked a.example 1", "Asked b.example 1"],
        );
        check(
            "a.js",
            "x=\"https:\\/\\/a.example\\/b\";h='cdn.b.com';p='file.json'",
            &["Named a.example 1", "Named cdn.b.com 1"],
        );
        check("a.js", "x=`https://${host}/a`;y='https://'+z;w='a://b c';v='//.*'", &[]);
        check("a.js", "if(x==='https://a.example')0", &["Named a.example 1"]);
    }

    #[test]
    fn a_text_of_licenses_asks_nothing() {
        let text = "Copyright (see https://a.example/x)\n<script src=\"https://b.example/y.js\">";
        check("3rdpartylicenses.txt", text, &["Named a.example 1", "Named b.example 1"]);
        ties("LICENSE", "https://a.posthog.com/e", &[]);
    }

    #[test]
    fn pages_and_styles_ask_and_link() {
        check(
            "a.html",
            "<link rel=stylesheet href=//a.example/b.css><a href='https://c.example'>",
            &["Asked a.example 1", "Linked c.example 1"],
        );
        check(
            "a.html",
            "<link href='https://a.example' rel='canonical'><svg xmlns='http://www.w3.org/2000/svg'>",
            &["Linked a.example 1", "Named www.w3.org 1"],
        );
        check(
            "a.html",
            "<script>fetch('https://a.example')</script><script src=https://a.example/b.js>",
            &["Asked a.example 2"],
        );
        check(
            "a.css",
            "@import 'https://a.example';b{c:url(//d.example/e)}/* http://f.example */",
            &["Asked a.example 1", "Asked d.example 1", "Named f.example 1"],
        );
        check(
            "a.json",
            "{\"apiUrl\":\"https://a.example\",\"$schema\":\"https://b.example\"}",
            &["Asked a.example 1", "Named b.example 1"],
        );
        check("a.bin", "\u{1}https://a.example/\u{2}", &["Named a.example 1"]);
    }

    #[test]
    fn ties_are_told() {
        ties(
            "a.js",
            "fetch('https://api.github.com/repos/a/b/releases/latest')",
            &["Updates https://api.github.com/repos/a/b/releases/latest"],
        );
        ties(
            "a.js",
            "x='https://o1.ingest.sentry.io/2'",
            &["Telemetry https://o1.ingest.sentry.io/2"],
        );
        ties(".well-known/assetlinks.json", "[]", &["App .well-known/assetlinks.json"]);
        ties("a.html", "<meta name='apple-itunes-app' content='app-id=1'>", &["App app-id=1"]);
        let key = format!("AI{}", "za0123456789abcdefghijklmnopqrstuvwxy");
        ties("a.js", &format!("k='{key}'"), &["Key(Google) AIza01…"]);
    }
}
