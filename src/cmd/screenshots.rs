//! `screenshots`: pictures of the client for install dialogs, taken into the theme; or compared with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use super::End;
use super::cached::Cached;
use super::chromium;
use super::inputs::{self, Inputs};
use super::outcomes::{self, Verb};
use super::pages;
use crate::base::{MOST_SCREENSHOTS, Page};
use crate::batch::{self, Work};
use crate::browser::Browser;
use crate::check;
use crate::cli;
use crate::diagnostic::{Code, Diagnostic, any_error};
use crate::error::Error;
use crate::inherit::ThemeFile;
use crate::package;
use crate::plan;
use crate::prepare::{Ready, Run, prepare};
use crate::render::Effort;
use crate::report::Report;
use crate::screenshots::{self, Likeness, Shelf, Shot, State, Taken, likeness};
use crate::source::{Place, Sourced};
use crate::stage;
use crate::theme::{FormFactor, Screenshot, Theme};
use crate::vector::{Header, PictureFormat};

pub(super) fn run(options: &cli::Screenshots, report: &Report) -> Result<End, Error> {
    let verb = if options.check { Verb::CompareScreenshots } else { Verb::Screenshots };
    let Some(inputs) = inputs::read(&options.inputs, verb, report)? else {
        return Ok(End::Problems);
    };
    let work = "take screenshots";
    let browser = chromium::find(options.no_sandbox, report)?.ok_or(Error::NoBrowser { work })?;
    let target = inputs.base.targets.first();
    let asked = target.filter(|_| options.pages.is_empty()).map(|target| &target.screenshots);
    let pages = pages::chosen(target, asked.unwrap_or(&options.pages))?;
    if pages.len() > MOST_SCREENSHOTS {
        return Err(Error::TooManyPages { count: pages.len() });
    }
    let cached = Cached::open(&options.caching, report)?;
    let studio = Studio { inputs, browser, pages, cached };
    let progress = report.long_progress(studio.inputs.themes.len());
    progress.say("taking pictures of the client");
    let outcomes = batch::run(
        &studio.inputs.themes,
        &studio.inputs.library,
        studio.inputs.jobs,
        |theme, known| {
            if options.check { studio.compare(theme, known) } else { studio.take(theme, known) }
        },
        |outcome| {
            progress.step(&outcome.id);
            batch::go_on(outcome)
        },
    );
    progress.finish();
    studio.cached.finish(report)?;
    outcomes::tell(report, verb, &outcomes, |tenant, shots: &Vec<Shot>| {
        shots.iter().try_for_each(|shot| tell(report, tenant, shot))
    })
}

struct Studio {
    inputs: Inputs,
    browser: Browser,
    /// What is taken where a theme is.
    pages: Vec<Page>,
    cached: Cached,
}

impl Studio {
    /// Takes the pages, and puts the pictures into the theme.
    fn take(&self, location: &ThemeFile, known: Vec<Diagnostic>) -> Work<Vec<Shot>> {
        let store = self.cached.store();
        let run = self.inputs.run(Effort::Default, &store);
        let mut prepared = prepare(&run, location, known);
        let own = prepared.own.clone();
        let shelf = own.as_ref().map(|document| Shelf::new(document));
        // What is wrong with the pictures that are taken anew is mended by that.
        prepared.diagnostics.retain(|problem| {
            let place = problem.place.as_ref();
            !place.zip(shelf.as_ref()).is_some_and(|(place, shelf)| shelf.is_of_taken(place))
        });
        let (ready, mut diagnostics, shelf) = match (prepared.ready(run.gate), shelf) {
            (Ok((ready, diagnostics)), Some(shelf)) => (ready, diagnostics, shelf),
            (Ok((_, diagnostics)) | Err(diagnostics), _) => return Work::failed(diagnostics),
        };
        let of = |form: FormFactor| self.pages.iter().map(move |page| (named(page), form));
        let wanted: Vec<(Page, FormFactor)> = FormFactor::ALL.into_iter().flat_map(of).collect();
        let names = shelf.names(&wanted);
        diagnostics.extend(self.unfit(&ready, &wanted, &names));
        if any_error(&diagnostics) {
            return Work::failed(diagnostics);
        }
        match self.shoot(&run, &ready, &wanted) {
            Ok(taken) => {
                let result = taken.and_then(|taken| shelf.put(&taken, &names));
                Work { diagnostics, result: Some(result) }
            }
            Err(problems) => {
                diagnostics.extend(problems);
                Work::failed(diagnostics)
            }
        }
    }

    /// Compares the screenshots that a theme has with the client as it is now.
    fn compare(&self, location: &ThemeFile, known: Vec<Diagnostic>) -> Work<Vec<Shot>> {
        let store = self.cached.store();
        let run = self.inputs.run(Effort::Default, &store);
        let (ready, mut diagnostics) = match prepare(&run, location, known).ready(run.gate) {
            Ok(ready) => ready,
            Err(diagnostics) => return Work::failed(diagnostics),
        };
        let pages = self.inputs.base.targets.first().map(screenshots::pages);
        let pages = pages.unwrap_or_default();
        let mut wanted = Vec::new();
        for shown in &ready.theme.screenshots {
            let Some(name) = &shown.page else { continue };
            match pages.iter().find(|page| page.name == *name) {
                Some(page) => wanted.push((shown, (page.clone(), shown.form))),
                None => {
                    let why = format!("the base client has no page `{name}`");
                    diagnostics.extend(stale(shown, &why, location));
                }
            }
        }
        let (shown, wanted): (Vec<_>, Vec<_>) = wanted.into_iter().unzip();
        let taken = match self.shoot(&run, &ready, &wanted) {
            Ok(Ok(taken)) => taken,
            Ok(Err(error)) => return Work { diagnostics, result: Some(Err(error)) },
            Err(problems) => {
                diagnostics.extend(problems);
                return Work::failed(diagnostics);
            }
        };
        let mut shots = Vec::new();
        for (shown, taken) in shown.into_iter().zip(&taken) {
            match difference(shown, taken) {
                Some(why) => diagnostics.extend(stale(shown, &why, location)),
                None => {
                    let path = location.folder.join(&shown.file.value);
                    shots.push(Shot { path, state: State::Unchanged });
                }
            }
        }
        let result = (!any_error(&diagnostics)).then_some(Ok(shots));
        Work { diagnostics, result }
    }

