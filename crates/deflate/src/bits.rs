//! Bits and Huffman codes (RFC 1951, 3.1.1 and 3.2.2).

/// Bits in the order of DEFLATE: the lowest of a byte first.
#[derive(Default)]
pub(crate) struct Bits {
    /// All whole ones; the rest after [`Bits::align`].
    pub(crate) bytes: Vec<u8>,
    hold: u64,
    count: u32,
}

impl Bits {
    /// At most 32 bits of a number, the lowest first.
    pub(crate) fn put(&mut self, value: u32, bits: u32) {
        self.hold |= u64::from(value) << self.count;
        self.count += bits;
        if self.count >= 32 {
            self.bytes.extend((self.hold as u32).to_le_bytes());
            self.hold >>= 32;
            self.count -= 32;
        }
    }

    /// Zeros up to the next byte, after which all are in `bytes`.
    pub(crate) fn align(&mut self) {
        let whole = self.count.div_ceil(8) as usize;
        self.bytes.extend(&self.hold.to_le_bytes()[..whole]);
        (self.hold, self.count) = (0, 0);
    }
}

/// The code of each symbol: its bits, reversed as they are written, and how many they are; 0 for a symbol without one.
pub(crate) type Code = Vec<(u32, u32)>;

/// Codes from their lengths (RFC 1951, 3.2.2).
pub(crate) fn code(lengths: &[u32]) -> Code {
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
pub(crate) fn lengths(counts: &[u64], limit: u32) -> Vec<u32> {
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

/// Huffman's tree, from two queues: of symbols, and of the trees that were made of them, both with the rarest first.
fn huffman(counts: &[u64]) -> Vec<u32> {
    let mut symbols: Vec<usize> = (0..counts.len()).filter(|symbol| counts[*symbol] > 0).collect();
    // Of equal ones always the same.
    symbols.sort_by_key(|symbol| (counts[*symbol], *symbol));
    let mut weights: Vec<u64> = symbols.iter().map(|symbol| counts[*symbol]).collect();
    let (leaves, all) = (symbols.len(), 2 * symbols.len() - 1);
    let mut parents = vec![0; all];
    let (mut leaf, mut tree) = (0, leaves);
    for own in leaves..all {
        let mut rarest = || {
            let is_leaf =
                leaf < leaves && (tree >= weights.len() || weights[leaf] <= weights[tree]);
            let next = if is_leaf { &mut leaf } else { &mut tree };
            parents[*next] = own;
            *next += 1;
            weights[*next - 1]
        };
        let weight = rarest() + rarest();
        weights.push(weight);
    }
    let mut depths = vec![0; all];
    for at in (0..all - 1).rev() {
        depths[at] = depths[parents[at]] + 1;
    }
    let mut found = vec![0; counts.len()];
    symbols.iter().zip(&depths).for_each(|(symbol, depth)| found[*symbol] = *depth);
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
