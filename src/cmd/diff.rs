//! `diff`: what differs between two themes or packages. A theme is rendered in memory; no package is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::End;
use super::inputs::{self, Inputs, Ready};
use super::outcomes::Verb;
use crate::batch;
use crate::cli;
use crate::diagnostic::Diagnostic;
use crate::diff::{self, Difference, Kind, Look, Page, Pictures, Side, What};
use crate::error::Error;
use crate::fs;
use crate::inherit::ThemeFile;
use crate::listing;
use crate::output_path::OutputPath;
use crate::package::{self, Opened, Recorded};
use crate::render::{Effort, Output, render};
use crate::report::Report;

/// The page's name in the folder for pictures.
const PAGE: &str = "changes.md";

pub(super) fn run(options: &cli::Diff, report: &Report) -> Result<End, Error> {
    let (mut before, mut after) = sides(options, report)?;
    let pictures = if options.out.is_some() { Pictures::Made } else { Pictures::None };
    let difference = diff::compare(&mut before, &mut after, pictures)?;
    tell(&difference, options.out.as_deref(), report)?;
    Ok(if difference.is_equal() { End::Clean } else { End::Problems })
}

/// One side as it was named.
enum Named {
    Theme(PathBuf),
    Package(Box<Opened>),
}

fn sides(options: &cli::Diff, report: &Report) -> Result<(Side, Side), Error> {
    let named = [named(&options.before)?, named(&options.after)?];
    let paths: Vec<PathBuf> = named.iter().filter_map(theme_path).collect();
    let inputs = match paths.is_empty() {
        true => None,
        false => Some(read(options, paths, report)?),
    };
    if let Some(inputs) = &inputs {
        named.iter().try_for_each(|named| check_target(named, inputs))?;
    }
    // A theme is built as the package on the other side was.
    let like: Vec<Option<Recorded>> = named.iter().rev().map(recorded).collect();
    let mut sides = named.into_iter().zip(like).map(|(named, like)| match (named, &inputs) {
        (Named::Theme(path), Some(inputs)) => theme_side(inputs, &path, like.as_ref(), report),
        (Named::Package(opened), _) => Ok(Side::package(*opened)),
        (Named::Theme(path), None) => Err(Error::Unfit { path }),
    });
    let mut next = || sides.next().unwrap_or(Err(Error::Unfit { path: options.after.clone() }));
    Ok((next()?, next()?))
}

fn named(path: &Path) -> Result<Named, Error> {
    let is_theme = path.extension().is_some_and(|ending| ending == "toml")
        || fs::is_file(&path.join("theme.toml"));
    if is_theme {
        return Ok(Named::Theme(path.to_owned()));
    }
    check_folder(path)?;
    Ok(Named::Package(Box::new(package::open(path)?)))
}

/// Tells a folder that holds packages from one that is a package.
fn check_folder(path: &Path) -> Result<(), Error> {
    if !fs::is_folder(path) {
        return Ok(());
    }
    let refuse = |reason: &str, help: String| {
        let reason = reason.to_owned();
        Err(Error::NoPackage { path: path.to_owned(), reason, help: Some(help) })
    };
    let names = fs::names(path)?;
    let zip = names.iter().find(|name| {
        let manifest = name.strip_suffix(".zip").map(|stem| format!("{stem}.json"));
        manifest.is_some_and(|manifest| names.contains(&manifest))
    });
    match zip {
        Some(zip) => {
            let help = format!("name the package: `{}`", path.join(zip).display());
            refuse("it holds packages", help)
        }
        None if names.is_empty() => {
            refuse("it is empty", "name a theme, a zip, or an unpacked package".into())
        }
        None => Ok(()),
    }
}

/// A theme is compared with a package of a target that is known.
fn check_target(named: &Named, inputs: &Inputs) -> Result<(), Error> {
    let Named::Package(opened) = named else { return Ok(()) };
    let mut targets = inputs.base.targets.iter().map(|target| target.name.as_str());
    let reason = match &opened.recorded {
        Some(recorded) if targets.any(|target| target == recorded.target) => return Ok(()),
        Some(recorded) => {
            format!("it is built for `{}`, which the base client does not have", recorded.target)
        }
        None if targets.count() == 1 => return Ok(()),
        None => "it has no manifest that says which target it is built for".into(),
    };
    Err(Error::NoPackage { path: opened.path.clone(), reason, help: None })
}

fn theme_path(named: &Named) -> Option<PathBuf> {
    match named {
        Named::Theme(path) => Some(path.clone()),
        Named::Package(_) => None,
    }
}

fn recorded(named: &Named) -> Option<Recorded> {
    match named {
        Named::Theme(_) => None,
        Named::Package(opened) => opened.recorded.clone(),
    }
}

fn read(options: &cli::Diff, paths: Vec<PathBuf>, report: &Report) -> Result<Inputs, Error> {
    let (themes, base) = (options.themes.clone(), options.base.clone());
    let inputs = inputs::read(&cli::Inputs { paths, themes, base, jobs: 1 }, Verb::Diff, report)?;
    inputs.ok_or_else(|| Error::Unfit { path: options.base.clone() })
}

