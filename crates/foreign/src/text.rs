//! Edits of an exact text: every occurrence is replaced, and counted. How a value is written follows from the literal that an
//! occurrence is in.

use std::ops::Range;

use memchr::memmem;

use crate::places::Places;
use crate::splice::Form;

/// What surrounds the occurrences.
#[derive(Clone, Copy, Debug)]
pub enum Within<'a> {
    /// Nothing that has a say: a value is written as it is.
    Plain,
    /// JSON: within a string a value is escaped as JSON wants it, elsewhere written as it is.
    Json,
    /// A page or an SVG: a value is escaped as text or attribute.
    Markup,
    /// JavaScript with these literals: the span within the quotes, and the quote. They are sorted.
    Script(&'a [(Range<usize>, char)]),
}

/// Finds all occurrences of some texts. Where two texts begin at one place the longer one counts, and none overlap.
///
/// The number of a value is that of its text; a text that is empty is nowhere.
pub fn find(bytes: &[u8], texts: &[&str], within: Within<'_>) -> Places {
    let mut places = Places::none(texts.len());
    let mut found = Vec::new();
    for (value, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        found.extend(memmem::find_iter(bytes, text).map(|at| (at, at + text.len(), value)));
    }
    found.sort_by_key(|(start, end, _)| (*start, usize::MAX - end));
    let strings = match within {
        Within::Json => strings(bytes),
        _ => Vec::new(),
    };
    let mut last = 0;
    for (start, end, value) in found {
        if start < last {
            continue;
        }
        let form = match within {
            Within::Plain => Form::Plain,
            Within::Markup => Form::Markup,
            Within::Json => around(&strings, start..end).map_or(Form::Plain, |_| Form::Json),
            Within::Script(literals) => {
                around(literals, start..end).map_or(Form::Plain, |(_, quote)| Form::Script(*quote))
            }
        };
        places.put((start, end), value, form);
        places.counts[value] += 1;
        last = end;
    }
    places
}

/// The literal that holds all of a span.
fn around(literals: &[(Range<usize>, char)], span: Range<usize>) -> Option<&(Range<usize>, char)> {
    let after = literals.partition_point(|(own, _)| own.start <= span.start);
    let literal = literals.get(after.checked_sub(1)?)?;
    (span.end <= literal.0.end).then_some(literal)
}

/// The spans within the quotes of all strings of JSON.
fn strings(bytes: &[u8]) -> Vec<(Range<usize>, char)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = memchr::memchr(b'"', &bytes[at..]).map(|offset| at + offset + 1) {
        let mut end = start;
        while let Some(offset) = memchr::memchr2(b'"', b'\\', &bytes[end.min(bytes.len())..]) {
            end += offset;
            if bytes[end] == b'"' {
                break;
            }
            end += 2;
        }
        if bytes.get(end) != Some(&b'"') {
            break;
        }
        found.push((start..end, '"'));
        at = end + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, within: Within<'_>, expect: &str, counts: [usize; 2]) {
        let places = find(text.as_bytes(), &["ab", "abc"], within);
        let got = places.apply(text.as_bytes(), &["\"".to_owned(), "`&`".to_owned()]);
        assert_eq!(
            (String::from_utf8(got).unwrap().as_str(), places.counts),
            (expect, counts.to_vec())
        );
    }

    #[test]
    fn every_occurrence_is_replaced_and_the_longest_counts() {
        check("abab abc xab", Within::Plain, "\"\" `&` x\"", [3, 1]);
        check("<a b=\"abc\">", Within::Markup, "<a b=\"`&amp;`\">", [0, 1]);
        check("nothing", Within::Plain, "nothing", [0, 0]);
    }

    #[test]
    fn the_literal_decides_how_a_value_is_written() {
        check(
            "{\"ab\": \"\\\"ab\", c: ab}",
            Within::Json,
            "{\"\\\"\": \"\\\"\\\"\", c: \"}",
            [3, 0],
        );
        check("{\"x\\", Within::Json, "{\"x\\", [0, 0]);
        let literals = [(1..3, '"'), (6..9, '`')];
        check("'ab'+`abc`+ab", Within::Script(&literals), "'\\\"'+`\\`&\\``+\"", [2, 1]);
    }

    #[test]
    fn a_text_that_holds_the_quote_is_replaced_as_it_is() {
        let places = find(b"d:\"m1\"", &["d:\"m1\""], Within::Script(&[(3..5, '"')]));
        assert_eq!(places.apply(b"d:\"m1\"", &["d:\"m2\"".into()]), b"d:\"m2\"");
    }
}
