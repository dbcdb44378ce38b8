//! Adler-32 of a whole from those of its parts (RFC 1950, 8.2).

use crate::flat::Run;

const MODULUS: u64 = 65521;

/// The sum so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    low: u64,
    high: u64,
}

impl Default for Sum {
    fn default() -> Sum {
        Sum { low: 1, high: 0 }
    }
}

impl Sum {
    /// Adds a byte.
    pub(crate) fn byte(&mut self, byte: u8) {
        self.low = (self.low + u64::from(byte)) % MODULUS;
        self.high = (self.high + self.low) % MODULUS;
    }

    /// Adds so many zeros. Each adds the first sum to the second.
    pub(crate) fn zeros(&mut self, count: u64) {
        self.high = (self.high + count % MODULUS * self.low) % MODULUS;
    }

    /// Adds so many bytes that come to `own`, counted from zero.
    pub(crate) fn part(&mut self, own: u32, bytes: usize) {
        self.zeros(bytes as u64);
        self.low = (self.low + u64::from(own & 0xffff)) % MODULUS;
        self.high = (self.high + u64::from(own >> 16)) % MODULUS;
    }

    /// Adds the bytes of some runs.
    pub(crate) fn runs(&mut self, runs: &[Run]) {
        for run in runs {
            for _ in 0..run.times {
                run.head.iter().for_each(|byte| self.byte(*byte));
                self.zeros(run.zeros);
            }
        }
    }

    /// The checksum, as it is written.
    pub(crate) fn finish(self) -> u32 {
        (self.high << 16 | self.low) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_to_the_whole() {
        let bytes: Vec<u8> = (0..9000u32).map(|n| (n % 251) as u8).collect();
        let of = |start: u32, bytes: &[u8]| {
            let mut sum = simd_adler32::Adler32::from_checksum(start);
            sum.write(bytes);
            sum.finish()
        };
        let mut sum = Sum::default();
        sum.byte(bytes[0]);
        sum.part(of(0, &bytes[1..]), bytes.len() - 1);
        sum.zeros(70_000);
        assert_eq!(sum.finish(), of(1, &[&bytes[..], &[0; 70_000]].concat()));
    }
}
