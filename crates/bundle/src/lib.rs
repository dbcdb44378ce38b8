//! Bundles: a tree of files, the containers that hold one, and where packages are put.
//!
//! - [`Tree`]: path → [`Entry`]. What all packages of a run have in common is held once, and stays on disk until it is
//!   packed: a base client of gigabytes takes no memory.
//! - [`CONTAINERS`]: the table of what a tree can be packed into, each with how it is opened again. A new container is a
//!   file of its own and a row.
//! - [`Pieces`]: what is known of long texts that packages change in a few places, so that a zip of them costs what differs.
//! - [`Sink`]: where packages go. A name appears when what it names is whole.
//!
//! This crate does not know what the files are for: no themes, no recipes, no manifests.

mod block;
mod container;
mod opened;
mod pieces;
#[cfg(test)]
mod samples;
mod sink;
mod time;
mod tree;

pub use container::{
    CONTAINERS, Container, FOLDER, Packed, Prepared, TARBALL, ZIP, container_of, open, pack,
    prepare, prepared, write_folder,
};
pub use opened::{FILES, Files, Limits, Listed, Opened};
pub use pieces::Pieces;
pub use rebadge_core::fs::Durability;
pub use sink::Sink;
pub use time::FileTime;
pub use tree::{Content, Entry, Kept, Shared, Tree, merged};
