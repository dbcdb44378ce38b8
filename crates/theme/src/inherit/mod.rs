//! Theme files before they mean anything: found, parsed, stacked on the themes that they extend, and merged into one
//! table in which each value still knows where it was written. Apart from [`crate::theme`], which reads that table and
//! need not know how many files it came from.

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
pub use find::{MATCHING, ThemeFile, find, is_pattern, nearest};
pub use library::{Library, Reads};
pub use lineage::{Act, Lineage, Set};
pub use merge::{Layered, merge};
pub use named::id_of;
