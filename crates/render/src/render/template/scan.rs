//! Finds the tags of a template and cuts them into tokens.
//!
//! Tera keeps its syntax tree to itself. What it does not tell (where a name stands, which value is written)
//! is read here, from text that Tera has accepted: so a token that looks wrong is passed over, not reported.

use std::borrow::Cow;
use std::ops::Range;

/// `{{ … }}` or `{% … %}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TagKind {
    /// `{{ … }}`
    Output,
    /// `{% … %}`
    Statement,
}

/// A tag of the template.
#[derive(Debug, Clone)]
pub(crate) struct Tag {
    pub(crate) kind: TagKind,
    /// From its first brace to behind its last, in bytes.
    pub(crate) outer: Range<usize>,
    /// What is between the braces and their hyphens.
    pub(crate) inner: Range<usize>,
    pub(crate) tokens: Vec<Token>,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Name,
    Text,
    Number,
    Sign,
}

/// A token of a tag.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Range<usize>,
}

const SIGNS_OF_TWO: [&str; 9] = ["//", "**", "==", "!=", ">=", "<=", "</", "?.", "?["];

/// The tags of a template, in order. Comments and raw blocks hold none.
pub(crate) fn scan(text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = find_start(text, at) {
        at = match text.as_bytes()[start + 1] {
            b'#' => find_from(text, start + 2, "#}").map_or(text.len(), |end| end + 2),
            _ => read_tag(text, start, &mut tags),
        };
    }
    tags
}

fn find_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    (from..bytes.len().saturating_sub(1))
        .find(|&at| bytes[at] == b'{' && matches!(bytes[at + 1], b'{' | b'%' | b'#'))
}

fn find_from(text: &str, from: usize, needle: &str) -> Option<usize> {
    text.get(from..)?.find(needle).map(|at| from + at)
}

/// Reads the tag that starts there, and returns where the text goes on.
fn read_tag(text: &str, start: usize, tags: &mut Vec<Tag>) -> usize {
    let bytes = text.as_bytes();
    let (kind, close) = match bytes[start + 1] {
        b'{' => (TagKind::Output, "}}"),
        _ => (TagKind::Statement, "%}"),
    };
    let from = start + if bytes.get(start + 2) == Some(&b'-') { 3 } else { 2 };
    let mut tokens = Vec::new();
    let mut at = from;
    let (inner_end, outer_end) = loop {
        at += text[at..].len() - text[at..].trim_ascii_start().len();
        let rest = &text[at..];
        if rest.is_empty() {
            break (at, at);
        } else if rest.starts_with(close) {
            break (at, at + 2);
        } else if rest.starts_with('-') && rest[1..].starts_with(close) {
            break (at, at + 3);
        }
        let token = read_token(text, at);
        at = token.span.end;
        tokens.push(token);
    };
    let raw =
        kind == TagKind::Statement && tokens.len() == 1 && &text[tokens[0].span.clone()] == "raw";
    if raw {
        return end_of_raw(text, outer_end);
    }
    tags.push(Tag { kind, outer: start..outer_end, inner: from..inner_end, tokens });
    outer_end
}

/// Behind the `{% endraw %}` that ends the block.
fn end_of_raw(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(start) = find_from(text, at, "{%") {
        let inside = text[start + 2..].trim_start_matches('-').trim_ascii_start();
        if inside.starts_with("endraw") {
            return find_from(text, start, "%}").map_or(text.len(), |end| end + 2);
        }
        at = start + 2;
    }
    text.len()
}

fn read_token(text: &str, at: usize) -> Token {
    let rest = &text[at..];
    let first = rest.as_bytes()[0];
    let (kind, length) = match first {
        b'"' | b'\'' | b'`' => (TokenKind::Text, text_length(rest.as_bytes())),
        b'0'..=b'9' => (TokenKind::Number, run(rest, |b| b.is_ascii_digit() || b == b'.')),
        b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
            (TokenKind::Name, run(rest, |b| b.is_ascii_alphanumeric() || b == b'_'))
        }
        _ => (TokenKind::Sign, sign_length(rest)),
    };
    Token { kind, span: at..at + length }
}

fn run(text: &str, belongs: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|b| belongs(*b)).count()
}

fn sign_length(rest: &str) -> usize {
    if rest.starts_with("...") {
        return 3;
    }
    if SIGNS_OF_TWO.iter().any(|sign| rest.starts_with(sign)) {
        return 2;
    }
    rest.chars().next().map_or(1, char::len_utf8)
}

/// The length of a text with its quotes.
fn text_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b if b == bytes[0] => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The tokens of a tag with the text they stand in: for reading them by index.
#[derive(Clone, Copy)]
pub(crate) struct Tokens<'a> {
    pub(crate) text: &'a str,
    pub(crate) list: &'a [Token],
}

impl<'a> Tokens<'a> {
    /// The token as it is written; `""` where there is none.
    pub(crate) fn at(&self, index: usize) -> &'a str {
        self.list.get(index).map_or("", |token| &self.text[token.span.clone()])
    }

    /// The token before, as it is written.
    pub(crate) fn before(&self, index: usize) -> &'a str {
        index.checked_sub(1).map_or("", |index| self.at(index))
    }

    pub(crate) fn kind(&self, index: usize) -> Option<TokenKind> {
        self.list.get(index).map(|token| token.kind)
    }

    pub(crate) fn span(&self, index: usize) -> Range<usize> {
        self.list.get(index).map_or(0..0, |token| token.span.clone())
    }

    /// A text token without its quotes; `None` for other tokens and where a backslash is in it.
    pub(crate) fn literal(&self, index: usize) -> Option<&'a str> {
        let written = self.at(index);
        let is_text = self.kind(index) == Some(TokenKind::Text) && written.len() >= 2;
        is_text.then(|| &written[1..written.len() - 1]).filter(|text| !text.contains('\\'))
    }
}

/// A path such as `colors.light["on-primary"]`, with the place of each of its parts.
#[derive(Debug, Clone)]
pub(crate) struct Path<'a> {
    pub(crate) parts: Vec<(Cow<'a, str>, Range<usize>)>,
    /// The index of the first token behind it.
    pub(crate) next: usize,
}

impl Path<'_> {
    /// The first parts, as one would write them.
    pub(crate) fn written(&self, parts: usize) -> String {
        let names: Vec<&str> = self.parts.iter().take(parts).map(|(name, _)| &**name).collect();
        names.join(".")
    }

    /// The same without the text that it was read from.
    pub(crate) fn into_owned(self) -> Path<'static> {
        let own = |(name, span): (Cow<'_, str>, _)| (Cow::Owned(name.into_owned()), span);
        Path { parts: self.parts.into_iter().map(own).collect(), next: self.next }
    }
}

/// Reads the path that starts at a name. Stops before what only rendering can know: `?.`, `[expression]`.
pub(crate) fn read_path(tokens: Tokens<'_>, index: usize) -> Path<'_> {
    let mut parts = vec![(tokens.at(index).into(), tokens.span(index))];
    let mut next = index + 1;
    loop {
        if tokens.at(next) == "." && tokens.kind(next + 1) == Some(TokenKind::Name) {
            parts.push((tokens.at(next + 1).into(), tokens.span(next + 1)));
            next += 2;
        } else if let ("[", Some(key), "]") =
            (tokens.at(next), tokens.literal(next + 1), tokens.at(next + 2))
        {
            parts.push((key.into(), tokens.span(next + 1)));
            next += 3;
        } else {
            return Path { parts, next };
        }
    }
}
