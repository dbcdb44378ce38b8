//! Files in object stores, by the side of those in folders. A place is a path, or the address of a store with a path in it
//! (`s3://bucket/releases/7`); the functions here read and write both.
//!
//! What a store is trusted with is little, as stores differ. No correctness stands on a conditional request, on a lock or on
//! the digest that a server computes: what was written is read back and compared ([`put`], [`put_file`]). Failed requests
//! are retried by `object_store`, with exponential back-off.
//!
//! Without the feature `stores`, each address of one is [`Error::NoStores`](rebadge_core::error::Error::NoStores).

mod address;
#[cfg(feature = "stores")]
mod answer;
mod backing;
#[cfg(feature = "stores")]
mod client;
#[cfg(not(feature = "stores"))]
#[path = "without.rs"]
mod client;
mod fault;
mod place;

pub use backing::Backing;
pub use place::{
    Local, Put, digest, holds, is_file, list, local, open, put, put_file, put_new, read,
    remove_if_there, size,
};
pub use rebadge_core::fs::is_address;

/// Whether this program can use object stores.
pub const HAS_STORES: bool = cfg!(feature = "stores");
