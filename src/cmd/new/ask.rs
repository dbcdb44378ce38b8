//! Asks for what the command line does not say: on a terminal only, so that a pipe never waits.

use std::path::PathBuf;

use super::wishes::{name_of, slug};
use crate::cli;
use crate::error::Error;
use crate::fs;
use crate::report::Report;
use crate::theme::is_id;

/// What the command line or the person said.
pub(super) struct Asked {
    pub(super) id: Option<String>,
    pub(super) logo: Option<PathBuf>,
    pub(super) name: Option<String>,
}

/// The three things that a theme needs; those that are missing are asked for, if someone is there to answer.
pub(super) fn missing(options: &cli::New, report: &Report) -> Result<Asked, Error> {
    let mut asked =
        Asked { id: options.id.clone(), logo: options.logo.clone(), name: options.name.clone() };
    let is_complete = asked.id.is_some() && asked.logo.is_some();
    if is_complete || !report.can_ask() {
        return Ok(asked);
    }
    if asked.name.is_none() {
        let default = asked.id.as_deref().map(name_of);
        asked.name = answer(report, "Name of the tenant", default.as_deref(), |_| None)?;
    }
    if asked.id.is_none() {
        let default = asked.name.as_deref().map(slug).filter(|slug| is_id(slug));
        asked.id = answer(report, "Id (a-z, 0-9 and hyphens)", default.as_deref(), |id| {
            (!is_id(id)).then_some("use 1 to 63 of a-z, 0-9 and hyphens, such as `acme-2`")
        })?;
    }
    if asked.logo.is_none() {
        let there = |path: &str| (!fs::is_file(path.as_ref())).then_some("there is no such file");
        asked.logo =
            answer(report, "Logo (an SVG, best, or an SVGZ, PNG, JPEG or WebP)", None, there)?
                .map(PathBuf::from);
    }
    Ok(asked)
}

/// Asks until the answer is good; `wrong` says why it is not. `None` at the end of the input.
fn answer(
    report: &Report,
    question: &str,
    default: Option<&str>,
    wrong: impl Fn(&str) -> Option<&'static str>,
) -> Result<Option<String>, Error> {
    let prompt = match default {
        Some(default) => format!("{question} [{default}]: "),
        None => format!("{question}: "),
    };
    loop {
        let Some(line) = report.ask(&prompt)? else {
            return Ok(None);
        };
        let said = line.trim();
        let answer = if said.is_empty() { default.unwrap_or("") } else { said };
        match wrong(answer) {
            _ if answer.is_empty() => {}
            Some(why) => report.summary(why)?,
            None => return Ok(Some(answer.to_owned())),
        }
    }
}
