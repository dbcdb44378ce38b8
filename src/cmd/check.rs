//! `check`: everything that is wrong, and nothing written.

use super::{End, inputs};
use crate::batch;
use crate::cli;
use crate::diagnostic::any_error;
use crate::error::Error;
use crate::render::{Effort, check_templates};
use crate::report::Report;

pub(super) fn run(options: &cli::Check, report: &Report) -> Result<End, Error> {
    let inputs = match inputs::read(&options.inputs)? {
        Ok(inputs) => inputs,
        Err(problems) => {
            report.diagnostics(None, &problems)?;
            return Ok(End::Problems);
        }
    };
    let progress = report.progress(inputs.themes.len());
    let work = |theme: &_| {
        inputs.prepare(theme, |ready, diagnostics| {
            for job in inputs.jobs(ready, Effort::Default) {
                diagnostics.extend(check_templates(&job));
            }
            (!any_error(diagnostics)).then_some(Ok(()))
        })
    };
    let outcomes = batch::run(&inputs.themes, inputs.jobs, work, |id| progress.step(id));
    progress.finish();
    let mut failed = 0;
    for outcome in &outcomes {
        report.diagnostics(Some(&outcome.id), &outcome.diagnostics)?;
        if let Some(Err(error)) = &outcome.result {
            report.error(Some(&outcome.id), error)?;
        }
        failed += usize::from(!outcome.is_ok());
    }
    super::build::finish(report, "checked", &outcomes)?;
    Ok(if failed == 0 { End::Clean } else { End::Problems })
}
