//! `schema`: what a theme may hold, for editors, and what the events of a run hold.

use super::End;
use super::outcomes::{self, Verb};
use crate::base;
use crate::cli::{self, SchemaOf};
use crate::error::Error;
use crate::report::Report;
use crate::schema;

/// The schema of the events of a run, as it is documented.
const EVENTS: &str = include_str!("../../docs/events.schema.json");

pub(super) fn run(options: &cli::Schema, report: &Report) -> Result<End, Error> {
    match options.of {
        SchemaOf::Theme => theme(options, report),
        SchemaOf::Events => report.raw(EVENTS.as_bytes()).map(|()| End::Clean),
    }
}

fn theme(options: &cli::Schema, report: &Report) -> Result<End, Error> {
    let base = match base::scan(&options.base)? {
        Ok(base) => base,
        Err(problems) => {
            report.diagnostics(None, &problems)?;
            return outcomes::base_failed(report, Verb::Schema).map(|()| End::Problems);
        }
    };
    let text = format!("{:#}\n", schema::of_theme(&base));
    report.raw(text.as_bytes()).map(|()| End::Clean)
}