/// Renders a theme in memory; for the target of a package and with its effort, where there is one to compare with.
fn theme_side(
    inputs: &Inputs,
    path: &Path,
    like: Option<&Recorded>,
    report: &Report,
) -> Result<Side, Error> {
    let themes = [ThemeFile::at(path)];
    let work = |theme: &_, known| {
        inputs.prepare(theme, known, |ready, diagnostics| {
            rendered(inputs, ready, like, diagnostics)
                .map(|outputs| Ok(side(inputs, ready, path, outputs)))
        })
    };
    // A batch of one: with its large stack, and with panics kept in.
    for outcome in batch::run(&themes, &inputs.library, inputs.jobs, work, |_| ()) {
        report.diagnostics(Some(&outcome.id), &outcome.diagnostics)?;
        if let Some(result) = outcome.result {
            return result;
        }
    }
    Err(Error::Unfit { path: path.to_owned() })
}

fn side(
    inputs: &Inputs,
    ready: &Ready<'_>,
    path: &Path,
    outputs: BTreeMap<OutputPath, Output>,
) -> Side {
    let (theme, base) = (&ready.theme, &inputs.base);
    // A theme without a plan is one for others to stand on.
    let is_template = ready.plans.is_empty();
    let note =
        format!("`{}` is a template for other themes, no files are compared", path.display());
    Side {
        label: format!("{} (theme)", path.display()),
        tenant: Some(theme.tenant.name.value.clone()),
        base: Some(format!("{} {}", base.id, base.version)),
        theme: Some(listing::values(theme, base)),
        notes: if is_template { vec![note] } else { Vec::new() },
        kind: match is_template {
            true => Kind::Template,
            false => Kind::Theme { outputs, fonts: theme.drawing_fonts.clone() },
        },
    }
}

/// All outputs; those of several targets below the target's name.
fn rendered(
    inputs: &Inputs,
    ready: &Ready<'_>,
    like: Option<&Recorded>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<BTreeMap<OutputPath, Output>> {
    let named = like.and_then(|like| like.effort.as_deref());
    let effort = named.and_then(Effort::named).unwrap_or(Effort::Default);
    let jobs: Vec<_> = inputs
        .jobs(ready, effort)
        .filter(|job| like.is_none_or(|like| like.target == job.target.name))
        .collect();
    let (mut all, mut problems) = (BTreeMap::new(), Vec::new());
    for job in &jobs {
        let outputs = match render(job) {
            Ok(outputs) => outputs,
            Err(found) => {
                problems.extend(found);
                continue;
            }
        };
        for (path, output) in outputs.files {
            let placed = match jobs.len() {
                1 => Ok(path),
                _ => OutputPath::new(&format!("{}/{path}", job.target.name)),
            };
            all.extend(placed.ok().map(|path| (path, output)));
        }
    }
    let is_whole = problems.is_empty();
    diagnostics.extend(problems);
    is_whole.then_some(all)
}

fn tell(difference: &Difference, out: Option<&Path>, report: &Report) -> Result<(), Error> {
    let pictures = if out.is_some() { Pictures::Made } else { Pictures::None };
    let page = report.is_markdown().then(|| diff::page(difference, pictures));
    let written = match out {
        Some(out) => write(difference, page.as_ref(), out)?,
        None => 0,
    };
    match (&page, out) {
        (Some(page), None) => report.raw(page.text.as_bytes())?,
        (Some(_), Some(out)) => report.line(&out.join(PAGE).display().to_string())?,
        (None, _) => tell_people(difference, report)?,
    }
    for object in diff::objects(difference) {
        report.json(&object)?;
    }
    report.summary(&difference.summary())?;
    match out {
        Some(out) if written > 0 => {
            report.summary(&format!("{written} files in `{}`", out.display()))?;
        }
        None if has_pictures(difference) => {
            report.summary("`--out DIR` saves the pictures that differ, side by side")?;
        }
        _ => {}
    }
    report.json(&json!({
        "reason": "diff-finished",
        "format_version": 1,
        "equal": difference.is_equal(),
        "before": difference.before,
        "after": difference.after,
        "values": difference.values.len(),
        "files": difference.files.len(),
        "same_values": difference.same_values,
        "same_files": difference.same_files,
        "out": out.map(|out| out.display().to_string()),
    }))
}

fn tell_people(difference: &Difference, report: &Report) -> Result<(), Error> {
    if difference.is_equal() && difference.notes.is_empty() {
        return Ok(());
    }
    let look = Look { has_color: report.has_color(), has_all: report.is_verbose() };
    report.line(&diff::terminal(difference, look))
}

fn has_pictures(difference: &Difference) -> bool {
    let pictures = difference.files.iter();
    pictures
        .filter_map(
            |change| if let What::Picture(picture) = &change.what { Some(picture) } else { None },
        )
        .any(|picture| !picture.looks_same())
}

/// Writes the sheets, and the page with its swatches; gives their number. Each name is plain, so each file is within
/// the folder.
fn write(difference: &Difference, page: Option<&Page>, out: &Path) -> Result<usize, Error> {
    let mut files: Vec<(PathBuf, &[u8])> = Vec::new();
    match page {
        Some(page) => {
            files.push((out.join(PAGE), page.text.as_bytes()));
            files.extend(page.files.iter().map(|(name, bytes)| (out.join(name), bytes.as_slice())));
        }
        None => {
            let sheets = difference.files.iter().filter_map(|change| match &change.what {
                What::Picture(picture) => picture.sheet.as_ref(),
                _ => None,
            });
            files.extend(sheets.map(|sheet| (out.join(&sheet.file), sheet.png.as_slice())));
        }
    }
    if files.is_empty() {
        return Ok(0);
    }
    fs::make_folder(out)?;
    fs::write(&files.iter().map(|(path, bytes)| (path.as_path(), *bytes)).collect::<Vec<_>>())?;
    Ok(files.len())
}
