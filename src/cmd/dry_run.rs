//! `build --dry-run`: the plans.

use serde_json::json;

use super::End;
use super::inputs::{self, Inputs, Ready};
use super::outcomes::{self, Verb};
use crate::batch;
use crate::cli;
use crate::error::Error;
use crate::plan;
use crate::render::{Effort, Job};
use crate::report::Report;

/// One line of a plan.
struct Line {
    path: String,
    step: String,
    from: String,
    key: String,
}

pub(super) fn run(options: &cli::Build, report: &Report) -> Result<End, Error> {
    let Some(inputs) = inputs::read(&options.inputs, Verb::Plan, report)? else {
        return Ok(End::Problems);
    };
    let work =
        |theme: &_, known| inputs.prepare(theme, known, |ready, _| Some(Ok(lines(&inputs, ready))));
    let outcomes = batch::run(&inputs.themes, &inputs.library, inputs.jobs, work, |_| ());
    outcomes::tell(report, Verb::Plan, &outcomes, |tenant, lines: &Vec<Line>| {
        print(report, tenant, lines)
    })
}

fn lines(inputs: &Inputs, ready: &Ready<'_>) -> Vec<Line> {
    inputs.jobs(ready, Effort::Default).flat_map(|job| plan_lines(&job)).collect()
}

fn plan_lines(job: &Job<'_>) -> Vec<Line> {
    let keys = plan::keys(job.plan, job.theme, job.base, &job.effort.name());
    let steps = job.plan.steps.iter();
    steps
        .map(|(path, step)| Line {
            path: path.to_string(),
            step: plan::kind(step),
            from: plan::from(step, job.theme, job.target.files.get(path)),
            key: keys.get(path).cloned().unwrap_or_default(),
        })
        .collect()
}

fn print(report: &Report, tenant: &str, lines: &[Line]) -> Result<(), Error> {
    let width = |of: fn(&Line) -> &str| {
        lines.iter().map(|line| of(line).chars().count()).max().unwrap_or(0)
    };
    let (paths, steps) = (width(|line| &line.path), width(|line| &line.step));
    report.line(&format!("{tenant}: {} files", lines.len()))?;
    for line in lines {
        let Line { path, step, from, key } = line;
        let key_shown =
            if report.is_verbose() { format!("{}  ", &key[..12]) } else { String::new() };
        report.line(&format!("  {key_shown}{path:paths$}  {step:steps$}  {from}"))?;
        report.json(&json!({
            "reason": "step",
            "format_version": 1,
            "tenant": tenant,
            "path": path,
            "step": step,
            "from": from,
            "key": key,
        }))?;
    }
    Ok(())
}
