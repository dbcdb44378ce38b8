//! Passwords and keys in what everybody can read. A package is public: what is in it is given away.
//!
//! Four ways to tell one: its shape (`sk_live_…`, a private key), its place (a URL before `@`, behind `api_key=`), the name
//! that it has, and chance: texts that people write repeat letters, and stay with one kind of letter for a while.

mod chance;
mod shapes;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use rebadge_art::vector::{SaidKind, said};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::{Kind, Node, Table};
use rebadge_core::fields::Findings;
use rebadge_core::json;
use rebadge_core::source::{Place, Source};
use rebadge_core::uri;

/// Something that must not be public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Where it is in the text, in bytes.
    pub span: Range<usize>,
    /// What it is: `a password in a URL`.
    pub what: &'static str,
}

/// What kind of text is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// A value of a theme.
    Value,
    /// A file of data. It has names of its own.
    Data,
    /// A drawing. Its numbers look like chance.
    Drawing,
}

/// The first secret of a text, also of one that is written with `%`.
pub fn find(text: &str, kind: Text) -> Option<Secret> {
    plain(text, kind).or_else(|| encoded(text, |text| plain(text, kind)))
}

/// The first secret of a value with a name.
pub fn find_named(name: &str, text: &str, kind: Text) -> Option<Secret> {
    find(text, kind).or_else(|| {
        let is_one = shapes::is_named_secret(name, text);
        is_one.then_some(Secret { span: 0..text.len(), what: "a value with the name of a secret" })
    })
}

fn plain(text: &str, kind: Text) -> Option<Secret> {
    let found =
        shapes::known(text).or_else(|| shapes::in_url(text)).or_else(|| shapes::named(text));
    found.or_else(|| match kind {
        Text::Drawing => None,
        Text::Value | Text::Data => {
            let span = chance::random(text)?;
            Some(Secret { span, what: "a long random text, as keys are" })
        }
    })
}

/// How often a text may be written with `%`, one time within the other.
const TIMES: usize = 4;

