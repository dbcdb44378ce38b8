//! Ed25519 keys as their files have them: PKCS#8 and SubjectPublicKeyInfo in PEM (RFC 8410), and the forms of minisign
//! (<https://jedisct1.github.io/minisign/>).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes,
};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use rebadge_core::digest::{hex, sha256_bytes};

/// The algorithm of a key, as minisign writes it.
const ALGORITHM: &[u8] = b"Ed";

/// How many bytes a secret key of minisign has: algorithms, salt and limits of a password, id, key, checksum.
const MINISIGN_SECRET: usize = 158;

/// How many bytes a public key of minisign has: algorithm, id, key.
const MINISIGN_PUBLIC: usize = 42;

/// Why a text is not the key that is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is in no form that is known.
    #[error("is not an Ed25519 key in PEM or in the form of minisign")]
    Form,
    /// It is a key of another algorithm.
    #[error("is not an Ed25519 key, but one of another algorithm")]
    Algorithm,
    /// It needs a password.
    #[error("is a key with a password")]
    Password,
    /// It is a public key, where a secret one is needed.
    #[error("is a public key, and a secret one is needed to sign")]
    Public,
    /// It is a secret key, where a public one will do.
    #[error("is a secret key, and the public one is enough")]
    Secret,
    /// It was changed.
    #[error("is a damaged key")]
    Damaged,
}

impl KeyError {
    /// What to do about it.
    pub fn help(self) -> &'static str {
        match self {
            KeyError::Form | KeyError::Algorithm => {
                "make one with `rebadge sign --new-key FILE`, or with `openssl genpkey -algorithm ed25519`"
            }
            KeyError::Password => {
                "name a copy without one: `openssl pkey -in KEY -out COPY`, or `minisign -C -W -s COPY`"
            }
            KeyError::Public => "name the file of the secret key",
            KeyError::Secret => {
                "name the file of the public key; `rebadge sign --show-key --key FILE` prints it"
            }
            KeyError::Damaged => "get it again from where it is kept",
        }
    }
}

/// A key to sign with. It is never printed.
pub struct SecretKey {
    key: SigningKey,
    id: [u8; 8],
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretKey").finish_non_exhaustive()
    }
}

impl SecretKey {
    /// Reads a key: PKCS#8 in PEM, or a secret key of minisign without a password.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(text: &str) -> Result<SecretKey, KeyError> {
        let text = text.trim();
        if text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
            return Err(KeyError::Password);
        }
        if let Some(pem) = pem(text, "PRIVATE KEY") {
            let key = SigningKey::from_pkcs8_pem(pem).map_err(|_| KeyError::Algorithm)?;
            return Ok(SecretKey { id: id(&key.verifying_key()), key });
        }
        if text.contains("-----BEGIN PUBLIC KEY-----") {
            return Err(KeyError::Public);
        }
        if text.contains("-----BEGIN ") {
            return Err(KeyError::Algorithm);
        }
        let bytes = minisign_bytes(text).ok_or(KeyError::Form)?;
        match bytes.len() {
            MINISIGN_SECRET => SecretKey::of_minisign(&bytes),
            MINISIGN_PUBLIC => Err(KeyError::Public),
            _ => Err(KeyError::Form),
        }
    }

    fn of_minisign(bytes: &[u8]) -> Result<SecretKey, KeyError> {
        let (algorithm, rest) = bytes.split_at(2);
        let (password, rest) = rest.split_at(2);
        let (checksum_algorithm, rest) = rest.split_at(2);
        if algorithm != ALGORITHM || checksum_algorithm != b"B2" {
            return Err(KeyError::Algorithm);
        }
        if password != [0, 0] {
            return Err(KeyError::Password);
        }
        // The salt and two limits are those of a password.
        let (own, checksum) = rest[32 + 8 + 8..].split_at(8 + 64);
        let sum = Blake2b::<U32>::new().chain_update(algorithm).chain_update(own).finalize();
        let (id, pair) = own.split_at(8);
        let pair: &[u8; 64] = pair.try_into().map_err(|_| KeyError::Damaged)?;
        let key = SigningKey::from_keypair_bytes(pair).map_err(|_| KeyError::Damaged)?;
        let id = id.try_into().map_err(|_| KeyError::Damaged)?;
        // Without a password minisign may leave it out, as 0.11 does; the key holds its public half, which was compared.
        let is_whole = sum.as_slice() == checksum || checksum == [0; 32];
        if is_whole { Ok(SecretKey { key, id }) } else { Err(KeyError::Damaged) }
    }

    /// A new key; none where the system has no random numbers.
    pub fn random() -> Option<SecretKey> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).ok()?;
        let key = SigningKey::from_bytes(&seed);
        Some(SecretKey { id: id(&key.verifying_key()), key })
    }

    /// The key as a file has it, in PEM; none if it cannot be written so.
    pub fn text(&self) -> Option<String> {
        // Without the public half, which OpenSSL does not read there.
        let secret = KeypairBytes { secret_key: self.key.to_bytes(), public_key: None };
        let pem = secret.to_pkcs8_pem(LineEnding::LF).ok()?;
        Some(pem.as_str().to_owned())
    }

    /// The other half, to check signatures.
    pub fn public(&self) -> PublicKey {
        PublicKey { key: self.key.verifying_key(), id: self.id }
    }

    pub(crate) fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }
}

