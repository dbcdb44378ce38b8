//! The texts of a file, whatever its kind: what is written where, how a value is written there, and whether people read it.

mod context;
mod flight;
mod kind;

use std::ops::Range;

use memchr::{memchr, memmem};

use self::context::Contexts;
use self::flight::Row;
pub use self::kind::FileKind;
use crate::language;
use crate::markup;
use crate::placeholders;
use crate::splice::Form;
use crate::visible::{Class, Context, Text, Use, is_read_attribute};
use crate::words::{self, Suffixes};
use rebadge_script::{Decoded, Kind, Literal, Role, decode};

/// A text of a file.
#[derive(Clone, Debug)]
pub struct Piece<'a> {
    /// The bytes of the file in which the text is written.
    pub span: Range<usize>,
    /// The text, with its escapes resolved.
    pub text: Decoded<'a>,
    /// How a value is written into it.
    pub form: Form,
    /// What it is used as.
    pub place: Place<'a>,
    /// The key of a value of JSON; empty for all else.
    pub name: &'a str,
}

/// What a text of a file is used as.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// A literal of a script.
    Literal(Use<'a>),
    /// A text for people, which may have markup.
    Entry,
    /// A text for people.
    Read,
    /// A key of a catalog.
    Key,
    /// A text for people within code: an edit of names leaves it, since how a value is written there is not known.
    ReadOnly,
    /// What nobody reads.
    Inner,
    /// A comment.
    Comment,
}

impl Piece<'_> {
    /// The text, seen for names.
    pub fn seen(&self, suffixes: Suffixes) -> Text<'_> {
        let text = &self.text.text;
        match self.place {
            Place::Literal(used) => Text::of_literal(used, text, suffixes),
            Place::Entry => Text::read_markup(text, suffixes),
            Place::Read => Text::read(text, suffixes),
            Place::ReadOnly => Text::read_only(text, suffixes),
            Place::Key | Place::Inner => Text::inner(text),
            Place::Comment => Text::fixed(text, Class::License),
        }
    }

    /// Whether the text is a key of an object or a catalog.
    pub fn is_key(&self) -> bool {
        matches!(self.place, Place::Key | Place::Literal(Use { role: Role::Key, .. }))
    }
}

/// The largest catalog of one language, in bytes: larger files have several.
const CATALOG: usize = 512 << 10;

/// Whether the texts of a file are of a language that adds endings to names: by its path, or else by letters that such languages
/// have and those without endings have not.
pub fn suffixes(path: &str, bytes: &[u8]) -> Suffixes {
    let known = Suffixes::of(language::of_path(path));
    if known != Suffixes::Guessed || bytes.len() > CATALOG {
        return known;
    }
    // The letters in question take two bytes.
    let pairs = bytes.windows(2).filter(|pair| (0xC3..0xD5).contains(&pair[0]));
    let letters = pairs.filter_map(|pair| str::from_utf8(pair).ok()?.chars().next());
    let telling = letters.filter(|letter| words::is_of_inflected(*letter)).count();
    if telling > 20 && telling * 200 > bytes.len() { Suffixes::Taken } else { known }
}

/// Which pieces of a file are wanted.
#[derive(Clone, Copy, Debug)]
pub enum Pick<'h> {
    /// All of them.
    All,
    /// Those that hold one of these bytes, which are sorted.
    At(&'h [usize]),
}

