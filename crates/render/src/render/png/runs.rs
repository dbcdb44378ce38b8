//! True color as literals and runs alone, compressed. A gradient that is told by its slope (Paeth) leaves noise, in which a
//! search for repeats takes long and finds little. Apart from zlib, which takes six times as long for it, and from
//! [`super::flat`], which needs no pixels.
//!
//! What is found of the art does not depend on where it stands, but for its first row and column and what is right of it.
//! So pictures of the same art on several canvases share it.

use super::adler::Sum;
use super::bits::{Bits, code, lengths};
use super::file::{paeth, slope};
use super::flat::{COPIES, End, STOP, SYMBOLS, begin, head, leave};
use super::form::Form;
use crate::render::framed::Framed;
use rebadge_art::vector::Pixels;

/// A byte as it is; or, above [`RUN`], how often the byte before it is repeated.
type Token = u16;

const RUN: Token = 256;
/// The longest run of one token.
const MOST: usize = 258;
/// The shortest: less takes about as many bits byte by byte.
const LEAST: usize = 8;
/// Tokens of one block: so many that the head of a block hardly counts.
const BLOCK: usize = 1 << 14;
/// The number of the filter, Paeth.
const FILTER: u8 = 4;

/// What all canvases share: the art's bytes, and its rows in tokens.
pub(super) struct Art {
    step: usize,
    /// Bytes of a row.
    row: usize,
    bytes: Vec<u8>,
    tokens: Vec<Token>,
    rows: Vec<Row>,
}

/// A row but for its first pixel: where its tokens end, and what its bytes come to.
struct Row {
    end: usize,
    sum: u32,
}

impl Art {
    /// Looks for runs in rows of true color. The first row has none: it differs from canvas to canvas.
    pub(super) fn of(form: &Form, inside: &Pixels) -> Art {
        let step = form.kind.step();
        let (row, bytes) = (inside.width as usize * step, form.bytes(inside));
        let mut art = Art { step, row, bytes, tokens: Vec::new(), rows: Vec::new() };
        let mut filtered = Vec::with_capacity(row);
        for y in 1..inside.height as usize {
            let (above, own) = art.bytes[(y - 1) * row..(y + 1) * row].split_at(row);
            filtered.clear();
            filtered.extend(slope(own, above, step));
            tokenize(&filtered, &mut art.tokens);
            let mut sum = simd_adler32::Adler32::from_checksum(0);
            sum.write(&filtered);
            art.rows.push(Row { end: art.tokens.len(), sum: sum.finish() });
        }
        art
    }

    /// The rows of the art with the frame beside them, and the sum over their bytes after those that were before.
    pub(super) fn deflate(
        &self,
        framed: &Framed,
        frame: &[u8],
        sum: &mut Sum,
        end: End,
    ) -> Vec<u8> {
        let mut out = Blocks { tokens: Vec::new(), bits: Bits::default() };
        let canvas = Canvas { art: self, frame, framed };
        let (width, left) = (framed.inside.width as isize, framed.left as isize);
        let (step, mut start) = (self.step, 0);
        for y in 0..framed.inside.height as isize {
            if out.tokens.len() >= BLOCK {
                out.block(End::More);
            }
            out.bytes(&[FILTER], sum);
            if left > 0 {
                out.bytes(&canvas.told(-left, y)[..step], sum);
                out.zeros((left as usize - 1) * self.step, sum);
            }
            out.bytes(&canvas.told(0, y)[..step], sum);
            match self.rows.get((y - 1) as usize) {
                Some(row) if y > 0 => {
                    out.tokens.extend_from_slice(&self.tokens[start..row.end]);
                    sum.part(row.sum, self.row - self.step);
                    start = row.end;
                }
                _ => (1..width).for_each(|x| out.bytes(&canvas.told(x, y)[..step], sum)),
            }
            let right = framed.width as usize - (left + width) as usize;
            if right > 0 {
                out.bytes(&canvas.told(width, y)[..step], sum);
                out.zeros((right - 1) * self.step, sum);
            }
        }
        out.block(end);
        if end == End::More {
            leave(&mut out.bits);
        }
        out.bits.align();
        out.bits.bytes
    }
}

/// Art where it stands.
struct Canvas<'a> {
    art: &'a Art,
    frame: &'a [u8],
    framed: &'a Framed,
}

impl Canvas<'_> {
    /// A pixel, counted from the art's first: of the art, of the frame, or nothing where the canvas ends.
    fn at(&self, x: isize, y: isize) -> [u8; 4] {
        let (art, inside) = (self.art, &self.framed.inside);
        let mut pixel = [0; 4];
        if x < -(self.framed.left as isize) || y < -(self.framed.top as isize) {
            return pixel;
        }
        let is_inside = x >= 0 && y >= 0 && (x as usize) < inside.width as usize;
        let bytes = match is_inside {
            true => &art.bytes[y as usize * art.row + x as usize * art.step..][..art.step],
            false => self.frame,
        };
        pixel[..bytes.len()].copy_from_slice(bytes);
        pixel
    }

    /// A pixel told by those before it.
    fn told(&self, x: isize, y: isize) -> [u8; 4] {
        let (own, left) = (self.at(x, y), self.at(x - 1, y));
        let (up, corner) = (self.at(x, y - 1), self.at(x - 1, y - 1));
        std::array::from_fn(|n| own[n].wrapping_sub(paeth(left[n], up[n], corner[n])))
    }
}

