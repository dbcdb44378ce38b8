//! Digests in texts, found by their value: precache revisions, integrity attributes, CSP hashes, lock files, wheel RECORDs.
//! No format is known here. What looks like a digest is compared with the digests of all files.

use std::collections::BTreeMap;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::Digest as _;

/// A hash function that bundles use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Algorithm {
    /// RFC 1321: Workbox's revisions, Flutter's service worker.
    Md5,
    /// FIPS 180-4: Angular's `ngsw.json`.
    Sha1,
    /// FIPS 180-4: lock files, wheels, CSP, integrity attributes.
    Sha256,
    /// FIPS 180-4: integrity attributes.
    Sha384,
    /// FIPS 180-4: integrity attributes.
    Sha512,
}

/// How a digest is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Encoding {
    /// Lower-case hexadecimal digits.
    Hex,
    /// Upper-case hexadecimal digits.
    HexUpper,
    /// Base64 (RFC 4648, section 4), without its padding: that stays as it is.
    Base64,
    /// Base64url (RFC 4648, section 5), without padding.
    Base64Url,
}

/// How a digest is taken and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Notation {
    /// How it is taken.
    pub algorithm: Algorithm,
    /// How it is written.
    pub encoding: Encoding,
}

impl Algorithm {
    /// All of them, the shortest digest first.
    pub const ALL: [Algorithm; 5] =
        [Algorithm::Md5, Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512];

    /// The length of a digest, in bytes.
    pub fn size(self) -> usize {
        match self {
            Algorithm::Md5 => 16,
            Algorithm::Sha1 => 20,
            Algorithm::Sha256 => 32,
            Algorithm::Sha384 => 48,
            Algorithm::Sha512 => 64,
        }
    }

    /// The digest of bytes.
    pub fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Algorithm::Md5 => md5::Md5::digest(bytes).to_vec(),
            Algorithm::Sha1 => sha1::Sha1::digest(bytes).to_vec(),
            Algorithm::Sha256 => sha2::Sha256::digest(bytes).to_vec(),
            Algorithm::Sha384 => sha2::Sha384::digest(bytes).to_vec(),
            Algorithm::Sha512 => sha2::Sha512::digest(bytes).to_vec(),
        }
    }

    fn of_size(size: usize) -> Option<Algorithm> {
        Algorithm::ALL.into_iter().find(|algorithm| algorithm.size() == size)
    }
}

impl Notation {
    /// The digest of bytes, as it is written.
    pub fn write(self, bytes: &[u8]) -> String {
        let digest = self.algorithm.digest(bytes);
        match self.encoding {
            Encoding::Hex => digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            Encoding::HexUpper => digest.iter().map(|byte| format!("{byte:02X}")).collect(),
            Encoding::Base64 => STANDARD_NO_PAD.encode(digest),
            Encoding::Base64Url => URL_SAFE_NO_PAD.encode(digest),
        }
    }

    /// The value of a digest that is so written; none of another text. A part of it may look like a shorter digest, so it is
    /// not looked for in the text.
    pub fn read(self, text: &str) -> Option<Vec<u8>> {
        let digest = match self.encoding {
            Encoding::Hex | Encoding::HexUpper => hex(text.as_bytes())?.0,
            Encoding::Base64 => STANDARD_NO_PAD.decode(text).ok()?,
            Encoding::Base64Url => URL_SAFE_NO_PAD.decode(text).ok()?,
        };
        (digest.len() == self.algorithm.size()).then_some(digest)
    }
}

/// A text that may be a digest: it has the length and the characters of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Where it is.
    pub span: Range<usize>,
    /// How it is written, if it is one.
    pub notation: Notation,
    /// Its value.
    pub digest: Vec<u8>,
}

/// Everything in a text that may be a digest.
pub fn candidates(text: &[u8]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let length = text[at..].iter().take_while(|byte| is_written(**byte)).count();
        // No digest is shorter than 22 characters: base64 of an MD5.
        if length >= 22 {
            in_run(text, at..at + length, &mut found);
        }
        at += length.max(1);
    }
    found
}

