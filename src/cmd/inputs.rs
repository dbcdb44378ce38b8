//! What every verb that reads themes begins with: the base client, its templates, the themes. Apart, because `build`,
//! `check` and `--dry-run` go the same way until they part.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::outcomes::{self, Verb};
use crate::base::{Base, Target};
use crate::batch::Work;
use crate::check;
use crate::cli;
use crate::client::{self, Client};
use crate::diagnostic::{Code, Diagnostic, any_error};
use crate::error::Error;
use crate::inherit::{self, Document, Library, ThemeFile};
use crate::plan::{self, Job, Plan};
use crate::render::{Effort, Templates};
use crate::report::Report;
use crate::source::Place;
use crate::stores;
use crate::theme::{self, Theme};

/// The base client and the themes of a run.
pub(super) struct Inputs {
    pub(super) base: Base,
    pub(super) templates: BTreeMap<String, Arc<Templates>>,
    pub(super) themes: Vec<ThemeFile>,
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
    let library = Library::new(&options.folders.themes);
    if options.paths.is_empty() && verb != Verb::Check {
        // A template is there for others; only who asks for its package by name gets an error.
        themes.retain(|theme| !library.document(theme).is_ok_and(|own| own.is_abstract));
    }
    let jobs = usize::from(options.jobs);
    Ok(Ok(Inputs { base, templates, themes, library, verb, jobs }))
}

/// What to say who asks for a package of a template.
pub(super) fn no_package(own: &Document) -> Diagnostic {
    let place = own.table.get("abstract").map(|entry| entry.key_place.clone());
    let place = place.unwrap_or_else(|| Place::file(&own.source));
    let message = format!("`{}` is a template for other themes, it builds no package", own.name());
    Diagnostic::at(Code::Abstract, &place, message).help("build a theme that extends it")
}

/// A theme that is ready to be built: read, checked and planned for each target.
pub(super) struct Ready<'a> {
    pub(super) theme: Theme,
    pub(super) plans: Vec<(&'a Target, Plan)>,
}

impl Inputs {
    /// Reads, checks and plans one theme of which `known` is wrong already, then goes on with `rest` if nothing is wrong.
    pub(super) fn prepare<T>(
        &self,
        location: &ThemeFile,
        known: Vec<Diagnostic>,
        rest: impl FnOnce(&Ready<'_>, &mut Vec<Diagnostic>) -> Option<Result<T, Error>>,
    ) -> Work<T> {
        self.prepare_but(location, known, |_| false, rest)
    }

    /// The same, without problems that `is_mended` by what is done.
    pub(super) fn prepare_but<T>(
        &self,
        location: &ThemeFile,
        known: Vec<Diagnostic>,
        is_mended: impl Fn(&Diagnostic) -> bool,
        rest: impl FnOnce(&Ready<'_>, &mut Vec<Diagnostic>) -> Option<Result<T, Error>>,
    ) -> Work<T> {
        let loaded = theme::load(location, &self.base, &self.library);
        let mut diagnostics = known;
        diagnostics.extend(loaded.diagnostics);
        let Some(theme) = loaded.theme else {
            return Work::failed(diagnostics);
        };
        let gaps = loaded.gaps;
        diagnostics.extend(check::check(&theme, gaps, &self.base));
        let mut ready = Ready { theme, plans: Vec::new() };
        let own = loaded.own.filter(|own| own.is_abstract);
        if let (
            Some(own),
            Verb::Book | Verb::Build | Verb::Plan | Verb::Screenshots | Verb::CompareScreenshots,
        ) = (&own, self.verb)
        {
            diagnostics.push(no_package(own));
        }
        let targets = if own.is_some() { &[] } else { self.base.targets.as_slice() };
        for target in targets {
            match plan::plan(&ready.theme, &self.base, target) {
                Ok(plan) => ready.plans.push((target, plan)),
                Err(problems) => diagnostics.extend(problems),
            }
        }
        if !gaps.images {
            let plans: Vec<&Plan> = ready.plans.iter().map(|(_, plan)| plan).collect();
            diagnostics.extend(stores::enlarged(&ready.theme, &plans));
        }
        diagnostics.retain(|problem| !is_mended(problem));
        let result = match any_error(&diagnostics) {
            true => None,
            false => rest(&ready, &mut diagnostics),
        };
        Work { diagnostics, result }
    }

    /// The jobs of a theme that is ready, one for each target.
    pub(super) fn jobs<'a>(
        &'a self,
        ready: &'a Ready<'a>,
        effort: Effort,
    ) -> impl Iterator<Item = Job<'a>> {
        ready.plans.iter().map(move |(target, plan)| Job {
            theme: &ready.theme,
            base: &self.base,
            target,
            plan,
            templates: &self.templates[&target.name],
            effort,
        })
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
