//! A package that was built again, against what the manifest of the first build says.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Fault;
use super::recorded::{File, KnownLists, Owner, Recorded, at, of_text};
use super::verify::Pair;
use super::{Common, Packing, made};
use rebadge_core::error::Error;
use rebadge_core::output_path::OutputPath;
use rebadge_core::pattern::Pattern;
use rebadge_plan::explain::cause;
use rebadge_plan::plan::{self, Job, Rendered};
use rebadge_theme::listing::Value;

/// What the manifest of a package says.
///
/// # Errors
/// Why it cannot be read, in a sentence.
pub fn recorded(pair: &Pair, lists: &KnownLists) -> Result<Recorded, String> {
    at(&pair.manifest, lists)
}

/// Builds a package again, aside, and compares it byte for byte with the one that `recorded` describes. It is gone again
/// when this returns.
///
/// # Errors
/// [`Error::Read`], [`Error::Write`].
pub fn rebuilt(
    job: &Job<'_>,
    rendered: &Rendered,
    common: &Common,
    packing: &Packing<'_>,
    recorded: &Recorded,
) -> Result<Vec<Fault>, Error> {
    let expected = common.expected(job, &rendered.graph, packing);
    let (packed, text) = made(job, rendered, common, packing, expected)?;
    let sha256 = packed.sha256.clone();
    drop(packed);
    let new = match of_text(&text, &common.list.text) {
        Ok(new) => new,
        Err(reason) => return Ok(vec![Fault::NotRebuilt { reason }]),
    };
    if new.sha256 == recorded.sha256 {
        return Ok(Vec::new());
    }
    let mut faults = other_builds(recorded, &new);
    let list = |recorded: &Recorded| recorded.client.files.as_ref().map(|list| list.sha256.clone());
    if recorded.base == new.base && list(recorded) != list(&new) {
        faults.push(Fault::OtherClientFiles { recorded: list(recorded), rebuilt: list(&new) });
    }
    let values = other_values(recorded, &new);
    let files = other_files(recorded, &new, &keys(&values, job));
    faults.extend(values);
    faults.extend(other_inputs(recorded, &new));
    let is_same = files.is_empty();
    faults.extend(files);
    let said = recorded.package.as_ref().and_then(|package| package.sha256.clone());
    if is_same && said != sha256 {
        faults.push(Fault::OtherContainer { what: "package" });
    }
    if faults.is_empty() {
        faults.push(Fault::OtherContainer { what: "manifest" });
    }
    Ok(faults)
}

/// Versions and options.
fn other_builds(old: &Recorded, new: &Recorded) -> Vec<Fault> {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "not recorded".into());
    let time = |recorded: &Recorded| {
        let epoch = recorded.package.as_ref().and_then(|package| package.source_date_epoch);
        epoch.map_or_else(|| "not set".to_owned(), |epoch| epoch.to_string())
    };
    let both = [
        ("version of rebadge", text(&old.tool), text(&new.tool)),
        ("base client", old.base.clone(), new.base.clone()),
        ("target", old.target.clone(), new.target.clone()),
        ("effort", text(&old.effort), text(&new.effort)),
        ("`SOURCE_DATE_EPOCH`", time(old), time(new)),
    ];
    let other = both.into_iter().filter(|(_, recorded, rebuilt)| recorded != rebuilt);
    other.map(|(what, recorded, rebuilt)| Fault::OtherBuild { what, recorded, rebuilt }).collect()
}

/// Values of the theme, in the order of the theme that is there now.
fn other_values(old: &Recorded, new: &Recorded) -> Vec<Fault> {
    let rows = |recorded: &Recorded| recorded.theme.clone().unwrap_or_default();
    let (old, new) = (rows(old), rows(new));
    let was: BTreeMap<&str, &Value> =
        old.iter().map(|(key, value)| (key.as_str(), value)).collect();
    let is: BTreeSet<&str> = new.iter().map(|(key, _)| key.as_str()).collect();
    let fault = |key: &str, recorded: Option<&Value>, rebuilt: Option<&Value>| Fault::OtherValue {
        key: key.to_owned(),
        recorded: recorded.map(Value::to_string),
        rebuilt: rebuilt.map(Value::to_string),
    };
    let changed = new.iter().filter(|(key, value)| was.get(key.as_str()) != Some(&value));
    let changed =
        changed.map(|(key, value)| fault(key, was.get(key.as_str()).copied(), Some(value)));
    let gone = old.iter().filter(|(key, _)| !is.contains(key.as_str()));
    changed.chain(gone.map(|(key, value)| fault(key, Some(value), None))).collect()
}

/// Files that were read. A base client's own files that no theme changes are among the files of the package.
fn other_inputs(old: &Recorded, new: &Recorded) -> Vec<Fault> {
    let paths: BTreeSet<&(Owner, String)> = old.inputs.keys().chain(new.inputs.keys()).collect();
    let fault = |path: &(Owner, String)| {
        let (recorded, rebuilt) = (old.inputs.get(path), new.inputs.get(path));
        (recorded != rebuilt).then(|| Fault::OtherInput {
            of: match path.0 {
                Owner::Theme => "theme",
                Owner::Base => "base client",
            },
            file: path.1.clone(),
            recorded: recorded.cloned(),
            rebuilt: rebuilt.cloned(),
        })
    };
    paths.into_iter().filter_map(fault).collect()
}

/// Files of the package, each with the keys of `reads` that it is made of.
fn other_files(old: &Recorded, new: &Recorded, reads: &dyn Fn(&str) -> Vec<String>) -> Vec<Fault> {
    let files = old.files().chain(new.files());
    let paths: BTreeSet<&str> = files.map(|file| file.path.as_str()).collect();
    let digest = |file: Option<&File>| file.map(|file| file.sha256.clone());
    let fault = |path: &str| {
        let (was, is) = (old.file(path), new.file(path));
        (was != is).then(|| Fault::OtherFile {
            file: path.to_owned(),
            recorded: digest(was),
            rebuilt: digest(is),
            keys: reads(path),
        })
    };
    paths.into_iter().filter_map(fault).collect()
}

/// A function from a file to the keys of `values` that it is made of.
fn keys<'a>(values: &'a [Fault], job: &'a Job<'_>) -> impl Fn(&str) -> Vec<String> + 'a {
    let changed: Vec<&str> = values
        .iter()
        .filter_map(|fault| {
            if let Fault::OtherValue { key, .. } = fault { Some(key.as_str()) } else { None }
        })
        .collect();
    // What cannot be lowered was not rendered either.
    let lowered = if changed.is_empty() { None } else { plan::lower(job).ok() };
    move |path| {
        let Some((graph, inputs)) = &lowered else { return Vec::new() };
        let path = OutputPath::new(path).ok();
        let cause = path.and_then(|path| cause(graph, inputs, (job.target, &path)));
        let read = cause.map(|cause| cause.keys).unwrap_or_default();
        let patterns: Vec<Pattern> =
            read.iter().filter_map(|key| Pattern::parse(key).ok()).collect();
        let is_read = |key: &&&str| {
            let parts: Vec<&str> = key.split('.').collect();
            patterns.iter().any(|pattern| pattern.matches(&parts))
        };
        changed.iter().filter(is_read).map(|key| (*key).to_owned()).collect()
    }
}
