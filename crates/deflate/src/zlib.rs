//! The stream around the blocks: a header, parts that end at a byte each, the checksum of all (RFC 1950, 2.2).

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress, Status};

use crate::adler::Sum;
use crate::flat::{self, End, Run};

/// Bytes that are compressed, one way or the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Any bytes; compressed by zlib.
    Bytes(&'a [u8]),
    /// Runs, compressed from their numbers.
    Runs(Vec<Run>),
}

/// A zlib stream of all parts, in their order. The level is zlib's, from 1 to 9; runs are compressed in the same way at
/// each.
pub fn zlib(parts: &[Part<'_>], level: u32) -> Vec<u8> {
    let mut sum = Sum::default();
    // DEFLATE with a window of 32 kB, the default effort; the five bits make both bytes a multiple of 31.
    let mut bytes = vec![0x78, 0x9c];
    for (at, part) in parts.iter().enumerate() {
        let end = if at + 1 < parts.len() { End::More } else { End::Last };
        match part {
            Part::Bytes(plain) => {
                let mut own = simd_adler32::Adler32::from_checksum(0);
                own.write(plain);
                sum.part(own.finish(), plain.len());
                compress(&mut bytes, plain, level, end);
            }
            Part::Runs(runs) => {
                sum.runs(runs);
                bytes.extend(flat::deflate(runs, end));
            }
        }
    }
    if parts.is_empty() {
        bytes.extend(flat::deflate(&[], End::Last));
    }
    bytes.extend(sum.finish().to_be_bytes());
    bytes
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
                FlushCompress::Finish => !matches!(status, Ok(Status::Ok)),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that are the same in each run (SplitMix64).
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: u64) -> u64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let n = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (n ^ (n >> 31)) % end
        }

        /// Mostly small numbers, now and then one up to `end`.
        fn skewed(&mut self, end: u64) -> u64 {
            let end = [3, 20, 300, end][self.below(4) as usize].min(end);
            self.below(end)
        }

        fn bytes(&mut self, count: u64) -> Vec<u8> {
            // Few different ones, so that they repeat, or all.
            let kinds = [1, 4, 256][self.below(3) as usize];
            (0..count).map(|_| self.below(kinds) as u8).collect()
        }
    }

    /// What a decoder of others reads, with its own checksum, must be all parts.
    fn check(parts: &[Part<'_>], level: u32) {
        let mut plain = Vec::new();
        for part in parts {
            match part {
                Part::Bytes(bytes) => plain.extend_from_slice(bytes),
                Part::Runs(runs) => runs.iter().for_each(|run| plain.extend(run.plain())),
            }
        }
        let stream = zlib(parts, level);
        let again = miniz_oxide::inflate::decompress_to_vec_zlib(&stream).unwrap();
        assert!(again == plain, "level {level}: {parts:?}");
        let mut reader = flate2::read::ZlibDecoder::new(&stream[..]);
        let mut again = Vec::new();
        std::io::Read::read_to_end(&mut reader, &mut again).unwrap();
        assert!(again == plain, "level {level}: {parts:?}");
        assert_eq!(reader.total_in() as usize, stream.len(), "bytes are left: {parts:?}");
    }

    #[test]
    fn few_and_empty_parts_are_read_again() {
        let none = || Run { head: Vec::new(), zeros: 0, times: 0 };
        let empty = Run { times: 9, ..none() };
        for level in 1..=9 {
            check(&[], level);
            check(&[Part::Bytes(&[])], level);
            check(&[Part::Runs(Vec::new())], level);
            check(&[Part::Runs(vec![none(), empty.clone()])], level);
            check(&[Part::Bytes(&[]), Part::Runs(vec![none()]), Part::Bytes(&[])], level);
            check(&[Part::Bytes(b"a"), Part::Bytes(b"aaaaaaaaaaaaaaaa")], level);
        }
    }

    #[test]
    fn any_parts_are_read_again() {
        let mut random = Random(7);
        for _ in 0..1500 {
            let bytes: Vec<Vec<u8>> = (0..random.below(4))
                .map(|_| {
                    let count = random.skewed(40_000);
                    random.bytes(count)
                })
                .collect();
            let mut parts = Vec::new();
            for bytes in &bytes {
                for _ in 0..random.below(3) {
                    let runs = (0..random.below(5)).map(|_| {
                        let head = random.below(12);
                        let head = random.bytes(head);
                        let times = random.skewed(60);
                        Run { head, zeros: random.skewed(70_000), times }
                    });
                    parts.push(Part::Runs(runs.collect()));
                }
                parts.push(Part::Bytes(bytes));
            }
            check(&parts, 1 + random.below(9) as u32);
        }
    }

    /// A picture of one color but for a box, row by row as PNG filters it: by Sub the first row, by Up those below it.
    #[test]
    fn rows_around_any_box_are_read_again() {
        let mut random = Random(99);
        for _ in 0..600 {
            let step = [1, 2, 3, 4][random.below(4) as usize];
            let row = step * (1 + random.skewed(4000));
            let color = random.bytes(step);
            let flat = |rows: u64| {
                let first = Run { head: [&[1][..], &color].concat(), zeros: row - step, times: 1 };
                let others = Run { head: vec![2], zeros: row, times: rows - 1 };
                Part::Runs(vec![first, others])
            };
            let (above, inside, below) =
                (random.skewed(90), 1 + random.below(6), random.skewed(90));
            let band = random.bytes(inside * (row + 1));
            let mut parts = Vec::new();
            parts.extend((above > 0).then(|| flat(above)));
            parts.push(Part::Bytes(&band));
            parts.extend((below > 0).then(|| flat(below)));
            check(&parts, 6);
        }
    }

    #[test]
    fn large_bytes_are_read_again_in_pieces() {
        let mut random = Random(1);
        let noise: Vec<u8> = (0..700_000).map(|_| random.below(256) as u8).collect();
        let run = Run { head: vec![2], zeros: 9000, times: 1000 };
        check(&[Part::Bytes(&noise), Part::Runs(vec![run]), Part::Bytes(&noise)], 6);
    }
}
