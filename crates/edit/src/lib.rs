//! Changes in the text of a theme: only what changes is touched; comments, order and spacing stay as a person wrote them.
//!
//! It owns where a new key or table comes and how it is aligned. It must not know what a key means, and reads and writes no
//! file: texts in, texts out.
//!
//! | part | what it is |
//! |---|---|
//! | [`write()`] | single keys |
//! | [`join()`] | a piece of a theme: tables and lists of tables |
//! | [`name_taken`] | `[[screenshots]]`, a list of tables that grows and shrinks |

mod join;
mod keys;
mod screenshots;

pub use join::{JoinError, join};
pub use keys::{Columns, Writing, write};
pub use screenshots::{TakenTable, name_taken};
pub use toml_edit::{TomlError, Value};
