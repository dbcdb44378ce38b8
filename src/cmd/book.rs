//! `book`: the brand book of a theme, for its customer to approve.

mod screens;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::End;
use super::cached::Cached;
use super::chromium;
use super::inputs::{self, Inputs};
use super::outcomes::{self, Verb};
use super::pages;
use super::sides;
use crate::base::Page;
use crate::batch::{self, Work};
use crate::book::{self, Language, Screens, Subject};
use crate::browser::Browser;
use crate::bundle::{self, Durability, FileTime, Sink, Tree, ZIP};
use crate::calendar;
use crate::cli;
use crate::diagnostic::Diagnostic;
use crate::diff::{self, Difference, Pictures, Side};
use crate::error::Error;
use crate::fs;
use crate::inherit::ThemeFile;
use crate::package::{self, Named, Recorded};
use crate::plan::{self, Job};
use crate::prepare::{Ready, Run, prepare};
use crate::render::Effort;
use crate::report::{Progress, Report};
use crate::vector::DrawError;

/// What was approved, until it is compared.
struct Approved {
    side: Mutex<Option<Side>>,
    recorded: Option<Recorded>,
}

/// A book that was written.
struct Written {
    path: PathBuf,
    size: u64,
    /// The PDF beside it.
    pdf: Option<PathBuf>,
    /// How many pictures of the client are in it.
    screens: usize,
    /// What the book could not show, and what to know of what it was compared with.
    warnings: Vec<String>,
}

pub(super) fn run(options: &cli::Book, report: &Report) -> Result<End, Error> {
    let epoch = fs::source_date_epoch()?;
    let time = FileTime::new(epoch)?;
    let date = options.date.clone().or_else(|| epoch.map(calendar::day));
    let named = options.against.as_deref().map(package::named).transpose()?;
    let (paths, folders) = (vec![options.theme.clone()], options.folders.clone());
    let asked = cli::Inputs { paths, folders, choice: cli::Choice::default(), jobs: options.jobs };
    let Some(inputs) = inputs::read(&asked, Verb::Book, report)? else {
        return Ok(End::Problems);
    };
    let is_needed = options.pdf || !options.no_screens;
    let browser = if is_needed { chromium::find(options.no_sandbox, report)? } else { None };
    if options.pdf && browser.is_none() {
        return Err(Error::NoBrowser { work: "print the PDF" });
    }
    let cached = Cached::open(&options.caching, report)?;
    let approved = named.map(|named| approved(&inputs, named, &cached, report)).transpose()?;
    let pages = pages::chosen(inputs.base.targets.first(), &options.pages)?;
    let progress = report.long_progress(inputs.themes.len());
    let edition = Edition { options, time, date, approved, browser, pages, cached, progress };
    let work = |theme: &ThemeFile, known| {
        let store = edition.cached.store();
        let run = inputs.run(Effort::Default, &store);
        let (ready, mut diagnostics) = match prepare(&run, theme, known).ready(run.gate) {
            Ok(ready) => ready,
            Err(diagnostics) => return Work::failed(diagnostics),
        };
        let result = edition.write(&run, &ready, &mut diagnostics);
        Work { diagnostics, result }
    };
    let outcomes = batch::run(&inputs.themes, &inputs.library, inputs.jobs, work, batch::go_on);
    edition.progress.finish();
    edition.cached.finish(report)?;
    outcomes::tell(report, Verb::Book, &outcomes, |tenant, written| tell(report, tenant, written))
}

fn approved(
    inputs: &Inputs,
    named: Named,
    cached: &Cached,
    report: &Report,
) -> Result<Approved, Error> {
    sides::check_target(&named, inputs)?;
    let recorded = named.recorded();
    let side = match named {
        Named::Theme(path) => sides::theme_side(inputs, &path, None, cached, report)?,
        Named::Package(opened) => Side::package(*opened),
    };
    Ok(Approved { side: Mutex::new(Some(side)), recorded })
}

/// All that a book depends on besides its theme.
struct Edition<'a> {
    options: &'a cli::Book,
    time: FileTime,
    date: Option<String>,
    approved: Option<Approved>,
    browser: Option<Browser>,
    /// Of which screens are taken.
    pages: Vec<Page>,
    cached: Cached,
    progress: Progress,
}

