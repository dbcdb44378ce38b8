//! Texts that nobody writes: long, without words, of letters of every kind in any order.

use std::ops::Range;

/// How long a text must be, in bytes. Shorter ones are ids and abbreviations too often.
const LEAST: usize = 24;
/// A longer one is a file in base64.
const MOST: usize = 512;
/// Bits a letter (Shannon's entropy of the text's own letters). Of 24 letters that a machine has drawn from 62, nearly all
/// texts have more than 3.8; words and names stay below 3.6.
const BITS: f64 = 3.7;
/// The share of neighbours of different kinds: small letter, capital, digit. By chance it is 0.62; in names that are written in
/// `CamelCase` with numbers it is below 0.3.
const CHANGES: f64 = 0.4;

/// Hosts whose documents have addresses that look like chance, and are meant to be given to others.
const DOCUMENTS: [&str; 10] = [
    "docs.google.com/",
    "drive.google.com/",
    "forms.gle/",
    ".sharepoint.com/",
    "forms.office.com/",
    "www.figma.com/",
    "miro.com/",
    "airtable.com/",
    "notion.so/",
    "youtube.com/",
];

/// How far before a text its host is looked for, in bytes.
const BACK: usize = 256;

/// The first random text within a text.
pub(super) fn random(text: &str) -> Option<Range<usize>> {
    let mut start = None;
    let ends = text.bytes().chain([b' ']).enumerate();
    for (at, byte) in ends {
        match (is_letter(byte), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                start = None;
                if is_random(&text.as_bytes()[from..at]) && !is_meant(&text[..from]) {
                    return Some(from..at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Of base64, in either form, but for the slash: that joins names.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'_' | b'-')
}

fn is_random(text: &[u8]) -> bool {
    let has = |is: fn(&u8) -> bool| text.iter().any(is);
    (LEAST..=MOST).contains(&text.len())
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && !text.starts_with(b"sha")
        && changes(text) >= CHANGES
        && bits(text) >= BITS
}

/// Whether what is before says that it is public: an address of a document, a picture in base64, a digest.
fn is_meant(before: &str) -> bool {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(BACK))..];
    let url = near.rfind(|c: char| c.is_whitespace() || c == '"').map_or(near, |at| &near[at..]);
    near.ends_with("base64,") || DOCUMENTS.iter().any(|host| url.contains(host))
}

fn changes(text: &[u8]) -> f64 {
    let kind = |byte: u8| match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    // What joins words changes nothing.
    let is_change = |pair: &&[u8]| {
        let (a, b) = (kind(pair[0]), kind(pair[1]));
        a != b && a != 3 && b != 3
    };
    text.windows(2).filter(is_change).count() as f64 / (text.len() - 1) as f64
}

fn bits(text: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    text.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
    let length = text.len() as f64;
    let share = |count: &u32| f64::from(*count) / length;
    -counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| share(count) * libm::log2(share(count)))
        .sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(random(text).map(|span| &text[span]), expect, "{text}");
    }

    #[test]
    fn keys_are_random() {
        check("x Zk3vQ9rT1mXc7LpB2nYh8WdF s", Some("Zk3vQ9rT1mXc7LpB2nYh8WdF"));
        check(
            "https://a.example/hook/b7Kp2-XqLm9_Rt4VwZ1cYn8Hs",
            Some("b7Kp2-XqLm9_Rt4VwZ1cYn8Hs"),
        );
    }

    #[test]
    fn names_and_public_ids_are_not() {
        check("screenshots/Messages-Wide-1-2024-Final-Version2", None);
        check("AcmeSansDisplayRegularItalic2024", None);
        check("5f2b9c1e-7d3a-4b6f-9e21-0c8d7a6b5e4f", None);
        check("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", None);
        check("sha256-Zk3vQ9rT1mXc7LpB2nYh8WdFZk3vQ9rT1mXc7LpB2nY=", None);
        check("https://docs.google.com/forms/d/e/1FAIpQLSdk3vQ9rT1mXc7LpB2nYh8WdF/viewform", None);
        check("data:image/png;base64,iVBORw0KGgo3vQ9rT1mXc7LpB2nYh8WdF", None);
        check("the-quick-brown-fox-jumps-over-13-lazy-dogs", None);
    }
}