/// The pieces of a file. Nothing for a page that is not UTF-8.
pub fn pieces<'a>(kind: FileKind, bytes: &'a [u8], pick: Pick) -> Option<Vec<Piece<'a>>> {
    let mut found = Pieces { bytes, pick, found: Vec::new() };
    match kind {
        FileKind::Script => found.script(0..bytes.len(), bytes),
        FileKind::Catalog => found.json(0..bytes.len(), |_| Place::Entry),
        FileKind::Manifest => found.json(0..bytes.len(), |key| {
            if MANIFEST_KEYS.contains(&key) { Place::Read } else { Place::Inner }
        }),
        FileKind::Data => found.json(0..bytes.len(), |key| shown_by(key, DATA_KEYS)),
        FileKind::Page => found.page(std::str::from_utf8(bytes).ok()?),
        FileKind::Style => found.style(0..bytes.len()),
        FileKind::Gettext => found.gettext(),
        FileKind::Properties => found.properties(),
        FileKind::Flight => found.flight(),
        FileKind::Plain => found.lines(Place::Read),
        FileKind::Notice => found.lines(Place::Comment),
        FileKind::Binary => {}
    }
    Some(found.found)
}

/// Members of a web manifest that people read (W3C, "Web Application Manifest").
const MANIFEST_KEYS: &[&str] = &["name", "short_name", "description", "label", "title", "text"];

/// Keys of configurations whose values people most likely read, in small letters without signs.
const DATA_KEYS: &[&str] = &[
    "appname",
    "applicationname",
    "apptitle",
    "brand",
    "brandname",
    "productname",
    "sitename",
    "sitetitle",
    "tagline",
    "title",
];

/// Members of linked data that search engines show (schema.org, "Thing").
const LINKED_DATA_KEYS: &[&str] = &["alternatename", "description", "headline", "name", "title"];

/// What a value of JSON is, by its key: a text for people if the key is one of these.
fn shown_by(key: &str, keys: &[&str]) -> Place<'static> {
    let plain = key.replace(['-', '_'], "").to_ascii_lowercase();
    if keys.contains(&plain.as_str()) { Place::ReadOnly } else { Place::Inner }
}

struct Pieces<'a, 'h> {
    bytes: &'a [u8],
    pick: Pick<'h>,
    found: Vec<Piece<'a>>,
}