/// Whether a byte can be in a digest: of any alphabet, as `-` and `/` may also stand before one.
fn is_written(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

fn in_run(text: &[u8], run: Range<usize>, found: &mut Vec<Candidate>) {
    // `sha256-` before a digest in base64 is in the run of base64url, `/` before a file's name in that of base64.
    let splits: [fn(u8) -> bool; 2] =
        [|byte| matches!(byte, b'-' | b'_'), |byte| matches!(byte, b'+' | b'/')];
    for split in splits {
        let mut start = run.start;
        for part in text[run.clone()].split(|byte| split(*byte)) {
            let span = start..start + part.len();
            start = span.end + 1;
            let is_known = found.last().is_some_and(|last: &Candidate| last.span == span);
            if !is_known {
                let is_padded = text.get(span.end) == Some(&b'=');
                found.extend(candidate(part, span, is_padded));
            }
        }
    }
}

/// A whole text as a digest; `is_padded` if a `=` follows it.
fn candidate(text: &[u8], span: Range<usize>, is_padded: bool) -> Option<Candidate> {
    if text.len() > 128 || text.len() < 22 {
        return None;
    }
    if let Some((digest, encoding)) = hex(text) {
        let algorithm = Algorithm::of_size(digest.len())?;
        return Some(Candidate { span, notation: Notation { algorithm, encoding }, digest });
    }
    // Without padding where there must be some, it is base64url, also if it has none of that alphabet's own characters.
    let is_url = text.iter().any(|byte| matches!(byte, b'-' | b'_'))
        || !is_padded
            && !text.len().is_multiple_of(4)
            && !text.iter().any(|byte| b"+/".contains(byte));
    let (engine, encoding) = if is_url {
        (&URL_SAFE_NO_PAD, Encoding::Base64Url)
    } else {
        (&STANDARD_NO_PAD, Encoding::Base64)
    };
    let size = text.len() * 3 / 4;
    let algorithm = Algorithm::of_size(size).filter(|_| text.len() == (size * 4).div_ceil(3))?;
    let digest = engine.decode(text).ok()?;
    Some(Candidate { span, notation: Notation { algorithm, encoding }, digest })
}

fn hex(text: &[u8]) -> Option<(Vec<u8>, Encoding)> {
    let size = text.len() / 2;
    Algorithm::of_size(size).filter(|_| text.len().is_multiple_of(2))?;
    let is_upper = text.iter().any(u8::is_ascii_uppercase);
    if is_upper && text.iter().any(u8::is_ascii_lowercase) {
        return None;
    }
    let digits: Option<Vec<u32>> = text.iter().map(|byte| char::from(*byte).to_digit(16)).collect();
    let digits = digits?;
    let bytes = digits.chunks_exact(2).map(|two| (two[0] * 16 + two[1]) as u8).collect();
    Some((bytes, if is_upper { Encoding::HexUpper } else { Encoding::Hex }))
}

/// Digest → what has it.
#[derive(Clone, Debug)]
pub struct Index<S>(BTreeMap<Vec<u8>, Vec<S>>);

impl<S> Default for Index<S> {
    fn default() -> Index<S> {
        Index(BTreeMap::new())
    }
}

impl<S> Index<S> {
    /// Adds something that has a digest.
    pub fn add(&mut self, digest: Vec<u8>, source: S) {
        self.0.entry(digest).or_default().push(source);
    }

    /// What has a digest.
    pub fn get(&self, digest: &[u8]) -> &[S] {
        self.0.get(digest).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(&str, Algorithm, Encoding)]) {
        let found = candidates(text.as_bytes());
        let found: Vec<_> = found
            .iter()
            .map(|one| (&text[one.span.clone()], one.notation.algorithm, one.notation.encoding))
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn digests_are_found_in_any_format() {
        let md5 = "d41d8cd98f00b204e9800998ecf8427e";
        check(
            &format!(r#"{{url:"a.js",revision:"{md5}"}}"#),
            &[(md5, Algorithm::Md5, Encoding::Hex)],
        );
        let upper = md5.to_uppercase();
        check(&upper, &[(&upper, Algorithm::Md5, Encoding::HexUpper)]);
        let sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";
        check(&format!("'sha256-{sha256}='"), &[(sha256, Algorithm::Sha256, Encoding::Base64)]);
        let url = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
        check(&format!("a/b.py,sha256={url},0"), &[(url, Algorithm::Sha256, Encoding::Base64Url)]);
        let plain = "LPJNul4wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ";
        check(&format!("sha256={plain},0"), &[(plain, Algorithm::Sha256, Encoding::Base64Url)]);
        check(&format!("sha256-{plain}="), &[(plain, Algorithm::Sha256, Encoding::Base64)]);
        check("no digest is here, nor in aVeryLongWordThatIsNoDigestAtAll", &[]);
    }

    #[test]
    fn a_digest_is_read_as_a_whole() {
        // What is behind the `-` has the length of a SHA-1 in base64.
        let text = "f2LiyOYZRgBmJnk-1zVuFzx7bUKryRzKFobgxjMz7Uo";
        let found = candidates(text.as_bytes());
        assert_eq!(found[0].notation.algorithm, Algorithm::Sha1);
        let notation = Notation { algorithm: Algorithm::Sha256, encoding: Encoding::Base64Url };
        assert_eq!(notation.read(text).as_ref(), found.last().map(|found| &found.digest));
        assert_eq!(notation.read("f2LiyOYZRgBmJnk"), None);
        assert_eq!(notation.read("no digest"), None);
    }

    #[test]
    fn what_is_written_is_found_again() {
        for algorithm in Algorithm::ALL {
            for encoding in
                [Encoding::Hex, Encoding::HexUpper, Encoding::Base64, Encoding::Base64Url]
            {
                let notation = Notation { algorithm, encoding };
                for bytes in ["", "a", "abc", "hello"] {
                    let text = format!("\"{}\"", notation.write(bytes.as_bytes()));
                    let found = candidates(text.as_bytes());
                    let digest = algorithm.digest(bytes.as_bytes());
                    assert!(found.iter().any(|one| one.digest == digest), "{notation:?} {text}");
                    assert_eq!(notation.read(text.trim_matches('"')), Some(digest));
                }
            }
        }
    }
}
