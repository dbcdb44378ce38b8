//! `verify`: whether packages are what their manifests say, with `--key` whether their signatures hold, and with
//! `--rebuild` whether they are what their themes make.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::json;

use super::End;
use super::inputs::{self, Inputs};
use super::outcomes::Verb;
use super::released::{self, Listed, Released};
use super::sign;
use crate::batch::{self, Work};
use crate::bundle::{Container, Durability, FileTime, Sink};
use crate::cli;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::fs::{self, Scratch};
use crate::inherit::ThemeFile;
use crate::interrupt;
use crate::package::{self, Commons, Fault, KnownLists, Packing, Pair, Said, Verified};
use crate::plan;
use crate::prepare::{Ready, Run};
use crate::provenance;
use crate::recipes::Store;
use crate::render::Effort;
use crate::report::Report;
use crate::sign::PublicKey;

pub(super) fn run(options: &cli::Verify, report: &Report) -> Result<End, Error> {
    let key = options.key.as_deref().map(sign::public_key).transpose()?;
    let released = released::released(&options.paths)?;
    let lists = KnownLists::default();
    let read = |pair: &Pair| {
        let verified = package::verify(pair.clone(), &lists);
        verified.and_then(|verified| more(verified, &released, key.as_ref()))
    };
    let mut packages = Vec::new();
    let mut failed = None;
    for result in released.each((options.jobs, report), read) {
        match result {
            Ok(verified) => packages.push(verified),
            // The other packages are reported all the same.
            Err(error) => match &failed {
                None => failed = Some(error),
                Some(_) => report.error(None, &error)?,
            },
        }
    }
    if options.rebuild
        && let Some(end) = rebuild(&mut packages, &lists, (options, report))?
    {
        return Ok(end);
    }
    packages.iter().try_for_each(|verified| tell(verified, options, report))?;
    let mut broken: Vec<String> = packages
        .iter()
        .filter(|verified| !verified.faults.is_empty())
        .map(|verified| verified.pair.package.display().to_string())
        .collect();
    for index in &released.indexes {
        let faults = match &key {
            Some(key) => provenance::check_index(&index.path, &index.sha256, key)?,
            None => Vec::new(),
        };
        tell_index(index, &faults, (options, report))?;
        broken.extend((!faults.is_empty()).then(|| index.path.display().to_string()));
    }
    let end = finish(packages.len(), broken, report)?;
    match failed {
        Some(error) => Err(error),
        None => Ok(end),
    }
}

/// Adds to the faults of a package what the index of a release and signatures say of it.
fn more(
    mut verified: Verified,
    released: &Released,
    key: Option<&PublicKey>,
) -> Result<Verified, Error> {
    let mut found = released.faults(&verified);
    if let Some(key) = key {
        found.extend(provenance::check(&verified, key)?);
    }
    verified.faults.extend(found);
    Ok(verified)
}

fn tell_index(
    index: &Listed,
    faults: &[Fault],
    (options, report): (&cli::Verify, &Report),
) -> Result<(), Error> {
    let path = index.path.display();
    if faults.is_empty() {
        let packages = super::count(index.packages.len(), "package");
        let signed = if options.key.is_some() { ", signed" } else { "" };
        report.line(&format!("{path}  {packages}{signed}"))?;
    } else {
        tell_faults(&index.path, faults, report)?;
    }
    report.json(&json!({
        "reason": "verified-index",
        "format_version": 1,
        "path": path.to_string(),
        "success": faults.is_empty(),
        "packages": index.packages.len(),
        "faults": package::json(faults),
    }))
}

/// For people; for machines they are in the object of their package.
fn tell_faults(package: &Path, faults: &[Fault], report: &Report) -> Result<(), Error> {
    if report.is_json() {
        return Ok(());
    }
    let told = if report.is_verbose() {
        faults.iter().map(Fault::told).collect()
    } else {
        package::first(faults)
    };
    for package::Told { reason, help } in told {
        report.error(None, &Error::Mismatch { package: package.to_owned(), reason, help })?;
    }
    Ok(())
}

