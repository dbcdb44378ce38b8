//! `build --dry-run`: the plans.

use serde_json::json;

use super::End;
use super::inputs;
use super::outcomes::{self, Settings, Verb};
use crate::batch::{self, Work};
use crate::cli;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::inherit::ThemeFile;
use crate::output_path::OutputPath;
use crate::plan::{self, Job};
use crate::prepare::{Ready, Run};
use crate::recipes::{Source, Store};
use crate::render::Effort;
use crate::report::Report;

/// One line of a plan.
struct Line {
    path: String,
    step: String,
    from: String,
    key: String,
}

pub(super) fn run(options: &cli::Build, report: &Report) -> Result<End, Error> {
    let Some(mut inputs) = inputs::read(&options.inputs, Verb::Plan, report)? else {
        return Ok(End::Problems);
    };
    let settings = Settings::new(&options.course, Some(&options.out));
    inputs.follow(&options.course, &settings)?;
    let store = Store::new();
    let run = inputs.run(Effort::Default, &store);
    let work = |theme: &ThemeFile, known| {
        let (ready, mut diagnostics) = match inputs.ready(&run, theme, known) {
            Ok(ready) => ready,
            Err(diagnostics) => return inputs::failed(diagnostics),
        };
        match lines(&run, &ready) {
            Ok(lines) => Work { diagnostics, result: Some(Ok(lines)) },
            Err(problems) => {
                diagnostics.extend(problems);
                Work::failed(diagnostics)
            }
        }
    };
    let outcomes = batch::run(&inputs.themes, &inputs.library, inputs.jobs, work, batch::go_on);
    outcomes::tell(report, Verb::Plan, &outcomes, |tenant, lines: &Vec<Line>| {
        print(report, tenant, lines)
    })
}

fn lines(run: &Run<'_>, ready: &Ready) -> Result<Vec<Line>, Vec<Diagnostic>> {
    let mut lines = Vec::new();
    for job in run.jobs(ready) {
        lines.extend(plan_lines(&job)?);
    }
    Ok(lines)
}

fn plan_lines(job: &Job<'_>) -> Result<Vec<Line>, Vec<Diagnostic>> {
    let (graph, _) = plan::lower(job)?;
    let line = |(path, source): (&OutputPath, Source<'_>)| Line {
        path: path.to_string(),
        step: source.describe(),
        from: plan::origin(source, Some(job.target), path),
        key: source.key().to_owned(),
    };
    Ok(graph.all().map(line).collect())
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
