//! `why`: from a file of a package back to the step and the values that it came from.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use super::End;
use super::explain::{origin, pattern};
use super::one::{self, One};
use crate::cli;
use crate::client::Client;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::error::Error;
use crate::explain::{Cause, Explanation, cause, explain};
use crate::inherit::{self, Library};
use crate::listing::Value;
use crate::output_path::OutputPath;
use crate::package::{self, Opened};
use crate::plan::{self, Job};
use crate::render::Effort;
use crate::report::Report;

pub(super) fn run(options: &cli::Why, report: &Report) -> Result<End, Error> {
    let opened = package::open(&options.package)?;
    opened.warnings().iter().try_for_each(|warning| report.warning(warning))?;
    let path = file(&options.file, &opened)?;
    let (id, then) = recorded(&opened)?;
    let theme = theme_of(&id, &options.folders.themes)?;
    let read = one::read(&theme, &options.folders, report).map_err(|error| match error {
        Error::NoFolder { path, option: "--base" } => {
            let client = opened.recorded.as_ref().map(|recorded| recorded.client.id.clone());
            Error::NoBaseOf(path, client.unwrap_or_default())
        }
        error => error,
    });
    let Some(one) = read? else {
        return Ok(End::Problems);
    };
    let target = opened.recorded.as_ref().map(|recorded| recorded.target.as_str());
    let cause = match cause_of(&one, target, &path) {
        Ok(Some(cause)) => cause,
        Ok(None) => return Err(Error::NotMade { path: path.to_string(), theme }),
        Err(problems) => return report.diagnostics(None, &problems).map(|()| End::Problems),
    };
    let mut values = Vec::new();
    for key in &cause.keys {
        values.push((key.clone(), explain(&one.theme, &one.client.base, Some(&pattern(key)?))));
    }
    tell(
        &Told { path: &path, theme: &theme, cause: &cause, values: &values, then: &then },
        report,
    )?;
    Ok(End::Clean)
}

/// Why the theme makes a file for a target; none if it does not.
fn cause_of(
    one: &One,
    target: Option<&str>,
    path: &OutputPath,
) -> Result<Option<Cause>, Vec<Diagnostic>> {
    let Client { base, templates } = &one.client;
    let is_it = |name: &str| Some(name) == target;
    let Some(target) = base.targets.iter().find(|known| is_it(&known.name)) else {
        return Ok(None);
    };
    let Some(plan) = one.plans.iter().find(|plan| is_it(&plan.target)) else {
        return Err(one.diagnostics.clone());
    };
    let (theme, templates, effort) = (&one.theme, &templates[&target.name], Effort::Default);
    let job = Job { theme, base, target, plan, templates, effort, seen: None };
    let (graph, inputs) = plan::lower(&job)?;
    Ok(cause(&graph, &inputs, (target, path)))
}

/// The path of a file that is in the package.
fn file(name: &str, opened: &Opened) -> Result<OutputPath, Error> {
    let path = OutputPath::new(name).ok().filter(|path| opened.bundle.files.contains_key(path));
    path.ok_or_else(|| {
        let help = did_you_mean(name, opened.bundle.files.keys().map(OutputPath::as_str));
        Error::NoFile {
            path: name.to_owned(),
            package: opened.bundle.path.clone(),
            help: help.unwrap_or_default(),
        }
    })
}

/// The tenant's id, and the theme as it was, from the package's manifest.
fn recorded(opened: &Opened) -> Result<(String, BTreeMap<String, Value>), Error> {
    let recorded = opened.recorded.as_ref().and_then(|recorded| recorded.theme.as_ref());
    let then: BTreeMap<String, Value> = recorded.into_iter().flatten().cloned().collect();
    match then.get("tenant.id") {
        Some(Value::Text(id)) => Ok((id.clone(), then)),
        _ => Err(Error::NoManifest { path: opened.bundle.path.clone() }),
    }
}

/// The theme of a tenant.
fn theme_of(id: &str, themes: &Path) -> Result<std::path::PathBuf, Error> {
    let library = Library::new(themes);
    let found = inherit::find(&[], themes)?.into_iter().find(|theme| {
        let own = library.tenant_id(theme);
        own.is_some_and(|own| own.value == id)
    });
    let theme =
        found.ok_or_else(|| Error::NoTenant { id: id.to_owned(), themes: themes.to_owned() })?;
    Ok(if theme.owns_folder { theme.folder } else { theme.file })
}

struct Told<'a> {
    path: &'a OutputPath,
    theme: &'a Path,
    cause: &'a Cause,
    /// Pattern → the values that it covers.
    values: &'a [(String, Vec<Explanation>)],
    /// What the package was built with.
    then: &'a BTreeMap<String, Value>,
}

/// The most values of one pattern that are shown one by one.
const FEW: usize = 12;

fn tell(told: &Told<'_>, report: &Report) -> Result<(), Error> {
    let Cause { step, base_file, reads_all_files, .. } = told.cause;
    report.line(told.path.as_str())?;
    report.line(&format!("  step      {step}"))?;
    report.line(&format!("  theme     {}", told.theme.display()))?;
    if let Some(file) = base_file {
        report.line(&format!("  base      {file}"))?;
    }
    for (pattern, values) in told.values {
        let changed = values.iter().filter(|value| was(told, value).is_some());
        if values.len() > FEW && changed.clone().count() == 0 {
            let count = values.len();
            report
                .line(&format!("  reads     {count} values of `{pattern}`, as in the package"))?;
            continue;
        }
        let all =
            if values.len() > FEW { changed.collect() } else { values.iter().collect::<Vec<_>>() };
        for value in all {
            let was = was(told, value).map(|was| format!("  (in the package: {was})"));
            let line = format!("{} = {}  {}", value.key, value.value, origin(value));
            report.line(&format!("  reads     {line}{}", was.unwrap_or_default()))?;
        }
    }
    if *reads_all_files {
        report.line("  reads     every other file of the package")?;
    }
    json(told, report)
}

/// The value in the package, where it is another one than the theme has today.
fn was<'a>(told: &Told<'a>, value: &Explanation) -> Option<&'a Value> {
    told.then.get(&value.key).filter(|was| **was != value.value)
}

fn json(told: &Told<'_>, report: &Report) -> Result<(), Error> {
    let values = told.values.iter().flat_map(|(_, values)| values).map(|value| {
        json!({
            "key": value.key,
            "value": value.value.to_json(),
            "origin": origin(value),
            "in_package": told.then.get(&value.key).map(Value::to_json),
        })
    });
    report.json(&json!({
        "reason": "cause",
        "format_version": 1,
        "path": told.path.as_str(),
        "theme": told.theme.display().to_string(),
        "step": told.cause.step,
        "base_file": told.cause.base_file,
        "values": values.collect::<Vec<_>>(),
        "reads_all_files": told.cause.reads_all_files,
    }))
}
