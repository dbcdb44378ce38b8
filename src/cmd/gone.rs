//! The end of a build of all themes: packages of tenants that are gone or have another id now are named, or removed.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::json;

use crate::cli;
use crate::error::Error;
use crate::fs;
use crate::inherit::{self, Library};
use crate::package;
use crate::report::Report;
use crate::trail;

pub(super) fn tell(options: &cli::Build, library: &Library, report: &Report) -> Result<(), Error> {
    if trail::is_trial() {
        return Ok(());
    }
    let mut known = BTreeSet::new();
    for theme in inherit::find(&[], &options.inputs.folders.themes)? {
        match library.tenant_id(&theme) {
            Some(id) => drop(known.insert(id.value)),
            // Its packages would be taken for those of nobody.
            None if options.prune => {
                let why = format!("nothing was pruned: `{}` has no tenant id", theme.name());
                return report.summary(&why);
            }
            None => return Ok(()),
        }
    }
    tell_in(&options.out, &known, Fate::new(options.prune), report)
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

/// Names or removes the packages in a folder that are of none of these tenants.
pub(super) fn tell_in(
    folder: &Path,
    known: &BTreeSet<String>,
    fate: Fate,
    report: &Report,
) -> Result<(), Error> {
    if trail::is_trial() {
        return Ok(());
    }
    for gone in package::gone(folder, known)? {
        let path = gone.path.display();
        let removed = (fate != Fate::Named).then(|| gone.remove());
        let text = match &removed {
            None => format!(
                "note: no theme is for the tenant `{}` of `{path}`; `--prune` removes it",
                gone.tenant
            ),
            Some(Ok(())) if fate == Fate::LeftShard => {
                format!("removed `{path}`: the shard has no tenant `{}`", gone.tenant)
            }
            Some(Ok(())) => {
                format!("removed `{path}`: no theme is for the tenant `{}`", gone.tenant)
            }
            Some(Err(reason)) => format!("note: `{path}` was not removed: {reason}"),
        };
        report.summary(&text)?;
        report.json(&json!({
            "reason": "package-gone",
            "format_version": 1,
            "tenant": gone.tenant,
            "path": path.to_string(),
            "manifest": gone.manifest.display().to_string(),
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
