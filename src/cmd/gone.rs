//! The end of a build: packages that it would not make are named, or removed: of tenants that are gone or have another id
//! now, of earlier builds, and of another tenant than the one in whose folder they are.

use std::path::Path;

use serde_json::json;

use crate::batch::Outcome;
use crate::cli;
use crate::error::Error;
use crate::fs;
use crate::inherit::{self, Library};
use crate::package::{self, Gone, Made, Package, Why};
use crate::report::Report;
use crate::trail;

/// Names or removes packages after a build of all themes.
pub(super) fn tell(
    options: &cli::Build,
    library: &Library,
    outcomes: &[Outcome<Vec<Package>>],
    report: &Report,
) -> Result<(), Error> {
    if trail::is_trial() {
        return Ok(());
    }
    let mut tenants = Vec::new();
    for theme in inherit::find(&[], &options.inputs.folders.themes)? {
        let own = library.document(&theme);
        if own.as_ref().is_ok_and(|own| own.is_abstract) {
            continue;
        }
        match own.ok().and_then(|own| own.tenant_id()) {
            Some(id) => tenants.push(id.value),
            // Its packages would be taken for those of nobody.
            None => return unknown(&theme.name(), Fate::new(options.prune), report),
        }
    }
    tell_in(&options.out, &made(tenants, outcomes), Fate::new(options.prune), report)
}

/// Says that it cannot be known which packages no theme is for.
fn unknown(theme: &str, fate: Fate, report: &Report) -> Result<(), Error> {
    let what = match fate {
        Fate::Named => "note: packages that no theme is for were not looked for",
        Fate::Removed | Fate::LeftShard => "nothing was pruned",
    };
    let message = format!("{what}: `{theme}` has no tenant id");
    report.summary(&message)?;
    report.json(&json!({
        "reason": "gone-unknown",
        "format_version": 1,
        "message": message.trim_start_matches("note: "),
    }))
}

/// What a run made of these tenants.
pub(super) fn made(
    tenants: impl IntoIterator<Item = String>,
    outcomes: &[Outcome<Vec<Package>>],
) -> Made {
    let mut made: Made = tenants.into_iter().map(|tenant| (tenant, None)).collect();
    let done = outcomes.iter().filter_map(|outcome| match &outcome.result {
        Some(Ok(packages)) => Some((outcome.id.clone(), packages)),
        _ => None,
    });
    made.extend(done.map(|(tenant, packages)| {
        let names = packages.iter().filter_map(|package| package.path.file_name());
        (tenant, Some(names.map(|name| name.to_string_lossy().into_owned()).collect()))
    }));
    made
}

/// What becomes of a package that nobody makes any more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Named,
    Removed,
    /// It is removed too: the shard that made it makes it no more.
    LeftShard,
}

impl Fate {
    fn new(prunes: bool) -> Fate {
        if prunes { Fate::Removed } else { Fate::Named }
    }
}

/// Names or removes the packages in a folder that the run that `made` others would not make.
pub(super) fn tell_in(
    folder: &Path,
    made: &Made,
    fate: Fate,
    report: &Report,
) -> Result<(), Error> {
    if trail::is_trial() {
        return Ok(());
    }
    for gone in package::gone(folder, made)? {
        let path = gone.path.display();
        let removed = (fate != Fate::Named).then(|| gone.remove());
        let why = why(&gone, fate);
        let text = match &removed {
            None => format!("note: `{path}` stays: {why}; `--prune` removes it"),
            Some(Ok(())) => format!("removed `{path}`: {why}"),
            Some(Err(reason)) => format!("note: `{path}` was not removed: {reason}"),
        };
        report.summary(&text)?;
        report.json(&json!({
            "reason": "package-gone",
            "format_version": 1,
            "tenant": gone.tenant,
            "path": path.to_string(),
            "manifest": gone.manifest.display().to_string(),
            "why": why_name(gone.why),
            "removed": matches!(removed, Some(Ok(()))),
            "message": removed.and_then(Result::err),
        }))?;
    }
    if fate != Fate::Named {
        for path in package::unused(folder)? {
            fs::remove_if_there(&path)?;
            report.summary(&format!("removed `{}`: no package refers to it", path.display()))?;
        }
    }
    Ok(())
}

/// Why nobody makes a package any more, as the end of a sentence.
fn why(gone: &Gone, fate: Fate) -> String {
    let tenant = &gone.tenant;
    match gone.why {
        Why::NoTheme if fate == Fate::LeftShard => format!("the shard has no tenant `{tenant}`"),
        Why::NoTheme => format!("no theme is for the tenant `{tenant}`"),
        Why::EarlierBuild => format!("it is of an earlier build of the tenant `{tenant}`"),
        Why::OtherTenant => format!("it is of the tenant `{tenant}`, in the folder of another"),
    }
}

/// The same as events name it.
fn why_name(why: Why) -> &'static str {
    match why {
        Why::NoTheme => "no-theme",
        Why::EarlierBuild => "earlier-build",
        Why::OtherTenant => "other-tenant",
    }
}
