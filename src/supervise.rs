//! Which verbs run in a worker process, and how they end: [`crate::worker`] does the rest.

use crate::cli::Command as Verb;
use crate::worker::Kind;

/// How a verb ends; none for one that reads no file that others send, and so needs no worker.
pub fn kind(verb: &Verb) -> Option<Kind> {
    match verb {
        Verb::Cache { .. }
        | Verb::Completions { .. }
        | Verb::Man { .. }
        | Verb::Merge(_)
        | Verb::Schema(_) => None,
        Verb::Build(_) | Verb::Check(_) | Verb::Icons(_) => Some(Kind::Whole),
        // What is built again is in a folder for a short time.
        Verb::Verify(options) if options.rebuild => Some(Kind::Whole),
        Verb::Preview(_) => Some(Kind::Endless),
        _ => Some(Kind::Brief),
    }
}
