//! Signatures of files as minisign has them: <https://jedisct1.github.io/minisign/>, "Signature format". The bytes of a
//! file are hashed first (algorithm `ED`), so that a file of any size takes no memory.

use std::io::{self, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use blake2::{Blake2b512, Digest};

use crate::key::written;
use crate::{Flaw, PublicKey, SecretKey};

/// The algorithm of a signature of a hash.
const ALGORITHM: &[u8] = b"ED";

/// What the four lines of a signature begin with.
const COMMENT: &str = "untrusted comment: ";
const TRUSTED: &str = "trusted comment: ";

/// BLAKE2b-512 of a file, which is what is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hash([u8; 64]);

impl Hash {
    /// Reads a file to its end.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn of(mut file: impl Read) -> io::Result<Hash> {
        let mut state = Blake2b512::new();
        let mut buffer = vec![0; 64 << 10];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(Hash(state.finalize().into())),
                count => state.update(&buffer[..count]),
            }
        }
    }
}

/// The text of a signature. The comment is signed too; it is one line.
pub fn sign(key: &SecretKey, hash: &Hash, comment: &str) -> String {
    let signature = key.sign(&hash.0);
    let public = key.public();
    let global = key.sign(&[&signature, comment.as_bytes()].concat());
    format!(
        "{COMMENT}signature by rebadge, key {}\n{}\n{TRUSTED}{comment}\n{}\n",
        public.minisign_id(),
        STANDARD.encode([ALGORITHM, &public.id, &signature].concat()),
        STANDARD.encode(global),
    )
}

/// The trusted comment of a signature, if that is of a file with this hash.
///
/// # Errors
/// Why it does not count.
pub fn open(key: &PublicKey, text: &str, hash: &Hash) -> Result<String, Flaw> {
    let Some((signed, comment, global)) = parse(text) else {
        return Err(Flaw::Unreadable("it is not a signature of minisign".to_owned()));
    };
    let (algorithm, rest) = signed.split_at(2);
    let (id, signature) = rest.split_at(8);
    if algorithm != ALGORITHM {
        return Err(Flaw::Unreadable(
            "it is not one of a hash: sign with `minisign -SH`".to_owned(),
        ));
    }
    if !key.is_by(&[signature, comment.as_bytes()].concat(), &global) {
        let is_same = id == key.id;
        let id = written(id.try_into().unwrap_or_default());
        return Err(if is_same { Flaw::Untrue } else { Flaw::OtherKey(id) });
    }
    if key.is_by(&hash.0, signature) {
        Ok(comment.to_owned())
    } else {
        Err(Flaw::OtherBytes(comment.to_owned()))
    }
}

/// Algorithm, id and signature; the trusted comment; the signature of both.
fn parse(text: &str) -> Option<(Vec<u8>, &str, Vec<u8>)> {
    let mut lines = text.lines();
    lines.next()?.strip_prefix(COMMENT)?;
    let signed = STANDARD.decode(lines.next()?).ok().filter(|bytes| bytes.len() == 2 + 8 + 64)?;
    let comment = lines.next()?.strip_prefix(TRUSTED)?;
    let global = STANDARD.decode(lines.next()?).ok()?;
    lines.next().is_none().then_some((signed, comment, global))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_of_one_file_one_key_and_one_comment() {
        let key = SecretKey::random().unwrap();
        let other = SecretKey::random().unwrap();
        let hash = |text: &str| Hash::of(text.as_bytes()).unwrap();
        let text = sign(&key, &hash("a"), "file:a");
        assert_eq!(text, sign(&key, &hash("a"), "file:a"));
        assert_eq!(open(&key.public(), &text, &hash("a")), Ok("file:a".to_owned()));
        assert_eq!(open(&key.public(), &text, &hash("b")), Err(Flaw::OtherBytes("file:a".into())));
        let comment = text.replace("file:a", "file:b");
        assert_eq!(open(&key.public(), &comment, &hash("a")), Err(Flaw::Untrue));
        let found = open(&other.public(), &text, &hash("a"));
        assert!(matches!(found, Err(Flaw::OtherKey(_))), "{found:?}");
        for bad in ["", "untrusted comment: x\n", &text.replace("trusted comment", "x")] {
            let found = open(&key.public(), bad, &hash("a"));
            assert!(matches!(found, Err(Flaw::Unreadable(_))), "{bad}");
        }
    }
}
