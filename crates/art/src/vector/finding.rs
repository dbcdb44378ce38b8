//! What the lint finds in an SVG: the type that checks, tests and reports share.

use std::ops::Range;

/// The kind of a fault: what a check turns into a diagnostic code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Not well formed, not an SVG, or a part of it that means nothing and would not be drawn.
    Broken,
    /// More bytes, a larger size or more elements than a vector may have.
    TooLarge,
    /// Runs code or changes by itself: scripts, event handlers, `foreignObject`, animation, entities.
    Unsafe,
    /// Reaches out of the file: links, images, fonts, style sheets.
    External,
    /// Costs too much to draw, or does not end.
    TooComplex,
    /// Text in a family that no font brings, or with a character that no font has.
    MissingFont,
    /// A recolor class of a role that does not exist.
    UnknownClass,
    /// A raster image within the vector.
    Raster,
    /// Nothing to see: no size, or nothing painted.
    Empty,
    /// Ends the process that reads or draws it, or holds it up.
    Fatal,
    /// A part that browsers ignore, and we with them: a warning.
    Ignored,
    /// A part that browsers draw in another way: a warning.
    Inexact,
}

/// One fault, at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of fault.
    pub fault: Fault,
    /// Where: bytes in the text of the SVG, on character boundaries.
    pub span: Range<usize>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Finding {
    /// A finding from its four parts.
    pub fn new(
        fault: Fault,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        Finding { fault, span, message: message.into(), help: help.into() }
    }
}

/// At most this many bytes of a name or value of the file are repeated in a message.
const QUOTE: usize = 60;

/// A value of the file in back-ticks, shortened, without control characters.
pub(crate) fn quote(value: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut end = value.len().min(QUOTE);
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    let short: String = value[..end].chars().map(clean).collect();
    let dots = if end < value.len() { "…" } else { "" };
    format!("`{short}{dots}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_short_and_on_one_line() {
        assert_eq!(quote("a\nb"), "`a b`");
        assert_eq!(quote(&"é".repeat(40)), format!("`{}…`", "é".repeat(30)));
    }
}
