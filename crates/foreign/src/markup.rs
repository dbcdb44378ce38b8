//! The parts of HTML, XML and SVG: text, attributes, comments, scripts and styles, each with its place. Read as browsers read
//! broken pages: whatever is there is a part, and what a server puts in later is text.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memmem};

use rebadge_script::Decoded;

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: Kind,
    /// Its bytes: of an attribute those of the value, without quotes.
    pub span: Range<usize>,
    /// The name of the element that it is in or belongs to; empty for text behind an element's end.
    pub element: Range<usize>,
    /// The name of the attribute.
    pub name: Range<usize>,
}

/// What a part of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text between tags.
    Text,
    /// The value of an attribute.
    Attribute,
    /// A comment, a processing instruction or a document type, with its marks.
    Comment,
    /// What a `<script>` holds.
    Script,
    /// What a `<style>` holds.
    Style,
}

/// Whether a text, such as one of a script, has a tag.
pub(crate) fn has_tag(text: &[u8]) -> bool {
    memchr::memchr_iter(b'<', text)
        .any(|at| text.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || *next == b'/'))
}

/// The parts of a page in the order of their places.
pub fn parts(source: &str) -> Vec<Part> {
    let mut reader =
        Reader { source, bytes: source.as_bytes(), at: 0, element: 0..0, found: Vec::new() };
    while reader.at < source.len() {
        reader.next();
    }
    reader.found
}

struct Reader<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
    element: Range<usize>,
    found: Vec<Part>,
}

impl Reader<'_> {
    fn next(&mut self) {
        let rest = &self.bytes[self.at..];
        let tag = memchr::memchr_iter(b'<', rest).find(|at| opens(&rest[at + 1..]));
        let text = self.at..self.at + tag.unwrap_or(rest.len());
        self.at = text.end;
        self.push(Kind::Text, text, 0..0);
        let rest = &self.bytes[self.at..];
        if rest.starts_with(b"<!--") {
            self.comment(b"-->");
        } else if rest.starts_with(b"<![CDATA[") {
            self.comment(b"]]>");
        } else if rest.starts_with(b"<!") || rest.starts_with(b"<?") {
            self.comment(b">");
        } else if rest.starts_with(b"</") {
            self.at = memchr(b'>', rest).map_or(self.bytes.len(), |end| self.at + end + 1);
            self.element = 0..0;
        } else if !rest.is_empty() {
            self.tag();
        }
    }

    fn push(&mut self, kind: Kind, span: Range<usize>, name: Range<usize>) {
        if !span.is_empty() {
            self.found.push(Part { kind, span, element: self.element.clone(), name });
        }
    }

    fn comment(&mut self, close: &[u8]) {
        let end = memmem::find(&self.bytes[self.at..], close);
        let end = end.map_or(self.bytes.len(), |end| self.at + end + close.len());
        self.push(Kind::Comment, self.at..end, 0..0);
        self.at = end;
    }

    fn tag(&mut self) {
        self.at += 1;
        self.element = self.take(|byte| is_name(byte) && byte != b'=');
        loop {
            self.take(|byte| byte.is_ascii_whitespace() || byte == b'/');
            match self.bytes.get(self.at) {
                None => return,
                Some(b'>') => break,
                Some(_) => self.attribute(),
            }
        }
        self.at += 1;
        let kind = match self.source[self.element.clone()].to_ascii_lowercase().as_str() {
            "script" => Kind::Script,
            "style" => Kind::Style,
            _ => return,
        };
        let end = self.raw_end();
        self.push(kind, self.at..end, 0..0);
        self.at = end;
    }

    /// Where the script or style ends.
    fn raw_end(&self) -> usize {
        let name = &self.bytes[self.element.clone()];
        let rest = &self.bytes[self.at..];
        let closes = |at: &usize| {
            rest[at + 1..].first() == Some(&b'/')
                && rest[at + 2..]
                    .get(..name.len())
                    .is_some_and(|end| end.eq_ignore_ascii_case(name))
        };
        memchr::memchr_iter(b'<', rest).find(closes).map_or(self.bytes.len(), |end| self.at + end)
    }

    fn attribute(&mut self) {
        let name = self.take(|byte| is_name(byte) && byte != b'=');
        self.take(|byte| byte.is_ascii_whitespace());
        if self.bytes.get(self.at) != Some(&b'=') {
            // A quote or the like that begins no name.
            self.at += usize::from(name.is_empty());
            return;
        }
        self.at += 1;
        self.take(|byte| byte.is_ascii_whitespace());
        match self.bytes.get(self.at) {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                let value = self.take(|byte| byte != *quote);
                self.push(Kind::Attribute, value, name);
                self.at = (self.at + 1).min(self.bytes.len());
            }
            _ => {
                let value = self.take(|byte| !byte.is_ascii_whitespace() && byte != b'>');
                self.push(Kind::Attribute, value, name);
            }
        }
    }

    /// The bytes from here that fit.
    fn take(&mut self, fits: impl Fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        let rest = self.bytes[start..].iter();
        self.at += rest.take_while(|byte| fits(**byte)).count();
        start..self.at
    }
}

