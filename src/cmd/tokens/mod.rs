//! `tokens export` and `tokens import`: colors to design tools and back.

mod changed;
mod import;
mod mapping;

use serde_json::json;

use super::{End, one};
use crate::base::Base;
use crate::cli::{self, TokenForm};
use crate::diagnostic::any_error;
use crate::error::Error;
use crate::fs;
use crate::inherit::{self, Library, ThemeFile};
use crate::prepare::no_package;
use crate::report::Report;
use crate::theme;
use crate::tokens::{self, ColorForm, TokenFile};

pub(super) use import::import;

pub(super) fn export(options: &cli::TokensExport, report: &Report) -> Result<End, Error> {
    let Some(base) = one::base(&options.folders.base, report)? else {
        return Ok(End::Problems);
    };
    let mut themes = inherit::find(&options.paths, &options.folders.themes)?;
    let library = Library::new(&options.folders.themes);
    if options.paths.is_empty() {
        // A template is there for others, and has no tenant to name a file after.
        themes.retain(|theme| !library.document(theme).is_ok_and(|own| own.is_abstract));
    }
    if let (None, TokenForm::Resolver, _) | (None, _, 2..) =
        (&options.out, options.to, themes.len())
    {
        let each = if options.to == TokenForm::Resolver { 4 } else { 1 };
        return Err(Error::NeedsFolder { count: each * themes.len() });
    }
    let mut end = End::Clean;
    for theme in &themes {
        match exported((theme, &library), &base, options, report)? {
            Some(files) => write(&files, options, report)?,
            None => end = End::Problems,
        }
    }
    Ok(end)
}

/// The files of one theme, unless it cannot be read. That a contrast is too low is no reason to keep it from a designer.
fn exported(
    (location, library): (&ThemeFile, &Library),
    base: &Base,
    options: &cli::TokensExport,
    report: &Report,
) -> Result<Option<Vec<TokenFile>>, Error> {
    let loaded = theme::load(location, base, library);
    if let Some(own) = loaded.own.as_ref().filter(|own| own.is_abstract) {
        report.diagnostics(None, &[no_package(own)])?;
        return Ok(None);
    }
    let id = loaded.theme.as_ref().map(|theme| theme.tenant.id.value.as_str());
    report.diagnostics(id, &loaded.diagnostics)?;
    let colors = if options.hex { ColorForm::Hex } else { ColorForm::Object };
    let theme = loaded.theme.filter(|_| !any_error(&loaded.diagnostics));
    Ok(theme.map(|theme| match options.to {
        TokenForm::Dtcg => vec![tokens::dtcg(&theme, colors)],
        TokenForm::Resolver => tokens::resolver(&theme, colors),
        TokenForm::Css => vec![tokens::css(&theme)],
    }))
}

fn write(files: &[TokenFile], options: &cli::TokensExport, report: &Report) -> Result<(), Error> {
    let Some(folder) = &options.out else {
        return files.iter().try_for_each(|file| report.raw(file.text.as_bytes()));
    };
    fs::make_folder(folder)?;
    let paths: Vec<_> = files.iter().map(|file| folder.join(&file.name)).collect();
    let pairs = paths.iter().zip(files);
    fs::write(
        &pairs.map(|(path, file)| (path.as_path(), file.text.as_bytes())).collect::<Vec<_>>(),
    )?;
    for path in &paths {
        report.line(&path.display().to_string())?;
        report.json(&json!({
            "reason": "artifact",
            "format_version": 1,
            "path": path.display().to_string(),
        }))?;
    }
    Ok(())
}