    /// Builds the client in memory and takes its pages.
    ///
    /// # Errors
    /// Why the client cannot be built.
    fn shoot(
        &self,
        run: &Run<'_>,
        ready: &Ready,
        wanted: &[(Page, FormFactor)],
    ) -> Result<Result<Vec<Taken>, Error>, Vec<Diagnostic>> {
        let Some(job) = run.jobs(ready).next().filter(|_| !wanted.is_empty()) else {
            return Ok(Ok(Vec::new()));
        };
        let rendered = plan::render(&job, run.store)?;
        let language = &ready.theme.tenant.language.value;
        let server = pages::server(self.inputs.base.targets.first());
        let files = pages::served(&server, stage::files_of(rendered.tree.clone()));
        let wanted: Vec<(Page, FormFactor)> = wanted
            .iter()
            .map(|(page, form)| {
                let url = server.address(&page.url);
                (Page { name: page.name.clone(), url }, *form)
            })
            .collect();
        for (page, _) in &wanted {
            if let Some(reason) = pages::unseen(&*files, &page.url) {
                return Ok(Err(Error::UnseenPage(page.url.clone(), reason)));
            }
        }
        Ok(screenshots::take(&self.browser, &wanted, files, language))
    }

    /// What would be wrong with the theme if it had these screenshots beside those that were made by hand.
    fn unfit(
        &self,
        ready: &Ready,
        wanted: &[(Page, FormFactor)],
        names: &[String],
    ) -> Vec<Diagnostic> {
        let source = &ready.theme.source;
        let is_own = |file: &Sourced<String>| {
            file.place().is_some_and(|place| Arc::ptr_eq(&place.source, source))
        };
        let all = ready.theme.screenshots.iter();
        let by_hand = all.filter(|shown| shown.page.is_none() && is_own(&shown.file));
        let taken = wanted.iter().zip(names);
        let taken = taken.map(|((_, form), name)| to_be_taken(&ready.theme, *form, name));
        let screenshots = taken.chain(by_hand.cloned()).collect();
        let theme = Theme { screenshots, ..ready.theme.clone() };
        let locks = ready.theme.lineage.locks_of(&["screenshots"]);
        let of_others = locks.filter(|lock| !Arc::ptr_eq(&lock.place.source, source));
        let place = Place::file(source);
        let locked = of_others.map(|lock| lock.broken("screenshots", &place)).take(1);
        let mut found = check::screenshots::sizes(&theme, &self.inputs.base);
        found.extend(check::screenshots::count(&theme, &self.inputs.base));
        found.extend(locked);
        found
    }
}

/// A page with a name, also where the contract names none.
fn named(page: &Page) -> Page {
    let name = if page.name.is_empty() { screenshots::START } else { &page.name };
    Page { name: name.to_owned(), url: page.url.clone() }
}

/// A screenshot as the theme will have it.
fn to_be_taken(theme: &Theme, form: FormFactor, name: &str) -> Screenshot {
    let (width, height) = screenshots::size(form);
    Screenshot {
        file: Sourced::written(name.to_owned(), Place::file(&theme.source)),
        sha256: String::new(),
        bytes: Arc::default(),
        header: Header { format: PictureFormat::Png, width, height },
        form,
        page: None,
        label: BTreeMap::new(),
    }
}

/// In what a screenshot differs from one that was taken now, in words; none where they are alike.
fn difference(shown: &Screenshot, taken: &Taken) -> Option<String> {
    match likeness(&shown.bytes, taken) {
        Likeness::Same => None,
        Likeness::Differs(share) => Some(format!("{} % of its pixels differ", percent(share))),
        Likeness::Unlike => {
            let (width, height) = screenshots::size(shown.form);
            Some(format!("it is no PNG of {width}×{height} pixels"))
        }
    }
}

fn stale(shown: &Screenshot, why: &str, theme: &ThemeFile) -> Option<Diagnostic> {
    let message = format!("`{}` no longer shows the theme: {why}", shown.file.value);
    let problem = Diagnostic::at(Code::ScreenshotStale, shown.file.place()?, message);
    Some(problem.help(format!("run `rebadge screenshots {}`", theme.name())))
}

/// A share as a percentage that is not 0.
fn percent(share: f64) -> String {
    match share * 100.0 {
        percent if percent < 0.1 => "less than 0.1".to_owned(),
        percent => format!("{percent:.1}"),
    }
}

fn tell(report: &Report, tenant: &str, shot: &Shot) -> Result<(), Error> {
    let path = shot.path.display();
    let (state, words) = match shot.state {
        State::Written { pixels: (width, height), size } => {
            ("written", format!("{width}×{height}, {}", package::size(size)))
        }
        State::Unchanged => ("unchanged", "unchanged".to_owned()),
        State::Removed => ("removed", "removed".to_owned()),
        State::Named => ("written", "names them".to_owned()),
    };
    report.line(&format!("{path}  {words}"))?;
    report.json(&json!({
        "reason": "screenshot",
        "format_version": 1,
        "tenant": tenant,
        "path": path.to_string(),
        "state": state,
    }))
}