fn tell(verified: &Verified, options: &cli::Verify, report: &Report) -> Result<(), Error> {
    let Verified { pair, said, files, size, sha256, faults } = verified;
    let path = pair.package.display();
    if faults.is_empty() {
        let signed = if options.key.is_some() { ", signed" } else { "" };
        let made = if options.rebuild { ", built again with the same bytes" } else { "" };
        // That of a file is in the lines of `build`.
        let unpacked = if sha256.is_some() { " unpacked" } else { "" };
        let size = package::size(*size);
        report.line(&format!("{path}  {files} files, {size}{unpacked}{signed}{made}"))?;
    } else {
        tell_faults(&pair.package, faults, report)?;
    }
    report.json(&json!({
        "reason": "verified",
        "format_version": 1,
        "tenant": said.as_ref().and_then(|said| said.tenant.clone()),
        "path": path.to_string(),
        "manifest": pair.manifest.display().to_string(),
        "success": faults.is_empty(),
        "rebuilt": options.rebuild,
        "signed": options.key.is_some(),
        "files": files,
        "size": size,
        "sha256": sha256,
        "faults": package::json(faults),
    }))
}

fn finish(count: usize, failed: Vec<String>, report: &Report) -> Result<End, Error> {
    let noun = if count == 1 { "package" } else { "packages" };
    report.summary(&if failed.is_empty() {
        format!("verified {count} {noun}")
    } else {
        format!("verified {count} {noun}, failed: {}", failed.join(", "))
    })?;
    report.json(&json!({
        "reason": "verify-finished",
        "format_version": 1,
        "success": failed.is_empty(),
        "packages": count,
        "failed": failed,
    }))?;
    Ok(if failed.is_empty() { End::Clean } else { End::Problems })
}

/// What packages are built with again: a kind of container, and a time.
type Kind = (&'static str, Option<u64>);

/// What the packages of a kind have in common.
struct Shelf {
    sink: Sink,
    container: Container,
    time: FileTime,
    commons: Commons,
}

impl Shelf {
    fn packing(&self) -> Packing<'_> {
        let Shelf { sink, container, time, .. } = self;
        Packing { sink, container, time: *time, durability: Durability::Process }
    }
}

/// All that packages are built again with.
struct Rebuild<'a> {
    inputs: &'a Inputs,
    lists: &'a KnownLists,
    shelves: BTreeMap<Kind, Shelf>,
    packages: &'a [Verified],
    /// Tenant → which of all packages are the tenant's.
    wanted: BTreeMap<String, Vec<usize>>,
}

/// Builds every package again whose manifest could be read, and adds what differs to its faults. Gives how the run ended
/// where it did: the base client has errors, which are reported, or a signal came.
fn rebuild(
    packages: &mut [Verified],
    lists: &KnownLists,
    (options, report): (&cli::Verify, &Report),
) -> Result<Option<End>, Error> {
    let folders = options.folders.clone();
    let (paths, choice) = (Vec::new(), cli::Choice::default());
    let asked = cli::Inputs { paths, folders, choice, jobs: options.jobs };
    let Some(mut inputs) = inputs::read(&asked, Verb::Verify, report)? else {
        return Ok(Some(End::Problems));
    };
    let wanted = wanted(packages);
    let library = &inputs.library;
    inputs
        .themes
        .retain(|theme| library.tenant_id(theme).is_some_and(|id| wanted.contains_key(&id.value)));
    // No cache: what it keeps is of earlier builds, and this one is to be another.
    let scratch = Scratch::new()?;
    let shelves = shelves(packages, &inputs, &scratch)?;
    let rebuild = Rebuild { inputs: &inputs, lists, shelves, packages, wanted };
    let progress = report.long_progress(inputs.themes.len());
    let work = |theme: &ThemeFile, known| rebuild.work(theme, known);
    let outcomes = batch::run(&inputs.themes, &inputs.library, inputs.jobs, work, |outcome| {
        progress.step(&outcome.id);
        batch::go_on(outcome)
    });
    progress.finish();
    if let Some(signal) = interrupt::signal() {
        return Ok(Some(End::Cut(signal)));
    }
    let mut wanted = rebuild.wanted;
    for outcome in outcomes {
        report.diagnostics(Some(&outcome.id), &outcome.diagnostics)?;
        let all = wanted.remove(&outcome.id).unwrap_or_default();
        let faults = match outcome.result {
            Some(result) => result?,
            None => vec![vec![not("its theme has errors")]; all.len()],
        };
        for (at, faults) in all.into_iter().zip(faults) {
            packages[at].faults.extend(faults);
        }
    }
    let themes = options.folders.themes.display();
    for (id, all) in wanted {
        for at in all {
            let reason = format!("no theme in `{themes}` is for the tenant `{id}`");
            packages[at].faults.push(not(&reason));
        }
    }
    Ok(None)
}

