//! Bits, and the codes that stand for symbols: what blocks of DEFLATE are made of (RFC 1951). Apart from [`super::flat`],
//! which knows what it says.

/// Bits in the order of DEFLATE: the lowest of a byte first.
#[derive(Default)]
pub(super) struct Bits {
    pub(super) bytes: Vec<u8>,
    hold: u64,
    count: u32,
}

impl Bits {
    /// At most 32 bits of a number, the lowest first.
    pub(super) fn put(&mut self, value: u32, bits: u32) {
        self.hold |= u64::from(value) << self.count;
        self.count += bits;
        while self.count >= 8 {
            self.bytes.push(self.hold as u8);
            self.hold >>= 8;
            self.count -= 8;
        }
    }

    /// Zeros up to the next byte.
    pub(super) fn align(&mut self) {
        if self.count > 0 {
            self.put(0, 8 - self.count);
        }
    }
}

/// The code of each symbol: its bits, reversed as they are written, and how many they are; 0 for a symbol without one.
pub(super) type Code = Vec<(u32, u32)>;

/// Codes from their lengths (RFC 1951, 3.2.2).
pub(super) fn code(lengths: &[u32]) -> Code {
    let mut all = vec![(0, 0); lengths.len()];
    let mut next = 0u32;
    for length in 1..=15 {
        next <<= 1;
        for (symbol, _) in lengths.iter().enumerate().filter(|(_, own)| **own == length) {
            all[symbol] = (next.reverse_bits() >> (32 - length), length);
            next += 1;
        }
    }
    all
}

/// The lengths of a Huffman code for symbols that occur so often; 0 for those that do not. At least two occur.
pub(super) fn lengths(counts: &[u64], limit: u32) -> Vec<u32> {
    let mut counts = counts.to_vec();
    loop {
        let found = huffman(&counts);
        if found.iter().all(|length| *length <= limit) {
            return found;
        }
        // Counts closer to each other give a flatter tree.
        counts.iter_mut().for_each(|count| *count = count.div_ceil(2));
    }
}

fn huffman(counts: &[u64]) -> Vec<u32> {
    let mut found = vec![0; counts.len()];
    let used = (0..counts.len()).filter(|symbol| counts[*symbol] > 0);
    let mut trees: Vec<(u64, Vec<usize>)> =
        used.map(|symbol| (counts[symbol], vec![symbol])).collect();
    while trees.len() > 1 {
        // The rarest two last; of equal ones always the same.
        trees.sort_by(|a, b| b.cmp(a));
        let (Some(one), Some(other)) = (trees.pop(), trees.pop()) else { break };
        let symbols = [one.1, other.1].concat();
        symbols.iter().for_each(|symbol| found[*symbol] += 1);
        trees.push((one.0 + other.0, symbols));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(counts: &[u64], limit: u32, expect: &[u32]) {
        let found = lengths(counts, limit);
        assert_eq!(found, expect);
        let filled: u32 = found.iter().filter(|l| **l > 0).map(|l| 1 << (15 - l)).sum();
        assert_eq!(filled, 1 << 15, "a decoder refuses a code with holes");
    }

    #[test]
    fn what_is_rare_is_long() {
        check(&[5, 0, 5], 15, &[1, 0, 1]);
        check(&[1, 1, 2, 90], 15, &[3, 3, 2, 1]);
        check(&[1, 1, 2, 4, 8, 16], 15, &[5, 5, 4, 3, 2, 1]);
        check(&[1, 1, 2, 4, 8, 16], 3, &[3, 3, 3, 3, 2, 2]);
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // The example of RFC 1951, 3.2.2.
        let found = code(&[3, 3, 3, 3, 3, 2, 4, 4]);
        let expect = ["010", "011", "100", "101", "110", "00", "1110", "1111"];
        for ((bits, length), expect) in found.into_iter().zip(expect) {
            let text: String =
                (0..length).map(|at| if bits >> at & 1 == 1 { '1' } else { '0' }).collect();
            assert_eq!(text, expect);
        }
    }
}
