//! The tests that stand outside of the crate: they run `rebadge` as a person does and look at what it says and makes.
//! One binary, so that it links once. `tests/README.md` tells how it is laid out.

#![allow(clippy::unwrap_used, reason = "a test that fails shall fail at once, at its line")]

mod bad_images;
mod bad_input;
mod batch;
mod book;
mod browser;
mod cache;
mod consumers;
mod corpus;
mod diagnostics;
mod diff;
mod documents;
#[cfg(unix)]
mod engines;
mod escapes;
mod fatal;
#[cfg(target_os = "linux")]
mod faults;
mod fleet;
mod foreign;
mod hostile;
mod icons;
mod inheritance;
mod interrupted;
#[cfg(target_os = "linux")]
mod limits;
mod new;
mod notices;
mod other_base;
mod output;
mod package;
mod places;
mod positions;
mod prepared;
mod preview;
mod printing;
mod project;
mod published;
mod readback;
mod recipes;
mod release;
mod remembered;
mod reproducible;
mod rules;
mod schema;
mod screenshots;
mod sessions;
mod shape;
mod shortcuts;
mod sign;
mod slips;
#[cfg(all(unix, feature = "remote"))]
mod stores;
mod templates;
mod tidy;
mod tokens;
mod verify;
mod words;