/// The first secret of a text that shows once what is written with `%` is read: the whole word that it is in.
fn encoded(text: &str, find: impl Fn(&str) -> Option<Secret>) -> Option<Secret> {
    if !text.contains('%') {
        return None;
    }
    let ends_word = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`');
    let words = text.split(ends_word);
    words.filter(|word| word.contains('%')).find_map(|word| {
        let mut read = word.to_owned();
        for _ in 0..TIMES {
            let next = uri::decoded(&read).filter(|next| *next != read)?;
            if let Some(found) = find(&next) {
                let start = word.as_ptr() as usize - text.as_ptr() as usize;
                return Some(Secret { span: start..start + word.len(), what: found.what });
            }
            read = next;
        }
        None
    })
}

/// Reports every secret of a file's values.
pub fn check(table: &Table, findings: &Findings) {
    let mut found = Vec::new();
    in_table(table, &mut found);
    findings.extend(diagnostics(found, &table.place.source));
}

/// What is said of a place of a file.
type Said = (Range<usize>, String);

fn in_table(table: &Table, found: &mut Vec<Said>) {
    table.entries.iter().for_each(|entry| in_node(&entry.key, &entry.value, found));
}

fn in_node(key: &str, node: &Node, found: &mut Vec<Said>) {
    match &node.kind {
        Kind::String(text) => found.extend(in_value(key, text, &node.place)),
        Kind::Array(items) => items.iter().for_each(|item| in_node(key, item, found)),
        Kind::Table(table) => in_table(table, found),
        _ => {}
    }
}

fn in_value(key: &str, text: &str, place: &Place) -> Option<Said> {
    let found = find_named(key, text, Text::Value)?;
    let secret = &text[found.span];
    let written = &place.source.text[place.span.clone()];
    let span = match written.find(secret) {
        Some(at) => place.span.start + at..place.span.start + at + secret.len(),
        // It is written with escapes.
        None => place.span.clone(),
    };
    Some((span, format!("`{key}` has {}: `{}`", found.what, masked(secret))))
}

/// What is wrong with the text of a file that a theme names: as it is written, or as a reader of JSON or XML has it.
pub fn in_file(name: &str, source: &Arc<Source>, kind: Text) -> Option<Diagnostic> {
    let written = || {
        let found = find(&source.text, kind)?;
        let shown = masked(&source.text[found.span.clone()]);
        Some((found.span, format!("`{name}` has {}: `{shown}`", found.what)))
    };
    let read = || match kind {
        Text::Drawing => in_drawing(name, &source.text),
        Text::Value | Text::Data => {
            let mut found = Vec::new();
            in_node("", &json::parse(source).ok()??, &mut found);
            let (span, message) = found.into_iter().next()?;
            Some((span, format!("`{name}`: {message}")))
        }
    };
    diagnostics(vec![written().or_else(read)?], source).pop()
}

/// A longer text in a drawing is a file in base64, as design programs put them there.
const WORDS: usize = 512;

fn in_drawing(name: &str, text: &str) -> Option<Said> {
    said(text).into_iter().find_map(|said| {
        let is_prose = said.kind == SaidKind::Words && said.text.len() <= WORDS;
        let text = said.text.trim();
        let found =
            find_named(&said.name, text, if is_prose { Text::Value } else { Text::Drawing })?;
        let shown = masked(&text[found.span]);
        Some((said.span, format!("`{name}` has {}: `{shown}`", found.what)))
    })
}

/// What is wrong with a file that is no text, which is named at `place`: a secret of a known shape in what can be read of it.
pub fn in_bytes(name: &str, bytes: &[u8], place: &Place) -> Option<Diagnostic> {
    let runs = bytes.split(|byte| !(b' '..=b'~').contains(byte));
    let texts = runs.filter_map(|run| std::str::from_utf8(run).ok());
    let (text, found) = texts.filter_map(|text| Some((text, shapes::known(text)?))).next()?;
    let message = format!("`{name}` has {}: `{}`", found.what, masked(&text[found.span.clone()]));
    Some(Diagnostic::at(Code::Secret, place, message).help(HELP))
}

/// What is wrong with a value that its key keeps from being written at all.
pub fn refused(key: &str, place: &Place) -> Option<Diagnostic> {
    let message = format!("`{key}` is a secret, and no theme may have one");
    diagnostics(vec![(place.span.clone(), message)], &place.source).pop()
}

const HELP: &str = "remove it, and have it replaced: everybody who opens the client can read it; a server keeps it";

/// Diagnostics show lines, so they are given a source in which all secrets are masked: one for all of a file.
fn diagnostics(mut found: Vec<Said>, source: &Arc<Source>) -> Vec<Diagnostic> {
    if found.is_empty() {
        return Vec::new();
    }
    found.sort_by_key(|(span, _)| span.start);
    let (mut hidden, mut at) = (String::with_capacity(source.text.len()), 0);
    for (span, _) in &found {
        // One may lie in another.
        let start = span.start.max(at);
        hidden += &source.text[at..start];
        hidden.extend(source.text[start..span.end.max(start)].chars().map(star));
        at = span.end.max(start);
    }
    hidden += &source.text[at..];
    let hidden = Source::new(&source.path, hidden);
    let one = |(span, message): Said| {
        Diagnostic::at(Code::Secret, &Place::new(&hidden, span), message).help(HELP)
    };
    found.into_iter().map(one).collect()
}

/// As many bytes as the letter has; lines stay lines.
fn star(letter: char) -> String {
    if letter == '\n' { "\n".to_owned() } else { "*".repeat(letter.len_utf8()) }
}

/// How many letters of a secret are shown, so that one can tell which it is.
const SHOWN: usize = 4;

fn masked(secret: &str) -> String {
    let count = secret.chars().count();
    let shown: String = secret.chars().take(if count > 3 * SHOWN { SHOWN } else { 0 }).collect();
    format!("{}… ({count} characters)", shown.replace('\n', " "))
}

/// Leaves away what else is said of lines with a secret: messages show lines and values. Each such line is judged anew when the
/// secret is gone.
pub fn hush(diagnostics: &mut Vec<Diagnostic>) {
    let secrets = diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::Secret);
    let mut lines: BTreeMap<PathBuf, Vec<Range<usize>>> = BTreeMap::new();
    for place in secrets.filter_map(|diagnostic| diagnostic.place.as_ref()) {
        lines.entry(place.source.path.clone()).or_default().push(lines_of(place));
    }
    for all in lines.values_mut() {
        all.sort_by_key(|line| (line.start, line.end));
        // Of ranges that overlap one stays, which ends where the last of them ends.
        all.dedup_by(|later, first| {
            let overlaps = later.start <= first.end;
            first.end = if overlaps { first.end.max(later.end) } else { first.end };
            overlaps
        });
    }
    let is_on_one = |place: &Place| {
        let Some(all) = lines.get(&place.source.path) else { return false };
        let before = &all[..all.partition_point(|line| line.start <= place.span.end)];
        before.last().is_some_and(|line| place.span.start <= line.end)
    };
    diagnostics
        .retain(|one| one.code == Code::Secret || !one.place.as_ref().is_some_and(is_on_one));
}

/// The whole lines that a place is on, in bytes.
fn lines_of(place: &Place) -> Range<usize> {
    let (text, span) = (&place.source.text, &place.span);
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    start..end
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rebadge_core::document::parse;

    use super::*;

    /// What is said of a theme's text: the messages, and that no secret is in any of them or in the line that is shown.
    fn check(text: &str, secret: &str, expect: &str) {
        let source = Source::new(Path::new("theme.toml"), text.to_owned());
        let findings = Findings::default();
        super::check(&parse(&source).0, &findings);
        let found = findings.into_vec();
        let all = found.iter().map(|one| one.message.as_str()).collect::<Vec<_>>().join("\n");
        assert!(all.contains(expect), "{text}\n{all}");
        for one in &found {
            let place = one.place.as_ref().unwrap();
            assert_eq!(place.source.text.len(), text.len());
            assert!(!one.message.contains(secret), "{}", one.message);
            assert!(!place.source.text.contains(secret), "{}", place.source.text);
        }
    }

    #[test]
    fn a_secret_is_masked_where_it_is_shown() {
        let key = format!("sk_live_{}", "4eC39HqLyjWDarjtT1zdp7dc");
        check(
            &format!("url = \"https://a.example/?k={key}\"\n"),
            &key,
            "a key of Stripe: `sk_l… (32 characters)`",
        );
        check(
            "url = \"https://bob:hunter2@erp.example/\"\n",
            "hunter2",
            "a password in a URL: `… (11 characters)`",
        );
        check(
            "client-secret = \"Abc12345xyz\"\n",
            "Abc12345xyz",
            "`client-secret` has a value with the name of a secret",
        );
        check("a = \"https://x.example/?p%61ssword=hunter2xx\"\n", "hunter2xx", "behind a name");
        let twice =
            "a = \"https://x.example/?u=https%253A%252F%252Fbob%253Ahunter2%2540erp.example\"\n";
        check(twice, "hunter2", "a password in a URL");
        check(
            "a = \"\"\"\n-----BEGIN PRIVATE KEY-----\nMIIEvQ\n\"\"\"\n",
            "BEGIN PRIVATE",
            "a private key",
        );
    }

    /// What is said of a file's text.
    fn check_file(text: &str, kind: Text, expect: Option<&str>) {
        let source = Source::new(Path::new("file"), text.to_owned());
        let found = in_file("file", &source, kind);
        let said = found.as_ref().map_or("", |one| one.message.as_str());
        assert_eq!(found.is_some(), expect.is_some(), "{text}: {said}");
        assert!(said.contains(expect.unwrap_or_default()), "{text}: {said}");
        let shown = found.map(|one| one.place.unwrap().source.text.clone()).unwrap_or_default();
        for secret in ["hunter2", "4eC39", "Zk3vQ9"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn a_file_is_read_as_its_readers_do() {
        let check = |text: &str, expect| check_file(text, Text::Data, expect);
        check("{\"a\": \"https:\\/\\/bob:hunter2@erp.example\"}", Some("a password in a URL"));
        check("{\"a\": \"sk_live\\u005f4eC39HqLyjW\"}", Some("a key of Stripe"));
        check("see https%3A%2F%2Fbob%3Ahunter2%40erp.example", Some("a password in a URL"));
        check(
            "{\"subscription-key\": \"0123456789abcdef0123456789abcdef\"}",
            Some("name of a secret"),
        );
        check(
            "{\"a\": \"100 % of all\", \"public-key\": \"0123456789abcdef0123456789abcdef\"}",
            None,
        );
        let svg = |inner: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inner}</svg>");
        let check = |inner: &str, expect| check_file(&svg(inner), Text::Drawing, expect);
        check("<title>sk_live&#95;4eC39HqLyjWDarjtT1zdp7dc</title>", Some("a key of Stripe"));
        check("<metadata><k>Zk3vQ9rT1mXc7LpB2nYh8WdF</k></metadata>", Some("a long random text"));
        check("<!-- Zk3vQ9rT1mXc7LpB2nYh8WdF -->", Some("a long random text"));
        check("<metadata><api_key>hunter2xx</api_key></metadata>", Some("name of a secret"));
        check("<path data-token='hunter2xx' d='M0 0'/>", Some("name of a secret"));
        check(
            "<metadata><![CDATA[https&#58;//bob]]>https&#58;//bob:hunter2@x.example</metadata>",
            Some("a password in a URL"),
        );
        check("<title>A token of thanks</title><path id='Zk3vQ9rT1mXc7LpB2nYh8WdF'/>", None);
        check(
            &format!(
                "<metadata>\n {}sk_live&#95;4eC39HqLyjWDarjtT1zdp7dc</metadata>",
                "word ".repeat(200)
            ),
            Some("a key of Stripe"),
        );
        let file = "Zk3vQ9rT1mXc7LpB2nYh8WdFZk3vQ9rT1mXc7LpB2nYh8WdFZk3v\n".repeat(20);
        check(&format!("<metadata>{file}</metadata>"), None);
    }

    #[test]
    fn nothing_else_is_said_of_its_line() {
        let source = Source::new(Path::new("theme.toml"), "a = 1\nb = 2\n".to_owned());
        let at = |code, span| Diagnostic::at(code, &Place::new(&source, span), "m");
        let mut all = vec![at(Code::Secret, 4..5), at(Code::Url, 0..1), at(Code::Url, 6..7)];
        hush(&mut all);
        let left: Vec<Code> = all.iter().map(|one| one.code).collect();
        assert_eq!(left, [Code::Secret, Code::Url]);
    }
}
