//! `build`: a package for each theme.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;

use super::End;
use super::cached::Cached;
use super::choice;
use super::claim::{Patience, claim};
use super::gone::{self, Fate};
use super::inputs::{self, Inputs, Reported};
use super::outcomes::{Artifact, Settings, Telling, Verb};
use super::planned::Planned;
use crate::batch::{self, Reach, Work};
use crate::bundle::{Durability, FileTime, Sink};
use crate::cli;
use crate::diagnostic::{self, Diagnostic};
use crate::error::Error;
use crate::fs::{self, Claim, Moment};
use crate::inherit::{ThemeFile, plain};
use crate::ledger::{self, Known, Ledger};
use crate::package::{self, Common, Commons, Expected, Package, Packing, State};
use crate::plan::{self, Job, Rendered};
use crate::prepare::{Between, Ready, Run};
use crate::recipes;
use crate::release::BaseClient;
use crate::remote;
use crate::render::Effort;
use crate::report::Report;
use crate::theme::Theme;
use crate::trail;

pub(super) fn run(options: &cli::Build, report: &Report) -> Result<End, Error> {
    let began = Moment::now();
    let planned = Planned::read(&options.share, report)?;
    let out = planned.as_ref().map_or(options.out.clone(), |planned| planned.folder(&options.out));
    let mut settings = Settings::new(&options.course, Some(&out));
    settings.shard = planned.as_ref().map(Planned::entry);
    settings.packages = (!remote::is_address(&out)).then(|| out.clone());
    let sink = sink(options, &out)?;
    let read = read(options, planned.as_ref(), (&settings, &sink, &out), report)?;
    let Some((inputs, _claim)) = read else {
        return Ok(End::Problems);
    };
    let cached = Cached::open(&options.caching, report)?;
    let (container, seconds, effort) = match &planned {
        Some(planned) => (planned.container, planned.source_date_epoch(), planned.effort),
        None => {
            let seconds = fs::source_date_epoch()?;
            (options.kind.container(), seconds, inputs::effort(&options.images))
        }
    };
    let time = FileTime::new(seconds)?;
    let durability = if options.durable { Durability::Disk } else { Durability::Process };
    let packing = Packing { sink: &sink, container, time, durability };
    let base = &options.inputs.folders.base;
    // What another plan has built is compared with this one.
    let plan = planned.as_ref().map(Planned::sha256).unwrap_or_default();
    let made_with = format!(
        "{} {} {time} {:?} {} {plan}",
        env!("CARGO_PKG_VERSION"),
        container.name,
        time.epoch(),
        effort.name()
    );
    let known = Known::read(&sink, &made_with, base);
    let release = Release {
        effort,
        between: inputs.between(),
        planned: planned.as_ref(),
        inputs: &inputs,
        cached,
        packing,
        commons: Mutex::default(),
        ledger: Mutex::new(Ledger::new(&made_with, base, began)),
        known,
        began,
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
    match &planned {
        // What is in a store is removed by its owner only.
        _ if sink.is_store() => {}
        // The folder of a shard is the plan's own: a tenant that another shard builds now goes.
        Some(planned) if is_whole => {
            let made = gone::made(planned.tenants(), &outcomes);
            gone::tell_in(&out, &made, Fate::LeftShard, report)?;
        }
        None if is_whole && choice::is_everything(&options.inputs, &options.course) => {
            gone::tell(options, &inputs.library, &outcomes, report)?;
        }
        _ => {}
    }
    let Release { cached, between, known, ledger, .. } = release;
    remember(ledger, &known, &sink);
    cached.finish(report)?;
    telling.end(&outcomes, &between.diagnostics())
}

/// Writes down what packages were made of, for the next run into the same folder. Nothing in a store is known by its time.
fn remember(ledger: Mutex<Ledger>, known: &Known, sink: &Sink) {
    if trail::is_trial() || sink.is_store() {
        return;
    }
    let mut ledger = ledger.into_inner().unwrap_or_else(PoisonError::into_inner);
    ledger.keep(known);
    if let Err(error) = ledger.write(sink, known) {
        log::warn!("the next run reads all tenants again: {error}");
    }
}

/// Where packages go. What only a folder can do is refused for a store.
fn sink(options: &cli::Build, out: &Path) -> Result<Sink, Error> {
    if !remote::is_address(out) {
        return Ok(Sink::folder(out));
    }
    let work = match (options.kind.container().is_file, options.prune) {
        (false, _) => Some("`--unpacked`"),
        (_, true) => Some("`--prune`"),
        _ => None,
    };
    if let Some(work) = work {
        return Err(Error::NotInStore { place: options.out.clone(), work });
    }
    Sink::open(out)
}

/// The base client and the themes: those of a shard, or those that the command line names.
/// With the claim to the output folder. For a store more tenants are worked on at a time.
fn read(
    options: &cli::Build,
    planned: Option<&Planned>,
    (settings, sink, out): (&Settings, &Sink, &Path),
    report: &Report,
) -> Result<Option<(Inputs, Option<Claim>)>, Error> {
    let claim = || {
        let is_claimed = !sink.is_store();
        is_claimed.then(|| claim(out, Patience::new(options.wait), report)).transpose()
    };
    let folder = &options.inputs.folders.themes;
    if planned.is_some() && !fs::is_folder(folder) {
        return Err(Error::NoFolder { path: folder.clone(), option: "--themes" });
    }
    let themes = planned.map(|planned| planned.themes(folder));
    let reported =
        Reported { verb: Verb::Build, course: &options.course, settings, planned: themes };
    let mut read = inputs::read_reported(&options.inputs, reported, claim, report)?;
    if let Some((inputs, _)) = &mut read {
        if let Some(planned) = planned {
            planned.check_base(&BaseClient::of(&inputs.base))?;
        }
        if sink.is_store() {
            inputs.wait_side_by_side();
        }
    }
    Ok(read)
}

/// What all tenants of a run are built with.
struct Release<'a> {
    inputs: &'a Inputs,
    cached: Cached,
    effort: Effort,
    between: Between,
    packing: Packing<'a>,
    /// What must be as planned.
    planned: Option<&'a Planned>,
    /// What packages have in common, once the first one is written.
    commons: Mutex<Option<Arc<Commons>>>,
    /// What this run made, for the next one.
    ledger: Mutex<Ledger>,
    known: Known,
    began: Moment,
}

