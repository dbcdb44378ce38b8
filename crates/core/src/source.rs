//! A text file and places in it. Values that are read from a file, and diagnostics about them, point here.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A text file as it was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// The path as messages show it: relative to where the user stands, when the user named it so.
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// Keeps a text with its path.
    pub fn new(path: &Path, text: String) -> Arc<Source> {
        Arc::new(Source { path: path.to_owned(), text })
    }

    /// Line and column of a byte offset, both from 1; the column counts characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..self.floor(offset)];
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (line, before[start..].chars().count() + 1)
    }

    /// The nearest character boundary at or below an offset.
    fn floor(&self, offset: usize) -> usize {
        self.text.floor_char_boundary(offset)
    }
}

/// A stretch of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// Bytes of its text.
    pub span: Range<usize>,
}

impl Place {
    /// A place that covers `span` of `source`.
    pub fn new(source: &Arc<Source>, span: Range<usize>) -> Place {
        let end = source.floor(span.end);
        Place { source: Arc::clone(source), span: source.floor(span.start).min(end)..end }
    }

    /// The start of a file: for what concerns the whole of it.
    pub fn file(source: &Arc<Source>) -> Place {
        Place::new(source, 0..0)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (line, column) = self.source.line_column(self.span.start);
        write!(f, "{}:{line}:{column}", self.source.path.display())
    }
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Someone wrote it here.
    Written(Place),
    /// A rule made it from other values.
    Derived(&'static str),
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value that was written at a place.
    pub fn written(value: T, place: Place) -> Sourced<T> {
        Sourced { value, origin: Origin::Written(place) }
    }

    /// A value that a rule made.
    pub fn derived(value: T, rule: &'static str) -> Sourced<T> {
        Sourced { value, origin: Origin::Derived(rule) }
    }

    /// Stands for a value that is missing or wrong, so that the rest can be checked.
    pub fn placeholder(value: T) -> Sourced<T> {
        Sourced::derived(value, "a placeholder")
    }

    /// The place, when it was written.
    pub fn place(&self) -> Option<&Place> {
        match &self.origin {
            Origin::Written(place) => Some(place),
            Origin::Derived(_) => None,
        }
    }

    /// The same origin with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced { value: change(self.value), origin: self.origin }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: usize, expect: (usize, usize)) {
        let source = Source::new(Path::new("a"), text.to_owned());
        assert_eq!(source.line_column(offset), expect, "{text:?} at {offset}");
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        check("", 0, (1, 1));
        check("ab\ncd", 0, (1, 1));
        check("ab\ncd", 4, (2, 2));
    }

    #[test]
    fn columns_count_characters() {
        check("示例x", 6, (1, 3));
        check("示例x", 4, (1, 2));
        check("ab", 99, (1, 3));
    }
}
