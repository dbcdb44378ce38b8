//! Keys and signatures: Ed25519 keys, minisign signatures, and DSSE envelopes in Sigstore bundles.
//!
//! It owns the formats of keys and of signatures. It must not know packages, or what a signed text says.
//!
//! A signature is a function of the key and the bytes (RFC 8032): the same inputs give the same file. Nothing here asks for
//! the time, or for random numbers but to make a key.
//!
//! Why not the crate `minisign` 0.10: it mixes random bytes into each signature, so that no two are alike.

mod bundle;
mod key;
pub mod minisign;

pub use bundle::{MEDIA_TYPE, open, sign};
pub use key::{KeyError, PublicKey, SecretKey};

/// Why a signature does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The file is not what it should be.
    Unreadable(String),
    /// It says that it was made with another key: by the id of that key.
    OtherKey(String),
    /// It was not made with this key, or was changed since.
    Untrue,
    /// It is of other bytes: with what it says of them.
    OtherBytes(String),
}
