//! `build`: a package for each theme.

use serde_json::json;

use super::End;
use super::inputs::{self, Inputs, Ready};
use super::outcomes::{self, Verb};
use crate::batch;
use crate::bundle::{Durability, FOLDER, FileTime, Sink, ZIP};
use crate::cli;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::fs;
use crate::package::{self, Common, Commons, Package, Packing, State};
use crate::plan::{self, Job, Painter, Rendered};
use crate::recipes::Store;
use crate::render::Effort;
use crate::report::Report;
use crate::stores;

pub(super) fn run(options: &cli::Build, report: &Report) -> Result<End, Error> {
    let Some(inputs) = inputs::read(&options.inputs, Verb::Build, report)? else {
        return Ok(End::Problems);
    };
    let sink = Sink::folder(&options.out);
    let container = if options.unpacked { &FOLDER } else { &ZIP };
    let time = FileTime::new(fs::source_date_epoch()?)?;
    let packing = Packing { sink: &sink, container, time, durability: Durability::Process };
    let _claim = sink.claim()?;
    let commons = inputs.base.targets.iter().map(|target| {
        let common = Common::new(&inputs.base, target, &packing)?;
        Ok((target.name.clone(), common))
    });
    let run = Run {
        commons: commons.collect::<Result<_, Error>>()?,
        effort: inputs::effort(&options.images),
        inputs,
        packing,
    };
    let inputs = &run.inputs;
    let progress = report.progress(inputs.themes.len());
    let work = |theme: &_, known| {
        inputs.prepare(theme, known, |ready, diagnostics| run.build(ready, diagnostics))
    };
    let outcomes =
        batch::run(&inputs.themes, &inputs.library, inputs.jobs, work, |id| progress.step(id));
    progress.finish();
    outcomes::tell(report, Verb::Build, &outcomes, |tenant, packages: &Vec<Package>| {
        packages.iter().try_for_each(|package| artifact(report, tenant, package))
    })
}

/// What all tenants are built with.
struct Run<'a> {
    inputs: Inputs,
    effort: Effort,
    commons: Commons,
    packing: Packing<'a>,
}

impl Run<'_> {
    fn build(
        &self,
        ready: &Ready<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Result<Vec<Package>, Error>> {
        let mut rendered = Vec::new();
        let store = Store::new();
        let painter = Painter::new(&ready.theme, &self.inputs.base, &store);
        for job in self.inputs.jobs(ready, self.effort) {
            match plan::render(&job, &store) {
                Ok(made) => {
                    diagnostics.extend(stores::made(job.theme, job.plan, &painter, &made.tree));
                    rendered.push((job, made));
                }
                Err(problems) => diagnostics.extend(problems),
            }
        }
        if rendered.len() < ready.plans.len() {
            return None;
        }
        let write = |(job, made): &(Job<'_>, Rendered)| {
            let common = &self.commons[&job.target.name];
            match package::current(job, &made.graph, common, &self.packing) {
                Some(package) => Ok(package),
                None => package::write(job, made, common, &self.packing),
            }
        };
        Some(rendered.iter().map(write).collect())
    }
}

fn artifact(report: &Report, tenant: &str, package: &Package) -> Result<(), Error> {
    let path = package.path.display();
    let size = package::size(package.size);
    let state = match package.state {
        State::Written => "",
        State::Unchanged => ", unchanged",
    };
    report.line(&format!("{path}  {} files, {size}{state}", package.files))?;
    if report.is_verbose() {
        report.line(&package.manifest.display().to_string())?;
    }
    report.json(&json!({
        "reason": "artifact",
        "format_version": 1,
        "tenant": tenant,
        "path": path.to_string(),
        "manifest": package.manifest.display().to_string(),
        "files": package.files,
        "size": package.size,
        "sha256": package.sha256,
        "unchanged": package.state == State::Unchanged,
    }))
}
