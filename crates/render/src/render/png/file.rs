//! The file around the pixels: chunks, filters, the compressed stream. Our own, so that rows of one color need not be in
//! memory to be compressed.
//!
//! Source: Portable Network Graphics (W3C, third edition), 5, 9 and 11.

use rebadge_deflate::{Part, Run, zlib};

use super::form::{Form, Kind};
use crate::render::framed::Framed;

/// zlib's level.
const LEVEL: u32 = 6;

/// The filter type of a row: how its bytes are predicted from those before them (PNG, 9.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    /// As they are.
    None,
    /// By the pixel to the left.
    Sub,
    /// By the pixel above.
    Up,
}

impl Filter {
    /// As the format numbers it.
    fn number(self) -> u8 {
        match self {
            Filter::None => 0,
            Filter::Sub => 1,
            Filter::Up => 2,
        }
    }
}

/// A whole file, in which each row is filtered by that filter which leaves the fewest bytes that are not zero.
pub(super) fn write(framed: &Framed, form: &Form, filters: &[Filter]) -> Vec<u8> {
    let stream = stream(framed, form, filters);
    let mut bytes = Vec::with_capacity(stream.len() + form.palette.len() * 4 + 100);
    bytes.extend([0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n']);
    let (width, height) = (framed.width.to_be_bytes(), framed.height.to_be_bytes());
    chunk(&mut bytes, b"IHDR", &[&width[..], &height, &form.kind.head(), &[0; 3]].concat());
    if matches!(form.kind, Kind::Indexed(_)) {
        let colors: Vec<[u8; 4]> = form.palette.iter().map(|color| color.to_be_bytes()).collect();
        let plte: Vec<u8> = colors.iter().flat_map(|[_, r, g, b]| [*r, *g, *b]).collect();
        chunk(&mut bytes, b"PLTE", &plte);
        // Those that are not listed are opaque.
        if let Some(last) = colors.iter().rposition(|color| color[0] < 255) {
            let trns: Vec<u8> = colors[..=last].iter().map(|color| color[0]).collect();
            chunk(&mut bytes, b"tRNS", &trns);
        }
    }
    chunk(&mut bytes, b"IDAT", &stream);
    chunk(&mut bytes, b"IEND", &[]);
    bytes
}

fn chunk(bytes: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    bytes.extend((data.len() as u32).to_be_bytes());
    let start = bytes.len();
    bytes.extend(name);
    bytes.extend(data);
    let sum = crc32fast::hash(&bytes[start..]);
    bytes.extend(sum.to_be_bytes());
}

/// The rows, compressed: those that are all frame from their number.
fn stream(framed: &Framed, form: &Form, filters: &[Filter]) -> Vec<u8> {
    let band = band(framed, form, filters);
    let frame = |rows: u32| (rows > 0).then(|| Part::Runs(runs(framed, form, rows)));
    let (above, below) = (frame(framed.top), frame(framed.below()));
    let parts: Vec<Part<'_>> = above.into_iter().chain([Part::Bytes(&band)]).chain(below).collect();
    zlib(&parts, LEVEL)
}

/// One or more rows of the frame, filtered so that most of their bytes are zeros.
fn runs(framed: &Framed, form: &Form, rows: u32) -> Vec<Run> {
    let (rows, row) = (u64::from(rows), form.kind.row(framed.width as usize) as u64);
    let pixel = form.frame(framed);
    if pixel.iter().all(|byte| *byte == 0) {
        // Without a filter, whose number is zero as well.
        return vec![Run { head: Vec::new(), zeros: rows * (row + 1), times: 1 }];
    }
    let first = [&[Filter::Sub.number()], &pixel[..]].concat();
    let first = Run { head: first, zeros: row - pixel.len() as u64, times: 1 };
    vec![first, Run { head: vec![Filter::Up.number()], zeros: row, times: rows - 1 }]
}

/// The rows that are not all frame, filtered, each after the number of its filter.
fn band(framed: &Framed, form: &Form, filters: &[Filter]) -> Vec<u8> {
    let (step, row) = (form.kind.step(), form.kind.row(framed.width as usize));
    let mut band = Vec::with_capacity((row + 1) * framed.inside.height as usize);
    let mut above = match framed.top {
        0 => vec![0; row],
        _ => form.frame(framed).repeat(row / step),
    };
    let mut last = filters[0];
    form.rows(framed, |own| {
        let start = band.len();
        filter(last, own, &above, (step, &mut band));
        for other in filters.iter().filter(|_| filters.len() > 1).copied() {
            if other == last {
                continue;
            }
            let end = band.len();
            filter(other, own, &above, (step, &mut band));
            if told(&band[end..]) < told(&band[start..end]) {
                band.drain(start..end);
                last = other;
            } else {
                band.truncate(end);
            }
        }
        if filters != [Filter::None] && filters != [Filter::Sub] {
            above.copy_from_slice(own);
        }
    });
    band
}

/// How many bytes of a filtered row say something. (The sum of their amounts, which encoders often take, did worse.)
fn told(row: &[u8]) -> usize {
    // In short parts, which are counted many bytes at a time.
    row[1..]
        .chunks(255)
        .map(|part| part.iter().map(|b| u8::from(*b != 0)).sum::<u8>() as usize)
        .sum()
}

/// Appends the number of a filter and a row filtered by it.
fn filter(filter: Filter, own: &[u8], above: &[u8], (step, band): (usize, &mut Vec<u8>)) {
    band.push(filter.number());
    match filter {
        Filter::None => band.extend_from_slice(own),
        Filter::Sub => {
            band.extend_from_slice(&own[..step]);
            band.extend(own[step..].iter().zip(own).map(|(byte, left)| byte.wrapping_sub(*left)));
        }
        Filter::Up => band.extend(own.iter().zip(above).map(|(byte, up)| byte.wrapping_sub(*up))),
    }
}