impl<'a> Pieces<'a, '_> {
    fn wants(&self, span: &Range<usize>) -> bool {
        let Pick::At(hits) = self.pick else { return true };
        let next = hits.partition_point(|hit| *hit < span.start);
        hits.get(next).is_some_and(|hit| *hit < span.end)
    }

    fn push(&mut self, span: Range<usize>, text: Decoded<'a>, form: Form, place: Place<'a>) {
        self.found.push(Piece { span, text, form, place, name: "" });
    }

    /// Adds an undecoded text, if it is wanted.
    fn plain(&mut self, span: Range<usize>, place: Place<'a>) {
        if self.wants(&span) {
            let text = Decoded::plain(String::from_utf8_lossy(&self.bytes[span.clone()]));
            // Where bytes that are not UTF-8 were replaced, places are not what they were.
            let text = if text.text.len() == span.len() {
                text
            } else {
                decode_lossy(&self.bytes[span.clone()])
            };
            self.push(span, text, Form::Plain, place);
        }
    }

    /// The literals of a script. `lexed` is the file as its tokens are read: placeholders of a server are none.
    fn script(&mut self, within: Range<usize>, lexed: &[u8]) {
        let source = &self.bytes[within.clone()];
        let place =
            |literal: &Literal| within.start + literal.span.start..within.start + literal.span.end;
        let literals = rebadge_script::literals(&lexed[within.clone()]);
        let contexts = Contexts::new(source, &literals, |literal| self.wants(&place(literal)));
        for (number, literal) in literals.iter().enumerate() {
            let span = place(literal);
            if !self.wants(&span) {
                continue;
            }
            let used = Use { context: contexts.of(number), ..Use::of(source, literal) };
            match literal.kind {
                Kind::Comment => self.plain(span, Place::Comment),
                Kind::Regex => self.plain(span, Place::Literal(used)),
                Kind::String(quote) if used.role == Role::Argument && used.name == "JSON.parse" => {
                    self.json_in_script(span, quote);
                }
                Kind::String(quote) if self.flight_in_script(&span, quote) => {}
                Kind::String(_) if self.follows_head(number, &literals, within.start) => {
                    self.plain(span, Place::ReadOnly);
                }
                Kind::String(quote) => {
                    let text = decode(&self.bytes[span.clone()]);
                    self.push(span, text, Form::Script(quote), Place::Literal(used));
                }
                Kind::Chunk => {
                    let text = decode(&self.bytes[span.clone()]);
                    self.push(span, text, Form::Script('`'), Place::Literal(used));
                }
            }
        }
    }

    /// The strings of JSON that is a string of a script. All of them: hits within them may be escaped twice.
    fn json_in_script(&mut self, span: Range<usize>, quote: char) {
        let outer = decode(&self.bytes[span.clone()]);
        let json = outer.text.as_bytes();
        for literal in rebadge_script::json_strings(json) {
            if literal.kind == Kind::Comment {
                continue;
            }
            let name = &outer.text[literal.name.clone()];
            let is_catalog = literal.role == Role::Property && name.contains(['.', ' ', '_']);
            let place = match literal.role {
                Role::Key => Place::Key,
                _ if is_catalog => Place::Entry,
                // The name is not a part of the file's bytes, so it is not kept.
                role => {
                    let context = Context::Unknown;
                    Place::Literal(Use { kind: literal.kind, role, name: "", context })
                }
            };
            let bytes = outer.source(&literal.span);
            let bytes = span.start + bytes.start..span.start + bytes.end;
            if self.wants(&bytes) {
                let inner = decode(&json[literal.span.clone()]);
                let text = outer.nested(literal.span.start, &inner);
                self.push(bytes, text, Form::ScriptJson(quote), place);
            }
        }
    }

    /// The strings of a payload that is a string of a script, if it is one.
    fn flight_in_script(&mut self, span: &Range<usize>, quote: char) -> bool {
        let outer = decode(&self.bytes[span.clone()]);
        if !flight::is_flight(&outer.text) {
            return false;
        }
        let all = outer.text.as_bytes();
        for row in flight::rows(all) {
            let row = match row {
                Row::Json(row) => row,
                Row::Text(row) => {
                    let source = outer.source(&row);
                    self.plain(span.start + source.start..span.start + source.end, Place::ReadOnly);
                    continue;
                }
            };
            for literal in rebadge_script::json_strings(&all[row.clone()]) {
                let inner_span = row.start + literal.span.start..row.start + literal.span.end;
                let bytes = outer.source(&inner_span);
                let bytes = span.start + bytes.start..span.start + bytes.end;
                if !self.wants(&bytes) {
                    continue;
                }
                let name =
                    &outer.text[row.start + literal.name.start..row.start + literal.name.end];
                let inner = decode(&all[inner_span.clone()]);
                let text = outer.nested(inner_span.start, &inner);
                self.push(bytes, text, Form::ScriptJson(quote), flight_place(&literal, name));
            }
        }
        true
    }

    /// Whether the string before a literal says how long the text is that follows it.
    fn follows_head(&self, number: usize, literals: &[Literal], start: usize) -> bool {
        let before = number.checked_sub(1).map(|before| literals[before].span.clone());
        before.is_some_and(|span| {
            flight::announces_text(&self.bytes[start + span.start..start + span.end])
        })
    }

    fn flight(&mut self) {
        for row in flight::rows(self.bytes) {
            let row = match row {
                Row::Json(row) => row,
                Row::Text(row) => {
                    self.plain(row, Place::ReadOnly);
                    continue;
                }
            };
            let source = &self.bytes[row.clone()];
            for literal in rebadge_script::json_strings(source) {
                let span = row.start + literal.span.start..row.start + literal.span.end;
                if self.wants(&span) {
                    let place = flight_place(&literal, Use::of(source, &literal).name);
                    let text = decode(&self.bytes[span.clone()]);
                    self.push(span, text, Form::Json, place);
                }
            }
        }
    }

    fn json(&mut self, within: Range<usize>, place: impl Fn(&str) -> Place<'a>) {
        let source = &self.bytes[within.clone()];
        for literal in rebadge_script::json_strings(source) {
            let span = within.start + literal.span.start..within.start + literal.span.end;
            if !self.wants(&span) {
                continue;
            }
            let name = Use::of(source, &literal).name;
            let place = match (literal.kind, literal.role) {
                (Kind::Comment, _) => Place::Comment,
                (_, Role::Key) => Place::Key,
                _ => place(name),
            };
            let text = decode(&self.bytes[span.clone()]);
            self.found.push(Piece { span, text, form: Form::Json, place, name });
        }
    }

    fn page(&mut self, source: &'a str) {
        let masked = placeholders::masked(source);
        let mut data = "";
        for part in markup::parts(&masked) {
            let [element, name] =
                [&part.element, &part.name].map(|span| source[span.clone()].to_ascii_lowercase());
            let span = part.span.clone();
            if part.kind == markup::Kind::Attribute && element == "script" && name == "type" {
                data = &source[span.clone()];
            }
            let data =
                if part.kind == markup::Kind::Script { std::mem::take(&mut data) } else { "" };
            if !self.wants(&span) {
                continue;
            }
            let place = match part.kind {
                markup::Kind::Script if data.contains("json") => {
                    let keys = if data.contains("ld+json") { LINKED_DATA_KEYS } else { &[] };
                    self.json(span, |key| shown_by(key, keys));
                    continue;
                }
                markup::Kind::Script => {
                    self.script(span, masked.as_bytes());
                    continue;
                }
                markup::Kind::Style => {
                    self.style(span);
                    continue;
                }
                markup::Kind::Comment => Place::Comment,
                markup::Kind::Text => Place::Read,
                markup::Kind::Attribute if is_read_attribute(&element, &name) => Place::Read,
                markup::Kind::Attribute if is_code_attribute(&name) => Place::ReadOnly,
                markup::Kind::Attribute => Place::Inner,
            };
            let text = markup::decode(&source[span.clone()]);
            self.push(span, text, Form::Markup, place);
        }
        self.placeholders();
    }

    /// Placeholders of a server that are in no other piece: in a tag, in an expression of a script.
    fn placeholders(&mut self) {
        let parts = self.found.len();
        for span in placeholders::spans(self.bytes) {
            let after = self.found[..parts].partition_point(|piece| piece.span.start <= span.start);
            let before = after.checked_sub(1).map(|at| &self.found[at].span);
            if before.is_none_or(|before| before.end < span.end) {
                self.plain(span, Place::ReadOnly);
            }
        }
        self.found.sort_by_key(|piece| piece.span.start);
    }

    /// Comments, and strings: those of `content` are read.
    fn style(&mut self, within: Range<usize>) {
        let (mut at, mut last) = (within.start, within.start);
        let bytes = &self.bytes[..within.end];
        while let Some(next) =
            bytes[at..].iter().position(|byte| matches!(byte, b'"' | b'\'' | b'/'))
        {
            let start = at + next;
            let rest = &bytes[start..];
            if rest.starts_with(b"/*") {
                self.plain(last..start, Place::Inner);
                let end =
                    memmem::find(&rest[2..], b"*/").map_or(bytes.len(), |end| start + end + 4);
                self.plain(start..end, Place::Comment);
                (at, last) = (end, end);
            } else if rest[0] == b'/' {
                at = start + 1;
            } else {
                self.plain(last..start, Place::Inner);
                let end = start + 1 + css_string(&rest[1..], rest[0]);
                let before = bytes[last.max(start.saturating_sub(40))..start].trim_ascii_end();
                let before = before.strip_suffix(b":").unwrap_or_default().trim_ascii_end();
                let is_read = before.to_ascii_lowercase().ends_with(b"content");
                let known = self.found.len();
                self.plain(start + 1..end, if is_read { Place::Read } else { Place::Inner });
                // The escapes of CSS for a quote and a backslash are those of scripts.
                self.found[known..]
                    .iter_mut()
                    .for_each(|piece| piece.form = Form::Script(char::from(rest[0])));
                last = end;
                at = (end + 1).min(bytes.len());
            }
        }
        self.plain(last..bytes.len(), Place::Inner);
    }

    fn gettext(&mut self) {
        let mut place = Place::Inner;
        for line in line_spans(self.bytes) {
            let text = &self.bytes[line.clone()];
            if text.starts_with(b"msgid") {
                place = Place::Key;
            } else if text.starts_with(b"msgstr") {
                place = Place::Entry;
            } else if text.starts_with(b"#") {
                self.plain(line, Place::Comment);
                continue;
            }
            let quotes = memchr(b'"', text).zip(text.iter().rposition(|byte| *byte == b'"'));
            let Some((first, last)) = quotes.filter(|(first, last)| first < last) else { continue };
            let span = line.start + first + 1..line.start + last;
            if self.wants(&span) {
                let text = decode(&self.bytes[span.clone()]);
                self.push(span, text, Form::Json, place);
            }
        }
    }

    fn properties(&mut self) {
        for line in line_spans(self.bytes) {
            let text = &self.bytes[line.clone()];
            if text.trim_ascii_start().starts_with(b"#") {
                self.plain(line, Place::Comment);
                continue;
            }
            let sign = text.iter().position(|byte| matches!(byte, b'=' | b':'));
            let value = line.start + sign.map_or(0, |sign| sign + 1);
            self.plain(line.start..value, Place::Inner);
            self.plain(value..line.end, Place::Entry);
        }
    }

    fn lines(&mut self, place: Place<'a>) {
        for line in line_spans(self.bytes) {
            self.plain(line, place);
        }
    }
}

