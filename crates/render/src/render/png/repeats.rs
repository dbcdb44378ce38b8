//! True color by what repeats in it, compressed. A linear gradient repeats itself some rows below, shifted by some pixels:
//! whoever tries the distances at which it did so before finds that without going through all that looks alike for a few bytes,
//! which takes zlib most of its time. Apart from [`super::runs`], which looks for less.

use super::bits::{Bits, code, lengths};
use super::flat::{COPIES, End, STOP, SYMBOLS, begin, head, leave};
use super::runs::{SYMBOL, load};

/// A byte as it is; or a length, above sixteen bits with a distance less one.
type Token = u32;

/// The longest copy.
const MOST: usize = 258;
/// The shortest that is looked for.
const LEAST: usize = 4;
/// How far back a copy may begin.
const WINDOW: usize = 1 << 15;
/// Tokens of one block.
const BLOCK: usize = 1 << 14;
/// Distances that are tried at every place.
const TRIED: usize = 10;
/// A copy so long is not compared with the one from the next byte.
const LONG: usize = 64;
/// Within a copy so long, only some places are remembered.
const SPARSE: usize = 32;
/// Bytes that are looked at together, at the most.
const AHEAD: usize = 16;

/// Compresses filtered rows, whose length in bytes is given.
pub(super) fn deflate(bytes: &[u8], row: usize, end: End) -> Vec<u8> {
    let (mut bits, mut tokens) = (Bits::default(), Vec::with_capacity(BLOCK + 1));
    let mut finder = Finder::new(bytes, row);
    let mut at = 0;
    while at < bytes.len() {
        if tokens.len() >= BLOCK {
            finder.literal = block(&mut bits, &tokens, End::More);
            finder.usual.iter_mut().for_each(|usual| usual.1 /= 2);
            tokens.clear();
        }
        at = finder.step(at, &mut tokens);
    }
    block(&mut bits, &tokens, end);
    if end == End::More {
        leave(&mut bits);
    }
    bits.align();
    bits.bytes
}

/// A copy, and how many quarters of a bit it saves.
#[derive(Clone, Copy, Default)]
struct Match {
    length: usize,
    distance: usize,
    saved: i32,
}

/// Looks for copies.
struct Finder<'a> {
    bytes: &'a [u8],
    /// By a digest of eight bytes, and of sixteen, where they were last; 0 if nowhere.
    eights: Vec<u32>,
    sixteens: Vec<u32>,
    shift: u32,
    /// Distances and how much was copied from there; those that are tried first.
    usual: [(usize, u32); 2 * TRIED],
    /// What a literal takes, in quarters of a bit.
    literal: i32,
}

