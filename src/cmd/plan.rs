//! `plan`: fixes what a release is built from, and which shard builds what.

use std::path::Path;

use serde_json::json;

use super::inputs;
use super::outcomes::{self, Verb};
use super::{End, count};
use crate::batch::{self, Outcome, Work};
use crate::bundle::{Durability, FileTime, Sink};
use crate::cli;
use crate::diagnostic::{Diagnostic, any_error};
use crate::error::Error;
use crate::fs;
use crate::inherit::ThemeFile;
use crate::package::{self, Lists, Packing};
use crate::plan;
use crate::prepare::{Ready, Run};
use crate::recipes::Store;
use crate::release::{self, BaseClient, Input, Package, Plan, Tenant, Times, Tool};
use crate::remote;
use crate::report::Report;
use crate::trail;

/// What a tenant of the plan is made of, and what of it.
type Contents = (Vec<Input>, Vec<Package>);

pub(super) fn run(options: &cli::Plan, report: &Report) -> Result<End, Error> {
    let mut times = Times::new();
    for path in &options.times {
        times.extend(release::times(path)?);
    }
    let Some(inputs) = inputs::read(&options.inputs, Verb::Plan, report)? else {
        return Ok(End::Problems);
    };
    let source_date_epoch = fs::source_date_epoch()?;
    let sink = Sink::folder(Path::new("."));
    let time = FileTime::new(source_date_epoch)?;
    let container = options.container;
    let packing = Packing { sink: &sink, container, time, durability: Durability::Process };
    let (store, between) = (Store::new(), inputs.between());
    let (effort, lists) = (inputs::effort(&options.images), package::lists(&inputs.base));
    let run = inputs.run(effort, &store);
    let work = |theme: &ThemeFile, known| match inputs.ready(&run, theme, known) {
        Ok((_, diagnostics)) if between.fails(theme) => Work::failed(diagnostics),
        Ok((ready, diagnostics)) => contents(&run, &ready, (&lists, &packing), diagnostics),
        Err(diagnostics) => Work::failed(diagnostics),
    };
    let outcomes = batch::run(&inputs.themes, &inputs.library, inputs.jobs, work, batch::go_on);
    let problems = between.diagnostics();
    report.diagnostics(None, &problems)?;
    let end = outcomes::tell(report, Verb::Plan, &outcomes, |_, _| Ok(()))?;
    if end != End::Clean || any_error(&problems) {
        report.summary("no plan was written")?;
        return Ok(if end == End::Clean { End::Problems } else { end });
    }
    let plan = Plan {
        format_version: 1,
        tool: Tool::own(),
        base: BaseClient::of(&inputs.base),
        container: container.name.to_owned(),
        effort: effort.name(),
        source_date_epoch,
        shards: options.shards,
        tenants: tenants(outcomes, &options.inputs.folders.themes)?,
    };
    write(&assigned(plan, &times), &options.out, report)
}

fn contents(
    run: &Run<'_>,
    ready: &Ready,
    (lists, packing): (&Lists, &Packing<'_>),
    mut diagnostics: Vec<Diagnostic>,
) -> Work<Contents> {
    let mut packages = Vec::new();
    for job in run.jobs(ready) {
        match plan::lower(&job) {
            Ok((graph, _)) => {
                let package::Expected { name, key, .. } = lists.expected(&job, &graph, packing);
                packages.push(Package { target: job.target.name.clone(), name, key });
            }
            Err(problems) => diagnostics.extend(problems),
        }
    }
    if packages.len() == ready.plans.len() {
        Work { diagnostics, result: Some(Ok((release::inputs(&ready.theme), packages))) }
    } else {
        Work::failed(diagnostics)
    }
}

/// The tenants of a plan, all in its first shard.
fn tenants(outcomes: Vec<Outcome<Contents>>, folder: &Path) -> Result<Vec<Tenant>, Error> {
    let mut tenants = Vec::new();
    for Outcome { id, file, result, .. } in outcomes {
        if let Some((inputs, packages)) = result.transpose()? {
            let theme = below(&file, folder)?;
            tenants.push(Tenant { tenant: id, theme, shard: 1, inputs, packages });
        }
    }
    Ok(tenants)
}

/// The path of a theme's file from the folder of all themes, with slashes.
fn below(file: &Path, folder: &Path) -> Result<String, Error> {
    let (file, folder) = (fs::planned(file), fs::planned(folder));
    let path = file.strip_prefix(&folder).map_err(|_| Error::NotBelow {
        path: file.clone(),
        folder: folder.clone(),
        help: "name themes in the folder of `--themes`",
    })?;
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    Ok(parts.join("/"))
}

fn assigned(mut plan: Plan, times: &Times) -> Plan {
    let ids: Vec<&str> = plan.tenants.iter().map(|tenant| tenant.tenant.as_str()).collect();
    let shards = if times.is_empty() {
        release::round_robin(ids.len(), plan.shards)
    } else {
        release::balanced(&ids, plan.shards, times)
    };
    for (tenant, shard) in plan.tenants.iter_mut().zip(shards) {
        tenant.shard = shard;
    }
    plan
}

fn write(plan: &Plan, path: &Path, report: &Report) -> Result<End, Error> {
    if trail::is_trial() {
        return Ok(End::Clean);
    }
    remote::put(path, plan.text().as_bytes())?;
    let (tenants, shards) = (plan.tenants.len(), plan.shards);
    let path = path.display();
    let (of_tenants, of_shards) = (count(tenants, "tenant"), count(shards as usize, "shard"));
    report.line(&format!("{path}  {of_tenants}, {of_shards}"))?;
    report.json(&json!({
        "reason": "plan-written",
        "format_version": 1,
        "path": path.to_string(),
        "tenants": tenants,
        "shards": shards,
    }))?;
    Ok(End::Clean)
}