/// A key to check signatures with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    /// Minisign's id of it: random if minisign made it, else from the key itself.
    pub(crate) id: [u8; 8],
}

impl PublicKey {
    /// Reads a key: in PEM, as minisign has it, or in both forms one after the other.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(text: &str) -> Result<PublicKey, KeyError> {
        let text = text.trim();
        if text.contains("PRIVATE KEY-----") {
            return Err(KeyError::Secret);
        }
        let of_pem = match pem(text, "PUBLIC KEY") {
            Some(pem) => {
                Some(VerifyingKey::from_public_key_pem(pem).map_err(|_| KeyError::Algorithm)?)
            }
            None if text.contains("-----BEGIN ") => return Err(KeyError::Algorithm),
            None => None,
        };
        let before = text.split("-----BEGIN ").next().unwrap_or_default();
        let of_minisign = match minisign_bytes(before) {
            Some(bytes) => Some(PublicKey::of_minisign(&bytes)?),
            None => None,
        };
        match (of_minisign, of_pem) {
            (Some(minisign), Some(key)) if minisign.key != key => Err(KeyError::Damaged),
            (Some(minisign), _) => Ok(minisign),
            (None, Some(key)) => Ok(PublicKey { id: id(&key), key }),
            (None, None) => Err(KeyError::Form),
        }
    }

    fn of_minisign(bytes: &[u8]) -> Result<PublicKey, KeyError> {
        match bytes.len() {
            MINISIGN_PUBLIC => {}
            MINISIGN_SECRET => return Err(KeyError::Secret),
            _ => return Err(KeyError::Form),
        }
        let (algorithm, rest) = bytes.split_at(2);
        let (id, key) = rest.split_at(8);
        if algorithm != ALGORITHM {
            return Err(KeyError::Algorithm);
        }
        let key = key.try_into().map_err(|_| KeyError::Form)?;
        let key = VerifyingKey::from_bytes(key).map_err(|_| KeyError::Damaged)?;
        Ok(PublicKey { key, id: id.try_into().map_err(|_| KeyError::Form)? })
    }

    /// The key as a file has it: first as minisign reads it, then in PEM. Each reader passes over the other form.
    pub fn text(&self) -> String {
        let (id, key, pem) = (self.minisign_id(), self.minisign(), self.pem());
        format!("untrusted comment: minisign public key {id}\n{key}\n{pem}")
    }

    /// Minisign's id of the key, as it prints it.
    pub fn minisign_id(&self) -> String {
        written(self.id)
    }

    /// The key as minisign's `-P` takes it.
    pub fn minisign(&self) -> String {
        STANDARD.encode([ALGORITHM, &self.id, self.key.as_bytes()].concat())
    }

    /// The key in PEM.
    pub fn pem(&self) -> String {
        self.key.to_public_key_pem(LineEnding::LF).unwrap_or_default()
    }

    /// The SHA-256 of the key as DER (SubjectPublicKeyInfo), in base64: by this, Sigstore's tools name a key.
    pub fn hint(&self) -> String {
        STANDARD.encode(self.digest())
    }

    /// The same as a URI (RFC 6920).
    pub fn uri(&self) -> String {
        format!("ni:///sha-256;{}", URL_SAFE_NO_PAD.encode(self.digest()))
    }

    fn digest(&self) -> Vec<u8> {
        let der = self.key.to_public_key_der().map(|der| der.into_vec()).unwrap_or_default();
        sha256_bytes(&der).to_vec()
    }

    pub(crate) fn is_by(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let signature = ed25519_dalek::Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.verify_strict(bytes, &signature).is_ok())
    }
}

