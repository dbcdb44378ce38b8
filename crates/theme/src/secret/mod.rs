//! Passwords and keys in what everybody can read. A package is public: what stands in it is given away.
//!
//! Four ways to tell one: its shape (`sk_live_…`, a private key), its place (a URL before `@`, behind `api_key=`), the name
//! that it has, and chance: texts that people write repeat letters, and stay with one kind of letter for a while.

mod chance;
mod shapes;

use std::ops::Range;
use std::sync::Arc;

use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::{Kind, Node, Table};
use rebadge_core::fields::Findings;
use rebadge_core::source::{Place, Source};
use rebadge_core::uri;

/// Something that must not be public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Where it stands in the text, in bytes.
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

/// The first secret of a text.
pub fn find(text: &str, kind: Text) -> Option<Secret> {
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

/// The first secret of a value with a name.
pub fn find_named(name: &str, text: &str) -> Option<Secret> {
    find(text, Text::Value).or_else(|| {
        let is_one = shapes::is_secret_name(name) && shapes::is_secret_value(text, shapes::LEAST);
        is_one.then_some(Secret { span: 0..text.len(), what: "a value with the name of a secret" })
    })
}

/// Reports every secret of a file's values.
pub fn check(table: &Table, findings: &Findings) {
    for entry in &table.entries {
        check_value(&entry.key, &entry.value, findings);
    }
}

fn check_value(key: &str, node: &Node, findings: &Findings) {
    match &node.kind {
        Kind::String(text) => findings.extend(in_value(key, text, &node.place)),
        Kind::Array(items) => items.iter().for_each(|item| check_value(key, item, findings)),
        Kind::Table(table) => check(table, findings),
        _ => {}
    }
}

fn in_value(key: &str, text: &str, place: &Place) -> Option<Diagnostic> {
    let found = find_named(key, text).or_else(|| {
        // What is written with `%` is read without.
        let decoded = Some(text).filter(|text| text.contains('%')).and_then(uri::decoded)?;
        find_named(key, &decoded).map(|found| Secret { span: 0..text.len(), ..found })
    })?;
    let secret = &text[found.span];
    let written = &place.source.text[place.span.clone()];
    let span = match written.find(secret) {
        Some(at) => place.span.start + at..place.span.start + at + secret.len(),
        // It is written with escapes.
        None => place.span.clone(),
    };
    let message = format!("`{key}` has {}: `{}`", found.what, masked(secret));
    Some(diagnostic(message, &place.source, span))
}

/// What is wrong with the text of a file that a theme names.
pub fn in_file(name: &str, source: &Arc<Source>, kind: Text) -> Option<Diagnostic> {
    let found = find(&source.text, kind)?;
    let shown = masked(&source.text[found.span.clone()]);
    let message = format!("`{name}` has {}: `{shown}`", found.what);
    Some(diagnostic(message, source, found.span))
}

/// What is wrong with a value that its key keeps from being written at all.
pub fn refused(key: &str, place: &Place) -> Diagnostic {
    let message = format!("`{key}` is a secret, and no theme may have one");
    diagnostic(message, &place.source, place.span.clone())
}

const HELP: &str = "remove it, and have it replaced: everybody who opens the client can read it; a server keeps it";

/// The diagnostic shows the line, so it is given a source in which the secret is masked.
fn diagnostic(message: String, source: &Arc<Source>, span: Range<usize>) -> Diagnostic {
    let (before, rest) = source.text.split_at(span.start);
    let (secret, after) = rest.split_at(span.len());
    let stars: String = secret.chars().map(star).collect();
    let hidden = Source::new(&source.path, format!("{before}{stars}{after}"));
    Diagnostic::at(Code::Secret, &Place::new(&hidden, span), message).help(HELP)
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
    let lines = |diagnostic: &Diagnostic| {
        let place = diagnostic.place.as_ref()?;
        let line = |at| place.source.line_column(at).0;
        Some((place.source.path.clone(), line(place.span.start)..=line(place.span.end)))
    };
    let secrets = diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::Secret);
    let secrets: Vec<_> = secrets.filter_map(lines).collect();
    if secrets.is_empty() {
        return;
    }
    let is_on_one = |diagnostic: &Diagnostic| {
        lines(diagnostic).is_some_and(|(path, own)| {
            let meets = |(other, lines): &(std::path::PathBuf, std::ops::RangeInclusive<usize>)| {
                *other == path && lines.start() <= own.end() && own.start() <= lines.end()
            };
            secrets.iter().any(meets)
        })
    };
    diagnostics.retain(|diagnostic| diagnostic.code == Code::Secret || !is_on_one(diagnostic));
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
        check(
            "a = \"\"\"\n-----BEGIN PRIVATE KEY-----\nMIIEvQ\n\"\"\"\n",
            "BEGIN PRIVATE",
            "a private key",
        );
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