/// What a string of a payload is: a text for people where it is a child of an element, or an attribute that people read.
fn flight_place(literal: &Literal, key: &str) -> Place<'static> {
    let is_read = literal.role == Role::Property
        && (key == "children"
            || key == "content"
            || is_read_attribute("", &key.to_ascii_lowercase()));
    match literal.role {
        Role::Key => Place::Key,
        _ if is_read => Place::Read,
        _ => Place::Inner,
    }
}

/// Whether the values of an attribute are code, or a page, in which people may read something: `onclick`, `srcdoc`.
fn is_code_attribute(name: &str) -> bool {
    name == "srcdoc" || name.len() > 4 && name.starts_with("on")
}

/// A text in which bytes that are not UTF-8 are replaced, with its places kept.
fn decode_lossy(bytes: &[u8]) -> Decoded<'static> {
    Decoded::of_parts(std::iter::once((bytes, None)))
}

/// The length of a string of CSS, without its quotes.
fn css_string(rest: &[u8], quote: u8) -> usize {
    let mut at = 0;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' => break,
            byte if *byte == quote => break,
            _ => at += 1,
        }
    }
    at.min(rest.len())
}

/// The lines of a file, without their ends.
fn line_spans(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let ends = memchr::memchr_iter(b'\n', bytes).chain(std::iter::once(bytes.len()));
    ends.scan(0, |start, end| {
        let line = *start..end;
        *start = end + 1;
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each piece that holds `X`, as `place: text`.
    fn check(path: &str, source: &str, expect: &[&str]) {
        let hits: Vec<usize> = source.match_indices('X').map(|(at, _)| at).collect();
        let kind = FileKind::of(path, source.as_bytes());
        let found = pieces(kind, source.as_bytes(), Pick::At(&hits)).unwrap();
        let line = |piece: &Piece| {
            let place = match piece.place {
                Place::Literal(used) => format!("{:?} {}", used.role, used.name),
                place => format!("{place:?}"),
            };
            format!("{place}: {}", piece.text.text)
        };
        assert_eq!(found.iter().map(line).collect::<Vec<_>>(), expect, "{source}");
    }

    #[test]
    fn nobody_reads_notices() {
        check("LICENSE.txt", "Copyright X", &["Comment: Copyright X"]);
    }

    #[test]
    fn kinds_follow_from_paths() {
        let check =
            |path: &str, expect: FileKind| assert_eq!(FileKind::of_path(path), expect, "{path}");
        check("a/b.chunk.js", FileKind::Script);
        check("manifest.json", FileKind::Manifest);
        check("locales/app.json", FileKind::Catalog);
        check("static/translations/de-6026c40706a30985.json", FileKind::Catalog);
        check("package.json", FileKind::Data);
        check("a.svg", FileKind::Page);
        check("a", FileKind::Binary);
        check("LICENSE-MIT", FileKind::Notice);
        check("NOTICE.txt", FileKind::Notice);
        check("3rdpartylicenses.txt", FileKind::Notice);
        check("third-party-notices.md", FileKind::Notice);
        check("a/main.1a2b3c4d.js.LICENSE.txt", FileKind::Notice);
        check("fonts/mono.license", FileKind::Notice);
        check("license.js", FileKind::Script);
        check("noticeboard.txt", FileKind::Plain);
        let of = |path: &str, text: &str, expect: FileKind| {
            assert_eq!(FileKind::of(path, text.as_bytes()), expect, "{path}");
        };
        of("index.mst", "{{! a }}\n<!doctype html><html>", FileKind::Page);
        of("index.txt", "1:\"$Sa\"\n2:I[1,[],\"b\"]", FileKind::Flight);
        of("locales/de.txt", "{\"a\":\"b\"}", FileKind::Catalog);
        of("a.vtt", "WEBVTT\n\nWelcome", FileKind::Plain);
        of("a.sh", "echo Welcome", FileKind::Binary);
        of("a.d.ts", "declare const a: 1;", FileKind::Binary);
        of("a.bin", "\0a", FileKind::Binary);
        of("a.js", "<html>", FileKind::Script);
    }

    #[test]
    fn texts_of_all_kinds_are_found() {
        check("a.js", "f({k:'X'}) // X", &["Property k: X", "Comment: // X"]);
        check(
            "a.js",
            r#"JSON.parse('{"a.b":"X \\"y\\n","X":1,"c":"d"}')"#,
            &["Entry: X \"y\n", "Key: X"],
        );
        check("de.json", "{\"X\":{\"k\":\"X\"}}", &["Key: X", "Entry: X"]);
        check("a.webmanifest", "{\"name\":\"X\",\"id\":\"X\"}", &["Read: X", "Inner: X"]);
        check(
            "a.html",
            "<p class=X title='X'>&lt;X</p><script>'X'</script>",
            &["Inner: X", "Read: X", "Read: <X", "Value : X"],
        );
        check("a.html", "<script type='application/json'>{\"a\":\"X\"}</script>", &["Inner: X"]);
        check(
            "a.css",
            "/*X*/.X{content:\"X\";a:'X'}",
            &["Comment: /*X*/", "Inner: .X{content:", "Read: X", "Inner: X"],
        );
        check(
            "a.po",
            "# X\nmsgid \"X\"\nmsgstr \"\"\n\"X\\n\"",
            &["Comment: # X", "Key: X", "Entry: X\n"],
        );
        check("a.properties", "X.a=X b\n#X", &["Inner: X.a=", "Entry: X b", "Comment: #X"]);
        check("a.txt", "X\nb", &["Read: X"]);
        check(
            "a.txt",
            "1:\"$Sx\"\n2:[\"$\",\"title\",\"X\",{\"children\":\"X b\",\"id\":\"X\"}]\n3:T3,X b4:[\"X\"]",
            &["Inner: X", "Read: X b", "Inner: X", "ReadOnly: X b", "Inner: X"],
        );
        check(
            "a.html",
            "<script>f.push([1,\"2:[\\\"$\\\",\\\"p\\\",{\\\"children\\\":\\\"X b\\\"}]\\n\"])</script>",
            &["Read: X b"],
        );
        check("a.js", "f.push([1,\"2:T4,\"]);f.push([1,\"In X\"])", &["ReadOnly: In X"]);
    }
}
