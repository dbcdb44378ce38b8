//! Long texts, compressed in pieces. Most of a long text of a finished bundle is the same for every tenant, but for a few places
//! that are their own: the pieces between these are compressed once, and copied from then on.
//!
//! A text is cut where its own bytes say (content-defined chunking, Xia et al., USENIX ATC 2016, by the crate `fastcdc`), so that
//! what is put in or taken out moves no cut but those near it. Each piece is compressed as what follows the window before it, and
//! ends at a whole byte (RFC 1951; zlib's manual, `deflateSetDictionary` and `Z_SYNC_FLUSH`). So the pieces together are one stream,
//! whose bytes follow from the text alone, whether a piece was known or not.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;
use std::ops::Range;

use fastcdc::v2020::FastCDC;
use flate2::{Compress, Compression, FlushCompress};
use rebadge_core::digest::sha256_of;

/// A text that has fewer bytes is compressed as a whole.
pub(crate) const LONG: usize = 128 << 10;

/// How many bytes of a text a decoder looks back.
const WINDOW: usize = 32 << 10;
/// How long a piece is at least, usually and at most, in bytes.
const LENGTHS: [usize; 3] = [8 << 10, 32 << 10, 128 << 10];
/// How many bytes say how long the compressed form of a piece is.
const LENGTH: usize = 4;
/// How many bytes the key of a piece has: a SHA-256 in hexadecimal digits.
const KEY: usize = 64;

/// Pieces that were compressed before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces(BTreeMap<String, Vec<u8>>);

impl Pieces {
    /// Compresses the pieces of a text, for texts that are like it.
    ///
    /// # Errors
    /// What the compressor says, which takes any bytes.
    pub fn add(&mut self, text: &[u8]) -> io::Result<()> {
        for piece in pieces(text) {
            if let Entry::Vacant(place) = self.0.entry(piece.key()) {
                place.insert(piece.compressed()?);
            }
        }
        Ok(())
    }

    /// A text as a DEFLATE stream: of known pieces where it has them.
    ///
    /// # Errors
    /// What the compressor says, which takes any bytes.
    pub(crate) fn deflate(&self, text: &[u8]) -> io::Result<Vec<u8>> {
        let mut out = Vec::with_capacity(text.len() / 3);
        for piece in pieces(text) {
            match self.0.get(&piece.key()) {
                Some(known) => out.extend_from_slice(known),
                None => out.extend(piece.compressed()?),
            }
        }
        Ok(out)
    }

    /// All of them as bytes: of each its key, its length and what it is compressed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (key, piece) in &self.0 {
            out.extend_from_slice(key.as_bytes());
            // A piece is shorter than what was compressed, or not much longer.
            out.extend_from_slice(&(piece.len() as u32).to_le_bytes());
            out.extend_from_slice(piece);
        }
        out
    }

    /// Those that [`Pieces::to_bytes`] wrote; `None` for other bytes.
    pub fn of_bytes(mut bytes: &[u8]) -> Option<Pieces> {
        let mut pieces = BTreeMap::new();
        while !bytes.is_empty() {
            let (key, rest) = bytes.split_at_checked(KEY)?;
            let (length, rest) = rest.split_first_chunk::<LENGTH>()?;
            let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
            let (piece, rest) = rest.split_at_checked(length)?;
            pieces.insert(String::from_utf8(key.to_vec()).ok()?, piece.to_vec());
            bytes = rest;
        }
        Some(Pieces(pieces))
    }
}

/// A piece of a text.
struct Piece<'t> {
    /// What is before it, as far as a decoder looks back.
    before: &'t [u8],
    bytes: &'t [u8],
    is_last: bool,
}

