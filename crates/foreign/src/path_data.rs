//! Path data (SVG 2, "Path data") within scripts and markup: where it is, and the box that it draws in.

use std::ops::Range;

use memchr::memmem;
use rebadge_art::vector::{Drawing, of_our_own};
use serde::{Deserialize, Serialize};

/// Path data that draws nothing.
pub const NOTHING: &str = "M0 0";

/// The longest path data that is looked at, in bytes.
const LONGEST: usize = 1 << 20;

/// Half the side of the field in which a path may lie.
const FIELD: f32 = 8192.0;

/// How many bytes from the start of a text are characters of path data.
pub(crate) fn length(text: &[u8]) -> usize {
    let is_path =
        |byte: u8| byte.is_ascii_digit() || b"MmLlHhVvCcSsQqTtAaZzeE.,+- \n".contains(&byte);
    text.iter().position(|byte| !is_path(*byte)).unwrap_or(text.len())
}

/// Path data within quotes that begins so, as spans. Quotes may be escaped, as those of markup within a script are.
pub(crate) fn starting_with(bytes: &[u8], start: &str) -> Vec<Range<usize>> {
    let is_quote = |byte: Option<&u8>| matches!(byte, Some(b'"' | b'\'' | b'`'));
    let found = memmem::find_iter(bytes, start).filter_map(|at| {
        let rest = &bytes[at..bytes.len().min(at + LONGEST)];
        let length = length(rest);
        let after = match rest.get(length) {
            Some(b'\\') => rest.get(length + 1),
            other => other,
        };
        let is_whole = at.checked_sub(1).is_some_and(|before| is_quote(bytes.get(before)));
        (is_whole && is_quote(after)).then_some(at..at + length)
    });
    found.collect()
}

/// All path data within quotes, as spans.
pub(crate) fn all(bytes: &[u8]) -> Vec<Range<usize>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(offset) = memchr::memchr3(b'"', b'\'', b'`', &bytes[at..]) {
        let quote = at + offset;
        at = quote + 1;
        let rest = &bytes[at..bytes.len().min(at + LONGEST)];
        let length = length(rest);
        let is_path = matches!(rest.first(), Some(b'M' | b'm')) && length > 4;
        let after = if rest.get(length) == Some(&b'\\') { length + 1 } else { length };
        if is_path && rest.get(after) == Some(&bytes[quote]) {
            found.push(at..at + length);
            at += length;
        }
    }
    found
}

/// Paths in black, as one drawing; none where they are no paths. Their text has characters of path data alone.
pub(crate) fn drawing<T: AsRef<str>>(paths: &[T]) -> Option<Drawing> {
    of_our_own(&in_field(paths, [-FIELD, -FIELD, 2.0 * FIELD, 2.0 * FIELD])).ok()
}

/// Paths in black, as SVG in the box that they draw in; none where they are no paths.
pub(crate) fn svg<T: AsRef<str>>(paths: &[T]) -> Option<String> {
    let [left, top, right, bottom] = drawing(paths)?.bounds().map(|edge| edge - FIELD);
    let (width, height) = (right - left, bottom - top);
    (width > 0.0 && height > 0.0).then(|| in_field(paths, [left, top, width, height]))
}

/// Paths in black in a box: left, top, width, height.
fn in_field<T: AsRef<str>>(paths: &[T], [left, top, width, height]: [f32; 4]) -> String {
    let shape = |path: &T| format!("<path fill-rule=\"evenodd\" d=\"{}\"/>", path.as_ref());
    let shapes: String = paths.iter().map(shape).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{left} {top} {width} {height}\">{shapes}</svg>"
    )
}

/// A box in the units of path data, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PathBox {
    /// Its left edge.
    pub left: i32,
    /// Its upper edge.
    pub top: i32,
    /// Its width, more than nothing.
    pub width: u32,
    /// Its height, more than nothing.
    pub height: u32,
}

impl PathBox {
    /// What paths of a text draw in; none where they are no path data.
    pub(crate) fn around(
        bytes: &[u8],
        spans: impl Iterator<Item = Range<usize>>,
    ) -> Option<PathBox> {
        let paths: Vec<String> =
            spans.map(|span| String::from_utf8_lossy(&bytes[span]).into_owned()).collect();
        // The bounds count from the corner of the field.
        let edges = drawing(&paths)?.bounds().map(|edge| ((edge - FIELD) * 1000.0).round() as i32);
        let [left, top, right, bottom] = edges;
        let (width, height) =
            (u32::try_from(right - left).ok()?, u32::try_from(bottom - top).ok()?);
        (width > 0 && height > 0).then_some(PathBox { left, top, width, height })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found = starting_with(text.as_bytes(), "M4 6h8");
        assert_eq!(found.into_iter().map(|span| &text[span]).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn a_path_is_found_by_its_start() {
        check("x({d:\"M4 6h8v2z\"})", &["M4 6h8v2z"]);
        check("`<path d=\\\"M4 6h8v2z\\\"/>`", &["M4 6h8v2z"]);
        check("<path d='M4 6h8'/><path d='M4 6h8z'/>", &["M4 6h8", "M4 6h8z"]);
        check("'xM4 6h8'", &[]);
        check("'M4 6h8 and words'", &[]);
        check("'M4 6h8", &[]);
    }

    #[test]
    fn a_box_is_of_all_paths() {
        let text = "M4 6h8v2h-8zM20 30h1.5v1h-1.5z";
        let room = PathBox::around(text.as_bytes(), [0..12, 12..text.len()].into_iter());
        assert_eq!(room, Some(PathBox { left: 4000, top: 6000, width: 17_500, height: 25_000 }));
    }
}
