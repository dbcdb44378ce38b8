//! Finished bundles of other makers: what is in them, which edits brand them, and how all that is derived from their
//! contents stays true.
//!
//! It owns reading bundles and planning edits: an edit becomes [`splice`]s in files of the bundle, from which the bytes of a
//! tenant follow. It must not know themes, contracts or recipes.
//!
//! | module | what it is |
//! |---|---|
//! | [`splice`] | a span of a file that a tenant's value replaces, and how the value is written there |

pub mod splice;
