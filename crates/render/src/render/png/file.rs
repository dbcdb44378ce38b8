//! The file around the pixels: chunks, filters, the compressed stream. Our own, so that flat rows need not be there to be
//! compressed, and a compressor's memory is used again.
//!
//! Source: Portable Network Graphics (W3C, third edition), 5, 9 and 11; RFC 1950 for the stream.

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress};

use super::adler::Sum;
use super::flat::{self, End, Run};
use super::form::{Form, Kind};
use super::repeats;
use super::runs::Art;
use crate::render::framed::Framed;

/// How the bytes of a row are told by those before them (PNG, 9.2).
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

/// How the rows are filtered and compressed.
#[derive(Clone, Copy)]
pub(super) enum Way<'a> {
    /// All rows by one of the filters, or each by that which leaves the fewest bytes that are not zero.
    Rows(&'a [Filter], Search),
    /// Literals and runs.
    Runs(&'a Art),
}

/// How repeats are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    /// By zlib, with its level from 1 to 9.
    Zlib(u32),
    /// Where the picture repeated itself before: [`super::repeats`].
    Usual,
}

/// A whole file.
pub(super) fn write(framed: &Framed, form: &Form, way: Way<'_>) -> Vec<u8> {
    let stream = stream(framed, form, way);
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

/// The rows, compressed.
fn stream(framed: &Framed, form: &Form, way: Way<'_>) -> Vec<u8> {
    let (above, below) = (runs(framed, form, framed.top), runs(framed, form, framed.below()));
    let mut sum = Sum::default();
    // Deflate with a window of 32 kB, the default effort; the five bits make both bytes a multiple of 31.
    let mut bytes = vec![0x78, 0x9c];
    if !above.is_empty() {
        flat::adler(&mut sum, &above);
        bytes.extend(flat::deflate(&above, End::More));
    }
    let end = if below.is_empty() { End::Last } else { End::More };
    match way {
        Way::Rows(filters, search) => {
            let band = band(framed, form, filters);
            let mut own = simd_adler32::Adler32::from_checksum(0);
            own.write(&band);
            sum.part(own.finish(), band.len());
            match search {
                Search::Zlib(level) => compress(&mut bytes, &band, level, end),
                Search::Usual => {
                    let row = form.kind.row(framed.width as usize) + 1;
                    bytes.extend(repeats::deflate(&band, row, end));
                }
            }
        }
        Way::Runs(art) => {
            bytes.extend(art.deflate(framed, &form.frame(framed), &mut sum, end));
        }
    }
    if !below.is_empty() {
        flat::adler(&mut sum, &below);
        bytes.extend(flat::deflate(&below, End::Last));
    }
    bytes.extend(sum.finish().to_be_bytes());
    bytes
}

/// So many rows of the frame, filtered so that most of their bytes are zeros.
fn runs(framed: &Framed, form: &Form, rows: u32) -> Vec<Run> {
    let (rows, row) = (u64::from(rows), form.kind.row(framed.width as usize) as u64);
    let pixel = form.frame(framed);
    if rows == 0 {
        return Vec::new();
    }
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

/// All bytes of a row but the first pixel's, by Paeth's filter.
pub(super) fn slope<'a>(
    own: &'a [u8],
    above: &'a [u8],
    step: usize,
) -> impl Iterator<Item = u8> + 'a {
    let (here, before) = (own[step..].iter().zip(&above[step..]), own.iter().zip(above));
    here.zip(before)
        .map(|((byte, up), (left, corner))| byte.wrapping_sub(paeth(*left, *up, *corner)))
}

/// PNG, 9.4.
pub(super) fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, up, corner].map(i16::from);
    let (pa, pb, pc) = ((b - c).abs(), (a - c).abs(), (a + b - c - c).abs());
    let other = if pb <= pc { up } else { corner };
    if pa <= pb && pa <= pc { left } else { other }
}

thread_local! {
    /// The memory of a compressor is a third of a megabyte: as much work as a small picture.
    static COMPRESSOR: RefCell<Option<(u32, Compress)>> = const { RefCell::new(None) };
}

/// Appends the bytes, compressed.
fn compress(bytes: &mut Vec<u8>, plain: &[u8], level: u32, end: End) {
    let end = match end {
        End::More => FlushCompress::Sync,
        End::Last => FlushCompress::Finish,
    };
    COMPRESSOR.with_borrow_mut(|held| {
        let mut own = match held.take() {
            Some((of, own)) if of == level => own,
            _ => Compress::new(Compression::new(level), false),
        };
        own.reset();
        bytes.reserve(plain.len() / 8 + 1024);
        loop {
            let read = own.total_in() as usize;
            // It fails only where it is called in a wrong order.
            let status = own.compress_vec(&plain[read..], bytes, end);
            let is_whole = own.total_in() as usize == plain.len();
            let is_done = match end {
                FlushCompress::Finish => !matches!(status, Ok(flate2::Status::Ok)),
                _ => is_whole && bytes.len() < bytes.capacity(),
            };
            if is_done || status.is_err() {
                break;
            }
            bytes.reserve(bytes.capacity());
        }
        *held = Some((level, own));
    });
}
