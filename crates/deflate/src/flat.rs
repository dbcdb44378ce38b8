//! Blocks of DEFLATE from the numbers of what is in them: some bytes, then zeros, so many times (RFC 1951, 3.2.3 to 3.2.7).

use crate::bits::{self, Bits, code, lengths};

/// Some bytes and then zeros, so many times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The bytes before the zeros.
    pub head: Vec<u8>,
    /// How many zeros follow.
    pub zeros: u64,
    /// How often both are there.
    pub times: u64,
}

#[cfg(test)]
impl Run {
    /// All of its bytes.
    pub(crate) fn plain(&self) -> Vec<u8> {
        let mut once = self.head.clone();
        once.resize(once.len() + self.zeros as usize, 0);
        once.repeat(self.times as usize)
    }
}

/// Whether more blocks follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Yes, at a byte of their own.
    More,
    /// No.
    Last,
}

/// The symbol for the end of a block.
const STOP: usize = 256;
/// The symbol for the longest copy, of 258 bytes.
const LONGEST: usize = 285;
/// Literals, the end, and lengths.
const SYMBOLS: usize = 286;

/// The first length of each symbol from 257, and its number of extra bits (RFC 1951, 3.2.5).
const COPIES: [(u32, u32); 29] = [
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

/// A run in symbols.
struct Symbols {
    /// Literals: the head, and the zero that is copied.
    before: Vec<usize>,
    /// How many copies of the longest length follow.
    longest: u64,
    /// What is left: a literal, or a copy with the extra bits of its length and their number.
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
pub(crate) fn deflate(runs: &[Run], end: End) -> Vec<u8> {
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
    let own_head = head(&own);
    if cost(&own, 1) + own_head.iter().map(|(_, bits)| u64::from(*bits)).sum::<u64>()
        < cost(&fixed(), 5)
    {
        bits.put(u32::from(end == End::Last) | 0b100, 3);
        own_head.iter().for_each(|(value, count)| bits.put(*value, *count));
        body(&mut bits, &runs, &own, 1);
    } else {
        bits.put(u32::from(end == End::Last) | 0b010, 3);
        body(&mut bits, &runs, &fixed(), 5);
    }
    if end == End::More {
        // An empty stored block: the next one begins at a byte.
        bits.put(0, 3);
        bits.align();
        bits.put(0xffff_0000, 32);
    }
    bits.align();
    bits.bytes
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

/// The header of a block with codes of its own (RFC 1951, 3.2.7), as numbers and how many bits each takes. The lengths are
/// those of the code for literals and copies. The code for distances has one symbol, of one bit: all distances are 1.
fn head(lengths: &[u32]) -> Vec<(u32, u32)> {
    const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let used = lengths.iter().rposition(|length| *length > 0).map_or(257, |at| at + 1).max(257);
    let listed = list(&[&lengths[..used], &[1]].concat());
    let mut counts = [0u64; 19];
    listed.iter().for_each(|(symbol, _, _)| counts[*symbol] += 1);
    let own = bits::lengths(&counts, 7);
    let shown = ORDER.iter().rposition(|symbol| own[*symbol] > 0).map_or(4, |at| at + 1).max(4);
    let mut parts = vec![(used as u32 - 257, 5), (0, 5), (shown as u32 - 4, 4)];
    parts.extend(ORDER[..shown].iter().map(|symbol| (own[*symbol], 3)));
    let code = code(&own);
    for (symbol, rest, bits) in listed {
        parts.extend([code[symbol], (rest, bits)]);
    }
    parts
}

/// Lengths as symbols, each with its extra bits and their number: 17 and 18 are several zeros.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adler::Sum;

    fn check(runs: &[Run]) {
        let plain: Vec<u8> = runs.iter().flat_map(Run::plain).collect();
        for end in [End::Last, End::More] {
            let mut packed = deflate(runs, end);
            if end == End::More {
                assert!(packed.ends_with(&[0, 0, 0xff, 0xff]));
                packed.extend([1, 0, 0, 0xff, 0xff]);
            }
            let again = miniz_oxide::inflate::decompress_to_vec(&packed).unwrap();
            assert!(again == plain, "{runs:?}");
        }
        let (mut sum, mut own) = (simd_adler32::Adler32::new(), Sum::default());
        sum.write(&plain);
        own.runs(runs);
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
