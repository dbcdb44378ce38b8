//! Entries of lists that name files which are not shipped. A precache list with such an entry ends a service worker without a
//! word, so they are taken out: `{url:"a.png",revision:"…"}`, `"a.png": "…"`, `"a.png"` alone, and pictures of web manifests.

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::AhoCorasick;

use crate::facts::file_name;
use crate::texts::FileKind;

/// What a file says of those that are not shipped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// Entries of lists, each with its comma.
    pub(crate) entries: Vec<Range<usize>>,
    /// Paths that are named elsewhere.
    pub(crate) elsewhere: BTreeSet<String>,
}

/// Finds file names, to look only where one is.
pub(crate) struct Search<'a> {
    deleted: &'a BTreeSet<String>,
    names: Option<AhoCorasick>,
}

/// The keys of an entry of a precache list (Workbox's `ManifestEntry`), and of a picture in a web manifest.
const KEYS: [&str; 12] = [
    "url",
    "revision",
    "integrity",
    "size",
    "hash",
    "src",
    "sizes",
    "type",
    "form_factor",
    "label",
    "platform",
    "purpose",
];

/// How far an entry may reach to each side of the path in it, in bytes.
const REACH: usize = 600;

impl<'a> Search<'a> {
    pub(crate) fn new(deleted: &'a BTreeSet<String>) -> Search<'a> {
        let names: BTreeSet<&str> = deleted.iter().map(|path| file_name(path)).collect();
        Search { deleted, names: AhoCorasick::new(&names).ok().filter(|_| !names.is_empty()) }
    }

    /// Whether nothing is looked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_none()
    }

    /// What the file of a path says of the files that are not shipped.
    pub(crate) fn named(&self, path: &str, bytes: &[u8]) -> Named {
        let mut named = Named::default();
        let Some(names) = &self.names else { return named };
        let mut comments = None;
        for hit in names.find_iter(bytes) {
            let Some(text) = quoted(bytes, hit.range()) else { continue };
            let is_deleted = |path: &str| self.deleted.contains(path);
            let Some(deleted) = named_path(path, &bytes[text.clone()], &is_deleted) else {
                continue;
            };
            let is_known = named.entries.iter().any(|entry| entry.contains(&text.start));
            match entry(bytes, &text) {
                _ if is_known => {}
                Some(entry) => named.entries.push(with_comma(bytes, entry)),
                None => {
                    let comments = comments.get_or_insert_with(|| comments_of(path, bytes));
                    if !comments.iter().any(|comment| comment.contains(&text.start)) {
                        named.elsewhere.insert(deleted);
                    }
                }
            }
        }
        named.entries = merged(bytes, named.entries);
        named
    }
}

/// The comments of a script or of type declarations: a path in one of them is read by nobody.
fn comments_of(path: &str, bytes: &[u8]) -> Vec<Range<usize>> {
    let is_source = [".ts", ".mts", ".cts", ".tsx"].iter().any(|end| path.ends_with(end));
    if !is_source && FileKind::of(path, bytes) != FileKind::Script {
        return Vec::new();
    }
    let comments = rebadge_script::literals(bytes).into_iter();
    comments.filter(|one| one.kind == rebadge_script::Kind::Comment).map(|one| one.span).collect()
}

/// The path of a file, as the file at `path` writes it, if it is one of those that are looked for.
pub(crate) fn named_path(
    path: &str,
    written: &[u8],
    is_one: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let written = str::from_utf8(written).ok()?;
    let written = written.split(['?', '#']).next().unwrap_or_default();
    let bare = written.trim_start_matches("./").trim_start_matches('/');
    let beside = match path.rsplit_once('/') {
        Some((folder, _)) if !written.starts_with('/') => format!("{folder}/{bare}"),
        _ => bare.to_owned(),
    };
    [bare, &beside].into_iter().find(|path| is_one(path)).map(str::to_owned)
}

/// The paths of precache lists: those of entries with a revision.
pub(crate) fn listed(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(bytes, b"revision") {
        let key = at..at + b"revision".len();
        let Some(object) = object(bytes, &key) else { continue };
        let inner = str::from_utf8(&bytes[object.start + 1..object.end - 1]).unwrap_or_default();
        found.extend(url_of(inner).map(str::to_owned));
    }
    found
}

/// The text of the key `url` of a flat object.
fn url_of(inner: &str) -> Option<&str> {
    let is_key = |at: usize| {
        let before = inner[..at].trim_end_matches(['"', '\'']).trim_end();
        before.is_empty() || before.ends_with(',')
    };
    let at = inner.match_indices("url").map(|(at, _)| at).find(|at| is_key(*at))?;
    let value = inner[at + 3..].trim_start_matches(['"', '\'']).trim_start();
    let value = value.strip_prefix(':')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    value[1..].split(quote).next()
}

