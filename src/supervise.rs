//! Which verbs run in a worker process, what it may touch, and how they end: [`crate::worker`] does the rest.

mod reach;

use self::reach::Asked;
use crate::cli::Command as Verb;
use crate::error::Error;
use crate::worker::{self, Kind};

/// Does a run in a worker process that may touch only what its command line names; its exit status. None if it needs no
/// worker, or none can be started.
///
/// # Errors
/// [`Error::Crash`] if nobody knows what ended the worker.
pub fn run(verb: &Verb) -> Option<Result<u8, Error>> {
    let kind = kind(verb)?;
    // What cannot be prepared is not permitted either, and the run says what is wrong with it.
    let asked = reach::of(verb).filter(|_| worker::is_sandboxed());
    let (reach, _made) = asked.and_then(Asked::prepare).unzip();
    worker::run(kind, reach)
}

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
