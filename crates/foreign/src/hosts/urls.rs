//! Addresses in texts.

use std::ops::Range;

use memchr::memmem;

use crate::words::is_host;

/// An address in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    /// Its bytes: to the white space, quote or bracket that ends it.
    pub(super) span: Range<usize>,
    /// Its host, in lower case.
    pub(super) host: String,
}

/// The bytes at which addresses may stand, sorted: `://`, that with escapes, `//` behind a quote and the like, and what may be a
/// bare host.
pub(super) fn hits(bytes: &[u8]) -> Vec<usize> {
    let mut hits: Vec<usize> =
        memmem::find_iter(bytes, b"//").filter(|at| begins_host(bytes, *at)).collect();
    hits.extend(memmem::find_iter(bytes, b":\\/\\/"));
    for domain in [".com", ".io", ".org", ".net", ".dev", ".app"] {
        let found = memmem::find_iter(bytes, domain.as_bytes());
        hits.extend(
            found.filter(|at| matches!(bytes.get(at + domain.len()), Some(b'"' | b'\'' | b'`'))),
        );
    }
    hits.sort_unstable();
    hits.dedup();
    hits
}

/// Whether `//` is behind a colon or at the start of a value.
fn begins_host(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| bytes[before]);
    matches!(before, None | Some(b':' | b'"' | b'\'' | b'`' | b'(' | b'=' | b' ' | b','))
}

/// The addresses of a text: those with a scheme that asks a server, and `//host` at the start of a value.
pub(super) fn find(text: &str) -> Vec<Url> {
    let mut found = Vec::new();
    let mut read = 0;
    for at in memmem::find_iter(text.as_bytes(), b"//") {
        if at < read {
            continue;
        }
        let Some(start) = start_of(text, at) else { continue };
        let Some(host) = host_at(&text[at + 2..]) else { continue };
        let is_relative = start == at;
        if is_relative && !is_host(&host) && !host.ends_with(".example") {
            continue;
        }
        let end = text[at..].find(ends_address).map_or(text.len(), |end| at + end);
        found.push(Url { span: start..end, host });
        read = end;
    }
    found
}

fn ends_address(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || "\"'`<>(){}|\\^[]“”「」".contains(letter)
}

/// Where the address starts that has `//` there; nothing if that is no address.
fn start_of(text: &str, at: usize) -> Option<usize> {
    let before = &text[..at];
    let Some(front) = before.strip_suffix(':') else {
        let is_start =
            before.is_empty() || before.ends_with(|letter: char| "\"'`(=, ".contains(letter));
        return is_start.then_some(at);
    };
    let schemes = ["https", "http", "wss", "ws", "ftp"];
    let scheme = schemes.into_iter().find(|scheme| front.ends_with(scheme))?;
    Some(front.len() - scheme.len())
}

/// The host with which the rest of an address begins.
fn host_at(rest: &str) -> Option<String> {
    let end = rest
        .find(|letter: char| ends_address(letter) || "/?#,;".contains(letter))
        .unwrap_or(rest.len());
    let authority = &rest[..end];
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    let fits = |letter: char| letter.is_alphanumeric() || "-._".contains(letter);
    let is_whole = host.contains('.') || host == "localhost";
    (is_whole && !host.starts_with(['.', '-']) && host.chars().all(fits) && !host.contains(".."))
        .then_some(host)
}

/// An address on one line, cut.
pub(super) fn line(address: &str) -> String {
    let letters = address.chars().filter(|letter| !letter.is_control());
    letters.take(120).collect()
}
