//! The end of a build of all themes: packages of tenants that are gone or have another id now are named, or removed.

use std::collections::BTreeSet;

use serde_json::json;

use crate::cli;
use crate::error::Error;
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
    for gone in package::gone(&options.out, &known)? {
        let path = gone.path.display();
        let removed = options.prune.then(|| gone.remove());
        let text = match &removed {
            None => format!(
                "note: no theme is for the tenant `{}` of `{path}`; `--prune` removes it",
                gone.tenant
            ),
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
    Ok(())
}
