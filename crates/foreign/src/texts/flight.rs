//! Payloads of React Server Components, as Next.js writes them into `.txt` files and into scripts of pages: rows of JSON, each
//! behind a number in hexadecimal digits (`1a:["$","title",null,{"children":"…"}]`), and rows of text whose length is written.

use std::ops::Range;

/// A row of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// JSON.
    Json(Range<usize>),
    /// Text whose length, in bytes, is written before it.
    Text(Range<usize>),
}

/// What the first rows of a payload have: an element, a module, a hint, a symbol.
const MARKS: [&str; 5] = [":[\"$\"", "[[\"$\"", ":I[", ":HL[", "\"$S"];

/// Whether a text is a payload, or the beginning of one.
pub(super) fn is_flight(text: &str) -> bool {
    is_row(text.as_bytes()) && {
        let head = &text[..text.floor_char_boundary(4096)];
        MARKS.iter().any(|mark| head.contains(mark))
            || head.contains(":[[\"") && head.contains("\"$")
    }
}

/// Whether a text ends with the head of a row of text, so that what follows must keep its length.
pub(super) fn announces_text(text: &[u8]) -> bool {
    let line = text.rsplit(|byte| *byte == b'\n' || *byte == b'n').next().unwrap_or_default();
    let Some(head) = line.strip_suffix(b",") else { return false };
    let mut parts = head.splitn(2, |byte| *byte == b':');
    let [Some(id), Some(length)] = [parts.next(), parts.next()] else { return false };
    let is_hex = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_hexdigit);
    is_hex(id) && length.strip_prefix(b"T").is_some_and(is_hex)
}

/// The head of a row at the start of some bytes: its length, with the letters that tell what the row is.
fn head(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let digits = bytes.iter().take(7).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let rest = bytes.get(digits..)?.strip_prefix(b":")?;
    let letters = rest.iter().take(3).take_while(|byte| byte.is_ascii_uppercase()).count();
    Some((digits + 1 + letters, &rest[..letters]))
}

fn is_row(bytes: &[u8]) -> bool {
    head(bytes).is_some_and(|(length, letters)| {
        letters == b"T" || matches!(bytes.get(length), Some(b'[' | b'{' | b'"'))
    })
}

/// The rows of a payload. What is no row is in none.
pub(super) fn rows(bytes: &[u8]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let line = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
        let Some((length, letters)) = head(&bytes[at..]) else {
            at = line + 1;
            continue;
        };
        let start = at + length;
        let comma = || memchr::memchr(b',', &bytes[start..line]).map(|comma| start + comma);
        let text = (letters == b"T").then(comma).flatten().and_then(|comma| {
            let digits = str::from_utf8(&bytes[start..comma]).ok()?;
            let length = usize::from_str_radix(digits, 16).ok()?;
            Some(comma + 1..comma.saturating_add(1).saturating_add(length).min(bytes.len()))
        });
        match text {
            Some(text) => {
                at = text.end;
                rows.push(Row::Text(text));
            }
            None => {
                rows.push(Row::Json(start..line));
                at = line + 1;
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_lines_or_texts_of_a_length() {
        let text = "1:\"$Sa\"\n:HL[\"b\"]\n2:T4,a\nbc3:[\"$\"]\nno row\n";
        assert!(is_flight(text));
        let rows = rows(text.as_bytes());
        let shown: Vec<(bool, &str)> = rows
            .iter()
            .map(|row| match row {
                Row::Json(span) => (false, &text[span.clone()]),
                Row::Text(span) => (true, &text[span.clone()]),
            })
            .collect();
        let expect = [(false, "\"$Sa\""), (false, "[\"b\"]"), (true, "a\nbc"), (false, "[\"$\"]")];
        assert_eq!(shown, expect);
        assert_eq!(super::rows(b"2:Tffffffffffffffff,ab").len(), 1);
    }

    #[test]
    fn other_texts_are_no_payloads() {
        for text in ["a:[b]", "add: [1]", "", ":", "be:\"so\"", "12:30", "{\"a\":1}"] {
            assert!(!is_flight(text), "{text}");
        }
        assert!(announces_text(b"1a:T4f2,") && announces_text(b"x\\n1a:T4f2,"));
        assert!(!announces_text(b"1a:4f2,") && !announces_text(b"a,"));
    }
}
