//! Placeholders of servers in pages and texts: `{{ … }}` and `{% … %}` of Jinja, Twig and their kin, `<% … %>` of ERB, EJS
//! and JSP, `<?php … ?>` and `<?= … ?>`. What is in them is code, which the server or the client runs: a value that is
//! written there would have to be escaped for that code's language, which is not known.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr2_iter, memmem};

/// How a placeholder opens and ends, and whether it stands for a value; else it is a statement that stands for nothing.
const MARKS: [(&str, &str, bool); 6] = [
    ("{{", "}}", true),
    ("{%", "%}", false),
    ("<%=", "%>", true),
    ("<%", "%>", false),
    ("<?php", "?>", false),
    ("<?=", "?>", true),
];

/// What opens a placeholder or, in shells and templates of JavaScript, an expression. A value with one of these would be run.
const OPENINGS: [&str; 5] = ["{{", "{%", "<%", "<?", "${"];

/// The first mark in a value that the server of a page would take for the beginning of code.
pub fn opening(value: &str) -> Option<&'static str> {
    OPENINGS.into_iter().find(|mark| value.contains(mark))
}

/// The placeholders of a text, with their marks, in the order of their places. One without an end is none.
pub fn spans(text: &[u8]) -> Vec<Range<usize>> {
    found(text).into_iter().map(|(span, _)| span).collect()
}

/// A page of the same length with its placeholders blotted out: by a word where they stand for a value, else by spaces.
pub fn masked(page: &str) -> Cow<'_, str> {
    let found = found(page.as_bytes());
    if found.is_empty() {
        return Cow::Borrowed(page);
    }
    let (mut out, mut at) = (String::with_capacity(page.len()), 0);
    for (span, is_value) in found {
        out.push_str(&page[at..span.start]);
        out.extend(std::iter::repeat_n(if is_value { '_' } else { ' ' }, span.len()));
        at = span.end;
    }
    out.push_str(&page[at..]);
    Cow::Owned(out)
}

fn found(text: &[u8]) -> Vec<(Range<usize>, bool)> {
    let (mut found, mut last) = (Vec::new(), 0);
    // For each mark the next end, so that a page of nothing but openings is read once.
    let mut ends: [Option<usize>; MARKS.len()] = [Some(0); MARKS.len()];
    for at in memchr2_iter(b'{', b'<', text) {
        let is = |(open, _, _): &(&str, &str, bool)| text[at..].starts_with(open.as_bytes());
        let Some(number) = MARKS.iter().position(is).filter(|_| at >= last) else { continue };
        let (open, close, is_value) = MARKS[number];
        let inner = at + open.len();
        if ends[number].is_some_and(|end| end < inner) {
            ends[number] = memmem::find(&text[inner..], close.as_bytes()).map(|end| inner + end);
        }
        if let Some(end) = ends[number] {
            last = end + close.len();
            found.push((at..last, is_value));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expect: &str) {
        assert_eq!(masked(page), expect, "{page}");
        let blotted: usize = spans(page.as_bytes()).iter().map(Range::len).sum();
        assert_eq!(blotted == 0, page == expect, "{page}");
    }

    #[test]
    fn placeholders_of_servers_are_found() {
        check("<p>{{ a < b }}é</p>", "<p>___________é</p>");
        check("{% if x %}é<%= y %>", "          é________");
        check("<?php echo 1 ?><?= 2 ?>", "               ________");
        check("<?xml version='1.0'?>{a:{b:1}}", "<?xml version='1.0'?>{a:{b:1}}");
        check("{{ {{ {% }", "{{ {{ {% }");
        check("{{{ a }}}", "________}");
    }

    #[test]
    fn values_that_would_be_run_are_known() {
        assert_eq!(opening("a {{ b"), Some("{{"));
        assert_eq!(opening("<?php"), Some("<?"));
        assert_eq!(opening("US$ {5} 100 % < 3"), None);
    }
}
