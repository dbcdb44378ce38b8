//! Where in its language a template writes a value, read from the text around its tags.
//!
//! In some positions the language makes nothing of a text but a text: between the quotes of an attribute, in the content
//! of an element, in a JSON string. There, whether the file parses depends on the characters of the text at most, never
//! on what the text says. All other positions, and all that is not understood here, are not such a position; `None` of a
//! function says that nothing behind can be told either.
//!
//! Only files that were rendered and parsed without a fault are compared, so this need not understand what the parsers
//! refuse. See [`crate::render::proven`].

use crate::render::escape::Escape;
use crate::render::template::markup::Markup;
use crate::render::template::reads::Detail;

/// What is known at one place of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Position {
    /// A language that is not parsed.
    Free,
    Markup(Markup),
    Json(Json),
    Css(Css),
}

/// A tag of the template, as far as the text around it matters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around {
    /// Whether it takes away the space around it.
    pub(crate) trims: bool,
    /// The character behind it.
    pub(crate) next: Option<char>,
}

impl Position {
    /// At the beginning of a file.
    pub(crate) fn start(language: Escape) -> Position {
        match language {
            Escape::Html => Position::Markup(Markup::html()),
            Escape::Xml => Position::Markup(Markup::xml()),
            Escape::Json => Position::Json(Json::default()),
            Escape::Css => Position::Css(Css::default()),
            _ => Position::Free,
        }
    }

    /// Behind a text without tags.
    pub(crate) fn text(&mut self, text: &str) -> Option<()> {
        match self {
            Position::Free => Some(()),
            Position::Markup(markup) => markup.text(text),
            Position::Json(json) => json.text(text),
            Position::Css(css) => css.text(text),
        }
    }

    /// Behind a tag.
    pub(crate) fn tag(&mut self, around: Around) -> Option<()> {
        match self {
            Position::Markup(markup) => markup.tag(around.trims),
            Position::Json(json) => {
                json.last = None;
                Some(())
            }
            Position::Free | Position::Css(_) => Some(()),
        }
    }

    /// What of a text that is written here through a filter the file's soundness depends on; `None` for all of it.
    pub(crate) fn detail(&self, filter: &str, around: Around) -> Option<Detail> {
        let is_safe = match (self, filter) {
            (Position::Free, "" | "json" | "url") => return Some(Detail::Size),
            (Position::Free, "css") => true,
            (Position::Markup(markup), "" | "css" | "url") => markup.is_safe(),
            (Position::Json(json), "" | "url") => json.string == Some(Use::Value),
            (Position::Json(json), "json") => json.string.is_none() && json.last == Some(':'),
            (Position::Css(css), "" | "css" | "url") => css.is_safe(around),
            _ => false,
        };
        is_safe.then_some(Detail::Signs)
    }
}

/// What a JSON string is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Value,
    /// A key, or an item of a list.
    Other,
}

/// Within a JSON file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Json {
    string: Option<Use>,
    /// The last character outside of strings; none behind a tag.
    last: Option<char>,
}

impl Json {
    fn text(&mut self, text: &str) -> Option<()> {
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match (c, self.string) {
                ('"', Some(_)) => {
                    self.string = None;
                    self.last = Some('"');
                }
                ('"', None) => {
                    let is_value = self.last == Some(':');
                    self.string = Some(if is_value { Use::Value } else { Use::Other });
                }
                // An escape that a tag divides is not followed.
                ('\\', Some(_)) => {
                    let digits = if chars.next()? == 'u' { 4 } else { 0 };
                    for _ in 0..digits {
                        chars.next()?;
                    }
                }
                (_, None) if !c.is_whitespace() => self.last = Some(c),
                _ => {}
            }
        }
        Some(())
    }
}

/// Within a CSS file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Css {
    quote: Option<char>,
    /// How many brackets are open, but for those of blocks.
    brackets: usize,
    /// Whether a colon stands before in the statement.
    in_value: bool,
}

impl Css {
    /// Within quotes, or in a declaration's value, where what follows cannot make the value a function or a comment.
    fn is_safe(&self, around: Around) -> bool {
        let ends = around.next.is_some_and(|next| ";},\"'!)".contains(next));
        self.quote.is_some() || (self.in_value && self.brackets == 0 && ends && !around.trims)
    }

    fn text(&mut self, text: &str) -> Option<()> {
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at + c.len_utf8()..];
            let mut skipped = 0;
            match (c, self.quote) {
                ('\\', _) => skipped = rest.chars().next()?.len_utf8(),
                (_, Some(quote)) if c == quote => self.quote = None,
                (_, Some(_)) => {}
                ('"' | '\'', None) => self.quote = Some(c),
                // A comment or an address that a tag divides is not followed.
                ('/', None) if rest.starts_with('*') => skipped = rest[1..].find("*/")? + 3,
                ('/', None) if rest.is_empty() => return None,
                ('(', None) if is_address(&text[..at], rest) => skipped = rest.find(')')?,
                ('(' | '[', None) => self.brackets += 1,
                (')' | ']', None) => self.brackets = self.brackets.checked_sub(1)?,
                ('{' | '}', None) if self.brackets > 0 => return None,
                ('{' | '}' | ';', None) if self.brackets == 0 => self.in_value = false,
                (':', None) if self.brackets == 0 => self.in_value = true,
                _ => {}
            }
            at += c.len_utf8() + skipped;
        }
        Some(())
    }
}

/// Whether a bracket opens a `url(…)` without quotes.
fn is_address(before: &str, rest: &str) -> bool {
    let name = before.len().checked_sub(3).and_then(|start| before.get(start..));
    let is_url = name.is_some_and(|name| name.eq_ignore_ascii_case("url"));
    is_url && !rest.trim_start().starts_with(['"', '\''])
}
