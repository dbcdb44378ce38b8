//! The end of every verb that works on many themes: what is wrong, what came out, and the last words. Apart, so that
//! all of them end alike.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::json;

use super::End;
use crate::batch::Outcome;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::error::Error;
use crate::report::Report;

/// Reports every tenant in order, what came out by `made`, then how many and which failed.
pub(super) fn tell<T>(
    report: &Report,
    verb: Verb,
    outcomes: &[Outcome<T>],
    made: impl Fn(&str, &T) -> Result<(), Error>,
) -> Result<End, Error> {
    tell_with(report, verb, (outcomes, &[]), made)
}

/// Reports every tenant, then what is wrong between them.
pub(super) fn tell_with<T>(
    report: &Report,
    verb: Verb,
    (outcomes, between): (&[Outcome<T>], &[Diagnostic]),
    made: impl Fn(&str, &T) -> Result<(), Error>,
) -> Result<End, Error> {
    let mut told = BTreeSet::new();
    for outcome in outcomes {
        let mut problems = outcome.diagnostics.clone();
        // What is wrong in a parent is wrong in each of its children; people need to read it once.
        problems.retain(|problem| report.is_json() || told.insert(identity(problem)));
        report.diagnostics(Some(&outcome.id), &problems)?;
        match &outcome.result {
            Some(Ok(result)) => made(&outcome.id, result)?,
            Some(Err(error)) => report.error(Some(&outcome.id), error)?,
            None => {}
        }
    }
    let failed: Vec<&str> = outcomes
        .iter()
        .filter(|outcome| !outcome.is_ok())
        .map(|outcome| outcome.id.as_str())
        .collect();
    report.diagnostics(None, between)?;
    let errors = between.iter().filter(|problem| problem.code.level() == Level::Error).count();
    last_words(report, verb, outcomes.len(), (&failed, errors))?;
    Ok(if failed.is_empty() && errors == 0 { End::Clean } else { End::Problems })
}

/// What makes two diagnostics the same for a reader.
fn identity(problem: &Diagnostic) -> (Option<(PathBuf, usize)>, Code, String) {
    let place = problem.place.as_ref();
    let place = place.map(|place| (place.source.path.clone(), place.span.start));
    (place, problem.code, problem.message.clone())
}

/// What was done with the themes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Book,
    Build,
    Check,
    Diff,
    Icons,
    Plan,
    Schema,
    Screenshots,
    CompareScreenshots,
}

impl Verb {
    fn past(self) -> &'static str {
        match self {
            Verb::Book => "wrote the book of",
            Verb::Build => "built",
            Verb::Check => "checked",
            Verb::Diff => "compared",
            Verb::Icons => "drew the icons of",
            Verb::Plan => "planned",
            Verb::Schema => "described",
            Verb::CompareScreenshots => "compared the screenshots of",
            Verb::Screenshots => "took the screenshots of",
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Verb::Book => "book-finished",
            Verb::Build => "build-finished",
            Verb::Check => "check-finished",
            Verb::Diff => "diff-finished",
            Verb::Icons => "icons-finished",
            Verb::Plan => "plan-finished",
            Verb::Schema => "schema-finished",
            Verb::Screenshots | Verb::CompareScreenshots => "screenshots-finished",
        }
    }
}

/// The last words of a run that a base client with problems ended.
pub(super) fn base_failed(report: &Report, verb: Verb) -> Result<(), Error> {
    report.summary("nothing was done: the base client has errors")?;
    end(report, verb, false, 0, &[])
}

/// `errors`: how many there are between the tenants.
fn last_words(
    report: &Report,
    verb: Verb,
    all: usize,
    (failed, errors): (&[&str], usize),
) -> Result<(), Error> {
    let themes = if all == 1 { "theme" } else { "themes" };
    let past = verb.past();
    let text = match (failed.len(), verb) {
        (0, _) => format!("{past} {all} {themes}"),
        (count, Verb::Check | Verb::CompareScreenshots) => {
            format!("{past} {all} {themes}, {count} with errors: {}", failed.join(", "))
        }
        (count, _) => {
            format!("{past} {} of {all} {themes}, failed: {}", all - count, failed.join(", "))
        }
    };
    let between = match errors {
        0 => String::new(),
        1 => "; 1 error between them".to_owned(),
        count => format!("; {count} errors between them"),
    };
    report.summary(&(text + &between))?;
    end(report, verb, failed.is_empty() && errors == 0, all, failed)
}

fn end(
    report: &Report,
    verb: Verb,
    success: bool,
    themes: usize,
    failed: &[&str],
) -> Result<(), Error> {
    report.json(&json!({
        "reason": verb.reason(),
        "format_version": 1,
        "success": success,
        "themes": themes,
        "failed": failed,
    }))
}
