//! All that a browser may draw from a file of a bundle: the file itself, addresses of data, `<svg>` within scripts, styles and
//! pages, and the path data of icons that a script builds.

use std::ops::Range;
use std::str;

use aho_corasick::AhoCorasick;
use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memmem;

use crate::path_data;
use crate::pictures::{Format, format};

/// The most candidates of one file.
const MOST: usize = 20_000;
/// The longest picture within a text, in bytes of the text.
const LONGEST: usize = 4 << 20;
/// The longest path data, in bytes: what is longer is a map.
const PATH: Range<usize> = 30..64 << 10;
/// How far apart two paths of one drawing are, in bytes, and how many it has.
const NEAR: usize = 300;
const PATHS: usize = 24;

/// How a file holds a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is the file.
    File,
    /// As an address: `data:image/…`.
    Data,
    /// As `<svg>`.
    Inline,
    /// As path data, which a script draws.
    Path,
}

/// A picture to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) standing: Standing,
    pub(super) span: Range<usize>,
    pub(super) drawing: Source,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The bytes of a file.
    Bytes(Vec<u8>),
    /// The path data of one drawing.
    Paths(Vec<String>),
}

/// The candidates of a file, in its order.
pub(super) fn candidates(bytes: &[u8]) -> Vec<Candidate> {
    if format(bytes).is_some() && !is_text(bytes) {
        let drawing = Source::Bytes(bytes.to_vec());
        return vec![Candidate { standing: Standing::File, span: 0..bytes.len(), drawing }];
    }
    // What is no text has no picture within it that a browser draws.
    if memchr::memchr(0, &bytes[..bytes.len().min(4096)]).is_some() {
        return Vec::new();
    }
    let mut found = inner(bytes);
    found.extend(paths(bytes));
    found.truncate(MOST);
    found
}

/// The largest drawing around a place.
pub(super) fn drawing_around(bytes: &[u8], at: usize) -> Option<Source> {
    let mut around: Vec<Candidate> = inner(bytes).into_iter().chain(paths(bytes)).collect();
    around.retain(|one| one.span.contains(&at));
    let largest = around.into_iter().max_by_key(|one| one.span.len())?;
    Some(largest.drawing)
}

/// Whether a file that has `<svg` near its start is more than a drawing.
fn is_text(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let start = start[..start.len().min(13)].to_ascii_lowercase();
    let is_drawing = ["<svg", "<?xml", "<!--", "<!doctype svg"]
        .iter()
        .any(|own| start.starts_with(own.as_bytes()));
    let has_one = || memmem::find(&bytes[..bytes.len().min(16 << 10)], b"<svg").is_some();
    format(bytes) == Some(Format::Svg) && !(is_drawing && has_one())
}

/// Addresses of data, and `<svg>`.
fn inner(bytes: &[u8]) -> Vec<Candidate> {
    const STARTS: [&str; 2] = ["data:image/", "<svg"];
    let (mut found, mut after) = (Vec::new(), 0);
    // What is looked through in vain, so that a hostile file takes no longer than a few times its size.
    let mut left = 4 * bytes.len() + LONGEST;
    let Ok(searcher) = AhoCorasick::builder().ascii_case_insensitive(true).build(STARTS) else {
        return found;
    };
    for hit in searcher.find_iter(bytes) {
        if hit.start() < after || found.len() >= MOST {
            continue;
        }
        let rest = &bytes[hit.start()..];
        let rest = &rest[..rest.len().min(LONGEST).min(left)];
        let one = match hit.pattern().as_usize() {
            0 => data(rest, before(bytes, hit.start())),
            _ => svg(rest),
        };
        match one {
            Ok((length, standing, drawing)) => {
                after = hit.start() + length;
                found.push(Candidate {
                    standing,
                    span: hit.start()..after,
                    drawing: Source::Bytes(drawing),
                });
            }
            Err(vain) => left = left.saturating_sub(vain),
        }
    }
    found
}

fn before(bytes: &[u8], at: usize) -> u8 {
    at.checked_sub(1).map_or(0, |at| bytes[at])
}

/// The length of a picture in its text, how it is written there, and its bytes; or how much was looked through in vain.
type Found = Result<(usize, Standing, Vec<u8>), usize>;

