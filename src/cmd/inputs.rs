//! What every verb that reads themes begins with: the base client, its templates, the themes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::choice::{self, Abstract, Chosen, Scope};
use super::outcomes::{self, Settings, Verb};
use crate::base::Base;
use crate::batch::Work;
use crate::cli;
use crate::client::{self, Client};
use crate::diagnostic::{Diagnostic, Level, any_at, any_error};
use crate::error::Error;
use crate::inherit::{Library, ThemeFile};
use crate::prepare::{self, Abstracts, Between, Depth, Ready, Run, prepare};
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
    pub(super) library: Library,
    pub(super) verb: Verb,
    pub(super) jobs: usize,
    /// The mildest level of a diagnostic that fails its tenant.
    pub(super) fails_at: Level,
}

/// Reads the base client and finds the themes; none if the base client has problems, which end the run.
pub(super) fn read(
    options: &cli::Inputs,
    verb: Verb,
    report: &Report,
) -> Result<Option<Inputs>, Error> {
    let library = Library::new(&options.folders.themes);
    let chosen = chosen(options, verb, &library)?;
    told(with_base(options, verb, (library, chosen))?, verb, report)
}

/// A run that writes reports.
pub(super) struct Reported<'a> {
    pub(super) verb: Verb,
    pub(super) course: &'a cli::Course,
    pub(super) settings: &'a Settings,
    /// The themes of a plan, which were checked against each other when they were planned.
    pub(super) planned: Option<Vec<ThemeFile>>,
}

/// The same for a run that writes reports. Once its themes are known it makes its `claim`, and has its reports say that none
/// of them is made yet.
pub(super) fn read_reported<T>(
    options: &cli::Inputs,
    reported: Reported<'_>,
    claim: impl FnOnce() -> Result<T, Error>,
    report: &Report,
) -> Result<Option<(Inputs, T)>, Error> {
    let Reported { verb, course, settings, planned } = reported;
    let library = Library::new(&options.folders.themes);
    let found = match planned {
        Some(themes) => Ok(Chosen { themes, fleet: Vec::new() }),
        None => chosen(options, verb, &library),
    };
    let mut chosen = match found {
        Ok(chosen) => chosen,
        Err(error) => {
            settings.renounce(verb)?;
            return Err(error);
        }
    };
    let claim = claim()?;
    if course.failed {
        settings.keep_failed(&mut chosen.themes, &library)?;
    }
    let rows = outcomes::untried(&chosen.themes, &library);
    settings.begin(verb, &rows)?;
    let read = with_base(options, verb, (library, chosen))?;
    if let Err(problems) = &read {
        settings.base_failed(verb, &rows, problems)?;
    }
    let inputs = told(read, verb, report)?;
    Ok(inputs.map(|inputs| (Inputs { fails_at: settings.fails_at, ..inputs }, claim)))
}

fn told(
    read: Result<Inputs, Vec<Diagnostic>>,
    verb: Verb,
    report: &Report,
) -> Result<Option<Inputs>, Error> {
    match read {
        Ok(inputs) => {
            report.diagnostics(None, &inputs.base.warnings)?;
            Ok(Some(inputs))
        }
        Err(problems) => {
            report.diagnostics(None, &problems)?;
            outcomes::base_failed(report, verb).map(|()| None)
        }
    }
}

/// The themes that the command line names.
fn chosen(options: &cli::Inputs, verb: Verb, library: &Library) -> Result<Chosen, Error> {
    let scope = Scope {
        paths: &options.paths,
        themes: &options.folders.themes,
        base: Some(&options.folders.base),
        choice: &options.choice,
        templates: if verb == Verb::Check { Abstract::Keep } else { Abstract::LeaveOut },
    };
    choice::themes(&scope, library)
}

fn with_base(
    options: &cli::Inputs,
    verb: Verb,
    (library, Chosen { themes, fleet }): (Library, Chosen),
) -> Result<Result<Inputs, Vec<Diagnostic>>, Error> {
    let Client { base, templates } = match client::read(&options.folders.base)? {
        Ok(client) => client,
        Err(problems) => return Ok(Err(problems)),
    };
    let (jobs, fails_at) = (usize::from(options.jobs), Level::Error);
    Ok(Ok(Inputs { base, templates, themes, fleet, library, verb, jobs, fails_at }))
}

impl Inputs {
    /// Keeps the themes that the run is to work on, and what fails them, as the command line says.
    pub(super) fn follow(
        &mut self,
        course: &cli::Course,
        settings: &Settings,
    ) -> Result<(), Error> {
        self.fails_at = settings.fails_at;
        if course.failed { settings.keep_failed(&mut self.themes, &self.library) } else { Ok(()) }
    }

    /// Has more tenants worked on at a time than there are cores, unless the command line says how many: while one waits for
    /// a store, another is drawn.
    pub(super) fn wait_side_by_side(&mut self) {
        const EACH: usize = 4;
        if self.jobs == 0 {
            self.jobs = EACH * std::thread::available_parallelism().map_or(1, usize::from);
        }
    }

    /// What the themes are prepared with.
    pub(super) fn run<'a>(&'a self, effort: Effort, store: &'a Store) -> Run<'a> {
        let (abstracts, depth) = match self.verb {
            Verb::Check => (Abstracts::Checked, Depth::Samples),
            Verb::Diff => (Abstracts::Checked, Depth::Outputs),
            Verb::Plan => (Abstracts::Refused, Depth::Plans),
            _ => (Abstracts::Refused, Depth::Outputs),
        };
        let run = Run::new(&self.base, &self.templates, &self.library, store);
        Run { abstracts, depth, effort, ..run }
    }

    /// A theme from which files can be made, with the warnings; or all that is wrong with one that must not be made.
    pub(super) fn ready(
        &self,
        run: &Run<'_>,
        theme: &ThemeFile,
        known: Vec<Diagnostic>,
    ) -> Result<(Ready, Vec<Diagnostic>), Vec<Diagnostic>> {
        ready(run, theme, known, self.fails_at)
    }

    /// What is wrong between the themes.
    pub(super) fn between(&self) -> Between {
        between((&self.themes, &self.fleet), &self.base, &self.library)
    }
}

/// A theme from which files can be made, with the warnings; or all that is wrong with one that has an error, or a problem
/// of the level at which themes fail.
pub(super) fn ready(
    run: &Run<'_>,
    theme: &ThemeFile,
    known: Vec<Diagnostic>,
    fails_at: Level,
) -> Result<(Ready, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (ready, diagnostics) = prepare(run, theme, known).ready(run.gate)?;
    if any_at(fails_at, &diagnostics) { Err(diagnostics) } else { Ok((ready, diagnostics)) }
}

/// The work on a theme that is not [`ready`]: one without an error fails because its warnings are denied.
pub(super) fn failed<T>(diagnostics: Vec<Diagnostic>) -> Work<T> {
    let denied = Error::WarningsDenied { count: diagnostics.len() };
    let result = (!any_error(&diagnostics)).then_some(Err(denied));
    Work { diagnostics, result }
}

/// What is wrong between some themes, and between them and the others of their fleet.
pub(super) fn between(
    (themes, fleet): (&[ThemeFile], &[ThemeFile]),
    base: &Base,
    library: &Library,
) -> Between {
    let all = prepare::between(fleet, base, library);
    let is_template = |theme: &&ThemeFile| library.document(theme).is_ok_and(|own| own.is_abstract);
    let rest = fleet.iter().filter(|theme| !themes.contains(theme));
    // Templates are no tenants: who works on all tenants hears of them too.
    if rest.into_iter().all(|theme| is_template(&theme)) { all } else { all.about(themes) }
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
