//! `merge`: joins the shards of a release, and writes its index if it is whole.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{End, count};
use crate::cli;
use crate::error::Error;
use crate::release::{self, Merged, Plan};
use crate::remote;
use crate::report::Report;

pub(super) fn run(options: &cli::Merge, report: &Report) -> Result<End, Error> {
    let (plan, sha256) = Plan::read(&options.plan)?;
    let shards = release::find(&options.folders, plan.shards)?;
    let out = out(options);
    let root = match out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let (end, tenants) = (End::Problems, plan.tenants.len());
    match release::merge((&plan, &sha256), &shards, root)? {
        Merged::Broken(problems) => {
            // An index that exists lists packages that exist.
            remote::remove_if_there(&out)?;
            report.diagnostics(None, &problems)?;
            report.summary("the release is not whole, no index was written")?;
            finished(report, &plan, None).map(|()| end)
        }
        Merged::Whole(index) => {
            remote::put(&out, index.text().as_bytes())?;
            let (path, packages) = (out.display(), count(index.len(), "package"));
            report.line(&format!("{path}  {}, {packages}", count(tenants, "tenant")))?;
            finished(report, &plan, Some(&out)).map(|()| End::Clean)
        }
    }
}

/// Where the index goes: into the folder, or, of several, into the innermost that all of them are in.
fn out(options: &cli::Merge) -> PathBuf {
    if let Some(out) = &options.out {
        return out.clone();
    }
    let mut folders = options.folders.iter();
    let first = folders.next().map(PathBuf::as_path).unwrap_or(Path::new("."));
    let is_above = |folder: &&Path| {
        let mut others = folders.clone();
        others.all(|other| !remote::is_address(other) && other.starts_with(folder))
    };
    // The root of all files is the place of no release.
    let mut above = first
        .ancestors()
        .filter(|folder| folder.parent().is_some() || folder.as_os_str().is_empty());
    above.find(is_above).unwrap_or(first).join("release.json")
}

fn finished(report: &Report, plan: &Plan, index: Option<&Path>) -> Result<(), Error> {
    report.json(&json!({
        "reason": "merge-finished",
        "format_version": 1,
        "success": index.is_some(),
        "index": index.map(|path| path.display().to_string()),
        "tenants": plan.tenants.len(),
        "shards": plan.shards,
    }))
}