/// The picture of an address (RFC 2397), behind this byte.
fn data(rest: &[u8], previous: u8) -> Found {
    let comma = rest.iter().take(100).position(|byte| *byte == b',').ok_or(100_usize)?;
    let head = rest[..comma].to_ascii_lowercase();
    if head.iter().any(|byte| matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'{' | b')')) {
        return Err(comma);
    }
    let body = &rest[comma + 1..];
    if head.ends_with(b"base64") {
        let length =
            body.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"+/=-_%".contains(byte));
        let body = &body[..length.unwrap_or(body.len())];
        let plain = percent(body).into_iter().map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            byte => byte,
        });
        let bytes = engine().decode(plain.collect::<Vec<u8>>()).map_err(|_| body.len())?;
        return Ok((comma + 1 + body.len(), Standing::Data, bytes));
    }
    // Within quotes it ends with the same quote, in `url(…)` with the bracket.
    let is_end = |byte: &u8| match previous {
        b'"' | b'\'' | b'`' => *byte == previous,
        b'(' => matches!(byte, b')' | b'"'),
        _ => matches!(byte, b'"' | b'\'' | b'`'),
    };
    let mut length = body.iter().position(is_end).unwrap_or(body.len());
    if let Some(end) = memmem::find(&body[..length], b"</svg>") {
        length = end + b"</svg>".len();
    }
    let text = unescaped(&percent(&body[..length]));
    let bytes = with_namespace(&text).ok_or(length)?;
    Ok((comma + 1 + length, Standing::Data, bytes))
}

fn engine() -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(&base64::alphabet::STANDARD, config)
}

/// Percent-encoding undone; what is none stays.
fn percent(bytes: &[u8]) -> Vec<u8> {
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let digits = bytes.get(at + 1..at + 3).and_then(|digits| str::from_utf8(digits).ok());
        match digits
            .filter(|_| *byte == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
        {
            Some(byte) => {
                plain.push(byte);
                at += 3;
            }
            None => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    plain
}

/// The length of an `<svg>` that begins here, in bytes.
pub(super) fn svg_length(rest: &[u8]) -> Option<usize> {
    svg(&rest[..rest.len().min(LONGEST)]).ok().map(|(length, _, _)| length)
}

/// An `<svg>` to its end, with those within it.
fn svg(rest: &[u8]) -> Found {
    if !matches!(rest.get(4), Some(b' ' | b'\n' | b'\r' | b'\t' | b'>' | b'\\')) {
        return Err(4);
    }
    let (mut depth, mut at) = (0, 0);
    while let Some(next) = memchr::memchr(b'<', &rest[at..]).map(|offset| at + offset) {
        let tag = &rest[next..];
        if tag.starts_with(b"<svg") {
            depth += 1;
        } else if tag.starts_with(b"</svg>") || tag.starts_with(b"<\\/svg>") {
            depth -= 1;
        }
        if depth == 0 {
            let end = next + memchr::memchr(b'>', tag).ok_or(rest.len())? + 1;
            let bytes = with_namespace(&unescaped(&rest[..end])).ok_or(end)?;
            return Ok((end, Standing::Inline, bytes));
        }
        at = next + 1;
    }
    Err(rest.len())
}

/// The escapes of a script's literal undone, and what it computes left out.
fn unescaped(bytes: &[u8]) -> Vec<u8> {
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'\\', Some(b'n' | b't' | b'r')) => plain.push(b' '),
            (b'\\', Some(other)) => plain.push(*other),
            (b'$', Some(b'{')) => {
                at += bytes[at..]
                    .iter()
                    .position(|byte| *byte == b'}')
                    .map_or(bytes.len(), |end| end + 1);
                continue;
            }
            _ => {
                plain.push(*byte);
                at += 1;
                continue;
            }
        }
        at += 2;
    }
    plain
}