fn not(reason: &str) -> Fault {
    Fault::NotRebuilt { reason: reason.to_owned() }
}

/// Tenant → which packages are the tenant's. One whose manifest names no tenant is nobody's, and so is that of no theme.
fn wanted(packages: &[Verified]) -> BTreeMap<String, Vec<usize>> {
    let mut wanted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, verified) in packages.iter().enumerate() {
        if let Some(said) = &verified.said {
            wanted.entry(said.tenant.clone().unwrap_or_default()).or_default().push(at);
        }
    }
    wanted
}

/// What the packages of each kind have in common.
fn shelves(
    packages: &[Verified],
    inputs: &Inputs,
    scratch: &Scratch,
) -> Result<BTreeMap<Kind, Shelf>, Error> {
    let said = packages.iter().filter_map(|verified| verified.said.as_ref());
    let kinds: BTreeSet<Kind> = said.filter_map(kind).collect();
    let mut shelves = BTreeMap::new();
    for (at, kind) in kinds.into_iter().enumerate() {
        let Some(container) = Container::of_name(kind.0) else {
            continue;
        };
        // A time that no zip can hold is not one that a build recorded.
        let Ok(time) = FileTime::new(kind.1) else { continue };
        let sink = Sink::folder(&scratch.path().join(at.to_string()));
        fs::make_folder(&sink.place(""))?;
        let mut shelf = Shelf { sink, container: *container, time, commons: Commons::new() };
        shelf.commons = package::commons(&inputs.base, &shelf.packing(), None)?;
        shelves.insert(kind, shelf);
    }
    Ok(shelves)
}

fn kind(said: &Said) -> Option<Kind> {
    let package = said.artifact.as_ref()?;
    let container = Container::of_name(&package.kind)?;
    Some((container.name, package.source_date_epoch))
}

impl Rebuild<'_> {
    /// What differs of each package of a tenant.
    fn work(&self, theme: &ThemeFile, known: Vec<Diagnostic>) -> Work<Vec<Vec<Fault>>> {
        let store = Store::new();
        let run = self.inputs.run(Effort::Default, &store);
        // Warnings are no news: the package was built in spite of them.
        let ready = match self.inputs.ready(&run, theme, known) {
            Ok((ready, _)) => ready,
            Err(diagnostics) => return Work::failed(diagnostics),
        };
        let all = self.wanted.get(&ready.theme.tenant.id.value).into_iter().flatten();
        let result = all.map(|at| self.compare(&run, &ready, &self.packages[*at])).collect();
        Work { diagnostics: Vec::new(), result: Some(result) }
    }

    fn compare(
        &self,
        run: &Run<'_>,
        ready: &Ready,
        package: &Verified,
    ) -> Result<Vec<Fault>, Error> {
        let kind = package.said.as_ref().and_then(kind);
        let Some(shelf) = kind.and_then(|kind| self.shelves.get(&kind)) else {
            return Ok(vec![not("its manifest does not say how it was packed")]);
        };
        // It was read before, and let go.
        let recorded = match package::recorded_of(&package.pair, self.lists) {
            Ok(recorded) => recorded,
            Err(reason) => return Ok(vec![not(&reason)]),
        };
        let Some(effort) = recorded.effort.as_deref().and_then(Effort::named) else {
            return Ok(vec![not("its manifest does not say how images were compressed")]);
        };
        let run = Run { effort, ..*run };
        let Some(job) = run.jobs(ready).find(|job| job.target.name == recorded.target) else {
            let reason = format!("the base client has no target `{}`", recorded.target);
            return Ok(vec![not(&reason)]);
        };
        match plan::render(&job, run.store) {
            Ok(made) => {
                let common = &shelf.commons[&job.target.name];
                package::rebuilt(&job, &made, common, &shelf.packing(), &recorded)
            }
            Err(problems) => Ok(problems.iter().map(|problem| not(&problem.message)).collect()),
        }
    }
}