/// An id as minisign prints it: a number in hexadecimal digits, whose last byte comes first.
pub(crate) fn written(mut id: [u8; 8]) -> String {
    id.reverse();
    hex(&id).to_uppercase()
}

/// The id of a key that has none: minisign's are random.
fn id(key: &VerifyingKey) -> [u8; 8] {
    let mut id = [0; 8];
    id.copy_from_slice(&sha256_bytes(key.as_bytes())[..8]);
    id
}

/// The part of a text that is a PEM of this label.
fn pem<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let start = text.find(&begin)?;
    let length = text[start..].find(&end)?;
    Some(&text[start..start + length + end.len()])
}

/// The bytes of a key of minisign: a line of base64, with a comment before it or without.
fn minisign_bytes(text: &str) -> Option<Vec<u8>> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next()?;
    let line = if first.starts_with("untrusted comment:") { lines.next()? } else { first };
    STANDARD.decode(line.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 8410, section 10.3, and its public key of section 10.1.
    const SECRET: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
";

    #[test]
    fn keys_are_those_of_the_standard() {
        let key = SecretKey::read(SECRET).unwrap();
        assert_eq!(key.text().as_deref(), Some(SECRET));
        assert_eq!(key.public().pem(), PUBLIC);
        assert_eq!(PublicKey::read(PUBLIC), Ok(key.public()));
        assert_eq!(PublicKey::read(&key.public().text()), Ok(key.public()));
        assert_eq!(PublicKey::read(&key.public().minisign()), Ok(key.public()));
        assert!(!format!("{key:?}").contains("1U"), "{key:?}");
    }

    #[test]
    fn what_is_not_the_key_that_is_needed_is_told() {
        let secret = |text: &str| SecretKey::read(text).map(|_| ());
        let public = |text: &str| PublicKey::read(text).map(|_| ());
        assert_eq!(secret(""), Err(KeyError::Form));
        assert_eq!(secret("x"), Err(KeyError::Form));
        assert_eq!(secret(PUBLIC), Err(KeyError::Public));
        assert_eq!(public(SECRET), Err(KeyError::Secret));
        assert_eq!(public(""), Err(KeyError::Form));
        let other = SecretKey::random().unwrap().public();
        assert_eq!(secret(&other.minisign()), Err(KeyError::Public));
        assert_eq!(public(&format!("{}\n{PUBLIC}", other.minisign())), Err(KeyError::Damaged));
        let locked = SECRET.replace("PRIVATE", "ENCRYPTED PRIVATE");
        assert_eq!(secret(&locked), Err(KeyError::Password));
        assert_eq!(secret(&SECRET.replace("PRIVATE", "EC PRIVATE")), Err(KeyError::Algorithm));
        assert_eq!(secret(&SECRET.replace("DK2Vw", "DK2Vu")), Err(KeyError::Algorithm));
        assert_eq!(public(&PUBLIC.replace("DK2Vw", "DK2Vu")), Err(KeyError::Algorithm));
    }
}
