//! The graph of recipes: what each file of a package is made of, as data; and the store that makes each thing once.
//!
//! ```text
//! Theme + Base ─plan─▶ Plan ─lower─▶ Graph of recipes + Inputs ─run(store)─▶ Tree
//! ```
//!
//! A [`Recipe`] is plain data that holds all that its bytes depend on: colors, sizes and texts as values; files as an
//! [`Input`], which is a digest; what is made first as another [`Node`]. It cannot see a theme: this crate does not
//! depend on the one that has them.
//! The bytes that inputs stand for are in a table beside the graph, [`Inputs`].
//!
//! The key of a node is the hash of its recipe in canonical form (JSON, fields in their order), the name of its kind and
//! the kind's version. A node is written in the recipe of another as its key. So a key says all that the bytes depend on,
//! however deep, and nothing has to be listed a second time: a field that is added to a recipe is in its key. What a node is
//! made of is found in the same way, by writing its recipe.
//!
//! All kinds are in one table, [`KINDS`]. A new kind is a file in `kinds/`, with its parameters, what it does and what
//! people are told of it, and a line of the table; a test asks for a recipe of it in which each parameter is varied. Whoever
//! changes the bytes that a kind makes raises its version: a test knows the bytes of each.
//!
//! Kinds make files, or what several files share: an image in the colors of a scheme, a mark and its measure, the pixels of
//! a small picture, the art that launch screens of many sizes have in common. Some are found only while another is run,
//! from nothing but its own data: the art of a launch screen is where it lies alike. They go through the store as the
//! others.
//!
//! A [`Store`] caches outputs by key; each is made once, even if several threads ask for it. It is in memory, for a
//! build, for a contact
//! sheet, for a book, a comparison and the preview alike. Below it there may be a cache on disk, for later runs:
//! `Store::get`
//! asks there before it makes a file, and keeps there the [`Value::Bytes`] of the kinds whose row says [`Kept::OnDisk`].
//!
//! Recipes stand in an order of [`Stage`]s: contents, then what refers to contents, then lists of all files, then the
//! container, then its signature. A node that is made of one of a later stage has no order in which it could be made:
//! [`Graph::new`] refuses it.
//!
//! What is known of an output but is not in its bytes is beside its node, in [`About`]: the theme's keys behind each
//! parameter, for `why`; what it comes from, for `build --dry-run`; the file and place to name when it cannot be drawn.

mod about;
mod graph;
mod inputs;
pub mod kinds;
mod node;
mod run;
mod store;
#[cfg(test)]
mod tests;
mod value;

pub use about::{About, Read};
pub use graph::{Disorder, Entry, Graph, Source};
pub use inputs::{Input, Inputs, Material};
pub use kinds::{Colors, Ground, Ink, KINDS, Kept, Kind, Layers, Recipe, Stage};
pub use node::Node;
pub use run::{Run, make, run};
pub use store::{Counts, Store};
pub use value::{Blob, Fault, Value};
