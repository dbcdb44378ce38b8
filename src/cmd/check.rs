//! `check`: everything that is wrong, and nothing written.

use super::outcomes::{self, Verb};
use super::{End, inputs};
use crate::batch;
use crate::cli;
use crate::diagnostic::any_error;
use crate::error::Error;
use crate::render::{Effort, check_templates};
use crate::report::Report;

pub(super) fn run(options: &cli::Check, report: &Report) -> Result<End, Error> {
    let Some(inputs) = inputs::read(&options.inputs, Verb::Check, report)? else {
        return Ok(End::Problems);
    };
    let progress = report.progress(inputs.themes.len());
    let work = |theme: &_, known| {
        inputs.prepare(theme, known, |ready, diagnostics| {
            for job in inputs.jobs(ready, Effort::Default) {
                diagnostics.extend(check_templates(&job));
            }
            (!any_error(diagnostics)).then_some(Ok(()))
        })
    };
    let outcomes =
        batch::run(&inputs.themes, &inputs.library, inputs.jobs, work, |id| progress.step(id));
    progress.finish();
    outcomes::tell(report, Verb::Check, &outcomes, |_, ()| Ok(()))
}
