//! `schema`: what a theme may hold, for editors.

use super::End;
use super::outcomes::{self, Verb};
use crate::base;
use crate::cli;
use crate::error::Error;
use crate::report::Report;
use crate::schema;

pub(super) fn run(options: &cli::Schema, report: &Report) -> Result<End, Error> {
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
