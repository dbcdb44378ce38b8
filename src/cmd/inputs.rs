//! What every verb that reads themes begins with: the base client, its templates, the themes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::outcomes::{self, Verb};
use crate::base::Base;
use crate::cli;
use crate::client::{self, Client};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::inherit::{self, Library, ThemeFile};
use crate::plan::Proven;
use crate::prepare::{self, Abstracts, Between, Depth, Run};
use crate::recipes::Store;
use crate::render::{Effort, Templates};
use crate::report::Report;

/// The base client and the themes of a run.
pub(super) struct Inputs {
    pub(super) base: Base,
    pub(super) templates: BTreeMap<String, Arc<Templates>>,
    pub(super) themes: Vec<ThemeFile>,
    /// With the templates for other themes, which are checked against all.
    pub(super) fleet: Vec<ThemeFile>,
    /// What the templates are known to be sound for.
    pub(super) proven: Proven,
    pub(super) library: Library,
    pub(super) verb: Verb,
    pub(super) jobs: usize,
}

/// Reads the base client and finds the themes; none if the base client has problems, which end the run.
pub(super) fn read(
    options: &cli::Inputs,
    verb: Verb,
    report: &Report,
) -> Result<Option<Inputs>, Error> {
    match try_read(options, verb)? {
        Ok(inputs) => Ok(Some(inputs)),
        Err(problems) => {
            report.diagnostics(None, &problems)?;
            outcomes::base_failed(report, verb).map(|()| None)
        }
    }
}

fn try_read(options: &cli::Inputs, verb: Verb) -> Result<Result<Inputs, Vec<Diagnostic>>, Error> {
    let Client { base, templates } = match client::read(&options.folders.base)? {
        Ok(client) => client,
        Err(problems) => return Ok(Err(problems)),
    };
    let mut themes = inherit::find(&options.paths, &options.folders.themes)?;
    let fleet = themes.clone();
    let library = Library::new(&options.folders.themes);
    if options.paths.is_empty() && verb != Verb::Check {
        // A template is there for others; only who asks for its package by name gets an error.
        themes.retain(|theme| !library.document(theme).is_ok_and(|own| own.is_abstract));
    }
    let jobs = usize::from(options.jobs);
    let proven = Proven::default();
    Ok(Ok(Inputs { base, templates, themes, fleet, proven, library, verb, jobs }))
}

impl Inputs {
    /// What the themes are prepared with.
    pub(super) fn run<'a>(&'a self, effort: Effort, store: &'a Store) -> Run<'a> {
        let (abstracts, depth) = match self.verb {
            Verb::Check => (Abstracts::Checked, Depth::Samples),
            Verb::Diff => (Abstracts::Checked, Depth::Outputs),
            Verb::Plan => (Abstracts::Refused, Depth::Plans),
            _ => (Abstracts::Refused, Depth::Outputs),
        };
        let run = Run::new(&self.base, &self.templates, &self.library, &self.proven, store);
        Run { abstracts, depth, effort, ..run }
    }

    /// What is wrong between the themes.
    pub(super) fn between(&self) -> Between {
        prepare::between(&self.fleet, &self.base, &self.library)
    }
}

/// How images are compressed.
pub(super) fn effort(images: &cli::Images) -> Effort {
    match (images.optimize, images.reduce_colors) {
        (false, None) => Effort::Default,
        (true, None) => Effort::Smallest,
        (false, Some(quality)) => Effort::Reduced(quality),
        (true, Some(quality)) => Effort::SmallestReduced(quality),
    }
}