impl<'a> Finder<'a> {
    fn new(bytes: &'a [u8], row: usize) -> Finder<'a> {
        // Small pictures should not pay for the tables of large ones.
        let size = bytes.len().next_power_of_two().clamp(1 << 8, 1 << 15);
        // Farther than anything, until one is found.
        let mut usual = [(usize::MAX, 0); 2 * TRIED];
        (usual[0].0, usual[1].0) = (1, row);
        let shift = 64 - size.trailing_zeros();
        Finder { bytes, eights: vec![0; size], sixteens: vec![0; size], shift, usual, literal: 12 }
    }

    /// Adds the tokens from one place on, and gives the place after them.
    fn step(&mut self, mut at: usize, tokens: &mut Vec<Token>) -> usize {
        let byte = |at: usize| Token::from(self.bytes[at]);
        let last = (self.bytes.len() + 1).saturating_sub(AHEAD);
        if at >= last {
            tokens.push(byte(at));
            return at + 1;
        }
        let mut copy = self.find(at);
        if copy.saved <= 0 {
            tokens.push(Token::from(self.bytes[at]));
            return at + 1;
        }
        let mut seen = at;
        while copy.length < LONG && at + 1 < last {
            let next = self.find(at + 1);
            seen = at + 1;
            if next.saved <= copy.saved + self.literal {
                break;
            }
            tokens.push(Token::from(self.bytes[at]));
            (copy, at) = (next, at + 1);
        }
        tokens.push((copy.length as Token) << 16 | (copy.distance - 1) as Token);
        self.used(copy);
        let end = at + copy.length;
        let places = (seen + 1..end.min(last)).step_by(if copy.length > SPARSE { 4 } else { 1 });
        places.for_each(|at| {
            self.remember(at);
        });
        end
    }

    /// The copy that saves most, if one saves anything. The place is remembered.
    fn find(&mut self, at: usize) -> Match {
        let [eight, sixteen] = self.remember(at);
        let (bytes, literal) = (self.bytes, self.literal);
        let (most, own) = ((bytes.len() - at).min(MOST), load(bytes, at) as u32);
        let mut best = Match::default();
        let mut look = |distance: usize| {
            if distance > at || distance > WINDOW || load(bytes, at - distance) as u32 != own {
                return;
            }
            let length = same(bytes, at - distance, at, most);
            let saved = length as i32 * literal - 4 * (10 + far(distance) as i32);
            if saved > best.saved {
                best = Match { length, distance, saved };
            }
        };
        self.usual[..TRIED].iter().for_each(|(distance, _)| look(*distance));
        for place in [sixteen, eight].into_iter().filter(|place| *place > 0) {
            look(at - place as usize);
        }
        best
    }

    /// Remembers a place, and gives where the same eight bytes were before, and the same sixteen.
    fn remember(&mut self, at: usize) -> [u32; 2] {
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
        let (first, second) = (load(self.bytes, at), load(self.bytes, at + 8));
        let eight = first.wrapping_mul(FACTOR);
        let sixteen = (eight.rotate_left(29) ^ second).wrapping_mul(FACTOR);
        let [eight, sixteen] = [eight, sixteen].map(|digest| (digest >> self.shift) as usize);
        let at = at as u32;
        [
            std::mem::replace(&mut self.eights[eight], at),
            std::mem::replace(&mut self.sixteens[sixteen], at),
        ]
    }

    /// Counts a distance, and moves it before those that copied less.
    fn used(&mut self, copy: Match) {
        let Some(more) = copy.length.checked_sub(3 * LEAST) else { return };
        let usual = &mut self.usual;
        let known = usual.iter().position(|(distance, _)| *distance == copy.distance);
        let mut at = known.unwrap_or(usual.len() - 1);
        if known.is_none() {
            usual[at] = (copy.distance, 0);
        }
        usual[at].1 += more as u32 + 1;
        while at > 0 && usual[at - 1].1 < usual[at].1 {
            usual.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// How many bytes are the same from two places on.
fn same(bytes: &[u8], before: usize, at: usize, most: usize) -> usize {
    let mut length = 0;
    while length + 8 <= most {
        let apart = load(bytes, before + length) ^ load(bytes, at + length);
        if apart != 0 {
            return length + apart.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    while length < most && bytes[before + length] == bytes[at + length] {
        length += 1;
    }
    length
}

/// The bits that tell a distance after its symbol (RFC 1951, 3.2.5).
fn far(distance: usize) -> u32 {
    (distance - 1).checked_ilog2().map_or(0, |log| log.saturating_sub(1))
}

/// The symbol of a distance, the rest of it, and the bits of the rest.
fn symbol(distance: usize) -> (usize, u32, u32) {
    let (rest, bits) = (distance - 1, far(distance));
    match rest {
        0..4 => (rest, 0, 0),
        _ => (2 * bits as usize + (rest >> bits), (rest & ((1 << bits) - 1)) as u32, bits),
    }
}

/// A token taken apart: a byte, or length and distance.
fn parts(token: Token) -> Result<usize, (usize, usize)> {
    match token >> 16 {
        0 => Ok(token as usize),
        length => Err((length as usize, (token & 0xffff) as usize + 1)),
    }
}

/// Writes a block with codes of its own, and gives what a literal took, in quarters of a bit.
fn block(bits: &mut Bits, tokens: &[Token], end: End) -> i32 {
    let (mut counts, mut distances) = ([0u64; SYMBOLS], [0u64; 30]);
    counts[STOP] = 1;
    for token in tokens {
        match parts(*token) {
            Ok(byte) => counts[byte] += 1,
            Err((length, distance)) => {
                counts[usize::from(SYMBOL[length])] += 1;
                distances[symbol(distance).0] += 1;
            }
        }
    }
    // A code has two symbols at least.
    if counts.iter().filter(|count| **count > 0).count() < 2 {
        counts[0] += 1;
    }
    if distances.iter().filter(|count| **count > 0).count() < 2 {
        distances[..2].iter_mut().for_each(|count| *count += 1);
    }
    let (own, apart) = (lengths(&counts, 15), lengths(&distances, 15));
    begin(bits, end, &head(&own, &apart));
    let (symbols, places) = (code(&own), code(&apart));
    for token in tokens {
        match parts(*token) {
            Ok(byte) => bits.put(symbols[byte].0, symbols[byte].1),
            Err((length, distance)) => {
                let of = usize::from(SYMBOL[length]);
                let (first, more) = COPIES[of - STOP - 1];
                bits.put(symbols[of].0, symbols[of].1);
                bits.put(length as u32 - first, more);
                let (of, rest, more) = symbol(distance);
                bits.put(places[of].0, places[of].1);
                bits.put(rest, more);
            }
        }
    }
    bits.put(symbols[STOP].0, symbols[STOP].1);
    let literals = counts[..STOP].iter().sum::<u64>().max(1);
    let taken: u64 = counts[..STOP].iter().zip(&own).map(|(n, bits)| n * u64::from(*bits)).sum();
    // One bit at least, also where there was none.
    ((4 * taken + literals / 2) / literals).max(4) as i32
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn check(bytes: &[u8], row: usize) -> usize {
        for end in [End::Last, End::More] {
            let mut packed = deflate(bytes, row, end);
            if end == End::More {
                assert!(packed.ends_with(&[0, 0, 0xff, 0xff]));
                packed.extend([1, 0, 0, 0xff, 0xff]);
            }
            let mut again = Vec::new();
            flate2::read::DeflateDecoder::new(&packed[..]).read_to_end(&mut again).unwrap();
            assert!(again == bytes, "{} bytes", bytes.len());
        }
        deflate(bytes, row, End::Last).len()
    }

    #[test]
    fn anything_is_read_again() {
        let noise = |n: usize| (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for length in (0..70).chain([255, 258, 259, 260, 5000, 100_000]) {
            check(&vec![7; length], 9);
            check(&(0..length).map(|n| (noise(n) >> 56) as u8).collect::<Vec<u8>>(), 9);
            check(&(0..length).map(|n| (noise(n / 3) >> 63) as u8).collect::<Vec<u8>>(), 9);
        }
    }

    #[test]
    fn a_block_without_literals_does_not_end_the_search() {
        let size = check(&vec![7; 3 * BLOCK * MOST], 9);
        assert!(size < 12_500, "{size}");
    }

    #[test]
    fn the_far_end_of_the_window_is_reached() {
        let noise = |n: u32| (n.wrapping_mul(0x9e37_79b1) >> 13) as u8;
        for period in [4, 32_767, 32_768, 32_769] {
            check(&(0..120_000u32).map(|n| noise(n % period)).collect::<Vec<u8>>(), 400);
        }
    }

    #[test]
    fn a_gradient_that_shifts_from_row_to_row_is_found() {
        let pixel = |n: usize| if (n % 400 + 3 * (n / 400)).is_multiple_of(7) { 1 } else { 0 };
        let rows: Vec<u8> = (0..400 * 400).map(pixel).collect();
        assert!(check(&rows, 400) < rows.len() / 50);
    }
}