/// The key of the quoted text at a place: of `"a.png": "0a…"` the path.
pub(crate) fn key_of(bytes: &[u8], text: &Range<usize>) -> Option<String> {
    let is_quote = |at: usize| matches!(bytes.get(at), Some(b'"' | b'\''));
    let open = text.start.checked_sub(1).filter(|at| is_quote(*at) && is_quote(text.end))?;
    let colon = last(bytes, open).filter(|at| bytes[*at] == b':')?;
    let close = last(bytes, colon).filter(|at| is_quote(*at))?;
    let from = close.saturating_sub(REACH);
    let length = bytes[from..close].iter().rev().position(|byte| *byte == bytes[close])?;
    let key = str::from_utf8(&bytes[close - length..close]).ok()?;
    // A key without a point or a slash is a name, and no path.
    key.contains(['.', '/']).then(|| key.to_owned())
}

/// The span between the quotes around a place.
pub(crate) fn quoted(bytes: &[u8], at: Range<usize>) -> Option<Range<usize>> {
    let before = &bytes[at.start.saturating_sub(REACH)..at.start];
    let is_end = |byte: &u8| matches!(byte, b'"' | b'\'' | b'`' | b'\n');
    let length = before.iter().rev().position(is_end)?;
    let start = at.start - length;
    let quote = bytes[start - 1];
    let end = at.end + bytes[at.end..].iter().take(REACH).position(|byte| *byte == quote)?;
    (quote != b'\n').then_some(start..end)
}

/// The entry that the text between two quotes is in; none where it is in no list.
pub(crate) fn entry(bytes: &[u8], text: &Range<usize>) -> Option<Range<usize>> {
    let literal = text.start - 1..text.end + 1;
    let (before, after) = (last(bytes, literal.start)?, first(bytes, literal.end)?);
    match (bytes[before], bytes[after]) {
        // "a.png": "…"
        (b'{' | b',', b':') => {
            let start = first(bytes, after + 1)?;
            let end = literal_end(bytes, start)?;
            Some(literal.start..end)
        }
        // "a.png"
        (b'[' | b',', b',' | b']') if in_list(bytes, literal.start) => Some(literal),
        // {url: "a.png", revision: "…"}
        (b':', b',' | b'}') => object(bytes, &literal),
        _ => None,
    }
}

/// The last byte before a place that is no white space.
fn last(bytes: &[u8], at: usize) -> Option<usize> {
    bytes[..at].iter().rposition(|byte| !byte.is_ascii_whitespace())
}

