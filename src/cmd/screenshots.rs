//! `screenshots`: pictures of the client for install dialogs, taken into the theme; or compared with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use super::End;
use super::chromium;
use super::inputs::{self, Inputs, Ready};
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
use crate::recipes::Store;
use crate::render::Effort;
use crate::report::Report;
use crate::screenshots::{self, Likeness, Shelf, Shot, State, Taken, likeness};
use crate::source::{Place, Sourced};
use crate::theme::{FormFactor, Gaps, Screenshot, Theme};
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
    let studio = Studio { inputs, browser, pages };
    let progress = report.long_progress(studio.inputs.themes.len());
    progress.say("taking pictures of the client");
    let outcomes = batch::run(
        &studio.inputs.themes,
        &studio.inputs.library,
        studio.inputs.jobs,
        |theme, known| match options.check {
            true => studio.compare(theme, known),
            false => studio.take(theme, known),
        },
        |id| progress.step(id),
    );
    progress.finish();
    outcomes::tell(report, verb, &outcomes, |tenant, shots: &Vec<Shot>| {
        shots.iter().try_for_each(|shot| tell(report, tenant, shot))
    })
}

struct Studio {
    inputs: Inputs,
    browser: Browser,
    /// What is taken where a theme is.
    pages: Vec<Page>,
}

impl Studio {
    /// Takes the pages, and puts the pictures into the theme.
    fn take(&self, location: &ThemeFile, known: Vec<Diagnostic>) -> Work<Vec<Shot>> {
        let document = self.inputs.library.document(location);
        let shelf = document.as_ref().ok().map(|document| Shelf::new(document));
        let is_mended = |problem: &Diagnostic| {
            let place = problem.place.as_ref();
            place.zip(shelf.as_ref()).is_some_and(|(place, shelf)| shelf.is_of_taken(place))
        };
        self.inputs.prepare_but(location, known, is_mended, |ready, diagnostics| {
            let shelf = shelf.as_ref()?;
            let pages = || self.pages.iter().map(named);
            let of = |form: FormFactor| pages().map(move |page| (page, form));
            let wanted: Vec<(Page, FormFactor)> =
                FormFactor::ALL.into_iter().flat_map(of).collect();
            let names = shelf.names(&wanted);
            diagnostics.extend(self.unfit(ready, &wanted, &names));
            if any_error(diagnostics) {
                return None;
            }
            let taken = self.shoot(ready, &wanted, diagnostics)?;
            Some(taken.and_then(|taken| shelf.put(&taken, &names)))
        })
    }

    /// Compares the screenshots that a theme has with the client as it is now.
    fn compare(&self, location: &ThemeFile, known: Vec<Diagnostic>) -> Work<Vec<Shot>> {
        self.inputs.prepare(location, known, |ready, diagnostics| {
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
            let taken = match self.shoot(ready, &wanted, diagnostics)? {
                Ok(taken) => taken,
                Err(error) => return Some(Err(error)),
            };
            let mut shots = Vec::new();
            for (shown, taken) in shown.into_iter().zip(&taken) {
                let why = match likeness(&shown.bytes, taken) {
                    Likeness::Same => {
                        let path = location.folder.join(&shown.file.value);
                        shots.push(Shot { path, state: State::Unchanged });
                        continue;
                    }
                    Likeness::Differs(share) => {
                        format!("{} % of its pixels differ", percent(share))
                    }
                    Likeness::Unlike => {
                        let (width, height) = screenshots::size(shown.form);
                        format!("it is no PNG of {width}×{height} pixels")
                    }
                };
                diagnostics.extend(stale(shown, &why, location));
            }
            (!any_error(diagnostics)).then_some(Ok(shots))
        })
    }

    /// Builds the client in memory and takes its pages; nothing if the client cannot be built.
    fn shoot(
        &self,
        ready: &Ready<'_>,
        wanted: &[(Page, FormFactor)],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Result<Vec<Taken>, Error>> {
        if wanted.is_empty() {
            return Some(Ok(Vec::new()));
        }
        let job = self.inputs.jobs(ready, Effort::Default).next()?;
        match plan::render(&job, &Store::new()) {
            Ok(rendered) => {
                let language = &ready.theme.tenant.language.value;
                Some(screenshots::take(&self.browser, wanted, &rendered.tree, language))
            }
            Err(problems) => {
                diagnostics.extend(problems);
                None
            }
        }
    }

    /// What would be wrong with the theme if it had these screenshots beside those that were made by hand.
    fn unfit(
        &self,
        ready: &Ready<'_>,
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
        let mut found = check::check(&theme, Gaps::default(), &self.inputs.base);
        found.retain(|one| matches!(one.code, Code::ScreenshotSize | Code::ScreenshotTooMany));
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
