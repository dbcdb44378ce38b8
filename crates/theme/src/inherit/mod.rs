//! Inheritance: theme files are found, parsed, and merged with the themes that they extend into one table, in which
//! each value knows where it was written. [`crate::theme`] reads that table.

mod chain;
mod characters;
mod document;
mod extendable;
mod find;
mod leaves;
mod library;
mod lineage;
mod lists;
mod merge;
mod named;
mod screenshots;

pub use chain::{chain, parent_file, plain, relative};
pub use document::Document;
pub use extendable::Extendable;
pub use find::{MATCHING, ThemeFile, find, is_pattern, nearest, root};
pub use library::{Demo, Library, Reads};
pub use lineage::{Act, Lineage, Set};
pub use merge::{Layered, merge};
pub use named::id_of;
