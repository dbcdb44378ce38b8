//! `preview`: a page on this machine that shows the client as it would be built, and follows every save.

use std::path::PathBuf;

use serde_json::json;

use super::End;
use super::cached::Cached;
use crate::cli;
use crate::error::Error;
use crate::preview::{self, Options};
use crate::report::Report;

pub(super) fn run(options: &cli::Preview, report: &Report) -> Result<End, Error> {
    let cached = Cached::open(&options.caching, report)?;
    let preview = preview::open(Options {
        only: options.theme.clone(),
        against: options.against.clone(),
        themes: options.folders.themes.clone(),
        base: options.folders.base.clone(),
        packages: options.packages.clone(),
        jobs: usize::from(options.jobs),
        host: options.host.clone(),
        port: options.port,
        page: page(options),
        cache: cached.disk(),
    })?;
    let url = preview.url();
    cached.finish(report)?;
    report.line(&url)?;
    report.json(&json!({ "reason": "preview", "format_version": 1, "url": url }))?;
    report.summary("every save is shown; Ctrl-C ends it")?;
    if options.open {
        preview.browse()?;
    }
    preview.run().map(|()| End::Clean)
}

#[cfg(debug_assertions)]
fn page(options: &cli::Preview) -> Option<PathBuf> {
    options.page.clone()
}

#[cfg(not(debug_assertions))]
fn page(_: &cli::Preview) -> Option<PathBuf> {
    None
}
