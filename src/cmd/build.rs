//! `build`: a package for each theme.

use serde_json::json;

use super::End;
use super::cached::Cached;
use super::choice;
use super::claim::{Patience, claim};
use super::gone;
use super::inputs::{self, Inputs};
use super::outcomes::{Artifact, Settings, Telling, Verb};
use crate::batch::{self, Reach, Work};
use crate::bundle::{Durability, FOLDER, FileTime, Sink, ZIP};
use crate::cli;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::fs;
use crate::inherit::ThemeFile;
use crate::package::{self, Commons, Package, Packing, State};
use crate::plan::{self, Job, Rendered};
use crate::prepare::{Between, Ready, Run};
use crate::render::Effort;
use crate::report::Report;

pub(super) fn run(options: &cli::Build, report: &Report) -> Result<End, Error> {
    let Some(mut inputs) = inputs::read(&options.inputs, Verb::Build, report)? else {
        return Ok(End::Problems);
    };
    let settings = Settings::new(&options.course, Some(&options.out));
    inputs.fails_at = settings.fails_at;
    if options.course.failed {
        settings.keep_failed(&mut inputs.themes, &inputs.library)?;
    }
    let cached = Cached::open(&options.caching)?;
    let sink = Sink::folder(&options.out);
    let container = if options.unpacked { &FOLDER } else { &ZIP };
    let time = FileTime::new(fs::source_date_epoch()?)?;
    let packing = Packing { sink: &sink, container, time, durability: Durability::Process };
    let _claim = claim(&options.out, Patience::new(options.wait), report)?;
    let release = Release {
        commons: package::commons(&inputs.base, &packing, cached.disk().as_deref())?,
        effort: inputs::effort(&options.images),
        between: inputs.between(),
        inputs: &inputs,
        cached,
        packing,
    };
    let telling = Telling::new(report, Verb::Build, settings, inputs.themes.len());
    let work = |theme: &ThemeFile, known| release.work(theme, known);
    let outcomes = batch::run(&inputs.themes, &inputs.library, inputs.jobs, work, |outcome| {
        telling.tell(outcome, |tenant, packages: &Vec<Package>| {
            packages.iter().map(|package| artifact(report, tenant, package)).collect()
        })
    });
    telling.finish_progress();
    let is_whole = outcomes.iter().all(|outcome| outcome.reach == Reach::Done);
    if is_whole && choice::is_everything(&options.inputs, &options.course) {
        gone::tell(options, &inputs.library, report)?;
    }
    release.cached.finish(report)?;
    telling.end(&outcomes, &release.between.diagnostics())
}

/// What all tenants of a run are built with.
struct Release<'a> {
    inputs: &'a Inputs,
    cached: Cached,
    effort: Effort,
    between: Between,
    commons: Commons,
    packing: Packing<'a>,
}

impl Release<'_> {
    fn work(&self, theme: &ThemeFile, known: Vec<Diagnostic>) -> Work<Vec<Package>> {
        let store = self.cached.store();
        let run = self.inputs.run(self.effort, &store);
        let (ready, mut diagnostics) = match self.inputs.ready(&run, theme, known) {
            Ok(ready) => ready,
            Err(diagnostics) => return Work::failed(diagnostics),
        };
        let result = match self.between.fails(theme) {
            true => None,
            false => self.build(&run, &ready, &mut diagnostics),
        };
        Work { diagnostics, result }
    }

    fn build(
        &self,
        run: &Run<'_>,
        ready: &Ready,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Result<Vec<Package>, Error>> {
        let mut rendered = Vec::new();
        for job in run.jobs(ready) {
            match plan::render(&job, run.store) {
                Ok(made) => rendered.push((job, made)),
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

fn artifact(report: &Report, tenant: &str, package: &Package) -> Artifact {
    let (path, size) = (package.path.display(), package::size(package.size));
    let state = match package.state {
        State::Written => "",
        State::Unchanged => ", unchanged",
    };
    let mut lines = vec![format!("{path}  {} files, {size}{state}", package.files)];
    if report.is_verbose() {
        lines.push(package.manifest.display().to_string());
    }
    let event = json!({
        "reason": "artifact",
        "format_version": 1,
        "tenant": tenant,
        "path": path.to_string(),
        "manifest": package.manifest.display().to_string(),
        "files": package.files,
        "size": package.size,
        "sha256": package.sha256,
        "unchanged": package.state == State::Unchanged,
    });
    Artifact { lines, event }
}
