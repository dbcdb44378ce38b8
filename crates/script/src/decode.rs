//! What the escapes within a literal stand for, and where in the source each character was written.

use std::borrow::Cow;
use std::ops::Range;

/// A text whose escapes are resolved.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
    /// The text. What is not UTF-8 in the source is U+FFFD here.
    pub text: Cow<'a, str>,
    /// Where text and source part: from this byte of the text on, the source is at that byte. Sorted, empty if they are equal.
    steps: Vec<(usize, usize)>,
    /// The length of the source.
    length: usize,
}

impl<'a> Decoded<'a> {
    /// A text that is its own source.
    pub fn plain(text: Cow<'a, str>) -> Decoded<'a> {
        let length = text.len();
        Decoded { text, steps: Vec::new(), length }
    }

    /// The bytes of the source that wrote a part of the text, from the start of the literal.
    pub fn source(&self, part: &Range<usize>) -> Range<usize> {
        self.place(part.start)..self.place(part.end)
    }

    fn place(&self, at: usize) -> usize {
        if at >= self.text.len() {
            return self.length;
        }
        let after = self.steps.partition_point(|(text, _)| *text <= at);
        match after.checked_sub(1).map(|step| self.steps[step]) {
            // A character inside of an escape begins where the escape does.
            Some((text, source)) => source + (at - text),
            None => at,
        }
    }

    /// A text that is written, with escapes of its own, within this one, from a byte on.
    pub fn nested(&self, start: usize, inner: &Decoded) -> Decoded<'static> {
        let offset = self.place(start);
        let mut steps = Vec::new();
        let mut next = None;
        for (at, letter) in inner.text.char_indices() {
            let source = self.place(start + inner.place(at)) - offset;
            // A step only where the source does not go on as the text does.
            if next != Some(source) {
                steps.push((at, source));
            }
            next = Some(source + letter.len_utf8());
        }
        let length = self.place(start + inner.length) - offset;
        Decoded { text: Cow::Owned(inner.text.to_string()), steps, length }
    }

    /// A text of parts, each with the source that it was written as.
    pub fn of_parts<'p>(parts: impl Iterator<Item = (&'p [u8], Option<char>)>) -> Decoded<'static> {
        let mut text = String::new();
        let (mut steps, mut length) = (Vec::new(), 0);
        for (source, character) in parts {
            steps.push((text.len(), length));
            match character {
                Some(character) => text.push(character),
                None => push_utf8(source, length, &mut text, &mut steps),
            }
            length += source.len();
        }
        Decoded { text: Cow::Owned(text), steps, length }
    }
}

/// Adds bytes as text; each that is not UTF-8 becomes U+FFFD, with a step behind it.
fn push_utf8(bytes: &[u8], start: usize, text: &mut String, steps: &mut Vec<(usize, usize)>) {
    let mut at = start;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            at += chunk.invalid().len();
            steps.push((text.len(), at));
        }
    }
}

/// The text of a literal of JavaScript or JSON, given what is within its quotes.
pub fn decode(source: &[u8]) -> Decoded<'_> {
    if !source.contains(&b'\\')
        && let Ok(text) = std::str::from_utf8(source)
    {
        return Decoded::plain(Cow::Borrowed(text));
    }
    let mut at = 0;
    Decoded::of_parts(std::iter::from_fn(|| {
        let rest = source.get(at..).filter(|rest| !rest.is_empty())?;
        let (length, character) = part(rest);
        at += length;
        Some((&rest[..length], character))
    }))
}

/// The next run without an escape, or one escape with its character: its length, and the character.
fn part(rest: &[u8]) -> (usize, Option<char>) {
    let plain = rest.iter().position(|byte| *byte == b'\\').unwrap_or(rest.len());
    if plain > 0 {
        return (plain, None);
    }
    let (length, code) = escape(rest);
    match code {
        // Two escapes are one character beyond the basic plane (UTF-16).
        Some(high @ 0xD800..0xDC00) => match escape(&rest[length..]) {
            (second, Some(low @ 0xDC00..0xE000)) => {
                let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                (length + second, Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)))
            }
            _ => (length, Some(char::REPLACEMENT_CHARACTER)),
        },
        Some(code) => (length, Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))),
        // A continued line, or a backslash at the end.
        None => (length, Some('\u{200B}')),
    }
}

/// An escape at the start (ECMA-262, "EscapeSequence"): its length, and its code unit. `\/` is `/`, as any other character is itself.
fn escape(rest: &[u8]) -> (usize, Option<u32>) {
    if rest.first() != Some(&b'\\') {
        return (0, None);
    }
    match rest.get(1) {
        None | Some(b'\n') => (rest.len().min(2), None),
        Some(b'\r') => (if rest.get(2) == Some(&b'\n') { 3 } else { 2 }, None),
        Some(b'x') => hex(rest, 2..4),
        Some(b'u') if rest.get(2) == Some(&b'{') => braced(rest),
        Some(b'u') => hex(rest, 2..6),
        Some(b'n') => (2, Some(0x0A)),
        Some(b'r') => (2, Some(0x0D)),
        Some(b't') => (2, Some(0x09)),
        Some(b'b') => (2, Some(0x08)),
        Some(b'f') => (2, Some(0x0C)),
        Some(b'v') => (2, Some(0x0B)),
        Some(b'0') => (2, Some(0)),
        Some(byte) if byte.is_ascii() => (2, Some(u32::from(*byte))),
        // A character of several bytes is read as it is, behind a backslash that stands for nothing.
        Some(_) => (1, None),
    }
}

/// The code unit of the digits in a span; a broken escape is its first character.
fn hex(rest: &[u8], digits: Range<usize>) -> (usize, Option<u32>) {
    let end = digits.end;
    let code = rest.get(digits).and_then(number);
    code.map_or((2, Some(u32::from(rest[1]))), |code| (end, Some(code)))
}

/// `\u{1F600}`.
fn braced(rest: &[u8]) -> (usize, Option<u32>) {
    let digits = rest[3..].iter().take(7).position(|byte| *byte == b'}');
    let code = digits.and_then(|digits| Some((digits + 4, number(&rest[3..3 + digits])?)));
    code.map_or((2, Some(u32::from(b'u'))), |(length, code)| (length, Some(code)))
}

fn number(digits: &[u8]) -> Option<u32> {
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_hex)?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: &str) {
        assert_eq!(decode(source.as_bytes()).text, expect, "{source}");
    }

    #[test]
    fn escapes_are_resolved() {
        check("plain", "plain");
        check(r"A\u0063tual \x41\u{63}tual", "Actual Actual");
        check(r"\ud83d\ude00", "😀");
        check(r"\ud83d!", "\u{FFFD}!");
        check(r#"a\/b\"c\n"#, "a/b\"c\n");
        check(r"\u00", "u00");
        check(r"\u{110000}\x4", "\u{FFFD}x4");
        check("a\\\nb", "a\u{200B}b");
        check("\\é\\", "\u{200B}é\u{200B}");
    }

    #[test]
    fn places_in_the_source_are_known() {
        let source = r"\n A\u0063tual\n";
        let decoded = decode(source.as_bytes());
        let at = decoded.text.find("Actual").unwrap();
        assert_eq!(&source[decoded.source(&(at..at + 6))], r"A\u0063tual");
        assert_eq!(decoded.source(&(0..decoded.text.len())), 0..source.len());
        let latin = decode(b"\xE4 Actual\\n");
        let at = latin.text.find("Actual").unwrap();
        assert_eq!(latin.source(&(at..at + 6)), 2..8);
    }
}
