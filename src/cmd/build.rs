//! `build`: a package for each theme.

use serde_json::json;

use super::End;
use super::inputs::{self, Inputs, Ready};
use super::outcomes::{self, Verb};
use crate::batch;
use crate::cli;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::fs;
use crate::package::{self, FileTime, Form, Package, Packing, Stock};
use crate::plan::{self, Painter};
use crate::recipes::Store;
use crate::render::Effort;
use crate::report::Report;
use crate::stores;

pub(super) fn run(options: &cli::Build, report: &Report) -> Result<End, Error> {
    let Some(inputs) = inputs::read(&options.inputs, Verb::Build, report)? else {
        return Ok(End::Problems);
    };
    let time = FileTime::new(fs::source_date_epoch()?)?;
    let _claim = fs::claim(&options.out)?;
    let stocks = stocks(&inputs, time)?;
    let form = if options.unpacked { Form::Folder } else { Form::Zip };
    let effort = inputs::effort(&options.images);
    let progress = report.progress(inputs.themes.len());
    let work = |theme: &_, known| {
        inputs.prepare(theme, known, |ready, diagnostics| {
            let packing = |at: usize| Packing { out: &options.out, form, time, stock: &stocks[at] };
            build(&inputs, ready, effort, packing, diagnostics)
        })
    };
    let outcomes =
        batch::run(&inputs.themes, &inputs.library, inputs.jobs, work, |id| progress.step(id));
    progress.finish();
    outcomes::tell(report, Verb::Build, &outcomes, |tenant, packages: &Vec<Package>| {
        packages.iter().try_for_each(|package| artifact(report, tenant, package))
    })
}

/// The base client's untouched files, compressed once for all tenants.
fn stocks(inputs: &Inputs, time: FileTime) -> Result<Vec<Stock>, Error> {
    let targets = inputs.base.targets.iter();
    let stock = targets.map(|target| Stock::new(target, time));
    stock.collect::<Result<_, _>>().map_err(Error::read(&inputs.base.root))
}

fn build<'a>(
    inputs: &Inputs,
    ready: &Ready<'_>,
    effort: Effort,
    packing: impl Fn(usize) -> Packing<'a>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Result<Vec<Package>, Error>> {
    let mut rendered = Vec::new();
    let store = Store::new();
    let painter = Painter::new(&ready.theme, &inputs.base, &store);
    for job in inputs.jobs(ready, effort) {
        match plan::render(&job, &store) {
            Ok(made) => {
                diagnostics.extend(stores::made(job.theme, job.plan, &painter, &made.outputs));
                rendered.push((job, made));
            }
            Err(problems) => diagnostics.extend(problems),
        }
    }
    if rendered.len() < ready.plans.len() {
        return None;
    }
    let packages = rendered.iter().enumerate();
    Some(packages.map(|(at, (job, made))| package::write(job, made, &packing(at))).collect())
}

fn artifact(report: &Report, tenant: &str, package: &Package) -> Result<(), Error> {
    let path = package.path.display();
    report.line(&format!("{path}  {} files, {}", package.files, package::size(package.size)))?;
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
    }))
}