/// Whether `<` with this behind it opens a tag or a comment.
fn opens(rest: &[u8]) -> bool {
    match rest.first() {
        Some(b'/') => rest.get(1).is_some_and(u8::is_ascii_alphabetic),
        Some(first) => first.is_ascii_alphabetic() || matches!(first, b'!' | b'?'),
        None => false,
    }
}

fn is_name(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !matches!(byte, b'>' | b'/' | b'"' | b'\'' | b'<')
}

/// A text of a page with its character references resolved: those with numbers, and the five of XML, the space that does not
/// break and the soft hyphen.
pub fn decode(source: &str) -> Decoded<'_> {
    if !source.contains('&') {
        return Decoded::plain(Cow::Borrowed(source));
    }
    let mut rest = source;
    Decoded::of_parts(std::iter::from_fn(|| {
        if rest.is_empty() {
            return None;
        }
        let (length, character) = match rest.find('&') {
            Some(0) => reference(rest),
            end => (end.unwrap_or(rest.len()), None),
        };
        let part = &rest[..length];
        rest = &rest[length..];
        Some((part.as_bytes(), character))
    }))
}

/// The reference at the start: its length and its character. An `&` that begins none is itself.
fn reference(rest: &str) -> (usize, Option<char>) {
    let end = rest.bytes().take(12).position(|byte| byte == b';');
    let character = end.and_then(|end| {
        let name = &rest[1..end];
        match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{A0}'),
            "shy" => Some('\u{AD}'),
            _ => number(name),
        }
    });
    match (end, character) {
        (Some(end), Some(character)) => (end + 1, Some(character)),
        _ => (1, Some('&')),
    }
}

fn number(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    code.ok().and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: &[&str]) {
        let line = |part: &Part| {
            let [element, name, text] =
                [&part.element, &part.name, &part.span].map(|span| &source[span.clone()]);
            format!("{:?} {element} {name}: {text}", part.kind)
        };
        assert_eq!(parts(source).iter().map(line).collect::<Vec<_>>(), expect, "{source}");
    }

    #[test]
    fn parts_of_pages_are_found() {
        check(
            "<a href=\"b\" c d='e' f=g>h</a>i",
            &[
                "Attribute a href: b",
                "Attribute a d: e",
                "Attribute a f: g",
                "Text a : h",
                "Text  : i",
            ],
        );
        check(
            "<!-- a --><!doctype html><?xml b?>",
            &["Comment  : <!-- a -->", "Comment  : <!doctype html>", "Comment  : <?xml b?>"],
        );
        check("<script>if(a<b)'</x>'</SCRIPT>c", &["Script script : if(a<b)'</x>'", "Text  : c"]);
        check("a < b <3 <", &["Text  : a < b <3 <"]);
        check("{{ a }}<b/>%C%", &["Text  : {{ a }}", "Text b : %C%"]);
    }

    #[test]
    fn broken_pages_end_somewhere() {
        check("<a b=\"c", &["Attribute a b: c"]);
        check("<a \"\"= >b", &["Text a : b"]);
        check("<script>a", &["Script script : a"]);
        check("<!-- a", &["Comment  : <!-- a"]);
        check("<a b=", &[]);
        check("</a", &[]);
    }

    #[test]
    fn references_are_resolved() {
        let check = |source: &str, expect: &str| assert_eq!(decode(source).text, expect);
        check("A&#99;tual &#x41;&amp;&nbsp;B", "Actual A&\u{A0}B");
        check("a & b &c; &#; &#xFFFFFFFF;", "a & b &c; &#; &#xFFFFFFFF;");
        let decoded = decode("&amp; A&#99;tual");
        assert_eq!(decoded.source(&(2..8)), 6..16);
    }
}
