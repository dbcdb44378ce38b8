//! What every other crate of Rebadge stands on: diagnostics and errors, documents with the place of every key, disk
//! access, digests, paths that cannot leave their root.
//!
//! It owns how problems are described and how files are reached. It must not know colors, drawings, themes or clients.
//!
//! | module | what it is |
//! |---|---|
//! | [`document`], [`fields`], [`json`] | TOML and JSON with the place of every key; TOML read key by key |
//! | [`pattern`] | key patterns: `colors.*.error` |
//! | [`diagnostic`], [`source`], [`kept`] | what is wrong in the user's files, and where; the same in a file of ours |
//! | [`error`] | what went wrong with the run |
//! | [`human`] | both as text, as rustc prints them |
//! | [`trail`] | what a worker process is working on, for the process that started it |
//! | [`interrupt`] | the signal that asks the process to end |
//! | [`limits`] | what a step may take at most, and the variables that set it |
//! | [`logger`], [`panics`] | the log of the process, and panics as errors |
//! | [`printable`] | text of strangers, made safe for terminals, CI logs and Markdown |
//! | [`fs`], [`output_path`], [`digest`], [`uri`] | disk access, output paths, SHA-256, percent-encoding |
//! | [`git`] | the files of a revision |
//! | [`calendar`] | seconds since 1970 as dates |

pub mod calendar;
pub mod diagnostic;
pub mod digest;
pub mod document;
pub mod error;
pub mod fields;
pub mod fs;
pub mod git;
pub mod human;
pub mod interrupt;
pub mod json;
pub mod kept;
pub mod limits;
pub mod links;
pub mod logger;
pub mod output_path;
pub mod panics;
pub mod pattern;
pub mod printable;
pub mod source;
pub mod trail;
pub mod uri;