/// The pieces of a text, at least one.
fn pieces(text: &[u8]) -> impl Iterator<Item = Piece<'_>> {
    let [least, usual, most] = LENGTHS;
    let cuts = FastCDC::new(text, least, usual, most);
    let spans = cuts.map(|cut| cut.offset..cut.offset + cut.length);
    let none = text.is_empty().then_some(0..0);
    spans.chain(none).map(|Range { start, end }| Piece {
        before: &text[start.saturating_sub(WINDOW)..start],
        bytes: &text[start..end],
        is_last: end == text.len(),
    })
}

impl Piece<'_> {
    /// What is the same as long as its compressed form is.
    fn key(&self) -> String {
        sha256_of(&[self.before, self.bytes, &[u8::from(self.is_last)]])
    }

    fn compressed(&self) -> io::Result<Vec<u8>> {
        let mut compress = Compress::new(Compression::default(), false);
        if !self.before.is_empty() {
            compress.set_dictionary(self.before)?;
        }
        let flush = if self.is_last { FlushCompress::Finish } else { FlushCompress::Sync };
        let mut out = Vec::with_capacity(self.bytes.len() / 2 + 64);
        loop {
            let taken = compress.total_in() as usize;
            compress.compress_vec(&self.bytes[taken..], &mut out, flush)?;
            // With room left nothing is held back.
            if out.len() < out.capacity() {
                return Ok(out);
            }
            out.reserve(out.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    /// A text of words of which no two lines are alike.
    fn text(length: usize) -> Vec<u8> {
        let mut seed = 1_u32;
        let mut word = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            format!("function f{}(a,b){{return a+b*{}}}\n", seed >> 20, seed >> 12)
        };
        let mut out = Vec::new();
        while out.len() < length {
            out.extend(word().into_bytes());
        }
        out.truncate(length);
        out
    }

    fn check(pieces: &Pieces, text: &[u8]) -> Vec<u8> {
        let packed = pieces.deflate(text).unwrap();
        let mut again = Vec::new();
        flate2::read::DeflateDecoder::new(&packed[..]).read_to_end(&mut again).unwrap();
        assert!(again == text, "{} bytes", text.len());
        packed
    }

    #[test]
    fn a_text_is_the_same_stream_whether_its_pieces_are_known_or_not() {
        let whole = text(1 << 20);
        let mut known = Pieces::default();
        known.add(&whole).unwrap();
        let known = Pieces::of_bytes(&known.to_bytes()).unwrap();
        let mut other = whole.clone();
        other.splice(500_000..500_004, *b"a longer name");
        let noise: Vec<u8> = whole.iter().map(|byte| byte.wrapping_mul(167) ^ 91).collect();
        for text in [&whole[..], &whole[..LONG], &other, &noise, b"a", b""] {
            assert_eq!(check(&known, text), check(&Pieces::default(), text));
        }
        let mut one = Vec::new();
        let mut encoder = flate2::read::DeflateEncoder::new(&whole[..], Compression::default());
        let one = encoder.read_to_end(&mut one).unwrap();
        let cut = check(&known, &whole).len();
        assert!(cut < one + one / 50, "{cut} bytes in pieces, {one} as one");
    }

    #[test]
    fn a_change_makes_few_pieces_new() {
        let whole = text(2 << 20);
        let mut known = Pieces::default();
        known.add(&whole).unwrap();
        let all = known.0.len();
        let mut changed = whole;
        changed.splice(1_000_000..1_000_004, *b"a longer name");
        known.add(&changed).unwrap();
        let new = known.0.len() - all;
        assert!((1..=6).contains(&new), "{new} of {all}");
    }

    #[test]
    fn bytes_that_are_no_pieces_are_refused() {
        let mut known = Pieces::default();
        known.add(&text(LONG)).unwrap();
        let bytes = known.to_bytes();
        assert_eq!(Pieces::of_bytes(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Pieces::of_bytes(&bytes[..70]), None);
        assert_eq!(Pieces::of_bytes(&[0; 10]), None);
        assert_eq!(Pieces::of_bytes(&[]), Some(Pieces::default()));
    }
}
