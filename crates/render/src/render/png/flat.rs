//! Rows of one color, compressed without being there: their bytes are one value in long runs, so that the blocks, and the
//! checksum over the bytes, follow from numbers alone. Apart from the compressor, which must look at every byte.

use super::adler::Sum;
use super::bits::{Bits, code, lengths};

/// Some bytes and then zeros, so many times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) head: Vec<u8>,
    pub(super) zeros: u64,
    pub(super) times: u64,
}

/// Whether more blocks follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Yes, at a byte of their own.
    More,
    /// No.
    Last,
}

/// The symbol for the end of a block.
pub(super) const STOP: usize = 256;
/// The symbol for the longest copy, of 258 bytes.
const LONGEST: usize = 285;
/// Literals, the end, and lengths.
pub(super) const SYMBOLS: usize = 286;

/// First length of each symbol from 257, and how many bits tell the rest (RFC 1951, 3.2.5).
pub(super) const COPIES: [(u32, u32); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];

/// A run in symbols: those before the longest copies, how many of these, those after them. The rest of a copy's length,
/// and its bits, stand beside each symbol.
struct Symbols {
    before: Vec<usize>,
    longest: u64,
    after: Vec<(usize, u32, u32)>,
    times: u64,
}

fn symbols(run: &Run) -> Symbols {
    let mut before: Vec<usize> = run.head.iter().map(|byte| usize::from(*byte)).collect();
    // A copy repeats the byte before it, so the first zero is written.
    before.extend((run.zeros > 0).then_some(0));
    let copied = run.zeros.saturating_sub(1);
    let rest = (copied % 258) as u32;
    let after = match rest {
        0..3 => vec![(0, 0, 0); rest as usize],
        _ => {
            let at = COPIES.iter().rposition(|(first, _)| *first <= rest).unwrap_or(0);
            vec![(257 + at, rest - COPIES[at].0, COPIES[at].1)]
        }
    };
    Symbols { before, longest: copied / 258, after, times: run.times }
}

/// One block with all runs.
pub(super) fn deflate(runs: &[Run], end: End) -> Vec<u8> {
    let runs: Vec<Symbols> = runs.iter().map(symbols).collect();
    let mut counts = vec![0u64; SYMBOLS];
    counts[STOP] = 1;
    for run in &runs {
        run.before.iter().for_each(|symbol| counts[*symbol] += run.times);
        run.after.iter().for_each(|(symbol, _, _)| counts[*symbol] += run.times);
        counts[LONGEST] += run.longest * run.times;
    }
    let own = lengths(&counts, 15);
    let cost = |lengths: &[u32], copy: u64| -> u64 {
        let of = |(symbol, count): (usize, &u64)| {
            count * (u64::from(lengths[symbol]) + if symbol > STOP { copy } else { 0 })
        };
        counts.iter().enumerate().map(of).sum()
    };
    let mut bits = Bits::default();
    // Of distances there is only the first.
    let own_head = head(&own, &[1]);
    if cost(&own, 1) + own_head.iter().map(|(_, bits)| u64::from(*bits)).sum::<u64>()
        < cost(&fixed(), 5)
    {
        begin(&mut bits, end, &own_head);
        body(&mut bits, &runs, &own, 1);
    } else {
        bits.put(u32::from(end == End::Last) | 0b010, 3);
        body(&mut bits, &runs, &fixed(), 5);
    }
    if end == End::More {
        leave(&mut bits);
    }
    bits.align();
    bits.bytes
}

/// Begins a block with a code of its own.
pub(super) fn begin(bits: &mut Bits, end: End, head: &[(u32, u32)]) {
    bits.put(u32::from(end == End::Last) | 0b100, 3);
    head.iter().for_each(|(value, count)| bits.put(*value, *count));
}

/// An empty stored block: the next one begins at a byte.
pub(super) fn leave(bits: &mut Bits) {
    bits.put(0, 3);
    bits.align();
    bits.put(0xffff_0000, 32);
}

/// The lengths of the fixed code (RFC 1951, 3.2.6).
fn fixed() -> Vec<u32> {
    let length = |symbol| match symbol {
        0..=143 | 280.. => 8,
        144..=255 => 9,
        _ => 7,
    };
    (0..288).map(length).collect()
}