/// A drawing that names its namespace, as a page need not.
fn with_namespace(svg: &[u8]) -> Option<Vec<u8>> {
    let at = memmem::find(svg, b"<svg")? + 4;
    let tag = &svg[at..at + memchr::memchr(b'>', &svg[at..])?];
    let is_there = |name: &[u8]| memmem::find(tag, name).is_some();
    let mut added = Vec::new();
    if !is_there(b"xmlns=") {
        added.extend_from_slice(b" xmlns=\"http://www.w3.org/2000/svg\"");
    }
    if !is_there(b"xmlns:xlink") {
        added.extend_from_slice(b" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
    }
    Some([&svg[..at], &added, &svg[at..]].concat())
}

/// Literals that are path data: each as a drawing, and those near one another together.
fn paths(bytes: &[u8]) -> Vec<Candidate> {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut at = 0;
    while let Some(offset) = memchr::memchr3(b'"', b'\'', b'`', &bytes[at..]) {
        let quote = at + offset;
        at = quote + 1;
        let rest = &bytes[at..bytes.len().min(at + PATH.end)];
        if !matches!(rest.first(), Some(b'M' | b'm')) {
            continue;
        }
        let length = path_data::length(rest);
        if rest.get(length) == Some(&bytes[quote]) && PATH.contains(&length) && found.len() < MOST {
            let text = String::from_utf8_lossy(&rest[..length]).into_owned();
            found.push((at..at + length, text));
            at += length + 1;
        }
    }
    let mut candidates = Vec::new();
    for group in found.chunk_by(|a, b| b.0.start - a.0.end <= NEAR) {
        if (2..=PATHS).contains(&group.len()) {
            let span = group[0].0.start..group[group.len() - 1].0.end;
            let paths = group.iter().map(|(_, path)| path.clone()).collect();
            candidates.push(Candidate {
                standing: Standing::Path,
                span,
                drawing: Source::Paths(paths),
            });
        }
        candidates.extend(group.iter().map(|(span, path)| {
            let drawing = Source::Paths(vec![path.clone()]);
            Candidate { standing: Standing::Path, span: span.clone(), drawing }
        }));
    }
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[(Standing, &str)]) {
        let found = candidates(text.as_bytes());
        let shown = found.iter().map(|own| {
            let drawing = match &own.drawing {
                Source::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                Source::Paths(paths) => paths.join("|"),
            };
            let added = " xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"";
            (own.standing, drawing.replace(added, ""))
        });
        let expect: Vec<_> =
            expect.iter().map(|(standing, text)| (*standing, (*text).to_owned())).collect();
        assert_eq!(shown.collect::<Vec<_>>(), expect);
    }

    #[test]
    fn pictures_within_texts_are_found() {
        check("<svg><path/></svg>", &[(Standing::File, "<svg><path/></svg>")]);
        check(
            "x='<svg a=\\'b\\'><svg></svg></svg>'",
            &[(Standing::Inline, "<svg a='b'><svg></svg></svg>")],
        );
        check("x=`<svg a=\"${b}\"></svg>`;y", &[(Standing::Inline, "<svg a=\"\"></svg>")]);
        check("a{b:url(data:image/png;base64,aGk=)}", &[(Standing::Data, "hi")]);
        check(
            "a{b:url(\"data:image/svg+xml,%3Csvg a='b'%3E%3C/svg%3E\")}",
            &[(Standing::Data, "<svg a='b'></svg>")],
        );
        check(
            "x=\"data:image/svg+xml;utf8,<svg a='b'></svg>\"",
            &[(Standing::Data, "<svg a='b'></svg>")],
        );
        check("x=`data:image/svg+xml,${encode(y)}`", &[]);
        check("<!doctype html><svg></svg>", &[(Standing::Inline, "<svg></svg>")]);
        let (a, b) = (
            "M0 0h10v10h-10z M2 2h2v2h-2z x".replace(" x", "M1 1"),
            "M5 5h10v10h-10zM2 2h2v2h-2zM3 3",
        );
        let text = format!("p({{d:\"{a}\"}}),p({{d:'{b}'}})");
        check(
            &text,
            &[(Standing::Path, &format!("{a}|{b}")), (Standing::Path, &a), (Standing::Path, b)],
        );
    }

    #[test]
    fn what_has_no_end_is_no_picture() {
        check("x='<svg", &[]);
        check("data:image/png;base64", &[]);
        check("url(data:image/svg+xml,", &[]);
        check("x <svgx></svgx> <svg-icon>", &[]);
        check(&format!("x={}", "data:image/a,".repeat(300_000)), &[]);
        check(&format!("x={}", "<svg>".repeat(400_000)), &[]);
    }
}
