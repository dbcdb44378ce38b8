//! `diff`: what differs between two themes or packages. A theme is rendered in memory; no package is written.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::End;
use super::cached::Cached;
use super::inputs::{self, Inputs};
use super::outcomes::Verb;
use super::sides;
use crate::cli;
use crate::diff::{self, Difference, Look, Page, Pictures, Side, What};
use crate::error::Error;
use crate::fs;
use crate::package::{self, Named, Recorded};
use crate::report::Report;

/// The page's name in the folder for pictures.
const PAGE: &str = "changes.md";

pub(super) fn run(options: &cli::Diff, report: &Report) -> Result<End, Error> {
    let cached = Cached::open(&options.caching, report)?;
    let (mut before, mut after) = sides(options, &cached, report)?;
    cached.finish(report)?;
    let pictures = if options.out.is_some() { Pictures::Made } else { Pictures::None };
    let difference = diff::compare(&mut before, &mut after, pictures)?;
    tell(&difference, options.out.as_deref(), report)?;
    Ok(if difference.is_equal() { End::Clean } else { End::Problems })
}

fn sides(options: &cli::Diff, cached: &Cached, report: &Report) -> Result<(Side, Side), Error> {
    let named = [package::named(&options.before)?, package::named(&options.after)?];
    let paths: Vec<PathBuf> = named.iter().filter_map(Named::theme).collect();
    let inputs = if paths.is_empty() { None } else { Some(read(options, paths, report)?) };
    if let Some(inputs) = &inputs {
        named.iter().try_for_each(|named| sides::check_target(named, inputs))?;
    }
    // A theme is built as the package on the other side was.
    let like: Vec<Option<Recorded>> = named.iter().rev().map(Named::recorded).collect();
    let mut sides = named.into_iter().zip(like).map(|(named, like)| match (named, &inputs) {
        (Named::Theme(path), Some(inputs)) => {
            sides::theme_side(inputs, &path, like.as_ref(), cached, report)
        }
        (Named::Package(opened), _) => Ok(Side::package(*opened)),
        (Named::Theme(path), None) => Err(Error::Unfit { path }),
    });
    let mut next = || sides.next().unwrap_or(Err(Error::Unfit { path: options.after.clone() }));
    Ok((next()?, next()?))
}

fn read(options: &cli::Diff, paths: Vec<PathBuf>, report: &Report) -> Result<Inputs, Error> {
    let folders = options.folders.clone();
    let inputs = inputs::read(
        &cli::Inputs { paths, folders, choice: cli::Choice::default(), jobs: 1 },
        Verb::Diff,
        report,
    )?;
    inputs.ok_or_else(|| Error::Unfit { path: options.folders.base.clone() })
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
    report.lines(&diff::terminal(difference, look))
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