/// The head of a block with codes of its own (RFC 1951, 3.2.7), as numbers and their bits: the lengths of the code for bytes
/// and copies, and of that for distances.
pub(super) fn head(lengths: &[u32], distances: &[u32]) -> Vec<(u32, u32)> {
    const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let used = lengths.iter().rposition(|length| *length > 0).map_or(257, |at| at + 1).max(257);
    let listed = list(&[&lengths[..used], distances].concat());
    let mut counts = [0u64; 19];
    listed.iter().for_each(|(symbol, _, _)| counts[*symbol] += 1);
    let own = super::bits::lengths(&counts, 7);
    let shown = ORDER.iter().rposition(|symbol| own[*symbol] > 0).map_or(4, |at| at + 1).max(4);
    let mut parts =
        vec![(used as u32 - 257, 5), (distances.len() as u32 - 1, 5), (shown as u32 - 4, 4)];
    parts.extend(ORDER[..shown].iter().map(|symbol| (own[*symbol], 3)));
    let code = code(&own);
    for (symbol, rest, bits) in listed {
        parts.extend([code[symbol], (rest, bits)]);
    }
    parts
}

/// Lengths as symbols: 17 and 18 stand for zeros, with their number beside them.
fn list(lengths: &[u32]) -> Vec<(usize, u32, u32)> {
    let (mut listed, mut at) = (Vec::new(), 0);
    while at < lengths.len() {
        let zeros = lengths[at..].iter().take(138).take_while(|length| **length == 0).count();
        at += zeros.max(1);
        listed.push(match zeros {
            0 => (lengths[at - 1] as usize, 0, 0),
            1 | 2 => {
                at -= zeros - 1;
                (0, 0, 0)
            }
            3..=10 => (17, zeros as u32 - 3, 3),
            _ => (18, zeros as u32 - 11, 7),
        });
    }
    listed
}

fn body(bits: &mut Bits, runs: &[Symbols], lengths: &[u32], distance: u32) {
    let code = code(lengths);
    let copy = |bits: &mut Bits, symbol: usize, rest: u32, count: u32| {
        bits.put(code[symbol].0, code[symbol].1);
        bits.put(rest, count);
        // Its distance is one byte: the first code, which is all zeros.
        bits.put(0, if symbol > STOP { distance } else { 0 });
    };
    for run in runs {
        for _ in 0..run.times {
            run.before.iter().for_each(|symbol| copy(bits, *symbol, 0, 0));
            (0..run.longest).for_each(|_| copy(bits, LONGEST, 0, 0));
            run.after.iter().for_each(|(symbol, rest, count)| copy(bits, *symbol, *rest, *count));
        }
    }
    bits.put(code[STOP].0, code[STOP].1);
}

/// Adds the bytes of some runs to a checksum.
pub(super) fn adler(sum: &mut Sum, runs: &[Run]) {
    for run in runs {
        for _ in 0..run.times {
            run.head.iter().for_each(|byte| sum.byte(*byte));
            sum.zeros(run.zeros);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn check(runs: &[Run]) {
        let mut plain = Vec::new();
        for run in runs {
            for _ in 0..run.times {
                plain.extend_from_slice(&run.head);
                plain.resize(plain.len() + run.zeros as usize, 0);
            }
        }
        for end in [End::Last, End::More] {
            let mut packed = deflate(runs, end);
            if end == End::More {
                assert!(packed.ends_with(&[0, 0, 0xff, 0xff]));
                packed.extend([1, 0, 0, 0xff, 0xff]);
            }
            let mut again = Vec::new();
            flate2::read::DeflateDecoder::new(&packed[..]).read_to_end(&mut again).unwrap();
            assert!(again == plain, "{runs:?}");
        }
        let (mut sum, mut own) = (simd_adler32::Adler32::new(), Sum::default());
        sum.write(&plain);
        adler(&mut own, runs);
        assert_eq!(own.finish(), sum.finish(), "{runs:?}");
    }

    fn run(head: &[u8], zeros: u64, times: u64) -> Run {
        Run { head: head.to_vec(), zeros, times }
    }

    #[test]
    fn any_run_is_read_again() {
        for zeros in (0..600).chain([4096, 65_520, 65_521, 300_000]) {
            check(&[run(&[], zeros, 1)]);
            check(&[run(&[1, 255, 106, 0], zeros, 1), run(&[2], zeros, 3)]);
        }
        check(&[run(&[2], 6000, 900)]);
        check(&[run(&[1, 200, 100, 150, 255], 77, 1), run(&[2], 80, 1000)]);
    }

    #[test]
    fn a_run_takes_two_bits_for_258_bytes() {
        assert!(deflate(&[run(&[], 2_580_000, 1)], End::Last).len() < 10_000 / 4 + 40);
        assert!(deflate(&[run(&[], 100, 1)], End::Last).len() < 6);
    }
}