/// Eight bytes.
pub(super) fn load(bytes: &[u8], at: usize) -> u64 {
    let mut own = [0; 8];
    own.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(own)
}

/// Appends the tokens of some bytes. The first is a literal, whatever is before it.
fn tokenize(bytes: &[u8], tokens: &mut Vec<Token>) {
    let mut at = 0;
    while at < bytes.len() {
        if at == 0 || at + 8 > bytes.len() || load(bytes, at) != load(bytes, at - 1) {
            tokens.push(Token::from(bytes[at]));
            at += 1;
            continue;
        }
        let most = (at + MOST).min(bytes.len());
        let mut end = at + LEAST;
        while end + 8 <= most && load(bytes, end) == load(bytes, end - 1) {
            end += 8;
        }
        while end < most && bytes[end] == bytes[at] {
            end += 1;
        }
        tokens.push(RUN + (end - at) as Token);
        at = end;
    }
}

/// Tokens on their way into blocks of DEFLATE.
struct Blocks {
    tokens: Vec<Token>,
    bits: Bits,
}

impl Blocks {
    fn bytes(&mut self, bytes: &[u8], sum: &mut Sum) {
        self.tokens.extend(bytes.iter().map(|byte| Token::from(*byte)));
        bytes.iter().for_each(|byte| sum.byte(*byte));
    }

    fn zeros(&mut self, count: usize, sum: &mut Sum) {
        sum.zeros(count as u64);
        let Some(rest) = count.checked_sub(1) else { return };
        self.tokens.push(0);
        self.tokens.extend(std::iter::repeat_n(RUN + MOST as Token, rest / MOST));
        match rest % MOST {
            few @ 0..3 => self.tokens.extend(std::iter::repeat_n(0, few)),
            rest => self.tokens.push(RUN + rest as Token),
        }
    }

    /// Writes what there is as one block with a code of its own.
    fn block(&mut self, end: End) {
        let mut counts = [0u64; SYMBOLS];
        counts[STOP] = 1;
        for token in &self.tokens {
            counts[symbol(*token)] += 1;
        }
        let lengths = lengths(&counts, 15);
        let code = code(&lengths);
        begin(&mut self.bits, end, &head(&lengths, &[1]));
        let written: Vec<(u32, u32)> = (0..=RUN + MOST as Token).map(|t| bits(t, &code)).collect();
        for token in self.tokens.drain(..) {
            let (value, count) = written[usize::from(token)];
            self.bits.put(value, count);
        }
        self.bits.put(code[STOP].0, code[STOP].1);
    }
}

/// The symbol that stands for each length of a copy.
pub(super) const SYMBOL: [u16; MOST + 1] = {
    let mut symbols = [0; MOST + 1];
    let (mut length, mut at) = (COPIES[0].0 as usize, 0);
    while length <= MOST {
        if at + 1 < COPIES.len() && COPIES[at + 1].0 as usize == length {
            at += 1;
        }
        symbols[length] = (STOP + 1 + at) as u16;
        length += 1;
    }
    symbols
};

fn symbol(token: Token) -> usize {
    match token.checked_sub(RUN) {
        None => usize::from(token),
        Some(length) => usize::from(SYMBOL[usize::from(length)]),
    }
}

/// A token as it is written: of a run its symbol, the rest of its length, and the one distance that there is.
fn bits(token: Token, code: &[(u32, u32)]) -> (u32, u32) {
    let (value, count) = code[symbol(token)];
    match token.checked_sub(RUN) {
        Some(length) if usize::from(length) >= 3 => {
            let (first, bits) = COPIES[symbol(token) - STOP - 1];
            (value | (u32::from(length) - first) << count, count + bits + 1)
        }
        _ => (value, count),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn check(bytes: &[u8]) {
        let mut blocks = Blocks { tokens: Vec::new(), bits: Bits::default() };
        tokenize(bytes, &mut blocks.tokens);
        blocks.zeros(700, &mut Sum::default());
        blocks.block(End::Last);
        blocks.bits.align();
        let mut again = Vec::new();
        flate2::read::DeflateDecoder::new(&blocks.bits.bytes[..]).read_to_end(&mut again).unwrap();
        assert!(again == [bytes, &[0; 700]].concat());
    }

    #[test]
    fn runs_of_any_length_are_read_again() {
        for length in (1..600).chain([5000]) {
            let run = [vec![7], vec![9; length], vec![1, 2, 3]].concat();
            check(&run);
            check(&run[1..]);
        }
        check(&(0..5000u32).map(|n| (n * n / 7) as u8).collect::<Vec<u8>>());
    }
}