impl Release<'_> {
    fn work(&self, theme: &ThemeFile, known: Vec<Diagnostic>) -> Work<Vec<Package>> {
        if let Some((packages, diagnostics)) = self.unchanged(theme, &known) {
            log::debug!("`{}`: no file has changed since it was built", theme.name());
            return Work { diagnostics, result: Some(Ok(packages)) };
        }
        let store = self.cached.store();
        let run = self.inputs.run(self.effort, &store);
        let (ready, mut diagnostics) = match self.inputs.ready(&run, theme, known) {
            Ok(ready) => ready,
            Err(diagnostics) => return inputs::failed(diagnostics),
        };
        if let Some(Err(error)) = self.planned.map(|planned| planned.check_theme(&ready)) {
            return Work { diagnostics, result: Some(Err(error)) };
        }
        let result = if self.between.fails(theme) {
            None
        } else {
            self.build(&run, &ready, &mut diagnostics)
        };
        if let Some(Ok(packages)) = &result {
            let needs = needs(&ready.theme, theme);
            let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
            ledger.add(&theme.file, needs, (packages, &diagnostics), self.began);
        }
        Work { diagnostics, result }
    }

    /// The packages of a theme, with its warnings, as an earlier run left them; none where they may not be right, or not do.
    fn unchanged(
        &self,
        theme: &ThemeFile,
        known: &[Diagnostic],
    ) -> Option<(Vec<Package>, Vec<Diagnostic>)> {
        if !known.is_empty() || self.between.fails(theme) {
            return None;
        }
        let unchanged = self.known.unchanged(&theme.file)?;
        (!diagnostic::any_at(self.inputs.fails_at, &unchanged.1)).then_some(unchanged)
    }

    /// What packages have in common, made when the first one is written.
    fn commons(&self) -> Result<Arc<Commons>, Error> {
        let mut commons = self.commons.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*commons {
            return Ok(Arc::clone(known));
        }
        let disk = self.cached.disk();
        let made = package::commons(&self.inputs.base, &self.packing, disk.as_deref())?;
        Ok(Arc::clone(commons.insert(Arc::new(made))))
    }

    fn build(
        &self,
        run: &Run<'_>,
        ready: &Ready,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Result<Vec<Package>, Error>> {
        let commons = match self.commons() {
            Ok(commons) => commons,
            Err(error) => return Some(Err(error)),
        };
        let mut made = Vec::new();
        for job in run.jobs(ready) {
            match self.made(run, job, &commons[&job.target.name]) {
                Ok(Ok(package)) => made.push(package),
                Ok(Err(error)) => return Some(Err(error)),
                Err(problems) => diagnostics.extend(problems),
            }
        }
        if made.len() < ready.plans.len() {
            return None;
        }
        let write = |made: Made<'_>| match made {
            Made::Before(package) => Ok(package),
            Made::Now(job, rendered, expected) => {
                let common = &commons[&job.target.name];
                package::write(&job, &rendered, common, &self.packing, expected)
            }
        };
        Some(made.into_iter().map(write).collect())
    }

    /// The package of a job as an earlier run left it, or the files of a new one.
    ///
    /// # Errors
    /// Everything that could not be made; within, that it is not as planned.
    fn made<'a>(
        &self,
        run: &Run<'_>,
        job: Job<'a>,
        common: &Common,
    ) -> Result<Result<Made<'a>, Error>, Vec<Diagnostic>> {
        let (graph, inputs) = plan::lower(&job)?;
        let expected = common.expected(&job, &graph, &self.packing);
        if let Some(planned) = self.planned
            && let Err(error) = planned.check_package(&job.theme.tenant.id.value, &expected)
        {
            return Ok(Err(error));
        }
        if let Some(package) = package::current(&job, &expected, graph.len(), &self.packing) {
            return Ok(Ok(Made::Before(package)));
        }
        let tree = recipes::run(&graph, recipes::Run { inputs: &inputs, store: run.store })?;
        Ok(Ok(Made::Now(job, Rendered { graph, tree }, expected)))
    }
}

/// What there is of a package before anything is written.
enum Made<'a> {
    /// All of it, from an earlier run.
    Before(Package),
    /// Its files.
    Now(Job<'a>, Rendered, Expected),
}

/// The files and folders that a theme depends on.
fn needs(theme: &Theme, file: &ThemeFile) -> BTreeSet<PathBuf> {
    let layers = theme.lineage.layers.iter().map(|layer| &layer.location);
    let read = theme.inputs.keys().map(|name| plain(&file.folder.join(name)));
    let files = layers.clone().map(|layer| layer.file.clone()).chain(read).collect();
    let folders = layers.filter(|layer| layer.owns_folder).map(|layer| layer.folder.as_path());
    ledger::with_folders(files, &folders.collect::<Vec<_>>())
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