/// The first byte from a place on that is no white space.
fn first(bytes: &[u8], at: usize) -> Option<usize> {
    let length = bytes.get(at..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
    Some(at + length)
}

/// The end of a quoted text, of a number or of a word.
fn literal_end(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = *bytes.get(start)?;
    if !matches!(quote, b'"' | b'\'') {
        let length = bytes[start..].iter().position(|byte| !byte.is_ascii_alphanumeric())?;
        return (length > 0).then_some(start + length);
    }
    let rest = &bytes[start + 1..(start + REACH).min(bytes.len())];
    Some(start + 2 + rest.iter().position(|byte| *byte == quote)?)
}

/// Where the innermost bracket before a place is.
fn bracket(bytes: &[u8], at: usize) -> Option<usize> {
    let mut depth = 0;
    let from = at.saturating_sub(1 << 16);
    for (number, byte) in bytes[from..at].iter().enumerate().rev() {
        match byte {
            b']' | b'}' => depth += 1,
            b'[' | b'{' if depth == 0 => return Some(from + number),
            b'[' | b'{' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether a place is in a list whose items may be left out: not in an object, and not in Vite's list of the files of its chunks,
/// whose items are known by their numbers (`__vite__mapDeps`, `m.f=[…]`).
fn in_list(bytes: &[u8], at: usize) -> bool {
    match bracket(bytes, at) {
        Some(open) => bytes[open] == b'[' && !bytes[..open].ends_with(b"m.f="),
        None => true,
    }
}

/// The object around a literal, if it has no other in it and only the keys of an entry.
fn object(bytes: &[u8], literal: &Range<usize>) -> Option<Range<usize>> {
    let from = literal.start.saturating_sub(REACH);
    let open = bytes[from..literal.start].iter().rposition(|byte| matches!(byte, b'{' | b'}'))?;
    let close =
        bytes[literal.end..].iter().take(REACH).position(|byte| matches!(byte, b'{' | b'}'))?;
    let object = from + open..literal.end + close + 1;
    let is_whole = bytes[object.start] == b'{' && bytes[object.end - 1] == b'}';
    let inner = str::from_utf8(&bytes[object.start + 1..object.end - 1]).ok()?;
    let keys = keys(inner)?;
    (is_whole && keys.iter().all(|key| KEYS.contains(&key.as_str()))).then_some(object)
}

/// The keys of a flat object.
fn keys(inner: &str) -> Option<Vec<String>> {
    let mut keys = Vec::new();
    let mut rest = inner.trim();
    while !rest.is_empty() {
        let (key, after) = rest.split_once(':')?;
        keys.push(key.trim().trim_matches(['"', '\'']).to_owned());
        let after = after.trim_start();
        let end = literal_end(after.as_bytes(), 0).or_else(|| after.is_empty().then_some(0));
        let end = end.unwrap_or(after.len());
        rest = after.get(end..)?.trim_start().trim_start_matches(',').trim_start();
    }
    Some(keys)
}

/// A span with the comma after it, or else with that before it.
fn with_comma(bytes: &[u8], span: Range<usize>) -> Range<usize> {
    match commas(bytes, &span) {
        [_, Some(after)] => span.start..after + 1,
        [Some(before), None] => before..span.end,
        [None, None] => span,
    }
}

/// Where the commas before and after a span are.
pub(crate) fn commas(bytes: &[u8], span: &Range<usize>) -> [Option<usize>; 2] {
    let is_comma = |at: &usize| bytes[*at] == b',';
    [last(bytes, span.start).filter(is_comma), first(bytes, span.end).filter(is_comma)]
}

/// Spans that overlap or touch as one. The last of a list takes the comma before it, if it did not yet.
fn merged(bytes: &[u8], mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_by_key(|span| span.start);
    let mut all: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match all.last_mut() {
            Some(last) if first(bytes, last.end).is_some_and(|next| span.start <= next) => {
                last.end = last.end.max(span.end);
            }
            _ => all.push(span),
        }
    }
    for span in &mut all {
        let is_last = first(bytes, span.end).is_some_and(|at| matches!(bytes[at], b']' | b'}'));
        let comma = last(bytes, span.start).filter(|at| bytes[*at] == b',');
        if let (true, Some(comma)) = (is_last, comma) {
            span.start = comma;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let deleted = ["img/a.png", "b.js"].map(str::to_owned).into();
        let named = Search::new(&deleted).named("sw.js", text.as_bytes());
        let mut left = text.to_owned();
        for entry in named.entries.iter().rev() {
            left.replace_range(entry.clone(), "");
        }
        assert_eq!(left, expect, "{text}");
    }

    #[test]
    fn an_entry_goes_with_its_comma() {
        check(
            r#"[{url:"img/a.png",revision:"x"},{url:"c",revision:null}]"#,
            r#"[{url:"c",revision:null}]"#,
        );
        check(r#"[{'revision':null,'url':'./img/a.png'}]"#, "[]");
        check(r#"[{url:"c"}, {"url": "/img/a.png", "revision": "x"}]"#, r#"[{url:"c"}]"#);
        check(r#"{"img/a.png": "0a", "c": "0b"}"#, r#"{ "c": "0b"}"#);
        check(r#"{"c": "0b", "img/a.png": "0a"}"#, r#"{"c": "0b"}"#);
        check(r#"["c", "b.js"]"#, r#"["c"]"#);
        check(r#"["b.js", "img/a.png", "c"]"#, r#"[ "c"]"#);
        check(r#"["c", "b.js", "img/a.png"]"#, r#"["c"]"#);
        check(r#"["c", "b.js", "d", "img/a.png"]"#, r#"["c",  "d"]"#);
        check(r#"["b.js", "img/a.png"]"#, "[]");
        check(r#"{"icons":[{"src":"img/a.png","sizes":"1x1"}]}"#, r#"{"icons":[]}"#);
    }

    #[test]
    fn paths_of_lists_are_read() {
        let check = |text: &str, expect: &[&str]| assert_eq!(listed(text.as_bytes()), expect);
        check(r#"[{url:"a.js",revision:null},{"revision":"x","url":"./b"}]"#, &["a.js", "./b"]);
        check(r#"{revision:1,other:{url:"a"}} revision"#, &[]);
        check(r#"{'url':'a b','revision':'x'}"#, &["a b"]);
        check(r#"{url:"a",revision:}"#, &["a"]);
        let key = |text: &str| {
            let at = text.find("0a").expect("a digest");
            key_of(text.as_bytes(), &(at..at + 2))
        };
        assert_eq!(key(r#"{"img/a.png": "0a"}"#).as_deref(), Some("img/a.png"));
        assert_eq!((key(r#"{"hash":"0a"}"#), key(r#"["0a"]"#), key("0a")), (None, None, None));
    }

    #[test]
    fn what_is_no_entry_stays() {
        check(r#"import("./b.js")"#, r#"import("./b.js")"#);
        check(r#"{path: "b.js", load: f}"#, r#"{path: "b.js", load: f}"#);
        check(r#"["other/b.js", "b.jsx"]"#, r#"["other/b.js", "b.jsx"]"#);
        check(r#"(m.f=["b.js", "c.js"])"#, r#"(m.f=["b.js", "c.js"])"#);
    }

    #[test]
    fn what_is_named_elsewhere_is_told() {
        let deleted = ["js/b.js"].map(str::to_owned).into();
        let search = Search::new(&deleted);
        let named = search.named("js/a.js", br#"import("./b.js")"#);
        assert_eq!(named.elsewhere.into_iter().collect::<Vec<_>>(), ["js/b.js"]);
        assert_eq!(search.named("a.js", br#"import("./b.js")"#), Named::default());
        for source in ["// see './b.js'\n1", "/* see\n 'b.js' */ declare const a: 1;"] {
            let named = search.named("js/a.d.ts", source.as_bytes());
            assert_eq!(named, Named::default(), "{source}");
        }
    }
}
