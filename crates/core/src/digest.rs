//! SHA-256, the name of every input and output.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

/// The SHA-256 of bytes, as 64 lower-case hexadecimal digits (FIPS 180-4).
pub fn sha256(bytes: &[u8]) -> String {
    hex(&sha256_bytes(bytes))
}

/// The SHA-256 of bytes, as bytes.
pub fn sha256_bytes(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The SHA-256 of several parts. Each part's length goes in too, so that no two lists of parts are alike.
pub fn sha256_of(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

/// A writer that takes the SHA-256 of all that goes through it.
pub struct Hashing<W> {
    out: W,
    state: State,
}

/// The SHA-256 of the bytes so far, from which it can go on more than once.
#[derive(Clone, Default)]
pub struct State(Sha256);

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("State").finish_non_exhaustive()
    }
}

impl State {
    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all bytes so far, as 64 lower-case hexadecimal digits.
    pub fn sha256(&self) -> String {
        hex(&self.bytes())
    }

    /// The digest of all bytes so far.
    pub fn bytes(&self) -> [u8; 32] {
        self.0.clone().finalize().into()
    }
}

impl<W: Write> Hashing<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Hashing<W> {
        Hashing::from(out, State::default())
    }

    /// Writes to `out`, and goes on from a digest of what is there already.
    pub fn from(out: W, state: State) -> Hashing<W> {
        Hashing { out, state }
    }

    /// Where the digest is now.
    pub fn state(self) -> State {
        self.state
    }

    /// The digest of all bytes so far.
    pub fn sha256(&self) -> String {
        self.state.sha256()
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.state.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Bytes as hexadecimal digits in lower case.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(sha256(b""), empty);
        assert_ne!(sha256_of(&[b"ab", b"c"]), sha256_of(&[b"a", b"bc"]));
    }

    #[test]
    fn a_digest_goes_on_from_where_it_was() {
        let mut state = State::default();
        state.update(b"ab");
        for end in ["c", "d"] {
            let mut hashing = Hashing::from(Vec::new(), state.clone());
            hashing.write_all(end.as_bytes()).unwrap();
            assert_eq!(hashing.sha256(), sha256(format!("ab{end}").as_bytes()));
        }
    }
}
