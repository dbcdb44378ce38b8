//! `audit`: what is left of the base client's brand in packages, and of other tenants; which hosts they name; whether what is
//! derived from their contents is true.

use std::path::Path;

use serde_json::json;

use super::{End, count};
use crate::base::{self, Base};
use crate::bundle::{self, Limits};
use crate::cli;
use crate::error::Error;
use crate::foreign::remains::{Brand, FileRemains, Finder, Remain, Remains};
use crate::report::Report;

pub(super) fn run(options: &cli::Audit, report: &Report) -> Result<End, Error> {
    let base = match base::scan(&options.folders.base)? {
        Ok(base) => base,
        Err(problems) => {
            return report.diagnostics(None, &problems).map(|()| End::Problems);
        }
    };
    let brand = brand(&base);
    let finder = Finder::new(&brand);
    let mut found = 0;
    for path in &options.packages {
        let remains = audit(path, &finder)?;
        tell(path, &remains, report)?;
        found += usize::from(!remains.is_clean());
    }
    let packages = count(options.packages.len(), "package");
    match found {
        0 => report.summary(&format!("audited {packages}, nothing is left")).map(|()| End::Clean),
        _ => {
            let message = format!("audited {packages}, something is left in {found}");
            report.summary(&message).map(|()| End::Problems)
        }
    }
}

/// The brand of a base client: what its contract says of a finished bundle, or else its own name.
fn brand(base: &Base) -> Brand {
    let foreign = base.targets.iter().find_map(|target| target.foreign.as_ref());
    match foreign {
        Some(foreign) => foreign.old.as_brand(&[]),
        None => Brand { names: vec![base.name.clone()], ..Brand::default() },
    }
}

fn audit(path: &Path, finder: &Finder<'_>) -> Result<Remains, Error> {
    let mut opened = bundle::open(path, Limits::UNKNOWN)?;
    let paths: Vec<_> = opened.files.keys().cloned().collect();
    let mut files: Vec<FileRemains> = Vec::new();
    for path in paths {
        let bytes = opened.bytes(&path)?;
        files.push(finder.in_file(path.as_str(), &bytes));
    }
    Ok(finder.together(files))
}

fn tell(path: &Path, remains: &Remains, report: &Report) -> Result<(), Error> {
    report.json(&json!({
        "reason": "audited",
        "format_version": 1,
        "path": path.display().to_string(),
        "success": remains.is_clean(),
        "remains": remains,
    }))?;
    let lists = [
        ("old name", &remains.visible),
        ("maker's host", &remains.vendor),
        ("tie", &remains.ties),
        ("asked", &remains.asked),
    ];
    for (what, list) in lists {
        for one in list {
            report.line(&line(path, what, one))?;
        }
    }
    for (file, why) in &remains.unread {
        report.line(&format!("{}: `{file}` could not be read: {why}", path.display()))?;
    }
    Ok(())
}

fn line(path: &Path, what: &str, one: &Remain) -> String {
    let first = one.files.first().map_or("", String::as_str);
    let more = match one.files.len() {
        0 | 1 => String::new(),
        files => format!(" and {} more files", files - 1),
    };
    let times = count(one.count, "time");
    format!(
        "{}: {what}: `{}`, {times} in `{first}`{more}: `{}`",
        path.display(),
        one.text,
        one.excerpt
    )
}
