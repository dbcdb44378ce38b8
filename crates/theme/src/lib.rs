//! The theme language: theme files are found, stacked on those they extend, merged, typed and checked against what a base
//! client allows.
//!
//! It owns what a theme may say and what is wrong with one. It must not know how anything is rendered or packed.
//!
//! | module | what it is |
//! |---|---|
//! | [`theme`] | file → resolved theme |
//! | [`inherit`] | theme files found, stacked on those that they extend, merged into one table |
//! | [`base`] | contract and files of the base client |
//! | [`shape`], [`schema`] | what keys a theme may have on a base client, and the same as JSON Schema |
//! | [`check`] | what must hold of one theme |
//! | `documents` | OpenAPI, Arazzo and Adaptive Cards that a theme names |
//! | [`fleet`] | checks over many themes: what no single theme shows |
//! | [`listing`] | a theme as rows of key and value |
//! | `litter` | names of files that nobody means to ship |
//! | [`batch`] | many tenants: in parallel, isolated, in order |
//! | [`address`] | hosts, as a policy names them |
//! | [`rules`] | who may do what: decided here, by a table, and by Cedar |
//! | [`secret`] | passwords and keys in what everybody can read |
//! | [`menu`], [`lock`] | menus and locks as written, which themes and contracts share |

pub mod address;
pub mod base;
pub mod batch;
pub mod check;
mod documents;
pub mod fleet;
pub mod inherit;
pub mod listing;
mod litter;
pub mod lock;
pub mod menu;
pub mod rules;
pub mod schema;
pub mod secret;
pub mod shape;
pub mod theme;