impl Edition<'_> {
    fn write(
        &self,
        run: &Run<'_>,
        ready: &Ready,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Result<Written, Error>> {
        let mut rendered = Vec::new();
        for job in run.jobs(ready) {
            match plan::render(&job, run.store) {
                Ok(made) => rendered.push((job, made.tree)),
                Err(problems) => diagnostics.extend(problems),
            }
        }
        if rendered.len() < ready.plans.len() {
            return None;
        }
        let changes = match self.changes(run, ready, diagnostics) {
            Ok(changes) => changes,
            Err(error) => return Some(Err(error)),
        };
        Some(self.write_book(run, ready, &rendered, changes.as_ref()))
    }

    fn changes(
        &self,
        run: &Run<'_>,
        ready: &Ready,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Option<Difference>, Error> {
        let Some(approved) = &self.approved else { return Ok(None) };
        let before = approved.side.lock().unwrap_or_else(PoisonError::into_inner).take();
        // What was approved may have been built for a release: images are compressed as they were there.
        let like = approved.recorded.as_ref();
        let run = Run { effort: sides::effort(like), ..*run };
        let after = sides::rendered(&run, ready, like).map_err(|found| diagnostics.extend(found));
        let (Some(mut before), Ok(after)) = (before, after) else { return Ok(None) };
        let mut after = sides::side(run.base, ready, &self.options.theme, after);
        diff::compare(&mut before, &mut after, Pictures::Made).map(Some)
    }

    fn write_book(
        &self,
        run: &Run<'_>,
        ready: &Ready,
        rendered: &[(Job<'_>, Tree)],
        changes: Option<&Difference>,
    ) -> Result<Written, Error> {
        let path = path(self.options.out.as_deref(), &ready.theme.tenant.id.value);
        let packages = rendered.iter().map(|(job, tree)| self.package(job, tree));
        let packages = packages.collect::<Result<Vec<_>, Error>>()?;
        self.progress.say("taking pictures of the client");
        let (screens, warning) = self.screens(rendered)?;
        self.progress.say("drawing the book");
        let subject = Subject {
            theme: &ready.theme,
            base: run.base,
            packages: &packages,
            changes,
            screens: &screens,
            language: language(self.options.language, &ready.theme.tenant.language.value),
            date: self.date.as_deref(),
            store: &self.cached.store(),
        };
        let failed = |error: DrawError| io::Error::other(error.0);
        let page = book::book(&subject).map_err(failed).map_err(Error::write(&path))?;
        let pdf = self.pdf(&page)?.map(|bytes| (path.with_extension("pdf"), bytes));
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::make_folder(folder)?;
        }
        let beside = pdf.iter().map(|(path, bytes)| (path.as_path(), bytes.as_slice()));
        let files = [(path.as_path(), page.as_bytes())].into_iter().chain(beside);
        fs::write(&files.collect::<Vec<_>>())?;
        let screens = match screens {
            Screens::Taken(screens) => screens.len(),
            _ => 0,
        };
        let (size, pdf) = (page.len() as u64, pdf.map(|(path, _)| path));
        let notes = changes.into_iter().flat_map(|changes| changes.notes.clone());
        let warnings = warning.into_iter().chain(notes).collect();
        Ok(Written { path, size, pdf, screens, warnings })
    }

    /// The pictures of the client, and what to say where there are none.
    fn screens(&self, rendered: &[(Job<'_>, Tree)]) -> Result<(Screens, Option<String>), Error> {
        match (&self.browser, rendered.first()) {
            _ if self.options.no_screens => Ok((Screens::LeftOut, None)),
            (Some(browser), Some((_, tree))) => {
                let (screens, failed) = screens::take(browser, &self.pages, tree)?;
                let warning = failed.map(|error| format!("the book has no screens: {error}"));
                Ok((screens, warning))
            }
            _ => {
                let words = "the book has no screens: there is no browser; install Chromium, or name it with `CHROMIUM`";
                Ok((Screens::NoBrowser, Some(words.to_owned())))
            }
        }
    }

    /// The page as a PDF, if one is asked for.
    fn pdf(&self, page: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(browser) = self.browser.as_ref().filter(|_| self.options.pdf) else {
            return Ok(None);
        };
        let paper = match self.options.paper {
            cli::Paper::A4 => "A4",
            cli::Paper::Letter => "letter",
        };
        // The page itself leaves its paper to who prints it.
        let sized = page.replacen(
            "</head>",
            &format!("<style>@page {{ size: {paper} }}</style></head>"),
            1,
        );
        self.progress.say("printing the PDF");
        let scratch = fs::Scratch::new()?;
        let file = scratch.path().join("book.html");
        fs::write(&[(&file, sized.as_bytes())])?;
        let first = browser.pdf(&file)?;
        // On which page a chapter begins is known when it was printed.
        let numbered = book::numbered(&sized, &first);
        if numbered == sized {
            return Ok(Some(first));
        }
        fs::write(&[(&file, numbered.as_bytes())])?;
        browser.pdf(&file).map(Some)
    }

    /// The package that a build would write now.
    fn package(&self, job: &Job<'_>, tree: &Tree) -> Result<book::Package, Error> {
        let scratch = fs::Scratch::new()?;
        let sink = Sink::folder(scratch.path());
        let block = (sink.place("block"), Durability::Process);
        let untouched = &job.target.untouched;
        let prepared = bundle::prepare(&ZIP, untouched, self.time, (&block.0, block.1))?;
        let packed = sink.pack("package.zip", tree, (&ZIP, &prepared))?;
        Ok(book::Package {
            name: format!("{}.zip", package::stem(job)),
            files: tree.len(),
            size: packed.size,
            sha256: packed.sha256.unwrap_or_default(),
        })
    }
}

fn language(asked: Option<cli::Language>, own: &str) -> Language {
    match asked {
        Some(cli::Language::English) => Language::English,
        Some(cli::Language::Chinese) => Language::Chinese,
        None => Language::of(own),
    }
}

/// Where the book goes: what ends in `.html` is a file, all else a folder.
fn path(out: Option<&Path>, id: &str) -> PathBuf {
    let name = format!("{id}-book.html");
    match out {
        None => PathBuf::from(name),
        Some(out) if out.extension().is_some_and(|ending| ending == "html") => out.to_owned(),
        Some(out) => out.join(name),
    }
}

fn tell(report: &Report, tenant: &str, written: &Written) -> Result<(), Error> {
    let path = written.path.display();
    report.line(&format!("{path}  {}", package::size(written.size)))?;
    if let Some(pdf) = &written.pdf {
        report.line(&pdf.display().to_string())?;
    }
    for warning in &written.warnings {
        report.summary(&format!("warning: {warning}"))?;
    }
    report.json(&json!({
        "reason": "book",
        "format_version": 1,
        "tenant": tenant,
        "path": path.to_string(),
        "size": written.size,
        "pdf": written.pdf.as_ref().map(|pdf| pdf.display().to_string()),
        "screens": written.screens,
        "warnings": written.warnings,
    }))
}
