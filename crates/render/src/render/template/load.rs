//! Prepares the text of a template for Tera, and remembers what it was.
//!
//! Every `{{ value }}` becomes `{{ (value) | __write(n=7) }}`: Tera gives its escape function a text only, so
//! nothing else could tell a map from a text that looks like one, or say where the value stands.

use crate::render::template::scan::{Path, Tag, TagKind, TokenKind, Tokens, read_path, scan};
use std::ops::Range;

/// The name of the filter behind every `{{ … }}`, which no template can call by itself.
pub(crate) const WRITE: &str = "__write";

/// A template as it was written, and as Tera gets it.
pub(crate) struct Source {
    pub(crate) text: String,
    pub(crate) tags: Vec<Tag>,
    /// The text for Tera.
    pub(crate) prepared: String,
    /// Where the prepared text has more, and how many bytes: in order, places of the prepared text.
    added: Vec<(usize, usize)>,
}

/// A value that a template writes.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    /// The place of the expression, in the text as it was written.
    pub(crate) expression: Range<usize>,
    /// The expression, if it is a path and nothing more.
    pub(crate) path: Option<Path<'static>>,
}

impl Source {
    /// Reads the tags and prepares the text. Appends what the template writes to `outputs`.
    pub(crate) fn new(text: String, outputs: &mut Vec<Output>) -> Source {
        let tags = scan(&text);
        let mut source = Source {
            prepared: String::with_capacity(text.len() * 5 / 4),
            text,
            tags,
            added: Vec::new(),
        };
        let mut from = 0;
        for tag in &source.tags {
            if !writes_value(&source.text, tag) {
                continue;
            }
            let end = format!(") | {WRITE}(n={})", outputs.len());
            for (at, more) in [(tag.inner.start, "("), (tag.inner.end, end.as_str())] {
                source.prepared.push_str(&source.text[from..at]);
                source.added.push((source.prepared.len(), more.len()));
                source.prepared.push_str(more);
                from = at;
            }
            outputs.push(output(&source.text, tag));
        }
        source.prepared.push_str(&source.text[from..]);
        source
    }

    /// A span of the prepared text, in the text as it was written.
    pub(crate) fn as_written(&self, span: Range<usize>) -> Range<usize> {
        self.place_as_written(span.start)..self.place_as_written(span.end)
    }

    fn place_as_written(&self, place: usize) -> usize {
        let before = self.added.iter().take_while(|(at, _)| *at < place);
        let more: usize = before.map(|(at, length)| (*length).min(place - at)).sum();
        place - more
    }

    /// Where the template includes or extends another one.
    pub(crate) fn place_of_link(&self, name: &str) -> Option<Range<usize>> {
        self.links().find(|(other, _)| *other == name).map(|(_, span)| span)
    }

    /// The templates that this one includes or extends, with the place of their names.
    pub(crate) fn links(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.tags.iter().filter_map(|tag| {
            let tokens = self.tokens(tag);
            let is_link =
                tag.kind == TagKind::Statement && matches!(tokens.at(0), "include" | "extends");
            let name = tokens.literal(1).filter(|_| is_link)?;
            Some((name, tokens.span(1)))
        })
    }

    /// The tokens of one of its tags.
    pub(crate) fn tokens<'a>(&'a self, tag: &'a Tag) -> Tokens<'a> {
        Tokens { text: &self.text, list: &tag.tokens }
    }
}

/// All but components: what they hold was checked where it was written.
pub(crate) fn writes_value(text: &str, tag: &Tag) -> bool {
    let first = tag.tokens.first().map_or("<", |token| &text[token.span.clone()]);
    tag.kind == TagKind::Output && first != "<"
}

fn output(text: &str, tag: &Tag) -> Output {
    let tokens = Tokens { text, list: &tag.tokens };
    let last = tokens.span(tag.tokens.len().saturating_sub(1));
    let path = (tokens.kind(0) == Some(TokenKind::Name)).then(|| read_path(tokens, 0));
    Output {
        expression: tokens.span(0).start..last.end,
        path: path.filter(|path| path.next == tag.tokens.len()).map(Path::into_owned),
    }
}
